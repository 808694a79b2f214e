//! Log lines: to stderr, for a person by default, as JSON when told so. Never a transcript, a
//! number, a token or a body.

use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// Starts logging. `MIDCALL_LOG` says how much (`info`, `midcall=debug`), `MIDCALL_LOG_FORMAT=json`
/// how.
pub(crate) fn start(environment: &std::collections::BTreeMap<String, String>) {
    let filter = environment
        .get("MIDCALL_LOG")
        .map_or("info", String::as_str);
    let filter = EnvFilter::builder().parse_lossy(filter);
    let is_json = environment
        .get("MIDCALL_LOG_FORMAT")
        .is_some_and(|format| format == "json");
    let lines = fmt::layer().with_writer(std::io::stderr).with_target(false);
    let registry = tracing_subscriber::registry().with(filter);
    // A second start, as in a demo within a test, keeps the first.
    let _ = if is_json {
        registry.with(lines.json()).try_init()
    } else {
        registry.with(lines).try_init()
    };
}
