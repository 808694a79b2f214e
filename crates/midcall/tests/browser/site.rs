//! A server on loopback that takes the recorded calls, with vendors that cannot be reached.

use std::{path::PathBuf, sync::Arc};

use bytes::Bytes;
use midcall::{
    clock::Clock,
    config::{self, Overrides},
    outbound::Http,
    run::{self, Server},
    wiring::{self, Trust, Vendors},
};
use midcall_store::{Options, Store};
use serde_json::Value;
use tower::{BoxError, service_fn, util::BoxCloneSyncService};

/// A running server and its folder.
pub(crate) struct Site {
    server: Server,
    client: reqwest::Client,
    _folder: tempfile::TempDir,
}

impl Site {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Options::at(&folder.path().join("midcall.db"))).unwrap();
        let settings = config::load(&Overrides::default()).unwrap();
        let vendors = Vendors {
            salesforce: unreachable(),
            vapi: unreachable(),
            llm: unreachable(),
            web: unreachable(),
        };
        let node = wiring::node(
            "test",
            settings,
            store,
            vendors,
            Clock::System,
            Trust::Anything,
        )
        .unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = run::start(Arc::new(node), listener).unwrap();
        // Any client of `outbound` installs the provider that reqwest wants.
        midcall::outbound::http(std::time::Duration::from_secs(1)).unwrap();
        Self {
            server,
            client: reqwest::Client::new(),
            _folder: folder,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.address)
    }

    /// A page as it is without script.
    pub(crate) async fn get(&self, path: &str) -> String {
        let answer = self.client.get(self.url(path)).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        assert!(
            answer.headers()["content-security-policy"]
                .to_str()
                .unwrap()
                .starts_with("default-src 'self'")
        );
        answer.text().await.unwrap()
    }

    /// Every call the server has heard of.
    pub(crate) async fn calls(&self) -> Vec<String> {
        let node = self.server.node();
        let found = node
            .store
            .list_calls(&node.workspace, None, 100)
            .await
            .unwrap();
        found.calls.iter().map(|row| row.call.to_string()).collect()
    }

    /// Delivers a whole recorded call.
    pub(crate) async fn plays(&self, call: &str) {
        self.deliver(sample(&format!("{call}.jsonl")).lines().map(body).collect())
            .await;
    }

    /// Delivers a recorded call up to the first message that says `words`.
    pub(crate) async fn plays_until(&self, call: &str, words: &str) {
        let lines = sample(&format!("{call}.jsonl"));
        let last = lines.lines().position(|line| line.contains(words)).unwrap();
        self.deliver(lines.lines().take(last + 1).map(body).collect())
            .await;
    }

    /// Delivers one recorded webhook.
    pub(crate) async fn posts(&self, webhook: &str) {
        self.deliver(vec![sample(&format!("{webhook}.json"))]).await;
    }

    /// Returns once everything delivered is folded.
    async fn deliver(&self, bodies: Vec<String>) {
        for body in bodies {
            let answer = self
                .client
                .post(self.url("/webhook/vapi"))
                .body(body)
                .send()
                .await
                .unwrap();
            assert!(answer.status().is_success(), "{}", answer.status());
        }
        let store = &self.server.node().store;
        let last = store.journal.last_seq();
        while store.fold_cursor().await.unwrap() < last {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    pub(crate) async fn stop(self) {
        self.server.stop().await;
    }
}

fn sample(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../samples/vapi");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// The body of one line of a recorded call.
fn body(line: &str) -> String {
    serde_json::from_str::<Value>(line).unwrap()["body"].to_string()
}

fn unreachable() -> Http {
    BoxCloneSyncService::new(service_fn(|_: http::Request<Bytes>| async {
        Err::<http::Response<Bytes>, BoxError>("unreachable".into())
    }))
}
