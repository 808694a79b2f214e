//! Patterns as people who run sales write them: words, `|` between words to choose from, `*` for a
//! few words whatever they are.

use std::{collections::BTreeSet, ops::Range};

use super::word_forms::forms;
use crate::signals::tokens::{Break, Tokens};

/// A pattern, ready to be looked for. Case, punctuation and the form of a word do not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    slots: Vec<Slot>,
    /// Words whatever they are, before the first and after the last word of the pattern: they do
    /// not decide whether it matches, only what is captured.
    opens_wide: bool,
    ends_wide: bool,
}

/// Words to choose from, and whether others may stand before them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Slot {
    choices: Vec<Choice>,
    is_after_gap: bool,
}

/// One or more words; "won't" and `sign_off` are two. Each is given by its forms, sorted.
type Choice = Vec<Vec<String>>;

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// There is nothing in it.
    Empty,
    /// A part of it holds no word, as in `a||b`.
    NoWord(String),
    /// A star that is part of a word.
    StarInWord(String),
    /// It would be found in nearly everything that is said.
    MatchesEverything,
    /// It has too many words to be a phrase.
    TooLong,
    /// It has too many stars to say where it begins and ends.
    TooManyStars,
}

/// Where a pattern was found, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::signals) struct Found {
    /// Its first word.
    pub(in crate::signals) start: usize,
    /// After its last word.
    pub(in crate::signals) end: usize,
    /// What the last star stood for.
    pub(in crate::signals) captured: Option<(usize, usize)>,
    /// What the stars between its words stood for.
    gaps: Gaps,
}

type Gaps = [(usize, usize); Pattern::STARS_MAX];

impl Found {
    /// The words between its first and its last one that it does not name.
    pub(in crate::signals) fn skipped(&self) -> impl Iterator<Item = Range<usize>> {
        self.gaps.into_iter().map(|(from, to)| from..to)
    }
}

/// Words that are in nearly every sentence.
const EVERYWHERE: &str = "a about actually all also am an and any are as at be been being but by \
    can could did do does doing done for from get go going got had has have having he her here \
    him his how i if in into is it its just know like may me might mine more much must my no not \
    of off ok on one or our ours out over really right say she should so some that the their them \
    then there these they thing things think this those to too uh um up us very was we well were \
    what when where which who whose why will with would yes you your yours 's";

impl Pattern {
    /// A star stands for no more words than this.
    pub const STAR_WORDS_MAX: usize = 5;
    /// A phrase has no more words than this.
    pub const WORDS_MAX: usize = 12;
    /// A phrase has no more stars than this.
    pub const STARS_MAX: usize = 3;

    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// When it holds no words, or would match nearly everything.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let mut slots: Vec<Slot> = Vec::new();
        let (mut is_after_gap, mut opens_wide, mut stars) = (false, false, 0);
        let mut is_telling = false;
        for part in parts(text) {
            if part.bytes().all(|byte| byte == b'*') {
                stars += usize::from(!is_after_gap);
                opens_wide |= slots.is_empty();
                is_after_gap = true;
                continue;
            }
            if part.contains('*') {
                return Err(PatternError::StarInWord(part));
            }
            let mut choices = Vec::new();
            let mut tells = true;
            for choice in part.split('|') {
                let tokens = Tokens::read(&choice.replace('_', " "));
                let words: Vec<&str> = (0..tokens.len()).map(|at| tokens.word(at)).collect();
                if words.is_empty() {
                    return Err(PatternError::NoWord(part.clone()));
                }
                tells &= !words.iter().all(|word| is_everywhere(word));
                choices.push(
                    words
                        .iter()
                        .map(|word| forms_of(word).into_iter().collect())
                        .collect(),
                );
            }
            is_telling |= tells;
            slots.push(Slot {
                choices,
                is_after_gap: is_after_gap && !slots.is_empty(),
            });
            is_after_gap = false;
        }
        let words: usize = slots.iter().map(Slot::words_max).sum();
        match () {
            () if slots.is_empty() && stars == 0 => Err(PatternError::Empty),
            () if !is_telling => Err(PatternError::MatchesEverything),
            () if words > Self::WORDS_MAX => Err(PatternError::TooLong),
            () if stars > Self::STARS_MAX => Err(PatternError::TooManyStars),
            () => Ok(Self {
                slots,
                opens_wide,
                ends_wide: is_after_gap,
            }),
        }
    }

    /// The words it may begin with, stars aside, in all their forms.
    pub(super) fn openers(&self) -> impl Iterator<Item = &str> {
        let choices = self.slots.first().into_iter().flat_map(|it| &it.choices);
        choices
            .filter_map(|choice| choice.first())
            .flatten()
            .map(String::as_str)
    }

    /// Looks for the pattern with its first word at `start`.
    pub(super) fn find_at(&self, tokens: &Tokens, start: usize) -> Option<Found> {
        let (end, gaps) = rest(&self.slots, tokens, start, &[])?;
        let inner = self.slots.iter().filter(|slot| slot.is_after_gap).count();
        let captured = if self.ends_wide {
            Some((end, wide_end(tokens, end)))
        } else if let Some(last) = inner.checked_sub(1) {
            Some(gaps[last])
        } else {
            self.opens_wide.then(|| (wide_start(tokens, start), start))
        };
        // "Goes to the board": what says nothing is not kept.
        let tells =
            |(from, to): &(usize, usize)| (*from..*to).any(|at| !is_everywhere(tokens.word(at)));
        Some(Found {
            start,
            end,
            captured: captured.filter(tells),
            gaps,
        })
    }
}

