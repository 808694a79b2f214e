//! What a check says: what was seen, why it matters, what to do.

use serde::Serialize;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// As it should be.
    Ok,
    /// Nothing is wrong, and more could be had.
    Advice,
    /// It works, and somebody should look at it.
    Warn,
    /// Something will not work.
    Fail,
}

/// What one check found. Holds no secret: it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Which check, for scripts.
    pub check: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The field, rule or flow concerned, by its name in the org.
    pub subject: Option<String>,
    /// What was seen.
    pub seen: String,
    /// Why it matters; absent where all is well.
    pub why: Option<String>,
    /// What to do; absent where all is well.
    pub to_do: Option<String>,
}

/// The checks of one part of the world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Which part.
    pub name: &'static str,
    /// Which one of its kind, as in the org's host.
    pub about: Option<String>,
    /// What was found, in the order in which it has to be mended.
    pub findings: Vec<Finding>,
}

/// Everything that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Part by part.
    pub sections: Vec<Section>,
}

impl Finding {
    pub(super) fn ok(check: &'static str, seen: impl Into<String>) -> Self {
        Self {
            check,
            severity: Severity::Ok,
            subject: None,
            seen: seen.into(),
            why: None,
            to_do: None,
        }
    }

    pub(super) fn advice(
        check: &'static str,
        seen: impl Into<String>,
        why: impl Into<String>,
        to_do: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Advice,
            ..Self::warn(check, seen, why, to_do)
        }
    }

    pub(super) fn warn(
        check: &'static str,
        seen: impl Into<String>,
        why: impl Into<String>,
        to_do: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warn,
            why: Some(why.into()),
            to_do: Some(to_do.into()),
            ..Self::ok(check, seen)
        }
    }

    pub(super) fn fail(
        check: &'static str,
        seen: impl Into<String>,
        why: impl Into<String>,
        to_do: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Fail,
            ..Self::warn(check, seen, why, to_do)
        }
    }

    /// The same, about a thing that has a name in the org.
    pub(super) fn about(mut self, subject: &str) -> Self {
        self.subject = Some(subject.to_owned());
        self
    }
}

impl Report {
    /// Every finding.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.sections.iter().flat_map(|section| &section.findings)
    }

    /// How many findings are this bad.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings()
            .filter(|finding| finding.severity == severity)
            .count()
    }
}
