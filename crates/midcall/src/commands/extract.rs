//! `midcall extract`

use std::io::{self, BufRead, Write};

use midcall::eval::{self, Case, Hearing};
use midcall_domain::signals::{Rubric, SignalKind, SignalState, SignalValue};
use serde::Serialize;

use super::Failure;

/// Reads calls from standard input and writes what was heard in them, call by call.
pub(super) fn extract(rubric: &Rubric) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    write_all(io::stdin().lock(), &mut out, rubric)?;
    Ok(out.flush()?)
}

fn write_all(input: impl BufRead, out: &mut impl Write, rubric: &Rubric) -> Result<(), Failure> {
    for case in eval::read_cases::<Case>(input) {
        let case = case?;
        write(out, &case, &eval::hear(&case, rubric))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct ChangeLine<'a> {
    id: &'a str,
    turn: u32,
    signal: SignalKind,
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
    signals: std::collections::BTreeMap<SignalKind, FinalSignal<'a>>,
    score: u8,
}

#[derive(Serialize)]
struct FinalSignal<'a> {
    state: SignalState,
    value: Option<&'a SignalValue>,
    quote: Option<&'a str>,
}

fn write(out: &mut impl Write, case: &Case, hearing: &Hearing) -> io::Result<()> {
    let mut line = |json: String| writeln!(out, "{json}");
    for change in &hearing.changes {
        line(serde_json::to_string(&ChangeLine {
            id: &case.id,
            turn: change.turn,
            signal: change.signal,
            state: change.state,
            value: change.value.as_ref(),
            quote: &change.claim.quote,
            rule: &change.claim.rule,
            confidence: change.claim.confidence,
        })?)?;
    }
    let signals = SignalKind::ALL.map(|kind| {
        let standing = hearing.signals.0.get(&kind);
        let signal = FinalSignal {
            state: standing.map_or(SignalState::Unknown, |standing| standing.state),
            value: standing.and_then(|standing| standing.value.as_ref()),
            quote: standing.map(|standing| standing.quote.as_str()),
        };
        (kind, signal)
    });
    line(serde_json::to_string(&FinalLine {
        id: &case.id,
        signals: signals.into(),
        score: hearing.score,
    })?)
}
