//! `midcall extract`

use std::io::{self, BufRead, Write};

use midcall::{
    config::Settings,
    eval::{self, Case, Hearing},
};
use midcall_domain::signals::{Rubric, SignalName, SignalState, SignalValue};
use serde::Serialize;

use super::Failure;

/// Reads calls from standard input and writes what was heard in them, call by call.
pub(super) fn extract(settings: &Settings) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    write_all(io::stdin().lock(), &mut out, settings)?;
    Ok(out.flush()?)
}

fn write_all(
    input: impl BufRead,
    out: &mut impl Write,
    settings: &Settings,
) -> Result<(), Failure> {
    let rubric = settings.rubric();
    for case in eval::read_cases::<Case>(input) {
        let mut case = case?;
        case.currency = case.currency.or(settings.calls.currency);
        write(out, &case, &eval::hear(&case, &rubric), &rubric)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct ChangeLine<'a> {
    id: &'a str,
    turn: u32,
    signal: &'a SignalName,
    state: SignalState,
    value: Option<&'a SignalValue>,
    quote: &'a str,
    rule: &'a str,
    confidence: u8,
}

#[derive(Serialize)]
struct FinalLine<'a> {
    id: &'a str,
    #[serde(rename = "final")]
    signals: std::collections::BTreeMap<SignalName, FinalSignal<'a>>,
    score: u8,
}

#[derive(Serialize)]
struct FinalSignal<'a> {
    state: SignalState,
    value: Option<&'a SignalValue>,
    quote: Option<&'a str>,
}

fn write(out: &mut impl Write, case: &Case, hearing: &Hearing, rubric: &Rubric) -> io::Result<()> {
    let mut line = |json: String| writeln!(out, "{json}");
    for change in &hearing.changes {
        line(serde_json::to_string(&ChangeLine {
            id: &case.id,
            turn: change.turn,
            signal: &change.signal,
            state: change.state,
            value: change.value.as_ref(),
            quote: &change.claim.quote,
            rule: &change.claim.rule,
            confidence: change.claim.confidence,
        })?)?;
    }
    let signals = rubric.signals().map(|name| {
        let standing = hearing.signals.get(&name);
        let signal = FinalSignal {
            state: standing.map_or(SignalState::Unknown, |standing| standing.state),
            value: standing.and_then(|standing| standing.value.as_ref()),
            quote: standing.map(|standing| standing.quote.as_str()),
        };
        (name, signal)
    });
    line(serde_json::to_string(&FinalLine {
        id: &case.id,
        signals: signals.collect(),
        score: hearing.score,
    })?)
}
