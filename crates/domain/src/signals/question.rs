//! What the agent asked last, and what an answer to it would mean.
//!
//! The same "yeah, about fifty" is a price, a head count or nothing, depending on the question.

use std::{ops::Range, sync::Arc};

use super::{
    HeadCount, Timeframe,
    grammar::{
        head_count::{Counted, counted, head_count},
        head_follow_up, head_question,
        inquiry::{self, Inquiry},
        money::Money,
        timeframe::{Mention, Precision, Relation},
        when_question,
    },
    lexicon::Tag,
    reading::Reading,
    rules,
    tokens::{Break, Tokens},
};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// Whether there is money.
    BudgetExists,
    /// How much money.
    BudgetAmount,
    /// Whether the price just named is fine.
    Price,
    /// Nothing, but a price was named.
    Offer,
    /// Whether the prospect decides.
    DecidesSelf,
    /// Whether the prospect is the owner.
    Owner,
    /// Who decides.
    DecidesWho,
    /// Whether somebody else must agree.
    DecidesElse,
    /// What brought the prospect here.
    NeedWhy,
    /// How things are done today.
    NeedHow,
    /// Whether something is a problem.
    Problem,
    /// Whether they are content.
    Happy,
    /// When.
    When,
    /// How many people.
    Size,
    /// Something that is no signal.
    Aside,
}

impl Topic {
    const BY_TAG: [(Tag, Self); 15] = [
        (Tag::AskBudgetExists, Self::BudgetExists),
        (Tag::AskBudgetAmount, Self::BudgetAmount),
        (Tag::AskPrice, Self::Price),
        (Tag::AskSelf, Self::DecidesSelf),
        (Tag::AskOwner, Self::Owner),
        (Tag::AskWho, Self::DecidesWho),
        (Tag::AskElse, Self::DecidesElse),
        (Tag::AskNeedWhy, Self::NeedWhy),
        (Tag::AskNeedHow, Self::NeedHow),
        (Tag::AskProblem, Self::Problem),
        (Tag::AskHappy, Self::Happy),
        (Tag::AskWhen, Self::When),
        (Tag::AskPlans, Self::When),
        (Tag::AskSize, Self::Size),
        (Tag::AskAside, Self::Aside),
    ];

    /// About money.
    pub(super) fn is_budget(self) -> bool {
        matches!(
            self,
            Self::BudgetExists | Self::BudgetAmount | Self::Price | Self::Offer
        )
    }

    /// About who decides.
    pub(super) fn is_authority(self) -> bool {
        matches!(
            self,
            Self::DecidesSelf | Self::DecidesWho | Self::DecidesElse | Self::Owner
        )
    }

    /// About the need.
    pub(super) fn is_need(self) -> bool {
        matches!(
            self,
            Self::NeedWhy | Self::NeedHow | Self::Problem | Self::Happy
        )
    }
}

/// The agent's last question.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// What it asks for.
    pub(super) topic: Topic,
    /// The agent's words, shared so that copies of a listener stay cheap.
    pub(super) text: Arc<str>,
    /// The same words, to be read again with the answer.
    pub(super) tokens: Arc<Tokens>,
    /// The amount the agent put forward, if any.
    pub(super) money: Option<Money>,
    /// The time the agent put forward, if any.
    pub(super) frame: Option<Timeframe>,
    /// The head count the agent put forward, as far as the question may be about heads.
    pub(super) people: Option<HeadCount>,
    /// A figure is asked for, though not plainly one of money.
    pub(super) asks_figure: bool,
    /// "Any plans for later?": no means that nothing is.
    pub(super) asks_plans: bool,
    /// Whether its topic was understood, rather than only that something was asked.
    pub(super) is_understood: bool,
    /// The roles the agent named: "so does the owner have to approve it?"
    pub(super) roles: Vec<String>,
    /// "So nobody else has to sign?" expects that nobody does.
    pub(super) is_negative: bool,
    /// "Is it more than …?" asks for a bound, not for assent to a price.
    pub(super) is_comparison: bool,
    /// Whether something was found in the prospect's words since.
    pub(super) is_answered: bool,
    /// The exchanges since it was asked.
    pub(super) age: u8,
}

