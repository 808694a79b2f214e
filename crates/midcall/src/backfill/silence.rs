//! Silence: calls go on at Vapi, and nothing of them arrives. What is probably the cause, and what
//! to do. Pure: what was found in, a diagnosis out.

use std::fmt;

use midcall_domain::time::Timestamp;
use midcall_vapi::operations::Assistant;

use super::plan::Miss;

/// Where deliveries are taken in.
const WEBHOOK_PATH: &str = "/webhook/vapi";
/// What a call is understood from while it goes on; without either, nothing is heard of it.
const WORDS: [&str; 2] = ["transcript", "conversation-update"];

/// Calls go on at Vapi, and what they say does not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Since when something should have arrived.
    pub since: Timestamp,
    /// When it was last seen to be so.
    pub seen_at: Timestamp,
    /// How many calls it was seen on.
    pub calls: usize,
    /// What is probably the cause.
    pub cause: Cause,
}

/// Why nothing arrives, probably.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Deliveries arrive, and are refused for their credential.
    Refused,
    /// The assistant does not send what is said.
    Unsubscribed,
    /// The assistant has no server URL.
    NoServerUrl,
    /// The assistant's server URL is not where this server is.
    OtherUrl {
        /// Where it sends to, without query.
        url: String,
        /// Where this server is.
        ours: String,
    },
    /// Messages of other calls arrive: these have settings of their own.
    OnlySome,
    /// The assistant sends to the right place, and nothing comes from there.
    Unreachable {
        /// Where it sends to, without query.
        url: String,
    },
    /// Vapi does not say where the assistant sends to.
    Unknown,
}

impl Cause {
    /// The word in metrics and logs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Unsubscribed => "unsubscribed",
            Self::NoServerUrl => "no_server_url",
            Self::OtherUrl { .. } => "other_url",
            Self::OnlySome => "only_some",
            Self::Unreachable { .. } => "unreachable",
            Self::Unknown => "unknown",
        }
    }
}

/// What is probably wrong, and what to do.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str(
                "deliveries arrive and are refused: the server credential in Vapi and WEBHOOK_SECRET differ; set both to the same secret",
            ),
            Self::Unsubscribed => f.write_str(
                "the assistant does not send what is said: list transcript, conversation-update, status-update, tool-calls and end-of-call-report among its server messages",
            ),
            Self::NoServerUrl => f.write_str(
                "the assistant has no server URL: set it to this server's /webhook/vapi, or set that of the phone number",
            ),
            Self::OtherUrl { url, ours } => write!(
                f,
                "the assistant sends to {url}, and this server is {ours}: set its server URL to {ours}"
            ),
            Self::OnlySome => f.write_str(
                "other calls arrive: look whether these have a server URL or server messages of their own, from another assistant, number or override",
            ),
            Self::Unreachable { url } => write!(
                f,
                "the assistant sends to {url}, and nothing comes from there: look whether the tunnel or proxy in front of this server runs and leads here"
            ),
            Self::Unknown => f.write_str(
                "look whether the assistant's server URL leads to this server's /webhook/vapi",
            ),
        }
    }
}

/// What was found out about calls of which nothing arrives.
#[derive(Debug)]
pub(super) struct Findings<'a> {
    /// What of each call is missed, and since when.
    pub(super) missed: &'a [(Miss, Timestamp)],
    /// When the newest delivery of any call arrived.
    pub(super) heard_at: Option<Timestamp>,
    /// When the newest delivery was refused for its credential.
    pub(super) refused_at: Option<Timestamp>,
    /// The assistant on the line, if Vapi told.
    pub(super) assistant: Option<&'a Assistant>,
    /// Where Vapi reaches this server, if that is set.
    pub(super) public_url: &'a str,
}

impl Findings<'_> {
    fn since(&self) -> Option<Timestamp> {
        self.missed.iter().map(|(_, since)| *since).min()
    }
}

/// What the silence is, after a look. It lasts until something arrives again, as the next call may
/// be an hour away.
pub(super) fn judge(
    known: Option<Silence>,
    findings: &Findings<'_>,
    now: Timestamp,
) -> Option<Silence> {
    let Some(since) = findings.since() else {
        return known.filter(|known| findings.heard_at.is_none_or(|at| at <= known.seen_at));
    };
    Some(Silence {
        since: known.map_or(since, |known| known.since.min(since)),
        seen_at: now,
        calls: findings.missed.len(),
        cause: cause(findings, since),
    })
}

