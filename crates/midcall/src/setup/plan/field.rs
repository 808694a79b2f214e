//! Whether a field that is there can hold what Midcall writes. If it only has to grow, it grows,
//! and keeps everything its administrator gave it.

use midcall_salesforce::metadata::Element;

use super::likeness::Difference;

/// Compares a field with the one Midcall would make.
pub(super) fn difference(ours: &Element, theirs: &Element) -> Difference {
    let (wanted, found) = (ours.value("type"), theirs.value("type"));
    if wanted == "Picklist" && found == "Text" {
        return Difference::None;
    }
    if wanted != found {
        return Difference::Conflict(format!(
            "it is a {found} field and has to be {wanted}; map another name in \
             [salesforce.fields], or delete the field if nobody uses it"
        ));
    }
    match wanted {
        "Text" | "LongTextArea" => text(ours, theirs),
        "Number" => number(ours, theirs),
        "Picklist" => picklist(ours, theirs),
        _ => Difference::None,
    }
}

fn text(ours: &Element, theirs: &Element) -> Difference {
    let mut field = theirs.clone();
    let mut reasons = Vec::new();
    let (wanted, found) = (count(ours, "length"), count(theirs, "length"));
    if found < wanted {
        set(&mut field, "length", &wanted.to_string());
        reasons.push(format!("holds {found} characters and has to hold {wanted}"));
    }
    for (flag, reason) in [
        ("externalId", "is no external id"),
        ("unique", "is not unique"),
    ] {
        if ours.value(flag) == "true" && theirs.value(flag) != "true" {
            set(&mut field, flag, "true");
            reasons.push(reason.to_owned());
        }
    }
    amend(ours, field, &reasons)
}

fn number(ours: &Element, theirs: &Element) -> Difference {
    let whole = |field: &Element| count(field, "precision").saturating_sub(count(field, "scale"));
    let (wanted, found) = (whole(ours), whole(theirs));
    if found >= wanted {
        return Difference::None;
    }
    let mut field = theirs.clone();
    let precision = wanted + count(theirs, "scale");
    set(&mut field, "precision", &precision.to_string());
    let reason = format!("holds {found} digits before the point and has to hold {wanted}");
    amend(ours, field, &[reason])
}

/// Adds the values that are missing. Those that others added stay: what a deployed picklist does
/// not list is taken out of use.
fn picklist(ours: &Element, theirs: &Element) -> Difference {
    let values = |field: &Element| -> Vec<Element> {
        let definition = field
            .child("valueSet")
            .and_then(|set| set.child("valueSetDefinition"));
        let values = definition.map(|definition| definition.all("value").cloned().collect());
        values.unwrap_or_default()
    };
    let (wanted, found) = (values(ours), values(theirs));
    let is_there = |value: &Element| {
        let name = value.value("fullName");
        found
            .iter()
            .any(|found| found.value("fullName") == name && found.value("isActive") != "false")
    };
    let missing: Vec<Element> = wanted.into_iter().filter(|v| !is_there(v)).collect();
    if missing.is_empty() {
        return Difference::None;
    }
    let names: Vec<&str> = missing
        .iter()
        .map(|value| value.value("fullName"))
        .collect();
    let names = names.join(", ");
    let mut field = theirs.clone();
    let definition = field
        .children
        .iter_mut()
        .find(|child| child.name == "valueSet")
        .and_then(|set| {
            let mut inside = set.children.iter_mut();
            inside.find(|child| child.name == "valueSetDefinition")
        });
    let Some(definition) = definition else {
        return Difference::Conflict(format!(
            "it takes its values from a global value set; add there: {names}"
        ));
    };
    definition.children.retain(|child| {
        !missing
            .iter()
            .any(|m| m.value("fullName") == child.value("fullName"))
    });
    definition.children.extend(missing);
    amend(ours, field, &[format!("lacks the values {names}")])
}

/// The field under its own name: where it is read it carries its object's too.
fn amend(ours: &Element, mut field: Element, reasons: &[String]) -> Difference {
    if reasons.is_empty() {
        return Difference::None;
    }
    set(&mut field, "fullName", ours.value("fullName"));
    Difference::Amend(field, reasons.join(", "))
}

fn count(field: &Element, name: &str) -> u32 {
    field.value(name).parse().unwrap_or(0)
}

fn set(field: &mut Element, name: &str, value: &str) {
    match field.children.iter_mut().find(|child| child.name == name) {
        Some(child) => value.clone_into(&mut child.text),
        None => field.children.push(Element::text(name, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Difference, Element, difference};

    fn field(kind: &str, values: &[(&str, &str)]) -> Element {
        let values = values
            .iter()
            .map(|(name, value)| Element::text(name, value));
        Element::new("CustomField")
            .with_text("fullName", "X__c")
            .with_text("type", kind)
            .with_all(values)
    }

    fn picklist(values: &[&str]) -> Element {
        let value = |name: &&str| Element::new("value").with_text("fullName", name);
        let definition = Element::new("valueSetDefinition").with_all(values.iter().map(value));
        field("Picklist", &[]).with(Element::new("valueSet").with(definition))
    }

    #[track_caller]
    fn check(ours: &Element, theirs: &Element, expected: &str) {
        let found = match difference(ours, theirs) {
            Difference::None => String::new(),
            Difference::Amend(_, reason) => format!("amend: {reason}"),
            Difference::Conflict(reason) => format!("conflict: {reason}"),
            Difference::Replace(reason) => format!("replace: {reason}"),
        };
        assert_eq!(found.is_empty(), expected.is_empty(), "{found}");
        assert!(found.contains(expected), "{found}");
    }

    #[test]
    fn a_field_may_hold_more() {
        let ours = field("Number", &[("precision", "3"), ("scale", "0")]);
        let larger = field("Number", &[("precision", "18"), ("scale", "2")]);
        check(&ours, &larger, "");
        let ours = field("LongTextArea", &[("length", "32768")]);
        check(&ours, &field("LongTextArea", &[("length", "131072")]), "");
        check(&picklist(&["a"]), &picklist(&["b", "a"]), "");
        check(&picklist(&["a"]), &field("Text", &[]), "");
    }

    #[test]
    fn a_field_grows() {
        let ours = field("Number", &[("precision", "3"), ("scale", "0")]);
        let small = field("Number", &[("precision", "4"), ("scale", "2")]);
        check(&ours, &small, "amend: holds 2 digits");
        let ours = field("LongTextArea", &[("length", "131072")]);
        let small = field("LongTextArea", &[("length", "32768"), ("label", "Mine")]);
        let Difference::Amend(grown, _) = difference(&ours, &small) else {
            panic!("it grows");
        };
        assert_eq!(
            (grown.value("length"), grown.value("label")),
            ("131072", "Mine")
        );
        let Difference::Amend(grown, reason) =
            difference(&picklist(&["a", "b"]), &picklist(&["c", "a"]))
        else {
            panic!("it grows");
        };
        assert_eq!(reason, "lacks the values b");
        for value in ["a", "b", "c"] {
            assert!(
                grown
                    .to_file()
                    .contains(&format!("<fullName>{value}</fullName>"))
            );
        }
    }

    #[test]
    fn another_type_is_a_persons_decision() {
        let ours = field("Number", &[("precision", "3")]);
        check(&ours, &field("Text", &[]), "conflict: it is a Text field");
        let global = field("Picklist", &[]).with(Element::new("valueSet"));
        check(
            &picklist(&["a"]),
            &global,
            "conflict: it takes its values from a global",
        );
    }
}
