//! The kill -9 trial, small: five kills in half a minute.

use std::{path::PathBuf, process::Command};

use midcall_bench::{
    Verdict,
    crash::{Options, run},
};

/// Builds the program as `cargo test` builds this test, and tells where it is.
fn binary() -> PathBuf {
    let profile: &[&str] = if cfg!(debug_assertions) {
        &[]
    } else {
        &["--release"]
    };
    let built = Command::new(env!("CARGO"))
        .args(["build", "--package", "midcall", "--bin", "midcall"])
        .args(profile)
        .status()
        .expect("cargo runs this test, so it can be run");
    assert!(built.success());
    // target/debug/deps/crash_smoke-…
    let test = std::env::current_exe().expect("the system tells");
    let folder = test
        .ancestors()
        .nth(2)
        .expect("tests are built two folders down");
    folder.join("midcall")
}

#[tokio::test(flavor = "multi_thread")]
async fn five_kills_lose_nothing() {
    let options = Options {
        kills: 5,
        minutes: 0.5,
        seed: Some(7),
        binary: Some(binary()),
    };
    assert_eq!(run(options).await.unwrap(), Verdict::Passed);
}
