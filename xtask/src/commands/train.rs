//! `cargo xtask train`: makes the listener's table of weights from the labelled calls, and measures
//! how far each of its rules can be trusted.

use crate::failure::Result;
use crate::process::{self, cargo};
use crate::workspace::Workspace;

/// The labelled calls that teach. Those of `evals/blind.jsonl` judge, and teach nothing.
const CALLS: [&str; 5] = [
    "evals/dev.jsonl",
    "evals/hands.jsonl",
    "evals/exchanges.jsonl",
    "evals/stories.jsonl",
    "evals/generated.jsonl",
];
const OPT_OUTS: &str = "evals/opt_out.jsonl";
const TABLE: &str = "crates/domain/src/signals/model/weights.bin";
const CONFIDENCE: &str = "crates/domain/src/signals/confidence.tsv";

/// Trains the table and measures the rules, or does with the calls what else the arguments ask for.
///
/// # Errors
/// The training failed.
pub(super) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let mut train = cargo();
    train
        .args(["run", "--release", "--package", "midcall-train", "--"])
        .args(CALLS.map(|file| workspace.root.join(file)))
        .arg("--opt-outs")
        .arg(workspace.root.join(OPT_OUTS));
    if arguments.is_empty() {
        train
            .arg("--out")
            .arg(workspace.root.join(TABLE))
            .arg("--confidence")
            .arg(workspace.root.join(CONFIDENCE));
    }
    process::run(train.args(arguments))
}
