//! Which numbers count the people of the buying organization.

use super::super::Context;
use crate::signals::{
    grammar::{
        head_count::{Counted, counted, head_count, is_other},
        money::Money,
        number,
    },
    lexicon::Tag,
    question::Topic,
    reading::Reading,
    tokens::{Break, Tokens},
};

pub(super) fn is_head_count(reading: &Reading, context: &Context<'_>, amount: &Money) -> bool {
    let tokens = &reading.tokens;
    let clause = reading.clause(amount.quantity.number);
    if amount.currency.is_some()
        || head_count(&amount.quantity).is_none()
        || amount.quantity.size().fract() != 0.0
        || reading.has(&[Tag::Hypothetical, Tag::OtherParty], clause.clone())
        || reading.is_question(&clause)
        || !has_lasting_tense(reading, amount)
    {
        return false;
    }
    let kind = counted(tokens, &amount.quantity);
    if is_measure(tokens, amount) || amount.is_explicit(tokens) && kind != Counted::People {
        return false;
    }
    // "The one place", "one question" count nobody.
    let lone = amount.quantity.size() == 1.0 && kind != Counted::People && tokens.len() > 3;
    // "It feels like nine."
    let felt = matches!(
        tokens.word_before(amount.quantity.number, 1),
        "number" | "aged"
    ) || tokens.word_before(amount.quantity.number, 1) == "like"
        && matches!(
            tokens.word_before(amount.quantity.number, 2),
            "feels" | "looks" | "felt" | "seems"
        )
        || matches!(tokens.word(amount.quantity.end), "was" | "were")
            && tokens.break_after(amount.quantity.end - 1) == Break::None;
    // "He's nineteen."
    let aged = matches!(tokens.word_before(amount.quantity.number, 1), "is" | "'s")
        && matches!(
            tokens.word_before(amount.quantity.number, 2),
            "he" | "she" | "who"
        );
    if lone || felt || aged || counts_before(reading, amount) {
        return false;
    }
    if context.topic() == Some(Topic::Size) {
        return kind != Counted::Others && !is_part(reading, amount);
    }
    // "They've got five hundred staff", "companies with fifty employees".
    let others = (clause.start..amount.quantity.number).any(|at| {
        matches!(
            tokens.word(at),
            "they"
                | "their"
                | "client"
                | "clients"
                | "customer"
                | "customers"
                | "companies"
                | "competitor"
                | "competitors"
                | "he"
                | "she"
        )
    });
    if others {
        return false;
    }
    // Unasked, the organization itself must be the subject: "we're a 200-person team".
    let next = tokens.word(amount.quantity.end);
    let ours = (1..=4).any(|back| {
        matches!(
            tokens.word_before(amount.quantity.number, back),
            "we" | "us" | "company" | "have" | "our" | "me"
        )
    });
    let with_adjective = |at: usize| ORGANIZATIONS.contains(&tokens.word(at));
    let of_organization = matches!(
        next,
        "person" | "man" | "employee" | "people" | "strong" | "woman"
    ) && (with_adjective(amount.quantity.end + 1)
        || with_adjective(amount.quantity.end + 2));
    let ours = ours
        || tokens.word_before(amount.quantity.number, 1) == "a"
            && (clause.start..amount.quantity.number)
                .any(|at| matches!(tokens.word(at), "i" | "we" | "my" | "our" | "us"));
    let of_us = tokens.starts_with(amount.quantity.end, &["of", "us"])
        && (amount.quantity.end + 2..amount.quantity.end + 5).any(|at| {
            matches!(
                tokens.word(at),
                "work"
                    | "working"
                    | "here"
                    | "payroll"
                    | "employed"
                    | "total"
                    | "altogether"
                    | "wages"
                    | "books"
                    | "staff"
            )
        });
    let employs = (1..=3).any(|back| {
        matches!(
            tokens.word_before(amount.quantity.number, back),
            "employ" | "employs" | "employing"
        )
    });
    let staff_all = tokens.starts_with(amount.quantity.end, &["of", "them"])
        && (1..=3).any(|back| {
            matches!(
                tokens.word_before(amount.quantity.number, back),
                "staff" | "employees" | "workers" | "crew"
            )
        });
    let employs = employs || staff_all;
    let employees = matches!(next, "employees" | "staff" | "employee");
    let whole = says_whole(reading, amount) && kind != Counted::Others;
    // "Out of a staff of fifty three", "we're a joinery outfit with twenty six people".
    let staff_of = tokens.word_before(amount.quantity.start, 1) == "of"
        && matches!(
            tokens.word_before(amount.quantity.start, 2),
            "staff" | "workforce" | "headcount" | "payroll"
        )
        && matches!(
            tokens.word_before(amount.quantity.start, 3),
            "a" | "our" | "my" | "the" | "total"
        );
    let outfit = kind == Counted::People
        && (1..=2).any(|back| tokens.word_before(amount.quantity.number, back) == "with")
        && (clause.start..amount.quantity.number)
            .any(|at| ORGANIZATIONS.contains(&tokens.word(at)))
        && tokens.word(clause.start) == "we";
    let working = tokens.word(amount.quantity.end) == "people"
        && tokens.starts_with(amount.quantity.end + 1, &["working", "for", "me"]);
    // "We've got about sixty people", and no more.
    let end = amount.quantity.end;
    let plain = kind == Counted::People
        && tokens.word(clause.start) == "we"
        && matches!(tokens.word(end), "people" | "staff" | "employees" | "folks")
        && (end + 1 >= tokens.len() || tokens.break_after(end) >= Break::Comma)
        && (1..=3).any(|back| {
            matches!(
                tokens.word_before(amount.quantity.number, back),
                "have" | "got"
            )
        })
        && amount.quantity.size() > 3.0;
    kind != Counted::Others
        && (staff_of
            || plain
            || outfit
            || working
            || of_organization && ours
            || of_us
            || employs
            || employees && !is_part(reading, amount)
            || whole && kind == Counted::People && amount.quantity.size() > 3.0)
}

