//! What happens between a request to save a record and the record being saved, in Salesforce's
//! order: the body is read, the record reached, limits and rules asked, automation run.

use std::{collections::VecDeque, sync::Arc};

use serde_json::Value;

use super::{
    body::{Operation, blank_record, check_limits, check_required, read_body},
    error::ApiError,
    id::Id,
    moment,
    records::{Fields, Record, Write},
    rules::HotLeadFlow,
    schema::{Field, Kind, Object},
    state::{HOT_QUEUE, INBOUND_QUEUE, INTEGRATION_USER, Model, SALESPERSON},
};

/// The score above which the hot-lead flow runs, as its sample definition has it.
const HOT_ABOVE: f64 = 70.0;

/// Who saves. People work in the user interface: field-level security, locks and limits that
/// bind the integration user do not stop them here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writer {
    Integration {
        /// Whether active assignment rules run, as `Sforce-Auto-Assign` says.
        auto_assign: bool,
        /// Whether a duplicate rule that only warns is passed over, as
        /// `Sforce-Duplicate-Rule-Header` says.
        saves_duplicates: bool,
    },
    Person,
}

impl Writer {
    fn user(self) -> Id {
        Id::parse(match self {
            Self::Integration { .. } => INTEGRATION_USER,
            Self::Person => SALESPERSON,
        })
        .expect("the org's own ids are well formed")
    }

    const fn is_person(self) -> bool {
        matches!(self, Self::Person)
    }
}

/// One save on its way: what was there, and what is being written over it.
struct Save<'a> {
    object: &'a Object,
    id: Option<Id>,
    before: Option<&'a Fields>,
    written: &'a Fields,
    writer: Writer,
}

impl Model {
    /// Creates a record of an object that exists, from a body without an id.
    pub(crate) fn create(
        &mut self,
        object: &str,
        body: &Fields,
        writer: Writer,
    ) -> Result<Id, Vec<ApiError>> {
        let object = self.object(object)?;
        let written = read_body(&object, body, Operation::Create, writer.is_person())?;
        self.refuse_in_maintenance(writer)?;
        let mut fields = blank_record(&object, writer.user());
        fields.extend(written.clone());
        check_limits(&object, &fields)?;
        check_required(&object, &fields)?;
        let save = Save {
            object: &object,
            id: None,
            before: None,
            written: &written,
            writer,
        };
        self.settle(&save, &mut fields)?;

        let id = self.records.mint(object.key_prefix);
        let now_ms = self.now_ms();
        fields.insert("Id".into(), id.to_string().into());
        fields.insert("CreatedDate".into(), moment::show(now_ms).into());
        fields.insert("CreatedById".into(), writer.user().to_string().into());
        let mut record = Record {
            fields,
            writes: VecDeque::new(),
            created_at_ms: now_ms,
        };
        let remembered = self.settings.remembered_writes;
        self.take_seat(object.name, &written);
        sign(&mut record, written, now_ms, writer, remembered);
        self.records.insert(id, record);
        if object.name == "PermissionSetAssignment" {
            self.refresh_access();
        }
        self.run_flows(object.name, id, None);
        Ok(id)
    }

    /// Changes the fields that the body names.
    pub(crate) fn update(
        &mut self,
        object: &str,
        id: Id,
        body: &Fields,
        writer: Writer,
    ) -> Result<(), Vec<ApiError>> {
        let object = self.object(object)?;
        let written = read_body(&object, body, Operation::Update, writer.is_person())?;
        self.refuse_in_maintenance(writer)?;
        let before = self.reach(id, writer)?.fields.clone();
        let mut after = before.clone();
        after.extend(written.clone());
        check_limits(&object, &written)?;
        check_required(&object, &after)?;
        let save = Save {
            object: &object,
            id: Some(id),
            before: Some(&before),
            written: &written,
            writer,
        };
        self.settle(&save, &mut after)?;

        let now_ms = self.now_ms();
        let remembered = self.settings.remembered_writes;
        let record = self.records.get_mut(id).expect("the record was reached");
        record.fields = after;
        sign(record, written, now_ms, writer, remembered);
        self.run_flows(object.name, id, Some(&before));
        Ok(())
    }

