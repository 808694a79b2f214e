//! What people do to leads in the user interface while the integration is not looking: create,
//! edit, convert, merge, delete, restore, and hold open.

use serde_json::{Map, Value, json};

use super::{
    ApiError, Org,
    model::{id::Id, moment, records::Fields, save::Writer, state::Model},
};

/// What a lead became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// The contact, which the API can read and write.
    pub contact_id: String,
    /// The account. Only its id exists here.
    pub account_id: String,
    /// The opportunity. Only its id exists here.
    pub opportunity_id: String,
}

impl Org {
    /// Creates a lead from a JSON object of fields; last name and company are required, as in
    /// life. Gives its id.
    ///
    /// # Errors
    /// What the org says to fields that do not exist or hold too much.
    pub fn create_lead(&self, fields: Value) -> Result<String, ApiError> {
        let fields = object(fields)?;
        let id = self
            .lock_world()
            .model
            .create("Lead", &fields, Writer::Person);
        id.map(|id| id.to_string()).map_err(first)
    }

    /// Creates a contact from a JSON object of fields. Gives its id.
    ///
    /// # Errors
    /// What the org says to fields that do not exist or hold too much.
    pub fn create_contact(&self, fields: Value) -> Result<String, ApiError> {
        let fields = object(fields)?;
        let id = self
            .lock_world()
            .model
            .create("Contact", &fields, Writer::Person);
        id.map(|id| id.to_string()).map_err(first)
    }

    /// Edits a lead.
    ///
    /// # Errors
    /// What the org says to the fields, or to a lead that is gone.
    pub fn edit_lead(&self, id: &str, fields: Value) -> Result<(), ApiError> {
        let (id, fields) = (read(id)?, object(fields)?);
        self.lock_world()
            .model
            .update("Lead", id, &fields, Writer::Person)
            .map_err(first)
    }

    /// Converts a lead into a contact, an account and an opportunity.
    ///
    /// # Errors
    /// When the lead is gone or converted already.
    pub fn convert_lead(&self, id: &str) -> Result<Converted, ApiError> {
        let id = read(id)?;
        let model = &mut self.lock_world().model;
        let lead = model.find(id)?;
        if lead.is_converted() {
            return Err(ApiError::converted());
        }
        let copied = [
            "FirstName",
            "LastName",
            "Title",
            "Phone",
            "MobilePhone",
            "Email",
        ];
        let contact: Fields = lead
            .fields
            .iter()
            .filter(|(name, value)| copied.contains(&name.as_str()) && !value.is_null())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let contact_id = model
            .create("Contact", &contact, Writer::Person)
            .map_err(first)?;
        let converted = Converted {
            contact_id: contact_id.to_string(),
            account_id: model.records.mint("001").to_string(),
            opportunity_id: model.records.mint("006").to_string(),
        };
        let today = moment::show(model.now_ms())[..10].to_owned();
        change(
            model,
            id,
            json!({
                "IsConverted": true,
                "Status": "Closed - Converted",
                "ConvertedDate": today,
                "ConvertedContactId": converted.contact_id,
                "ConvertedAccountId": converted.account_id,
                "ConvertedOpportunityId": converted.opportunity_id,
            }),
        )?;
        move_tasks(model, id, contact_id);
        Ok(converted)
    }

    /// Merges a lead into another, which stays.
    ///
    /// # Errors
    /// When either lead is gone.
    pub fn merge_lead(&self, id: &str, into: &str) -> Result<(), ApiError> {
        let (id, into) = (read(id)?, read(into)?);
        let model = &mut self.lock_world().model;
        model.find(into)?;
        let trail = json!({ "IsDeleted": true, "MasterRecordId": into.to_string() });
        change(model, id, trail)?;
        move_tasks(model, id, into);
        Ok(())
    }

    /// Deletes a lead into the recycle bin.
    ///
    /// # Errors
    /// When the lead is gone.
    pub fn delete_lead(&self, id: &str) -> Result<(), ApiError> {
        let id = read(id)?;
        change(
            &mut self.lock_world().model,
            id,
            json!({ "IsDeleted": true }),
        )
    }

    /// Restores a lead from the recycle bin.
    ///
    /// # Errors
    /// When the lead was purged or never existed.
    pub fn restore_lead(&self, id: &str) -> Result<(), ApiError> {
        let id = read(id)?;
        let restored = json!({ "IsDeleted": false, "MasterRecordId": null });
        change(&mut self.lock_world().model, id, restored)
    }

    /// Empties the recycle bin of a lead: it never existed.
    ///
    /// # Errors
    /// When the id is none.
    pub fn purge_lead(&self, id: &str) -> Result<(), ApiError> {
        let id = read(id)?;
        self.lock_world().model.records.purge(id);
        Ok(())
    }

    /// Changes sharing so that the integration user cannot see a lead, or can again.
    ///
    /// # Errors
    /// When the id is none.
    pub fn set_visible(&self, id: &str, visible: bool) -> Result<(), ApiError> {
        let id = read(id)?;
        let invisible = &mut self.lock_world().model.rules.invisible;
        if visible {
            invisible.remove(&id);
        } else {
            invisible.insert(id);
        }
        Ok(())
    }

    /// Holds a lead's row lock for a while, in milliseconds of the org's clock, as a long save
    /// of somebody else does.
    ///
    /// # Errors
    /// When the id is none.
    pub fn lock(&self, id: &str, for_ms: i64) -> Result<(), ApiError> {
        let id = read(id)?;
        let model = &mut self.lock_world().model;
        let until_ms = model.now_ms() + for_ms;
        model.rules.locked_until_ms.insert(id, until_ms);
        Ok(())
    }
}

/// Changes fields that no form shows, past all rules.
fn change(model: &mut Model, id: Id, values: Value) -> Result<(), ApiError> {
    let now = moment::show(model.now_ms());
    let record = model
        .records
        .get_mut(id)
        .ok_or_else(|| ApiError::no_such_record(&id.to_string()))?;
    record.fields.extend(object(values)?);
    record.fields.insert("SystemModstamp".into(), now.into());
    Ok(())
}

/// Tasks go along to what a lead becomes.
fn move_tasks(model: &mut Model, from: Id, to: Id) {
    let is_of = |fields: &Fields| {
        let who = fields.get("WhoId").and_then(Value::as_str);
        who.and_then(Id::parse) == Some(from)
    };
    let tasks: Vec<Id> = model
        .records
        .of_prefix("00T")
        .filter(|(_, record)| is_of(&record.fields))
        .map(|(id, _)| id)
        .collect();
    for id in tasks {
        if let Some(task) = model.records.get_mut(id) {
            task.fields.insert("WhoId".into(), to.to_string().into());
        }
    }
}

fn read(id: &str) -> Result<Id, ApiError> {
    Id::parse(id).ok_or_else(|| ApiError::malformed_id("Lead ID", "Id", id))
}

fn object(fields: Value) -> Result<Map<String, Value>, ApiError> {
    match fields {
        Value::Object(fields) => Ok(fields),
        other => Err(ApiError::wrong_json_type("SObject", &other)),
    }
}

fn first(errors: Vec<ApiError>) -> ApiError {
    errors
        .into_iter()
        .next()
        .expect("a refusal names at least one error")
}
