//! Checks everything that has to be right before a lead can be written, and says what to do where
//! it is not.
//!
//! Two halves, kept apart: an `observe` asks and judges nothing; all else turns what was seen into
//! [`Finding`]s and asks nobody. A vendor is a module with both, and a section of the [`Report`].

mod finding;
mod keeping;
mod salesforce;
mod vapi;

pub use finding::{Finding, Report, Section, Severity};

use crate::{node::Node, wiring};

/// What the checks may do besides looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// Renew the token once, to see that it can be.
    Tried,
    /// Leave the token as it is.
    LeftAlone,
}

/// Checks everything.
pub async fn examine(node: &Node, renewal: Renewal) -> Report {
    Report {
        sections: vec![
            keeping::section(&node.store),
            salesforce::section(node, renewal).await,
            vapi::section(node).await,
        ],
    }
}

/// What is to be said when the settings do not even make a node.
#[must_use]
pub fn unusable(error: &wiring::Error) -> Report {
    let text = crate::output::chain(error);
    let (seen, to_do) = text.split_once("\nhint: ").unwrap_or((
        &text,
        "mend the setting; config.default.toml lists every one",
    ));
    let finding = Finding::fail(
        "settings",
        seen,
        "without it nothing can be asked of the vendors",
        to_do,
    );
    Report {
        sections: vec![Section {
            name: "Settings",
            about: None,
            findings: vec![finding],
        }],
    }
}
