//! Writes numbers as words and words as numbers, as recognizers of either habit do. Written anew for
//! the tests: it knows nothing of the grammars it helps to judge.

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
const SCALES: [(&str, u64); 2] = [("million", 1_000_000), ("thousand", 1_000)];

/// A number as it is said.
fn spelled(number: u64) -> String {
    for (name, scale) in SCALES {
        if number >= scale {
            let rest = number % scale;
            let head = format!("{} {name}", spelled(number / scale));
            return match rest {
                0 => head,
                _ => format!("{head} {}", spelled(rest)),
            };
        }
    }
    let place = usize::try_from(number).unwrap();
    match place {
        0..20 => ONES[place].to_owned(),
        20..100 if place % 10 == 0 => TENS[place / 10].to_owned(),
        20..100 => format!("{} {}", TENS[place / 10], ONES[place % 10]),
        _ if place % 100 == 0 => format!("{} hundred", ONES[place / 100]),
        _ => format!("{} hundred {}", ONES[place / 100], spelled(number % 100)),
    }
}

/// A year as it is said: "twenty twenty six".
fn spelled_year(year: u64) -> String {
    match year % 100 {
        0..10 => spelled(year),
        rest => format!("{} {}", spelled(year / 100), spelled(rest)),
    }
}

/// The text with its numbers in words: "$50k" becomes "fifty k dollars". Clock times, telephone
/// numbers, ordinals and what letters stand before ("B2B") are left as they are.
pub(crate) fn in_words(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let bare = |c: char| !c.is_ascii_digit() && c != '$' && c != '£';
        let (before, rest) = word.split_at(word.find(|c| !bare(c)).unwrap_or(word.len()));
        let sign = rest.chars().next().filter(|c| matches!(c, '$' | '£'));
        let rest = rest.trim_start_matches(['$', '£']);
        let inner = |c: char| !c.is_ascii_digit() && c != ',' && c != '.';
        let (digits, after) = rest.split_at(rest.find(inner).unwrap_or(rest.len()));
        let number = digits.trim_end_matches([',', '.']);
        let after = format!("{}{after}", &digits[number.len()..]);
        let Some(said) = said(number, sign.is_some()) else {
            return word.to_owned();
        };
        let is_known = match before {
            "" | "(" | "\"" => true,
            "Q" | "q" => number.len() == 1,
            _ => false,
        };
        let is_unit = |unit: &str| matches!(unit, "" | "k" | "K" | "m" | "M");
        let mark = after.find(|c: char| !c.is_alphabetic());
        let (unit, tail) = after.split_at(mark.unwrap_or(after.len()));
        if !is_known || !is_unit(unit) || tail.contains(|c: char| c.is_ascii_digit() || c == '%') {
            return word.to_owned();
        }
        let mut parts = vec![said];
        match unit {
            "" => {}
            "m" | "M" => parts.push("million".to_owned()),
            _ => parts.push("k".to_owned()),
        }
        match sign {
            Some('£') => parts.push("pounds".to_owned()),
            Some(_) => parts.push("dollars".to_owned()),
            None => {}
        }
        let before = if before.eq_ignore_ascii_case("q") {
            format!("{before} ")
        } else {
            before.to_owned()
        };
        format!("{before}{}{tail}", parts.join(" "))
    });
    words.collect::<Vec<_>>().join(" ")
}

fn said(number: &str, is_money: bool) -> Option<String> {
    /// More digits in a row are an identifier, and said one by one.
    const DIGITS_MAX: usize = 7;
    if let Some((whole, part)) = number.split_once('.') {
        let digits = part.chars().map(|c| c.to_digit(10));
        let digits: Option<Vec<u32>> = digits.collect();
        let said: Vec<&str> = digits?.iter().map(|d| ONES[*d as usize]).collect();
        let whole = whole.replace(',', "").parse().ok()?;
        return Some(format!("{} point {}", spelled(whole), said.join(" ")));
    }
    let plain = number.replace(',', "");
    let value: u64 = plain.parse().ok().filter(|_| plain.len() <= DIGITS_MAX)?;
    let is_year = !is_money && !number.contains(',') && (2020..2040).contains(&value);
    let said = if is_year {
        spelled_year(value)
    } else {
        spelled(value)
    };
    // "007" is no seven.
    (plain == "0" || !plain.starts_with('0')).then_some(said)
}

