//! Who speaks.

use serde::{Deserialize, Serialize};

/// Who speaks on a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The person who may buy. Only their words count as signals.
    Prospect,
    /// The voice agent. Its words are context.
    Agent,
}
