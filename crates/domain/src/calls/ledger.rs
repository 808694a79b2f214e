//! The ledger of a call: what of it arrived by itself, what had to be asked for, and whether
//! anything is missing. Separate from the state because it is about the messages, not about the call.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{CallStatus, Occurrence};
use crate::time::Timestamp;

/// A part of a call that somebody has to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// What was said, while it was said.
    Words,
    /// That it ended.
    End,
    /// The report after the end, which holds the whole conversation once more.
    Report,
}

/// What the ledger says of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It goes on.
    Open,
    /// It is over, and its report is still to come, by itself or for the asking.
    Closing,
    /// All that belongs to it arrived by itself.
    Complete,
    /// Something did not arrive and was read from the platform; nothing is missing.
    Recovered,
    /// Something did not arrive and cannot be had.
    Incomplete,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Closing,
        Self::Complete,
        Self::Recovered,
        Self::Incomplete,
    ];

    /// The word in SQL, in JSON and in metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closing => "closing",
            Self::Complete => "complete",
            Self::Recovered => "recovered",
            Self::Incomplete => "incomplete",
        }
    }

    /// Whether nothing is waited for.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Complete | Self::Recovered | Self::Incomplete)
    }
}

/// Why a call has the outcome it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerReason {
    /// Closing: the report takes its time.
    ReportAwaited,
    /// Recovered: not one message of the call arrived.
    NothingArrived,
    /// Recovered: messages arrived, but neither an end nor a report.
    NoEndArrived,
    /// Recovered: the end arrived, but no report.
    NoReportArrived,
    /// Recovered: messages stopped during the call and came again later.
    FellSilent,
    /// Incomplete: the platform has no such call.
    NotAtPlatform,
    /// Incomplete: no access to the platform is configured, so nothing could be asked for.
    NoAccess,
    /// Incomplete: the platform itself never saw the call end.
    NeverEnded,
}

/// Why nothing more of a call can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// The platform has no such call: deleted, or kept no longer.
    NotAtPlatform,
    /// No access to the platform is configured.
    NoAccess,
    /// The platform itself never saw it end.
    NeverEnded,
}

/// What the ledger says of a call, and what of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// In a word.
    pub outcome: Outcome,
    /// Why; absent while it goes on and where all arrived.
    pub reason: Option<LedgerReason>,
    /// What belongs to a call like this.
    pub expected: BTreeSet<Evidence>,
    /// What arrived by itself.
    pub seen: BTreeSet<Evidence>,
    /// What was read from the platform.
    pub read: BTreeSet<Evidence>,
    /// Whether anything at all arrived by itself.
    pub was_heard: bool,
}

/// By which way what is known of a call came: sets and a maximum, like all of the state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Ways {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    was_heard: bool,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    seen: BTreeSet<Evidence>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    was_read: bool,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    read: BTreeSet<Evidence>,
    /// As of the last sign of life that was known.
    #[serde(skip_serializing_if = "Option::is_none")]
    given_up: Option<(Timestamp, Lack)>,
}

impl Ways {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// A message arrived.
    pub(super) fn hear(&mut self, what: &Occurrence) {
        self.was_heard = true;
        self.seen.extend(evidence(what));
    }

    /// The platform told this when it was asked.
    pub(super) fn read<'a>(&mut self, told: impl Iterator<Item = &'a Occurrence>) {
        self.was_read = true;
        self.read.extend(told.filter_map(evidence));
    }

    /// Nothing more can be had of a call that was last alive at `active_at`.
    pub(super) fn give_up(&mut self, active_at: Timestamp, lack: Lack) {
        self.given_up = self.given_up.max(Some((active_at, lack)));
    }

    /// What it comes to for a call that was last alive at `active_at`.
    pub(super) fn ledger(&self, is_over: bool, was_spoken: bool, active_at: Timestamp) -> Ledger {
        let (outcome, reason) = self.outcome(is_over, active_at);
        let mut expected = BTreeSet::from([Evidence::End, Evidence::Report]);
        if was_spoken {
            expected.insert(Evidence::Words);
        }
        Ledger {
            outcome,
            reason,
            expected,
            seen: self.seen.clone(),
            read: self.read.clone(),
            was_heard: self.was_heard,
        }
    }

    fn outcome(&self, is_over: bool, active_at: Timestamp) -> (Outcome, Option<LedgerReason>) {
        if !is_over {
            return (Outcome::Open, None);
        }
        let has_report = self.seen.contains(&Evidence::Report);
        if has_report && !self.was_read {
            return (Outcome::Complete, None);
        }
        if has_report || self.read.contains(&Evidence::Report) {
            return (Outcome::Recovered, Some(self.gap()));
        }
        match self.given_up {
            Some((at, lack)) if at >= active_at => (Outcome::Incomplete, Some(lack.into())),
            _ => (Outcome::Closing, Some(LedgerReason::ReportAwaited)),
        }
    }

    fn gap(&self) -> LedgerReason {
        if !self.was_heard {
            LedgerReason::NothingArrived
        } else if self.seen.contains(&Evidence::Report) {
            LedgerReason::FellSilent
        } else if self.seen.contains(&Evidence::End) {
            LedgerReason::NoReportArrived
        } else {
            LedgerReason::NoEndArrived
        }
    }
}

