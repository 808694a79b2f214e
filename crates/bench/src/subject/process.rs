//! The parent's side: starts the child, asks it, and ends it.

use std::{net::SocketAddr, path::Path, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::{Instant, sleep},
};

use super::{child::Server, report::Usage};
use crate::Result;

/// A child counts as idle when it uses less than this share of a core.
const IDLE_SHARE: f64 = 0.06;
const IDLE_LOOK: Duration = Duration::from_millis(250);

/// A running server under measurement.
pub struct Subject {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
    asks: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Subject {
    /// Starts this program once more, as `server`.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub async fn start(server: Server, data: &Path, salesforce: &str) -> Result<Self> {
        let which = match server {
            Server::Bound => "bound",
            Server::Midcall => "midcall",
        };
        let mut child = Command::new(std::env::current_exe()?)
            .args(["subject", which, "--salesforce", salesforce, "--data"])
            .arg(data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let asks = child.stdin.take().ok_or("the child has no input")?;
        let answers = child.stdout.take().ok_or("the child has no output")?;
        let mut answers = BufReader::new(answers).lines();
        let url = answers.next_line().await?.unwrap_or_default();
        let address = url
            .trim_start_matches("http://")
            .parse()
            .map_err(|_| format!("the {which} server did not start"))?;
        Ok(Self {
            address,
            child,
            asks,
            answers,
        })
    }

    /// What it has used so far.
    ///
    /// # Errors
    ///
    /// When it has died.
    pub async fn usage(&mut self) -> Result<Usage> {
        self.asks.write_all(b"\n").await?;
        let line = self.answers.next_line().await?;
        Ok(serde_json::from_str(&line.ok_or("the server died")?)?)
    }

    /// Waits until it has nothing left to do. What it did until then is in what it has used.
    ///
    /// # Errors
    ///
    /// When it has died, or does not come to rest within `at_most`.
    pub async fn rest(&mut self, at_most: Duration) -> Result<Usage> {
        let began = Instant::now();
        let mut before = self.usage().await?;
        while began.elapsed() < at_most {
            sleep(IDLE_LOOK).await;
            let mut now = self.usage().await?;
            let used = now.cpu.saturating_sub(before.cpu);
            // What was reported along the way is not lost.
            now.heard_to_written_ms
                .splice(..0, std::mem::take(&mut before.heard_to_written_ms));
            if used < IDLE_LOOK.mul_f64(IDLE_SHARE) {
                return Ok(now);
            }
            before = now;
        }
        Err("the server does not come to rest".into())
    }

    /// Ends it in order.
    ///
    /// # Errors
    ///
    /// When it ends badly.
    pub async fn stop(self) -> Result<()> {
        let Self {
            mut child, asks, ..
        } = self;
        drop(asks);
        let status = child.wait().await?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("the server ended with {status}").into())
        }
    }
}
