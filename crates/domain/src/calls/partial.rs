//! Words that were recognized but not yet confirmed, and when they have been overtaken.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Speaker,
    transcript::Fragment,
    words::{continues, words},
};
use crate::time::Timestamp;

/// A partial's final comes within this time: nobody speaks longer without a pause that the
/// recognizer takes for an end.
const OVERTAKEN_WITHIN_MS: i64 = 60_000;

/// Enough for what may be open at once; a stream of partials that nothing ever confirms must not
/// grow without end.
const PARTIALS_MAX: usize = 64;

/// Words that were recognized but not yet confirmed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Partial {
    pub(super) at: Timestamp,
    pub(super) speaker: Speaker,
    pub(super) text: Arc<str>,
}

/// The partials that no later words of the same utterance have overtaken.
///
/// What is kept depends on the set of what arrived and not on its order: a partial is dropped when
/// *any* final or longer partial overtakes it, whichever of the two comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Partials(Vec<Partial>);

impl Partials {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Partial> {
        self.0.iter()
    }

    /// Takes a partial in, unless words already known overtake it.
    pub(super) fn add(&mut self, partial: Partial, finals: &[Fragment]) {
        let after = finals.partition_point(|f| f.at < partial.at);
        let is_confirmed = finals[after..]
            .iter()
            .take_while(|f| f.at.ms_since(partial.at) <= OVERTAKEN_WITHIN_MS)
            .any(|f| confirms(f, &partial));
        if is_confirmed || self.0.iter().any(|known| overtakes(known, &partial)) {
            return;
        }
        self.0.retain(|known| !overtakes(&partial, known));
        let place = self.0.partition_point(|known| *known < partial);
        if self.0.get(place) != Some(&partial) {
            self.0.insert(place, partial);
        }
        if self.0.len() > PARTIALS_MAX {
            self.0.remove(0);
        }
    }

    /// Drops what a final overtakes.
    pub(super) fn confirm(&mut self, fragment: &Fragment) {
        self.0.retain(|known| !confirms(fragment, known));
    }
}

fn confirms(fragment: &Fragment, partial: &Partial) -> bool {
    let lag = fragment.at.ms_since(partial.at);
    fragment.speaker == partial.speaker
        && (0..=OVERTAKEN_WITHIN_MS).contains(&lag)
        && continues(&words(&partial.text), &words(&fragment.text))
}

fn overtakes(newer: &Partial, older: &Partial) -> bool {
    newer.speaker == older.speaker
        && newer.at > older.at
        && newer.at.ms_since(older.at) <= OVERTAKEN_WITHIN_MS
        && continues(&words(&older.text), &words(&newer.text))
}
