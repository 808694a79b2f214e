//! Hears whether the words around a number make it a ceiling or a floor.

use super::{
    bound_words::{CEILINGS, CEILINGS_AFTER, FLOORS, FLOORS_AFTER},
    money_period, number,
    quantity::Quantity,
};
use crate::signals::{
    tokens::{Break, Tokens},
    word_list::PhraseList,
};

/// Turns an exact quantity into a ceiling or a floor when the words around it say so.
pub(super) fn bound(tokens: &Tokens, quantity: &mut Quantity) {
    let Some(value) = quantity.max.filter(|max| quantity.min == Some(*max)) else {
        return;
    };
    // Softeners and currency signs may stand between the bound and the number.
    let mut before = quantity.start;
    while before > 0
        && matches!(
            tokens.word(before - 1),
            "about" | "around" | "like" | "maybe" | "say" | "$" | "£" | "€" | "₹" | "a" | "or"
        )
    {
        before -= 1;
    }
    // "Not a nickel over fifteen", "not one penny more than sixty".
    let coined = [1, 2].into_iter().find(|length| {
        let over = before.saturating_sub(*length);
        let far = match length {
            1 => matches!(tokens.word(over), "over" | "above" | "past" | "beyond"),
            _ => tokens.starts_with(over, &["more", "than"]),
        };
        far && COINS.contains(&tokens.word_before(over, 1))
            && matches!(tokens.word_before(over, 2), "a" | "one" | "single")
            && over >= 3
    });
    let stands_before = |bounds: &'static [&'static [&'static str]]| {
        bounds
            .iter()
            .filter(|b| before >= b.len() && tokens.starts_with(before - b.len(), b))
            // "Just above. Eleven two."
            .filter(|_| before == 0 || tokens.break_after(before - 1) < Break::Sentence)
            .map(|b| b.len())
            .max()
    };
    // "Not … more than" is a ceiling, "more than" alone a floor.
    let negated = (1..=8).any(|back| matches!(tokens.word_before(before, back), "not" | "no"));
    // "He said not to come back with anything over …"
    let nothing_over = matches!(tokens.word_before(before, 1), "over" | "above" | "past")
        && tokens.word_before(before, 2) == "anything"
        && negated;
    let just_below =
        matches!(tokens.word_before(before, 2), "just") && tokens.word_before(before, 1) == "under";
    let mut after = quantity.end;
    while matches!(
        tokens.word(after),
        "dollars" | "bucks" | "quid" | "pounds" | "rupees" | "euros" | "is" | "'s"
    ) && after < quantity.end + 2
    {
        after += 1;
    }
    let after = money_period::period(tokens, after).1;
    let after = after + usize::from(matches!(tokens.word(after), "is" | "'s" | "at"));
    let stands_after = |bounds: &'static [&'static [&'static str]]| {
        (quantity.end..=after)
            .take_while(|&at| tokens.break_after(at.saturating_sub(1)) < Break::Sentence)
            .find_map(|at| {
                bounds
                    .iter()
                    .find(|b| tokens.starts_with(at, b))
                    .map(|b| at + b.len())
            })
    };
    if just_below {
        quantity.start = before - 2;
    } else if let Some(length) = coined {
        (quantity.min, quantity.max) = (None, Some(value));
        quantity.start = before - length;
    } else if let Some(words) = stands_before(CEILINGS)
        .filter(|words| stands_before(FLOORS).is_none_or(|floor| floor <= *words))
        .filter(|words| {
            *words != 2 || !matches!(tokens.word(before - 2), "more" | "be" | "going") || negated
        })
    {
        (quantity.min, quantity.max) = (None, Some(value));
        quantity.start = before - words;
    } else if let Some(words) =
        stands_before(FLOORS).filter(|_| nothing_over || walks_away(tokens, quantity.end))
    {
        // "Above ninety I walk."
        (quantity.min, quantity.max) = (None, Some(value));
        quantity.start = before - words;
    } else if let Some(words) = stands_before(FLOORS) {
        (quantity.min, quantity.max) = (Some(value), None);
        quantity.start = before - words;
    } else if stands_after(CEILINGS_AFTER).is_some() || called_ceiling(tokens, quantity.end) {
        (quantity.min, quantity.max) = (None, Some(value));
    } else if let Some(end) = stands_after(FLOORS_AFTER).filter(|end| {
        // "Two hundred plus" is a floor, "nine hundred plus VAT" a sum.
        let plus = end - 1;
        tokens.word(plus) != "plus"
            || tokens.break_after(plus - 1) == Break::None
                && (!matches!(tokens.break_after(plus), Break::None)
                    || *end >= tokens.len()
                    || matches!(
                        tokens.word(*end),
                        "people" | "employees" | "staff" | "a" | "per"
                    ))
    }) {
        (quantity.min, quantity.max) = (Some(value), None);
        if tokens.word(quantity.end) == "plus" {
            quantity.end = end;
        }
    }
}

/// Whether money is named around word `at`.
fn counted_money(tokens: &Tokens, at: usize) -> bool {
    (at.saturating_sub(4)..at + 4).any(|i| {
        matches!(
            tokens.word(i),
            "$" | "£"
                | "€"
                | "₹"
                | "quid"
                | "pounds"
                | "dollars"
                | "bucks"
                | "rupees"
                | "euros"
                | "grand"
                | "k"
                | "thousand"
                | "lakh"
                | "month"
                | "week"
                | "year"
        )
    })
}

