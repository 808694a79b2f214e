//! Yes, no, or a bare name, in answer to a question about who decides.

use std::ops::Range;

use super::{
    super::Context,
    any::named_beside,
    reply::{Reply, reply},
    statement::{Statement, myself},
};
use crate::signals::{
    SignalKind,
    SignalState::{Negative, Positive},
    grammar::person,
    lexicon::Tag,
    question::Topic,
    reading::Reading,
    tokens::Break,
};

/// "I do, I'm the chief data officer, but the board has to bless it": the answer before the rest.
pub(super) fn opening(reading: &Reading, context: &Context<'_>) -> Option<Statement> {
    let tokens = &reading.tokens;
    let topic = context.fresh_topic()?;
    let yes = topic == Topic::DecidesSelf
        && matches!(
            tokens.word(0),
            "yes" | "correct" | "absolutely" | "definitely" | "exactly"
        );
    let mine = topic.is_authority()
        && (tokens.starts_with(0, &["i", "do"]) || tokens.starts_with(0, &["it", "is"]))
        && !matches!(
            tokens.word(2),
            "not"
                | "the"
                | "our"
                | "his"
                | "her"
                | "their"
                | "up"
                | "a"
                | "down"
                | "always"
                | "one"
                | "usually"
        );
    let able = matches!(topic, Topic::DecidesSelf | Topic::DecidesWho)
        && reading.clauses.iter().any(|c| says_able(reading, c));
    (yes || mine || able)
        .then(|| Statement::new(Positive, myself(), "authority.affirmed", 0..2).answer())
}

/// "I can, and I shall": a clause that is nothing but the answer.
fn says_able(reading: &Reading, clause: &Range<usize>) -> bool {
    let tokens = &reading.tokens;
    let said = tokens.word(clause.start) == "i"
        && matches!(
            tokens.word(clause.start + 1),
            "can" | "do" | "could" | "am" | "will" | "have" | "would"
        );
    let ends = clause.len() == 2
        || tokens.break_after(clause.start + 1) != Break::None
        || matches!(tokens.word(clause.start + 2), "yes" | "sure" | "indeed");
    said && ends && tokens.word(clause.start + 2) != "not"
}

