//! `midcall backfill` as a person runs it: the real binary, a simulated Vapi on a loopback port, with
//! and without a server that has the data.

#![cfg(test)]

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

use midcall_sim::vapi::api::{Settings, Vapi};
use midcall_store::{Options, Store};
use serde_json::Value;
use tokio::net::TcpListener;

const KEY: &str = "private-key";

/// A Vapi that keeps one ended call, and its address.
async fn served_vapi() -> (String, String) {
    let vapi = Vapi::new(Settings {
        api_key: Some(KEY.to_owned()),
        ..Settings::default()
    });
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../samples/vapi/rest-call-get-ended-response-200.json"
    );
    let record: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    vapi.keep(record.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, vapi.router()).into_future());
    (url, record["id"].as_str().unwrap().to_owned())
}

fn midcall(folder: &Path, url: &str, key: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_midcall"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("VAPI_API_KEY", key)
        .env("VAPI_ASSISTANT_ID", "3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa")
        .env(
            "VAPI_PHONE_NUMBER_ID",
            "c2a9e7d4-1f36-4a0b-9d5e-88b7a4f0e311",
        )
        .env("VAPI_BASE_URL", url)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn talk(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_vapi_has_is_read_by_hand() {
    let (url, call) = served_vapi().await;
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| midcall(folder.path(), &url, KEY, arguments);

    let nowhere = run(&["backfill"]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(talk(&nowhere).contains("there is no database"));
    Store::open(Options::at(&folder.path().join("midcall.db")))
        .unwrap()
        .close();

    let unclear = run(&["backfill", "--since", "yesterday"]);
    assert_eq!(unclear.status.code(), Some(1));
    assert!(talk(&unclear).contains("hint: 2026-11-19T15:00:00Z"));
    let refused = midcall(folder.path(), &url, "another", &["backfill"]);
    assert_eq!(refused.status.code(), Some(1), "{}", talk(&refused));
    assert!(talk(&refused).contains("401"), "{}", talk(&refused));

    let since = ["backfill", "--since", "2026-11-01", "--json"];
    for read in [1, 0] {
        let done = run(&since);
        assert_eq!(done.status.code(), Some(0), "{}", talk(&done));
        let came_to: Value = serde_json::from_slice(&done.stdout).unwrap();
        assert_eq!(came_to["listed"], 1, "{came_to}");
        assert_eq!(came_to["read"], read, "{came_to}");
        assert_eq!(came_to["whole"], 1 - read, "{came_to}");
        assert!(talk(&done).contains("1 calls listed"), "{}", talk(&done));
    }
    let shown = run(&["call", "show", &call, "--json"]);
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(shown["arrival"]["outcome"], "recovered", "{shown}");
    let listed = String::from_utf8(run(&["calls"]).stdout).unwrap();
    assert!(listed.contains("recovered"), "{listed}");
    let replayed = run(&["replay", "--check"]);
    assert_eq!(replayed.status.code(), Some(0), "{}", talk(&replayed));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_has_the_data_does_the_reading() {
    let (url, call) = served_vapi().await;
    let folder = tempfile::tempdir().unwrap();
    let mut server = Command::new(env!("CARGO_BIN_EXE_midcall"))
        .args(["serve", "--insecure-no-auth", "--listen", "127.0.0.1:0"])
        .current_dir(folder.path())
        .env_clear()
        .env("VAPI_API_KEY", KEY)
        .env("VAPI_ASSISTANT_ID", "3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa")
        .env(
            "VAPI_PHONE_NUMBER_ID",
            "c2a9e7d4-1f36-4a0b-9d5e-88b7a4f0e311",
        )
        .env("VAPI_BASE_URL", &url)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let said = std::io::BufReader::new(server.stderr.take().unwrap());
    let mut lines = std::io::BufRead::lines(said).map_while(Result::ok);
    assert!(lines.any(|line| line.contains("midcall is listening")));
    let since = ["backfill", "--since", "2026-11-01"];
    let done = midcall(folder.path(), &url, KEY, &since);
    assert_eq!(done.status.code(), Some(0), "{}", talk(&done));
    assert!(talk(&done).contains("the running server reads them"));
    let read = String::from_utf8(done.stdout).unwrap();
    assert!(read.contains("1 read, 0 not to be had, 0 still open"));
    let shown = || midcall(folder.path(), &url, KEY, &["call", "show", &call]);
    while !shown().status.success() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let shown = String::from_utf8(shown().stdout).unwrap();
    assert!(shown.contains("ledger  recovered: Nothing of it arrived"));
    server.kill().unwrap();
    server.wait().unwrap();
    drop(lines);
}
