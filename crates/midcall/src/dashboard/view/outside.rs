//! A claim from elsewhere as a page shows it: who says what, and what came of it.

use midcall_domain::{
    claims::{ClaimedValue, Part},
    signals::SignalState,
    time::Timestamp,
};

use super::{moment::Moment, wording};
use crate::{
    in_words,
    views::{CallView, OutsideClaimView},
};

/// A claim from elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct OutsideRow {
    pub(crate) at: Moment,
    pub(crate) signal: String,
    /// What is claimed, in a few words.
    pub(crate) claimed: String,
    pub(crate) quote: Option<String>,
    pub(crate) source: String,
    /// What came of it, and why.
    pub(crate) outcome: String,
}

impl OutsideRow {
    pub(super) fn of(
        call: &CallView,
        claim: &OutsideClaimView,
        created_at: Timestamp,
        now: Timestamp,
    ) -> Self {
        let at = Timestamp::parse_iso(&claim.at).unwrap_or_default();
        let value = match &claim.value {
            Some(ClaimedValue::Exact(value)) => in_words::value(value, created_at.date()),
            Some(ClaimedValue::Words(words)) => Some(words.clone()),
            None => None,
        };
        let state = match claim.state {
            Some(SignalState::Positive) => Some("positive"),
            Some(SignalState::Negative) => Some("negative"),
            Some(SignalState::Unknown) => Some("not known"),
            None => None,
        };
        let claimed: Vec<String> = state.map(str::to_owned).into_iter().chain(value).collect();
        Self {
            at: Moment::at(at, now),
            signal: call.label(&claim.signal),
            claimed: claimed.join(": "),
            quote: claim.quote.clone(),
            source: match &claim.by {
                Some(by) => by.who.clone(),
                None => wording::source(claim.source).to_owned(),
            },
            outcome: outcome(claim),
        }
    }
}

fn outcome(claim: &OutsideClaimView) -> String {
    match (claim.part, claim.reason) {
        (_, Some(reason)) => format!("does not count: {reason}"),
        (Part::Stands, None) => "it stands".to_owned(),
        (Part::Agrees, None) => "it agrees with what stands".to_owned(),
        (Part::Superseded, None) => "newer words or a person say otherwise".to_owned(),
        (Part::Contested, None) => "it reads the same words otherwise".to_owned(),
        (Part::NotCounted, None) => "does not count".to_owned(),
    }
}
