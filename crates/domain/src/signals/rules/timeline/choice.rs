//! Of several times in one breath, the one that stands.

use jiff::civil::Date;

use crate::signals::{
    Timeframe,
    grammar::timeframe::{Mention, Precision, Relation},
    lexicon::Tag,
    reading::Reading,
    tokens::Break,
};

/// Chooses among times that may all be meant, in the order they were said.
///
/// The first one answers, and what follows tells why, or what comes later; unless it corrects the
/// first one, narrows it down, or only it says what is to happen then.
pub(super) fn choose<'a>(reading: &Reading, candidates: &[&'a Mention]) -> Option<Choice<'a>> {
    let (first, rest) = candidates.split_first()?;
    let opening = Choice {
        mention: first,
        is_deadline: first.relation == Relation::By,
    };
    let chosen = rest.iter().fold(opening, |current, next| {
        if !replaces(reading, current.mention, next) {
            return current;
        }
        // "By Friday, no, next Friday" and "by the start of term, the thirteenth" stay deadlines.
        let goes_on =
            next.start <= current.mention.end + 1 || is_corrected(reading, current.mention, next);
        let exact = next.frame.as_ref().is_some_and(is_exact);
        let is_deadline = next.relation == Relation::By
            || current.is_deadline && next.relation == Relation::In && goes_on && exact;
        Choice {
            mention: next,
            is_deadline,
        }
    });
    Some(chosen)
}

/// The time that stands.
#[derive(Clone, Copy)]
pub(super) struct Choice<'a> {
    /// The time.
    pub(super) mention: &'a Mention,
    /// Whether it is the latest one, also when a word before it said so.
    pub(super) is_deadline: bool,
}

fn replaces(reading: &Reading, current: &Mention, next: &Mention) -> bool {
    let (Some(stood), Some(frame)) = (&current.frame, &next.frame) else {
        return current.frame.is_none();
    };
    // "Late August, the county fair's done by then."
    if next.refers && is_over_by(reading, next) {
        return false;
    }
    let is_bounded = |m: &Mention| !matches!(m.relation, Relation::In | Relation::Elsewhere);
    if stood.end == frame.end && stood.end.is_some() && is_bounded(current) != is_bounded(next) {
        // "By May first … it's May first": the one that says how it binds.
        return is_bounded(next);
    }
    // "Christmas we are closed, I want it up before Christmas": the same time, and how it binds.
    let same = next.relation == Relation::Before
        && frame.end.and_then(|end| end.tomorrow().ok()) == stood.start;
    if same && !next.refers && current.relation == Relation::In {
        return true;
    }
    let between = current.end..next.start.max(current.end);
    // "The inspector's here March ninth, so it had better be in by the end of February", "we're off
    // on Boxing Day, no later than the twentieth".
    let is_deadline = next.relation == Relation::By
        || next.relation == Relation::In
            && frame.start != frame.end
            && is_end_of(reading, next)
            && is_concluded(reading, &between);
    if is_deadline
        && !next.refers
        && frame.end < stood.end
        && frame.start < stood.start
        && current.relation == Relation::In
    {
        return true;
    }
    // "… not before the craft fair's done, so not till October."
    if next.relation == Relation::From
        && matches!(reading.tokens.word(next.start), "till" | "until" | "before")
        && reading.tokens.word_before(next.start, 1) == "not"
        && frame.start > stood.start
        && !next.refers
    {
        return true;
    }
    let said_of = |m: &Mention| {
        let clause = reading.clause(m.start);
        reading.has(&[Tag::Launch, Tag::Require], clause)
    };
    if is_corrected(reading, current, next) {
        return true;
    }
    if next.refers {
        // "The audit's in June, before the auditors come", whatever is to happen then.
        let follows = matches!(
            reading.tokens.word(next.end),
            "we" | "it" | "they" | "i" | "he" | "she" | "there"
        );
        if next.relation == Relation::Before
            && current.relation == Relation::In
            && !follows
            && !opens_statement(reading, current.start)
        {
            return !is_over_by(reading, next);
        }
        // "In May, before that we are shut": only what is to happen before then is a frame.
        return !is_over_by(reading, next) && said_of(next)
            || is_concluded(reading, &between)
            || (next.end - current.end > 2 || next.relation == Relation::After)
                && ends_statement(reading, next);
    }
    if is_weekday(reading, next) && !is_weekday(reading, current) {
        return false;
    }
    // "Make that August, we've got a move in June": what follows is why.
    let made = |back: usize| reading.tokens.word_before(current.start, back);
    if made(2) == "make" && matches!(made(1), "it" | "that") {
        return false;
    }
    // "In the new financial year, July onwards."
    if next.relation == Relation::From
        && next.start <= current.end + 8
        && stood
            .start
            .zip(frame.start)
            .is_some_and(|(whole, start)| whole <= start)
        && stood
            .end
            .zip(frame.start)
            .is_some_and(|(end, start)| start <= end)
    {
        return true;
    }
    // "After the summer holidays. The first week of September."
    let narrows_open = stood.end.is_none()
        && next.relation == Relation::In
        && next.start <= current.end + 4
        && frame.end.is_some()
        && stood
            .start
            .zip(frame.start)
            .is_some_and(|(from, start)| from <= start);
    if narrows_open && !is_weekday(reading, next) {
        return true;
    }
    if is_within(stood, frame) {
        // "The ninth, it's the Friday": the date, not the day of the week.
        return !is_weekday(reading, next) || !is_exact(stood);
    }
    if is_result(reading, next) {
        return true;
    }
    // "… so we'd be on yours September first": what follows from the date before.
    let clause = reading.clause(next.start);
    let therefore = reading.tokens.word(clause.start) == "so"
        && clause.start >= current.end
        && (is_exact(frame) || is_bounded(next))
        && is_exact(stood)
        && matches!(
            reading.tokens.word(clause.start + 1),
            "we" | "i" | "it" | "that" | "let" | "then"
        );
    if therefore {
        return true;
    }
    if is_concluded(reading, &between) {
        return !said_of(current) || said_of(next) && !is_purpose(reading, next);
    }
    let opens = opens_statement(reading, current.start);
    match (said_of(current), said_of(next)) {
        // "Signed in May, running in October": the earliest binds.
        // "Order in September, installed by February": steps are told in their order.
        (true, true) => {
            (next.relation == Relation::In || !is_own_step(reading, current))
                && frame
                    .end
                    .zip(stood.start)
                    .is_some_and(|(end, start)| end < start)
        }
        (true, false) => false,
        (false, true) => !opens || is_bounded(next) || starts_within(reading, current),
        (false, false) => !opens,
    }
}

