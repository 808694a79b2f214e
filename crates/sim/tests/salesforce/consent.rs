//! A person logs in: consent in the browser, the code, its proof, and the ways in which it fails.

use http::{Request, header};
use midcall_sim::salesforce::{App, OrgSettings};
use serde_json::{Value, json};

use crate::client::{Client, Reply};

const APP: &str = "client_id=3MVG9EXAMPLECONSUMERKEY&client_secret=EXAMPLE-CONSUMER-SECRET";
const CALLBACK: &str = "http%3A%2F%2Flocalhost%3A8917%2Fcallback";
/// RFC 7636's own pair.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn client() -> Client {
    client_of(App::default())
}

fn client_of(app: App) -> Client {
    Client::of(OrgSettings {
        app,
        approves_logins: true,
        ..OrgSettings::default()
    })
}

async fn get(client: &Client, target: &str) -> Reply {
    let request = Request::get(target).body(bytes::Bytes::new()).unwrap();
    client.send(request).await
}

async fn authorize(client: &Client, more: &str) -> Reply {
    let target = format!(
        "/services/oauth2/authorize?response_type=code&client_id=3MVG9EXAMPLECONSUMERKEY\
         &redirect_uri={CALLBACK}&scope=api%20refresh_token&state=s1{more}"
    );
    get(client, &target).await
}

fn location(reply: &Reply) -> &str {
    assert_eq!(reply.status, 302, "{}", reply.text);
    reply.headers[header::LOCATION].to_str().unwrap()
}

/// The code as it stands in the address, still encoded.
fn code(reply: &Reply) -> String {
    let address = location(reply);
    assert!(address.starts_with("http://localhost:8917/callback?code=aPrx"));
    assert!(address.ends_with("&state=s1"), "{address}");
    let (_, code) = address.split_once("code=").unwrap();
    code.split('&').next().unwrap().to_owned()
}

async fn consent(client: &Client) -> String {
    let more = format!("&code_challenge={CHALLENGE}&code_challenge_method=S256");
    code(&authorize(client, &more).await)
}

async fn trade(client: &Client, code: &str, more: &str) -> Reply {
    let form =
        format!("grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}&{APP}{more}");
    client.token(&form).await
}

#[track_caller]
fn assert_refused(reply: &Reply, error: &str, description: &str) {
    assert_eq!(reply.status, 400);
    let expected = json!({ "error": error, "error_description": description });
    assert_eq!(reply.json(), expected);
}

#[tokio::test]
async fn a_code_becomes_tokens_as_recorded() {
    let client = client();
    let code = consent(&client).await;
    let reply = trade(&client, &code, &format!("&code_verifier={VERIFIER}")).await;
    let sample = include_str!("../../../../samples/salesforce/oauth/token-authorization-code.json");
    let sample: Value = serde_json::from_str(sample).unwrap();
    let mut keys: Vec<_> = reply.json().as_object().unwrap().keys().cloned().collect();
    let mut expected: Vec<_> = sample.as_object().unwrap().keys().cloned().collect();
    keys.sort();
    expected.sort();
    assert_eq!(keys, expected);

    let refresh_token = reply.json()["refresh_token"].as_str().unwrap().to_owned();
    let form = format!("grant_type=refresh_token&refresh_token={refresh_token}&{APP}");
    assert_eq!(client.token(&form).await.status, 200);
    // The session and the refresh token are of one grant.
    let revoke = Request::post("/services/oauth2/revoke")
        .body(format!("token={refresh_token}").into())
        .unwrap();
    assert_eq!(client.send(revoke).await.status, 200);
    let limits = Request::get("/services/data/v66.0/limits").header(
        header::AUTHORIZATION,
        format!("Bearer {}", reply.json()["access_token"].as_str().unwrap()),
    );
    let limits = client.send(limits.body(bytes::Bytes::new()).unwrap()).await;
    assert_eq!(limits.status, 401);
}

#[tokio::test]
async fn a_code_works_once_and_not_for_long() {
    let client = client();
    let proof = format!("&code_verifier={VERIFIER}");
    let code = consent(&client).await;
    assert_eq!(trade(&client, &code, &proof).await.status, 200);
    let again = trade(&client, &code, &proof).await;
    assert_refused(&again, "invalid_grant", "invalid authorization code");
    let code = consent(&client).await;
    client.clock.advance(15 * 60 * 1_000);
    let late = trade(&client, &code, &proof).await;
    assert_refused(&late, "invalid_grant", "expired authorization code");
}

#[tokio::test]
async fn a_code_without_its_proof_is_worth_nothing() {
    let client = client();
    for proof in ["", "&code_verifier=another"] {
        let code = consent(&client).await;
        let reply = trade(&client, &code, proof).await;
        assert_refused(&reply, "invalid_grant", "invalid code verifier");
    }
    let reply = authorize(&client, "").await;
    assert!(location(&reply).contains("error=invalid%5Frequest"));
    // One client names no method and means S256.
    let reply = authorize(&client, &format!("&code_challenge={CHALLENGE}")).await;
    let code = code(&reply);
    let traded = trade(&client, &code, &format!("&code_verifier={VERIFIER}")).await;
    assert_eq!(traded.status, 200);
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_the_app_does_not_list() {
    let client = client();
    client.org.change_app(|app| app.callback_urls.clear());
    let reply = authorize(&client, &format!("&code_challenge={CHALLENGE}")).await;
    assert_eq!(reply.status, 400);
    assert!(reply.text.contains("redirect_uri_mismatch"));
    assert!(!reply.headers.contains_key(header::LOCATION));
}

#[tokio::test]
async fn a_person_decides_and_an_uninstalled_app_cannot_ask() {
    let client = Client::new();
    let asked = format!("&code_challenge={CHALLENGE}");
    let page = authorize(&client, &asked).await;
    assert_eq!(page.status, 200);
    let link = |decision: &str| {
        let links = page.text.split("href=\"").skip(1);
        let mut links = links.map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"));
        links.find(|link| link.ends_with(decision)).unwrap()
    };
    code(&get(&client, &link("allow")).await);
    let denied = get(&client, &link("deny")).await;
    assert!(location(&denied).contains("error=access%5Fdenied"));

    client.org.change_app(|app| app.is_installed = false);
    let refused = authorize(&client, &asked).await;
    assert!(location(&refused).contains("app%20must%20be%20installed%20into%20org"));
}

#[tokio::test]
async fn without_the_scope_there_is_no_refresh_token() {
    let client = client_of(App {
        scope: "api".to_owned(),
        ..App::default()
    });
    let code = consent(&client).await;
    let reply = trade(&client, &code, &format!("&code_verifier={VERIFIER}")).await;
    assert_eq!(reply.json().get("refresh_token"), None);
}
