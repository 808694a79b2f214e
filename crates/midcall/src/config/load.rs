//! Reads the layers and says which one is wrong when one is.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use midcall_domain::leads::Mappings;
use toml::{Table, Value, de::DeTable};

use super::{
    Mistakes, OwnRubric, Settings,
    document::{Document, Section},
    mapping, rubric,
};

const DEFAULTS: &str = include_str!("../../config.default.toml");

/// Which variable sets what. One list, so that the reference and the loader cannot differ.
const VARIABLES: [(&str, &str); 33] = [
    ("MIDCALL_LISTEN", "listen"),
    ("DATABASE_URL", "database_url"),
    ("MIDCALL_MODE", "mode"),
    ("MIDCALL_API_KEY", "api_key"),
    ("MIDCALL_KEY", "key"),
    ("MIDCALL_PUBLIC_URL", "public_url"),
    ("WEBHOOK_SECRET", "webhook.secret"),
    ("MIDCALL_WEBHOOK_AUTH", "webhook.auth"),
    ("VAPI_API_KEY", "vapi.api_key"),
    ("VAPI_ASSISTANT_ID", "vapi.assistant_id"),
    ("VAPI_PHONE_NUMBER_ID", "vapi.phone_number_id"),
    ("VAPI_BASE_URL", "vapi.base_url"),
    ("VAPI_CREDENTIAL_ID", "vapi.credential_id"),
    ("TWILIO_ACCOUNT_SID", "twilio.account_sid"),
    ("TWILIO_AUTH_TOKEN", "twilio.auth_token"),
    ("TWILIO_API_KEY", "twilio.api_key"),
    ("TWILIO_API_SECRET", "twilio.api_secret"),
    ("SALESFORCE_CLIENT_ID", "salesforce.client_id"),
    ("SALESFORCE_CLIENT_SECRET", "salesforce.client_secret"),
    ("SALESFORCE_REFRESH_TOKEN", "salesforce.refresh_token"),
    ("SALESFORCE_JWT_KEY_FILE", "salesforce.jwt_key_file"),
    ("SALESFORCE_USERNAME", "salesforce.username"),
    ("SALESFORCE_INSTANCE", "salesforce.instance"),
    ("SALESFORCE_LOGIN_URL", "salesforce.login_url"),
    ("SALESFORCE_API_VERSION", "salesforce.api_version"),
    ("SALESFORCE_LOGIN_PORT", "salesforce.login_port"),
    ("MIDCALL_SETTLE_AFTER_S", "calls.settle_after_s"),
    ("MIDCALL_LOCALE", "calls.locale"),
    ("LLM_BASE_URL", "llm.base_url"),
    ("LLM_MODEL", "llm.model"),
    ("LLM_API_KEY", "llm.api_key"),
    ("MIDCALL_CURRENCY", "calls.currency"),
    ("MIDCALL_BACKFILL_EVERY_S", "backfill.every_s"),
];

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read.
    #[error("cannot read {path}")]
    Unreadable {
        /// Which file.
        path: String,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// A file is not TOML.
    #[error("{path} is not valid TOML")]
    NotToml {
        /// Which file.
        path: String,
        /// Where and why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A key or a value that is not known.
    #[error("the settings are not usable: {reason}")]
    Invalid {
        /// Which key and why, without values: they may be secret.
        reason: String,
    },
    /// What is wrong in a file, line by line.
    #[error("{0}")]
    Mistakes(Mistakes),
}

/// What stands above the file: the environment as it was found, and flags.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The environment: variables by name.
    pub environment: BTreeMap<String, String>,
    /// Settings by dotted name, from flags.
    pub flags: Vec<(String, String)>,
    /// Another file than `midcall.toml`.
    pub file: Option<PathBuf>,
}

impl Overrides {
    /// The process's environment, over `.env` in the working folder.
    #[must_use]
    pub fn of_process() -> Self {
        let mut environment: BTreeMap<String, String> = dotenvy::from_path_iter(".env")
            .into_iter()
            .flatten()
            .flatten()
            .collect();
        environment.extend(std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }));
        Self {
            environment,
            ..Self::default()
        }
    }

    fn variable(&self, name: &str) -> Result<Option<String>, Error> {
        let is_given = |value: &&String| !value.is_empty();
        if let Some(value) = self.environment.get(name).filter(is_given) {
            return Ok(Some(value.clone()));
        }
        let Some(path) = self
            .environment
            .get(&format!("{name}_FILE"))
            .filter(is_given)
        else {
            return Ok(None);
        };
        let text = std::fs::read_to_string(path).map_err(|source| Error::Unreadable {
            path: path.clone(),
            source,
        })?;
        Ok(Some(text.trim_end().to_owned()))
    }
}

