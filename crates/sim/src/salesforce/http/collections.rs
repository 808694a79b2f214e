//! Up to 200 records in one request. The request succeeds even where records fail; results stand
//! in the order of the records, and a failed one names no id.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};

use super::{
    answer::{Answer, Answered},
    call::Call,
    routes::Version,
    rows::{Upserted, external_id, read_id, upsert_by_key},
};
use crate::salesforce::{
    ApiError,
    model::{
        id::Id,
        records::{Fields, Records},
        save::Writer,
        schema::Object,
        show,
        state::Model,
    },
};

/// Most records in one request that writes.
const RECORDS_MAX: usize = 200;
/// Most ids in one request that reads.
const IDS_MAX: usize = 2_000;

/// Answers below `composite/sobjects`.
pub(crate) fn route(
    model: &mut Model,
    call: &Call,
    version: Version<'_>,
    rest: &[&str],
) -> Answered {
    match (call.method.as_str(), rest) {
        ("PATCH", []) => write(model, call, update),
        ("POST", []) => write(model, call, create),
        ("DELETE", []) => delete(model, call),
        ("PATCH", [object, key]) => upsert(model, call, object, key),
        ("GET" | "POST", [object]) => retrieve(model, call, version, object),
        (verb, _) => Err(ApiError::method_not_allowed(verb, "DELETE,GET,PATCH,POST").into()),
    }
}

type WriteOne = fn(&mut Model, Fields, Writer) -> Result<Id, Vec<ApiError>>;

fn write(model: &mut Model, call: &Call, write_one: WriteOne) -> Answered {
    let batch = Batch::read(call)?;
    let writer = call.writer();
    let mut seen = BTreeSet::new();
    all(model, batch.all_or_none, batch.records, |model, record| {
        let named = record.get("id").or_else(|| record.get("Id"));
        if let Some(id) = named.and_then(Value::as_str).and_then(Id::parse)
            && !seen.insert(id)
        {
            return Err(ApiError::duplicate_value("Id", id).into());
        }
        let id = write_one(model, record, writer)?;
        Ok(saved(id, None))
    })
}

fn update(model: &mut Model, mut record: Fields, writer: Writer) -> Result<Id, Vec<ApiError>> {
    let object = object_of(model, &record)?;
    let id = record.remove("id").or_else(|| record.remove("Id"));
    let Some(id) = id.as_ref().and_then(Value::as_str) else {
        let missing = "Id not specified in an update call";
        return Err(ApiError::new(400, "MISSING_ARGUMENT", missing).into());
    };
    let id = read_item_id(&object, id)?;
    model.update(object.name, id, &record, writer)?;
    Ok(id)
}

fn create(model: &mut Model, record: Fields, writer: Writer) -> Result<Id, Vec<ApiError>> {
    let object = object_of(model, &record)?;
    if !object.createable {
        return Err(ApiError::no_such_resource().into());
    }
    model.create(object.name, &record, writer)
}

fn upsert(model: &mut Model, call: &Call, object: &str, key: &str) -> Answered {
    let object = model
        .schema
        .visible_object(object)
        .ok_or_else(ApiError::no_such_resource)?
        .clone();
    let field = external_id(&object, key)?;
    let batch = Batch::read(call)?;
    let writer = call.writer();
    all(
        model,
        batch.all_or_none,
        batch.records,
        |model, mut record| {
            let name = record.keys().find(|name| name.eq_ignore_ascii_case(key));
            let value = name.cloned().and_then(|name| record.remove(&name));
            let Some(value) = value.as_ref().and_then(Value::as_str) else {
                let missing = format!("{} not specified", field.name);
                return Err(ApiError::new(400, "MISSING_ARGUMENT", missing).into());
            };
            if model.matching(&object, field, value).count() > 1 {
                let several = format!(
                    "{}: more than one record found for external id field",
                    field.name
                );
                return Err(ApiError::new(400, "DUPLICATE_EXTERNAL_ID", several).into());
            }
            let Upserted { id, created } =
                upsert_by_key(model, &object, field, value, record, writer)?;
            Ok(saved(id, Some(created)))
        },
    )
}

fn delete(model: &mut Model, call: &Call) -> Answered {
    let all_or_none = call.parameter("allOrNone") == Some("true");
    let ids: Vec<String> = call
        .parameter("ids")
        .unwrap_or_default()
        .split(',')
        .map(|id| id.trim().to_owned())
        .collect();
    refuse_too_many(ids.len(), RECORDS_MAX)?;
    let writer = call.writer();
    all(model, all_or_none, ids, |model, text| {
        let id = Id::parse(&text).ok_or_else(|| ApiError::malformed_id("ID", "Id", &text))?;
        model.delete(id, writer)?;
        Ok(saved(id, None))
    })
}