impl Question {
    /// A price that may be remembered: no time of day, no count.
    pub(super) fn lasting_price(reading: &Reading) -> Option<Money> {
        /// Who only names a price says little besides.
        const SHORT: usize = 8;
        Self::price(reading).filter(|money| {
            money.is_explicit(&reading.tokens)
                || money.period.is_some()
                || reading.has(&[Tag::AskPrice], reading.all())
                || reading.tokens.len() <= 3
                // "For the small oven, 38,000."
                || money.quantity.size() >= 1000.0
                    && reading.tokens.len() <= SHORT
                    && money.end == reading.tokens.len()
                || money.quantity.size() >= 13.0
                    && matches!(
                        reading.tokens.word_before(money.start, 1),
                        "at" | "say"
                            | "about"
                            | "around"
                            | "roughly"
                            | "runs"
                            | "run"
                            | "is"
                            | "for"
                            | "to"
                            | "do"
                            | "it"
                            | "comes"
                            | "come"
                            | "cost"
                            | "costs"
                            | "so"
                            | "accept"
                            | "take"
                            | "offer"
                            | "be"
                            | "'s"
                    )
        })
    }

    /// The amount an agent's words put forward last, if they name one.
    pub(super) fn price(reading: &Reading) -> Option<Money> {
        reading.amounts.iter().copied().rfind(|money| {
            money.is_explicit(&reading.tokens)
                || money.period.is_some()
                || money.quantity.size() >= 10.0
                    && (counted(&reading.tokens, &money.quantity) == Counted::Bare
                        // "Three thousand for the lot."
                        || money.quantity.scale >= 100.0
                            && reading.tokens.word(money.quantity.end) == "for")
        })
    }

    /// Whether a phrase that asks about one of the five reaches into these words.
    pub(super) fn asks_within(reading: &Reading, words: Range<usize>) -> bool {
        let asks = |tag: Tag| {
            let mut topics = Topic::BY_TAG.iter();
            topics.any(|(known, topic)| *known == tag && *topic != Topic::Aside)
        };
        let mut phrases = reading.phrases.iter();
        phrases.any(|p| asks(p.tag) && p.start < words.end && p.end > words.start)
    }

    /// Whether it asks for a number that is no money.
    pub(super) fn asks_count(&self) -> bool {
        counts(&self.tokens)
    }

    /// A question whose answer says nothing about the five.
    pub(super) fn aside(reading: &Reading, text: &str) -> Self {
        Self {
            topic: Topic::Aside,
            text: text.into(),
            tokens: Arc::new(reading.tokens.clone()),
            money: None,
            frame: None,
            people: None,
            asks_plans: false,
            asks_figure: false,
            is_negative: false,
            is_understood: false,
            roles: Vec::new(),
            is_comparison: false,
            is_answered: false,
            age: 0,
        }
    }

    /// What an agent's words ask after an earlier question: "and globally?" asks for heads again.
    pub(super) fn find_after(before: Option<&Self>, reading: &Reading, text: &str) -> Option<Self> {
        let asked = Self::find(reading, text);
        let known = asked.as_ref().is_some_and(|asked| asked.is_understood);
        let heads = before.is_some_and(|before| before.topic == Topic::Size);
        if known || !heads || !head_follow_up::asks_whole(&reading.tokens) {
            return asked;
        }
        Some(Self {
            topic: Topic::Size,
            people: people(reading, Topic::Size),
            is_understood: true,
            ..Self::aside(reading, text)
        })
    }

