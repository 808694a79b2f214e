//! The token endpoint and its neighbors: authorization code, refresh token, client credentials,
//! JWT bearer, revocation, introspection.
//!
//! Token answers never carry `expires_in`: a session's life is an idle timeout, and Salesforce
//! does not tell it.

use base64::{Engine, prelude::BASE64_STANDARD};
use ring::hmac;
use serde_json::{Value, json};

use super::{answer::Answer, call::Call, consent, identity, jwt};
use crate::salesforce::{
    App,
    model::{sessions::Refreshed, state::Model},
};

/// Why a token request is refused, in OAuth's terms.
pub(crate) struct TokenError {
    code: &'static str,
    description: &'static str,
}

impl TokenError {
    pub(crate) const fn new(code: &'static str, description: &'static str) -> Self {
        Self { code, description }
    }

    /// As an `invalid_grant`, which only its description tells from the others.
    pub(crate) const fn grant(description: &'static str) -> Self {
        Self::new("invalid_grant", description)
    }

    /// Another refresh with the same refresh token has not been answered yet. The one
    /// `invalid_grant` that passes.
    pub(crate) const BEING_PROCESSED: Self =
        Self::grant("token request is already being processed");

    pub(crate) fn answer(&self) -> Answer {
        let body = json!({ "error": self.code, "error_description": self.description });
        Answer::json(400, body)
    }
}

/// `POST /services/oauth2/token`.
pub(crate) fn token(model: &mut Model, call: &Call) -> Answer {
    let form = Form::read(call);
    let issued = match form.get("grant_type") {
        Some("authorization_code") => authorization_code(model, &form),
        Some("refresh_token") => refresh(model, &form),
        Some("client_credentials") => client_credentials(model, call, &form),
        Some("urn:ietf:params:oauth:grant-type:jwt-bearer") => jwt_bearer(model, &form),
        _ => Err(TokenError::new(
            "unsupported_grant_type",
            "grant type not supported",
        )),
    };
    issued.unwrap_or_else(|error| error.answer())
}

/// The refresh token that a request means to use, if it is a refresh.
pub(crate) fn refresh_token_in(call: &Call) -> Option<String> {
    if !call.path.ends_with("/oauth2/token") {
        return None;
    }
    Form::read(call).get("refresh_token").map(str::to_owned)
}

fn authorization_code(model: &mut Model, form: &Form) -> Result<Answer, TokenError> {
    let needs_secret = model.settings.app.secret_required_for_code;
    form.authenticate(&model.settings.app, needs_secret)?;
    let text = |name| form.get(name).unwrap_or_default();
    let verifier = form.get("code_verifier");
    consent::trade(model, text("code"), text("redirect_uri"), verifier)?;
    let now_ms = model.now_ms();
    let (app, rng) = (&model.settings.app, &mut model.rng);
    let grants_renewal = app
        .scope
        .split(' ')
        .any(|scope| matches!(scope, "refresh_token" | "offline_access" | "full"));
    if !grants_renewal {
        let access_token = model.sessions.open(app, rng, now_ms);
        return Ok(Answer::json(200, signed(model, &access_token)));
    }
    let refresh_token = model.sessions.consent(rng);
    let access_token = model.sessions.open_granted(app, rng, now_ms);
    let mut body = signed(model, &access_token);
    body["refresh_token"] = refresh_token.into();
    Ok(Answer::json(200, body))
}

fn refresh(model: &mut Model, form: &Form) -> Result<Answer, TokenError> {
    let needs_secret = model.settings.app.secret_required_for_refresh;
    form.authenticate(&model.settings.app, needs_secret)?;
    let token = form.get("refresh_token").unwrap_or_default();
    let now_ms = model.now_ms();
    let Refreshed {
        access_token,
        refresh_token,
    } = model
        .sessions
        .refresh(token, &model.settings.app, &mut model.rng, now_ms)
        .ok_or(TokenError::grant("expired access/refresh token"))?;
    let mut body = signed(model, &access_token);
    if let Some(next) = refresh_token {
        body["refresh_token"] = next.into();
    }
    Ok(Answer::json(200, body))
}

fn client_credentials(model: &mut Model, call: &Call, form: &Form) -> Result<Answer, TokenError> {
    if !is_my_domain(model, call) {
        return Err(TokenError::grant("request not supported on this domain"));
    }
    form.authenticate(&model.settings.app, true)?;
    if !model.settings.app.has_client_credentials_user {
        return Err(TokenError::grant("no client credentials user enabled"));
    }
    let access_token = open_session(model);
    Ok(Answer::json(200, signed(model, &access_token)))
}

fn jwt_bearer(model: &mut Model, form: &Form) -> Result<Answer, TokenError> {
    let assertion = form.get("assertion").unwrap_or_default();
    jwt::check(&model.settings, assertion, model.now_ms())?;
    let access_token = open_session(model);
    // Recorded answers of this flow lack the signature and the time of issue.
    Ok(Answer::json(200, bare(model, &access_token)))
}

