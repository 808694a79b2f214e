//! An address that the internet reaches, for development: starts an agent that is installed on this
//! machine, reads the address it was given, and notes it beside the database, where
//! `midcall setup vapi` looks for it.
//!
//! The agent is a program of its own and no library of ours: docs/decisions/0017 says why.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use serde_json::Value;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

/// An agent that is not through after this will not be; cloudflared takes up to ten seconds.
const WAIT: Duration = Duration::from_secs(30);
/// Lines that wait to be looked at; an agent that says more is read later.
const LINES_MAX: usize = 64;

/// Who makes the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agent {
    /// ngrok's own agent.
    Ngrok,
    /// Cloudflare's.
    Cloudflared,
}

/// Why there is no address.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The agent is not there.
    #[error(
        "cannot start {agent}\nhint: install it ({hint}), or make the address another way and set MIDCALL_PUBLIC_URL (docs/vapi.md)"
    )]
    NotStarted {
        /// Its name.
        agent: &'static str,
        /// Where it comes from.
        hint: &'static str,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It ended, or said nothing.
    #[error("{agent} gave no address{}\nhint: {hint}", code.as_ref().map_or_else(String::new, |code| format!(" ({code})")))]
    NoAddress {
        /// Its name.
        agent: &'static str,
        /// Its own code for what is wrong.
        code: Option<String>,
        /// What to do.
        hint: &'static str,
    },
    /// The address cannot be noted.
    #[error("cannot note the address in {path}")]
    NotNoted {
        /// Where.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// An open tunnel. It ends with [`Tunnel::close`], or with this process.
#[derive(Debug)]
pub struct Tunnel {
    /// The address, without a slash at its end.
    pub address: String,
    note: PathBuf,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Agent {
    const fn name(self) -> &'static str {
        match self {
            Self::Ngrok => "ngrok",
            Self::Cloudflared => "cloudflared",
        }
    }

    const fn source(self) -> &'static str {
        match self {
            Self::Ngrok => "https://ngrok.com/download, then `ngrok config add-authtoken …`",
            Self::Cloudflared => "https://github.com/cloudflare/cloudflared/releases",
        }
    }

    fn command(self, port: u16) -> Command {
        let mut command = Command::new(self.name());
        match self {
            Self::Ngrok => command.args(["http", &port.to_string()]).args([
                "--log",
                "stdout",
                "--log-format",
                "json",
            ]),
            Self::Cloudflared => command
                .args(["tunnel", "--no-autoupdate", "--url"])
                .arg(format!("http://127.0.0.1:{port}")),
        };
        command
    }

    /// The address, if the agent says it in this line.
    fn address_in(self, line: &str) -> Option<String> {
        let url = match self {
            Self::Ngrok => {
                let said: Value = serde_json::from_str(line).ok()?;
                let is_open = said["msg"] == "started tunnel";
                said["url"].as_str().filter(|_| is_open)?.to_owned()
            }
            Self::Cloudflared => {
                let start = line.find("https://")?;
                let url: String = line[start..]
                    .chars()
                    .take_while(|c| !c.is_whitespace() && *c != '|')
                    .collect();
                Some(url).filter(|url| url.ends_with(".trycloudflare.com"))?
            }
        };
        url.starts_with("https://")
            .then(|| url.trim_end_matches('/').to_owned())
    }
}

/// The agent's own code for what is wrong. Nothing else of what it says is passed on: it repeats
/// the token it was given.
fn code_in(line: &str) -> Option<String> {
    let start = line.find("ERR_NGROK_")?;
    let is_code = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    Some(line[start..].chars().take_while(is_code).collect())
}

/// Opens a tunnel to a port of this machine and notes its address beside the database.
///
/// # Errors
///
/// When the agent cannot be started or gives no address.
pub async fn open(agent: Agent, port: u16, database: &Path) -> Result<Tunnel, Error> {
    let child = agent
        .command(port)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|source| Error::NotStarted {
            agent: agent.name(),
            hint: agent.source(),
            source,
        })?;
    let mut child = Running(child);
    let (told, mut lines) = mpsc::channel(LINES_MAX);
    if let Some(output) = child.0.stdout.take() {
        read_apart(output, told.clone());
    }
    if let Some(output) = child.0.stderr.take() {
        read_apart(output, told);
    }
    let address = tokio::time::timeout(WAIT, address(agent, &mut lines)).await;
    let address = address.unwrap_or(Err(None)).map_err(|code| Error::NoAddress {
        agent: agent.name(),
        code,
        hint: match agent {
            Agent::Ngrok => "run `ngrok http 3000` by itself to see what it says; it wants an account (`ngrok config add-authtoken …`)",
            Agent::Cloudflared => "run `cloudflared tunnel --url http://127.0.0.1:3000` by itself to see what it says",
        },
    })?;
    let note = note_path(database);
    fs::write(&note, format!("{address}\n")).map_err(|source| Error::NotNoted {
        path: note.display().to_string(),
        source,
    })?;
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(keep(agent, child, lines, stopped));
    Ok(Tunnel {
        address,
        note,
        stop,
        task,
    })
}

