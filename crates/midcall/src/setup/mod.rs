//! What an org must hold for Midcall to work in it, and how it gets there: desired ([`desired`]),
//! observed ([`observe`]), the difference ([`plan`]), and carrying it out ([`deploy`], or
//! [`export`] for those who deploy themselves). All but reading, deploying and exporting is pure.
//! Who has the permission set is [`assignment`]'s.

mod advice;
pub mod assignment;
mod component;
mod components;
mod contact;
mod deploy;
mod desired;
mod export;
mod manifest;
mod observe;
mod plan;
mod project;
pub mod vapi;

pub use advice::what_to_do;
pub use component::{Component, Kind};
pub use contact::fields_of_contact;
pub use deploy::{Deployed, Pace, Problem, deploy};
pub use desired::{Desired, LeftOut, Unusable, desired};
pub use export::{ExportError, Exported, export};
pub use observe::{Observed, observe};
pub use plan::{Action, Plan, Step, plan};
pub use project::project;
