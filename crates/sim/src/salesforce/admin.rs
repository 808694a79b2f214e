//! What an administrator of the org does: fields and who sees them, rules, policies, limits, and
//! the state of the org as a whole.

use super::{
    Access, ApiError, App, DuplicateRule, Field, HotLeadFlow, Org, ValidationRule,
    model::{id::Id, schema::Object},
};

impl Org {
    /// Adds a field to an object. Records hold nothing in it.
    ///
    /// # Errors
    /// When there is no such object.
    pub fn add_field(&self, object: &str, field: Field) -> Result<(), ApiError> {
        self.change_object(object, |object| {
            object.fields.push(field);
            Ok(())
        })
    }

    /// Deletes a field from an object.
    ///
    /// # Errors
    /// When there is no such object or field.
    pub fn remove_field(&self, object: &str, name: &str) -> Result<(), ApiError> {
        self.change_object(object, |object| {
            let before = object.fields.len();
            object.fields.retain(|field| field.name != name);
            if object.fields.len() == before {
                return Err(ApiError::no_such_column(name, object.name));
            }
            Ok(())
        })
    }

    /// Gives a field another API name. Its values go with it.
    ///
    /// # Errors
    /// When there is no such object or field.
    pub fn rename_field(&self, object: &str, from: &str, to: &str) -> Result<(), ApiError> {
        let prefix = self.change_object(object, |object| {
            field_of(object, from)?.name = to.to_owned();
            Ok(object.key_prefix)
        })?;
        let records = &mut self.lock_world().model.records;
        let ids: Vec<Id> = records.of_prefix(prefix).map(|(id, _)| id).collect();
        for id in ids {
            if let Some(record) = records.get_mut(id)
                && let Some(value) = record.fields.remove(from)
            {
                record.fields.insert(to.to_owned(), value);
            }
        }
        Ok(())
    }

    /// Sets what field-level security lets the integration user do with a field.
    ///
    /// # Errors
    /// When there is no such object or field.
    pub fn set_access(&self, object: &str, field: &str, access: Access) -> Result<(), ApiError> {
        self.change_object(object, |object| {
            field_of(object, field)?.access = access;
            Ok(())
        })
    }

    /// Changes the app's OAuth policies. Tokens that are out stay valid.
    pub fn change_app(&self, change: impl FnOnce(&mut App)) {
        change(&mut self.lock_world().model.settings.app);
    }

    /// Ends every session, as revoking them in Setup does. Refresh tokens stay.
    pub fn expire_sessions(&self) {
        self.lock_world().model.sessions.expire_all();
    }

    /// Adds a validation rule.
    pub fn add_validation_rule(&self, rule: ValidationRule) {
        self.lock_world().model.rules.validations.push(rule);
    }

    /// Adds a duplicate rule on Lead.
    pub fn add_duplicate_rule(&self, rule: DuplicateRule) {
        self.lock_world().model.rules.duplicates.push(rule);
    }

    /// Deletes all validation rules.
    pub fn clear_validation_rules(&self) {
        self.lock_world().model.rules.validations.clear();
    }

    /// Turns the lead assignment rule on or off.
    pub fn set_assignment_rule(&self, active: bool) {
        self.lock_world().model.settings.assignment_rule_active = active;
    }

    /// Sets what happens when a lead becomes hot.
    pub fn set_hot_lead_flow(&self, flow: HotLeadFlow) {
        self.lock_world().model.settings.hot_lead_flow = flow;
    }

    /// Lets a flow of the customer's fail every save of an object through the API, or no longer.
    pub fn set_failing_flow(&self, object: &str, fails: bool) {
        let failing = &mut self.lock_world().model.rules.failing_flows;
        if fails {
            failing.insert(object.to_owned());
        } else {
            failing.remove(object);
        }
    }

    /// Puts the org into read-only maintenance, or takes it out.
    pub fn set_maintenance(&self, read_only: bool) {
        self.lock_world().model.rules.maintenance = read_only;
    }

    /// Sets the daily allocation of requests.
    pub fn set_daily_requests(&self, max: u64) {
        self.lock_world().model.settings.daily_requests = max;
    }

    /// Lets other integrations of the org use up this many requests now.
    pub fn others_use_requests(&self, count: u64) {
        let model = &mut self.lock_world().model;
        let now_ms = model.now_ms();
        model.allowance.count(count, now_ms);
    }

    /// Sets how long each request takes, in milliseconds of the machine's clock.
    pub fn set_latency_ms(&self, latency_ms: u64) {
        self.lock_world().model.settings.latency_ms = latency_ms;
    }

    /// Sets how likely a write finds its row locked by automation, from 0.0 to 1.0.
    pub fn set_row_lock_chance(&self, probability: f64) {
        self.lock_world().model.rules.row_lock_chance = probability;
    }

    /// Refuses every write of a record, with what the org says, or with `None` no longer: for an
    /// approval process, a trigger, missing rights.
    pub fn refuse_writes(&self, id: &str, refusal: Option<ApiError>) {
        let Some(id) = Id::parse(id) else { return };
        let refused = &mut self.lock_world().model.rules.refused;
        match refusal {
            Some(refusal) => refused.insert(id, refusal),
            None => refused.remove(&id),
        };
    }

    fn change_object<T>(
        &self,
        object: &str,
        change: impl FnOnce(&mut Object) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let schema = &mut self.lock_world().model.schema;
        schema
            .object_mut(object)
            .ok_or_else(ApiError::no_such_resource)
            .and_then(change)
    }
}

fn field_of<'a>(object: &'a mut Object, name: &str) -> Result<&'a mut Field, ApiError> {
    let object_name = object.name;
    object
        .fields
        .iter_mut()
        .find(|field| field.name.eq_ignore_ascii_case(name))
        .ok_or_else(|| ApiError::no_such_column(name, object_name))
}
