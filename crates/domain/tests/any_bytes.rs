//! What the fuzzer does with every input it can think of, with some that a test can afford: bytes
//! at random, and words and bytes mixed.

#![cfg(test)]

#[path = "../../../fuzz/src/any_bytes.rs"]
mod any_bytes;

/// What numbers, dates, quotes and cuts are made of.
const PIECES: &str = "budget|fifty|thousand|$|50k|\u{20b9}|lakh|1,200|1.|.5|,|not|no|yes|we need|I decide|my \
    boss|by|end of|Q|q2|june|31st|2026-27|+1 555|3:30|don't|can't|'s|\u{2019}|\u{1f642}|\u{130}|\u{0}|\u{e9}|uh|stop \
    calling|take me off|sorry|people|who decides?|what's your budget?|when?|leave a message|wrong number|-|…|?|\n|\n|\n";

/// Numbers as if at random, always the same.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap()
    }
}

#[test]
fn bytes_at_random_are_heard() {
    let mut chance = Chance(1);
    for _ in 0..2_000 {
        let bytes: Vec<u8> = (0..chance.below(300)).map(|_| chance.byte()).collect();
        any_bytes::hear(&bytes);
    }
}

#[test]
fn words_and_bytes_mixed_are_heard() {
    let pieces: Vec<&str> = PIECES.split('|').collect();
    let mut chance = Chance(2);
    for _ in 0..2_000 {
        let mut bytes = vec![chance.byte()];
        for _ in 0..chance.below(40) {
            match chance.below(12) {
                0 => bytes.push(chance.byte()),
                1 => {}
                _ => bytes.push(b' '),
            }
            bytes.extend(pieces[chance.below(pieces.len())].as_bytes());
        }
        any_bytes::hear(&bytes);
    }
}