/// "The end of June" asks for the days up to it.
fn is_end_of(reading: &Reading, mention: &Mention) -> bool {
    (mention.start..mention.end).any(|at| reading.tokens.word(at) == "end")
}

/// "We'd sign in May and be live by fall": what the speaker is to do first.
fn is_own_step(reading: &Reading, current: &Mention) -> bool {
    let clause = reading.clause(current.start);
    current.start <= clause.start + 2
        || (clause.start..current.start)
            .any(|at| matches!(reading.tokens.word(at), "i" | "we" | "let"))
}

/// "The harvest's done by then": what is over, not what is to be done.
fn is_over_by(reading: &Reading, mention: &Mention) -> bool {
    let before = |back: usize| reading.tokens.word_before(mention.start, back);
    matches!(
        before(1),
        "done"
            | "over"
            | "finished"
            | "gone"
            | "through"
            | "cleared"
            | "off"
            | "settled"
            | "closed"
    ) && matches!(before(2), "is" | "'s" | "are")
}

/// Whether only fillers lead up to a word: "well, probably in", but not "the board meets in".
pub(super) fn opens_statement(reading: &Reading, at: usize) -> bool {
    let from = reading.clause(at).start;
    from <= 4
        && (from..at).all(|i| {
            matches!(
                reading.tokens.word(i),
                "well"
                    | "so"
                    | "yes"
                    | "no"
                    | "probably"
                    | "maybe"
                    | "in"
                    | "by"
                    | "on"
                    | "the"
                    | "a"
                    | "sometime"
                    | "ideally"
                    | "i"
                    | "would"
                    | "say"
                    | "think"
                    | "guess"
                    | "it"
                    | "is"
                    | "we"
                    | "like"
                    | "around"
                    | "about"
                    | "for"
                    | "hopefully"
                    | "from"
                    | "said"
                    | "be"
                    | "will"
                    | "mean"
                    | "that"
                    | "god"
                    | "gosh"
                    | "right"
                    | "ok"
                    | "let"
                    | "us"
                    | "at"
                    | "not"
                    | "of"
                    | "any"
                    | "time"
                    | "over"
                    | "during"
                    | "some"
                    | "possibly"
            )
        })
}

