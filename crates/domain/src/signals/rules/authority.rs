//! Does the person on the line decide?

use std::ops::Range;

use super::{Context, Finding};
use crate::signals::{
    Decider,
    SignalKind::Authority,
    SignalState::{self, Negative, Positive},
    SignalValue,
    lexicon::Tag,
    question::Topic,
    reading::Reading,
};

/// What one phrase says about who decides.
struct Statement {
    state: SignalState,
    /// Who decides, by name; `self` first.
    deciders: Vec<String>,
    /// The speaker's own role, when said.
    role: Option<String>,
    words: Range<usize>,
    rule: &'static str,
    is_answer: bool,
}

impl Statement {
    fn new(state: SignalState, deciders: Vec<String>, rule: &'static str, words: Range<usize>) -> Self {
        Self {
            state,
            deciders,
            role: None,
            words,
            rule,
            is_answer: false,
        }
    }

    fn answer(self) -> Self {
        Self {
            is_answer: true,
            ..self
        }
    }

    fn owned(self, role: &str) -> Self {
        Self {
            role: Some(role.to_owned()),
            ..self
        }
    }
}

fn myself() -> Vec<String> {
    vec!["self".to_owned()]
}

/// Applies the authority rules to each clause; statements that agree are joined, else the last
/// stands.
pub(super) fn find(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let mut statements: Vec<Statement> = reading
        .clauses
        .iter()
        .filter_map(|clause| in_clause(reading, context, clause.clone()))
        .collect();
    if statements.is_empty() {
        statements.extend(answer(reading, context));
    } else if let Some(answer) = opening(reading, context) {
        statements.insert(0, answer);
    }
    let mut joined = statements.pop()?;
    while let Some(earlier) = statements.pop() {
        let shares = earlier.state == Positive && joined.state == Negative && !joined.deciders.is_empty() && !limits(reading, &earlier);
        if earlier.state == joined.state || shares {
            for name in earlier.deciders.into_iter().rev() {
                if !joined.deciders.contains(&name) {
                    joined.deciders.insert(0, name);
                }
            }
            joined.role = joined.role.or(earlier.role);
            joined.state = earlier.state;
        }
    }
    let own_role = joined.role.clone().or_else(|| own_role(reading));
    joined.deciders.retain(|name| joined.state == Positive || name != "self");
    let named = !joined.deciders.is_empty();
    let value = (named || joined.state == Positive).then(|| {
        SignalValue::Decider(Decider {
            role: own_role,
            decision_maker: named.then(|| joined.deciders.join(", ")),
        })
    });
    let mut finding = Finding::said(Authority, joined.state, joined.rule, joined.words);
    if joined.is_answer {
        finding = Finding::answered(Authority, joined.state, joined.rule, finding.words);
    }
    finding.value = value;
    Some(finding)
}

/// "It is. Actually, it's my recommendation, our CRO signs": what came first is taken back.
fn limits(reading: &Reading, earlier: &Statement) -> bool {
    reading.has(&[Tag::Repair], earlier.words.end..reading.tokens.len())
}

/// "I do, I'm the chief data officer, but the board has to bless it": the answer before the rest.
fn opening(reading: &Reading, context: &Context<'_>) -> Option<Statement> {
    let tokens = &reading.tokens;
    let topic = context.fresh_topic()?;
    let yes = topic == Topic::DecidesSelf && reading.opens_with(Tag::Affirm).is_some_and(|a| a.start == 0);
    let mine = topic.is_authority()
        && (tokens.starts_with(0, &["i", "do"]) || tokens.starts_with(0, &["it", "is"]))
        && tokens.word(2) != "not";
    (yes || mine).then(|| Statement::new(Positive, myself(), "authority.affirmed", 0..2).answer())
}

