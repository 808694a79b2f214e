//! The kill -9 trial: the real program under load is killed at random moments and started again,
//! and in the end everything it acknowledged must be on disk, and everything the leads say must be
//! what a naive reading of that says.

mod asking;
mod calling;
mod ledger;
mod reading;
mod run;
mod tally;
mod verify;
mod victim;

pub use run::{Options, run};
