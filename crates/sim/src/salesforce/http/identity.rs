//! Who the token belongs to: the identity URL and `userinfo`.

use serde_json::json;

use super::answer::Answer;
use crate::salesforce::model::state::{INTEGRATION_USER, Model, ORG};

/// The address that token answers give as `id`.
pub(crate) fn url(model: &Model) -> String {
    format!("{}/id/{ORG}/{INTEGRATION_USER}", model.settings.base_url)
}

/// The refusal of both addresses for a dead token, which is text and not JSON.
pub(crate) fn refused() -> Answer {
    Answer::text(403, "text/plain", "Bad_OAuth_Token")
}

/// `GET /id/{org}/{user}`.
pub(crate) fn identity(model: &Model, org: &str, user: &str) -> Answer {
    let is_own = |id: &str, own: &str| id == own || id == &own[..15];
    if !is_own(org, ORG) || !is_own(user, INTEGRATION_USER) {
        return Answer::no_such_page();
    }
    let base = &model.settings.base_url;
    Answer::json(
        200,
        json!({
            "id": url(model),
            "asserted_user": true,
            "user_id": INTEGRATION_USER,
            "organization_id": ORG,
            "username": model.settings.app.username,
            "nick_name": "integration",
            "display_name": "Midcall Integration",
            "email": "ops@acme.example",
            "email_verified": true,
            "first_name": null,
            "last_name": "Midcall Integration",
            "timezone": "America/Los_Angeles",
            "urls": {
                "rest": format!("{base}/services/data/v{{version}}/"),
                "sobjects": format!("{base}/services/data/v{{version}}/sobjects/"),
                "search": format!("{base}/services/data/v{{version}}/search/"),
                "query": format!("{base}/services/data/v{{version}}/query/"),
                "custom_domain": base,
            },
            "active": true,
            "user_type": "STANDARD",
            "language": "en_US",
            "locale": "en_US",
            "utcOffset": -28_800_000,
            "is_app_installed": true,
        }),
    )
}

/// `GET /services/oauth2/userinfo`, in the terms of OpenID Connect.
pub(crate) fn userinfo(model: &Model) -> Answer {
    Answer::json(
        200,
        json!({
            "sub": url(model),
            "user_id": INTEGRATION_USER,
            "organization_id": ORG,
            "preferred_username": model.settings.app.username,
            "nickname": "integration",
            "name": "Midcall Integration",
            "email": "ops@acme.example",
            "email_verified": true,
            "zoneinfo": "America/Los_Angeles",
            "locale": "en_US",
            "language": "en_US",
            "active": true,
            "user_type": "STANDARD",
        }),
    )
}
