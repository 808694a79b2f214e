//! Which amounts are a budget: most money that is spoken of is not.

use std::ops::Range;

use super::{
    super::Context,
    forward::{
        answers_openly, haggles, holds, is_accepted, is_put_forward, is_renewal, is_sizable,
        likely, pays, tokens_before, vows,
    },
    price::is_same,
    retraction::{is_standing, repeats_standing},
};
use crate::signals::{
    SignalKind::Budget,
    SignalState::Positive,
    grammar::{
        head_count::{Counted, counted},
        money::Money,
        number,
    },
    lexicon::Tag,
    question::Topic,
    reading::Reading,
    tokens::Break,
    word_list::PhraseList,
};

/// Whether a quantity is money for this purchase.
pub(super) fn is_budget(reading: &Reading, context: &Context<'_>, money: &Money) -> bool {
    let clause = reading.clause(money.start);
    // "I won't argue over sixty bucks."
    if matches!(
        reading.tokens.word_before(money.start, 1),
        "argue"
            | "arguing"
            | "fight"
            | "fighting"
            | "quibble"
            | "quibbling"
            | "haggle"
            | "haggling"
            | "sweat"
            | "sweating"
            | "fuss"
            | "fussing"
            | "squabble"
            | "bicker"
    ) {
        return false;
    }
    if money.quantity.size() == 0.0 || is_asked_back(reading, &clause) || in_denial(reading, money)
    {
        return false;
    }
    if tied(reading, &clause) && (is_sizable(reading, money) || money.quantity.size() >= 20.0) {
        return true;
    }
    /// A counter-offer without a sign of money comes at once.
    const SOON: usize = 6;
    let small = !money.is_explicit(&reading.tokens)
        && money.period.is_none()
        && money.quantity.size() < 100.0;
    let asked = context.topic().is_some_and(Topic::is_budget)
        && !(context.topic() == Some(Topic::Offer) && small && money.start > SOON);
    let corrects = corrects(reading, context, money);
    let put = is_put_forward(reading, money);
    // "Call it seventy" answers a question for a head count.
    let counting = context.topic() == Some(Topic::Size) && !money.is_explicit(&reading.tokens);
    let renewed = !counting
        && likely(context, money)
        && (corrects || put && context.standing.state(Budget) == Positive);
    if is_no_money(reading, money, asked || renewed)
        || is_for_something_else(reading, context, money, put)
        || matches!(reading.tokens.word(0), "gone" | "spent")
        || is_passed_on(reading, money)
        || is_denied(reading, money)
        || is_limit(reading, money)
        || context.topic().is_some_and(Topic::is_authority) && !renewed && !holds(reading, money)
    {
        return false;
    }
    let funded = reading.has(&[Tag::Funds, Tag::FundsExist], clause.clone());
    // "I think it was five hundred a month", asked what may be spent.
    let recalled = context.topic() == Some(Topic::BudgetAmount)
        && money.period.is_some()
        && tokens_before(reading, money, &["it", "was"]);
    let is_present = funded && asked || renewed || recalled;
    if reading.has(&[Tag::Past], clause.clone()) && !is_present {
        return false;
    }
    if echoes_price(context, money) {
        return reading.has(&[Tag::AcceptPrice], reading.all())
            || reading.opens_with(Tag::Affirm).is_some();
    }
    // In fragments the verb comes before: "we could probably do", "around forty thousand".
    let funded = reading.has(&[Tag::Funds], clause.start.saturating_sub(6)..clause.end)
        || put && (pays(reading, money) || reading.has(&[Tag::Funds], reading.all()))
        || is_accepted(reading, money);
    asked
        || renewed
        || answers_openly(reading, context, money)
        || vows(reading, money)
        || holds(reading, money)
        || haggles(context, money, &reading.tokens)
        || funded && is_sizable(reading, money)
}

/// A question of the prospect's own; "what I'd go to is …" is none.
fn is_asked_back(reading: &Reading, clause: &Range<usize>) -> bool {
    let tokens = &reading.tokens;
    let relative = tokens.word(clause.start) == "what"
        && matches!(tokens.word(clause.start + 1), "i" | "we" | "they")
        && tokens.break_after(clause.end.saturating_sub(1)) != Break::Question;
    reading.is_question(clause) && !relative
}

