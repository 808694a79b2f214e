//! `midcall call show`, `midcall lead show`

use midcall::{
    in_words,
    node::Node,
    output,
    views::{
        self, ActivityView, CallView, EditView, LeadView, OptOutView, OutsideClaimView, SignalView,
        WriteView,
    },
};
use midcall_domain::{
    calls::{CallId, Speaker},
    claims::ClaimedValue,
    leads::{EditFate, FieldValue, Policy},
    signals::{SignalState, Source},
    time::Timestamp,
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
    let lead = views::lead_in_full(node, &row).await?;
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
    output::data(&format!(
        "ledger  {}: {}",
        call.arrival.outcome.name(),
        call.arrival.text
    ));
    if let Some(heard) = &call.opt_out {
        print_opt_out(heard);
    }
    output::data("");
    print_signals(&call.signals);
    output::data("");
    call.outside_claims.iter().for_each(print_outside_claim);
    if !call.outside_claims.is_empty() {
        output::data("");
    }
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
    if let Some(contact) = &lead.converted_to {
        output::data(&format!(
            "contact {contact}, which the lead was converted to"
        ));
    }
    output::data(&format!(
        "score   {}{}",
        lead.score,
        if lead.is_hot { ", hot" } else { "" }
    ));
    if lead.is_shadow {
        output::data("shadow  nothing is written: what would be, and below it what is there");
    }
    output::data(&format!("written {}", write_line(&lead.write)));
    if let Some(heard) = &lead.opt_out {
        print_opt_out(heard);
    }
    if let Some(at) = &lead.read_at {
        output::data(&format!("read    at {at}"));
    }
    if let Some(drift) = &lead.drift {
        output::data(&format!("drift   found at {}", drift.at));
        for field in &drift.fields {
            let said = |it: &Option<FieldValue>| it.as_ref().map_or_else(String::new, value);
            let (found, written) = (said(&field.found), said(&field.written));
            output::data(&format!(
                "        {}: {found}, where {written} was written",
                field.name
            ));
        }
    }
    output::data("");
    print_signals(&lead.signals);
    output::data("");
    for field in &lead.fields {
        let seen = field
            .observed
            .as_ref()
            .map_or_else(|| "not read yet".to_owned(), value);
        let wanted = field.desired.as_ref().map_or_else(String::new, value);
        let is_same = field.desired == field.observed;
        let mark = if is_same { "=" } else { "≠" };
        output::data(&format!("{:<28} {mark} {wanted}", field.name));
        if !is_same {
            let left = if field.is_settled && field.policy != Policy::Ours {
                format!(" (left as it is: {})", field.policy.name())
            } else {
                String::new()
            };
            output::data(&format!("{:<28}   in Salesforce: {seen}{left}", ""));
        }
    }
    lead.write.edits.iter().for_each(print_edit);
    for activity in lead.activities.iter().flatten() {
        print_activity(activity);
    }
}

fn print_activity(activity: &ActivityView) {
    output::data("");
    output::data(&format!("task    {}", activity.subject));
    output::data(&format!("        call {}", activity.call));
    let state = activity.state.replace('_', " ");
    let written = activity.written_at.as_deref().unwrap_or("never");
    output::data(&format!("        {state}, written {written}"));
    if let Some(why) = &activity.blocked {
        let line = format!("        {}: {} {}", why.reason, why.detail, why.action);
        output::data(&line);
    }
    for line in activity.description.lines().filter(|line| !line.is_empty()) {
        output::data(&format!("        {line}"));
    }
}

fn print_edit(edit: &EditView) {
    let by = match (&edit.by, &edit.at) {
        (Some(by), Some(at)) => format!(" by {by} at {at}"),
        (Some(by), None) => format!(" by {by}"),
        _ => " by somebody else".to_owned(),
    };
    let fate = match edit.fate {
        EditFate::Kept => "it stands",
        EditFate::Overwritten => "it was written over: the field is Midcall's",
        EditFate::Joined => "it stands beside Midcall's words",
    };
    output::data("");
    output::data(&format!("{} was changed{by}: {fate}", edit.field));
    output::data(&format!("  now:    {}", value(&edit.theirs)));
    if let Some(ours) = &edit.ours {
        output::data(&format!("  before: {}", value(ours)));
    }
}

