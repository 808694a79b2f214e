//! What the org should hold, from settings alone.

use std::collections::{BTreeMap, BTreeSet};

use midcall_domain::leads::FieldRole;
use midcall_salesforce::{ApiName, ApiVersion, metadata::Element};

use super::{
    Component, Kind,
    components::{
        custom_field, dashboard, flow, list_view,
        permission_set::{self, Grant},
        platform_event, queue, report,
    },
};
use crate::{
    config::{HotLeadsTo, Settings},
    translate,
};

/// Longest name that a custom field may have before its `__c`.
const NAME_CHARS_MAX: usize = 40;

/// Fields that field-level security does not know, because every user of the object sees them.
/// A permission set that names one is refused as a whole.
const ALWAYS_VISIBLE: [&str; 5] = ["Company", "LastName", "Name", "OwnerId", "Status"];

/// Why a field is not made.
const NOT_OURS: &str = "it is a field of Salesforce's or of a package, and must be there already";

/// What the org should hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desired {
    /// Each component, in an order in which they can be made.
    pub components: Vec<Component>,
    /// What is not wanted with these settings.
    pub left_out: Vec<LeftOut>,
    /// Components that are made where they are missing, and kept as they are where they are not:
    /// fields that people mapped because they have them.
    pub kept_as_found: BTreeSet<String>,
    /// The fields of the Lead that are written.
    pub written: Vec<String>,
    /// The version the files are written for.
    pub api_version: ApiVersion,
}

/// Something that setup can make and does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// Settings of which no org can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// A name that no field can have.
    #[error("`salesforce.fields.{key}` is \"{name}\", which no field can be called")]
    FieldName {
        /// Which setting.
        key: &'static str,
        /// Its value.
        name: String,
    },
    /// Two things in one field would overwrite each other.
    #[error("`salesforce.fields.{key}` and `salesforce.fields.{other}` are both \"{name}\"")]
    SameField {
        /// Which setting.
        key: &'static str,
        /// Which other one.
        other: &'static str,
        /// Their value.
        name: String,
    },
    /// The field that tells Midcall's own leads has no room for anything else.
    #[error(
        "`salesforce.fields.{key}` is \"Midcall_Key__c\", which holds the key of Midcall's own leads"
    )]
    Key {
        /// Which setting.
        key: &'static str,
    },
    /// Not a version.
    #[error("`salesforce.api_version` must look like 66.0")]
    ApiVersion,
}

