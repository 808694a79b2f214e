//! The style sheet, the script and the icon, built into the program: a page loads nothing from
//! elsewhere, and there is no folder to deploy.

use axum::{
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::{IntoResponse, Response},
};

/// `GET /assets/page.css`
pub(super) async fn style() -> Response {
    asset(
        "text/css; charset=utf-8",
        include_str!("../../assets/page.css"),
    )
}

/// `GET /assets/page.js`
pub(super) async fn script() -> Response {
    asset(
        "text/javascript; charset=utf-8",
        include_str!("../../assets/page.js"),
    )
}

/// `GET /assets/icon.svg`
pub(super) async fn icon() -> Response {
    asset("image/svg+xml", include_str!("../../assets/icon.svg"))
}

/// Asked for with every page and no oftener, so that pages and script are of one version.
fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
}
