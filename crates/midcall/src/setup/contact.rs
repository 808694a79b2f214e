//! Which of the mapped fields contacts have too: a lead that is converted goes on in those.

use std::collections::BTreeSet;

use midcall_salesforce::{
    ApiName, Class,
    operations::{DescribeObject, METADATA_READS_MAX, ReadMetadata},
};

use super::Kind;
use crate::{
    config::Settings,
    connection::{Connection, Error},
    fields::Targets,
};

/// The mapped fields that Contact has by the same name. Custom ones are looked for as metadata: a
/// description shows none that field-level security hides, and until the permission set is there
/// it hides them all.
///
/// # Errors
///
/// When Salesforce refuses or cannot be reached.
pub async fn fields_of_contact(
    connection: &Connection,
    settings: &Settings,
) -> Result<BTreeSet<String>, Error> {
    let targets = Targets::of(settings);
    let names = targets.iter().map(|target| target.name.as_str());
    let (custom, standard): (Vec<&str>, Vec<&str>) = names.partition(|it| it.ends_with("__c"));
    let mut found = BTreeSet::new();
    for names in custom.chunks(METADATA_READS_MAX) {
        let names = names.iter().map(|name| format!("Contact.{name}")).collect();
        let read = ReadMetadata::new(Kind::Field.metadata_type(), names)
            .expect("chunks are no longer than one call reads");
        for field in connection.send(&read).await? {
            let name = field.value("fullName");
            found.extend(name.strip_prefix("Contact.").map(str::to_owned));
        }
    }
    if standard.is_empty() {
        return Ok(found);
    }
    let describe = DescribeObject {
        object: ApiName::CONTACT,
        if_modified_since_ms: None,
    };
    match connection.send(&describe).await {
        Ok(Some(contact)) => {
            let fields = standard.into_iter().filter_map(|name| contact.field(name));
            let writable = fields.filter(|field| field.updateable);
            found.extend(writable.map(|field| field.name.clone()));
        }
        Ok(None) => {}
        // Whoever may not see contacts deploys without them.
        Err(error @ Error::Api(_)) if matches!(error.class(), Class::Config | Class::Reroute) => {}
        Err(error) => return Err(error),
    }
    Ok(found)
}