/// A number that counts something, is a year, or is left over from a calculation.
fn is_no_money(reading: &Reading, money: &Money, asked: bool) -> bool {
    let tokens = &reading.tokens;
    if reading.all().any(|at| tokens.word(at) == "times") {
        return true;
    }
    if money.is_explicit(tokens) {
        return false;
    }
    let size = money.quantity.size();
    let dated = tokens.word(money.quantity.number).starts_with("20")
        || matches!(tokens.word_before(money.start, 1), "from" | "in" | "since");
    let is_year = dated && (1990.0..2100.0).contains(&size);
    let counts = counted(tokens, &money.quantity) != Counted::Bare;
    let bare = money.period.is_none();
    let next = tokens.word(money.end);
    let things = tokens.break_after(money.end.saturating_sub(1)) == Break::None && is_plural(next);
    let year = matches!(tokens.word_before(money.start, 1), "nineteen" | "eighteen");
    let clock = size <= 12.0
        && matches!(
            tokens.word_before(money.start, 1),
            "before" | "after" | "past" | "till" | "until" | "page" | "level" | "grade" | "chapter"
        );
    let pronoun = clock
        || size < 10.0
            && matches!(
                tokens.word_before(money.start, 1),
                "the" | "these" | "those" | "us" | "other"
            );
    let staff = tokens.starts_with(money.end, &["of", "us"])
        || tokens.starts_with(money.end, &["of", "the"])
        || matches!(next, "on" | "in" | "at" | "of")
            && (1..4).any(|ahead| {
                matches!(
                    tokens.word(money.end + ahead),
                    "payroll" | "books" | "team" | "staff" | "shift" | "phone"
                )
            });
    if bare && (things || year || pronoun || staff) {
        return true;
    }
    // "One" is a pronoun more often than a figure.
    size == 1.0 || is_year || bare && (counts || !asked && size < 1000.0)
}

/// "Libraries", "treadmills": what a bare number before it counts.
pub(super) fn is_plural(word: &str) -> bool {
    const NONE: &[&str] = &[
        "is",
        "was",
        "this",
        "has",
        "plus",
        "always",
        "yes",
        "less",
        "as",
        "us",
        "tops",
        "does",
        "perhaps",
        "thanks",
        "pounds",
        "dollars",
        "thousands",
        "hundreds",
        "lakhs",
        "crores",
        "rupees",
        "bucks",
        "years",
        "guess",
        "unless",
        "works",
        "suits",
        "sounds",
        "gets",
        "covers",
        "likes",
        "its",
        "excess",
        "figures",
        "plans",
        "across",
        "euros",
        "goes",
        "comes",
        "seems",
    ];
    word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !NONE.contains(&word)
}

/// Imagined, somebody else's, present cost, or meant for another purpose.
fn is_for_something_else(
    reading: &Reading,
    context: &Context<'_>,
    money: &Money,
    put: bool,
) -> bool {
    let clause = reading.clause(money.start);
    let rest = money.end.saturating_sub(1)..reading.tokens.len();
    let asked = context.topic().is_some_and(Topic::is_budget);
    // "The sanctioned rate is …": funds named as such are no other money.
    let own = put || asked && reading.has(&[Tag::Funds], clause.start..money.start);
    is_begged(reading, money)
        || reading.has(
            &[Tag::Hypothetical, Tag::Sarcasm, Tag::OtherParty],
            clause.clone(),
        )
        || !own && reading.has(&[Tag::OtherMoney], clause)
        || reading.has(&[Tag::SpentElsewhere], rest)
}

/// "We put in for thirty thousand": asked for, not granted.
fn is_begged(reading: &Reading, money: &Money) -> bool {
    static BEGS: PhraseList = PhraseList::of(&[
        &["put", "in", "for"],
        &["bid", "in", "for"],
        &["bid", "for"],
        &["applied", "for"],
        &["asked", "for"],
        &["asking", "for"],
        &["requested"],
        &["once", "asked"],
        &["in", "a", "request", "for"],
    ]);
    /// So many words on, something else is spoken of.
    const REACH: usize = 20;
    /// Nobody has said yes to it.
    static UNGRANTED: PhraseList = PhraseList::of(&[
        &["pending"],
        &["waiting", "on"],
        &["waiting", "to", "hear"],
        &["nothing", "is", "confirmed"],
        &["not", "confirmed"],
        &["not", "been", "confirmed"],
        &["told", "us", "yes"],
        &["not", "heard"],
        &["fingers", "crossed"],
        &["not", "count", "on"],
        &["no", "answer"],
        &["no", "word"],
    ]);
    let open = (money.end..money.end + REACH).any(|at| UNGRANTED.starts(&reading.tokens, at));
    let clause = reading.clause(money.start);
    let granted = reading.all().any(|at| {
        matches!(
            reading.tokens.word(at),
            "approved" | "granted" | "awarded" | "passed" | "okayed"
        )
    });
    open || !granted
        && (clause.start.max(money.start.saturating_sub(5))..money.start)
            .any(|at| BEGS.starts(&reading.tokens, at))
}

/// Repeating the agent's price is no assent to it.
fn echoes_price(context: &Context<'_>, money: &Money) -> bool {
    context
        .question
        .filter(|q| matches!(q.topic, Topic::Price | Topic::Offer))
        .and_then(|q| q.money)
        .is_some_and(|offer| is_same(money, None, &offer))
}

