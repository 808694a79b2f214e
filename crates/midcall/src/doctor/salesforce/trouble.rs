//! Why something could not be seen, in words: what was said, and what to do about it.

use midcall_salesforce::{
    Class, Failure,
    auth::{GrantKind, TokenError},
    classify,
};

use crate::connection::{Error, Origin};

/// As much of Salesforce's own words as a line can take.
const SAID_CHARS_MAX: usize = 200;

/// Why something could not be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// What was said.
    pub(super) seen: String,
    /// What to do.
    pub(super) to_do: String,
    /// Whether it may pass by itself.
    pub(super) may_pass: bool,
}

impl Trouble {
    pub(super) fn of(error: &Error, origin: Origin) -> Self {
        let may_pass = matches!(
            error.class(),
            Class::Short | Class::Later | Class::Budget | Class::Auth
        );
        let (seen, to_do) = match error {
            Error::Api(api) => of_refusal(&classify(api)),
            Error::Token(token) => of_token(token, origin),
            Error::Grant(grant) => (
                grant.to_string(),
                "give the org's My Domain as SALESFORCE_INSTANCE, as in acme.my.salesforce.com"
                    .to_owned(),
            ),
            Error::LoggedOut => (
                "nobody is logged in".to_owned(),
                "run `midcall login salesforce`".to_owned(),
            ),
            Error::Store(midcall_store::Error::Key(key)) => {
                let text = key.to_string();
                let (seen, to_do) = text.split_once(": ").unwrap_or((&text, "log in again"));
                (
                    format!("the stored tokens cannot be opened: {seen}"),
                    to_do.to_owned(),
                )
            }
            Error::Session | Error::Store(_) | Error::RenewalStuck => (
                crate::output::chain(error),
                "run this again; if it stays, log in again with `midcall login salesforce`"
                    .to_owned(),
            ),
        };
        Self {
            seen,
            to_do,
            may_pass,
        }
    }
}

fn of_refusal(failure: &Failure) -> (String, String) {
    let reason = failure.reason.code().replace('_', " ");
    // A query's error quotes the query first and says what is wrong in its last line.
    let detail = failure.detail.as_str().lines().last().unwrap_or_default();
    let detail: String = detail.trim().chars().take(SAID_CHARS_MAX).collect();
    let seen = if detail.is_empty() {
        reason
    } else {
        format!("{reason}: {detail}")
    };
    (
        seen,
        failure.reason.action().trim_end_matches('.').to_owned(),
    )
}

fn of_token(error: &TokenError, origin: Origin) -> (String, String) {
    let TokenError::Refused {
        grant,
        error: code,
        description,
        ..
    } = error
    else {
        return (
            error.to_string(),
            "check the network and where tokens are asked for (SALESFORCE_LOGIN_URL)".to_owned(),
        );
    };
    let said = description.as_str();
    let seen = format!("Salesforce granted no token: {code} ({said})");
    let to_do = match (code.as_str(), said) {
        ("invalid_client_id", _) => {
            "check SALESFORCE_CLIENT_ID, and that tokens are asked for at the org it belongs to; a new app takes up to ten minutes"
        }
        ("invalid_client", _) => "check SALESFORCE_CLIENT_SECRET",
        ("invalid_app_access", _) => {
            "assign the permission set that the app's policies ask for to the integration user"
        }
        ("inactive_user", _) => "activate the integration user, or log in as another one",
        (_, "no client credentials user enabled") => {
            "name a run-as user in the app's client-credentials policy"
        }
        (_, "request not supported on this domain") => {
            "client credentials work at the My Domain only: set SALESFORCE_INSTANCE"
        }
        (_, "user hasn't approved this consumer") => {
            "set the app's policy to admin-approved users and add the integration user"
        }
        (_, "Audience validation failed") => {
            "set SALESFORCE_LOGIN_URL: login.salesforce.com, test.salesforce.com for a sandbox"
        }
        (_, "invalid assertion") => {
            "upload the certificate that belongs to SALESFORCE_JWT_KEY_FILE to the app"
        }
        (_, "login rate exceeded") => "wait an hour; something logs in over and over",
        _ => match (grant, origin) {
            (_, Origin::Login) => "run `midcall login salesforce` again",
            (GrantKind::RefreshToken, Origin::Settings) => {
                "the refresh token is dead: unset SALESFORCE_REFRESH_TOKEN and run `midcall login salesforce`"
            }
            _ => "check the app's OAuth settings and policies in Setup",
        },
    };
    (seen, to_do.to_owned())
}
