//! Reads amounts of money: a quantity with what it is counted in and what it covers.

use super::{quantity::Quantity, unit_words::UNITS};
use crate::signals::{Amount, Locale, Period, Setting, tokens::Tokens};

/// A quantity that may be money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::signals) struct Money {
    /// How much.
    pub(in crate::signals) quantity: Quantity,
    /// The ISO 4217 code, when a currency was named.
    pub(in crate::signals) currency: Option<&'static str>,
    /// What the amount covers, when that was said.
    pub(in crate::signals) period: Option<Period>,
    /// Index of the first word.
    pub(in crate::signals) start: usize,
    /// Index after the last word.
    pub(in crate::signals) end: usize,
}

impl Money {
    /// Whether money is meant without any question about it.
    pub(in crate::signals) fn is_explicit(&self, tokens: &Tokens) -> bool {
        let spoken_scale = (self.quantity.number..self.quantity.end).any(|at| {
            matches!(
                tokens.word(at),
                "grand"
                    | "k"
                    | "lakh"
                    | "lakhs"
                    | "lac"
                    | "lacs"
                    | "lacks"
                    | "crore"
                    | "crores"
                    | "figures"
            )
        });
        self.currency.is_some() || spoken_scale
    }

    /// The amount in whole units of its currency.
    pub(in crate::signals) fn amount(&self, setting: &Setting) -> Amount {
        let whole = |value: f64| value.round().clamp(0.0, 1e15) as u64;
        Amount {
            min: self.quantity.min.map(whole),
            max: self.quantity.max.map(whole),
            currency: self.currency.unwrap_or(home_currency(setting)).to_owned(),
            period: self.period.unwrap_or(Period::Total),
        }
    }
}

/// The currency nobody names at home.
fn home_currency(setting: &Setting) -> &'static str {
    if let Some(currency) = setting.currency {
        return currency.code();
    }
    match setting.locale {
        Locale::EnUs => "USD",
        Locale::EnGb => "GBP",
        Locale::EnAu => "AUD",
        Locale::EnIn => "INR",
    }
}

/// The currency a word or sign stands for. "Dollars" are those at home, where there are any.
fn currency(word: &str, setting: &Setting) -> Option<&'static str> {
    Some(match word {
        "$" | "dollar" | "dollars" => match (setting.currency, setting.locale) {
            (Some(home), _) if home.is_dollar() => home.code(),
            (None, Locale::EnAu) => "AUD",
            _ => "USD",
        },
        "bucks" => home_currency(setting),
        "£" | "quid" | "pound" | "pounds" | "sterling" => "GBP",
        "€" | "euro" | "euros" => "EUR",
        "₹" | "rupee" | "rupees" | "rs" => "INR",
        _ => return None,
    })
}

/// The stretch of time a word names.
fn span(word: &str) -> Option<Period> {
    Some(match word {
        "day" | "daily" => Period::Day,
        "week" | "weekly" => Period::Week,
        "month" | "monthly" | "pcm" | "mo" => Period::Month,
        "quarter" | "quarterly" => Period::Quarter,
        "year" | "yearly" | "annum" | "annually" | "pa" => Period::Year,
        _ => return None,
    })
}

/// Reads a quantity as money. Whether it is money, the rules decide.
pub(in crate::signals) fn read(tokens: &Tokens, quantity: Quantity, setting: &Setting) -> Money {
    let (mut start, mut end) = (quantity.start, quantity.end);
    let mut named =
        (quantity.number..quantity.end).find_map(|at| currency(tokens.word(at), setting));
    if named.is_none() && quantity.number > 0 {
        named = currency(tokens.word(quantity.number - 1), setting);
        if named.is_some() {
            start = start.min(quantity.number - 1);
        }
    }
    while let Some(after) = currency(tokens.word(end), setting) {
        named = named.or(Some(after));
        end += 1;
    }
    if named == Some("USD") && tokens.starts_with(end, &["us"]) {
        end += 1;
    }
    // "Twelve bucks a barrel": with a currency, anything may be what is counted.
    let thing = named.is_some() && counts_thing(tokens, end);
    end += if thing { 2 } else { 0 };
    let (period, end) = period(tokens, end);
    let period = if thing {
        with_unit(period, Some(Period::UnitTotal)).map(unit_of)
    } else {
        period
    };
    Money {
        quantity,
        currency: named,
        period: with_unit(period, period_before(tokens, start)),
        start,
        end,
    }
}

