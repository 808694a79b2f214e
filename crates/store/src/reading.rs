//! What leads were found to say, beside what they were written to say.

use midcall_domain::{
    leads::{DesiredLead, Drift, Fields, Written},
    time::Timestamp,
};

/// A lead that is to be looked at.
#[derive(Clone, Debug)]
pub struct DueLook {
    /// The lead the calls named.
    pub lead: String,
    /// The record to read.
    pub target: String,
    /// Of the desired lead.
    pub generation: i64,
    /// What it should say.
    pub desired: DesiredLead,
    /// What it was last known to say, if that is known.
    pub observed: Option<Fields>,
    /// Whatever Midcall may have put there.
    pub written: Written,
    /// How often it was looked at since it was last written.
    pub looks: u32,
}

/// What looking at a lead came to.
#[derive(Clone, Debug)]
pub struct Look {
    /// The lead.
    pub lead: String,
    /// Of the desired lead, when the look was decided upon.
    pub generation: i64,
    /// What it says; absent when it could not be read.
    pub found: Option<Fields>,
    /// What it says that nobody here put there.
    pub drift: Option<Drift>,
    /// How often it was looked at.
    pub looks: u32,
    /// When to look next.
    pub look_at: Option<Timestamp>,
}

/// What a lead was last found to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What it said.
    pub found: Fields,
    /// When.
    pub found_at: Timestamp,
    /// The newest drift, if there ever was one.
    pub drift: Option<Drift>,
}