fn wide_end(tokens: &Tokens, end: usize) -> usize {
    let mut at = end;
    while at < tokens.len()
        && at - end < Pattern::STAR_WORDS_MAX
        && (at == 0 || tokens.break_after(at - 1) == Break::None)
    {
        at += 1;
    }
    at
}

fn wide_start(tokens: &Tokens, start: usize) -> usize {
    let mut at = start;
    while at > 0
        && start - at < Pattern::STAR_WORDS_MAX
        && tokens.break_after(at - 1) == Break::None
    {
        at -= 1;
    }
    at
}

/// The end of the slots when the first of them begins at `at`, and what the stars between them
/// stood for, after the `gaps` before them. The shortest match is the one.
fn rest(
    slots: &[Slot],
    tokens: &Tokens,
    at: usize,
    gaps: &[(usize, usize)],
) -> Option<(usize, Gaps)> {
    let Some((slot, others)) = slots.split_first() else {
        let mut all = Gaps::default();
        all[..gaps.len()].copy_from_slice(gaps);
        return Some((at, all));
    };
    let choose = |begin: usize, gaps: &[(usize, usize)]| {
        let mut said = slot.choices.iter().filter(|it| is_said(it, tokens, begin));
        said.find_map(|choice| rest(others, tokens, begin + choice.len(), gaps))
    };
    if !slot.is_after_gap {
        return choose(at, gaps);
    }
    // A star does not reach into the next sentence.
    let goes_on = |begin: &usize| tokens.break_after(begin.saturating_sub(1)) < Break::Sentence;
    (at..=at + Pattern::STAR_WORDS_MAX)
        .take_while(goes_on)
        .find_map(|begin| choose(begin, &[gaps, &[(at, begin)]].concat()))
}

fn is_said(choice: &Choice, tokens: &Tokens, at: usize) -> bool {
    choice.iter().enumerate().all(|(offset, forms)| {
        let word = tokens.word(at + offset);
        forms
            .binary_search_by(|form| form.as_str().cmp(word))
            .is_ok()
    })
}

impl Slot {
    fn words_max(&self) -> usize {
        self.choices.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// The parts between blanks; blanks around `|` part nothing.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match parts.last_mut() {
            Some(last) if word.starts_with('|') || last.ends_with('|') => last.push_str(word),
            _ => parts.push(word.to_owned()),
        }
    }
    parts
}

/// Words that are everywhere stand for themselves: "have" must not find every "had".
fn forms_of(word: &str) -> BTreeSet<String> {
    if is_everywhere(word) {
        [word.to_owned()].into()
    } else {
        forms(word)
    }
}

fn is_everywhere(word: &str) -> bool {
    EVERYWHERE.split_whitespace().any(|common| common == word)
}

#[cfg(test)]
mod tests {
    use super::{Found, Pattern, PatternError, Tokens};

    fn find(pattern: &str, text: &str) -> Option<Found> {
        let pattern = Pattern::parse(pattern).unwrap();
        let tokens = Tokens::read(text);
        (0..tokens.len()).find_map(|at| pattern.find_at(&tokens, at))
    }

    #[track_caller]
    fn check(pattern: &str, text: &str, words: Option<&str>) {
        let tokens = Tokens::read(text);
        let found = find(pattern, text).map(|found| {
            let (start, end) = tokens.origin(found.start, found.end);
            &text[start..end]
        });
        assert_eq!(found, words, "{pattern} in {text}");
    }

    #[test]
    fn words_match_in_any_case_form_and_punctuation() {
        check("sign off", "She SIGNED-OFF, yes.", Some("SIGNED-OFF"));
        check(
            "I'll push for this",
            "i will push for this",
            Some("i will push for this"),
        );
        check(
            "won't renew",
            "we will not renew it",
            Some("will not renew"),
        );
    }

    #[test]
    fn stars_stand_for_up_to_five_words_of_one_sentence() {
        let pattern = "goes through * committee";
        check(
            pattern,
            "it goes through committee",
            Some("goes through committee"),
        );
        check(
            pattern,
            "it went through the three person audit committee",
            Some("went through the three person audit committee"),
        );
        check(pattern, "goes through a b c d e f committee", None);
        check(pattern, "it goes through. The committee is new.", None);
    }

    #[test]
    fn choices_may_be_of_several_words() {
        let pattern = "our champion | sponsor|point_person is";
        check(
            pattern,
            "our point person is Ana",
            Some("our point person is"),
        );
        check(pattern, "our sponsor's away", None);
    }

    #[test]
    fn a_star_at_the_end_captures_what_follows() {
        let text = "We use HubSpot and Outreach, mostly";
        let (from, to) = find("we use *", text).unwrap().captured.unwrap();
        let (start, end) = Tokens::read(text).origin(from, to);
        assert_eq!(&text[start..end], "HubSpot and Outreach");
        assert_eq!(
            find("* is our champion", "is our champion")
                .unwrap()
                .captured,
            None
        );
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        use PatternError::{Empty, MatchesEverything, NoWord, StarInWord, TooLong, TooManyStars};
        for (text, expected) in [
            (" ", Empty),
            ("* *", MatchesEverything),
            ("we * the", MatchesEverything),
            ("we|champion are", MatchesEverything),
            ("a||b", NoWord("a||b".into())),
            ("|", NoWord("|".into())),
            ("push —", NoWord("—".into())),
            ("champion* here", StarInWord("champion*".into())),
            (
                "one two three four five six seven eight nine ten eleven twelve thirteen",
                TooLong,
            ),
            ("* push * sign * approve * buy", TooManyStars),
        ] {
            assert_eq!(Pattern::parse(text), Err(expected), "{text}");
        }
    }
}
