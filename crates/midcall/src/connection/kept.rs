//! A session on its way into the store and out of it.

use midcall_salesforce::auth::TokenSet;
use serde::{Deserialize, Serialize};

/// A session as it is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(super) instance_url: String,
    pub(super) access_token: String,
}

impl Kept {
    pub(crate) fn of(tokens: &TokenSet) -> Self {
        Self {
            instance_url: tokens.instance_url.as_str().to_owned(),
            access_token: tokens.access_token.expose().to_owned(),
        }
    }

    pub(crate) fn spell(&self) -> String {
        serde_json::to_string(self).expect("two texts are always JSON")
    }
}
