//! A phone call: what can happen to it, and what it has come to.

mod anomaly;
mod disposition;
mod elsewhere;
mod event;
mod id;
mod ledger;
mod partial;
mod reported;
mod speaker;
mod state;
mod status;
mod summary;
mod transcript;
mod understanding;
mod words;

pub use anomaly::Anomaly;
pub use disposition::Disposition;
pub use event::{
    About, Answer, CallEvent, Direction, HistoryTurn, LeadHint, Occurrence, Report, ToolCall,
};
pub use id::CallId;
pub use ledger::{Evidence, Lack, Ledger, LedgerReason, Outcome};
pub use speaker::Speaker;
pub use state::CallState;
pub use status::CallStatus;
pub use summary::CallSummary;
pub use transcript::{Segment, Transcript, Turn};
pub use understanding::{ScoreChange, Understanding};