/// "Twenty four by twelve": the sides of something.
fn is_measure(tokens: &Tokens, amount: &Money) -> bool {
    let number = amount.quantity.number;
    let by = |at: usize| tokens.word(at) == "by";
    number > 1 && by(number - 1) && number::read(tokens, number - 2).is_some()
        || by(amount.quantity.end) && number::read(tokens, amount.quantity.end + 1).is_some()
}

/// "Students, about 9,000", "seats two ten": what is counted comes first.
fn counts_before(reading: &Reading, amount: &Money) -> bool {
    let tokens = &reading.tokens;
    let number = amount.quantity.start;
    let skipped = usize::from(matches!(
        tokens.word_before(number, 1),
        "about" | "around" | "roughly" | "maybe" | "are" | "is"
    ));
    let Some(noun) = number.checked_sub(1 + skipped) else {
        return false;
    };
    // "Ten trucks, fifteen people."
    let earlier = reading
        .amounts
        .partition_point(|other| other.quantity.end <= noun);
    let numbered = earlier
        .checked_sub(1)
        .is_some_and(|last| reading.amounts[last].quantity.end + 2 >= noun)
        && tokens.break_after(noun.saturating_sub(1)) == Break::None;
    is_other(tokens.word(noun)) && !numbered
}

/// What a "forty-person …" is, when it employs people.
const ORGANIZATIONS: &[&str] = &[
    "agency",
    "biotech",
    "brewery",
    "business",
    "charity",
    "clinic",
    "company",
    "consultancy",
    "department",
    "district",
    "factory",
    "firm",
    "foundry",
    "lab",
    "nonprofit",
    "office",
    "operation",
    "organisation",
    "organization",
    "outfit",
    "plant",
    "practice",
    "school",
    "shop",
    "startup",
    "studio",
    "team",
    "nursery",
];

