//! Telephone numbers as people write them in a CRM, as E.164.

use crate::signals::Locale;

/// Why a number cannot be dialed. Never holds the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// There is none.
    Missing,
    /// It has letters or an extension, which would have to be dialed after the call is answered.
    Extension,
    /// It has too few or too many digits.
    Length,
}

impl NumberError {
    /// What people read.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Missing => "it has no telephone number",
            Self::Extension => "its number has an extension or letters",
            Self::Length => "its number has too few or too many digits",
        }
    }
}

/// The country that a number without a country code belongs to.
#[must_use]
pub const fn calling_code(locale: Locale) -> &'static str {
    match locale {
        Locale::EnUs => "1",
        Locale::EnGb => "44",
        Locale::EnAu => "61",
        Locale::EnIn => "91",
    }
}

/// Reads a number as people write it; one without a country code is of the country of `code`.
///
/// # Errors
///
/// When it cannot be dialed as it is.
pub fn to_e164(text: &str, code: &str) -> Result<String, NumberError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NumberError::Missing);
    }
    let is_written = |c: char| c.is_ascii_digit() || " +-–.()/\u{a0}".contains(c);
    if !text.chars().all(is_written) {
        return Err(NumberError::Extension);
    }
    // "+44 (0)20 …" names the trunk prefix that is not dialed from abroad.
    let has_plus = text.starts_with('+') || text.starts_with("(+");
    let text = if has_plus {
        text.replacen("(0)", "", 1)
    } else {
        text.to_owned()
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let international = if has_plus {
        digits
    } else if let Some(rest) = digits.strip_prefix("00") {
        rest.to_owned()
    } else if code == "1" {
        match digits.strip_prefix("011") {
            Some(rest) if digits.len() > 11 => rest.to_owned(),
            _ => north_american(&digits)?,
        }
    } else {
        let national = digits.strip_prefix('0');
        match (national, digits.strip_prefix(code)) {
            (Some(national), _) => format!("{code}{national}"),
            // Numbers there have ten digits at most: longer ones begin with the country's code.
            (None, Some(_)) if digits.len() > 10 => digits,
            (None, _) => format!("{code}{digits}"),
        }
    };
    if !(8..=15).contains(&international.len()) || international.starts_with('0') {
        return Err(NumberError::Length);
    }
    Ok(format!("+{international}"))
}

fn north_american(digits: &str) -> Result<String, NumberError> {
    match (digits.len(), digits.as_bytes().first()) {
        (10, _) => Ok(format!("1{digits}")),
        (11, Some(b'1')) => Ok(digits.to_owned()),
        _ => Err(NumberError::Length),
    }
}

#[cfg(test)]
mod tests {
    use super::{NumberError::*, *};

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, code, expected) in [
            ("+1 (555) 013-4782", "1", Ok("+15550134782")),
            ("(555) 013-4782", "1", Ok("+15550134782")),
            ("1-555-013-4782", "1", Ok("+15550134782")),
            ("011 44 20 7946 0958", "1", Ok("+442079460958")),
            ("0049 30 901820", "1", Ok("+4930901820")),
            ("+44 (0)20 7946 0958", "1", Ok("+442079460958")),
            ("020 7946 0958", "44", Ok("+442079460958")),
            ("442079460958", "44", Ok("+442079460958")),
            ("0412 345 678", "61", Ok("+61412345678")),
            ("98765 43210", "91", Ok("+919876543210")),
            ("9123456789", "91", Ok("+919123456789")),
            ("", "1", Err(Missing)),
            ("  ", "1", Err(Missing)),
            ("555-0134", "1", Err(Length)),
            ("25550134782", "1", Err(Length)),
            ("(555) 013-4782 x12", "1", Err(Extension)),
            ("call Marisol", "1", Err(Extension)),
            ("+0155501347", "1", Err(Length)),
            ("+1234567890123456", "1", Err(Length)),
        ] {
            assert_eq!(to_e164(text, code), expected.map(str::to_owned), "{text}");
        }
    }
}
