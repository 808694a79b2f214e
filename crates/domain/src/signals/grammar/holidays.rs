//! Days that have a name, in all locales the product speaks. Computed, so that no year is missing.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::civil::{Date, Weekday, Weekday::*};

use super::calendar::{Interval, add_days, date};
use crate::signals::{Locale, digest_map::DigestMap, tokens::Tokens, word_list::digest};

/// How the date of a named day is found in a year.
#[derive(Clone, Copy)]
enum Rule {
    /// Month and day.
    Fixed(i8, i8),
    /// Month, the how-manieth (negative from its end), weekday.
    Nth(i8, i8, Weekday),
    /// So many days after the fourth Thursday of November.
    Thanksgiving(i32),
    /// So many days after Easter Sunday.
    Easter(i32),
    /// So many days after Diwali.
    Diwali(i32),
    /// The day after the full moon of Phalguna rises.
    Holi,
    /// Month and day of the Islamic calendar.
    Islamic(i32, i32),
    /// The new moon in the Tiger month.
    LunarNewYear,
    /// The Tuesday after the first Monday of November.
    ElectionDay,
}

use Rule::{Diwali, Easter, ElectionDay, Fixed, Holi, Islamic, LunarNewYear, Nth, Thanksgiving};

/// Names and rules. A name matches with "'s" or a plural "s" on any of its words; of two that
/// match, the longer one.
const EVERYWHERE: &[(&str, Rule)] = &[
    ("christmas eve", Fixed(12, 24)),
    ("christmas day", Fixed(12, 25)),
    ("christmas", Fixed(12, 25)),
    ("xmas", Fixed(12, 25)),
    ("chrissy", Fixed(12, 25)),
    ("chrimbo", Fixed(12, 25)),
    ("crimbo", Fixed(12, 25)),
    ("boxing day", Fixed(12, 26)),
    ("new year eve", Fixed(12, 31)),
    ("hogmanay", Fixed(12, 31)),
    ("new year day", Fixed(1, 1)),
    ("burns night", Fixed(1, 25)),
    ("groundhog day", Fixed(2, 2)),
    ("valentine day", Fixed(2, 14)),
    ("valentine", Fixed(2, 14)),
    ("st patrick day", Fixed(3, 17)),
    ("saint patrick day", Fixed(3, 17)),
    ("st paddy day", Fixed(3, 17)),
    ("april fool day", Fixed(4, 1)),
    ("april fool", Fixed(4, 1)),
    ("st george day", Fixed(4, 23)),
    ("st andrew day", Fixed(11, 30)),
    ("earth day", Fixed(4, 22)),
    ("anzac day", Fixed(4, 25)),
    ("anzac", Fixed(4, 25)),
    ("australia day", Fixed(1, 26)),
    ("republic day", Fixed(1, 26)),
    ("mlk day", Nth(1, 3, Monday)),
    ("martin luther king day", Nth(1, 3, Monday)),
    ("super bowl sunday", Nth(2, 2, Sunday)),
    ("super bowl", Nth(2, 2, Sunday)),
    ("superbowl", Nth(2, 2, Sunday)),
    ("president day", Nth(2, 3, Monday)),
    ("tax day", Fixed(4, 15)),
    ("cinco de mayo", Fixed(5, 5)),
    ("memorial day", Nth(5, -1, Monday)),
    ("juneteenth", Fixed(6, 19)),
    ("canada day", Fixed(7, 1)),
    ("fourth july", Fixed(7, 4)),
    ("columbus day", Nth(10, 2, Monday)),
    ("indigenous people day", Nth(10, 2, Monday)),
    ("halloween", Fixed(10, 31)),
    ("bonfire night", Fixed(11, 5)),
    ("guy fawkes", Fixed(11, 5)),
    ("veteran day", Fixed(11, 11)),
    ("armistice day", Fixed(11, 11)),
    ("remembrance day", Fixed(11, 11)),
    ("remembrance sunday", Nth(11, 2, Sunday)),
    ("election day", ElectionDay),
    ("thanksgiving", Thanksgiving(0)),
    ("turkey day", Thanksgiving(0)),
    ("black friday", Thanksgiving(1)),
    ("small business saturday", Thanksgiving(2)),
    ("cyber monday", Thanksgiving(4)),
    ("giving tuesday", Thanksgiving(5)),
    ("may day", Fixed(5, 1)),
    ("mardi gras", Easter(-47)),
    ("shrove tuesday", Easter(-47)),
    ("pancake day", Easter(-47)),
    ("ash wednesday", Easter(-46)),
    ("palm sunday", Easter(-7)),
    ("good friday", Easter(-2)),
    ("easter saturday", Easter(-1)),
    ("easter monday", Easter(1)),
    ("easter", Easter(0)),
    ("ascension day", Easter(39)),
    ("whit sunday", Easter(49)),
    ("whitsun", Easter(49)),
    ("pentecost", Easter(49)),
    ("corpus christi", Easter(60)),
    ("melbourne cup day", Nth(11, 1, Tuesday)),
    ("melbourne cup", Nth(11, 1, Tuesday)),
    ("cup day", Nth(11, 1, Tuesday)),
    ("grand final day", Nth(9, -1, Saturday)),
    ("king birthday", Nth(6, 2, Monday)),
    ("queen birthday", Nth(6, 2, Monday)),
    ("august bank holiday", Nth(8, -1, Monday)),
    ("spring bank holiday", Nth(5, -1, Monday)),
    ("may bank holiday", Nth(5, 1, Monday)),
    ("gandhi jayanti", Fixed(10, 2)),
    ("lohri", Fixed(1, 13)),
    ("makar sankranti", Fixed(1, 14)),
    ("sankranti", Fixed(1, 14)),
    ("pongal", Fixed(1, 14)),
    ("baisakhi", Fixed(4, 13)),
    ("vaisakhi", Fixed(4, 13)),
    ("vishu", Fixed(4, 14)),
    ("holi", Holi),
    ("dussehra", Diwali(-19)),
    ("dasara", Diwali(-19)),
    ("dussera", Diwali(-19)),
    ("vijayadashami", Diwali(-19)),
    ("dhanteras", Diwali(-2)),
    ("diwali", Diwali(0)),
    ("deepavali", Diwali(0)),
    ("divali", Diwali(0)),
    ("deewali", Diwali(0)),
    ("bhai dooj", Diwali(2)),
    ("chhath", Diwali(6)),
    ("chhath puja", Diwali(6)),
    ("muharram", Islamic(1, 1)),
    ("eid al fitr", Islamic(10, 1)),
    ("eid ul fitr", Islamic(10, 1)),
    ("eid al adha", Islamic(12, 10)),
    ("eid ul adha", Islamic(12, 10)),
    ("bakrid", Islamic(12, 10)),
    ("bakra eid", Islamic(12, 10)),
    ("eid", Islamic(10, 1)),
    ("chinese new year", LunarNewYear),
    ("lunar new year", LunarNewYear),
];

