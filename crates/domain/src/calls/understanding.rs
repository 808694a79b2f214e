//! What the listener makes of a call's transcript, kept up as the call goes on.
//!
//! Derived and disposable: it can be made anew from the transcript at any time, and is, whenever
//! words arrive that belong before words already heard.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Speaker, Transcript};
use crate::{
    signals::{Claim, Listener, OptOut, Rubric, Setting, Signals, Utterance},
    time::Timestamp,
};

/// Rehearing after a late arrival starts from a copy of the listener, so it stays cheap in a long call.
const CHECKPOINT_EVERY: usize = 32;

/// What the listener makes of a call's transcript.
#[derive(Clone, Debug)]
pub struct Understanding {
    heard: Vec<Heard>,
    /// For each of `heard`, whether a question was answered by then and nothing was understood.
    puzzled: Vec<bool>,
    claims: Vec<Claim>,
    listener: Listener,
    checkpoints: Vec<Checkpoint>,
    setting: Setting,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Heard {
    turn: u32,
    speaker: Speaker,
    at: Timestamp,
    text: Arc<str>,
}

#[derive(Clone, Debug)]
struct Checkpoint {
    heard: usize,
    claims: usize,
    listener: Listener,
}

/// The score from a moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreChange {
    /// When the words were said.
    pub at: Timestamp,
    /// The score since then.
    pub score: u8,
}

impl Understanding {
    /// An understanding that has heard nothing.
    #[must_use]
    pub fn new(setting: Setting) -> Self {
        Self {
            heard: Vec::new(),
            puzzled: Vec::new(),
            claims: Vec::new(),
            listener: Listener::new(setting.clone()),
            checkpoints: Vec::new(),
            setting,
        }
    }

    /// Hears what the transcript has gained since the last time.
    pub fn catch_up(&mut self, transcript: &Transcript, setting: Setting) {
        if setting != self.setting {
            *self = Self::new(setting);
        }
        let said: Vec<Heard> = transcript
            .turns
            .iter()
            .enumerate()
            .flat_map(|(turn, spoken)| {
                let stands = spoken
                    .segments
                    .iter()
                    .filter(|segment| !segment.is_tentative);
                stands.map(move |segment| Heard {
                    turn: u32::try_from(turn).unwrap_or(u32::MAX),
                    speaker: spoken.speaker,
                    at: segment.at,
                    text: Arc::clone(&segment.text),
                })
            })
            .collect();
        let known = self
            .heard
            .iter()
            .zip(&said)
            .take_while(|(a, b)| a == b)
            .count();
        if known < self.heard.len() {
            self.go_back_to(known);
        }
        for utterance in said.into_iter().skip(self.heard.len()) {
            self.hear(utterance);
        }
    }

    fn go_back_to(&mut self, known: usize) {
        self.checkpoints
            .retain(|checkpoint| checkpoint.heard <= known);
        let (heard, claims, listener) = match self.checkpoints.last() {
            Some(last) => (last.heard, last.claims, last.listener.clone()),
            None => (0, 0, Listener::new(self.setting.clone())),
        };
        self.heard.truncate(heard);
        self.puzzled.truncate(heard);
        self.claims.truncate(claims);
        self.listener = listener;
    }

    fn hear(&mut self, said: Heard) {
        self.claims.extend(self.listener.hear(Utterance {
            turn: said.turn,
            speaker: said.speaker,
            text: &said.text,
            at: said.at,
        }));
        self.puzzled.push(self.listener.is_puzzled());
        self.heard.push(said);
        let last = self
            .checkpoints
            .last()
            .map_or(0, |checkpoint| checkpoint.heard);
        if self.heard.len() >= last + CHECKPOINT_EVERY {
            self.checkpoints.push(Checkpoint {
                heard: self.heard.len(),
                claims: self.claims.len(),
                listener: self.listener.clone(),
            });
        }
    }

    /// What stands.
    #[must_use]
    pub fn signals(&self) -> &Signals {
        self.listener.signals()
    }

    /// The first request for no more calls, if the prospect made one.
    #[must_use]
    pub fn opt_out(&self) -> Option<&OptOut> {
        self.listener.opt_out()
    }

    /// Every change, in the order it was heard.
    #[must_use]
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The turns in which the prospect answered a question and nothing was understood.
    #[must_use]
    pub fn puzzling_turns(&self) -> Vec<u32> {
        let mut last: std::collections::BTreeMap<u32, bool> = std::collections::BTreeMap::new();
        for (said, puzzled) in self.heard.iter().zip(&self.puzzled) {
            last.insert(said.turn, *puzzled);
        }
        last.into_iter()
            .filter_map(|(turn, puzzled)| puzzled.then_some(turn))
            .collect()
    }

    /// Every change, and those that the words recognized but not yet confirmed would make if they
    /// were confirmed as they are.
    #[must_use]
    pub fn claims_with(&self, tentative: Utterance<'_>) -> Vec<Claim> {
        let mut claims = self.claims.clone();
        claims.extend(self.listener.clone().hear(tentative));
        claims
    }

    /// How the score came about.
    #[must_use]
    pub fn score_history(&self, rubric: &Rubric) -> Vec<ScoreChange> {
        let mut signals = Signals::default();
        let mut changes: Vec<ScoreChange> = Vec::new();
        for claim in &self.claims {
            signals.settle(claim);
            let score = rubric.score(&signals).points;
            if changes.last().map_or(0, |change| change.score) != score {
                changes.push(ScoreChange {
                    at: claim.at,
                    score,
                });
            }
        }
        changes
    }
}
