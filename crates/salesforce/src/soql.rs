//! Text inside a query. Values are quoted here and nowhere else, so that no value can become part
//! of the query.

/// Writes a string literal, quotes included.
///
/// Salesforce documents the escapes of backslash and quote as required; the others keep a literal
/// on one line.
#[must_use]
pub fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('\'');
    for c in text.chars() {
        match c {
            '\\' | '\'' | '"' => literal.extend(['\\', c]),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            '\u{8}' => literal.push_str("\\b"),
            '\u{c}' => literal.push_str("\\f"),
            _ => literal.push(c),
        }
    }
    literal.push('\'');
    literal
}

/// Writes a term of a search, so that it is only ever words. Salesforce documents these characters
/// as reserved.
#[must_use]
pub fn search_term(text: &str) -> String {
    const RESERVED: &str = "?&|!{}[]()^~*:\\\"'+-";
    let mut term = String::with_capacity(text.len());
    for c in text.chars() {
        if RESERVED.contains(c) {
            term.push('\\');
        }
        term.push(c);
    }
    term
}

#[cfg(test)]
mod tests {
    use super::{literal, search_term};

    #[test]
    fn terms() {
        assert_eq!(search_term("4155550132"), "4155550132");
        assert_eq!(search_term("+1 (415)"), r"\+1 \(415\)");
        assert_eq!(search_term("a} OR {b"), r"a\} OR \{b");
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(literal(text), expected);
    }

    #[test]
    fn literals() {
        check("Robin Ng", "'Robin Ng'");
        check("O'Neill", r"'O\'Neill'");
        check(r#"a\b "c""#, r#"'a\\b \"c\"'"#);
        check("a\nb\r\t\u{8}\u{c}", r"'a\nb\r\t\b\f'");
        check("x' OR Name != '", r"'x\' OR Name != \''");
        check("50% naïve", "'50% naïve'");
    }
}
