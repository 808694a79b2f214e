//! Everything an org knows, in one place, and the org as it is delivered.
//!
//! No input or output happens below here: the model is asked by one request at a time.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use super::{
    allowance::Allowance, codes::Codes, id::Id, licenses::API_INTEGRATION, metadata::Metadata,
    moment, records::Record, records::Records, rules::Rules, schema::Schema, sessions::Sessions,
    soql::Cursors, standard,
};
use crate::{rng::Rng, salesforce::OrgSettings};

/// The organization.
pub(crate) const ORG: &str = "00DHs0000012AbCMAU";
/// The user that the app acts as.
pub(crate) const INTEGRATION_USER: &str = "005Hs000007Qr1sIAC";
/// The person who edits, converts and merges in the user interface.
pub(crate) const SALESPERSON: &str = "005Hs000008SaLeIAK";
/// The administrator, who signs in nowhere here.
pub(crate) const ADMINISTRATOR: &str = "005Hs000009AdmiIAC";
/// The permission set license for integrations.
pub(crate) const LICENSE: &str = "0PLHs0000001PsLOAU";
/// The queue to which the assignment rule sends leads.
pub(crate) const INBOUND_QUEUE: &str = "00GHs000002kLmNMAU";
/// The queue to which the hot-lead flow sends leads.
pub(crate) const HOT_QUEUE: &str = "00GHs000002HoTqMAK";

/// The state of an org.
pub(crate) struct Model {
    pub(crate) settings: OrgSettings,
    pub(crate) rng: Rng,
    pub(crate) schema: Schema,
    pub(crate) records: Records,
    pub(crate) rules: Rules,
    pub(crate) sessions: Sessions,
    pub(crate) codes: Codes,
    pub(crate) allowance: Allowance,
    pub(crate) cursors: Cursors,
    pub(crate) metadata: Metadata,
}

impl Model {
    /// The org as it is delivered: its users, queues and own row, and no leads.
    pub(crate) fn new(settings: OrgSettings) -> Self {
        let mut model = Self {
            rng: Rng::new(settings.seed),
            schema: standard::schema(),
            records: Records::default(),
            rules: Rules::default(),
            sessions: Sessions::default(),
            codes: Codes::default(),
            allowance: Allowance::default(),
            cursors: Cursors::default(),
            metadata: Metadata::default(),
            settings,
        };
        let username = model.settings.app.username.clone();
        model.deliver(INTEGRATION_USER, user("Midcall Integration", &username));
        model.deliver(SALESPERSON, user("Sam Sales", "sam@acme.example"));
        let mut administrator = user("Ada Admin", "ada@acme.example");
        administrator["Profile.Name"] = "System Administrator".into();
        administrator["Profile.UserLicense.Name"] = "Salesforce".into();
        model.deliver(ADMINISTRATOR, administrator);
        model.deliver(
            LICENSE,
            json!({
                "DeveloperName": API_INTEGRATION,
                "MasterLabel": "Salesforce API Integration",
                "Status": "Active",
                // Enterprise Edition comes with five.
                "TotalLicenses": 5,
                "UsedLicenses": 0,
            }),
        );
        model.deliver(INBOUND_QUEUE, queue("Inbound queue", "Inbound_queue"));
        model.deliver(HOT_QUEUE, queue("AI Qualified Leads", "AI_Qualified_Leads"));
        model.deliver(
            ORG,
            json!({
                "Name": "Acme",
                "InstanceName": "USA123",
                "IsSandbox": false,
                "OrganizationType": "Enterprise Edition",
            }),
        );
        model
    }

    /// Milliseconds since the Unix epoch, by the org's clock.
    pub(crate) fn now_ms(&self) -> i64 {
        self.settings.clock.now_ms()
    }

    fn deliver(&mut self, id: &str, values: Value) {
        let now_ms = self.now_ms();
        let id = Id::parse(id).expect("the org's own ids are well formed");
        let mut fields: Map<String, Value> = match values {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        let now = moment::show(now_ms);
        fields.insert("Id".into(), id.to_string().into());
        fields.insert("IsDeleted".into(), false.into());
        for stamp in ["CreatedDate", "LastModifiedDate", "SystemModstamp"] {
            fields.insert(stamp.into(), now.clone().into());
        }
        let record = Record {
            fields,
            writes: VecDeque::new(),
            created_at_ms: now_ms,
        };
        self.records.insert(id, record);
    }
}

fn user(name: &str, username: &str) -> Value {
    json!({
        "Name": name,
        "Username": username,
        "Email": username,
        "IsActive": true,
        "Profile.Name": "Minimum Access - API Only Integrations",
        "Profile.UserLicense.Name": "Salesforce Integration",
    })
}

fn queue(name: &str, developer_name: &str) -> Value {
    json!({ "Name": name, "DeveloperName": developer_name, "Type": "Queue" })
}
