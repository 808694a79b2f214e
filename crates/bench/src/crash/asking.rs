//! Requests to call a lead, asked as impatient and forgetful programs ask them, while Vapi sometimes
//! dials and loses the answer.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{Method, Request, StatusCode, header::AUTHORIZATION};
use midcall::outbound::Http;
use midcall_sim::{
    rng::Rng,
    salesforce::Org,
    vapi::api::{Answer, Fault, Vapi, When},
};
use serde_json::{Value, json};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep},
};
use tower::ServiceExt;

use crate::{Result, vendors};

/// From one request to the next.
const EVERY: Duration = Duration::from_millis(900);
/// From an answer that is none to asking again with the same key.
const AGAIN_AFTER: Duration = Duration::from_millis(500);

/// A request that was answered with a call.
#[derive(Clone, Debug)]
pub(super) struct Accepted {
    /// The idempotency key, if one was given.
    pub(super) key: Option<String>,
    /// The call that was answered.
    pub(super) call: String,
}

/// What asking came to.
pub(super) struct Asked {
    /// Requests, each for a lead of its own.
    pub(super) requests: usize,
    /// Askers with a key who never got an answer.
    pub(super) unanswered: usize,
}

/// Asks for calls until it is told to stop.
#[derive(Clone)]
pub(super) struct Asking {
    org: Org,
    vapi: Vapi,
    http: Http,
    url: String,
    accepted: Arc<Mutex<Vec<Accepted>>>,
    answers: Arc<Mutex<BTreeMap<String, u64>>>,
}

impl Asking {
    /// Asks the program at `base_url`.
    pub(super) fn new(org: Org, vapi: Vapi, http: Http, base_url: &str) -> Self {
        Self {
            org,
            vapi,
            http,
            url: format!("{base_url}/api/qualify-lead"),
            accepted: Arc::default(),
            answers: Arc::default(),
        }
    }

    /// Every request that was answered with a call.
    pub(super) fn accepted(&self) -> Vec<Accepted> {
        lock(&self.accepted).clone()
    }

    /// How often each answer came.
    pub(super) fn answers(&self) -> BTreeMap<String, u64> {
        lock(&self.answers).clone()
    }

    /// Asks one by one, until `stop`; then waits until `end` for those that are still open.
    ///
    /// # Errors
    ///
    /// When the org refuses a lead.
    pub(super) async fn keep_asking(
        self,
        seed: u64,
        stop: watch::Receiver<bool>,
        end: Instant,
    ) -> Result<Asked> {
        let mut rng = Rng::new(seed);
        let mut asked = JoinSet::new();
        let mut requests = 0;
        while !*stop.borrow() {
            requests += 1;
            self.let_vapi_stumble(&mut rng);
            let lead = vendors::create_leads(&self.org, 1)?.swap_remove(0);
            let body = json!({ "leadId": lead, "phoneNumber": format!("+1556{requests:07}") });
            let body = Bytes::from(body.to_string());
            let key = format!("request-{requests}");
            let (keys, tries) = match rng.below(4) {
                0 => (vec![None], 1),
                1 => (vec![Some(key.clone()), Some(key)], u32::MAX),
                _ => (vec![Some(key)], u32::MAX),
            };
            for key in keys {
                let (asking, body) = (self.clone(), body.clone());
                asked.spawn(async move { asking.ask(key, body, tries, end).await });
            }
            sleep(EVERY).await;
        }
        let mut unanswered = 0;
        while let Some(is_answered) = asked.join_next().await {
            unanswered += usize::from(!is_answered?);
        }
        Ok(Asked {
            requests,
            unanswered,
        })
    }

    /// Asks with the same key until there is an answer that will not change. Returns whether there
    /// was one, or nobody waits for one.
    async fn ask(&self, key: Option<String>, body: Bytes, tries: u32, end: Instant) -> bool {
        for _ in 0..tries {
            let answer = self.ask_once(key.as_deref(), body.clone()).await;
            let (status, answer) = answer.unwrap_or_default();
            let code = answer["error"]["code"].as_str().unwrap_or("answered");
            let told = format!("{} {code}", status.as_u16());
            *lock(&self.answers).entry(told).or_default() += 1;
            if let Some(call) = answer["callId"].as_str() {
                let call = call.to_owned();
                lock(&self.accepted).push(Accepted { key, call });
                return true;
            }
            if code == "vapi_refused" {
                return true;
            }
            if Instant::now() + AGAIN_AFTER > end {
                return false;
            }
            sleep(AGAIN_AFTER).await;
        }
        true
    }

    async fn ask_once(&self, key: Option<&str>, body: Bytes) -> Result<(StatusCode, Value)> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(&self.url)
            .header(AUTHORIZATION, format!("Bearer {}", vendors::API_KEY));
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let response = self.http.clone().oneshot(request.body(body)?).await?;
        Ok((response.status(), serde_json::from_slice(response.body())?))
    }

    /// Vapi has no idempotency key: an answer that is lost after the work is how people get called
    /// twice. At most one mishap waits: while the program is dead they would pile up, and Vapi would
    /// fail for good.
    fn let_vapi_stumble(&self, rng: &mut Rng) {
        self.vapi.clear_faults();
        let (when, answer) = match rng.below(8) {
            0 => (When::AfterTheWork, Answer::Truncated),
            1 => (When::AfterTheWork, Answer::Status(502)),
            2 => (When::BeforeTheWork, Answer::Status(503)),
            _ => return,
        };
        self.vapi.fail(Fault {
            method: Method::POST,
            path: "/call".to_owned(),
            when,
            answer,
            times: 1,
        });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