/// `/services/oauth2/revoke`: 200 and nothing, or an error.
pub(crate) fn revoke(model: &mut Model, call: &Call) -> Answer {
    let form = Form::read(call);
    let token = form.get("token").or_else(|| call.parameter("token"));
    if model.sessions.revoke(token.unwrap_or_default()) {
        Answer::empty(200)
    } else {
        TokenError::new("unsupported_token_type", "this token type is not supported").answer()
    }
}

/// `POST /services/oauth2/introspect`.
pub(crate) fn introspect(model: &mut Model, call: &Call) -> Answer {
    let form = Form::read(call);
    let app = &model.settings.app;
    if let Err(error) = form.authenticate(app, true) {
        return error.answer();
    }
    let token = form.get("token").unwrap_or_default();
    let common = |kind: &str| {
        json!({
            "active": true,
            "scope": app.scope,
            "client_id": app.client_id,
            "username": app.username,
            "sub": identity::url(model),
            "token_type": kind,
        })
    };
    let body = if model.sessions.is_live_refresh_token(token) {
        common("refresh_token")
    } else if let Some(lifetime) = model.sessions.lifetime(token, model.now_ms()) {
        let mut body = common("access_token");
        body["exp"] = (lifetime.expires_at_ms / 1_000).into();
        body["iat"] = (lifetime.issued_at_ms / 1_000).into();
        body["nbf"] = (lifetime.issued_at_ms / 1_000).into();
        body
    } else {
        json!({ "active": false })
    };
    Answer::json(200, body)
}

fn open_session(model: &mut Model) -> String {
    let now_ms = model.now_ms();
    let (app, rng) = (&model.settings.app, &mut model.rng);
    model.sessions.open(app, rng, now_ms)
}

fn bare(model: &Model, access_token: &str) -> Value {
    json!({
        "access_token": access_token,
        "scope": model.settings.app.scope,
        "instance_url": model.settings.base_url,
        "id": identity::url(model),
        "token_type": "Bearer",
    })
}

fn signed(model: &Model, access_token: &str) -> Value {
    let mut body = bare(model, access_token);
    let issued_at = model.now_ms().to_string();
    body["signature"] = sign(
        &model.settings.app.client_secret,
        &identity::url(model),
        &issued_at,
    )
    .into();
    body["issued_at"] = issued_at.into();
    body
}

/// Base64 of HMAC-SHA256 under the consumer secret over identity URL and time of issue.
fn sign(client_secret: &str, id_url: &str, issued_at: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, client_secret.as_bytes());
    let tag = hmac::sign(&key, format!("{id_url}{issued_at}").as_bytes());
    BASE64_STANDARD.encode(tag)
}

/// Client credentials work on an org's own domain only, never on the shared login hosts.
fn is_my_domain(model: &Model, call: &Call) -> bool {
    let base = model.settings.base_url.as_str();
    let own = base.split_once("://").map_or(base, |(_, host)| host);
    let host = call.header("host").unwrap_or(own);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_loopback = matches!(name, "127.0.0.1" | "localhost" | "[::1]");
    if is_loopback {
        model.settings.loopback_is_my_domain
    } else {
        !matches!(name, "login.salesforce.com" | "test.salesforce.com")
    }
}

/// A token request's parameters. Client id and secret may stand in an `Authorization: Basic`
/// header instead.
struct Form(Vec<(String, String)>);

impl Form {
    fn read(call: &Call) -> Self {
        let mut form = call.form();
        let basic = call
            .header("authorization")
            .and_then(|header| header.strip_prefix("Basic "))
            .and_then(|encoded| BASE64_STANDARD.decode(encoded).ok())
            .and_then(|decoded| String::from_utf8(decoded).ok());
        if let Some((id, secret)) = basic.as_deref().and_then(|pair| pair.split_once(':')) {
            form.push(("client_id".to_owned(), id.to_owned()));
            form.push(("client_secret".to_owned(), secret.to_owned()));
        }
        Self(form)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    fn authenticate(&self, app: &App, needs_secret: bool) -> Result<(), TokenError> {
        if self.get("client_id") != Some(app.client_id.as_str()) {
            return Err(TokenError::new(
                "invalid_client_id",
                "client identifier invalid",
            ));
        }
        match self.get("client_secret") {
            Some(secret) if secret == app.client_secret => Ok(()),
            None if !needs_secret => Ok(()),
            _ => Err(TokenError::new(
                "invalid_client",
                "invalid client credentials",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn signatures_match_the_vector() {
        let vector = include_str!("../../../../../samples/salesforce/oauth/signature-vector.json");
        let vector: serde_json::Value = serde_json::from_str(vector).unwrap();
        let text = |key: &str| vector[key].as_str().unwrap();
        assert_eq!(
            super::sign(text("client_secret"), text("id"), text("issued_at")),
            text("hmac_sha256_base64_of_id_then_issued_at"),
        );
    }
}
