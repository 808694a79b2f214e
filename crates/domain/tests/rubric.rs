//! Signals that a rubric adds, the product, and the currency, heard in whole conversations.

#![cfg(test)]

use std::sync::Arc;

use jiff::civil::date;
use midcall_domain::{
    calls::Speaker,
    signals::{
        Answers, Claim, Currency, Listener, Locale, OwnQuestion, OwnSignal, Pattern, Playbook,
        Product, Rubric, Setting, SignalKind, SignalName, SignalState, SignalValue, Utterance,
        ValueKind,
    },
    time::Timestamp,
};
use proptest::prelude::*;

fn patterns(texts: &[&str]) -> Vec<Pattern> {
    let parse = |text: &&str| Pattern::parse(text).unwrap();
    texts.iter().map(parse).collect()
}

fn question(asks: &str, any: SignalState) -> OwnQuestion {
    OwnQuestion {
        asks: patterns(&[asks]),
        means: Answers {
            any,
            ..Answers::default()
        },
    }
}

fn signal(name: &str, value: ValueKind) -> OwnSignal {
    OwnSignal {
        name: SignalName::own(name).unwrap(),
        label: name.into(),
        value,
        positive: Vec::new(),
        negative: Vec::new(),
        questions: Vec::new(),
    }
}

fn playbook() -> Playbook {
    use SignalState::{Positive, Unknown};
    let champion = OwnSignal {
        positive: patterns(&[
            "push|fight|vouch for this|it",
            "have a champion",
            "we * champion",
        ]),
        negative: patterns(&["nobody * cares"]),
        questions: vec![question("someone|anyone * drive|drives this", Unknown)],
        ..signal("champion", ValueKind::None)
    };
    let process = OwnSignal {
        positive: patterns(&["goes through * legal|procurement|committee"]),
        questions: vec![question("what * process look like", Positive)],
        ..signal("decision_process", ValueKind::Text)
    };
    let crm = OwnSignal {
        positive: patterns(&["we run our sales on *"]),
        ..signal("crm", ValueKind::Text)
    };
    let sites = OwnSignal {
        positive: patterns(&["sites|depots all_told|in_all"]),
        questions: vec![question("how many sites|depots", Positive)],
        ..signal("sites", ValueKind::HeadCount)
    };
    let spend = OwnSignal {
        positive: patterns(&["telephony bill"]),
        questions: vec![question("phone bill", Positive)],
        ..signal("current_spend", ValueKind::Amount)
    };
    Playbook::new(
        vec![champion, process, crm, sites, spend],
        Product::default(),
    )
}

fn training() -> Product {
    Product {
        nouns: patterns(&["training", "safety course"]),
        problems: patterns(&["accident|injury", "failed * audit"]),
        not: patterns(&["forklift", "pallet jack"]),
    }
}

fn setting(playbook: Playbook) -> Setting {
    Setting {
        playbook: Arc::new(playbook),
        ..Setting::new(date(2026, 3, 4), Locale::EnUs)
    }
}

/// A conversation of alternating turns that the agent opens; what was claimed and what stands.
fn play(setting: Setting, turns: &[&str]) -> (Listener, Vec<Claim>) {
    let mut listener = Listener::new(setting);
    let mut claims = Vec::new();
    for (turn, text) in (0_u32..).zip(turns) {
        let speaker = [Speaker::Agent, Speaker::Prospect][turn as usize % 2];
        let heard = listener.hear(Utterance {
            turn,
            speaker,
            text,
            at: Timestamp(i64::from(turn)),
        });
        for claim in &heard {
            let (start, end) = (claim.span.0 as usize, claim.span.1 as usize);
            assert_eq!(text.get(start..end), Some(claim.quote.as_str()));
        }
        claims.extend(heard);
    }
    (listener, claims)
}

#[track_caller]
fn check(turns: &[&str], name: &str, expected: SignalState) {
    let (listener, _) = play(setting(playbook()), turns);
    assert_eq!(listener.signals().state(name), expected, "{turns:?}");
}

#[test]
fn phrases_speak_for_a_signal() {
    use SignalState::{Negative, Positive, Unknown};
    for (said, expected) in [
        ("Honestly, I'll fight for this one.", Positive),
        ("I'm already vouching for it internally", Positive),
        ("nobody over there really cares", Negative),
        // Denied, also in the words that a star skips.
        ("I won't push for it", Negative),
        ("We don't have a champion", Negative),
        ("we do not really have any champion", Negative),
        // Imagined, asked, of others, sarcastic.
        ("If we had somebody I'd imagine he'd push for it", Unknown),
        ("Would you push for it?", Unknown),
        ("The other vendor wanted me to fight for it", Unknown),
        ("we went to the championship", Unknown),
        // What is said last stands.
        ("I'd push for this, but nobody else cares", Negative),
    ] {
        check(&["hi there", said], "champion", expected);
    }
}

#[test]
fn only_the_prospect_makes_claims() {
    let turns = ["I will fight for this, you have a champion", "mm"];
    check(&turns, "champion", SignalState::Unknown);
}

