//! Whole conversations, as a salesperson would retell them: what stands at the end, and why.

use midcall_domain::{
    calls::Speaker,
    signals::{Claim, Listener, Locale, Rubric, Setting, SignalKind, SignalValue, Utterance},
    time::Timestamp,
};

const A: Speaker = Speaker::Agent;
const P: Speaker = Speaker::Prospect;

/// Plays a call; one turn per change of speaker, as the platform numbers them.
fn play(locale: Locale, lines: &[(Speaker, &str)]) -> (Listener, Vec<Claim>) {
    let setting = Setting::new(jiff::civil::date(2026, 11, 19), locale);
    let mut listener = Listener::new(setting);
    let mut claims = Vec::new();
    let mut turn = 0;
    for (index, &(speaker, text)) in lines.iter().enumerate() {
        if index > 0 && lines[index - 1].0 != speaker {
            turn += 1;
        }
        claims.extend(listener.hear(Utterance {
            turn,
            speaker,
            text,
            at: Timestamp(index as i64 * 1000),
        }));
    }
    (listener, claims)
}

/// One line per signal that stands: `budget + 90000 USD total`.
fn standing(listener: &Listener) -> Vec<String> {
    let show = |value: &SignalValue| match value {
        SignalValue::Amount(a) => format!(
            "{}-{} {} {:?}",
            a.min.unwrap_or_default(),
            a.max.unwrap_or_default(),
            a.currency,
            a.period
        ),
        SignalValue::Timeframe(t) => format!("{:?}..{:?}", t.start, t.end).replace("None", ""),
        SignalValue::Decider(d) => d.decision_maker.clone().unwrap_or_default(),
        SignalValue::HeadCount(c) => format!("{}-{}", c.min.unwrap_or(0), c.max.unwrap_or(0)),
        SignalValue::Text(text) => text.clone(),
    };
    listener
        .signals()
        .0
        .iter()
        .map(|(kind, standing)| {
            let value = standing.value.as_ref().map(show).unwrap_or_default();
            format!("{} {:?} {value}", kind.as_str(), standing.state)
                .trim_end()
                .replace("Some(", "")
                .replace(')', "")
        })
        .collect()
}

#[track_caller]
fn check(lines: &[(Speaker, &str)], expected: &[&str]) {
    let (listener, _) = play(Locale::EnUs, lines);
    assert_eq!(standing(&listener), expected);
}

/// The same on a call that has begun already: first words are read as an opening.
#[track_caller]
fn check_later(lines: &[(Speaker, &str)], expected: &[&str]) {
    let opening = [(A, "Hi, this is Ava."), (P, "Hello.")];
    check(&[&opening, lines].concat(), expected);
}

#[test]
fn the_founding_story() {
    let said = [
        (
            A,
            "Hi, this is Nova. What can I tell you about our platform?",
        ),
        (P, "we're a 200-person team looking to deploy by end of Q2"),
        (A, "Got it."),
        (P, "our budget is around $50k for this project"),
    ];
    let points = |lines| {
        Rubric::default()
            .score(play(Locale::EnUs, lines).0.signals())
            .points
    };
    assert_eq!(points(&said[..2]), 25);
    assert_eq!(points(&said), 50);
    check(
        &said,
        &[
            "budget Positive 50000-50000 USD Total",
            "timeline Positive 2026-11-19..2027-06-30",
            "company_size Positive 200-200",
        ],
    );
}

