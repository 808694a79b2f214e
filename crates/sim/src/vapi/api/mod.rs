//! Vapi's REST API as far as a server uses it: placing and reading calls, live call control,
//! assistants.

mod calls;
mod control;
mod faults;
mod listing;
mod placed;
mod refusal;
mod request;
mod router;
mod schema;
mod settings;
mod shelves;
mod state;

pub use control::Control;
pub use faults::{Answer, Fault, When};
pub use placed::{Dial, Played};
pub use settings::Settings;
pub use state::Vapi;
