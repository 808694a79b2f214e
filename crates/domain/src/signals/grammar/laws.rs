//! What the grammars owe any words: no panic, ranges that lie in the text, lower ends below upper
//! ones, dates of this century, and every number read back as it was said.

use jiff::civil::date;
use proptest::prelude::*;

use super::{head_count::head_count, money, number, quantity, timeframe};
use crate::signals::{Locale, Period, Setting, tokens::Tokens};

/// Words that numbers, prices and dates are made of, and some that part them.
const WORDS: &str = "zero one two three five ten eleven nineteen twenty forty ninety hundred thousand k grand \
    million lakh crore dozen couple few half quarter a an the and or to between from up under over at \
    least most around about point fifth first 31st 29 1,200 1.5 $ $50k £ 007 99999999999999999999 3:30 2026 \
    1999 dollars quid bucks rupees percent per seat month monthly year yearly people staff of us team \
    twenties figures five-figure mid low by before after until within in next last this end start middle \
    early late q 1 2 4 quarter week weeks fortnight days tomorrow monday friday january february june \
    december christmas easter summer fiscal financial year's new not , . ? - ago now later since hence \
    sorry no actually";

fn said() -> impl Strategy<Value = String> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let sentence = prop::collection::vec(prop::sample::select(words), 0..16);
    prop_oneof![
        8 => sentence.prop_map(|words| words.join(" ")),
        1 => any::<String>(),
    ]
}

fn setting() -> impl Strategy<Value = Setting> {
    let locales = [Locale::EnUs, Locale::EnGb, Locale::EnAu, Locale::EnIn];
    // Every day of four years, the leap day among them.
    (prop::sample::select(locales.to_vec()), 0..1461_i32).prop_map(|(locale, days)| {
        let day = date(2024, 1, 1).saturating_add(jiff::Span::new().days(days));
        Setting::new(day, locale)
    })
}

/// Numbers of every length.
fn number() -> impl Strategy<Value = u64> {
    (0..8_u32).prop_flat_map(|digits| 0..10_u64.pow(digits + 1))
}

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

/// A number as it is said; `and` joins what is less than a hundred to what is more.
fn spelled(number: u64, and: &str) -> String {
    let place = usize::try_from(number).unwrap();
    let (name, scale) = match number {
        0..20 => return ONES[place].to_owned(),
        20..100 if place % 10 == 0 => return TENS[place / 10].to_owned(),
        20..100 => return format!("{} {}", TENS[place / 10], ONES[place % 10]),
        100..1_000 => ("hundred", 100),
        1_000..1_000_000 => ("thousand", 1_000),
        _ => ("million", 1_000_000),
    };
    let head = format!("{} {name}", spelled(number / scale, and));
    match number % scale {
        0 => head,
        rest @ 1..100 => format!("{head} {and}{}", spelled(rest, and)),
        rest => format!("{head} {}", spelled(rest, and)),
    }
}

/// "Seven thousand one" is 7,100; who means 7,001 says "and".
fn is_said_without_and(number: u64) -> bool {
    let (thousands, millions) = (number % 1_000, number % 1_000_000);
    number < 1_000 || !(1..10).contains(&thousands) && !(1..10).contains(&(millions / 1_000))
}

/// A number with its digits in groups of three.
fn grouped(number: u64) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", grouped(number / 1_000), number % 1_000),
    }
}

#[track_caller]
fn reads_as(text: &str, expected: u64) {
    let tokens = Tokens::read(text);
    let read = number::read(&tokens, 0);
    let read = read.map(|number| (number.value, number.end));
    assert_eq!(read, Some((expected as f64, tokens.len())), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_number_in_words_reads_back(number in number()) {
        if is_said_without_and(number) {
            reads_as(&spelled(number, ""), number);
        }
        reads_as(&spelled(number, "and "), number);
    }

    #[test]
    fn a_number_in_digits_reads_back(number in number()) {
        reads_as(&number.to_string(), number);
        reads_as(&grouped(number), number);
    }

    #[test]
    fn a_price_in_words_reads_back(number in 1..9_000_000_u64) {
        let setting = Setting::new(date(2026, 3, 4), Locale::EnUs);
        for text in [
            format!("{} dollars a month", spelled(number, "and ")),
            format!("{} dollars a month", grouped(number)),
            format!("${number} a month"),
        ] {
            let tokens = Tokens::read(&text);
            let quantities = quantity::read_all(&tokens);
            prop_assert_eq!(quantities.len(), 1, "{}", text);
            let amount = money::read(&tokens, quantities[0], &setting).amount(&setting);
            let units = |cents: Option<crate::signals::Cents>| cents.map(|it| it.in_units());
            let read = (units(amount.min), units(amount.max), amount.period);
            prop_assert_eq!(read, (Some(number as f64), Some(number as f64), Period::Month), "{}", text);
            prop_assert_eq!(amount.currency, "USD");
        }
    }

    #[test]
    fn quantities_lie_in_the_text_and_are_in_order((text, setting) in (said(), setting())) {
        let tokens = Tokens::read(&text);
        let mut last_end = 0;
        for quantity in quantity::read_all(&tokens) {
            prop_assert!(quantity.start <= quantity.number, "{quantity:?}");
            prop_assert!(last_end <= quantity.number, "{quantity:?}");
            prop_assert!(quantity.number < quantity.end && quantity.end <= tokens.len());
            last_end = quantity.end;
            for end in [quantity.min, quantity.max].into_iter().flatten() {
                prop_assert!(end.is_finite() && end >= 0.0, "{quantity:?}");
            }
            if let (Some(min), Some(max)) = (quantity.min, quantity.max) {
                prop_assert!(min <= max, "{text}: {quantity:?}");
            }
            let money = money::read(&tokens, quantity, &setting);
            prop_assert!(money.start <= money.end && money.end <= tokens.len(), "{money:?}");
            let amount = money.amount(&setting);
            if let (Some(min), Some(max)) = (amount.min, amount.max) {
                prop_assert!(min <= max, "{text}: {amount:?}");
            }
            if let Some(people) = head_count(&quantity) {
                let (min, max) = (people.min.unwrap_or(1), people.max.unwrap_or(u64::MAX));
                prop_assert!(1 <= min && min <= max, "{text}: {people:?}");
            }
        }
    }

    #[test]
    fn times_lie_in_the_text_and_end_after_they_begin((text, setting) in (said(), setting())) {
        let tokens = Tokens::read(&text);
        for time in timeframe::read_all(&tokens, &setting) {
            prop_assert!(time.start < time.end && time.end <= tokens.len(), "{text}: {time:?}");
            let Some(frame) = &time.frame else { continue };
            if let (Some(start), Some(end)) = (frame.start, frame.end) {
                prop_assert!(start <= end, "{}, {text}: {frame:?}", setting.call_date);
            }
            for day in [frame.start, frame.end].into_iter().flatten() {
                let years = i32::from(day.year()) - i32::from(setting.call_date.year());
                prop_assert!((-30..=130).contains(&years), "{}, {text}: {frame:?}", setting.call_date);
            }
        }
    }
}
