//! Every field that is written, whichever setting says so.

use midcall_domain::leads::{Content, FieldKey, FieldRole, Kind, Mapping, Policy};

use crate::config::Settings;

/// A field that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Which.
    pub key: FieldKey,
    /// Its name in the org.
    pub name: String,
    /// What kind of value it has to take.
    pub kind: Kind,
    /// The words it has to take, where they are known.
    pub words: Vec<String>,
    /// Whether it holds a transcript, which is cut at its front.
    pub is_transcript: bool,
    /// Who decides what it says.
    pub policy: Policy,
    /// What goes in, for a person: "the score".
    pub content: String,
    /// The setting that says so, for a person.
    pub setting: String,
}

/// Every field that is written, the five first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets(Vec<Target>);

impl Targets {
    /// What these settings come to.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let mappings = &settings.mappings;
        let roles = FieldRole::ALL.into_iter().filter_map(|role| {
            let name = settings.salesforce.fields.name(role)?;
            let policy = mappings.roles.get(&role).copied().unwrap_or_default();
            Some(Target::of_role(role, name, policy))
        });
        let added = mappings.added.iter().map(Target::of_mapping);
        Self(roles.chain(added).collect())
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Target> {
        self.0.iter()
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, key: &FieldKey) -> Option<&Target> {
        self.0.iter().find(|target| target.key == *key)
    }

    /// The one with this name in the org, in any case.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Target> {
        let mut targets = self.0.iter();
        targets.find(|target| target.name.eq_ignore_ascii_case(name))
    }
}

impl Target {
    fn of_role(role: FieldRole, name: &str, policy: Policy) -> Self {
        let (kind, content) = match role {
            FieldRole::Score => (Content::Score.kind(), "the score"),
            FieldRole::Signals => (Kind::Text, "the signals with their quotes"),
            FieldRole::Transcript => (Kind::Text, "the transcript"),
            FieldRole::LastContact => (Kind::Moment, "the time of the last contact"),
            FieldRole::CallStatus => (Content::Status.kind(), "the call's status"),
        };
        Self {
            key: role.into(),
            name: name.to_owned(),
            kind,
            words: words(kind),
            is_transcript: role == FieldRole::Transcript,
            policy,
            content: content.to_owned(),
            setting: format!("`{}` under [salesforce.fields]", role.name()),
        }
    }

    fn of_mapping(mapping: &Mapping) -> Self {
        let kind = mapping.content.kind();
        let words = if mapping.values.is_empty() {
            let mut words = words(kind);
            // Where nothing is known, nothing is written.
            words.retain(|word| word != "unknown");
            words
        } else {
            mapping.values.values().cloned().collect()
        };
        Self {
            key: mapping.key(),
            name: mapping.field.to_string(),
            // A yes or no that has words of its own is a choice of words.
            kind: match kind {
                Kind::Flag if !mapping.values.is_empty() => Kind::Word(&[]),
                kind => kind,
            },
            words,
            is_transcript: mapping.content == Content::Transcript,
            policy: mapping.policy,
            content: format!("`{}`", mapping.from),
            setting: format!("the [[salesforce.map]] of `{}`", mapping.from),
        }
    }

    /// The field it wants, in an administrator's words.
    #[must_use]
    pub fn wanted(&self) -> String {
        match (self.kind, self.key.role()) {
            (_, Some(FieldRole::Signals)) => "Long Text Area of 32,768".to_owned(),
            (_, Some(FieldRole::CallStatus)) => "Picklist with the seven statuses".to_owned(),
            _ if self.is_transcript => "Long Text Area of 131,072".to_owned(),
            (Kind::Number(digits), _) => format!("Number({digits}, 0)"),
            (Kind::Amount, _) => "Currency or Number(16, 2)".to_owned(),
            (Kind::Flag, _) => "Checkbox".to_owned(),
            (Kind::Word(_), _) => format!("Picklist with {}", self.words.join(", ")),
            (Kind::Text, _) => "Text or Long Text Area".to_owned(),
            (Kind::Url, _) => "URL, or Text of 255".to_owned(),
            (Kind::Moment, _) => "Date/Time".to_owned(),
            (Kind::Date, _) => "Date".to_owned(),
        }
    }
}

fn words(kind: Kind) -> Vec<String> {
    match kind {
        Kind::Word(words) => words.iter().map(|word| (*word).to_owned()).collect(),
        _ => Vec::new(),
    }
}
