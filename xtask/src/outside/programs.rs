//! System programs some tests run, and how a Debian machine gets the missing ones.

use std::fs;
use std::process::Command;

use super::suites;
use crate::failure::{Failure, Result};
use crate::process::{self, succeeds};
use crate::workspace::Workspace;

/// A program that is installed with the system's package client.
#[derive(Debug)]
pub(crate) struct Program {
    name: &'static str,
    is_present: fn() -> bool,
    debian_packages: &'static [&'static str],
}

/// Debian splits the interpreter from what makes virtual environments, so both are asked for.
pub(crate) const PYTHON: Program = Program {
    name: "Python 3 with venv",
    is_present: || succeeds("python3", &["-c", "import venv, ensurepip"]),
    debian_packages: &["python3", "python3-venv"],
};

/// Runs the JavaScript clients; npm installs them.
pub(crate) const NODE: Program = Program {
    name: "Node.js with npm",
    is_present: || succeeds("node", &["--version"]) && succeeds("npm", &["--version"]),
    debian_packages: &["nodejs", "npm"],
};

/// Debian keeps the server's programs out of PATH; tests start their own with `initdb`.
pub(crate) const POSTGRESQL: Program = Program {
    name: "PostgreSQL server",
    is_present: || succeeds("initdb", &["--version"]) || debian_has_initdb(),
    debian_packages: &["postgresql"],
};

/// Any browser of the family will do.
pub(crate) const CHROMIUM: Program = Program {
    name: "Chromium",
    is_present: || {
        ["chromium", "chromium-browser", "google-chrome"]
            .iter()
            .any(|browser| succeeds(browser, &["--version"]))
    },
    debian_packages: &["chromium"],
};

fn debian_has_initdb() -> bool {
    fs::read_dir("/usr/lib/postgresql").is_ok_and(|versions| {
        versions
            .flatten()
            .any(|version| version.path().join("bin/initdb").exists())
    })
}

/// Installs what the workspace's suites need and this machine lacks.
///
/// # Errors
/// Something is missing and cannot be installed; the words say how to go on.
pub(crate) fn install_missing(workspace: &Workspace) -> Result<()> {
    let missing = missing(
        suites::present(workspace)
            .flat_map(|suite| suite.needs)
            .copied(),
    );
    if missing.is_empty() {
        return Ok(());
    }
    println!("    missing: {}", names(&missing));
    if !(succeeds("apt-get", &["--version"]) && is_root()) {
        return Err(cannot_install(&missing));
    }
    apt_get(&["update"])?;
    let packages = missing
        .iter()
        .flat_map(|program| program.debian_packages)
        .copied();
    let install: Vec<&str> = ["install", "--yes", "--no-install-recommends"]
        .into_iter()
        .chain(packages)
        .collect();
    apt_get(&install)
}

fn missing(needed: impl Iterator<Item = &'static Program>) -> Vec<&'static Program> {
    let mut missing: Vec<&Program> = Vec::new();
    for program in needed {
        let is_known = missing.iter().any(|known| known.name == program.name);
        if !is_known && !(program.is_present)() {
            missing.push(program);
        }
    }
    missing
}

fn names(programs: &[&Program]) -> String {
    programs
        .iter()
        .map(|program| program.name)
        .collect::<Vec<_>>()
        .join(", ")
}

fn cannot_install(missing: &[&Program]) -> Failure {
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|program| program.debian_packages)
        .copied()
        .collect();
    Failure::new(format!(
        "some tests need programs this machine lacks: {}\n\
         why:  `cargo xtask` installs programs only as root and with apt-get\n\
         hint: install them (Debian: `sudo apt-get install {}`), or leave those tests out with \
         `cargo xtask test --fast`",
        names(missing),
        packages.join(" "),
    ))
}

fn is_root() -> bool {
    process::output_of(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    // Mirrors drop connections now and then, and nobody is there to answer a question.
    process::run(
        Command::new("apt-get")
            .args(["--quiet", "--option=Acquire::Retries=3"])
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Program = Program {
        name: "Here",
        is_present: || true,
        debian_packages: &["here"],
    };
    const GONE: Program = Program {
        name: "Gone",
        is_present: || false,
        debian_packages: &["gone", "gone-extra"],
    };

    #[test]
    fn a_program_is_missed_once_however_many_need_it() {
        assert_eq!(names(&missing([&GONE, &HERE, &GONE].into_iter())), "Gone");
    }

    #[test]
    fn a_machine_that_cannot_install_is_told_both_ways_on() {
        let words = cannot_install(&[&GONE]).to_string();
        for part in [
            "lacks: Gone",
            "apt-get install gone gone-extra",
            "cargo xtask test --fast",
        ] {
            assert!(words.contains(part), "{part} is not in: {words}");
        }
    }
}
