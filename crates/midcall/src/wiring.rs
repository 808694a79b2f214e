//! From settings to a node: which clients, which credentials, which store, and what is missing.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, atomic::AtomicUsize},
    time::Duration,
};

use midcall_salesforce::{ApiVersion, BaseUrl, Secret, auth::Grant};
use midcall_store::{KeptLogin, Options, Pacing, Store};
use midcall_vapi::verify::{HmacPlan, Verifier, WebhookAuth};

use crate::{
    advise::Advisor,
    answer::{Answers, Destinations},
    backfill::Watch,
    clock::Clock,
    config::{LlmSettings, SalesforceSettings, Settings, VapiSettings, WebhookSettings},
    connection::{Connection, Credentials, Origin, login_digest},
    fields::Targets,
    identity::Directory,
    login::Login,
    metrics::Metrics,
    node::Node,
    outbound::{self, Http},
};

/// What the word is for a user's only workspace.
pub const WORKSPACE: &str = "default";

/// Why a node cannot be made of these settings.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing tells true webhooks from forged ones.
    #[error(
        "WEBHOOK_SECRET is not set: anybody could send webhooks\nhint: set it to the secret of the server credential in Vapi, or start with --insecure-no-auth for a trial"
    )]
    NoWebhookSecret,
    /// A setting that does not fit.
    #[error("{key} is not usable: {reason}")]
    Setting {
        /// Its name.
        key: &'static str,
        /// Why, without its value.
        reason: String,
    },
    /// A database this version cannot use.
    #[error("DATABASE_URL must be sqlite://PATH: PostgreSQL is not supported by this version yet")]
    Database,
    /// A file that cannot be read.
    #[error("cannot read {path}")]
    File {
        /// Which.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The store cannot be opened.
    #[error("the data cannot be opened")]
    Store(#[from] midcall_store::Error),
    /// The system's certificates cannot be used.
    #[error("cannot make an HTTPS client")]
    Http(#[from] reqwest::Error),
}

/// Whether deliveries without a credential are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Only what proves itself.
    Proven,
    /// Everything: a trial.
    Anything,
}

/// The vendors as the node reaches them.
#[derive(Clone)]
pub struct Vendors {
    /// Carries requests to Salesforce.
    pub salesforce: Http,
    /// Carries requests to Vapi.
    pub vapi: Http,
    /// Carries requests to the language model.
    pub llm: Http,
    /// Carries a question to this server's own public address.
    pub web: Http,
}

impl Vendors {
    /// Over the network.
    ///
    /// # Errors
    ///
    /// When the system's certificates cannot be used.
    pub fn on_the_network(settings: &Settings) -> Result<Self, Error> {
        Ok(Self {
            salesforce: outbound::http(Duration::from_secs(settings.salesforce.timeout_s))?,
            vapi: outbound::http(Duration::from_secs(settings.vapi.timeout_s))?,
            llm: outbound::http(Duration::from_millis(settings.llm.deadline_ms))?,
            // As long as Vapi waits for an answer.
            web: outbound::http(Duration::from_secs(20))?,
        })
    }
}

/// The database's file.
///
/// # Errors
///
/// When the URL names another kind of database.
pub fn database_path(settings: &Settings) -> Result<PathBuf, Error> {
    let path = settings
        .database_url
        .strip_prefix("sqlite://")
        .filter(|path| !path.is_empty());
    path.map(PathBuf::from).ok_or(Error::Database)
}

/// Says what is wrong with the settings before anything is made on disk.
///
/// # Errors
///
/// When a setting is missing or does not fit.
pub fn check(settings: &Settings, trust: Trust) -> Result<(), Error> {
    if trust == Trust::Proven {
        verifier(&settings.webhook)?;
    }
    vapi(&settings.vapi)?;
    destinations(settings)?;
    advisor(
        &settings.llm,
        outbound::http(Duration::from_millis(settings.llm.deadline_ms))?,
    )?;
    let path = database_path(settings)?;
    // A database that is there may hold a login, which makes up for what the settings lack.
    match credentials(&settings.salesforce, None) {
        Err(Error::Setting { .. }) if path.exists() => Ok(()),
        credentials => credentials.map(drop),
    }
}

/// Where the data is, and what its tokens are sealed with.
///
/// # Errors
///
/// When the URL names another kind of database.
pub fn store_options(settings: &Settings) -> Result<Options, Error> {
    let options = Options::at(&database_path(settings)?);
    Ok(options.with_key(settings.key.expose()))
}

/// Opens the store for a server.
///
/// # Errors
///
/// When it is in use, damaged, newer than this version, or the disk refuses.
pub fn open_store(settings: &Settings) -> Result<Store, Error> {
    Ok(Store::open(store_options(settings)?)?)
}

/// Opens the store beside a server that may be running, or before there was one.
///
/// # Errors
///
/// When it is damaged, newer than this version, or the disk refuses.
pub fn visit_store(settings: &Settings) -> Result<Store, Error> {
    let path = database_path(settings)?;
    if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|source| Error::File {
            path: folder.display().to_string(),
            source,
        })?;
    }
    Ok(Store::visit(store_options(settings)?)?)
}

