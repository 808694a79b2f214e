//! What Vapi must hold for Midcall, as the settings say. Pure: what is there is looked at elsewhere.

use midcall_domain::signals::Rubric;
use midcall_vapi::operations::Document;
use serde_json::{Map, Value, json};

use super::{prompt, tools};
use crate::config::{AssistantSettings, Settings};

/// The name of what setup makes, by which it is found again.
pub(super) const NAME: &str = "Midcall";
/// The path of a server's webhook.
const WEBHOOK: &str = "/webhook/vapi";
/// What Vapi must hold.
#[derive(Clone, Debug)]
pub struct Desired {
    /// Where Vapi reaches the webhook.
    pub url: String,
    /// The number to call from.
    pub number: Number,
    /// The credential's id, where a person made it.
    pub(super) credential_id: Option<String>,
    /// Its secret again, though one is there.
    pub(super) renews_credential: bool,
    pub(super) assistant_id: Option<String>,
    pub(super) assistant: AssistantSettings,
    pub(super) authentication: Authentication,
    pub(super) twilio: Document,
    pub(super) system_prompt: String,
    pub(super) tools: [(&'static str, Value); 2],
}

/// Which number to call from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Number {
    /// The one of this id.
    Known(String),
    /// One of Vapi's, in this area if it is given: free, in the US, and good for ten calls a day.
    Bought(Option<String>),
    /// One from the Twilio account, E.164.
    Imported(String),
    /// The one that setup made, if it did.
    Ours,
}

/// How deliveries prove themselves. Prints nothing: it holds the secret.
#[derive(Clone, PartialEq)]
pub(super) struct Authentication(pub(super) Value);

impl std::fmt::Debug for Authentication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authentication([redacted])")
    }
}

/// Why the settings come to nothing that could be set up.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// No address.
    #[error(
        "Vapi has to reach this server, and MIDCALL_PUBLIC_URL is not set\nhint: set it to the server's address (https://…), start `midcall serve --tunnel ngrok` or `--tunnel cloudflared` and run this again, or give --url"
    )]
    NoUrl,
    /// An address that leads nowhere.
    #[error("{0}")]
    Url(String),
    /// Nothing to prove deliveries with.
    #[error(
        "WEBHOOK_SECRET is not set: Vapi would have nothing to sign its deliveries with\nhint: make one with `openssl rand -hex 32`, and give the same to `midcall serve`"
    )]
    NoSecret,
    /// An imported number without an account.
    #[error(
        "importing a number takes TWILIO_ACCOUNT_SID and either TWILIO_AUTH_TOKEN or TWILIO_API_KEY and TWILIO_API_SECRET\nhint: they are in Twilio's console, under Account > API keys & tokens"
    )]
    NoTwilio,
    /// A number that is none.
    #[error("{0} is no telephone number\nhint: give it with its country code, as in +14155550132")]
    NotANumber(String),
    /// Something of the assistant that Vapi would refuse.
    #[error("{0}")]
    Assistant(String),
}

/// What the settings come to, for a server that is reached at `public_url`.
///
/// # Errors
///
/// When something is missing or would be refused.
pub fn desired(
    settings: &Settings,
    public_url: Option<&str>,
    number: Number,
    renews_credential: bool,
) -> Result<Desired, Unusable> {
    let assistant = settings.vapi.assistant.clone();
    let rubric: Rubric = settings.rubric();
    check_assistant(&assistant)?;
    if let Number::Imported(number) = &number
        && !is_e164(number)
    {
        return Err(Unusable::NotANumber(number.clone()));
    }
    let is_given = |id: &String| (!id.is_empty()).then(|| id.clone());
    Ok(Desired {
        url: webhook(settings, public_url)?,
        twilio: twilio(settings, &number)?,
        number,
        credential_id: is_given(&settings.vapi.credential_id),
        renews_credential,
        assistant_id: is_given(&settings.vapi.assistant_id),
        authentication: authentication(settings)?,
        system_prompt: prompt::system(&assistant, &rubric, &settings.own),
        assistant,
        tools: tools::tools(&rubric),
    })
}