/// Reads all layers into settings.
///
/// # Errors
///
/// When a file cannot be read or parsed, a key is unknown, or a value does not fit.
pub fn load(overrides: &Overrides) -> Result<Settings, Error> {
    let mut table = parse(DEFAULTS, "config.default.toml")?;
    let mut own = (OwnRubric::default(), Mappings::default());
    let path = overrides
        .file
        .clone()
        .unwrap_or_else(|| PathBuf::from("midcall.toml"));
    if overrides.file.is_some() || path.exists() {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(&path).map_err(|source| Error::Unreadable {
            path: shown.clone(),
            source,
        })?;
        own = read(&text, &shown)?;
        overlay(&mut table, parse(&text, &shown)?);
    }
    if let Some(port) = overrides.variable("PORT")? {
        set(&mut table, "listen", &format!("0.0.0.0:{port}"))?;
    }
    for (variable, key) in VARIABLES {
        if let Some(value) = overrides.variable(variable)? {
            set(&mut table, key, &value)?;
        }
    }
    for (key, value) in &overrides.flags {
        set(&mut table, key, value)?;
    }
    // Read with their lines, above.
    table.remove("signals");
    table.remove("product");
    if let Some(Value::Table(salesforce)) = table.get_mut("salesforce") {
        salesforce.remove("map");
        salesforce.remove("policies");
    }
    let settings = Settings::deserialize_from(table)?;
    let (own, mappings) = own;
    Ok(Settings {
        own,
        mappings: Arc::new(mappings),
        ..settings
    })
}

/// Reads a file's rubric and says everything that is wrong in the file, line by line.
///
/// # Errors
///
/// When it is no TOML, a key is unknown, or the rubric cannot be used.
pub fn check(text: &str, path: &str) -> Result<OwnRubric, Error> {
    Ok(read(text, path)?.0)
}

/// What a file says that has to be read with its lines.
fn read(text: &str, path: &str) -> Result<(OwnRubric, Mappings), Error> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let document = Document::new(text);
    for error in &errors {
        document.refuse_syntax(error);
    }
    let own = if errors.is_empty() {
        let file = document.root(&table);
        let defaults = parse(DEFAULTS, "config.default.toml")?;
        check_keys(&defaults, &file);
        let own = rubric::read(&file);
        let mappings = mapping::read(&file, &defaults, &own);
        (own, mappings)
    } else {
        Default::default()
    };
    let list = document.into_mistakes();
    if list.is_empty() {
        return Ok(own);
    }
    let path = path.to_owned();
    Err(Error::Mistakes(Mistakes { path, list }))
}

/// Refuses every key that the defaults do not have.
fn check_keys(known: &Table, section: &Section<'_>) {
    let keys: Vec<&str> = known.keys().map(String::as_str).collect();
    section.check_keys(&keys);
    for inner in section.sections() {
        let key = inner.name.rsplit('.').next().unwrap_or_default();
        if let Some(Value::Table(known)) = known.get(key) {
            check_keys(known, &inner);
        }
    }
}

impl Settings {
    fn deserialize_from(table: Table) -> Result<Self, Error> {
        // The parser's message may quote a value, and values may be secret: only its first line,
        // which names what was expected where, is passed on.
        table
            .try_into()
            .map_err(|error: toml::de::Error| Error::Invalid {
                reason: error
                    .message()
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            })
    }
}

fn parse(text: &str, path: &str) -> Result<Table, Error> {
    text.parse::<Table>().map_err(|source| Error::NotToml {
        path: Path::new(path).display().to_string(),
        source: Box::new(source),
    })
}

/// Lets what is given replace what is known.
fn overlay(known: &mut Table, given: Table) {
    for (key, value) in given {
        match (known.get_mut(&key), value) {
            (Some(Value::Table(known)), Value::Table(given)) => overlay(known, given),
            (_, given) => {
                known.insert(key, given);
            }
        }
    }
}

