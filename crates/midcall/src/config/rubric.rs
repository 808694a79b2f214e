//! The rubric in a file of settings: own signals, the product, and the checks that need its lines.

use std::sync::Arc;

use midcall_domain::signals::{
    Answers, Currency, Locale, NameError, OwnQuestion, OwnSignal, Pattern, Playbook, Product,
    SignalName, SignalState, ValueKind,
};

use super::{
    document::{Entry, Section},
    phrases::{pattern, patterns},
    wording,
};

/// What a rubric adds to the five signals.
#[derive(Clone, Debug, Default)]
pub struct OwnRubric {
    /// Points for each own signal that is positive.
    pub weights: Vec<(SignalName, u8)>,
    /// What is listened for.
    pub playbook: Arc<Playbook>,
    /// What the agent may ask about each own signal, in words.
    pub questions: Vec<(SignalName, String)>,
    /// What is sold, if the rubric names it.
    pub sells: Option<String>,
}

/// Their quotes and values have to fit into one field of the Lead.
const SIGNALS_MAX: usize = 20;
const LABEL_CHARS_MAX: usize = 40;
const WEIGHT_HINT: &str = "these are points of a score that ends at 100";

/// Reads what the file says of the rubric; what is wrong is noted in the document.
pub(super) fn read(file: &Section<'_>) -> OwnRubric {
    check_score(file);
    check_calls(file);
    let mut signals: Vec<(OwnSignal, u8)> = Vec::new();
    let mut questions = Vec::new();
    if let Some(entry) = file.get("signals") {
        let members = entry.members();
        if members.len() > SIGNALS_MAX {
            entry.refuse(
                &format!("are {}; {SIGNALS_MAX} is the limit", members.len()),
                "what is not scored and not read by anybody need not be heard",
            );
        }
        for (number, member) in members.iter().enumerate() {
            let Some(mut section) = member.section() else {
                member.refuse("must be tables", "open each signal with `[[signals]]`");
                continue;
            };
            section.name = format!("signals[{}]", number + 1);
            let asked = wording::questions(&section);
            if let Some(signal) = signal(section, &signals) {
                let name = &signal.0.name;
                questions.extend(asked.into_iter().map(|words| (name.clone(), words)));
                signals.push(signal);
            }
        }
    }
    let product = file
        .section("product")
        .map(|section| product(&section))
        .unwrap_or_default();
    let weights = signals
        .iter()
        .map(|(signal, points)| (signal.name.clone(), *points));
    OwnRubric {
        weights: weights.filter(|(_, points)| *points > 0).collect(),
        playbook: Arc::new(Playbook::new(
            signals.into_iter().map(|(signal, _)| signal).collect(),
            product,
        )),
        questions,
        sells: file.section("product").and_then(|section| sold(&section)),
    }
}

fn check_score(file: &Section<'_>) {
    const POINTS: [&str; 6] = [
        "budget",
        "authority",
        "need",
        "timeline",
        "company_size",
        "hot_above",
    ];
    let Some(score) = file.section("score") else {
        return;
    };
    for key in POINTS {
        if let Some(entry) = score.get(key) {
            entry.number(0..=100, WEIGHT_HINT);
        }
    }
}

fn check_calls(file: &Section<'_>) {
    const LOCALES: [(&str, Locale); 4] = [
        ("en-US", Locale::EnUs),
        ("en-GB", Locale::EnGb),
        ("en-AU", Locale::EnAu),
        ("en-IN", Locale::EnIn),
    ];
    let Some(calls) = file.section("calls") else {
        return;
    };
    if let Some(entry) = calls.get("locale") {
        entry.one_of(
            &LOCALES,
            "British English is en-GB; elsewhere take the nearest one and set `currency`",
        );
    }
    if let Some(entry) = calls.get("currency")
        && let Some(code) = entry.text()
        && !code.is_empty()
        && Currency::of_code(code).is_none()
    {
        entry.refuse(
            "is no currency of ISO 4217",
            "write its three capital letters, as in \"EUR\", or \"\" for the locale's",
        );
    }
}

/// One signal, if it can be listened for.
fn signal(mut section: Section<'_>, known: &[(OwnSignal, u8)]) -> Option<(OwnSignal, u8)> {
    const KEYS: [&str; 7] = [
        "name",
        "label",
        "weight",
        "value",
        "positive",
        "negative",
        "questions",
    ];
    let name = match section.get("name") {
        Some(entry) => name(&entry, known),
        None => {
            let what = format!("`{}` has no name", section.name);
            section.refuse(what, "add one, as in name = \"champion\"");
            None
        }
    };
    if let Some(name) = &name {
        section.name = format!("signals.{name}");
    }
    section.check_keys(&KEYS);
    let label = section.get("label").and_then(|entry| label(&entry));
    let weight = section
        .get("weight")
        .and_then(|it| it.number(0..=100, WEIGHT_HINT));
    let value = section.get("value").and_then(|entry| {
        entry.one_of(
            &ValueKind::NAMED,
            "leave it out where the quote says enough",
        )
    });
    let positive = patterns(section.get("positive"));
    let negative = patterns(section.get("negative"));
    let questions = section
        .get("questions")
        .map(|entry| entry.members())
        .unwrap_or_default();
    let questions: Vec<OwnQuestion> = questions.iter().filter_map(question).collect();
    let says_nothing = ["positive", "negative", "questions"].iter().all(|key| {
        section
            .get(key)
            .is_none_or(|entry| entry.members().is_empty())
    });
    if says_nothing {
        let what = format!("`{}` has no phrases and no questions", section.name);
        section.refuse(what, "add what people say: positive = [\"…\"]");
    }
    if let Some(entry) = section.get("negative")
        && negative.iter().any(|pattern| positive.contains(pattern))
    {
        entry.refuse(
            "has a phrase that is also among the positive ones",
            "take it out of one of the two lists",
        );
    }
    let name = name?;
    let label = label.unwrap_or_else(|| in_words(name.as_str()));
    let signal = OwnSignal {
        name,
        label: label.into(),
        value: value.unwrap_or_default(),
        positive,
        negative,
        questions,
    };
    Some((signal, weight.unwrap_or(0)))
}

