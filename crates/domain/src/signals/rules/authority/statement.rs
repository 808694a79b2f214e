//! What single phrases say about who decides, and how they add up.

use std::ops::Range;

use super::{
    super::{Context, Finding},
    answer::{answer, name, opening},
    clause::in_clause,
    people::own_role,
};
use crate::signals::{
    Decider,
    SignalKind::Authority,
    SignalState::{self, Negative, Positive},
    SignalValue,
    grammar::decider::is_titled,
    lexicon::Tag,
    question::Topic,
    reading::Reading,
};

/// What one phrase says about who decides.
pub(super) struct Statement {
    /// Positive when the speaker has a say.
    pub(super) state: SignalState,
    /// Who decides, by name; `self` first.
    pub(super) deciders: Vec<String>,
    /// The speaker's own role, when said.
    pub(super) role: Option<String>,
    /// The words it rests on.
    pub(super) words: Range<usize>,
    /// The rule's name.
    pub(super) rule: &'static str,
    /// Whether the words only mean this as an answer to the agent.
    pub(super) is_answer: bool,
}

impl Statement {
    pub(super) fn new(
        state: SignalState,
        deciders: Vec<String>,
        rule: &'static str,
        words: Range<usize>,
    ) -> Self {
        Self {
            state,
            deciders,
            role: None,
            words,
            rule,
            is_answer: false,
        }
    }

    /// The same, as an answer to the agent.
    pub(super) fn answer(self) -> Self {
        Self {
            is_answer: true,
            ..self
        }
    }

    /// The same, with the speaker's own role.
    pub(super) fn owned(self, role: &str) -> Self {
        Self {
            role: Some(role.to_owned()),
            ..self
        }
    }
}

/// The speaker as a decider.
pub(super) fn myself() -> Vec<String> {
    vec!["self".to_owned()]
}

/// Applies the authority rules to each clause and adds up what they say.
pub(in crate::signals::rules) fn find(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    if reading.tokens.starts_with(0, &["welcome", "to"]) {
        return None;
    }
    let mut statements: Vec<Statement> = reading
        .clauses
        .iter()
        .filter_map(|clause| in_clause(reading, context, clause.clone()))
        .collect();
    // "A fellow named Marcus in strategy. Not me."
    if let [only] = statements.as_mut_slice()
        && only.rule == "authority.not_self"
        && only.deciders.is_empty()
        && context.fresh_topic() == Some(Topic::DecidesWho)
    {
        only.deciders.extend(name(reading));
    }
    // "He doesn't decide, I do."
    let tokens = &reading.tokens;
    let words = tokens.len();
    let closes = words > 4
        && tokens.starts_with(words - 2, &["i", "do"])
        && context.topic().is_some_and(Topic::is_authority)
        && !matches!(
            tokens.word(words - 3),
            "as" | "so" | "than" | "what" | "and" | "like"
        );
    if closes {
        let own = Statement::new(Positive, myself(), "authority.i_do", words - 2..words);
        return Some(finding(reading, own));
    }
    if statements.is_empty() {
        statements.extend(answer(reading, context).or_else(|| opening(reading, context)));
    } else if let Some(answer) = opening(reading, context) {
        statements.insert(0, answer);
    }
    let stands = statements
        .into_iter()
        .reduce(|earlier, later| add_up(reading, earlier, later))?;
    Some(finding(reading, stands))
}

