//! Reads one number, in words or digits, as people say numbers on the telephone.

mod idiom;

use self::idiom::idiom;
use crate::signals::{
    tokens::{Break, Tokens},
    word_list::WordList,
};

/// A number and the words it covers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::signals) struct Number {
    /// What it comes to.
    pub(in crate::signals) value: f64,
    /// The scale named last: 1, 100, 1,000, 100,000 and so on.
    pub(in crate::signals) scale: f64,
    /// Index of its first word.
    pub(in crate::signals) start: usize,
    /// Index after its last word.
    pub(in crate::signals) end: usize,
}

/// The value of a word from zero to nineteen.
pub(in crate::signals) fn small(word: &str) -> Option<f64> {
    Some(match word {
        "zero" => 0.0,
        "one" => 1.0,
        "two" => 2.0,
        "three" => 3.0,
        "four" => 4.0,
        "five" => 5.0,
        "six" => 6.0,
        "seven" => 7.0,
        "eight" => 8.0,
        "nine" => 9.0,
        "fiver" => 5.0,
        "ten" | "tenner" => 10.0,
        "eleven" => 11.0,
        "twelve" => 12.0,
        "thirteen" => 13.0,
        "fourteen" => 14.0,
        "fifteen" => 15.0,
        "sixteen" => 16.0,
        "seventeen" => 17.0,
        "eighteen" => 18.0,
        "nineteen" => 19.0,
        _ => return None,
    })
}

/// The value of a word for a multiple of ten.
pub(in crate::signals) fn tens(word: &str) -> Option<f64> {
    Some(match word {
        "twenty" => 20.0,
        "thirty" => 30.0,
        "forty" => 40.0,
        "fifty" => 50.0,
        "sixty" => 60.0,
        "seventy" => 70.0,
        "eighty" => 80.0,
        "ninety" => 90.0,
        _ => return None,
    })
}

/// What a scale word multiplies by.
fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 100.0,
        "thousand" | "thousands" | "thou" | "grand" | "k" => 1e3,
        "lakh" | "lakhs" | "lac" | "lacs" | "lack" | "lacks" => 1e5,
        "million" | "mil" | "m" | "mn" => 1e6,
        "crore" | "crores" => 1e7,
        "billion" | "bn" => 1e9,
        _ => return None,
    })
}

/// A word that recognizers write for a number that sounds alike. Only believed before a scale.
fn homophone(tokens: &Tokens, at: usize) -> Option<f64> {
    let before_scale = scale(tokens.word(at + 1)).is_some_and(|s| s <= 1e3);
    let sounds_like_tens = matches!(tokens.word(at + 1), "tea" | "ty" | "teen" | "steen");
    match tokens.word(at) {
        "won" if before_scale => Some(1.0),
        "too" if before_scale => Some(2.0),
        "fore" if sounds_like_tens => Some(4.0),
        // "For tea" is a meal unless a number goes on.
        "for" if sounds_like_tens && small(tokens.word(at + 2)).is_some() => Some(4.0),
        "fore" if before_scale => Some(4.0),
        "ate" if before_scale || sounds_like_tens => Some(8.0),
        "sick" if tokens.word(at + 1) == "steen" => Some(6.0),
        word if sounds_like_tens => small(word).filter(|n| (3.0..10.0).contains(n)),
        _ => None,
    }
}

/// Words that a number may begin with. Most words are none, and need no closer look.
#[rustfmt::skip]
static OPENERS: WordList = WordList::of(&[
    "a", "the", "for",
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "fiver",
    "ten", "tenner", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
    "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty",
    "seventy", "eighty", "ninety",
    "hundred", "thousand", "grand", "million", "lakh", "crore",
    "half", "quarter", "point", "couple", "dozen", "won", "too", "fore", "ate", "sick",
]);

/// Reads the number that starts at word `at`, as long as it goes.
pub(in crate::signals) fn read(tokens: &Tokens, at: usize) -> Option<Number> {
    // "Forty for year one, forty thousand that is."
    if tokens.word(at) == "one" && tokens.word_before(at, 1) == "year" {
        return None;
    }
    match OPENERS.holds(tokens, at) {
        true => idiom(tokens, at).or_else(|| words(tokens, at)),
        false => digits(tokens, at),
    }
}

