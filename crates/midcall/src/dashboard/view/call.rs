//! A call as pages show it: as a row, as a card, and on a page of its own.

use askama::Template;
use midcall_domain::{signals::Claim, time::Timestamp};
use midcall_store::Backlog;

use super::{
    beside::Beside,
    chart::Chart,
    home::Frame,
    moment::{Elapsed, Moment},
    outside::OutsideRow,
    signal::{self, Signal},
    transcript::{self, Turn},
    wording,
    write::{Destination, Write},
};
use crate::{
    in_words,
    views::{CallItem, CallView},
};

/// What a call looks like depends on, besides the call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    pub(crate) now: Timestamp,
    pub(crate) destination: Destination,
    /// A score above this is hot.
    pub(crate) hot_above: u8,
}

/// A call in a list.
#[derive(Clone, Debug)]
pub(crate) struct CallRow {
    pub(crate) id: String,
    pub(crate) lead: Option<String>,
    pub(crate) direction: Option<&'static str>,
    pub(crate) status: &'static str,
    pub(crate) is_live: bool,
    pub(crate) is_hot: bool,
    pub(crate) score: u8,
    pub(crate) began: Moment,
    pub(crate) length: Elapsed,
}

impl CallRow {
    /// Of a call in a list.
    pub(crate) fn of(item: &CallItem, context: &Context) -> Self {
        let created_at = Timestamp::parse_iso(&item.created_at).unwrap_or_default();
        let last_contact_at = Timestamp::parse_iso(&item.last_contact_at).unwrap_or_default();
        let until = if item.is_live {
            context.now
        } else {
            last_contact_at
        };
        Self {
            id: item.id.clone(),
            lead: item.lead_id.clone(),
            direction: item.direction.map(wording::direction),
            status: item.status.unwrap_or("Connecting"),
            is_live: item.is_live,
            is_hot: item.score > context.hot_above,
            score: item.score,
            began: Moment::at(created_at, context.now),
            length: Elapsed::of_call(created_at, until, item.is_live),
        }
    }
}

/// A call with what was said and what it comes to.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) row: CallRow,
    pub(crate) hot_above: u8,
    pub(crate) signals: Vec<Signal>,
    /// The end of the conversation, or all of it.
    pub(crate) turns: Vec<Turn>,
    /// Turns before those.
    pub(crate) earlier_turns: usize,
    /// The words with which the prospect asked for no more calls.
    pub(crate) opt_out: Option<String>,
    pub(crate) write: Write,
}

impl Call {
    /// With at most `turns_max` turns, the last ones.
    pub(crate) fn of(call: &CallView, context: &Context, turns_max: usize) -> Self {
        let created_at = Timestamp::parse_iso(&call.item.created_at).unwrap_or_default();
        let has_lead = call.item.lead_id.is_some();
        Self {
            row: CallRow::of(&call.item, context),
            hot_above: context.hot_above,
            signals: signal::signals(call, created_at),
            turns: transcript::last_turns(call, created_at, turns_max),
            earlier_turns: call.transcript.len().saturating_sub(turns_max),
            opt_out: call.opt_out.as_ref().map(|heard| heard.quote.clone()),
            write: Write::of(
                call.write.as_ref(),
                has_lead,
                context.destination,
                context.now,
            ),
        }
    }
}

/// One call in full.
#[derive(Clone, Debug, Template)]
#[template(path = "call.html")]
pub(crate) struct CallPage {
    pub(crate) frame: Frame,
    pub(crate) call: Call,
    /// Why it ended, in Vapi's words.
    pub(crate) ended_reason: Option<String>,
    /// What the ledger says, in a word and in a sentence.
    pub(crate) ledger: (&'static str, &'static str),
    pub(crate) chart: Option<Chart>,
    pub(crate) claims: Vec<ClaimRow>,
    pub(crate) outside: Vec<OutsideRow>,
    pub(crate) anomalies: Vec<AnomalyRow>,
    /// The Lead's fields, where there is something to compare.
    pub(crate) beside: Option<Beside>,
}

/// A change of a signal, and why.
#[derive(Clone, Debug)]
pub(crate) struct ClaimRow {
    pub(crate) at: Moment,
    pub(crate) turn: u32,
    pub(crate) signal: String,
    pub(crate) state: &'static str,
    pub(crate) value: Option<String>,
    pub(crate) quote: String,
    /// The agent's question, when the words only make sense as its answer.
    pub(crate) question: Option<String>,
    pub(crate) rule: String,
    pub(crate) source: &'static str,
}

