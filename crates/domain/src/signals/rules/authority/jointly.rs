//! Who else decides, where the words only say that the speaker does not do so alone: "both of us",
//! "we vote on it", "he gets a say, same as me".

use super::{
    any::{is_many, meant_by_pronoun, named_in},
    list::beside_speaker,
    people::{beside_you, is_own, partner_name, roles_in},
};
use crate::signals::{
    Decider, SignalKind, SignalState, SignalValue,
    grammar::{decider::is_titled, person},
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
    if finding.signal == SignalKind::Authority
        && finding.state == SignalState::Negative
        && finding.value.is_none()
        && let Some(name) = named_in(reading).or_else(|| points(&finding, reading, context))
    {
        finding.value = Some(SignalValue::Decider(Decider {
            role: None,
            decision_maker: Some(name),
        }));
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

/// "He does", "it's him, not me": somebody told of before.
fn points(finding: &Finding, reading: &Reading, context: &Context<'_>) -> Option<String> {
    matches!(finding.rule, "authority.they_do" | "authority.not_self")
        .then(|| meant_by_pronoun(&reading.tokens, context.mentioned))
        .flatten()
        .map(str::to_owned)
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
            let titled = is_titled(&role.name);
            let joined = matches!(
                reading.tokens.word_before(role.start, 1),
                "and" | "or" | "plus"
            );
            let beside = titled && !joined;
            let link = |at: usize| matches!(reading.tokens.word(at), "is" | "'s");
            // "My sister in Toledo is the trustee", "the wife … she's the treasurer".
            let near = role.start <= before.end + 4 && role.start > before.end;
            let pronoun = matches!(reading.tokens.word_before(role.start, 2), "he" | "she");
            let is =
                link(role.start.wrapping_sub(1)) && is_relative(&before.name) && (near || pronoun);
            role.name == name && known(&before.name) && before.name != name && (beside || is)
        }) || listed.iter().any(|other| {
            // "The head of talent, head of talent acquisition."
            *other != name && other.starts_with(name) && other[name.len()..].starts_with(' ')
        })
    };
    let rest: Vec<&str> = listed
        .iter()
        .copied()
        .filter(|name| !doubles(name))
        .collect();
    rest.join(", ")
}

fn is_relative(name: &str) -> bool {
    matches!(
        name.rsplit([' ', '-']).next().unwrap_or(name),
        "wife"
            | "husband"
            | "sister"
            | "brother"
            | "mother"
            | "father"
            | "mum"
            | "mom"
            | "dad"
            | "son"
            | "daughter"
            | "uncle"
            | "aunt"
            | "cousin"
            | "law"
            | "nephew"
            | "niece"
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
        " he and i ",
        " she and i ",
        " him and i ",
        " her and i ",
        " her and me ",
        " him and me ",
        " me and her ",
        " me and him ",
        " between us ",
        " signs with me ",
        " agrees with me ",
        " decides with me ",
        " i am the third ",
        " i am in it ",
        " fifty fifty ",
        " neither ",
        " same as the rest ",
        " like the rest ",
        " me or ",
        " mine and ",
        " either of us ",
        " either one of us ",
    ];
    const ALONE: &[&str] = &[
        " nobody ",
        " no one ",
        " only me ",
        " just me ",
        " my call ",
        " this one i call ",
        " muggins ",
        " left with me ",
        " left it with me ",
        " leaves me ",
        " leaves the one ",
        " not one of them ",
        " bought them ",
        " i make ",
        " i should choose ",
    ];
    let said = reading.tokens.normal();
    let alone = ALONE.iter().any(|words| said.contains(words));
    // "On your own?" "With my brother."
    let with = reading.tokens.word(0) == "with" && !reading.roles.is_empty();
    let named = reading
        .roles
        .iter()
        .any(|role| !is_own(reading, role.start));
    let asked_together = context
        .question
        .filter(|question| question.age == 0)
        .is_some_and(|question| {
            let asked = Tokens::read(&question.text);
            (asks_jointly(&asked) || named && asks_of_others(&asked))
                && reading
                    .opens_with(Tag::Deny)
                    .is_none_or(|deny| deny.start > 0)
        });
    let alone = alone || said.contains(" both of them ");
    !alone && (with || asked_together || TOGETHER.iter().any(|words| said.contains(words)))
}

