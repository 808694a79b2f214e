//! A Lead's fields between what they mean and how the org spells them.

use midcall_domain::{
    leads::{FieldKey, Fields},
    time::Timestamp,
};
use midcall_salesforce::{self as salesforce, Record, datetime};

use crate::fields::{self, Shape, Targets, Unfit};

/// Who last changed a record, and when.
pub const SIGNATURE: [&str; 2] = ["LastModifiedById", "LastModifiedDate"];

/// Fields as the org spells them, and those that it cannot take. A field that is not mapped is in
/// neither.
#[must_use]
pub fn record_fields(
    fields: &Fields,
    targets: &Targets,
    shape: Option<&Shape>,
) -> (salesforce::Fields, Vec<(FieldKey, Unfit)>) {
    let mut record = salesforce::Fields::default();
    let mut unfit = Vec::new();
    for (key, value) in fields {
        let Some(target) = targets.get(key) else {
            continue;
        };
        let limits = match shape.and_then(|shape| shape.field(key)) {
            Some(Ok(limits)) => Some(limits),
            Some(Err(reason)) => {
                unfit.push((key.clone(), reason.clone()));
                continue;
            }
            None => None,
        };
        match fields::spell(target, value, limits) {
            Ok(value) => record.set(target.name.as_str(), value),
            Err(reason) => unfit.push((key.clone(), reason)),
        }
    }
    (record, unfit)
}

/// What a record was seen to say, as far as it concerns us. A field that this user may not see is
/// missing from the record, and from what is returned.
#[must_use]
pub fn observed(record: &salesforce::Fields, targets: &Targets) -> Fields {
    let fields = targets.iter().filter_map(|target| {
        let value = record.get(&target.name)?;
        Some((target.key.clone(), fields::read(target, value)))
    });
    fields.collect()
}

/// Who last changed a record and when, as far as the answer says.
#[must_use]
pub fn signature(record: &Record) -> (Option<String>, Option<Timestamp>) {
    let [by, at] = SIGNATURE.map(|name| record.text(name));
    (
        by.map(str::to_owned),
        at.and_then(datetime::parse).map(Timestamp),
    )
}
