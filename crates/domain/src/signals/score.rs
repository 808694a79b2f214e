//! From signals to a number: a sum of explained contributions.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Playbook, SignalKind, SignalName, SignalState, Signals};

/// What is listened for, what each positive signal is worth, and when a lead is hot. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rubric {
    /// Points for a positive signal, by signal; one that is not listed weighs nothing.
    pub weights: Vec<(SignalName, u8)>,
    /// A score above this is hot.
    pub hot_above: u8,
    /// Own signals, and what is sold.
    pub playbook: Arc<Playbook>,
}

impl Default for Rubric {
    /// Twenty-five points for each of budget, authority, need and timeline; hot above 70.
    fn default() -> Self {
        Self {
            weights: [
                (SignalKind::Budget, 25),
                (SignalKind::Authority, 25),
                (SignalKind::Need, 25),
                (SignalKind::Timeline, 25),
            ]
            .map(|(kind, points)| (kind.into(), points))
            .into(),
            hot_above: 70,
            playbook: Arc::default(),
        }
    }
}

/// One signal's share of the score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// The signal.
    pub signal: SignalName,
    /// Its points.
    pub points: u8,
}

/// 0 to 100, and what it is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// The sum, at most 100.
    pub points: u8,
    /// Above the rubric's threshold: route at once.
    pub is_hot: bool,
    /// What the sum is made of.
    pub contributions: Vec<Contribution>,
}

impl Rubric {
    /// Scores what stands. Depends on nothing else, so a silent message can never lower it.
    #[must_use]
    pub fn score(&self, signals: &Signals) -> Score {
        let contributions: Vec<Contribution> = self
            .weights
            .iter()
            .filter(|(name, _)| signals.state(name) == SignalState::Positive)
            .map(|(signal, points)| Contribution {
                signal: signal.clone(),
                points: *points,
            })
            .collect();
        let points = contributions
            .iter()
            .fold(0_u8, |sum, c| sum.saturating_add(c.points))
            .min(100);
        Score {
            points,
            is_hot: points > self.hot_above,
            contributions,
        }
    }

    /// The same without own signals: what can be compared with labels that know the five.
    #[must_use]
    pub fn of_the_five(&self) -> Self {
        let known = self
            .weights
            .iter()
            .filter(|(name, _)| name.kind().is_some());
        Self {
            weights: known.cloned().collect(),
            ..self.clone()
        }
    }

    /// What people call a signal: "Company size", or the label its rubric gives it.
    #[must_use]
    pub fn label(&self, name: &SignalName) -> String {
        if let Some(kind) = name.kind() {
            return kind.label().to_owned();
        }
        let mut own = self.playbook.signals().iter();
        own.find(|signal| signal.name == *name)
            .map_or_else(|| name.to_string(), |signal| signal.label.to_string())
    }

    /// What counts towards the score and is not known yet, in the order people read signals.
    #[must_use]
    pub fn missing(&self, signals: &Signals) -> Vec<SignalName> {
        let weighs = |name: &SignalName| {
            let mut weights = self.weights.iter();
            weights.any(|(known, points)| known == name && *points > 0)
        };
        let is_unknown = |name: &SignalName| signals.state(name) == SignalState::Unknown;
        self.signals()
            .filter(|name| weighs(name) && is_unknown(name))
            .collect()
    }

    /// Every signal that is listened for: the five, then own ones in the rubric's order.
    pub fn signals(&self) -> impl Iterator<Item = SignalName> {
        self.playbook.names()
    }
}
