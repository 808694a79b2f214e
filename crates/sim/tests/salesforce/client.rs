//! A client that knows just enough HTTP to ask the org things and look at the whole answer.

use bytes::Bytes;
use http::{HeaderMap, Request, header};
use midcall_sim::{
    clock::Clock,
    salesforce::{Org, OrgSettings},
};
use serde_json::{Value, json};
use tower::ServiceExt;

/// 2026-11-22T05:58:47Z.
pub(crate) const START_MS: i64 = 1_795_327_127_000;
pub(crate) const DATA: &str = "/services/data/v66.0";

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// Status and code of the first refusal.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let code = &self.json()[0]["errorCode"];
        (self.status, code.as_str().unwrap_or_default().to_owned())
    }
}

/// A client with a token.
pub(crate) struct Client {
    pub(crate) org: Org,
    pub(crate) clock: Clock,
    pub(crate) token: String,
}

impl Client {
    pub(crate) fn new() -> Self {
        Self::of(OrgSettings::default())
    }

    pub(crate) fn of(settings: OrgSettings) -> Self {
        let clock = Clock::manual(START_MS);
        let org = Org::new(OrgSettings {
            clock: clock.clone(),
            ..settings
        });
        let token = org.open_session();
        Self { org, clock, token }
    }

    /// A lead as a salesperson created it.
    pub(crate) fn lead(&self) -> String {
        let fields =
            json!({ "LastName": "Ng", "FirstName": "Robin", "Company": "Example Freight" });
        self.org.create_lead(fields).unwrap()
    }

    pub(crate) fn owner(&self, id: &str) -> String {
        self.org.lead(id).unwrap()["OwnerId"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.data("GET", path, None).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Reply {
        self.data("PATCH", path, Some(body)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.data("POST", path, Some(body)).await
    }

    /// A PATCH of one lead.
    pub(crate) async fn update(&self, id: &str, body: Value) -> Reply {
        self.patch(&format!("/sobjects/Lead/{id}"), body).await
    }

    pub(crate) async fn query(&self, soql: &str) -> Reply {
        let encoded: String = soql.bytes().map(|byte| format!("%{byte:02X}")).collect();
        self.get(&format!("/query?q={encoded}")).await
    }

    /// A request below `/services/data/v66.0`, without assignment rules.
    pub(crate) async fn data(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let body = body.map_or_else(Bytes::new, |body| Bytes::from(body.to_string()));
        let request = Request::builder()
            .method(method)
            .uri(format!("{DATA}{path}"))
            .header("Sforce-Auto-Assign", "FALSE");
        self.send(self.signed(request).body(body).unwrap()).await
    }

    pub(crate) async fn token(&self, form: &str) -> Reply {
        let request = Request::post("/services/oauth2/token")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::from(form.to_owned()));
        self.send(request.unwrap()).await
    }

    pub(crate) fn signed(&self, request: http::request::Builder) -> http::request::Builder {
        request.header(header::AUTHORIZATION, format!("Bearer {}", self.token))
    }

    pub(crate) async fn send(&self, request: Request<Bytes>) -> Reply {
        self.try_send(request).await.expect("an answer")
    }

    /// An answer, or nothing when the connection broke.
    pub(crate) async fn try_send(&self, request: Request<Bytes>) -> Option<Reply> {
        let response = self.org.in_process().oneshot(request).await.ok()?;
        let (parts, body) = response.into_parts();
        Some(Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8(body.to_vec()).unwrap(),
        })
    }
}
