//! The simulated vendors alone, each behind a port of this machine: for going through setup, server
//! and calls by hand with nobody's keys.

use std::{net::Ipv4Addr, time::Duration};

use axum::Router;
use midcall::outbound;
use midcall_sim::{
    salesforce::{App, Org, OrgSettings},
    vapi::{
        api::{Settings, Vapi},
        scripts,
        webhook::Sink,
    },
};
use serde_json::json;
use tokio::{net::TcpListener, task::JoinSet};

use super::{cast::FOUNDING_STORY, scenery::WEBHOOK_SECRET};
use crate::{cli::Demo, commands::Failure};

/// Opens nothing but this process.
const VAPI_KEY: &str = "private-key-of-the-demo";
/// Where `midcall serve` listens unless told otherwise.
const SERVER: &str = "http://127.0.0.1:3000";

/// The simulated vendors. They end with this value.
pub(super) struct Vendors {
    salesforce_url: String,
    vapi_url: String,
    lead: String,
    phone: String,
    _running: JoinSet<std::io::Result<()>>,
}

impl Vendors {
    /// Opens both, Salesforce at the port that was asked for and Vapi at the next one.
    pub(super) async fn open(args: &Demo) -> Result<Self, Failure> {
        let next = if args.port == 0 { 0 } else { args.port + 1 };
        let (salesforce, salesforce_url) = listen(args.port).await?;
        let (vapi, vapi_url) = listen(next).await?;
        let org = Org::new(OrgSettings {
            base_url: salesforce_url.clone(),
            seed: args.seed,
            ..OrgSettings::default()
        });
        let (mut lead, mut phone) = (String::new(), String::new());
        for script in scripts() {
            let customer = &script.customer;
            let (first_name, last_name) = customer
                .name
                .split_once(' ')
                .unwrap_or(("", &customer.name));
            let id = org
                .create_lead(json!({
                    "FirstName": first_name,
                    "LastName": last_name,
                    "Company": customer.company,
                    "Phone": customer.number,
                }))
                .map_err(Failure::ours)?;
            if script.name == FOUNDING_STORY {
                (lead, phone) = (id, customer.number.clone());
            }
        }
        let http = outbound::http(Duration::from_secs(30)).map_err(Failure::ours)?;
        let mut sink = Sink::new(http, &format!("{SERVER}/webhook/vapi"));
        sink.speed = args.speed;
        let account = Vapi::new(Settings {
            api_key: Some(VAPI_KEY.to_owned()),
            seed: args.seed,
            sink: Some(sink),
            control_base: vapi_url.clone(),
            ..Settings::default()
        });
        let mut running = JoinSet::new();
        serve(&mut running, salesforce, org.router());
        serve(&mut running, vapi, account.router());
        Ok(Self {
            salesforce_url,
            vapi_url,
            lead,
            phone,
            _running: running,
        })
    }

    /// What a shell sets to meet them.
    pub(super) fn environment(&self) -> String {
        let App {
            client_id,
            client_secret,
            ..
        } = App::default();
        let Self {
            salesforce_url,
            vapi_url,
            lead,
            phone,
            ..
        } = self;
        format!(
            "SALESFORCE_INSTANCE={salesforce_url}\n\
             SALESFORCE_CLIENT_ID={client_id}\n\
             SALESFORCE_CLIENT_SECRET={client_secret}\n\
             VAPI_BASE_URL={vapi_url}\n\
             VAPI_API_KEY={VAPI_KEY}\n\
             WEBHOOK_SECRET={WEBHOOK_SECRET}\n\
             MIDCALL_API_KEY=api-key-of-the-demo\n\
             MIDCALL_PUBLIC_URL={SERVER}\n\
             LEAD={lead}\n\
             PHONE={phone}"
        )
    }
}

async fn listen(port: u16) -> Result<(TcpListener, String), Failure> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
        Failure::yours(format!("cannot listen on port {port}: {error}\nhint: choose another one with --port, or 0 for any that is free"))
    })?;
    let address = listener.local_addr().map_err(Failure::ours)?;
    Ok((listener, format!("http://{address}")))
}

fn serve(running: &mut JoinSet<std::io::Result<()>>, listener: TcpListener, router: Router) {
    running.spawn(async move { axum::serve(listener, router).await });
}
