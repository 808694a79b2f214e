//! What reconcile leases and records of calls' tasks, and tasks as people see them.

use midcall_domain::{leads::Activity, time::Timestamp};

use crate::Blocked;

/// The task of a finished call, to be written along with its lead.
#[derive(Clone, Debug, PartialEq)]
pub struct LeasedActivity {
    /// The call: the task's key.
    pub call: String,
    /// What it should say.
    pub desired: Activity,
    /// What it says; absent when that is not known.
    pub written: Option<Activity>,
    /// Whether it is known to be there.
    pub is_there: bool,
    /// Failed attempts in a row.
    pub attempts: u32,
}

/// What became of a leased activity.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityOutcome {
    /// The call.
    pub call: String,
    /// What it says; absent when that is not known.
    pub written: Option<Activity>,
    /// Whether a write went through.
    pub is_written: bool,
    /// Whether it is known to be there.
    pub is_there: bool,
    /// Failed attempts in a row, this one included; 0 after a success.
    pub attempts: u32,
    /// What comes of it if it does not say what it should.
    pub next: NextAttempt,
}

/// When a task that does not say what it should is looked at again.
#[derive(Clone, Debug, PartialEq)]
pub enum NextAttempt {
    /// Then.
    At(Timestamp),
    /// When a person has done something.
    Blocked(Blocked),
    /// Not before it should say something else: tasks are turned off.
    Never,
}

/// A task as people see it.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityRow {
    /// The call.
    pub call: String,
    /// What it should say.
    pub desired: Activity,
    /// What it was last written to say.
    pub written: Option<Activity>,
    /// When the last write went through.
    pub written_at: Option<Timestamp>,
    /// When it is tried next.
    pub due_at: Option<Timestamp>,
    /// Why it waits for a person.
    pub blocked: Option<Blocked>,
}
