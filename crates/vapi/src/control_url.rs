//! The address that steers a live call. A type of its own because whoever knows it may speak,
//! transfer or hang up, and because a forged one would make us POST anywhere.

use http::Uri;

use crate::Redacted;

/// `call.monitor.controlUrl`: takes commands for one live call, by default without a credential
/// (Vapi documents `controlAuthenticationEnabled` as off).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ControlUrl(Redacted<String>);

impl ControlUrl {
    /// Keeps a URL only if it is https at `vapi.ai` or below it, or http to this machine (a
    /// simulated Vapi, to be followed only where that is configured: see
    /// [`Client::may_control`](crate::Client::may_control)).
    ///
    /// The host differs by region and webhooks can be forged, so the domain is the check.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let authority = uri.authority()?;
        // `vapi.ai@elsewhere.example` names a user, not a host.
        if authority.as_str().contains('@') {
            return None;
        }
        let host = authority.host().to_ascii_lowercase();
        let trusted = match uri.scheme_str()? {
            "https" => host == "vapi.ai" || host.ends_with(".vapi.ai"),
            "http" => matches!(host.as_str(), "127.0.0.1" | "localhost" | "[::1]"),
            _ => false,
        };
        trusted.then(|| Self(Redacted(text.to_owned())))
    }

    /// Whether it leads to Vapi, and not to this machine.
    pub(crate) fn is_vapis(&self) -> bool {
        self.0
            .get(..8)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
    }

    /// The URL, for sending a command; not for printing.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::ControlUrl;

    #[test]
    fn only_vapi_and_this_machine_are_followed() {
        for (url, kept) in [
            (
                "https://phone-call-websocket.aws-us-west-2-backend-production1.vapi.ai/x/control",
                true,
            ),
            ("https://VAPI.ai/x/control", true),
            ("http://127.0.0.1:4010/x/control", true),
            ("http://[::1]:4010/x/control", true),
            ("http://api.vapi.ai/x/control", false),
            ("https://evilvapi.ai/x/control", false),
            ("https://vapi.ai.evil.example/x/control", false),
            ("https://api.vapi.ai@evil.example/x/control", false),
            ("https://127.0.0.1/x/control", false),
            ("wss://api.vapi.ai/x/listen", false),
            ("/x/control", false),
            ("", false),
        ] {
            assert_eq!(ControlUrl::parse(url).is_some(), kept, "{url}");
        }
    }
}
