//! Hears that an agent asks on for the whole after a head count: "and globally?", "and on wages?"
//!
//! Separate from the questions that stand alone: these few words ask for heads only because heads
//! were asked for just before.

use crate::signals::{
    tokens::{Break, Tokens},
    word_list::WordList,
};

/// What the whole is called, or when and how it is counted.
static WHOLE: WordList = WordList::of(&[
    "all",
    "altogether",
    "books",
    "business",
    "company",
    "counting",
    "currently",
    "employed",
    "everybody",
    "everyone",
    "firm",
    "globally",
    "group",
    "included",
    "including",
    "normally",
    "now",
    "organisation",
    "organization",
    "others",
    "overall",
    "paid",
    "payroll",
    "people",
    "permanent",
    "permanently",
    "plus",
    "rest",
    "salaried",
    "salary",
    "staff",
    "today",
    "together",
    "total",
    "totally",
    "usually",
    "wages",
    "whole",
    "worldwide",
]);

/// Words that show that the agent has gone on to something else.
static ELSEWHERE: WordList = WordList::of(&[
    "address", "amount", "book", "budget", "buy", "call", "cost", "date", "decide", "decides",
    "decision", "demo", "does", "done", "email", "go", "help", "i", "looking", "me", "money",
    "month", "name", "need", "number", "pay", "price", "send", "sign", "signs", "spend", "start",
    "thank", "thanks", "use", "using", "week", "what", "when", "where", "who", "why", "year",
]);

/// Whether these words, after a question for a head count, ask for another: that of the whole.
pub(in crate::signals) fn asks_whole(tokens: &Tokens) -> bool {
    /// Who asks on says little.
    const WORDS_MAX: usize = 9;
    let last = tokens.len().saturating_sub(WORDS_MAX);
    // "Forty, got it. And the company?"
    let from = (last..tokens.len().saturating_sub(1))
        .rfind(|&at| tokens.break_after(at) >= Break::Sentence)
        .map_or(0, |at| at + 1);
    let words = from..tokens.len();
    !words.is_empty()
        && words.len() <= WORDS_MAX
        && words.clone().any(|at| WHOLE.contains(tokens.word(at)))
        && !words
            .into_iter()
            .any(|at| ELSEWHERE.contains(tokens.word(at)))
}

#[cfg(test)]
mod tests {
    use super::asks_whole;
    use crate::signals::tokens::Tokens;

    #[test]
    fn the_whole_is_asked_for() {
        for (said, asks) in [
            ("And across the whole business?", true),
            ("right and on the payroll", true),
            ("Lovely. And including the drivers?", true),
            ("and these days normally", true),
            ("And in the laundry?", false),
            ("and who signs for all of that", false),
            ("and the total amount", false),
        ] {
            assert_eq!(asks_whole(&Tokens::read(said)), asks, "{said}");
        }
    }
}
