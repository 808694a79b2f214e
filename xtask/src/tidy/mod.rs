//! The rules about the code that no other tool knows, each with its reason.
//!
//! `checks` is the list; every rule has its own file. A rule reads values and returns findings:
//! it opens no file and runs no program.

mod checks;
mod fences;
mod finding;
mod limits;
mod machine;
mod marks;
mod names;
mod places;
mod source;
mod tree;

pub(crate) use self::checks::check_everything;
pub(crate) use self::tree::Tree;