fn in_clause(reading: &Reading, context: &Context<'_>, clause: Range<usize>) -> Option<Statement> {
    if reading.has(&[Tag::Hypothetical, Tag::OtherParty], clause.clone()) || reading.is_question(&clause) {
        return None;
    }
    let asked = context.topic().is_some_and(Topic::is_authority);
    let roles = roles_in(reading, clause.clone());
    let first = |tag: Tag| {
        reading
            .phrases
            .of(tag, clause.clone())
            .filter(|p| tag != Tag::SelfDecides && tag != Tag::Owner || !turned(reading, p.start))
            .max_by_key(|p| (p.range().len(), p.end))
    };
    if let Some(not_self) = first(Tag::NotSelf).filter(|_| {
        asked || !roles.is_empty() || reading.tokens.len() > 3
    }) {
        let pay_grade = reading.tokens.word(not_self.start) == "above";
        let runs_only = matches!(reading.tokens.word(not_self.start + 1), "just" | "only");
        let standing = context.standing.state(Authority) == Positive;
        if !shares(reading, &clause) && (asked || pay_grade || standing) && !(runs_only && roles.is_empty()) {
            return Some(Statement::new(Negative, roles, "authority.not_self", not_self.range()));
        }
    }
    if shares(reading, &clause) {
        let phrase = first(Tag::Shared);
        let decided = phrase.is_some() || asked;
        let mut deciders = myself();
        let named = partner_name(reading, &clause);
        deciders.extend(if !named.is_empty() {
            named
        } else if !roles.is_empty() {
            roles.clone()
        } else if context.question.is_some_and(|q| q.roles.len() == 1) {
            context.question.map(|q| q.roles.clone()).unwrap_or_default()
        } else {
            roles_in(reading, reading.all())
        });
        if decided && (deciders.len() > 1 || phrase.is_some()) {
            return Some(Statement::new(Positive, deciders, "authority.shared", clause));
        }
    }
    if let Some(owner) = first(Tag::Owner) {
        let mut deciders = myself();
        if reading.has(&[Tag::Shared], clause.clone()) {
            deciders.extend(roles);
        }
        return Some(Statement::new(Positive, deciders, "authority.owner", owner.range()).owned("owner"));
    }
    if let Some(own) = first(Tag::SelfDecides).filter(|p| {
        (asked || p.range().len() >= 3 || !matches!(reading.tokens.word(p.start), "just" | "it" | "that" | "yes" | "only" | "i"))
            && (asked || !answers_only(reading, p.range()))
    }) {
        return Some(Statement::new(Positive, myself(), "authority.self_decides", own.range()));
    }
    let ask_other = reading.phrases.of(Tag::AskOther, clause.clone()).find(|p| {
        // Who is asked, comes within a few words.
        reading.roles.iter().any(|r| r.start <= p.end + 3 && r.end > p.end && r.end <= clause.end)
            && (asked || p.range().len() > 2)
    });
    if let Some(phrase) = ask_other.filter(|_| !roles.is_empty()) {
        return Some(Statement::new(Negative, roles, "authority.asks_other", phrase.start..clause.end));
    }
    if let Some(statement) = somebody_known(reading, context, &clause) {
        return Some(statement);
    }
    let role = reading.roles.iter().find(|r| r.start >= clause.start && r.end <= clause.end)?;
    // "Plant manager's me."
    let mine = reading.tokens.starts_with(role.end, &["'s", "me"]) || reading.tokens.starts_with(role.end, &["is", "me"]);
    if mine || reading.tokens.starts_with(role.end, &["which", "is", "me"]) {
        let others = roles.into_iter().filter(|name| *name != role.name);
        let deciders = myself().into_iter().chain(others).collect();
        return Some(Statement::new(Positive, deciders, "authority.own_role", role.start..role.end + 2));
    }
    let decides = reading
        .phrases
        .of(Tag::OtherDecides, role.end..clause.end)
        .filter(|p| p.start <= role.end + 6 || asked)
        .filter(|p| asked || reading.tokens.word(p.start) != "would" && reading.tokens.word(p.start) != "knows")
        .max_by_key(|p| p.range().len())
        .or_else(|| {
            reading
                .phrases
                .of(Tag::OtherDecides, clause.clone())
                .find(|p| asked && p.range().len() > 1)
        });
    if let Some(phrase) = decides.filter(|p| !reading.is_negated(p.start)) {
        return Some(Statement::new(Negative, roles, "authority.other_decides", role.start..phrase.end.max(role.end)));
    }
    let bare = matches!(context.topic(), Some(Topic::DecidesWho | Topic::DecidesElse | Topic::DecidesSelf))
        && clause.start < 6
        && clause.len() <= 12
        && !matches!(reading.tokens.word(role.end), "is" | "was" | "said" | "lives" | "has" | "'s")
        && !is_own(reading, role.start)
        && !reading.has(&[Tag::DontKnow, Tag::Meeting], clause.clone());
    bare.then(|| Statement::new(Negative, roles, "authority.named", role.start..role.end).answer())
}