/// Whether "a keg" stands at word `at`: a thing in the singular, no time and no turn of phrase.
fn counts_thing(tokens: &Tokens, at: usize) -> bool {
    const NO_THINGS: &[&str] = &[
        "bit", "lot", "few", "couple", "little", "good", "fair", "new", "time", "go", "one",
        "while", "fella", "guy", "man", "bloke", "nice", "proper", "hundred", "thousand", "pair",
        "moment", "max", "top", "maximum", "minimum", "limit", "ceiling", "deposit", "grant",
        "gift", "dozen", "year's", "deal", "discount", "half", "quarter", "third", "really", "big",
        "small",
    ];
    let thing = tokens.word(at + 1);
    tokens.word(at) == "a"
        && tokens.break_after(at.saturating_sub(1)) == crate::signals::tokens::Break::None
        && thing.len() > 2
        && !thing.ends_with('s')
        && span(thing).is_none()
        && !UNITS.contains(&thing)
        && !NO_THINGS.contains(&thing)
        && (tokens.break_after(at + 1) != crate::signals::tokens::Break::None
            || matches!(
                tokens.word(at + 2),
                "" | "a"
                    | "per"
                    | "and"
                    | "one"
                    | "is"
                    | "for"
                    | "each"
                    | "but"
                    | "or"
                    | "i"
                    | "we"
                    | "max"
                    | "tops"
                    | "on"
                    | "to"
                    | "with"
            ))
}

/// A stretch of time for each thing.
fn unit_of(period: Period) -> Period {
    match period {
        Period::Month => Period::UnitMonth,
        Period::Year => Period::UnitYear,
        Period::Total => Period::UnitTotal,
        other => other,
    }
}

/// Reads "a month", "per seat per month", "for the year", "each", "a head" at word `at`, skipping a
/// few words that say nothing about it. Gives where it ends.
pub(in crate::signals) fn period(tokens: &Tokens, at: usize) -> (Option<Period>, usize) {
    let (mut unit, mut time, mut end) = (false, None, at);
    let mut next = at;
    while next < at + 7 && next < tokens.len() {
        let word = tokens.word(next);
        let following = tokens.word(next + 1);
        let counted = matches!(word, "a" | "an" | "per" | "each" | "every");
        let per_thing = word == "per" && span(following).is_none() && !following.is_empty();
        if counted && UNITS.contains(&following) || per_thing {
            (unit, end) = (true, next + 2);
            next += 2;
        } else if matches!(word, "a" | "an" | "per" | "each" | "every") && span(following).is_some()
        {
            (time, end) = (span(following), next + 2);
            next += 2;
        } else if matches!(
            word,
            "monthly" | "weekly" | "annually" | "yearly" | "quarterly" | "pcm" | "pa"
        ) {
            (time, end) = (span(word), next + 1);
            next += 1;
        } else if word == "for"
            && matches!(following, "each" | "every")
            && UNITS.contains(&tokens.word(next + 2))
        {
            (unit, end) = (true, next + 3);
            next += 3;
        } else if word == "year" && matches!(following, "one" | "1") {
            (time, end) = (Some(Period::Year), next + 2);
            next += 2;
        } else if word == "for" && names_a_year(tokens, next + 1) {
            let words = if tokens.word(next + 2) == "year" {
                3
            } else {
                4
            };
            (time, end) = (Some(Period::Year), next + words);
            next += words;
        } else if word == "for" && following == "the" && span(tokens.word(next + 2)).is_some() {
            (time, end) = (span(tokens.word(next + 2)), next + 3);
            next += 3;
        } else if word == "for" && tokens.starts_with(next + 1, &["year", "one"]) {
            (time, end) = (Some(Period::Year), next + 3);
            next += 3;
        } else if matches!(word, "each" | "apiece") {
            (unit, end) = (true, next + 1);
            next += 1;
        } else if (tokens.break_after(next) >= crate::signals::tokens::Break::Sentence
            && next >= at)
            || matches!(word, "and" | "but" | "because" | "so" | "with")
        {
            break;
        } else if end == at
            && matches!(
                word,
                "or" | "maybe"
                    | "total"
                    | "all"
                    | "in"
                    | "max"
                    | "tops"
                    | "is"
                    | "one"
                    | "off"
                    | "signed"
                    | "approved"
                    | "allocated"
                    | "set"
                    | "aside"
            )
        {
            next += 1;
        } else {
            break;
        }
    }
    let period = match (unit, time) {
        (false, time) => time,
        (true, Some(Period::Year)) => Some(Period::UnitYear),
        (true, Some(Period::Month)) => Some(Period::UnitMonth),
        (true, _) => Some(Period::UnitTotal),
    };
    (period, end)
}

