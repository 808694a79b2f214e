//! Logging in, checking and logging out with the real binary, against a simulated org on a loopback
//! port: what is stored, what it opens, and that nothing of it can be read on the disk.

#![cfg(test)]

mod login {
    pub(crate) mod machine;
}

use std::{io::Write, process::Stdio};

use login::machine::{App, Machine, Served};
use midcall_sim::salesforce::{Access, Fault};
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_stored_used_and_given_back() {
    let machine = Machine::new().await;
    let (page, done) = machine.log_in(&[]).await;
    assert!(page.contains("Logged in"), "{page}");
    assert!(page.contains("integration@acme.example"), "{page}");
    let said = done.check(0);
    assert!(said.contains("logged in to http://127.0.0.1:"), "{said}");
    assert!(said.contains("midcall.key"), "{said}");
    assert!(said.contains("midcall doctor"), "{said}");
    machine.assert_nothing_readable();

    // Without a refresh token in the settings, the stored login lets the server in.
    let lead = machine.new_lead();
    let server = Served::start(machine.midcall(&["serve", "--listen", "127.0.0.1:0"]));
    assert_eq!(server.post(&login::machine::heard(&lead)), 200);
    machine.until(|org| org.lead(&lead).unwrap()["AI_Qualification_Score__c"] == 25.0);
    drop(server);
    machine.assert_nothing_readable();

    let left = machine.run(&["logout", "salesforce"]).check(0);
    assert!(left.contains("revoked there, forgotten here"), "{left}");
    let again = machine.run(&["logout", "salesforce", "--json"]).check(0);
    let again: Value = serde_json::from_str(&again).unwrap();
    assert_eq!(again["forgotten"], false);
    machine.assert_no_grant_left();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_another_login_changes_nothing() {
    let machine = Machine::new().await;
    let login = machine.begin_login(&[]);
    let forged = format!("{}?code=stolen&state=other", login.redirect_uri);
    let page = machine.browse(&forged).await;
    assert!(page.contains("belongs to another login"), "{page}");
    let page = machine.browse(&login.redirect_uri).await;
    assert!(page.contains("not the address"), "{page}");
    let page = machine.browse(&login.url).await;
    assert!(page.contains("Logged in"), "{page}");
    login.end().check(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_without_a_browser_pastes_the_address() {
    let machine = Machine::new().await;
    let callback = "http://localhost:8917/callback";
    machine
        .org
        .change_app(|app| app.callback_urls = vec![callback.to_owned()]);
    let mut command = machine.midcall(&["login", "salesforce", "--device-less"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut talk = login::machine::Talk::of(&mut child);
    let url = talk.address();
    let pasted = machine.location(&url).await;
    assert!(pasted.starts_with(callback), "{pasted}");
    writeln!(child.stdin.take().unwrap(), "{pasted}").unwrap();
    talk.end(child).check(0);
    let left = machine.run(&["logout", "salesforce"]).check(0);
    assert!(left.contains("revoked there"), "{left}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_org_refuses_is_said_with_what_to_do() {
    type Change = fn(&mut App);
    let cases: [(Change, &[&str]); 4] = [
        (
            |app| app.is_installed = false,
            &["app must be installed into org", "install the app"],
        ),
        (
            |app| app.scope = "api".to_owned(),
            &["no refresh token", "offline_access"],
        ),
        (
            |app| app.scope = "refresh_token".to_owned(),
            &["does not open the API", "(api)"],
        ),
        (
            |app| app.client_secret = "another".to_owned(),
            &["invalid_client", "SALESFORCE_CLIENT_SECRET"],
        ),
    ];
    for (change, expected) in cases {
        let machine = Machine::new().await;
        machine.org.change_app(change);
        let (page, done) = machine.log_in(&[]).await;
        assert!(page.contains("Not logged in"), "{page}");
        let said = done.check(1);
        for part in expected {
            assert!(said.contains(part), "{part} is missing in: {said}");
        }
        let left = machine.run(&["logout", "salesforce"]).check(0);
        assert!(
            left.contains("nobody is logged in"),
            "nothing was stored: {left}"
        );
        machine.assert_no_grant_left();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn logging_out_forgets_even_when_the_org_is_away() {
    let machine = Machine::new().await;
    machine.log_in(&[]).await.1.check(0);
    machine.org.inject(Fault::once(
        midcall_sim::salesforce::When::Before,
        midcall_sim::salesforce::What::Edge(503),
    ));
    let left = machine.run(&["logout", "salesforce"]).check(0);
    assert!(left.contains("NOT revoked at http://127.0.0.1:"), "{left}");
    assert!(left.contains("Connected Apps OAuth Usage"), "{left}");
    let again = machine.run(&["logout", "salesforce"]).check(0);
    assert!(again.contains("nobody is logged in"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_key_stops_the_server_and_logging_in_again_helps() {
    let machine = Machine::new().await;
    machine.log_in(&[]).await.1.check(0);
    std::fs::remove_file(machine.folder().join("midcall.key")).unwrap();
    let refused = machine.run(&["serve", "--listen", "127.0.0.1:0"]).check(1);
    for part in [
        "midcall.key is missing",
        "MIDCALL_KEY",
        "midcall logout salesforce",
    ] {
        assert!(refused.contains(part), "{part} is missing in: {refused}");
    }
    let left = machine.run(&["logout", "salesforce"]).check(0);
    assert!(left.contains("NOT revoked"), "{left}");
    machine.log_in(&[]).await.1.check(0);
    drop(Served::start(machine.midcall(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
    ])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_login_takes_the_place_of_the_first() {
    let machine = Machine::new().await;
    machine.log_in(&[]).await.1.check(0);
    let said = machine.log_in(&[]).await.1.check(0);
    assert!(
        said.contains("the login before this one was revoked"),
        "{said}"
    );
    machine.run(&["logout", "salesforce"]).check(0);
    machine.assert_no_grant_left();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_what_is_missing_until_all_is_well() {
    let machine = Machine::new().await;
    let mut without_secret = machine.midcall(&["doctor"]);
    without_secret.env_remove("SALESFORCE_CLIENT_SECRET");
    let said = login::machine::run(without_secret).check(1);
    assert!(said.contains("midcall login salesforce"), "{said}");
    machine.log_in(&[]).await.1.check(0);

    let said = machine.run(&["doctor"]).check(0);
    assert!(said.contains("the login stored by"), "{said}");
    assert!(
        said.contains("checks: ") && !said.contains("failed"),
        "{said}"
    );
    machine.assert_nothing_readable();

    let score = "AI_Qualification_Score__c";
    machine
        .org
        .set_access("Lead", score, Access::Hidden)
        .unwrap();
    let mut doctor = machine.midcall(&["doctor", "--json", "--no-renewal"]);
    let output = tokio::task::block_in_place(|| doctor.output().unwrap());
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["worst"], "fail");
    let sections = report["sections"].as_array().unwrap().iter();
    let findings = sections.flat_map(|section| section["findings"].as_array().unwrap());
    // No Vapi account is configured, which is said and is no failure.
    let bad: Vec<&Value> = findings.filter(|it| it["severity"] == "fail").collect();
    assert_eq!(bad.len(), 1, "{bad:?}");
    assert_eq!(bad[0]["subject"], score);
    for key in ["check", "seen", "why", "toDo"] {
        assert!(bad[0][key].is_string(), "{key} is missing in {}", bad[0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configured_refresh_token_goes_before_the_login() {
    let machine = Machine::new().await;
    let token = machine.org.consent();
    let with_token = |args: &[&str]| {
        let mut command = machine.midcall(args);
        command.env("SALESFORCE_REFRESH_TOKEN", &token);
        command
    };
    machine.log_in(&[]).await.1.check(0);
    let doctor = login::machine::run(with_token(&["doctor"])).check(0);
    assert!(doctor.contains("the configured refresh token"), "{doctor}");
    let doctor = machine.run(&["doctor"]).check(0);
    assert!(
        doctor.contains("the login stored by"),
        "the login is still there: {doctor}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_token_is_kept_sealed_and_the_key_can_come_from_elsewhere() {
    let machine = Machine::new().await;
    machine
        .org
        .change_app(|app| app.rotates_refresh_tokens = true);
    let key = machine.folder().join("secret-store");
    std::fs::write(&key, "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n").unwrap();
    let keyed = |args: &[&str]| {
        let mut command = machine.midcall(args);
        command.env("MIDCALL_KEY_FILE", &key);
        command
    };
    let login = machine.begin(keyed(&[
        "login",
        "salesforce",
        "--no-browser",
        "--port",
        "0",
    ]));
    machine.browse(&login.url).await;
    login.end().check(0);
    assert!(!machine.folder().join("midcall.key").exists());
    // Each check renews, and the next one depends on what the last one kept.
    for _ in 0..3 {
        let said = login::machine::run(keyed(&["doctor"])).check(0);
        assert!(said.contains("given as MIDCALL_KEY"), "{said}");
    }
    machine.assert_nothing_readable();
    let said = machine.run(&["doctor"]).check(1);
    assert!(said.contains("stored tokens cannot be opened"), "{said}");
}
