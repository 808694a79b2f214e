//! What a Vapi account must hold for Midcall, and how it gets there: desired ([`desired`]), observed
//! ([`observe`]), the difference ([`plan`]), and carrying it out ([`carry_out`]). What is there is
//! extended: a change sends whole fields, with everything in them that is not ours as it was.

mod carry_out;
mod contents;
mod dashboard;
mod desired;
mod memory;
mod merge;
mod observe;
mod part;
mod plan;
mod prompt;
mod tools;

pub use carry_out::{Done, Stopped, carry_out};
pub use dashboard::credential_by_hand;
pub use desired::{Desired, Number, Unusable, desired};
pub use merge::{Line, Mark};
pub use observe::{ObserveError, Observed, observe};
pub use plan::{Action, Plan, Step, plan};
