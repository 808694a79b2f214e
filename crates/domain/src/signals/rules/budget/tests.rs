//! What the budget rules hear in whole conversations.

use jiff::civil::date;

use crate::{
    calls::Speaker,
    signals::{
        Listener, Locale, Setting, SignalKind::Budget, SignalState, SignalState::*, SignalValue,
        Utterance,
    },
    time::Timestamp,
};

/// What stands after a conversation of alternating turns that the agent opens.
fn hear(turns: &str) -> (SignalState, String) {
    // The rules alone: what the table makes of them is judged over whole corpora.
    let setting = Setting::new(date(2026, 3, 4), Locale::EnUs);
    let mut listener = Listener::weighing(setting, None);
    for (turn, text) in (0_u32..).zip(turns.split('|')) {
        let speaker = if turn % 2 == 0 {
            Speaker::Agent
        } else {
            Speaker::Prospect
        };
        listener.hear(Utterance {
            turn,
            speaker,
            text,
            at: Timestamp(i64::from(turn)),
        });
    }
    let standing = listener.signals().get(Budget);
    let value = match standing.and_then(|standing| standing.value.as_ref()) {
        Some(SignalValue::Amount(amount)) => format!(
            "{}-{} {} {:?}",
            amount.min.map_or(String::new(), |min| min.to_string()),
            amount.max.map_or(String::new(), |max| max.to_string()),
            amount.currency,
            amount.period
        ),
        _ => String::new(),
    };
    (listener.signals().state(Budget), value)
}