/// Names that mean other days in other countries.
const LOCAL: &[(&str, Locale, Rule)] = &[
    ("mother day", Locale::EnGb, Easter(-21)),
    ("mothering sunday", Locale::EnGb, Easter(-21)),
    ("mother day", Locale::EnUs, Nth(5, 2, Sunday)),
    ("mother day", Locale::EnAu, Nth(5, 2, Sunday)),
    ("mother day", Locale::EnIn, Nth(5, 2, Sunday)),
    ("father day", Locale::EnAu, Nth(9, 1, Sunday)),
    ("father day", Locale::EnUs, Nth(6, 3, Sunday)),
    ("father day", Locale::EnGb, Nth(6, 3, Sunday)),
    ("father day", Locale::EnIn, Nth(6, 3, Sunday)),
    ("labor day", Locale::EnUs, Nth(9, 1, Monday)),
    ("labour day", Locale::EnUs, Nth(9, 1, Monday)),
    ("labor day", Locale::EnGb, Nth(5, 1, Monday)),
    ("labour day", Locale::EnGb, Nth(5, 1, Monday)),
    ("labor day", Locale::EnAu, Nth(10, 1, Monday)),
    ("labour day", Locale::EnAu, Nth(10, 1, Monday)),
    ("labor day", Locale::EnIn, Fixed(5, 1)),
    ("labour day", Locale::EnIn, Fixed(5, 1)),
    ("independence day", Locale::EnUs, Fixed(7, 4)),
    ("independence day", Locale::EnGb, Fixed(7, 4)),
    ("independence day", Locale::EnAu, Fixed(7, 4)),
    ("independence day", Locale::EnIn, Fixed(8, 15)),
];

/// Periods with a name: first and last day by the Islamic or the Christian calendar.
const PERIODS: &[(&str, (Rule, Rule))] = &[
    ("ramadan", (Islamic(9, 1), Islamic(9, 30))),
    ("ramzan", (Islamic(9, 1), Islamic(9, 30))),
    ("navratri", (Diwali(-28), Diwali(-20))),
    ("navaratri", (Diwali(-28), Diwali(-20))),
    ("durga puja", (Diwali(-24), Diwali(-19))),
    ("pujas", (Diwali(-24), Diwali(-19))),
    ("golden week", (Fixed(4, 29), Fixed(5, 5))),
];

