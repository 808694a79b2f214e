//! `midcall enqueue`, `midcall queue`, `midcall call --not-before`: the binary, beside a database.

#![cfg(test)]

use std::{path::Path, process::Command};

use midcall_store::{Options, Store};
use serde_json::Value;

const LEAD: &str = "00QHs00001ABcDeMAL";
const LIST: &str = "Id,Phone\n00QHs00001ABcDeMAL,(555) 013-4782\n003Hs00001ABcDe,555 013 4783\n";

/// Runs the program; what it printed, what it said, and how it ended.
fn midcall(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let ran = Command::new(env!("CARGO_BIN_EXE_midcall"))
        .current_dir(folder)
        .env_clear()
        .envs([
            ("VAPI_API_KEY", "k"),
            ("VAPI_ASSISTANT_ID", "a"),
            ("VAPI_PHONE_NUMBER_ID", "p"),
            ("VAPI_BASE_URL", "http://127.0.0.1:1"),
        ])
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(ran.stdout), text(ran.stderr), ran.status.code())
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| panic!("{text} is no JSON"))
}

#[test]
fn leads_are_queued_listed_and_taken_out() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path();
    Store::open(Options::at(&folder.join("midcall.db")))
        .unwrap()
        .close();
    std::fs::write(folder.join("leads.csv"), LIST).unwrap();
    let list = ["enqueue", "--csv", "leads.csv"];

    let (told, said, code) = midcall(folder, &[&list[..], &["--dry-run"]].concat());
    assert_eq!(code, Some(0), "{said}");
    assert!(
        told.contains("would be called") && told.contains("no Lead's id"),
        "{told}"
    );
    assert!(said.contains("checked 2 of 2"), "{said}");
    let (queue, _, _) = midcall(folder, &["queue", "--json"]);
    assert_eq!(json(&queue)["requests"], Value::Array(Vec::new()));

    let (report, _, _) = midcall(folder, &[&list[..], &["--json"]].concat());
    assert_eq!(json(&report)["leads"][0]["fate"], "queued");
    assert_eq!(json(&report)["leads"][1]["fate"], "skipped");
    let (queue, _, _) = midcall(folder, &["queue", "--json"]);
    assert_eq!(json(&queue)["requests"][0]["leadId"], LEAD);
    assert_eq!(json(&queue)["requests"][0]["waitsFor"], "turn");
    assert!(!queue.contains("555013"), "{queue}");
    let (queue, said, _) = midcall(folder, &["queue"]);
    assert!(
        queue.contains(LEAD) && said.contains("lines"),
        "{queue}{said}"
    );

    assert_eq!(midcall(folder, &["queue", "cancel", LEAD]).2, Some(0));
    let (_, said, code) = midcall(folder, &["queue", "cancel", LEAD]);
    assert_eq!(code, Some(1));
    assert!(said.contains("hint:"), "{said}");

    let call = [
        "call",
        "--lead",
        LEAD,
        "--phone",
        "+15550134782",
        "--not-before",
        "2100-01-01T00:00:00Z",
    ];
    let (answer, said, code) = midcall(folder, &[&call[..], &["--json"]].concat());
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(json(&answer)["waitsFor"], "not_before");
}

#[test]
fn what_cannot_be_read_is_told_with_what_to_do() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path();
    Store::open(Options::at(&folder.join("midcall.db")))
        .unwrap()
        .close();
    std::fs::write(folder.join("leads.csv"), "Name\nVega\n").unwrap();
    for (arguments, expected) in [
        (&["enqueue", "--csv", "leads.csv"][..], "`Phone`"),
        (&["enqueue", "--csv", "missing.csv"], "cannot be read"),
        (
            &["enqueue", "--soql", "SELECT Id FROM Lead"],
            "Salesforce is not set up",
        ),
        (
            &["enqueue", "--csv", "leads.csv", "--not-before", "noon"],
            "ISO 8601",
        ),
    ] {
        let (_, said, code) = midcall(folder, arguments);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(expected), "{said}");
    }
}