#[test]
fn a_correction_and_a_second_decider() {
    let said = [
        (A, "Hi Marisol, this is Ava from Northlight Forecasting."),
        (A, "You asked about pricing on our site yesterday."),
        (A, "Is now an okay time?"),
        (P, "Uh, yeah, sure. I've got about five minutes."),
        (A, "Perfect, I'll be quick."),
        (A, "What made you start looking now?"),
        (
            P,
            "So we're still doing all our demand forecasting in spreadsheets,",
        ),
        (
            P,
            "and last quarter we over-ordered by, like, four hundred thousand dollars.",
        ),
        (A, "Ouch, that adds up."),
        (A, "Have you set money aside to fix it?"),
        (P, "Yeah, we've got around sixty thousand for this year,"),
        (P, "but anything over fifty needs our CFO to sign off."),
        (A, "Good to know, and besides your CFO who else"),
        (P, "Sorry, let me correct that."),
        (
            P,
            "It's ninety, not sixty. Ninety thousand including implementation.",
        ),
        (A, "Thanks for the correction."),
        (A, "Besides your CFO, who else weighs in?"),
        (
            P,
            "It's me and Derek Olsen, he's the CFO. I'm VP of Operations and I run the evaluation.",
        ),
        (A, "Makes sense. And when do you need this live?"),
        (
            P,
            "Before our spring peak, so signed by the end of January.",
        ),
        (
            A,
            "Great. Can I book thirty minutes with a specialist on Tuesday at two Eastern?",
        ),
        (P, "Yeah, Tuesday works. Use my work email."),
        (A, "You're booked for Tuesday at two Eastern."),
        (A, "Thanks, Marisol. Goodbye!"),
        (P, "Thanks, bye."),
    ];
    let (listener, claims) = play(Locale::EnUs, &said);
    assert_eq!(
        standing(&listener),
        [
            "budget Positive 90000-90000 USD Year",
            "authority Positive self, cfo",
            "need Positive",
            "timeline Positive 2026-11-19..2027-01-31",
        ]
    );
    let budgets: Vec<&str> = claims
        .iter()
        .filter(|claim| claim.signal == SignalKind::Budget)
        .map(|claim| claim.quote.as_str())
        .collect();
    assert_eq!(
        budgets,
        [
            "Yeah, we've got around sixty thousand for this year",
            "Ninety thousand including implementation"
        ]
    );
}

#[test]
fn a_call_that_drops() {
    check(
        &[
            (A, "What are you hoping to fix?"),
            (
                P,
                "Stockouts, mostly. We lost two wholesale accounts over it.",
            ),
            (A, "That's painful. Do you have a budget in mind?"),
            (
                P,
                "Thirty-five thousand is what the board approved in September.",
            ),
            (A, "And when would you want it running?"),
        ],
        &["budget Positive 35000-35000 USD Total", "need Positive"],
    );
}

#[test]
fn no_money_and_somebody_else_decides() {
    check(
        &[
            (A, "Thanks for calling Northlight Forecasting, this is Ava."),
            (A, "How can I help, Noor?"),
            (
                P,
                "Hi, a colleague said you could help us plan inventory for about forty stores.",
            ),
            (A, "We can. Is there a budget set aside?"),
            (P, "Not yet. Procurement decides in Q1."),
            (A, "Understood. I'll send you an overview. Bye for now!"),
        ],
        &[
            "budget Negative",
            "authority Negative procurement",
            "need Positive",
        ],
    );
}

#[test]
fn euros_an_emoji_and_the_owner() {
    check(
        &[
            (A, "Is now an okay time?"),
            (P, "Oui, sure — we're Café Élan, we roast in Montréal."),
            (A, "Lovely. Do you have a budget for this?"),
            (P, "About €40k, maybe a bit more 🙂"),
            (A, "And who signs off on it?"),
            (P, "I do, I'm the owner."),
        ],
        &[
            "budget Positive 40000-40000 EUR Total",
            "authority Positive self",
        ],
    );
}

#[test]
fn a_call_that_vanishes() {
    check(
        &[
            (A, "Hi Ingrid, this is Ava from Northlight Forecasting."),
            (A, "Is now an okay time?"),
            (P, "Yes, go ahead. We need something in place by March."),
        ],
        &["need Positive", "timeline Positive 2026-11-19..2027-03-31"],
    );
}

#[test]
fn one_thought_in_three_finals_makes_one_claim() {
    let (_, claims) = play(
        Locale::EnUs,
        &[
            (A, "what does your budget look like for managed security"),
            (P, "so we could probably do"),
            (P, "around forty"),
            (P, "thousand for the year"),
            (A, "forty thousand for the year okay"),
            (P, "yeah forty thousand for the year"),
        ],
    );
    let told: Vec<(u32, &str, (u32, u32))> = claims
        .iter()
        .map(|claim| (claim.turn, claim.quote.as_str(), claim.span))
        .collect();
    // "Around forty" is complete by itself; the third final corrects it, the repetition is silent.
    assert_eq!(
        told,
        [
            (1, "so we could probably do around forty", (0, 36)),
            (
                1,
                "so we could probably do around forty thousand for the year",
                (0, 58)
            ),
        ]
    );
}

