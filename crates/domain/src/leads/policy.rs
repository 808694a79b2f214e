//! Who may decide what a field says, when people work on the same Lead.

use serde::{Deserialize, Serialize};

/// Who decides what a field says.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Midcall: it says what was heard, whatever it said before.
    #[default]
    Ours,
    /// People: Midcall fills it while it is empty, and changes only what it filled itself.
    FillIfEmpty,
    /// Whoever says more: a number or a date that only rises.
    Highest,
    /// Both: Midcall adds its words to what is there, once a call.
    Append,
}

impl Policy {
    /// Every policy with the name it has in settings.
    pub const NAMED: [(&'static str, Self); 4] = [
        ("ours", Self::Ours),
        ("fill_if_empty", Self::FillIfEmpty),
        ("highest", Self::Highest),
        ("append", Self::Append),
    ];

    /// The name in settings and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut named = Self::NAMED.into_iter();
        named
            .find(|(_, policy)| *policy == self)
            .map_or("ours", |(name, _)| name)
    }

    /// Whether what is written depends on what is there, so that it has to be read just before.
    #[must_use]
    pub const fn depends_on_what_is_there(self) -> bool {
        !matches!(self, Self::Ours)
    }
}
