//! What the agent asks about money, by the shape of the question instead of its exact words.
//!
//! Nobody can list all the ways to ask for a budget, but nearly every one has an opener ("what",
//! "is there", "have you") and, a few words on, a word for money or for parting with it.

use std::ops::Range;

use super::{
    asked_words::{
        FIGURES, FUNDS, HOW_MUCH, NOT_FUNDS, OPENINGS, PAYING, PLAIN_FUNDS, PRESENT, WHETHER,
        WISHES,
    },
    spending_words::TO_SPEND,
};
use crate::signals::{
    question::Topic,
    tokens::{Break, Tokens},
    word_list::{PhraseList, WordList},
};

/// How far a question reaches from its opener, in words.
const REACH: usize = 14;

/// What the agent's words ask about money, and the index after the words that say so.
pub(in crate::signals) fn asked(tokens: &Tokens) -> Option<(Topic, usize)> {
    let mut found: Option<(Topic, usize)> = None;
    for at in 0..tokens.len() {
        // "Manpower is how much?"
        let heads = (at.saturating_sub(3)..at).any(|i| {
            matches!(
                tokens.word(i),
                "manpower" | "strength" | "headcount" | "staff"
            )
        });
        let amount = opens(tokens, at, &HOW_MUCH)
            .filter(|_| !heads)
            .and_then(|from| amount_asked(tokens, at, from));
        let whether = || {
            opens(tokens, at, &WHETHER)
                .and_then(|from| funds_asked(tokens, from))
                .or_else(|| plainly_asked(tokens, at))
        };
        // "Is there a sum in the kitty" asks whether, "is there a figure in mind" how much.
        let exists = matches!(
            tokens.word(at),
            "is" | "was" | "have" | "do" | "did" | "got"
        ) && !tokens.normal().contains(" in mind ");
        let topic = amount
            .filter(|_| !(exists && whether().is_some()))
            .map(|end| (Topic::BudgetAmount, end))
            .or_else(|| whether().map(|end| (Topic::BudgetExists, end)));
        // "Do you know what has been put aside" asks for the amount, at the same words.
        let topic = topic.map(|(topic, end)| (topic, tail(tokens, end)));
        if let Some((topic, end)) = topic
            && found.is_none_or(|(_, last)| end > last)
        {
            found = Some((topic, end));
        }
    }
    found
}

/// Whether the question asks for the most or the least that may be spent.
pub(super) fn asks_limit(tokens: &Tokens) -> Option<Limit> {
    const MOST: &[&[&str]] = &[
        &["most", "you"],
        &["most", "they"],
        &["most", "we"],
        &["the", "most"],
        &["most", "would"],
        &["your", "most"],
        &["ceiling"],
        &["your", "limit"],
        &["the", "limit"],
        &["upper", "limit"],
        &["outer", "limit"],
        &["your", "max"],
        &["your", "maximum"],
        &["the", "max"],
        &["the", "maximum"],
        &["maximum"],
        &["upper", "end"],
        &["top", "end"],
        &["top", "dollar"],
        &["top", "figure"],
        &["top", "line"],
        &["top", "number"],
        &["top", "price"],
        &["top", "whack"],
        &["your", "top"],
        &["cut", "off"],
        &["your", "cap"],
        &["the", "cap"],
        &["highest"],
        &["how", "high"],
        &["not", "go", "past"],
        &["not", "go", "over"],
        &["not", "go", "above"],
        &["not", "go", "beyond"],
        &["not", "want", "to", "go", "over"],
        &["not", "want", "to", "go", "past"],
        &["not", "want", "to", "go", "above"],
        &["keep", "it", "under"],
        &["keep", "it", "below"],
        &["stay", "under"],
        &["stay", "below"],
        &["up", "to", "what"],
        &["up", "to", "how", "much"],
        &["walk", "away"],
    ];
    const LEAST: &[&[&str]] = &[
        &["the", "least"],
        &["at", "least"],
        &["minimum"],
        &["lowest"],
        &["your", "floor"],
        &["the", "floor"],
    ];
    let says = |lists: &[&[&str]]| {
        (0..tokens.len()).any(|at| lists.iter().any(|words| tokens.starts_with(at, words)))
    };
    // "Under or around" leaves it open.
    if says(MOST) && !says(&[&["or", "around"], &["or", "about"], &["or", "thereabouts"]]) {
        Some(Limit::Most)
    } else {
        // "Is there money for it at least?"
        let aside = tokens.len() >= 2 && tokens.starts_with(tokens.len() - 2, &["at", "least"]);
        (says(LEAST) && !aside).then_some(Limit::Least)
    }
}

