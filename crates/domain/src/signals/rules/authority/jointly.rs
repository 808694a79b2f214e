//! Who else decides, where the words only say that the speaker does not do so alone: "both of us",
//! "we vote on it", "he gets a say, same as me".

use super::{
    list::beside_speaker,
    people::{beside_you, is_own, partner_name, roles_in},
};
use crate::signals::{
    Decider, SignalKind, SignalState, SignalValue,
    lexicon::Tag,
    question::Topic,
    reading::Reading,
    rules::finding::{Context, Finding},
    tokens::Tokens,
};

/// The finding, with whoever shares a decision that it gives to the speaker alone.
pub(in crate::signals) fn with_others(
    mut finding: Finding,
    reading: &Reading,
    context: &Context<'_>,
) -> Finding {
    let shares = finding.signal == SignalKind::Authority
        && finding.state == SignalState::Positive
        && says_jointly(reading, context)
        && !(finding.rule.ends_with("decide") || finding.rule.ends_with("decides"));
    if let Some(SignalValue::Decider(Decider {
        decision_maker: Some(names),
        ..
    })) = finding.value.as_mut().filter(|_| shares)
        && names == "self"
    {
        for other in others(reading, context) {
            names.push_str(", ");
            names.push_str(&other);
        }
    }
    if let Some(SignalValue::Decider(Decider {
        decision_maker: Some(names),
        ..
    })) = finding.value.as_mut()
    {
        *names = without_doubles(reading, names);
    }
    finding
}

/// One person told twice is one: "the lab manager, Ms. Iyer", "my sister is the trustee".
fn without_doubles(reading: &Reading, names: &str) -> String {
    let listed: Vec<&str> = names.split(", ").collect();
    let known = |name: &str| listed.contains(&name);
    let doubles = |name: &str| {
        reading.roles.iter().enumerate().any(|(at, role)| {
            let Some(before) = at.checked_sub(1).map(|i| &reading.roles[i]) else {
                return false;
            };
            let titled = ["mr ", "mrs ", "ms ", "dr ", "miss ", "mister "]
                .iter()
                .any(|title| role.name.starts_with(title));
            let beside = role.start == before.end && titled;
            let is = matches!(reading.tokens.word(before.end), "is" | "'s")
                && role.start == before.end + 1
                && is_relative(&before.name);
            role.name == name && known(&before.name) && before.name != name && (beside || is)
        }) || listed.iter().any(|other| {
            // "The head of talent, head of talent acquisition."
            *other != name && other.starts_with(name) && other[name.len()..].starts_with(' ')
        })
    };
    let rest: Vec<&str> = listed.iter().copied().filter(|name| !doubles(name)).collect();
    rest.join(", ")
}

fn is_relative(name: &str) -> bool {
    matches!(
        name.rsplit([' ', '-']).next().unwrap_or(name),
        "wife" | "husband" | "sister" | "brother" | "mother" | "father" | "mum" | "mom" | "dad"
            | "son" | "daughter" | "uncle" | "aunt" | "cousin" | "law" | "nephew" | "niece"
            | "partner"
    )
}

/// Whether the words say that somebody else has a part in it.
pub(super) fn says_jointly(reading: &Reading, context: &Context<'_>) -> bool {
    const TOGETHER: &[&str] = &[
        " both ",
        " two of us ",
        " pair of us ",
        " three of us ",
        " four of us ",
        " five of us ",
        " all of us ",
        " us two ",
        " we two ",
        " together ",
        " jointly ",
        " vote ",
        " votes ",
        " we all ",
        " we each ",
        " show of hands ",
        " show hands ",
        " hands up ",
        " hands go up ",
        " hand up ",
        " mine included ",
        " gets a say ",
        " get a say ",
        " has a say ",
        " same as me ",
        " must agree ",
        " has to agree ",
        " have to agree ",
        " got to agree ",
        " need to agree ",
        " we agree ",
        " i am one ",
        " fifty fifty ",
        " neither ",
        " same as the rest ",
        " like the rest ",
    ];
    const ALONE: &[&str] = &[
        " nobody ",
        " no one ",
        " only me ",
        " just me ",
        " my call ",
        " i call ",
        " not one of them ",
        " bought ",
        " i make ",
        " i should choose ",
    ];
    let said = reading.tokens.normal();
    let alone = ALONE.iter().any(|words| said.contains(words));
    // "On your own?" "With my brother."
    let with = reading.tokens.word(0) == "with" && !reading.roles.is_empty();
    let asked_together = context
        .question
        .filter(|question| question.age == 0)
        .is_some_and(|question| {
            asks_jointly(&Tokens::read(&question.text))
                && reading
                    .opens_with(Tag::Deny)
                    .is_none_or(|deny| deny.start > 0)
        });
    let alone = alone || said.contains(" both of them ");
    !alone && (with || asked_together || TOGETHER.iter().any(|words| said.contains(words)))
}

/// "You and your wife?", "is it a joint thing between you and your mum?"
fn asks_jointly(asked: &Tokens) -> bool {
    let said = asked.normal();
    let jointly = [
        " both ",
        " two of you ",
        " you two ",
        " together ",
        " jointly ",
        " joint ",
        " each have a vote ",
    ];
    jointly.iter().any(|words| said.contains(words))
}

/// Everybody else who is named: beside the speaker, anywhere, or by the agent.
fn others(reading: &Reading, context: &Context<'_>) -> Vec<String> {
    let known = |names: Vec<String>| {
        let names: Vec<String> = names.into_iter().filter(|name| name != "self").collect();
        (!names.is_empty()).then_some(names)
    };
    let asked = context.question.filter(|question| question.age == 0);
    let told = || {
        asked
            .filter(|question| question.topic != Topic::Owner || question.roles.len() == 1)
            .filter(|question| question.roles.len() == 1)
            .map(|question| question.roles.clone())
    };
    let by_name = || {
        asked
            .and_then(|question| beside_you(&Tokens::read(&question.text)))
            .map(|name| vec![name])
    };
    // "She and I": somebody told of before.
    let pointed = || {
        let points = reading
            .all()
            .any(|at| matches!(reading.tokens.word(at), "she" | "he" | "both" | "us" | "we"));
        let stands = context.mentioned.filter(|_| points)?;
        let own = reading
            .roles
            .iter()
            .any(|role| is_own(reading, role.start) && role.name == stands);
        (!own).then(|| vec![stands.to_owned()])
    };
    known(beside_speaker(reading, &reading.all()))
        .or_else(|| known(roles_in(reading, reading.all())))
        .or_else(|| known(partner_name(reading, &reading.all())))
        .or_else(told)
        .or_else(by_name)
        .or_else(pointed)
        .unwrap_or_default()
}
