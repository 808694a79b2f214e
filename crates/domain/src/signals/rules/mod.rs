//! From readings to findings: one file of rules per signal.

mod authority;
mod budget;
mod company_size;
mod finding;
mod need;
mod own;
mod timeline;

pub(super) use authority::{any_decider, names_decider, with_others};
pub(super) use budget::{
    any_amount, asked as asked_about_money, asks_cover, asks_figure, only_echoes,
};
pub(super) use company_size::any_head_count;
pub(super) use finding::{Context, Finding, find_all};
pub(super) use need::about_product;
pub(super) use own::{OwnFinding, find_own};
pub(super) use timeline::any_timeframe;
