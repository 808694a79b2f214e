//! How tokens are kept on this machine.

use midcall_store::{KeySource, Store};

use super::{Finding, Section};

const CHECK: &str = "key";

/// The section.
pub(super) fn section(store: &Store) -> Section {
    let finding = match store.sealing_key() {
        Ok((source, id)) => judge(&source, id.as_deref(), mode(&source)),
        Err(error) => {
            let text = std::error::Error::source(&error)
                .map_or_else(|| error.to_string(), ToString::to_string);
            let (seen, to_do) = text.split_once("; ").unwrap_or((&text, "give another key"));
            Finding::fail(
                CHECK,
                seen,
                "tokens can neither be sealed nor opened",
                to_do,
            )
        }
    };
    Section {
        name: "This machine",
        about: None,
        findings: vec![finding],
    }
}

/// The key file's permissions; `None` when there is none.
fn mode(source: &KeySource) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;

    match source {
        KeySource::Given(_) => None,
        KeySource::File(path) => Some(std::fs::metadata(path).ok()?.permissions().mode() & 0o777),
    }
}

fn judge(source: &KeySource, id: Option<&str>, mode: Option<u32>) -> Finding {
    match (source, id) {
        (KeySource::Given(_), Some(id)) => Finding::ok(
            CHECK,
            format!("tokens are sealed with key {id}, given as MIDCALL_KEY"),
        ),
        (KeySource::Given(_), None) => Finding::fail(
            CHECK,
            "MIDCALL_KEY holds no key",
            "tokens cannot be sealed",
            "make one with `openssl rand -base64 32`",
        ),
        (KeySource::File(path), None) => Finding::ok(
            CHECK,
            format!(
                "no token is kept yet; the key file will be {}",
                path.display()
            ),
        ),
        (KeySource::File(path), Some(id)) if mode.is_some_and(|mode| mode & 0o077 != 0) => {
            Finding::warn(
                CHECK,
                format!(
                    "tokens are sealed with key {id} from {}, which others may read",
                    path.display()
                ),
                "whoever reads the key and the database can act in the org",
                format!(
                    "run `chmod 600 {}`, or hand the key in as MIDCALL_KEY",
                    path.display()
                ),
            )
        }
        (KeySource::File(path), Some(id)) => Finding::ok(
            CHECK,
            format!("tokens are sealed with key {id} from {}", path.display()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::*;

    #[test]
    fn a_key_that_others_may_read_is_named() {
        let file = KeySource::File("midcall.key".into());
        let severity = |mode| judge(&file, Some("1a2b3c4d"), Some(mode)).severity;
        assert_eq!(severity(0o600), Severity::Ok);
        assert_eq!(severity(0o640), Severity::Warn);
        let readable = judge(&file, Some("1a2b3c4d"), Some(0o644));
        assert!(readable.to_do.unwrap().contains("chmod 600 midcall.key"));
        let given = KeySource::Given("SENTINEL".to_owned());
        let finding = judge(&given, Some("1a2b3c4d"), None);
        assert!(!finding.seen.contains("SENTINEL"), "{finding:?}");
    }
}
