//! Third stage: compares what leads should say with what Salesforce holds, and writes the
//! difference.

mod allowance;
mod flush;
mod gate;
mod looking;
mod outcome;
mod reroute;
mod step;
mod tasks;

pub use gate::Gate;
pub use step::{Reconciled, Reconciler};