/// "We're going to five hundred by March" and "we were at two ninety" are not now.
fn has_lasting_tense(reading: &Reading, amount: &Money) -> bool {
    let back = |n: usize| reading.tokens.word_before(amount.quantity.number, n);
    let to_come = back(1) == "to" && matches!(back(2), "going" | "grow" | "growing" | "get")
        || back(1) == "be" && matches!(back(2), "will" | "would" | "to");
    let long_ago = {
        let clause = reading.clause(amount.quantity.number);
        (clause.start..amount.quantity.number)
            .any(|at| reading.tokens.starts_with(at, &["used", "to"]))
    };
    let last_year = reading
        .tokens
        .starts_with(amount.quantity.end, &["last", "year"]);
    let was = |from: usize| {
        (1..=3).any(|n| matches!(reading.tokens.word_before(from, n), "was" | "were"))
    };
    let over = last_year || long_ago || was(amount.quantity.number) || was(amount.quantity.start);
    !to_come && !over
}

/// Named as the whole organization.
pub(super) fn says_whole(reading: &Reading, amount: &Money) -> bool {
    let tokens = &reading.tokens;
    let around =
        amount.quantity.number.saturating_sub(5)..(amount.quantity.end + 5).min(tokens.len());
    let number = amount.quantity.number;
    // What belongs to an earlier sentence or number says nothing of this one.
    let from = (number.saturating_sub(5)..number)
        .rfind(|&at| {
            tokens.break_after(at) >= Break::Sentence || tokens.starts_with(at, &["and", "another"])
        })
        .map_or(number.saturating_sub(5), |at| at + 1);
    let before = from..number;
    around.clone().any(|at| {
        matches!(
            tokens.word(at),
            "total" | "altogether" | "overall" | "globally" | "worldwide" | "companywide"
        ) || tokens.starts_with(at, &["all", "told"])
            || tokens.starts_with(at, &["all", "up"])
            || tokens.starts_with(at, &["in", "all"])
            || tokens.starts_with(at, &["all", "in"])
            || tokens.starts_with(at, &["all", "of", "us"])
            || tokens.starts_with(at, &["counting", "all"])
    }) || before.clone().any(|at| {
        matches!(
            tokens.word(at),
            "company"
                | "group"
                | "institute"
                | "district"
                | "organization"
                | "firm"
                | "trust"
                | "chain"
                | "system"
                | "everyone"
                | "everybody"
                | "employees"
                | "rolls"
                | "books"
                | "payroll"
                | "council"
                | "shire"
                | "county"
                | "parent"
                | "corporate"
                | "owns"
                | "together"
                | "caboodle"
        ) || tokens.word(at) == "so" && tokens.word_before(at, 1) != "or"
    }) || tokens.starts_with(amount.quantity.number.saturating_sub(2), &["call", "it"])
        || tokens.starts_with(
            amount.quantity.number.saturating_sub(2),
            &["all", "together"],
        )
        || (amount.quantity.end..around.end).any(|at| {
            matches!(tokens.word(at), "payroll" | "wages" | "books" | "rolls")
                || tokens.starts_with(at, &["in", "the", "firm"])
                || tokens.starts_with(at, &["in", "the", "business"])
                || tokens.starts_with(at, &["work", "here"])
                || tokens.starts_with(at, &["is", "everybody"])
                || tokens.starts_with(at, &["is", "everyone"])
        })
        || (amount.quantity.end..around.end).take(5).any(|at| {
            // "Twelve on the desk, the company's bigger" tells them apart.
            matches!(tokens.word(at), "group" | "company" | "chain")
                && !matches!(tokens.word(at + 1), "is" | "'s" | "has" | "have" | "got")
        })
}

