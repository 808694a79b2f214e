//! The org's requests of the day: how many are used, how long they last, what they are kept for.

use midcall_domain::{
    leads::{Forecast, Urgency},
    time::Timestamp,
};
use serde::Serialize;

use crate::node::Node;

/// The org's requests of the day.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AllowanceView {
    /// Requests used in the past 24 hours, by whomever; absent before the first answer.
    pub used: Option<u64>,
    /// Requests allowed in 24 hours.
    pub limit: Option<u64>,
    /// When the org said so, ISO 8601.
    pub seen_at: Option<String>,
    /// When they run out at the pace of the past hour, ISO 8601; absent when they last for a day or
    /// too little was seen to tell.
    pub enough_until: Option<String>,
    /// What goes out: `everything`, `signals_and_ended_calls`, `hot_leads_and_ended_calls`.
    pub sending: &'static str,
}

/// What is known of them.
#[must_use]
pub fn allowance(node: &Node) -> AllowanceView {
    let budget = node.budget();
    let newest = budget.newest();
    let enough_until = match (budget.forecast(), newest) {
        (Forecast::Until(at), _) => Some(at),
        (Forecast::Spent, Some(newest)) => Some(newest.at),
        _ => None,
    };
    AllowanceView {
        used: newest.map(|usage| usage.used),
        limit: newest.map(|usage| usage.allowed),
        seen_at: newest.map(|usage| usage.at.iso()),
        enough_until: enough_until.map(Timestamp::iso),
        sending: match budget.at_least() {
            Urgency::None | Urgency::Routine => "everything",
            Urgency::Soon => "signals_and_ended_calls",
            Urgency::First | Urgency::AtOnce | Urgency::Hot => "hot_leads_and_ended_calls",
        },
    }
}

/// How long they last, in words, where there is something to say.
pub(crate) fn lasts(forecast: Forecast) -> Option<String> {
    match forecast {
        Forecast::Unknown => None,
        Forecast::Lasts => Some("enough for the day".to_owned()),
        Forecast::Until(at) => Some(format!("enough until {} UTC", hour(at))),
        Forecast::Spent => Some("none is left".to_owned()),
    }
}

/// What goes out, in words, where it is not everything.
pub(crate) fn kept_for(at_least: Urgency) -> Option<&'static str> {
    match at_least {
        Urgency::None | Urgency::Routine => None,
        Urgency::Soon => Some("transcripts wait"),
        Urgency::First | Urgency::AtOnce | Urgency::Hot => {
            Some("only hot leads and ended calls are sent")
        }
    }
}

fn hour(at: Timestamp) -> String {
    at.iso().get(11..16).unwrap_or_default().to_owned()
}
