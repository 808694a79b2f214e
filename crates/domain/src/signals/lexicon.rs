//! Finds the lexicon's phrases in a text, all of them in one pass.
//!
//! The phrases are data in `lexicon.txt`, so that vocabulary grows without touching a rule.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::AhoCorasick;

use super::{steps, tokens::Tokens};

macro_rules! tags {
    ($($(#[doc = $doc:literal])+ $tag:ident = $name:literal,)+) => {
        /// What a phrase is about. The names are the section headings of `lexicon.txt`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Tag { $($(#[doc = $doc])+ $tag,)+ }

        impl Tag {
            /// How many there are.
            const COUNT: usize = [$(Self::$tag),+].len();

            fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$tag),)+ _ => None }
            }
        }
    };
}

tags! {
    /// Yes.
    Affirm = "affirm",
    /// No.
    Deny = "deny",
    /// Neither: ignorance or evasion.
    DontKnow = "dont_know",
    /// Only imagined.
    Hypothetical = "hypothetical",
    /// Over and done with.
    Past = "past",
    /// Somebody else's offer, money or business.
    OtherParty = "other_party",
    /// What was just said is being replaced.
    Repair = "repair",
    /// What was said earlier is taken back.
    Retract = "retract",
    /// A machine speaks.
    Recorded = "recorded",
    /// The call reached somebody it was not meant for.
    WrongPerson = "wrong_person",
    /// The words mean the opposite.
    Sarcasm = "sarcasm",
    /// The speaker talks of this very call: the line, the caller, being called at all.
    CallItself = "call_itself",
    /// A meeting, a call-back or a delivery of papers.
    Meeting = "meeting",

    /// Money that is there or is to be spent on this.
    Funds = "funds",
    /// Funds exist, whatever the amount.
    FundsExist = "funds_exist",
    /// There are no funds.
    NoFunds = "no_funds",
    /// A price is accepted.
    AcceptPrice = "accept_price",
    /// Money that is something else than a budget for this.
    OtherMoney = "other_money",
    /// The money just named goes to something else.
    SpentElsewhere = "spent_elsewhere",

    /// The amount that stands is replaced by the one named now.
    NewAmount = "new_amount",
    /// The amount that stands was a mistake.
    WrongAmount = "wrong_amount",

    /// The speaker decides.
    SelfDecides = "self_decides",
    /// The speaker owns the business or the home.
    Owner = "owner",
    /// The speaker decides together with others.
    Shared = "shared",
    /// Somebody else decides; who, is said before.
    OtherDecides = "other_decides",
    /// Somebody else decides; who, is said after.
    AskOther = "ask_other",
    /// The speaker does not decide.
    NotSelf = "not_self",

    /// A problem, enough by itself.
    Pain = "pain",
    /// A problem when problems are the subject.
    PainHint = "pain_hint",
    /// A requirement or a search, enough by itself.
    Require = "require",
    /// No problem, or it is solved.
    NoNeed = "no_need",
    /// Praise for what is there, when asked how things are.
    Praise = "praise",
    /// Looks like a need and is none.
    NotNeed = "not_need",

    /// Something is to be bought, started or delivered.
    Launch = "launch",
    /// At once.
    Asap = "asap",
    /// No time frame: no rush, no plans.
    NoRush = "no_rush",
    /// No time frame, when that was asked for.
    NoRushAnswer = "no_rush_answer",
    /// A frame that hangs on an event without a date.
    Event = "event",

    /// The agent asks whether there is money.
    AskBudgetExists = "ask_budget_exists",
    /// The agent asks how much.
    AskBudgetAmount = "ask_budget_amount",
    /// The agent names a price and asks for assent.
    AskPrice = "ask_price",
    /// The agent asks whether the prospect decides.
    AskSelf = "ask_self",
    /// The agent asks whether the prospect is the owner.
    AskOwner = "ask_owner",
    /// The agent asks who decides.
    AskWho = "ask_who",
    /// The agent asks whether somebody else must agree.
    AskElse = "ask_else",
    /// The agent asks what brought the prospect here.
    AskNeedWhy = "ask_need_why",
    /// The agent asks how things are done today.
    AskNeedHow = "ask_need_how",
    /// The agent asks about a problem; yes means there is one.
    AskProblem = "ask_problem",
    /// The agent asks about content; yes means there is no problem.
    AskHappy = "ask_happy",
    /// The agent asks when.
    AskWhen = "ask_when",
    /// The agent asks whether it is planned at all.
    AskPlans = "ask_plans",
    /// The agent asks for a head count.
    AskSize = "ask_size",
    /// The agent asks for something that is no signal.
    AskAside = "ask_aside",

    /// To end something: "stop", "knock off".
    OptOutEnd = "opt_out_end",
    /// To get in contact, as a plain verb: "call", "follow up".
    OptOutContact = "opt_out_contact",
    /// The same, going on: "calling".
    OptOutContacting = "opt_out_contacting",
    /// The same, done to somebody or by a third person: "called", "rings".
    OptOutContacted = "opt_out_contacted",
    /// The same as a thing: "calls".
    OptOutCalls = "opt_out_calls",
    /// To remove a person or what is known of them: "delete".
    OptOutRemove = "opt_out_remove",
    /// To remove a thing; said of a person, the words mean something else: "lose".
    OptOutDiscard = "opt_out_discard",
    /// To remove, if "off" or "out of" follows: "take".
    OptOutTake = "opt_out_take",
    /// Removed, as a wish may put it: "deleted", "taken off".
    OptOutRemoved = "opt_out_removed",
    /// Where those to be called are kept: "list", "system".
    OptOutList = "opt_out_list",
    /// What else one can be taken off: "speaker", "inventory".
    OptOutOtherList = "opt_out_other_list",
    /// What belongs to a person called: "number", "name", "house".
    OptOutOwn = "opt_out_own",
    /// Where those are kept who may not be called.
    OptOutRegister = "opt_out_register",
    /// Not for a while only.
    OptOutForGood = "opt_out_for_good",
    /// A limit to a time or place: the rest of the time, calls are welcome.
    OptOutOnlyThen = "opt_out_only_then",
    /// Calls are welcome, or another channel is.
    OptOutInvite = "opt_out_invite",
    /// What was just asked for is no longer wanted.
    OptOutTakeBack = "opt_out_take_back",
    /// What follows is imagined, or long over.
    OptOutImagined = "opt_out_imagined",
    /// People in general: what they ask for is not asked for here.
    OptOutOthers = "opt_out_others",
    /// Words that ask for no more calls by themselves.
    OptOutIdiom = "opt_out_idiom",
    /// Assent to an offer, besides a plain yes.
    OptOutAssent = "opt_out_assent",
}

