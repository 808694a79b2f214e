//! Sends a call's webhooks to a server the way Vapi does: each at its moment, none waiting for
//! another, again only where the server's configuration says so.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{Request, Response, StatusCode, header::CONTENT_TYPE};
use serde::Deserialize;
use serde_json::Value;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, sleep_until, timeout},
};
use tower::{BoxError, Service, ServiceExt, util::BoxCloneSyncService};

use super::{
    delivery::{Delivery, Kind},
    sign::{self, Credential, Outgoing},
};
use crate::clock::Clock;

/// Any HTTP client, and any router in process.
pub type Http = BoxCloneSyncService<Request<Bytes>, Response<Bytes>, BoxError>;

/// Vapi waits this long for an answer unless `server.timeoutSeconds` says otherwise.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Where webhooks go, and how.
#[derive(Clone)]
pub struct Sink {
    /// What carries requests. Must not follow redirects: Vapi is not known to.
    pub http: Http,
    /// The address of the server's webhook.
    pub url: String,
    /// What proves that we are Vapi.
    pub credential: Credential,
    /// How long an answer may take, in real time at any speed: the server is real.
    pub timeout: Duration,
    /// When a refused webhook is sent again. Vapi's default is never.
    pub backoff: Option<BackoffPlan>,
    /// How many times faster than life the call goes by.
    pub speed: f64,
    /// What signatures are dated by.
    pub clock: Clock,
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sink")
            .field("url", &self.url)
            .field("credential", &self.credential)
            .field("backoff", &self.backoff)
            .field("speed", &self.speed)
            .finish_non_exhaustive()
    }
}

/// `server.backoffPlan`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BackoffPlan {
    /// How the delays grow.
    #[serde(rename = "type")]
    pub growth: Growth,
    /// How many times a webhook is sent again, 0 to 10.
    pub max_retries: u32,
    /// The first delay in seconds, 0 to 10.
    pub base_delay_seconds: f64,
    /// Statuses after which it is not sent again.
    #[serde(default)]
    pub excluded_status_codes: Vec<u16>,
}

/// How the delays of a backoff plan grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Growth {
    /// They do not.
    Fixed,
    /// Each is twice the one before.
    Exponential,
}

impl BackoffPlan {
    /// The delay before the `retry`th repetition, counted from one; None when it is not to be.
    fn delay(&self, retry: u32, status: Option<StatusCode>) -> Option<Duration> {
        let excluded =
            status.is_some_and(|status| self.excluded_status_codes.contains(&status.as_u16()));
        if retry > self.max_retries || excluded {
            return None;
        }
        let factor = match self.growth {
            Growth::Fixed => 1.0,
            Growth::Exponential => f64::from(2_u32.saturating_pow(retry - 1)),
        };
        Duration::try_from_secs_f64(self.base_delay_seconds * factor).ok()
    }
}

/// What became of one webhook.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Which of the deliveries, in the order they were handed in, counted from zero.
    pub index: usize,
    /// What it told.
    pub kind: Kind,
    /// How many times it was sent.
    pub attempts: u32,
    /// The status of the last answer, None when there was none in time.
    pub status: Option<StatusCode>,
    /// How long the last answer took.
    pub latency: Duration,
    /// The body of the last answer.
    pub answer: Bytes,
}

impl Receipt {
    /// Whether the server took responsibility for it.
    #[must_use]
    pub fn is_acknowledged(&self) -> bool {
        self.status.is_some_and(|status| status.is_success())
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receipt")
            .field("index", &self.index)
            .field("kind", &self.kind)
            .field("attempts", &self.attempts)
            .field("status", &self.status)
            .field("latency", &self.latency)
            .finish_non_exhaustive()
    }
}

impl Sink {
    /// A sink with Vapi's defaults: no credential, twenty seconds, no second try; in real time.
    #[must_use]
    pub fn new(http: Http, url: &str) -> Self {
        Self {
            http,
            url: url.into(),
            credential: Credential::None,
            timeout: TIMEOUT,
            backoff: None,
            speed: 1.0,
            clock: Clock::Real,
        }
    }

    /// The same sink with what a `server` object sets: `url`, `timeoutSeconds`, `backoffPlan`.
    #[must_use]
    pub fn configured_by(mut self, server: &Value) -> Self {
        if let Some(url) = server["url"].as_str() {
            self.url = url.into();
        }
        if let Some(timeout) = server["timeoutSeconds"]
            .as_f64()
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        {
            self.timeout = timeout;
        }
        if let Ok(plan) = BackoffPlan::deserialize(&server["backoffPlan"]) {
            self.backoff = Some(plan);
        }
        self
    }

    /// Sends each delivery at its moment, counted from now, and waits for every answer. The
    /// receipts come in the order of the deliveries.
    ///
    /// Deliveries are asked for one by one as their time comes, so that a lazy source stays lazy.
    pub async fn send(&self, deliveries: impl IntoIterator<Item = Delivery>) -> Vec<Receipt> {
        let start = Instant::now();
        let mut answers = JoinSet::new();
        let mut receipts = Vec::new();
        for (index, delivery) in deliveries.into_iter().enumerate() {
            sleep_until(
                start + self.scaled(Duration::from_millis(delivery.at_ms.max(0).cast_unsigned())),
            )
            .await;
            let sink = self.clone();
            answers.spawn(async move { sink.send_one(index, delivery).await });
            while let Some(answered) = answers.try_join_next() {
                receipts.extend(answered);
            }
        }
        while let Some(answered) = answers.join_next().await {
            receipts.extend(answered);
        }
        receipts.sort_by_key(|receipt| receipt.index);
        receipts
    }

