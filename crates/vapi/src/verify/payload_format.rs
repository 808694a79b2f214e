//! The text that is signed: a template filled with parts of the delivery, hashed piece by piece so
//! that the body is never copied.

use ring::hmac;

use super::InvalidPlan;

/// A parsed `payloadFormat`.
pub(super) struct PayloadFormat(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Timestamp,
    Body,
    Method,
    Url,
    MessageId,
}

/// What the placeholders stand for in one delivery.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) timestamp: Option<&'a str>,
    pub(super) message_id: Option<&'a str>,
    pub(super) method: &'a str,
    pub(super) url: Option<&'a str>,
    pub(super) body: &'a [u8],
}

impl PayloadFormat {
    pub(super) fn parse(template: &str) -> Result<Self, InvalidPlan> {
        let mut pieces = Vec::new();
        let mut rest = template;
        while let Some((literal, tail)) = rest.split_once('{') {
            let Some((name, tail)) = tail.split_once('}') else {
                break;
            };
            if !literal.is_empty() {
                pieces.push(Piece::Literal(literal.to_owned()));
            }
            pieces.push(match name {
                "timestamp" => Piece::Timestamp,
                "body" => Piece::Body,
                "method" => Piece::Method,
                "url" => Piece::Url,
                "svix-id" => Piece::MessageId,
                _ => return Err(InvalidPlan::UnknownPlaceholder(name.to_owned())),
            });
            rest = tail;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Literal(rest.to_owned()));
        }
        if !pieces.contains(&Piece::Body) {
            return Err(InvalidPlan::BodyNotSigned);
        }
        Ok(Self(pieces))
    }

    pub(super) fn has_timestamp(&self) -> bool {
        self.0.contains(&Piece::Timestamp)
    }

    pub(super) fn has_message_id(&self) -> bool {
        self.0.contains(&Piece::MessageId)
    }

    pub(super) fn has_url(&self) -> bool {
        self.0.contains(&Piece::Url)
    }

    /// Signs a delivery; `None` if it lacks a part that the format needs.
    pub(super) fn sign(&self, key: &hmac::Key, parts: &Parts<'_>) -> Option<hmac::Tag> {
        let mut context = hmac::Context::with_key(key);
        for piece in &self.0 {
            context.update(match piece {
                Piece::Literal(text) => text.as_bytes(),
                Piece::Timestamp => parts.timestamp?.as_bytes(),
                Piece::Body => parts.body,
                Piece::Method => parts.method.as_bytes(),
                Piece::Url => parts.url?.as_bytes(),
                Piece::MessageId => parts.message_id?.as_bytes(),
            });
        }
        Some(context.sign())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(template: &str) -> Result<Vec<Piece>, InvalidPlan> {
        PayloadFormat::parse(template).map(|format| format.0)
    }

    #[test]
    fn templates_are_parsed() {
        let dot = || Piece::Literal(".".to_owned());
        assert_eq!(
            pieces("{timestamp}.{body}"),
            Ok(vec![Piece::Timestamp, dot(), Piece::Body])
        );
        let open = Piece::Literal("}.{".to_owned());
        assert_eq!(pieces("{body}}.{"), Ok(vec![Piece::Body, open]));
    }

    #[test]
    fn templates_that_prove_nothing_are_refused() {
        assert_eq!(pieces("{timestamp}"), Err(InvalidPlan::BodyNotSigned));
        assert_eq!(pieces(""), Err(InvalidPlan::BodyNotSigned));
        let unknown = Err(InvalidPlan::UnknownPlaceholder("Body".to_owned()));
        assert_eq!(pieces("{Body}"), unknown);
    }
}
