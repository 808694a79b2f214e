//! Any bytes, heard as a call: nothing panics, and every quote is in the prospect's words.
//!
//! A file of its own, because the fuzzer and a test of `midcall-domain` share it.

use jiff::civil::date;
use midcall_domain::{
    calls::Speaker,
    signals::{Listener, Locale, Setting, Utterance},
    time::Timestamp,
};

/// Hears the lines of a text, each by another speaker than the last. The first byte chooses where
/// and when the call takes place.
pub(crate) fn hear(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else {
        return;
    };
    let locales = [Locale::EnUs, Locale::EnGb, Locale::EnAu, Locale::EnIn];
    let days = jiff::Span::new().days(i64::from(first >> 2) * 23);
    let call_date = date(2024, 1, 1).saturating_add(days);
    let mut listener = Listener::new(Setting::new(call_date, locales[usize::from(first & 3)]));
    let text = String::from_utf8_lossy(bytes);
    for (turn, line) in (0_u32..).zip(text.split('\n')) {
        let speaker = match turn % 2 {
            0 => Speaker::Agent,
            _ => Speaker::Prospect,
        };
        let claims = listener.hear(Utterance {
            turn,
            speaker,
            text: line,
            at: Timestamp(i64::from(turn)),
        });
        assert!(claims.is_empty() || speaker == Speaker::Prospect);
        for claim in claims {
            let span = claim.span.0 as usize..claim.span.1 as usize;
            assert_eq!(line.get(span), Some(claim.quote.as_str()));
        }
    }
    if let Some(asked) = listener.opt_out() {
        let line = text.split('\n').nth(asked.turn as usize);
        assert!(line.is_some_and(|line| line.contains(&asked.quote)));
    }
}
