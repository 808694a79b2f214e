//! Third stage: compares what leads should say with what Salesforce holds, and writes the
//! difference.

mod flush;
mod gate;
mod outcome;
mod reroute;
mod step;
mod tasks;

pub use gate::Gate;
pub use step::{Reconciled, Reconciler};
