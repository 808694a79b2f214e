//! A component of a package, and what the org says about it.

use serde_json::{Value, json};

use super::Xml;

/// A component on its way into the org.
#[derive(Clone, Debug)]
pub(crate) struct Component {
    pub(crate) kind: String,
    pub(crate) full_name: String,
    pub(crate) file: String,
    pub(crate) content: Xml,
}

/// What is wrong with a component, and in which line of its file.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) line: u32,
    pub(crate) text: String,
}

impl Problem {
    pub(crate) fn at(xml: &Xml, text: impl Into<String>) -> Self {
        Self {
            line: xml.line,
            text: text.into(),
        }
    }
}

/// What the org says about a component when the deployment is over.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) kind: String,
    pub(crate) full_name: String,
    pub(crate) file: String,
    pub(crate) is_new: bool,
    /// `None` when it was taken.
    pub(crate) problem: Option<Problem>,
    pub(crate) column: u32,
}

impl Message {
    pub(crate) fn about(component: &Component, is_new: bool, problem: Option<Problem>) -> Self {
        Self {
            kind: component.kind.clone(),
            full_name: component.full_name.clone(),
            file: component.file.clone(),
            is_new,
            column: u32::from(problem.is_some()),
            problem,
        }
    }

    /// Something wrong with the package rather than with a component in it.
    pub(crate) fn of_file(file: &str, line: u32, column: u32, text: impl Into<String>) -> Self {
        Self {
            kind: String::new(),
            full_name: file.to_owned(),
            file: file.to_owned(),
            is_new: false,
            problem: Some(Problem {
                line,
                text: text.into(),
            }),
            column,
        }
    }

    pub(crate) fn is_failure(&self) -> bool {
        self.problem.is_some()
    }

    pub(crate) fn shown(&self, at: &str) -> Value {
        let is_failure = self.is_failure();
        let number = |number: u32| (number > 0).then_some(number);
        json!({
            "changed": !is_failure,
            "columnNumber": number(self.column),
            "componentType": self.kind,
            "created": self.is_new && !is_failure,
            "createdDate": at,
            "deleted": false,
            "fileName": self.file,
            "fullName": self.full_name,
            "id": null,
            "lineNumber": self.problem.as_ref().and_then(|problem| number(problem.line)),
            "problem": self.problem.as_ref().map(|problem| &problem.text),
            "problemType": is_failure.then_some("Error"),
            "success": !is_failure,
            "warning": false,
            "requiresProductionTestRun": false,
            "knownPackagingProblem": false,
            "forPackageManifestFile": self.file.ends_with("package.xml"),
        })
    }
}