/// "The year", "this year", "the first year" after "for".
fn names_a_year(tokens: &Tokens, at: usize) -> bool {
    matches!(tokens.word(at), "the" | "this" | "one" | "next")
        && (tokens.word(at + 1) == "year" || tokens.starts_with(at + 1, &["first", "year"]))
}

/// A stretch of time for each of something: "per head sixty a month".
pub(in crate::signals) fn with_unit(time: Option<Period>, unit: Option<Period>) -> Option<Period> {
    match (time, unit) {
        (Some(Period::Month), Some(Period::UnitTotal | Period::UnitMonth)) => {
            Some(Period::UnitMonth)
        }
        (Some(Period::Year), Some(Period::UnitTotal | Period::UnitYear)) => Some(Period::UnitYear),
        (time, unit) => time.or(unit),
    }
}

/// "Per vehicle four thousand".
fn period_before(tokens: &Tokens, at: usize) -> Option<Period> {
    let (by, unit) = (tokens.word_before(at, 2), tokens.word_before(at, 1));
    (matches!(by, "per" | "each") && UNITS.contains(&unit)).then_some(Period::UnitTotal)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::read;
    use crate::signals::{Locale, Period, Setting, grammar::quantity::read_all, tokens::Tokens};

    #[test]
    fn amounts() {
        let setting = Setting::new(date(2026, 3, 4), Locale::EnUs);
        use Period::{Month, Total, UnitMonth, UnitTotal, Week, Year};
        for (said, min, max, currency, period) in [
            ("$50k", Some(50_000), Some(50_000), "USD", Total),
            (
                "thirty pounds per user per month",
                Some(30),
                Some(30),
                "GBP",
                UnitMonth,
            ),
            (
                "four thousand a month",
                Some(4000),
                Some(4000),
                "USD",
                Month,
            ),
            (
                "twelve thousand for the year",
                Some(12_000),
                Some(12_000),
                "USD",
                Year,
            ),
            (
                "fifty to sixty for year one",
                Some(50),
                Some(60),
                "USD",
                Year,
            ),
            (
                "€45,000, from our subsidiary",
                Some(45_000),
                Some(45_000),
                "EUR",
                Total,
            ),
            (
                "₹18 lakh each",
                Some(1_800_000),
                Some(1_800_000),
                "INR",
                UnitTotal,
            ),
            (
                "under fifteen bucks a machine a month",
                None,
                Some(15),
                "USD",
                UnitMonth,
            ),
            (
                "twenty five to thirty a head",
                Some(25),
                Some(30),
                "USD",
                UnitTotal,
            ),
            (
                "somewhere between $4k and $6,000",
                Some(4000),
                Some(6000),
                "USD",
                Total,
            ),
            ("$60 a month, tops", None, Some(60), "USD", Month),
            (
                "twelve bucks a barrel a month",
                Some(12),
                Some(12),
                "USD",
                UnitMonth,
            ),
            ("over ninety a month i walk", None, Some(90), "USD", Month),
            ("forty a week is nothing", Some(40), Some(40), "USD", Week),
            (
                "per vehicle four thousand one time",
                Some(4000),
                Some(4000),
                "USD",
                UnitTotal,
            ),
        ] {
            let tokens = Tokens::read(said);
            let quantity = read_all(&tokens)[0];
            let amount = read(&tokens, quantity, &setting).amount(&setting);
            assert_eq!(
                (
                    amount.min,
                    amount.max,
                    amount.currency.as_str(),
                    amount.period
                ),
                (min, max, currency, period),
                "{said}"
            );
        }
    }
}
