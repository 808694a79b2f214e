//! A file of settings that remembers where everything stands in it, and collects what is wrong.
//!
//! Separate because it knows lines and no setting.

use std::{cell::RefCell, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::mistake::{Mistake, nearest};

/// A file being read.
#[derive(Debug)]
pub(super) struct Document<'a> {
    text: &'a str,
    mistakes: RefCell<Vec<Mistake>>,
}

/// A table of the file, with the name it is known by in messages.
#[derive(Clone, Debug)]
pub(super) struct Section<'a> {
    document: &'a Document<'a>,
    table: &'a DeTable<'a>,
    span: Range<usize>,
    pub(super) name: String,
}

/// A value of the file, with its key.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    document: &'a Document<'a>,
    value: &'a DeValue<'a>,
    span: Range<usize>,
    pub(super) name: String,
}

impl<'a> Document<'a> {
    /// The file as text.
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            mistakes: RefCell::default(),
        }
    }

    /// The file's outermost table.
    pub(super) fn root(&'a self, table: &'a Spanned<DeTable<'a>>) -> Section<'a> {
        Section {
            document: self,
            table: table.get_ref(),
            span: table.span(),
            name: String::new(),
        }
    }

    /// Everything that was found to be wrong, in the order of lines.
    pub(super) fn into_mistakes(self) -> Vec<Mistake> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort();
        mistakes
    }

    /// Says where the file is no TOML, without showing what stands there: it may be secret.
    pub(super) fn refuse_syntax(&self, error: &toml::de::Error) {
        let at = error.span().map_or(0, |span| span.start);
        let what = error
            .message()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        let hint = "in TOML, text stands in quotation marks, a list in brackets, a key only once";
        self.refuse(at, what, hint.to_owned());
    }

    fn refuse(&self, at: usize, what: String, hint: String) {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        self.mistakes
            .borrow_mut()
            .push(Mistake { line, what, hint });
    }
}

impl<'a> Section<'a> {
    /// Refuses keys that nobody knows.
    pub(super) fn check_keys(&self, known: &[&str]) {
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if known.contains(&name) {
                continue;
            }
            let hint = match nearest(name, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None if self.name.is_empty() => {
                    "config.default.toml lists every setting".to_owned()
                }
                None => format!("known here: {}", known.join(", ")),
            };
            let what = format!("unknown key `{}`", joined(&self.name, name));
            self.document.refuse(key.span().start, what, hint);
        }
    }

    /// Its tables by name.
    pub(super) fn sections(&self) -> impl Iterator<Item = Section<'a>> {
        self.table
            .keys()
            .filter_map(|key| self.section(key.get_ref()))
    }

    /// The table of that name, if there is one.
    pub(super) fn section(&self, key: &str) -> Option<Section<'a>> {
        self.get(key)?.section()
    }

    /// The value of that name, if there is one.
    pub(super) fn get(&self, key: &str) -> Option<Entry<'a>> {
        let value = self.table.get(key)?;
        Some(Entry {
            document: self.document,
            value: value.get_ref(),
            span: value.span(),
            name: joined(&self.name, key),
        })
    }

    /// Says what is wrong with the table as a whole.
    pub(super) fn refuse(&self, what: impl Into<String>, hint: impl Into<String>) {
        self.document
            .refuse(self.span.start, what.into(), hint.into());
    }
}

impl<'a> Entry<'a> {
    /// As a table.
    pub(super) fn section(&self) -> Option<Section<'a>> {
        Some(Section {
            document: self.document,
            table: self.value.as_table()?,
            span: self.span.clone(),
            name: self.name.clone(),
        })
    }

    /// As text; anything else is refused.
    pub(super) fn text(&self) -> Option<&'a str> {
        let text = self.value.as_str();
        if text.is_none() {
            self.refuse("must be text", "put it in quotation marks");
        }
        text
    }

    /// As a whole number within these bounds; anything else is refused.
    pub(super) fn number(&self, bounds: std::ops::RangeInclusive<u8>, hint: &str) -> Option<u8> {
        let number = self.value.as_integer();
        let number = number.and_then(|it| i64::from_str_radix(it.as_str(), it.radix()).ok());
        let number = number
            .and_then(|it| u8::try_from(it).ok())
            .filter(|it| bounds.contains(it));
        if number.is_none() {
            let what = format!(
                "must be a whole number from {} to {}",
                bounds.start(),
                bounds.end()
            );
            self.refuse(&what, hint);
        }
        number
    }

    /// As one of these words; anything else is refused.
    pub(super) fn one_of<T: Copy>(&self, words: &[(&str, T)], hint: &str) -> Option<T> {
        let said = self.text()?;
        if let Some((_, meant)) = words.iter().find(|(word, _)| *word == said) {
            return Some(*meant);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.refuse(&format!("must be one of {}", known.join(", ")), hint);
        None
    }

    /// The members of a list; what stands alone is a list of one.
    pub(super) fn members(&self) -> Vec<Entry<'a>> {
        let Some(array) = self.value.as_array() else {
            return vec![self.clone()];
        };
        let member = |value: &'a Spanned<DeValue<'a>>| Entry {
            document: self.document,
            value: value.get_ref(),
            span: value.span(),
            name: self.name.clone(),
        };
        array.iter().map(member).collect()
    }

    /// Whether it is text rather than a table.
    pub(super) fn is_text(&self) -> bool {
        self.value.is_str()
    }

    /// Says what is wrong with the value: `what` follows the key's name.
    pub(super) fn refuse(&self, what: &str, hint: &str) {
        let what = format!("`{}` {what}", self.name);
        self.document.refuse(self.span.start, what, hint.to_owned());
    }
}

fn joined(section: &str, key: &str) -> String {
    if section.is_empty() {
        key.to_owned()
    } else {
        format!("{section}.{key}")
    }
}
