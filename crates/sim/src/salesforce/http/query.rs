//! Asking many records at once: SOQL with its pages, SOSL, and search by parameters.

use serde_json::{Value, json};

use super::{
    answer::{Answer, Answered},
    call::Call,
    routes::Version,
};
use crate::salesforce::{
    ApiError,
    model::{
        automation::Api,
        describe::Wire,
        id::Id,
        schema::{Field, Kind},
        search::{Group, Returning, Search},
        soql::{Outcome, Page, Parser, Query, Scope, Selection},
        state::Model,
    },
};

/// Smallest page a client may ask for.
const PAGE_ROWS_MIN: usize = 200;

/// `GET query?q=` and `queryAll`.
pub(crate) fn query(
    model: &mut Model,
    call: &Call,
    version: Version<'_>,
    scope: Scope,
) -> Answered {
    let source = call.parameter("q").unwrap_or_default();
    let query = Parser::new(source)?.query()?;
    if let Some(outcome) = model.run_over_rules(Api::Data, &query, source, version) {
        return Ok(whole(outcome?));
    }
    let outcome = model.run(&query, source, scope, version)?;
    if call.parameter("columns") == Some("true") {
        return Ok(columns(model, &query));
    }
    match outcome {
        Outcome::Count(count) => {
            let result = json!({ "totalSize": count, "done": true, "records": [] });
            Ok(Answer::json(200, result))
        }
        Outcome::Rows(rows) => {
            let page_rows = page_rows(model, call);
            let locator = Id::mint("01g", model.rng.below(62_u64.pow(9))).to_string();
            let page = model.cursors.first_page(rows, page_rows, locator);
            Ok(Answer::json(200, show(page, version)))
        }
    }
}

/// `GET tooling/query?q=`.
pub(crate) fn tooling(model: &Model, call: &Call, version: Version<'_>) -> Answered {
    let source = call.parameter("q").unwrap_or_default();
    let query = Parser::new(source)?.query()?;
    let outcome = model.run_over_rules(Api::Tooling, &query, source, version);
    let outcome = outcome.unwrap_or_else(|| Err(ApiError::no_such_resource()));
    Ok(whole(outcome?))
}

/// An answer that fits into one page.
fn whole(outcome: Outcome) -> Answer {
    let (count, records) = match outcome {
        Outcome::Count(count) => (count, Vec::new()),
        Outcome::Rows(rows) => (rows.len(), rows),
    };
    let result = json!({ "totalSize": count, "done": true, "records": records });
    Answer::json(200, result)
}

/// `GET query/{locator}`, as `nextRecordsUrl` says.
pub(crate) fn next_page(
    model: &Model,
    call: &Call,
    version: Version<'_>,
    locator: &str,
) -> Answered {
    let page = model
        .cursors
        .next_page(locator, page_rows(model, call))
        .ok_or_else(ApiError::invalid_query_locator)?;
    Ok(Answer::json(200, show(page, version)))
}

/// `GET search?q=FIND {…}`.
pub(crate) fn search(model: &Model, call: &Call, version: Version<'_>) -> Answered {
    let search = Search::parse_sosl(call.parameter("q").unwrap_or_default())?;
    found(model, &search, version)
}

/// `parameterizedSearch`, with its parameters in the URL or as JSON.
pub(crate) fn parameterized(model: &Model, call: &Call, version: Version<'_>) -> Answered {
    let body = if call.method == "POST" {
        call.json()?
    } else {
        parameters_as_body(call)
    };
    let term = body["q"].as_str().unwrap_or_default().to_owned();
    let group = body["in"].as_str().map_or(Some(Group::All), Group::parse);
    let group = group.ok_or_else(ApiError::malformed_search)?;
    let default_limit = count(&body["defaultLimit"]);
    let returning = body["sobjects"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|object| {
            let name = object["name"].as_str().unwrap_or_default();
            let mut returning = Returning::ids_of(name);
            for fields in [&object["fields"], &body["fields"]] {
                if !fields.is_null() {
                    returning.fields = texts(fields);
                    break;
                }
            }
            if let Some(condition) = object["where"].as_str() {
                returning.condition = Some(Parser::new(condition)?.lone_condition()?);
            }
            returning.limit = count(&object["limit"]).or(default_limit);
            Ok(returning)
        })
        .collect::<Result<_, ApiError>>()?;
    let search = Search {
        term,
        group,
        returning,
        limit: count(&body["overallLimit"]),
    };
    found(model, &search, version)
}

