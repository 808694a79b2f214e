//! What others than the listener say about a call, as it arrived: sets and minima, like all of the
//! state. What it claims is read from here whenever it is needed, so a better reader is enough to
//! read it better.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Answer;
use crate::{
    claims::{Opinion, Output, OutsideClaim, Told},
    signals::{Playbook, Source},
    time::Timestamp,
};

/// What others say about a call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Elsewhere {
    /// When each tool call of the assistant's was made, by its id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    tool_called_at: BTreeMap<String, Timestamp>,
    /// What the platform extracted, in order, each once and as early as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outputs: Vec<(Output, Timestamp)>,
    /// What persons said, by the keys of their requests.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    vouched: BTreeMap<String, OutsideClaim>,
    /// What a language model answered, by what it was asked.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    opinions: BTreeMap<String, Opinion>,
    /// What the assistant was answered, by what it asked.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    answers: BTreeMap<String, Answer>,
}

impl Elsewhere {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn date_tool_call(&mut self, id: &str, at: Timestamp) {
        let known = self.tool_called_at.entry(id.to_owned()).or_insert(at);
        *known = at.min(*known);
    }

    pub(super) fn tool_called_at(&self, id: &str) -> Timestamp {
        self.tool_called_at.get(id).copied().unwrap_or_default()
    }

    pub(super) fn extract(&mut self, output: Output, at: Timestamp) {
        match self
            .outputs
            .binary_search_by(|(known, _)| known.cmp(&output))
        {
            Ok(place) => self.outputs[place].1 = self.outputs[place].1.min(at),
            Err(place) => self.outputs.insert(place, (output, at)),
        }
    }

    pub(super) fn vouch(&mut self, claim: OutsideClaim) {
        keep_first(&mut self.vouched, claim.id.clone(), claim, |claim| {
            (claim.at, spelled(claim))
        });
    }

    pub(super) fn vouched(&self, key: &str) -> Option<&OutsideClaim> {
        self.vouched.get(key)
    }

    pub(super) fn advise(&mut self, opinion: Opinion) {
        keep_first(&mut self.opinions, opinion.id.clone(), opinion, |opinion| {
            (opinion.at, opinion.answer.clone())
        });
    }

    pub(super) fn answered(&self) -> impl Iterator<Item = &str> {
        self.opinions.keys().map(String::as_str)
    }

    pub(super) fn answer(&mut self, answer: Answer) {
        keep_first(&mut self.answers, answer.to.clone(), answer, Answer::clone);
    }

    pub(super) fn answer_to(&self, asked: &str) -> Option<&Answer> {
        self.answers.get(asked)
    }

    pub(super) fn tell(&self, told: &mut Told, playbook: &Playbook) {
        for (output, at) in &self.outputs {
            let source = Source::StructuredOutput;
            told.read(source, &output.id, &output.result, *at, playbook);
        }
        for opinion in self.opinions.values() {
            told.read_answer(&opinion.id, &opinion.answer, opinion.at, playbook);
        }
        told.claims.extend(self.vouched.values().cloned());
    }
}

/// Of two under one key the earlier stands, whichever comes first.
fn keep_first<T, K: Ord>(
    known: &mut BTreeMap<String, T>,
    key: String,
    given: T,
    order: impl Fn(&T) -> K,
) {
    match known.get(&key) {
        Some(first) if order(first) <= order(&given) => {}
        _ => {
            known.insert(key, given);
        }
    }
}

fn spelled(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
