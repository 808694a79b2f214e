//! Whether a permission set grants exactly what is needed: too little keeps us from working, too
//! much is what least privilege is about.

use std::collections::BTreeSet;

use midcall_salesforce::metadata::Element;

use super::likeness::Difference;

/// Compares what two permission sets grant.
pub(super) fn difference(ours: &Element, theirs: &Element) -> Difference {
    let (wanted, found) = (grants(ours), grants(theirs));
    let list = |grants: Vec<&String>| {
        let names: Vec<&str> = grants.into_iter().map(String::as_str).collect();
        names.join(", ")
    };
    let missing = list(wanted.difference(&found).collect());
    let excess = list(found.difference(&wanted).collect());
    match (missing.is_empty(), excess.is_empty()) {
        (true, true) => Difference::None,
        (false, true) => Difference::Replace(format!("does not grant {missing}")),
        (true, false) => Difference::Replace(format!("grants more than is needed: {excess}")),
        (false, false) => Difference::Replace(format!(
            "does not grant {missing}, and grants more than is needed: {excess}"
        )),
    }
}

/// Everything a permission set grants, each in words.
fn grants(set: &Element) -> BTreeSet<String> {
    let is_on = |element: &Element, flag: &str| element.value(flag) == "true";
    let fields = set.all("fieldPermissions").flat_map(|field| {
        let name = field.value("field");
        [("readable", "read"), ("editable", "edit")]
            .into_iter()
            .filter(|(flag, _)| is_on(field, flag))
            .map(move |(_, verb)| format!("{verb} {name}"))
    });
    let objects = set.all("objectPermissions").flat_map(|object| {
        let name = object.value("object");
        OBJECT_GRANTS
            .into_iter()
            .filter(|(flag, _)| is_on(object, flag))
            .map(move |(_, verb)| format!("{verb} {name}"))
    });
    let user = set
        .all("userPermissions")
        .filter(|permission| is_on(permission, "enabled"))
        .map(|permission| permission.value("name").to_owned());
    fields.chain(objects).chain(user).collect()
}

const OBJECT_GRANTS: [(&str, &str); 6] = [
    ("allowCreate", "create"),
    ("allowDelete", "delete"),
    ("allowEdit", "edit"),
    ("allowRead", "read"),
    ("modifyAllRecords", "modify all of"),
    ("viewAllRecords", "view all of"),
];

#[cfg(test)]
mod tests {
    use super::{Difference, Element, difference};

    fn set(fields: &[(&str, bool)]) -> Element {
        let fields = fields.iter().map(|(name, edit)| {
            Element::new("fieldPermissions")
                .with_text("editable", edit)
                .with_text("field", name)
                .with_text("readable", true)
        });
        Element::new("PermissionSet").with_all(fields)
    }

    #[track_caller]
    fn check(theirs: &Element, expected: Option<&str>) {
        let ours = set(&[("Lead.A__c", true), ("Lead.DoNotCall", false)]);
        let expected = expected.map_or(Difference::None, |reason| {
            Difference::Replace(reason.to_owned())
        });
        assert_eq!(difference(&ours, theirs), expected);
    }

    #[test]
    fn too_little_and_too_much_are_named() {
        check(
            &set(&[("Lead.DoNotCall", false), ("Lead.A__c", true)]),
            None,
        );
        check(
            &set(&[("Lead.A__c", false), ("Lead.DoNotCall", false)]),
            Some("does not grant edit Lead.A__c"),
        );
        check(
            &set(&[("Lead.A__c", true), ("Lead.DoNotCall", true)]),
            Some("grants more than is needed: edit Lead.DoNotCall"),
        );
    }
}