/// Makes a node.
///
/// # Errors
///
/// When a setting is missing or does not fit.
pub fn node(
    name: &str,
    settings: Settings,
    store: Store,
    vendors: Vendors,
    clock: Clock,
    trust: Trust,
) -> Result<Node, Error> {
    let verifier = match trust {
        Trust::Proven => Some(verifier(&settings.webhook)?),
        Trust::Anything => None,
    };
    let login = store.kept_login(WORKSPACE)?;
    let salesforce = credentials(&settings.salesforce, login.as_ref())?.map(|credentials| {
        Connection::new(
            vendors.salesforce,
            credentials,
            WORKSPACE,
            name,
            clock.clone(),
            store.clone(),
        )
    });
    let vapi_account = vapi_account(&settings, vendors.vapi.clone())?;
    let vapi =
        vapi(&settings.vapi)?.map(|connection| midcall_vapi::Client::new(vendors.vapi, connection));
    let advisor = advisor(&settings.llm, vendors.llm)?;
    let destinations = destinations(&settings)?;
    Ok(Node {
        name: name.to_owned(),
        workspace: Arc::from(WORKSPACE),
        rubric: settings.rubric(),
        targets: Targets::of(&settings),
        pacing: Pacing {
            soon_ms: settings.pacing.coalesce_ms,
            routine_ms: settings.pacing.transcript_ms,
        },
        live_calls: AtomicUsize::new(0),
        store,
        clock,
        settings,
        verifier,
        salesforce,
        directory: Directory::default(),
        vapi,
        vapi_account,
        web: vendors.web,
        advisor,
        watch: Watch::default(),
        destinations,
        answers: Answers::default(),
        budget: Mutex::default(),
        metrics: Metrics::default(),
    })
}

fn destinations(settings: &Settings) -> Result<Destinations, Error> {
    Destinations::of(&settings.answers).map_err(|(key, reason)| Error::Setting {
        key,
        reason: reason.to_owned(),
    })
}

fn verifier(webhook: &WebhookSettings) -> Result<Verifier, Error> {
    let secrets: Vec<String> = webhook
        .secret
        .expose()
        .unwrap_or_default()
        .split(',')
        .map(|secret| secret.trim().to_owned())
        .filter(|secret| !secret.is_empty())
        .collect();
    if secrets.is_empty() {
        return Err(Error::NoWebhookSecret);
    }
    let auth = webhook_auth(webhook)?;
    let tolerance_ms = i64::from(webhook.tolerance_s) * 1_000;
    Verifier::new(secrets, auth, tolerance_ms).map_err(|error| Error::Setting {
        key: "WEBHOOK_SECRET",
        reason: error.to_string(),
    })
}

