//! The trial from its first kill to its verdict, bounded in time.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use bytes::Bytes;
use http::Request;
use midcall::{
    clock::Clock,
    outbound::{self, Http},
    output,
};
use midcall_sim::{
    rng::Rng,
    salesforce::{Chances, Org, OrgSettings},
    vapi::{
        api::{Settings, Vapi},
        webhook::Sink,
    },
};
use tokio::{
    sync::watch,
    time::{Instant, sleep, sleep_until},
};
use tower::ServiceExt;

use super::{
    asking::Asking,
    calling::{self, Calling, SPEED},
    ledger::Ledger,
    tally::Tally,
    verify::{self, Journaled},
    victim::Victim,
};
use crate::{Result, Verdict, vendors};

/// A lead that was being written when the program was killed is left alone for so long: the org may
/// still be at work on it.
const LEASE: Duration = Duration::from_secs(90);
/// This share of the time, and at most so much, is kept for coming to rest: requests whose dial was
/// interrupted are taken up again after a minute and a half.
const REST_SHARE: f64 = 0.4;
const REST_MAX: Duration = Duration::from_secs(130);
/// Calls that vanish are settled soon, so that the trial need not wait for minutes.
const SETTLE_AFTER_S: &str = "4";
const ORG_LATENCY_MS: u64 = 20;
/// Requests to the org go wrong this often before their work, and as often after it.
const ORG_FAULTS: f64 = 0.01;
/// After a kill, another one may come before the program is ready again.
const RESTART_WITHIN_MS: u64 = 150;
const HTTP_TIMEOUT: Duration = Duration::from_secs(20);
/// Vapi is left alone for minutes after failures in a row, which chance brings about too: a trial
/// has no time for that.
const SETTINGS: &str = "[queue]\nbreaker_after = 1000\n";
const SHOWN_MAX: usize = 20;

/// How often, how long, and which.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// How often the program is killed.
    #[arg(long, default_value_t = 100)]
    pub kills: u32,
    /// How long the whole trial may take.
    #[arg(long, default_value_t = 6.0)]
    pub minutes: f64,
    /// What happens when; without it, another trial every time.
    #[arg(long)]
    pub seed: Option<u64>,
    /// The program; without it, the one beside this one.
    #[arg(long, value_name = "FILE")]
    pub binary: Option<PathBuf>,
}

/// Runs the trial and prints what it came to.
///
/// # Errors
///
/// When the program cannot be started, or ends by itself.
pub async fn run(options: Options) -> Result<Verdict> {
    let tally = trial(&options).await?;
    output::data(&tally.to_string());
    for violation in tally.violations.iter().take(SHOWN_MAX) {
        output::data(violation);
    }
    if tally.violations.is_empty() {
        return Ok(Verdict::Passed);
    }
    output::data(&format!("again: cargo xtask crash --seed {}", tally.seed));
    Ok(Verdict::Failed)
}

async fn trial(options: &Options) -> Result<Tally> {
    let seed = options
        .seed
        .unwrap_or_else(|| Clock::System.now().0.unsigned_abs());
    let length = Duration::from_secs_f64(options.minutes * 60.0);
    let began = Instant::now();
    let end = began + length;
    let rest_for = REST_MAX.min(length.mul_f64(REST_SHARE));
    let quiet_from = end - rest_for;

    let folder = tempfile::tempdir()?;
    let (org, salesforce) = vendors::serve_org(OrgSettings {
        seed,
        latency_ms: ORG_LATENCY_MS,
        remembered_writes: 1,
        ..OrgSettings::default()
    })?;
    let http = outbound::http(HTTP_TIMEOUT)?;
    let ledger = Ledger::default();
    // Vapi must know where the program listens, and the program where Vapi does.
    let binary = options.binary.clone().map_or_else(beside, Ok)?;
    // It runs in a folder of its own.
    let binary = binary
        .canonicalize()
        .map_err(|error| format!("{} cannot be run: {error}", binary.display()))?;
    let vapi_listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let vapi_url = vendors::base_url(vapi_listener.local_addr()?);
    let mut environment = vendors::environment(folder.path(), &salesforce, &vapi_url);
    environment.insert(
        "MIDCALL_SETTLE_AFTER_S".to_owned(),
        SETTLE_AFTER_S.to_owned(),
    );
    std::fs::write(folder.path().join("midcall.toml"), SETTINGS)?;
    let mut victim = Victim::new(binary, folder.path().to_owned(), environment).await?;
    let base_url = vendors::base_url(victim.address);
    let webhooks = format!("{base_url}{}", vendors::WEBHOOK_PATH);
    let sink = Sink {
        credential: vendors::credential(),
        backoff: Some(calling::patience()),
        speed: SPEED,
        ..Sink::new(ledger.recording(http.clone()), &webhooks)
    };
    let vapi = Vapi::new(Settings {
        seed,
        api_key: Some(vendors::VAPI_KEY.to_owned()),
        sink: Some(sink.clone()),
        // More than a trial calls at once: what waits for a line is another matter.
        concurrency_limit: 100_000,
        ..Settings::default()
    });
    let vapi_router = vapi.router();
    tokio::spawn(async move { axum::serve(vapi_listener, vapi_router).await });

    victim.start()?;
    victim.ready().await?;
    org.set_fault_chances(Chances {
        before: ORG_FAULTS,
        after: ORG_FAULTS,
    });
    let (stop, stopping) = watch::channel(false);
    let calling = Calling::new(org.clone(), sink);
    let asking = Asking::new(org.clone(), vapi.clone(), http.clone(), &base_url);
    let calls = tokio::spawn(calling.clone().keep_calling(seed, stopping.clone()));
    let requests = tokio::spawn(asking.clone().keep_asking(seed, stopping, end));

    let mut tally = Tally {
        seed,
        ..Tally::default()
    };
    tally.kills = keep_killing(&mut victim, &ledger, seed, options.kills, quiet_from).await?;
    stop.send_replace(true);
    org.clear_faults();
    vapi.clear_faults();
    output::talk("no more kills: letting it come to rest");
    tally.calls = calls.await??;
    let asked = requests.await??;
    tally.open_requests = asked.unanswered;
    vapi.settle().await;
    rest(&http, &base_url, end).await?;

    match victim.terminate().await {
        Ok(took) => tally.stopped_after = took,
        Err(error) => tally.violations.push(error.to_string()),
    }
    let replayed = victim.replay_check().await?;
    if !replayed.success() {
        tally
            .violations
            .push(format!("replay --check ended with {replayed}"));
    }
    if victim.panics() > 0 {
        tally
            .violations
            .push(format!("the program panicked {} times", victim.panics()));
    }
    // Each call and each request has a lead of its own.
    let leads = usize::try_from(tally.calls)? + asked.requests;
    let world = World {
        ledger,
        calling,
        asking,
        org,
        vapi,
        leads,
    };
    check(&mut tally, folder.path(), &world).await?;
    if rest_for > LEASE && tally.due_leads > 0 {
        tally.violations.push(format!(
            "{} leads are due and were not written",
            tally.due_leads
        ));
    }
    if !tally.violations.is_empty() {
        for line in victim.last_words() {
            output::talk(&line);
        }
        output::talk(&format!("the data is kept in {}", folder.keep().display()));
    }
    Ok(tally)
}

