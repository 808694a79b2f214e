//! Sets the demo up, plays it, says how it went, and takes it down.

use midcall::{clock::Clock, output};
use serde_json::json;

use super::{
    cast::cast, film, paint::Sheet, record::Record, scenery::Scenery, table::table,
    vendors::Vendors,
};
use crate::{
    cli::Demo,
    commands::{Failure, serve::asked_to_stop},
};

pub(in crate::commands) async fn run(args: Demo, is_json: bool) -> Result<(), Failure> {
    if !(args.speed.is_finite() && args.speed > 0.0) {
        return Err(Failure::yours("--speed must be more than 0"));
    }
    let stop = asked_to_stop().map_err(Failure::ours)?;
    if args.vendors {
        let vendors = Vendors::open(&args).await?;
        output::data(&vendors.environment());
        return stop.await.map_err(Failure::ours);
    }
    let scenery = Scenery::set_up(&args).await?;
    let result = tokio::select! {
        result = show(&args, &scenery, is_json) => result,
        stopped = stop => match stopped {
            Ok(()) if args.once => Err(Failure::yours("stopped before everything was played and checked")),
            Ok(()) => Ok(()),
            Err(error) => Err(Failure::ours(error)),
        },
    };
    scenery.strike().await;
    result
}

/// Plays and checks; then returns if that is all, and else leaves the page open for ever.
async fn show(args: &Demo, scenery: &Scenery, is_json: bool) -> Result<(), Failure> {
    let sheet = Sheet::of_terminal(terminal_size::terminal_size_of(std::io::stderr()));
    let roles = cast(args.calls, args.seed, Clock::System.now(), |script| {
        let customer = &script.customer;
        let (first_name, last_name) = customer
            .name
            .split_once(' ')
            .unwrap_or(("", &customer.name));
        scenery.org.create_lead(json!({
            "FirstName": first_name,
            "LastName": last_name,
            "Company": customer.company,
            "Phone": customer.number,
        }))
    })
    .map_err(Failure::ours)?;
    output::talk(&sheet.header(roles.len(), args.speed, &scenery.page_url()));

    let seen = film::play(&roles, scenery, args.speed, |happening| {
        output::talk(&sheet.line(happening, &roles[happening.role]));
    })
    .await?;

    output::talk("");
    let record = Record::of(&roles, &scenery.org, &seen);
    if is_json {
        output::data(&serde_json::to_string_pretty(&record).map_err(Failure::ours)?);
    } else {
        output::data(&table(&record, sheet));
    }
    if !args.once {
        output::talk(&format!(
            "\nThe live page stays open at {}. Ctrl-C ends the demo.",
            scenery.page_url()
        ));
        std::future::pending::<()>().await;
    }
    if record.ok {
        Ok(())
    } else {
        Err(Failure::yours("the org does not hold what was said"))
    }
}
