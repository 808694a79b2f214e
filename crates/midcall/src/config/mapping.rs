//! Which fields of the Lead say what besides the five, and who decides about each, as a file says
//! it: read with its lines, so that messages can name them.

use std::{collections::BTreeMap, sync::Arc};

use midcall_domain::{
    leads::{Content, ContentError, FieldRole, Kind, Mapping, Mappings, Policy},
    signals::{SignalKind, SignalName, ValueKind},
};
use midcall_salesforce::ApiName;
use toml::{Table, Value};

use super::{
    OwnRubric,
    document::{Entry, Section},
    mistake::nearest,
};

/// As many as one lead can have values for, several times over; more was made by a program.
const MAPPINGS_MAX: usize = 50;
/// The longest value of a picklist.
const VALUE_CHARS_MAX: usize = 255;
/// Holds what tells the leads that Midcall made.
const KEY: &str = "Midcall_Key__c";

/// Who may decide about each of the five. The others are what Midcall is for.
const ROLE_POLICIES: [(FieldRole, &[Policy]); 3] = [
    (FieldRole::Score, &[Policy::Ours, Policy::Highest]),
    (FieldRole::LastContact, &[Policy::Ours, Policy::Highest]),
    (FieldRole::CallStatus, &[Policy::Ours, Policy::FillIfEmpty]),
];

/// Reads what the file says of fields; what is wrong is noted in the document.
pub(super) fn read(file: &Section<'_>, defaults: &Table, rubric: &OwnRubric) -> Mappings {
    let Some(salesforce) = file.section("salesforce") else {
        return Mappings::default();
    };
    let roles = salesforce
        .section("policies")
        .map(|section| role_policies(&section))
        .unwrap_or_default();
    let mut taken = role_fields(&salesforce, defaults);
    let mut added = Vec::new();
    if let Some(entry) = salesforce.get("map") {
        let members = entry.members();
        if members.len() > MAPPINGS_MAX {
            entry.refuse(
                &format!("are {}; {MAPPINGS_MAX} is the limit", members.len()),
                "one long text field can hold all signals: `signals` under [salesforce.fields]",
            );
        }
        for (number, member) in members.iter().enumerate() {
            let Some(mut section) = member.section() else {
                member.refuse("must be tables", "open each with `[[salesforce.map]]`");
                continue;
            };
            section.name = format!("salesforce.map[{}]", number + 1);
            if let Some(mapping) = mapping(section, &taken, rubric) {
                taken.push((mapping.field.to_string(), "another mapping".to_owned()));
                added.push(mapping);
            }
        }
    }
    Mappings { added, roles }
}

fn role_policies(section: &Section<'_>) -> BTreeMap<FieldRole, Policy> {
    let policies = ROLE_POLICIES.iter().filter_map(|(role, allowed)| {
        let allowed: Vec<(&str, Policy)> = allowed.iter().map(|it| (it.name(), *it)).collect();
        let entry = section.get(role.name())?;
        let policy = entry.one_of(&allowed, "the others make no sense here")?;
        Some((*role, policy))
    });
    policies.collect()
}

/// The fields that the five are mapped to, each with the setting that says so.
fn role_fields(salesforce: &Section<'_>, defaults: &Table) -> Vec<(String, String)> {
    let given = salesforce.section("fields");
    let known = defaults
        .get("salesforce")
        .and_then(|table| table.get("fields"));
    let fields = FieldRole::ALL.into_iter().filter_map(|role| {
        let key = role.name();
        let of_file = given.as_ref().and_then(|section| section.get(key));
        let name = match of_file {
            Some(entry) => entry.text()?.to_owned(),
            None => known?.get(key).and_then(Value::as_str)?.to_owned(),
        };
        Some((name, format!("salesforce.fields.{key}")))
    });
    fields.collect()
}

/// One mapping, if it can be carried out as far as this file tells.
fn mapping(
    mut section: Section<'_>,
    taken: &[(String, String)],
    rubric: &OwnRubric,
) -> Option<Mapping> {
    const KEYS: [&str; 4] = ["field", "from", "policy", "values"];
    let field = match section.get("field") {
        Some(entry) => field(&entry, taken),
        None => {
            let what = format!("`{}` has no field", section.name);
            section.refuse(what, "add one by its API name, as in field = \"Budget__c\"");
            None
        }
    };
    if let Some(field) = &field {
        section.name = format!("salesforce.map.{field}");
    }
    section.check_keys(&KEYS);
    let content = match section.get("from") {
        Some(entry) => content(&entry, rubric),
        None => {
            let what = format!("`{}` does not say what goes in", section.name);
            section.refuse(what, "add it, as in from = \"budget.value.max\"");
            None
        }
    };
    let policy = section.get("policy").map_or(Some(Policy::Ours), |entry| {
        let policy = entry.one_of(
            &Policy::NAMED,
            "who decides when people work on the field too",
        )?;
        let content = content.as_ref().map(|(content, _)| content)?;
        is_fitting(&entry, policy, content).then_some(policy)
    });
    let values = match (section.get("values"), &content) {
        (Some(entry), Some((content, _))) => values(&entry, content)?,
        _ => BTreeMap::new(),
    };
    let (content, from) = content?;
    Some(Mapping {
        field: field?,
        content,
        from,
        policy: policy?,
        values,
    })
}