/// "It's ninety, not sixty": a new figure for the one that stands, whatever was asked meanwhile.
fn corrects(reading: &Reading, context: &Context<'_>, money: &Money) -> bool {
    let bounded = money.quantity.min.is_none();
    if context.standing.state(Budget) != Positive || is_standing(context, money) && !bounded {
        return false;
    }
    let tokens = &reading.tokens;
    // "It's twelve, not fifteen."
    let denied = reading
        .all()
        .any(|at| tokens.word(at) == "not" && number::read(tokens, at + 1).is_some());
    let renewed = denied
        || is_renewal(reading, context, money)
        || bounded && is_standing(context, money)
        || reading.has(&[Tag::Repair, Tag::NewAmount], reading.all());
    let known = is_sizable(reading, money)
        || bounded && is_standing(context, money)
        || repeats_standing(reading, context);
    // "Scrap that, seven", as long as the budget is the subject, means thousands that stand.
    let plain = context.topic().is_some_and(Topic::is_budget) && likely(context, money);
    let known = known || is_renewal(reading, context, money);
    let known = known || plain && reading.has(&[Tag::NewAmount], reading.all());
    let counts = counted(&reading.tokens, &money.quantity) != Counted::Bare;
    renewed && known && (!counts || money.is_explicit(&reading.tokens))
}

/// "Not fifteen. For fifteen I'd do it myself."
fn is_denied(reading: &Reading, money: &Money) -> bool {
    reading.amounts.iter().any(|other| {
        other.quantity.size() == money.quantity.size() && is_denied_here(reading, other)
    })
}

/// "It's not about the fifteen pounds."
fn is_denied_here(reading: &Reading, money: &Money) -> bool {
    let from = money
        .start
        .saturating_sub(3)
        .max(reading.clause(money.start).start);
    money.quantity.min.is_some()
        && (from..money.start).any(|at| {
            // "I don't know, couple thousand" is only a hedge.
            matches!(reading.tokens.word(at), "not" | "never")
                && reading.tokens.word(at + 1) != "know"
        })
}

/// "Anything over fifty needs our CFO to sign off": somebody named after the amount.
fn is_passed_on(reading: &Reading, money: &Money) -> bool {
    let rest = money.end..reading.clause(money.start).end;
    reading
        .roles
        .iter()
        .any(|role| role.start >= rest.start && role.end <= rest.end)
        && reading.has(&[Tag::OtherDecides], rest)
}

/// "Not going to spend even one rupee", "don't have sixty dollars".
fn in_denial(reading: &Reading, money: &Money) -> bool {
    reading
        .phrases
        .of(Tag::NoFunds, reading.all())
        .any(|none| none.start <= money.start && money.quantity.number <= none.end + 5)
        && money.quantity.size() < 100.0
}

/// "Anything over ten thousand the owners approve": a limit of authority, no budget.
fn is_limit(reading: &Reading, money: &Money) -> bool {
    let opener = (1..=3).any(|back| {
        let before = |from: usize| reading.tokens.word_before(from, back);
        // "Anything under two thousand" is wanted, whoever signs.
        let signs = reading.clause(money.start).any(|at| {
            matches!(
                reading.tokens.word(at),
                "sign" | "approve" | "authorize" | "authorise"
            )
        });
        (money.quantity.min.is_some() || signs)
            && (before(money.quantity.number) == "anything" || before(money.start) == "anything")
    });
    let signs = money.end..reading.clause(money.start).end;
    opener || reading.has(&[Tag::SelfDecides], signs)
}

/// Current or former spending counts when the prospect ties it to this purchase.
fn tied(reading: &Reading, clause: &Range<usize>) -> bool {
    const TIES: [&[&str]; 22] = [
        &["mind", "paying", "that"],
        &["paying", "that", "to", "you"],
        &["pay", "you", "that"],
        &["pay", "you", "the", "same"],
        &["pay", "you", "about", "the", "same"],
        &["move", "that", "same", "money"],
        &["move", "that", "over"],
        &["pay", "that", "same"],
        &["same", "amount"],
        &["same", "money"],
        &["same", "rate"],
        &["same", "figure"],
        &["same", "to", "you"],
        &["pay", "the", "same"],
        &["spend", "the", "same"],
        &["what", "we", "would", "pay"],
        &["what", "i", "would", "pay"],
        &["pay", "that", "again"],
        &["pay", "it", "again"],
        &["pay", "that", "and"],
        &["same", "again"],
        &["spend", "that", "again"],
    ];
    (clause.start..reading.tokens.len())
        .any(|at| TIES.iter().any(|tie| reading.tokens.starts_with(at, tie)))
}
