//! Numbers as people say them.

use super::{OPENERS, digits, idiom, read, words};
use crate::signals::tokens::Tokens;

#[test]
fn numbers_begin_with_openers() {
    let families = include_str!("../../model/families.txt");
    for word in families.split_whitespace() {
        for rest in [
            "",
            "five",
            "hundred",
            "a million",
            "tea five",
            "teen",
            "and ten",
            "people",
        ] {
            let tokens = Tokens::read(&format!("{word} {rest}"));
            let is_number = idiom(&tokens, 0).or(words(&tokens, 0)).is_some();
            let opens = OPENERS.holds(&tokens, 0);
            assert!(opens || !is_number, "{word} {rest}");
            assert!(!opens || digits(&tokens, 0).is_none(), "{word}");
        }
    }
}

#[test]
fn numbers_as_people_say_them() {
    for (said, value, words) in [
        ("eighty five", 85.0, 2),
        ("one twenty", 120.0, 2),
        ("two hundred and ten employees", 210.0, 4),
        ("forty five hundred", 4500.0, 3),
        ("twenty two thousand five hundred a month", 22_500.0, 5),
        ("a hundred and eighty grand", 180_000.0, 5),
        ("a hundred and ten thousand", 110_000.0, 5),
        ("two thousand eight hundred", 2800.0, 4),
        ("two million", 2e6, 2),
        ("half a million", 5e5, 3),
        ("a quarter million", 250_000.0, 3),
        ("couple hundred", 200.0, 2),
        ("a couple of dozen", 24.0, 4),
        ("a couple of helpers", 2.0, 3),
        ("three and a half thousand", 3500.0, 5),
        ("one and half lakh", 150_000.0, 4),
        ("eight and a half left", 8.5, 4),
        ("50 k", 50_000.0, 2),
        ("1.2 crore", 12e6, 2),
        ("5,200 students", 5200.0, 1),
        ("twenty twenty eight", 2028.0, 3),
        ("thirty forty", 30.0, 1),
        ("three three fifty", 3.0, 1),
        ("sixteen seventeen hundred", 16.0, 1),
        ("fore tea five people", 45.0, 3),
        ("won hundred fifty", 150.0, 3),
        ("ate thousand", 8000.0, 2),
        ("one thirty four on rolls", 134.0, 3),
        ("one hundred eighteen", 118.0, 3),
        ("twelve hundred", 1200.0, 2),
        ("nine thousand six for the lot", 9600.0, 3),
        ("thousand and forty a month", 1040.0, 3),
        ("seven teen hundred", 1700.0, 3),
        ("thirty too hundred", 3200.0, 3),
        ("five thousand and six", 5006.0, 4),
        ("three hundred and three forty", 300.0, 2),
        ("three hundred three forty", 300.0, 2),
        ("sixteen hundred two thousand", 1600.0, 2),
        ("thirty six fifty a month", 3650.0, 3),
        ("forty four fifty people", 44.0, 2),
        ("three lack sixty for it", 360_000.0, 3),
        ("one point eight lakh", 180_000.0, 4),
        ("tenner a week", 10.0, 1),
        ("four and a quarter thousand", 4250.0, 5),
        ("half a dozen", 6.0, 3),
        ("half million", 5e5, 2),
        ("sixty thou", 60_000.0, 2),
        ("one oh six", 106.0, 3),
        ("one eight oh on the form", 180.0, 3),
        ("seventeen fifty", 1750.0, 2),
        ("eighteen seventy five installed", 1875.0, 3),
        ("thirty eight ninety nine", 3899.0, 4),
        ("three fifty four hundred", 350.0, 2),
        ("fifteen twenty", 15.0, 1),
        ("twelve fifteen people", 12.0, 1),
        ("twenty five thirty", 25.0, 2),
        ("a buck a door", 1.0, 1),
    ] {
        let number = read(&Tokens::read(said), 0).map(|n| (n.value, n.end));
        assert_eq!(number, Some((value, words)), "{said}");
    }
}

#[test]
fn what_is_no_number() {
    for said in [
        "for weeks",
        "half a day",
        "3:30",
        "ate lunch",
        "a day",
        "+1 555 201 0144",
        "a pound of flesh",
        "hundred percent",
    ] {
        assert_eq!(read(&Tokens::read(said), 0), None, "{said}");
    }
}
