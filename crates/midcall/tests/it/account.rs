//! A Vapi account that is set up: what is asked of it, what the settings say, what is sent.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::BodyExt;
use midcall::{
    config::{self, Overrides, Settings},
    setup::vapi::{self, Desired, Done, Number, Observed, Plan, Stopped},
    wiring,
};
use midcall_sim::vapi::api::{self, Vapi};
use serde_json::Value;
use tower::{BoxError, ServiceExt, service_fn, util::BoxCloneSyncService};

pub(crate) const KEY: &str = "private-key";
pub(crate) const SECRET: &str = "SENTINEL-webhook-secret";

/// What went out: method, path and body.
type Sent = Arc<Mutex<Vec<(Method, String, Value)>>>;

pub(crate) struct Account {
    pub(crate) vapi: Vapi,
    sent: Sent,
    data: tempfile::TempDir,
    client: midcall_vapi::Client,
}

impl Account {
    pub(crate) fn new(change: impl FnOnce(&mut api::Settings)) -> Self {
        let mut settings = api::Settings {
            api_key: Some(KEY.to_owned()),
            ..api::Settings::default()
        };
        change(&mut settings);
        let vapi = Vapi::new(settings);
        let (sent, data) = (Sent::default(), tempfile::tempdir().unwrap());
        let http = recorded(&vapi, &sent);
        let client = wiring::vapi_account(&load("", &[], &data), http);
        let client = client.unwrap().unwrap();
        Self {
            vapi,
            sent,
            data,
            client,
        }
    }

    /// The settings with this in `midcall.toml`, and these variables.
    pub(crate) fn settings(&self, file: &str, variables: &[(&str, &str)]) -> Settings {
        load(file, variables, &self.data)
    }

    pub(crate) async fn observe(&self, desired: &Desired) -> Observed {
        vapi::observe(&self.client, desired).await.unwrap()
    }

    pub(crate) async fn plan(&self, desired: &Desired) -> Plan {
        vapi::plan(desired, &self.observe(desired).await)
    }

    pub(crate) async fn carry_out(&self, desired: &Desired) -> Result<Done, Stopped> {
        let observed = self.observe(desired).await;
        self.finish(desired, &observed).await
    }

    /// Carries out what was planned over what was seen.
    pub(crate) async fn finish(
        &self,
        desired: &Desired,
        observed: &Observed,
    ) -> Result<Done, Stopped> {
        vapi::carry_out(&self.client, desired, observed).await
    }

    /// What was written, and forgets it.
    pub(crate) fn written(&self) -> Vec<(Method, String, Value)> {
        let mut sent = self.sent.lock().unwrap();
        let written = sent.drain(..);
        written
            .filter(|(method, _, _)| *method != Method::GET)
            .collect()
    }

    /// A thing as Vapi shows it.
    pub(crate) async fn shown(&self, path: &str) -> Value {
        let request = Request::get(path)
            .header("authorization", format!("Bearer {KEY}"))
            .body(Body::empty())
            .unwrap();
        let response = self.vapi.router().oneshot(request).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&body).unwrap()
    }
}

/// What these settings come to, for a server that everybody knows.
pub(crate) fn desired(settings: &Settings, number: Number) -> Desired {
    vapi::desired(settings, Some("https://midcall.example"), number, false).unwrap()
}

fn load(file: &str, variables: &[(&str, &str)], data: &tempfile::TempDir) -> Settings {
    let path = data.path().join("midcall.toml");
    std::fs::write(&path, file).unwrap();
    let ours = [("WEBHOOK_SECRET", SECRET), ("VAPI_API_KEY", KEY)];
    let environment = ours.iter().chain(variables);
    config::load(&Overrides {
        environment: environment
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        file: Some(path),
        ..Overrides::default()
    })
    .unwrap()
}

fn recorded(vapi: &Vapi, sent: &Sent) -> midcall::outbound::Http {
    let (router, sent) = (vapi.router(), Arc::clone(sent));
    BoxCloneSyncService::new(service_fn(move |request: Request<Bytes>| {
        let body = serde_json::from_slice(request.body()).unwrap_or_default();
        let path = request.uri().path().to_owned();
        sent.lock()
            .unwrap()
            .push((request.method().clone(), path, body));
        let router = router.clone();
        async move {
            let response = router.oneshot(request.map(Body::from)).await?;
            let (parts, body) = response.into_parts();
            let body = body.collect().await?.to_bytes();
            Ok::<_, BoxError>(Response::from_parts(parts, body))
        }
    }))
}