/// "That'd be Karen", "Karen signs those": a name where no role is said.
pub(super) fn name(reading: &Reading) -> Option<String> {
    /// Words that may stand where a name would.
    const NO_NAMES: &[&str] = &[
        "all",
        "any",
        "anybody",
        "anyone",
        "both",
        "corporate",
        "depends",
        "different",
        "easy",
        "everybody",
        "everyone",
        "fair",
        "fine",
        "good",
        "great",
        "hard",
        "her",
        "him",
        "just",
        "let",
        "mainly",
        "maybe",
        "mine",
        "more",
        "most",
        "myself",
        "nobody",
        "none",
        "nothing",
        "one",
        "probably",
        "really",
        "right",
        "some",
        "somebody",
        "someone",
        "telling",
        "them",
        "there",
        "they",
        "this",
        "those",
        "tough",
        "tricky",
        "true",
        "two",
        "three",
        "us",
        "usually",
        "what",
        "whatever",
        "whoever",
        "you",
        "yourself",
        "the",
        "that",
        "our",
        "his",
        "she",
        "not",
        "for",
        "who",
        "how",
        "when",
        "why",
        "and",
        "but",
        "with",
        "from",
        "now",
        "never",
        "always",
        "still",
        "also",
        "only",
        "very",
        "too",
        "are",
        "were",
        "was",
        "can",
        "could",
        "would",
        "people",
        "long",
        "question",
        "complicated",
        "confidential",
        "private",
        "business",
        "above",
        "under",
        "down",
        "up",
        "going",
        "being",
        "done",
        "about",
        "yes",
        "well",
        "then",
        "here",
        "off",
        "late",
        "early",
    ];
    /// Longer answers say more than a name.
    const WORDS_MAX: usize = 12;
    /// What leads to a name.
    const BEFORE: &[&[&str]] = &[
        &["that", "would", "be"],
        &["that", "will", "be"],
        &["it", "would", "be"],
        &["it", "will", "be"],
        &["speak", "to"],
        &["talk", "to"],
        &["ask", "for"],
        &["you", "want"],
        &["would", "want"],
        &["that", "is"],
        &["it", "is"],
    ];
    let tokens = &reading.tokens;
    if reply(reading).is_some() {
        return None;
    }
    // "Denise", "Big Steve", "Gary in accounts": the whole answer.
    if tokens.len() <= 4
        && let Some(whole) = person::from(tokens, &reading.roles, 0, tokens.len())
        && whole.end <= 2
        && (whole.end == tokens.len()
            || matches!(tokens.word(whole.end), "in" | "from" | "over" | "upstairs"))
        && !NO_NAMES.contains(&tokens.word(0))
    {
        return Some(whole.name);
    }
    // "A fellow named Marcus in strategy."
    let called = (1..tokens.len())
        .find(|&at| matches!(tokens.word(at), "named" | "called"))
        .and_then(|at| person::from(tokens, &reading.roles, at + 1, tokens.len()));
    if let Some(called) = called.filter(|_| tokens.len() <= WORDS_MAX) {
        return Some(called.name);
    }
    if tokens.len() > WORDS_MAX || !reading.roles.is_empty() || !reading.amounts.is_empty() {
        return None;
    }
    let is_name = |at: usize| {
        let word = tokens.word(at);
        word.len() > 2
            && word.starts_with(|c: char| c.is_ascii_lowercase())
            && !NO_NAMES.contains(&word)
    };
    let decides = |at: usize| {
        matches!(
            tokens.word(at),
            "does" | "decides" | "signs" | "approves" | "picks" | "chooses" | "handles" | "makes"
        )
    };
    let ends = |at: usize| {
        at >= tokens.len()
            || tokens.break_after(at - 1) != Break::None
            || matches!(
                tokens.word(at),
                "in" | "she"
                    | "he"
                    | "madam"
                    | "sir"
                    | "ji"
                    | "saab"
                    | "garu"
                    | "bhai"
                    | "from"
                    | "over"
                    | "down"
                    | "upstairs"
                    | "our"
            )
    };
    let named = |at: usize| is_name(at) && (decides(at + 1) || ends(at + 1));
    let led = BEFORE.iter().find_map(|lead| {
        let at = (0..3).find(|&at| tokens.starts_with(at, lead))? + lead.len();
        named(at).then_some(at)
    });
    let at = led.or_else(|| (0..3).find(|&at| is_name(at) && decides(at + 1)))?;
    // "That will be Latha madam", "that'd be Miss Ruiz".
    let after = tokens.word(at + 1);
    let honored = matches!(after, "madam" | "sir" | "ji" | "saab" | "garu" | "bhai");
    Some(if honored {
        format!("{} {after}", tokens.word(at))
    } else {
        tokens.word(at).to_owned()
    })
}

/// "You've got him", "guilty": yes, to somebody who asks for the owner.
fn says_here(reading: &Reading) -> Option<usize> {
    const HERE: &[&[&str]] = &[
        &["you", "have", "got", "him"],
        &["you", "have", "got", "her"],
        &["you", "got", "him"],
        &["you", "got", "her"],
        &["you", "have", "found"],
        &["you", "found"],
        &["you", "have", "reached"],
        &["you", "are", "speaking"],
        &["you", "are", "talking"],
        &["speakin"],
        &["guilty"],
        &["himself"],
        &["herself"],
        &["the", "very", "same"],
        &["one", "and", "the", "same"],
        &["the", "one", "and", "only"],
        &["for", "my", "sins"],
        &["last", "time", "i", "checked"],
        &["since"],
        &["owner"],
        &["homeowner"],
        &["the", "founding", "one"],
        &["this", "is", "he"],
        &["this", "is", "she"],
        &["this", "is", "him"],
        &["this", "is", "her"],
        &["i", "am", "he"],
        &["i", "am", "she"],
        &["i", "am", "him"],
        &["i", "am", "her"],
    ];
    let tokens = &reading.tokens;
    let bare = tokens.starts_with(0, &["you", "are"]) && tokens.break_after(1) != Break::None
        || tokens.starts_with(0, &["you", "are"]) && tokens.len() <= 4;
    HERE.iter()
        .filter(|words| (0..3).any(|at| tokens.starts_with(at, words)))
        .map(|words| words.len())
        .max()
        .or(bare.then_some(2))
}

