//! What of the desired the org has, and how it has it.

use std::collections::BTreeMap;

use midcall_salesforce::{
    metadata::Element,
    operations::{METADATA_READS_MAX, ReadMetadata},
};

use super::{Desired, Kind, plan};
use crate::connection::{Connection, Error};

/// The components that are there, by kind and full name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed(pub BTreeMap<(Kind, String), Element>);

/// Reads everything that is desired and there.
///
/// # Errors
///
/// When Salesforce refuses or cannot be reached.
pub async fn observe(connection: &Connection, desired: &Desired) -> Result<Observed, Error> {
    let mut observed = Observed::default();
    for (kind, names) in plan::names(desired) {
        for names in names.chunks(METADATA_READS_MAX) {
            let operation = ReadMetadata::new(kind.metadata_type(), names.to_vec())
                .expect("chunks are no longer than one call reads");
            for element in connection.send(&operation).await? {
                let name = element.value("fullName").to_owned();
                observed.0.insert((kind, name), element);
            }
        }
    }
    Ok(observed)
}
