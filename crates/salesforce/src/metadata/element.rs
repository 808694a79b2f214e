//! An XML element of metadata, written and read the way Salesforce's own tools do: elements and
//! text, one namespace, no attributes of its own.

use std::fmt::Write;

/// The namespace of every metadata file.
pub(super) const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";

/// An element with either text or children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its name, without a prefix.
    pub name: String,
    /// Its text; empty when it has children.
    pub text: String,
    /// What is inside, in order.
    pub children: Vec<Self>,
}

/// A text that is not XML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not XML: line {line}, column {column}")]
pub struct Malformed {
    /// Where it stops making sense.
    pub line: u32,
    /// Where in that line.
    pub column: u32,
}

impl Element {
    /// An element without anything inside.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: String::new(),
            children: Vec::new(),
        }
    }

    /// An element that holds text.
    #[must_use]
    pub fn text(name: &str, text: impl ToString) -> Self {
        Self {
            text: text.to_string(),
            ..Self::new(name)
        }
    }

    /// The same element with another one at its end.
    #[must_use]
    pub fn with(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// The same element with a text element at its end.
    #[must_use]
    pub fn with_text(self, name: &str, text: impl ToString) -> Self {
        self.with(Self::text(name, text))
    }

    /// The same element with these at its end.
    #[must_use]
    pub fn with_all(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    /// The same element under another name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// The first child of that name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child of that name; nothing if there is none.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| &child.text)
    }

    /// The file this element is the root of.
    #[must_use]
    pub fn to_file(&self) -> String {
        let mut file = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
        self.write(&mut file, 0, &format!(" xmlns=\"{NAMESPACE}\""));
        file
    }

    /// Reads a file or an answer, keeping elements and text.
    ///
    /// # Errors
    /// When it is not XML.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let document = roxmltree::Document::parse(text).map_err(|error| {
            let at = error.pos();
            Malformed {
                line: at.row,
                column: at.col,
            }
        })?;
        Ok(Self::read(document.root_element()))
    }

    fn read(node: roxmltree::Node<'_, '_>) -> Self {
        let children: Vec<Self> = node
            .children()
            .filter(roxmltree::Node::is_element)
            .map(Self::read)
            .collect();
        let text = match children.is_empty() {
            true => node.text().unwrap_or_default().trim().to_owned(),
            false => String::new(),
        };
        Self {
            name: node.tag_name().name().to_owned(),
            text,
            children,
        }
    }

    fn write(&self, file: &mut String, depth: usize, attributes: &str) {
        let (indent, name) = ("    ".repeat(depth), &self.name);
        // Writing to a string cannot fail.
        let _ = if self.children.is_empty() {
            let text = escaped(&self.text);
            writeln!(file, "{indent}<{name}{attributes}>{text}</{name}>")
        } else {
            writeln!(file, "{indent}<{name}{attributes}>")
        };
        if !self.children.is_empty() {
            for child in &self.children {
                child.write(file, depth + 1, "");
            }
            let _ = writeln!(file, "{indent}</{name}>");
        }
    }
}

/// Text as it may stand between tags. XML 1.0 cannot carry most control characters at all, so they
/// are left out.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\n' | '\t' => escaped.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{Element, Malformed};

    #[test]
    fn whatever_is_written_reads_back() {
        let label = "Größe <b> & \"co\" 'x' ]]> 漢字\n2";
        let element = Element::new("CustomField")
            .with_text("label", label)
            .with(Element::new("valueSet").with_text("restricted", true))
            .with(Element::new("empty"));
        assert_eq!(Element::parse(&element.to_file()).unwrap(), element);
    }

    #[test]
    fn a_file_looks_like_salesforces_own() {
        let element = Element::new("Queue")
            .with_text("name", "A & B")
            .with(Element::new("queueSobject").with_text("sobjectType", "Lead"));
        assert_eq!(
            element.to_file(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<Queue xmlns=\"http://soap.sforce.com/2006/04/metadata\">
    <name>A &amp; B</name>
    <queueSobject>
        <sobjectType>Lead</sobjectType>
    </queueSobject>
</Queue>
"
        );
    }

    #[test]
    fn what_xml_cannot_carry_is_left_out() {
        let file = Element::text("label", "a\u{0}b\u{1b}c\u{FFFF}").to_file();
        assert_eq!(Element::parse(&file).unwrap().text, "abc");
    }

    #[test]
    fn what_is_no_xml_is_told_with_its_place() {
        let error = Element::parse("<Flow>\n  <label>x</name>\n</Flow>").unwrap_err();
        assert_eq!(
            error,
            Malformed {
                line: 2,
                column: 11
            }
        );
    }
}
