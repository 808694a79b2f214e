//! What the org tells about itself: versions, resources, limits, objects.

use serde_json::{Value, json};

use super::{
    answer::{Answer, Answered},
    routes::Version,
};
use crate::salesforce::{
    ApiError,
    model::{describe, state::Model},
};

/// `GET /services/data`: every version served, oldest first.
pub(crate) fn versions(model: &Model) -> Answer {
    let (oldest, newest) = model.settings.versions;
    let list = (oldest..=newest)
        .map(|number| {
            json!({
                "label": release(number),
                "url": format!("/services/data/v{number}.0"),
                "version": format!("{number}.0"),
            })
        })
        .collect();
    Answer::json(200, list)
}

/// The release that brought a version: three a year, and 31.0 was Summer '14.
fn release(number: u32) -> String {
    let since = number.saturating_sub(31);
    let (season, year) = match since % 3 {
        0 => ("Summer", 14 + since / 3),
        1 => ("Winter", 15 + since / 3),
        _ => ("Spring", 15 + since / 3),
    };
    format!("{season} '{year}")
}

/// `GET /services/data/vXX.X/`: what there is below.
pub(crate) fn resources(version: Version<'_>) -> Answer {
    let list = [
        "sobjects",
        "query",
        "queryAll",
        "search",
        "parameterizedSearch",
        "composite",
        "limits",
    ]
    .map(|name| {
        (
            name.to_owned(),
            json!(format!("/services/data/{version}/{name}")),
        )
    });
    Answer::json(200, Value::Object(list.into_iter().collect()))
}

/// `GET limits`. Only the daily requests move; the rest stand for the map that clients parse.
pub(crate) fn limits(model: &mut Model) -> Answer {
    let now_ms = model.now_ms();
    let max = model.settings.daily_requests;
    let remaining = max.saturating_sub(model.allowance.used(now_ms));
    Answer::json(
        200,
        json!({
            "DailyApiRequests": { "Max": max, "Remaining": remaining },
            "DailyAsyncApexExecutions": { "Max": 250_000, "Remaining": 249_998 },
            "DailyBulkApiBatches": { "Max": 15_000, "Remaining": 15_000 },
            "DailyStandardVolumePlatformEvents": { "Max": 25_000, "Remaining": 25_000 },
            "DataStorageMB": { "Max": 10_240, "Remaining": 9_980 },
            "FileStorageMB": { "Max": 10_240, "Remaining": 10_100 },
        }),
    )
}

/// `GET sobjects`: every object in brief.
pub(crate) fn objects(model: &Model, version: Version<'_>) -> Answer {
    let objects: Value = model
        .schema
        .0
        .iter()
        .map(|object| describe::object_in_brief(object, version))
        .collect();
    Answer::json(
        200,
        json!({ "encoding": "UTF-8", "maxBatchSize": 200, "sobjects": objects }),
    )
}

/// `GET sobjects/X/describe`: the object and the fields this user sees.
pub(crate) fn describe(model: &Model, version: Version<'_>, object: &str) -> Answered {
    let object = model
        .schema
        .visible_object(object)
        .ok_or_else(ApiError::no_such_resource)?;
    Ok(Answer::json(200, describe::object(object, version)))
}
