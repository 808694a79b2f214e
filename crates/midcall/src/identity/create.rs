//! Creates a lead for a prospect whom nobody knows, once: it carries a key that is made of the number,
//! in a field where no two may say the same. Whatever answer is lost, whoever asks at the same time,
//! there is one lead, and what people write into it is never written over.

use std::collections::BTreeSet;

use midcall_domain::identity::{Basis, Found, Number, choose};
use midcall_salesforce::{
    ApiError, ApiName, Class, ErrorItem, Failure, Fields, Reason, Record, RecordId, classify,
    operations::{CreateRecord, Query, QuerySeveral},
    soql,
};
use midcall_store::{Blocked, Caller};

use crate::{
    connection::{Connection, Error},
    node::Node,
    translate,
};

/// The key holds so many characters of a digest: enough to tell any two numbers apart.
const KEY_HEX: usize = 32;
const KEY_PREFIX: &str = "midcall-";
/// As long as the field of the key has to be.
pub(crate) const KEY_CHARS: usize = KEY_PREFIX.len() + KEY_HEX;

/// What creating a lead came to.
pub(super) enum Creation {
    /// There is one: new, made before, or the one that a duplicate rule names.
    There(Found),
    /// A person is needed.
    Blocked(Blocked),
}

/// Creates a lead for this number, or finds the one there is.
///
/// # Errors
///
/// When Salesforce does not answer, or refuses for a reason that passes. Then it may be done again.
pub(super) async fn create(
    node: &Node,
    connection: &Connection,
    number: &Number,
) -> Result<Creation, Error> {
    let settings = &node.settings.salesforce.create_leads;
    let Ok(key_field) = settings.key_field.parse::<ApiName>() else {
        let detail = "`salesforce.create_leads.key_field` is no field's name.";
        return Ok(blocked(
            node,
            "key_field_unusable",
            detail,
            "Name the field.",
        ));
    };
    let key = key(&node.workspace, number);
    // Twice: between looking and creating somebody else may have created it.
    for _ in 0..2 {
        match by_key(connection, &key_field, &key).await {
            Ok(Some(found)) => return Ok(Creation::There(found)),
            Ok(None) => {}
            Err(error) => return refusal(node, error),
        }
        let fields = [
            ("LastName", translate::unknown_name(&number.e164())),
            ("Company", settings.company.clone()),
            ("Phone", number.e164()),
            ("LeadSource", settings.source.clone()),
            (key_field.as_str(), key.clone()),
        ];
        let create = CreateRecord {
            object: ApiName::LEAD,
            fields: Fields::from_iter(fields.into_iter().filter(|(_, value)| !value.is_empty())),
            is_assigned: settings.by_assignment_rule,
        };
        let error = match connection.send(&create).await {
            Ok(id) => {
                return Ok(Creation::There(Found::Lead {
                    record: id.to_string(),
                    basis: Basis::Created,
                }));
            }
            Err(error) => error,
        };
        match reason(&error) {
            Some(Reason::DuplicateValue) => {}
            Some(Reason::DuplicateRule) => {
                return reuse(node, connection, &error, &key_field, &key).await;
            }
            _ => return refusal(node, error),
        }
    }
    let detail = "Salesforce says that a lead with this key exists, and shows none.";
    let action = "Let the integration user see all leads (View All on Lead), then retry.";
    Ok(blocked(node, "created_lead_not_visible", detail, action))
}

/// The same for the same number, and nothing that says which.
fn key(workspace: &str, number: &Number) -> String {
    let text = format!("{workspace} {}", number.e164());
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    let hex: String = digest
        .as_ref()
        .iter()
        .map(|it| format!("{it:02x}"))
        .collect();
    format!("{KEY_PREFIX}{}", &hex[..KEY_HEX])
}

/// The lead that carries the key, or the contact it has become.
async fn by_key(
    connection: &Connection,
    key_field: &ApiName,
    key: &str,
) -> Result<Option<Found>, Error> {
    let soql = format!(
        "SELECT Id, IsConverted, ConvertedContactId FROM Lead WHERE {key_field} = {}",
        soql::literal(key)
    );
    let Ok(query) = Query::new(&soql) else {
        return Ok(None);
    };
    let page = connection.send(&query).await?;
    let found = page.records.first().and_then(|record| {
        if record.flag("IsConverted") == Some(true) {
            let contact: RecordId = record.text("ConvertedContactId")?.parse().ok()?;
            let record = contact.to_string();
            return Some(Found::Contact { record });
        }
        Some(Found::Lead {
            record: record.id()?.to_string(),
            basis: Basis::Created,
        })
    });
    Ok(found)
}

