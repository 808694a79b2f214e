//! Each policy against each thing that can be found in a field.

use super::*;
use crate::{leads::FieldRole, signals::Score};

const FIELD: &str = "Budget__c";

fn desired(policy: Policy, wanted: FieldValue) -> DesiredLead {
    let field = FieldKey::from(FIELD);
    DesiredLead {
        score: Score::default(),
        signals: crate::signals::Signals::default(),
        is_live: true,
        fields: Fields::from([(field.clone(), wanted)]),
        policies: [(field, policy)].into(),
        call: Some("c1".to_owned()),
    }
}

fn written(values: &[FieldValue]) -> Written {
    let mut written = Written::default();
    for value in values {
        written.note(&FIELD.into(), value);
        written.confirm(&Fields::from([(FIELD.into(), value.clone())]));
        if let FieldValue::Text(text) = value {
            written.note_added(&FIELD.into(), "c1", text);
        }
    }
    written
}

/// What a fresh look at a field comes to: what is written, and what becomes of a person's edit.
fn looked(
    policy: Policy,
    wanted: FieldValue,
    ours: &[FieldValue],
    found: FieldValue,
) -> (Option<FieldValue>, Option<EditFate>) {
    let fields = Fields::from([(FIELD.into(), found)]);
    let seen = Seen {
        fields: &fields,
        is_fresh: true,
    };
    let decision = decide(&desired(policy, wanted), &written(ours), Some(seen));
    assert!(decision.read_first.is_empty());
    (
        decision.write.into_values().next(),
        decision.edits.first().map(|edit| edit.fate),
    )
}

fn number(number: i64) -> FieldValue {
    FieldValue::Number(number)
}

fn text(text: &str) -> FieldValue {
    FieldValue::text(text)
}

#[test]
fn each_policy_decides_about_each_finding() {
    use EditFate::{Kept, Overwritten};
    use FieldValue::Empty;
    use Policy::{FillIfEmpty, Highest, Ours};
    for (policy, wanted, ours, found, expected) in [
        // Nobody was there.
        (Ours, 50, vec![], Empty, (Some(number(50)), None)),
        (FillIfEmpty, 50, vec![], Empty, (Some(number(50)), None)),
        (Highest, 50, vec![], Empty, (Some(number(50)), None)),
        // It says what it should.
        (FillIfEmpty, 50, vec![50], number(50), (None, None)),
        // It says what Midcall said before.
        (
            FillIfEmpty,
            60,
            vec![50],
            number(50),
            (Some(number(60)), None),
        ),
        (Highest, 40, vec![50], number(50), (None, None)),
        // A person changed it.
        (
            Ours,
            60,
            vec![50],
            number(80),
            (Some(number(60)), Some(Overwritten)),
        ),
        (FillIfEmpty, 60, vec![50], number(80), (None, Some(Kept))),
        (Highest, 60, vec![50], number(80), (None, Some(Kept))),
        (
            Highest,
            60,
            vec![50],
            number(10),
            (Some(number(60)), Some(Overwritten)),
        ),
        (
            FillIfEmpty,
            60,
            vec![50],
            Empty,
            (Some(number(60)), Some(Overwritten)),
        ),
        // It was there before Midcall: told where it keeps Midcall out.
        (Ours, 60, vec![], number(80), (Some(number(60)), None)),
        (FillIfEmpty, 60, vec![], number(80), (None, Some(Kept))),
        // A lost write: either of two values is ours.
        (
            FillIfEmpty,
            70,
            vec![50, 60],
            number(50),
            (Some(number(70)), None),
        ),
        (
            FillIfEmpty,
            70,
            vec![50, 60],
            number(60),
            (Some(number(70)), None),
        ),
    ] {
        let ours: Vec<FieldValue> = ours.into_iter().map(number).collect();
        assert_eq!(
            looked(policy, number(wanted), &ours, found.clone()),
            expected,
            "{policy:?} wants {wanted}, wrote {ours:?}, finds {found:?}"
        );
    }
}

#[test]
fn what_is_added_stands_once_beside_what_people_write() {
    let append = |wanted, ours: &[&str], found: &str| {
        let ours: Vec<FieldValue> = ours.iter().map(|it| text(it)).collect();
        looked(Policy::Append, text(wanted), &ours, text(found)).0
    };
    assert_eq!(append("Ours.", &[], ""), Some(text("Ours.")));
    assert_eq!(
        append("Ours.", &[], "Theirs."),
        Some(text("Theirs.\nOurs."))
    );
    assert_eq!(append("Ours.", &["Ours."], "Theirs.\r\nOurs."), None);
    // The wording of this call changed; a person went on writing below.
    assert_eq!(
        append("New.", &["Old."], "Theirs.\nOld.\nMore."),
        Some(text("Theirs.\nNew.\nMore."))
    );
    // Only whole lines are ours.
    assert_eq!(
        append("New.", &["Old."], "Old. Friend."),
        Some(text("Old. Friend.\nNew."))
    );
    assert_eq!(append("", &[], "Theirs."), None);
}

#[test]
fn what_never_arrived_was_not_taken_out() {
    let mut written = Written::default();
    written.note(&FIELD.into(), &number(50));
    let fields = Fields::from([(FIELD.into(), FieldValue::Empty)]);
    let seen = Seen {
        fields: &fields,
        is_fresh: true,
    };
    let decision = decide(&desired(Policy::Ours, number(60)), &written, Some(seen));
    assert_eq!(decision.edits, []);
}

#[test]
fn what_depends_on_what_is_there_is_read_first() {
    for (policy, is_ours) in [(Policy::Ours, true), (Policy::FillIfEmpty, false)] {
        let desired = desired(policy, number(50));
        let unseen = decide(&desired, &Written::default(), None);
        assert_eq!(
            (unseen.write.is_empty(), unseen.read_first.is_empty()),
            (!is_ours, is_ours)
        );
        let fields = Fields::from([(FIELD.into(), FieldValue::Empty)]);
        let long_ago = Seen {
            fields: &fields,
            is_fresh: false,
        };
        let stale = decide(&desired, &Written::default(), Some(long_ago));
        assert_eq!(stale.write.is_empty(), !is_ours);
        // What would not be changed anyway need not be read.
        let fields = Fields::from([(FIELD.into(), number(50))]);
        let in_sync = Seen {
            fields: &fields,
            is_fresh: false,
        };
        assert!(decide(&desired, &Written::default(), Some(in_sync)).is_idle());
    }
}

#[test]
fn a_part_is_decided_for_itself() {
    let mut desired = desired(Policy::Ours, number(50));
    let transcript = FieldKey::from(FieldRole::Transcript);
    desired
        .fields
        .insert(transcript.clone(), text("Agent: Hi."));
    let decision = decide_part(&desired, &Written::default(), None, Part::Transcript);
    assert_eq!(decision.write.into_keys().collect::<Vec<_>>(), [transcript]);
}
