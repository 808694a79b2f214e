//! `midcall demo --once`, run as a newcomer runs it. That it fails when the org holds something
//! else is tested beside the comparison.

#![cfg(test)]

use std::process::{Command, Output};

fn demo(flags: &[&str]) -> Output {
    let elsewhere = tempfile::tempdir().expect("the system has a temporary folder");
    Command::new(env!("CARGO_BIN_EXE_midcall"))
        .args(["demo", "--once"])
        .args(flags)
        .current_dir(elsewhere.path())
        .output()
        .expect("the binary was built for this test")
}

#[test]
fn the_org_holds_what_was_said() {
    let Output {
        status,
        stdout,
        stderr,
    } = demo(&["--speed", "60"]);
    let (table, story) = (
        String::from_utf8(stdout).unwrap(),
        String::from_utf8(stderr).unwrap(),
    );
    assert_eq!(status.code(), Some(0), "{story}\n{table}");
    let founding = table
        .lines()
        .find(|line| line.starts_with("Dana "))
        .unwrap();
    let words: Vec<&str> = founding.split_whitespace().collect();
    assert_eq!(
        words[..8],
        ["Dana", "Dropped", "50", "✓", "–", "–", "✓", "✓"]
    );
    assert_eq!(words[8], "yes");
    for line in [
        "10:23:47  Dana      +25 timeline",
        "10:24:12  Dana      +25 budget: $50,000",
    ] {
        assert!(story.contains(line), "{story}");
    }
    assert!(
        !(table + &story).contains('\u{1b}'),
        "no terminal, no color"
    );
}

#[test]
fn scripts_read_the_result_as_json() {
    let Output { stdout, .. } = demo(&["--speed", "200", "--calls", "0", "--json"]);
    let record: serde_json::Value = serde_json::from_slice(&stdout).unwrap();
    assert_eq!(record["ok"], true);
    assert_eq!(record["calls"][0]["story"], "founding_story");
    assert_eq!(record["calls"][0]["score"], 50);
    assert_eq!(record["calls"][0]["differences"], serde_json::json!([]));
}
