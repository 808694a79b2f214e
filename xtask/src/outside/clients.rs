//! Other people's Salesforce and Vapi clients, which the simulators must satisfy: installed under
//! the target folder with pip and npm, again only when the list of them changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::suites;
use crate::failure::{Failure, Result};
use crate::process::{self, succeeds};
use crate::workspace::Workspace;

/// Where the lists lie, beside the scripts that use what they name.
const LISTS: &str = "crates/sim/tests/third_party";

/// Installs the Python and JavaScript clients, if a suite of this workspace uses them.
///
/// # Errors
/// A list could not be read, or pip or npm failed.
pub(crate) fn install_all(workspace: &Workspace) -> Result<()> {
    if suites::present(workspace).all(|suite| suite.feature != "third-party") {
        return Ok(());
    }
    let lists = read_folder(&workspace.root.join(LISTS))?;
    install_python(&lists, &folder(workspace).join("venv"))?;
    install_node(&lists, &folder(workspace).join("node"))
}

/// What the tests read to find the clients.
pub(crate) fn environment(workspace: &Workspace) -> [(&'static str, PathBuf); 2] {
    [
        ("MIDCALL_PYTHON", folder(workspace).join("venv/bin/python")),
        (
            "MIDCALL_NODE_MODULES",
            folder(workspace).join("node/node_modules"),
        ),
    ]
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("third-party")
}

/// A file that names packages to install.
struct List {
    path: PathBuf,
    name: String,
    content: String,
}

fn read_folder(folder: &Path) -> Result<Vec<List>> {
    let entries = fs::read_dir(folder).map_err(|error| cannot("read", folder, &error))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| Some((path.file_name()?.to_str()?.to_owned(), path)))
        .filter(|(name, _)| is_list(name))
        .map(|(name, path)| {
            let content =
                fs::read_to_string(&path).map_err(|error| cannot("read", &path, &error))?;
            Ok(List {
                path,
                name,
                content,
            })
        })
        .collect()
}

fn is_list(name: &str) -> bool {
    is_python(name) || is_node(name)
}

fn is_python(name: &str) -> bool {
    name.starts_with("requirements") && name.ends_with(".txt")
}

fn is_node(name: &str) -> bool {
    matches!(name, "package.json" | "package-lock.json")
}

fn install_python(lists: &[List], folder: &Path) -> Result<()> {
    let lists: Vec<&List> = lists.iter().filter(|list| is_python(&list.name)).collect();
    let interpreter = folder.join("bin/python");
    // An environment dies with the system's interpreter, so it is asked for a sign of life too.
    if lists.is_empty() || (is_current(folder, &lists) && succeeds(&interpreter, &["--version"])) {
        return Ok(());
    }
    make_empty(folder)?;
    process::run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    let mut pip = Command::new(interpreter);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    for list in &lists {
        pip.arg("--requirement").arg(&list.path);
    }
    process::run(&mut pip)?;
    mark_current(folder, &lists)
}

fn install_node(lists: &[List], folder: &Path) -> Result<()> {
    let lists: Vec<&List> = lists.iter().filter(|list| is_node(&list.name)).collect();
    if lists.is_empty() || is_current(folder, &lists) {
        return Ok(());
    }
    make_empty(folder)?;
    for list in &lists {
        let copy = folder.join(&list.name);
        fs::write(&copy, &list.content).map_err(|error| cannot("write", &copy, &error))?;
    }
    process::run(
        Command::new("npm")
            .args(["install", "--no-audit", "--no-fund"])
            .current_dir(folder),
    )?;
    mark_current(folder, &lists)
}

/// Whether the folder was filled from exactly these lists.
fn is_current(folder: &Path, lists: &[&List]) -> bool {
    fs::read_to_string(stamp(folder)).is_ok_and(|seen| seen == contents(lists))
}

/// Written last: an installation that broke off is not current.
fn mark_current(folder: &Path, lists: &[&List]) -> Result<()> {
    let stamp = stamp(folder);
    fs::write(&stamp, contents(lists)).map_err(|error| cannot("write", &stamp, &error))
}

fn stamp(folder: &Path) -> PathBuf {
    folder.join("installed-from.txt")
}

fn contents(lists: &[&List]) -> String {
    lists
        .iter()
        .map(|list| format!("# {}\n{}\n", list.name, list.content))
        .collect()
}

fn make_empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| cannot("empty", folder, &error))?;
    }
    fs::create_dir_all(folder).map_err(|error| cannot("create", folder, &error))
}

fn cannot(verb: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot {verb} {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(name: &str, content: &str) -> List {
        List {
            path: PathBuf::new(),
            name: name.into(),
            content: content.into(),
        }
    }

    #[test]
    fn lists_are_told_from_scripts() {
        let names = [
            "jsforce.mjs",
            "package.json",
            "package-lock.json",
            "requirements.txt",
            "requirements-vapi.txt",
            "vapi_models.py",
        ];
        let lists: Vec<&str> = names.into_iter().filter(|name| is_list(name)).collect();
        assert_eq!(lists, names[1..5]);
    }

    #[test]
    fn an_installation_is_current_until_a_list_changes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let old = list("requirements.txt", "client==1");
        let new = list("requirements.txt", "client==2");

        assert!(!is_current(folder.path(), &[&old]), "nothing was installed");
        mark_current(folder.path(), &[&old]).expect("the folder can be written");
        assert!(is_current(folder.path(), &[&old]));
        assert!(!is_current(folder.path(), &[&new]));
        assert!(!is_current(folder.path(), &[&old, &new]));

        make_empty(folder.path()).expect("the folder can be emptied");
        assert!(
            !is_current(folder.path(), &[&old]),
            "what was emptied is not current"
        );
    }
}
