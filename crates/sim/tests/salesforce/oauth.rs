//! Tokens: how they are had, renewed, refused and ended.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::Request;
use midcall_sim::salesforce::{App, Fault, Matching, Org, OrgSettings, What, When};
use ring::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use serde_json::{Value, json};

use crate::client::{Client, DATA, START_MS};

const APP: &str = "client_id=3MVG9EXAMPLECONSUMERKEY&client_secret=EXAMPLE-CONSUMER-SECRET";

fn refresh_form(token: &str) -> String {
    format!("grant_type=refresh_token&refresh_token={token}&{APP}")
}

fn client_of(app: App) -> Client {
    Client::of(OrgSettings {
        app,
        ..OrgSettings::default()
    })
}

#[track_caller]
fn assert_refused(reply: &crate::client::Reply, error: &str, description: &str) {
    assert_eq!(reply.status, 400);
    let expected = json!({ "error": error, "error_description": description });
    assert_eq!(reply.json(), expected);
}

#[tokio::test]
async fn a_refresh_answers_as_recorded_and_without_expiry() {
    let client = Client::new();
    let refresh_token = client.org.consent();
    let reply = client.token(&refresh_form(&refresh_token)).await.json();
    let sample = include_str!("../../../../samples/salesforce/oauth/token-refresh.json");
    let sample: Value = serde_json::from_str(sample).unwrap();
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(keys(&reply), keys(&sample));
    assert_eq!(reply["issued_at"], START_MS.to_string());
    assert_eq!(reply["instance_url"], "https://acme.my.salesforce.com");
    // Without rotation the refresh token can be used again.
    assert_eq!(
        client.token(&refresh_form(&refresh_token)).await.status,
        200
    );
}

#[tokio::test]
async fn both_schemes_open_the_door_and_a_dead_token_does_not() {
    let client = Client::new();
    for (header, status) in [
        (format!("Bearer {}", client.token), 200),
        (format!("OAuth {}", client.token), 200),
        ("Bearer dead".to_owned(), 401),
        (client.token.clone(), 401),
    ] {
        let request = Request::get(format!("{DATA}/limits")).header("Authorization", header);
        let reply = client.send(request.body(Bytes::new()).unwrap()).await;
        assert_eq!(reply.status, status);
    }
    client.org.expire_sessions();
    let reply = client.get("/limits").await;
    assert_eq!(reply.refusal(), (401, "INVALID_SESSION_ID".to_owned()));
    assert_eq!(client.org.counted_requests(), 2);
}

#[tokio::test]
async fn a_rotated_out_token_ends_the_grant() {
    let client = client_of(App {
        rotates_refresh_tokens: true,
        ..App::default()
    });
    let first = client.org.consent();
    let reply = client.token(&refresh_form(&first)).await.json();
    let second = reply["refresh_token"].as_str().unwrap().to_owned();
    for token in [first, second] {
        let reply = client.token(&refresh_form(&token)).await;
        assert_refused(&reply, "invalid_grant", "expired access/refresh token");
    }
}

#[tokio::test]
async fn a_lost_answer_loses_a_rotating_grant() {
    let client = client_of(App {
        rotates_refresh_tokens: true,
        ..App::default()
    });
    let token = client.org.consent();
    let lost = Fault::once(When::After, What::Reset).on(Matching::path("/oauth2/token"));
    client.org.inject(lost);
    let request = Request::post("/services/oauth2/token").body(Bytes::from(refresh_form(&token)));
    assert!(client.try_send(request.unwrap()).await.is_none());
    assert_eq!(client.token(&refresh_form(&token)).await.status, 400);
}

#[tokio::test]
async fn one_refresh_at_a_time_per_token() {
    let client = client_of(App {
        rotates_refresh_tokens: true,
        ..App::default()
    });
    let form = refresh_form(&client.org.consent());
    let (first, second) = tokio::join!(client.token(&form), client.token(&form));
    assert_eq!(first.status, 200);
    assert_refused(
        &second,
        "invalid_grant",
        "token request is already being processed",
    );
    // The second one was refused before it could end the grant.
    let next = first.json()["refresh_token"].as_str().unwrap().to_owned();
    assert_eq!(client.token(&refresh_form(&next)).await.status, 200);
}

#[tokio::test]
async fn client_credentials_need_the_orgs_own_domain_and_a_user() {
    let client = Client::new();
    let form = format!("grant_type=client_credentials&{APP}");
    let ask = |host: &'static str| {
        Request::post("/services/oauth2/token")
            .header("Host", host)
            .body(Bytes::from(form.clone()))
            .unwrap()
    };
    for host in ["acme.my.salesforce.com", "127.0.0.1:4000"] {
        let reply = client.send(ask(host)).await;
        assert_eq!(reply.status, 200);
        assert!(reply.json().get("refresh_token").is_none());
    }
    let reply = client.send(ask("login.salesforce.com")).await;
    assert_refused(
        &reply,
        "invalid_grant",
        "request not supported on this domain",
    );

    client
        .org
        .change_app(|app| app.has_client_credentials_user = false);
    let reply = client.token(&form).await;
    assert_refused(
        &reply,
        "invalid_grant",
        "no client credentials user enabled",
    );
}

