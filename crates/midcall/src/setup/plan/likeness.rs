//! Whether an org's component does what ours would. Orgs add defaults and reorder what they keep,
//! so ours must be found in theirs rather than be the same.

use midcall_salesforce::metadata::Element;

/// How an org's component falls short of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// It does not.
    None,
    /// Ours is to stand in its place.
    Replace(String),
    /// It is to be kept, with this changed.
    Amend(Element, String),
    /// Nothing that deploys can help.
    Conflict(String),
}

/// Parts that say how a flow is drawn, not what it does.
const DRAWING: [&str; 3] = ["label", "locationX", "locationY"];

/// Compares the parts of these names.
pub(super) fn difference(ours: &Element, theirs: &Element, parts: &[&str]) -> Difference {
    let missing: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| !ours.all(part).all(|wanted| is_in(wanted, theirs)))
        .collect();
    if missing.is_empty() {
        return Difference::None;
    }
    Difference::Replace(format!(
        "its {} differ from the settings; what is there is replaced",
        missing.join(", ")
    ))
}

/// Whether an element holds another one, with all that is in it.
fn is_in(wanted: &Element, inside: &Element) -> bool {
    DRAWING.contains(&wanted.name.as_str())
        || inside.all(&wanted.name).any(|found| is_like(wanted, found))
}

fn is_like(wanted: &Element, found: &Element) -> bool {
    if wanted.children.is_empty() {
        return is_same_text(&wanted.text, &found.text);
    }
    wanted.children.iter().all(|child| is_in(child, found))
}

fn is_same_text(one: &str, other: &str) -> bool {
    if let (Ok(one), Ok(other)) = (one.parse::<f64>(), other.parse::<f64>()) {
        return one == other;
    }
    one.split_whitespace().eq(other.split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::{Difference, Element, difference};

    fn filters(above: &str, extra: Option<&str>) -> Element {
        let filter = Element::new("filters")
            .with_all(extra.map(|label| Element::text("label", label)))
            .with(Element::new("value").with_text("numberValue", above));
        Element::new("ListView").with(filter)
    }

    #[test]
    fn ours_may_stand_in_other_forms() {
        let ours = filters("70.0", None);
        for theirs in [filters("70.0", None), filters("70", Some("x"))] {
            let found = difference(&ours, &theirs, &["filters"]);
            assert_eq!(found, Difference::None, "{theirs:?}");
        }
    }

    #[test]
    fn what_is_not_ours_is_replaced() {
        let ours = filters("70.0", None);
        for theirs in [filters("80", None), Element::new("ListView")] {
            let found = difference(&ours, &theirs, &["filters"]);
            assert!(matches!(found, Difference::Replace(why) if why.contains("filters")));
        }
    }
}