#[test]
fn answers_count_when_the_question_was_asked() {
    use SignalState::{Negative, Positive, Unknown};
    let ask = "Is there someone inside who will drive this?";
    check(
        &["hi", "hello", ask, "Yes, our ops lead."],
        "champion",
        Positive,
    );
    check(
        &["hi", "hello", ask, "No, not at all."],
        "champion",
        Negative,
    );
    check(
        &["hi", "hello", ask, "I don't know, maybe"],
        "champion",
        Unknown,
    );
    check(
        &["hi", "hello", ask, "what do you mean by that?"],
        "champion",
        Unknown,
    );
    check(
        &["hi", "hello", "Is it raining?", "Yes."],
        "champion",
        Unknown,
    );
    // The last question is the one that is answered.
    let two = "Is there someone who drives this? And do you have budget set aside?";
    check(&["hi", "hello", two, "Yes."], "champion", Unknown);
    let late = ["hi", "hello", ask, "hm?", "Nice weather today.", "yes"];
    check(&late, "champion", Unknown);
}

#[test]
fn an_own_question_takes_the_answer_from_the_one_before() {
    let two = "Do you have budget set aside? And is there someone who drives this?";
    let (listener, claims) = play(setting(playbook()), &["hi", "hello", two, "Yes."]);
    assert_eq!(listener.signals().state("champion"), SignalState::Positive);
    assert_eq!(
        listener.signals().state(SignalKind::Budget),
        SignalState::Unknown
    );
    assert_eq!(claims[0].question.as_deref(), Some(two));
    assert_eq!(claims[0].rule, "champion.answered");
}

#[test]
fn values_are_read_from_the_words() {
    let heard = |turns: &[&str], name: &str| {
        let (listener, _) = play(setting(playbook()), turns);
        let standing = listener.signals().get(name).cloned();
        serde_json::to_string(&standing.and_then(|it| it.value)).unwrap()
    };
    assert_eq!(
        heard(
            &["hi", "We run our sales on HubSpot and Outreach, mostly."],
            "crm"
        ),
        r#""HubSpot and Outreach""#
    );
    assert_eq!(
        heard(
            &["hi", "it goes through two rounds with legal"],
            "decision_process"
        ),
        r#""two rounds with""#
    );
    let ask = "What does your process look like?";
    assert_eq!(
        heard(
            &["hi", "hello", ask, "Legal reads it, then the board votes."],
            "decision_process"
        ),
        r#""Legal reads it, then the board votes""#
    );
    assert_eq!(
        heard(
            &["hi", "hello", "How many sites do you run?", "twelve"],
            "sites"
        ),
        r#"{"min":12,"max":12}"#
    );
    assert_eq!(
        heard(
            &["hi", "our telephony bill is four thousand a month"],
            "current_spend"
        ),
        r#"{"min":4000,"max":4000,"currency":"USD","period":"month"}"#
    );
}

#[test]
fn a_thought_in_several_finals_is_taken_back_with_its_end() {
    let mut listener = Listener::new(setting(playbook()));
    let mut hear = |text: &str| {
        let claims = listener.hear(Utterance {
            turn: 1,
            speaker: Speaker::Prospect,
            text,
            at: Timestamp(1),
        });
        // What the table makes of the words beside it is not what is asked.
        let own = claims.iter().filter(|claim| claim.signal.kind().is_none());
        own.map(|claim| (claim.signal.to_string(), claim.state))
            .collect::<Vec<_>>()
    };
    let champion = |state| vec![("champion".to_owned(), state)];
    assert_eq!(hear("I would push for it"), champion(SignalState::Positive));
    assert_eq!(
        hear("but nobody here cares"),
        champion(SignalState::Negative)
    );
}

#[test]
fn own_signals_are_part_of_the_score() {
    let playbook = Arc::new(playbook());
    let rubric = Rubric {
        weights: vec![(SignalKind::Budget.into(), 40), ("champion".into(), 35)],
        hot_above: 70,
        playbook: Arc::clone(&playbook),
    };
    let setting = Setting {
        playbook,
        ..Setting::new(date(2026, 3, 4), Locale::EnUs)
    };
    let turns = [
        "hi",
        "our budget is fifty thousand dollars and I'll fight for this",
    ];
    let (listener, _) = play(setting, &turns);
    let score = rubric.score(listener.signals());
    assert_eq!((score.points, score.is_hot), (75, true));
    let json = serde_json::to_string(&score.contributions).unwrap();
    assert_eq!(
        json,
        r#"[{"signal":"budget","points":40},{"signal":"champion","points":35}]"#
    );
    assert_eq!(rubric.of_the_five().score(listener.signals()).points, 40);
}

#[track_caller]
fn check_need(product: Product, turns: &[&str], expected: SignalState) {
    let (listener, _) = play(setting(Playbook::new(Vec::new(), product)), turns);
    assert_eq!(
        listener.signals().state(SignalKind::Need),
        expected,
        "{turns:?}"
    );
}

