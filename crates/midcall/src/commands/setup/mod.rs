//! `midcall setup`: one side, or every side that is configured.

mod assignment;
mod salesforce;
mod save;
mod vapi;

use std::io::{self, BufRead, IsTerminal};

use midcall::{
    config::{self, Overrides},
    output,
};

use super::Failure;
use crate::cli::{Setup, SetupCommand, SetupSalesforce, SetupVapi};

pub(super) async fn run(args: Setup, overrides: &Overrides, is_json: bool) -> Result<(), Failure> {
    match args.what {
        Some(SetupCommand::Salesforce(args)) => salesforce::run(args, overrides, is_json).await,
        Some(SetupCommand::Vapi(args)) => vapi::run(args, overrides, is_json).await,
        None => both(args, overrides, is_json).await,
    }
}

/// Every side that is configured, Salesforce first: what is heard needs a place to go.
async fn both(args: Setup, overrides: &Overrides, is_json: bool) -> Result<(), Failure> {
    let settings = config::load(overrides)?;
    let has_salesforce = !settings.salesforce.client_id.is_empty();
    let has_vapi = settings.vapi.api_key.expose().is_some();
    if !has_salesforce && !has_vapi {
        return Err(Failure::yours(
            "neither side is configured\nhint: set SALESFORCE_CLIENT_ID for `midcall setup salesforce` and VAPI_API_KEY for `midcall setup vapi`; README.md goes through both",
        ));
    }
    let Setup { plan, yes, .. } = args;
    if has_salesforce {
        output::talk("Salesforce");
        let args = SetupSalesforce {
            plan,
            yes,
            ..SetupSalesforce::default()
        };
        salesforce::run(args, overrides, is_json).await?;
    } else {
        output::talk("left out: Salesforce, as SALESFORCE_CLIENT_ID is not set");
    }
    if !has_vapi {
        output::talk("left out: Vapi, as VAPI_API_KEY is not set");
        return Ok(());
    }
    output::talk("Vapi");
    let args = SetupVapi {
        plan,
        yes,
        ..SetupVapi::default()
    };
    vapi::run(args, overrides, is_json).await
}

/// Asks a person.
fn confirmed(question: &str) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() {
        return Err(Failure::yours(
            "nobody is there to say yes: nothing was changed\nhint: --yes does it without asking, --plan only shows it",
        ));
    }
    output::talk(&format!("{question} [y/N]"));
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
