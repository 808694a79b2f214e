//! The amount that is to be spent, with its currency and period.

use super::{
    super::{Context, Finding},
    asked::{Limit, asks_limit},
    eligible::{is_budget, is_plural},
    ends::{is_paid_now, spanned},
    price::{exact, is_same},
    retraction::is_standing,
    scale::{asked_period, comparable, scaled},
};
use crate::signals::{
    Amount, Cents, Period,
    SignalKind::Budget,
    SignalState::Positive,
    SignalValue,
    grammar::{
        head_count::{Counted, counted},
        money::{Money, home_currency},
        money_period::{period, with_unit},
        number,
    },
    lexicon::Tag,
    question::Topic,
    reading::Reading,
    tokens::{Break, Tokens},
};

/// An amount that can, will or is to be spent.
pub(super) fn amount(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    amount_among(reading, context, |money| is_budget(reading, context, money))
}

/// The amount in words that are known to be about a budget, though no rule knew it: one that is
/// named, or the price on the table.
pub(in crate::signals) fn any_amount(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    amount_among(reading, context, |money| is_plausible(reading, money))
        .or_else(|| taken(reading, context))
}

fn amount_among(
    reading: &Reading,
    context: &Context<'_>,
    accepts: impl Fn(&Money) -> bool,
) -> Option<Finding> {
    let amounts = in_short(reading, context);
    let mut accepted: Vec<&Money> = amounts.iter().filter(|money| accepts(money)).collect();
    // "It's twelve now, not fifteen": what stands already is not what is new.
    if accepted.iter().any(|money| !is_standing(context, money)) {
        let renewed = reading.has(&[Tag::NewAmount], reading.all());
        accepted.retain(|money| !renewed || !is_standing(context, money));
    }
    // "It was a hundred and ten, they bumped it": over, once another is named.
    if accepted.len() > 1 {
        let over =
            |money: &&Money| matches!(reading.tokens.word_before(money.start, 1), "was" | "were");
        if !accepted.iter().all(over) {
            accepted.retain(|money| !over(money));
        }
    }
    // "Down to thirty two hundred from forty one hundred."
    if accepted.len() > 1 {
        let first = accepted[0].start;
        accepted.retain(|money| {
            money.start == first || reading.tokens.word_before(money.start, 1) != "from"
        });
    }
    // Beside a full figure a small bare one counts something else: "six thousand for the two".
    let full = |money: &Money| {
        money.is_explicit(&reading.tokens)
            || money.quantity.size() >= 100.0
            || money.period.is_some()
    };
    if let Some(whole) = accepted.iter().copied().find(|money| full(money)) {
        let all = accepted.clone();
        accepted.retain(|money| {
            let size = scaled(reading, context, money, &all).quantity.size();
            let ratio = size / whole.quantity.size().max(1.0);
            full(money) || (0.2..=5.0).contains(&ratio)
        });
    }
    let last = *accepted.last()?;
    let in_full =
        |money: &Money| scaled(reading, context, money, &accepted).amount(context.setting);
    let mut amount = in_full(last);
    if let Some(period) = last
        .period
        .is_none()
        .then(|| said_apart(&reading.tokens, last))
        .flatten()
    {
        let asked = asked_period(context);
        amount.period = with_unit(Some(period), asked).unwrap_or(period);
    } else if let Some(unit) = last.period.and_then(|_| said_before(&reading.tokens, last)) {
        // "Per employee they have allowed nine hundred a month."
        amount.period = with_unit(last.period, Some(unit)).unwrap_or(amount.period);
    } else if last.period.is_none() && !says_whole(&reading.tokens) {
        // A period said with the first of two figures holds for the second, unless that is the sum.
        let size = in_full(last).size();
        let summed = reading.tokens.word_before(last.start, 1) == "so";
        let said = accepted.iter().rev().find_map(|money| {
            let ratio = in_full(money).size() / size.max(0.01);
            money
                .period
                .filter(|_| (0.1..=10.0).contains(&ratio))
                .filter(|period| !summed || *period != Period::UnitTotal)
        });
        // "It's twenty nine hundred a month and I need it under twenty three."
        let said = said.or_else(|| {
            let near =
                |other: &&Money| (0.4..=2.5).contains(&(in_full(other).size() / size.max(0.01)));
            let before = amounts.iter().rev().filter(near);
            before
                .filter(|money| money.start < last.start)
                .find_map(|money| money.period)
        });
        let stood = context.standing_amount().map(|before| before.period);
        let refined = matches!(stood, Some(Period::UnitMonth | Period::UnitYear));
        let asked = asked_period(context).filter(|p| !(refined && *p == Period::UnitTotal));
        // A counter-offer is for what the price was for, money that is there for whatever comes.
        let offered = || {
            context
                .offered
                .filter(|_| context.topic() != Some(Topic::BudgetExists))
                .filter(|_| {
                    let home = home_currency(context.setting);
                    last.currency.is_none_or(|code| code == home) && comparable(context, last)
                })
                .and_then(|offer| offer.period)
                .filter(|p| !(refined && *p == Period::UnitTotal))
        };
        if let Some(period) = said.or(asked).or_else(offered) {
            amount.period = period;
        } else if let Some(before) = context.standing_amount()
            && last.currency.is_none_or(|code| code == before.currency)
        {
            // Only the figure is corrected: the rest of what stands goes on standing.
            amount.currency.clone_from(&before.currency);
            amount.period = before.period;
        }
    }
    let bound = accepted
        .iter()
        .rfind(|m| m.quantity.min.is_none() != m.quantity.max.is_none());
    let renewed = reading.has(&[Tag::WrongAmount], reading.all());
    if let Some(bound) = bound.map(|m| in_full(m))
        && amount.min == amount.max
        && let Some(by) = [1, 1000, 100_000]
            .into_iter()
            .find(|by| bound.max.or(bound.min).map(|said| said.times(*by)) == amount.max)
    {
        // "At least ninety thousand, the ninety's certain": said again, it is still a bound.
        let full = |end: Option<Cents>| end.map(|said| said.times(by));
        (amount.min, amount.max) = (full(bound.min), full(bound.max));
    } else if let [.., first, second] = accepted.as_slice()
        && !renewed
    {
        let sizes = (in_full(first).size(), in_full(second).size());
        let ends = spanned(reading, first, second, sizes);
        let (first, second) = (in_full(first), in_full(second));
        let exact = second.min.is_some() && second.min == second.max;
        if exact && first.min < first.max && first.min.is_some() && first.max == second.max {
            // "Between six and eight thousand, and I'd feel it at eight."
            amount.min = first.min;
        } else if ends && exact && first.min.is_some() && first.max.is_some() {
            amount.min = first.min.min(second.min);
            amount.max = first.max.max(second.max);
        } else if second.min.is_none() && first.min < first.max && first.max == second.max {
            // "Twelve to fifteen lakhs, not more than fifteen."
            amount.min = first.min;
        } else if second.min.is_none()
            && first.min == first.max
            && first.max < second.max
            && !is_paid_now(reading, context, accepted[accepted.len() - 2])
        {
            // "We'd like five fifty, six twenty is the limit."
            amount.min = first.min;
        } else if first.max.is_none() && second.min.is_none() && first.min < second.max {
            // "North of ten, but not a nickel over fifteen."
            amount.min = first.min;
        } else if first.min.is_none() && exact && second.max < first.max {
            // "Approved up to six twenty, but we'd like to stay around five fifty."
            amount.max = first.max;
        }
    }
    if let Some(unit) = asked_period(context).filter(|_| last.period.is_some()) {
        // "Per van?" "Thirty a month."
        amount.period = with_unit(last.period, Some(unit)).unwrap_or(amount.period);
    }
    // "Eight bucks. Per card" of eight bucks a card a month.
    if amount.period == Period::UnitTotal
        && let Some(offer) = context.offered.filter(|offer| is_same(last, None, offer))
    {
        amount.period = with_unit(offer.period, Some(Period::UnitTotal)).unwrap_or(amount.period);
    }
    limited(context, &mut amount);
    if let Some(floor) = context.standing_amount()
        && floor.max.is_none()
        && amount.min.is_none()
        && floor.min < amount.max
        && floor.currency == amount.currency
    {
        // "At least sixty", and later "eighty is the limit".
        amount.min = floor.min;
    }
    let words = last.start..last.end;
    let finding = if last.is_explicit(&reading.tokens) {
        Finding::said(Budget, Positive, "budget.amount", words)
    } else {
        Finding::answered(Budget, Positive, "budget.amount_in_context", words)
    };
    Some(finding.with(SignalValue::Amount(amount)))
}

