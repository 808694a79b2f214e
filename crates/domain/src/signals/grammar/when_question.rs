//! Questions for the time of something else than the purchase: "when's the boss back", "when does
//! your lease end". Apart because they sound like the ones that matter.

use crate::signals::tokens::Tokens;

/// What has dates of its own, whatever is bought.
const OTHERS: &[&str] = &[
    "agreement",
    "amc",
    "audit",
    "bank",
    "birthday",
    "board",
    "boss",
    "budget",
    "checks",
    "cheque",
    "children",
    "chief",
    "class",
    "college",
    "committee",
    "conference",
    "contract",
    "convocation",
    "council",
    "director",
    "doctor",
    "election",
    "exam",
    "exams",
    "exhibition",
    "festival",
    "fiscal",
    "game",
    "grant",
    "harvest",
    "he",
    "holiday",
    "holidays",
    "husband",
    "inspection",
    "insurance",
    "kids",
    "lease",
    "licence",
    "license",
    "manager",
    "market",
    "match",
    "meeting",
    "money",
    "office",
    "owner",
    "policy",
    "renewal",
    "rent",
    "school",
    "season",
    "service",
    "shift",
    "shop",
    "show",
    "slow",
    "store",
    "subscription",
    "survey",
    "term",
    "trial",
    "vacation",
    "visit",
    "warranty",
    "wedding",
    "wife",
    "year",
    "she",
    "mortgage",
    "funding",
    "funds",
    "interview",
    "flight",
    "train",
    "next",
];

/// Verbs that ask for a time to talk.
const TALKS: &[&str] = &[
    "talk",
    "chat",
    "call",
    "speak",
    "ring",
    "meet",
    "visit",
    "reach",
    "phone",
    "catch",
    "available",
    "free",
    "around",
    "back",
];

/// Whether the last "when" of an agent's words asks for the time of something else.
pub(in crate::signals) fn asks_another_time(tokens: &Tokens) -> bool {
    /// A question is no longer than this.
    const REACH: usize = 14;
    let words = tokens.len();
    if is_supposed(tokens) {
        return true;
    }
    let Some(at) = (words.saturating_sub(REACH)..words)
        .rev()
        .find(|&at| tokens.word(at) == "when")
    else {
        return is_in(tokens);
    };
    let verb = tokens.word(at + 1);
    let mut subject = at + 2;
    match verb {
        // "When did you take over", but "when did you want it".
        "did" | "was" => {
            let wants = (subject..subject + 3).any(|i| {
                matches!(
                    tokens.word(i),
                    "want" | "need" | "plan" | "hope" | "have" | "say" | "think" | "it" | "that"
                )
            });
            return !wants;
        }
        "is" | "'s" | "are" | "does" | "do" | "will" | "would" | "might" | "can" | "could" => {}
        "to" => return TALKS.contains(&tokens.word(subject)),
        // "Would you start when she leaves": no question for a time.
        _ => return false,
    }
    while matches!(
        tokens.word(subject),
        "the"
            | "your"
            | "that"
            | "their"
            | "her"
            | "his"
            | "a"
            | "this"
            | "current"
            | "existing"
            | "old"
            | "present"
            | "there"
            | "be"
            | "any"
            | "it"
    ) {
        subject += 1;
    }
    let noun = (subject..subject + 2).any(|i| OTHERS.contains(&tokens.word(i)));
    // "When's the new system year", "when would the board like it in": the purchase after all.
    let ours = (subject..words).any(|i| {
        matches!(
            tokens.word(i),
            "sign"
                | "decide"
                | "want"
                | "need"
                | "like"
                | "installed"
                | "delivered"
                | "approve"
                | "buy"
                | "start"
                | "move"
                | "ready"
                | "live"
                | "place"
                | "running"
                | "agree"
                | "vote"
        )
    });
    let talks = (subject..words).any(|i| {
        TALKS.contains(&tokens.word(i)) && !matches!(tokens.word(i + 1), "date" | "dates")
    });
    // "When does your season start" starts no purchase.
    let own_start = noun && matches!(verb, "does" | "do" | "is" | "'s");
    noun && (!ours || own_start) || talks && !ours
}

/// "Will you be in next week?"
fn is_in(tokens: &Tokens) -> bool {
    (0..tokens.len()).any(|at| {
        tokens.starts_with(at, &["you", "be", "in"])
            || tokens.starts_with(at, &["you", "be", "around"])
            || tokens.starts_with(at, &["you", "be", "free"])
    })
}

/// "Suppose you did switch. When?", "say you were to go ahead": only imagined.
fn is_supposed(tokens: &Tokens) -> bool {
    (0..tokens.len()).any(|at| {
        matches!(
            tokens.word(at),
            "suppose" | "supposing" | "hypothetically" | "pretend"
        ) || tokens.starts_with(at, &["say", "you", "were"])
            || tokens.starts_with(at, &["say", "you", "did"])
    })
}

#[cfg(test)]
mod tests {
    use super::asks_another_time;
    use crate::signals::tokens::Tokens;

    #[test]
    fn times_of_something_else() {
        for (asked, expected) in [
            ("When's the boss back?", true),
            ("when does your financial year end", true),
            ("When's the lease over?", true),
            ("when did you take over", true),
            ("when would be better to talk", true),
            ("Suppose you did switch. When?", true),
            ("will you be in next week", true),
            ("when did you want it in", false),
            ("when would you start", false),
            ("when would the board like it installed", false),
            ("when do you need it", false),
            ("when's the go live", false),
        ] {
            assert_eq!(asks_another_time(&Tokens::read(asked)), expected, "{asked}");
        }
    }
}
