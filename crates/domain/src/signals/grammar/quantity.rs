//! Reads how much: a number, a range or a bound, with the scale shared out over both ends.

use super::{
    bound_words::{CEILINGS, CEILINGS_AFTER, CONNECTORS, FLOORS, FLOORS_AFTER},
    number::{self, Number},
};
use crate::signals::tokens::{Break, Tokens};

/// A quantity without a unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::signals) struct Quantity {
    /// At least this much; absent under a ceiling.
    pub(in crate::signals) min: Option<f64>,
    /// At most this much; absent above a floor.
    pub(in crate::signals) max: Option<f64>,
    /// The scale its number was said with, 1 when bare.
    pub(in crate::signals) scale: f64,
    /// Index of the first word, bounds included.
    pub(in crate::signals) start: usize,
    /// Index of the first word of the number itself.
    pub(in crate::signals) number: usize,
    /// Index after the last word.
    pub(in crate::signals) end: usize,
}

impl Quantity {
    /// The upper end, or the lower end of what has none.
    pub(in crate::signals) fn size(&self) -> f64 {
        self.max.or(self.min).unwrap_or(0.0)
    }

    /// The same quantity, so many times over.
    pub(in crate::signals) fn times(self, factor: f64) -> Self {
        Self {
            min: self.min.map(|v| v * factor),
            max: self.max.map(|v| v * factor),
            ..self
        }
    }
}

/// Reads every quantity of a text, left to right, none overlapping.
pub(in crate::signals) fn read_all(tokens: &Tokens) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match figures(tokens, at).or_else(|| read(tokens, at)) {
            Some(quantity) => {
                at = quantity.end;
                found.push(quantity);
            }
            None => at += 1,
        }
    }
    found
}

fn read(tokens: &Tokens, at: usize) -> Option<Quantity> {
    let first = few(tokens, at).or_else(|| number::read(tokens, at).map(exact))?;
    let mut quantity = first;
    if let Some(range) = range(tokens, &first) {
        quantity = range;
    }
    bound(tokens, &mut quantity);
    Some(quantity)
}

fn exact(n: Number) -> Quantity {
    Quantity {
        min: Some(n.value),
        max: Some(n.value),
        scale: n.scale,
        start: n.start,
        number: n.start,
        end: n.end,
    }
}

/// "A few" is three to five.
fn few(tokens: &Tokens, at: usize) -> Option<Quantity> {
    let first = at + usize::from(tokens.word(at) == "a");
    if tokens.word(first) != "few" || first == at || tokens.word_before(at, 1) == "quite" {
        return None;
    }
    let (factor, end) = match tokens.word(first + 1) {
        "hundred" => (100.0, first + 2),
        "thousand" | "grand" | "k" => (1e3, first + 2),
        _ => (1.0, first + 1),
    };
    Some(Quantity {
        min: Some(3.0 * factor),
        max: Some(5.0 * factor),
        scale: factor,
        start: at,
        number: at,
        end,
    })
}

/// "Mid five figures": low, mid and high are 1 to 3, 4 to 6 and 7 to 9.99 times the unit.
fn figures(tokens: &Tokens, at: usize) -> Option<Quantity> {
    let part = tokens.word(at);
    let count_at = at + usize::from(matches!(part, "low" | "mid" | "middle" | "high"));
    let count =
        number::small(tokens.word(count_at)).or_else(|| tokens.word(count_at).parse().ok())?;
    if !matches!(tokens.word(count_at + 1), "figures" | "figure") || !(3.0..=9.0).contains(&count) {
        return None;
    }
    let unit = 10_f64.powi(count as i32 - 1);
    let (min, max) = match part {
        "low" => (unit, 3.0 * unit),
        "mid" | "middle" => (4.0 * unit, 6.0 * unit),
        "high" => (7.0 * unit, 10.0 * unit - 1.0),
        _ => (unit, 10.0 * unit - 1.0),
    };
    Some(Quantity {
        min: Some(min),
        max: Some(max),
        scale: unit,
        start: at,
        number: at,
        end: count_at + 2,
    })
}

