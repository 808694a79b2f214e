//! How the server is let in: a grant goes to the token endpoint and comes back as a session's
//! access token. A person's consent is had in the browser and becomes the first grant.

mod assertion;
mod authorize;
mod code;
mod form;
mod grant;
mod pkce;
mod redirect;
mod refusal;
mod revoke;
mod token;

pub use assertion::KeyError;
pub use authorize::{Authorize, SCOPE};
pub use code::code_request;
pub use grant::{Grant, GrantError, GrantKind, token_request};
pub use pkce::Pkce;
pub use redirect::{Redirect, RedirectError};
pub use refusal::{TokenClass, TokenError};
pub use revoke::{revoke_answer, revoke_request};
pub use token::{TokenSet, token_answer};
