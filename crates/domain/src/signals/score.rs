//! From signals to a number: a sum of explained contributions.

use serde::{Deserialize, Serialize};

use super::{SignalKind, SignalState, Signals};

/// What each positive signal is worth, and when a lead is hot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rubric {
    /// Points for a positive signal, by signal; one that is not listed weighs nothing.
    pub weights: Vec<(SignalKind, u8)>,
    /// A score above this is hot.
    pub hot_above: u8,
}

impl Default for Rubric {
    /// Twenty-five points for each of budget, authority, need and timeline; hot above 70.
    fn default() -> Self {
        Self {
            weights: vec![
                (SignalKind::Budget, 25),
                (SignalKind::Authority, 25),
                (SignalKind::Need, 25),
                (SignalKind::Timeline, 25),
            ],
            hot_above: 70,
        }
    }
}

/// One signal's share of the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// The signal.
    pub signal: SignalKind,
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
            .filter(|(kind, _)| signals.state(*kind) == SignalState::Positive)
            .map(|&(signal, points)| Contribution { signal, points })
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
}
