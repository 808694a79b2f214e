//! Why a person is not logged in, in words that say what to do.

use midcall_salesforce::auth::{RedirectError, TokenError};

/// Why a login came to nothing. What Salesforce said is part of the text: it goes to the person who
/// is logging in.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The browser brought no code.
    #[error("{}", of_redirect(.0))]
    Redirect(#[from] RedirectError),
    /// The code brought no token.
    #[error("{}", of_token(.0))]
    Token(TokenError),
    /// The app does not let us in again.
    #[error(
        "Salesforce gave no refresh token, so the login would end with the session\nhint: add the scope \"Perform requests at any time (refresh_token, offline_access)\" to the app, wait some minutes, and log in again"
    )]
    NoRefreshToken,
    /// The app does not open the API.
    #[error(
        "the login does not open the API\nhint: add the scope \"Manage user data via APIs (api)\" to the app, wait some minutes, and log in again"
    )]
    NoApiScope,
    /// The answer is not signed with the app's secret.
    #[error(
        "the answer is not signed with SALESFORCE_CLIENT_SECRET: it does not come from Salesforce, or the secret is another app's\nhint: check the secret and the address you log in at; nothing was stored"
    )]
    NotSigned,
    /// Nobody came back.
    #[error(
        "nobody logged in within {minutes} minutes\nhint: run the command again; on a machine without a browser use --device-less"
    )]
    TimedOut {
        /// How long was waited.
        minutes: u64,
    },
    /// The loopback port cannot be had.
    #[error(
        "cannot listen on port {port} of this machine: {why}\nhint: another program has it; end that one, or choose another port with --port and list its callback URL in the app, or use --device-less"
    )]
    Port {
        /// Which.
        port: u16,
        /// What the operating system said.
        why: std::io::Error,
    },
    /// The tokens could not be kept.
    #[error("the login could not be stored, and is not in use")]
    Store(#[from] midcall_store::Error),
}

fn of_redirect(error: &RedirectError) -> String {
    let (error, said) = match error {
        RedirectError::NoAnswer => {
            return "this is not the address Salesforce sent the browser to\nhint: copy the whole address, from http://localhost to its end, after you have allowed access".to_owned();
        }
        RedirectError::OtherState => {
            return "this answer belongs to another login\nhint: run the command again and use the address it prints".to_owned();
        }
        RedirectError::Refused { error, description } => (error.as_str(), description.as_str()),
    };
    let hint = match (error, said) {
        ("access_denied", _) => "log in again and choose Allow, as the user Midcall shall act as",
        ("invalid_client", "app must be installed into org") => {
            "install the app in this org (Setup, External Client App Manager), then log in again"
        }
        _ if error.contains("OAUTH_APPROVAL_ERROR") => {
            "an administrator has to install the app, and to allow this user in its policies"
        }
        ("invalid_scope", _) => {
            "allow the scopes \"api\" and \"refresh_token, offline_access\" in the app's settings"
        }
        _ => "check the app's OAuth settings and policies in Setup",
    };
    format!("Salesforce did not grant the login: {error} ({said})\nhint: {hint}")
}

fn of_token(error: &TokenError) -> String {
    let (error, said) = match error {
        TokenError::Refused {
            error, description, ..
        } => (error.as_str(), description.as_str()),
        TokenError::Unreachable(_) => {
            return "Salesforce cannot be reached from this machine\nhint: check the address you log in at and the network, then log in again".to_owned();
        }
        TokenError::Unreadable { status } => {
            return format!(
                "Salesforce's token endpoint answered {status} with something unreadable\nhint: check the address you log in at; maintenance looks like this too"
            );
        }
    };
    let hint = match (error, said) {
        ("redirect_uri_mismatch", _) => {
            "list the callback URL exactly as the command prints it in the app's settings"
        }
        ("invalid_client_id", _) => {
            "check SALESFORCE_CLIENT_ID and where you log in (--sandbox, --domain); a new app takes up to ten minutes to work"
        }
        ("invalid_client", _) => {
            "check SALESFORCE_CLIENT_SECRET; leave it unset for an app that requires none"
        }
        ("invalid_grant", _) => "the code was used or is too old: log in again",
        ("invalid_app_access", _) => {
            "an administrator has to allow this user in the app's policies"
        }
        _ => "check the app's OAuth settings and policies in Setup",
    };
    format!("Salesforce granted no token: {error} ({said})\nhint: {hint}")
}
