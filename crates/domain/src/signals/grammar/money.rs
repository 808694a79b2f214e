//! Reads amounts of money: a quantity with what it is counted in and what it covers.

use super::{
    money_period::{period, period_before, span, unit_of, with_unit},
    number,
    quantity::Quantity,
    unit_words::{LARGE_UNITS, UNITS},
};
use crate::signals::{Amount, Cents, Locale, Period, Setting, tokens::Tokens};

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

    /// A bare figure with the hundreds or thousands that it leaves out, as the other has them:
    /// "sixteen" after "eighteen hundred a month".
    pub(in crate::signals) fn in_the_scale_of(self, other: &Self) -> Self {
        /// Haggling goes no further.
        const TIMES: f64 = 2.0;
        let bare = self.currency.is_none() && self.quantity.scale == 1.0;
        let ratio = other.quantity.size() / self.quantity.size().max(0.01);
        let factor = [100.0, 1e3, 1e5, 0.01].into_iter().find(|by| {
            (1.0 / TIMES..=TIMES).contains(&(ratio / by))
                && (*by >= 100.0 || other.quantity.size() < 100.0)
        });
        match factor.filter(|_| bare) {
            Some(by) => Self {
                quantity: self.quantity.times(by),
                ..self
            },
            None => self,
        }
    }

    /// The amount, to the cent.
    pub(in crate::signals) fn amount(&self, setting: &Setting) -> Amount {
        Amount {
            min: self.quantity.min.map(Cents::nearest),
            max: self.quantity.max.map(Cents::nearest),
            currency: self.currency.unwrap_or(home_currency(setting)).to_owned(),
            period: self.period.unwrap_or(Period::Total),
        }
    }
}

/// The currency nobody names at home.
pub(in crate::signals) fn home_currency(setting: &Setting) -> &'static str {
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
        "bucks" | "buck" => home_currency(setting),
        "cents" => match home_currency(setting) {
            "AUD" => "AUD",
            _ => "USD",
        },
        "£" | "quid" | "pound" | "pounds" | "sterling" | "pence" | "p" => "GBP",
        "€" | "euro" | "euros" => "EUR",
        "₹" | "rupee" | "rupees" | "rs" | "paise" => "INR",
        _ => return None,
    })
}

/// Reads a quantity as money. Whether it is money, the rules decide.
pub(in crate::signals) fn read(tokens: &Tokens, quantity: Quantity, setting: &Setting) -> Money {
    let (mut start, mut end) = (quantity.start, quantity.end);
    let mut named =
        (quantity.number..quantity.end).find_map(|at| currency(tokens.word(at), setting));
    if named.is_none() && quantity.number > 0 && !ends_price(tokens, quantity.number - 1) {
        named = currency(tokens.word(quantity.number - 1), setting);
        if named.is_some() {
            start = start.min(quantity.number - 1);
        }
    }
    // "Twenty odd quid."
    if matches!(tokens.word(end), "odd" | "ish")
        && currency(tokens.word(end + 1), setting).is_some()
    {
        end += 1;
    }
    while let Some(after) = currency(tokens.word(end), setting) {
        named = named.or(Some(after));
        end += 1;
    }
    if named == Some("USD") && tokens.starts_with(end, &["us"]) {
        end += 1;
    }
    end = softened(tokens, end);
    // "Twelve bucks a barrel": with a currency, anything may be what is counted.
    let thing = named.is_some() && counts_thing(tokens, end);
    end += if thing { 2 } else { 0 };
    let (period, end) = period(tokens, end);
    let period = if thing {
        with_unit(period, Some(Period::UnitTotal)).map(unit_of)
    } else {
        period
    };
    // "Four bucks a door every month, maybe five."
    let period = period.or_else(|| {
        (quantity.number + 1..quantity.end).find_map(|at| {
            self::period(tokens, at)
                .0
                .filter(|_| quantity.min != quantity.max)
        })
    });
    let quantity = in_cents(tokens, quantity, period, setting.locale);
    Money {
        quantity,
        currency: named,
        period: with_unit(period, period_before(tokens, start)),
        start,
        end,
    }
}

/// Whether a currency at word `at` belongs to the figure before it: "40,000 dollars, one time".
fn ends_price(tokens: &Tokens, at: usize) -> bool {
    let sign = matches!(tokens.word(at), "$" | "£" | "€" | "₹");
    let figure = || {
        let word = tokens.word_before(at, 1);
        number::small(word).is_some()
            || number::tens(word).is_some()
            || matches!(
                word,
                "hundred" | "thousand" | "grand" | "k" | "lakh" | "lakhs"
            )
            || word.starts_with(|c: char| c.is_ascii_digit())
    };
    at > 0 && !sign && figure()
}

