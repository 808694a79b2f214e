//! `midcall login salesforce`

use std::{io::Write, time::Duration};

use midcall::{
    clock::Clock,
    config::{self, Overrides, Settings},
    login::{App, Attempt, Done, Door, Error, Revocation},
    output,
    wiring::{self, Vendors, WORKSPACE},
};
use midcall_salesforce::{BaseUrl, Secret};
use midcall_store::Store;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;

use super::Failure;
use crate::cli::LoginSalesforce;

/// Long enough to find a password and a second factor.
const WAIT: Duration = Duration::from_secs(5 * 60);

pub(super) async fn salesforce(
    args: LoginSalesforce,
    overrides: &Overrides,
    is_json: bool,
) -> Result<(), Failure> {
    let settings = config::load(overrides)?;
    let port = args.port.unwrap_or(settings.salesforce.login_port);
    let app = app(&settings, port)?;
    let login_url = login_url(&args, &settings)?;
    let store = wiring::visit_store(&settings)?;
    let http = Vendors::on_the_network(&settings)?.salesforce;
    let (clock, random) = (Clock::System, random()?);
    let done = if args.device_less {
        let redirect_uri = midcall::login::redirect_uri(port);
        let attempt = Attempt::new(app, login_url, redirect_uri, random);
        let address = ask_for_address(&attempt)?;
        let code = attempt.code(&address).map_err(Error::from)?;
        attempt
            .finish(&code, &http, &store, WORKSPACE, &clock)
            .await?
    } else {
        let door = Door::open(port).await?;
        let attempt = Attempt::new(app, login_url, door.redirect_uri(), random);
        send_to_browser(&attempt, args.no_browser);
        door.finish(attempt, &http, &store, WORKSPACE, &clock, WAIT)
            .await?
    };
    tell(&done, &store, &settings, is_json)
}

fn app(settings: &Settings, port: u16) -> Result<App, Failure> {
    let salesforce = &settings.salesforce;
    if salesforce.client_id.is_empty() {
        let callback = midcall::login::redirect_uri(port);
        return Err(Failure::yours(format!(
            "SALESFORCE_CLIENT_ID is not set: Salesforce lets people log in to apps it knows\nhint: make an External Client App (Setup, External Client App Manager) with the callback URL {callback}, the scopes \"api\" and \"refresh_token, offline_access\" and PKCE; set SALESFORCE_CLIENT_ID to its consumer key, and SALESFORCE_CLIENT_SECRET unless it requires no secret"
        )));
    }
    Ok(App {
        client_id: salesforce.client_id.clone(),
        client_secret: salesforce.client_secret.expose().map(Secret::new),
    })
}

/// Where the person logs in: what is asked for, else what is configured, else production.
fn login_url(args: &LoginSalesforce, settings: &Settings) -> Result<BaseUrl, Failure> {
    let configured = &settings.salesforce;
    let given = match &args.domain {
        _ if args.sandbox => "https://test.salesforce.com",
        Some(domain) => domain,
        None if !configured.login_url.is_empty() => &configured.login_url,
        None if !configured.instance.is_empty() => &configured.instance,
        None => "https://login.salesforce.com",
    };
    given
        .parse()
        .map_err(|error| Failure::yours(format!("cannot log in at {given}: {error}")))
}

fn random() -> Result<[[u8; 32]; 2], Failure> {
    let mut random = [[0; 32]; 2];
    let source = SystemRandom::new();
    for bytes in &mut random {
        source
            .fill(bytes)
            .map_err(|_| Failure::yours("this machine has no randomness to make secrets of"))?;
    }
    Ok(random)
}

fn send_to_browser(attempt: &Attempt, no_browser: bool) {
    let is_open = !no_browser && open::that_detached(attempt.url()).is_ok();
    output::talk(if is_open {
        "your browser should ask you to log in to Salesforce; if it does not, open this address:"
    } else {
        "open this address in a browser on this machine:"
    });
    output::talk(&format!("\n  {}\n", attempt.url()));
    output::talk(&format!("waiting for {} …", attempt.redirect_uri()));
}

fn ask_for_address(attempt: &Attempt) -> Result<String, Failure> {
    output::talk("open this address in a browser on any machine, log in and allow access:");
    output::talk(&format!("\n  {}\n", attempt.url()));
    output::talk(&format!(
        "the browser then fails to open an address that begins with {}: copy the whole address from its address bar, paste it here, and press Enter:",
        attempt.redirect_uri()
    ));
    let _ = std::io::stderr().flush();
    let mut address = String::new();
    std::io::stdin().read_line(&mut address)?;
    Ok(address)
}

fn tell(done: &Done, store: &Store, settings: &Settings, is_json: bool) -> Result<(), Failure> {
    let login = &done.login;
    let (source, key) = store.sealing_key()?;
    let database = wiring::database_path(settings)?.display().to_string();
    if is_json {
        output::data(
            &json!({
                "instanceUrl": login.instance_url,
                "loginUrl": login.login_url,
                "organizationId": login.organization,
                "userId": login.user,
                "username": done.username,
                "database": database,
                "key": key,
                "keySource": source.to_string(),
            })
            .to_string(),
        );
        return Ok(());
    }
    let user = done.username.as_deref().unwrap_or("the user you chose");
    output::data(&format!("logged in to {} as {user}", login.instance_url));
    output::data(&format!(
        "stored in {database}: instance and refresh token, sealed with key {} from {source}",
        key.unwrap_or_default()
    ));
    match done.replaced {
        Some(Revocation::Revoked) => output::talk("the login before this one was revoked"),
        Some(Revocation::Unreachable) => output::talk(
            "the login before this one could not be revoked: end it in Setup, Connected Apps OAuth Usage",
        ),
        Some(Revocation::DeadAlready | Revocation::Unreadable) | None => {}
    }
    let salesforce = &settings.salesforce;
    for (is_set, name) in [
        (
            !salesforce.jwt_key_file.is_empty(),
            "SALESFORCE_JWT_KEY_FILE",
        ),
        (
            salesforce.refresh_token.expose().is_some(),
            "SALESFORCE_REFRESH_TOKEN",
        ),
    ] {
        if is_set {
            output::talk(&format!(
                "note: {name} is set and goes before this login: unset it for the login to be used"
            ));
        }
    }
    output::talk(
        "next: `midcall doctor` checks fields, rules and limits; then `midcall serve`. A server that runs already takes the login up when it is restarted.",
    );
    Ok(())
}