    /// What an agent's words ask, if they ask anything that is known.
    pub(super) fn find(reading: &Reading, text: &str) -> Option<Self> {
        let asks = |phrase: &super::lexicon::Phrase| {
            Topic::BY_TAG
                .iter()
                .find(|(tag, _)| *tag == phrase.tag)
                .map(|(_, topic)| *topic)
        };
        let money = Self::price(reading);
        // "When do you need it": the question word before says what is asked.
        let is_led = |phrase: &super::lexicon::Phrase| {
            reading.phrases.iter().any(|lead| {
                asks(&lead).is_some_and(|topic| !topic.is_need() && topic != Topic::Aside)
                    && lead.start <= phrase.start
                    && phrase.start <= lead.end
            })
        };
        // Of two prices the first may carry what both cover: "eleven hundred a month or eight forty".
        let priced = |m: &Money| m.is_explicit(&reading.tokens) || m.period.is_some();
        let offered = money.filter(|m| {
            let thousands = m.quantity.scale >= 100.0 && m.quantity.size() >= 1000.0;
            priced(m)
                || thousands && counted(&reading.tokens, &m.quantity) == Counted::Bare
                || m.quantity.size() >= 100.0 && reading.amounts.iter().any(priced)
        });
        let topic = reading
            .phrases
            .iter()
            .filter_map(|phrase| Some((asks(&phrase)?, phrase)))
            .filter(|(topic, phrase)| !topic.is_need() || !is_led(phrase))
            .filter(|(topic, phrase)| match topic {
                Topic::Size => !head_question::asks_others(&reading.tokens),
                // A price is only asked about where one is named.
                Topic::Price => money.is_some(),
                // Greetings ask nothing once the agent has gone on to something else.
                Topic::NeedHow => phrase.range().len() > 1 || reading.tokens.len() < 12,
                _ => true,
            })
            .map(|(topic, phrase)| (topic, phrase.end, phrase.range().len()))
            .chain(about_people(reading))
            .max_by_key(|(topic, end, words)| (*end, *words, *topic != Topic::Aside));
        let topic = match (topic, rules::asked_about_money(&reading.tokens)) {
            // What the last words ask is meant; at the same words the structure knows better than
            // a phrase that may belong to any question about money.
            (Some((topic, phrase_end, _)), Some((_, end)))
                if phrase_end > end && !(topic.is_need() && phrase_end <= end + 4)
                    || topic == Topic::Price && phrase_end >= end
                    // "Are you the one who authorizes the spend?"
                    || topic.is_authority() && phrase_end + 2 >= end =>
            {
                Some(topic)
            }
            (_, Some((money, _))) => Some(money),
            (Some((topic, ..)), None) => Some(topic),
            (None, None) => None,
        };
        let asks_something =
            (0..reading.tokens.len()).any(|at| reading.tokens.break_after(at) == Break::Question);
        let topic = if asks_when(reading, topic) {
            Some(Topic::When)
        } else {
            topic
        };
        let topic = match topic {
            Some(Topic::When) if when_question::asks_another_time(&reading.tokens) => {
                Some(Topic::Aside)
            }
            other => other,
        };
        let is_understood = topic.is_some();
        let asks_figure = topic
            .is_none_or(|topic| matches!(topic, Topic::Aside | Topic::NeedHow | Topic::NeedWhy))
            && rules::asks_figure(&reading.tokens);
        let topic = match (topic, offered) {
            (Some(topic), _) => topic,
            (None, Some(_)) => Topic::Offer,
            (None, None)
                if asks_something
                    || asks_figure
                    || counts(&reading.tokens)
                    || rules::asks_cover(&reading.tokens) =>
            {
                Topic::Aside
            }
            (None, None) => return None,
        };
        let frame = reading
            .times
            .iter()
            .rfind(|m| m.precision == Precision::Calendar && m.relation != Relation::Elsewhere)
            .and_then(|m| m.frame.clone());
        let comparison = |at: usize| reading.tokens.starts_with(at, &["more", "than"]);
        Some(Self {
            topic,
            text: text.into(),
            tokens: Arc::new(reading.tokens.clone()),
            money,
            frame,
            people: people(reading, topic),
            asks_figure,
            asks_plans: reading.has(&[Tag::AskPlans], reading.all()),
            is_understood,
            roles: reading.roles.iter().map(|role| role.name.clone()).collect(),
            is_negative: reading.all().any(|at| {
                matches!(reading.tokens.word(at), "nobody" | "not")
                    || reading.tokens.starts_with(at, &["no", "one"])
            }),
            is_comparison: reading.all().any(comparison),
            is_answered: false,
            age: 0,
        })
    }
}

