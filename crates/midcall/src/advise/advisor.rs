//! The model that is asked: where it is, in which shape it answers, whether it is well.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use http::{HeaderValue, Uri};
use midcall_domain::{signals::Rubric, time::Timestamp};
use tower::ServiceExt;

use super::{
    breaker::Breaker,
    prompt,
    wire::{self, Error, Format},
};
use crate::{config::LlmSettings, outbound::Http};

/// A language model at an OpenAI-compatible endpoint.
pub struct Advisor {
    http: Http,
    url: Uri,
    api_key: Option<HeaderValue>,
    pub(super) model: String,
    per_call_max: u32,
    pub(super) turns_max: usize,
    deadline: Duration,
    known: Mutex<Known>,
}

/// What has been learned of it since the start.
#[derive(Clone, Copy)]
struct Known {
    format: Format,
    breaker: Breaker,
}

impl Advisor {
    /// The model of the settings; `None` when none is named.
    ///
    /// # Errors
    ///
    /// Names the setting that does not fit, without its value.
    pub fn new(
        settings: &LlmSettings,
        http: Http,
    ) -> Result<Option<Self>, (&'static str, &'static str)> {
        if settings.base_url.is_empty() || settings.per_call_max == 0 {
            return Ok(None);
        }
        let base = settings.base_url.trim_end_matches('/');
        let url: Uri = format!("{base}/chat/completions")
            .parse()
            .map_err(|_| ("llm.base_url", "it is no URL"))?;
        if !matches!(url.scheme_str(), Some("http" | "https")) {
            return Err(("llm.base_url", "it must begin with https:// or http://"));
        }
        if settings.model.is_empty() {
            return Err(("llm.model", "it is missing; base_url alone names no model"));
        }
        let api_key = settings.api_key.expose().map(|key| {
            let mut value = HeaderValue::try_from(format!("Bearer {key}"))?;
            value.set_sensitive(true);
            Ok::<_, http::header::InvalidHeaderValue>(value)
        });
        let api_key = api_key
            .transpose()
            .map_err(|_| ("llm.api_key", "it holds characters that no header may hold"))?;
        Ok(Some(Self {
            http,
            url,
            api_key,
            model: settings.model.clone(),
            per_call_max: settings.per_call_max,
            turns_max: settings.turns_max,
            deadline: Duration::from_millis(settings.deadline_ms),
            known: Mutex::new(Known {
                format: Format::Schema,
                breaker: Breaker::default(),
            }),
        }))
    }

    /// Questions about one call.
    pub(crate) fn per_call_max(&self) -> u32 {
        self.per_call_max
    }

    /// Whether it may be asked, or is left alone for now.
    pub(super) fn is_well(&self, now: Timestamp) -> bool {
        self.known().breaker.is_open_for_questions(now)
    }

    /// How long one question may take altogether: three shapes may have to be tried.
    pub(super) fn question_ms_max(&self) -> i64 {
        i64::try_from(self.deadline.as_millis())
            .unwrap_or(i64::MAX)
            .saturating_mul(3)
    }

    /// Asks about a conversation. The loosest shape that worked is remembered.
    pub(super) async fn ask(
        &self,
        conversation: String,
        rubric: &Rubric,
        now: Timestamp,
    ) -> Result<String, Error> {
        let messages = prompt::messages(conversation, rubric);
        let schema = prompt::schema(rubric);
        let mut format = self.known().format;
        let answer = loop {
            let key = self.api_key.as_ref();
            let request = wire::request(&self.url, key, &self.model, &messages, format, &schema);
            match (self.carry(request).await, format.looser()) {
                (
                    Err(Error::Status {
                        is_format: true, ..
                    }),
                    Some(looser),
                ) => format = looser,
                (answer, _) => break answer,
            }
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match &answer {
            Ok(_) => {
                known.format = format;
                known.breaker.succeeded();
            }
            Err(_) => known.breaker.failed(now),
        }
        answer
    }

    async fn carry(&self, request: http::Request<bytes::Bytes>) -> Result<String, Error> {
        let response = self.http.clone().oneshot(request);
        match tokio::time::timeout(self.deadline, response).await {
            Err(_) => Err(Error::Slow),
            Ok(Err(error)) => Err(Error::Unreachable(error)),
            Ok(Ok(response)) => wire::answer(&response),
        }
    }

    fn known(&self) -> Known {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
