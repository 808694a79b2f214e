//! What the company size rules hear in whole conversations.

use jiff::civil::date;

use crate::{
    calls::Speaker,
    signals::{Listener, Locale, Setting, SignalKind::CompanySize, SignalValue, Utterance},
    time::Timestamp,
};

/// The head count that stands after a conversation of alternating turns that the agent opens.
fn hear(turns: &str) -> Option<(u64, u64)> {
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
    match listener.signals().get(CompanySize)?.value.as_ref()? {
        SignalValue::HeadCount(count) => Some((count.min.unwrap_or(0), count.max.unwrap_or(0))),
        _ => None,
    }
}

#[test]
fn the_whole_is_counted() {
    for (turns, people) in [
        (
            "how many employees|twenty full time six part time so twenty six",
            Some((26, 26)),
        ),
        (
            "people at the firm|thirty attorneys and thirty five support staff so sixty five",
            Some((65, 65)),
        ),
        (
            "how many staff|six of us plus two apprentices",
            Some((8, 8)),
        ),
        (
            "how many work there|my sister me and four gals",
            Some((6, 6)),
        ),
        ("how many have you got|half a dozen", Some((6, 6))),
        ("headcount|one oh six", Some((106, 106))),
        (
            "how many employees|nine here but corporate has about four thousand",
            Some((4000, 4000)),
        ),
        (
            "how many employees|our clinic's twelve but the company that owns us is eight hundred",
            Some((800, 800)),
        ),
        (
            "how many employees|thirty w two employees and some ten ninety nines",
            Some((30, 30)),
        ),
        (
            "how many staff do you have|just shy of 700. students, about 9000",
            Some((700, 700)),
        ),
        (
            "how many heads|in winter ninety but today it's fifty three",
            Some((53, 53)),
        ),
        (
            "how many employees|ninety three|got it|wait that was before the layoffs seventy seven",
            Some((77, 77)),
        ),
        ("so about fifty people|yeah about that", Some((50, 50))),
        (
            "how many staff|anything from fifteen in winter to thirty in summer",
            Some((15, 30)),
        ),
        (
            "how many seats|eight seats out of a staff of fifty three",
            Some((53, 53)),
        ),
        // The whole is asked for again.
        (
            "how many people have you got|fifteen on the vans|right and the firm as a whole|about ninety",
            Some((90, 90)),
        ),
        (
            "how many work there|twelve|and the depot|three at the depot so fifteen is the whole of it",
            Some((15, 15)),
        ),
        ("drivers and staff how many sir|nineteen", Some((19, 19))),
        (
            "i'm guessing you're a three person outfit|wrong. fourteen",
            Some((14, 14)),
        ),
        // A number that closes a list takes in those who were not counted.
        (
            "and how many staff|we have 8 in the stables, me, and mrs oakes in the kitchen. 10",
            Some((10, 10)),
        ),
        (
            "how many on the books|23, counting three apprentices",
            Some((23, 23)),
        ),
        (
            "how many are you|a dozen. let me think yes 12",
            Some((12, 12)),
        ),
        (
            "how many of you there|thirty and four thirty four",
            Some((34, 34)),
        ),
        (
            "how many staff|year round nine it goes to twenty in may",
            Some((9, 9)),
        ),
        (
            "how many on staff|eighteen five of them named smith",
            Some((18, 18)),
        ),
        (
            "how many work there|in the thirties. 36 i'd put",
            Some((36, 36)),
        ),
        (
            "how many have you|seventy on our own payroll and another thirty from the agency",
            Some((70, 70)),
        ),
        (
            "how big's the staff|the office is nine and the yard is eleven so whatever that is",
            Some((20, 20)),
        ),
        ("how many people work there|on nights, forty", None),
        ("how big a shed|thirty by fifteen", None),
        ("how many people in the family|six of us", None),
        ("how many people on the night shift|eighteen", None),
        (
            "how big is the town|four thousand people and one stoplight",
            None,
        ),
        (
            "your competitor uses us|they've got five hundred staff",
            None,
        ),
        (
            "who do you sell to|companies with fifty to two hundred employees",
            None,
        ),
    ] {
        assert_eq!(hear(turns), people, "{turns}");
    }
}
