//! A machine on which somebody sets Midcall up: a folder, the binary, a browser that does as it is
//! told, and an org on a loopback port.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
    time::{Duration, Instant},
};

pub(crate) use midcall_sim::salesforce::App;
use midcall_sim::salesforce::{Org, OrgSettings};
use tokio::net::TcpListener;

const SECRET: &str = "whsec-test-0123456789abcdef";
/// What is waited for comes within milliseconds, or not at all.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// See the module.
pub(crate) struct Machine {
    pub(crate) org: Org,
    url: String,
    folder: tempfile::TempDir,
    browser: reqwest::Client,
}

/// A command that has ended: its code, and all it said.
pub(crate) struct Ended {
    code: Option<i32>,
    said: String,
}

impl Ended {
    #[track_caller]
    pub(crate) fn check(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{}", self.said);
        assert!(
            !self.said.contains("SENTINEL"),
            "a token is shown: {}",
            self.said
        );
        assert!(
            !self.said.contains("EXAMPLE-CONSUMER-SECRET"),
            "{}",
            self.said
        );
        self.said
    }
}

impl Machine {
    pub(crate) async fn new() -> Self {
        Self::with(OrgSettings::default()).await
    }

    pub(crate) async fn with(settings: OrgSettings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let org = Org::new(OrgSettings {
            base_url: url.clone(),
            approves_logins: true,
            ..settings
        });
        tokio::spawn(axum::serve(listener, org.router()).into_future());
        // Any client of `outbound` installs the provider that reqwest wants.
        midcall::outbound::http(Duration::from_secs(1)).unwrap();
        Self {
            org,
            url,
            folder: tempfile::tempdir().unwrap(),
            browser: reqwest::Client::builder().no_proxy().build().unwrap(),
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn midcall(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_midcall"));
        command
            .args(args)
            .current_dir(self.folder())
            .env_clear()
            .env("RUST_BACKTRACE", "0")
            .env("WEBHOOK_SECRET", SECRET)
            .env("SALESFORCE_CLIENT_ID", App::default().client_id)
            .env("SALESFORCE_CLIENT_SECRET", App::default().client_secret)
            .env("SALESFORCE_LOGIN_URL", &self.url)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Ended {
        run(self.midcall(args))
    }

    /// Logs in as the person at the org does who allows everything. Returns the last page.
    pub(crate) async fn log_in(&self, more: &[&str]) -> (String, Ended) {
        let login = self.begin_login(more);
        let page = self.browse(&login.url).await;
        (page, login.end())
    }

    pub(crate) fn begin_login(&self, more: &[&str]) -> BegunLogin {
        let args = [
            &["login", "salesforce", "--no-browser", "--port", "0"],
            more,
        ]
        .concat();
        self.begin(self.midcall(&args))
    }

    pub(crate) fn begin(&self, mut command: Command) -> BegunLogin {
        let mut child = command.spawn().unwrap();
        let mut talk = Talk::of(&mut child);
        let (url, redirect_uri) =
            tokio::task::block_in_place(|| (talk.address(), talk.waits_for()));
        self.org
            .change_app(|app| app.callback_urls = vec![redirect_uri.clone()]);
        BegunLogin {
            url,
            redirect_uri,
            child,
            talk,
        }
    }

    /// The page at an address, after every redirect.
    pub(crate) async fn browse(&self, url: &str) -> String {
        let answer = self.browser.get(url).send().await.unwrap();
        answer.text().await.unwrap()
    }

    /// Where an address redirects to.
    pub(crate) async fn location(&self, url: &str) -> String {
        let browser = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let answer = browser.get(url).send().await.unwrap();
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    pub(crate) fn new_lead(&self) -> String {
        let fields = serde_json::json!({ "LastName": "Vega", "Company": "Tidewater Robotics" });
        self.org.create_lead(fields).unwrap()
    }

    /// Waits until the org is as described.
    pub(crate) fn until(&self, is_so: impl Fn(&Org) -> bool) {
        let began = Instant::now();
        while !is_so(&self.org) {
            assert!(began.elapsed() < WAIT_MAX, "the org does not get there");
            std::thread::yield_now();
        }
    }

    /// No file in the folder holds a token of the org, nor the app's secret.
    pub(crate) fn assert_nothing_readable(&self) {
        let bytes = bytes_in(self.folder());
        for secret in ["SENTINEL", "EXAMPLE-CONSUMER-SECRET", SECRET] {
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} can be read on the disk");
        }
    }

    /// Nobody holds a refresh token that the org would take: a new consent is the only one.
    pub(crate) fn assert_no_grant_left(&self) {
        assert_eq!(self.org.live_grants(), 0);
    }
}

/// Runs a command to its end. The org answers meanwhile on another thread.
pub(crate) fn run(mut command: Command) -> Ended {
    ended(tokio::task::block_in_place(|| command.output().unwrap()))
}

fn bytes_in(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        bytes.extend(if path.is_dir() {
            bytes_in(&path)
        } else {
            std::fs::read(&path).unwrap()
        });
    }
    bytes
}

fn ended(output: std::process::Output) -> Ended {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ended {
        code: output.status.code(),
        said: text(&output.stdout) + &text(&output.stderr),
    }
}

/// A login that waits for the browser.
pub(crate) struct BegunLogin {
    pub(crate) url: String,
    pub(crate) redirect_uri: String,
    child: Child,
    talk: Talk,
}

impl BegunLogin {
    pub(crate) fn end(self) -> Ended {
        self.talk.end(self.child)
    }
}

/// What a command says while it runs.
pub(crate) struct Talk {
    lines: std::io::Lines<BufReader<ChildStderr>>,
    said: String,
}

impl Talk {
    pub(crate) fn of(child: &mut Child) -> Self {
        Self {
            lines: BufReader::new(child.stderr.take().unwrap()).lines(),
            said: String::new(),
        }
    }

    /// The address to open in a browser.
    pub(crate) fn address(&mut self) -> String {
        self.find(|line| line.trim().starts_with("http"))
    }

    /// The address that is waited for.
    pub(crate) fn waits_for(&mut self) -> String {
        let line = self.find(|line| line.starts_with("waiting for "));
        line.split(' ').nth(2).unwrap().to_owned()
    }

    fn find(&mut self, is_it: impl Fn(&str) -> bool) -> String {
        for line in self.lines.by_ref() {
            let line = line.unwrap();
            self.said += &format!("{line}\n");
            if is_it(&line) {
                return line.trim().to_owned();
            }
        }
        panic!("it did not say so: {}", self.said);
    }

    pub(crate) fn end(self, child: Child) -> Ended {
        let rest = tokio::task::block_in_place(|| {
            let rest: String = self.lines.map(|line| line.unwrap() + "\n").collect();
            (rest, child.wait_with_output().unwrap())
        });
        let mut ended = ended(rest.1);
        // The address holds the state and the challenge, which are no secrets of ours.
        ended.said = self.said + &rest.0 + &ended.said;
        ended
    }
}

/// A server that has said where it listens.
pub(crate) struct Served {
    child: Child,
    address: String,
}

impl Served {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut talk = Talk::of(&mut child);
        let line = talk.find(|line| line.contains("listening on http://"));
        let (_, address) = line.split_once("http://").unwrap();
        let address = address.to_owned();
        // Whatever else it says must not fill the pipe.
        std::thread::spawn(move || talk.lines.for_each(drop));
        Self { child, address }
    }

    /// Posts a delivery and returns the status.
    pub(crate) fn post(&self, body: &str) -> u16 {
        let request = format!(
            "POST /webhook/vapi HTTP/1.1\r\nhost: x\r\nx-vapi-secret: {SECRET}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A prospect says what they can spend.
pub(crate) fn heard(lead: &str) -> String {
    format!(
        r#"{{"message":{{"type":"transcript","role":"user","transcriptType":"final","transcript":"our budget is 50 thousand dollars","timestamp":1795100645000,"call":{{"id":"c1","assistantOverrides":{{"metadata":{{"leadId":"{lead}"}}}}}}}}}}"#
    )
}
