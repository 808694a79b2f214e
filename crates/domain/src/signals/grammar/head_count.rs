//! Reads how many people, and of what kind.

use super::quantity::Quantity;
use crate::signals::{HeadCount, tokens::Tokens};

/// What a counted number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::signals) enum Counted {
    /// People who work for the organization, or people not further described.
    People,
    /// People or things that are not the organization's employees.
    Others,
    /// Not said.
    Bare,
}

/// Nouns for those who work somewhere.
const PEOPLE: &[&str] = &[
    "people",
    "employees",
    "employee",
    "staff",
    "folks",
    "heads",
    "headcount",
    "person",
    "staffers",
    "workers",
    "permanent",
    "members",
    "lads",
    "attorneys",
    "guys",
    "man",
];

/// Nouns that look like head counts and are not, or not of the whole organization.
const OTHERS: &[&str] = &[
    "reps",
    "rep",
    "seats",
    "seat",
    "users",
    "user",
    "trucks",
    "vans",
    "vehicles",
    "lorries",
    "students",
    "pupils",
    "guests",
    "volunteers",
    "customers",
    "patients",
    "branches",
    "stores",
    "locations",
    "sites",
    "buildings",
    "boxes",
    "orders",
    "returns",
    "calls",
    "vendors",
    "kids",
    "children",
    "beds",
    "bedroom",
    "bed",
    "doors",
    "units",
    "unit",
    "rooms",
    "acres",
    "containers",
    "trailers",
    "machines",
    "words",
    "percent",
    "days",
    "day",
    "weeks",
    "week",
    "months",
    "month",
    "years",
    "year",
    "hours",
    "hour",
    "minutes",
    "minute",
    "o'clock",
    "shifts",
    "jobs",
    "times",
    "bays",
    "countries",
    "states",
    "offices",
    "warehouses",
    "gyms",
    "restaurants",
    "shops",
    "dealers",
    "forklifts",
    "kilowatt",
    "kw",
    "dollars",
    "bucks",
    "quid",
    "pounds",
    "rupees",
    "euros",
    "grand",
    "lakh",
    "batch",
    "batches",
    "hampers",
    "copies",
    "feet",
    "classrooms",
    "jets",
    "languages",
    "miles",
    "things",
    "bits",
    "accounts",
    "leads",
    "tickets",
    "emails",
    "sessions",
    "quarters",
    "figures",
    "phones",
    "licenses",
    "devices",
    "laptops",
    "screens",
    "tablets",
    "helmets",
    "casks",
    "doses",
    "samples",
    "signs",
    "third",
    "per",
];

/// What the number before word `end` counts, looking at the next three words.
pub(in crate::signals) fn counted(tokens: &Tokens, quantity: &Quantity) -> Counted {
    for at in quantity.end..quantity.end + 3 {
        let word = tokens.word(at);
        if OTHERS.contains(&word) && !tokens.starts_with(at, &["year", "round"]) {
            return Counted::Others;
        }
        if PEOPLE.contains(&word) || (word == "of" && tokens.word(at + 1) == "us") {
            return Counted::People;
        }
        if matches!(
            word,
            "and" | "but" | "so" | "in" | "at" | "to" | "with" | "from" | "across" | "on" | "over"
        ) {
            break;
        }
    }
    Counted::Bare
}

/// A quantity as a number of people, when it can be one.
pub(in crate::signals) fn head_count(quantity: &Quantity) -> Option<HeadCount> {
    // No employer has ten million on the payroll; such a number counts something else.
    let people = |value: f64| (1.0..1e7).contains(&value).then_some(value as u64);
    let count = HeadCount {
        min: quantity.min.and_then(people),
        max: quantity.max.and_then(people),
    };
    (count.min.is_some() || count.max.is_some()).then_some(count)
}
