//! `midcall doctor`

mod sheet;

use midcall::{
    clock::Clock,
    config::{self, Overrides},
    doctor::{self, Renewal, Report, Severity},
    output,
    wiring::{self, Trust, Vendors},
};
use serde_json::json;

use super::{Failure, node_name};
use crate::cli::Doctor;

pub(super) async fn run(
    args: &Doctor,
    overrides: &Overrides,
    is_json: bool,
) -> Result<(), Failure> {
    let report = report(args, overrides).await?;
    let worst = report.findings().map(|finding| finding.severity).max();
    if is_json {
        let record = json!({ "worst": worst, "sections": report.sections });
        output::data(&serde_json::to_string_pretty(&record).map_err(Failure::ours)?);
    } else {
        let width = terminal_size::terminal_size_of(std::io::stdout());
        output::data(&sheet::lay_out(&report, width.map(|(width, _)| width.0)));
    }
    match report.count(Severity::Fail) {
        0 => Ok(()),
        1 => Err(Failure::yours(
            "one check failed: what to do stands beside it",
        )),
        count => Err(Failure::yours(format!(
            "{count} checks failed: what to do stands beside each, mend the first one first"
        ))),
    }
}

async fn report(args: &Doctor, overrides: &Overrides) -> Result<Report, Failure> {
    let settings = config::load(overrides)?;
    let store = wiring::visit_store(&settings)?;
    let vendors = Vendors::on_the_network(&settings)?;
    let name = node_name(&settings, "doctor");
    let node = wiring::node(
        &name,
        settings,
        store,
        vendors,
        Clock::System,
        Trust::Anything,
    );
    let renewal = if args.no_renewal {
        Renewal::LeftAlone
    } else {
        Renewal::Tried
    };
    match node {
        Ok(node) => Ok(doctor::examine(&node, renewal).await),
        Err(error @ (wiring::Error::Setting { .. } | wiring::Error::File { .. })) => {
            Ok(doctor::unusable(&error))
        }
        Err(error) => Err(error.into()),
    }
}