/// Everything the program's promises are checked against.
struct World {
    ledger: Ledger,
    calling: Calling,
    asking: Asking,
    org: Org,
    vapi: Vapi,
    /// How many leads were created by people.
    leads: usize,
}

async fn check(tally: &mut Tally, data: &Path, world: &World) -> Result<()> {
    let World {
        ledger,
        calling,
        asking,
        org,
        vapi,
        leads,
    } = world;
    let journaled = Journaled::read(data)?;
    let expected = journaled.expected();
    let (lossy, accepted) = (calling.lossy(), asking.accepted());
    tally
        .violations
        .extend(verify::deliveries(&journaled, ledger));
    let due = verify::due(data, &expected).await?;
    tally
        .violations
        .extend(verify::leads(org, &expected, &due, &lossy, *leads));
    tally.violations.extend(verify::dials(vapi, &accepted));
    tally.sent = ledger.totals();
    tally.entries = journaled.entries;
    tally.lossy_calls = lossy.len();
    tally.leads = expected.len();
    tally.due_leads = due.len();
    tally.dials = vapi.dials().len();
    tally.accepted = accepted.len();
    tally.answers = asking.answers();
    Ok(())
}

/// Kills the program at moments spread evenly by chance, some of them close together, and starts
/// it again each time.
async fn keep_killing(
    victim: &mut Victim,
    ledger: &Ledger,
    seed: u64,
    kills: u32,
    until: Instant,
) -> Result<u32> {
    let mut rng = Rng::new(seed.rotate_left(17));
    let began = Instant::now();
    let window_us = u64::try_from(until.saturating_duration_since(began).as_micros())?;
    let mut moments: Vec<u64> = (0..kills).map(|_| rng.below(window_us)).collect();
    moments.sort_unstable();
    for (killed, moment) in (1..).zip(moments) {
        sleep_until(began + Duration::from_micros(moment)).await;
        victim.kill().await?;
        sleep(Duration::from_millis(rng.below(RESTART_WITHIN_MS))).await;
        victim.start()?;
        if killed % 10 == 0 || killed == kills {
            let acknowledged = ledger.totals().acknowledged;
            output::talk(&format!(
                "killed {killed:>4} of {kills}, {acknowledged:>7} deliveries acknowledged"
            ));
        }
    }
    sleep_until(until).await;
    victim.ready().await?;
    Ok(kills)
}

/// Waits until no call is live and no lead is due, twice in a row: a call that is settled makes its
/// lead due.
async fn rest(http: &Http, base_url: &str, until: Instant) -> Result<()> {
    let mut quiet = 0;
    while quiet < 2 {
        if Instant::now() > until {
            output::talk("it has not come to rest in time");
            return Ok(());
        }
        sleep(Duration::from_secs(1)).await;
        let request = Request::get(format!("{base_url}/metrics")).body(Bytes::new())?;
        let answer = http.clone().oneshot(request).await?;
        let text = String::from_utf8_lossy(answer.body()).into_owned();
        let is_zero = |gauge: &str| text.lines().any(|line| line == format!("{gauge} 0"));
        let is_quiet = is_zero("midcall_live_calls") && is_zero("midcall_due_leads");
        quiet = if is_quiet { quiet + 1 } else { 0 };
    }
    Ok(())
}

/// The program that was built with this one.
fn beside() -> Result<PathBuf> {
    let binary = std::env::current_exe()?.with_file_name("midcall");
    if binary.exists() {
        Ok(binary)
    } else {
        Err("there is no `midcall` beside this program: cargo build --release -p midcall".into())
    }
}
