//! Claims from elsewhere: what the assistant, the platform, a language model or a person say about
//! a call, whether the prospect's own words bear it out, and what then stands.
//!
//! Apart from the listener, which hears only the words: with no claims but its own, everything
//! here comes to exactly what the listener heard.

mod asking;
mod compare;
mod fuse;
mod ground;
mod history;
mod judge;
mod outside;
mod quote;
mod rederive;
mod told;
mod words;

pub use asking::{Reason, reasons};
pub use fuse::{Fusion, Judged, Part, Ruling};
pub use ground::{Grounds, Ungrounded, Verdict};
pub use history::score_history;
pub use judge::Judge;
pub use outside::{Attribution, ClaimedValue, Opinion, Output, OutsideClaim};
pub use told::{TOOL, Told, is_tool};
