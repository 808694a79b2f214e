//! What the agent asked last, and what an answer to it would mean.
//!
//! The same "yeah, about fifty" is a price, a head count or nothing, depending on the question.

use std::sync::Arc;

use super::{
    Timeframe,
    grammar::{
        head_count::{Counted, counted},
        money::Money,
        timeframe::{Precision, Relation},
    },
    lexicon::Tag,
    reading::Reading,
    tokens::Break,
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
    const BY_TAG: [(Tag, Self); 14] = [
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
    /// The amount the agent put forward, if any.
    pub(super) money: Option<Money>,
    /// The time the agent put forward, if any.
    pub(super) frame: Option<Timeframe>,
    /// The roles the agent named: "so does the owner have to approve it?"
    pub(super) roles: Vec<String>,
    /// "Is it more than …?" asks for a bound, not for assent to a price.
    pub(super) is_comparison: bool,
    /// Whether something was found in the prospect's words since.
    pub(super) is_answered: bool,
    /// The exchanges since it was asked.
    pub(super) age: u8,
}

impl Question {
    /// What an agent's words ask, if they ask anything that is known.
    pub(super) fn find(reading: &Reading, text: &str) -> Option<Self> {
        let asks = |phrase: &super::lexicon::Phrase| {
            Topic::BY_TAG
                .iter()
                .find(|(tag, _)| *tag == phrase.tag)
                .map(|(_, topic)| *topic)
        };
        let money = reading.amounts.iter().copied().rfind(|money| {
            money.is_explicit(&reading.tokens)
                || money.period.is_some()
                || money.quantity.size() >= 10.0
                    && counted(&reading.tokens, &money.quantity) == Counted::Bare
        });
        let offered = money.filter(|m| m.is_explicit(&reading.tokens) || m.period.is_some());
        let topic = reading
            .phrases
            .iter()
            .filter_map(|phrase| Some((asks(&phrase)?, phrase)))
            .filter(|(topic, phrase)| match topic {
                // A price is only asked about where one is named.
                Topic::Price => money.is_some(),
                // Greetings ask nothing once the agent has gone on to something else.
                Topic::NeedHow => phrase.range().len() > 1 || reading.tokens.len() < 12,
                _ => true,
            })
            .max_by_key(|(topic, phrase)| {
                (phrase.end, phrase.range().len(), *topic != Topic::Aside)
            })
            .map(|(topic, _)| topic);
        let asks_something =
            (0..reading.tokens.len()).any(|at| reading.tokens.break_after(at) == Break::Question);
        let topic = match (topic, offered) {
            (Some(topic), _) => topic,
            (None, Some(_)) => Topic::Offer,
            (None, None) if asks_something => Topic::Aside,
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
            money,
            frame,
            roles: reading.roles.iter().map(|role| role.name.clone()).collect(),
            is_comparison: reading.all().any(comparison),
            is_answered: false,
            age: 0,
        })
    }
}