fn field(entry: &Entry<'_>, taken: &[(String, String)]) -> Option<Arc<str>> {
    let name = entry.text()?;
    let is_role = FieldRole::ALL.iter().any(|role| role.name() == name);
    if name.parse::<ApiName>().is_err() || is_role {
        entry.refuse(
            &format!("is \"{name}\", which no field can be called"),
            "write the field's API name, as in \"Budget__c\" or \"Description\"",
        );
        return None;
    }
    if name.eq_ignore_ascii_case(KEY) {
        entry.refuse(
            &format!("is \"{name}\", which holds the key of Midcall's own leads"),
            "map another field",
        );
        return None;
    }
    if let Some((_, by)) = taken
        .iter()
        .find(|(other, _)| other.eq_ignore_ascii_case(name))
    {
        entry.refuse(
            &format!("is \"{name}\", which is written by {by}"),
            "two things in one field would overwrite each other: map one of them elsewhere",
        );
        return None;
    }
    Some(name.into())
}

fn content(entry: &Entry<'_>, rubric: &OwnRubric) -> Option<(Content, Arc<str>)> {
    let word = entry.text()?;
    let own = rubric.playbook.signals();
    let value_kind = |name: &SignalName| -> Option<ValueKind> {
        let signal = own.iter().find(|signal| signal.name == *name)?;
        Some(signal.value)
    };
    let error = match Content::parse(word, value_kind) {
        Ok(content) => return Some((content, word.into())),
        Err(error) => error,
    };
    let (of_call, of_signal) = Content::words();
    let meant = |word: &str, known: &[&str], before: &str| {
        nearest(word, known.iter().copied()).map(|it| format!("did you mean `{before}{it}`?"))
    };
    let (what, hint) = match error {
        ContentError::Unknown => (
            format!("is \"{word}\", which Midcall does not know of a lead"),
            meant(word, &of_call, "").unwrap_or_else(|| {
                format!(
                    "known: {}, and of each signal: {}, as in \"budget.value.max\"",
                    of_call.join(", "),
                    of_signal.join(", ")
                )
            }),
        ),
        ContentError::UnknownSignal(signal) => {
            let five = SignalKind::ALL.map(SignalKind::name);
            let signals: Vec<&str> = own.iter().map(|signal| signal.name.as_str()).collect();
            let signals = [five.as_slice(), &signals].concat();
            (
                format!("names the signal \"{signal}\", which nobody listens for"),
                nearest(&signal, signals.iter().copied()).map_or_else(
                    || format!("listened for: {}", signals.join(", ")),
                    |it| format!("did you mean `{it}`?"),
                ),
            )
        }
        ContentError::UnknownFacet(facet) => {
            let signal = word.split('.').next().unwrap_or_default();
            (
                format!("is \"{word}\", and a signal has no \"{facet}\""),
                meant(&facet, &of_signal, &format!("{signal}.")).unwrap_or_else(|| {
                    format!("of each signal there is: {}", of_signal.join(", "))
                }),
            )
        }
        ContentError::UnknownPiece(pieces) => {
            let signal = word.split('.').next().unwrap_or_default();
            (
                format!("is \"{word}\", which the value of {signal} does not have"),
                if pieces.is_empty() {
                    format!("map `{signal}.quote` or `{signal}.state`")
                } else {
                    format!("its value has: {}", pieces.join(", "))
                },
            )
        }
    };
    entry.refuse(&what, &hint);
    None
}

/// Whether the policy can be carried out for this kind of value.
fn is_fitting(entry: &Entry<'_>, policy: Policy, content: &Content) -> bool {
    let kind = content.kind();
    let (what, hint) = match policy {
        Policy::Highest
            if !matches!(
                kind,
                Kind::Number(_) | Kind::Amount | Kind::Moment | Kind::Date
            ) =>
        {
            (
                "is \"highest\", and there is no higher or lower among these",
                "take \"ours\" or \"fill_if_empty\"; \"highest\" is for numbers and dates",
            )
        }
        Policy::Append if *content == Content::Transcript => (
            "is \"append\", and a transcript is written anew as it grows",
            "take \"ours\"; `summary` can be appended",
        ),
        Policy::Append if !matches!(kind, Kind::Text | Kind::Url) => (
            "is \"append\", and this is no text",
            "take \"ours\" or \"fill_if_empty\"; \"append\" is for quotes, summaries and the like",
        ),
        _ => return true,
    };
    entry.refuse(what, hint);
    false
}

