//! What the prospect said since the agent last spoke: one thought, however many finals it came in.
//!
//! Recognizers end a final at any pause, so "we could probably do", "around forty" and "thousand
//! for the year" arrive apart. Separate because it alone knows which bytes belong to which turn.

use std::collections::VecDeque;

/// The finals of one thought, joined by single spaces.
#[derive(Clone, Debug, Default)]
pub(super) struct Breath {
    finals: VecDeque<Final>,
    text: String,
    /// Where the next final begins in the text of its turn, if the turn goes on.
    next: usize,
    /// Whether the last final was too long to be kept whole, so that nothing can be joined to it.
    is_cut: bool,
}

/// Where one final stands.
#[derive(Clone, Copy, Debug)]
struct Final {
    turn: u32,
    /// Its first byte in the text of the thought.
    start: usize,
    /// Its first byte in the text of its turn.
    in_turn: usize,
}

impl Breath {
    /// A thought that takes more finals than this is read from its last four.
    const FINALS_MAX: usize = 4;
    /// Five minutes of speech; what a final says beyond that is not listened to.
    const BYTES_MAX: usize = 4 * 1024;

    /// As much of a text as is listened to.
    pub(super) fn audible(text: &str) -> &str {
        &text[..text.floor_char_boundary(Self::BYTES_MAX)]
    }

    /// Whether nothing was said yet.
    pub(super) fn is_empty(&self) -> bool {
        self.finals.is_empty()
    }

    /// Whether the next final will leave out what was said first.
    pub(super) fn is_full(&self) -> bool {
        self.finals.len() == Self::FINALS_MAX || self.is_cut
    }

    /// Everything kept, as one text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Adds a final.
    pub(super) fn push(&mut self, turn: u32, text: &str) {
        if self.finals.back().is_none_or(|last| last.turn != turn) {
            self.next = 0;
        }
        if self.is_cut {
            self.finals.clear();
            self.text.clear();
        } else if self.is_full() {
            self.drop_oldest();
        }
        if !self.finals.is_empty() {
            self.text.push(' ');
        }
        self.finals.push_back(Final {
            turn,
            start: self.text.len(),
            in_turn: self.next,
        });
        let audible = Self::audible(text);
        self.text.push_str(audible);
        self.is_cut = audible.len() < text.len();
        self.next += text.len() + 1;
    }

    fn drop_oldest(&mut self) {
        self.finals.pop_front();
        let dropped = self
            .finals
            .front()
            .map_or(self.text.len(), |first| first.start);
        self.text.drain(..dropped);
        for kept in &mut self.finals {
            kept.start -= dropped;
        }
    }

    /// The words at `bytes`, and their offsets in the text of the turn being heard.
    ///
    /// What was said in an earlier turn cannot be quoted from this one; then, and when there are
    /// no bytes, the final just heard is the quote: it is what completed the thought.
    pub(super) fn quote(&self, bytes: Option<(usize, usize)>) -> (String, (u32, u32)) {
        let Some(last) = self.finals.back() else {
            return (String::new(), (0, 0));
        };
        let oldest_of_turn = self
            .finals
            .iter()
            .rev()
            .take_while(|part| part.turn == last.turn)
            .last()
            .unwrap_or(last);
        let (start, end) = bytes
            .map(|(start, end)| (start.max(oldest_of_turn.start), end))
            .filter(|(start, end)| start < end)
            .unwrap_or((last.start, self.text.len()));
        let offset = |at: usize| {
            let in_turn = at - oldest_of_turn.start + oldest_of_turn.in_turn;
            u32::try_from(in_turn).unwrap_or(u32::MAX)
        };
        let span = (offset(start), offset(end));
        (self.text[start..end].to_owned(), span)
    }
}

#[cfg(test)]
mod tests {
    use super::Breath;

    #[test]
    fn quotes_are_of_the_turn_being_heard() {
        let mut breath = Breath::default();
        breath.push(1, "");
        breath.push(2, "around forty");
        breath.push(2, "thousand");
        assert_eq!(breath.text(), " around forty thousand");
        assert_eq!(
            breath.quote(Some((0, 13))),
            ("around forty".into(), (0, 12))
        );
        assert_eq!(
            breath.quote(Some((8, 22))),
            ("forty thousand".into(), (7, 21))
        );
        assert_eq!(breath.quote(None), ("thousand".into(), (13, 21)));
    }

    #[test]
    fn only_the_last_finals_are_kept() {
        let mut breath = Breath::default();
        for word in ["one", "two", "three", "four", "five"] {
            breath.push(1, word);
        }
        assert_eq!(breath.text(), "two three four five");
        assert_eq!(breath.quote(Some((0, 3))), ("two".into(), (4, 7)));
    }
}