/// "He signs every check", "yes, she has to approve it", "I have to ask him": who is meant was said
/// before.
fn somebody_known(reading: &Reading, context: &Context<'_>, clause: &Range<usize>) -> Option<Statement> {
    let tokens = &reading.tokens;
    let asked = context.topic().is_some_and(Topic::is_authority);
    let statement = |deciders: Vec<String>, words: Range<usize>| {
        Some(Statement::new(Negative, deciders, "authority.somebody_known", words).answer())
    };
    if let Some(ask) = reading.phrases.of(Tag::AskOther, clause.clone()).find(|p| {
        p.range().len() > 1 && matches!(tokens.word(p.end), "him" | "her" | "them")
    }) {
        let named = roles_in(reading, 0..ask.start);
        return (!named.is_empty()).then(|| statement(named, ask.start..ask.end + 1)).flatten();
    }
    let subject = clause
        .clone()
        .take(5)
        .find(|&at| matches!(tokens.word(at), "he" | "she" | "they"))?;
    let decides = reading
        .phrases
        .of(Tag::OtherDecides, subject..clause.end)
        .find(|p| p.start <= subject + 3 && tokens.word(p.start) != "would" && tokens.word(p.start) != "knows")?;
    let question = context.question.filter(|q| q.topic.is_authority() && asked)?;
    let named = roles_in(reading, reading.all());
    let known = if named.is_empty() { question.roles.clone() } else { named };
    statement(known, subject..decides.end)
}

/// Whether a claim to decide is turned around: "I'm not the owner".
fn turned(reading: &Reading, at: usize) -> bool {
    reading.is_negated(at) && !matches!(reading.tokens.word_before(at, 1), "else")
}

/// Phrases that decide only as an answer: "that's me", "up to me", "just me".
fn answers_only(reading: &Reading, words: Range<usize>) -> bool {
    let tokens = &reading.tokens;
    let last = tokens.word(words.end - 1);
    matches!(last, "me" | "it" | "mine" | "be" | "that" | "else") && tokens.word(words.start) != "leave"
        && tokens.word(words.start) != "leaves" && tokens.word(words.start) != "up"
}

/// "Me and the CFO", "my husband and I", "both of us".
fn shares(reading: &Reading, clause: &Range<usize>) -> bool {
    let tokens = &reading.tokens;
    let with = clause.clone().any(|at| {
        let mine = |word: &str| matches!(word, "me" | "i" | "myself");
        let joins = matches!(tokens.word(at), "and" | "plus") || tokens.break_after(at) == crate::signals::tokens::Break::Comma;
        let me_first = (mine(tokens.word(at)) || tokens.word(at) == "mine")
            && matches!(tokens.word(at + 1), "and" | "plus" | "my" | "the" | "our");
        let me_last = tokens.word(at) == "and"
            && mine(tokens.word(at + 1))
            && reading.roles.iter().any(|r| r.end == at || r.end + 1 == at);
        let me_listed = joins && matches!(tokens.word(at), "me" | "myself") && at + 1 < clause.end;
        let i_first = tokens.word(at) == "i" && tokens.word(at + 1) == "and" && at <= clause.start + 1;
        (me_first && tokens.word(at) != "i" || i_first || me_last || me_listed)
            && reading.tokens.word_before(at, 1) != "told"
    });
    with || reading.has(&[Tag::Shared], clause.clone())
}

