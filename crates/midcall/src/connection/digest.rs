//! The name under which the tokens of a grant are kept.

use midcall_salesforce::auth::Grant;

/// Tells one configured grant from another without keeping any of it: tokens of an old
/// configuration must not outlive it.
pub(super) fn digest(grant: &Grant) -> String {
    let parts: Vec<&str> = match grant {
        Grant::RefreshToken {
            client_id,
            refresh_token,
            ..
        } => {
            vec!["refresh", client_id, refresh_token.expose()]
        }
        Grant::ClientCredentials { client_id, .. } => vec!["credentials", client_id],
        Grant::JwtBearer {
            client_id,
            username,
            audience,
            ..
        } => {
            vec!["jwt", client_id, username, audience]
        }
    };
    hex_digest(&parts.join("\n"))
}

/// What a person's login is kept under: the app's name and no token, for those change.
pub(crate) fn login_digest(client_id: &str) -> String {
    hex_digest(&["login", client_id].join("\n"))
}

pub(super) fn client_id(grant: &Grant) -> &str {
    match grant {
        Grant::RefreshToken { client_id, .. }
        | Grant::ClientCredentials { client_id, .. }
        | Grant::JwtBearer { client_id, .. } => client_id,
    }
}

fn hex_digest(text: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
