//! Frames that hang on an event, and frames that there are not: "once we've hired", "no rush".

use std::ops::Range;

use super::{is_asked, is_plan_asked};
use crate::signals::{
    SignalKind::Timeline,
    SignalState::{Negative, Positive, Unknown},
    grammar::{number, timeframe::Mention},
    lexicon::{Phrase, Tag},
    reading::Reading,
    rules::finding::{Context, Finding},
    tokens::Break,
};

/// A frame that hangs on an event: positive without a value.
pub(super) fn event(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let asked = is_asked(context);
    let meant =
        |start: usize| asked || reading.has(&[Tag::Launch, Tag::Require], reading.clause(start));
    let listed = reading.phrases.of(Tag::Event, reading.all()).rfind(|p| {
        let until = matches!(reading.tokens.word(p.start), "till" | "until");
        let after = !asked && reading.tokens.word(p.start) == "after";
        !after
            && meant(p.start)
            && (until || !reading.is_negated(p.start))
            && !reading.is_unreal(p.start)
    });
    if let Some(phrase) = listed {
        return Some(Finding::said(
            Timeline,
            Positive,
            "timeline.event",
            phrase.range(),
        ));
    }
    let words = (0..reading.tokens.len()).find_map(|at| hangs_on(reading, at, asked))?;
    Some(Finding::answered(
        Timeline,
        Positive,
        "timeline.event_in_answer",
        words,
    ))
}

/// The words of an event that starts at `at`: "once the wall is up", "not till she's back".
fn hangs_on(reading: &Reading, at: usize, asked: bool) -> Option<Range<usize>> {
    let tokens = &reading.tokens;
    let opener = match tokens.word(at) {
        "once" | "whenever" | "when" | "after" | "before" | "afore" | "until" | "till"
        | "following" => 1,
        "as" if tokens.starts_with(at, &["as", "soon", "as"]) => 3,
        "soon" if tokens.word(at + 1) == "as" && tokens.word_before(at, 1) != "as" => 2,
        "the" if matches!(tokens.word(at + 1), "minute" | "moment" | "day" | "second") => 2,
        "by" if tokens.starts_with(at, &["by", "the", "time"]) => 3,
        "straight" | "right" if tokens.word(at + 1) == "after" => 2,
        _ => return None,
    };
    let event = at + opener;
    // "When I know more", "whenever you like", "once in a while", "after all" hang on nothing.
    let idle = matches!(
        tokens.word(event),
        "" | "a"
            | "you"
            | "all"
            | "that"
            | "is"
            | "it"
            | "then"
            | "or"
            | "and"
            | "ever"
            | "what"
            | "how"
            | "in"
            | "i"
            | "so"
            | "but"
            | "time"
            | "upon"
            | "again"
            | "now"
            | "else"
    ) && !(matches!(tokens.word(event + 1), "is" | "'s" | "has" | "gets")
        && (tokens.word(event + 2).ends_with("ed")
            || matches!(
                tokens.word(event + 2),
                "done" | "through" | "over" | "in" | "sorted"
            )))
        && !matches!(
            tokens.word(event + 2),
            "signed" | "awarded" | "approved" | "passes" | "passed" | "closes" | "finished"
        );
    let clause = reading.clause(at);
    let own_clause = at <= clause.start + 4;
    let negated_until = !matches!(tokens.word(at), "until" | "till")
        || reading.is_negated(at)
        || is_nothing_before(reading, at)
        || tokens.word_before(at, 1) == "not";
    let launches = reading.has(&[Tag::Launch], clause.start..at.max(clause.start))
        || (clause.start..at).any(|i| {
            matches!(
                tokens.word(i),
                "do" | "doing"
                    | "move"
                    | "look"
                    | "moves"
                    | "happens"
                    | "happening"
                    | "goes"
                    | "signed"
                    | "approved"
            )
        });
    let anchored = if asked {
        own_clause || launches
    } else {
        launches && opener_binds(reading, at)
    };
    let long_enough = clause.end.saturating_sub(event) >= 2;
    let meets = reading.phrases.of(Tag::Meeting, clause.clone()).any(|p| {
        // "Not till she's back": what is waited for, unless a call is to wait for it.
        let returns = p.range().any(|i| tokens.word(i) == "back")
            && !matches!(tokens.word(p.start), "call" | "ring" | "check" | "circle");
        let attends = tokens.word(p.start + 1) == "'s" || tokens.word(p.start + 1) == "is";
        !returns
            && !attends
            && !matches!(
                tokens.word(p.start),
                "opens" | "opening" | "meeting" | "meet"
            )
    });
    let timed = number::read(tokens, event).is_some();
    let firm = matches!(tokens.word(at), "until" | "till" | "once" | "as" | "soon");
    let unsure = !firm
        && reading.has(&[Tag::DontKnow], at..reading.tokens.len())
        && !(at..tokens.len()).any(|i| tokens.word(i) == "whenever");
    let real = !meets
        && !timed
        && !unsure
        && !reading.has(&[Tag::Hypothetical], clause.clone())
        && (firm || !reading.has(&[Tag::Past], clause.clone()))
        && !reading.is_question(&clause)
        && !(clause.end > 0 && tokens.break_after(clause.end - 1) == Break::Question);
    (!idle && anchored && long_enough && negated_until && real).then_some(at..clause.end)
}

