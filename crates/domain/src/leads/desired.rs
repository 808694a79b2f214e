//! What the Lead should say, derived from every call that belongs to it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{FieldKey, FieldRole, FieldValue, Fields, Mappings, Policy};
use crate::{
    calls::CallSummary,
    claims::Attribution,
    signals::{Rubric, Score, SignalName, Signals, Source, Standing},
};

/// Salesforce's default field for signals holds 32,768 characters; quotes of this length and their
/// values stay far below.
const QUOTE_CHARS_MAX: usize = 1_000;
/// All quotes together, when own signals make them many.
const QUOTES_CHARS_MAX: usize = 15_000;

/// What the Lead should say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DesiredLead {
    /// The score and what it is made of.
    pub score: Score,
    /// What stands about each signal.
    pub signals: Signals,
    /// Whether a call is going on.
    pub is_live: bool,
    /// The fields, by what they mean.
    pub fields: Fields,
    /// Who decides about a field, where it is not Midcall alone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub policies: BTreeMap<FieldKey, Policy>,
    /// The newest call. Absent in what an older version wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
}

impl DesiredLead {
    /// Who decides about a field.
    #[must_use]
    pub fn policy(&self, field: &FieldKey) -> Policy {
        self.policies.get(field).copied().unwrap_or_default()
    }
}

/// Derives what a lead should say from its calls, in any order.
///
/// The newest call speaks for transcript, status and last contact. A signal stands as the newest
/// call that mentions it left it: a second call that is silent about the budget does not unlearn
/// the first. `None` until a call has begun.
#[must_use]
pub fn derive(calls: &[CallSummary], rubric: &Rubric, mappings: &Mappings) -> Option<DesiredLead> {
    let mut calls: Vec<&CallSummary> = calls.iter().filter(|c| c.disposition.is_some()).collect();
    calls.sort_by(|a, b| (a.created_at, &a.call).cmp(&(b.created_at, &b.call)));
    let newest = *calls.last()?;
    // A call may have been heard under an earlier rubric.
    let is_known = |name: &SignalName| {
        let mut own = rubric.playbook.signals().iter();
        name.kind().is_some() || own.any(|signal| signal.name == *name)
    };
    let mut signals = Signals::default();
    for call in &calls {
        signals.0.extend(
            call.signals
                .0
                .iter()
                .filter(|(name, _)| is_known(name))
                .map(|(name, standing)| (name.clone(), standing.clone())),
        );
    }
    let score = rubric.score(&signals);
    let status = newest
        .disposition
        .map_or("", |disposition| disposition.label());
    let mut fields = Fields::from([
        (
            FieldRole::Score.into(),
            FieldValue::Number(score.points.into()),
        ),
        (
            FieldRole::Signals.into(),
            FieldValue::Text(to_json(&signals)),
        ),
        (
            FieldRole::LastContact.into(),
            FieldValue::Moment(newest.last_contact_at),
        ),
        (FieldRole::CallStatus.into(), FieldValue::text(status)),
        (
            FieldRole::Transcript.into(),
            FieldValue::text(&newest.transcript),
        ),
    ]);
    fields.extend(mappings.fields(newest, &signals, &score));
    let is_live = calls.iter().any(|call| !call.is_over);
    Some(DesiredLead {
        score,
        signals,
        is_live,
        fields,
        policies: mappings.policies(),
        call: Some(newest.call.to_string()),
    })
}

/// The signals as the Lead carries them: readable, in a fixed order of keys.
fn to_json(signals: &Signals) -> String {
    #[derive(Serialize)]
    struct Entry<'a> {
        state: crate::signals::SignalState,
        value: Option<&'a crate::signals::SignalValue>,
        quote: String,
        at: String,
        /// Left out when it is what Midcall heard.
        #[serde(skip_serializing_if = "Option::is_none")]
        source: Option<Source>,
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<&'a Attribution>,
    }
    let quote_chars = QUOTE_CHARS_MAX.min(QUOTES_CHARS_MAX / signals.0.len().max(1));
    let entries: BTreeMap<_, _> = signals
        .0
        .iter()
        .map(
            |(
                name,
                Standing {
                    state,
                    value,
                    quote,
                    at,
                    source,
                    by,
                    ..
                },
            )| {
                let entry = Entry {
                    state: *state,
                    value: value.as_ref(),
                    quote: quote.chars().take(quote_chars).collect(),
                    at: at.iso(),
                    source: Some(*source).filter(|source| *source != Source::Core),
                    by: by.as_ref(),
                };
                (name, entry)
            },
        )
        .collect();
    serde_json::to_string(&entries).expect("keys are strings and values are plain data")
}
