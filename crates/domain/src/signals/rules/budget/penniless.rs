//! There is no money, said without the word: by what cannot be paid, or by who is broke.

use std::ops::Range;

use super::super::Context;
use crate::signals::{
    SignalKind::Budget, SignalState::Positive, question::Topic, reading::Reading, tokens::Break,
    word_list::WordList,
};

/// The smallest things a purse may not hold.
pub(super) static COINS: WordList = WordList::of(&[
    "bean",
    "sausage",
    "penny",
    "nickel",
    "dime",
    "cent",
    "farthing",
    "rupee",
    "paisa",
    "paise",
    "dollar",
    "buck",
    "quid",
    "bob",
    "shilling",
    "pound",
    "razoo",
    "brass",
    "red",
    "bent",
    "single",
    "thin",
    "cracker",
    "sou",
    "shekel",
    "peso",
    "euro",
    "groat",
    "button",
    "pennyworth",
    "ha'penny",
]);

/// "We're skint", "flat broke till spring", "the account's overdrawn".
pub(super) fn broke(reading: &Reading) -> Option<Range<usize>> {
    static BROKE: WordList = WordList::of(&[
        "skint",
        "brassic",
        "penniless",
        "overdrawn",
        "underwater",
        "insolvent",
        "bankrupt",
        "broke",
        "strapped",
        "tapped",
        "bust",
    ]);
    let tokens = &reading.tokens;
    reading.all().find_map(|at| {
        if !BROKE.holds(tokens, at) {
            return None;
        }
        let word = tokens.word(at);
        let before = tokens.word_before(at, 1);
        let stressed = matches!(
            before,
            "flat"
                | "stone"
                | "stony"
                | "dead"
                | "completely"
                | "absolutely"
                | "totally"
                | "pretty"
        );
        let ours = (1..=3).any(|back| {
            matches!(tokens.word_before(at, back), "am" | "are")
                && matches!(tokens.word_before(at, back + 1), "i" | "we" | "they")
                || matches!(tokens.word_before(at, back), "account" | "accounts")
        });
        let plainly = match word {
            "tapped" => tokens.word(at + 1) == "out",
            "strapped" => {
                matches!(tokens.word(at + 1), "" | "for" | "right" | "at") || before == "cash"
            }
            _ => true,
        };
        ((ours || stressed && word == "broke")
            && plainly
            && !reading.is_negated(at)
            && !reading.is_unreal(at))
        .then_some(at..at + 1)
    })
}

/// "We couldn't cover a cup of coffee", "can't spare a fiver", "I've no forty pounds": what is not
/// there is less than any price; "we can't pay", asked about money.
pub(super) fn unable(
    reading: &Reading,
    context: &Context<'_>,
    named: bool,
) -> Option<Range<usize>> {
    const TRIFLES: &[&str] = &[
        "coffee",
        "tea",
        "biscuits",
        "biscuit",
        "sandwich",
        "stamp",
        "stamps",
        "pencil",
        "pencils",
        "pen",
        "biro",
        "paperclip",
        "clip",
        "clips",
        "doughnut",
        "donut",
        "pizza",
        "pint",
        "beer",
        "fiver",
        "tenner",
        "toner",
        "stapler",
        "nickels",
        "dimes",
        "pennies",
        "cents",
        "pence",
        "gum",
        "lightbulb",
        "lunch",
    ];
    const PARTING: &[&str] = &[
        "afford", "cover", "spare", "find", "fund", "finance", "pay", "run", "go", "stretch",
        "buy", "manage", "arrange", "scrape", "tip", "spend", "have", "rub",
    ];
    let tokens = &reading.tokens;
    if named {
        return None;
    }
    let about_money = context.fresh_topic().is_some_and(Topic::is_budget)
        || context
            .question
            .is_some_and(|q| q.age == 0 && q.money.is_some());
    reading.all().find_map(|at| {
        let no = tokens.word(at) == "not"
            && matches!(
                tokens.word_before(at, 1),
                "can" | "could" | "do" | "would" | "is" | "are" | "did"
            );
        if !no {
            return None;
        }
        let verb = (at + 1..at + 4).find(|&i| PARTING.contains(&tokens.word(i)))?;
        let end = reading.clause(at).end.min(verb + 7);
        let trifle = (verb..end).find(|&i| TRIFLES.contains(&tokens.word(i)));
        let flat = about_money
            && matches!(tokens.word_before(at, 1), "can" | "could")
            && matches!(
                tokens.word(verb),
                "pay" | "arrange" | "fund" | "afford" | "tip"
            )
            && (matches!(
                tokens.word(verb + 1),
                "" | "for" | "it" | "that" | "this" | "anything" | "in"
            ) || tokens.break_after(verb) != Break::None
                || tokens.word(verb) == "arrange");
        let end = trifle.map_or(verb, |i| i) + 1;
        ((trifle.is_some() || flat) && !reading.is_unreal(at)).then_some(at..end)
    })
}