/// A named day or period that starts at a word: its name's end and its days in a year.
pub(in crate::signals) struct Named {
    rules: (Rule, Rule),
    /// Index after its last word.
    pub(in crate::signals) end: usize,
}

impl Named {
    /// Its days in a year.
    pub(in crate::signals) fn in_year(&self, year: i16) -> Option<Interval> {
        Some(Interval {
            first: day(self.rules.0, year)?,
            last: day(self.rules.1, year)?,
        })
    }
}

/// A name in one of the lists.
struct Listed {
    name: &'static str,
    /// Where it means this; nothing if everywhere.
    place: Option<Locale>,
    rules: (Rule, Rule),
}

/// The names that start with a word, as nearly no word starts any.
static BY_FIRST_WORD: LazyLock<DigestMap<Vec<Listed>>> = LazyLock::new(|| {
    let listed = |name, place, rules| Listed { name, place, rules };
    let everywhere = EVERYWHERE
        .iter()
        .map(|&(name, rule)| listed(name, None, (rule, rule)));
    let local = LOCAL
        .iter()
        .map(|&(name, place, rule)| listed(name, Some(place), (rule, rule)));
    let periods = PERIODS
        .iter()
        .map(|&(name, rules)| listed(name, None, rules));
    let mut by_first_word: BTreeMap<u32, Vec<Listed>> = BTreeMap::new();
    for listed in everywhere.chain(local).chain(periods) {
        let first = listed.name.split(' ').next().unwrap_or_default();
        by_first_word.entry(digest(first)).or_default().push(listed);
    }
    by_first_word.into_iter().collect()
});

/// The longest name that starts at word `at`.
pub(in crate::signals) fn find(tokens: &Tokens, at: usize, locale: Locale) -> Option<Named> {
    let names = &*BY_FIRST_WORD;
    let as_is = names.get(tokens.digest(at));
    let singular = tokens.word(at).strip_suffix('s');
    let of_singular = singular.and_then(|word| names.get(digest(word)));
    of_singular
        .into_iter()
        .chain(as_is)
        .flatten()
        .filter(|listed| listed.place.is_none_or(|place| place == locale))
        .filter_map(|listed| {
            let end = matched(tokens, at, listed.name)?;
            let rules = listed.rules;
            Some(Named { rules, end })
        })
        .max_by_key(|named| named.end)
}

/// The end of a name, if it starts here.
fn matched(tokens: &Tokens, at: usize, name: &str) -> Option<usize> {
    let mut at = at;
    for part in name.split(' ') {
        let word = tokens.word(at);
        if word != part && word.strip_suffix('s') != Some(part) {
            return None;
        }
        at += 1;
        // "Valentine's Day", "the fourth of July".
        let skipped = matches!(tokens.word(at), "'s" | "of") && !name.ends_with(part);
        at += usize::from(skipped);
    }
    Some(at)
}

fn day(rule: Rule, year: i16) -> Option<Date> {
    let nth = |month, nth, weekday| {
        let first = date(year, month, 1)?;
        first.nth_weekday_of_month(nth, weekday).ok()
    };
    match rule {
        Fixed(month, day) => date(year, month, day),
        Nth(month, number, weekday) => nth(month, number, weekday),
        Thanksgiving(days) => nth(11, 4, Thursday).map(|d| add_days(d, days)),
        Easter(days) => easter(year).map(|d| add_days(d, days)),
        Diwali(days) => diwali(year).map(|d| add_days(d, days)),
        Holi => holi(year),
        Islamic(month, day) => islamic(year, month, day),
        LunarNewYear => lunar_new_year(year),
        ElectionDay => nth(11, 1, Monday).map(|d| add_days(d, 1)),
    }
}

/// Easter Sunday by the anonymous Gregorian algorithm.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    let m = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
    date(year, (m / 31) as i8, (m % 31 + 1) as i8)
}

/// Diwali: the evening of the first new moon after the sun enters Libra.
fn diwali(year: i16) -> Option<Date> {
    /// The moonless night is this one if the moon turns after dusk, in days from midnight.
    const DUSK: f64 = 0.77;
    moon_after(date(year, 10, 17)?, 0.0, INDIA).map(|(day, hour)| {
        let earlier = hour < DUSK;
        add_days(day, -i32::from(earlier))
    })
}

/// Holi: the day that begins under the full moon of Phalguna.
fn holi(year: i16) -> Option<Date> {
    /// A moon full after this is seen full the night after, in days from midnight.
    const AFTERNOON: f64 = 0.69;
    moon_after(date(year, 2, 27)?, 0.5, INDIA)
        .map(|(day, hour)| add_days(day, i32::from(hour > AFTERNOON)))
}