/// "Does anyone else need to agree?": whoever is named then, decides too.
fn asks_of_others(asked: &Tokens) -> bool {
    let said = asked.normal();
    let others = [
        " anyone else ",
        " anybody else ",
        " someone else ",
        " somebody else ",
        " who else ",
        " co sign ",
        " cosign ",
        " else need ",
        " on your own ",
        " by yourself ",
    ];
    others.iter().any(|words| said.contains(words))
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
            // "Are you both owners?" "Both of us": that is no one else.
            .filter(|roles| !roles.iter().any(|role| role == "owners"))
    };
    let by_name = || {
        asked
            .and_then(|question| beside_you(&Tokens::read(&question.text)))
            .map(|name| vec![name])
    };
    // "She and I": somebody told of before.
    let pointed = || {
        let asked = asked.map(|question| Tokens::read(&question.text));
        let named = meant_by_pronoun(&reading.tokens, context.mentioned)
            .or_else(|| meant_by_pronoun(asked.as_ref()?, context.mentioned))
            .or_else(|| {
                let says = |words: &[&str]| {
                    reading
                        .all()
                        .any(|at| words.contains(&reading.tokens.word(at)))
                };
                if says(&["both"]) {
                    return other_half(context.mentioned);
                }
                let last =
                    other_half(context.mentioned).or(context.mentioned.last().map(String::as_str));
                last.filter(|_| says(&["us", "we"]))
            })?;
        let own = reading
            .roles
            .iter()
            .any(|role| is_own(reading, role.start) && role.name == named);
        (!own).then(|| vec![named.to_owned()])
    };
    let both = (0..3).any(|at| {
        ["both", "two"].contains(&reading.tokens.word(at))
            && reading.tokens.starts_with(at + 1, &["of", "us"])
    });
    // "You or your brother?" "Both of us, mother wouldn't have it otherwise."
    let first = || both.then(told).flatten();
    known(paired(reading))
        .or_else(|| known(beside_speaker(reading, &reading.all())))
        .or_else(first)
        .or_else(|| known(roles_in(reading, reading.all())))
        .or_else(|| known(partner_name(reading, &reading.all())))
        .or_else(|| known(with_a_say(reading)))
        .or_else(told)
        .or_else(by_name)
        .or_else(pointed)
        .unwrap_or_default()
}

/// Who "both of us" is with the speaker, of those named lately: whoever shares the house or the
/// business before anybody else.
fn other_half(mentioned: &[String]) -> Option<&str> {
    let shares = |name: &&String| {
        matches!(
            name.as_str(),
            "husband" | "wife" | "partner" | "business partner" | "spouse" | "fiance" | "fiancee"
        )
    };
    let last = || mentioned.last().filter(|name| !is_many(name));
    mentioned
        .iter()
        .rfind(shares)
        .or_else(last)
        .map(String::as_str)
}

/// "The dean and I": whoever stands right before.
fn paired(reading: &Reading) -> Vec<String> {
    let tokens = &reading.tokens;
    let role = reading.roles.iter().find(|role| {
        tokens.word(role.end) == "and" && matches!(tokens.word(role.end + 1), "i" | "me" | "myself")
    });
    role.map(|role| role.name.clone()).into_iter().collect()
}

/// "Our Susan has to agree and all": whoever is said to have a say.
fn with_a_say(reading: &Reading) -> Vec<String> {
    const SAYS: &[&[&str]] = &[
        &["has", "to", "agree"],
        &["must", "agree"],
        &["has", "to", "sign"],
        &["has", "to", "tick"],
        &["gets", "a", "say"],
        &["has", "a", "say"],
        &["gets", "a", "vote"],
        &["has", "a", "vote"],
    ];
    let tokens = &reading.tokens;
    reading
        .all()
        .find(|&at| SAYS.iter().any(|words| tokens.starts_with(at, words)))
        .and_then(|at| person::before(tokens, &reading.roles, at, 0))
        .filter(|role| !matches!(role.name.as_str(), "he" | "she" | "they" | "it"))
        .map(|role| role.name.trim_start_matches("our ").to_owned())
        .into_iter()
        .collect()
}
