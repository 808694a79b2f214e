//! The `midcall` command.

fn main() {}
