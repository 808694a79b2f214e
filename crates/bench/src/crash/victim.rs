//! The real program as a process of its own: started, killed, started again, and in the end asked
//! to stop.

use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::{TcpListener, TcpStream},
    process::{Child, ChildStderr, Command},
    time::{Instant, sleep, timeout},
};

use crate::Result;

/// Longer than reading the newest segment takes.
const READY_MAX: Duration = Duration::from_secs(20);
const READY_LOOK: Duration = Duration::from_millis(10);
/// The contract: SIGTERM drains and exits 0 within ten seconds.
const STOP_MAX: Duration = Duration::from_secs(10);
/// What it said last, for whoever looks into a failure.
const LOG_LINES_MAX: usize = 60;

/// The program under trial.
pub(super) struct Victim {
    /// Where it listens, the same after every start.
    pub(super) address: SocketAddr,
    binary: PathBuf,
    folder: PathBuf,
    environment: BTreeMap<String, String>,
    child: Option<Child>,
    log: Log,
}

impl Victim {
    /// The program, with its data in `folder`. Does not start it.
    ///
    /// # Errors
    ///
    /// When there is no free port.
    pub(super) async fn new(
        binary: PathBuf,
        folder: PathBuf,
        mut environment: BTreeMap<String, String>,
    ) -> Result<Self> {
        let address = TcpListener::bind(("127.0.0.1", 0)).await?.local_addr()?;
        environment.insert("MIDCALL_LISTEN".to_owned(), address.to_string());
        Ok(Self {
            address,
            binary,
            folder,
            environment,
            child: None,
            log: Log::default(),
        })
    }

    /// Starts it and does not wait.
    ///
    /// # Errors
    ///
    /// When the binary cannot be run.
    pub(super) fn start(&mut self) -> Result<()> {
        let mut child = self.command("serve").stderr(Stdio::piped()).spawn()?;
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(self.log.clone().follow(stderr));
        }
        self.child = Some(child);
        Ok(())
    }

    /// Waits until it can be reached.
    ///
    /// # Errors
    ///
    /// When it has ended by itself, or takes too long.
    pub(super) async fn ready(&mut self) -> Result<()> {
        let began = Instant::now();
        while TcpStream::connect(self.address).await.is_err() {
            self.is_alive()?;
            if began.elapsed() > READY_MAX {
                return Err("the program does not become ready".into());
            }
            sleep(READY_LOOK).await;
        }
        Ok(())
    }

    /// Kills it with SIGKILL.
    ///
    /// # Errors
    ///
    /// When it had ended by itself before.
    pub(super) async fn kill(&mut self) -> Result<()> {
        self.is_alive()?;
        if let Some(mut child) = self.child.take() {
            child.kill().await?;
        }
        Ok(())
    }

    /// Asks it to stop with SIGTERM and tells how long it took.
    ///
    /// # Errors
    ///
    /// When it does not exit with 0 in time.
    pub(super) async fn terminate(&mut self) -> Result<Duration> {
        let mut child = self.child.take().ok_or("the program is not running")?;
        let id = child.id().ok_or("the program has ended by itself")?;
        let began = Instant::now();
        kill(Pid::from_raw(i32::try_from(id)?), Signal::SIGTERM)?;
        let Ok(status) = timeout(STOP_MAX, child.wait()).await else {
            child.kill().await?;
            return Err("SIGTERM did not end the program within ten seconds".into());
        };
        let status = status?;
        if status.success() {
            Ok(began.elapsed())
        } else {
            Err(format!("SIGTERM ended the program with {status}").into())
        }
    }

    /// `midcall replay --check`
    ///
    /// # Errors
    ///
    /// When the binary cannot be run.
    pub(super) async fn replay_check(&self) -> Result<ExitStatus> {
        Ok(self.command("replay").arg("--check").status().await?)
    }

    /// What it said last.
    pub(super) fn last_words(&self) -> Vec<String> {
        self.log.lines()
    }

    /// How often it panicked.
    pub(super) fn panics(&self) -> usize {
        self.log.pages().panics
    }

    fn is_alive(&mut self) -> Result<()> {
        let child = self.child.as_mut().ok_or("the program is not running")?;
        match child.try_wait()? {
            None => Ok(()),
            Some(status) => Err(format!("the program ended by itself with {status}").into()),
        }
    }

    fn command(&self, which: &str) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .arg(which)
            .env_clear()
            .envs(&self.environment)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }
}

/// What the program said, over all its lives.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Pages>>);

#[derive(Default)]
struct Pages {
    lines: VecDeque<String>,
    panics: usize,
}

impl Log {
    async fn follow(self, stderr: ChildStderr) {
        let mut lines = BufReader::new(stderr).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            let mut pages = self.pages();
            pages.panics += usize::from(line.contains(" panicked at "));
            if pages.lines.len() == LOG_LINES_MAX {
                pages.lines.pop_front();
            }
            pages.lines.push_back(line);
        }
    }

    fn lines(&self) -> Vec<String> {
        self.pages().lines.iter().cloned().collect()
    }

    fn pages(&self) -> std::sync::MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