/// What two statements of one breath come to.
fn add_up(reading: &Reading, mut earlier: Statement, mut later: Statement) -> Statement {
    if earlier.state == Positive && later.rule == "authority.named" {
        // "Yes, along with my CFO" shares; "it's my call, but I'd loop in legal" does not.
        if reading.tokens.word_before(later.words.start, 1) == "with" {
            earlier.deciders.append(&mut later.deciders);
        }
        return earlier;
    }
    // "Both: they've got to agree the model and I've got to agree the bill."
    let both = reading.all().any(|at| reading.tokens.word(at) == "both");
    if both
        && earlier.state == Negative
        && later.rule == "authority.i_decide"
        && reading.tokens.word(reading.clause(later.words.start).start) == "and"
    {
        later.deciders.append(&mut earlier.deciders);
        return later;
    }
    // "It's ours, but he leaves that to me."
    let alone = later.state == Positive && later.deciders.len() == 1 && later.role.is_none();
    // "I own it with my cousin, but he's silent, so I decide by myself."
    if alone && earlier.rule == "authority.owner" && earlier.deciders.len() > 1 {
        return Statement {
            role: earlier.role,
            ..later
        };
    }
    if alone && reading.tokens.word(reading.clause(later.words.start).start) == "but" {
        return later;
    }
    if earlier.state == Positive && is_beyond_limit(reading, &later) {
        return later;
    }
    // "It is. Actually, our CRO signs": a repair takes back what came first. Without one, "I do,
    // but the board has to bless the vendor" makes two deciders.
    let repaired = reading.has(&[Tag::Repair], earlier.words.end..reading.tokens.len());
    let shares = earlier.state == Positive && !later.deciders.is_empty() && !repaired;
    if earlier.state == later.state || shares {
        let new = |name: &String| !earlier.deciders.contains(name);
        let added: Vec<String> = later.deciders.iter().filter(|n| new(n)).cloned().collect();
        later.deciders = [earlier.deciders, added].concat();
        later.role = later.role.or(earlier.role);
        later.state = earlier.state;
    }
    later
}

/// "Up to fifty is mine, over that it goes to the council."
fn is_beyond_limit(reading: &Reading, later: &Statement) -> bool {
    let clause = reading.clause(later.words.start).start;
    later.state == Negative
        && (clause..later.words.end).any(|at| {
            let word = reading.tokens.word(at);
            let next = reading.tokens.word(at + 1);
            matches!(word, "over" | "above" | "beyond" | "than" | "past")
                && (matches!(next, "that" | "it" | "this")
                    || reading
                        .amounts
                        .iter()
                        .any(|a| a.quantity.end > at && a.quantity.start <= at + 1))
        })
}

/// "It's Mister Abernathy who signs, he's the administrator": the office stands for the name.
pub(super) fn in_office(reading: &Reading, mut names: Vec<String>) -> Vec<String> {
    let tokens = &reading.tokens;
    let office = reading.roles.iter().find(|role| {
        matches!(tokens.word_before(role.start, 1), "is" | "'s")
            && matches!(tokens.word_before(role.start, 2), "he" | "she")
            && !matches!(tokens.word(role.start), "a" | "an")
    });
    let Some(office) = office else {
        return names;
    };
    // "Me and Derek Olsen, he's the CFO": the name told last.
    let named = names.iter().rposition(|name| {
        name != "self"
            && *name != office.name
            && (is_titled(name) || !reading.roles.iter().any(|role| role.name == *name))
    });
    if let Some(at) = named {
        names[at].clone_from(&office.name);
        let mut index = 0;
        names.retain(|name| {
            index += 1;
            index == at + 1 || *name != office.name
        });
    }
    names
}

fn finding(reading: &Reading, stands: Statement) -> Finding {
    let deciders: Vec<String> = in_office(reading, stands.deciders)
        .into_iter()
        .filter(|name| stands.state == Positive || name != "self")
        .collect();
    let decider = Decider {
        role: own_role(reading).or(stands.role),
        decision_maker: (!deciders.is_empty()).then(|| deciders.join(", ")),
    };
    let finding = if stands.is_answer {
        Finding::answered(Authority, stands.state, stands.rule, stands.words)
    } else {
        Finding::said(Authority, stands.state, stands.rule, stands.words)
    };
    // A negative state has a value only when somebody is named.
    if decider.decision_maker.is_none() {
        return finding;
    }
    finding.with(SignalValue::Decider(decider))
}
