//! The part of SOQL that integrations use: `SELECT` fields or `COUNT()` from one object, with
//! conditions, order and limit. What is left out is refused as malformed, never half understood.

mod ast;
mod condition;
mod cursor;
mod error;
mod lexer;
mod parser;
mod run;
mod sosl;

pub(crate) use ast::{Condition, Query, Selection};
pub(crate) use condition::Checked;
pub(crate) use cursor::{Cursors, Page};
pub(crate) use error::no_such_object;
pub(crate) use parser::Parser;
pub(crate) use run::{Outcome, Scope, choose};