/// Which end of a range a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    /// The most.
    Most,
    /// The least.
    Least,
}

/// Where "… per vehicle", "… for the lot" after the words for money ends: it asks nothing else.
fn tail(tokens: &Tokens, end: usize) -> usize {
    let goes_on = matches!(
        tokens.word(end),
        "per"
            | "for"
            | "on"
            | "towards"
            | "toward"
            | "to"
            | "a"
            | "an"
            | "each"
            | "from"
            | "this"
            | "across"
            | "in"
    );
    let breaks = (end.saturating_sub(1)..end + 3)
        .find(|&at| tokens.break_after(at) >= Break::Sentence)
        .map_or(end + 4, |at| at + 1);
    if goes_on {
        breaks.min(tokens.len())
    } else {
        end
    }
}

/// Where the opener at `at` ends.
fn opens(tokens: &Tokens, at: usize, openers: &PhraseList) -> Option<usize> {
    openers.lengths(tokens, at).map(|words| at + words).max()
}

/// The words of the question that goes on at `from`.
fn body(tokens: &Tokens, from: usize) -> Range<usize> {
    let end = (from.saturating_sub(1)..tokens.len().min(from + REACH))
        .find(|&at| tokens.break_after(at) >= Break::Sentence)
        .map_or(tokens.len().min(from + REACH), |at| at + 1);
    from.min(end)..end
}

/// "Has any capital been released?", "could the council run to it?": a question that opens with its
/// verb and speaks of nothing but money; where its words for money end.
fn plainly_asked(tokens: &Tokens, at: usize) -> Option<usize> {
    /// Nobody takes a longer run at a question.
    const OPENING: usize = 6;
    let opens = matches!(
        tokens.word(at),
        "is" | "are"
            | "was"
            | "were"
            | "has"
            | "have"
            | "had"
            | "did"
            | "do"
            | "does"
            | "would"
            | "will"
            | "could"
            | "can"
            | "might"
            | "got"
            | "kindly"
            | "whether"
    );
    // "So then, could the council …": little stands before the verb.
    let from = at.saturating_sub(OPENING);
    let starts = (from..at)
        .rev()
        .find(|&i| tokens.break_after(i) >= Break::Sentence)
        .map(|i| i + 1)
        .or((from == 0).then_some(0));
    if !opens || !starts.is_some_and(|starts| (starts..at).all(|i| OPENINGS.holds(tokens, i))) {
        return None;
    }
    let body = body(tokens, at + 1);
    let told = body.clone().any(|i| NOT_FUNDS.holds(tokens, i));
    let hit = body.clone().rev().find_map(|i| {
        PLAIN_FUNDS
            .lengths(tokens, i)
            .map(|words| i + words)
            .find(|end| *end <= body.end)
    });
    hit.filter(|_| !told)
}