/// "Her", "the latter": one whom the question named.
fn pointed(reading: &Reading, context: &Context<'_>, topic: Topic) -> Option<Statement> {
    /// Longer answers say more.
    const WORDS_MAX: usize = 3;
    let tokens = &reading.tokens;
    let question = context.question?;
    if tokens.len() > WORDS_MAX || topic == Topic::Owner {
        return None;
    }
    let words = 0..tokens.len();
    if matches!(tokens.word(0), "her" | "him" | "them") {
        let named = question.roles.clone();
        return Some(Statement::new(Negative, named, "authority.pointed", words).answer());
    }
    let at = usize::from(tokens.word(0) == "the");
    let is_latter = match tokens.word(at) {
        "latter" => true,
        "former" => false,
        _ => return None,
    };
    let asked = &question.tokens;
    let or = (0..asked.len()).find(|&i| asked.word(i) == "or")?;
    let you_last =
        (or..asked.len().min(or + 3)).any(|i| matches!(asked.word(i), "you" | "yourself"));
    let found = if is_latter == you_last {
        Statement::new(Positive, myself(), "authority.pointed", words)
    } else {
        Statement::new(Negative, question.roles.clone(), "authority.pointed", words)
    };
    Some(found.answer())
}

/// "Gary", "Gary in accounts", to a question that expected a yes or no.
fn bare_name(reading: &Reading) -> Option<Statement> {
    let words = 0..reading.tokens.len();
    let name = name(reading).filter(|_| words.len() <= 4)?;
    Some(Statement::new(Negative, vec![name], "authority.person", words).answer())
}

/// "Does your wife need to agree?" "She does", "she doesn't".
fn of_somebody(context: &Context<'_>, reply: &Reply, topic: Topic) -> Option<Statement> {
    let named = context
        .question
        .map(|q| q.roles.clone())
        .unwrap_or_default();
    let words = reply.words.clone();
    if reply.is_yes {
        return Some(Statement::new(Negative, named, "authority.they_do", words).answer());
    }
    let alone = topic == Topic::DecidesElse || topic == Topic::DecidesWho && !named.is_empty();
    alone.then(|| Statement::new(Positive, myself(), "authority.they_do_not", words).answer())
}