/// "Twelve fifty a head" is 12.50 and "thirty nine ninety five a month" 39.95: what is counted by
/// the piece, or ends as prices in shops do, is said with its cents.
pub(in crate::signals) fn in_cents(
    tokens: &Tokens,
    quantity: Quantity,
    period: Option<Period>,
    locale: Locale,
) -> Quantity {
    let in_words = tokens
        .word(quantity.number)
        .starts_with(char::is_alphabetic);
    let size = quantity.size();
    let compound = quantity.scale == 1.0 && (1000.0..10_000.0).contains(&size) && in_words;
    let shop = matches!(size % 100.0, 49.0 | 95.0 | 99.0);
    // "Twenty two fifty a truck" are hundreds.
    let large = (quantity.end..quantity.end + 3).any(|at| LARGE_UNITS.holds(tokens, at));
    // "Nine ninety nine a unit a month."
    let shelf = quantity.scale == 1.0 && in_words && size < 1000.0 && size > 100.0 && shop;
    let compound =
        compound || shelf && matches!(period, Some(Period::UnitTotal | Period::UnitMonth));
    let piece = match period {
        Some(Period::UnitTotal | Period::UnitMonth) => !large || shop,
        Some(Period::Month | Period::Week) => shop,
        _ => false,
    };
    if compound && piece && locale != Locale::EnIn && quantity.min == quantity.max {
        quantity.times(0.01)
    } else {
        quantity
    }
}

/// The index after "or so", "and change", "give or take": words that leave an amount as it is.
fn softened(tokens: &Tokens, at: usize) -> usize {
    const SOFTENERS: &[&[&str]] = &[
        &["or", "so"],
        &["or", "thereabouts"],
        &["and", "change"],
        &["and", "a", "bit"],
        &["give", "or", "take"],
        &["near", "enough"],
        &["odd"],
        &["ish"],
        &["even"],
        &["flat"],
        &["plus", "vat"],
        &["plus", "gst"],
        &["plus", "tax"],
        &["ex", "vat"],
        &["at", "most"],
        &["at", "the", "most"],
        &["at", "least"],
        &["or", "less"],
        &["or", "under"],
        &["or", "more"],
        &["plus"],
        &["maximum"],
        &["minimum"],
    ];
    let after = SOFTENERS
        .iter()
        .find(|words| tokens.starts_with(at, words))
        .map(|words| at + words.len());
    // Only where a price goes on: "five hundred or so a month".
    after
        .filter(|after| period(tokens, *after).0.is_some())
        .unwrap_or(at)
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
        && !UNITS.contains(thing)
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
                    | "workable"
                    | "doable"
                    | "ok"
                    | "fine"
                    | "alright"
                    | "acceptable"
                    | "would"
                    | "if"
                    | "so"
                    | "works"
                    | "on"
                    | "to"
                    | "with"
            ))
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
            ("$50k", Some(50_000.0), Some(50_000.0), "USD", Total),
            (
                "thirty pounds per user per month",
                Some(30.0),
                Some(30.0),
                "GBP",
                UnitMonth,
            ),
            (
                "four thousand a month",
                Some(4000.0),
                Some(4000.0),
                "USD",
                Month,
            ),
            (
                "twelve thousand for the year",
                Some(12_000.0),
                Some(12_000.0),
                "USD",
                Year,
            ),
            (
                "fifty to sixty for year one",
                Some(50.0),
                Some(60.0),
                "USD",
                Year,
            ),
            (
                "€45,000, from our subsidiary",
                Some(45_000.0),
                Some(45_000.0),
                "EUR",
                Total,
            ),
            (
                "₹18 lakh each",
                Some(1_800_000.0),
                Some(1_800_000.0),
                "INR",
                UnitTotal,
            ),
            (
                "under fifteen bucks a machine a month",
                None,
                Some(15.0),
                "USD",
                UnitMonth,
            ),
            (
                "twenty five to thirty a head",
                Some(25.0),
                Some(30.0),
                "USD",
                UnitTotal,
            ),
            (
                "somewhere between $4k and $6,000",
                Some(4000.0),
                Some(6000.0),
                "USD",
                Total,
            ),
            ("$60 a month, tops", None, Some(60.0), "USD", Month),
            (
                "twelve bucks a barrel a month",
                Some(12.0),
                Some(12.0),
                "USD",
                UnitMonth,
            ),
            (
                "five hundred or so a month",
                Some(500.0),
                Some(500.0),
                "USD",
                Month,
            ),
            (
                "twelve fifty a head",
                Some(12.5),
                Some(12.5),
                "USD",
                UnitTotal,
            ),
            ("seventeen fifty", Some(1750.0), Some(1750.0), "USD", Total),
            (
                "thirty nine ninety five a month",
                Some(39.95),
                Some(39.95),
                "USD",
                Month,
            ),
            (
                "thirty six fifty a month",
                Some(3650.0),
                Some(3650.0),
                "USD",
                Month,
            ),
            (
                "ninety nine cents a page",
                Some(0.99),
                Some(0.99),
                "USD",
                UnitTotal,
            ),
            (
                "four bucks a door every month maybe five",
                Some(4.0),
                Some(5.0),
                "USD",
                UnitMonth,
            ),
            ("over ninety a month i walk", None, Some(90.0), "USD", Month),
            (
                "forty a week is nothing",
                Some(40.0),
                Some(40.0),
                "USD",
                Week,
            ),
            (
                "per vehicle four thousand one time",
                Some(4000.0),
                Some(4000.0),
                "USD",
                UnitTotal,
            ),
        ] {
            let tokens = Tokens::read(said);
            let quantity = read_all(&tokens)[0];
            let amount = read(&tokens, quantity, &setting).amount(&setting);
            assert_eq!(
                (
                    amount.min.map(|min| min.in_units()),
                    amount.max.map(|max| max.in_units()),
                    amount.currency.as_str(),
                    amount.period
                ),
                (min, max, currency, period),
                "{said}"
            );
        }
    }
}
