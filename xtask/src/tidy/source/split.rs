//! Splits Rust text into code and comments, line by line, without the content of strings.
//!
//! No parser: it knows comments, strings and character literals, which is all it takes not to
//! mistake one for the other.

/// One line of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// The code, with strings emptied and comments left out.
    pub(crate) code: String,
    /// The comment's text, its slashes or stars included.
    pub(crate) comment: String,
}

/// Where the reader stands.
#[derive(Clone, Copy)]
enum Inside {
    Code,
    LineComment,
    /// Block comments nest.
    BlockComment {
        depth: usize,
    },
    Text,
    /// A raw string ends with its quote and as many hashes as it began with.
    RawText {
        hashes: usize,
    },
}

/// Splits a file.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut inside = Inside::Code;
    text.lines()
        .map(|line| split_line(line, &mut inside))
        .collect()
}

fn split_line(text: &str, inside: &mut Inside) -> Line {
    if matches!(inside, Inside::LineComment) {
        *inside = Inside::Code;
    }
    let mut line = Line::default();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let taken = match *inside {
            Inside::Code => {
                let (taken, entered) = enter(rest, &line.code);
                *inside = entered;
                match entered {
                    Inside::LineComment | Inside::BlockComment { .. } => {
                        line.comment.push_str(&rest[..taken]);
                    }
                    Inside::Code | Inside::Text | Inside::RawText { .. } => {
                        line.code.push_str(&rest[..taken]);
                    }
                }
                taken
            }
            Inside::LineComment => {
                line.comment.push_str(rest);
                rest.len()
            }
            Inside::BlockComment { depth } => {
                let taken = if rest.starts_with("/*") {
                    *inside = Inside::BlockComment { depth: depth + 1 };
                    2
                } else if rest.starts_with("*/") {
                    *inside = match depth {
                        1 => Inside::Code,
                        _ => Inside::BlockComment { depth: depth - 1 },
                    };
                    2
                } else {
                    next.len_utf8()
                };
                line.comment.push_str(&rest[..taken]);
                taken
            }
            Inside::Text if next == '\\' => {
                next.len_utf8() + rest[1..].chars().next().map_or(0, char::len_utf8)
            }
            Inside::Text => {
                if next == '"' {
                    line.code.push('"');
                    *inside = Inside::Code;
                }
                next.len_utf8()
            }
            Inside::RawText { hashes } => {
                let end = format!("\"{}", "#".repeat(hashes));
                if rest.starts_with(&end) {
                    line.code.push_str(&end);
                    *inside = Inside::Code;
                    end.len()
                } else {
                    next.len_utf8()
                }
            }
        };
        rest = &rest[taken..];
    }
    line
}

/// How much of the rest belongs together, and where the reader stands after it.
fn enter(rest: &str, code_before: &str) -> (usize, Inside) {
    if rest.starts_with("//") {
        return (2, Inside::LineComment);
    }
    if rest.starts_with("/*") {
        return (2, Inside::BlockComment { depth: 1 });
    }
    if rest.starts_with('"') {
        return (1, Inside::Text);
    }
    if let Some(literal) = character_literal(rest) {
        return (literal, Inside::Code);
    }
    let is_word_start = !code_before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    if is_word_start && let Some((taken, hashes)) = raw_text_start(rest) {
        return (taken, Inside::RawText { hashes });
    }
    (rest.chars().next().map_or(0, char::len_utf8), Inside::Code)
}

/// The length of `'a'` or `'\n'`; nothing for a lifetime.
fn character_literal(rest: &str) -> Option<usize> {
    let content = rest.strip_prefix('\'')?;
    let first = content.chars().next()?;
    let end = if first == '\\' {
        // What is escaped may itself be a quote.
        2 + content.get(2..)?.find('\'')?
    } else {
        let after = first.len_utf8();
        content[after..].starts_with('\'').then_some(after)?
    };
    Some(1 + end + 1)
}

/// The length of `r#"`, `br"` or `cr##"`, and the number of hashes.
fn raw_text_start(rest: &str) -> Option<(usize, usize)> {
    let after = ["r", "br", "cr"]
        .iter()
        .find_map(|prefix| rest.strip_prefix(prefix))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..]
        .starts_with('"')
        .then(|| (rest.len() - after.len() + hashes + 1, hashes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let split = lines(text);
        let found: Vec<(&str, &str)> = split
            .iter()
            .map(|line| (line.code.as_str(), line.comment.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn comments_are_not_code() {
        check(
            "a(); // b \"c\n//! d",
            &[("a(); ", "// b \"c"), ("", "//! d")],
        );
        check("a /* b */ c", &[("a  c", "/* b */")]);
        check(
            "a /* b\n/* c */ d\n*/ e",
            &[("a ", "/* b"), ("", "/* c */ d"), (" e", "*/")],
        );
    }

    #[test]
    fn strings_are_empty() {
        check(r#"a("// b \" /* c") // d"#, &[(r#"a("") "#, "// d")]);
        check("a(\"b\\\n  c\") d", &[("a(\"", ""), ("\") d", "")]);
        check(
            r"'\\' '\'' '\u{1F600}' x",
            &[(r"'\\' '\'' '\u{1F600}' x", "")],
        );
    }

    #[test]
    fn raw_strings_end_with_their_hashes() {
        check("a(r#\"b \" // c\"#) // d", &[("a(r#\"\"#) ", "// d")]);
        check("br\"\\\" x", &[("br\"\" x", "")]);
        check(
            "r#type = bar\"b\" + r#mod",
            &[("r#type = bar\"\" + r#mod", "")],
        );
    }

    #[test]
    fn a_quote_may_be_a_character_or_a_lifetime() {
        check("'\"' // a", &[("'\"' ", "// a")]);
        check(
            "fn f<'a>(x: &'a str) // b",
            &[("fn f<'a>(x: &'a str) ", "// b")],
        );
        check("('ß', 'é') // ö", &[("('ß', 'é') ", "// ö")]);
    }
}
