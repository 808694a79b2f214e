//! What exact things words name: numbers, money, time, people. Grammars over words, without any
//! opinion on whether the thing named is a signal.

pub(super) mod calendar;
pub(super) mod decider;
pub(super) mod head_count;
pub(super) mod money;
pub(super) mod number;
pub(super) mod quantity;
pub(super) mod timeframe;
mod titles;
