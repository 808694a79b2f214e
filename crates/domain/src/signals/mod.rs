//! What the prospect's words say about budget, authority, need, timeline and company size.

mod breath;
mod cents;
mod claim;
mod grammar;
mod lexicon;
mod listener;
pub mod model;
mod opt_out;
mod question;
mod reading;
mod rules;
mod score;
mod signal;
mod tokens;
mod value;

pub use cents::Cents;
pub use claim::{Claim, Source};
pub use listener::{Listener, Locale, Setting, Utterance};
pub use opt_out::OptOut;
pub use score::{Contribution, Rubric, Score};
pub use signal::{SignalKind, SignalState, Signals, Standing};
pub use value::{Amount, Decider, HeadCount, Period, SignalValue, Timeframe};
