//! The one page a person sees at the end of a login. It stands alone: the door behind it is closed
//! before the browser could ask for anything else.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use super::{Done, Error};

const STYLE: &str = include_str!("../../assets/page.css");

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage<'a> {
    style: &'static str,
    title: &'a str,
    lines: Vec<String>,
    facts: Vec<(&'a str, String)>,
}

/// It worked.
pub(super) fn done(done: &Done) -> Response {
    let host = done.login.instance_url.as_str();
    let mut facts = vec![("Org", host.trim_start_matches("https://").to_owned())];
    facts.extend(done.username.clone().map(|name| ("User", name)));
    let lines = vec![
        "Midcall may read and write Leads as this user. You can close this page: the terminal says what to do next.".to_owned(),
    ];
    drawn(StatusCode::OK, "Logged in", lines, facts)
}

/// It did not.
pub(super) fn failed(error: &Error) -> Response {
    let lines = error.to_string();
    let lines = lines
        .lines()
        .map(|line| sentence(line.trim_start_matches("hint: ")));
    drawn(
        StatusCode::BAD_REQUEST,
        "Not logged in",
        lines.collect(),
        Vec::new(),
    )
}

/// The login is over.
pub(super) fn over() -> Response {
    let line = "This login is over. Run the command again if you still need it.";
    drawn(
        StatusCode::GONE,
        "Not logged in",
        vec![line.to_owned()],
        Vec::new(),
    )
}

fn drawn(
    status: StatusCode,
    title: &str,
    lines: Vec<String>,
    facts: Vec<(&str, String)>,
) -> Response {
    let page = LoginPage {
        style: STYLE,
        title,
        lines,
        facts,
    };
    let Ok(text) = page.render() else {
        return status.into_response();
    };
    let mut response = (status, Html(text)).into_response();
    let guards = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The address holds a code, which has been used.
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONNECTION, "close"),
    ];
    for (name, value) in guards {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A line of an error as a sentence.
fn sentence(line: &str) -> String {
    let mut letters = line.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}.", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_salesforce_says_cannot_become_part_of_the_page() {
        let answer =
            "error=access_denied&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3E&state=s";
        let refused = midcall_salesforce::auth::Redirect::read(answer)
            .unwrap()
            .code("s")
            .unwrap_err();
        let response = failed(&refused.into());
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        let body = axum::body::to_bytes(response.into_body(), 1 << 20)
            .await
            .unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert!(text.contains("choose Allow"), "{text}");
        assert!(!text.contains("<script"), "{text}");
    }
}
