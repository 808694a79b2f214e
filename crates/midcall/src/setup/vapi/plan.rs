//! From desired and observed to what is to be done, step by step, with the diff of each. Pure.

use midcall_domain::claims::TOOL;
use midcall_vapi::operations::{Document, Resource};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    contents::Ids,
    desired::{Desired, NAME, Number},
    memory::{self, Memory},
    merge::{Line, Mark, Merged, merge},
    observe::{Credential, Observed},
};

/// What stands for an id that is not there yet.
const TO_COME: &str = "(the one to be made)";

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Everything that is desired, in the order in which it is done.
    pub steps: Vec<Step>,
    /// What a person should know besides.
    pub notes: Vec<String>,
    /// Whether the credential has to be made by hand before anything else is done.
    #[serde(rename = "credentialByHand")]
    pub credential_by_hand: bool,
}

/// What is to be done about one thing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// What to do.
    pub action: Action,
    /// `assistant`, `tool`, `credential` or `phone-number`.
    pub kind: &'static str,
    /// What it is called.
    pub name: String,
    /// Vapi's id of it, if it is there.
    pub id: Option<String>,
    /// What is different.
    pub lines: Vec<Line>,
    /// What is sent.
    #[serde(skip)]
    pub(super) body: Body,
}

/// What is sent. Prints nothing: it may hold secrets.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Body(pub(super) Map<String, Value>);

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Body([redacted])")
    }
}

/// What to do about a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is not there.
    Create,
    /// It is there and falls short.
    Change,
    /// It is there and will do.
    Keep,
}

impl Plan {
    /// How many steps there are of a kind.
    #[must_use]
    pub fn count(&self, action: Action) -> usize {
        let steps = self.steps.iter();
        steps.filter(|step| step.action == action).count()
    }

    /// Whether anything is to be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count(Action::Keep) == self.steps.len()
    }

    /// What a person has edited and setup leaves alone.
    pub fn kept(&self) -> impl Iterator<Item = (&Step, &Line)> {
        let lines = self
            .steps
            .iter()
            .flat_map(|step| step.lines.iter().map(move |line| (step, line)));
        lines.filter(|(_, line)| line.mark == Mark::Kept)
    }
}

/// What is to be done.
#[must_use]
pub fn plan(desired: &Desired, observed: &Observed) -> Plan {
    let mut memory = Memory::of(observed.assistant.as_ref());
    let mut ids = Ids {
        credential: TO_COME.to_owned(),
        ..Ids::default()
    };
    let mut steps = Vec::new();
    let mut credential_by_hand = false;
    match credential(desired, observed) {
        Some(step) => {
            if let Some(id) = &step.id {
                ids.credential.clone_from(id);
            }
            steps.push(step);
        }
        None => credential_by_hand = true,
    }
    for name in desired.tools() {
        let step = tool(desired, observed, name, &mut memory);
        let id = step.id.clone().unwrap_or_else(|| TO_COME.to_owned());
        ids.tools.insert(name, id);
        steps.push(step);
    }
    steps.push(assistant(desired, observed, &ids, &mut memory));
    steps.extend(number(desired, observed, &ids));
    Plan {
        notes: notes(desired, observed),
        steps,
        credential_by_hand,
    }
}

/// `None` when a person has to make it.
pub(super) fn credential(desired: &Desired, observed: &Observed) -> Option<Step> {
    let whole = merge(
        None,
        &desired.credential_parts(),
        "credential.",
        &mut Memory::default(),
    );
    let shown = |field: &str, to: Value, why: &str| Line {
        mark: Mark::Add,
        field: field.to_owned(),
        from: None,
        to: Some(to),
        why: why.to_owned(),
    };
    let kind = desired.authentication.0["type"].clone();
    let step = |action, id, lines, body| Step {
        action,
        kind: Resource::Credential.path(),
        name: NAME.to_owned(),
        id,
        lines,
        body: Body(body),
    };
    match &observed.credential {
        Credential::Hidden => None,
        Credential::Absent => Some(step(
            Action::Create,
            None,
            vec![shown(
                "authenticationPlan",
                json!({ "type": kind, "secret": "WEBHOOK_SECRET" }),
                "deliveries prove that they are Vapi's",
            )],
            whole.body,
        )),
        Credential::There(id) if desired.renews_credential => Some(step(
            Action::Change,
            Some(id.clone()),
            vec![Line {
                mark: Mark::Change,
                ..shown(
                    "authenticationPlan",
                    json!({ "type": kind, "secret": "WEBHOOK_SECRET" }),
                    "asked for: a secret cannot be read back and compared",
                )
            }],
            whole.body,
        )),
        Credential::There(id) => Some(step(Action::Keep, Some(id.clone()), vec![], Map::new())),
    }
}

