//! `midcall doctor`

use midcall::config::Overrides;

use super::Failure;
use crate::cli::Doctor;

pub(super) async fn run(
    _args: &Doctor,
    _overrides: &Overrides,
    _is_json: bool,
) -> Result<(), Failure> {
    Ok(())
}