/// Words that say that the whole is meant, whatever was asked for.
fn says_whole(tokens: &Tokens) -> bool {
    [
        " total ",
        " altogether ",
        " overall ",
        " in all ",
        " all told ",
        " for the lot ",
        " by the lot ",
        " the whole lot ",
        " for all of it ",
    ]
    .iter()
    .any(|words| tokens.normal().contains(words))
}

/// What an amount covers, said apart from it in the same breath: "three hundred, I mean per vehicle
/// per month", "per engineer we can go to seven hundred".
fn said_apart(tokens: &Tokens, money: &Money) -> Option<Period> {
    // Another figure may be what it belongs to.
    let after = (money.end..tokens.len()).take_while(|at| !is_figure(tokens, *at));
    let said = after.into_iter().find_map(|at| {
        let plain = matches!(
            tokens.word(at),
            "per" | "each" | "every" | "monthly" | "weekly" | "quarterly" | "yearly" | "annually"
        ) || tokens.word(at) == "a"
            && matches!(tokens.word(at + 1), "month" | "week" | "year")
            || tokens.starts_with(at, &["for", "the", "year"]);
        let negated = || {
            (at.saturating_sub(6)..at)
                .any(|i| tokens.word(i) == "not" && tokens.word(i + 1) != "more")
        };
        let counts = || {
            matches!(
                tokens.word_before(at, 1),
                "once"
                    | "twice"
                    | "times"
                    | "time"
                    | "day"
                    | "days"
                    | "hours"
                    | "half"
                    | "not"
                    | "no"
            )
        };
        // "… in the first year", "…, annual."
        let yearly = tokens.starts_with(at, &["in", "the", "first", "year"])
            || tokens.starts_with(at, &["for", "next", "year"])
            || tokens.starts_with(at, &["in", "next", "year's"])
            || tokens.starts_with(at, &["in", "year", "one"])
            || tokens.word(at) == "annual" && at + 1 >= tokens.len();
        if yearly {
            return Some(Period::Year);
        }
        (plain && !counts() && !negated())
            .then(|| period(tokens, at).0)
            .flatten()
    });
    said.or_else(|| said_before(tokens, money))
}

