//! One record at a time: `sobjects/X`, by id or by external id.

use serde_json::{Value, json};

use super::{
    answer::{Answer, Answered},
    call::Call,
    routes::{Version, number_of},
};
use crate::salesforce::{
    ApiError,
    model::{
        id::Id,
        records::Fields,
        save::Writer,
        schema::{Field, Object},
        show,
        state::Model,
    },
};

/// Verbs that `sobjects/X` takes; error texts list them.
const OBJECT_VERBS: &str = "HEAD,GET,POST";
/// Verbs that a record takes.
const RECORD_VERBS: &str = "DELETE,GET,HEAD,PATCH";

/// Answers below `sobjects/X`, except for describe.
pub(crate) fn route(
    model: &mut Model,
    call: &Call,
    version: Version<'_>,
    object: &str,
    rest: &[&str],
) -> Answered {
    let object = model
        .schema
        .visible_object(object)
        .ok_or_else(ApiError::no_such_resource)?
        .clone();
    match (call.method.as_str(), rest) {
        ("POST", []) => create(model, call, version, &object),
        (verb, []) => Err(ApiError::method_not_allowed(verb, OBJECT_VERBS).into()),
        // An external id with its value left out.
        ("PATCH", [field]) if object.field(field).is_some() => {
            Err(ApiError::method_not_allowed("PATCH", OBJECT_VERBS).into())
        }
        (_, [id]) => {
            let id = read_id(&object, id)?;
            by_id(model, call, version, &object, id)
        }
        ("PATCH", [key, value]) if !key.eq_ignore_ascii_case("Id") => {
            upsert(model, call, version, &object, key, value)
        }
        (_, [key, value]) => {
            let id = find_by_key(model, &object, version, key, value)?;
            match id {
                Found::One(id) => by_id(model, call, version, &object, id),
                Found::None => Err(ApiError::no_such_record(value).into()),
                Found::Several(urls) => Ok(Answer::json(300, urls)),
            }
        }
        _ => Err(ApiError::no_such_resource().into()),
    }
}

/// An id of this object, in either form.
pub(crate) fn read_id(object: &Object, text: &str) -> Result<Id, ApiError> {
    match Id::parse(text) {
        Some(id) if id.prefix() == object.key_prefix => Ok(id),
        Some(_) => Err(ApiError::malformed_id(
            &format!("{} ID", object.name),
            "Id",
            text,
        )),
        None => Err(ApiError::no_such_record(text)),
    }
}

/// What an upsert did.
pub(crate) struct Upserted {
    pub(crate) id: Id,
    pub(crate) created: bool,
}

/// Updates the record with this external id, or creates it. The caller has ruled out several.
pub(crate) fn upsert_by_key(
    model: &mut Model,
    object: &Object,
    key: &Field,
    value: &str,
    mut fields: Fields,
    writer: Writer,
) -> Result<Upserted, Vec<ApiError>> {
    let holder = model.matching(object, key, value).next();
    if let Some(id) = holder {
        model.update(object.name, id, &fields, writer)?;
        return Ok(Upserted { id, created: false });
    }
    fields.insert(key.name.clone(), value.into());
    let id = model.create(object.name, &fields, writer)?;
    Ok(Upserted { id, created: true })
}

/// The external-id field of this name.
pub(crate) fn external_id<'a>(object: &'a Object, key: &str) -> Result<&'a Field, ApiError> {
    object
        .visible_field(key)
        .filter(|field| field.external_id)
        .ok_or_else(|| ApiError::no_such_record(key))
}

fn create(model: &mut Model, call: &Call, version: Version<'_>, object: &Object) -> Answered {
    if !object.createable {
        return Err(ApiError::method_not_allowed("POST", "HEAD,GET").into());
    }
    let id = model.create(object.name, &call.json_object()?, call.writer())?;
    let result = json!({ "id": id.to_string(), "success": true, "errors": [] });
    Ok(Answer::json(201, result).at(url(object, version, id)))
}

fn by_id(
    model: &mut Model,
    call: &Call,
    version: Version<'_>,
    object: &Object,
    id: Id,
) -> Answered {
    match call.method.as_str() {
        "GET" | "HEAD" => {
            let names = asked_for(object, call)?;
            let record = model.find(id)?;
            let shown = show::record(object, &record.fields, &names, version);
            Ok(Answer::json(200, shown))
        }
        "PATCH" => {
            model.update(object.name, id, &call.json_object()?, call.writer())?;
            Ok(Answer::empty(204))
        }
        "DELETE" => {
            model.delete(id, call.writer())?;
            Ok(Answer::empty(204))
        }
        verb => Err(ApiError::method_not_allowed(verb, RECORD_VERBS).into()),
    }
}

/// The fields that `fields=` names, or all that this user may see.
fn asked_for(object: &Object, call: &Call) -> Result<Vec<String>, ApiError> {
    let Some(names) = call.parameter("fields") else {
        return Ok(object
            .visible_fields()
            .map(|field| field.name.clone())
            .collect());
    };
    let mut asked = vec!["Id".to_owned()];
    for name in names.split(',').map(str::trim) {
        let field = object
            .visible_field(name)
            .ok_or_else(|| ApiError::no_such_column(name, object.name))?;
        if !asked.contains(&field.name) {
            asked.push(field.name.clone());
        }
    }
    Ok(asked)
}

enum Found {
    None,
    One(Id),
    /// The addresses of all that match.
    Several(Value),
}

fn find_by_key(
    model: &Model,
    object: &Object,
    version: Version<'_>,
    key: &str,
    value: &str,
) -> Result<Found, ApiError> {
    if key.eq_ignore_ascii_case("Id") {
        return read_id(object, value).map(Found::One);
    }
    let field = external_id(object, key)?;
    let ids: Vec<Id> = model.matching(object, field, value).collect();
    Ok(match ids.as_slice() {
        [] => Found::None,
        [id] => Found::One(*id),
        several => Found::Several(several.iter().map(|id| url(object, version, *id)).collect()),
    })
}

fn upsert(
    model: &mut Model,
    call: &Call,
    version: Version<'_>,
    object: &Object,
    key: &str,
    value: &str,
) -> Answered {
    let update_only = call
        .parameter("updateOnly")
        .is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
    match find_by_key(model, object, version, key, value)? {
        Found::Several(urls) => return Ok(Answer::json(300, urls)),
        Found::None if update_only => return Err(ApiError::no_such_record(value).into()),
        Found::None | Found::One(_) => {}
    }
    let field = external_id(object, key)?;
    let body = call.json_object()?;
    if body.keys().any(|name| name.eq_ignore_ascii_case(key)) {
        return Err(ApiError::id_in_body(&field.name).into());
    }
    let Upserted { id, created } = upsert_by_key(model, object, field, value, body, call.writer())?;
    // Until 46.0 an upsert that updated was answered like a PATCH.
    if !created && number_of(version).is_some_and(|number| number < 46) {
        return Ok(Answer::empty(204));
    }
    let result = json!({
        "id": id.to_string(),
        "success": true,
        "errors": [],
        "created": created,
    });
    let answer = Answer::json(if created { 201 } else { 200 }, result);
    Ok(if created {
        answer.at(url(object, version, id))
    } else {
        answer
    })
}

fn url(object: &Object, version: Version<'_>, id: Id) -> String {
    format!("/services/data/{version}/sobjects/{}/{id}", object.name)
}
