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
    /// Bytes of the current turn that were said before the finals kept here.
    skipped: usize,
}

/// Where one final stands.
#[derive(Clone, Copy, Debug)]
struct Final {
    turn: u32,
    len: usize,
}

impl Breath {
    /// A thought that takes more finals than this is read from its last four.
    const FINALS_MAX: usize = 4;
    /// Ten minutes of speech; what a final says beyond that is not listened to.
    const BYTES_MAX: usize = 8 * 1024;

    /// As much of a text as is listened to.
    pub(super) fn audible(text: &str) -> &str {
        &text[..text.floor_char_boundary(Self::BYTES_MAX)]
    }

    /// Whether nothing was said yet.
    pub(super) fn is_empty(&self) -> bool {
        self.finals.is_empty()
    }

    /// Whether the next final will push the first one out.
    pub(super) fn is_full(&self) -> bool {
        self.finals.len() == Self::FINALS_MAX
    }

    /// Everything kept, as one text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Adds a final.
    pub(super) fn push(&mut self, turn: u32, text: &str) {
        if self.finals.back().is_none_or(|last| last.turn != turn) {
            self.skipped = 0;
        }
        if self.is_full()
            && let Some(oldest) = self.finals.pop_front()
        {
            let dropped = oldest.len + 1;
            self.text.drain(..dropped.min(self.text.len()));
            if oldest.turn == turn {
                self.skipped += dropped;
            }
        }
        if !self.finals.is_empty() {
            self.text.push(' ');
        }
        let audible = Self::audible(text);
        self.text.push_str(audible);
        self.finals.push_back(Final {
            turn,
            len: audible.len(),
        });
    }

    /// The words at `bytes`, and their offsets in the text of the turn being heard.
    ///
    /// What was said in an earlier turn cannot be quoted from this one; then, and when there are
    /// no bytes, the final just heard is the quote: it is what completed the thought.
    pub(super) fn quote(&self, bytes: Option<(usize, usize)>) -> (String, (u32, u32)) {
        let last = self
            .finals
            .back()
            .copied()
            .unwrap_or(Final { turn: 0, len: 0 });
        let turn_start = self.turn_start(last.turn);
        let final_start = self.text.len() - last.len;
        let (start, end) = bytes
            .map(|(start, end)| (start.max(turn_start), end))
            .filter(|(start, end)| start < end)
            .unwrap_or((final_start, self.text.len()));
        let offset = |at: usize| u32::try_from(at - turn_start + self.skipped).unwrap_or(u32::MAX);
        (
            self.text[start..end].to_owned(),
            (offset(start), offset(end)),
        )
    }

    /// Where the finals of the turn being heard begin.
    fn turn_start(&self, turn: u32) -> usize {
        let mut start = self.text.len();
        for (index, part) in self.finals.iter().enumerate().rev() {
            if part.turn != turn {
                break;
            }
            start -= part.len + usize::from(index > 0);
        }
        // The space before the first final of the turn is not part of it.
        start + usize::from(start > 0)
    }
}
