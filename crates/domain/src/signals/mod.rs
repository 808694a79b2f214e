//! What the prospect's words say about budget, authority, need, timeline and company size.

mod claim;
mod listener;
mod score;
mod signal;
mod value;

pub use claim::{Claim, Source};
pub use listener::{Listener, Locale, Setting, Utterance};
pub use score::{Contribution, Rubric, Score};
pub use signal::{SignalKind, SignalState, Signals, Standing};
pub use value::{Amount, Decider, HeadCount, Period, SignalValue, Timeframe};
