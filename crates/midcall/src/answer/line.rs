//! One call's line while it is answered: what is known of the call at this entry, found out once
//! for all that one message asks.

use std::{sync::Arc, time::Duration};

use midcall_domain::calls::{Answer, CallId};
use midcall_store::journal::{EntryKind, NewEntry};
use tokio::{sync::OnceCell, time::timeout};

use super::Asked;
use crate::{fold, fold::Known, node::Node, output, translate};

/// Writing the answer down takes one sync of the disk. When it takes this long, the answer goes
/// out, and the entry follows.
const KEEP_WITHIN: Duration = Duration::from_millis(30);

/// One call's line.
pub(super) struct Line<'a> {
    pub(super) node: &'a Node,
    pub(super) asked: &'a Asked<'a>,
    known: OnceCell<Option<Known>>,
}

impl<'a> Line<'a> {
    pub(super) fn new(node: &'a Node, asked: &'a Asked<'a>) -> Self {
        Self {
            node,
            asked,
            known: OnceCell::new(),
        }
    }

    /// What is known of the call; nothing when it cannot be found out in time.
    async fn known(&self, call: &CallId) -> Option<&Known> {
        let within = Duration::from_millis(self.node.settings.answers.known_ms);
        let find = || async {
            match timeout(within, fold::known_at(self.node, call, self.asked.seq)).await {
                Ok(Ok(known)) => known,
                Ok(Err(error)) => {
                    tracing::warn!(call.id = %call, error = %output::chain(&error), "A tool is answered without what is known of the call");
                    None
                }
                Err(_) => {
                    tracing::warn!(call.id = %call, "A tool is answered without what is known of the call: finding out took too long");
                    None
                }
            }
        };
        self.known.get_or_init(find).await.as_ref()
    }

    /// The answer to what is `asked`: the one that was given, or else the one that `word` finds,
    /// which is then kept.
    pub(super) async fn answer(
        &self,
        asked: &str,
        word: impl FnOnce(Option<&Known>) -> Result<String, String>,
    ) -> Result<String, String> {
        // A message that names no call is kept and shown to the operator; nothing is known of it.
        let Some(call) = &self.asked.call else {
            return word(None);
        };
        let cell = self.node.answers.to(call, asked);
        let find = || async {
            let known = self.known(call).await;
            if let Some(given) = known.and_then(|known| known.state.answer_to(asked)) {
                return given.clone();
            }
            let (text, is_error) = match word(known) {
                Ok(text) => (text, false),
                Err(text) => (text, true),
            };
            let answer = Answer {
                at: self.asked.received_at,
                to: asked.to_owned(),
                text,
                is_error,
            };
            self.keep(call, &answer).await;
            answer
        };
        let Answer { text, is_error, .. } = cell.get_or_init(find).await.clone();
        if is_error { Err(text) } else { Ok(text) }
    }

    /// Writes an answer down before it is given. When that fails it is given all the same: what the
    /// tool call said is durable.
    async fn keep(&self, call: &CallId, answer: &Answer) {
        let entry = NewEntry {
            workspace: Arc::clone(&self.node.workspace),
            kind: EntryKind::Answered,
            call_id: Some(Arc::clone(&call.0)),
            message_type: "midcall.answered".into(),
            received_at: self.asked.received_at,
            body: translate::answered_body(answer),
        };
        let kept = timeout(KEEP_WITHIN, self.node.store.journal.append(entry)).await;
        if let Ok(Err(error)) = kept {
            tracing::warn!(call.id = %call, error = %output::chain(&error), "An answer could not be written down");
        }
    }
}
