//! The real binary: how it starts, refuses to start, runs out of disk, and stops.

#![cfg(test)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

const SECRET: &str = "whsec-test-0123456789abcdef";

fn midcall(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_midcall"));
    command
        .current_dir(folder)
        .env_clear()
        .env("RUST_BACKTRACE", "0");
    command
}

fn serve(folder: &Path) -> Command {
    let mut command = midcall(folder);
    command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("WEBHOOK_SECRET", SECRET);
    command
}

/// A server that has said where it listens.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                line.split_once("listening on http://")
                    .map(|(_, at)| at.to_owned())
            })
            .expect("it says where it listens");
        // Whatever else it says must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    fn post(&self, body: &str) -> (u16, String) {
        let request = format!(
            "POST /webhook/vapi HTTP/1.1\r\nhost: x\r\nx-vapi-secret: {SECRET}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        self.exchange(&request)
    }

    fn get(&self, path: &str) -> (u16, String) {
        self.exchange(&format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        ))
    }

    fn exchange(&self, request: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer)
    }

    /// Asks it to stop, and returns its exit code and how long it took.
    fn terminate(mut self) -> (Option<i32>, Duration) {
        let asked = Instant::now();
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        let code = self.child.wait().unwrap().code();
        (code, asked.elapsed())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn heard(number: usize) -> String {
    let filler = "x".repeat(2_000);
    format!(
        r#"{{"message":{{"type":"transcript","role":"user","transcriptType":"final","transcript":"our budget is {number} thousand dollars","timestamp":{},"call":{{"id":"c{}","assistantOverrides":{{"metadata":{{"leadId":"00QHs00001ABcDeMAL"}}}}}},"filler":"{filler}"}}}}"#,
        1_795_100_645_000 + number,
        number % 7
    )
}

#[track_caller]
fn check_refused(output: &Output, expected: &[&str]) {
    let talk = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{talk}");
    assert!(talk.starts_with("error: "), "{talk}");
    for part in expected {
        assert!(talk.contains(part), "{part} is missing in: {talk}");
    }
    assert!(output.stdout.is_empty(), "talk goes to stderr");
}

#[test]
fn what_cannot_work_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut without_secret = midcall(at);
    without_secret.args(["serve", "--listen", "127.0.0.1:0"]);
    check_refused(
        &without_secret.output().unwrap(),
        &["WEBHOOK_SECRET", "--insecure-no-auth"],
    );
    assert!(!at.join("midcall.db").exists(), "nothing is half made");

    let refused = serve(at)
        .env("DATABASE_URL", "postgres://localhost/midcall")
        .output()
        .unwrap();
    check_refused(&refused, &["DATABASE_URL", "sqlite://"]);
    let refused = serve(at)
        .env("DATABASE_URL", "sqlite:///proc/midcall/midcall.db")
        .output()
        .unwrap();
    check_refused(&refused, &["/proc/midcall"]);
    let refused = serve(at)
        .env("SALESFORCE_CLIENT_ID", "app")
        .output()
        .unwrap();
    check_refused(&refused, &["SALESFORCE_CLIENT_SECRET"]);
    let refused = serve(at)
        .env("WEBHOOK_SECRET_FILE", "missing")
        .env("WEBHOOK_SECRET", "")
        .output()
        .unwrap();
    check_refused(&refused, &["missing"]);
    check_refused(
        &midcall(at).arg("calls").output().unwrap(),
        &["midcall.db", "midcall serve"],
    );

    std::fs::write(at.join("midcall.toml"), "[webhook]\nsecert = \"x\"\n").unwrap();
    check_refused(
        &serve(at).output().unwrap(),
        &["`webhook.secert`", "midcall.toml"],
    );
    std::fs::write(at.join("midcall.toml"), "listen = \n").unwrap();
    check_refused(&serve(at).output().unwrap(), &["midcall.toml", "TOML"]);
}

#[test]
fn one_server_a_database_and_no_newer_schema() {
    let folder = tempfile::tempdir().unwrap();
    let first = Served::start(serve(folder.path()));
    check_refused(
        &serve(folder.path()).output().unwrap(),
        &["midcall.journal", "another"],
    );
    let (code, took) = first.terminate();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");

    let database = rusqlite::Connection::open(folder.path().join("midcall.db")).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    check_refused(
        &serve(folder.path()).output().unwrap(),
        &["schema 99", "newer version"],
    );
}

#[test]
fn what_was_acknowledged_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let server = Served::start(serve(folder.path()));
    for number in 0..50 {
        assert_eq!(server.post(&heard(number)).0, 200);
    }
    drop(server);
    let server = Served::start(serve(folder.path()));
    assert_eq!(server.get("/readyz").0, 200);
    let (code, _) = server.terminate();
    assert_eq!(code, Some(0));
    let replayed = midcall(folder.path())
        .args(["replay", "--check", "--json"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&replayed.stdout).into_owned();
    assert_eq!(replayed.status.code(), Some(0), "{said}");
    assert!(
        said.contains(r#""entries":50"#) && said.contains(r#""calls":7"#),
        "{said}"
    );
    let calls = midcall(folder.path())
        .args(["calls", "--json"])
        .output()
        .unwrap();
    let calls: serde_json::Value = serde_json::from_slice(&calls.stdout).unwrap();
    assert_eq!(calls.as_array().unwrap().len(), 7);
    assert_eq!(calls[0]["score"], 25);
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    // No file may grow beyond 1,000 KiB: to the program that is a disk without room.
    let mut limited = Command::new("sh");
    limited
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 1000; exec \"$0\" serve --listen 127.0.0.1:0",
        ])
        .arg(env!("CARGO_BIN_EXE_midcall"))
        .current_dir(folder.path())
        .env_clear()
        .env("WEBHOOK_SECRET", SECRET);
    let server = Served::start(limited);
    let mut acknowledged = 0;
    let refusal = (0..5_000)
        .find_map(|number| match server.post(&heard(number)) {
            (200, _) => {
                acknowledged += 1;
                None
            }
            refusal => Some(refusal),
        })
        .expect("1,000 KiB are full at some point");
    assert_eq!(refusal.0, 503, "{}", refusal.1);
    assert!(
        refusal.1.to_ascii_lowercase().contains("retry-after"),
        "{}",
        refusal.1
    );
    let (status, why) = server.get("/readyz");
    assert_eq!(status, 503, "{why}");
    assert_eq!(server.get("/healthz").0, 200);
    drop(server);

    let server = Served::start(serve(folder.path()));
    assert_eq!(server.post(&heard(6_000)).0, 200, "there is room again");
    server.terminate();
    let replayed = midcall(folder.path())
        .args(["replay", "--json"])
        .output()
        .unwrap();
    let replayed: serde_json::Value = serde_json::from_slice(&replayed.stdout).unwrap();
    let entries = replayed["entries"].as_u64().unwrap();
    assert!(
        entries > acknowledged,
        "{entries} entries, {acknowledged} acknowledged and one more"
    );
}