/// Reads many records; what cannot be had is null in its place.
fn retrieve(model: &Model, call: &Call, version: Version<'_>, object: &str) -> Answered {
    let object = model
        .schema
        .visible_object(object)
        .ok_or_else(ApiError::no_such_resource)?;
    let (ids, fields) = if call.method == "POST" {
        let body = call.json()?;
        (texts(&body["ids"]), texts(&body["fields"]))
    } else {
        let list = |name| -> Vec<String> {
            let list = call.parameter(name).unwrap_or_default();
            list.split(',').map(|item| item.trim().to_owned()).collect()
        };
        (list("ids"), list("fields"))
    };
    refuse_too_many(ids.len(), IDS_MAX)?;
    let names = fields
        .iter()
        .map(|name| {
            object
                .visible_field(name)
                .map(|field| field.name.clone())
                .ok_or_else(|| ApiError::no_such_column(name, object.name))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let records = ids
        .iter()
        .map(|id| {
            let record = read_id(object, id).and_then(|id| model.find(id));
            record.map_or(Value::Null, |record| {
                show::record(object, &record.fields, &names, version)
            })
        })
        .collect();
    Ok(Answer::json(200, records))
}

/// The body of a request that writes.
struct Batch {
    all_or_none: bool,
    records: Vec<Fields>,
}

impl Batch {
    fn read(call: &Call) -> Result<Self, ApiError> {
        let mut body = call.json_object()?;
        let all_or_none = body.get("allOrNone") == Some(&Value::Bool(true));
        let records = match body.remove("records") {
            Some(Value::Array(records)) => records,
            other => {
                let given = other.unwrap_or_default();
                return Err(ApiError::wrong_json_type("SObject list", &given));
            }
        };
        refuse_too_many(records.len(), RECORDS_MAX)?;
        let records = records
            .into_iter()
            .map(|record| match record {
                Value::Object(fields) => Ok(fields),
                other => Err(ApiError::wrong_json_type("SObject", &other)),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            all_or_none,
            records,
        })
    }
}

/// Does one thing to each item, in order, and undoes all of it when one fails and none may.
fn all<T>(
    model: &mut Model,
    all_or_none: bool,
    items: Vec<T>,
    mut work: impl FnMut(&mut Model, T) -> Result<Value, Vec<ApiError>>,
) -> Answered {
    let untouched: Option<Records> = all_or_none.then(|| model.records.clone());
    let outcomes: Vec<_> = items.into_iter().map(|item| work(model, item)).collect();
    let failed_inside = outcomes.iter().any(Result::is_err);
    let roll_back = untouched.filter(|_| failed_inside);
    let undone = roll_back.is_some();
    if let Some(records) = roll_back {
        model.records.roll_back(records);
    }
    let results = outcomes
        .into_iter()
        .map(|outcome| match outcome {
            Ok(_) if undone => failed(&[ApiError::rolled_back()]),
            Ok(result) => result,
            Err(errors) => failed(&errors),
        })
        .collect();
    let mut answer = Answer::json(200, results);
    answer.failed_inside = failed_inside;
    Ok(answer)
}

fn saved(id: Id, created: Option<bool>) -> Value {
    let mut result = json!({ "id": id.to_string(), "success": true, "errors": [] });
    if let Some(created) = created {
        result["created"] = created.into();
    }
    result
}

fn failed(errors: &[ApiError]) -> Value {
    let errors: Value = errors.iter().map(ApiError::as_item_error).collect();
    json!({ "success": false, "errors": errors })
}

fn object_of(model: &Model, record: &Fields) -> Result<Arc<Object>, ApiError> {
    let name = record
        .get("attributes")
        .and_then(|attributes| attributes["type"].as_str());
    let object = name.and_then(|name| model.schema.visible_object(name));
    object.cloned().ok_or_else(|| {
        ApiError::new(400, "INVALID_TYPE", "Must send a concrete entity type.").on(&[])
    })
}

/// In a collection even an ill-formed id is a `MALFORMED_ID`, as the recorded answers show.
fn read_item_id(object: &Object, text: &str) -> Result<Id, ApiError> {
    Id::parse(text)
        .filter(|id| id.prefix() == object.key_prefix)
        .ok_or_else(|| ApiError::malformed_id(&format!("{} ID", object.name), "Id", text))
}

fn refuse_too_many(count: usize, max: usize) -> Result<(), ApiError> {
    if count > max {
        return Err(ApiError::new(
            400,
            "EXCEEDED_ID_LIMIT",
            format!("record limit reached. cannot submit more than {max} records in this call"),
        ));
    }
    Ok(())
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}
