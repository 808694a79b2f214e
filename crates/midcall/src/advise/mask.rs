//! Takes out of what is sent to a language model what tells who somebody is or how to reach them.
//!
//! Telephone numbers, e-mail addresses and street addresses, written or spoken. Amounts and dates
//! stay: they are what is asked about.

const PHONE: &str = "[phone]";
const EMAIL: &str = "[email]";
const ADDRESS: &str = "[address]";

/// Fewer digits are no number one could dial.
const PHONE_DIGITS_MIN: usize = 7;
/// A street's name has at most this many words.
const STREET_WORDS_MAX: usize = 4;

/// The text without them.
pub(super) fn masked(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut kept: Vec<&str> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let rest = &words[at..];
        let found = [
            (email(rest), EMAIL),
            (phone(rest), PHONE),
            (address(rest), ADDRESS),
        ];
        match found.into_iter().find(|(taken, _)| *taken > 0) {
            Some((taken, mask)) => {
                kept.push(mask);
                at += taken;
            }
            None => {
                kept.push(words[at]);
                at += 1;
            }
        }
    }
    kept.join(" ")
}

/// How many words an e-mail address takes here: `jo@acme.com`, or "jo dot vega at acme dot com".
fn email(words: &[&str]) -> usize {
    if words[0].contains('@') {
        return 1;
    }
    let plain: Vec<String> = words.iter().take(8).map(|word| letters(word)).collect();
    let Some(at) = plain.iter().position(|word| word == "at") else {
        return 0;
    };
    let is_name =
        at > 0 && (1..at).all(|i| i % 2 == 0 || plain[i] == "dot" || plain[i] == "underscore");
    let mut end = at + 2;
    while plain.get(end).is_some_and(|word| word == "dot") && plain.len() > end + 1 {
        end += 2;
    }
    let is_domain = end > at + 2 && DOMAINS.contains(&plain[end - 1].as_str());
    if is_name && at % 2 == 1 && is_domain {
        end
    } else {
        0
    }
}

const DOMAINS: [&str; 16] = [
    "com", "net", "org", "io", "ai", "co", "uk", "us", "de", "fr", "eu", "au", "in", "biz", "info",
    "edu",
];

/// How many words a telephone number takes here.
fn phone(words: &[&str]) -> usize {
    let mut digits = 0;
    let mut taken = 0;
    for word in words {
        match digits_of(word) {
            Some(count) => digits += count,
            None => break,
        }
        taken += 1;
    }
    if digits >= PHONE_DIGITS_MIN { taken } else { 0 }
}

/// How many digits a word adds to a telephone number; `None` when it is no part of one.
fn digits_of(word: &str) -> Option<usize> {
    let spoken = letters(word);
    if SPOKEN_DIGITS.contains(&spoken.as_str()) {
        return Some(1);
    }
    if matches!(spoken.as_str(), "double" | "triple") {
        return Some(1);
    }
    let is_dialable = |c: char| c.is_ascii_digit() || "+()-.,;:!?/".contains(c);
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let is_amount = word.trim_end_matches([',', '.']).contains(',');
    (digits > 0 && word.chars().all(is_dialable) && !is_amount).then_some(digits)
}

const SPOKEN_DIGITS: [&str; 11] = [
    "zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

/// How many words a street address takes here: "14 Old Mill Road".
fn address(words: &[&str]) -> usize {
    let number = words[0].trim_end_matches([',', '.']);
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.len() <= 6
        && number.chars().all(char::is_alphanumeric);
    if !is_number {
        return 0;
    }
    (1..=STREET_WORDS_MAX + 1)
        .take_while(|&at| {
            let word = words.get(at).map(|word| letters(word)).unwrap_or_default();
            !word.is_empty() && !NO_NAMES.contains(&word.as_str())
        })
        .find(|&at| at > 1 && STREETS.contains(&letters(words[at]).as_str()))
        .map_or(0, |at| at + 1)
}

/// No street is named so: "120 people on the road".
const NO_NAMES: [&str; 11] = [
    "on", "in", "at", "the", "a", "of", "for", "and", "to", "by", "per",
];

const STREETS: [&str; 21] = [
    "street",
    "st",
    "road",
    "rd",
    "avenue",
    "ave",
    "lane",
    "ln",
    "drive",
    "dr",
    "boulevard",
    "blvd",
    "court",
    "ct",
    "place",
    "square",
    "highway",
    "hwy",
    "terrace",
    "crescent",
    "parkway",
];

fn letters(word: &str) -> String {
    let letters = word.chars().filter(|c| c.is_alphabetic());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn who_and_where_is_taken_out() {
        for (text, expected) in [
            (
                "Call me on +1 (555) 013-4782, please.",
                "Call me on [phone] please.",
            ),
            ("It's 555-013-4782.", "It's [phone]"),
            (
                "five five five, oh one three, four seven eight two",
                "[phone]",
            ),
            ("write to jo.vega@acme.com today", "write to [email] today"),
            ("it's jo dot vega at acme dot com", "it's [email]"),
            (
                "We are at 14 Old Mill Road, Leeds.",
                "We are at [address] Leeds.",
            ),
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    #[test]
    fn what_is_asked_about_stays() {
        for text in [
            "around $1,500,000 for 2026, maybe 2,000,000",
            "by the 31st of March 2027",
            "one or two people decide",
            "we look at twelve dot matrix printers",
            "about 120 people on the road",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
