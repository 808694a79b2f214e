//! The whole measurement: calls begin, go on at once, end, and are checked one by one.

use std::{sync::Arc, time::Duration};

use midcall::{outbound, output};
use midcall_sim::{
    salesforce::{Org, OrgSettings},
    vapi::webhook::Sink,
};
use tokio::{
    task::JoinSet,
    time::{Instant, interval, sleep},
};

use super::{
    check,
    conversation::{Conversation, Fared},
    report::{LIMITS, Report},
    watch::{LOOK_EVERY, REMEMBERED_WRITES, Watch},
};
use crate::{
    Result, Verdict,
    figures::Latencies,
    subject::{Server, Subject, Usage},
    vendors,
};

/// Generated calls are talked on for this long.
const CALL_MINUTES: f64 = 3.0;
/// Calls begin spread over this share of their length.
const START_SHARE: f64 = 0.05;
/// The last report is followed by a write, and by a read-back at the end.
const SETTLE_MAX: Duration = Duration::from_secs(60);
const HTTP_TIMEOUT: Duration = Duration::from_secs(20);
/// Leads that differ are shown up to this number.
const SHOWN_MAX: usize = 5;

/// How many calls, for how long.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Calls that go on at once.
    #[arg(long, default_value_t = 1_000)]
    calls: usize,
    /// How long a call takes: three minutes are real time, less is faster than life.
    #[arg(long, default_value_t = CALL_MINUTES)]
    minutes: f64,
    /// How long the org takes for a request.
    #[arg(long, default_value_t = 150)]
    org_latency_ms: u64,
    /// Print the figures as JSON.
    #[arg(long)]
    json: bool,
}

/// Lets the calls happen, prints what came of them, and checks every lead.
///
/// # Errors
///
/// When a server cannot be started.
pub async fn run(options: Options) -> Result<Verdict> {
    let folder = tempfile::tempdir()?;
    let (org, salesforce) = vendors::serve_org(OrgSettings {
        latency_ms: options.org_latency_ms,
        remembered_writes: REMEMBERED_WRITES,
        ..OrgSettings::default()
    })?;
    let mut subject = Subject::start(Server::Midcall, folder.path(), &salesforce).await?;
    let leads = vendors::create_leads(&org, options.calls)?;
    let conversations: Arc<[Conversation]> = (0..)
        .zip(leads)
        .map(|(seed, lead)| Conversation::new(seed, lead))
        .collect();

    let speed = CALL_MINUTES / options.minutes;
    let url = vendors::base_url(subject.address) + vendors::WEBHOOK_PATH;
    let sink = Sink {
        credential: vendors::credential(),
        speed,
        ..Sink::new(outbound::http(HTTP_TIMEOUT)?, &url)
    };
    let mut happening = begin(&conversations, &sink, options.minutes);
    let mut watch = Watch::default();
    let mut usage = Usage::default();
    let mut fared = Fared::default();
    let began = Instant::now();
    let mut looks = interval(LOOK_EVERY);
    while !happening.is_empty() {
        tokio::select! {
            Some(call) = happening.join_next() => fared.add(call?),
            _ = looks.tick() => {
                watch.look(&org, conversations.iter().map(|it| it.lead.as_str()));
                take(&mut usage, subject.usage().await?);
                tell(&org, &usage, began, happening.len());
            }
        }
    }
    let differing = settle(&org, &conversations).await;
    watch.look(&org, conversations.iter().map(|it| it.lead.as_str()));
    take(&mut usage, subject.usage().await?);
    subject.stop().await?;

    for difference in differing.iter().take(SHOWN_MAX) {
        output::talk(difference);
    }
    let is_real_time = (speed - 1.0).abs() < 0.01;
    let report = Report::new(
        &usage,
        fared,
        // Faster than life, the words are dated later than they are sent.
        is_real_time.then(|| Latencies::of(watch.said_to_saved)),
        org.counted_requests() as f64 / options.calls as f64,
        differing.len(),
        options.calls,
    );
    output::data(&if options.json {
        serde_json::to_string(&report)?
    } else {
        report.to_string()
    });
    Ok(if report.keeps(&LIMITS) {
        Verdict::Passed
    } else {
        Verdict::Failed
    })
}

/// Lets every call begin at its moment.
fn begin(conversations: &Arc<[Conversation]>, sink: &Sink, minutes: f64) -> JoinSet<Fared> {
    let spread = Duration::from_secs_f64(minutes * 60.0 * START_SHARE);
    let mut happening = JoinSet::new();
    for place in 0..conversations.len() {
        let (conversations, sink) = (Arc::clone(conversations), sink.clone());
        let waits = spread.mul_f64(place as f64 / conversations.len() as f64);
        happening.spawn(async move {
            sleep(waits).await;
            conversations[place].happen(&sink).await
        });
    }
    happening
}

/// Adds a later report to what is known.
fn take(known: &mut Usage, later: Usage) {
    known.cpu = later.cpu;
    known.peak_memory_bytes = later.peak_memory_bytes;
    known.heard_to_written_ms.extend(later.heard_to_written_ms);
}

fn tell(org: &Org, usage: &Usage, began: Instant, on_the_line: usize) {
    output::talk(&format!(
        "{:>4} s  {on_the_line:>5} calls  {:>5} writes heard of  {:>5} requests to the org  {:>4.0} MB  {:>5.1} s of CPU",
        began.elapsed().as_secs(),
        usage.heard_to_written_ms.len(),
        org.counted_requests(),
        usage.peak_memory_bytes as f64 / 1e6,
        usage.cpu.as_secs_f64(),
    ));
}

/// Waits until every lead says what was said, and tells of those that never do.
async fn settle(org: &Org, conversations: &[Conversation]) -> Vec<String> {
    let began = Instant::now();
    loop {
        let differing = conversations.iter().filter_map(|conversation| {
            let lead = org.lead(&conversation.lead).unwrap_or_default();
            let differences = check::differences(&lead, conversation);
            let told = || format!("{}: {}", conversation.call, differences.join("; "));
            (!differences.is_empty()).then(told)
        });
        let differing: Vec<String> = differing.collect();
        if differing.is_empty() || began.elapsed() > SETTLE_MAX {
            return differing;
        }
        sleep(Duration::from_secs(1)).await;
    }
}