/// A yes or no, or a bare name, to a question about who decides.
pub(super) fn answer(reading: &Reading, context: &Context<'_>) -> Option<Statement> {
    let topic = context.fresh_topic().filter(|t| t.is_authority())?;
    // "I wish" is no wish but a no.
    let wishes = reading.tokens.starts_with(0, &["i", "wish"]) && reading.is_short();
    if reading.has(&[Tag::DontKnow, Tag::Hypothetical], reading.all()) && !wishes {
        return None;
    }
    let reply = reply(reading);
    if let Some(of_others) = reply.as_ref().filter(|reply| reply.is_of_others)
        && topic != Topic::Owner
    {
        return of_somebody(context, of_others, topic);
    }
    let yes = reply.as_ref().filter(|reply| reply.is_yes);
    let no = reply.as_ref().filter(|reply| !reply.is_yes);
    let first_word = reading.tokens.word(0);
    let to_me = matches!(first_word, "by" | "to" | "with" | "just" | "only")
        && matches!(reading.tokens.word(1), "me" | "myself")
        && !matches!(reading.tokens.word(2), "and" | "or" | "plus");
    let me = to_me
        || matches!(first_word, "me" | "myself" | "mine" | "meself" | "moi" | "muggins")
        && (reading.tokens.len() <= 8 || reading.tokens.word(1) == "that")
        && reading.tokens.word(1) != "no"
        // "Mine taps out at three."
        && (first_word != "mine"
            || reading.tokens.len() == 1
            || reading.tokens.break_after(0) != Break::None
            || matches!(
                reading.tokens.word(1),
                "all" | "alone" | "and" | "because" | "yes" | "entirely" | "only" | "that" | "to"
                    | "it" | "will" | "love" | "sir"
            ));
    let nobody = matches!(
        first_word,
        "nobody" | "none" | "no" | "nope" | "nah" | "naw" | "never"
    ) || reading.tokens.starts_with(0, &["not", "a", "soul"])
        || reading.tokens.starts_with(0, &["to", "nobody"]);
    if let Some(found) = pointed(reading, context, topic) {
        return Some(found);
    }
    let yourself = || Statement::new(Positive, myself(), "authority.affirmed", 0..1).answer();
    match topic {
        Topic::Owner => {
            let words = yes
                .map(|yes| yes.words.clone())
                .or_else(|| says_here(reading).map(|words| 0..words))
                .filter(|_| no.is_none())?;
            Some(
                Statement::new(Positive, myself(), "authority.owner_affirmed", words)
                    .answer()
                    .owned("owner"),
            )
        }
        _ if me => Some(Statement::new(Positive, myself(), "authority.self_named", 0..1).answer()),
        Topic::DecidesSelf => {
            /// A longer answer says more than yes or no.
            const WORDS_MAX: usize = 12;
            let brief = reading.tokens.len() <= WORDS_MAX;
            if let Some(no) = no.filter(|_| brief) {
                let words = no.words.clone();
                // "I'm not, only our sourcing director can do that."
                let others = named_beside(reading, context);
                return Some(Statement::new(Negative, others, "authority.denied", words).answer());
            }
            if says_here(reading).is_some() && brief {
                return Some(yourself());
            }
            if yes.is_none() {
                return bare_name(reading);
            }
            let yes = yes
                .filter(|_| brief && !reading.tokens.starts_with(0, &["i", "am", "the", "one"]))?;
            let words = yes.words.clone();
            Some(Statement::new(Positive, myself(), "authority.affirmed", words).answer())
        }
        // "Is anybody standing in for her?" "No": it stays with her.
        Topic::DecidesElse if context.standing.state(SignalKind::Authority) == Negative && !me => {
            None
        }
        Topic::DecidesElse => {
            let is_denied = context
                .question
                .is_some_and(|question| question.is_negative);
            let words = no
                .map(|no| no.words.clone())
                .or(nobody.then_some(0..1))
                // "So nobody else signs?" "Right."
                .or_else(|| yes.filter(|_| is_denied).map(|yes| yes.words.clone()));
            if let Some(words) = words {
                return Some(
                    Statement::new(Positive, myself(), "authority.nobody_else", words).answer(),
                );
            }
            if yes.is_none() {
                return bare_name(reading);
            }
            // "Do you need to run it past anyone?" "Yes, unfortunately."
            let yes = yes.filter(|_| reading.tokens.len() <= 5)?;
            let named = context
                .question
                .map(|question| question.roles.clone())
                .unwrap_or_default();
            let words = yes.words.clone();
            Some(Statement::new(Negative, named, "authority.leave_affirmed", words).answer())
        }
        Topic::DecidesWho => {
            if let Some(name) = name(reading) {
                let words = 0..reading.tokens.len();
                return Some(
                    Statement::new(Negative, vec![name], "authority.person", words).answer(),
                );
            }
            if says_here(reading).is_some() && reading.is_short() {
                return Some(yourself());
            }
            let yes = yes.filter(|_| reading.is_short())?;
            let named = context
                .question
                .map(|q| q.roles.clone())
                .filter(|roles| !roles.is_empty())?;
            Some(
                Statement::new(
                    Negative,
                    named,
                    "authority.other_affirmed",
                    yes.words.clone(),
                )
                .answer(),
            )
        }
        _ => None,
    }
}
