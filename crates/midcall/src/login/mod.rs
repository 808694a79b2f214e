//! A person logs in to Salesforce, and out of it.
//!
//! In reading order: an [`Attempt`] is one login, from the address that is opened to the tokens
//! that are stored; [`Door`] is where the browser comes back to, once; [`log_out`] gives the grant
//! back.

mod account;
mod attempt;
mod door;
mod error;
mod leave;
mod page;

pub use account::Login;
pub use attempt::{App, Attempt, Done};
pub use door::{Door, redirect_uri};
pub use error::Error;
pub use leave::{Left, Revocation, log_out};