/// "… and I hang up": nobody goes on above the number before `from`.
fn walks_away(tokens: &Tokens, from: usize) -> bool {
    /// The period and the unit may come first.
    const REACH: usize = 10;
    static AWAY: PhraseList = PhraseList::of(&[
        &["i", "hang", "up"],
        &["i", "walk"],
        &["we", "walk"],
        &["i", "am", "out"],
        &["we", "are", "out"],
        &["i", "am", "gone"],
        &["no", "deal"],
        &["forget", "it"],
        &["no", "chance"],
        &["no", "way"],
        &["and", "i", "am", "off"],
        &["is", "too", "much"],
        &["is", "out"],
    ]);
    (from..tokens.len().min(from + REACH)).any(|at| AWAY.starts(tokens, at))
}

/// The small money nobody goes over by.
const COINS: &[&str] = &[
    "penny", "cent", "nickel", "dime", "dollar", "pound", "quid", "buck", "rupee", "paisa", "bean",
    "euro", "shilling", "bob", "more", "farthing",
];

/// "… and that's my absolute ceiling", "… not a penny past it": said of the number before `from`.
fn called_ceiling(tokens: &Tokens, from: usize) -> bool {
    /// The period and a few words may come first.
    const REACH: usize = 12;
    const LIDS: &[&str] = &[
        "ceiling", "limit", "cap", "max", "maximum", "lid", "roof", "stop", "most", "lot",
    ];
    for at in from..tokens.len().min(from + REACH) {
        if number::small(tokens.word(at))
            .or(number::tens(tokens.word(at)))
            .is_some_and(|n| n != 1.0)
            || tokens.word(at).starts_with(|c: char| c.is_ascii_digit())
            || tokens.break_after(at.saturating_sub(1)) == Break::Question
        {
            return false;
        }
        // "That's the lot of us" bounds nothing.
        let lid = LIDS.contains(&tokens.word(at))
            && (tokens.word(at) != "lot"
                || tokens.word(at + 1) != "of" && counted_money(tokens, from))
            && ((1..=3).any(|back| {
                at >= from + back
                    && matches!(tokens.word_before(at, back), "is" | "'s" | "was")
                    && matches!(
                        tokens.word_before(at, 1),
                        "my" | "our"
                            | "the"
                            | "a"
                            | "absolute"
                            | "hard"
                            | "upper"
                            | "very"
                            | "their"
                    )
            }));
        let coin = matches!(tokens.word(at), "not" | "nor")
            && matches!(tokens.word(at + 1), "a" | "one" | "even")
            && (2..=3).any(|ahead| {
                // "Not a penny of my savings" bounds nothing.
                COINS.contains(&tokens.word(at + ahead)) && tokens.word(at + ahead + 1) != "of"
            });
        let over = |at: usize| {
            matches!(
                tokens.word(at),
                "above" | "over" | "past" | "beyond" | "higher"
            )
        };
        let no = |at: usize| {
            matches!(
                tokens.word(at),
                "no" | "not" | "never" | "nothing" | "nobody"
            )
        };
        // "I'm not paying more than that", "beyond that I am not going", "and not to go over".
        let more = |at: usize| {
            over(at)
                || matches!(tokens.word(at), "more" | "higher") && tokens.word(at + 1) == "than"
        };
        let pointed = |at: usize| {
            let next = at + 1 + usize::from(tokens.word(at + 1) == "than");
            matches!(tokens.word(next), "that" | "it" | "this")
        };
        // "… is where he stops nodding", "… is where I'd start sweating".
        let where_ends = tokens.word(at) == "where"
            && matches!(
                tokens.word(at + 1),
                "i" | "we" | "he" | "she" | "they" | "it"
            )
            && (at + 2..at + 5).any(|i| {
                matches!(
                    tokens.word(i),
                    "stop" | "stops" | "start" | "starts" | "draw" | "draws"
                )
            });
        let ended = at + 2 >= tokens.len() || tokens.break_after(at + 1) != Break::None;
        let beyond = where_ends
            || tokens.word(at) == "not" && over(at + 1) && ended
            || tokens.word(at) == "not"
                && (over(at + 1) && tokens.word(at + 2) == "that"
                    || matches!(tokens.word(at + 1), "go" | "going") && over(at + 2))
            || more(at)
                && pointed(at)
                && ((at.saturating_sub(5).max(from)..at).any(no) || (at + 2..at + 6).any(no))
            || tokens.starts_with(at, &["not", "to", "go"]) && over(at + 3)
            || no(at)
                && matches!(tokens.word(at + 1), "more" | "higher")
                && (at + 2 >= tokens.len() || tokens.break_after(at + 1) != Break::None)
            || no(at)
                && matches!(tokens.word(at + 1), "more" | "higher")
                && tokens.word(at + 2) == "for"
            || tokens.starts_with(at, &["not", "to", "exceed"])
            || tokens.starts_with(at, &["no", "higher"])
            || tokens.starts_with(at, &["no", "further"])
            || tokens.starts_with(at, &["me", "stretching"])
            || tokens.starts_with(at, &["us", "stretching"])
            || tokens.starts_with(at, &["me", "maxed"])
            || tokens.starts_with(at, &["us", "maxed"])
            || tokens.starts_with(at, &["stretching", "it"])
            || tokens.starts_with(at, &["pushing", "it"])
            || tokens.starts_with(at, &["where", "i", "get", "off"])
            || tokens.starts_with(at, &["where", "i", "tap", "out"])
            || tokens.starts_with(at, &["where", "i", "stop"])
            || tokens.starts_with(at, &["where", "we", "stop"])
            || tokens.starts_with(at, &["top", "whack"])
            || tokens.starts_with(at, &["not", "a", "rupee", "more"]);
        if lid || coin || beyond {
            return true;
        }
    }
    false
}