/// Which forms of a credential are accepted.
pub(crate) fn webhook_auth(webhook: &WebhookSettings) -> Result<WebhookAuth, Error> {
    match webhook.auth.as_str() {
        "auto" => Ok(WebhookAuth::Auto),
        "secret" => Ok(WebhookAuth::Secret),
        "bearer" => Ok(WebhookAuth::Bearer {
            header: "authorization".to_owned(),
            prefix: true,
        }),
        "hmac" => Ok(WebhookAuth::Hmac(HmacPlan::default())),
        _ => Err(Error::Setting {
            key: "MIDCALL_WEBHOOK_AUTH",
            reason: "it must be auto, secret, bearer or hmac".to_owned(),
        }),
    }
}

fn advisor(llm: &LlmSettings, http: Http) -> Result<Option<Advisor>, Error> {
    Advisor::new(llm, http).map_err(|(key, reason)| Error::Setting {
        key,
        reason: reason.to_owned(),
    })
}

/// A client for a Vapi account, if a key is configured: for setting it up and looking at it.
///
/// # Errors
///
/// When the key or the address cannot be used.
pub fn vapi_account(
    settings: &Settings,
    http: Http,
) -> Result<Option<midcall_vapi::Client>, Error> {
    let connection = vapi_connection(&settings.vapi)?;
    Ok(connection.map(|connection| midcall_vapi::Client::new(http, connection)))
}

/// Where calls are placed, if everything that this takes is configured.
fn vapi(vapi: &VapiSettings) -> Result<Option<midcall_vapi::Connection>, Error> {
    if vapi.assistant_id.is_empty() || vapi.phone_number_id.is_empty() {
        return Ok(None);
    }
    vapi_connection(vapi)
}

fn vapi_connection(vapi: &VapiSettings) -> Result<Option<midcall_vapi::Connection>, Error> {
    let Some(key) = vapi.api_key.expose() else {
        return Ok(None);
    };
    midcall_vapi::Connection::new(&vapi.base_url, &midcall_vapi::Redacted(key.to_owned()))
        .map(Some)
        .map_err(|error| Error::Setting {
            key: "VAPI_API_KEY",
            reason: error.to_string(),
        })
}

/// The grant that the settings amount to; `None` when Salesforce is not configured at all.
fn credentials(
    settings: &SalesforceSettings,
    kept: Option<&KeptLogin>,
) -> Result<Option<Credentials>, Error> {
    let client_id = settings.client_id.clone();
    if client_id.is_empty() {
        return Ok(None);
    }
    let client_secret = settings.client_secret.expose().map(Secret::new);
    let instance = base_url("SALESFORCE_INSTANCE", &settings.instance)?;
    let login = base_url("SALESFORCE_LOGIN_URL", &settings.login_url)?;
    let shared = || base_url("SALESFORCE_LOGIN_URL", "https://login.salesforce.com");
    let login_of_app = kept
        .filter(|kept| kept.grant_digest == login_digest(&client_id))
        .and_then(Login::read);
    let mut origin = Origin::Settings;
    let (grant, login_url) = if !settings.jwt_key_file.is_empty() {
        let path = settings.jwt_key_file.clone();
        let key = std::fs::read_to_string(&path).map_err(|source| Error::File { path, source })?;
        let login = login.or(shared()?);
        let audience = login
            .as_ref()
            .map(BaseUrl::as_str)
            .unwrap_or_default()
            .to_owned();
        let grant = Grant::JwtBearer {
            client_id,
            username: settings.username.clone(),
            audience,
            private_key_pem: Secret::new(key),
        };
        (grant, login)
    } else if let Some(refresh_token) = settings.refresh_token.expose() {
        let refresh_token = Secret::new(refresh_token);
        (
            Grant::RefreshToken {
                client_id,
                client_secret,
                refresh_token,
            },
            login.or(shared()?),
        )
    } else if let Some(kept) = login_of_app {
        origin = Origin::Login;
        let grant = Grant::RefreshToken {
            client_id,
            client_secret,
            // The store has it.
            refresh_token: Secret::new(""),
        };
        (grant, Some(kept.login_url))
    } else {
        let client_secret = client_secret.ok_or_else(|| Error::Setting {
            key: "SALESFORCE_CLIENT_SECRET",
            reason: "it is missing; SALESFORCE_CLIENT_ID alone entitles to nothing\nhint: set it for client credentials, or run `midcall login salesforce`".to_owned(),
        })?;
        (
            Grant::ClientCredentials {
                client_id,
                client_secret,
            },
            login.or(instance),
        )
    };
    let login_url = login_url.ok_or_else(|| Error::Setting {
        key: "SALESFORCE_INSTANCE",
        reason: "client credentials need the org's My Domain, as in acme.my.salesforce.com"
            .to_owned(),
    })?;
    let api_version = api_version(settings)?;
    Ok(Some(Credentials {
        grant,
        origin,
        login_url,
        api_version,
    }))
}