    /// Puts a record into the recycle bin.
    pub(crate) fn delete(&mut self, id: Id, writer: Writer) -> Result<(), Vec<ApiError>> {
        self.refuse_in_maintenance(writer)?;
        self.reach(id, writer)?;
        let now = moment::show(self.now_ms());
        let record = self.records.get_mut(id).expect("the record was reached");
        record.fields.insert("IsDeleted".into(), true.into());
        record.fields.insert("SystemModstamp".into(), now.into());
        if id.prefix() == "0Pa" {
            self.refresh_access();
        }
        Ok(())
    }

    /// The record for reading, or why this user cannot have it.
    pub(crate) fn find(&self, id: Id) -> Result<&Record, ApiError> {
        match self.records.get(id) {
            Some(record) if record.is_deleted() => Err(ApiError::deleted()),
            Some(record) if !self.rules.invisible.contains(&id) => Ok(record),
            _ => Err(ApiError::no_such_record(&id.to_string())),
        }
    }

    fn object(&self, name: &str) -> Result<Arc<Object>, ApiError> {
        let object = self.schema.object(name).cloned();
        object.ok_or_else(ApiError::no_such_resource)
    }

    fn refuse_in_maintenance(&self, writer: Writer) -> Result<(), Vec<ApiError>> {
        if self.rules.maintenance && !writer.is_person() {
            return Err(ApiError::maintenance().into());
        }
        Ok(())
    }

    /// The record for writing: found, not converted, not refused, and its row lock obtained.
    fn reach(&mut self, id: Id, writer: Writer) -> Result<&Record, ApiError> {
        if !writer.is_person() {
            let record = self.find(id)?;
            if record.is_converted() {
                return Err(ApiError::converted());
            }
            if let Some(refusal) = self.rules.refused.get(&id) {
                return Err(refusal.clone());
            }
            let now_ms = self.now_ms();
            let held = self.rules.locked_until_ms.get(&id);
            if held.is_some_and(|&until_ms| until_ms > now_ms)
                || self.rng.chance(self.rules.row_lock_chance)
            {
                return Err(ApiError::row_locked(id));
            }
        }
        match self.records.get(id) {
            Some(record) if record.is_deleted() => Err(ApiError::deleted()),
            Some(record) => Ok(record),
            None => Err(ApiError::no_such_record(&id.to_string())),
        }
    }

    /// Asks the rules about a save and lets automation add to what is stored after it.
    fn settle(&self, save: &Save<'_>, after: &mut Fields) -> Result<(), Vec<ApiError>> {
        self.check_duplicates(save, after)?;
        self.check_unique(save)?;
        self.check_references(save.object, save.written)?;
        self.check_assignment(save.object.name, save.written, save.writer)?;
        let broken: Vec<_> = self
            .rules
            .validations
            .iter()
            .filter(|rule| rule.object.eq_ignore_ascii_case(save.object.name))
            .filter_map(|rule| rule.judge(save.before, after).err())
            .collect();
        if !broken.is_empty() && !save.writer.is_person() {
            return Err(broken);
        }
        if self.rules.failing_flows.contains(save.object.name) && !save.writer.is_person() {
            return Err(ApiError::flow_failed().into());
        }
        if let Some(name) = full_name(after) {
            after.insert("Name".into(), name.into());
        }
        if save.object.name == "Lead" {
            self.automate_lead(save, after)?;
        }
        Ok(())
    }

    fn automate_lead(&self, save: &Save<'_>, after: &mut Fields) -> Result<(), ApiError> {
        // Assignment rules run on updates too, and overwrite an owner set by the same request.
        if self.settings.assignment_rule_active
            && matches!(
                save.writer,
                Writer::Integration {
                    auto_assign: true,
                    ..
                }
            )
        {
            after.insert("OwnerId".into(), INBOUND_QUEUE.into());
        }
        if is_hot(after) && !save.before.is_some_and(is_hot) {
            match self.settings.hot_lead_flow {
                HotLeadFlow::Off => {}
                HotLeadFlow::Routes => {
                    after.insert("OwnerId".into(), HOT_QUEUE.into());
                }
                HotLeadFlow::Fails => return Err(ApiError::flow_failed()),
            }
        }
        Ok(())
    }

