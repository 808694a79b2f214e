//! Prices and periods that the agent names and the prospect accepts.

use super::{
    super::{Context, Finding},
    amount::caps,
    scale::{asked_period, in_standing_thousands},
};
use crate::signals::{
    Period,
    SignalKind::Budget,
    SignalState::{Negative, Positive},
    SignalValue,
    grammar::{money::Money, money_period::with_unit, quantity::Quantity},
    lexicon::{Phrase, Tag},
    question::{Question, Topic},
    reading::Reading,
    tokens::Tokens,
};

/// A price of the agent's that is accepted, or bounded.
pub(super) fn price(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    if reading.has(&[Tag::DontKnow, Tag::Hypothetical], reading.all()) {
        return None;
    }
    // A price named since is on the table in place of the one that was asked about.
    let replaced = |offer: &Money| {
        context
            .offered
            .is_some_and(|newer| !is_same(newer, None, offer))
    };
    let question = context
        .question
        .filter(|q| q.topic.is_budget())
        .filter(|q| q.age == 0 || !q.money.as_ref().is_some_and(replaced));
    if context
        .offered
        .is_some_and(|offer| counters(reading, offer))
    {
        return None;
    }
    let asked = question.and_then(|q| q.money.map(|offer| (q, offer)));
    let Some((question, offer)) = asked else {
        return late_assent(reading, context);
    };
    let deny = reading.opens_with(Tag::Deny);
    let (rule, offer, phrase) = if question.is_comparison {
        ("budget.bounded", ceiling(offer), deny?)
    } else if deny.is_some()
        && reading.is_short()
        // "Is that out of reach?" "No, we can do that."
        && accepting(reading).is_none_or(|p| p.range().len() < 3)
    {
        return None;
    } else {
        let phrase = assent(reading, question)?;
        ("budget.price_accepted", exact(context, offer), phrase)
    };
    let mut amount = offer.amount(context.setting);
    if caps(&reading.tokens) {
        amount.min = None;
    }
    let amount = SignalValue::Amount(amount);
    Some(Finding::answered(Budget, Positive, rule, phrase.range()).with(amount))
}

/// "That'll do us, then", one or two exchanges after the price was named.
fn late_assent(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let topic = context.topic();
    let open = topic.is_none_or(|t| t == Topic::Aside || t.is_budget());
    let offer = context.offered.filter(|_| open)?;
    let phrase = accepting(reading).filter(|p| {
        // "Yeah, fine" is enough where nothing else was asked.
        let parting = reading.all().any(|at| {
            matches!(
                reading.tokens.word(at),
                "bye" | "thanks" | "thank" | "anyway"
            )
        });
        let affirmed = reading
            .opens_with(Tag::Affirm)
            .is_some_and(|a| a.start == 0);
        let curt = affirmed && !parting && context.standing.state(Budget) != Negative;
        let struck = reading.tokens.len() <= CURT
            && matches!(
                reading.tokens.word(p.start),
                "deal" | "done" | "sold" | "agreed"
            );
        p.range().len() > 2 || struck || topic.is_none() && curt && reading.tokens.len() <= CURT
    })?;
    let money = exact(context, *offer);
    // "Nothing at all" answers whatever was asked last.
    if reading.tokens.word(phrase.start) == "nothing" {
        return None;
    }
    let known = money.is_explicit(&reading.tokens)
        || money.period.is_some()
        || money.quantity.scale >= 100.0;
    let amount = SignalValue::Amount(money.amount(context.setting));
    (known && reading.tokens.len() <= LATE).then(|| {
        Finding::answered(Budget, Positive, "budget.price_accepted", phrase.range()).with(amount)
    })
}

/// The length of an answer that does nothing but agree.
const CURT: usize = 4;

/// A late assent is a short one.
const LATE: usize = 16;

/// What repeating the agent's price means.
pub(super) enum Echo {
    /// The price is accepted.
    Accepted(Finding),
    /// It is only repeated.
    Only,
}

