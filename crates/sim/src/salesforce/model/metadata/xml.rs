//! XML as metadata files have it: elements and text, each with the line it begins in.

use std::fmt::Write;

/// An element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Xml {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) children: Vec<Self>,
    /// Where it begins in its file, from 1; 0 where it was not read from one.
    pub(crate) line: u32,
}

/// A file that cannot be read.
#[derive(Clone, Debug)]
pub(crate) struct Malformed {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) message: String,
}

impl Xml {
    pub(crate) fn text(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            children: Vec::new(),
            line: 0,
        }
    }

    pub(crate) fn with(name: &str, children: Vec<Self>) -> Self {
        Self {
            children,
            ..Self::text(name, "")
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Malformed> {
        let document = roxmltree::Document::parse(text).map_err(|error| Malformed {
            line: error.pos().row,
            column: error.pos().col,
            message: error.to_string(),
        })?;
        Ok(Self::read(&document, document.root_element()))
    }

    fn read(document: &roxmltree::Document<'_>, node: roxmltree::Node<'_, '_>) -> Self {
        let elements = node.children().filter(roxmltree::Node::is_element);
        let children: Vec<Self> = elements.map(|child| Self::read(document, child)).collect();
        let text = node.text().unwrap_or_default().trim();
        Self {
            name: node.tag_name().name().to_owned(),
            text: if children.is_empty() { text } else { "" }.to_owned(),
            children,
            line: document.text_pos_at(node.range().start).row,
        }
    }

    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of a child; nothing if there is none.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| &child.text)
    }

    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.value(name) == "true"
    }

    /// Puts a text element first, in place of one that is there.
    pub(crate) fn set(&mut self, name: &str, text: &str) {
        self.children.retain(|child| child.name != name);
        self.children.insert(0, Self::text(name, text));
    }

    /// The element with everything in it, without a declaration.
    pub(crate) fn written(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, "");
        text
    }

    /// The same, with something inside the opening tag.
    pub(crate) fn written_with(&self, attributes: &str) -> String {
        let mut text = String::new();
        self.write(&mut text, attributes);
        text
    }

    fn write(&self, out: &mut String, attributes: &str) {
        let name = &self.name;
        // Writing to a string cannot fail.
        let _ = write!(out, "<{name}{attributes}>");
        out.push_str(&escaped(&self.text));
        for child in &self.children {
            child.write(out, "");
        }
        let _ = write!(out, "</{name}>");
    }
}

/// Text as it may stand between tags.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
