//! `midcall setup vapi`

mod diff;

use std::path::Path;

use midcall::{
    config::{self, Overrides, Settings},
    output,
    setup::vapi::{self, Action, Desired, Done, Number, Observed, Plan, Stopped},
    tunnel,
    wiring::{self, Vendors},
};
use midcall_vapi::{ApiError, Client, FailureClass};
use serde_json::json;

use super::{Failure, confirmed, save::save};
use crate::cli::SetupVapi;

use diff::Diff;

pub(super) async fn run(
    args: SetupVapi,
    overrides: &Overrides,
    is_json: bool,
) -> Result<(), Failure> {
    let settings = config::load(overrides)?;
    let http = Vendors::on_the_network(&settings)?.vapi;
    let Some(client) = wiring::vapi_account(&settings, http)? else {
        return Err(Failure::yours(
            "Vapi is not configured\nhint: set VAPI_API_KEY to the private key, in the dashboard under API Keys",
        ));
    };
    let desired = desired(&args, &settings)?;
    let observed = vapi::observe(&client, &desired).await.map_err(unobserved)?;
    let plan = vapi::plan(&desired, &observed);
    show(&plan, is_json)?;
    if plan.credential_by_hand {
        return Err(by_hand(&desired));
    }
    if args.plan {
        return Ok(());
    }
    let asks = !plan.is_empty() && !args.yes;
    if asks && !confirmed("do this in the Vapi account?")? {
        output::talk("nothing was changed");
        return Ok(());
    }
    let done = carry_out(&client, &desired, &observed).await?;
    tell(&done, &settings, &args, is_json)
}

fn desired(args: &SetupVapi, settings: &Settings) -> Result<Desired, Failure> {
    let known = &settings.vapi.phone_number_id;
    let number = match (&args.import_number, &args.buy_number) {
        (Some(number), _) => Number::Imported(number.clone()),
        (None, Some(area)) => Number::Bought((!area.is_empty()).then(|| area.clone())),
        (None, None) if !known.is_empty() => Number::Known(known.clone()),
        (None, None) => Number::Ours,
    };
    let configured = Some(settings.public_url.clone()).filter(|url| !url.is_empty());
    let url = match args.url.clone().or(configured) {
        Some(url) => Some(url),
        // The address of the tunnel that a server on the same data has opened.
        None => tunnel::address_beside(&wiring::database_path(settings)?),
    };
    vapi::desired(settings, url.as_deref(), number, args.renew_credential)
        .map_err(|error| Failure::yours(error.to_string()))
}

fn show(plan: &Plan, is_json: bool) -> Result<(), Failure> {
    if is_json {
        let text = serde_json::to_string_pretty(plan).map_err(Failure::ours)?;
        output::data(&text);
    } else {
        output::data(&Diff(plan).to_string());
    }
    for note in &plan.notes {
        output::talk(&format!("note: {note}"));
    }
    output::talk(&format!(
        "{} to create, {} to change, {} as they should be{}",
        plan.count(Action::Create),
        plan.count(Action::Change),
        plan.count(Action::Keep),
        match plan.kept().count() {
            0 => String::new(),
            count => format!("; {count} edited by people, and kept"),
        }
    ));
    Ok(())
}

async fn carry_out(
    client: &Client,
    desired: &Desired,
    observed: &Observed,
) -> Result<Done, Failure> {
    let done = vapi::carry_out(client, desired, observed).await;
    done.map_err(|error| match error {
        Stopped::ByHand => by_hand(desired),
        Stopped::Api { ref source, .. } => {
            let hint = hint(source);
            Failure::yours(format!("{}\nhint: {hint}", output::chain(&error)))
        }
        error => Failure::yours(error.to_string()),
    })
}

fn by_hand(desired: &Desired) -> Failure {
    Failure::yours(format!(
        "Vapi does not let a server credential be made through its API: nothing was changed\nhint: {}",
        vapi::credential_by_hand(desired)
    ))
}

fn unobserved(error: vapi::ObserveError) -> Failure {
    match &error {
        vapi::ObserveError::Api { source, .. } => {
            Failure::yours(format!("{}\nhint: {}", output::chain(&error), hint(source)))
        }
        _ => Failure::yours(error.to_string()),
    }
}

/// What a person can do about what Vapi said.
fn hint(error: &ApiError) -> &'static str {
    match error.class() {
        FailureClass::Auth => {
            "VAPI_API_KEY must be the private key of the account, not the public one (dashboard, API Keys)"
        }
        FailureClass::RateLimited { .. } | FailureClass::Concurrency => {
            "wait a minute and run this again: it goes on where it stopped"
        }
        FailureClass::Unavailable => "run this again: it goes on where it stopped",
        FailureClass::UnknownOutcome => {
            "it may have been made all the same: run this again, and it is found by its name"
        }
        FailureClass::NotFound => "it is gone: run this again and look at the new plan",
        FailureClass::BadInput | FailureClass::OurMistake | FailureClass::DailyLimit => {
            "correct what Vapi names, in midcall.toml or in the dashboard, and run this again"
        }
    }
}

fn tell(done: &Done, settings: &Settings, args: &SetupVapi, is_json: bool) -> Result<(), Failure> {
    let mut variables = vec![("VAPI_ASSISTANT_ID", done.assistant_id.as_str())];
    if let Some(id) = &done.phone_number_id {
        variables.push(("VAPI_PHONE_NUMBER_ID", id));
    }
    if is_json {
        output::data(&json!(done).to_string());
    }
    if args.save {
        save(Path::new(".env"), &variables)?;
        output::talk("done; the ids are in .env");
        return Ok(());
    }
    let vapi = &settings.vapi;
    let is_known = |(name, id): &&(&str, &str)| {
        let known = match *name {
            "VAPI_ASSISTANT_ID" => &vapi.assistant_id,
            _ => &vapi.phone_number_id,
        };
        known != id
    };
    let unknown: Vec<String> = variables
        .iter()
        .filter(is_known)
        .map(|(name, id)| format!("  export {name}={id}"))
        .collect();
    if unknown.is_empty() {
        output::talk("done; `midcall doctor` looks whether calls will arrive");
    } else {
        output::talk(&format!(
            "done; for `midcall serve` (--save writes it into .env):\n{}",
            unknown.join("\n")
        ));
    }
    Ok(())
}