/// Named as a part: "eighteen people on the returns side", "in my group".
fn is_part(reading: &Reading, amount: &Money) -> bool {
    let tokens = &reading.tokens;
    // What is said after "and" or a comma belongs to the next number.
    let apart = tokens.break_after(amount.quantity.end - 1) >= Break::Sentence;
    let end = (amount.quantity.end..(amount.quantity.end + 4).min(tokens.len()))
        .find(|&at| tokens.word(at) == "and" || tokens.break_after(at) != Break::None)
        .map_or(amount.quantity.end + 4, |at| {
            at + usize::from(tokens.word(at) != "and")
        });
    let end = if apart { amount.quantity.end } else { end };
    let start = (amount.quantity.number.saturating_sub(4)..amount.quantity.number)
        .rfind(|&at| tokens.break_after(at) != Break::None || tokens.word(at) == "and")
        .map_or(amount.quantity.number.saturating_sub(4), |at| at + 1);
    // "There's six here in this shop", "on the bridge there's four".
    let number = amount.quantity.number;
    let here = tokens.starts_with(amount.quantity.end, &["in", "this"])
        || tokens.starts_with(amount.quantity.end, &["at", "this"])
        || (start..number).any(|at| {
            tokens.starts_with(at, &["in", "this"])
                || tokens.word(at) == "this"
                    && matches!(
                        tokens.word(at + 1),
                        "branch"
                            | "campus"
                            | "depot"
                            | "lab"
                            | "location"
                            | "office"
                            | "plant"
                            | "shift"
                            | "shop"
                            | "site"
                            | "store"
                            | "unit"
                            | "ward"
                    )
        })
        || matches!(tokens.word(start), "in" | "on")
            && tokens.word(start + 1) == "the"
            && tokens.word(start + 3) == "there"
            && !matches!(
                tokens.word(start + 2),
                "books" | "payroll" | "company" | "firm" | "team" | "business" | "staff"
            );
    let here = here
        || (start..number).any(|at| tokens.starts_with(at, &["in", "my"]))
        || matches!(tokens.word(amount.quantity.end), "in" | "at")
            && tokens.word(amount.quantity.end + 1) == "the"
            && matches!(
                tokens.word(amount.quantity.end + 2),
                "branch" | "department"
            );
    let of_them = matches!(tokens.word(amount.quantity.end + 1), "em" | "them")
        && tokens.word(amount.quantity.end) == "of";
    here || of_them
        || opens_with_place(reading, amount)
        || (start..end).any(|at| {
            matches!(
                tokens.word(at),
                "volunteers" | "reps" | "vehicles" | "students" | "side"
            ) || matches!(tokens.word(at), "sales" | "support") && tokens.word_before(at, 1) != "in"
                || tokens.starts_with(at, &["my", "team"])
                || tokens.starts_with(at, &["my", "group"])
                || tokens.starts_with(at, &["on", "nights"])
        })
}

/// "On nights, thirty", "in the chancery we're fifty": a place or a shift comes first.
pub(super) fn opens_with_place(reading: &Reading, amount: &Money) -> bool {
    /// The place and a verb stand before the number.
    const REACH: usize = 6;
    /// What is the whole of it, or no place at all.
    const NO_PARTS: &[&str] = &[
        "all",
        "total",
        "books",
        "payroll",
        "wages",
        "staff",
        "rolls",
        "firm",
        "company",
        "business",
        "group",
        "whole",
        "team",
        "moment",
        "fact",
        "minute",
        "winter",
        "summer",
        "season",
        "average",
        "peak",
        "cards",
        "both",
        "world",
        "last",
        "least",
        "most",
        "present",
        "salary",
        "general",
        "organization",
        "organisation",
        "school",
        "practice",
        "farm",
        "shop",
        "house",
        "place",
        "clinic",
    ];
    let tokens = &reading.tokens;
    let number = amount.quantity.start;
    let from = (number.saturating_sub(REACH)..number)
        .rfind(|&at| tokens.break_after(at) >= Break::Sentence)
        .map_or(number.saturating_sub(REACH), |at| at + 1);
    let opener = (from..number).find(|&at| {
        matches!(tokens.word(at), "on" | "in" | "at" | "here")
            && (at == 0 || at == from || tokens.break_after(at - 1) != Break::None)
    });
    let first = reading
        .amounts
        .iter()
        .all(|other| other.quantity.start >= number);
    first
        && opener.is_some_and(|at| {
            at + 1 < number && !(at..number).any(|i| NO_PARTS.contains(&tokens.word(i)))
        })
}