/// A phrase found, by the words it covers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phrase {
    /// What it is about.
    pub(super) tag: Tag,
    /// Index of its first word.
    pub(super) start: usize,
    /// Index after its last word.
    pub(super) end: usize,
}

impl Phrase {
    /// The words it covers.
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// Tags, a bit each.
#[derive(Clone, Copy, Debug, Default)]
struct Tags(u128);

const _: () = assert!(Tag::COUNT <= u128::BITS as usize, "a bit for each tag");

impl Tags {
    fn of(tag: Tag) -> Self {
        Self(1 << tag as u32)
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// All phrases of one text, in order of their ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrases {
    found: Vec<Phrase>,
    /// Those that occur at all: most do not, and need not be looked for.
    tags: Tags,
}

impl Phrases {
    /// Finds every phrase, overlapping ones too. Linear in the text.
    pub(super) fn find(tokens: &Tokens) -> Self {
        let found: Vec<Phrase> = LEXICON
            .automaton
            .find_overlapping_iter(tokens.normal())
            .map(|found| Phrase {
                tag: LEXICON.tags[found.pattern().as_usize()],
                start: tokens.at_normal(found.start() + 1),
                end: tokens.at_normal(found.end()),
            })
            .collect();
        let tags = found.iter().fold(Tags::default(), |tags, phrase| {
            tags.and(Tags::of(phrase.tag))
        });
        Self { found, tags }
    }

    /// Whether a phrase of this tag occurs anywhere.
    pub(super) fn any(&self, tag: Tag) -> bool {
        self.tags.meet(Tags::of(tag))
    }