/// "There's nothing to cover it with", "we have zero to put toward it", "now it's zero".
pub(super) fn nothing_for_it(
    reading: &Reading,
    context: &Context<'_>,
    named: bool,
) -> Option<Range<usize>> {
    let tokens = &reading.tokens;
    let about_money = context.fresh_topic().is_some_and(Topic::is_budget)
        || context.standing.state(Budget) == Positive
        || context
            .question
            .is_some_and(|q| q.age == 0 && q.money.is_some());
    if named {
        return None;
    }
    reading.all().find_map(|at| {
        let nothing = matches!(
            tokens.word(at),
            "nothing" | "zero" | "zip" | "zilch" | "nada" | "nil" | "nowt" | "squat" | "bupkis"
        );
        if !nothing {
            return None;
        }
        let had = (1..=3).any(|back| {
            matches!(
                tokens.word_before(at, back),
                "have" | "got" | "gave" | "give" | "left" | "is" | "'s" | "to" | "of" | "us"
            )
        });
        let spent_on = tokens.word(at + 1) == "to"
            && matches!(
                tokens.word(at + 2),
                "buy" | "fund" | "cover" | "pay" | "spend" | "put" | "play" | "finance"
            )
            || tokens.word(at + 1) == "left"
            || tokens.starts_with(at + 1, &["for", "this"])
            || tokens.starts_with(at + 1, &["for", "it"])
            || tokens.starts_with(at + 1, &["in", "the", "budget"]);
        let now = about_money
            && tokens.word(at) != "nothing"
            && tokens.word_before(at, 1) != "to"
            && (at + 1 == tokens.len() || tokens.break_after(at) != Break::None);
        (had && (spent_on && (about_money || tokens.word(at + 2) != "put") || now)
            && !reading.is_unreal(at))
        .then_some(at..at + 1)
    })
}

/// "Not a bean", "I wouldn't spend one rupee", "there isn't a farthing for it".
pub(super) fn not_a_coin(reading: &Reading, named: bool) -> Option<Range<usize>> {
    let tokens = &reading.tokens;
    if named {
        return None;
    }
    // "We don't have sixty dollars."
    let little = reading.amounts.iter().find(|money| {
        money.currency.is_some()
            && money.quantity.size() < 100.0
            && money.quantity.number >= 2
            && matches!(
                tokens.word(money.start.saturating_sub(1)),
                "have" | "got" | "afford" | "spare" | "even"
            )
            && reading.is_negated(money.start)
    });
    if let Some(money) = little {
        return Some(money.start..money.end);
    }
    reading.all().find_map(|at| {
        let coin = COINS.holds(tokens, at)
            && matches!(
                tokens.word_before(at, 1),
                "a" | "one" | "single" | "red" | "brass"
            );
        if !coin {
            return None;
        }
        let reach = at.saturating_sub(6).max(reading.clause(at).start);
        let no = (reach..at)
            .find(|&i| matches!(tokens.word(i), "not" | "nary" | "never" | "without"))?;
        let by = tokens.word_before(at, 2) == "by";
        // "Not a penny over three hundred" is a ceiling.
        let over = matches!(
            tokens.word(at + 1),
            "over" | "above" | "past" | "beyond" | "higher" | "of"
        );
        (!over && !by && !reading.is_unreal(at) && tokens.word(at + 1) != "more")
            .then_some(no..at + 1)
    })
}
