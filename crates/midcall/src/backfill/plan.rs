//! Which of the calls that Vapi lists are to be read, and of which nothing arrives. Pure: what Vapi
//! lists and what is known here in, a decision out.

use midcall_domain::{
    calls::{CallId, Evidence, Outcome},
    time::Timestamp,
};
use midcall_store::{CallStanding, ReadReason};
use midcall_vapi::{messages::CallStatus, operations::CallRecord};

/// The first message of a call that has begun arrives within this time; one to three a second
/// follow.
pub(super) const ARRIVES_WITHIN_MS: i64 = 30_000;
/// A live call of which nothing has arrived for this long is read: Vapi itself hangs up after half
/// a minute of silence.
pub(super) const SILENT_AFTER_MS: i64 = 45_000;
/// A call that rings may be silent for this long.
pub(super) const NOT_BEGUN_SILENT_AFTER_MS: i64 = 120_000;
/// Reports come five to fifteen seconds after the end; each of Vapi's analyses may take up to a
/// minute more. A report that is read too early costs a request and nothing else.
pub(super) const REPORT_WITHIN_MS: i64 = 90_000;
/// After this much talk some words must have arrived.
const WORDS_WITHIN_MS: i64 = 45_000;

/// A call as Vapi lists it, as far as it decides anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) call: CallId,
    pub(super) phase: Phase,
    pub(super) assistant: Option<String>,
    pub(super) number: Option<String>,
    pub(super) is_placed_here: bool,
}

/// How far a call has come at Vapi.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Scheduled, queued or ringing: nothing is known of it that could be missed.
    NotBegun,
    /// People talk since then.
    Live(Timestamp),
    /// Over since then; people had talked since the other moment, if they did.
    Over {
        /// When it ended.
        ended_at: Timestamp,
        /// When it was answered.
        answered_at: Option<Timestamp>,
    },
}

impl Listed {
    pub(super) fn of(record: &CallRecord) -> Self {
        let created_at = record.call.created_at_ms.map(Timestamp).unwrap_or_default();
        let answered_at = record.report.started_at_ms.map(Timestamp);
        let phase = if record.is_over() {
            let ended_at = record.report.ended_at_ms.or(record.updated_at_ms);
            Phase::Over {
                ended_at: ended_at.map_or(created_at, Timestamp),
                answered_at,
            }
        } else {
            match record.status {
                Some(CallStatus::InProgress | CallStatus::Forwarding) => {
                    Phase::Live(answered_at.unwrap_or(created_at))
                }
                _ => Phase::NotBegun,
            }
        };
        Self {
            call: CallId::from(record.call.id.as_str()),
            phase,
            assistant: record.call.assistant_id.clone(),
            number: record.call.phone_number_id.clone(),
            is_placed_here: record.call.request_id.is_some(),
        }
    }
}

/// Why a listed call should be read now, if it should.
///
/// What went on before `listening_since` will hardly arrive any more, so it is not waited for long.
pub(super) fn reason(
    listed: &Listed,
    here: Option<&CallStanding>,
    listening_since: Timestamp,
    now: Timestamp,
) -> Option<ReadReason> {
    match (here, listed.phase) {
        (_, Phase::NotBegun) => None,
        (None, Phase::Live(at) | Phase::Over { ended_at: at, .. }) => {
            let is_late = at < listening_since || now.ms_since(at) >= ARRIVES_WITHIN_MS;
            is_late.then_some(ReadReason::Unknown)
        }
        (Some(here), Phase::Live(_)) => {
            // After a restart a call that goes on shows itself.
            let silent_since = here.arrived_at.max(listening_since);
            let is_silent = now.ms_since(silent_since) >= SILENT_AFTER_MS;
            (!is_final(here) && is_silent).then_some(ReadReason::Silent)
        }
        (Some(here), Phase::Over { ended_at, .. }) => {
            let is_open = !is_final(here) || here.outcome == Some(Outcome::Incomplete);
            let wait_ms = if ended_at < listening_since {
                ARRIVES_WITHIN_MS
            } else {
                REPORT_WITHIN_MS
            };
            (is_open && now.ms_since(ended_at) >= wait_ms).then_some(ReadReason::Unfinished)
        }
    }
}

/// Calls that ended before there was a ledger are left alone.
fn is_final(here: &CallStanding) -> bool {
    here.outcome.map_or(here.is_over, Outcome::is_final)
}

/// What of a call should have arrived, and did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Miss {
    /// Anything.
    Everything,
    /// What is said: neither transcripts nor conversation updates.
    Words,
}