    /// The phrases of one tag that lie wholly within the words `range`.
    pub(super) fn of(
        &self,
        tag: Tag,
        range: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = Phrase> {
        self.within(Tags::of(tag), range)
            .filter(move |p| p.tag == tag)
    }

    /// Whether any of the tags occurs within the words `range`.
    pub(super) fn has(&self, tags: &[Tag], range: Range<usize>) -> bool {
        let wanted = tags
            .iter()
            .fold(Tags::default(), |tags, tag| tags.and(Tags::of(*tag)));
        self.within(wanted, range)
            .any(|p| wanted.meet(Tags::of(p.tag)))
    }

    /// The phrases of one tag that share a word with the words `range`.
    pub(super) fn touching(&self, tag: Tag, range: Range<usize>) -> impl Iterator<Item = Phrase> {
        let ends = range.start + 1..range.end + LEXICON.words_max;
        self.ending(Tags::of(tag), ends)
            .filter(move |p| p.tag == tag && p.start < range.end)
    }

    /// The phrases that lie wholly within the words `range`, if any of these tags occurs at all.
    fn within(&self, tags: Tags, range: Range<usize>) -> impl DoubleEndedIterator<Item = Phrase> {
        self.ending(tags, range.start..range.end + 1)
            .filter(move |p| p.start >= range.start)
    }

    /// The phrases that end there, if any of these tags occurs at all.
    fn ending(&self, tags: Tags, ends: Range<usize>) -> impl DoubleEndedIterator<Item = Phrase> {
        let place = |end: usize| self.found.partition_point(|p| p.end < end);
        let places = if self.tags.meet(tags) {
            place(ends.start)..place(ends.end)
        } else {
            0..0
        };
        let near = self.found.get(places).unwrap_or_default();
        near.iter().copied().inspect(|_| steps::count())
    }

    /// Every phrase.
    pub(super) fn iter(&self) -> impl Iterator<Item = Phrase> {
        self.found.iter().copied()
    }
}

struct Lexicon {
    automaton: AhoCorasick,
    tags: Vec<Tag>,
    /// Words of the longest phrase.
    words_max: usize,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(include_str!("lexicon.txt")));

impl Lexicon {
    /// Reads `[tag]` headings and one phrase a line. `a|b` offers words to choose from, `~` is
    /// the empty choice, `_` joins the words of one choice, `#` starts a comment.
    fn read(text: &str) -> Self {
        let mut patterns = Vec::new();
        let mut tags = Vec::new();
        let mut tag = None;
        let mut words_max = 0;
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                tag = Some(Tag::named(name).expect("every heading of the lexicon is a tag"));
            } else if !line.is_empty() {
                let tag = tag.expect("the lexicon starts with a heading");
                for phrase in choices(line) {
                    let tokens = Tokens::read(&phrase);
                    words_max = words_max.max(tokens.len());
                    patterns.push(tokens.normal().to_owned());
                    tags.push(tag);
                }
            }
        }
        let automaton = AhoCorasick::new(patterns).expect("the lexicon is small");
        Self {
            automaton,
            tags,
            words_max,
        }
    }
}

/// Every phrase a line of the lexicon stands for.
fn choices(line: &str) -> Vec<String> {
    line.split_whitespace()
        .fold(vec![String::new()], |phrases, slot| {
            phrases
                .iter()
                .flat_map(|phrase| {
                    slot.split('|').map(move |word| match word {
                        "~" => phrase.clone(),
                        _ => format!("{phrase} {}", word.replace('_', " ")),
                    })
                })
                .collect()
        })
}

#[cfg(test)]
mod tests {
    use super::{LEXICON, Phrases, Tag, choices};
    use crate::signals::tokens::Tokens;

    #[test]
    fn the_lexicon_reads() {
        assert!(LEXICON.tags.len() > 500);
    }

    #[test]
    fn choices_multiply() {
        assert_eq!(choices("a|b c|~"), [" a c", " a", " b c", " b"]);
    }

    #[test]
    fn phrases_end_at_words() {
        let tokens = Tokens::read("We don't have any budget, budgeting is hard.");
        let phrases = Phrases::find(&tokens);
        assert!(phrases.has(&[Tag::NoFunds], 0..tokens.len()));
        assert!(!phrases.has(&[Tag::NoFunds], 5..tokens.len()));
    }
}
