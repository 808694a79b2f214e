//! What Vapi's REST API said of a call to what it means: the same things as its messages tell.

use midcall_domain::{
    calls::{CallEvent, HistoryTurn, Occurrence},
    time::Timestamp,
};
use midcall_vapi::{messages::StatusUpdate, operations::CallRecord};

use super::from_vapi::{about, report, status, tool_call, turn};

/// What the record of a call means; `None` when it cannot be read.
///
/// What is told of a call that is over counts from when its record was finished; that a call goes
/// on counts from when it was said.
#[must_use]
pub fn fetched_event(body: &[u8], received_at: Timestamp) -> Option<CallEvent> {
    let record = CallRecord::parse(body)?;
    let about = about(&record.call);
    let is_over = record.is_over();
    let finished_at = record.updated_at_ms.or(record.report.ended_at_ms);
    let at = match finished_at.filter(|_| is_over) {
        Some(ms) => Timestamp(ms),
        None => received_at,
    };
    let mut told: Vec<CallEvent> = record
        .tool_calls
        .into_iter()
        .map(|(at_ms, call)| {
            let calls = Occurrence::ToolsCalled(vec![tool_call(call)]);
            event(at_ms.map_or(at, Timestamp), calls)
        })
        .collect();
    if is_over {
        told.push(event(at, Occurrence::Reported(report(record.report))));
    } else {
        let turns: Vec<HistoryTurn> = record
            .report
            .messages
            .into_iter()
            .filter_map(turn)
            .collect();
        if !turns.is_empty() {
            told.push(event(at, Occurrence::HistoryGiven(turns)));
        }
        told.push(event(
            at,
            record.status.map_or(Occurrence::Noted, |it| {
                status(StatusUpdate {
                    status: it,
                    ended_reason: None,
                })
            }),
        ));
    }
    Some(CallEvent {
        about,
        ..event(at, Occurrence::Fetched(told))
    })
}

fn event(at: Timestamp, what: Occurrence) -> CallEvent {
    CallEvent {
        at,
        is_dated: true,
        about: Default::default(),
        what,
    }
}

#[cfg(test)]
mod tests {
    use midcall_domain::calls::{CallId, CallState, Disposition, LedgerReason, Outcome};

    use super::*;

    const ASKED_AT: Timestamp = Timestamp(1_795_110_000_000);

    fn folded(sample: &str) -> CallState {
        let path = format!(
            "{}/../../samples/vapi/rest-call-get-{sample}-response-200.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let body = std::fs::read(path).unwrap();
        let mut state = CallState::new(CallId::from("c1"));
        state.apply(fetched_event(&body, ASKED_AT).unwrap());
        state
    }

    #[test]
    fn an_ended_call_is_read_whole() {
        let state = folded("ended");
        assert_eq!(state.lead_id(), Some("00QFK00000Ab1cD2AR"));
        assert_eq!(state.disposition(), Some(Disposition::Completed));
        assert_eq!(state.last_contact_at().iso(), "2026-11-19T15:05:45.545Z");
        assert_eq!(state.tool_calls().len(), 7);
        assert!(state.summary().is_some_and(|it| it.contains("$90,000")));
        let transcript = state.transcript().render(10_000, true);
        assert!(transcript.starts_with("Agent: Hi Marisol"), "{transcript}");
        assert!(!transcript.contains("You are Ava"), "{transcript}");
        let ledger = state.ledger();
        assert_eq!(ledger.outcome, Outcome::Recovered);
        assert_eq!(ledger.reason, Some(LedgerReason::NothingArrived));
    }

    #[test]
    fn a_call_that_goes_on_is_alive_as_of_the_answer() {
        let state = folded("in-progress");
        assert_eq!(state.disposition(), Some(Disposition::InProgress));
        assert_eq!(state.active_at(), ASKED_AT);
        assert_eq!(state.ledger().outcome, Outcome::Open);
    }

    #[test]
    fn a_call_whose_worker_died_was_cut_off() {
        let state = folded("worker-died");
        assert_eq!(state.disposition(), Some(Disposition::Dropped));
        assert_eq!(state.last_contact_at().iso(), "2026-11-19T17:03:02.521Z");
    }

    #[test]
    fn what_is_no_record_means_nothing() {
        for body in [
            "",
            "[]",
            "{}",
            r#"{"id":null}"#,
            r#"{"message":"Not found"}"#,
        ] {
            assert_eq!(fetched_event(body.as_bytes(), ASKED_AT), None, "{body}");
        }
    }
}
