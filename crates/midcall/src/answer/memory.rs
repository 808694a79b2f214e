//! Answers that have been given, so that a delivery that comes twice, even at the same time, is
//! answered once. A copy: what must be known after a restart is in the journal.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use midcall_domain::calls::{Answer, CallId};
use tokio::sync::OnceCell;

/// A thousand calls with four questions each; beyond that the given ones are forgotten.
const ANSWERS_MAX: usize = 4_096;

type Asked = (CallId, String);

/// Answers by call and question.
#[derive(Debug, Default)]
pub struct Answers(Mutex<HashMap<Asked, Arc<OnceCell<Answer>>>>);

impl Answers {
    /// Where the answer to this question stands, or will.
    pub(super) fn to(&self, call: &CallId, asked: &str) -> Arc<OnceCell<Answer>> {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= ANSWERS_MAX {
            answers.retain(|_, answer| !answer.initialized());
        }
        let key = (call.clone(), asked.to_owned());
        Arc::clone(answers.entry(key).or_default())
    }
}