fn digits(tokens: &Tokens, at: usize) -> Option<Number> {
    let word = tokens.word(at);
    if !word.starts_with(|c: char| c.is_ascii_digit()) || word.contains(':') || word.len() > 15 {
        return None;
    }
    let value: f64 = word.parse().ok()?;
    let mut read = scaled(tokens, value, at, at + 1);
    // "3 lakh 25" is three lakh twenty five thousand.
    let more: Option<f64> = tokens.word(read.end).parse().ok();
    if read.scale == 1e5
        && tokens.break_after(read.end - 1) == Break::None
        && let Some(more) = more.filter(|more| (10.0..100.0).contains(more))
        && ends_amount(tokens, read.end + 1)
    {
        read.value += more * 1e3;
        read.end += 1;
    }
    Some(read)
}

/// Applies "k", "and a half million", "lakh" to what was read so far.
fn scaled(tokens: &Tokens, mut value: f64, at: usize, mut end: usize) -> Number {
    let mut factor = 1.0;
    if tokens.word(end) == "dozen" {
        value *= 12.0;
        end += 1;
    }
    let half = [
        &["and", "a", "half"][..],
        &["and", "half"],
        &["point", "five"],
    ]
    .into_iter()
    .find(|half| tokens.starts_with(end, half));
    let quarters = [
        (&["and", "a", "quarter"][..], 0.25),
        (&["and", "three", "quarters"], 0.75),
        (&["and", "three", "quarter"], 0.75),
    ]
    .into_iter()
    .find(|(words, _)| {
        // "Four and a quarter" of what, the scale says.
        tokens.starts_with(end, words) && scale(tokens.word(end + words.len())).is_some()
    });
    if let Some(half) = half {
        value += 0.5;
        end += half.len();
    } else if let Some((words, part)) = quarters {
        value += part;
        end += words.len();
    } else if tokens.word(end) == "point"
        && value.fract() == 0.0
        && let Some(tenths) = small(tokens.word(end + 1)).filter(|n| *n < 10.0)
    {
        // "Two point four."
        value += tenths / 10.0;
        end += 2;
    }
    while let Some(by) = scale(tokens.word(end)) {
        factor *= by;
        value *= by;
        end += 1;
    }
    number(value, factor, at, end)
}

/// Cardinals in words, with the hundreds left out if they are: "two hundred and ten", "one
/// twenty" (120), "forty five hundred", "twenty two thousand five hundred".
fn words(tokens: &Tokens, at: usize) -> Option<Number> {
    let (value, scale, end) = group(tokens, at)?;
    let first = scaled(tokens, value, at, end);
    let mut read = Number {
        scale: first.scale.max(scale),
        ..first
    };
    let mut limit = first.scale;
    // Nobody goes on after "grand": what follows is another number.
    while limit >= 1e3
        && matches!(
            tokens.word(read.end - 1),
            "thousand" | "lakh" | "lack" | "lac" | "million" | "crore" | "billion"
        )
        && tokens.break_after(read.end - 1) == Break::None
    {
        let joined = usize::from(tokens.word(read.end) == "and");
        let Some((value, _, end)) = group(tokens, read.end + joined) else {
            break;
        };
        let next = scaled(tokens, value, read.end, end);
        // "Four thousand, one time" and "… one off" are four thousand.
        let once = next.value == 1.0 && matches!(tokens.word(next.end), "time" | "off");
        if next.value >= limit || once {
            break;
        }
        // "Eleven thousand four" is short for four hundred; "two thousand four" was a year.
        let short = joined == 0
            && limit == 1e3
            && read.value >= 3000.0
            && next.scale == 1.0
            && (1.0..10.0).contains(&next.value)
            && next.end == read.end + 1
            && ends_amount(tokens, next.end);
        // "Four lakh fifty" is four lakh fifty thousand.
        let lakhs = joined == 0
            && limit == 1e5
            && next.scale == 1.0
            && (10.0..100.0).contains(&next.value)
            && (ends_amount(tokens, next.end) || small(tokens.word(next.end)).is_some());
        read.value += if lakhs {
            next.value * 1e3
        } else if short {
            next.value * 100.0
        } else {
            next.value
        };
        read.end = next.end;
        limit = next.scale;
    }
    Some(read)
}

