//! Whether a field of an org can take what is to be written into it, and up to where.

use midcall_domain::leads::Kind;
use midcall_domain::time::Timestamp;
use midcall_salesforce::{
    Reason,
    operations::{FieldDescribe, FieldType, ObjectDescribe},
};
use midcall_store::Blocked;

use super::Target;

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Its type.
    pub kind: FieldType,
    /// Longest text, in characters; 0 where there is no text.
    pub length: usize,
    /// Digits before the point; `None` where the type has no limit of its own.
    pub digits: Option<u32>,
    /// The words it takes, if it takes no others.
    pub words: Option<Vec<String>>,
}

/// Why a field cannot take what is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// The reason that Salesforce's refusal would have.
    pub reason: Reason,
    /// What was seen.
    pub seen: String,
    /// What to do.
    pub to_do: String,
}

impl Unfit {
    /// As it waits for a person.
    #[must_use]
    pub fn blocked(&self, since: Timestamp) -> Blocked {
        Blocked {
            reason: self.reason.code().to_owned(),
            detail: sentence(&self.seen),
            action: sentence(&self.to_do),
            since,
        }
    }
}

impl Limits {
    /// What the field of a target takes, in this object.
    ///
    /// # Errors
    ///
    /// When the field is missing or hidden, cannot be written, or is of another kind.
    pub fn of(target: &Target, object: &ObjectDescribe) -> Result<Self, Unfit> {
        let Target { name, content, .. } = target;
        let Some(field) = object.field(name) else {
            return Err(missing(target, object));
        };
        if !field.updateable {
            return Err(Unfit {
                reason: Reason::FieldReadOnly,
                seen: format!("{name} can be read and not written"),
                to_do: format!(
                    "let the integration user's permission set edit {name}; a formula field has to be replaced by a {}",
                    target.wanted()
                ),
            });
        }
        if !has_type(target.kind, field) {
            return Err(Unfit {
                reason: Reason::WrongType,
                seen: format!(
                    "{name} is of the type {}, and {content} does not fit into it",
                    type_name(field.kind)
                ),
                to_do: format!(
                    "map {content} to a {}: change {}",
                    target.wanted(),
                    target.setting
                ),
            });
        }
        let limits = Self::of_field(field);
        if let (Kind::Number(wanted), Some(digits)) = (target.kind, limits.digits)
            && digits < wanted.min(3)
        {
            return Err(Unfit {
                reason: Reason::NumberOutOfRange,
                seen: format!("{name} holds {digits} digits before the point"),
                to_do: format!("give {name} {} digits before the point", wanted.min(3)),
            });
        }
        Ok(limits)
    }

    fn of_field(field: &FieldDescribe) -> Self {
        let is_decimal = matches!(
            field.kind,
            FieldType::Double | FieldType::Currency | FieldType::Percent
        );
        let active = field.picklist_values.iter().filter(|value| value.active);
        Self {
            kind: field.kind,
            length: field.length as usize,
            digits: is_decimal.then(|| field.precision.saturating_sub(field.scale)),
            words: field
                .restricted_picklist
                .then(|| active.map(|value| value.value.clone()).collect()),
        }
    }

    /// Whether the field holds text.
    #[must_use]
    pub fn is_text(&self) -> bool {
        is_text(self.kind)
    }
}

/// Salesforce does not tell a missing field from a hidden one.
fn missing(target: &Target, object: &ObjectDescribe) -> Unfit {
    let Target { name, .. } = target;
    let wanted = target.wanted();
    if object.name == "Contact" {
        return Unfit {
            reason: Reason::FieldHidden,
            seen: format!(
                "the lead was converted, and its contact has no {name}, or field-level security hides it"
            ),
            to_do: format!(
                "create {name} ({wanted}) on Contact too and let the integration user see and edit it, or give the user the permission \"View and Edit Converted Leads\"; then retry"
            ),
        };
    }
    Unfit {
        reason: Reason::FieldHidden,
        seen: format!(
            "{name} is not there, or field-level security hides it: the two look the same"
        ),
        to_do: format!(
            "create {name} ({wanted}), or let the integration user's permission set see and edit it; then retry"
        ),
    }
}

fn has_type(kind: Kind, field: &FieldDescribe) -> bool {
    use FieldType::{
        Boolean, Combobox, Currency, Date, DateTime, Double, Int, Percent, Picklist, Url,
    };

    let of = field.kind;
    let is_number = matches!(of, Double | Int | Currency | Percent);
    match kind {
        Kind::Number(_) | Kind::Amount => is_number || is_text(of),
        Kind::Flag => of == Boolean,
        Kind::Word(_) => is_text(of) || matches!(of, Picklist | Combobox),
        Kind::Text => {
            is_text(of) || of == Combobox || (of == Picklist && !field.restricted_picklist)
        }
        Kind::Url => is_text(of) || of == Url,
        Kind::Moment => of == DateTime,
        Kind::Date => of == Date,
    }
}

const fn is_text(kind: FieldType) -> bool {
    matches!(kind, FieldType::String | FieldType::TextArea)
}

/// The type as an administrator knows it.
pub(crate) fn type_name(kind: FieldType) -> String {
    format!("{kind:?}").to_lowercase()
}

/// A capital first and a full stop last.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    // A field's name keeps its spelling.
    let is_word = letters
        .as_str()
        .chars()
        .take_while(|c| !c.is_whitespace())
        .all(|c| c.is_ascii_lowercase());
    let first = if is_word {
        first.to_uppercase().to_string()
    } else {
        first.to_string()
    };
    format!("{first}{}.", letters.as_str())
}