pub(super) fn tool(
    desired: &Desired,
    observed: &Observed,
    name: &'static str,
    memory: &mut Memory,
) -> Step {
    let found = observed.tools.get(name);
    let scope = format!("{name}.");
    let mut merged = merge(found, &desired.tool_parts(name), &scope, memory);
    // Vapi tells what kind of tool is changed by its type.
    if found.is_some() && !merged.body.is_empty() {
        merged.body.remove("type");
    }
    step(Resource::Tool, name.to_owned(), found, merged)
}

pub(super) fn assistant(
    desired: &Desired,
    observed: &Observed,
    ids: &Ids,
    memory: &mut Memory,
) -> Step {
    let found = observed.assistant.as_ref();
    let mut merged = merge(found, &desired.assistant_parts(ids), "assistant.", memory);
    if *memory != Memory::of(found) {
        let kept = found.and_then(|it| it.at(&["metadata"]));
        let mut metadata = kept.and_then(Value::as_object).cloned().unwrap_or_default();
        metadata.insert(memory::KEY.to_owned(), memory.to_json());
        merged.body.insert("metadata".to_owned(), metadata.into());
        merged.lines.push(Line {
            mark: match found {
                Some(_) => Mark::Change,
                None => Mark::Add,
            },
            field: format!("metadata.{}", memory::KEY),
            from: None,
            to: None,
            why: "what setup wrote, to tell it from edits later".to_owned(),
        });
    }
    let name = found.and_then(|it| it.text("name"));
    let name = name.unwrap_or(&desired.assistant.name).to_owned();
    step(Resource::Assistant, name, found, merged)
}

pub(super) fn number(desired: &Desired, observed: &Observed, ids: &Ids) -> Option<Step> {
    let found = observed.number.as_ref();
    let provider = found.and_then(|it| it.text("provider"));
    if found.is_none() && !matches!(desired.number, Number::Bought(_) | Number::Imported(_)) {
        return None;
    }
    let parts = desired.number_parts(ids, provider);
    let mut merged = merge(found, &parts, "number.", &mut Memory::default());
    if found.is_none() {
        merged.body.extend(desired.twilio.fields().clone());
        for line in &mut merged.lines {
            if line.field == "number" {
                line.to = None;
            }
        }
    } else if let Some(provider) = provider
        && !merged.body.is_empty()
    {
        // A change has to say again whose number it is.
        merged.body.insert("provider".to_owned(), provider.into());
    }
    let name = found.and_then(|it| it.text("name")).unwrap_or(NAME);
    Some(step(Resource::PhoneNumber, name.to_owned(), found, merged))
}

fn step(resource: Resource, name: String, found: Option<&Document>, merged: Merged) -> Step {
    let action = match found {
        None => Action::Create,
        Some(_) if merged.body.is_empty() => Action::Keep,
        Some(_) => Action::Change,
    };
    Step {
        action,
        kind: resource.path(),
        name,
        id: found.map(|found| found.id().to_owned()),
        lines: merged.lines,
        body: Body(merged.body),
    }
}

fn notes(desired: &Desired, observed: &Observed) -> Vec<String> {
    let mut notes = Vec::new();
    let mut note = |text: String| notes.push(text);
    if !desired.discloses() {
        note("the first message does not say that an AI speaks, which the law asks for in more and more places: correct `vapi.assistant.first_message`".to_owned());
    }
    if let Some(assistant) = &observed.assistant {
        let listed = assistant.at(&["serverMessages"]).and_then(Value::as_array);
        if listed.is_some_and(|listed| listed.contains(&json!("phone-call-control"))) {
            note("the assistant sends `phone-call-control`, which makes hanging up the server's duty: take it out of its server messages in the dashboard".to_owned());
        }
        let prompt = super::part::Place::SystemPrompt.read(assistant.fields());
        if prompt.is_some_and(|it| !it.as_str().unwrap_or_default().contains(TOOL)) {
            note(format!(
                "the assistant's own prompt does not speak of the tool `{TOOL}`: the agent may not use it, and what is heard in the conversation counts alone"
            ));
        }
    }
    if let Some(number) = &observed.number {
        if let Some(id) = number.text("assistantId") {
            note(format!(
                "inbound calls go straight to the assistant {id}: without one at the number, Midcall is asked first and gives the agent what is known of the caller"
            ));
        }
    } else if desired.number == Number::Ours {
        let others = &observed.other_numbers;
        let known: Vec<String> = others
            .iter()
            .map(|(last, id)| format!("{id} (…{last})"))
            .collect();
        note(match known.is_empty() {
            true => "no number to call from: `--buy-number` takes one of Vapi's, `--import-number +1…` one of yours at Twilio".to_owned(),
            false => format!("no number to call from is chosen: set VAPI_PHONE_NUMBER_ID to one of {}, or use `--buy-number` or `--import-number +1…`", known.join(", ")),
        });
    }
    notes
}
