//! What hearing an utterance costs: the rules alone, with the table, and beside both the four regular
//! expressions that the founding tutorial listens with.

use std::{
    hint::black_box,
    path::PathBuf,
    time::{Duration, Instant},
};

use midcall::{
    eval::{self, Case},
    output,
};
use midcall_domain::{
    calls::Speaker,
    signals::{Listener, Locale, Rubric, Setting, Utterance, model::Weights},
    time::Timestamp,
};
use regex::Regex;

use crate::{Result, Verdict, figures::Latencies};

/// Longer ones are counted apart from the limit.
const SHORT_BYTES: usize = 200;
/// Each call is heard this often; of each utterance the fastest counts, as the machine is shared.
const ROUNDS: usize = 7;
/// Turns of the long calls.
const LONG: [usize; 3] = [1_000, 10_000, 100_000];

/// Which calls to hear.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Files of calls, one JSON object a line.
    #[arg(default_value = "evals/dev.jsonl")]
    calls: Vec<PathBuf>,
}

/// Measures, and prints a table.
///
/// # Errors
///
/// When a file cannot be read.
pub fn run(options: &Options) -> Result<Verdict> {
    let mut cases: Vec<Case> = Vec::new();
    for path in &options.calls {
        let file = std::io::BufReader::new(std::fs::File::open(path)?);
        for case in eval::read_cases(file) {
            cases.push(case?);
        }
    }
    let seeds = seeds()?;
    let rows: [(&str, Latencies); 3] = [
        ("four regular expressions", by_regex(&cases, &seeds)),
        ("rules", by_listener(&cases, None)),
        (
            "rules and table",
            by_listener(&cases, Some(Weights::shipped())),
        ),
    ];
    let base = rows[0].1.percentile_ms(0.5);
    output::data(&format!(
        "{} utterances of at most {SHORT_BYTES} bytes, microseconds\n{:<26} {:>8} {:>8} {:>8}   p50 to the first row's",
        rows[0].1.count(),
        "",
        "p50",
        "p99",
        "worst"
    ));
    for (name, latencies) in &rows {
        let us = |share| latencies.percentile_ms(share) * 1_000.0;
        output::data(&format!(
            "{name:<26} {:>8.1} {:>8.1} {:>8.1}   {:>6.0}",
            us(0.5),
            us(0.99),
            us(1.0),
            latencies.percentile_ms(0.5) / base
        ));
    }
    for turns in LONG {
        let took = long_call(turns);
        let each = took.as_secs_f64() * 1e6 / turns as f64;
        output::data(&format!(
            "a call of {turns:>6} turns: {each:>6.1} microseconds a turn"
        ));
    }
    Ok(Verdict::Passed)
}

fn seeds() -> Result<[Regex; 4]> {
    Ok([
        Regex::new(r"(?i)\$[\d,]+|budget.*\d+")?,
        Regex::new(r"(?i)next (week|month|quarter)|asap|urgent|Q[1-4]")?,
        Regex::new(r"(?i)decision maker|ceo|vp|director|approve")?,
        Regex::new(r"(?i)problem|challenge|need|looking for")?,
    ])
}

/// The fastest of several times, for each short utterance of a prospect.
fn by_regex(cases: &[Case], seeds: &[Regex; 4]) -> Latencies {
    let said = cases.iter().flat_map(|case| &case.turns);
    let short =
        said.filter(|turn| turn.role == Speaker::Prospect && turn.text.len() <= SHORT_BYTES);
    let fastest = short.map(|turn| {
        let times = (0..ROUNDS).map(|_| {
            let began = Instant::now();
            for seed in seeds {
                black_box(seed.is_match(black_box(&turn.text)));
            }
            began.elapsed()
        });
        times.min().unwrap_or_default()
    });
    Latencies::of(fastest.collect())
}

fn by_listener(cases: &[Case], weights: Option<&'static Weights>) -> Latencies {
    let mut fastest: Vec<Duration> = Vec::new();
    for round in 0..ROUNDS {
        let mut place = 0;
        for case in cases {
            let mut listener = Listener::weighing(case.setting(&Rubric::default()), weights);
            for turn in &case.turns {
                let utterance = Utterance {
                    turn: turn.i,
                    speaker: turn.role,
                    text: &turn.text,
                    at: Timestamp(turn.t_ms),
                };
                let began = Instant::now();
                black_box(listener.hear(black_box(utterance)));
                let took = began.elapsed();
                if turn.role == Speaker::Agent || turn.text.len() > SHORT_BYTES {
                    continue;
                }
                if round == 0 {
                    fastest.push(took);
                } else {
                    fastest[place] = fastest[place].min(took);
                }
                place += 1;
            }
        }
    }
    Latencies::of(fastest)
}

/// How long a call of so many turns takes to hear.
fn long_call(turns: usize) -> Duration {
    const SAID: [(Speaker, &str); 4] = [
        (Speaker::Agent, "Do you have a budget in mind for this?"),
        (
            Speaker::Prospect,
            "We could go to about forty thousand for the year, give or take.",
        ),
        (Speaker::Agent, "And when would you like to be live?"),
        (
            Speaker::Prospect,
            "By the end of next quarter, if my director signs it.",
        ),
    ];
    let mut listener = Listener::new(Setting::new(jiff::civil::date(2026, 3, 4), Locale::EnUs));
    let began = Instant::now();
    for (turn, (speaker, text)) in (0..turns).zip(SAID.into_iter().cycle()) {
        black_box(listener.hear(Utterance {
            turn: u32::try_from(turn).unwrap_or(u32::MAX),
            speaker,
            text,
            at: Timestamp(0),
        }));
    }
    began.elapsed()
}