/// Takes the record that a duplicate rule names. One that Midcall made for another number only
/// looks alike.
async fn reuse(
    node: &Node,
    connection: &Connection,
    error: &Error,
    key_field: &ApiName,
    key: &str,
) -> Result<Creation, Error> {
    let named: BTreeSet<RecordId> = items(error)
        .iter()
        .flat_map(|item| item.duplicates.iter().copied())
        .collect();
    let those = |is_one: fn(&RecordId) -> bool| -> Vec<String> {
        let ids = named.iter().filter(|id| is_one(id));
        ids.map(|id| soql::literal(id.as_str())).collect()
    };
    let (leads, contacts) = (those(RecordId::is_lead), those(RecordId::is_contact));
    let mut questions = Vec::new();
    if !leads.is_empty() {
        questions.push(format!(
            "SELECT Id, FirstName, LastName, Company, Status, CreatedDate, {key_field} FROM Lead WHERE IsConverted = false AND Id IN ({})",
            leads.join(", ")
        ));
    }
    if !contacts.is_empty() {
        questions.push(format!(
            "SELECT Id, FirstName, LastName, CreatedDate FROM Contact WHERE Id IN ({})",
            contacts.join(", ")
        ));
    }
    let mut records: Vec<Record> = Vec::new();
    if !questions.is_empty()
        && let Ok(several) = QuerySeveral::new(questions)
    {
        for page in connection.send(&several).await? {
            match page {
                Ok(page) => records.extend(page.records),
                Err(error) => return refusal(node, error.into()),
            }
        }
    }
    let is_anothers = |record: &Record| {
        let held = record.text(key_field.as_str());
        held.is_some_and(|held| held != key)
    };
    let callers: Vec<Caller> = records
        .iter()
        .filter(|record| !is_anothers(record))
        .filter_map(translate::caller)
        .collect();
    let candidates: Vec<_> = callers.into_iter().map(|it| it.candidate).collect();
    match choose(&candidates, node.settings.salesforce.several_matches) {
        Found::Nobody => refusal_of(node, error),
        Found::Lead { record, .. } => Ok(Creation::There(Found::Lead {
            record,
            basis: Basis::DuplicateRule,
        })),
        found => Ok(Creation::There(found)),
    }
}

fn refusal_of(node: &Node, error: &Error) -> Result<Creation, Error> {
    let failure = failure(error);
    let action = failure.as_ref().map_or("", |it| it.reason.action());
    let detail =
        "A duplicate rule of the org's refuses the new lead, and names none that can be seen.";
    Ok(blocked(node, "duplicate_rule", detail, action))
}

/// What concerns the lead waits for a person; anything else is tried again.
fn refusal(node: &Node, error: Error) -> Result<Creation, Error> {
    let Some(failure) = failure(&error).filter(concerns_the_lead) else {
        return Err(error);
    };
    let mut detail = failure.detail.as_str().to_owned();
    if !failure.fields.is_empty() {
        detail = format!("{detail} ({})", failure.fields.join(", "));
    }
    let detail = format!("The lead cannot be created. {}", detail.trim());
    Ok(blocked(
        node,
        failure.reason.code(),
        &detail,
        failure.reason.action(),
    ))
}

fn concerns_the_lead(failure: &Failure) -> bool {
    matches!(failure.class, Class::Data | Class::Bug | Class::Reroute)
        || matches!(
            failure.reason,
            Reason::FieldHidden | Reason::FieldReadOnly | Reason::ObjectHidden
        )
}

fn blocked(node: &Node, reason: &str, detail: &str, action: &str) -> Creation {
    Creation::Blocked(Blocked {
        reason: reason.to_owned(),
        detail: detail.trim().to_owned(),
        action: action.to_owned(),
        since: node.clock.now(),
    })
}

fn failure(error: &Error) -> Option<Failure> {
    match error {
        Error::Api(api) => Some(classify(api)),
        _ => None,
    }
}

fn reason(error: &Error) -> Option<Reason> {
    failure(error).map(|failure| failure.reason)
}

fn items(error: &Error) -> &[ErrorItem] {
    match error {
        Error::Api(ApiError::Refused(refusal)) => &refusal.items,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_fits_its_field_and_tells_numbers_apart() {
        let key = |text: &str| key("default", &Number::parse(text).unwrap());
        let first = key("+14155550132");
        assert!(
            first.len() <= 64 && !first.contains("4155550132"),
            "{first}"
        );
        assert_eq!(first, key("+14155550132"));
        assert_ne!(first, key("+14155550133"));
    }
}
