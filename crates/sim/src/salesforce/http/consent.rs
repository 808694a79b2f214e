//! Where a person consents: the authorize address with its page, and the exchange of the code that
//! comes of it.
//!
//! Separate from the token endpoint because a browser comes here, and is sent away with a redirect.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use ring::digest::{SHA256, digest};

use super::{answer::Answer, call::Call, oauth::TokenError};
use crate::salesforce::model::{
    codes::{Consent, Traded},
    state::Model,
};

/// `GET /services/oauth2/authorize`.
pub(crate) fn authorize(model: &mut Model, call: &Call) -> Answer {
    let parameter = |name| call.parameter(name).unwrap_or_default();
    let app = &model.settings.app;
    // Of these two Salesforce tells the person, and sends nobody anywhere.
    if parameter("client_id") != app.client_id {
        return page(400, "error=invalid_client_id: client identifier invalid");
    }
    let redirect_uri = parameter("redirect_uri");
    if !app.callback_urls.iter().any(|url| url == redirect_uri) {
        return page(
            400,
            "error=redirect_uri_mismatch: redirect_uri must match configuration",
        );
    }
    let back = |result: &[(&str, &str)]| send_back(redirect_uri, result, parameter("state"));
    if parameter("response_type") != "code" {
        return back(&[
            ("error", "unsupported_response_type"),
            ("error_description", "response type not supported"),
        ]);
    }
    if !app.is_installed {
        return back(&[
            ("error", "invalid_client"),
            ("error_description", "app must be installed into org"),
        ]);
    }
    let challenge = call.parameter("code_challenge").map(str::to_owned);
    let method = call.parameter("code_challenge_method");
    // One client names no method and means S256.
    let is_usable = method.is_none_or(|method| method == "S256");
    if (app.requires_pkce && challenge.is_none()) || !is_usable {
        return back(&[
            ("error", "invalid_request"),
            ("error_description", "missing required code challenge"),
        ]);
    }
    match call.parameter("decision") {
        Some("deny") => back(&[
            ("error", "access_denied"),
            ("error_description", "end-user denied authorization"),
        ]),
        None if !model.settings.approves_logins => ask(call, &app.username),
        _ => {
            let consent = Consent {
                redirect_uri: redirect_uri.to_owned(),
                challenge,
            };
            let now_ms = model.now_ms();
            let code = model.codes.issue(consent, &mut model.rng, now_ms);
            back(&[("code", &code)])
        }
    }
}

/// The consent behind a code that is being traded, if the trade is fair.
pub(crate) fn trade(
    model: &mut Model,
    code: &str,
    redirect_uri: &str,
    verifier: Option<&str>,
) -> Result<(), TokenError> {
    let now_ms = model.now_ms();
    let consent = match model.codes.trade(code, now_ms) {
        Traded::Good(consent) => consent,
        Traded::Stale => return Err(TokenError::grant("expired authorization code")),
        Traded::Unknown => return Err(TokenError::grant("invalid authorization code")),
    };
    if consent.redirect_uri != redirect_uri {
        return Err(TokenError::new(
            "redirect_uri_mismatch",
            "redirect_uri must match configuration",
        ));
    }
    let Some(challenge) = consent.challenge else {
        return Ok(());
    };
    let proof = verifier
        .map(|verifier| BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())));
    if proof.as_ref() == Some(&challenge) {
        Ok(())
    } else {
        Err(TokenError::grant("invalid code verifier"))
    }
}

fn send_back(redirect_uri: &str, result: &[(&str, &str)], state: &str) -> Answer {
    let pairs: Vec<String> = result
        .iter()
        .chain([&("state", state)])
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .collect();
    let joint = if redirect_uri.contains('?') { '&' } else { '?' };
    Answer::empty(302).at(format!("{redirect_uri}{joint}{}", pairs.join("&")))
}

/// The page on which a person decides.
fn ask(call: &Call, username: &str) -> Answer {
    let query: Vec<String> = call
        .parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .collect();
    let link = |decision: &str, label: &str| {
        format!(
            "<a href=\"{}?{}&amp;decision={decision}\">{label}</a>",
            call.path,
            query.join("&amp;")
        )
    };
    page(
        200,
        &format!(
            "Allow access for {username}? {} {}",
            link("allow", "Allow"),
            link("deny", "Deny")
        ),
    )
}

fn page(status: u16, text: &str) -> Answer {
    Answer::text(
        status,
        "text/html;charset=UTF-8",
        &format!(
            "<html><head><title>Simulated Salesforce</title></head><body><p>{text}</p></body></html>"
        ),
    )
}