/// Something odd about what arrived, and how often.
#[derive(Clone, Debug)]
pub(crate) struct AnomalyRow {
    pub(crate) what: String,
    pub(crate) count: u32,
}

impl CallPage {
    /// Of a call.
    pub(crate) fn of(call: &CallView, context: &Context, backlog: &Backlog) -> Self {
        let now = context.now;
        let created_at = Timestamp::parse_iso(&call.item.created_at).unwrap_or_default();
        let last_contact_at = Timestamp::parse_iso(&call.item.last_contact_at).unwrap_or_default();
        let until = if call.item.is_live {
            now
        } else {
            last_contact_at
        };
        let title = match &call.item.lead_id {
            Some(lead) => format!("Call with lead {lead}"),
            None => "Call without a lead".to_owned(),
        };
        Self {
            frame: Frame::new(title, backlog, now),
            call: Call::of(call, context, usize::MAX),
            ended_reason: call.ended_reason.clone(),
            ledger: (call.arrival.outcome.name(), call.arrival.text),
            chart: Chart::draw(
                &call.score_history,
                created_at,
                until,
                context.hot_above,
                now,
            ),
            claims: call
                .claims
                .iter()
                .map(|claim| ClaimRow::of(call, claim, created_at, now))
                .collect(),
            outside: call
                .outside_claims
                .iter()
                .map(|claim| OutsideRow::of(call, claim, created_at, now))
                .collect(),
            anomalies: call
                .anomalies
                .iter()
                .map(|odd| AnomalyRow {
                    what: wording::anomaly(&odd.what),
                    count: odd.count,
                })
                .collect(),
            beside: None,
        }
    }
}

impl ClaimRow {
    fn of(call: &CallView, claim: &Claim, created_at: Timestamp, now: Timestamp) -> Self {
        Self {
            at: Moment::at(claim.at, now),
            turn: claim.turn,
            signal: call.label(&claim.signal),
            state: signal::state(claim.state),
            value: claim
                .value
                .as_ref()
                .and_then(|value| in_words::value(value, created_at.date())),
            quote: claim.quote.clone(),
            question: claim.question.clone(),
            rule: claim.rule.clone(),
            source: wording::source(claim.source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{dashboard::view::sample, views::ScoreView};

    #[test]
    fn a_call_in_full_says_how_it_was_understood() {
        let call = sample::live_call();
        let history = [ScoreView {
            at: call.row.began.iso.clone(),
            score: 75,
        }];
        let page = CallPage {
            frame: sample::frame(),
            call,
            ended_reason: Some("customer-ended-call".to_owned()),
            ledger: ("recovered", "Its report did not arrive."),
            chart: Chart::draw(&history, Timestamp(0), Timestamp(1), 70, Timestamp(0)),
            claims: vec![ClaimRow {
                at: sample::moment(),
                turn: 4,
                signal: "Budget".to_owned(),
                state: "positive",
                value: Some("$50,000".to_owned()),
                quote: "around fifty".to_owned(),
                question: Some("Is there a budget?".to_owned()),
                rule: "budget.amount_in_context".to_owned(),
                source: "Midcall",
            }],
            outside: vec![OutsideRow {
                at: sample::moment(),
                signal: "Timeline".to_owned(),
                claimed: "by March".to_owned(),
                quote: Some("before March".to_owned()),
                source: "the assistant's tool call".to_owned(),
                outcome: "does not count: nobody said the quoted words".to_owned(),
            }],
            anomalies: vec![AnomalyRow {
                what: "Something odd".to_owned(),
                count: 2,
            }],
            beside: None,
        };
        let html = page.render().unwrap();
        for expected in [
            "<mark title=\"Budget\">",
            "<polyline",
            "customer-ended-call",
            "recovered",
            "Its report did not arrive.",
            "href=\"#01a1f49b-c408-turn-4\">turn 5<",
            "asked: <q>Is there a budget?</q>",
            "budget.amount_in_context",
            "does not count: nobody said the quoted words",
            "says Noor: they called back",
            "(2 times)",
            "Asked not to be called again: <q>please take me off your list</q>",
        ] {
            assert!(html.contains(expected), "{expected} is missing in {html}");
        }
    }
}
