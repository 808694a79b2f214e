//! Reads JSON whose shape is not to be trusted.
//!
//! Vapi's bodies carry nulls, strings in place of objects, fields of both of two spellings, and
//! text cut between the halves of a surrogate pair. Derived deserializers fail on all of these,
//! and on a repeated key. Here only broken syntax fails: an object is read in one pass that keeps
//! the raw text of the fields asked for and skips the rest, and a field is then read as what it
//! should be, or not at all.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::iso;

/// The raw text of one field; empty if the field was absent.
#[derive(Clone, Copy, Default)]
pub(crate) struct Raw<'j>(&'j str);

impl<'j> Raw<'j> {
    /// The string, if it is one. Half a surrogate pair becomes replacement characters.
    pub(crate) fn text(self) -> Option<Cow<'j, str>> {
        let inner = self.0.strip_prefix('"')?.strip_suffix('"')?;
        if !inner.contains('\\') {
            return Some(Cow::Borrowed(inner));
        }
        serde_json::from_str(self.0).ok().map(|Text(text)| text)
    }

    /// The string, if it is one and not empty.
    pub(crate) fn filled_text(self) -> Option<Cow<'j, str>> {
        self.text().filter(|text| !text.is_empty())
    }

    /// The same, owned.
    pub(crate) fn string(self) -> Option<String> {
        self.filled_text().map(Cow::into_owned)
    }

    /// The number, if it is one and finite.
    pub(crate) fn number(self) -> Option<f64> {
        // `inf` and `nan` would parse as f64, but they are not JSON and cannot get here.
        self.0
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
    }

    /// The number, if it is a whole one that `N` can hold.
    pub(crate) fn integer<N: std::str::FromStr>(self) -> Option<N> {
        self.0.parse().ok()
    }

    /// Whether the field was there and not null.
    pub(crate) fn is_present(self) -> bool {
        !matches!(self.0, "" | "null")
    }

    /// The truth value, if it is one.
    pub(crate) fn boolean(self) -> Option<bool> {
        self.0.parse().ok()
    }

    /// A moment in epoch milliseconds: a number that is one, or an ISO 8601 string.
    pub(crate) fn moment_ms(self) -> Option<i64> {
        if let Ok(ms) = self.0.parse() {
            return Some(ms);
        }
        match self.number() {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the cast saturates; below a millisecond nothing matters"
            )]
            Some(ms) => Some(ms as i64),
            None => iso::parse_ms(&self.text()?),
        }
    }

    /// Any value at all; `None` if absent, null, too deep or with a number beyond f64.
    pub(crate) fn value(self) -> Option<serde_json::Value> {
        serde_json::from_str(self.0)
            .ok()
            .filter(|value: &serde_json::Value| !value.is_null())
    }

    /// The object's fields, if it is an object.
    pub(crate) fn object<T: Fields<'j>>(self) -> Option<T> {
        serde_json::from_str(self.0)
            .ok()
            .and_then(|Object(object)| object)
    }

    /// The object's fields; those of an empty object if it is none.
    pub(crate) fn fields<T: Fields<'j>>(self) -> T {
        self.object().unwrap_or_default()
    }

    /// The list's objects, if it is a list. Elements that are no objects are left out.
    pub(crate) fn list<T: Fields<'j>>(self) -> Option<Vec<T>> {
        self.0.starts_with('[').then_some(())?;
        serde_json::from_str(self.0).ok().map(|List(list)| list)
    }

    /// The list's elements, if it is a list.
    pub(crate) fn elements(self) -> Option<Vec<Self>> {
        self.0.starts_with('[').then_some(())?;
        serde_json::from_str(self.0).ok()
    }
}

impl<'j> Deserialize<'j> for Raw<'j> {
    fn deserialize<D: Deserializer<'j>>(deserializer: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(deserializer).map(|raw| Self(raw.get()))
    }
}

/// What is kept of an object's fields.
pub(crate) trait Fields<'j>: Default {
    /// Takes or skips the value of the field `name`. Of a repeated field the last one counts.
    fn take<M: MapAccess<'j>>(&mut self, name: &str, map: &mut M) -> Result<(), M::Error>;
}

/// Declares a struct that keeps the raw text of some fields of an object: `field = "fieldName"`.
macro_rules! raw_object {
    ($(#[$doc:meta])* $type:ident { $($field:ident = $name:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Default)]
        pub(crate) struct $type<'j> {
            $(pub(crate) $field: $crate::json::Raw<'j>,)+
        }

        impl<'j> $crate::json::Fields<'j> for $type<'j> {
            fn take<M: serde::de::MapAccess<'j>>(
                &mut self,
                name: &str,
                map: &mut M,
            ) -> Result<(), M::Error> {
                match name {
                    $($name => self.$field = map.next_value()?,)+
                    _ => {
                        map.next_value::<serde::de::IgnoredAny>()?;
                    }
                }
                Ok(())
            }
        }
    };
}
pub(crate) use raw_object;

