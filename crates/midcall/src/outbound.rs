//! The only place that opens sockets to the world.

use std::{sync::Once, time::Duration};

use bytes::Bytes;
use tower::{BoxError, service_fn, util::BoxCloneSyncService};

/// Carries one request and brings its answer.
pub type Http = BoxCloneSyncService<http::Request<Bytes>, http::Response<Bytes>, BoxError>;

/// An HTTP client that waits `timeout` for an answer. Connections are kept and shared.
///
/// # Errors
///
/// When the system's certificate store cannot be used.
pub fn http(timeout: Duration) -> Result<Http, reqwest::Error> {
    static PROVIDER: Once = Once::new();
    // One provider for the whole process; a second call would be refused.
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    let client = reqwest::Client::builder()
        .timeout(timeout)
        .connect_timeout(Duration::from_secs(5))
        // A redirect would carry the token to a host nobody named.
        .redirect(reqwest::redirect::Policy::none())
        .gzip(true)
        .tcp_nodelay(true)
        .user_agent(concat!("midcall/", env!("CARGO_PKG_VERSION")))
        .build()?;
    Ok(BoxCloneSyncService::new(service_fn(
        move |request: http::Request<Bytes>| {
            let client = client.clone();
            async move { send(&client, request).await.map_err(BoxError::from) }
        },
    )))
}

async fn send(
    client: &reqwest::Client,
    request: http::Request<Bytes>,
) -> Result<http::Response<Bytes>, reqwest::Error> {
    let (parts, body) = request.into_parts();
    // An error prints its URL, and a URL may hold what somebody searched for.
    let answer = client
        .request(parts.method, parts.uri.to_string())
        .headers(parts.headers)
        .body(body)
        .send()
        .await
        .map_err(reqwest::Error::without_url)?;
    let mut response = http::Response::new(Bytes::new());
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    *response.body_mut() = answer.bytes().await.map_err(reqwest::Error::without_url)?;
    Ok(response)
}
