//! What the whole test run needs and cargo does not bring: system programs and foreign packages.

pub(crate) mod clients;
pub(crate) mod programs;
pub(crate) mod suites;
