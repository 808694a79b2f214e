//! Trains the listener's table of weights: `cargo xtask train`.
//!
//! With `--hold-out`, the calls of some writers are kept out of the training and heard instead:
//! what they show is what calls of strangers will.

mod case;
mod lesson;
mod regression;

use std::{collections::BTreeMap, error::Error, io::Write, path::PathBuf, process::ExitCode};

use clap::Parser;
use midcall_domain::{
    signals::{Listener, Setting, SignalKind, SignalState, Utterance, model::Weights},
    time::Timestamp,
};
use serde_json::json;

use crate::{case::Case, lesson::Lesson, regression::Settings};

/// Trains the listener's table of weights from labelled calls.
#[derive(Debug, Parser)]
struct Options {
    /// Files of labelled calls.
    #[arg(required = true)]
    calls: Vec<PathBuf>,
    /// Where the table goes.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Hear each of these writers' calls with a table trained on all the others, and print what was
    /// heard as `midcall extract` does. The letters their ids begin with.
    #[arg(long, value_delimiter = ',')]
    hold_out: Vec<String>,
    /// How strongly weights are pulled towards zero.
    #[arg(long, default_value_t = 0.6)]
    decay: f32,
    /// Added to "positive" after training.
    #[arg(long, default_value_t = 0.8)]
    positive_bias: f32,
    /// Added to "negative" after training.
    #[arg(long, default_value_t = 1.4)]
    negative_bias: f32,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let settings = Settings {
        decay: options.decay,
        positive_bias: options.positive_bias,
        negative_bias: options.negative_bias,
    };
    let mut cases = Vec::new();
    for path in &options.calls {
        cases.extend(case::read(path)?);
    }
    let taught: Vec<(&Case, Vec<Lesson>)> = cases
        .iter()
        .map(|case| (case, lesson::lessons(case)))
        .collect();
    let without = |hand: &str| -> Vec<&Lesson> {
        let others = taught.iter().filter(|(case, _)| case.hand() != hand);
        others.flat_map(|(_, lessons)| lessons).collect()
    };
    let mut out = std::io::stdout().lock();
    for hand in &options.hold_out {
        let weights = regression::train(&without(hand), settings);
        // One table per writer, for as long as the program runs.
        let weights: &'static Weights = Box::leak(Box::new(weights));
        for case in cases.iter().filter(|case| case.hand() == hand) {
            hear(case, weights, &mut out)?;
        }
    }
    if let Some(path) = &options.out {
        let table = regression::train(&without(""), settings).write();
        std::fs::write(path, &table)?;
        writeln!(
            std::io::stderr(),
            "{} lessons from {} calls, {} bytes of weights",
            without("").len(),
            cases.len(),
            table.len()
        )?;
    }
    Ok(())
}

/// Prints what is heard in a call, line by line.
fn hear(
    case: &Case,
    weights: &'static Weights,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let setting = Setting {
        call_date: case.call_date,
        locale: case.locale,
    };
    let mut listener = Listener::weighing(setting, Some(weights));
    for turn in &case.turns {
        let claims = listener.hear(Utterance {
            turn: turn.i,
            speaker: turn.speaker(),
            text: &turn.text,
            at: Timestamp(turn.t_ms),
        });
        for claim in claims {
            let standing = listener.signals().0.get(&claim.signal);
            let line = json!({
                "id": case.id,
                "turn": turn.i,
                "signal": claim.signal,
                "state": listener.signals().state(claim.signal),
                "value": standing.and_then(|standing| standing.value.as_ref()),
                "quote": claim.quote,
                "rule": claim.rule,
            });
            writeln!(out, "{line}")?;
        }
    }
    let signals: BTreeMap<SignalKind, serde_json::Value> = SignalKind::ALL
        .into_iter()
        .map(|kind| {
            let standing = listener.signals().0.get(&kind);
            let state = standing.map_or(SignalState::Unknown, |standing| standing.state);
            let value = standing.and_then(|standing| standing.value.as_ref());
            (kind, json!({ "state": state, "value": value }))
        })
        .collect();
    writeln!(out, "{}", json!({ "id": case.id, "final": signals }))?;
    Ok(())
}