/// Every field of an object, in the order written.
#[derive(Default)]
pub(crate) struct Entries<'j>(pub(crate) Vec<(String, Raw<'j>)>);

impl<'j> Fields<'j> for Entries<'j> {
    fn take<M: MapAccess<'j>>(&mut self, name: &str, map: &mut M) -> Result<(), M::Error> {
        self.0.push((name.to_owned(), map.next_value()?));
        Ok(())
    }
}

/// An object's fields, or `None` where something else stands.
pub(crate) struct Object<T>(pub(crate) Option<T>);

impl<'j, T: Fields<'j>> Deserialize<'j> for Object<T> {
    fn deserialize<D: Deserializer<'j>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'j, T: Fields<'j>> Visitor<'j> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<M: MapAccess<'j>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut object = T::default();
        while let Some(Text(name)) = map.next_key()? {
            object.take(&name, &mut map)?;
        }
        Ok(Object(Some(object)))
    }

    fn visit_seq<S: SeqAccess<'j>>(self, mut seq: S) -> Result<Self::Value, S::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Object(None))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Object(None))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Object(None))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Object(None))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Object(None))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Object(None))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Object(None))
    }
}

/// The objects of a list.
struct List<T>(Vec<T>);

impl<'j, T: Fields<'j>> Deserialize<'j> for List<T> {
    fn deserialize<D: Deserializer<'j>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'j, T: Fields<'j>> Visitor<'j> for ListVisitor<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<S: SeqAccess<'j>>(self, mut seq: S) -> Result<Self::Value, S::Error> {
        let mut list = Vec::new();
        while let Some(Object(element)) = seq.next_element()? {
            list.extend(element);
        }
        Ok(List(list))
    }
}

/// A string read as bytes, the one way serde_json lets half a surrogate pair pass.
struct Text<'j>(Cow<'j, str>);

impl<'j> Deserialize<'j> for Text<'j> {
    fn deserialize<D: Deserializer<'j>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(TextVisitor)
    }
}

struct TextVisitor;

impl<'j> Visitor<'j> for TextVisitor {
    type Value = Text<'j>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_bytes<E: Error>(self, bytes: &'j [u8]) -> Result<Self::Value, E> {
        // Nearly always valid, and checking is faster than repairing.
        Ok(Text(match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bytes),
        }))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(
            String::from_utf8_lossy(bytes).into_owned(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    raw_object!(Sample { one = "one", two = "two" });

    fn sample(json: &str) -> Option<Sample<'_>> {
        Raw(json).object()
    }

    #[test]
    fn the_last_of_a_repeated_field_counts() {
        let sample = sample(r#"{"one":1,"two":{"one":3},"one":2}"#).unwrap();
        assert_eq!(sample.one.number(), Some(2.0));
    }

    #[test]
    fn what_is_no_object_has_no_fields() {
        for json in [
            "1",
            "-1",
            "1.5",
            "true",
            "null",
            "\"x\"",
            "[{\"one\":1}]",
            "",
        ] {
            assert!(sample(json).is_none(), "{json}");
        }
    }

    #[test]
    fn text_survives_escapes_and_half_a_surrogate_pair() {
        for (json, expected) in [
            (r#""plain""#, Some("plain")),
            (r#""a\n\"b\" \u00e9 \ud83d\ude42""#, Some("a\n\"b\" é 🙂")),
            (r#""cut \ud83d""#, Some("cut \u{fffd}\u{fffd}\u{fffd}")),
            ("7", None),
            ("null", None),
        ] {
            assert_eq!(Raw(json).text().as_deref(), expected, "{json}");
        }
        let odd_key = sample(r#"{"\ud83d":1,"o\u006ee":2}"#).unwrap();
        assert_eq!(odd_key.one.number(), Some(2.0));
    }

    #[test]
    fn moments_are_numbers_or_iso_text() {
        for (json, expected) in [
            ("1795100651120", Some(1_795_100_651_120)),
            ("1795100651120.9", Some(1_795_100_651_120)),
            ("1.79510065112e12", Some(1_795_100_651_120)),
            (r#""2026-11-19T15:04:11.120Z""#, Some(1_795_100_651_120)),
            ("1e999", None),
            ("true", None),
            (r#""soon""#, None),
            ("{}", None),
        ] {
            assert_eq!(Raw(json).moment_ms(), expected, "{json}");
        }
    }

    #[test]
    fn a_list_keeps_its_objects() {
        let list: Vec<Sample<'_>> = Raw(r#"[{"one":1},7,null,"x",[{}],{"one":2}]"#)
            .list()
            .unwrap();
        let ones: Vec<_> = list
            .iter()
            .filter_map(|sample| sample.one.number())
            .collect();
        assert_eq!(ones, [1.0, 2.0]);
    }
}
