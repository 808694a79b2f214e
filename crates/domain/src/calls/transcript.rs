//! Who said what, in order: put together from finals, from the platform's own history where finals
//! went missing, and from partials that nothing ever confirmed.
//!
//! The transcript is a function of the *set* of what arrived. It is put together anew instead of
//! being edited, so no order of arrival, repeat or gap can leave a trace in it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    HistoryTurn, Speaker,
    partial::Partials,
    words::{overlap_percent, position, words},
};
use crate::time::Timestamp;

/// A final is created up to this long before the history says its turn began: the two clocks are
/// the recognizer's and the platform's.
const BEGINS_SLACK_MS: i64 = 1_500;
/// A final is created at most this long after its turn ended (0.2 s in recorded calls).
const ENDS_SLACK_MS: i64 = 10_000;
/// Within this time after a turn's end, a final that shares most words with it is the same speech
/// in another spelling ("sixty thousand", "60,000"), not something new.
const RESPELLED_SLACK_MS: i64 = 1_000;
const RESPELLED_PERCENT: usize = 60;
/// In a history without times, this many finals may stand between two that match.
const UNMATCHED_MAX: usize = 3;

/// A final transcript as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Fragment {
    pub(super) at: Timestamp,
    pub(super) speaker: Speaker,
    pub(super) text: Arc<str>,
}

/// Words recognized at one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// When they were recognized.
    pub at: Timestamp,
    /// The words.
    pub text: Arc<str>,
    /// Recognized but never confirmed: the line died, or the confirmation is still to come.
    pub is_tentative: bool,
}

/// One speaker's uninterrupted words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Who spoke.
    pub speaker: Speaker,
    /// The words, as they came.
    pub segments: Vec<Segment>,
}

impl Turn {
    /// The words that stand, joined by single spaces.
    #[must_use]
    pub fn text(&self) -> String {
        let texts: Vec<&str> = self
            .segments
            .iter()
            .filter(|s| !s.is_tentative)
            .map(|s| &*s.text)
            .collect();
        texts.join(" ")
    }

    /// The words that were never confirmed, if the turn ends in such.
    #[must_use]
    pub fn tentative_text(&self) -> Option<String> {
        let texts: Vec<&str> = self
            .segments
            .iter()
            .filter(|s| s.is_tentative)
            .map(|s| &*s.text)
            .collect();
        (!texts.is_empty()).then(|| texts.join(" "))
    }
}

/// The turns of a call, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The turns.
    pub turns: Vec<Turn>,
}

impl Transcript {
    pub(super) fn assemble(
        finals: &[Fragment],
        history: &[HistoryTurn],
        partials: &Partials,
    ) -> Self {
        let mut pieces = Pieces::default();
        let mut is_used = vec![false; finals.len()];
        for (index, turn) in history.iter().enumerate() {
            // What was said in the speaker's next turn is no part of this one, however alike.
            let next = history[index + 1..]
                .iter()
                .find(|next| next.speaker == turn.speaker);
            let before = next.and_then(|next| next.from);
            pieces.place(turn, before, finals, &mut is_used);
        }
        for (fragment, _) in finals.iter().zip(&is_used).filter(|(_, used)| !**used) {
            pieces.push(
                fragment.at,
                fragment.speaker,
                Arc::clone(&fragment.text),
                false,
            );
        }
        for partial in partials.iter() {
            if !history
                .iter()
                .any(|turn| remembers(turn, partial.speaker, partial.at, &partial.text))
            {
                pieces.push(partial.at, partial.speaker, Arc::clone(&partial.text), true);
            }
        }
        pieces.into_turns()
    }

    /// The transcript as people read it, one line a turn, oldest turns cut when it would exceed
    /// `chars_max` characters.
    ///
    /// Words that were never confirmed are shown once the call `is_over`: during the call their
    /// confirmation is still to come.
    #[must_use]
    pub fn render(&self, chars_max: usize, is_over: bool) -> String {
        const CUT: &str = "[earlier turns cut: the transcript is longer than this field]";
        let lines: Vec<String> = self
            .turns
            .iter()
            .filter_map(|turn| render_turn(turn, is_over))
            .collect();
        let mut chars: usize = 0;
        let mut first = lines.len();
        for (index, line) in lines.iter().enumerate().rev() {
            let line_chars = line.chars().count() + 1;
            if chars + line_chars > chars_max.saturating_sub(CUT.len() + 1) {
                break;
            }
            chars += line_chars;
            first = index;
        }
        if first == 0 {
            return lines.join("\n");
        }
        let mut kept = vec![CUT.to_owned()];
        kept.extend_from_slice(&lines[first..]);
        kept.join("\n")
    }
}