    async fn send_one(self, index: usize, delivery: Delivery) -> Receipt {
        let message_id = sign::message_id(&delivery.body);
        let mut attempts = 0;
        loop {
            attempts += 1;
            let asked = Instant::now();
            let answer = timeout(self.timeout, self.attempt(&delivery.body, &message_id)).await;
            let response = answer.ok().and_then(Result::ok);
            let status = response.as_ref().map(Response::status);
            let receipt = Receipt {
                index,
                kind: delivery.kind,
                attempts,
                status,
                latency: asked.elapsed(),
                answer: response.map(Response::into_body).unwrap_or_default(),
            };
            let delay = self
                .backoff
                .as_ref()
                .and_then(|plan| plan.delay(attempts, status));
            match delay {
                Some(delay) if !receipt.is_acknowledged() => sleep(self.scaled(delay)).await,
                _ => return receipt,
            }
        }
    }

    async fn attempt(&self, body: &Bytes, message_id: &str) -> Result<Response<Bytes>, BoxError> {
        let mut request = Request::post(&self.url)
            .header(CONTENT_TYPE, "application/json")
            .body(body.clone())?;
        request
            .headers_mut()
            .extend(self.credential.headers(&Outgoing {
                body,
                url: &self.url,
                now_ms: self.clock.now_ms(),
                message_id,
            }));
        self.http.clone().ready().await?.call(request).await
    }

    fn scaled(&self, duration: Duration) -> Duration {
        Duration::try_from_secs_f64(duration.as_secs_f64() / self.speed).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::json;
    use tower::service_fn;

    use super::*;
    use crate::vapi::{expand::expand, script_named};

    /// A server that answers with these statuses in turn, and 200 from then on; and what it saw.
    fn server(statuses: &[u16]) -> (Sink, Arc<Mutex<Vec<Request<Bytes>>>>) {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, statuses) = (Arc::clone(&seen), statuses.to_vec());
        let http = service_fn(move |request: Request<Bytes>| {
            let mut log = log.lock().unwrap();
            let status = statuses.get(log.len()).copied().unwrap_or(200);
            log.push(request);
            async move { Ok::<_, BoxError>(Response::builder().status(status).body(Bytes::new())?) }
        });
        let mut sink = Sink::new(
            BoxCloneSyncService::new(http),
            "http://127.0.0.1:3000/webhook/vapi",
        );
        sink.speed = 10_000.0;
        (sink, seen)
    }

    fn call() -> Vec<Delivery> {
        expand(&script_named("wrong_number").unwrap(), 1, "c1", 0)
    }

    fn one() -> Vec<Delivery> {
        call().into_iter().take(1).collect()
    }

    fn with_plan(sink: Sink, growth: &str) -> Sink {
        sink.configured_by(&json!({"backoffPlan": {
            "type": growth, "maxRetries": 3, "baseDelaySeconds": 1, "excludedStatusCodes": [401],
        }}))
    }

    #[tokio::test]
    async fn every_webhook_arrives_and_is_answered() {
        let (mut sink, seen) = server(&[]);
        sink.credential = Credential::Secret("s3cret".into());
        let receipts = sink.send(call()).await;
        assert!(receipts.iter().all(Receipt::is_acknowledged));
        assert_eq!(
            receipts.iter().map(|r| r.index).collect::<Vec<_>>(),
            (0..call().len()).collect::<Vec<_>>()
        );
        for request in seen.lock().unwrap().iter() {
            assert_eq!(request.headers()["x-vapi-secret"], "s3cret");
            assert_eq!(request.headers()[CONTENT_TYPE], "application/json");
        }
    }

    #[tokio::test]
    async fn by_default_a_refused_webhook_is_lost() {
        let (sink, seen) = server(&[503]);
        let receipts = sink.send(one()).await;
        assert!(!receipts[0].is_acknowledged());
        assert_eq!(seen.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_backoff_plan_tries_again_unless_the_status_is_excluded() {
        for (statuses, attempts, acknowledged) in [
            (&[503, 500][..], 3, true),
            (&[302, 503, 503, 503, 503][..], 4, false),
            (&[401][..], 1, false),
        ] {
            let (sink, _) = server(statuses);
            let receipts = with_plan(sink, "exponential").send(one()).await;
            assert_eq!(
                (receipts[0].attempts, receipts[0].is_acknowledged()),
                (attempts, acknowledged),
                "{statuses:?}"
            );
        }
    }

    #[tokio::test]
    async fn an_answer_that_takes_too_long_is_none() {
        let http = service_fn(|_: Request<Bytes>| async {
            sleep(Duration::from_secs(3_600)).await;
            Ok::<_, BoxError>(Response::new(Bytes::new()))
        });
        let mut sink = Sink::new(BoxCloneSyncService::new(http), "http://127.0.0.1:3000/");
        sink.timeout = Duration::from_millis(20);
        sink.speed = 10_000.0;
        assert_eq!(sink.send(one()).await[0].status, None);
    }

    #[test]
    fn delays_grow_as_the_plan_says() {
        let delays = |growth| {
            let (sink, _) = server(&[]);
            let plan = with_plan(sink, growth).backoff.unwrap();
            [1, 2, 3, 4].map(|retry| plan.delay(retry, None).map(|delay| delay.as_secs()))
        };
        assert_eq!(delays("exponential"), [Some(1), Some(2), Some(4), None]);
        assert_eq!(delays("fixed"), [Some(1), Some(1), Some(1), None]);
    }
}
