//! Reads how many people, and of what kind.

use super::quantity::Quantity;
use crate::signals::{
    HeadCount,
    tokens::{Break, Tokens},
    word_list::WordList,
};

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
static PEOPLE: WordList = WordList::of(&[
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
    "folk",
    "souls",
    "bodies",
    "payroll",
    "paid",
    "wages",
    "salaried",
    "colleagues",
    "workforce",
    "employed",
    "lot",
    "hands",
    "humans",
    "blokes",
    "fellas",
    "fellows",
    "boys",
    "girls",
    "women",
    "men",
    "ladies",
    "gals",
    "chaps",
    "nos",
    "numbers",
    "ftes",
    "fte",
    "strong",
    "teachers",
    "tutors",
    "nurses",
    "associates",
    "guards",
]);

/// Nouns that look like head counts and are not, or not of the whole organization.
static OTHERS: WordList = WordList::of(&[
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
    "freelancers",
    "freelancer",
    "contractors",
    "contractor",
    "subcontractors",
    "subbies",
    "subs",
    "outsourced",
    "casuals",
    "temps",
    "backpackers",
    "sausages",
    "logins",
    "login",
    "log",
    "riders",
    "centres",
    "centers",
    "clinics",
    "hospitals",
    "plants",
    "schools",
    "pubs",
    "floors",
    "tables",
    "covers",
    "horses",
    "donkey",
    "donkeys",
    "dogs",
    "dog",
    "cats",
    "cat",
    "cows",
    "sheep",
    "goats",
    "parrot",
    "wagons",
    "lorry",
    "cars",
    "bikes",
    "residents",
    "tenants",
    "clients",
    "households",
    "families",
    "visitors",
    "parents",
    "policies",
    "invoices",
    "quotes",
    "meetings",
    "messages",
    "questions",
    "pages",
    "lines",
    "desks",
    "chairs",
    "pallets",
    "bales",
    "cabinets",
    "windows",
    "panels",
    "boats",
    "tractors",
    "mowers",
    "depots",
    "yards",
    "campuses",
    "parishes",
    "chapters",
    "towns",
    "cities",
    "villages",
    "blocks",
    "flats",
    "apartments",
    "houses",
    "homes",
    "lots",
    "plots",
    "hectares",
    "square",
    "tonnes",
    "tons",
    "kilos",
    "litres",
    "gallons",
    "seasons",
    "visits",
    "appointments",
    "bookings",
    "weddings",
    "events",
    "shows",
    "projects",
    "claims",
    "contracts",
    "licences",
    "subscriptions",
    "servers",
    "computers",
    "pcs",
    "terminals",
    "tills",
    "cameras",
    "gates",
    "meals",
    "plates",
    "graves",
    "cousins",
    "movers",
    "utes",
    "operators",
    "tons",
    "parishioners",
    "worshippers",
    "subscribers",
    "followers",
    "swatches",
    "animals",
    "foot",
    "ft",
    "ushers",
]);

/// Whether a noun stands for those who are no employees.
pub(in crate::signals) fn is_other(noun: &str) -> bool {
    OTHERS.contains(noun) && (noun.ends_with('s') || noun == "children")
}

/// What the number before word `end` counts, looking at the next three words.
pub(in crate::signals) fn counted(tokens: &Tokens, quantity: &Quantity) -> Counted {
    let kept = ["payroll", "books", "wages", "staff"];
    if tokens.starts_with(quantity.end, &["on", "the"])
        && kept.contains(&tokens.word(quantity.end + 2))
    {
        return Counted::People;
    }
    // "About ten agency" are lent, "fourteen the whole agency" are not.
    if tokens.word(quantity.end) == "agency" {
        return Counted::Others;
    }
    for at in quantity.end..quantity.end + 3 {
        let word = tokens.word(at);
        // What comes after a pause is something else.
        if tokens.break_after(at.saturating_sub(1)) != Break::None {
            break;
        }
        if OTHERS.contains(word) && !tokens.starts_with(at, &["year", "round"]) {
            return Counted::Others;
        }
        if PEOPLE.contains(word) || (word == "of" && tokens.word(at + 1) == "us") {
            return Counted::People;
        }
        if matches!(
            word,
            "and"
                | "but"
                | "so"
                | "in"
                | "at"
                | "to"
                | "with"
                | "from"
                | "across"
                | "on"
                | "over"
                | "this"
                | "next"
                | "last"
                | "i"
                | "we"
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
