//! `midcall call show`, `midcall lead show`

use midcall::{
    node::Node,
    output,
    views::{self, CallView, LeadView, SignalView, WriteView},
};
use midcall_domain::{
    calls::{CallId, Speaker},
    leads::FieldValue,
    signals::SignalState,
};

use super::{Failure, retry::lead_id};

pub(super) async fn call(node: &Node, id: &str, is_json: bool) -> Result<(), Failure> {
    let Some(call) = views::call(node, &CallId::from(id)).await? else {
        return Err(Failure::yours(format!(
            "no call {id} has been heard of\nhint: `midcall calls` lists them"
        )));
    };
    if is_json {
        output::data(&serde_json::to_string_pretty(&call).map_err(Failure::ours)?);
    } else {
        print_call(&call);
    }
    Ok(())
}

pub(super) async fn lead(node: &Node, id: &str, is_json: bool) -> Result<(), Failure> {
    let id = lead_id(id)?;
    let Some(row) = node.store.load_lead(&node.workspace, &id).await? else {
        return Err(Failure::yours(format!(
            "no call for lead {id} has been heard of\nhint: `midcall leads` lists them"
        )));
    };
    let lead = views::lead(node, &row);
    if is_json {
        output::data(&serde_json::to_string_pretty(&lead).map_err(Failure::ours)?);
    } else {
        print_lead(&lead);
    }
    Ok(())
}

fn print_call(call: &CallView) {
    let item = &call.item;
    output::data(&format!("call    {}", item.id));
    output::data(&format!(
        "lead    {}",
        item.lead_id.as_deref().unwrap_or("none")
    ));
    output::data(&format!("status  {}", item.status.unwrap_or("not begun")));
    output::data(&format!(
        "score   {}{}",
        item.score,
        if call.is_hot { ", hot" } else { "" }
    ));
    if let Some(write) = &call.write {
        output::data(&format!("written {}", write_line(write)));
    }
    output::data("");
    print_signals(&call.signals);
    output::data("");
    for turn in &call.transcript {
        let speaker = match turn.speaker {
            Speaker::Prospect => "Prospect",
            Speaker::Agent => "Agent",
        };
        let tentative = turn
            .tentative
            .as_ref()
            .map(|words| format!(" [{words} …]"))
            .unwrap_or_default();
        output::data(&format!("{speaker:>8}  {}{tentative}", turn.text));
    }
    for anomaly in &call.anomalies {
        output::talk(&format!("odd: {:?}, {} times", anomaly.what, anomaly.count));
    }
}

fn print_lead(lead: &LeadView) {
    output::data(&format!("lead    {}", lead.id));
    if let Some(target) = &lead.merged_into {
        output::data(&format!("merged  into {target}"));
    }
    output::data(&format!(
        "score   {}{}",
        lead.score,
        if lead.is_hot { ", hot" } else { "" }
    ));
    output::data(&format!("written {}", write_line(&lead.write)));
    output::data("");
    print_signals(&lead.signals);
    output::data("");
    for field in &lead.fields {
        let seen = field
            .observed
            .as_ref()
            .map_or_else(|| "not read yet".to_owned(), value);
        let wanted = field.desired.as_ref().map_or_else(String::new, value);
        let mark = if field.desired == field.observed {
            "="
        } else {
            "≠"
        };
        output::data(&format!("{:<28} {mark} {wanted}", field.name));
        if field.desired != field.observed {
            output::data(&format!("{:<28}   in Salesforce: {seen}", ""));
        }
    }
}

fn print_signals(signals: &[SignalView]) {
    /// The longest name of the five, and a blank.
    const NAME_WIDTH: usize = 13;
    let names = signals.iter().map(|signal| signal.signal.as_str().len());
    let width = names.fold(NAME_WIDTH, usize::max);
    for signal in signals {
        let state = match signal.state {
            SignalState::Unknown => "?",
            SignalState::Positive => "+",
            SignalState::Negative => "-",
        };
        let value = signal
            .value
            .as_ref()
            .and_then(|value| serde_json::to_string(value).ok())
            .unwrap_or_default();
        output::data(&format!(
            "{state} {:<width$} {:>3}  {value}",
            signal.signal, signal.points
        ));
        if let Some(quote) = &signal.quote {
            output::data(&format!("{:1$}“{quote}”", "", width + 8));
        }
    }
}

fn write_line(write: &WriteView) -> String {
    let mut line = write.state.replace('_', " ");
    if let Some(at) = &write.written_at {
        line.push_str(&format!(", last at {at}"));
    }
    for blocked in &write.blocked {
        line.push_str(&format!(
            "\n        {}: {} {}",
            blocked.why.reason, blocked.why.detail, blocked.why.action
        ));
    }
    line
}

fn value(value: &FieldValue) -> String {
    const CHARS_MAX: usize = 100;
    match value {
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Moment(at) => at.iso(),
        FieldValue::Empty => "(empty)".to_owned(),
        FieldValue::Text(text) => {
            let line = text.replace('\n', " / ");
            let mut short: String = line.chars().take(CHARS_MAX).collect();
            if short.len() < line.len() {
                short.push('…');
            }
            short
        }
    }
}
