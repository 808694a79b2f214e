//! `cargo xtask tidy`: reads the tree, asks every check, and prints what was found.

use crate::failure::{Failure, Result};
use crate::tidy::{Tree, check_everything};
use crate::workspace::Workspace;

/// Prints every finding.
///
/// # Errors
/// There was at least one finding, or a file could not be read.
pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let tree = Tree::read(&workspace.root)?;
    let findings = check_everything(workspace, &tree);
    for finding in &findings {
        println!("{finding}\n");
    }
    match findings.len() {
        0 => Ok(()),
        1 => Err(Failure::new("tidy found 1 place to mend")),
        count => Err(Failure::new(format!("tidy found {count} places to mend"))),
    }
}