fn print_opt_out(heard: &OptOutView) {
    output::data(&format!(
        "no more calls, asked for at {} on call {}",
        heard.at, heard.call_id
    ));
    output::data(&format!("        “{}”", heard.quote));
    let marked = match heard.marked.as_deref() {
        Some("done") => "DoNotCall is set in Salesforce",
        Some("blocked") => "DoNotCall could not be set in Salesforce",
        Some(_) => "DoNotCall is not set in Salesforce yet",
        None => return,
    };
    let reason = heard.reason.as_ref().map(|why| format!(": {why}"));
    output::data(&format!("        {marked}{}", reason.unwrap_or_default()));
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
        let said_at = signal.at.as_deref().and_then(Timestamp::parse_iso);
        let said_on = said_at.unwrap_or_default().date();
        let value = signal.value.as_ref();
        let value = value.and_then(|value| in_words::value(value, said_on));
        let value = value.unwrap_or_default();
        output::data(&format!(
            "{state} {:<width$} {:>3}  {value}",
            signal.signal, signal.points
        ));
        if let Some(word) = on_whose_word(signal) {
            output::data(&format!("{:21}{word}", ""));
        }
        if let Some(quote) = &signal.quote {
            output::data(&format!("{:1$}“{quote}”", "", width + 8));
        }
    }
}

/// Who says so, where that is not what Midcall heard undisputed.
fn on_whose_word(signal: &SignalView) -> Option<String> {
    let said = match (&signal.by, signal.source?) {
        (Some(by), _) => {
            let at = by.at.as_ref().map(|at| format!(" at {at}"));
            let note = by.note.as_ref().map(|note| format!(": {note}"));
            let (at, note) = (at.unwrap_or_default(), note.unwrap_or_default());
            format!("says {}{at}{note}", by.who)
        }
        (None, Source::Core) if !signal.is_contested => return None,
        (None, source) => format!("by {}", source.name()),
    };
    let contested = if signal.is_contested {
        ", contested"
    } else {
        ""
    };
    Some(said + contested)
}

fn print_outside_claim(claim: &OutsideClaimView) {
    let value = match &claim.value {
        Some(ClaimedValue::Exact(value)) => serde_json::to_string(value).unwrap_or_default(),
        Some(ClaimedValue::Words(words)) => words.clone(),
        None => String::new(),
    };
    let by = claim.by.as_ref().map_or(claim.source.name(), |by| &by.who);
    let came_to = serde_json::to_string(&claim.part).unwrap_or_default();
    let came_to = came_to.trim_matches('"').replace('_', " ");
    let why = claim
        .reason
        .map(|reason| format!(", {reason}"))
        .unwrap_or_default();
    output::data(&format!(
        "{:<13} by {by}: {value} ({came_to}{why})",
        claim.signal
    ));
    if let Some(quote) = &claim.quote {
        output::data(&format!("{:14}“{quote}”", ""));
    }
}

fn write_line(write: &WriteView) -> String {
    let mut line = write.state.replace('_', " ");
    if let Some(at) = &write.written_at {
        line.push_str(&format!(", last at {at}"));
    }
    for blocked in &write.blocked {
        let field = blocked.field.as_ref();
        let field = field.map(|field| format!("{field}: ")).unwrap_or_default();
        line.push_str(&format!(
            "\n        {field}{}: {} {}",
            blocked.why.reason, blocked.why.detail, blocked.why.action
        ));
    }
    if let Some(trouble) = &write.trouble {
        line.push_str(&format!(
            "\n        tried again: {}: {} {}",
            trouble.reason, trouble.detail, trouble.action
        ));
    }
    line
}

fn value(value: &FieldValue) -> String {
    const CHARS_MAX: usize = 100;
    match value {
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Amount(amount) => amount.to_string(),
        FieldValue::Date(date) => date.to_string(),
        FieldValue::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
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
