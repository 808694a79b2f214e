//! A telephone number, and whether a text is one of the ways in which people write it.

use std::fmt;

/// Shorter texts are extensions, or numbers without their area: they prove nothing.
const DIGITS_MIN: usize = 7;
/// E.164 allows no more.
const DIGITS_MAX: usize = 15;
/// Countries that write numbers without a leading zero, and in ten digits.
const NORTH_AMERICA: &str = "1";
const NORTH_AMERICAN_DIGITS: usize = 10;
/// Country codes of two digits, as the ITU has assigned them; 1 and 7 have one, all others three.
const TWO_DIGITS: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47",
    "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65",
    "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];

/// A telephone number with its country, as E.164 has it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    digits: String,
    country_digits: usize,
}

impl Number {
    /// Reads a number in E.164; `None` of anything else, such as a SIP address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('+')?;
        let is_one = digits.chars().all(|c| c.is_ascii_digit())
            && (DIGITS_MIN..=DIGITS_MAX).contains(&digits.len())
            && !digits.starts_with('0');
        is_one.then(|| Self {
            digits: digits.to_owned(),
            country_digits: country_digits(digits),
        })
    }

    /// Reads a number as people write it; where it names no country it is one of `home`'s, a country
    /// code without plus. `None` when it cannot be told.
    #[must_use]
    pub fn read(text: &str, home: &str) -> Option<Self> {
        let Written { has_plus, digits } = Written::read(text);
        let is_north_american_home = home == NORTH_AMERICA;
        let abroad = if is_north_american_home { "011" } else { "00" };
        let with_country = match digits.strip_prefix(abroad) {
            _ if has_plus => digits.clone(),
            Some(rest) => rest.to_owned(),
            None if is_north_american_home && digits.len() == NORTH_AMERICAN_DIGITS => {
                format!("{home}{digits}")
            }
            None if is_north_american_home && digits.len() > NORTH_AMERICAN_DIGITS => {
                digits.clone()
            }
            // A local number without its area code.
            None if is_north_american_home => return None,
            None => format!("{home}{}", digits.strip_prefix('0').unwrap_or(&digits)),
        };
        let number = Self::parse(&format!("+{with_country}"))?;
        number.is_written_as(text, home).then_some(number)
    }

    /// With its plus.
    #[must_use]
    pub fn e164(&self) -> String {
        format!("+{}", self.digits)
    }

    fn country(&self) -> &str {
        &self.digits[..self.country_digits]
    }

    fn national(&self) -> &str {
        &self.digits[self.country_digits..]
    }

    /// What a full-text search has to be asked for. An index keeps what stands between marks, so
    /// the digits are tried in the ways in which they stand together.
    #[must_use]
    pub fn spellings(&self) -> Vec<String> {
        let mut spellings = vec![self.national().to_owned(), self.digits.clone()];
        if self.country() != NORTH_AMERICA {
            spellings.push(format!("0{}", self.national()));
        }
        spellings
    }

    /// Its national digits with anything between them: what a pattern in a query looks for. Finds
    /// every way of writing it, and more than that.
    #[must_use]
    pub fn pattern(&self) -> String {
        let digits: String = self
            .national()
            .chars()
            .flat_map(|digit| ['%', digit])
            .collect();
        digits + "%"
    }

    /// Whether a text is this number. Where it names no country, it is one of `home`'s, a country
    /// code without plus; a leading zero says at least that it is not North American.
    #[must_use]
    pub fn is_written_as(&self, text: &str, home: &str) -> bool {
        let written = Written::read(text);
        let digits = written.digits.as_str();
        if digits.len() < DIGITS_MIN {
            return false;
        }
        let with_trunk = format!("{}0{}", self.country(), self.national());
        if written.has_plus {
            // As in +44 (0)20 7946 0958.
            return digits == self.digits || digits == with_trunk;
        }
        let is_north_american_home = home == NORTH_AMERICA;
        let abroad = if is_north_american_home { "011" } else { "00" };
        if let Some(rest) = digits.strip_prefix(abroad) {
            return rest == self.digits || rest == with_trunk;
        }
        let may_be_local = is_north_american_home && digits.len() == NORTH_AMERICAN_DIGITS;
        if digits == self.digits && !may_be_local {
            return true;
        }
        let is_home = home == self.country();
        if self.country() == NORTH_AMERICA {
            return is_home && digits == self.national();
        }
        let trunk = if self.country() == "7" && digits.len() > NORTH_AMERICAN_DIGITS {
            "8"
        } else {
            "0"
        };
        match digits.strip_prefix(trunk) {
            // Italy keeps the zero in the international form.
            Some(rest) => {
                (is_home || is_north_american_home)
                    && (rest == self.national() || digits == self.national())
            }
            None => {
                digits == self.national() && (is_home || is_north_american_home && !may_be_local)
            }
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Number([redacted])")
    }
}

