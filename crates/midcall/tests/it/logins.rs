//! The door a browser comes back to: how long it is open, for whom, and for how many.

use std::time::Duration;

use midcall::login::{self, Attempt, Done, Door, Error};
use midcall_salesforce::Secret;

use crate::app::App;

const WAIT: Duration = Duration::from_secs(20);

fn attempt(door: &Door) -> Attempt {
    let app = midcall_sim::salesforce::App::default();
    let app = login::App {
        client_id: app.client_id,
        client_secret: Some(Secret::new(app.client_secret)),
    };
    let login_url = "http://127.0.0.1:1".parse().unwrap();
    Attempt::new(app, login_url, door.redirect_uri(), [[1; 32], [2; 32]])
}

async fn finish(app: &App, door: Door, attempt: Attempt, wait: Duration) -> Result<Done, Error> {
    let (http, node) = (app.org.in_process(), &app.node);
    door.finish(attempt, &http, &node.store, "default", &node.clock, wait)
        .await
}

/// A person at the org who allows everything: where the browser is sent.
async fn consent(app: &App, attempt: &Attempt) -> String {
    let redirect_uri = attempt.redirect_uri().to_owned();
    app.org
        .change_app(|it| it.callback_urls = vec![redirect_uri]);
    let url = attempt.url();
    let (_, target) = url.split_once("127.0.0.1:1").unwrap();
    let request = http::Request::get(format!("{target}&decision=allow"));
    let request = request.body(bytes::Bytes::new()).unwrap();
    let response = tower::ServiceExt::oneshot(app.org.in_process(), request);
    let response = response.await.unwrap();
    response.headers()["location"].to_str().unwrap().to_owned()
}

fn browser() -> reqwest::Client {
    // Any client of `outbound` installs the provider that reqwest wants.
    midcall::outbound::http(WAIT).unwrap();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn nobody_comes_and_the_door_is_closed() {
    let app = App::start(1_795_100_645_000).await;
    let door = Door::open(0).await.unwrap();
    let (attempt, address) = (attempt(&door), door.redirect_uri());
    let error = finish(&app, door, attempt, Duration::ZERO)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("--device-less"), "{error}");
    browser().get(address).send().await.unwrap_err();
}

#[tokio::test]
async fn a_code_opens_the_door_once() {
    let app = App::start(1_795_100_645_000).await;
    let door = Door::open(0).await.unwrap();
    let attempt = attempt(&door);
    let address = consent(&app, &attempt).await;
    let browser = browser();
    let (done, page) = tokio::join!(
        finish(&app, door, attempt, WAIT),
        browser.get(&address).send()
    );
    assert_eq!(
        done.unwrap().username.as_deref(),
        Some("integration@acme.example")
    );
    let page = page.unwrap();
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert_eq!(page.headers()["cache-control"], "no-store");
    browser.get(&address).send().await.unwrap_err();
}

#[tokio::test]
async fn what_another_app_signed_is_not_taken() {
    let app = App::start(1_795_100_645_000).await;
    app.org.change_app(|it| {
        it.client_secret = "another".to_owned();
        it.secret_required_for_code = false;
    });
    let door = Door::open(0).await.unwrap();
    let attempt = attempt(&door);
    let address = consent(&app, &attempt).await;
    let code = attempt.code(&address).unwrap();
    let node = &app.node;
    let http = {
        // An endpoint that checks nothing and signs with its own secret.
        let org = app.org.clone();
        tower::util::BoxCloneSyncService::new(tower::service_fn(
            move |request: http::Request<bytes::Bytes>| {
                let org = org.clone();
                let body = String::from_utf8(request.body().to_vec()).unwrap();
                let body = body.split("&client_secret=").next().unwrap().to_owned();
                let request = request.map(|_| bytes::Bytes::from(body));
                async move { tower::ServiceExt::oneshot(org.in_process(), request).await }
            },
        ))
    };
    let outcome = attempt
        .finish(&code, &http, &node.store, "default", &node.clock)
        .await;
    assert!(matches!(outcome, Err(Error::NotSigned)), "{outcome:?}");
    assert_eq!(node.store.kept_login("default").unwrap(), None);
}

#[tokio::test]
async fn a_taken_port_is_said_with_what_to_do() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = Door::open(port).await.unwrap_err().to_string();
    for part in [&port.to_string(), "--port", "--device-less"] {
        assert!(error.contains(part), "{part} is missing in: {error}");
    }
}