/// Other words for what the content says, as in `{ positive = "Yes" }`.
fn values(entry: &Entry<'_>, content: &Content) -> Option<BTreeMap<String, String>> {
    const FLAG_WORDS: &[&str] = &["true", "false"];
    let words = match content.kind() {
        Kind::Word(words) => words,
        Kind::Flag => FLAG_WORDS,
        _ => {
            entry.refuse(
                "gives words for something that is no choice of words",
                "leave it out: it is for states, status, periods, and yes or no",
            );
            return None;
        }
    };
    let Some(section) = entry.section() else {
        entry.refuse("must be a table", "as in values = { positive = \"Yes\" }");
        return None;
    };
    section.check_keys(words);
    let mut values = BTreeMap::new();
    for word in words {
        let Some(entry) = section.get(word) else {
            continue;
        };
        let text = entry.text()?;
        if text.chars().count() > VALUE_CHARS_MAX {
            let what = format!("has more than {VALUE_CHARS_MAX} characters");
            entry.refuse(&what, "no picklist holds more");
            return None;
        }
        values.insert((*word).to_owned(), text.to_owned());
    }
    if values.is_empty() {
        entry.refuse(
            "is empty: the field would never be written",
            "say what is written for what, or leave it out",
        );
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use crate::config::check;

    /// The mistakes of a file, as they are told.
    #[track_caller]
    fn mistakes(text: &str) -> String {
        check(text, "midcall.toml").unwrap_err().to_string()
    }

    #[test]
    fn every_mistake_is_told_with_its_line_and_what_to_do() {
        let text = r#"
[salesforce.policies]
score = "append"

[[salesforce.map]]
field = "Budget__c"
from = "budget.value.maximum"

[[salesforce.map]]
field = "Budget__c"
form = "score"

[[salesforce.map]]
field = "AI_Qualification_Score__c"
from = "budgte.state"

[[salesforce.map]]
field = "my field"
from = "summry"

[[salesforce.map]]
field = "Need__c"
from = "need.value"
policy = "highest"

[[salesforce.map]]
field = "Quote__c"
from = "need.quote"
policy = "highest"

[[salesforce.map]]
field = "Said__c"
from = "transcript"
policy = "append"

[[salesforce.map]]
field = "Rating"
from = "hot"
values = { yes = "Hot" }
"#;
        let told = mistakes(text);
        for expected in [
            "midcall.toml:3: `salesforce.policies.score` must be one of ours, highest",
            "midcall.toml:7: `salesforce.map.Budget__c.from` is \"budget.value.maximum\", which the value of budget does not have\n    hint: its value has: min, max, currency, period",
            "midcall.toml:11: unknown key `salesforce.map.Budget__c.form`\n    hint: did you mean `from`?",
            "`salesforce.map.Budget__c` does not say what goes in",
            "which is written by salesforce.fields.score",
            "names the signal \"budgte\", which nobody listens for\n    hint: did you mean `budget`?",
            "is \"my field\", which no field can be called",
            "did you mean `summary`?",
            "which the value of need does not have\n    hint: map `need.quote` or `need.state`",
            "midcall.toml:29: `salesforce.map.Quote__c.policy` is \"highest\", and there is no higher or lower",
            "midcall.toml:34: `salesforce.map.Said__c.policy` is \"append\", and a transcript",
            "midcall.toml:39: unknown key `salesforce.map.Rating.values.yes`\n    hint: known here: true, false",
        ] {
            assert!(told.contains(expected), "{expected}\nis missing in\n{told}");
        }
    }

    #[test]
    fn two_mappings_of_one_field_are_refused() {
        let one = "[[salesforce.map]]\nfield = \"Budget__c\"\nfrom = \"score\"\n";
        let told = mistakes(&format!("{one}\n{one}"));
        assert!(told.contains("midcall.toml:6: "), "{told}");
        assert!(
            told.contains("which is written by another mapping"),
            "{told}"
        );
    }

    #[test]
    fn own_signals_are_mapped_by_what_their_value_is() {
        let text = "[[signals]]\nname = \"spend\"\nvalue = \"amount\"\npositive = [\"we spend\"]\n
            [[salesforce.map]]\nfield = \"Spend__c\"\nfrom = \"spend.value.min\"\n";
        assert!(check(text, "midcall.toml").is_ok());
        let told = mistakes(&text.replace("value = \"amount\"", "value = \"text\""));
        assert!(
            told.contains("which the value of spend does not have"),
            "{told}"
        );
    }
}
