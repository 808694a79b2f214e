//! Giving a grant back: at Salesforce if it can be reached, and here in any case.

use midcall_salesforce::{
    BaseUrl, Secret,
    auth::{TokenError, revoke_answer, revoke_request},
};
use midcall_store::Store;
use tower::ServiceExt;

use super::Login;
use crate::outbound::Http;

/// What was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// Nobody was logged in, and no tokens were kept.
    Nothing,
    /// No login, but tokens that were had with the configured credentials: they are forgotten here.
    Tokens,
    /// A login.
    Login {
        /// Where and as whom; `None` when another version wrote it down.
        login: Option<Login>,
        /// What became of it at Salesforce.
        revocation: Revocation,
    },
}

/// What became of a grant at Salesforce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// It is revoked.
    Revoked,
    /// Salesforce knew it no more.
    DeadAlready,
    /// Salesforce could not be reached, or answered something else.
    Unreachable,
    /// The refresh token cannot be read, for its key is gone.
    Unreadable,
}

/// Revokes the login at Salesforce and forgets all tokens of the workspace, in any case.
///
/// # Errors
///
/// When the database fails.
pub async fn log_out(
    http: &Http,
    store: &Store,
    workspace: &str,
) -> Result<Left, midcall_store::Error> {
    let kept = store.kept_login(workspace)?;
    let revocation = match refresh_token(store, workspace).await {
        Some((login, token)) => revoke(http, &login.login_url, &token).await,
        None => Revocation::Unreadable,
    };
    let forgotten = store.forget_connections(workspace).await?;
    Ok(match kept {
        Some(kept) => Left::Login {
            login: Login::read(&kept),
            revocation,
        },
        None if forgotten > 0 => Left::Tokens,
        None => Left::Nothing,
    })
}

/// The present login with its refresh token, if both can be read.
pub(super) async fn refresh_token(store: &Store, workspace: &str) -> Option<(Login, Secret)> {
    let kept = store.kept_login(workspace).ok()??;
    let login = Login::read(&kept)?;
    let tokens = store.load_connection(workspace, &kept.grant_digest).await;
    let token = tokens.ok()?.refresh_token?;
    Some((login, Secret::new(token)))
}

/// Revokes a refresh token, and with it every session that was had with it.
pub(super) async fn revoke(http: &Http, login_url: &BaseUrl, token: &Secret) -> Revocation {
    let request = revoke_request(login_url, token);
    let answer = match http.clone().oneshot(request).await {
        Ok(response) => revoke_answer(&response),
        Err(error) => Err(TokenError::Unreachable(error)),
    };
    match answer {
        Ok(()) => Revocation::Revoked,
        Err(TokenError::Refused { status, .. }) if !status.is_server_error() => {
            Revocation::DeadAlready
        }
        Err(_) => Revocation::Unreachable,
    }
}