fn found(model: &Model, search: &Search, version: Version<'_>) -> Answered {
    let records = model.search(search, version)?;
    Ok(Answer::json(200, json!({ "searchRecords": records })))
}

fn parameters_as_body(call: &Call) -> Value {
    let parameter = |name| call.parameter(name).map_or(Value::Null, Value::from);
    let list = |name| call.parameter(name).map(|list| list.split(','));
    json!({
        "q": parameter("q"),
        "in": parameter("in"),
        "fields": list("fields").map(Iterator::collect::<Vec<_>>),
        "sobjects": list("sobject").map(|names| {
            names.map(|name| json!({ "name": name })).collect::<Vec<_>>()
        }),
        "overallLimit": parameter("overallLimit"),
        "defaultLimit": parameter("defaultLimit"),
    })
}

/// The documentation shows limits as text; numbers are taken as well.
fn count(value: &Value) -> Option<usize> {
    match value {
        Value::String(text) => text.parse().ok(),
        number => number
            .as_u64()
            .and_then(|number| usize::try_from(number).ok()),
    }
}

fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

fn show(page: Page, version: Version<'_>) -> Value {
    let mut result = json!({
        "totalSize": page.total,
        "done": page.next.is_none(),
        "records": page.records,
    });
    if let Some(next) = page.next {
        result["nextRecordsUrl"] = format!("/services/data/{version}/query/{next}").into();
    }
    result
}

/// The page size that `Sforce-Query-Options: batchSize=N` asks for, within the org's limits.
fn page_rows(model: &Model, call: &Call) -> usize {
    let max = model.settings.query_page_rows;
    let asked = call
        .header("sforce-query-options")
        .and_then(|options| options.trim().strip_prefix("batchSize="))
        .and_then(|size| size.parse::<usize>().ok());
    asked.map_or(max, |asked| asked.max(PAGE_ROWS_MIN).min(max))
}

/// What the Salesforce CLI asks for with `columns=true`: the columns instead of the rows.
fn columns(model: &Model, query: &Query) -> Answer {
    let Some(object) = model.schema.object(&query.from.name) else {
        return Answer::refused(&[ApiError::no_such_resource()]);
    };
    let fields: Vec<&Field> = match &query.selection {
        Selection::Count => Vec::new(),
        Selection::Fields(columns) => columns
            .iter()
            .filter_map(|column| object.field(&column.name))
            .collect(),
    };
    let id_selected = fields.iter().any(|field| field.name == "Id");
    let metadata: Value = fields.into_iter().map(column).collect();
    Answer::json(
        200,
        json!({
            "columnMetadata": metadata,
            "entityName": object.name,
            "groupBy": false,
            "idSelected": id_selected,
            "keyPrefix": object.key_prefix,
        }),
    )
}

fn column(field: &Field) -> Value {
    let wire = Wire::of(&field.kind);
    json!({
        "aggregate": false,
        "apexType": wire.apex_type,
        "booleanType": field.kind == Kind::Checkbox,
        "columnName": field.name,
        "custom": field.is_custom(),
        "displayName": field.name,
        "foreignKeyName": null,
        "insertable": field.createable,
        "joinColumns": [],
        "numberType": matches!(wire.apex_type, "Double" | "Integer"),
        "textType": wire.apex_type == "String",
        "updatable": field.updateable,
    })
}