fn cause(findings: &Findings<'_>, since: Timestamp) -> Cause {
    let is_since = |at: Option<Timestamp>| at.is_some_and(|at| at >= since);
    if is_since(findings.refused_at) {
        return Cause::Refused;
    }
    let misses_only_words = findings.missed.iter().all(|(miss, _)| *miss == Miss::Words);
    if misses_only_words {
        return Cause::Unsubscribed;
    }
    let Some(assistant) = findings.assistant else {
        return if is_since(findings.heard_at) {
            Cause::OnlySome
        } else {
            Cause::Unknown
        };
    };
    // Without a list Vapi sends its defaults, and a conversation-update is among them.
    let sends_words = |list: &Vec<String>| list.iter().any(|it| WORDS.contains(&it.as_str()));
    let url = assistant.server.as_ref().and_then(|it| it.url.as_deref());
    match url {
        _ if assistant
            .server_messages
            .as_ref()
            .is_some_and(|list| !sends_words(list)) =>
        {
            Cause::Unsubscribed
        }
        _ if is_since(findings.heard_at) => Cause::OnlySome,
        None => Cause::NoServerUrl,
        Some(url) => {
            let url = without_query(url);
            let ours = format!(
                "{}{WEBHOOK_PATH}",
                findings.public_url.trim_end_matches('/')
            );
            let leads_here = if findings.public_url.is_empty() {
                url.ends_with(WEBHOOK_PATH)
            } else {
                url.eq_ignore_ascii_case(&ours)
            };
            match (leads_here, findings.public_url.is_empty()) {
                (true, _) => Cause::Unreachable { url },
                (false, false) => Cause::OtherUrl { url, ours },
                (false, true) => Cause::OtherUrl {
                    url,
                    ours: WEBHOOK_PATH.to_owned(),
                },
            }
        }
    }
}

/// A URL without what may be secret in it.
fn without_query(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = url[..end].trim_end_matches('/');
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            format!("{}://{}", &url[..scheme], &url[at + 1..])
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use midcall_vapi::operations::AssistantServer;

    use super::*;

    const SINCE: Timestamp = Timestamp(1_000);
    const OURS: &str = "https://midcall.example";

    fn assistant(url: Option<&str>, messages: Option<&[&str]>) -> Assistant {
        Assistant {
            id: "a1".to_owned(),
            name: None,
            server: url.map(|url| AssistantServer {
                url: Some(url.to_owned()),
                credential_id: None,
                timeout_seconds: None,
                retries_max: None,
            }),
            server_messages: messages.map(|list| list.iter().map(|&it| it.to_owned()).collect()),
        }
    }

    fn findings<'a>(
        missed: &'a [(Miss, Timestamp)],
        assistant: Option<&'a Assistant>,
    ) -> Findings<'a> {
        Findings {
            missed,
            heard_at: None,
            refused_at: None,
            assistant,
            public_url: OURS,
        }
    }

    #[test]
    fn the_cause_is_found_by_elimination() {
        let all = [(Miss::Everything, SINCE)];
        let words = [(Miss::Words, SINCE)];
        let right = assistant(Some("https://midcall.example/webhook/vapi"), None);
        let other = assistant(
            Some("https://u:SENTINEL-p@old.example/vapi?key=SENTINEL-k"),
            None,
        );
        let none = assistant(None, None);
        let few = assistant(
            Some("https://midcall.example/webhook/vapi"),
            Some(&["hang"]),
        );
        for (findings, expected) in [
            (findings(&all, Some(&right)), "unreachable"),
            (findings(&all, Some(&other)), "other_url"),
            (findings(&all, Some(&none)), "no_server_url"),
            (findings(&all, Some(&few)), "unsubscribed"),
            (findings(&words, Some(&right)), "unsubscribed"),
            (findings(&all, None), "unknown"),
            (
                Findings {
                    refused_at: Some(SINCE),
                    ..findings(&all, Some(&right))
                },
                "refused",
            ),
            (
                Findings {
                    heard_at: Some(SINCE),
                    ..findings(&all, Some(&right))
                },
                "only_some",
            ),
            (
                Findings {
                    public_url: "",
                    ..findings(&all, Some(&right))
                },
                "unreachable",
            ),
        ] {
            let cause = judge(None, &findings, Timestamp(9_000)).unwrap().cause;
            assert_eq!(cause.name(), expected, "{findings:?}");
            assert!(!cause.to_string().contains("SENTINEL"), "{cause}");
        }
    }

    #[test]
    fn silence_lasts_until_something_arrives() {
        let all = [(Miss::Everything, SINCE)];
        let began = judge(None, &findings(&all, None), Timestamp(9_000));
        let lasting = judge(began.clone(), &findings(&[], None), Timestamp(99_000));
        assert_eq!(lasting, began);
        let heard = Findings {
            heard_at: Some(Timestamp(9_001)),
            ..findings(&[], None)
        };
        assert_eq!(judge(began, &heard, Timestamp(99_000)), None);
        assert_eq!(judge(None, &findings(&[], None), Timestamp(99_000)), None);
    }
}
