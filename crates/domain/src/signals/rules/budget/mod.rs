//! Is there money for this purchase?

mod amount;
mod asked;
mod asked_words;
mod denial;
mod eligible;
mod funds;
mod period;
mod price;
mod relative;
mod retraction;
mod scale;
mod spending_words;

pub(in crate::signals) use amount::any_amount;
pub(in crate::signals) use asked::asked;
pub(super) use funds::find;
pub(in crate::signals) use period::asks_cover;