/// Whether nothing is counted at `at`, so that a number before it may be short for more.
fn ends_amount(tokens: &Tokens, at: usize) -> bool {
    tokens.break_after(at.saturating_sub(1)) != Break::None
        || matches!(
            tokens.word(at),
            "" | "a"
                | "per"
                | "for"
                | "all"
                | "and"
                | "so"
                | "or"
                | "is"
                | "i"
                | "we"
                | "but"
                | "that"
        )
}

/// A group of hundreds, tens and ones; its value, its scale and its end.
fn group(tokens: &Tokens, at: usize) -> Option<(f64, f64, usize)> {
    let (value, end) = below_thousand(tokens, at)?;
    if tokens.word(end) != "hundred" {
        return Some((value, 1.0, end));
    }
    let end = end + 1;
    let joined = usize::from(tokens.word(end) == "and");
    let rest = two_digits(tokens, end + joined).filter(|(rest, after)| {
        // "Two hundred and two fifty" are two numbers.
        let second =
            *rest < 10.0 && two_digits(tokens, *after).is_some_and(|(more, _)| more >= 10.0);
        !second
            && *rest >= 1.0
            && tokens.word(*after) != "hundred"
            // "Fifteen hundred, two thousand" are two numbers.
            && !(value >= 10.0 && scale(tokens.word(*after)).is_some())
            && tokens.break_after(end - 1) == Break::None
    });
    Some(match rest {
        Some((rest, end)) => (value * 100.0 + rest, 100.0, end),
        None => (value * 100.0, 100.0, end),
    })
}

/// Zero to ninety-nine.
fn two_digits(tokens: &Tokens, at: usize) -> Option<(f64, usize)> {
    if let Some(ten) = tens(tokens.word(at)) {
        let joined = tokens.break_after(at) == Break::None;
        let misheard = |at| {
            (tokens.word(at) == "too"
                && matches!(tokens.word(at + 1), "and" | "hundred" | "thousand"))
            .then_some(2.0)
        };
        let ones = small(tokens.word(at + 1))
            .or_else(|| misheard(at + 1))
            .filter(|o| joined && (1.0..10.0).contains(o));
        return Some((
            ten + ones.unwrap_or(0.0),
            at + 1 + usize::from(ones.is_some()),
        ));
    }
    small(tokens.word(at)).map(|value| (value, at + 1))
}