/// Whether the agent asks for a figure of some kind: "what would feel right?", "how much a day?".
/// What it is a figure of is left open, so only plain money answers it.
pub(in crate::signals) fn asks_figure(tokens: &Tokens) -> bool {
    /// A longer turn asks for more than a figure.
    const SHORT: usize = 18;
    if tokens.len() > SHORT {
        return false;
    }
    let asks = (0..tokens.len()).any(|at| {
        let kind = matches!(
            tokens.word(at + 1),
            "kind" | "sort" | "type" | "breed" | "color"
        ) && !matches!(
            tokens.word(at + 3),
            "money" | "number" | "figure" | "price" | "range" | "spend" | "budget"
        );
        let wh = matches!(tokens.word(at), "what" | "whats" | "which") && !kind
            || tokens.word(at) == "how" && matches!(tokens.word(at + 1), "much" | "high" | "far");
        let figure = matches!(tokens.word(at), "number" | "figure" | "ballpark" | "range")
            || tokens.word(at) == "per" && tokens.len() <= SHORT / 2;
        wh || figure
    });
    let about_other = (0..tokens.len()).any(|at| {
        PRESENT.holds(tokens, at)
            || NOT_FUNDS.holds(tokens, at)
            || matches!(
                tokens.word(at),
                "was"
                    | "were"
                    | "cost"
                    | "costs"
                    | "sold"
                    | "sell"
                    | "made"
                    | "rent"
                    | "worth"
                    | "happened"
                    | "get"
                    | "got"
                    | "name"
                    | "date"
                    | "time"
                    | "set"
                    | "back"
                    | "members"
                    | "customers"
                    | "clients"
                    | "charge"
            )
    });
    asks && !about_other
        && !is_paid_now(tokens, &(0..tokens.len()))
        && !asks_other(tokens, &(0..tokens.len()))
}

/// Where the words for money end in a question whether there is any.
fn funds_asked(tokens: &Tokens, from: usize) -> Option<usize> {
    let body = body(tokens, from);
    let hit = body.clone().rev().find_map(|at| {
        FUNDS
            .lengths(tokens, at)
            .map(|words| at + words)
            .find(|end| *end <= body.end)
    })?;
    let counts = body.clone().any(|at| {
        matches!(
            tokens.word(at),
            "save"
                | "saving"
                | "lose"
                | "losing"
                | "time"
                | "hole"
                | "back"
                | "coffee"
                | "load"
                | "threshold"
        )
    });
    (!counts).then_some(hit)
}

/// Where the words about spending end in a question for an amount.
fn amount_asked(tokens: &Tokens, opener: usize, from: usize) -> Option<usize> {
    let body = body(tokens, from);
    let any = |words: &WordList| body.clone().any(|at| words.holds(tokens, at));
    // "What would it be worth to you" asks for an amount, "what is it worth" for a value.
    let present = body
        .clone()
        .any(|at| PRESENT.holds(tokens, at) && !tokens.starts_with(at, &["worth", "to", "you"]));
    if present || asks_other(tokens, &body) || is_paid_now(tokens, &body) {
        return None;
    }
    if opener + 2 == from && tokens.word(opener) == "any" && body.len() <= 1 {
        return Some(from); // "Any figure, sir?"
    }
    let said = body.clone().rev().find_map(|at| {
        TO_SPEND
            .lengths(tokens, at)
            .map(|words| at + words)
            .filter(|end| *end <= body.end)
            .max()
    });
    if said.is_some() {
        return said;
    }
    let wished = any(&WISHES);
    let last = |words: &WordList| {
        body.clone()
            .rev()
            .find(|&at| words.holds(tokens, at))
            .map(|at| at + 1)
    };
    let second_person = body
        .clone()
        .any(|at| matches!(tokens.word(at), "you" | "your" | "they" | "the" | "it"));
    let much = matches!(tokens.word(opener), "what" | "whats")
        || tokens.word(opener) == "how"
        || tokens.word(opener) == "where";
    let figure = last(&FIGURES).filter(|_| wished);
    let paying = last(&PAYING).filter(|_| wished && second_person && much);
    // "What were you thinking per guest?"
    let counted = (wished && much).then(|| {
        body.clone().rev().find(|&at| {
            matches!(tokens.word(at), "per" | "each") && at + 2 <= body.end
                || matches!(
                    tokens.word(at),
                    "monthly" | "weekly" | "annually" | "apiece"
                )
        })
    });
    let figure = figure.or(counted.flatten().map(|at| (at + 2).min(body.end)));
    // "What were you looking to pay", "where would the payment have to land".
    match (figure, paying) {
        (Some(figure), Some(paying)) => Some(figure.max(paying)),
        (None, Some(paying)) if is_paying(tokens, paying - 1) => Some(paying),
        (figure, _) => figure,
    }
}