#[test]
fn amounts_are_heard_in_full() {
    for (turns, expected) in [
        // Cents, by coin, by piece and by price tag.
        (
            "what are you hoping to spend|two dollars forty a unit",
            "2.40-2.40 USD UnitTotal",
        ),
        (
            "what were you thinking per guest|twelve fifty",
            "12.50-12.50 USD UnitTotal",
        ),
        (
            "what's the budget for the trucks|twenty two fifty a truck",
            "2250-2250 USD UnitTotal",
        ),
        (
            "it's twelve ninety nine a month per line|that's fine",
            "12.99-12.99 USD UnitMonth",
        ),
        (
            "we charge $4.50 a box|four fifty a box is fine",
            "4.50-4.50 USD UnitTotal",
        ),
        // What it covers, from the question, from later turns and from the same breath.
        (
            "what would you pay per driver|call it forty five a month",
            "45-45 USD UnitMonth",
        ),
        (
            "what could you put toward it|nine hundred|a month|yeah monthly",
            "900-900 USD Month",
        ),
        (
            "what could you put toward it|nine hundred|per location|right",
            "900-900 USD UnitTotal",
        ),
        (
            "what's the budget|forty thousand|once|every year",
            "40000-40000 USD Year",
        ),
        (
            "per vehicle what you will pay for gps|three hundred i mean per vehicle per month",
            "300-300 USD UnitMonth",
        ),
        (
            "what's your annual budget for this|sixty thousand",
            "60000-60000 USD Year",
        ),
        // Hundreds and thousands left out.
        (
            "i'm guessing around twelve hundred a month|no it's closer to sixteen",
            "1600-1600 USD Month",
        ),
        (
            "what would you go to for the cars|six hundred no six fifty",
            "650-650 USD Total",
        ),
        (
            "what's your price range on the house|four ten to four forty",
            "410000-440000 USD Total",
        ),
        (
            "you'd said one thousand eight hundred|no should be one eight oh",
            "180-180 USD Total",
        ),
        // Ranges and bounds.
        (
            "what's set aside|forty eight thousand but i'd love to land at forty",
            "40000-48000 USD Total",
        ),
        (
            "what's in the budget|north of ten thousand but not a nickel over fifteen",
            "10000-15000 USD Total",
        ),
        (
            "what's the budget|fifty thousand i could stretch to sixty",
            "50000-60000 USD Total",
        ),
        (
            "what's your budget|twenty thousand give or take a couple thousand",
            "20000-20000 USD Total",
        ),
        // Repaired and renewed.
        (
            "what's your budget|thirty make that thirty five",
            "35000-35000 USD Total",
        ),
        (
            "what's the number|eighteen thousand a year|got it|actually my boss trimmed that to fifteen",
            "15000-15000 USD Year",
        ),
        // Accepted and haggled.
        (
            "is eighteen thousand doable|yeah that's doable",
            "18000-18000 USD Total",
        ),
        (
            "is thirty dollars a box workable|thirty is fine",
            "30-30 USD UnitTotal",
        ),
        (
            "it comes to eighteen hundred a month|i'd do fifteen|sixteen|fine sixteen",
            "1600-1600 USD Month",
        ),
        (
            "price is forty thousand|thirty five final",
            "35000-35000 USD Total",
        ),
        // What is paid already is no floor; what is over is no amount.
        (
            "what's a comfortable number monthly|they charge me one ninety and i'd go up to two twenty",
            "-220 USD Month",
        ),
        (
            "what's in the budget for it|we can do two fifty a week it was two hundred a week",
            "250-250 USD Week",
        ),
        // Written digits are thousands as spoken ones are, unless a price beside them is not.
        (
            "what's the budget for the fence|I've got 12.",
            "12000-12000 USD Total",
        ),
        (
            "is there a budget|we pay $24 a head monthly and i'd go up to 30",
            "-30 USD UnitMonth",
        ),
        (
            "has anything been approved|they approved 30,000 dollars one time for training",
            "30000-30000 USD Total",
        ),
        // Ceilings, periods and pieces.
        (
            "what did they put aside|per driver they have allowed fifty dollars a month",
            "50-50 USD UnitMonth",
        ),
        (
            "and is there money|they put nine thousand dollars on my line for next year",
            "9000-9000 USD Year",
        ),
        (
            "it'd be $60 a van a month. does that work|i could do 55 dollars per van",
            "55-55 USD UnitMonth",
        ),
        (
            "clinics put around 2,000 a month into it. is that where you'd be|cut that in half",
            "1000-1000 USD Month",
        ),
        // A counter-offer takes no price, and money at hand is money whatever was asked.
        (
            "at that size it'd run about 640 a month|it wouldn't but all right i could stretch to 590",
            "-590 USD Month",
        ),
        (
            "so is it your call|it is and we have forty two thousand for the two lifts",
            "42000-42000 USD Total",
        ),
        // Put forward with any verb, and answered to any question for a figure.
        (
            "so where are we|i could scrape together nine hundred bucks",
            "900-900 USD Total",
        ),
        (
            "what did you all land on|sixty thousand",
            "60000-60000 USD Total",
        ),
    ] {
        assert_eq!(hear(turns), (Positive, expected.to_owned()), "{turns}");
    }
}

#[test]
fn other_money_is_no_budget() {
    for turns in [
        "what kind of cat|she's twenty two pounds the vet says",
        "who do you bank with|i could save nine hundred bucks elsewhere",
        "what did the old system set you back|fifteen thousand",
        "where's the funding up to|we've put in for eighty thousand but nobody's told us yes",
    ] {
        assert_eq!(hear(turns).0, Unknown, "{turns}");
    }
}

#[test]
fn no_money_is_said_in_anybodys_words() {
    for turns in [
        "could you spare a tenner a week|can't spare a fiver honestly",
        "would you be able to cover the deposit|we couldn't cover a cup of coffee",
        "would there be any coin for it|we're flat broke until next season",
        "is the project financially approved|not yet approved no money has been given",
        "got a budget for it|yeah no no budget",
        "what could you put down|five thousand|okay|no you know what that's gone the hood ate it",
    ] {
        assert_eq!(hear(turns).0, Negative, "{turns}");
    }
}