#[test]
fn a_season_that_modifies_another_noun_is_no_time() {
    let asked = (A, "Excellent. When would you want to be live?");
    check_later(
        &[
            asked,
            (P, "We want to be live by the end of March,"),
            (P, "before the spring orders come in."),
        ],
        &["timeline Positive 2026-11-19..2027-03-31"],
    );
    check_later(
        &[
            asked,
            (
                P,
                "We want to be live by the end of March, before the spring orders come in.",
            ),
        ],
        &["timeline Positive 2026-11-19..2027-03-31"],
    );
    check_later(
        &[
            asked,
            (P, "By the end of March."),
            (A, "Noted. Would later do as well?"),
            (P, "No, it has to be live before our summer catalog ships."),
        ],
        &["timeline Positive 2026-11-19..2027-03-31"],
    );
    check_later(
        &[asked, (P, "Before the spring peak.")],
        &["timeline Positive"],
    );
    check_later(
        &[asked, (P, "Before spring, if we can.")],
        &["timeline Positive 2026-11-19..2027-02-28"],
    );
}

#[test]
fn availability_is_no_satisfaction() {
    for (asked, said) in [
        (
            "You left us a note about print runs. Can we talk now?",
            "Yes, now is fine.",
        ),
        ("You asked about pricing. Is now okay?", "That's fine."),
        (
            "What made you get in touch? Or shall we talk on Tuesday?",
            "Tuesday is fine.",
        ),
        (
            "How are you handling forecasts today? Is this a good time?",
            "This is fine, yeah.",
        ),
        ("Does Saturday suit you?", "Saturday at eleven is good."),
    ] {
        check(&[(A, asked), (P, said)], &[]);
        // Neither on the first words nor later.
        check_later(&[(A, asked), (P, said)], &[]);
    }
}

#[test]
fn satisfaction_with_a_time_in_it() {
    let asked = (A, "How are things going with your forecasts?");
    for said in [
        "That's fine, it works well.",
        "It's fine now.",
        "Everything right now is fine.",
    ] {
        check_later(&[asked, (P, said)], &["need Negative"]);
    }
}

#[test]
fn a_wrong_number() {
    check(
        &[
            (A, "Hi, am I speaking with Oskar?"),
            (P, "Oskar? No, there's nobody here by that name."),
            (
                A,
                "Oh, I'm sorry about that. Is this the office of Bramble and Finch?",
            ),
            (P, "No, you've got the wrong number, this is a bakery."),
            (A, "My apologies. Have a good day."),
        ],
        &[],
    );
    for said in [
        "No, there's nobody here by that name.",
        "No one called that works here, sorry.",
        "There's no Oskar here.",
    ] {
        check(&[(A, "Hi, could I speak to Oskar Feld?"), (P, said)], &[]);
    }
}

#[test]
fn a_machine_answers() {
    check(
        &[(
            P,
            "You have reached the voicemail of Ingrid Solheim. Please leave a message after the tone.",
        )],
        &[],
    );
}

#[test]
fn a_polite_refusal() {
    check(
        &[
            (
                A,
                "Good afternoon Henrietta, this is Ava from Northlight Forecasting. Do you have two minutes?",
            ),
            (
                P,
                "Oh, hello. You sound lovely, but I'm about to walk into a meeting.",
            ),
            (
                A,
                "I'll be very brief. Is planning your supplies something you would like to make easier?",
            ),
            (P, "Thank you, but no, we're happy with how things are."),
            (A, "That's good to hear. May I check back in a few months?"),
            (P, "I'd rather you didn't, but I do appreciate you asking."),
            (A, "Of course. All the best, Henrietta."),
        ],
        &["need Negative"],
    );
}

#[test]
fn content_with_how_things_are() {
    let asked = (A, "Is there something you would like to make easier?");
    for said in [
        "Thank you, but no, we're happy with how things are.",
        "We're quite content with the way it works today.",
    ] {
        check_later(&[asked, (P, said)], &["need Negative"]);
    }
    let unhappy = (P, "We're not happy with how things are.");
    check_later(&[asked, unhappy], &["need Positive"]);
    // A bare refusal says nothing about the need.
    check_later(&[asked, (P, "No, thanks.")], &[]);
}