/// "Per engineer" before the first figure.
fn said_before(tokens: &Tokens, money: &Money) -> Option<Period> {
    (0..money.start)
        .find_map(|at| {
            (tokens.word(at) == "per")
                .then(|| period(tokens, at).0)
                .flatten()
        })
        .filter(|_| !(0..money.start).any(|at| is_figure(tokens, at)))
}

/// Whether a word is a number, or begins one.
fn is_figure(tokens: &Tokens, at: usize) -> bool {
    let word = tokens.word(at);
    number::small(word).is_some()
        || number::tens(word).is_some()
        || word.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a quantity may be an amount at all.
fn is_plausible(reading: &Reading, money: &Money) -> bool {
    let size = money.quantity.size();
    let counts = counted(&reading.tokens, &money.quantity);
    let known = money.is_explicit(&reading.tokens)
        || money.period.is_some()
        || size >= 1000.0 && counts != Counted::Others;
    size > 0.0
        && (known || size > 1.0 && counts == Counted::Bare)
        // "That one", "the other two companies", "two of them".
        && (known
            || size >= 10.0
            || !matches!(
                reading.tokens.word_before(money.start, 1),
                "that" | "this" | "the" | "other" | "these" | "those"
            ) && !matches!(reading.tokens.word(money.end), "of" | "other"))
        && (known || !ordinary_word(&reading.tokens, money))
}

/// Whether a bare small number is followed by a thing in the plural: "two companies".
fn ordinary_word(tokens: &Tokens, money: &Money) -> bool {
    tokens.break_after(money.end.saturating_sub(1)) == Break::None
        && is_plural(tokens.word(money.end))
}

/// The price on the table, where the words agree to something and speak of no other money.
fn taken(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let tokens = &reading.tokens;
    let funds = reading.has(
        &[Tag::FundsExist, Tag::Funds, Tag::NoFunds, Tag::DontKnow],
        reading.all(),
    ) || reading.all().any(|at| {
        matches!(
            tokens.word(at),
            "money" | "budget" | "funds" | "fund" | "funding" | "approved" | "grant"
        )
    });
    let question = context.question.filter(|q| q.age == 0);
    let topic = question.map(|question| question.topic);
    let money = question.and_then(|question| question.money);
    let priced = money.is_some_and(|money| {
        money.currency.is_some() || money.period.is_some() || money.quantity.scale >= 100.0
    });
    let open = topic
        .is_none_or(|topic| topic.is_budget() || topic == Topic::Aside || topic.is_need())
        || priced && topic != Some(Topic::When);
    // "I've got that" is said of a price.
    let of_price = matches!(topic, None | Some(Topic::Offer | Topic::Price))
        && !reading.has(&[Tag::NoFunds, Tag::DontKnow], reading.all());
    // "Happy with that?": with the price named just before.
    let asks_for_money = question
        .filter(|question| question.topic != Topic::Price)
        .is_some_and(|question| asks_for_money(&Tokens::read(&question.text)));
    let offer = money.or(context.offered.copied().filter(|_| !asks_for_money))?;
    if funds && !of_price || !open || question.is_some_and(|question| question.is_comparison) {
        return None;
    }
    let mut amount = exact(context, offer).amount(context.setting);
    let said = reading.all().filter_map(|at| {
        let opens = matches!(
            tokens.word(at),
            "per" | "a" | "each" | "every" | "monthly" | "annually"
        );
        opens.then(|| period(tokens, at).0).flatten()
    });
    let said = said.fold(None, |whole, part| with_unit(Some(part), whole));
    if let Some(said) = said.filter(|_| amount.period == Period::Total) {
        amount.period = said;
    }
    if caps(tokens) {
        amount.min = None;
    } else if says_bound(tokens) {
        amount.min = offer.quantity.min.map(Cents::nearest);
        amount.max = offer.quantity.max.map(Cents::nearest);
    }
    let value = SignalValue::Amount(amount);
    Some(Finding::answered(Budget, Positive, "budget.price_accepted", reading.all()).with(value))
}

/// Whether an agent asks if there is money at all: a yes says nothing of a price then.
fn asks_for_money(asked: &Tokens) -> bool {
    (0..asked.len()).any(|at| {
        matches!(
            asked.word(at),
            "budget" | "money" | "funds" | "fund" | "cash" | "funding" | "kitty" | "pot"
        )
    })
}

/// "I'd go to that and not a cent more": what is accepted is the most.
pub(super) fn caps(tokens: &Tokens) -> bool {
    [
        " to that and no ",
        " to that and not ",
        " but no more ",
        " but not a ",
        " and not a ",
        " and no more ",
    ]
    .iter()
    .any(|words| tokens.normal().contains(words))
}

/// "At least", "up to that": the agent's bound is taken as one.
fn says_bound(tokens: &Tokens) -> bool {
    [" at least ", " up to ", " at most ", " no more "]
        .iter()
        .any(|words| tokens.normal().contains(words))
}

/// A figure given for "the most you'd go to" is a ceiling.
fn limited(context: &Context<'_>, amount: &mut Amount) {
    let exact = amount.min.is_some() && amount.min == amount.max;
    let Some(question) = context.question.filter(|q| q.topic.is_budget() && exact) else {
        return;
    };
    match asks_limit(&question.tokens) {
        Some(Limit::Most) => amount.min = None,
        Some(Limit::Least) => amount.max = None,
        None => {}
    }
}

/// The amounts, with "eighteen five" read as eighteen thousand five hundred.
fn in_short(reading: &Reading, context: &Context<'_>) -> Vec<Money> {
    let mut amounts: Vec<Money> = Vec::with_capacity(reading.amounts.len());
    // "More like two one" of two and a half thousand.
    let asked = context.question.and_then(|question| question.money);
    let asked = asked.map(|money| money.quantity.size());
    let known = context.standing_amount().map(Amount::size).or(asked);
    let fits = |value: f64| {
        known.is_some_and(|known| known >= 1000.0 && (0.5..=2.0).contains(&(value / known)))
    };
    for next in &reading.amounts {
        let digit = next.quantity.size();
        let joined = amounts.last_mut().filter(|first| {
            let head = first.quantity.size();
            let bare = first.quantity.scale == 1.0 && next.quantity.scale == 1.0;
            first.end == next.start
                && bare
                && first.currency.is_none()
                && (1.0..10.0).contains(&digit)
                && digit.fract() == 0.0
                && first.quantity.min == first.quantity.max
                && next.quantity.min == next.quantity.max
                && reading.tokens.break_after(first.end.saturating_sub(1)) == Break::None
                && ((11.0..100.0).contains(&head)
                    // "Eight five"; "five six" are the ends of a range.
                    || (2.0..10.0).contains(&head) && fits(head * 1000.0 + digit * 100.0)
                    || (2.0..10.0).contains(&head)
                        && digit < head
                        && reading.amounts.len() == 2
                        && context.topic() == Some(Topic::BudgetAmount))
                && context
                    .topic()
                    .is_none_or(|t| t.is_budget() || t == Topic::Aside)
        });
        if let Some(first) = joined {
            let value = first.quantity.size() * 1000.0 + digit * 100.0;
            (first.quantity.min, first.quantity.max) = (Some(value), Some(value));
            first.quantity.scale = 1000.0;
            first.quantity.end = next.quantity.end;
            (first.currency, first.period, first.end) = (next.currency, next.period, next.end);
        } else {
            amounts.push(*next);
        }
    }
    amounts
}
