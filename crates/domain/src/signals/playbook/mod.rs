//! What a call is listened to for beyond the five signals: own signals, and what is sold.
//!
//! Read once from the rubric and shared by every listener. Holds no weights: what a signal is worth
//! is decided when a score is made, not when words are heard.

mod own_signal;
mod pattern;
mod pattern_set;
mod word_forms;

pub use own_signal::{Answers, OwnQuestion, OwnSignal, ValueKind};
pub(super) use pattern::Found;
pub use pattern::{Pattern, PatternError};
use pattern_set::PatternSet;

use super::{SignalKind, SignalName, SignalState};

/// What a call is listened to for beyond the five signals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Playbook {
    signals: Vec<OwnSignal>,
    /// What the prospect says; by number of the signal.
    pub(super) statements: PatternSet<(usize, SignalState)>,
    /// What the agent asks; by number of the signal.
    pub(super) questions: PatternSet<(usize, Answers)>,
    /// What is sold.
    pub(super) product: ProductWords,
}

/// What is sold: the need is a need for this.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Product {
    /// What it is called: wanting one of these is a need.
    pub nouns: Vec<Pattern>,
    /// What goes wrong where it is missing.
    pub problems: Vec<Pattern>,
    /// What it is not: wanting one of these is no need.
    pub not: Vec<Pattern>,
}

/// The words of a product, ready to be looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ProductWords {
    pub(super) words: PatternSet<ProductWord>,
    /// Whether it is known what the product is called.
    pub(super) is_named: bool,
}

/// What a word has to do with the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProductWord {
    /// It is a name of the product.
    Noun,
    /// It is a problem the product solves.
    Problem,
    /// It is something else.
    Not,
}

impl Playbook {
    /// Listens for these signals, where this is sold.
    #[must_use]
    pub fn new(signals: Vec<OwnSignal>, product: Product) -> Self {
        let mut playbook = Self::default();
        for (number, signal) in signals.iter().enumerate() {
            for (patterns, state) in [
                (&signal.positive, SignalState::Positive),
                (&signal.negative, SignalState::Negative),
            ] {
                for pattern in patterns {
                    playbook.statements.add(pattern.clone(), (number, state));
                }
            }
            for question in &signal.questions {
                for pattern in &question.asks {
                    playbook
                        .questions
                        .add(pattern.clone(), (number, question.means));
                }
            }
        }
        playbook.signals = signals;
        playbook.product.is_named = !product.nouns.is_empty();
        for (patterns, word) in [
            (product.nouns, ProductWord::Noun),
            (product.problems, ProductWord::Problem),
            (product.not, ProductWord::Not),
        ] {
            for pattern in patterns {
                playbook.product.words.add(pattern, word);
            }
        }
        playbook
    }

    /// What is read beside a signal; `None` for one that is not listened for.
    #[must_use]
    pub fn value_of(&self, name: &SignalName) -> Option<ValueKind> {
        match name {
            SignalName::Known(SignalKind::Budget) => Some(ValueKind::Amount),
            SignalName::Known(SignalKind::Authority) => Some(ValueKind::Decider),
            SignalName::Known(SignalKind::Need) => Some(ValueKind::None),
            SignalName::Known(SignalKind::Timeline) => Some(ValueKind::Timeframe),
            SignalName::Known(SignalKind::CompanySize) => Some(ValueKind::HeadCount),
            SignalName::Own(_) => {
                let mut own = self.signals.iter();
                own.find(|signal| signal.name == *name)
                    .map(|signal| signal.value)
            }
        }
    }

    /// The names of all signals that are listened for: the five, then own ones in the rubric's
    /// order.
    pub fn names(&self) -> impl Iterator<Item = SignalName> {
        let own = self.signals.iter().map(|signal| signal.name.clone());
        SignalKind::ALL.into_iter().map(SignalName::from).chain(own)
    }

    /// The own signals, in the rubric's order.
    #[must_use]
    pub fn signals(&self) -> &[OwnSignal] {
        &self.signals
    }
}
