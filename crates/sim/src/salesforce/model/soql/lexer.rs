//! Cuts SOQL into tokens, each with its place.

use crate::salesforce::ApiError;

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A keyword, a name with dots, a number or a date: whatever runs without spaces.
    Word(String),
    /// A quoted string, with its escapes undone.
    Text(String),
    /// Punctuation or an operator.
    Mark(&'static str),
    /// The end of the query.
    End,
}

impl Token {
    /// As error texts quote it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Text(text) => format!("'{text}'"),
            Self::Mark(mark) => (*mark).to_owned(),
            Self::End => "<EOF>".to_owned(),
        }
    }
}

const MARKS: [&str; 10] = ["<=", ">=", "!=", "<>", "=", "<", ">", "(", ")", ","];

/// The tokens of a query, one after the other.
pub(crate) struct Lexer<'a> {
    source: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    /// Starts at the beginning of `source`.
    pub(crate) fn new(source: &'a str) -> Self {
        Self { source, at: 0 }
    }

    /// The next token and the byte at which it begins.
    pub(crate) fn next_token(&mut self) -> Result<(Token, usize), ApiError> {
        let rest = self.source[self.at..].trim_start();
        let at = self.source.len() - rest.len();
        let (token, length) = match rest.chars().next() {
            None => (Token::End, 0),
            Some('\'') => quoted(rest)?,
            Some(_) => match MARKS.iter().find(|mark| rest.starts_with(**mark)) {
                Some(mark) => (Token::Mark(mark), mark.len()),
                None => {
                    let end = rest.find(ends_word).unwrap_or(rest.len());
                    if end == 0 {
                        return Err(unexpected(rest));
                    }
                    (Token::Word(rest[..end].to_owned()), end)
                }
            },
        };
        self.at = at + length;
        Ok((token, at))
    }
}

fn ends_word(character: char) -> bool {
    !(character.is_alphanumeric() || "_.:+-".contains(character))
}

fn unexpected(rest: &str) -> ApiError {
    let character = rest.chars().next().unwrap_or_default();
    ApiError::malformed_query(format!("unexpected character '{character}'"))
}

fn quoted(rest: &str) -> Result<(Token, usize), ApiError> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\'' => return Ok((Token::Text(text), at + 1)),
            '\\' => match characters.next().map(|(_, escaped)| escaped) {
                Some('n' | 'N') => text.push('\n'),
                Some('r' | 'R') => text.push('\r'),
                Some('t' | 'T') => text.push('\t'),
                Some('b' | 'B') => text.push('\u{8}'),
                Some('f' | 'F') => text.push('\u{c}'),
                Some(quote @ ('"' | '\'' | '\\')) => text.push(quote),
                // LIKE gives these two a meaning, so the escape is kept for it.
                Some(wildcard @ ('%' | '_')) => text.extend(['\\', wildcard]),
                _ => {
                    return Err(ApiError::new(
                        400,
                        "INVALID_QUERY_FILTER_OPERATOR",
                        "Illegal string literal: invalid escape sequence",
                    ));
                }
            },
            other => text.push(other),
        }
    }
    Err(ApiError::malformed_query("unterminated string literal"))
}
