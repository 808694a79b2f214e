//! `midcall logout salesforce`

use midcall::{
    config::{self, Overrides},
    login::{self, Left, Revocation},
    output,
    wiring::{self, Vendors, WORKSPACE},
};
use serde_json::json;

use super::Failure;

pub(super) async fn salesforce(overrides: &Overrides, is_json: bool) -> Result<(), Failure> {
    let settings = config::load(overrides)?;
    let store = wiring::visit_store(&settings)?;
    let http = Vendors::on_the_network(&settings)?.salesforce;
    let left = login::log_out(&http, &store, WORKSPACE).await?;
    if is_json {
        output::data(&in_json(&left).to_string());
        return Ok(());
    }
    let (login, revocation) = match left {
        Left::Nothing => {
            output::talk("nobody is logged in");
            return Ok(());
        }
        Left::Tokens => {
            output::data(
                "nobody was logged in; the tokens of the configured credentials are forgotten here",
            );
            return Ok(());
        }
        Left::Login { login, revocation } => (login, revocation),
    };
    let org = login.map_or_else(|| "Salesforce".to_owned(), |it| it.instance_url.to_string());
    output::data(&match revocation {
        Revocation::Revoked => format!("logged out of {org}: revoked there, forgotten here"),
        Revocation::DeadAlready => {
            format!("logged out of {org}: it was dead there already, and is forgotten here")
        }
        Revocation::Unreachable | Revocation::Unreadable => {
            format!("forgotten here; NOT revoked at {org}")
        }
    });
    match revocation {
        Revocation::Unreachable => output::talk(
            "Salesforce could not be reached: the login stays good for whoever holds its token\nhint: revoke it in Setup, Connected Apps OAuth Usage",
        ),
        Revocation::Unreadable => output::talk(
            "the key it was sealed with is not there, so the token could not be sent\nhint: revoke it in Setup, Connected Apps OAuth Usage",
        ),
        Revocation::Revoked | Revocation::DeadAlready => {}
    }
    Ok(())
}

fn in_json(left: &Left) -> serde_json::Value {
    let (login, revocation) = match left {
        Left::Nothing => return json!({ "forgotten": false, "revoked": false }),
        Left::Tokens => return json!({ "forgotten": true, "revoked": false }),
        Left::Login { login, revocation } => (login, revocation),
    };
    json!({
        "forgotten": true,
        "revoked": matches!(revocation, Revocation::Revoked | Revocation::DeadAlready),
        "instanceUrl": login.as_ref().map(|login| &login.instance_url),
    })
}