/// Derives what the org should hold. `on_contact` are the mapped fields that Contact has too.
///
/// # Errors
///
/// When a field is mapped to a name that cannot be, or two are mapped to one.
pub fn desired(settings: &Settings, on_contact: &BTreeSet<String>) -> Result<Desired, Unusable> {
    let api_version: ApiVersion = settings
        .salesforce
        .api_version
        .parse()
        .map_err(|_| Unusable::ApiVersion)?;
    let names = names(settings)?;
    let mut made = Made::default();
    let mut grants = BTreeMap::new();
    for (role, name) in &names {
        if is_own(name.as_str()) {
            let field = custom_field::of_role(*role, name);
            made.add(Kind::Field, format!("Lead.{name}"), field);
        } else {
            made.leave_out(format!("field Lead.{name}"), NOT_OURS);
        }
        if !ALWAYS_VISIBLE.contains(&name.as_str()) {
            grants.insert(name.to_string(), Grant::Edit);
        }
    }
    let mut kept_as_found = BTreeSet::new();
    for mapping in &settings.mappings.added {
        let name = &mapping.field;
        if is_own(name) {
            let component = format!("Lead.{name}");
            kept_as_found.insert(component.clone());
            made.add(Kind::Field, component, custom_field::of_mapping(mapping));
        } else {
            made.leave_out(format!("field Lead.{name}"), NOT_OURS);
        }
        if !ALWAYS_VISIBLE.contains(&&**name) {
            grants.insert(name.to_string(), Grant::Edit);
        }
    }
    let key = custom_field::KEY;
    made.add(Kind::Field, format!("Lead.{key}"), custom_field::key());
    grants.insert(key.to_owned(), Grant::Edit);
    // People see what is written; the integration user also has to ask whether it may call, and who
    // has the number of a call.
    let viewer = permission_set::viewer(&grants);
    let create = &settings.salesforce.create_leads;
    let creates = create.inbound || create.outbound;
    let phone = if creates { Grant::Edit } else { Grant::Read };
    grants.entry("Phone".to_owned()).or_insert(phone);
    grants
        .entry("MobilePhone".to_owned())
        .or_insert(Grant::Read);
    // Whoever asks not to be called again is marked.
    let do_not_call = if settings.queue.mark_do_not_call {
        Grant::Edit
    } else {
        Grant::Read
    };
    grants.entry("DoNotCall".to_owned()).or_insert(do_not_call);
    if creates && !create.source.is_empty() {
        grants.insert("LeadSource".to_owned(), Grant::Edit);
    }
    let writes_tasks = settings.salesforce.activities;
    if writes_tasks {
        let name = format!("Activity.{}", translate::TASK_KEY);
        made.add(Kind::Field, name, custom_field::call_id());
    } else {
        let name = format!("field Activity.{}", translate::TASK_KEY);
        made.leave_out(name, "`salesforce.activities` is off: calls leave no tasks");
    }
    let contact = contact_grants(on_contact);
    let integration = permission_set::integration(&grants, &contact, creates, writes_tasks);
    let event = platform_event::event();
    made.add(Kind::PlatformEvent, platform_event::EVENT, event);
    made.add(
        Kind::PermissionSet,
        permission_set::INTEGRATION,
        integration,
    );
    made.add(Kind::PermissionSet, permission_set::VIEWER, viewer);
    made.add_for_people(&names, settings, &api_version.to_string());
    made.components.sort_by_key(|component| component.kind);
    Ok(Desired {
        components: made.components,
        left_out: made.left_out,
        kept_as_found,
        written: names
            .values()
            .map(ToString::to_string)
            .chain(
                settings
                    .mappings
                    .added
                    .iter()
                    .map(|it| it.field.to_string()),
            )
            .collect(),
        api_version,
    })
}

/// What is granted of contacts: who has a number, and what they have of the mapped fields.
fn contact_grants(mapped: &BTreeSet<String>) -> BTreeMap<String, Grant> {
    let phones = translate::CONTACT_PHONES.map(|name| (name.to_owned(), Grant::Read));
    let mapped = mapped
        .iter()
        .filter(|name| !ALWAYS_VISIBLE.contains(&name.as_str()))
        .map(|name| (name.clone(), Grant::Edit));
    phones.into_iter().chain(mapped).collect()
}

#[derive(Default)]
struct Made {
    components: Vec<Component>,
    left_out: Vec<LeftOut>,
}

impl Made {
    fn add(&mut self, kind: Kind, name: impl Into<String>, content: Element) {
        let name = name.into();
        self.components.push(Component {
            kind,
            name,
            content,
        });
    }

    fn leave_out(&mut self, name: impl Into<String>, reason: &str) {
        self.left_out.push(LeftOut {
            name: name.into(),
            reason: reason.to_owned(),
        });
    }

