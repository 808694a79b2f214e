//! When the words of a line are spoken, and in which pieces a transcriber hears them. Separate from
//! the webhooks: this is about mouths and microphones, not about Vapi.

use super::script::{Line, Speaker};

/// About 2.7 words a second, an unhurried telephone voice.
const WORD_MS: i64 = 370;
/// People leave a breath between two turns.
const PAUSE_MS: i64 = 400;
/// Transcribers revise what they hear about once a second.
const PARTIAL_EVERY_MS: i64 = 1_000;
/// A clause shorter than this is heard together with the next one.
const CLAUSE_WORDS_MIN: usize = 6;

/// A line as it is spoken. Times count from the creation of the call, like the script's.
#[derive(Debug)]
pub(super) struct Utterance {
    /// The first sound.
    pub(super) starts_ms: i64,
    /// The pieces that become final transcripts, one after another.
    pub(super) fragments: Vec<Fragment>,
}

/// A stretch of speech that ends in one final transcript.
#[derive(Debug)]
pub(super) struct Fragment {
    /// Its words.
    pub(super) text: String,
    /// Its first sound.
    pub(super) starts_ms: i64,
    /// Its last sound.
    pub(super) ends_ms: i64,
    /// What the transcriber thinks it hears on the way: each time everything so far.
    pub(super) partials: Vec<(i64, String)>,
}

/// Speaks a line that ends when its script says, beginning no earlier than `free_from_ms`.
///
/// A line too long for the time it has is spoken faster, never later.
pub(super) fn speak(line: &Line, free_from_ms: i64) -> Utterance {
    let words: Vec<&str> = line.says.split_whitespace().collect();
    let count = words.len() as i64;
    let room_ms = line.at_ms - free_from_ms - PAUSE_MS;
    let duration_ms = (count * WORD_MS).min(room_ms.max(count));
    let starts_ms = line.at_ms - duration_ms;
    let word_ends_ms = |index: usize| starts_ms + duration_ms * (index as i64 + 1) / count;

    let mut fragments = Vec::new();
    let mut first = 0;
    for end in ends_of_fragments(line, &words) {
        let fragment_starts_ms = if first == 0 {
            starts_ms
        } else {
            word_ends_ms(first - 1)
        };
        let ends_ms = word_ends_ms(end - 1);
        let mut partials = Vec::new();
        if line.partials && line.speaker == Speaker::Prospect {
            let mut heard = 0;
            for at_ms in (1..)
                .map(|beat| fragment_starts_ms + beat * PARTIAL_EVERY_MS)
                .take_while(|&at_ms| at_ms < ends_ms - PARTIAL_EVERY_MS / 3)
            {
                let so_far = (first..end)
                    .take_while(|&word| word_ends_ms(word) <= at_ms)
                    .count();
                if so_far > heard {
                    heard = so_far;
                    partials.push((at_ms, words[first..first + so_far].join(" ")));
                }
            }
        }
        if line.cut {
            partials.push((ends_ms, words[first..end].join(" ")));
        }
        fragments.push(Fragment {
            text: words[first..end].join(" "),
            starts_ms: fragment_starts_ms,
            ends_ms,
            partials,
        });
        first = end;
    }
    Utterance {
        starts_ms,
        fragments,
    }
}

/// The word counts after which a fragment ends; the last one is the whole line.
///
/// An agent's words are known by the sentence. A prospect is heard until a pause, which we take to
/// be the end of a sentence or of a longer clause. Words that were cut off never came to a pause.
fn ends_of_fragments(line: &Line, words: &[&str]) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut first = 0;
    for (index, word) in words.iter().enumerate() {
        let end = index + 1;
        let is_sentence = word.ends_with(['.', '!', '?']);
        let is_clause = line.speaker == Speaker::Prospect
            && word.ends_with(',')
            && end - first >= CLAUSE_WORDS_MIN
            && words.len() - end >= CLAUSE_WORDS_MIN / 2;
        if end == words.len() || !line.cut && (is_sentence || is_clause) {
            ends.push(end);
            first = end;
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::{Utterance, speak};
    use crate::vapi::script::{Line, Speaker};

    fn spoken(speaker: Speaker, at_ms: i64, says: &str, cut: bool) -> Utterance {
        let line = Line {
            at_ms,
            speaker,
            says: says.into(),
            partials: true,
            cut,
            tool: None,
        };
        speak(&line, 2_000)
    }

    fn texts(utterance: &Utterance) -> Vec<&str> {
        utterance
            .fragments
            .iter()
            .map(|f| f.text.as_str())
            .collect()
    }

    #[test]
    fn the_last_word_is_heard_when_the_script_says() {
        let utterance = spoken(
            Speaker::Prospect,
            20_000,
            "We close the books in March.",
            false,
        );
        assert_eq!(utterance.fragments.last().unwrap().ends_ms, 20_000);
        assert_eq!(utterance.starts_ms, 20_000 - 6 * 370);
    }

    #[test]
    fn a_prospect_is_heard_by_the_clause_and_an_agent_by_the_sentence() {
        let says = "Honestly we are still in spreadsheets today, and that hurts. Badly.";
        assert_eq!(
            texts(&spoken(Speaker::Prospect, 20_000, says, false)),
            [
                "Honestly we are still in spreadsheets today,",
                "and that hurts.",
                "Badly."
            ]
        );
        assert_eq!(
            texts(&spoken(Speaker::Agent, 20_000, says, false)),
            [
                "Honestly we are still in spreadsheets today, and that hurts.",
                "Badly."
            ]
        );
    }

    #[test]
    fn partials_grow_and_stop_before_the_final() {
        let utterance = spoken(
            Speaker::Prospect,
            20_000,
            "We have been looking at this for quite some time now.",
            false,
        );
        let fragment = &utterance.fragments[0];
        assert!(fragment.partials.len() >= 2);
        for pair in fragment.partials.windows(2) {
            assert!(pair[1].1.starts_with(&pair[0].1) && pair[1].1.len() > pair[0].1.len());
        }
        assert!(
            fragment
                .partials
                .iter()
                .all(|(at_ms, text)| *at_ms < fragment.ends_ms && fragment.text.starts_with(text))
        );
    }

    #[test]
    fn a_cut_line_is_one_fragment_heard_up_to_the_last_word() {
        let utterance = spoken(Speaker::Prospect, 20_000, "Right. We have to be", true);
        assert_eq!(texts(&utterance), ["Right. We have to be"]);
        assert_eq!(
            utterance.fragments[0].partials.last().unwrap(),
            &(20_000, "Right. We have to be".into())
        );
    }

    #[test]
    fn a_line_without_room_is_spoken_faster() {
        let utterance = spoken(
            Speaker::Agent,
            3_000,
            "Thanks so much for taking the call today.",
            false,
        );
        assert!(utterance.starts_ms >= 2_000, "{utterance:?}");
    }
}
