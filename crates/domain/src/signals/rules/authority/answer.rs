//! Yes, no, or a bare name, in answer to a question about who decides.

use super::{
    super::Context,
    statement::{Statement, myself},
};
use crate::signals::{
    SignalState::{Negative, Positive},
    lexicon::Tag,
    question::Topic,
    reading::Reading,
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
        && tokens.word(2) != "not";
    (yes || mine).then(|| Statement::new(Positive, myself(), "authority.affirmed", 0..2).answer())
}

/// A yes or no, or a bare name, to a question about who decides.
pub(super) fn answer(reading: &Reading, context: &Context<'_>) -> Option<Statement> {
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
            Some(
                Statement::new(
                    Positive,
                    myself(),
                    "authority.owner_affirmed",
                    affirm.range(),
                )
                .answer()
                .owned("owner"),
            )
        }
        _ if me => Some(Statement::new(Positive, myself(), "authority.self_named", 0..1).answer()),
        Topic::DecidesSelf => match (affirm, deny) {
            (_, Some(deny)) if deny.start == 0 && reading.tokens.len() <= 10 => Some(
                Statement::new(Negative, Vec::new(), "authority.denied", deny.range()).answer(),
            ),
            (Some(affirm), _) if affirm.start <= 2 && reading.tokens.len() <= 10 => Some(
                Statement::new(Positive, myself(), "authority.affirmed", affirm.range()).answer(),
            ),
            _ => None,
        },
        Topic::DecidesElse => {
            let deny = deny.filter(|d| d.start == 0)?;
            Some(Statement::new(Positive, myself(), "authority.nobody_else", deny.range()).answer())
        }
        Topic::DecidesWho => {
            let affirm = affirm.filter(|a| a.start <= 1 && reading.is_short())?;
            let named = context
                .question
                .map(|q| q.roles.clone())
                .filter(|roles| !roles.is_empty())?;
            Some(
                Statement::new(Negative, named, "authority.other_affirmed", affirm.range())
                    .answer(),
            )
        }
        _ => None,
    }
}
