//! A simulated Salesforce org on a loopback port, for people who want to poke at it with curl, a
//! client library or the Salesforce CLI.
//!
//! `cargo run -p midcall-sim --example org -- 4000`

use std::{
    error::Error,
    io::{self, Write},
};

use midcall_sim::salesforce::{App, Org, OrgSettings};
use serde_json::json;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port: u16 = match std::env::args().nth(1) {
        Some(port) => port.parse()?,
        None => 0,
    };
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let org = Org::new(OrgSettings {
        base_url: base_url.clone(),
        ..OrgSettings::default()
    });
    let lead = org.create_lead(json!({
        "FirstName": "Robin",
        "LastName": "Ng",
        "Company": "Example Freight Ltd",
        "Phone": "(415) 555-0132",
    }))?;
    let App {
        client_id,
        client_secret,
        ..
    } = App::default();
    let mut out = io::stdout();
    // These open nothing but this process.
    writeln!(out, "instance url   {base_url}")?;
    writeln!(out, "client id      {client_id}")?;
    writeln!(out, "client secret  {client_secret}")?;
    writeln!(out, "refresh token  {}", org.consent())?;
    writeln!(out, "access token   {}", org.open_session())?;
    writeln!(out, "a lead         {lead}")?;
    axum::serve(listener, org.router()).await?;
    Ok(())
}
