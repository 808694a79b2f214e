//! `midcall enqueue --soql QUERY`, `midcall enqueue --csv FILE`

use std::path::Path;

use midcall::{
    node::Node,
    output,
    place::{self, Candidate, Import, ImportError, Sorted, Verdict},
};
use midcall_domain::time::Timestamp;
use serde_json::json;

use super::Failure;
use crate::cli::Enqueue;

pub(super) async fn run(node: &Node, args: Enqueue, is_json: bool) -> Result<(), Failure> {
    let how = Import {
        not_before: args.not_before.as_deref().map(moment).transpose()?,
        batch: args.batch,
        priority: args.priority,
        is_dry: args.dry_run,
    };
    let phone_field = args.phone_field.as_deref();
    let candidates = match (&args.soql, &args.csv) {
        (Some(soql), _) => place::of_soql(node, soql, phone_field, |read, all| {
            output::talk(&format!("read {read} of {all} leads"));
        })
        .await
        .map_err(failure)?,
        (None, Some(file)) => of_file(file, phone_field)?,
        (None, None) => Vec::new(),
    };
    let all = candidates.len();
    let verb = if how.is_dry { "checked" } else { "queued" };
    let sorted = place::import(node, candidates, &how, |done| {
        output::talk(&format!("{verb} {done} of {all}"));
    })
    .await
    .map_err(failure)?;
    if is_json {
        let report = json!({ "dryRun": how.is_dry, "leads": sorted });
        output::data(&serde_json::to_string_pretty(&report).map_err(Failure::ours)?);
    } else {
        print(&sorted, how.is_dry);
    }
    Ok(())
}

fn moment(text: &str) -> Result<Timestamp, Failure> {
    Timestamp::parse_iso(text).ok_or_else(|| {
        Failure::yours(
            "--not-before must be a moment in ISO 8601\nhint: as in 2026-11-20T15:00:00Z",
        )
    })
}

fn of_file(file: &Path, phone_field: Option<&str>) -> Result<Vec<Candidate>, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::yours(format!("{} cannot be read: {error}", file.display())))?;
    place::of_csv(&text, phone_field)
        .map_err(|error| Failure::yours(format!("{}: {error}", file.display())))
}

fn failure(error: ImportError) -> Failure {
    match error {
        ImportError::Store(error) => error.into(),
        error => Failure::yours(output::chain(&error)),
    }
}

/// Who is called goes without saying, except where nobody is: then it is what was asked for.
fn print(sorted: &[Sorted], is_dry: bool) {
    let mut counts = [0_usize; 3];
    for one in sorted {
        let (place, why) = match &one.verdict {
            Verdict::Queued => (0, is_dry.then_some("would be called")),
            Verdict::Known(why) => (1, Some(why.as_str())),
            Verdict::Skipped(why) => (2, Some(why.as_str())),
        };
        counts[place] += 1;
        if let Some(why) = why {
            output::data(&format!("{:>6}  {:<18}  {why}", one.line, one.lead));
        }
    }
    let [queued, known, skipped] = counts;
    let would = if is_dry { "would be called" } else { "queued" };
    output::talk(&format!(
        "{queued} {would}, {known} known already, {skipped} not to be called"
    ));
}
