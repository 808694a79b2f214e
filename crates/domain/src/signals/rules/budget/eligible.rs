//! Which amounts are a budget: most money that is spoken of is not.

use std::ops::Range;

use super::{
    super::Context,
    price::{is_same, suits},
    retraction::{is_standing, repeats_standing},
    scale::comparable,
};
use crate::signals::{
    Period,
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
    tokens::{Break, Tokens},
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
    let asked = context.topic().is_some_and(Topic::is_budget);
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
        || context.topic().is_some_and(Topic::is_authority) && !renewed
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
        || haggles(context, money, &reading.tokens)
        || funded && is_sizable(reading, money)
}

/// Whether the words stand shortly before a figure.
fn tokens_before(reading: &Reading, money: &Money, words: &[&str]) -> bool {
    let from = money.start.saturating_sub(5);
    (from..money.start).any(|at| reading.tokens.starts_with(at, words))
}

/// A question of the prospect's own; "what I'd go to is …" is none.
fn is_asked_back(reading: &Reading, clause: &Range<usize>) -> bool {
    let tokens = &reading.tokens;
    let relative = tokens.word(clause.start) == "what"
        && matches!(tokens.word(clause.start + 1), "i" | "we" | "they")
        && tokens.break_after(clause.end.saturating_sub(1)) != Break::Question;
    reading.is_question(clause) && !relative
}

/// "Make it nine", "I'd do one twenty": words right before a figure that put it forward.
fn is_put_forward(reading: &Reading, money: &Money) -> bool {
    const FORWARD: &[&[&str]] = &[
        &["make", "it"],
        &["make", "that"],
        &["call", "it"],
        &["say"],
        &["i", "want"],
        &["we", "want"],
        &["has", "put"],
        &["have", "put"],
        &["'s", "put"],
        &["is", "put"],
        &["you", "can", "write"],
        &["you", "can", "put"],
        &["put", "down"],
        &["you", "have", "got"],
        &["so", "it", "is"],
        &["it", "is", "now"],
        &["it", "is", "really"],
        &["down", "to"],
    ];
    let at = before_hedges(reading, money);
    pays(reading, money)
        || [at, money.start].into_iter().any(|at| {
            FORWARD.iter().any(|words| {
                at >= words.len() && reading.tokens.starts_with(at - words.len(), words)
            })
        })
}

/// "I could go to", "we'll give", "I'd do" right before a figure.
fn pays(reading: &Reading, money: &Money) -> bool {
    let tokens = &reading.tokens;
    let at = before_hedges(reading, money);
    let verb = at.saturating_sub(1);
    let paying = matches!(
        tokens.word(verb),
        "do" | "go"
            | "give"
            | "pay"
            | "spend"
            | "put"
            | "manage"
            | "carry"
            | "swing"
            | "find"
            | "stretch"
            | "bear"
            | "offer"
            | "afford"
            | "invest"
            | "release"
            | "commit"
            | "see"
    );
    let modal = matches!(
        tokens.word_before(verb, 1),
        "can" | "could" | "will" | "would" | "probably" | "maybe" | "gladly" | "happily"
    );
    let speaker = (2..=4).any(|back| matches!(tokens.word_before(verb, back), "i" | "we"));
    paying && modal && speaker
}

/// Where a figure starts, the softeners before it counted in.
fn before_hedges(reading: &Reading, money: &Money) -> usize {
    /// Nobody piles up more of them.
    const HEDGES: usize = 3;
    let mut at = money.start;
    while at > 0
        && money.start - at < HEDGES
        && matches!(
            reading.tokens.word(at - 1),
            "about"
                | "around"
                | "like"
                | "roughly"
                | "maybe"
                | "only"
                | "just"
                | "to"
                | "up"
                | "you"
                | "another"
                | "probably"
        )
    {
        at -= 1;
    }
    at
}

/// Whether a bare figure may replace the amount that stands: "make it seven" may be an hour.
fn likely(context: &Context<'_>, money: &Money) -> bool {
    let bare = money.currency.is_none() && money.period.is_none() && money.quantity.scale < 100.0;
    let Some(standing) = context.standing_amount().filter(|_| bare) else {
        return true;
    };
    let stood = standing.size();
    let size = money.quantity.size();
    let near = |value: f64| (0.2..=5.0).contains(&(value / stood.max(1.0)));
    near(size) || size < 1000.0 && (near(size * 1e3) || near(size * 1e5)) && stood >= 1000.0
}

/// "Six twenty I can live with", "sixteen lakhs is fine with us".
fn is_accepted(reading: &Reading, money: &Money) -> bool {
    let near = money.end..(money.end + 6).min(reading.tokens.len());
    (suits(&reading.tokens, money.end) || reading.has(&[Tag::AcceptPrice], near))
        && (money.period.is_some() || money.quantity.size() >= 100.0)
}

/// A figure of the size of the price on the table, when nothing else was asked.
fn haggles(context: &Context<'_>, money: &Money, tokens: &Tokens) -> bool {
    let open = context.topic().is_none_or(|topic| topic == Topic::Aside);
    open && comparable(context, money)
        && context
            .offered
            .is_some_and(|offer| !is_same(money, None, offer))
        && (money.is_explicit(tokens) || money.period.is_some())
        && money.start < HAGGLE
}

/// A counter-offer comes at once.
const HAGGLE: usize = 6;

/// Money by its currency or its size.
fn is_sizable(reading: &Reading, money: &Money) -> bool {
    money.is_explicit(&reading.tokens)
        || money.quantity.size() >= 1000.0
        || money.quantity.size() >= 50.0
            && matches!(
                money.period,
                Some(
                    Period::Week
                        | Period::Month
                        | Period::Year
                        | Period::UnitMonth
                        | Period::UnitYear
                )
            )
        || money.quantity.size() >= 100.0
            && (is_put_forward(reading, money) || is_accepted(reading, money))
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
fn is_plural(word: &str) -> bool {
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
    const BEGS: &[&[&str]] = &[
        &["put", "in", "for"],
        &["bid", "in", "for"],
        &["bid", "for"],
        &["applied", "for"],
        &["asked", "for"],
        &["asking", "for"],
        &["requested"],
        &["once", "asked"],
        &["in", "a", "request", "for"],
    ];
    let clause = reading.clause(money.start);
    let granted = reading.all().any(|at| {
        matches!(
            reading.tokens.word(at),
            "approved" | "granted" | "awarded" | "passed" | "okayed"
        )
    });
    !granted
        && (clause.start.max(money.start.saturating_sub(5))..money.start).any(|at| {
            BEGS.iter()
                .any(|words| reading.tokens.starts_with(at, words))
        })
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
        || bounded && is_standing(context, money)
        || reading.has(&[Tag::Repair, Tag::NewAmount], reading.all());
    let known = is_sizable(reading, money)
        || bounded && is_standing(context, money)
        || repeats_standing(reading, context);
    // "Scrap that, seven", as long as the budget is the subject, means thousands that stand.
    let plain = context.topic().is_some_and(Topic::is_budget) && likely(context, money);
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
        before(money.quantity.number) == "anything" || before(money.start) == "anything"
    });
    let signs = money.end..reading.clause(money.start).end;
    opener || reading.has(&[Tag::SelfDecides], signs)
}

/// Current or former spending counts when the prospect ties it to this purchase.
fn tied(reading: &Reading, clause: &Range<usize>) -> bool {
    const TIES: [&[&str]; 15] = [
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
