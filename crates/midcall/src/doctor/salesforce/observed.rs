//! What was seen of an org. Values only, so that judging them needs no org.

use midcall_salesforce::{
    ApiVersion, BaseUrl,
    auth::GrantKind,
    operations::{ObjectDescribe, OrgLimits},
};
use serde_json::Value;

use super::trouble::Trouble;
use crate::connection::Origin;

/// Something that was seen, or why it could not be.
pub(super) type Seen<T> = Result<T, Trouble>;

/// What was seen.
pub(super) struct Observed {
    pub(super) grant: GrantKind,
    pub(super) origin: Origin,
    pub(super) login_url: BaseUrl,
    pub(super) configured_version: ApiVersion,
    /// Where the org answers, if we were let in.
    pub(super) instance_url: Option<BaseUrl>,
    /// Whether we were let in.
    pub(super) entry: Seen<()>,
    /// Whether the token can be renewed; `None` when it was left alone.
    pub(super) renewal: Option<Seen<()>>,
    /// What is inside, if we were let in.
    pub(super) inside: Option<Inside>,
}

/// What is seen from inside.
pub(super) struct Inside {
    pub(super) versions: Seen<Vec<ApiVersion>>,
    pub(super) is_sandbox: Seen<bool>,
    pub(super) user: Seen<User>,
    pub(super) lead: Seen<ObjectDescribe>,
    pub(super) contact: Seen<ObjectDescribe>,
    /// `None` when calls leave no tasks.
    pub(super) task: Option<Seen<ObjectDescribe>>,
    pub(super) assignment_rules: Seen<Vec<String>>,
    pub(super) validation_rules: Seen<Vec<ValidationRule>>,
    pub(super) flows: Seen<Vec<Flow>>,
    pub(super) limits: Seen<OrgLimits>,
    pub(super) clock_skew_ms: Option<i64>,
}

/// The user we act as.
#[derive(Clone, Debug, Default)]
pub(super) struct User {
    pub(super) username: String,
    /// `None` when the user may not look at itself.
    pub(super) is_active: Option<bool>,
    pub(super) profile: Option<String>,
    pub(super) license: Option<String>,
}

/// An active validation rule on Lead.
#[derive(Clone, Debug, Default)]
pub(super) struct ValidationRule {
    pub(super) name: String,
    /// The administrator's words.
    pub(super) message: String,
    pub(super) display_field: Option<String>,
    /// `None` when it could not be read, or was not looked into.
    pub(super) formula: Option<String>,
}

/// An active flow that Lead triggers.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    pub(super) label: String,
    pub(super) trigger: String,
    pub(super) has_async_path: bool,
    /// What it does; `None` when it could not be read, or was not looked into.
    pub(super) metadata: Option<Value>,
}
