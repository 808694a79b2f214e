//! What the Lead should say beside what it says: in shadow mode, and where somebody changed it.

use midcall_domain::leads::FieldValue;

use crate::views::LeadView;

/// A cell shows the beginning of a long text.
const CHARS_MAX: usize = 160;

/// The Lead's fields, and why they are shown.
#[derive(Clone, Debug)]
pub(crate) struct Beside {
    pub(crate) is_shadow: bool,
    /// When it was last read.
    pub(crate) read_at: Option<String>,
    pub(crate) fields: Vec<BesideRow>,
}

/// One field.
#[derive(Clone, Debug)]
pub(crate) struct BesideRow {
    pub(crate) name: String,
    pub(crate) ours: String,
    pub(crate) theirs: String,
    /// What somebody had put there when it was read back.
    pub(crate) drifted: Option<String>,
}

impl Beside {
    /// Of a lead; `None` when there is nothing to compare.
    pub(crate) fn of(lead: &LeadView) -> Option<Self> {
        if !lead.is_shadow && lead.drift.is_none() {
            return None;
        }
        let drifted = |name: &str| {
            let drift = lead.drift.as_ref()?;
            let field = drift.fields.iter().find(|field| field.name == name)?;
            Some(shown(field.found.as_ref()))
        };
        let fields = lead.fields.iter().map(|field| BesideRow {
            name: field.name.clone(),
            ours: shown(field.desired.as_ref()),
            theirs: match &field.observed {
                None => "not read".to_owned(),
                there => shown(there.as_ref()),
            },
            drifted: drifted(&field.name),
        });
        Some(Self {
            is_shadow: lead.is_shadow,
            read_at: lead.read_at.clone(),
            fields: fields.collect(),
        })
    }
}

fn shown(value: Option<&FieldValue>) -> String {
    let text = match value {
        None | Some(FieldValue::Empty) => return "empty".to_owned(),
        Some(FieldValue::Number(number)) => return number.to_string(),
        Some(FieldValue::Moment(at)) => return at.iso(),
        Some(FieldValue::Amount(amount)) => return amount.to_string(),
        Some(FieldValue::Date(date)) => return date.to_string(),
        Some(FieldValue::Flag(flag)) => return if *flag { "yes" } else { "no" }.to_owned(),
        Some(FieldValue::Text(text)) => text,
    };
    let mut short: String = text.chars().take(CHARS_MAX).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
