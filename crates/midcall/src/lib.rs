//! midcall