impl Desired {
    /// The tools by their names.
    pub(super) fn tools(&self) -> impl Iterator<Item = &'static str> {
        self.tools.iter().map(|(name, _)| *name)
    }

    /// Whether the first words say that a machine speaks.
    #[must_use]
    pub fn discloses(&self) -> bool {
        prompt::discloses(&prompt::first_message(&self.assistant))
    }
}

fn webhook(settings: &Settings, public_url: Option<&str>) -> Result<String, Unusable> {
    let base = public_url.map(str::trim).filter(|url| !url.is_empty());
    let base = base.ok_or(Unusable::NoUrl)?.trim_end_matches('/');
    let uri: http::Uri = base
        .parse()
        .map_err(|_| Unusable::Url(format!("the address {base} is no URL")))?;
    let host = uri.host().unwrap_or_default();
    let is_local = |host: &str| {
        let host = host.trim_matches(['[', ']']);
        let ip: Option<std::net::IpAddr> = host.parse().ok();
        host == "localhost" || ip.is_some_and(|ip| ip.is_loopback() || ip.is_unspecified())
    };
    // A simulated Vapi on this machine reaches this machine.
    let vapi: Option<http::Uri> = settings.vapi.base_url.parse().ok();
    let vapi_is_local = vapi.is_some_and(|uri| uri.host().is_some_and(is_local));
    match uri.scheme_str() {
        _ if is_local(host) && !vapi_is_local => Err(Unusable::Url(format!(
            "Vapi cannot reach {base}: that is this machine only\nhint: give the address under which the internet reaches this server; `midcall serve --tunnel ngrok` makes one"
        ))),
        Some("https") => Ok(format!("{base}{WEBHOOK}")),
        Some("http") if vapi_is_local => Ok(format!("{base}{WEBHOOK}")),
        _ => Err(Unusable::Url(format!(
            "the address {base} must begin with https://\nhint: what people say on the telephone does not belong on an open line"
        ))),
    }
}

/// The plan by which Vapi proves itself, in the form that the settings accept. Everything is said
/// explicitly, so that no default of Vapi's matters.
fn authentication(settings: &Settings) -> Result<Authentication, Unusable> {
    let secret = settings.webhook.secret.expose().unwrap_or_default();
    // The first of several is the one that stays after a rotation.
    let secret = secret.split(',').map(str::trim).find(|it| !it.is_empty());
    let secret = secret.ok_or(Unusable::NoSecret)?;
    Ok(Authentication(match settings.webhook.auth.as_str() {
        "secret" => json!({
            "type": "bearer",
            "token": secret,
            "headerName": "X-Vapi-Secret",
            "bearerPrefixEnabled": false,
        }),
        "bearer" => json!({ "type": "bearer", "token": secret }),
        _ => json!({
            "type": "hmac",
            "secretKey": secret,
            "algorithm": "sha256",
            "signatureHeader": "x-signature",
            "timestampHeader": "x-timestamp",
            "includeTimestamp": true,
            "payloadFormat": "{timestamp}.{body}",
            "signatureEncoding": "hex",
            "secretIsBase64": false,
        }),
    }))
}

/// What lets Vapi into the Twilio account; empty where no number is imported.
fn twilio(settings: &Settings, number: &Number) -> Result<Document, Unusable> {
    let mut fields = Map::new();
    if !matches!(number, Number::Imported(_)) {
        return Ok(Document::default());
    }
    let twilio = &settings.twilio;
    let mut put = |name: &str, value: &str| {
        fields.insert(name.to_owned(), value.into());
    };
    put("twilioAccountSid", &twilio.account_sid);
    let has_way_in = match (twilio.auth_token.expose(), twilio.api_secret.expose()) {
        (Some(token), _) => {
            put("twilioAuthToken", token);
            true
        }
        (None, Some(secret)) if !twilio.api_key.is_empty() => {
            put("twilioApiKey", &twilio.api_key);
            put("twilioApiSecret", secret);
            true
        }
        _ => false,
    };
    if twilio.account_sid.is_empty() || !has_way_in {
        return Err(Unusable::NoTwilio);
    }
    Ok(Document::new(fields))
}

