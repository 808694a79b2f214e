//! Is there money for this purchase?

mod amount;
mod asked;
mod asked_words;
mod denial;
mod eligible;
mod ends;
mod forward;
mod funds;
mod penniless;
mod period;
mod price;
mod relative;
mod retraction;
mod scale;
mod spending_words;
#[cfg(test)]
mod tests;

pub(in crate::signals) use amount::any_amount;
pub(in crate::signals) use asked::{asked, asks_figure};
pub(super) use funds::find;
pub(in crate::signals) use period::asks_cover;
pub(in crate::signals) use price::only_echoes;
