//! What the trial came to, for people.

use std::{collections::BTreeMap, fmt, time::Duration};

use super::ledger::Totals;

/// What happened and what was found.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) seed: u64,
    pub(super) kills: u32,
    pub(super) calls: u64,
    pub(super) lossy_calls: usize,
    pub(super) sent: Totals,
    pub(super) entries: u64,
    pub(super) leads: usize,
    pub(super) due_leads: usize,
    pub(super) dials: usize,
    pub(super) accepted: usize,
    pub(super) open_requests: usize,
    pub(super) answers: BTreeMap<String, u64>,
    pub(super) stopped_after: Duration,
    /// Everything that must not be.
    pub(super) violations: Vec<String>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = |what: &str, found: &dyn fmt::Display| writeln!(f, "{what:<52} {found:>10}");
        row("seed", &self.seed)?;
        row("killed with SIGKILL", &self.kills)?;
        row("calls played", &self.calls)?;
        row("… of which some webhook was given up", &self.lossy_calls)?;
        row("deliveries acknowledged", &self.sent.acknowledged)?;
        row("… refused", &self.sent.refused)?;
        row("… without an answer", &self.sent.unanswered)?;
        row("entries in the journal", &self.entries)?;
        row("leads compared with a naive reading", &self.leads)?;
        row(
            "… still due, because a dead process holds them",
            &self.due_leads,
        )?;
        row("numbers dialed", &self.dials)?;
        row("requests to call answered with a call", &self.accepted)?;
        row(
            "requests to call still open at the end",
            &self.open_requests,
        )?;
        row(
            "milliseconds from SIGTERM to exit 0",
            &self.stopped_after.as_millis(),
        )?;
        row("violations", &self.violations.len())?;
        let answers = self
            .answers
            .iter()
            .map(|(answer, times)| format!("{times} × {answer}"));
        writeln!(
            f,
            "answers to requests: {}",
            answers.collect::<Vec<_>>().join(", ")
        )
    }
}
