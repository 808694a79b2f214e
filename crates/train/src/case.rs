//! Labelled calls, as `evals/` holds them.

use std::{collections::BTreeMap, error::Error, path::Path};

use jiff::civil::Date;
use midcall_domain::{
    calls::Speaker,
    signals::{Locale, SignalKind, SignalState, SignalValue, Signals, Standing},
    time::Timestamp,
};
use serde::Deserialize;

/// A labelled call.
#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) call_date: Date,
    pub(crate) locale: Locale,
    pub(crate) turns: Vec<Turn>,
    gold: Gold,
}

/// One final transcript.
#[derive(Debug, Deserialize)]
pub(crate) struct Turn {
    pub(crate) i: u32,
    role: String,
    pub(crate) text: String,
    pub(crate) t_ms: i64,
}

#[derive(Debug, Deserialize)]
struct Gold {
    timeline_of_changes: Vec<Change>,
}

/// What the labels say changes at a turn.
#[derive(Debug, Deserialize)]
pub(crate) struct Change {
    turn: u32,
    pub(crate) signal: SignalKind,
    state: SignalState,
    value: serde_json::Value,
}

impl Turn {
    pub(crate) fn speaker(&self) -> Speaker {
        match self.role.as_str() {
            "user" => Speaker::Prospect,
            _ => Speaker::Agent,
        }
    }
}

impl Case {
    /// Who wrote it: the letters its id begins with.
    pub(crate) fn hand(&self) -> &str {
        let end = self.id.find(|c: char| !c.is_ascii_alphabetic());
        &self.id[..end.unwrap_or(self.id.len())]
    }

    /// What the labels say changes at each turn.
    pub(crate) fn changes(&self) -> BTreeMap<u32, Vec<&Change>> {
        let mut changes: BTreeMap<u32, Vec<&Change>> = BTreeMap::new();
        for change in &self.gold.timeline_of_changes {
            changes.entry(change.turn).or_default().push(change);
        }
        changes
    }
}

impl Change {
    /// Lets what the label says stand.
    pub(crate) fn settle(&self, signals: &mut Signals) {
        if self.state == SignalState::Unknown {
            signals.0.remove(&self.signal);
            return;
        }
        signals.0.insert(
            self.signal,
            Standing {
                state: self.state,
                // A value the listener cannot express (half a pound) is none.
                value: serde_json::from_value::<Option<SignalValue>>(self.value.clone())
                    .unwrap_or_default(),
                quote: String::new(),
                turn: self.turn,
                at: Timestamp::default(),
            },
        );
    }
}

/// Reads a file of labelled calls.
pub(crate) fn read(path: &Path) -> Result<Vec<Case>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("{} could not be read: {error}", path.display()))?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line)
                .map_err(|error| format!("{}:{}: {error}", path.display(), at + 1).into())
        })
        .collect()
}
