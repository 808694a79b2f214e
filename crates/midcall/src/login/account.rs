//! What is remembered of a login besides its tokens: where, and as whom. No secret.

use midcall_domain::time::Timestamp;
use midcall_salesforce::{BaseUrl, RecordId, auth::TokenSet};
use midcall_store::KeptLogin;
use serde::{Deserialize, Serialize};

use crate::connection::login_digest;

/// A login that was stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The host that issued the refresh token, and that takes it.
    pub login_url: BaseUrl,
    /// Where the org answered when the person logged in.
    pub instance_url: BaseUrl,
    /// The org's id.
    pub organization: Option<RecordId>,
    /// The user's id.
    pub user: Option<RecordId>,
    /// When.
    pub at: Timestamp,
}

impl Login {
    /// Reads what was kept; `None` when another version wrote it.
    #[must_use]
    pub fn read(kept: &KeptLogin) -> Option<Self> {
        serde_json::from_str(&kept.login).ok()
    }

    pub(super) fn of(tokens: &TokenSet, login_url: &BaseUrl, at: Timestamp) -> Self {
        // `{login}/id/{org}/{user}`, as Salesforce documents it.
        let mut ids = tokens.id_url.rsplit('/').map(|id| id.parse().ok());
        let user = ids.next().flatten();
        let organization = ids.next().flatten();
        Self {
            login_url: login_url.clone(),
            instance_url: tokens.instance_url.clone(),
            organization,
            user,
            at,
        }
    }

    pub(super) fn keep(&self, client_id: &str) -> KeptLogin {
        KeptLogin {
            grant_digest: login_digest(client_id),
            login: serde_json::to_string(self).expect("texts and a number are always JSON"),
        }
    }
}
