//! What the prospect's words say about budget, authority, need, timeline and company size, and about
//! what else the rubric listens for.

mod breath;
mod cents;
mod claim;
mod confidence;
mod currency;
mod digest_map;
mod grammar;
mod lexicon;
mod listener;
pub mod model;
mod name;
mod opt_out;
mod own_question;
mod playbook;
mod question;
mod reading;
mod rules;
mod score;
mod setting;
mod signal;
mod steps;
mod tokens;
mod value;
mod word_list;

pub use cents::Cents;
pub use claim::{Claim, Source};
pub use currency::Currency;
pub use listener::{Listener, Utterance};
pub use name::{NameError, SignalName};
pub use opt_out::OptOut;
pub use playbook::{
    Answers, OwnQuestion, OwnSignal, Pattern, PatternError, Playbook, Product, ValueKind,
};
pub use score::{Contribution, Rubric, Score};
pub use setting::{Locale, Setting};
pub use signal::{SignalKind, SignalState, Signals, Standing};
pub use value::{Amount, Decider, HeadCount, Period, SignalValue, Timeframe};