/// The text with its plain cardinals in digits: "eighty five" becomes "85". What is said in another
/// way ("one fifty", "a hundred", "two and a half") is left as it is, and so is a lone "one".
pub(crate) fn in_digits(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut written = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let mut end = at;
        while end < words.len() && (is_number_word(core(words[end])) || joins(&words, at, end)) {
            end += 1;
            // A mark ends the number.
            if core(words[end - 1]).len() < words[end - 1].len() {
                break;
            }
        }
        let goes_on = words
            .get(end)
            .is_some_and(|w| matches!(core(w), "and" | "point" | "or") || is_ordinal(core(w)))
            || at > 0
                && matches!(
                    core(words[at - 1]),
                    "a" | "half" | "point" | "couple" | "few" | "of"
                );
        match cardinal(&words[at..end]).filter(|_| !goes_on) {
            Some(number) if end > at && !(number == 1 && end == at + 1) => {
                let last = words[end - 1];
                let tail = &last[core(last).len()..];
                written.push(format!("{}{tail}", grouped(number)));
                at = end;
            }
            _ => {
                let end = end.max(at + 1);
                written.extend(words[at..end].iter().map(|word| (*word).to_owned()));
                at = end;
            }
        }
    }
    written.join(" ")
}

/// Digits in groups of three, from five digits on.
fn grouped(number: u64) -> String {
    match number {
        0..10_000 => number.to_string(),
        10_000..1_000_000 => format!("{},{:03}", number / 1_000, number % 1_000),
        _ => format!(
            "{},{:03},{:03}",
            number / 1_000_000,
            number / 1_000 % 1_000,
            number % 1_000
        ),
    }
}

/// Whether the word at `at` is the "and" of "two hundred and ten".
fn joins(words: &[&str], from: usize, at: usize) -> bool {
    let follows = at > from && matches!(words[at - 1], "hundred" | "thousand");
    let next = words.get(at + 1).map(|word| core(word));
    follows && words[at] == "and" && next.is_some_and(|next| small(next).is_some())
}

fn core(word: &str) -> &str {
    word.trim_end_matches([',', '.', '?', '!', ';'])
}

fn is_ordinal(word: &str) -> bool {
    let word = word.to_lowercase();
    matches!(word.as_str(), "first" | "second" | "third") || word.ends_with("th") && word != "month"
}

fn is_number_word(word: &str) -> bool {
    small(word).is_some() || matches!(word, "hundred" | "thousand" | "million")
}

fn small(word: &str) -> Option<u64> {
    let word = word.to_lowercase();
    let ones = ONES.iter().position(|it| *it == word);
    let tens = || TENS.iter().position(|it| *it == word && !it.is_empty());
    let value = ones.or_else(|| tens().map(|ten| ten * 10))?;
    u64::try_from(value).ok()
}

/// The value of words that are one plain cardinal.
fn cardinal(words: &[&str]) -> Option<u64> {
    let (mut total, mut part, mut last) = (0, 0_u64, None::<u64>);
    for word in words
        .iter()
        .map(|word| core(word))
        .filter(|word| *word != "and")
    {
        match word {
            "hundred" if (1..10).contains(&part) => part *= 100,
            "thousand" if part > 0 && total == 0 => {
                total = part * 1_000;
                part = 0;
            }
            "hundred" | "thousand" | "million" => return None,
            _ => {
                let value = small(word)?;
                // After a ten only ones may follow, after a hundred or thousand anything less.
                let fits = match last {
                    None => part == 0 || part.is_multiple_of(100),
                    Some(before) => {
                        before >= 20 && before.is_multiple_of(10) && (1..10).contains(&value)
                    }
                };
                if !fits {
                    return None;
                }
                part += value;
                last = Some(value);
                continue;
            }
        }
        last = None;
    }
    (total + part > 0).then_some(total + part)
}

#[test]
fn numbers_are_spelled() {
    for (digits, words) in [
        (
            "our budget is around $50k for this",
            "our budget is around fifty k dollars for this",
        ),
        ("a 200-person team", "a two hundred-person team"),
        ("by Q2, or 2027.", "by Q two, or twenty twenty seven."),
        (
            "£1,250 or 1.5 at 3:30",
            "one thousand two hundred fifty pounds or one point five at 3:30",
        ),
        (
            "call +1 555 201 0144",
            "call +1 five hundred fifty five two hundred one 0144",
        ),
    ] {
        assert_eq!(in_words(digits), words);
    }
    for (words, digits) in [
        (
            "eighty five people, one of them me",
            "85 people, one of them me",
        ),
        ("fifty thousand or a hundred", "fifty thousand or a hundred"),
        ("two hundred twenty thousand.", "220,000."),
        (
            "one sixty five, two and a half",
            "one sixty five, two and a half",
        ),
        ("nineteen, thirty.", "19, 30."),
        ("two hundred and ten people", "210 people"),
        ("twenty first of the month", "twenty first of the month"),
    ] {
        assert_eq!(in_digits(words), digits);
    }
}
