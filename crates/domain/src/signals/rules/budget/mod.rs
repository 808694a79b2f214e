//! Is there money for this purchase?

mod amount;
mod eligible;
mod funds;
mod price;
mod scale;

pub(super) use funds::find;