/// One group below a thousand (or a spoken year), without its scale.
fn below_thousand(tokens: &Tokens, at: usize) -> Option<(f64, usize)> {
    let word = tokens.word(at);
    if let Some(value) = homophone(tokens, at) {
        if matches!(tokens.word(at + 1), "teen" | "steen") {
            return Some((value + 10.0, at + 2));
        }
        if matches!(tokens.word(at + 1), "tea" | "ty") {
            let ones = small(tokens.word(at + 2)).filter(|o| *o < 10.0);
            return Some((
                value * 10.0 + ones.unwrap_or(0.0),
                at + 2 + usize::from(ones.is_some()),
            ));
        }
        return Some((value, at + 1));
    }
    if matches!(
        word,
        "hundred" | "thousand" | "grand" | "million" | "lakh" | "crore"
    ) {
        // "A hundred and ten": the article was skipped by the caller.
        let article = tokens.word_before(at, 1) == "a";
        // "Thousand and ten", "hundred and twenty" leave the article out.
        let counted = matches!(
            tokens.word_before(at, 1),
            "few" | "several" | "some" | "many" | "couple" | "of" | "odd"
        );
        let goes_on = !counted
            && small(tokens.word_before(at, 1)).is_none()
            && tens(tokens.word_before(at, 1)).is_none()
            && tokens.word(at + 1) == "and"
            && two_digits(tokens, at + 2).is_some();
        // "More than hundred people", as Indian speakers leave the article out everywhere.
        let begins = !counted
            && matches!(word, "hundred" | "thousand")
            && small(tokens.word_before(at, 1)).is_none()
            && tens(tokens.word_before(at, 1)).is_none()
            && matches!(
                tokens.word(at + 1),
                "bucks"
                    | "dollars"
                    | "quid"
                    | "pounds"
                    | "rupees"
                    | "people"
                    | "employees"
                    | "staff"
            );
        let bounded = begins
            || matches!(word, "hundred" | "thousand" | "lakh" | "crore")
                && matches!(
                    tokens.word_before(at, 1),
                    "than"
                        | "about"
                        | "around"
                        | "nearly"
                        | "almost"
                        | "roughly"
                        | "over"
                        | "under"
                        | "least"
                );
        return (article || goes_on || bounded).then_some((1.0, at));
    }
    let (value, end) = two_digits(tokens, at)?;
    if scale(tokens.word(end)).is_some() {
        return Some((value, end));
    }
    if value >= 1.0 && end == at + 1 && tokens.break_after(at) == Break::None {
        if let Some((rest, after)) = two_digits(tokens, end).filter(|(rest, _)| *rest >= 10.0) {
            // "Three fifty, four hundred": the ones belong to the second.
            if value < 10.0 && rest % 10.0 != 0.0 && rest > 20.0 && tokens.word(after) == "hundred"
            {
                return Some((value * 100.0 + rest - rest % 10.0, after - 1));
            }
            // "Two ten" is 210 and "twenty twenty six" a year, but "thirty forty" are two.
            let hundreds = value < 10.0 && scale(tokens.word(after)).is_none_or(|s| s == 1e3);
            let year = value == 20.0 && (10.0..40.0).contains(&rest);
            if hundreds || (year && scale(tokens.word(after)).is_none() && rest != 30.0) {
                return Some((value * 100.0 + rest, after));
            }
        }
        if value < 10.0 && matches!(tokens.word(end), "oh" | "o") {
            return digit_by_digit(tokens, at);
        }
        if value < 10.0
            && matches!(tokens.word(end + 1), "oh" | "o")
            && let Some(spelled) = digit_by_digit(tokens, at)
        {
            return Some(spelled);
        }
    }
    if let Some(four) = year_like(tokens, value, end) {
        return Some(four);
    }
    Some((value, end))
}

/// "One oh six" and "one eight oh", where no other digit makes it a telephone number.
fn digit_by_digit(tokens: &Tokens, at: usize) -> Option<(f64, usize)> {
    let digit = |index: usize| match tokens.word(index) {
        "oh" | "o" => Some(0.0),
        word => small(word).filter(|value| *value < 10.0),
    };
    let alone = at.checked_sub(1).and_then(digit).is_none() && digit(at + 3).is_none();
    let value = digit(at)? * 100.0 + digit(at + 1)? * 10.0 + digit(at + 2)?;
    (alone && value >= 100.0 && tokens.break_after(at) == Break::None).then_some((value, at + 3))
}

/// "Thirty six fifty" is 3,650 and "seventeen fifty" 1,750: nobody goes from thirty six to fifty.
fn year_like(tokens: &Tokens, value: f64, end: usize) -> Option<(f64, usize)> {
    let (rest, after) = two_digits(tokens, end)
        .filter(|_| value >= 10.0 && tokens.break_after(end.saturating_sub(1)) == Break::None)?;
    // "Ten twenty" may be either, "ten eighty" hardly.
    let is_round = |value: f64| value % 10.0 == 0.0 && value > 10.0;
    if value == 10.0 && rest < 40.0 {
        return None;
    }
    // Two round numbers, or one close above the other, are the ends of a range.
    let is_range = is_round(value) && is_round(rest) || rest > value && rest <= value * 1.6;
    let is_precise = value > 20.0 && value % 5.0 != 0.0 && is_round(rest);
    let apart = !is_range || is_precise && rest > value * 1.25;
    (rest >= 20.0
        && apart
        && scale(tokens.word(after)).is_none()
        && two_digits(tokens, after).is_none())
    .then_some((value * 100.0 + rest, after))
}

fn number(value: f64, scale: f64, start: usize, end: usize) -> Number {
    Number {
        value,
        scale,
        start,
        end,
    }
}

#[cfg(test)]
mod tests;
