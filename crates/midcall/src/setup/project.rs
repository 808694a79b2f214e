//! Components as a project for Salesforce's own tools: one file each, where those look for it.

use std::collections::BTreeMap;

use midcall_salesforce::metadata::Element;
use serde_json::json;

use super::{Component, Desired, Kind, components::client_app, plan::activate};
use crate::config::SalesforceSettings;

/// Where a project keeps what deploys as it is.
const SOURCE: &str = "force-app/main/default";
/// Where it keeps the app's template, which has to be filled in first.
const TEMPLATE: &str = "external-client-app/main/default";

/// The files of the project, by path.
#[must_use]
pub fn project(
    desired: &Desired,
    settings: &SalesforceSettings,
    activate_flows: bool,
) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for mut component in desired.components.iter().cloned() {
        if activate_flows {
            activate(&mut component);
        }
        for (path, content) in source_files(&component) {
            files.insert(format!("{SOURCE}/{path}"), content.to_file());
        }
    }
    // Where `midcall login` waits for its answer.
    let callback = format!("http://localhost:{}/callback", settings.login_port);
    for (folder, name, content) in client_app::files(&settings.username, &callback) {
        files.insert(format!("{TEMPLATE}/{folder}/{name}"), content.to_file());
    }
    let settings = json!({
        "packageDirectories": [
            { "path": "force-app", "default": true },
            { "path": "external-client-app" },
        ],
        "namespace": "",
        "sfdcLoginUrl": "https://login.salesforce.com",
        "sourceApiVersion": desired.api_version.to_string(),
    });
    files.insert("sfdx-project.json".to_owned(), format!("{settings:#}\n"));
    files
}

fn source_files(component: &Component) -> Vec<(String, Element)> {
    let (name, content) = (&component.name, &component.content);
    let (object, member) = name.split_once('.').unwrap_or((name, name));
    let path = match component.kind {
        Kind::PlatformEvent => return object_files(name, content),
        Kind::Field => format!("objects/{object}/fields/{member}.field-meta.xml"),
        Kind::ListView => format!("objects/{object}/listViews/{member}.listView-meta.xml"),
        Kind::PermissionSet => format!("permissionsets/{name}.permissionset-meta.xml"),
        Kind::Queue => format!("queues/{name}.queue-meta.xml"),
        Kind::Flow => format!("flows/{name}.flow-meta.xml"),
        Kind::ReportFolder => format!("reports/{name}.reportFolder-meta.xml"),
        Kind::Report => format!("reports/{name}.report-meta.xml"),
        Kind::DashboardFolder => format!("dashboards/{name}.dashboardFolder-meta.xml"),
        Kind::Dashboard => format!("dashboards/{name}.dashboard-meta.xml"),
    };
    vec![(path, content.clone())]
}

/// An object's fields have files of their own.
fn object_files(name: &str, content: &Element) -> Vec<(String, Element)> {
    let mut object = content.clone();
    object.children.retain(|child| child.name != "fields");
    let fields = content.all("fields").map(|field| {
        let path = format!(
            "objects/{name}/fields/{}.field-meta.xml",
            field.value("fullName")
        );
        (path, field.clone().named("CustomField"))
    });
    let path = format!("objects/{name}/{name}.object-meta.xml");
    fields.chain([(path, object)]).collect()
}