/// Sets a dotted key from text, in the type the default has.
fn set(table: &mut Table, key: &str, text: &str) -> Result<(), Error> {
    let invalid = |expected: &str| Error::Invalid {
        reason: format!("`{key}` must be {expected}"),
    };
    let mut parts = key.split('.').peekable();
    let mut at = table;
    while let Some(part) = parts.next() {
        let slot = at.get_mut(part).ok_or_else(|| invalid("a known setting"))?;
        if parts.peek().is_some() {
            at = slot.as_table_mut().ok_or_else(|| invalid("a section"))?;
            continue;
        }
        *slot = match slot {
            Value::Integer(_) => {
                Value::Integer(text.trim().parse().map_err(|_| invalid("a whole number"))?)
            }
            Value::Float(_) => Value::Float(text.trim().parse().map_err(|_| invalid("a number"))?),
            Value::Boolean(_) => {
                Value::Boolean(text.trim().parse().map_err(|_| invalid("true or false"))?)
            }
            _ => Value::String(text.to_owned()),
        };
        return Ok(());
    }
    Err(invalid("a known setting"))
}

#[cfg(test)]
mod tests {
    use midcall_domain::signals::Currency;

    use super::*;

    fn with(environment: &[(&str, &str)]) -> Overrides {
        Overrides {
            environment: environment
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
            ..Overrides::default()
        }
    }

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("midcall.toml");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn defaults_are_complete() {
        let settings = load(&with(&[])).unwrap();
        assert_eq!(settings.listen.port(), 3000);
        assert_eq!(
            settings.rubric(),
            midcall_domain::signals::Rubric::default()
        );
    }

    #[test]
    fn the_founding_environment_works_as_it_is() {
        let settings = load(&with(&[
            ("PORT", "8080"),
            ("WEBHOOK_SECRET", "s3cret"),
            ("SALESFORCE_INSTANCE", "acme"),
        ]))
        .unwrap();
        assert_eq!(settings.listen.to_string(), "0.0.0.0:8080");
        assert_eq!(settings.webhook.secret.expose(), Some("s3cret"));
        assert!(!format!("{settings:?}").contains("s3cret"));
    }

    #[test]
    fn a_secret_can_come_from_a_file() {
        let (_folder, path) = file("from-a-file\n");
        let settings = load(&with(&[("WEBHOOK_SECRET_FILE", path.to_str().unwrap())])).unwrap();
        assert_eq!(settings.webhook.secret.expose(), Some("from-a-file"));
    }

    #[test]
    fn unknown_keys_are_refused_by_name() {
        let (_folder, path) = file("[salesforce]\nclinet_id = \"x\"\n");
        let error = load(&Overrides {
            file: Some(path),
            ..Overrides::default()
        })
        .unwrap_err();
        assert!(
            error.to_string().contains("`salesforce.clinet_id`"),
            "{error}"
        );
    }

    #[test]
    fn what_is_no_toml_is_told_by_its_line_without_being_shown() {
        let text = "[vapi]\napi_key = \"SENTINEL-1\n\n[score]\nbudget 30\n";
        let error = check(text, "midcall.toml").unwrap_err().to_string();
        assert!(error.contains("midcall.toml:2: "), "{error}");
        assert!(error.contains("midcall.toml:5: "), "{error}");
        assert!(!error.contains("SENTINEL"), "{error}");
    }

    #[test]
    fn a_currency_is_checked_wherever_it_is_given() {
        let settings = load(&with(&[("MIDCALL_CURRENCY", "CHF")])).unwrap();
        assert_eq!(settings.calls.currency, Currency::of_code("CHF"));
        let error = load(&with(&[("MIDCALL_CURRENCY", "EURO")])).unwrap_err();
        assert!(error.to_string().contains("calls.currency"), "{error}");
    }

    #[test]
    fn a_value_that_does_not_fit_is_named_without_being_shown() {
        let error = load(&with(&[("MIDCALL_SETTLE_AFTER_S", "SENTINEL-soon")])).unwrap_err();
        assert!(
            error.to_string().contains("calls.settle_after_s"),
            "{error}"
        );
        assert!(!error.to_string().contains("SENTINEL"));
    }
}
