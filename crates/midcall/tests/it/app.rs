//! The program and its surroundings, with verbs that read like a story.

use std::{
    ops::Deref,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::{Router, body::Body};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use midcall::{
    backfill::{Backfilled, Backfiller},
    clock::Clock,
    config::{self, Overrides},
    fold::Folder,
    identity::{Finder, Looked},
    node::Node,
    reconcile::{Gate, Reconciled, Reconciler},
    wiring::{self, Trust, Vendors},
};
use midcall_domain::time::Timestamp;
use midcall_sim::{
    llm::Model,
    salesforce::{Org, OrgSettings},
    vapi::api::{self as vapi, Vapi},
};
use midcall_store::{LeadRow, Options, Store};
use serde_json::{Map, Value};
use tower::{BoxError, ServiceExt, service_fn, util::BoxCloneSyncService};

use crate::log;

pub(crate) const SECRET: &str = "whsec-test-0123456789abcdef";
pub(crate) const API_KEY: &str = "key-test-0123456789abcdef";
pub(crate) const LLM_KEY: &str = "llm-test-0123456789abcdef";

/// Nothing may keep a test settling for longer than this much simulated time.
const SETTLE_MAX_MS: i64 = 2 * 60 * 60 * 1_000;

pub(crate) struct App {
    pub(crate) node: Arc<Node>,
    world: World,
    folder: Folder,
    reconciler: Reconciler,
    backfiller: Backfiller,
    listening_since: Timestamp,
    finder: Finder,
    router: Router,
}

/// What outlives the process.
pub(crate) struct World {
    data: tempfile::TempDir,
    pub(crate) org: Org,
    pub(crate) vapi: Vapi,
    pub(crate) llm: Model,
    /// Whether the model is in the settings.
    has_llm: bool,
    /// The bodies of requests that place calls.
    pub(crate) asked_to_dial: Bodies,
    /// Who answers at the public address.
    pub(crate) web: Web,
    clock: Arc<AtomicI64>,
    refresh_token: Option<String>,
}

impl Deref for App {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl App {
    pub(crate) async fn start(now_ms: i64) -> Self {
        Self::start_with(now_ms, OrgSettings::default()).await
    }

    /// Starts with a refresh token that a person consented to, instead of client credentials.
    pub(crate) async fn start_with_refresh_token(now_ms: i64, settings: OrgSettings) -> Self {
        let vapi = vapi::Settings::default();
        Self::start_as(now_ms, settings, vapi, true, false, "").await
    }

    pub(crate) async fn start_with(now_ms: i64, settings: OrgSettings) -> Self {
        let vapi = vapi::Settings::default();
        Self::start_as(now_ms, settings, vapi, false, false, "").await
    }

    /// Starts with this in `midcall.toml`.
    pub(crate) async fn start_with_file(now_ms: i64, file: &str) -> Self {
        Self::start_with_vapi(now_ms, vapi::Settings::default(), file).await
    }

    /// Starts with a Vapi of these settings, and this in `midcall.toml`.
    pub(crate) async fn start_with_vapi(now_ms: i64, vapi: vapi::Settings, file: &str) -> Self {
        Self::start_as(now_ms, OrgSettings::default(), vapi, false, false, file).await
    }

    /// Starts with a language model to ask for a second opinion, and this in `midcall.toml`.
    pub(crate) async fn start_with_llm(now_ms: i64, file: &str) -> Self {
        let (org, vapi) = (OrgSettings::default(), vapi::Settings::default());
        Self::start_as(now_ms, org, vapi, false, true, file).await
    }

    async fn start_as(
        now_ms: i64,
        settings: OrgSettings,
        vapi: vapi::Settings,
        has_refresh_token: bool,
        has_llm: bool,
        file: &str,
    ) -> Self {
        log::install();
        let clock = Arc::new(AtomicI64::new(now_ms));
        let base_url = "http://127.0.0.1:1".to_owned();
        let org = Org::new(OrgSettings {
            clock: midcall_sim::clock::Clock::Manual(Arc::clone(&clock)),
            base_url,
            ..settings
        });
        let vapi = Vapi::new(vapi::Settings {
            clock: midcall_sim::clock::Clock::Manual(Arc::clone(&clock)),
            api_key: Some("private-key".to_owned()),
            ..vapi
        });
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join("midcall.toml"), file).unwrap();
        let store = Store::open(Options::at(&data.path().join("midcall.db"))).unwrap();
        let refresh_token = has_refresh_token.then(|| org.consent());
        let asked_to_dial = Bodies::default();
        let world = World {
            data,
            org,
            vapi,
            llm: Model::with_key(LLM_KEY),
            has_llm,
            asked_to_dial,
            web: Web::default(),
            clock,
            refresh_token,
        };
        Self::with(store, world).await
    }

    async fn with(store: Store, world: World) -> Self {
        let node = Arc::new(node(store, &world));
        let folder = Folder::resume(&node).await.unwrap();
        let pacing = &node.settings.pacing;
        let gate = Gate::new(pacing.requests_per_s, pacing.burst).for_leads(pacing.transcript_ms);
        let reconciler = Reconciler::new("test/reconcile".to_owned(), gate);
        let router = midcall::http::router(Arc::clone(&node));
        *world.web.lock().unwrap() = Some(router.clone());
        let listening_since = node.clock.now();
        Self {
            node,
            world,
            folder,
            reconciler,
            backfiller: Backfiller::new(listening_since),
            listening_since,
            finder: Finder::default(),
            router,
        }
    }

    /// What `midcall.toml` says from the next start on.
    pub(crate) fn set_file(&self, text: &str) {
        std::fs::write(self.data.path().join("midcall.toml"), text).unwrap();
    }

    /// The files in which state is kept.
    pub(crate) fn files_beside_the_journal(&self) -> Vec<std::path::PathBuf> {
        let files = std::fs::read_dir(self.data.path()).unwrap();
        let paths = files.map(|file| file.unwrap().path());
        paths.filter(|path| path.is_file()).collect()
    }

    /// The process ends without a word and another one starts on the same data.
    pub(crate) async fn crash_and_restart(self) -> Self {
        let Self {
            node,
            world,
            folder,
            reconciler,
            finder,
            router,
            ..
        } = self;
        drop((folder, reconciler, finder, router));
        // Whoever answers at the public address holds on to the node.
        *world.web.lock().unwrap() = None;
        let store = node.store.clone();
        drop(node);
        store.close();
        let store = Store::open(Options::at(&world.data.path().join("midcall.db"))).unwrap();
        Self::with(store, world).await
    }

    /// The same, and all that was folded is lost: the journal is folded again from its beginning.
    pub(crate) async fn forget_what_was_folded(self) -> Self {
        let path = self.data.path().join("midcall.db");
        let app = self.crash_and_restart().await;
        let database = rusqlite::Connection::open(path).unwrap();
        let forget =
            "DELETE FROM calls; DELETE FROM leads; DELETE FROM facts WHERE name = 'fold_cursor'";
        database.execute_batch(forget).unwrap();
        drop(database);
        app.crash_and_restart().await
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp(self.clock.load(Ordering::SeqCst))
    }

    pub(crate) fn advance(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    pub(crate) async fn request(&self, request: Request<Body>) -> (StatusCode, Value) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    /// What a person on this machine, or a program with the key, is shown.
    pub(crate) async fn shown(&self, path: &str) -> (StatusCode, String) {
        let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 9));
        let request = Request::get(path)
            .extension(axum::extract::ConnectInfo(peer))
            .header("authorization", format!("Bearer {API_KEY}"))
            .body(Body::empty())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    pub(crate) async fn post(&self, body: impl Into<Bytes>) -> (StatusCode, Value) {
        let request = Request::post("/webhook/vapi")
            .header("x-vapi-secret", SECRET)
            .body(Body::from(body.into()))
            .unwrap();
        self.request(request).await
    }

    /// A delivery arrives and is acknowledged.
    pub(crate) async fn deliver(&self, body: impl Into<Bytes>) -> Value {
        let (status, answer) = self.post(body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }

    pub(crate) async fn qualify(&self, key: Option<&str>, body: Value) -> (StatusCode, Value) {
        let mut request =
            Request::post("/api/qualify-lead").header("authorization", format!("Bearer {API_KEY}"));
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.request(request.body(Body::from(body.to_string())).unwrap())
            .await
    }

    pub(crate) async fn fold(&mut self) {
        loop {
            let folded = self.folder.step(&self.node).await.unwrap();
            // With many calls, words alone wait for more of them until time has passed.
            let waits = folded.saved.leads_changed == 0;
            if folded.entries == 0 && (waits || !self.folder.has_unsaved()) {
                return;
            }
        }
    }

    /// Finds out whose the calls are whose turn it is, until there is none.
    pub(crate) async fn identify(&mut self) -> Option<Timestamp> {
        loop {
            match self.finder.step(&self.node).await.unwrap() {
                Looked::TakenUp(_) => {}
                Looked::Idle(until) => return until,
            }
        }
    }

    /// One reconcile step at the present time.
    pub(crate) async fn reconcile(&mut self) -> Reconciled {
        self.reconciler.step(&self.node).await.unwrap()
    }

    /// Lets everything come to rest; time passes where something waits for it. Returns how much.
    pub(crate) async fn settle(&mut self) -> i64 {
        let began = self.now();
        loop {
            self.fold().await;
            self.identify().await;
            self.fold().await;
            match self.reconcile().await {
                Reconciled::Sent(_) => {}
                Reconciled::Idle(None) => return self.now().ms_since(began),
                Reconciled::Idle(Some(until)) => {
                    let wait_ms = until.ms_since(self.now()).max(1);
                    self.advance(wait_ms);
                }
            }
            assert!(
                self.now().ms_since(began) < SETTLE_MAX_MS,
                "it does not come to rest"
            );
        }
    }

    /// Time passes in steps, as it does for a running server.
    pub(crate) async fn live_for(&mut self, ms: i64) {
        let until = self.now().plus_ms(ms);
        while self.now() < until {
            self.fold().await;
            self.identify().await;
            self.fold().await;
            if !matches!(self.reconcile().await, Reconciled::Sent(_)) {
                self.advance(250);
            }
        }
    }

    /// Everything in the queue that can be done at this moment is done.
    pub(crate) async fn place(&self) {
        while midcall::place::step(&self.node).await.unwrap() {}
    }

    /// Vapi tells of a call between these two, and Midcall takes it in.
    pub(crate) async fn hear_of(&mut self, call: &str, kind: &str, status: Value) {
        let mut message = serde_json::json!({
            "type": "status-update",
            "timestamp": self.now().0,
            "call": { "id": call, "type": kind },
        });
        let fields = status.as_object().unwrap().clone();
        message.as_object_mut().unwrap().extend(fields);
        let body = serde_json::json!({ "message": message });
        self.deliver(body.to_string()).await;
        self.fold().await;
    }

    /// The newest call that was dialed ends for this reason.
    pub(crate) async fn newest_call_ends(&mut self, reason: &str) {
        let call = self.vapi.dials().last().unwrap().call_id.clone();
        let status = serde_json::json!({ "status": "ended", "endedReason": reason });
        self.hear_of(&call, "outboundPhoneCall", status).await;
        self.place().await;
    }

    /// Asks Vapi for all that is due to be asked for at the present time.
    pub(crate) async fn backfill(&mut self) {
        while self.backfiller.step(&self.node).await.unwrap() == Backfilled::Did {}
    }

    /// One backfill step at the present time.
    pub(crate) async fn backfill_once(&mut self) -> Backfilled {
        self.backfiller.step(&self.node).await.unwrap()
    }

    /// All that a running server does at the present time.
    pub(crate) async fn work(&mut self) {
        self.fold().await;
        self.backfill().await;
        midcall::fold::settle(&self.node, self.listening_since)
            .await
            .unwrap();
        self.fold().await;
        while matches!(self.reconcile().await, Reconciled::Sent(_)) {}
    }

    /// A running server works while time passes.
    pub(crate) async fn work_for(&mut self, ms: i64) {
        let until = self.now().plus_ms(ms);
        while self.now() < until {
            self.work().await;
            self.advance(1_000);
        }
        self.work().await;
    }

    /// Nothing has been heard for long enough: what hangs is settled.
    pub(crate) async fn fall_silent(&mut self) {
        let since = self.now();
        self.advance(self.node.settings.calls.settle_after_s * 1_000 + 1_000);
        midcall::fold::settle(&self.node, since).await.unwrap();
    }

    pub(crate) fn new_lead(&self) -> String {
        let fields = serde_json::json!({ "LastName": "Vega", "Company": "Tidewater Robotics" });
        self.org.create_lead(fields).unwrap()
    }

    pub(crate) async fn row(&self, lead: &str) -> LeadRow {
        self.node
            .store
            .load_lead(&self.node.workspace, lead)
            .await
            .unwrap()
            .unwrap()
    }

    /// What the org holds of what Midcall writes.
    pub(crate) fn lead(&self, id: &str) -> Map<String, Value> {
        let ours = [
            "AI_Qualification_Score__c",
            "Qualification_Signals__c",
            "Call_Transcript__c",
            "Last_AI_Contact__c",
            "AI_Call_Status__c",
        ];
        let lead = self.org.lead(id).unwrap();
        lead.into_iter()
            .filter(|(name, _)| ours.contains(&name.as_str()))
            .collect()
    }
}

fn node(store: Store, world: &World) -> Node {
    let text = |text: &str| text.to_owned();
    let environment = [
        ("WEBHOOK_SECRET", SECRET),
        ("MIDCALL_API_KEY", API_KEY),
        ("SALESFORCE_CLIENT_ID", "3MVG9EXAMPLECONSUMERKEY"),
        ("SALESFORCE_CLIENT_SECRET", "EXAMPLE-CONSUMER-SECRET"),
        ("SALESFORCE_INSTANCE", "http://127.0.0.1:1"),
        ("VAPI_API_KEY", "private-key"),
        ("VAPI_ASSISTANT_ID", "3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa"),
        (
            "VAPI_PHONE_NUMBER_ID",
            "c2a9e7d4-1f36-4a0b-9d5e-88b7a4f0e311",
        ),
        ("SALESFORCE_LOGIN_URL", "http://127.0.0.1:1"),
        (
            "SALESFORCE_REFRESH_TOKEN",
            world.refresh_token.as_deref().unwrap_or_default(),
        ),
    ];
    let llm = [
        ("LLM_BASE_URL", "http://127.0.0.1:1/v1"),
        ("LLM_MODEL", "simulated"),
        ("LLM_API_KEY", LLM_KEY),
    ];
    let llm = llm.into_iter().filter(|_| world.has_llm);
    // What is answered must not depend on how busy this machine is, unless a test is about that.
    let file = std::fs::read_to_string(world.data.path().join("midcall.toml")).unwrap();
    let patience = match file.contains("known_ms") {
        true => ("answers.known_ms", "0"),
        false => ("answers.known_ms", "60000"),
    };
    let overrides = Overrides {
        environment: environment
            .into_iter()
            .chain(llm)
            .map(|(name, value)| (text(name), text(value)))
            .collect(),
        // A model that hangs is waited for in real time.
        flags: [("llm.deadline_ms", "50"), patience]
            .map(|(key, value)| (text(key), text(value)))
            .to_vec(),
        file: Some(world.data.path().join("midcall.toml")),
    };
    let settings = config::load(&overrides).unwrap();
    let vendors = Vendors {
        salesforce: world.org.in_process(),
        vapi: in_process(world.vapi.router(), &world.asked_to_dial),
        llm: in_process(world.llm.router(), &Bodies::default()),
        web: at_public_address(&world.web),
    };
    wiring::node(
        "test",
        settings,
        store,
        vendors,
        Clock::Manual(Arc::clone(&world.clock)),
        Trust::Proven,
    )
    .unwrap()
}

/// Request bodies as they went out.
pub(crate) type Bodies = Arc<Mutex<Vec<Bytes>>>;

/// A router as the transport the clients expect: no socket, no timing.
fn in_process(router: Router, posted: &Bodies) -> midcall::outbound::Http {
    let posted = Arc::clone(posted);
    BoxCloneSyncService::new(service_fn(move |request: Request<Bytes>| {
        if request.method() == http::Method::POST {
            posted.lock().unwrap().push(request.body().clone());
        }
        let router = router.clone();
        async move {
            // Between asking, the work and the answer whoever asks may die.
            tokio::task::yield_now().await;
            let response = router.oneshot(request.map(Body::from)).await?;
            tokio::task::yield_now().await;
            let (parts, body) = response.into_parts();
            let body = body.collect().await?.to_bytes();
            Ok::<_, BoxError>(Response::from_parts(parts, body))
        }
    }))
}

/// Whoever answers at the public address, if anybody does.
pub(crate) type Web = Arc<Mutex<Option<Router>>>;

fn at_public_address(web: &Web) -> midcall::outbound::Http {
    let web = Arc::clone(web);
    BoxCloneSyncService::new(service_fn(move |request: Request<Bytes>| {
        let router = web.lock().unwrap().clone();
        async move {
            let router = router.ok_or("nobody is there")?;
            let response = router.oneshot(request.map(Body::from)).await?;
            let (parts, body) = response.into_parts();
            let body = body.collect().await?.to_bytes();
            Ok::<_, BoxError>(Response::from_parts(parts, body))
        }
    }))
}