    /// What is there for people rather than for us: routing, lists, reports.
    fn add_for_people(
        &mut self,
        names: &BTreeMap<FieldRole, ApiName>,
        settings: &Settings,
        version: &str,
    ) {
        let above = settings.score.hot_above;
        let to = settings.salesforce.hot_leads_to;
        let of = |role| names.get(&role).map(ApiName::as_str);
        let (signals, call_status) = (of(FieldRole::Signals), of(FieldRole::CallStatus));
        if let Some(score) = of(FieldRole::Score) {
            if to == HotLeadsTo::Queue {
                self.add(Kind::Queue, queue::HOT_LEADS, queue::queue());
            }
            let route = flow::route(score, signals, above, to, version);
            self.add(Kind::Flow, flow::ROUTE, route);
            let publish = flow::publish(score, call_status, version);
            self.add(Kind::Flow, flow::PUBLISH, publish);
        } else {
            self.leave_out("routing and live updates", "the score is not mapped");
        }
        // Lists and reports know standard fields by other names than their API names.
        let own = |role| of(role).filter(|name| name.ends_with("__c"));
        let shown = [
            FieldRole::Score,
            FieldRole::CallStatus,
            FieldRole::LastContact,
        ];
        let columns: Vec<&str> = shown.into_iter().filter_map(own).collect();
        let list = |name: &str| format!("Lead.{name}");
        match own(FieldRole::Score) {
            Some(score) => {
                let hot = list_view::hot(&columns, score, above);
                self.add(Kind::ListView, list(list_view::HOT), hot);
                self.add(Kind::ReportFolder, report::FOLDER, report::folder());
                let last_contact = own(FieldRole::LastContact);
                let scores = report::scores(score, last_contact);
                self.add(Kind::Report, report::SCORES, scores);
                let bands = report::bands(score, last_contact, above);
                self.add(Kind::Report, report::BANDS, bands);
                let hot = report::hot(score, last_contact, above);
                self.add(Kind::Report, report::HOT, hot);
                if settings.salesforce.dashboard {
                    let folder = dashboard::folder();
                    self.add(Kind::DashboardFolder, dashboard::FOLDER, folder);
                    let leads = dashboard::leads(score, last_contact);
                    self.add(Kind::Dashboard, dashboard::LEADS, leads);
                } else {
                    self.leave_out("the dashboard", "`salesforce.dashboard` is off");
                }
            }
            None => self.leave_out(
                "the list of hot leads, the reports and the dashboard",
                "the score is not mapped to a custom field",
            ),
        }
        match own(FieldRole::CallStatus) {
            Some(status) => {
                let score = own(FieldRole::Score);
                let incomplete = list_view::incomplete(&columns, status, score, above);
                self.add(Kind::ListView, list(list_view::INCOMPLETE), incomplete);
            }
            None => self.leave_out(
                "the list of incomplete qualifications",
                "the call status is not mapped to a custom field",
            ),
        }
    }
}

fn names(settings: &Settings) -> Result<BTreeMap<FieldRole, ApiName>, Unusable> {
    let mut names: BTreeMap<FieldRole, ApiName> = BTreeMap::new();
    for role in FieldRole::ALL {
        let Some(text) = settings.salesforce.fields.name(role) else {
            continue;
        };
        let (key, name) = (key(role), text.to_owned());
        let parsed: ApiName = match text.parse() {
            Ok(parsed) if is_possible(text) => parsed,
            _ => return Err(Unusable::FieldName { key, name }),
        };
        if text.eq_ignore_ascii_case(custom_field::KEY) {
            return Err(Unusable::Key { key });
        }
        let is_same = |other: &ApiName| other.as_str().eq_ignore_ascii_case(text);
        if let Some((other, _)) = names.iter().find(|(_, other)| is_same(other)) {
            let other = self::key(*other);
            return Err(Unusable::SameField { key, other, name });
        }
        names.insert(role, parsed);
    }
    Ok(names)
}

/// The setting that maps a role.
fn key(role: FieldRole) -> &'static str {
    match role {
        FieldRole::Score => "score",
        FieldRole::Signals => "signals",
        FieldRole::LastContact => "last_contact",
        FieldRole::CallStatus => "call_status",
        FieldRole::Transcript => "transcript",
    }
}

/// Whether an org can have a field of this name: a custom one has no doubled or final underscore
/// but those before a package's and before the `c`.
fn is_possible(name: &str) -> bool {
    let Some(stem) = name.strip_suffix("__c") else {
        return !name.contains("__");
    };
    let own = stem.split_once("__").map_or(stem, |(_, own)| own);
    (1..=NAME_CHARS_MAX).contains(&own.len()) && !own.contains("__") && !own.ends_with('_')
}

/// Whether the field is one that setup makes: custom, and of no package.
fn is_own(name: &str) -> bool {
    name.strip_suffix("__c")
        .is_some_and(|stem| !stem.contains("__"))
}

#[cfg(test)]
mod tests {
    use super::{is_own, is_possible};

    #[test]
    fn names_that_fields_can_have() {
        for (name, possible, own) in [
            ("AI_Qualification_Score__c", true, true),
            ("acme__Score__c", true, false),
            ("Rating", true, false),
            ("Score__x", false, false),
            ("Score___c", false, true),
            ("A__b__d__c", false, false),
            ("__c", false, true),
        ] {
            assert_eq!((is_possible(name), is_own(name)), (possible, own), "{name}");
        }
    }
}
