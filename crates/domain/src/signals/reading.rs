//! A text prepared for the rules: words, phrases, clauses and everything the grammars name in it.

use std::ops::Range;

use super::{
    Setting,
    grammar::{
        decider::{self, Role},
        money::{self, Money},
        quantity::{self, Quantity},
        timeframe::{self, Mention},
    },
    lexicon::{Phrase, Phrases, Tag},
    playbook::Found,
    tokens::{Break, Tokens},
};

/// Rules compare amounts with each other; who reels off more figures in a breath is heard by the last.
const AMOUNTS_MAX: usize = 40;
/// Rules look through the clause around a phrase; who never pauses is cut off here.
const CLAUSE_WORDS_MAX: usize = 80;

/// A text and all that was read in it.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// Its words.
    pub(super) tokens: Tokens,
    /// The lexicon's phrases in it.
    pub(super) phrases: Phrases,
    /// Its clauses, each a range of words.
    pub(super) clauses: Vec<Range<usize>>,
    /// Quantities that are no times, read as money if they were money.
    pub(super) amounts: Vec<Money>,
    /// Times.
    pub(super) times: Vec<Mention>,
    /// Possible deciders.
    pub(super) roles: Vec<Role>,
}

impl Reading {
    /// Reads a text.
    pub(super) fn new(text: &str, setting: &Setting) -> Self {
        let tokens = Tokens::read(text);
        let roles = decider::read_all(&tokens);
        let quantities: Vec<Quantity> = unrepaired(quantity::read_all(&tokens), &tokens);
        let times = timeframe::read_all(&tokens, setting);
        let is_time = |money: &Money| {
            let number = money.quantity.number..money.quantity.end;
            money.currency.is_none()
                && times
                    .iter()
                    .any(|t| t.start < number.end && number.start < t.end)
        };
        let mut amounts: Vec<Money> = quantities
            .into_iter()
            .map(|q| money::read(&tokens, q, setting))
            .filter(|money| !is_time(money))
            .collect();
        amounts.drain(..amounts.len().saturating_sub(AMOUNTS_MAX));
        Self {
            phrases: Phrases::find(&tokens),
            clauses: clauses(&tokens, &roles),
            amounts,
            times,
            roles,
            tokens,
        }
    }

    /// All words.
    pub(super) fn all(&self) -> Range<usize> {
        0..self.tokens.len()
    }

    /// The clause around a word.
    pub(super) fn clause(&self, at: usize) -> Range<usize> {
        let index = self.clauses.partition_point(|clause| clause.end <= at);
        self.clauses.get(index).cloned().unwrap_or(0..0)
    }

    /// The clauses that hold these words.
    pub(super) fn clauses_around(&self, words: &Range<usize>) -> Range<usize> {
        let last = words.end.saturating_sub(1).max(words.start);
        self.clause(words.start).start..self.clause(last).end
    }

    /// Whether any of the tags occurs anywhere in the words.
    pub(super) fn has(&self, tags: &[Tag], range: Range<usize>) -> bool {
        self.phrases.has(tags, range)
    }

    /// The last phrase of a tag that is not turned around by a negation.
    pub(super) fn last_of(&self, tag: Tag) -> Option<Phrase> {
        self.phrases
            .of(tag, self.all())
            .rev()
            .find(|p| !self.is_negated(p.start) && !self.is_unreal(p.start))
    }

    /// Whether the word at `at` stands under an odd number of negations in its clause.
    pub(super) fn is_negated(&self, at: usize) -> bool {
        /// How far a negation reaches, in words.
        const REACH: usize = 5;
        let clause = self.clause(at);
        let from = at.saturating_sub(REACH).max(clause.start);
        // A new subject ends the reach: "they can't, no, we turned away two".
        let from = (from..at)
            .rev()
            .find(|&i| {
                let subject = matches!(
                    self.tokens.word(i),
                    "i" | "we" | "they" | "it" | "he" | "she" | "there"
                );
                let reported = matches!(
                    self.tokens.word_before(i, 1),
                    "think" | "that" | "say" | "guess" | "know" | "believe"
                );
                subject && !reported
            })
            .unwrap_or(from);
        self.is_odd(from..at, at)
    }

    /// Whether the words that a phrase skips turn its end around: "we do not have a champion".
    pub(super) fn is_turned_within(&self, found: Found) -> bool {
        found.skipped().fold(false, |is_turned, words| {
            let end = words.end;
            is_turned != self.is_odd(words, end)
        })
    }

    /// Whether an odd number of words negates what stands at `at`.
    fn is_odd(&self, words: Range<usize>, at: usize) -> bool {
        let negations = words
            .filter(|&i| match self.tokens.word(i) {
                "not" | "never" | "nobody" | "without" | "neither" | "nor" | "hardly" | "none" => {
                    true
                }
                // "No problem", "no doubt" and the answer "no, …" turn nothing around.
                "no" => {
                    i + 2 >= at
                        && self.tokens.break_after(i) == Break::None
                        // "Yeah, no, no budget."
                        && self.tokens.word(i + 1) != "no"
                        && !starts_statement(self.tokens.word(i + 1))
                }
                _ => false,
            })
            .count();
        negations % 2 == 1
    }

    /// Whether the clause around a word speaks of what is only imagined, or asks.
    pub(super) fn is_unreal(&self, at: usize) -> bool {
        let clause = self.clause(at);
        self.has(&[Tag::Hypothetical], clause.clone()) || self.is_question(&clause)
    }

