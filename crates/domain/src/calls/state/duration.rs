//! How long people talked.

use super::CallState;
use crate::time::Timestamp;

impl CallState {
    /// How long the conversation took, in whole seconds; 0 when there was none.
    #[must_use]
    pub fn talked_for_s(&self) -> u32 {
        let reported = self.report.as_ref().and_then(|report| report.started_at);
        let Some(began_at) = reported.or_else(|| self.first_spoken_at()) else {
            return 0;
        };
        let ms = self.last_contact_at().ms_since(began_at).max(0);
        u32::try_from((ms + 500) / 1_000).unwrap_or(u32::MAX)
    }

    fn first_spoken_at(&self) -> Option<Timestamp> {
        let in_history = self
            .history
            .iter()
            .flat_map(|history| &history.turns)
            .filter_map(|turn| turn.from.or(turn.until))
            .min();
        let in_finals = self.finals.first().map(|fragment| fragment.at);
        let in_partials = self.partials.iter().map(|partial| partial.at).min();
        [in_history, in_finals, in_partials]
            .into_iter()
            .flatten()
            .min()
    }
}
