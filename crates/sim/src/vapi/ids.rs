//! The identifiers Vapi would make up, drawn from a seeded generator so that a run can be repeated.

use crate::rng::Rng;

/// A UUID of version 7, which recent call ids are: they sort by the time they were made.
pub(super) fn uuid_v7(now_ms: i64, rng: &mut Rng) -> String {
    let ms = now_ms.cast_unsigned() & 0xffff_ffff_ffff;
    let a = rng.next_u64();
    let b = rng.next_u64();
    format!(
        "{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}",
        ms >> 16,
        ms & 0xffff,
        a & 0xfff,
        0x8000 | (a >> 48 & 0x3fff),
        b & 0xffff_ffff_ffff,
    )
}

/// A tool call's id in the form OpenAI's models give it.
pub(super) fn tool_call_id(rng: &mut Rng) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let tail: String = (0..24).map(|_| char::from(*rng.pick(ALPHABET))).collect();
    format!("call_{tail}")
}

#[cfg(test)]
mod tests {
    use super::{tool_call_id, uuid_v7};
    use crate::rng::Rng;

    #[test]
    fn call_ids_sort_by_time() {
        let mut rng = Rng::new(1);
        let (early, late) = (
            uuid_v7(1_795_100_645_120, &mut rng),
            uuid_v7(1_795_100_645_121, &mut rng),
        );
        assert!(early < late);
        assert_eq!((early.len(), &early[..15]), (36, "01a1f456-1700-7"));
    }

    #[test]
    fn tool_call_ids_have_the_length_of_the_real_ones() {
        assert_eq!(tool_call_id(&mut Rng::new(1)).len(), 29);
    }
}
