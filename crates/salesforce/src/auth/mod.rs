//! How the server is let in: a grant goes to the token endpoint and comes back as a session's
//! access token.

mod assertion;
mod form;
mod grant;
mod refusal;
mod token;

pub use assertion::KeyError;
pub use grant::{Grant, GrantError, GrantKind, token_request};
pub use refusal::{TokenClass, TokenError};
pub use token::{TokenSet, token_answer};
