//! Components as a package to deploy: their files, and `package.xml`, which names each of them.

use std::collections::{BTreeMap, BTreeSet};

use midcall_salesforce::{ApiVersion, metadata::Element};

use super::{Component, Kind};

/// The files of a package, by path.
#[must_use]
pub(super) fn package<'a>(
    components: impl IntoIterator<Item = &'a Component>,
    version: ApiVersion,
) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, Element> = BTreeMap::new();
    let mut members: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for component in components {
        let (name, content) = (&component.name, &component.content);
        let type_in_manifest = match component.kind {
            Kind::ReportFolder => "Report",
            Kind::DashboardFolder => "Dashboard",
            kind => kind.metadata_type(),
        };
        members.entry(type_in_manifest).or_default().insert(name);
        let mut add = |path: String, content: Element| {
            files.insert(path, content);
        };
        match component.kind {
            // What belongs to an object travels inside the object's file.
            Kind::Field => add_to_object(&mut files, name, content.clone().named("fields")),
            Kind::ListView => add_to_object(&mut files, name, content.clone().named("listViews")),
            Kind::PlatformEvent => add(format!("objects/{name}.object"), content.clone()),
            Kind::PermissionSet => {
                add(
                    format!("permissionsets/{name}.permissionset"),
                    content.clone(),
                );
            }
            Kind::Queue => add(format!("queues/{name}.queue"), content.clone()),
            Kind::Flow => add(format!("flows/{name}.flow"), content.clone()),
            Kind::ReportFolder => add(format!("reports/{name}-meta.xml"), content.clone()),
            Kind::Report => add(format!("reports/{name}.report"), content.clone()),
            Kind::DashboardFolder => add(format!("dashboards/{name}-meta.xml"), content.clone()),
            Kind::Dashboard => add(format!("dashboards/{name}.dashboard"), content.clone()),
        }
    }
    let types = members.into_iter().map(|(kind, members)| {
        Element::new("types")
            .with_all(
                members
                    .into_iter()
                    .map(|name| Element::text("members", name)),
            )
            .with_text("name", kind)
    });
    let manifest = Element::new("Package")
        .with_all(types)
        .with_text("version", version);
    files.insert("package.xml".to_owned(), manifest);
    files
        .into_iter()
        .map(|(path, content)| (path, content.to_file()))
        .collect()
}

fn add_to_object(files: &mut BTreeMap<String, Element>, name: &str, content: Element) {
    let object = name.split('.').next().unwrap_or_default();
    files
        .entry(format!("objects/{object}.object"))
        .or_insert_with(|| Element::new("CustomObject"))
        .children
        .push(content);
}