/// A second number that makes the first a range: "fifty to sixty", "three, three fifty", "forty to
/// fifty lakhs". Without a connector the second must be close above the first.
fn range(tokens: &Tokens, first: &Quantity) -> Option<Quantity> {
    let low = first.min?;
    let mut next = first.end;
    // A currency between the two ends is the same currency: "$4k to $6,000".
    let currency = |at: usize| {
        usize::from(matches!(
            tokens.word(at),
            "$" | "£" | "€" | "₹" | "pounds" | "dollars" | "quid"
        ))
    };
    next += currency(next);
    let connector = CONNECTORS.iter().find(|c| tokens.starts_with(next, c));
    let glued = connector.is_none();
    next += connector.map_or(0, |c| c.len());
    next += currency(next);
    if glued && tokens.break_after(first.end - 1) >= Break::Sentence {
        return None;
    }
    let second = number::read(tokens, next)?;
    let mut high = second.value;
    let mut from = low;
    if first.scale <= 100.0 && second.scale >= 100.0 && low * second.scale <= high {
        from *= second.scale;
    } else if low < 10.0 && (100.0..1000.0).contains(&high) && low * 100.0 <= high {
        from *= 100.0; // "Three, three fifty."
    } else if first.scale >= 1e3 && second.scale == 1.0 && high < 1e3 {
        high *= first.scale; // "Two grand, two and a half."
    }
    let between = (1..=3).any(|back| tokens.word_before(first.start, back) == "between");
    let close = from < high && high <= from * 3.0;
    let believed = match connector {
        Some(["to"] | ["or"] | ["up", "to"]) => from < high && high <= from * 20.0,
        Some(["and"]) => between && from < high,
        _ => close,
    };
    believed.then(|| Quantity {
        min: Some(from),
        max: Some(high),
        scale: f64::max(first.scale, second.scale),
        end: second.end,
        ..*first
    })
}

/// Turns an exact quantity into a ceiling or a floor when the words around it say so.
fn bound(tokens: &Tokens, quantity: &mut Quantity) {
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
    let stands_before = |bounds: &'static [&'static [&'static str]]| {
        bounds
            .iter()
            .filter(|b| before >= b.len() && tokens.starts_with(before - b.len(), b))
            .map(|b| b.len())
            .max()
    };
    // "Not … more than" is a ceiling, "more than" alone a floor.
    let negated = (1..=8).any(|back| matches!(tokens.word_before(before, back), "not" | "no"));
    let just_below =
        matches!(tokens.word_before(before, 2), "just") && tokens.word_before(before, 1) == "under";
    let mut after = quantity.end;
    while matches!(
        tokens.word(after),
        "dollars"
            | "bucks"
            | "quid"
            | "pounds"
            | "rupees"
            | "a"
            | "per"
            | "month"
            | "year"
            | "is"
            | "'s"
    ) && after < quantity.end + 4
    {
        after += 1;
    }
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
    } else if let Some(words) = stands_before(CEILINGS)
        .filter(|words| stands_before(FLOORS).is_none_or(|floor| floor <= *words))
        .filter(|words| *words != 2 || tokens.word(before - 2) != "more" || negated)
    {
        (quantity.min, quantity.max) = (None, Some(value));
        quantity.start = before - words;
    } else if let Some(words) = stands_before(FLOORS).filter(|_| walks_away(tokens, quantity.end)) {
        // "Above ninety I walk."
        (quantity.min, quantity.max) = (None, Some(value));
        quantity.start = before - words;
    } else if let Some(words) = stands_before(FLOORS) {
        (quantity.min, quantity.max) = (Some(value), None);
        quantity.start = before - words;
    } else if stands_after(CEILINGS_AFTER).is_some() || called_ceiling(tokens, quantity.end) {
        (quantity.min, quantity.max) = (None, Some(value));
    } else if let Some(end) = stands_after(FLOORS_AFTER).filter(|_| {
        // "Two hundred plus" is a floor, "nine hundred plus VAT" a sum.
        tokens.word(quantity.end) != "plus"
            || !matches!(tokens.break_after(quantity.end), Break::None)
            || quantity.end + 1 >= tokens.len()
            || matches!(
                tokens.word(quantity.end + 1),
                "people" | "employees" | "staff" | "a" | "per"
            )
    }) {
        (quantity.min, quantity.max) = (Some(value), None);
        if tokens.word(quantity.end) == "plus" {
            quantity.end = end;
        }
    }
}

