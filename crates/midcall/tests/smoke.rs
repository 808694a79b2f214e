//! The way of a newcomer, command by command, with simulated vendors: what README.md tells under
//! "Try it by hand". With real keys in the environment the commands are the same.

#![cfg(test)]

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

/// The founding story takes 84 seconds, and is over in two.
const SPEED: &str = "40";
/// Nothing here takes long on a machine that has nothing else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Desk {
    folder: tempfile::TempDir,
    environment: BTreeMap<String, String>,
}

impl Desk {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_midcall"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(&self.environment)
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn done(&self, arguments: &[&str]) -> (String, String) {
        let output = self.run(arguments);
        let (data, talk) = said(&output);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {data}{talk}");
        (data, talk)
    }
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// The simulated vendors and the environment they tell.
fn vendors() -> (Running, Desk) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_midcall"))
        .args(["demo", "--vendors", "--speed", SPEED])
        .env_clear()
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut environment = BTreeMap::new();
    for line in output.lines() {
        let line = line.unwrap();
        let (name, value) = line.split_once('=').unwrap();
        environment.insert(name.to_owned(), value.to_owned());
        if name == "PHONE" {
            break;
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk {
        folder,
        environment,
    };
    (Running(child), desk)
}

/// A port that nobody has.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

#[test]
fn from_an_empty_account_to_a_lead_that_says_what_was_heard() {
    let (_vendors, mut desk) = vendors();
    let address = format!("127.0.0.1:{}", free_port());
    desk.environment
        .insert("MIDCALL_LISTEN".to_owned(), address.clone());
    desk.environment
        .insert("MIDCALL_PUBLIC_URL".to_owned(), format!("http://{address}"));

    // Nothing is done unless somebody says so.
    let (plan, _) = desk.done(&["setup", "vapi", "--buy-number", "--plan"]);
    assert!(
        plan.contains("+ assistant     Midcall qualification"),
        "{plan}"
    );
    assert!(plan.contains("+ transcript\n"), "{plan}");
    let undecided = desk.run(&["setup", "vapi", "--buy-number"]);
    assert_eq!(undecided.status.code(), Some(1));
    assert!(said(&undecided).1.contains("--yes"), "{undecided:?}");

    let (plan, talk) = desk.done(&["setup", "vapi", "--buy-number", "--yes", "--save"]);
    assert!(!(plan + &talk).contains("whsec-of-the-demo"));
    let env = fs::read_to_string(desk.folder.path().join(".env")).unwrap();
    assert!(
        env.contains("VAPI_ASSISTANT_ID=") && env.contains("VAPI_PHONE_NUMBER_ID="),
        "{env}"
    );
    desk.done(&["setup", "--yes"]);
    let (plan, talk) = desk.done(&["setup", "--yes"]);
    assert!(plan.lines().all(|line| line.starts_with("= ")), "{plan}");
    assert!(
        talk.contains("Salesforce") && talk.contains("Vapi"),
        "{talk}"
    );

    let _server = serving(&desk, &address);
    let doctor = desk.run(&["doctor", "--json"]);
    let report: Value = serde_json::from_slice(&doctor.stdout).unwrap();
    assert_eq!(doctor.status.code(), Some(0), "{report:#}");
    let reach = format!("http://{address}/webhook/vapi leads to this server");
    assert!(report.to_string().contains(&reach), "{report:#}");

    let (lead, phone) = (&desk.environment["LEAD"], &desk.environment["PHONE"]);
    desk.done(&["call", "--lead", lead, "--phone", phone]);
    let began = Instant::now();
    loop {
        let shown = desk.run(&["lead", "show", lead, "--json"]);
        let shown: Value = serde_json::from_slice(&shown.stdout).unwrap_or_default();
        if is_told(&shown) {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "the lead says: {shown:#}");
        thread::sleep(Duration::from_millis(200));
    }
}

/// Whether Salesforce holds the score of the founding story.
fn is_told(lead: &Value) -> bool {
    let mut fields = lead["fields"].as_array().into_iter().flatten();
    fields.any(|field| {
        field["name"] == "AI_Qualification_Score__c"
            && field["observed"] == field["desired"]
            && field["observed"].to_string().contains("50")
    })
}

fn serving(desk: &Desk, address: &str) -> Running {
    let server = Running(
        desk.command(&["serve"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let began = Instant::now();
    while std::net::TcpStream::connect(address).is_err() {
        assert!(began.elapsed() < PATIENCE, "the server does not come up");
        thread::sleep(Duration::from_millis(50));
    }
    server
}

/// A stand-in for ngrok's agent that says what ngrok says.
#[cfg(unix)]
#[test]
fn a_tunnel_gives_the_address_that_setup_uses() {
    use std::os::unix::fs::PermissionsExt;

    let (_vendors, mut desk) = vendors();
    desk.environment.remove("MIDCALL_PUBLIC_URL");
    let address = format!("127.0.0.1:{}", free_port());
    desk.environment
        .insert("MIDCALL_LISTEN".to_owned(), address.clone());
    let agent = desk.folder.path().join("ngrok");
    let line = r#"{"lvl":"info","msg":"started tunnel","url":"https://a1b2.ngrok-free.app"}"#;
    fs::write(
        &agent,
        format!("#!/bin/sh\necho '{line}'\nexec sleep 600\n"),
    )
    .unwrap();
    fs::set_permissions(&agent, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", desk.folder.path().display());
    desk.environment.insert("PATH".to_owned(), path);

    let without = desk.run(&["setup", "vapi", "--plan"]);
    assert_eq!(without.status.code(), Some(1));
    assert!(
        said(&without).1.contains("MIDCALL_PUBLIC_URL"),
        "{without:?}"
    );

    let server = Running(
        desk.command(&["serve", "--tunnel", "ngrok"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let began = Instant::now();
    let note = desk.folder.path().join("midcall.tunnel");
    while !note.exists() {
        assert!(began.elapsed() < PATIENCE, "no address is noted");
        thread::sleep(Duration::from_millis(50));
    }
    let (plan, _) = desk.done(&["setup", "vapi", "--plan"]);
    let url = "+ https://a1b2.ngrok-free.app/webhook/vapi";
    assert!(plan.contains(url), "{plan}");
    stop(&server);
    while note.exists() {
        assert!(began.elapsed() < PATIENCE, "the address is not forgotten");
        thread::sleep(Duration::from_millis(50));
    }
}

/// Asks a server to stop.
#[cfg(unix)]
fn stop(server: &Running) {
    let id = server.0.id().to_string();
    Command::new("kill").args(["-TERM", &id]).status().unwrap();
}

#[test]
fn setup_alone_says_what_to_choose() {
    let desk = Desk {
        folder: tempfile::tempdir().unwrap(),
        environment: BTreeMap::new(),
    };
    let refused = desk.run(&["setup", "--yes"]);
    assert_eq!(refused.status.code(), Some(1));
    let talk = said(&refused).1;
    for part in ["SALESFORCE_CLIENT_ID", "VAPI_API_KEY"] {
        assert!(talk.contains(part), "{talk}");
    }
}
