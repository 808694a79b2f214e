//! `midcall demo`: a film of the product, made with the product. Vapi and Salesforce are simulated,
//! everything between them is what `serve` runs, and what is shown is looked at from outside.

mod cast;
mod check;
mod clock;
mod expected;
mod film;
pub(super) mod paint;
mod record;
mod run;
mod scenery;
mod table;
mod vendors;
mod watch;

pub(super) use run::run;