/// Whether a verb of many meanings means parting with money here.
fn is_paying(tokens: &Tokens, at: usize) -> bool {
    match tokens.word(at) {
        "pay" | "paying" => tokens.word(at + 1) != "attention",
        // "What would you give for it", "how much can you carry".
        "give" | "giving" => matches!(tokens.word(at + 1), "" | "for" | "to" | "towards"),
        "go" => matches!(tokens.word(at + 1), "" | "up" | "to" | "per"),
        "manage" | "carry" | "bear" | "release" | "swing" | "raise" | "commit" => {
            tokens.normal().contains(" how much ") || at + 1 >= tokens.len()
        }
        _ => false,
    }
}

/// "What are you paying for it?" asks for what is paid already.
fn is_paid_now(tokens: &Tokens, body: &Range<usize>) -> bool {
    static NOW: PhraseList = PhraseList::of(&[
        &["are", "you", "paying"],
        &["do", "you", "pay"],
        &["did", "you", "pay"],
        &["were", "you", "paying"],
        &["have", "you", "been", "paying"],
        &["do", "you", "spend", "on"],
        &["does", "it", "cost"],
        &["did", "it", "cost"],
        &["do", "they", "cost"],
        &["are", "you", "spending"],
        &["is", "it", "costing"],
        &["is", "that", "costing"],
    ]);
    body.clone().any(|at| NOW.starts(tokens, at))
}

/// A question for a telephone number, a name, or a number of things.
fn asks_other(tokens: &Tokens, body: &Range<usize>) -> bool {
    body.clone().any(|at| {
        matches!(
            tokens.word(at),
            "reach"
                | "phone"
                | "ring"
                | "email"
                | "name"
                | "address"
                | "people"
                | "headcount"
                | "employees"
                | "date"
                | "month's"
                | "when"
                | "who"
                | "whose"
                | "signs"
                | "threshold"
                | "load"
                | "strength"
                | "manpower"
                | "owed"
                | "owe"
                | "balance"
        )
    }) || tokens.starts_with(
        body.start.saturating_sub(1),
        &["what", "about", "the", "deal"],
    )
}

#[cfg(test)]
mod tests {
    use super::{Limit, asked, asks_limit};
    use crate::signals::{question::Topic, tokens::Tokens};

    #[test]
    fn questions_about_money() {
        use Topic::{BudgetAmount, BudgetExists};
        for (said, topic) in [
            (
                "what could you put towards a new boiler",
                Some(BudgetAmount),
            ),
            ("And how high would you go?", Some(BudgetAmount)),
            ("what price were you thinking of", Some(BudgetAmount)),
            ("what were you hoping to pay", Some(BudgetAmount)),
            ("Any feel for the spend?", Some(BudgetAmount)),
            ("is there a bob or two in the kitty", Some(BudgetExists)),
            ("Have you anything put by?", Some(BudgetExists)),
            ("would there be any cash for a mixer", Some(BudgetExists)),
            ("has any capital been released", Some(BudgetExists)),
            ("so could the parish council run to it", Some(BudgetExists)),
            ("would the owners free up some cash", Some(BudgetExists)),
            ("did the donor call you back about the money", None),
            ("would saving money help", None),
            ("what do you pay at present", None),
            ("what number can i reach you on", None),
            ("what would a day off save you", None),
            ("when would you want to go live", None),
        ] {
            let heard = asked(&Tokens::read(said)).map(|(topic, _)| topic);
            assert_eq!(heard, topic, "{said}");
        }
    }

    #[test]
    fn questions_for_a_limit() {
        let limit = |said| asks_limit(&Tokens::read(said));
        assert_eq!(limit("what's the most you'd part with"), Some(Limit::Most));
        assert_eq!(limit("what is your upper limit"), Some(Limit::Most));
        assert_eq!(
            limit("what would you spend at the minimum"),
            Some(Limit::Least)
        );
        assert_eq!(limit("what were you hoping to pay"), None);
    }
}