fn render_turn(turn: &Turn, is_over: bool) -> Option<String> {
    let name = match turn.speaker {
        Speaker::Prospect => "Prospect",
        Speaker::Agent => "Agent",
    };
    let text = turn.text();
    match turn.tentative_text().filter(|_| is_over) {
        Some(cut) if text.is_empty() => Some(format!("{name}: {cut} … [cut off]")),
        Some(cut) => Some(format!("{name}: {text} {cut} … [cut off]")),
        None if text.is_empty() => None,
        None => Some(format!("{name}: {text}")),
    }
}

/// Whether the history holds what a partial heard.
fn remembers(turn: &HistoryTurn, speaker: Speaker, at: Timestamp, text: &str) -> bool {
    if turn.speaker != speaker {
        return false;
    }
    let heard = words(text);
    let needed = match (turn.from, turn.until) {
        (Some(from), Some(until)) => {
            // A partial is made while its turn is spoken. One made after it is something new,
            // whatever words they share.
            if at < from.plus_ms(-BEGINS_SLACK_MS) || at > until.plus_ms(RESPELLED_SLACK_MS) {
                return false;
            }
            // The last words of a partial are often revised, so its first half decides.
            &heard[..heard.len().div_ceil(2)]
        }
        _ => &heard[..],
    };
    position(&words(&turn.text), needed, 0).is_some()
}

/// Segments on their way to becoming turns.
#[derive(Default)]
struct Pieces {
    pieces: Vec<(Timestamp, Speaker, Segment)>,
    /// Where the history has come to; a history turn without times stands right after it.
    reached: Timestamp,
}

impl Pieces {
    fn push(&mut self, at: Timestamp, speaker: Speaker, text: Arc<str>, is_tentative: bool) {
        let segment = Segment {
            at,
            text,
            is_tentative,
        };
        self.pieces.push((at, speaker, segment));
    }

    /// Places one turn of the history: as the finals that make it up when all of them arrived,
    /// else in the history's own words.
    fn place(
        &mut self,
        turn: &HistoryTurn,
        before: Option<Timestamp>,
        finals: &[Fragment],
        is_used: &mut [bool],
    ) {
        let remembered = words(&turn.text);
        let mut members = Vec::new();
        let mut respelled = Vec::new();
        let mut reached = 0;
        let mut covered = 0;
        let mut unmatched = 0;
        let first = turn.from.map_or(0, |from| {
            finals.partition_point(|f| f.at < from.plus_ms(-BEGINS_SLACK_MS))
        });
        for (index, fragment) in finals.iter().enumerate().skip(first) {
            let is_late = turn
                .until
                .is_some_and(|until| fragment.at > until.plus_ms(ENDS_SLACK_MS));
            if is_late || before.is_some_and(|before| fragment.at >= before) {
                break;
            }
            if fragment.speaker != turn.speaker || is_used[index] {
                continue;
            }
            let said = words(&fragment.text);
            if let Some(at) = position(&remembered, &said, reached) {
                members.push(index);
                covered += said.len();
                reached = at + said.len();
            } else if turn
                .until
                .is_some_and(|until| fragment.at <= until.plus_ms(RESPELLED_SLACK_MS))
                && overlap_percent(&said, &remembered) >= RESPELLED_PERCENT
            {
                respelled.push(index);
            } else if turn.until.is_none() {
                unmatched += 1;
                if unmatched > UNMATCHED_MAX {
                    break;
                }
            }
        }
        for &index in members.iter().chain(&respelled) {
            is_used[index] = true;
        }
        if covered == remembered.len() && !members.is_empty() {
            for index in members {
                let fragment = &finals[index];
                self.reached = self.reached.max(fragment.at);
                self.push(
                    fragment.at,
                    fragment.speaker,
                    Arc::clone(&fragment.text),
                    false,
                );
            }
            return;
        }
        let at = turn
            .until
            .or(turn.from)
            .or_else(|| members.last().map(|&index| finals[index].at))
            .unwrap_or(self.reached);
        self.reached = self.reached.max(at);
        self.push(at, turn.speaker, Arc::clone(&turn.text), false);
    }

    fn into_turns(mut self) -> Transcript {
        // Stable: what has the same time keeps the order of the history.
        self.pieces.sort_by_key(|(at, ..)| *at);
        let mut turns: Vec<Turn> = Vec::new();
        for (_, speaker, segment) in self.pieces {
            match turns.last_mut() {
                Some(turn) if turn.speaker == speaker => turn.segments.push(segment),
                _ => turns.push(Turn {
                    speaker,
                    segments: vec![segment],
                }),
            }
        }
        Transcript { turns }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::partial::Partial, *};

