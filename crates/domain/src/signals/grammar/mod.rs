//! What exact things words name: numbers, money, time, people. Grammars over words, without any
//! opinion on whether the thing named is a signal.

mod belonging;
mod bound;
mod bound_words;
pub(super) mod calendar;
mod coins;
pub(super) mod decider;
pub(super) mod head_count;
pub(super) mod head_follow_up;
pub(super) mod head_parts;
pub(super) mod head_question;
mod head_words;
pub(super) mod holidays;
pub(super) mod inquiry;
#[cfg(test)]
mod laws;
mod leave_question;
pub(super) mod money;
pub(super) mod money_period;
pub(super) mod number;
mod own_say;
mod ownership;
pub(super) mod person;
mod person_words;
pub(super) mod quantity;
mod settling;
mod spelling;
pub(super) mod timeframe;
mod title_modifiers;
mod titles;
pub(super) mod unit_words;
pub(super) mod when_question;