fn country_digits(digits: &str) -> usize {
    if digits.starts_with(['1', '7']) {
        1
    } else if TWO_DIGITS.iter().any(|code| digits.starts_with(code)) {
        2
    } else {
        3
    }
}

/// What a person typed into a field for telephone numbers.
struct Written {
    has_plus: bool,
    digits: String,
}

impl Written {
    /// Leaves out marks, and the extension with all that follows it.
    fn read(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let end = lower.find(['x', 'e', '#', ';', ',']).unwrap_or(lower.len());
        let number = &lower[..end];
        Self {
            has_plus: number.trim_start().trim_start_matches('(').starts_with('+'),
            digits: number.chars().filter(char::is_ascii_digit).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(number: &str, home: &str, text: &str, expected: bool) {
        let number = Number::parse(number).unwrap();
        let is_one = number.is_written_as(text, home);
        assert_eq!(is_one, expected, "{} {home} {text}", number.e164());
    }

    #[test]
    fn a_number_is_known_in_every_way_of_writing_it() {
        for text in [
            "+14155550132",
            "(415) 555-0132",
            "415.555.0132",
            "1-415-555-0132",
            "415 555 0132 x12",
            "4155550132 ext. 7",
            "011 1 415 555 0132",
        ] {
            check("+14155550132", "1", text, true);
        }
        for text in [
            "+44 20 7946 0958",
            "+44 (0)20 7946 0958",
            "020 7946 0958",
            "00442079460958",
            "2079460958",
        ] {
            check("+442079460958", "44", text, true);
        }
        check("+493012345678", "1", "030 12345678", true);
        check("+390612345678", "39", "06 1234 5678", true);
        check("+74951234567", "7", "8 (495) 123-45-67", true);
        check("+4533123456", "45", "33 12 34 56", true);
    }

    #[test]
    fn another_number_is_another_number() {
        check("+14155550132", "1", "(415) 555-0133", false);
        check("+14155550132", "1", "555-0132", false);
        check("+14155550132", "1", "", false);
        check("+14155550132", "1", "+524155550132", false);
        check("+14155550132", "44", "4155550132", false);
        check("+442079460958", "1", "(207) 946-0958", false);
        check("+61270101234", "44", "02 7010 1234", false);
    }

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for (text, home, expected) in [
            ("(415) 555-0132", "1", Some("+14155550132")),
            ("1 415 555 0132 x9", "1", Some("+14155550132")),
            ("+44 20 7946 0958", "1", Some("+442079460958")),
            ("011 44 20 7946 0958", "1", Some("+442079460958")),
            ("020 7946 0958", "44", Some("+442079460958")),
            ("555-0132", "1", None),
            ("call reception", "1", None),
        ] {
            let number = Number::read(text, home).map(|number| number.e164());
            assert_eq!(number.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "sip:a@b.example",
            "4155550132",
            "+0123456789",
            "+1415555013201234",
            "+123",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_country_is_told_from_the_rest() {
        for (number, national) in [
            ("+14155550132", "4155550132"),
            ("+442079460958", "2079460958"),
            ("+353861234567", "861234567"),
        ] {
            assert_eq!(Number::parse(number).unwrap().national(), national);
        }
        assert_eq!(
            Number::parse("+353861234").unwrap().pattern(),
            "%8%6%1%2%3%4%"
        );
    }

    #[test]
    fn a_number_is_not_printed() {
        let number = Number::parse("+14155550132").unwrap();
        assert!(!format!("{number:?}").contains("415"));
    }
}
