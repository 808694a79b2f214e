//! What is known of a user, and what is still to be given. Pure.

use midcall_salesforce::RecordId;

use super::super::Action;

/// The user license that is made for integrations, and shows no leads by itself.
pub(super) const SMALL_LICENSE: &str = "Salesforce Integration";

/// A user who is to have the permission set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignee {
    /// The user.
    pub id: RecordId,
    /// The name for signing in.
    pub username: String,
    /// The user license; `None` where it is not shown to us.
    pub license: Option<String>,
}

/// Whether the user has the permission set license that the small user license needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seat {
    /// None is needed, or whether one is needed is not shown to us.
    NotNeeded,
    /// The user has one.
    Held,
    /// One of this license can be given.
    Free(RecordId),
    /// Every one the org has is in use.
    Taken(i64),
    /// The org has none.
    Missing,
}

/// How a user stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub assignee: Assignee,
    /// The permission set license.
    pub seat: Seat,
    /// Whether the permission set is assigned.
    pub is_assigned: bool,
}

/// What can be given to a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// The permission set license *Salesforce API Integration*.
    License,
    /// The permission set *Midcall Integration*.
    PermissionSet,
}

/// One thing that a user is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenStep {
    /// What to do.
    pub action: Action,
    /// What is given.
    pub given: Given,
    /// Why, or what stands in the way; empty for what is kept.
    pub reason: String,
}

impl Given {
    /// What people call its kind.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::License => "license",
            Self::PermissionSet => "assignment",
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::License => "Salesforce API Integration",
            Self::PermissionSet => "Midcall Integration",
        }
    }
}

impl Standing {
    /// What the user is to have, the license first: without it Salesforce refuses the set.
    #[must_use]
    pub fn steps(&self) -> Vec<GivenStep> {
        let step = |action, given, reason: &str| GivenStep {
            action,
            given,
            reason: reason.to_owned(),
        };
        let license = |action, reason: &str| step(action, Given::License, reason);
        let blocked = match &self.seat {
            Seat::Taken(count) => Some(format!(
                "all {count} are in use: take one from a user who needs it no more in Setup > Users, or ask Salesforce for more"
            )),
            Seat::Missing => Some(
                "the org has none: ask Salesforce for it, or give Midcall a user with another user license"
                    .to_owned(),
            ),
            Seat::NotNeeded | Seat::Held | Seat::Free(_) => None,
        };
        // Who has the set has what it takes.
        if self.is_assigned {
            return vec![step(Action::Keep, Given::PermissionSet, "")];
        }
        let set = match &blocked {
            Some(_) => (
                Action::Conflict,
                "Salesforce refuses it without the license",
            ),
            None => (Action::Create, "not assigned yet"),
        };
        let seat = match &self.seat {
            Seat::NotNeeded => None,
            Seat::Held => Some(license(Action::Keep, "")),
            Seat::Free(_) => Some(license(
                Action::Create,
                "without it the user license shows no leads",
            )),
            Seat::Taken(_) | Seat::Missing => {
                Some(license(Action::Conflict, &blocked.unwrap_or_default()))
            }
        };
        seat.into_iter()
            .chain([step(set.0, Given::PermissionSet, set.1)])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(seat: Seat, is_assigned: bool) -> Vec<(Action, Given)> {
        let standing = Standing {
            assignee: Assignee {
                id: "005Hs000007Qr1s".parse().unwrap(),
                username: "integration@acme.example".to_owned(),
                license: None,
            },
            seat,
            is_assigned,
        };
        let steps = standing.steps().into_iter();
        steps.map(|step| (step.action, step.given)).collect()
    }

    #[test]
    fn the_license_comes_first_and_without_it_nothing_is_given() {
        use Action::{Conflict, Create, Keep};
        use Given::{License, PermissionSet};

        let free = Seat::Free("0PLHs0000001PsL".parse().unwrap());
        assert_eq!(
            steps(free.clone(), false),
            [(Create, License), (Create, PermissionSet)]
        );
        assert_eq!(
            steps(Seat::Held, false),
            [(Keep, License), (Create, PermissionSet)]
        );
        assert_eq!(steps(Seat::NotNeeded, false), [(Create, PermissionSet)]);
        assert_eq!(steps(free, true), [(Keep, PermissionSet)]);
        for seat in [Seat::Taken(5), Seat::Missing] {
            assert_eq!(
                steps(seat, false),
                [(Conflict, License), (Conflict, PermissionSet)]
            );
        }
    }
}
