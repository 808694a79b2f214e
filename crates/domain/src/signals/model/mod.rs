//! A small linear model that has the last word on *whether* something was said.
//!
//! Rules know what words mean; how much a phrase weighs beside a question, a negation and all the
//! other words is better learned than written. So the rules' findings are cues like any other, and
//! the model decides; values and quotes still come from the grammars. It is a table of numbers
//! trained by `cargo xtask train` from the labelled calls in `evals/`: deterministic, explainable
//! by its cues, and free of anything that is not in this repository.

mod cues;
mod decide;
mod families;
mod weights;

pub use cues::is_of_rules;
pub(super) use cues::{Heard, cues};
pub(super) use decide::decide;
pub use weights::{CUES, Class, Malformed, OPT_OUT, Weights};

/// What an utterance teaches with, for training the table.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// What is weighed.
    pub cues: Vec<u32>,
    /// Whether a person speaks whom the call was meant for; else no signal is weighed.
    pub is_audible: bool,
    /// Whether the rules heard an opt-out.
    pub is_opt_out: bool,
}