/// Openers that say when even unasked; "when" only right after what is to be done.
fn opener_binds(reading: &Reading, at: usize) -> bool {
    let before = reading.tokens.word_before(at, 1);
    match reading.tokens.word(at) {
        "once" | "as" | "soon" => true,
        // "Nothing gets ordered till he is back."
        "until" | "till" => reading.is_negated(at) || is_nothing_before(reading, at),
        "when" => matches!(before, "it" | "that" | "this" | "one" | "them"),
        _ => false,
    }
}

/// "Nothing is being signed until": nothing happens before that.
fn is_nothing_before(reading: &Reading, at: usize) -> bool {
    (reading.clause(at).start..at).any(|i| {
        matches!(
            reading.tokens.word(i),
            "nothing" | "nobody" | "nowt" | "none"
        )
    })
}

/// "No rush", "just browsing", "not this year".
pub(super) fn no_rush(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let asked = is_asked(context);
    let tokens = &reading.tokens;
    let is_soon =
        |at: usize| tokens.starts_with(at, &["any", "time"]) || tokens.word(at) == "anytime";
    let listed = |tag: Tag| {
        reading
            .phrases
            .of(tag, reading.all())
            .filter(|p| !reading.is_question(&reading.clause(p.start)))
            // Unasked, "not now" is about the call.
            .filter(|p| {
                asked || p.range().len() > 1 && !tokens.starts_with(p.start, &["not", "now"])
            })
            // "Any time soon" denies only where it is denied itself.
            .filter(|p| !is_soon(p.start) || is_denied_before(reading, p.start))
            .max_by_key(|p| p.range().len())
    };
    let standing = context.standing.state(Timeline);
    let ended = |p: &Phrase| standing == Positive && is_called_off(reading, p.start..p.end);
    let phrase =
        listed(Tag::NoRush).or_else(|| listed(Tag::NoRushAnswer).filter(|p| asked || ended(p)))?;
    let calls_off = standing == Positive && is_called_off(reading, phrase.start..phrase.end);
    let takes_back = standing != Unknown && !asked && !calls_off;
    (!takes_back).then(|| Finding::said(Timeline, Negative, "timeline.no_rush", phrase.range()))
}

/// "I won't be changing a thing any time soon": a denial anywhere before it in its statement.
fn is_denied_before(reading: &Reading, at: usize) -> bool {
    (reading.clause(at).start..at).any(|i| {
        matches!(
            reading.tokens.word(i),
            "not" | "no" | "never" | "nothing" | "nobody" | "cannot" | "hardly" | "doubt"
        )
    })
}

/// Words that end a purchase that was planned, whatever was asked.
fn is_called_off(reading: &Reading, words: Range<usize>) -> bool {
    words.clone().any(|at| {
        matches!(
            reading.tokens.word(at),
            "off"
                | "plan"
                | "plans"
                | "cancelled"
                | "canceled"
                | "canned"
                | "shelved"
                | "dead"
                | "scrapped"
                | "happening"
                | "forget"
                | "mothballed"
                | "postponed"
                | "ice"
                | "parked"
                | "binned"
                | "axed"
        )
    })
}

/// No to "is anything planned?"
pub(super) fn not_planned(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    if !is_plan_asked(context) || reading.has(&[Tag::DontKnow], reading.all()) {
        return None;
    }
    let deny = reading.opens_with(Tag::Deny)?;
    let says_no = !reading.has(&[Tag::DontKnow, Tag::Affirm], reading.all())
        || deny.start == 0 && !reading.has(&[Tag::DontKnow], reading.all());
    says_no.then(|| Finding::answered(Timeline, Negative, "timeline.not_planned", deny.range()))
}

/// Whether a time is one at which nothing will happen: "we have no plans for 2030", "nothing
/// planned, and I am away on the third". "No rush, September" denies nothing.
pub(super) fn is_ruled_out(reading: &Reading, context: &Context<'_>, mention: &Mention) -> bool {
    let tags: &[Tag] = if is_asked(context) {
        &[Tag::NoRush, Tag::NoRushAnswer]
    } else {
        &[Tag::NoRush]
    };
    let denial = tags
        .iter()
        .flat_map(|tag| reading.phrases.of(*tag, reading.all()))
        .filter(|p| is_denial(reading, p.start..p.end))
        .max_by_key(|p| p.end);
    let Some(denial) = denial else {
        return false;
    };
    let turned = (denial.end..mention.start).any(|at| {
        matches!(
            reading.tokens.word(at),
            "but" | "maybe" | "perhaps" | "probably" | "until" | "till" | "before" | "try" | "then"
        )
    });
    let clause = reading.clause(mention.start);
    let apart = !clause.contains(&denial.start) && reading.has(&[Tag::Launch], clause);
    let bounded_after = mention.start >= denial.end
        && (turned || reading.tokens.word_before(mention.start, 1) == "not");
    !(apart || bounded_after)
}

fn is_denial(reading: &Reading, mut words: Range<usize>) -> bool {
    let opener = words.start;
    reading.tokens.starts_with(opener, &["not", "this"])
        || words.any(|at| {
            matches!(
                reading.tokens.word(at),
                "plan"
                    | "plans"
                    | "planned"
                    | "planning"
                    | "chance"
                    | "intention"
                    | "changing"
                    | "buying"
                    | "nothing"
                    | "cancelled"
                    | "dead"
                    | "off"
                    | "shelved"
                    | "taking"
                    | "shot"
                    | "happening"
                    | "anything"
                    | "adding"
                    | "replacing"
                    | "ruled"
                    | "intend"
            )
        })
}
