//! Who decides, in words that are known to say so although no rule knew them.

use std::ops::Range;

use super::{
    super::Context,
    answer::name,
    clause::in_telling_clause,
    jointly::says_jointly,
    people::{is_own, own_role, roles_in},
    statement::{in_office, myself},
};
use crate::signals::{
    Decider, SignalKind,
    SignalState::{self, Negative, Positive},
    SignalValue,
    grammar::{decider::Role, person},
    lexicon::Tag,
    question::{Question, Topic},
    reading::Reading,
    tokens::{Break, Tokens},
};

/// Who decides according to words that say whether the speaker does, and the words that name them.
pub(in crate::signals) fn any_decider(
    reading: &Reading,
    context: &Context<'_>,
    state: SignalState,
) -> Option<(Decider, Range<usize>)> {
    let told = reading
        .clauses
        .iter()
        .filter_map(|clause| in_telling_clause(reading, context, clause.clone()))
        .filter(|statement| statement.state == state && !statement.deciders.is_empty())
        .reduce(|mut earlier, later| {
            for name in later.deciders {
                if !earlier.deciders.contains(&name) {
                    earlier.deciders.push(name);
                }
            }
            earlier
        });
    let (names, words) = match (told, state) {
        (Some(told), _) => (told.deciders, told.words),
        (None, Positive) => (myself(), reading.all()),
        (None, _) => named(reading, context)?,
    };
    let names: Vec<String> = in_office(reading, names)
        .into_iter()
        .filter(|name| state == Positive || name != "self")
        .collect();
    let decider = Decider {
        role: own_role(reading),
        decision_maker: (!names.is_empty()).then(|| names.join(", ")),
    };
    (state == Positive || state == Negative).then_some((decider, words))
}

/// Whether words about a state that stands name somebody it does not yet know: who decides in the
/// speaker's place, or beside them.
pub(in crate::signals) fn names_decider(
    reading: &Reading,
    context: &Context<'_>,
    state: SignalState,
) -> bool {
    let stood = context.standing.get(SignalKind::Authority);
    let known = stood.and_then(|standing| match &standing.value {
        Some(SignalValue::Decider(decider)) => decider.decision_maker.as_deref(),
        _ => None,
    });
    let named = reading
        .roles
        .iter()
        .any(|role| !is_own(reading, role.start));
    match state {
        Positive => known == Some("self") && says_jointly(reading, context),
        _ => known.is_none() && named,
    }
}

/// Who decides in the speaker's place, as far as these words name them: for a denial that a rule
/// heard without a name.
pub(super) fn named_in(reading: &Reading) -> Option<String> {
    let role = reading
        .roles
        .iter()
        .rfind(|role| !is_own(reading, role.start));
    if let Some(role) = role {
        let names = roles_in(reading, reading.clause(role.start));
        return (!names.is_empty()).then(|| names.join(", "));
    }
    pointed_at(reading).map(|role| role.name)
}

/// Somebody named at all: in these words, or by the agent who asked about them.
fn named(reading: &Reading, context: &Context<'_>) -> Option<(Vec<String>, Range<usize>)> {
    let role = reading
        .roles
        .iter()
        .rfind(|role| !is_own(reading, role.start));
    if let Some(role) = role {
        // "The dean and the provost": whoever is joined to the last one.
        let clause = reading.clause(role.start);
        let names = roles_in(reading, clause);
        return (!names.is_empty()).then_some((names, role.start..role.end));
    }
    if let Some(name) = name(reading) {
        return Some((vec![name], reading.all()));
    }
    let asked = context.question.filter(|question| question.age == 0);
    // "The trustees or you?" "The first one."
    if let Some(asked) = asked
        && let Some(index) = choice_of_two(&reading.tokens)
        && let Some(name) = asked.roles.get(index)
    {
        return Some((vec![name.clone()], reading.all()));
    }
    if let Some(role) = pointed_at(reading) {
        return Some((vec![role.name], role.start..role.end));
    }
    let tokens = &reading.tokens;
    let points = reading.all().any(|at| {
        matches!(
            tokens.word(at),
            "he" | "she" | "they" | "him" | "her" | "them" | "his" | "theirs"
        )
    });
    let agrees = reading
        .opens_with(Tag::Affirm)
        .is_some_and(|affirm| affirm.start == 0);
    let meant = |question: &&Question| {
        question.topic.is_authority() && question.topic != Topic::Owner || points || agrees
    };
    if let Some(asked) = asked.filter(meant)
        && asked.roles.len() == 1
    {
        return Some((asked.roles.clone(), reading.all()));
    }
    // "And corporate makes those calls?" "Every last one."
    let curt = reading.tokens.len() <= CURT;
    if let Some(asked) = asked.filter(|question| curt && !question.text.contains("you"))
        && asked.roles.len() == 1
    {
        return Some((asked.roles.clone(), reading.all()));
    }
    // "It's her": somebody told of before.
    let before = meant_by_pronoun(tokens, context.mentioned)?;
    Some((vec![before.to_owned()], reading.all()))
}

/// An answer that names nothing.
const CURT: usize = 5;

