//! A call as pages show it: as a row, as a card, and on a page of its own.

use askama::Template;
use midcall_domain::{signals::Claim, time::Timestamp};
use midcall_store::Backlog;

use super::{
    chart::Chart,
    home::Frame,
    moment::{Elapsed, Moment},
    signal::{self, Signal},
    transcript::{self, Turn},
    wording,
    write::{Destination, Write},
};
use crate::views::{CallItem, CallView};

/// What a call looks like depends on, besides the call.
#[derive(Clone, Copy, Debug)]
pub(in crate::dashboard) struct Context {
    pub(in crate::dashboard) now: Timestamp,
    pub(in crate::dashboard) destination: Destination,
    /// A score above this is hot.
    pub(in crate::dashboard) hot_above: u8,
}

/// A call in a list.
#[derive(Clone, Debug)]
pub(in crate::dashboard) struct CallRow {
    pub(in crate::dashboard) id: String,
    pub(in crate::dashboard) lead: Option<String>,
    pub(in crate::dashboard) direction: Option<&'static str>,
    pub(in crate::dashboard) status: &'static str,
    pub(in crate::dashboard) is_live: bool,
    pub(in crate::dashboard) is_hot: bool,
    pub(in crate::dashboard) score: u8,
    pub(in crate::dashboard) began: Moment,
    pub(in crate::dashboard) length: Elapsed,
}

impl CallRow {
    /// Of a call in a list.
    pub(in crate::dashboard) fn of(item: &CallItem, context: &Context) -> Self {
        let created_at = Timestamp::parse_iso(&item.created_at).unwrap_or_default();
        let last_contact_at = Timestamp::parse_iso(&item.last_contact_at).unwrap_or_default();
        let until = if item.is_live { context.now } else { last_contact_at };
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
pub(in crate::dashboard) struct Call {
    pub(in crate::dashboard) row: CallRow,
    pub(in crate::dashboard) hot_above: u8,
    pub(in crate::dashboard) signals: Vec<Signal>,
    /// The end of the conversation, or all of it.
    pub(in crate::dashboard) turns: Vec<Turn>,
    /// Turns before those.
    pub(in crate::dashboard) earlier_turns: usize,
    pub(in crate::dashboard) write: Write,
}

impl Call {
    /// With at most `turns_max` turns, the last ones.
    pub(in crate::dashboard) fn of(call: &CallView, context: &Context, turns_max: usize) -> Self {
        let created_at = Timestamp::parse_iso(&call.item.created_at).unwrap_or_default();
        let has_lead = call.item.lead_id.is_some();
        Self {
            row: CallRow::of(&call.item, context),
            hot_above: context.hot_above,
            signals: signal::signals(call, created_at, context.now),
            turns: transcript::last_turns(call, context.now, turns_max),
            earlier_turns: call.transcript.len().saturating_sub(turns_max),
            write: Write::of(call.write.as_ref(), has_lead, context.destination, context.now),
        }
    }
}

/// One call in full.
#[derive(Clone, Debug, Template)]
#[template(path = "call.html")]
pub(in crate::dashboard) struct CallPage {
    pub(in crate::dashboard) frame: Frame,
    pub(in crate::dashboard) call: Call,
    /// Why it ended, in Vapi's words.
    pub(in crate::dashboard) ended_reason: Option<String>,
    pub(in crate::dashboard) chart: Option<Chart>,
    pub(in crate::dashboard) claims: Vec<ClaimRow>,
    pub(in crate::dashboard) anomalies: Vec<AnomalyRow>,
}

/// A change of a signal, and why.
#[derive(Clone, Debug)]
pub(in crate::dashboard) struct ClaimRow {
    pub(in crate::dashboard) at: Moment,
    pub(in crate::dashboard) turn: u32,
    pub(in crate::dashboard) signal: &'static str,
    pub(in crate::dashboard) state: &'static str,
    pub(in crate::dashboard) value: Option<String>,
    pub(in crate::dashboard) quote: String,
    /// The agent's question, when the words only make sense as its answer.
    pub(in crate::dashboard) question: Option<String>,
    pub(in crate::dashboard) rule: String,
    /// How often the rule is right, in percent.
    pub(in crate::dashboard) confidence: u8,
    pub(in crate::dashboard) source: &'static str,
}

/// Something odd about what arrived, and how often.
#[derive(Clone, Debug)]
pub(in crate::dashboard) struct AnomalyRow {
    pub(in crate::dashboard) what: String,
    pub(in crate::dashboard) count: u32,
}

impl CallPage {
    /// Of a call.
    pub(in crate::dashboard) fn of(call: &CallView, context: &Context, backlog: &Backlog) -> Self {
        let now = context.now;
        let created_at = Timestamp::parse_iso(&call.item.created_at).unwrap_or_default();
        let last_contact_at = Timestamp::parse_iso(&call.item.last_contact_at).unwrap_or_default();
        let until = if call.item.is_live { now } else { last_contact_at };
        let title = match &call.item.lead_id {
            Some(lead) => format!("Call with lead {lead}"),
            None => "Call without a lead".to_owned(),
        };
        Self {
            frame: Frame::new(title, backlog, now),
            call: Call::of(call, context, usize::MAX),
            ended_reason: call.ended_reason.clone(),
            chart: Chart::draw(&call.score_history, created_at, until, context.hot_above, now),
            claims: call.claims.iter().map(|claim| ClaimRow::of(claim, created_at, now)).collect(),
            anomalies: call
                .anomalies
                .iter()
                .map(|odd| AnomalyRow { what: wording::anomaly(&odd.what), count: odd.count })
                .collect(),
        }
    }
}

impl ClaimRow {
    fn of(claim: &Claim, created_at: Timestamp, now: Timestamp) -> Self {
        Self {
            at: Moment::at(claim.at, now),
            turn: claim.turn,
            signal: wording::signal(claim.signal),
            state: signal::state(claim.state),
            value: claim.value.as_ref().and_then(|value| wording::value(value, created_at.date())),
            quote: claim.quote.clone(),
            question: claim.question.clone(),
            rule: claim.rule.clone(),
            confidence: claim.confidence,
            source: wording::source(claim.source),
        }
    }
}
