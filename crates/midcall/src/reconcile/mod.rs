//! Third stage: compares what leads should say with what Salesforce holds, and writes the
//! difference.

pub(crate) mod allowance;
mod flush;
mod gate;
mod looking;
mod outcome;
mod reroute;
mod shapes;
mod step;
mod tasks;

pub use gate::Gate;
pub use step::{Reconciled, Reconciler};