/// Who "he", "she" or "they" is, of those named lately.
pub(super) fn meant_by_pronoun<'a>(tokens: &Tokens, named: &'a [String]) -> Option<&'a str> {
    let pronoun = (0..tokens.len()).find_map(|at| match tokens.word(at) {
        "he" | "him" | "his" => Some(Gender::He),
        "she" | "her" | "hers" => Some(Gender::She),
        "they" | "them" | "theirs" => Some(Gender::They),
        _ => None,
    })?;
    let fits = |name: &&String| gender(name).is_none_or(|gender| gender == pronoun);
    named.iter().rfind(fits).map(String::as_str)
}

#[derive(PartialEq, Eq)]
enum Gender {
    He,
    She,
    They,
}

/// Whether a name is that of several people or of a body.
pub(super) fn is_many(name: &str) -> bool {
    gender(name) == Some(Gender::They)
}

/// What stands for somebody in a sentence, where the name tells.
fn gender(name: &str) -> Option<Gender> {
    Some(match name.rsplit([' ', '-']).next().unwrap_or(name) {
        "husband" | "father" | "dad" | "brother" | "son" | "uncle" | "nephew" | "grandfather"
        | "grandpa" | "fiance" | "boyfriend" | "chairman" | "landlord" | "hubby" | "man" => {
            Gender::He
        }
        "wife" | "mother" | "mum" | "mom" | "sister" | "daughter" | "aunt" | "auntie" | "niece"
        | "grandmother" | "grandma" | "gran" | "nan" | "fiancee" | "girlfriend" | "chairwoman"
        | "landlady" | "widow" | "lady" => Gender::She,
        "board" | "committee" | "council" | "trustees" | "corporate" | "directors" | "owners"
        | "partners" | "group" | "team" | "parents" | "family" | "management" | "finance"
        | "procurement" | "diocese" | "vestry" | "elders" | "governors" | "shareholders"
        | "office" | "trust" => Gender::They,
        word if word.ends_with('s') && !word.ends_with("ss") => Gender::They,
        _ => return None,
    })
}

/// "It's gone to the estates bod", "the session": whoever stands where a decider would.
fn pointed_at(reading: &Reading) -> Option<Role> {
    let tokens = &reading.tokens;
    reading.all().find_map(|at| {
        let marked = matches!(tokens.word(at), "the" | "our" | "my" | "her" | "his");
        let points = at == 0
            || matches!(
                tokens.word_before(at, 1),
                "is" | "'s" | "to" | "by" | "ask" | "with" | "past" | "through" | "off" | "yes"
            )
            || tokens.break_after(at - 1) >= Break::Sentence;
        (marked && points || is_led(tokens, at))
            .then(|| person::from(tokens, &reading.roles, at, tokens.len()))
            .flatten()
            .filter(|role| !is_vague(&role.name))
            .filter(|role| marked || is_parted(tokens, role.end))
    })
}

/// Whether a bare name may come next: "you'd be pitching to Betty", "a guy named Vern", "that's Arlene".
fn is_led(tokens: &Tokens, at: usize) -> bool {
    let word = tokens.word(at);
    let quality = ["ed", "ing", "ful", "ous", "al", "ic", "ble", "ly"];
    if quality.iter().any(|end| word.ends_with(end)) {
        return false;
    }
    match tokens.word_before(at, 1) {
        "named" | "called" | "ask" | "to" | "past" => true,
        "is" | "'s" => matches!(
            tokens.word_before(at, 2),
            "that" | "it" | "decides" | "signs" | "books" | "buys" | "handles"
        ),
        _ => false,
    }
}

/// Whether a name ends here: nothing is told of it that would make it a thing.
fn is_parted(tokens: &Tokens, end: usize) -> bool {
    end >= tokens.len()
        || tokens.break_after(end - 1) != Break::None
        || matches!(
            tokens.word(end),
            "and" | "in" | "he" | "she" | "who" | "that" | "does" | "upstairs" | "from"
        )
}

/// Whether a word for somebody tells nothing of who that is.
fn is_vague(name: &str) -> bool {
    matches!(
        name,
        "fellow"
            | "guy"
            | "bloke"
            | "man"
            | "woman"
            | "lady"
            | "person"
            | "people"
            | "one"
            | "chap"
            | "lot"
            | "say"
            | "better"
            | "half"
    )
}

/// "The first one", "the second": which of two that were named.
fn choice_of_two(tokens: &Tokens) -> Option<usize> {
    /// Longer words say something else with it.
    const WORDS_MAX: usize = 6;
    if tokens.len() > WORDS_MAX {
        return None;
    }
    (0..tokens.len()).find_map(|at| match tokens.word(at) {
        "first" | "former" => Some(0),
        "second" | "latter" => Some(1),
        _ => None,
    })
}

/// Whoever a denial names beside: "no, that's the CFO".
pub(super) fn named_beside(reading: &Reading, context: &Context<'_>) -> Vec<String> {
    let told: Vec<String> = reading
        .clauses
        .iter()
        .filter_map(|clause| in_telling_clause(reading, context, clause.clone()))
        .filter(|statement| statement.state == Negative)
        .flat_map(|statement| statement.deciders)
        .collect();
    if told.is_empty() {
        return roles_in(reading, reading.all());
    }
    told
}