/// "How many casuals?", "and how tall are you": whether a number is asked for that is no money.
fn counts(tokens: &Tokens) -> bool {
    (0..tokens.len()).any(|at| {
        tokens.word(at) == "how"
            && matches!(
                tokens.word(at + 1),
                "many" | "tall" | "old" | "long" | "far" | "often" | "wide" | "deep" | "large"
            )
    })
}

/// The head count an agent's words put forward: "so thirty of you?", "about a hundred staff?"
fn people(reading: &Reading, topic: Topic) -> Option<HeadCount> {
    let counts = |money: &&Money| {
        counted(&reading.tokens, &money.quantity) == Counted::People
            || reading
                .tokens
                .starts_with(money.quantity.end, &["of", "you"])
    };
    // "Over a hundred on the payroll?"
    let bare = |money: &&Money| {
        !topic.is_budget()
            && money.currency.is_none()
            && counted(&reading.tokens, &money.quantity) == Counted::Bare
    };
    let said = reading.amounts.iter().rev().find(counts);
    let said = said.or_else(|| reading.amounts.iter().rev().find(bare))?;
    head_count(&said.quantity)
}

/// Whether an agent asks for a time in a way that phrases cannot say: "and that would be when",
/// or a time put forward with nothing else, "so January".
fn asks_when(reading: &Reading, topic: Option<Topic>) -> bool {
    /// A time put forward comes with few words around it.
    const ECHO: usize = 6;
    let words = reading.tokens.len();
    let last = words
        .checked_sub(1)
        .map_or("", |at| reading.tokens.word(at));
    let is_dated = |m: &Mention| match m.relation {
        Relation::Elsewhere => false,
        Relation::In => m.precision == Precision::Calendar,
        _ => true,
    };
    let either = words <= 2 * ECHO
        && reading.times.len() > 1
        && (0..words).any(|at| reading.tokens.word(at) == "or");
    // "We could have it in by Christmas": a time put forward for the purchase itself.
    let offers = words <= 2 * ECHO
        && reading.has(&[Tag::Launch], reading.all())
        && !reading.has(&[Tag::Meeting, Tag::Past], reading.all())
        && !(0..words).any(|at| {
            matches!(
                reading.tokens.word(at),
                "money" | "budget" | "amount" | "fund" | "funds" | "spend" | "price" | "pay"
            )
        })
        && reading.times.iter().any(|m| m.end + 1 >= words);
    let echoes = topic.is_none()
        && (words <= ECHO || either || offers)
        && reading.times.iter().any(is_dated);
    // "When, sir?"
    let bare = words <= 3
        && (0..words).any(|at| reading.tokens.word(at) == "when")
        && matches!(
            last,
            "when" | "sir" | "madam" | "then" | "mate" | "love" | "exactly" | "roughly"
        );
    // "I'll try next week" asks nothing.
    let own = reading.tokens.starts_with(0, &["i", "will"]);
    let echoes = echoes && !own;
    last == "when" || bare || echoes || topic != Some(Topic::Aside) && ends_with_when(reading)
}

/// "When would your boss sign": the last thing asked is when, whoever is said to do it.
fn ends_with_when(reading: &Reading) -> bool {
    /// A question is no longer than this.
    const REACH: usize = 11;
    let words = reading.tokens.len();
    (words.saturating_sub(REACH)..words).rev().any(|at| {
        let auxiliary = matches!(
            reading.tokens.word(at + 1),
            "would" | "do" | "does" | "will" | "should" | "can" | "could" | "might" | "must"
        );
        let goes_on =
            (at..words.saturating_sub(1)).any(|i| reading.tokens.break_after(i) >= Break::Sentence);
        reading.tokens.word(at) == "when" && auxiliary && !goes_on
    })
}

/// The question about people that shows in the shape of the words; a long phrase that ends with
/// it is surer.
fn about_people(reading: &Reading) -> Option<(Topic, usize, usize)> {
    let (inquiry, end) = inquiry::find(&reading.tokens, &reading.roles)?;
    let topic = match inquiry {
        Inquiry::Who => Topic::DecidesWho,
        Inquiry::Else => Topic::DecidesElse,
        Inquiry::Yourself => Topic::DecidesSelf,
        Inquiry::Owner => Topic::Owner,
        Inquiry::Size => Topic::Size,
    };
    Some((topic, end, 2))
}