fn name(entry: &Entry<'_>, known: &[(OwnSignal, u8)]) -> Option<SignalName> {
    let text = entry.text()?;
    let (what, hint) = match SignalName::own(text) {
        Ok(name) if known.iter().all(|(other, _)| other.name != name) => return Some(name),
        Ok(_) => (
            format!("is \"{text}\" a second time"),
            "put the phrases of both into one, or rename one".to_owned(),
        ),
        Err(NameError::NotSnakeCase) => (
            "must be small letters, digits and underscores, a letter first".to_owned(),
            match suggested(text) {
                Some(better) => format!("write \"{better}\"; `label` is what people read"),
                None => "as in \"decision_process\"; `label` is what people read".to_owned(),
            },
        ),
        Err(NameError::TooLong) => (
            format!("has more than {} characters", SignalName::CHARS_MAX),
            "make it shorter; `label` is what people read".to_owned(),
        ),
        Err(NameError::Taken) => (
            format!("is \"{text}\", which is there already"),
            format!("its weight is `{text}` under [score]; call yours something else"),
        ),
    };
    entry.refuse(&what, &hint);
    None
}

/// The name as it may be written: "Decision process", `decision_process`.
fn suggested(text: &str) -> Option<String> {
    let small = text.trim().to_lowercase().replace([' ', '-'], "_");
    SignalName::own(&small).is_ok().then_some(small)
}

fn label(entry: &Entry<'_>) -> Option<String> {
    let text = entry.text()?.trim();
    if text.is_empty() || text.chars().count() > LABEL_CHARS_MAX || text.contains(char::is_control)
    {
        entry.refuse(
            &format!("must be one line of 1 to {LABEL_CHARS_MAX} characters"),
            "it stands on the page; leave it out to have it made of the name",
        );
        return None;
    }
    Some(text.to_owned())
}

/// A name as people read it: `decision_process`, "Decision process".
fn in_words(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    first + letters.as_str()
}

fn question(entry: &Entry<'_>) -> Option<OwnQuestion> {
    const KEYS: [&str; 4] = ["asks", "yes", "no", "any"];
    const MEANINGS: [(&str, SignalState); 3] = [
        ("positive", SignalState::Positive),
        ("negative", SignalState::Negative),
        ("nothing", SignalState::Unknown),
    ];
    if entry.is_text() {
        return Some(OwnQuestion {
            asks: vec![pattern(entry)?],
            means: Answers::default(),
        });
    }
    let Some(section) = entry.section() else {
        entry.refuse(
            "must be phrases or tables",
            "as in { asks = \"who * sponsor\", any = \"positive\" }",
        );
        return None;
    };
    section.check_keys(&KEYS);
    let Some(asks) = section.get("asks") else {
        section.refuse(
            format!("`{}` has a question without words", section.name),
            "add what the agent asks: asks = \"…\"",
        );
        return None;
    };
    let means = |key: &str, default: SignalState| {
        section
            .get(key)
            .and_then(|it| it.one_of(&MEANINGS, "\"nothing\" is for an answer that says nothing"))
            .unwrap_or(default)
    };
    let default = Answers::default();
    let means = Answers {
        yes: means("yes", default.yes),
        no: means("no", default.no),
        any: means("any", default.any),
    };
    if [means.yes, means.no, means.any] == [SignalState::Unknown; 3] {
        section.refuse(
            format!(
                "`{}` has a question whose answers all mean nothing",
                section.name
            ),
            "take it out, or say what `yes`, `no` or `any` answer means",
        );
    }
    let asks: Vec<Pattern> = patterns(Some(asks));
    (!asks.is_empty()).then_some(OwnQuestion { asks, means })
}

/// The product's name, where it is one: a mistake is noted where the phrases are read.
fn sold(product: &Section<'_>) -> Option<String> {
    let entry = product.get("sells").filter(Entry::is_text)?;
    let name = entry.text()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

fn product(section: &Section<'_>) -> Product {
    let sells = section
        .get("sells")
        .filter(|entry| entry.text() != Some(""));
    let mut nouns = patterns(sells);
    nouns.extend(patterns(section.get("nouns")));
    let product = Product {
        nouns,
        problems: patterns(section.get("problems")),
        not: patterns(section.get("not")),
    };
    if let Some(entry) = section.get("not") {
        let ours = product.nouns.iter().chain(&product.problems);
        if ours
            .into_iter()
            .any(|pattern| product.not.contains(pattern))
        {
            entry.refuse(
                "has a phrase that also says what the product is",
                "take it out of one of the two lists",
            );
        }
    }
    product
}
