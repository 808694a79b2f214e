//! The org's metadata: what is deployed into it, what it answers when asked for it, and what the
//! deployment changes of fields, access and automation.

mod access;
mod component;
mod custom_field;
mod dashboard;
mod deploy;
mod flow;
mod folder;
mod list_view;
mod package;
mod permission_set;
mod queue;
mod report;
mod run_flow;
mod shape;
mod xml;

use std::collections::BTreeMap;

pub(crate) use deploy::{Deployment, Options};
pub(crate) use package::Package;
pub(crate) use xml::Xml;

use super::{records::Fields, schema::Access, state::Model};

/// Everything that was deployed, and how far each deployment is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metadata {
    /// Content by kind and full name. Fields are not among them: the schema knows them best.
    pub(crate) installed: BTreeMap<(String, String), Xml>,
    /// What each field shows to a user without any permission set, by object and field.
    base_access: BTreeMap<(String, String), Access>,
    /// Deployments by id.
    pub(crate) deployments: BTreeMap<String, Deployment>,
    /// Events that flows published, oldest first.
    pub(crate) published: Vec<(String, Fields)>,
    /// Whether what is being saved is saved by a flow.
    is_in_flow: bool,
}

impl Model {
    /// A component as the org has it, with its full name; `None` if there is none.
    pub(crate) fn read_metadata(&self, kind: &str, full_name: &str) -> Option<Xml> {
        let named = |mut xml: Xml| {
            xml.set("fullName", full_name);
            xml
        };
        match kind {
            "CustomField" => {
                let (object, name) = full_name.split_once('.')?;
                let object = custom_field::schema_name(object);
                let field = self.schema.object(object)?.field(name)?;
                (field.is_custom()).then(|| named(custom_field::written(field)))
            }
            "Queue" if !self.is_installed(kind, full_name) => self
                .queue_named(full_name)
                .map(|name| named(Xml::with("Queue", vec![Xml::text("name", &name)]))),
            _ => {
                let key = (kind.to_owned(), full_name.to_owned());
                self.metadata.installed.get(&key).cloned().map(named)
            }
        }
    }

    fn is_installed(&self, kind: &str, full_name: &str) -> bool {
        let key = (kind.to_owned(), full_name.to_owned());
        self.metadata.installed.contains_key(&key)
    }
}
