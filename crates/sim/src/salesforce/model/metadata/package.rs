//! An uploaded zip as components: `package.xml` says which, the other files hold them.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read},
};

use super::{
    Xml,
    component::{Component, Message},
};

/// Files a package may have, as Salesforce documents.
const FILES_MAX: usize = 10_000;
/// Largest file that is unpacked.
const FILE_BYTES_MAX: u64 = 10 * 1024 * 1024;

/// Which folder and ending a kind's files have.
const PLACES: [(&str, &str, &str); 9] = [
    ("CustomObject", "objects/", ".object"),
    ("PermissionSet", "permissionsets/", ".permissionset"),
    ("Queue", "queues/", ".queue"),
    ("Flow", "flows/", ".flow"),
    ("Report", "reports/", ".report"),
    ("ReportFolder", "reports/", "-meta.xml"),
    ("Dashboard", "dashboards/", ".dashboard"),
    ("DashboardFolder", "dashboards/", "-meta.xml"),
    ("CustomField", "objects/", ".object"),
];

/// What was uploaded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Package {
    pub(crate) components: Vec<Component>,
    /// What cannot even be read.
    pub(crate) unreadable: Vec<Message>,
}

impl Package {
    /// Unpacks a zip. `None` when it is none.
    pub(crate) fn read(zip: &[u8]) -> Option<Self> {
        let files = unpack(zip)?;
        let mut package = Self::default();
        let Some(manifest) = files.get("package.xml") else {
            let problem = "No package.xml found";
            package
                .unreadable
                .push(Message::of_file("package.xml", 0, 0, problem));
            return Some(package);
        };
        let mut parsed = BTreeMap::new();
        let read = |path: &str, text: &str| match Xml::parse(text) {
            Ok(xml) => Ok(xml),
            Err(error) => {
                let text = format!("Error parsing file: {}", error.message);
                Err(Message::of_file(path, error.line, error.column, text))
            }
        };
        let manifest = match read("package.xml", manifest) {
            Ok(manifest) => manifest,
            Err(message) => {
                package.unreadable.push(message);
                return Some(package);
            }
        };
        for (path, text) in files.iter().filter(|(path, _)| *path != "package.xml") {
            match read(path, text) {
                Ok(xml) => {
                    parsed.insert(path.clone(), xml);
                }
                Err(message) => package.unreadable.push(message),
            }
        }
        for types in manifest.all("types") {
            for member in types.all("members") {
                package.add(types.value("name"), member, &parsed);
            }
        }
        Some(package)
    }

    fn add(&mut self, kind: &str, member: &Xml, files: &BTreeMap<String, Xml>) {
        let full_name = member.text.trim_end_matches('/');
        let kind = match kind {
            "Report" if !full_name.contains('/') => "ReportFolder",
            "Dashboard" if !full_name.contains('/') => "DashboardFolder",
            kind => kind,
        };
        let (owner, inside) = match kind {
            "CustomField" => ("CustomField", Some("fields")),
            "ListView" => ("CustomObject", Some("listViews")),
            kind => (kind, None),
        };
        let place = PLACES.iter().find(|(of, ..)| *of == owner);
        let found = place.and_then(|(_, folder, ending)| {
            let file_name = match inside {
                Some(_) => full_name.split('.').next().unwrap_or_default(),
                None => full_name,
            };
            let file = format!("{folder}{file_name}{ending}");
            let content = files.get(&file)?;
            Some((file, content))
        });
        let component = found.and_then(|(file, content)| {
            let content = match inside {
                None => content.clone(),
                Some(inside) => member_of(content, inside, full_name)?.clone(),
            };
            Some(Component {
                kind: kind.to_owned(),
                full_name: full_name.to_owned(),
                file,
                content,
            })
        });
        match component {
            Some(component) => self.components.push(component),
            // A file that cannot be read is told once, as itself.
            None if !self.unreadable.is_empty() => {}
            None => self.unreadable.push(Message {
                kind: kind.to_owned(),
                full_name: full_name.to_owned(),
                ..Message::of_file(
                    "package.xml",
                    member.line,
                    1,
                    format!(
                        "An object '{full_name}' of type {kind} was named in package.xml, but was \
                         not found in zipped directory"
                    ),
                )
            }),
        }
    }
}

/// What of an object's file a full name means: the part after the dot.
fn member_of<'a>(object: &'a Xml, inside: &'a str, full_name: &str) -> Option<&'a Xml> {
    let (_, name) = full_name.split_once('.')?;
    object
        .all(inside)
        .find(|child| child.value("fullName").eq_ignore_ascii_case(name))
}

/// The files by path. A package in a folder of its own is taken out of it.
fn unpack(zip: &[u8]) -> Option<BTreeMap<String, String>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).ok()?;
    if archive.len() > FILES_MAX {
        return None;
    }
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).ok()?;
        if file.is_dir() {
            continue;
        }
        let path = file.name().ok()?.into_owned();
        let mut bytes = Vec::new();
        file.by_ref()
            .take(FILE_BYTES_MAX)
            .read_to_end(&mut bytes)
            .ok()?;
        files.insert(path, String::from_utf8_lossy(&bytes).into_owned());
    }
    if files.contains_key("package.xml") {
        return Some(files);
    }
    let folders: BTreeSet<String> = files
        .keys()
        .filter_map(|path| path.strip_suffix("/package.xml"))
        .filter(|folder| !folder.contains('/'))
        .map(str::to_owned)
        .collect();
    let Some(folder) = folders.first() else {
        return Some(files);
    };
    let inside = files.into_iter().filter_map(|(path, text)| {
        let path = path.strip_prefix(folder)?.strip_prefix('/')?;
        Some((path.to_owned(), text))
    });
    Some(inside.collect())
}