    fn check_duplicates(&self, save: &Save<'_>, after: &Fields) -> Result<(), ApiError> {
        let Writer::Integration {
            saves_duplicates, ..
        } = save.writer
        else {
            return Ok(());
        };
        if save.before.is_some() || save.object.name != "Lead" {
            return Ok(());
        }
        for rule in &self.rules.duplicates {
            let is_alike = |held: &Fields| {
                rule.fields.iter().all(|name| {
                    let value = |fields: &Fields| {
                        let text = fields.get(name).and_then(Value::as_str);
                        text.map(str::to_lowercase)
                    };
                    value(after).is_some() && value(after) == value(held)
                })
            };
            let found: Vec<Id> = self
                .records
                .of_prefix(save.object.key_prefix)
                .filter(|(id, record)| !record.is_deleted() && !self.rules.invisible.contains(id))
                .filter(|(_, record)| is_alike(&record.fields))
                .map(|(id, _)| id)
                .collect();
            if !found.is_empty() && (rule.blocks || !saves_duplicates) {
                return Err(ApiError::duplicates_detected(
                    &rule.name,
                    rule.blocks,
                    &found,
                ));
            }
        }
        Ok(())
    }

    fn check_unique(&self, save: &Save<'_>) -> Result<(), ApiError> {
        for field in save.object.fields.iter().filter(|field| field.unique) {
            let Some(value) = save.written.get(&field.name).and_then(Value::as_str) else {
                continue;
            };
            let holder = self
                .matching(save.object, field, value)
                .find(|holder| Some(*holder) != save.id);
            if let Some(holder) = holder {
                return Err(ApiError::duplicate_value(&field.name, holder));
            }
        }
        Ok(())
    }

    /// Live records that hold a value in a text field, however sharing hides them.
    pub(crate) fn matching<'a>(
        &'a self,
        object: &'a Object,
        field: &'a Field,
        value: &'a str,
    ) -> impl Iterator<Item = Id> + 'a {
        self.records
            .of_prefix(object.key_prefix)
            .filter(move |(_, record)| {
                let held = record.fields.get(&field.name).and_then(Value::as_str);
                !record.is_deleted()
                    && held.is_some_and(|held| {
                        held == value
                            || (!field.case_sensitive
                                && held.to_lowercase() == value.to_lowercase())
                    })
            })
            .map(|(id, _)| id)
    }

    fn check_references(&self, object: &Object, written: &Fields) -> Result<(), ApiError> {
        for field in &object.fields {
            let Kind::Reference(to) = &field.kind else {
                continue;
            };
            let Some(text) = written.get(&field.name).and_then(Value::as_str) else {
                continue;
            };
            let id = Id::parse(text).expect("references are read as ids");
            match self.schema.of_prefix(id.prefix()) {
                Some(target) if to.iter().any(|name| name == target.name) => {
                    self.find(id).map_err(|_| ApiError::bad_cross_reference())?;
                }
                // Accounts and opportunities are not kept here, so any id will do for them.
                None if to.iter().any(|name| self.schema.object(name).is_none()) => {}
                _ => return Err(ApiError::malformed_id(&field.label, &field.name, text)),
            }
        }
        Ok(())
    }
}

/// Notes who saved a record when, and remembers what was written through the API.
fn sign(record: &mut Record, written: Fields, now_ms: i64, writer: Writer, remembered: usize) {
    let now = moment::show(now_ms);
    let stamps = [
        ("LastModifiedDate", now.clone()),
        ("LastModifiedById", writer.user().to_string()),
        ("SystemModstamp", now),
    ];
    for (name, value) in stamps {
        record.fields.insert(name.into(), value.into());
    }
    if !writer.is_person() {
        record.writes.push_back(Write {
            at_ms: now_ms,
            fields: written,
        });
        if record.writes.len() > remembered {
            record.writes.pop_front();
        }
    }
}

/// First and last name as Salesforce joins them; `None` for records of things.
fn full_name(fields: &Fields) -> Option<String> {
    let last = fields.get("LastName")?.as_str()?;
    Some(match fields.get("FirstName").and_then(Value::as_str) {
        Some(first) => format!("{first} {last}"),
        None => last.to_owned(),
    })
}

fn is_hot(lead: &Fields) -> bool {
    lead.get("AI_Qualification_Score__c")
        .and_then(Value::as_f64)
        .is_some_and(|score| score > HOT_ABOVE)
}