#[tokio::test]
async fn the_client_must_be_known() {
    let client = Client::new();
    for (form, error, description) in [
        (
            "grant_type=client_credentials&client_id=other",
            "invalid_client_id",
            "client identifier invalid",
        ),
        (
            "grant_type=client_credentials&client_id=3MVG9EXAMPLECONSUMERKEY&client_secret=wrong",
            "invalid_client",
            "invalid client credentials",
        ),
        (
            "grant_type=password",
            "unsupported_grant_type",
            "grant type not supported",
        ),
    ] {
        assert_refused(&client.token(form).await, error, description);
    }
}

/// An assertion signed with the test's key, its claims changed.
fn assertion(changes: Value) -> String {
    let mut claims = json!({
        "iss": "3MVG9EXAMPLECONSUMERKEY",
        "sub": "integration@acme.example",
        "aud": "https://login.salesforce.com",
        "exp": START_MS / 1_000 + 180,
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let encode = |part: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(part);
    let input = format!(
        "{}.{}",
        encode(br#"{"alg":"RS256"}"#),
        encode(claims.to_string().as_bytes())
    );
    let key = key();
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        input.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{input}.{}", encode(&signature))
}

/// A key made for this test alone (PKCS #1, DER); no org knows it.
fn key() -> RsaKeyPair {
    RsaKeyPair::from_der(include_bytes!("jwt_test_key.der")).unwrap()
}

async fn bear(org: &Org, assertion: &str) -> (u16, Value) {
    let client = Client {
        org: org.clone(),
        clock: midcall_sim::clock::Clock::Real,
        token: String::new(),
    };
    let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    let form = format!("grant_type={grant}&assertion={assertion}");
    let reply = client.token(&form).await;
    (reply.status, reply.json())
}

#[tokio::test]
async fn assertions_are_judged_by_signature_audience_time_and_user() {
    let client = client_of(App {
        jwt_public_key_der: Some(key().public().as_ref().to_vec()),
        ..App::default()
    });
    let exp_s = START_MS / 1_000;
    for (changes, refusal) in [
        (json!({}), None),
        (json!({ "exp": (exp_s + 180).to_string() }), None),
        (json!({ "exp": START_MS + 300 }), None),
        (json!({ "exp": exp_s - 100 }), None),
        (
            json!({ "exp": exp_s - 181 }),
            Some("expired authorization code"),
        ),
        (json!({ "aud": "login.salesforce.com" }), None),
        (json!({ "aud": "https://acme.my.salesforce.com" }), None),
        (
            json!({ "aud": "https://elsewhere.example" }),
            Some("Audience validation failed"),
        ),
        (
            json!({ "prn": "integration@acme.example", "sub": "x" }),
            None,
        ),
        (
            json!({ "sub": "x" }),
            Some("user hasn't approved this consumer"),
        ),
        (json!({ "iss": "other" }), Some("client identifier invalid")),
    ] {
        let (status, body) = bear(&client.org, &assertion(changes.clone())).await;
        assert_eq!(body["error_description"].as_str(), refusal, "{changes}");
        assert_eq!(status, if refusal.is_none() { 200 } else { 400 });
    }
    let genuine = assertion(json!({}));
    let forged = format!("{}AAAA", &genuine[..genuine.len() - 4]);
    assert_eq!(
        bear(&client.org, &forged).await.1["error_description"],
        "invalid assertion"
    );
}

#[tokio::test]
async fn tokens_can_be_looked_into_and_revoked() {
    let client = Client::new();
    let post = |path: &'static str, form: String| {
        let request = Request::post(format!("/services/oauth2/{path}"));
        client.send(request.body(Bytes::from(form)).unwrap())
    };
    let form = format!("token={}&{APP}", client.token);
    let before = post("introspect", form.clone()).await.json();
    assert_eq!(before["active"], true);
    assert_eq!(before["exp"], START_MS / 1_000 + 7_200);
    assert_eq!(post("revoke", form.clone()).await.status, 200);
    assert_eq!(
        post("introspect", form).await.json(),
        json!({ "active": false })
    );
}

#[tokio::test]
async fn the_token_leads_to_its_user() {
    let client = Client::new();
    client.org.set_base_url("http://127.0.0.1:4000");
    for path in [
        "/services/oauth2/userinfo",
        "/id/00DHs0000012AbCMAU/005Hs000007Qr1sIAC",
    ] {
        let reply = client.send(
            client
                .signed(Request::get(path))
                .body(Bytes::new())
                .unwrap(),
        );
        assert_eq!(reply.await.json()["user_id"], "005Hs000007Qr1sIAC");
        let anonymous = client
            .send(Request::get(path).body(Bytes::new()).unwrap())
            .await;
        assert_eq!(
            (anonymous.status, anonymous.text.as_str()),
            (403, "Bad_OAuth_Token")
        );
    }
    // The Salesforce CLI reads the user with a version of its own.
    let path = "//services/data/v51.0/sobjects/User/005Hs000007Qr1sIAC";
    let reply = client
        .send(
            client
                .signed(Request::get(path))
                .body(Bytes::new())
                .unwrap(),
        )
        .await;
    assert_eq!(reply.json()["Username"], "integration@acme.example");
}