impl Tunnel {
    /// Ends the agent and forgets the address.
    pub async fn close(self) {
        // Whoever ended by itself needs no word.
        let _ = self.stop.send(());
        let _ = self.task.await;
        let _ = fs::remove_file(&self.note);
    }
}

/// The address of the tunnel that a server on this database has opened, if one has.
#[must_use]
pub fn address_beside(database: &Path) -> Option<String> {
    let text = fs::read_to_string(note_path(database)).ok()?;
    let address = text.trim();
    (!address.is_empty()).then(|| address.to_owned())
}

fn note_path(database: &Path) -> PathBuf {
    database.with_extension("tunnel")
}

/// An agent that ends with whoever holds it.
#[derive(Debug)]
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended cannot be ended again.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Reads what an agent says on a thread of its own, for as long as it says anything.
fn read_apart(output: impl Read + Send + 'static, told: mpsc::Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if told.blocking_send(line).is_err() {
                return;
            }
        }
    });
}

async fn address(
    agent: Agent,
    lines: &mut mpsc::Receiver<String>,
) -> Result<String, Option<String>> {
    let mut code = None;
    while let Some(line) = lines.recv().await {
        if let Some(address) = agent.address_in(&line) {
            return Ok(address);
        }
        code = code_in(&line).or(code);
    }
    Err(code)
}

/// Reads on, so that the agent never waits for a reader, until it ends or is ended.
async fn keep(
    agent: Agent,
    child: Running,
    mut lines: mpsc::Receiver<String>,
    mut stopped: oneshot::Receiver<()>,
) {
    let _child = child;
    loop {
        tokio::select! {
            _ = &mut stopped => return,
            line = lines.recv() => if line.is_none() { break },
        }
    }
    tracing::warn!(
        agent = agent.name(),
        "The tunnel is closed: Vapi does not reach this server any more; start it again"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_what_agents_say() {
        for (agent, line, expected) in [
            (
                Agent::Ngrok,
                r#"{"addr":"http://localhost:3000","lvl":"info","msg":"started tunnel","name":"command_line","url":"https://a1b2.ngrok-free.app"}"#,
                Some("https://a1b2.ngrok-free.app"),
            ),
            (
                Agent::Ngrok,
                r#"{"lvl":"info","msg":"client session established","url":"https://x"}"#,
                None,
            ),
            (
                Agent::Cloudflared,
                "2026-11-19T10:00:00Z INF |  https://four-words-in-row.trycloudflare.com   |",
                Some("https://four-words-in-row.trycloudflare.com"),
            ),
            (
                Agent::Cloudflared,
                "see https://developers.cloudflare.com/cloudflare-one/",
                None,
            ),
        ] {
            assert_eq!(agent.address_in(line).as_deref(), expected, "{line}");
        }
        let line = r#"{"err":"authentication failed: SENTINEL-token\r\n\r\nERR_NGROK_107\r\n"}"#;
        assert_eq!(code_in(line).as_deref(), Some("ERR_NGROK_107"));
    }
}
