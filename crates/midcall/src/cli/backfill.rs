//! Arguments of `midcall backfill`.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Backfill {
    /// Since when: 2026-11-19T15:00:00Z, 2026-11-19, or how long ago, as in 2h or 3d. Where the last
    /// look ended if it is left out.
    #[arg(long, value_name = "T")]
    pub(crate) since: Option<String>,
}
