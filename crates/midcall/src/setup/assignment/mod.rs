//! Who has the permission set by which Midcall works. Assignments are records rather than metadata:
//! they are looked up ([`look`]), planned ([`Standing::steps`]) and given ([`give`]) beside what is
//! deployed. Only planning is pure.

mod give;
mod look;
mod standing;

pub use give::give;
pub use look::{look, set_id};
pub use standing::{Assignee, Given, GivenStep, Seat, Standing};

use crate::connection;

/// Why a permission set is not assigned.
#[derive(Debug, thiserror::Error)]
pub enum AssignmentError {
    /// Nobody has this name.
    #[error(
        "no user of the org is called {0}\nhint: --assign-to takes a username, as in Setup > Users, and not an e-mail address; a sandbox appends its name to it"
    )]
    NoSuchUser(String),
    /// Whoever has it cannot sign in.
    #[error("{0} is not active\nhint: activate the user in Setup > Users, or name another one")]
    Inactive(String),
    /// The set is not in the org although it was deployed.
    #[error(
        "the org does not show the permission set {0} after it was deployed\nhint: assign it by hand in Setup > Permission Sets"
    )]
    NoSet(&'static str),
    /// Salesforce does not let us assign it.
    #[error("{what} was not given to {username}: {said}\nhint: {to_do}")]
    Refused {
        /// What was to be given.
        what: &'static str,
        /// Who was to get it.
        username: String,
        /// What Salesforce says.
        said: String,
        /// What to do.
        to_do: &'static str,
    },
    /// Salesforce could not be asked.
    #[error(transparent)]
    Salesforce(#[from] connection::Error),
}
