//! The world around Midcall: a simulated org on a loopback socket, and the settings with which the
//! program finds it. All secrets are made up and open nothing.

use std::{collections::BTreeMap, net::SocketAddr, path::Path};

use axum::Router;
use midcall::output;
use midcall_sim::{
    salesforce::{Org, OrgSettings},
    vapi::sign::{Credential, HmacPlan},
};
use serde_json::json;
use tokio::net::TcpListener;

use crate::Result;

/// Signs webhooks.
pub(crate) const WEBHOOK_SECRET: &str = "whsec-bench-0123456789abcdef";
/// Opens `/api/*`.
pub(crate) const API_KEY: &str = "key-bench-0123456789abcdef";
/// Opens the simulated Vapi.
pub(crate) const VAPI_KEY: &str = "vapi-bench-0123456789abcdef";
/// The path that webhooks are posted to.
pub(crate) const WEBHOOK_PATH: &str = "/webhook/vapi";

/// What webhooks prove themselves with: Vapi's default plan, which costs a hash of the body.
pub(crate) fn credential() -> Credential {
    Credential::Hmac(HmacPlan::new(WEBHOOK_SECRET))
}

/// Serves a router on a free loopback port until the process ends, on a thread of its own: what
/// the vendor takes for an answer must not count as what Midcall takes. Returns its base URL.
///
/// # Errors
///
/// When there is no free port, or no thread.
pub(crate) fn serve(router: Router) -> Result<String> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::Builder::new()
        .name("vendor".to_owned())
        .spawn(move || {
            let served = runtime.block_on(async move {
                axum::serve(TcpListener::from_std(listener)?, router).await
            });
            if let Err(error) = served {
                output::talk(&format!("a simulated vendor fails: {error}"));
            }
        })?;
    Ok(base_url(address))
}

/// The address as the start of a URL.
pub(crate) fn base_url(address: SocketAddr) -> String {
    format!("http://{address}")
}

/// Makes a simulated org and serves it.
///
/// # Errors
///
/// When there is no free port.
pub(crate) fn serve_org(settings: OrgSettings) -> Result<(Org, String)> {
    let org = Org::new(settings);
    let url = serve(org.router())?;
    org.set_base_url(url.clone());
    Ok((org, url))
}

/// Creates leads as people do. Returns their ids.
///
/// # Errors
///
/// When the org refuses.
pub(crate) fn create_leads(org: &Org, count: usize) -> Result<Vec<String>> {
    let fields = |number| json!({ "LastName": format!("Lead {number}"), "Company": "Tidewater" });
    (0..count)
        .map(|number| {
            org.create_lead(fields(number))
                .map_err(|error| format!("the org refuses a lead: {error:?}").into())
        })
        .collect()
}

/// The environment of a Midcall whose data is in `data`.
pub(crate) fn environment(data: &Path, salesforce: &str, vapi: &str) -> BTreeMap<String, String> {
    let database = format!("sqlite://{}", data.join("midcall.db").display());
    [
        ("DATABASE_URL", database.as_str()),
        ("MIDCALL_API_KEY", API_KEY),
        ("WEBHOOK_SECRET", WEBHOOK_SECRET),
        ("SALESFORCE_CLIENT_ID", "3MVG9EXAMPLECONSUMERKEY"),
        ("SALESFORCE_CLIENT_SECRET", "EXAMPLE-CONSUMER-SECRET"),
        ("SALESFORCE_INSTANCE", salesforce),
        ("VAPI_API_KEY", VAPI_KEY),
        ("VAPI_ASSISTANT_ID", "3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa"),
        (
            "VAPI_PHONE_NUMBER_ID",
            "c2a9e7d4-1f36-4a0b-9d5e-88b7a4f0e311",
        ),
        ("VAPI_BASE_URL", vapi),
        // Trials compare what was delivered with what was written.
        ("MIDCALL_BACKFILL_EVERY_S", "0"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}
