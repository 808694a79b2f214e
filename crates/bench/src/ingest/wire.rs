//! The little of HTTP/1.1 that reading an acknowledgement takes. Pure.

use std::io;

/// More than the head and the body of any acknowledgement.
pub(super) const ANSWER_BYTES_MAX: usize = 2_048;

/// Whether the bytes so far are a whole answer; an error if it is anything but a 200.
///
/// # Errors
///
/// Another status, or no HTTP.
pub(super) fn is_acknowledged(answer: &[u8]) -> io::Result<bool> {
    let Some(head) = answer.windows(4).position(|end| end == b"\r\n\r\n") else {
        return Ok(false);
    };
    let text = String::from_utf8_lossy(&answer[..head]);
    let mut lines = text.lines();
    let status = lines.next().unwrap_or_default();
    if !status.starts_with("HTTP/1.1 200") {
        return Err(io::Error::other(format!("the server answered {status}")));
    }
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse::<usize>().ok())
        .ok_or_else(|| io::Error::other("the answer has no length"))?;
    Ok(answer.len() >= head + 4 + length)
}

#[cfg(test)]
mod tests {
    use super::is_acknowledged;

    #[test]
    fn an_answer_is_whole_with_its_last_byte() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        for cut in 0..answer.len() {
            assert!(!is_acknowledged(&answer[..cut]).unwrap(), "{cut}");
        }
        assert!(is_acknowledged(answer).unwrap());
    }

    #[test]
    fn anything_but_200_is_told() {
        let refused = is_acknowledged(b"HTTP/1.1 503 Service Unavailable\r\n\r\n");
        assert!(refused.unwrap_err().to_string().contains("503"));
        assert!(is_acknowledged(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