    /// Whether a clause is a question of the speaker's own.
    pub(super) fn is_question(&self, clause: &Range<usize>) -> bool {
        let opener = self.tokens.word(clause.start);
        let second = self.tokens.word(clause.start + 1);
        let inverted = matches!(
            opener,
            "do" | "does" | "did" | "are" | "is" | "can" | "could" | "would" | "will"
        ) && matches!(second, "you" | "it" | "that" | "there" | "this");
        let asked = clause.end > 0 && self.tokens.break_after(clause.end - 1) == Break::Question;
        let wondered = matches!(opener, "what" | "how" | "why" | "who" | "where");
        inverted && clause.len() > 3
            || asked && (wondered || inverted || clause.len() > 2)
            || wondered && clause.len() > 2
    }

    /// Whether the whole text is no more than a yes or a no and courtesies.
    pub(super) fn is_short(&self) -> bool {
        self.tokens.len() <= 6
    }

    /// The first few words hold a phrase of this tag.
    pub(super) fn opens_with(&self, tag: Tag) -> Option<Phrase> {
        /// An answer comes first, after a "well" or a "sure, I mean".
        const OPENING: usize = 3;
        self.phrases.of(tag, self.all()).find(|p| {
            let courtesy = matches!(
                self.tokens.word(p.end),
                "problem" | "problems" | "worries" | "dramas" | "thanks"
            );
            let turned = self.tokens.word(p.end) == "not";
            // "I do" answers, "I do the books" goes on; so do "I'm not" and "I'm not saying".
            let verb = matches!(
                self.tokens.word(p.end - 1),
                "have"
                    | "do"
                    | "would"
                    | "am"
                    | "can"
                    | "did"
                    | "is"
                    | "does"
                    | "are"
                    | "will"
                    | "not"
            ) && p.range().len() > 1;
            let goes_on = verb
                && p.end < self.tokens.len()
                && self.tokens.break_after(p.end - 1) == Break::None
                && !starts_statement(self.tokens.word(p.end))
                && !matches!(
                    self.tokens.word(p.end),
                    "yes"
                        | "but"
                        | "and"
                        | "so"
                        | "because"
                        | "sir"
                        | "indeed"
                        | "mam"
                        | "love"
                        | "no"
                );
            p.start <= OPENING
                && !courtesy
                && !turned
                && !goes_on
                && !self.is_question(&self.clause(p.start))
        })
    }
}

/// Words after which "no" was an answer and not a determiner: "no we have duplicates".
fn starts_statement(word: &str) -> bool {
    matches!(
        word,
        "i" | "we"
            | "it"
            | "he"
            | "she"
            | "they"
            | "that"
            | "there"
            | "not"
            | "my"
            | "our"
            | "the"
            | "you"
    )
}

/// Cuts the words at ends of sentences, at conjunctions and where "and" starts a new subject.
fn clauses(tokens: &Tokens, roles: &[Role]) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for at in 0..tokens.len() {
        let new_subject = matches!(
            tokens.word(at + 1),
            "i" | "we" | "he" | "she" | "they" | "it" | "there" | "you" | "that" | "nobody"
        );
        let opens = match tokens.word(at) {
            "but" | "because" | "cos" | "though" | "although" | "however" | "so" | "unless" => true,
            // "My husband and I" is one subject.
            "and" => new_subject && !roles.iter().any(|role| role.end == at),
            _ => false,
        };
        let closed = at > 0 && tokens.break_after(at - 1) >= Break::Sentence;
        let closed = closed || at - start == CLAUSE_WORDS_MAX;
        if at > start && (opens || closed) {
            clauses.push(start..at);
            start = at;
        }
    }
    if start < tokens.len() {
        clauses.push(start..tokens.len());
    }
    clauses
}

/// Drops the quantities that the speaker replaced in the same breath: "twenty, sorry, thirty".
fn unrepaired(quantities: Vec<Quantity>, tokens: &Tokens) -> Vec<Quantity> {
    /// A repair follows its slip closely.
    const REACH: usize = 6;
    let repaired = |slip: &Quantity, repair: &Quantity| {
        let gap = slip.end..repair.number;
        gap.len() <= REACH
            && gap.clone().any(|at| {
                matches!(
                    tokens.word(at),
                    "sorry" | "actually" | "correction" | "rather" | "wait"
                ) || tokens.starts_with(at, &["i", "mean"])
                    || tokens.starts_with(at, &["make", "that"])
                    || (tokens.word(at) == "no" && !matches!(tokens.word(at + 1), "more" | "less"))
            })
    };
    let mut kept: Vec<Quantity> = Vec::with_capacity(quantities.len());
    for quantity in quantities {
        let negated =
            quantity.start == quantity.number && tokens.word_before(quantity.number, 1) == "not";
        // "Give or take a few hundred", "plus or minus ten" are no amounts of their own.
        let margin = matches!(tokens.word_before(quantity.number, 2), "or")
            && matches!(tokens.word_before(quantity.number, 1), "take" | "minus");
        // "W two employees" and "ten ninety nines" are forms of the tax office.
        let form = tokens.word_before(quantity.number, 1) == "w" && quantity.size() == 2.0
            || matches!(quantity.size() as u64, 1090 | 1099) && quantity.scale == 1.0;
        if negated || margin || form {
            continue;
        }
        while kept.last().is_some_and(|slip| repaired(slip, &quantity)) {
            kept.pop();
        }
        kept.push(quantity);
    }
    kept
}