    fn final_at(ms: i64, speaker: Speaker, text: &str) -> Fragment {
        Fragment {
            at: Timestamp(ms),
            speaker,
            text: text.into(),
        }
    }

    fn past(from: i64, until: i64, speaker: Speaker, text: &str) -> HistoryTurn {
        HistoryTurn {
            speaker,
            text: text.into(),
            from: Some(Timestamp(from)),
            until: Some(Timestamp(until)),
        }
    }

    #[track_caller]
    fn check(
        finals: &[Fragment],
        history: &[HistoryTurn],
        partial: Option<(i64, &str)>,
        expected: &str,
    ) {
        let mut partials = Partials::default();
        if let Some((at, text)) = partial {
            let (at, text) = (Timestamp(at), text.into());
            partials.add(
                Partial {
                    at,
                    speaker: Prospect,
                    text,
                },
                finals,
            );
        }
        let transcript = Transcript::assemble(finals, history, &partials);
        assert_eq!(transcript.render(10_000, true), expected);
    }

    use Speaker::{Agent, Prospect};

    #[test]
    fn finals_of_one_turn_are_joined() {
        check(
            &[
                final_at(1_000, Agent, "Do you have a budget?"),
                final_at(2_000, Prospect, "We've got around sixty,"),
                final_at(3_000, Prospect, "maybe seventy."),
            ],
            &[],
            None,
            "Agent: Do you have a budget?\nProspect: We've got around sixty, maybe seventy.",
        );
    }

    #[test]
    fn history_fills_a_gap_and_never_doubles() {
        let whole = past(
            1_500,
            3_000,
            Prospect,
            "We've got around sixty, maybe seventy.",
        );
        let expected = "Prospect: We've got around sixty, maybe seventy.";
        let first = final_at(2_000, Prospect, "We've got around sixty,");
        let second = final_at(3_100, Prospect, "maybe seventy.");
        for finals in [
            vec![],
            vec![first.clone()],
            vec![second.clone()],
            vec![first, second],
        ] {
            check(&finals, std::slice::from_ref(&whole), None, expected);
        }
    }

    #[test]
    fn another_spelling_is_the_same_speech() {
        check(
            &[final_at(
                2_000,
                Prospect,
                "We have about sixty thousand dollars for it",
            )],
            &[past(500, 1_900, Prospect, "We have about $60,000 for it")],
            None,
            "Prospect: We have about $60,000 for it",
        );
    }

    #[test]
    fn what_came_after_the_history_stands_by_itself() {
        check(
            &[
                final_at(2_000, Prospect, "Yes."),
                final_at(6_000, Prospect, "Yes, I do."),
            ],
            &[past(1_500, 1_900, Prospect, "Yes.")],
            None,
            "Prospect: Yes. Yes, I do.",
        );
    }

    #[test]
    fn a_partial_that_nothing_confirmed_is_kept_and_marked() {
        check(
            &[final_at(1_000, Agent, "When?")],
            &[],
            Some((2_000, "We have to be live before the")),
            "Agent: When?\nProspect: We have to be live before the … [cut off]",
        );
    }

    #[test]
    fn last_words_are_kept_although_they_sound_like_earlier_ones() {
        check(
            &[
                final_at(2_000, Prospect, "I saw the name."),
                final_at(4_000, Agent, "Shall I explain?"),
            ],
            &[past(1_000, 1_900, Prospect, "I saw the name.")],
            Some((6_000, "I read")),
            "Prospect: I saw the name.\nAgent: Shall I explain?\nProspect: I read … [cut off]",
        );
    }

    #[test]
    fn a_late_partial_changes_nothing() {
        check(
            &[final_at(3_000, Prospect, "About €40k, maybe a bit more 🙂")],
            &[],
            Some((2_000, "About €40k, maybe a")),
            "Prospect: About €40k, maybe a bit more 🙂",
        );
    }

    #[test]
    fn long_transcripts_lose_whole_turns_at_the_front() {
        let finals: Vec<Fragment> = (0..100)
            .map(|i| final_at(i, if i % 2 == 0 { Agent } else { Prospect }, "Some words."))
            .collect();
        let text = Transcript::assemble(&finals, &[], &Partials::default()).render(500, true);
        assert!(text.starts_with("[earlier turns cut"), "{text}");
        assert!(text.ends_with("Prospect: Some words."));
        assert!(text.chars().count() <= 500);
    }
}
