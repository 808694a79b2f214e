//! Reads how much: a number, a range or a bound, with the scale shared out over both ends.

use super::{
    bound::bound,
    bound_words::CONNECTORS,
    coins::with_cents,
    money_period,
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
    let mut found: Vec<Quantity> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some(said) = found.last()
            && at < said.end + 3
            && let Some(end) = spelled(tokens, at, said)
        {
            at = end;
            continue;
        }
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

/// "Fifteen, one five": the digits of the number just said, so that nobody hears fifty.
fn spelled(tokens: &Tokens, at: usize, said: &Quantity) -> Option<usize> {
    let value = said
        .max
        .filter(|value| said.min == Some(*value) && said.scale == 1.0)?;
    let digit = |at: usize| number::small(tokens.word(at)).filter(|digit| *digit < 10.0);
    let again = digit(at)? * 10.0 + digit(at + 1)?;
    let ends = digit(at + 2).is_none() && value >= 10.0;
    (ends && again == value).then_some(at + 2)
}

fn read(tokens: &Tokens, at: usize) -> Option<Quantity> {
    let first = few(tokens, at)
        .or_else(|| forties(tokens, at))
        .or_else(|| number::read(tokens, at).map(|n| with_cents(tokens, exact(n))))?;
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

/// "In the forties": ten of them.
fn forties(tokens: &Tokens, at: usize) -> Option<Quantity> {
    let low = match tokens.word(at) {
        "twenties" => 20.0,
        "thirties" => 30.0,
        "forties" => 40.0,
        "fifties" => 50.0,
        "sixties" => 60.0,
        "seventies" => 70.0,
        "eighties" => 80.0,
        "nineties" => 90.0,
        _ => return None,
    };
    let the = tokens.word_before(at, 1) == "the" && tokens.word_before(at, 2) == "in";
    let part = tokens.word_before(at, 1);
    let (from, to) = match part {
        "low" => (0.0, 3.0),
        "mid" => (4.0, 6.0),
        "high" | "upper" => (7.0, 9.0),
        _ if the => (0.0, 9.0),
        _ => return None,
    };
    Some(Quantity {
        min: Some(low + from),
        max: Some(low + to),
        scale: 1.0,
        start: at,
        number: at,
        end: at + 1,
    })
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
    if !matches!(tokens.word(count_at + 1), "figures" | "figure") {
        return None;
    }
    let count =
        number::small(tokens.word(count_at)).or_else(|| tokens.word(count_at).parse().ok())?;
    if !(3.0..=9.0).contains(&count) {
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
            "$" | "£" | "€" | "₹" | "pounds" | "dollars" | "quid" | "bucks" | "rupees" | "euros"
        ))
    };
    next += currency(next);
    let connects = |at: usize| CONNECTORS.iter().find(|c| tokens.starts_with(at, c));
    // "Four bucks a door every month, maybe five."
    let covered = money_period::period(tokens, next).1;
    let connector = connects(next).or_else(|| {
        let late =
            connects(covered).filter(|c| covered > next && matches!(c, ["maybe"] | ["to"]))?;
        next = covered;
        Some(late)
    });
    let glued = connector.is_none();
    if connector == Some(&&["or"][..]) && tokens.word(next + 1) == "maybe" {
        next += 1;
    }
    next += connector.map_or(0, |c| c.len());
    // "Thirty five to maybe forty."
    if matches!(connector, Some(["to"] | ["and"] | ["up", "to"]))
        && matches!(
            tokens.word(next),
            "maybe" | "about" | "around" | "say" | "possibly"
        )
    {
        next += 1;
    }
    next += currency(next);
    if glued && tokens.break_after(first.end - 1) >= Break::Sentence {
        return None;
    }
    let second = number::read(tokens, next)?;
    let mut high = second.value;
    let mut from = low;
    if first.scale <= 100.0 && second.scale >= 100.0 && low * second.scale <= high {
        from *= second.scale;
    } else if second.scale == 1e5 && (100.0..1000.0).contains(&low) && low * 1e3 < high {
        from *= 1e3; // "One eighty to two lakh."
    } else if low < 10.0 && (100.0..1000.0).contains(&high) && low * 100.0 <= high {
        from *= 100.0; // "Three, three fifty."
    } else if first.scale >= 1e3 && second.scale == 1.0 && high < 1e3 {
        high *= first.scale; // "Two grand, two and a half."
    } else if first.scale == 100.0 && low < 1000.0 && second.scale == 1.0 && high < 10.0 {
        high *= 100.0; // "Six hundred, maybe seven."
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
            ("i would not want to be over ninety", None, Some(90.0)),
            ("they top out at seventy", None, Some(70.0)),
            (
                "seven hundred, not a penny of my savings",
                Some(700.0),
                Some(700.0),
            ),
            ("one fifty to three lakh", Some(150_000.0), Some(300_000.0)),
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
            ("four pounds eighty five per lunch", Some(4.85), Some(4.85)),
            ("eighteen pounds and fifty pence", Some(18.5), Some(18.5)),
            ("ninety nine cents a page", Some(0.99), Some(0.99)),
            ("six dollars and a smile", Some(6.0), Some(6.0)),
            ("six dollars thirty people", Some(6.0), Some(6.0)),
            ("ninety bucks maybe a hundred", Some(90.0), Some(100.0)),
            (
                "four bucks a door every month maybe five",
                Some(4.0),
                Some(5.0),
            ),
            ("we are in the forties", Some(40.0), Some(49.0)),
            (
                "two hundred rupees per employee per month maximum",
                None,
                Some(200.0),
            ),
            (
                "thirty eight dollars and i am not paying more than that again",
                None,
                Some(38.0),
            ),
            (
                "three lakhs i can do. beyond that i am not going",
                None,
                Some(3e5),
            ),
            (
                "twenty five thousand is set aside and not to go over",
                None,
                Some(25_000.0),
            ),
            ("seven hundred rupees monthly not more", None, Some(700.0)),
            ("twenty five that's the lot of us", Some(25.0), Some(25.0)),
            ("six hundred maybe seven", Some(600.0), Some(700.0)),
            ("fifteen one five", Some(15.0), Some(15.0)),
        ] {
            let found = read_all(&Tokens::read(said));
            let ends = found.first().map(|q| (q.min, q.max));
            assert_eq!(ends, Some((min, max)), "{said}");
        }
    }
}