impl From<Lack> for LedgerReason {
    fn from(lack: Lack) -> Self {
        match lack {
            Lack::NotAtPlatform => Self::NotAtPlatform,
            Lack::NoAccess => Self::NoAccess,
            Lack::NeverEnded => Self::NeverEnded,
        }
    }
}

fn evidence(what: &Occurrence) -> Option<Evidence> {
    match what {
        Occurrence::Heard { .. } => Some(Evidence::Words),
        Occurrence::HistoryGiven(turns) if !turns.is_empty() => Some(Evidence::Words),
        Occurrence::StatusChanged {
            to: CallStatus::Ended,
            ..
        } => Some(Evidence::End),
        Occurrence::Reported(_) => Some(Evidence::Report),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Report, *};

    const ACTIVE_AT: Timestamp = Timestamp(5_000);

    fn end() -> Occurrence {
        Occurrence::StatusChanged {
            to: CallStatus::Ended,
            ended_reason: None,
        }
    }

    fn report() -> Occurrence {
        Occurrence::Reported(Report::default())
    }

    #[track_caller]
    fn check(
        heard: &[Occurrence],
        read: Option<&[Occurrence]>,
        given_up: Option<(i64, Lack)>,
        expected: (Outcome, Option<LedgerReason>),
    ) {
        let mut ways = Ways::default();
        heard.iter().for_each(|what| ways.hear(what));
        if let Some(read) = read {
            ways.read(read.iter());
        }
        if let Some((at, lack)) = given_up {
            ways.give_up(Timestamp(at), lack);
        }
        let ledger = ways.ledger(true, false, ACTIVE_AT);
        assert_eq!((ledger.outcome, ledger.reason), expected);
    }

    #[test]
    fn a_call_ends_complete_recovered_or_incomplete() {
        use LedgerReason as R;
        use Outcome::{Closing, Complete, Incomplete, Recovered};
        let (end, report) = (end(), report());
        let both = [end.clone(), report.clone()];
        let reported = std::slice::from_ref(&report);
        check(&both, None, None, (Complete, None));
        check(reported, None, None, (Complete, None));
        check(
            std::slice::from_ref(&end),
            None,
            None,
            (Closing, Some(R::ReportAwaited)),
        );
        check(
            &[],
            Some(reported),
            None,
            (Recovered, Some(R::NothingArrived)),
        );
        check(
            &[Occurrence::Noted],
            Some(reported),
            None,
            (Recovered, Some(R::NoEndArrived)),
        );
        check(
            &[end],
            Some(reported),
            None,
            (Recovered, Some(R::NoReportArrived)),
        );
        check(
            &both,
            Some(&[Occurrence::Noted]),
            None,
            (Recovered, Some(R::FellSilent)),
        );
        check(
            &[],
            None,
            Some((5_000, Lack::NotAtPlatform)),
            (Incomplete, Some(R::NotAtPlatform)),
        );
        check(&both, None, Some((5_000, Lack::NoAccess)), (Complete, None));
    }

    #[test]
    fn a_call_that_went_on_is_not_given_up() {
        check(
            &[],
            None,
            Some((4_999, Lack::NeverEnded)),
            (Outcome::Closing, Some(LedgerReason::ReportAwaited)),
        );
    }
}
