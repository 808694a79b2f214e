//! A headless Chromium, spoken to in its own protocol over a pair of pipes: no driver, no socket.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// How long the page may take to come to what a test wants to see.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the page is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) is_dark: bool,
    pub(crate) has_script: bool,
}

/// A running browser with one page.
pub(crate) struct Chromium {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    sent: u64,
    session: Option<String>,
    complaints: Vec<String>,
    _profile: tempfile::TempDir,
}

impl Chromium {
    pub(crate) fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        // The browser reads commands from descriptor 3 and answers on 4.
        let mut child = Command::new("sh")
            .args([
                "-c",
                "exec chromium \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1",
                "chromium",
            ])
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
            ])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ])
            .args([
                "--remote-debugging-pipe",
                "--hide-scrollbars",
                "about:blank",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, from) = (
            child.stdin.take().unwrap(),
            BufReader::new(child.stdout.take().unwrap()),
        );
        let mut browser = Self {
            child,
            to,
            from,
            sent: 0,
            session: None,
            complaints: Vec::new(),
            _profile: profile,
        };
        let target = browser.ask("Target.createTarget", json!({ "url": "about:blank" }));
        let attached = browser.ask(
            "Target.attachToTarget",
            json!({ "targetId": target["targetId"], "flatten": true }),
        );
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log"] {
            browser.ask(&format!("{domain}.enable"), json!({}));
        }
        browser
    }

    /// Opens an address and waits until it is loaded.
    pub(crate) fn open(&mut self, url: &str, look: Look) {
        let scheme = if look.is_dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.ask(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        );
        self.ask(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": !look.has_script }),
        );
        let size = json!({
            "width": look.width,
            "height": look.height,
            "deviceScaleFactor": 1,
            "mobile": look.width < 600,
        });
        self.ask("Emulation.setDeviceMetricsOverride", size);
        // Left by way of an empty page, so that an address with a fragment is loaded too.
        self.ask("Page.navigate", json!({ "url": "about:blank" }));
        self.ask("Page.navigate", json!({ "url": url }));
        self.sees(&format!(
            "location.href === {} && document.readyState === 'complete'",
            json!(url)
        ));
    }

    /// What an expression comes to.
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let asked =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        self.ask("Runtime.evaluate", asked)["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub(crate) fn sees(&mut self, expression: &str) {
        let begun = Instant::now();
        while self.eval(expression) != json!(true) {
            assert!(
                begun.elapsed() < PATIENCE,
                "not seen: {expression} on {}",
                self.eval("document.body.innerText")
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Texts that stand out less from their background than WCAG 2 AA asks (4.5 to 1).
    pub(crate) fn unreadable(&mut self) -> Vec<String> {
        let found = self.eval(include_str!("contrast.js"));
        serde_json::from_value(found).unwrap()
    }

    /// Role and name of everything that assistive technology is told of.
    pub(crate) fn accessibility_tree(&mut self) -> Vec<String> {
        let tree = self.ask("Accessibility.getFullAXTree", json!({}));
        let nodes = tree["nodes"].as_array().unwrap();
        let line = |node: &Value| {
            let role = node["role"]["value"].as_str()?;
            match node["name"]["value"].as_str() {
                None | Some("") => Some(role.to_owned()),
                Some(name) => Some(format!("{role}: {name}")),
            }
        };
        nodes
            .iter()
            .filter(|node| node["ignored"] != json!(true))
            .filter_map(line)
            .collect()
    }

    /// What the browser complained of: script errors, refused resources, failed requests.
    pub(crate) fn complaints(&mut self) -> Vec<String> {
        self.eval("0");
        std::mem::take(&mut self.complaints)
    }

    /// Sends a command and waits for its answer; takes note of complaints in between.
    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.sent += 1;
        let mut command = json!({ "id": self.sent, "method": method, "params": params });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        self.to
            .write_all(format!("{command}\0").as_bytes())
            .unwrap();
        self.to.flush().unwrap();
        loop {
            let mut bytes = Vec::new();
            self.from.read_until(0, &mut bytes).unwrap();
            assert!(!bytes.is_empty(), "the browser has gone");
            let message: Value = serde_json::from_slice(&bytes[..bytes.len() - 1]).unwrap();
            if message["id"] == json!(self.sent) {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
            match message["method"].as_str() {
                Some("Runtime.exceptionThrown") => {
                    self.complaints.push(message["params"].to_string())
                }
                Some("Log.entryAdded") if message["params"]["entry"]["level"] == "error" => {
                    self.complaints
                        .push(message["params"]["entry"]["text"].to_string());
                }
                _ => {}
            }
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