/// "Me and Sandra in accounts": a name when no role is said.
fn partner_name(reading: &Reading, clause: &Range<usize>) -> Vec<String> {
    let tokens = &reading.tokens;
    clause
        .clone()
        .find(|&at| matches!(tokens.word(at), "me" | "myself") && tokens.word(at + 1) == "and")
        .map(|at| tokens.word(at + 2).to_owned())
        .filter(|name| {
            let article = matches!(name.as_str(), "the" | "that" | "then" | "our" | "his" | "her" | "they" | "just");
            let counted = crate::signals::grammar::number::small(name).is_some();
            let role = reading.roles.iter().any(|r| r.name.split(' ').any(|word| word == name) && name != "accounts");
            name.len() > 2 && !article && !counted && !role
        })
        .into_iter()
        .collect()
}

/// The deciders named in a clause, the speaker's own role left out.
fn roles_in(reading: &Reading, clause: Range<usize>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut last_end = usize::MAX;
    for role in &reading.roles {
        let inside = role.start >= clause.start && role.end <= clause.end;
        // "Our facilities director, Mr. Okonkwo" is one person.
        let apposition = role.start == last_end && role.name.starts_with(['m', 'd']) && role.name.contains([' '])
            && matches!(role.name.split(' ').next(), Some("mr" | "mrs" | "ms" | "dr"));
        last_end = role.end;
        if !inside || apposition || is_own(reading, role.start) {
            continue;
        }
        // "Doctor Reyes, well no, actually his wife."
        let repaired = (1..=3).any(|back| matches!(reading.tokens.word_before(role.start, back), "actually" | "rather" | "sorry"));
        if repaired {
            names.clear();
        }
        // "The council" after "the parish council" is the same one.
        if !names.iter().any(|name| name.ends_with(role.name.as_str())) {
            names.push(role.name.clone());
        }
    }
    names
}

/// "I'm the head of support": the speaker's own.
fn is_own(reading: &Reading, start: usize) -> bool {
    (1..=2).any(|back| {
        matches!(reading.tokens.word_before(start, back), "am" | "myself" | "as")
            && (back == 1 || matches!(reading.tokens.word_before(start, 1), "the" | "a" | "an" | "also"))
    })
}

fn own_role(reading: &Reading) -> Option<String> {
    reading
        .roles
        .iter()
        .find(|role| is_own(reading, role.start))
        .map(|role| role.name.clone())
}

/// A yes or no, or a bare name, to a question about who decides.
fn answer(reading: &Reading, context: &Context<'_>) -> Option<Statement> {
    let topic = context.fresh_topic().filter(|t| t.is_authority())?;
    if reading.has(&[Tag::DontKnow, Tag::Hypothetical], reading.all()) {
        return None;
    }
    let affirm = reading.opens_with(Tag::Affirm);
    let deny = reading.opens_with(Tag::Deny);
    let first_word = reading.tokens.word(0);
    let me = matches!(first_word, "me" | "myself" | "mine") && reading.tokens.len() <= 8;
    match topic {
        Topic::Owner => {
            let affirm = affirm.filter(|_| deny.is_none_or(|d| d.start > 0))?;
            Some(Statement::new(Positive, myself(), "authority.owner_affirmed", affirm.range()).answer().owned("owner"))
        }
        _ if me => Some(Statement::new(Positive, myself(), "authority.self_named", 0..1).answer()),
        Topic::DecidesSelf => match (affirm, deny) {
            (_, Some(deny)) if deny.start == 0 && reading.tokens.len() <= 10 => {
                Some(Statement::new(Negative, Vec::new(), "authority.denied", deny.range()).answer())
            }
            (Some(affirm), _) if affirm.start <= 1 && reading.tokens.len() <= 10 => {
                Some(Statement::new(Positive, myself(), "authority.affirmed", affirm.range()).answer())
            }
            _ => None,
        },
        Topic::DecidesElse => {
            let deny = deny.filter(|d| d.start == 0)?;
            Some(Statement::new(Positive, myself(), "authority.nobody_else", deny.range()).answer())
        }
        Topic::DecidesWho => {
            let affirm = affirm.filter(|a| a.start <= 1 && reading.is_short())?;
            let named = context.question.map(|q| q.roles.clone()).filter(|roles| !roles.is_empty())?;
            Some(Statement::new(Negative, named, "authority.other_affirmed", affirm.range()).answer())
        }
        _ => None,
    }
}
