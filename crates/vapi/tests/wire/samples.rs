//! Reads the samples beside the crates.

use std::{fs, path::PathBuf};

use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/vapi"))
}

/// A sample's bytes.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let path = folder().join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A sample's JSON.
pub(crate) fn json(name: &str) -> Value {
    serde_json::from_slice(&bytes(name)).unwrap()
}

/// Every webhook body: the single ones and every line of the whole calls, with a name for each.
pub(crate) fn webhooks() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for name in names() {
        if name.starts_with("webhook-") {
            found.push((name.clone(), bytes(&name)));
        } else if name.ends_with(".jsonl") {
            let lines = String::from_utf8(bytes(&name)).unwrap();
            for (index, line) in lines.lines().enumerate() {
                let line: Value = serde_json::from_str(line).unwrap();
                found.push((
                    format!("{name}:{}", index + 1),
                    line["body"].to_string().into_bytes(),
                ));
            }
        }
    }
    found
}

fn names() -> Vec<String> {
    let entries = fs::read_dir(folder()).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