/// "April is when our lease ends": the first time opens a statement of its own.
fn starts_within(reading: &Reading, mention: &Mention) -> bool {
    let next = reading.tokens.word(mention.end);
    matches!(next, "is" | "'s" | "we" | "they" | "i" | "our")
}

fn ends_statement(reading: &Reading, mention: &Mention) -> bool {
    mention.end >= reading.tokens.len()
        || reading.tokens.break_after(mention.end - 1) >= Break::Comma
}

fn is_weekday(reading: &Reading, mention: &Mention) -> bool {
    let named = reading.tokens.word(mention.start).ends_with("day");
    named
        && mention.precision == Precision::Appointment
        && mention.relation == Relation::In
        && mention.end - mention.start == 1
}

fn is_exact(frame: &Timeframe) -> bool {
    frame.start.is_some() && frame.start == frame.end
}

/// Whether a frame lies in another one and says more.
fn is_within(whole: &Timeframe, part: &Timeframe) -> bool {
    let (Some(start), Some(end)) = (part.start, part.end) else {
        return false;
    };
    let open = |at: Option<Date>| at.is_none();
    let starts = open(whole.start) || whole.start.is_some_and(|first| first <= start);
    let ends = whole.end.is_some_and(|last| end <= last);
    starts && ends && whole != part
}

/// "May, no, June", "the first, make that the third", "March … it isn't March, it's April".
fn is_corrected(reading: &Reading, current: &Mention, next: &Mention) -> bool {
    let tokens = &reading.tokens;
    (current.end..next.start).any(|at| {
        let after = tokens.word(at + 1);
        match tokens.word(at) {
            "sorry" | "actually" | "correction" | "rather" | "scratch" | "strike" | "instead"
            | "realistically" | "wait" | "oops" | "forget" => true,
            "no" | "nope" => !matches!(
                after,
                "later" | "sooner" | "earlier" | "rush" | "hurry" | "idea"
            ),
            "make" => matches!(after, "that" | "it"),
            "i" => after == "mean" || after == "lie",
            "more" => after == "like",
            "call" => after == "it",
            "hang" => matches!(after, "on" | "about"),
            "not" => tokens.starts_with(at, &["not", "any", "more"]),
            _ => false,
        }
    })
}

/// "… so July": directly what follows from all before.
fn is_result(reading: &Reading, next: &Mention) -> bool {
    let mut at = next.start;
    while at > 0
        && matches!(
            reading.tokens.word_before(at, 1),
            "in" | "the"
                | "like"
                | "maybe"
                | "probably"
                | "around"
                | "sometime"
                | "say"
                | "about"
                | "on"
        )
    {
        at -= 1;
    }
    reading.tokens.word_before(at, 1) == "so"
        && !matches!(
            reading.tokens.word_before(at, 2),
            "me" | "us" | "said" | "think"
        )
}

/// "… so the teachers have it for August": what it is for, not when it is bought.
fn is_purpose(reading: &Reading, next: &Mention) -> bool {
    let clause = reading.clause(next.start);
    reading.tokens.word(clause.start) == "so"
        && !matches!(
            reading.tokens.word(clause.start + 1),
            "i" | "we" | "it" | "they" | "he" | "she" | "that" | "all" | "the" | "by" | "let"
        )
}

/// "… so July", "… but June would do": what came before led up to it.
fn is_concluded(reading: &Reading, between: &std::ops::Range<usize>) -> bool {
    between.clone().any(|at| {
        // "He said so in June" concludes nothing.
        let told = matches!(
            reading.tokens.word_before(at, 1),
            "me" | "us" | "said" | "think"
        );
        matches!(reading.tokens.word(at), "so" | "but" | "though") && !told
    })
}