/// What of a listed call is missed, and since when. Only what could have arrived while this server
/// was listening counts.
pub(super) fn missed(
    listed: &Listed,
    here: Option<&CallStanding>,
    listening_since: Timestamp,
    now: Timestamp,
) -> Option<(Miss, Timestamp)> {
    let (begun_at, until) = match listed.phase {
        Phase::NotBegun => return None,
        Phase::Live(at) => (at, now),
        Phase::Over {
            ended_at,
            answered_at,
        } => (answered_at.unwrap_or(ended_at), ended_at),
    };
    let since = begun_at.max(listening_since);
    let Some(here) = here.filter(|here| here.was_heard) else {
        let could_arrive = until >= since && now.ms_since(since) >= ARRIVES_WITHIN_MS;
        return could_arrive.then_some((Miss::Everything, since));
    };
    // Of a call with a gap nothing can be told: its words were lost with the rest.
    let has = |part: Evidence| here.seen.contains(&part);
    let had_no_gap = match listed.phase {
        Phase::Over { .. } => has(Evidence::End) && has(Evidence::Report),
        Phase::Live(_) | Phase::NotBegun => true,
    } && here.outcome != Some(Outcome::Recovered);
    let was_long = until.ms_since(since) >= WORDS_WITHIN_MS;
    (had_no_gap && was_long && !has(Evidence::Words)).then_some((Miss::Words, since))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp(1_000_000);

    fn listed(phase: Phase) -> Listed {
        Listed {
            call: CallId::from("c1"),
            phase,
            assistant: None,
            number: None,
            is_placed_here: false,
        }
    }

    fn over(ended_at: Timestamp) -> Phase {
        Phase::Over {
            ended_at,
            answered_at: Some(ended_at.plus_ms(-60_000)),
        }
    }

    fn here(outcome: Outcome, arrived_at: Timestamp, seen: &[Evidence]) -> CallStanding {
        CallStanding {
            disposition: None,
            is_over: outcome != Outcome::Open,
            arrived_at,
            outcome: Some(outcome),
            was_heard: !seen.is_empty(),
            seen: seen.to_vec(),
        }
    }

    #[test]
    fn what_is_unknown_unfinished_or_silent_is_read() {
        use ReadReason::{Silent, Unfinished, Unknown};
        let now = START.plus_ms(200_000);
        let ago = |ms: i64| now.plus_ms(-ms);
        let words = [Evidence::Words];
        for (phase, here, expected) in [
            (Phase::NotBegun, None, None),
            (Phase::Live(ago(10_000)), None, None),
            (Phase::Live(ago(30_000)), None, Some(Unknown)),
            (Phase::Live(START.plus_ms(-1)), None, Some(Unknown)),
            (over(ago(5_000)), None, None),
            (over(ago(30_000)), None, Some(Unknown)),
            (
                Phase::Live(ago(60_000)),
                Some(here(Outcome::Open, ago(10_000), &words)),
                None,
            ),
            (
                Phase::Live(ago(60_000)),
                Some(here(Outcome::Open, ago(45_000), &words)),
                Some(Silent),
            ),
            (
                Phase::Live(ago(60_000)),
                Some(here(Outcome::Closing, ago(45_000), &words)),
                Some(Silent),
            ),
            (
                over(ago(20_000)),
                Some(here(Outcome::Closing, ago(20_000), &words)),
                None,
            ),
            (
                over(ago(90_000)),
                Some(here(Outcome::Closing, ago(90_000), &words)),
                Some(Unfinished),
            ),
            (
                over(ago(90_000)),
                Some(here(Outcome::Open, ago(90_000), &words)),
                Some(Unfinished),
            ),
            (
                over(START.plus_ms(-1)),
                Some(here(Outcome::Open, START.plus_ms(-60_000), &words)),
                Some(Unfinished),
            ),
            (
                over(ago(90_000)),
                Some(here(Outcome::Complete, ago(90_000), &words)),
                None,
            ),
            (
                over(ago(90_000)),
                Some(here(Outcome::Incomplete, ago(90_000), &words)),
                Some(Unfinished),
            ),
        ] {
            let found = reason(&listed(phase), here.as_ref(), START, now);
            assert_eq!(found, expected, "{phase:?} {here:?}");
        }
    }

    #[test]
    fn only_what_could_have_arrived_is_missed() {
        let now = START.plus_ms(50_000);
        let nothing = here(Outcome::Open, now, &[]);
        let end_only = here(Outcome::Open, now, &[Evidence::End]);
        let words = here(Outcome::Open, now, &[Evidence::Words]);
        let everything = Some((Miss::Everything, START));
        for (phase, here, expected) in [
            (Phase::Live(START.plus_ms(-100_000)), None, everything),
            (Phase::Live(START), Some(&nothing), everything),
            (Phase::Live(START.plus_ms(30_000)), None, None),
            (Phase::NotBegun, None, None),
            (over(START.plus_ms(-1)), None, None),
            (over(START.plus_ms(5_000)), None, everything),
            (Phase::Live(START), Some(&words), None),
            (
                Phase::Live(START),
                Some(&end_only),
                Some((Miss::Words, START)),
            ),
            (Phase::Live(START.plus_ms(20_000)), Some(&end_only), None),
        ] {
            let found = missed(&listed(phase), here, START, now);
            assert_eq!(found, expected, "{phase:?} {here:?}");
        }
    }
}
