//! Which objects and fields the org has, as data, so that an administrator can change them while
//! the org runs.

use std::sync::Arc;

/// What a field holds, with the limits Salesforce checks on every save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The record's own id.
    Id,
    /// One line of text; the length counts characters.
    Text(usize),
    /// A phone number as people type it, up to 40 characters.
    Phone,
    /// An email address, up to 80 characters.
    Email,
    /// A long text area; the length counts characters. Cannot be filtered or sorted by.
    LongText(usize),
    /// A decimal number: total digits, and digits after the point.
    Number {
        /// All digits.
        precision: u32,
        /// Digits after the decimal point; more are rounded away.
        scale: u32,
    },
    /// An amount of money, with the same limits as a number.
    Currency {
        /// All digits.
        precision: u32,
        /// Digits after the decimal point; more are rounded away.
        scale: u32,
    },
    /// A 32-bit whole number.
    Integer,
    /// True or false, never null.
    Checkbox,
    /// A calendar date.
    Date,
    /// A moment, kept in whole seconds.
    DateTime,
    /// One of some values. Only a restricted picklist refuses others.
    Picklist {
        /// The active values, in order.
        values: Vec<String>,
        /// Whether the API may write other values.
        restricted: bool,
    },
    /// A reference to a record of one of these objects.
    Reference(Vec<String>),
    /// The compound address, put together from its parts when read.
    Address,
}

/// What field-level security lets the integration user do with a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// The field looks as if it did not exist.
    Hidden,
    /// The field can be read; writing it is refused by name.
    ReadOnly,
    /// The field can be read and written.
    #[default]
    Editable,
}

/// One field of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// API name.
    pub name: String,
    /// Label, which error texts use.
    pub label: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether anybody may set it when a record is created.
    pub createable: bool,
    /// Whether anybody may change it later.
    pub updateable: bool,
    /// Whether a record cannot be saved without it.
    pub required: bool,
    /// Whether two records may not hold the same value.
    pub unique: bool,
    /// Whether values that differ only in case differ.
    pub case_sensitive: bool,
    /// Whether records can be addressed by it in an upsert.
    pub external_id: bool,
    /// The picklist value of a record that is created without one.
    pub default: Option<String>,
    /// What field-level security grants the integration user.
    pub access: Access,
}

impl Field {
    /// An optional field that everybody may read and write.
    #[must_use]
    pub fn new(name: &str, label: &str, kind: Kind) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            kind,
            createable: true,
            updateable: true,
            required: false,
            unique: false,
            case_sensitive: false,
            external_id: false,
            default: None,
            access: Access::Editable,
        }
    }

    /// The same field, set by the org alone.
    #[must_use]
    pub fn system(mut self) -> Self {
        self.createable = false;
        self.updateable = false;
        self
    }

    /// The same field, without which no record is saved.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same field, filled with this value on records created without one.
    #[must_use]
    pub fn defaulting_to(mut self, value: &str) -> Self {
        self.default = Some(value.to_owned());
        self
    }

    /// The same field as a unique, case-sensitive external id.
    #[must_use]
    pub fn external_id(mut self) -> Self {
        self.external_id = true;
        self.unique = true;
        self.case_sensitive = true;
        self
    }

    /// Custom fields end in `__c`.
    pub(crate) fn is_custom(&self) -> bool {
        self.name.ends_with("__c")
    }

    /// Salesforce keeps no index of long text, so it can neither be filtered nor sorted by.
    pub(crate) fn is_filterable(&self) -> bool {
        !matches!(self.kind, Kind::LongText(_) | Kind::Address)
    }
}

/// One object: Lead, Task and so on.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) name: &'static str,
    pub(crate) plural: &'static str,
    pub(crate) key_prefix: &'static str,
    /// Whether records are made and deleted through the API.
    pub(crate) createable: bool,
    /// Whether the integration user does not see it at all.
    pub(crate) is_hidden: bool,
    pub(crate) fields: Vec<Field>,
}

impl Object {
    /// The field of this name, in any case, if field-level security shows it.
    pub(crate) fn visible_field(&self, name: &str) -> Option<&Field> {
        self.field(name)
            .filter(|field| field.access != Access::Hidden)
    }

    /// The field of this name, in any case, hidden or not.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// All fields the integration user may read. A parent's field (`Profile.Name`) is none of them:
    /// only a query reaches it.
    pub(crate) fn visible_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|field| field.access != Access::Hidden && !field.name.contains('.'))
    }
}

/// Everything the org can hold. Objects are shared, so that a save can keep the one it works on.
#[derive(Clone, Debug)]
pub(crate) struct Schema(pub(crate) Vec<Arc<Object>>);

impl Schema {
    /// The object of this name, in any case.
    pub(crate) fn object(&self, name: &str) -> Option<&Arc<Object>> {
        self.0
            .iter()
            .find(|object| object.name.eq_ignore_ascii_case(name))
    }

    /// The object of this name, in any case, if the integration user sees it.
    pub(crate) fn visible_object(&self, name: &str) -> Option<&Arc<Object>> {
        self.object(name).filter(|object| !object.is_hidden)
    }

    /// The same, to change it.
    pub(crate) fn object_mut(&mut self, name: &str) -> Option<&mut Object> {
        self.0
            .iter_mut()
            .find(|object| object.name.eq_ignore_ascii_case(name))
            .map(Arc::make_mut)
    }

    /// The object whose records' ids begin with this prefix.
    pub(crate) fn of_prefix(&self, prefix: &str) -> Option<&Object> {
        let mut objects = self.0.iter().map(Arc::as_ref);
        objects.find(|object| object.key_prefix == prefix)
    }
}