fn check_assistant(assistant: &AssistantSettings) -> Result<(), Unusable> {
    /// Vapi's limit.
    const NAME_CHARS_MAX: usize = 40;
    let within = [
        (
            "max_tokens",
            (50..=10_000).contains(&assistant.max_tokens),
            "50 to 10000",
        ),
        (
            "max_duration_s",
            (10..=43_200).contains(&assistant.max_duration_s),
            "10 to 43200",
        ),
        (
            "server_timeout_s",
            (1..=300).contains(&assistant.server_timeout_s),
            "1 to 300",
        ),
        ("retries", assistant.retries <= 10, "0 to 10"),
        (
            "temperature",
            (0.0..=2.0).contains(&assistant.temperature),
            "0 to 2",
        ),
        (
            "name",
            (1..=NAME_CHARS_MAX).contains(&assistant.name.chars().count()),
            "1 to 40 characters long",
        ),
    ];
    match within.iter().find(|(_, fits, _)| !fits) {
        None => Ok(()),
        Some((key, _, bounds)) => Err(Unusable::Assistant(format!(
            "`vapi.assistant.{key}` must be {bounds}\nhint: Vapi refuses anything else; correct it in midcall.toml"
        ))),
    }
}

fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Overrides};

    fn settings(environment: &[(&str, &str)]) -> Settings {
        let environment = [("WEBHOOK_SECRET", "SENTINEL-a, SENTINEL-b")]
            .iter()
            .chain(environment)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        config::load(&Overrides {
            environment: environment.collect(),
            ..Overrides::default()
        })
        .unwrap()
    }

    #[test]
    fn an_address_that_vapi_cannot_reach_is_refused() {
        let url = |base: &str, vapi: &str| {
            let settings = settings(&[("VAPI_BASE_URL", vapi)]);
            desired(&settings, Some(base), Number::Ours, false).map(|desired| desired.url)
        };
        let (real, simulated) = ("https://api.vapi.ai", "http://127.0.0.1:4010");
        let expected = "https://midcall.example.com/webhook/vapi";
        assert_eq!(url("https://midcall.example.com/", real).unwrap(), expected);
        assert_eq!(
            url("http://127.0.0.1:3000", simulated).unwrap(),
            "http://127.0.0.1:3000/webhook/vapi"
        );
        for base in [
            "http://127.0.0.1:3000",
            "https://localhost",
            "http://[::1]:3000",
            "http://midcall.example.com",
            "midcall.example.com",
            "",
        ] {
            assert!(url(base, real).is_err(), "{base}");
        }
    }

    #[test]
    fn the_credential_takes_the_form_that_the_settings_accept() {
        for (auth, kind) in [("auto", "hmac"), ("hmac", "hmac"), ("secret", "bearer")] {
            let settings = settings(&[("MIDCALL_WEBHOOK_AUTH", auth)]);
            let plan = authentication(&settings).unwrap();
            assert_eq!(plan.0["type"], kind);
            assert!(plan.0.to_string().contains("SENTINEL-a\""), "the first one");
            assert!(!format!("{plan:?}").contains("SENTINEL"));
        }
    }

    #[test]
    fn an_import_needs_an_account() {
        let import = |environment: &[(&str, &str)], number: &str| {
            let number = Number::Imported(number.to_owned());
            let settings = settings(environment);
            desired(&settings, Some("https://x.example"), number, false)
        };
        let sid = ("TWILIO_ACCOUNT_SID", "AC1");
        assert!(import(&[sid], "+14155550132").is_err());
        assert!(import(&[sid, ("TWILIO_AUTH_TOKEN", "t")], "4155550132").is_err());
        let key = [sid, ("TWILIO_API_KEY", "SK1"), ("TWILIO_API_SECRET", "s")];
        let desired = import(&key, "+14155550132").unwrap();
        assert_eq!(desired.twilio.text("twilioApiKey"), Some("SK1"));
        assert_eq!(desired.twilio.text("twilioAuthToken"), None);
    }
}