/// The agent's own price in the prospect's mouth: "thirteen I can live with", or just "thirteen?".
pub(super) fn echo(reading: &Reading, context: &Context<'_>) -> Option<Echo> {
    if !context.topic().is_none_or(|t| {
        matches!(t, Topic::Aside | Topic::Price | Topic::Offer) || t.is_need() || t.is_budget()
    }) {
        return None;
    }
    let offer = context.offered?;
    let said = reading
        .amounts
        .iter()
        .enumerate()
        .rev()
        .find_map(|(index, money)| {
            let next = reading.amounts.get(index + 1);
            let end = next
                .filter(|n| in_short(money, n))
                .map_or(money.end, |n| n.end);
            is_same(money, next, offer).then_some(money.start..end)
        })?;
    // Any other figure makes it a counter-offer.
    let countered = reading.amounts.iter().any(|money| {
        (money.end <= said.start || money.start >= said.end)
            && money.quantity.size() > 1.0
            && !is_same(money, None, offer)
            && !reading.has(
                &[Tag::OtherParty, Tag::OtherMoney, Tag::Past],
                reading.clause(money.start),
            )
    });
    if countered {
        return None;
    }
    let asks = context.fresh_topic() == Some(Topic::BudgetAmount);
    let accepted = accepting(reading).or_else(|| {
        reading.opens_with(Tag::Affirm).filter(|p| {
            !matches!(
                reading.tokens.word(p.start),
                "right" | "sure" | "ok" | "huh" | "mm"
            ) || p.range().len() > 1
        })
    });
    let doubted = reading.has(
        &[Tag::DontKnow, Tag::Hypothetical, Tag::OtherDecides],
        reading.all(),
    ) || reading.is_question(&reading.clause(said.start))
        // "Two sixty? All right, sold."
        && accepted.is_none_or(|p| p.start < said.end);
    let accepted = accepted.map(Phrase::range).or_else(|| {
        let gives_in = matches!(reading.tokens.word(0), "alright" | "fine" | "deal" | "done");
        let curt = gives_in && said.start == 1 && reading.tokens.len() <= said.end + 2;
        // "Four fifty, then", "oh, we're in for fifty two".
        let then = reading.tokens.word(said.end) == "then" && said.start <= 8;
        let joins = reading
            .tokens
            .starts_with(said.start.saturating_sub(2), &["in", "for"])
            || reading
                .tokens
                .starts_with(said.start.saturating_sub(2), &["down", "for"]);
        (curt || then || joins || suits(&reading.tokens, said.end)).then(|| said.clone())
    });
    let Some(accepted) = accepted.filter(|_| !doubted) else {
        return (!asks).then_some(Echo::Only);
    };
    let own = reading
        .amounts
        .iter()
        .rfind(|m| m.start >= said.start && m.start < said.end);
    let mut money = exact(context, *offer);
    money.period = own
        .and_then(|m| m.period)
        .filter(|_| offer.period.is_none())
        .or(money.period);
    if [" total ", " altogether ", " all in "]
        .iter()
        .any(|whole| reading.tokens.normal().contains(whole))
    {
        money.period = Some(Period::Total);
    }
    money.currency = money.currency.or(own.and_then(|m| m.currency));
    money.quantity = in_full(money, own);
    let words = accepted.start.min(said.start)..accepted.end.max(said.end);
    let amount = SignalValue::Amount(money.amount(context.setting));
    Some(Echo::Accepted(
        Finding::answered(Budget, Positive, "budget.price_accepted", words).with(amount),
    ))
}

/// "Eleven fifty", said back and no word besides: a price is repeated, not taken.
pub(in crate::signals) fn only_echoes(reading: &Reading, context: &Context<'_>) -> bool {
    let said = match reading.amounts.as_slice() {
        [said] => said.end - said.start.min(said.quantity.start),
        _ => return false,
    };
    let other = context
        .offered
        .is_some_and(|offer| is_same(&reading.amounts[0], None, offer));
    other
        && reading.tokens.len() <= said + 1
        && accepting(reading).is_none()
        && reading.opens_with(Tag::Affirm).is_none()
}

/// Whether the prospect names a price of their own beside the agent's: a counter-offer.
fn counters(reading: &Reading, offer: &Money) -> bool {
    reading.amounts.iter().any(|money| {
        let sized = money.is_explicit(&reading.tokens)
            || money.period.is_some()
            || money.quantity.size() >= 100.0;
        let ratio = money.quantity.size() / offer.quantity.size().max(0.01);
        sized && (0.4..=2.5).contains(&ratio) && !is_same(money, None, offer)
    })
}

/// The larger of two readings of one price: "eighty eight" of eighty eight lakhs.
fn in_full(offer: Money, own: Option<&Money>) -> Quantity {
    match own {
        Some(own)
            if own.quantity.size() > offer.quantity.size()
                // "Thirty nine ninety five" of 39.95.
                && (offer.quantity.size() >= 100.0
                    || (own.quantity.size() / offer.quantity.size() - 100.0).abs() > 0.5)
                && own.quantity.min == own.quantity.max =>
        {
            own.quantity
        }
        _ => offer.quantity,
    }
}

/// Two bare figures said as one: "seven five".
fn in_short(first: &Money, second: &Money) -> bool {
    first.end == second.start
        && first.quantity.scale == 1.0
        && (1.0..10.0).contains(&second.quantity.size())
}

/// Whether a figure is the agent's price, in full or in short.
pub(super) fn is_same(money: &Money, next: Option<&Money>, offer: &Money) -> bool {
    const SCALES: [f64; 7] = [1.0, 100.0, 1e3, 1e5, 1e6, 1e7, 0.01];
    let price = offer.quantity.size();
    // Below a hundred the cents count.
    let close = |value: f64| (value - price).abs() < if price < 100.0 { 0.005 } else { 0.5 };
    let size = money.quantity.size();
    if money.currency.is_some() {
        // "Thirty dollars" are not thirty thousand.
        return close(size);
    }
    let short = next
        .filter(|next| in_short(money, next))
        .is_some_and(|next| close(size * 1000.0 + next.quantity.size() * 100.0));
    // "Four nine" reads as a range.
    let glued = money.quantity.scale == 1.0
        && money
            .quantity
            .min
            .zip(money.quantity.max)
            .is_some_and(|(low, high)| {
                low < high && high < 10.0 && close(low * 1000.0 + high * 100.0)
            });
    glued || size > 1.0 && SCALES.iter().any(|by| close(size * by)) || short
}

