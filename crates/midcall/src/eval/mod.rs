//! How well the listener hears: labelled calls folded turn by turn, as they would be live, and
//! compared with what people say is in them.

mod case;
mod compare;
mod explain;
mod figures;
mod hearing;
mod label;
mod table;

pub use case::{Case, CaseTurn, Unreadable, read_cases};
pub use compare::is_same;
pub use explain::explain;
pub use figures::{Figures, OwnFigures, Share, SignalFigures, Tally};
pub use hearing::{Change, Hearing, hear, hear_weighing};
pub use label::{Gold, Label, LabelledCase, LabelledChange};
pub use table::Table;