/// "… and I hang up": nobody goes on above the number before `from`.
fn walks_away(tokens: &Tokens, from: usize) -> bool {
    /// The period and the unit may come first.
    const REACH: usize = 10;
    const AWAY: &[&[&str]] = &[
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
    ];
    (from..tokens.len().min(from + REACH))
        .any(|at| AWAY.iter().any(|words| tokens.starts_with(at, words)))
}

/// "… and that's my absolute ceiling", "… not a penny past it": said of the number before `from`.
fn called_ceiling(tokens: &Tokens, from: usize) -> bool {
    /// The period and a few words may come first.
    const REACH: usize = 12;
    const LIDS: &[&str] = &[
        "ceiling", "limit", "cap", "max", "maximum", "lid", "roof", "stop", "most", "lot",
    ];
    const COINS: &[&str] = &[
        "penny", "cent", "nickel", "dime", "dollar", "pound", "quid", "buck", "rupee", "paisa",
        "bean", "euro", "shilling", "bob", "more", "farthing",
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
        let lid = LIDS.contains(&tokens.word(at))
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
            && (2..=3).any(|ahead| COINS.contains(&tokens.word(at + ahead)));
        let over = |at: usize| {
            matches!(
                tokens.word(at),
                "above" | "over" | "past" | "beyond" | "higher"
            )
        };
        let beyond = tokens.word(at) == "not"
            && (over(at + 1) && tokens.word(at + 2) == "that"
                || matches!(tokens.word(at + 1), "go" | "going") && over(at + 2))
            || over(at)
                && tokens.word(at + 1) == "that"
                && matches!(tokens.word(at + 2), "no" | "not" | "never" | "nothing")
            || tokens.starts_with(at, &["no", "higher"])
            || tokens.starts_with(at, &["no", "further"])
            || tokens.starts_with(at, &["not", "more", "than", "that"])
            || tokens.starts_with(at, &["no", "more", "than", "that"])
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

#[cfg(test)]
mod tests {
    use super::read_all;
    use crate::signals::tokens::Tokens;

    #[test]
    fn quantities() {
        for (said, min, max) in [
            ("fifty to sixty", Some(50.0), Some(60.0)),
            ("between six and eight thousand", Some(6000.0), Some(8000.0)),
            ("between 400 and 450", Some(400.0), Some(450.0)),
            ("three, three fifty a month", Some(300.0), Some(350.0)),
            ("forty to fifty lakhs", Some(4e6), Some(5e6)),
            ("sixteen seventeen hundred", Some(1600.0), Some(1700.0)),
            ("ten or eleven grand", Some(10_000.0), Some(11_000.0)),
            (
                "two grand, two and a half at a push",
                Some(2000.0),
                Some(2500.0),
            ),
            ("two hundred maybe two twenty", Some(200.0), Some(220.0)),
            ("from 1.5 to 2K", Some(1500.0), Some(2000.0)),
            ("$35,000 to $45,000", Some(35_000.0), Some(45_000.0)),
            ("up to 1.2 crore", None, Some(12e6)),
            (
                "could stretch to a hundred and eighty grand",
                None,
                Some(180_000.0),
            ),
            (
                "don't want to spend more than sixty five thousand",
                None,
                Some(65_000.0),
            ),
            ("a little over three hundred", Some(300.0), None),
            ("two hundred plus", Some(200.0), None),
            ("nine hundred plus vat", Some(900.0), Some(900.0)),
            ("seven hundred a month tops", None, Some(700.0)),
            (
                "eighteen hundred is the absolute ceiling",
                None,
                Some(1800.0),
            ),
            ("just under sixty", Some(60.0), Some(60.0)),
            ("eighty a week and that's my limit", None, Some(80.0)),
            ("three hundred and not a cent over", None, Some(300.0)),
            ("the cap is nine grand", None, Some(9000.0)),
            ("no less than forty thousand", Some(40_000.0), None),
            (
                "between thirteen and fourteen hundred",
                Some(1300.0),
                Some(1400.0),
            ),
            ("mid five figures", Some(40_000.0), Some(60_000.0)),
            ("seven figures", Some(1e6), Some(9_999_999.0)),
            ("a few thousand", Some(3000.0), Some(5000.0)),
        ] {
            let found = read_all(&Tokens::read(said));
            let ends = found.first().map(|q| (q.min, q.max));
            assert_eq!(ends, Some((min, max)), "{said}");
        }
    }
}
