//! Lets the listener hear any bytes at all.

#![no_main]

mod any_bytes;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| any_bytes::hear(bytes));
