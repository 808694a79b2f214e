//! How far Salesforce has followed, in a sentence a sales rep understands.

use midcall_domain::{
    leads::{EditFate, Part},
    time::Timestamp,
};

use super::{
    moment::{Elapsed, Moment},
    wording,
};
use crate::views::{BlockedView, EditView, WriteView};

/// Where what is heard goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// An org is configured.
    Connected,
    /// None is configured.
    NotConnected,
    /// Told to write nothing.
    Shadow,
}

/// How far Salesforce has followed.
#[derive(Clone, Debug)]
pub(crate) struct Write {
    /// `in_sync`, `due`, `blocked` or `none`.
    pub(crate) state: &'static str,
    pub(crate) text: String,
    /// Of the last write that went through.
    pub(crate) written_at: Option<Moment>,
    pub(crate) blocked: Vec<BlockedPart>,
    /// What people changed in Salesforce.
    pub(crate) edits: Vec<EditRow>,
}

/// A field that a person changed.
#[derive(Clone, Debug)]
pub(crate) struct EditRow {
    pub(crate) field: String,
    pub(crate) fate: &'static str,
    pub(crate) seen_at: Moment,
}

/// What waits for a person.
#[derive(Clone, Debug)]
pub(crate) struct BlockedPart {
    pub(crate) part: String,
    pub(crate) reason: String,
    /// What Salesforce said.
    pub(crate) detail: String,
    pub(crate) action: String,
    pub(crate) since: Moment,
    pub(crate) age: Elapsed,
}

impl Write {
    /// Of the lead of a call, if the call belongs to one and the lead has something to say.
    pub(super) fn of(
        write: Option<&WriteView>,
        has_lead: bool,
        destination: Destination,
        now: Timestamp,
    ) -> Self {
        let nothing = |text: &str| Self {
            state: "none",
            text: text.to_owned(),
            written_at: None,
            blocked: Vec::new(),
            edits: Vec::new(),
        };
        let Some(write) = write else {
            return nothing(if has_lead {
                "Nothing to write yet"
            } else {
                "Belongs to no lead yet"
            });
        };
        let text = match (write.state, destination, write.attempts) {
            ("blocked", ..) => "Waits for a person",
            ("in_sync", ..) => "In sync",
            (_, Destination::NotConnected, _) => "Not connected",
            (_, Destination::Shadow, _) => "Shadow mode: nothing is written",
            (.., 0) => "Due",
            _ => "Due, tried again soon",
        };
        let trouble = write.trouble.as_ref().filter(|_| write.state == "due");
        let text = trouble.map_or_else(
            || text.to_owned(),
            |why| format!("{text}: {}", wording::phrase(&why.reason).to_lowercase()),
        );
        Self {
            state: write.state,
            text,
            written_at: write.written_at.as_deref().map(|at| Moment::of(at, now)),
            blocked: write
                .blocked
                .iter()
                .map(|blocked| BlockedPart::of(blocked, now))
                .collect(),
            edits: write
                .edits
                .iter()
                .map(|edit| EditRow::of(edit, now))
                .collect(),
        }
    }
}

impl EditRow {
    fn of(edit: &EditView, now: Timestamp) -> Self {
        Self {
            field: edit.field.clone(),
            fate: match edit.fate {
                EditFate::Kept => "it stands",
                EditFate::Overwritten => "written over, as the field is Midcall’s",
                EditFate::Joined => "it stands beside Midcall’s words",
            },
            seen_at: Moment::of(&edit.seen_at, now),
        }
    }
}

impl BlockedPart {
    pub(super) fn of(blocked: &BlockedView, now: Timestamp) -> Self {
        Self {
            part: match (&blocked.field, blocked.part) {
                (Some(field), _) => format!("{field} alone"),
                (None, Part::Facts) => "Score and signals".to_owned(),
                (None, Part::Transcript) => "Transcript".to_owned(),
                (None, Part::Activity) => "Task".to_owned(),
            },
            reason: wording::phrase(&blocked.why.reason),
            detail: blocked.why.detail.clone(),
            action: blocked.why.action.clone(),
            since: Moment::at(blocked.why.since, now),
            age: Elapsed::age(blocked.why.since, now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(state: &'static str, attempts: u32, destination: Destination, expected: &str) {
        let view = WriteView {
            state,
            written_at: None,
            due_at: None,
            attempts,
            blocked: Vec::new(),
            trouble: None,
            edits: Vec::new(),
        };
        assert_eq!(
            Write::of(Some(&view), true, destination, Timestamp(0)).text,
            expected
        );
    }

    #[test]
    fn what_is_due_says_what_keeps_it() {
        check("due", 0, Destination::Connected, "Due");
        check("due", 3, Destination::Connected, "Due, tried again soon");
        check("due", 0, Destination::NotConnected, "Not connected");
        check(
            "due",
            0,
            Destination::Shadow,
            "Shadow mode: nothing is written",
        );
        check("in_sync", 0, Destination::Connected, "In sync");
        check("blocked", 1, Destination::Connected, "Waits for a person");
    }

    #[test]
    fn nothing_to_write_has_two_reasons() {
        let nothing =
            |has_lead| Write::of(None, has_lead, Destination::Connected, Timestamp(0)).text;
        assert_eq!(
            [nothing(true), nothing(false)],
            ["Nothing to write yet", "Belongs to no lead yet"]
        );
    }
}
