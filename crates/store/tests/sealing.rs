//! Tokens at rest: a stolen database shows none, older databases are sealed, and a key that is not
//! there is named with what to do.

#![cfg(test)]

use std::path::Path;

use midcall_domain::time::Timestamp;
use midcall_store::{Connection, KeptLogin, Options, Renewal, Store};

const WORKSPACE: &str = "default";
const SESSION: &str = r#"{"access_token":"SENTINEL-access"}"#;
const REFRESH: &str = "5Aep861SENTINEL-refresh";
const KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const OTHER_KEY: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

fn options(folder: &Path) -> Options {
    Options::at(&folder.join("midcall.db"))
}

fn login() -> KeptLogin {
    KeptLogin {
        grant_digest: "login".to_owned(),
        login: r#"{"instance_url":"https://acme.my.salesforce.com"}"#.to_owned(),
    }
}

async fn log_in(store: &Store) {
    store
        .keep_login(WORKSPACE, &login(), SESSION, REFRESH, Timestamp(1_000))
        .await
        .unwrap();
}

async fn begin(store: &Store, digest: &str, seen: i64, now: i64) -> Renewal {
    let (now, until) = (Timestamp(now), Timestamp(now + 60_000));
    store
        .begin_renewal(WORKSPACE, digest, "node", seen, now, until)
        .await
        .unwrap()
}

async fn granted(store: &Store, seen: i64) -> Connection {
    match begin(store, "grant", seen, 0).await {
        Renewal::Granted(connection) => connection,
        other => panic!("{other:?}"),
    }
}

async fn loaded(store: &Store, digest: &str) -> Connection {
    store.load_connection(WORKSPACE, digest).await.unwrap()
}

/// Every file in the folder, and in the folders in it.
fn bytes_on_disk(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        bytes.extend(if path.is_dir() {
            bytes_on_disk(&path)
        } else {
            std::fs::read(&path).unwrap()
        });
    }
    bytes
}

#[track_caller]
fn assert_nothing_readable(folder: &Path) {
    let bytes = bytes_on_disk(folder);
    let found = bytes.windows(8).any(|window| window == b"SENTINEL");
    assert!(!found, "a token can be read on the disk");
}

#[tokio::test]
async fn no_token_can_be_read_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(options(folder.path())).unwrap();
    log_in(&store).await;
    for round in 0..20 {
        let granted = granted(&store, round).await;
        let (session, token) = (format!("{SESSION}{round}"), format!("{REFRESH}{round}"));
        let generation = store
            .finish_renewal(WORKSPACE, "grant", &granted, &session, Some(&token))
            .await
            .unwrap();
        assert_eq!(generation, Some(round + 1));
    }
    let log = std::fs::read(folder.path().join("midcall.db-wal")).unwrap();
    assert!(!log.is_empty(), "the log was looked at as well");
    assert_nothing_readable(folder.path());
    let kept = loaded(&store, "grant").await;
    assert_eq!(kept.refresh_token, Some(format!("{REFRESH}19")));
    let kept = loaded(&store, "login").await;
    assert_eq!(kept.session.as_deref(), Some(SESSION));
    assert_eq!(kept.refresh_token.as_deref(), Some(REFRESH));
}

#[tokio::test]
async fn tokens_of_an_older_version_are_sealed_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let old = rusqlite::Connection::open(folder.path().join("midcall.db")).unwrap();
    old.pragma_update(None, "journal_mode", "wal").unwrap();
    old.execute_batch(include_str!("../migrations/sqlite/0001_state.sql"))
        .unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    // Longer and shorter ones, so that the page keeps what was before.
    for (generation, filler) in [(1, 3_000), (2, 10), (3, 2_000), (4, 0)] {
        let session = format!("{SESSION}{}", "x".repeat(filler));
        old.execute(
            "INSERT INTO connections (workspace, session, refresh_token, grant_digest, generation) VALUES (?1, ?2, ?3, 'grant', ?4)
             ON CONFLICT DO UPDATE SET session = excluded.session, generation = excluded.generation",
            rusqlite::params![WORKSPACE, session, REFRESH, generation],
        )
        .unwrap();
    }
    drop(old);

    let store = Store::open(options(folder.path())).unwrap();
    assert_nothing_readable(folder.path());
    let kept = loaded(&store, "grant").await;
    assert_eq!(kept.session.as_deref(), Some(SESSION));
    assert_eq!(kept.refresh_token.as_deref(), Some(REFRESH));
    assert_eq!(kept.generation, 4);
    store.close();
    let store = Store::open(options(folder.path())).unwrap();
    assert_eq!(loaded(&store, "grant").await, kept);
}