#[test]
fn the_need_is_for_what_is_sold() {
    use SignalState::{Negative, Positive, Unknown};
    let ask = "So what are you looking for?";
    let forklifts = [
        "hi",
        "hello",
        ask,
        "What we need is forklifts, three of them by May.",
    ];
    check_need(Product::default(), &forklifts, Positive);
    check_need(training(), &forklifts, Unknown);
    for (said, expected) in [
        ("We need refresher training for the night shift.", Positive),
        ("We need new curtains for the canteen, honestly.", Unknown),
        (
            "We need something better than what we have today.",
            Positive,
        ),
        ("We had two accidents on the floor last month.", Positive),
        ("We never had an accident here.", Negative),
        (
            "Our forklifts keep breaking down, it's a nightmare.",
            Unknown,
        ),
        ("I need approval for the training first.", Unknown),
    ] {
        check_need(training(), &["hi", "hello", ask, said], expected);
    }
    // The product is wanted whatever was asked.
    let when = "When would you want to start?";
    check_need(
        training(),
        &["hi", "hello", when, "we need the training by Friday"],
        Positive,
    );
}

#[test]
fn the_currency_is_the_one_given_where_none_is_said() {
    let heard = |code: &str, said: &str| {
        let setting = Setting {
            currency: Currency::of_code(code),
            ..Setting::new(date(2026, 3, 4), Locale::EnUs)
        };
        let (listener, _) = play(setting, &["hi", said]);
        match listener
            .signals()
            .get(SignalKind::Budget)
            .and_then(|it| it.value.clone())
        {
            Some(SignalValue::Amount(amount)) => amount.currency,
            other => panic!("{said}: {other:?}"),
        }
    };
    for (code, said, expected) in [
        ("CAD", "our budget is fifty thousand dollars", "CAD"),
        ("CAD", "our budget is fifty thousand", "CAD"),
        ("CHF", "our budget is fifty thousand", "CHF"),
        ("CHF", "our budget is fifty thousand dollars", "USD"),
        ("CAD", "our budget is fifty thousand euros", "EUR"),
        ("", "our budget is fifty thousand", "USD"),
    ] {
        assert_eq!(heard(code, said), expected, "{code}: {said}");
    }
}

#[test]
fn case_and_punctuation_change_nothing() {
    let said = "We don't have a champion. It goes through two rounds with legal, sadly.";
    let plain = said.to_lowercase().replace(['.', ','], "");
    let states = |text: &str| {
        let (listener, _) = play(setting(playbook()), &["hi", text]);
        ["champion", "decision_process"].map(|name| listener.signals().state(name))
    };
    assert_eq!(states(said), [SignalState::Negative, SignalState::Positive]);
    assert_eq!(states(&plain), states(said));
    assert_eq!(states(&said.to_uppercase()), states(said));
}

/// Words that patterns and people have in common, and what else may stand in a text.
fn words(separators: &'static str) -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "(champion|push|pushing|not|no|never|we|if|have|legal|goes through|yes|yeah|twelve|€40k)",
        "[a-z|_*é.,?'—-]{1,6}",
    ];
    (
        prop::collection::vec(word, 0..14),
        prop::sample::select(separators.chars().collect::<Vec<_>>()),
    )
        .prop_map(|(words, separator)| words.join(&separator.to_string()))
}

proptest! {
    #[test]
    fn any_phrase_and_any_words_go_together(
        phrases in prop::collection::vec(words(" "), 1..6),
        turns in prop::collection::vec(words(" ,"), 2..8),
    ) {
        let patterns: Vec<Pattern> =
            phrases.iter().filter_map(|text| Pattern::parse(text).ok()).collect();
        let own = OwnSignal {
            positive: patterns.clone(),
            questions: vec![OwnQuestion { asks: patterns.clone(), means: Answers::default() }],
            ..signal("own", ValueKind::Text)
        };
        let product = Product { nouns: patterns.clone(), problems: Vec::new(), not: patterns };
        let turns: Vec<&str> = turns.iter().map(String::as_str).collect();
        let setting = setting(Playbook::new(vec![own], product));
        let (listener, claims) = play(setting.clone(), &turns);
        let (again, same) = play(setting, &turns);
        prop_assert_eq!(&claims, &same);
        prop_assert_eq!(listener.signals(), again.signals());
    }

    #[test]
    fn what_the_five_hear_does_not_depend_on_own_statements(
        turns in prop::collection::vec(words(" "), 2..8),
    ) {
        let own = OwnSignal {
            positive: patterns(&["champion", "push", "goes through * legal"]),
            ..signal("own", ValueKind::Text)
        };
        let turns: Vec<&str> = turns.iter().map(String::as_str).collect();
        let known = |playbook: Playbook| {
            let (_, claims) = play(setting(playbook), &turns);
            claims.into_iter().filter(|it| it.signal.kind().is_some()).collect::<Vec<_>>()
        };
        let with = known(Playbook::new(vec![own], Product::default()));
        prop_assert_eq!(with, known(Playbook::default()));
    }
}
