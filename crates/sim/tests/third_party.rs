//! The simulated org, used by clients that other people wrote for the real one. What they
//! understand is the wire and not our idea of it.
//!
//! `MIDCALL_PYTHON` names a Python interpreter and `MIDCALL_NODE_MODULES` a folder with the
//! packages listed beside the scripts; `cargo xtask test` installs both.

// Helpers may unwrap like the tests they serve; clippy sees that they belong to tests by this.
#![cfg(test)]

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use midcall_sim::salesforce::{App, Org, OrgSettings};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// An org on a loopback port with some leads, the last of them converted, and what a script needs
/// to know about it.
async fn served_org() -> (Org, Value) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let org = Org::new(OrgSettings {
        base_url: url.clone(),
        query_page_rows: 3,
        approves_logins: true,
        ..OrgSettings::default()
    });
    let callback = App::default().callback_urls.remove(0);
    let leads: Vec<String> = (0..5)
        .map(|n| {
            let phone = format!("(415) 555-013{}", n + 2);
            let fields = json!({ "LastName": "Ng", "Company": "Example", "Phone": phone });
            org.create_lead(fields).unwrap()
        })
        .collect();
    org.convert_lead(&leads[4]).unwrap();
    let app = App::default();
    let facts = json!({
        "url": url,
        "clientId": app.client_id,
        "clientSecret": app.client_secret,
        "refreshToken": org.consent(),
        "accessToken": org.open_session(),
        "callback": callback,
        "leads": leads,
    });
    tokio::spawn(axum::serve(listener, org.router()).into_future());
    (org, facts)
}

/// Runs a script to its end, with no proxy between it and the loopback.
async fn run(mut interpreter: Command, script: &str, facts: &Value) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/third_party");
    interpreter.arg(folder.join(script)).arg(facts.to_string());
    for proxy in ["http_proxy", "https_proxy", "all_proxy"] {
        interpreter
            .env_remove(proxy)
            .env_remove(proxy.to_uppercase());
    }
    let output = tokio::task::spawn_blocking(move || interpreter.output());
    let output = output.await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "only whoever installed the clients knows where they are"
)]
fn given(variable: &str) -> PathBuf {
    let path = env::var(variable).unwrap_or_else(|_| panic!("{variable} must be set"));
    PathBuf::from(path)
}

#[tokio::test(flavor = "multi_thread")]
async fn jsforce_is_at_home() {
    let (org, facts) = served_org().await;
    let mut node = Command::new("node");
    node.env("MIDCALL_NODE_MODULES", given("MIDCALL_NODE_MODULES"));
    run(node, "jsforce.mjs", &facts).await;
    let lead = org.leads().swap_remove(0);
    assert_eq!(lead["Title"], "CEO");
    // One refresh after the 401, one set of client credentials, one code, two dead grants.
    assert_eq!(org.token_requests(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn simple_salesforce_is_at_home() {
    let (org, facts) = served_org().await;
    let python = Command::new(given("MIDCALL_PYTHON"));
    run(python, "simple_salesforce.py", &facts).await;
    assert_eq!(org.records("Task").len(), 1);
}