#[tokio::test]
async fn a_key_that_is_not_there_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let at = || options(folder.path());
    let store = Store::open(at().with_key(Some(KEY))).unwrap();
    log_in(&store).await;
    store.close();

    let check = |options: Options, expected: &str| {
        let error = Store::open(options).err().unwrap();
        let why = std::error::Error::source(&error).unwrap().to_string();
        for part in [expected, "MIDCALL_KEY", "midcall logout salesforce"] {
            assert!(why.contains(part), "{part} is missing in: {why}");
        }
    };
    check(at(), "midcall.key is missing");
    check(at().with_key(Some(OTHER_KEY)), "sealed with key ");

    // What the remedy says works, beside a server or without one.
    let visitor = Store::visit(at().with_key(Some(OTHER_KEY))).unwrap();
    assert_eq!(visitor.forget_connections(WORKSPACE).await.unwrap(), 1);
    visitor.close();
    Store::open(at().with_key(Some(OTHER_KEY))).unwrap();
}

#[tokio::test]
async fn a_session_alone_is_no_reason_to_refuse() {
    let folder = tempfile::tempdir().unwrap();
    let at = || options(folder.path());
    let store = Store::open(at().with_key(Some(KEY))).unwrap();
    let granted = granted(&store, 0).await;
    store
        .finish_renewal(WORKSPACE, "grant", &granted, SESSION, None)
        .await
        .unwrap();
    store.close();
    let store = Store::open(at().with_key(Some(OTHER_KEY))).unwrap();
    assert_eq!(loaded(&store, "grant").await.session, None);
}

#[tokio::test]
async fn a_new_key_takes_over_from_the_one_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = || options(folder.path());
    let store = Store::open(at().with_key(Some(KEY))).unwrap();
    log_in(&store).await;
    store.close();
    let both = format!("{OTHER_KEY},{KEY}");
    Store::open(at().with_key(Some(&both))).unwrap().close();
    let store = Store::open(at().with_key(Some(OTHER_KEY))).unwrap();
    let kept = loaded(&store, "login").await;
    assert_eq!(kept.refresh_token.as_deref(), Some(REFRESH));
}

#[tokio::test]
async fn a_login_outlives_configured_grants_and_replaces_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(options(folder.path())).unwrap();
    assert_eq!(store.kept_login(WORKSPACE).unwrap(), None);
    log_in(&store).await;
    begin(&store, "configured", 0, 0).await;
    begin(&store, "configured anew", 0, 0).await;
    assert_eq!(store.kept_login(WORKSPACE).unwrap(), Some(login()));
    let Renewal::Granted(under_way) = begin(&store, "login", 1_000, 0).await else {
        panic!("nobody else renews");
    };
    let seen = under_way.generation;

    store
        .keep_login(
            WORKSPACE,
            &login(),
            "session 2",
            "token 2",
            Timestamp(1_000),
        )
        .await
        .unwrap();
    let late = store.finish_renewal(WORKSPACE, "login", &under_way, "late", Some("late"));
    assert_eq!(late.await.unwrap(), None, "a renewal under way gives in");
    match begin(&store, "login", seen, 0).await {
        Renewal::Renewed(kept) => assert_eq!(kept.session.as_deref(), Some("session 2")),
        other => panic!("a running server adopts it: {other:?}"),
    }
    store.forget_connections(WORKSPACE).await.unwrap();
    assert_eq!(store.kept_login(WORKSPACE).unwrap(), None);
    match begin(&store, "login", seen, 0).await {
        Renewal::Granted(kept) => assert_eq!(kept.refresh_token, None),
        other => panic!("{other:?}"),
    }
}
