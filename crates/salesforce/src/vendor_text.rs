//! What Salesforce wrote in its own words, kept for a person to read and kept out of logs.

use std::fmt;

/// Longest message kept, in characters. An admin's validation message has 255 at most; a failing
/// trigger or flow tells what it ran into within its first lines.
const MESSAGE_CHARS_MAX: usize = 2_000;

/// How much of a page is kept, in bytes. What a maintenance page has to say stands at its top.
const PAGE_BYTES_MAX: usize = 2 * 1024;

/// A message or a page's text from Salesforce, shortened.
///
/// It may repeat what we sent or what a customer's automation printed, so it prints as
/// `[redacted]`. Show [`as_str`](Self::as_str) to the operator, who may see the record anyway.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct VendorText(String);

impl VendorText {
    /// Keeps the beginning of a message.
    pub(crate) fn message(text: &str) -> Self {
        Self(text.trim().chars().take(MESSAGE_CHARS_MAX).collect())
    }

    /// Keeps what a person would read at the top of an HTML or plain-text answer.
    pub(crate) fn page(body: &[u8]) -> Self {
        let top = String::from_utf8_lossy(&body[..body.len().min(PAGE_BYTES_MAX)]);
        Self::message(&without_tags(&top))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for VendorText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

fn without_tags(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        text.push(' ');
        rest = end_of_tag(&rest[open..]).map_or("", |end| &rest[open + end..]);
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where what opens with a tag ends. What stands inside scripts and styles is not for people.
fn end_of_tag(page: &str) -> Option<usize> {
    let page = page.to_ascii_lowercase();
    let close = if page.starts_with("<script") {
        "</script>"
    } else if page.starts_with("<style") {
        "</style>"
    } else {
        ">"
    };
    page.find(close).map(|at| at + close.len())
}

#[cfg(test)]
mod tests {
    use super::VendorText;

    #[track_caller]
    fn check(page: &str, expected: &str) {
        assert_eq!(VendorText::page(page.as_bytes()).as_str(), expected);
    }

    #[test]
    fn a_page_is_read_like_a_person_reads_it() {
        check(
            "<html><head><title>502</title></head><body>Bad\n Gateway</body></html>",
            "502 Bad Gateway",
        );
        check(
            "<STYLE>p{}</STYLE><script>let a = '<b>';</script>Down",
            "Down",
        );
        check("Bad_OAuth_Token", "Bad_OAuth_Token");
        check("cut in a <di", "cut in a");
    }

    #[test]
    fn a_long_page_is_cut() {
        check(&"é".repeat(5_000), &"é".repeat(1_024));
    }

    #[test]
    fn nothing_is_printed() {
        let text = VendorText::message("SENTINEL-text");
        assert_eq!(format!("{text:?}"), "[redacted]");
    }
}
