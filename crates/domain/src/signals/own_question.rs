//! The agent's last question, when it is about a signal that the rubric adds.

use std::{ops::Range, sync::Arc};

use super::{Answers, Playbook, question::Question, reading::Reading, tokens::Break};

/// The agent's last question about own signals.
#[derive(Clone, Debug)]
pub(super) struct OwnAsked {
    /// What answers mean, by number of the signal.
    means: Arc<[(usize, Answers)]>,
    /// The agent's words, shared so that copies of a listener stay cheap.
    pub(super) text: Arc<str>,
    /// The words that ask.
    words: Range<usize>,
}

impl OwnAsked {
    /// What an agent's words ask about own signals, if that is the last thing they ask.
    pub(super) fn find(reading: &Reading, playbook: &Playbook, text: &str) -> Option<Self> {
        let tokens = &reading.tokens;
        let found: Vec<_> = playbook.questions.find(tokens).collect();
        let (last, _) = *found.iter().max_by_key(|(it, _)| it.end)?;
        let sentence = |at: usize| {
            (at..tokens.len())
                .find(|&i| tokens.break_after(i) >= Break::Sentence)
                .map_or(tokens.len(), |i| i + 1)
        };
        let end = sentence(last.end - 1);
        let asks_on = (end..tokens.len()).any(|i| tokens.break_after(i) == Break::Question);
        if asks_on || Question::asks_within(reading, last.end..tokens.len()) {
            return None;
        }
        // Ways to ask the same thing that share words are one question.
        let together = found.iter().filter(|(it, _)| sentence(it.end - 1) == end);
        Some(Self {
            means: together.map(|(_, means)| *means).collect(),
            text: text.into(),
            words: last.start..last.end,
        })
    }

    /// What answers mean for a signal, if it was asked about.
    pub(super) fn means(&self, number: usize) -> Option<Answers> {
        let mut means = self.means.iter();
        means
            .find(|(asked, _)| *asked == number)
            .map(|(_, means)| *means)
    }

    /// Whether what else was asked in the same breath is over by the time this is asked, so that
    /// an answer is no answer to it.
    pub(super) fn replaces(&self, question: Option<&Question>, reading: &Reading) -> bool {
        let ours = self.words.start..reading.tokens.len();
        question.is_none_or(|question| !question.is_understood)
            || Question::asks_within(reading, 0..self.words.start)
                && !Question::asks_within(reading, ours)
    }
}