/// The new moon between 21 January and 20 February, in Beijing.
fn lunar_new_year(year: i16) -> Option<Date> {
    moon_after(date(year, 1, 21)?, 0.0, 8.0 / 24.0).map(|(day, _)| day)
}

/// India's clock, in days ahead of Greenwich.
const INDIA: f64 = 5.5 / 24.0;

/// The first new (`phase` 0) or full (0.5) moon from a day on: its day and the part of the day,
/// good to half an hour. After Meeus, *Astronomical Algorithms*, the greatest four terms.
fn moon_after(from: Date, phase: f64, ahead: f64) -> Option<(Date, f64)> {
    const MONTH: f64 = 29.530_588_861;
    let epoch = date(2000, 1, 6)?;
    let days = f64::from((from - epoch).get_days());
    let mut k = (days / MONTH).floor() - 1.0 + phase;
    for _ in 0..4 {
        let rad = |degrees: f64| degrees.to_radians();
        let sun = rad(2.5534 + 29.105_356_7 * k).sin();
        let moon = rad(201.5643 + 385.816_935_28 * k);
        let node = rad(160.7108 + 390.670_502_84 * k);
        let turn = -0.4072 * moon.sin()
            + 0.1724 * sun
            + 0.0161 * (2.0 * moon).sin()
            + 0.0104 * (2.0 * node).sin();
        // 2000-01-06 14:20 in days after that midnight.
        let at = 0.597_66 + MONTH * k + turn + ahead;
        if at >= days {
            return Some((add_days(epoch, at.floor() as i32), at - at.floor()));
        }
        k += 1.0;
    }
    None
}

/// A day of the Islamic calendar by its arithmetical form; the sighted moon may differ by a day.
fn islamic(year: i16, month: i32, day: i32) -> Option<Date> {
    let start = date(year, 1, 1)?;
    // 1 Muharram 1447 was 27 June 2025 by the arithmetical calendar.
    let anchor = date(2025, 6, 27)?;
    let of = |islamic_year: i32| {
        let years = i64::from(islamic_year - 1447);
        let leap_days = |y: i64| (11 * y + 3).div_euclid(30);
        let to_year = years * 354 + leap_days(years + 1446) - leap_days(1446);
        let in_year = (59 * (month - 1) + 1) / 2 + day - 1;
        add_days(anchor, i32::try_from(to_year).unwrap_or(0) + in_year)
    };
    let guess = 1447 + (i32::from(year) - 2025) * 33 / 32;
    (guess - 2..=guess + 2).map(of).find(|d| *d >= start)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::find;
    use crate::signals::{Locale, tokens::Tokens};

    #[track_caller]
    fn check(name: &str, locale: Locale, (year, month, day): (i16, i8, i8)) {
        let named = find(&Tokens::read(name), 0, locale).and_then(|n| n.in_year(year));
        assert_eq!(
            named.map(|n| n.first),
            Some(date(year, month, day)),
            "{name} {year}"
        );
    }

    #[test]
    fn days_move_by_their_rules() {
        use Locale::{EnAu, EnGb, EnIn, EnUs};
        check("Easter", EnUs, (2026, 4, 5));
        check("Presidents' Day", EnUs, (2027, 2, 15));
        check("Mother's Day", EnUs, (2026, 5, 10));
        check("Mother's Day", EnGb, (2026, 3, 15));
        check("Independence Day", EnIn, (2026, 8, 15));
        check("Melbourne Cup Day", EnAu, (2026, 11, 3));
        check("Cyber Monday", EnUs, (2026, 11, 30));
        check(
            "the Good Friday".trim_start_matches("the "),
            EnGb,
            (2026, 4, 3),
        );
    }

    #[test]
    fn moons_agree_with_the_gazettes() {
        for day in [
            (2025, 10, 20),
            (2026, 11, 8),
            (2027, 10, 29),
            (2028, 10, 17),
            (2029, 11, 5),
            (2030, 10, 26),
        ] {
            check("Diwali", Locale::EnIn, day);
        }
        for day in [
            (2025, 3, 14),
            (2026, 3, 4),
            (2027, 3, 22),
            (2028, 3, 11),
            (2029, 3, 1),
        ] {
            check("Holi", Locale::EnIn, day);
        }
        for day in [(2025, 1, 29), (2026, 2, 17), (2027, 2, 6), (2028, 1, 26)] {
            check("Chinese New Year", Locale::EnUs, day);
        }
        check("Ramadan", Locale::EnGb, (2026, 2, 18));
        check("Eid", Locale::EnGb, (2026, 3, 20));
    }
}