/// "Nine hundred's fine": assent right behind a figure.
pub(super) fn suits(tokens: &Tokens, end: usize) -> bool {
    let no_problem = |at: usize| {
        tokens.word(at) == "no"
            && matches!(
                tokens.word(at + 1),
                "problem" | "bother" | "trouble" | "issue"
            )
    };
    if no_problem(end + 1) && matches!(tokens.word(end), "is" | "'s") {
        return true;
    }
    let from = end
        + usize::from(matches!(
            tokens.word(end),
            "is" | "'s" | "would" | "seems" | "sounds" | "works"
        ));
    let from = from
        + usize::from(matches!(
            tokens.word(from),
            "be" | "about" | "very" | "quite" | "all"
        ));
    from > end
        && matches!(
            tokens.word(from),
            "fine"
                | "fair"
                | "ok"
                | "alright"
                | "right"
                | "doable"
                | "good"
                | "grand"
                | "reasonable"
                | "workable"
                | "manageable"
                | "acceptable"
                | "perfect"
                | "great"
                | "work"
                | "suit"
                | "do"
                | "within"
                | "for"
                | "us"
                | "me"
        )
        && tokens.word(from) != "for"
        || matches!(tokens.word(end), "works" | "suits")
            && matches!(tokens.word(end + 1), "" | "for" | "me" | "us" | "fine")
}

/// The words that accept a price, wherever they stand.
fn accepting(reading: &Reading) -> Option<Phrase> {
    reading
        .phrases
        .of(Tag::AcceptPrice, reading.all())
        .rfind(|p| {
            // "I wouldn't say no to that" carries its own negation.
            (!reading.is_negated(p.start)
                || matches!(reading.tokens.word(p.start), "would" | "no" | "can"))
                && !reading.is_question(&reading.clause(p.start))
                && !reading.has(&[Tag::Hypothetical], reading.clause(p.start))
        })
}

/// The words that accept a price.
fn assent(reading: &Reading, question: &Question) -> Option<Phrase> {
    /// Openers of phrases that accept a price only when little else is said.
    const WEAK: &[&str] = &[
        "all", "alright", "ok", "fine", "done", "sold", "agreed", "no", "nothing", "is", "'s",
        "good", "will", "peanuts", "are",
    ];
    let asks = question.topic == Topic::Price;
    accepting(reading)
        .filter(|p| asks || reading.is_short() || !WEAK.contains(&reading.tokens.word(p.start)))
        .or_else(|| {
            // A bare yes is only assent to what was asked just now; "right" only means "I hear you".
            let asked = matches!(question.topic, Topic::Price | Topic::BudgetExists);
            let heard = |p: &Phrase| matches!(reading.tokens.word(p.start), "right" | "sure");
            reading
                .opens_with(Tag::Affirm)
                .filter(|p| {
                    // "Yeah, nah."
                    !reading.has(&[Tag::Deny], p.end..reading.tokens.len().min(p.end + 3))
                })
                .filter(|p| asked && question.age == 0 && reading.is_short() && !heard(p))
        })
}

/// "Is it more than twenty five thousand?" "No."
fn ceiling(mut offer: Money) -> Money {
    offer.quantity.max = Some(offer.quantity.size());
    offer.quantity.min = None;
    offer
}

/// A price that is accepted is exact, even one put as "up to".
pub(super) fn exact(context: &Context<'_>, offer: Money) -> Money {
    let mut offer = if offer.currency.is_none() && offer.period.is_none() {
        // The price on the table has the hundreds that a question for assent leaves out.
        let table = context.offered.map(|table| offer.in_the_scale_of(table));
        in_standing_thousands(context, table.unwrap_or(offer))
    } else {
        offer
    };
    if offer.quantity.min.is_none() || offer.quantity.max.is_none() {
        let size = Some(offer.quantity.size());
        (offer.quantity.min, offer.quantity.max) = (size, size);
    }
    // "Does three eighty nine sound out of line?" after "three eighty nine a month".
    let named = context
        .offered
        .filter(|named| (named.quantity.size() - offer.quantity.size()).abs() < 0.5)
        .and_then(|named| named.period);
    // "Is there a monthly figure you'd be easy with, say thirty?"
    offer.period = with_unit(offer.period.or(named), asked_period(context));
    let standing = context.standing_amount().map(|amount| amount.period);
    offer.period = match (offer.period, standing) {
        // "Per seat" of what stands per seat and month.
        (Some(Period::UnitTotal), Some(standing @ (Period::UnitMonth | Period::UnitYear))) => {
            Some(standing)
        }
        (period, standing) => period.or(standing),
    };
    offer
}
