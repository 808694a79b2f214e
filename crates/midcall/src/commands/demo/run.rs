//! `midcall demo`

use super::Failure;
use crate::cli::Demo;

pub(super) async fn run(args: Demo) -> Result<(), Failure> {
    Err(Failure::yours(format!("not yet {args:?}")))
}
