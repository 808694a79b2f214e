//! How the score came about when others than the listener had a say in it.

use super::{Fusion, Judged};
use crate::{
    calls::{ScoreChange, Understanding},
    signals::{Claim, Rubric},
    time::Timestamp,
};

/// The score from each moment on at which it changed: words count from when they were said, and
/// claims from elsewhere from when they were made.
#[must_use]
pub fn score_history(
    understanding: &Understanding,
    fusion: &Fusion,
    rubric: &Rubric,
) -> Vec<ScoreChange> {
    let (heard, judged) = (understanding.claims(), &fusion.claims);
    if judged.is_empty() {
        return understanding.score_history(rubric);
    }
    let mut moments: Vec<Timestamp> = heard.iter().map(|claim| claim.at).collect();
    moments.extend(judged.iter().map(|judged| judged.claim.at));
    moments.sort_unstable();
    moments.dedup();
    let mut changes: Vec<ScoreChange> = Vec::new();
    for at in moments {
        let heard: Vec<Claim> = heard
            .iter()
            .filter(|claim| claim.at <= at)
            .cloned()
            .collect();
        let judged: Vec<Judged> = judged
            .iter()
            .filter(|judged| judged.claim.at <= at)
            .cloned()
            .collect();
        let score = rubric
            .score(&Fusion::fold(&heard, judged, &rubric.playbook).signals)
            .points;
        if changes.last().map_or(0, |change| change.score) != score {
            changes.push(ScoreChange { at, score });
        }
    }
    changes
}
