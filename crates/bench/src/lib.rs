//! Measures Midcall from outside, against simulated vendors on loopback: how fast deliveries are
//! taken in ([`ingest`]), how many calls at once the whole way to Salesforce carries ([`load`]),
//! and what is lost when the program is killed again and again ([`crash`]).
//!
//! Nothing that ships imports this crate.

pub mod crash;
pub mod figures;
pub mod ingest;
pub mod listen;
pub mod load;
pub mod subject;
pub mod vendors;

/// The result of a measurement that could not be made.
pub type Result<T> = std::result::Result<T, tower::BoxError>;

/// What a measurement that was made came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every check passed and every limit was kept.
    Passed,
    /// The output says what did not.
    Failed,
}
