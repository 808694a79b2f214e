//! What the demo sets up before the first call: a simulated Salesforce behind a real port, and the
//! real server on an empty database in a folder that is gone afterwards.

use std::{net::Ipv4Addr, path::Path, sync::Arc};

use midcall::{
    clock::Clock,
    config::{self, Overrides, Settings},
    node::Node,
    run::{self, Server},
    wiring::{self, Trust, Vendors},
};
use midcall_sim::salesforce::{App, Org, OrgSettings};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{cli::Demo, commands::Failure};

/// Signs the simulated webhooks. Opens nothing but this process.
pub(super) const WEBHOOK_SECRET: &str = "whsec-of-the-demo";
/// The longest silence within a scripted call is that of a phone ringing, about thirty seconds.
const SILENCE_S: f64 = 40.0;

/// Everything that stands around the calls.
pub(super) struct Scenery {
    pub(super) org: Org,
    server: Server,
    salesforce: JoinHandle<std::io::Result<()>>,
    // Removed when dropped.
    _folder: tempfile::TempDir,
}

impl Scenery {
    /// Sets everything up.
    pub(super) async fn set_up(args: &Demo) -> Result<Self, Failure> {
        let folder = tempfile::tempdir().map_err(Failure::ours)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(Failure::ours)?;
        let org_url = format!("http://{}", listener.local_addr().map_err(Failure::ours)?);
        let org = Org::new(OrgSettings {
            base_url: org_url.clone(),
            seed: args.seed,
            ..OrgSettings::default()
        });
        let router = org.router();
        let salesforce = tokio::spawn(async move { axum::serve(listener, router).await });

        let settings = settings(folder.path(), &org, &org_url, args.speed)?;
        let store = wiring::open_store(&settings)?;
        let vendors = Vendors::on_the_network(&settings)?;
        let node = wiring::node(
            "demo",
            settings,
            store,
            vendors,
            Clock::System,
            Trust::Proven,
        )?;
        let port = args.port;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
            Failure::yours(format!("cannot listen on port {port}: {error}\nhint: choose another one with --port, or 0 for any that is free"))
        })?;
        let server = run::start(Arc::new(node), listener).map_err(Failure::ours)?;
        Ok(Self {
            org,
            server,
            salesforce,
            _folder: folder,
        })
    }

    /// The server's node, to look into.
    pub(super) fn node(&self) -> &Node {
        self.server.node()
    }

    /// The live page.
    pub(super) fn page_url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Where Vapi sends its webhooks.
    pub(super) fn webhook_url(&self) -> String {
        format!("{}/webhook/vapi", self.page_url())
    }

    /// Stops the server, then the org it writes to.
    pub(super) async fn strike(self) {
        self.server.stop().await;
        self.salesforce.abort();
    }
}

/// The product's defaults, except that what is paced in seconds is as fast as the story.
fn settings(
    folder: &Path,
    org: &Org,
    org_url: &str,
    speed: f64,
) -> Result<Settings, config::Error> {
    // Neither the working folder nor the environment may change what a demo shows.
    let file = folder.join("midcall.toml");
    std::fs::write(&file, "").map_err(|source| config::Error::Unreadable {
        path: file.display().to_string(),
        source,
    })?;
    let App {
        client_id,
        client_secret,
        ..
    } = App::default();
    let defaults = config::load(&Overrides {
        file: Some(file.clone()),
        ..Overrides::default()
    })?
    .pacing;
    let faster = |ms: i64| (ms as f64 / speed).ceil().to_string();
    let flags = [
        (
            "database_url",
            format!("sqlite://{}", folder.join("midcall.db").display()),
        ),
        ("webhook.secret", WEBHOOK_SECRET.to_owned()),
        ("webhook.auth", "hmac".to_owned()),
        ("salesforce.client_id", client_id),
        ("salesforce.client_secret", client_secret),
        ("salesforce.refresh_token", org.consent()),
        ("salesforce.instance", org_url.to_owned()),
        ("salesforce.login_url", org_url.to_owned()),
        (
            "calls.settle_after_s",
            (SILENCE_S / speed).ceil().to_string(),
        ),
        ("pacing.coalesce_ms", faster(defaults.coalesce_ms)),
        ("pacing.transcript_ms", faster(defaults.transcript_ms)),
        (
            "pacing.requests_per_s",
            (defaults.requests_per_s * speed).to_string(),
        ),
    ];
    let flags = flags.map(|(key, value)| (key.to_owned(), value)).into();
    config::load(&Overrides {
        file: Some(file),
        flags,
        ..Overrides::default()
    })
}