fn api_version(settings: &SalesforceSettings) -> Result<ApiVersion, Error> {
    settings.api_version.parse().map_err(|_| Error::Setting {
        key: "SALESFORCE_API_VERSION",
        reason: "it must look like 66.0".to_owned(),
    })
}

pub(crate) fn base_url(key: &'static str, text: &str) -> Result<Option<BaseUrl>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .map_err(|error: midcall_salesforce::HostError| Error::Setting {
            key,
            reason: error.to_string(),
        })
}

#[cfg(test)]
mod tests {
    use midcall_salesforce::auth::GrantKind;

    use super::*;
    use crate::config::{self, Overrides};

    /// Which grant these settings come to, beside a login of the app `app`.
    fn grant(environment: &[(&str, &str)]) -> Result<(GrantKind, Origin, String), Error> {
        let environment = environment.iter();
        let settings = config::load(&Overrides {
            environment: environment
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            ..Overrides::default()
        });
        let login = r#"{"login_url":"https://test.salesforce.com","instance_url":"https://acme--uat.sandbox.my.salesforce.com","organization":null,"user":null,"at":0}"#;
        let kept = KeptLogin {
            grant_digest: login_digest("app"),
            login: login.to_owned(),
        };
        let credentials = credentials(&settings.unwrap().salesforce, Some(&kept))?;
        let credentials = credentials.unwrap();
        let login_url = credentials.login_url.as_str().to_owned();
        Ok((credentials.grant.kind(), credentials.origin, login_url))
    }

    const APP: (&str, &str) = ("SALESFORCE_CLIENT_ID", "app");
    const SECRET: (&str, &str) = ("SALESFORCE_CLIENT_SECRET", "s");

    #[test]
    fn a_login_goes_before_client_credentials_and_after_a_configured_token() {
        let (kind, origin, login_url) = grant(&[APP, SECRET]).unwrap();
        assert_eq!((kind, origin), (GrantKind::RefreshToken, Origin::Login));
        assert_eq!(login_url, "https://test.salesforce.com");
        let (_, origin, _) = grant(&[APP]).unwrap();
        assert_eq!(origin, Origin::Login, "an app may do without a secret");
        let token = ("SALESFORCE_REFRESH_TOKEN", "t");
        let (kind, origin, login_url) = grant(&[APP, SECRET, token]).unwrap();
        assert_eq!((kind, origin), (GrantKind::RefreshToken, Origin::Settings));
        assert_eq!(login_url, "https://login.salesforce.com");
    }

    #[test]
    fn a_login_of_another_app_is_none_of_ours() {
        let other = ("SALESFORCE_CLIENT_ID", "other");
        let acme = ("SALESFORCE_INSTANCE", "acme");
        let (kind, origin, _) = grant(&[other, SECRET, acme]).unwrap();
        assert_eq!(
            (kind, origin),
            (GrantKind::ClientCredentials, Origin::Settings)
        );
        let error = grant(&[other]).unwrap_err().to_string();
        assert!(error.contains("midcall login salesforce"), "{error}");
    }
}
