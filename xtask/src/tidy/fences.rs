//! Who may import whom: each crate exists because Cargo can then prove an absence, and this check
//! keeps anybody from adding the arrow that would end the proof.

use super::finding::{Finding, Rule};
use super::tree::Tree;
use crate::workspace::{Dependency, Package, Workspace};

/// What one package may depend on.
#[derive(Debug)]
struct Fence {
    package: &'static str,
    /// Members of this workspace, in tests too: a test that imports ties the crates as well.
    members: Allowed,
    /// Crates from elsewhere, without those that only tests use.
    others: Allowed,
    rule: Rule,
}

#[derive(Debug)]
enum Allowed {
    Anything,
    Only(&'static [&'static str]),
    AnythingBut(&'static [&'static [&'static str]]),
}

const NOTHING: Allowed = Allowed::Only(&[]);
/// Crates that open sockets or run tasks.
const IO: &[&str] = &[
    "async-std",
    "axum",
    "hyper",
    "hyper-util",
    "mio",
    "reqwest",
    "smol",
    "socket2",
    "tokio",
    "ureq",
];
/// Crates that speak SQL.
const SQL: &[&str] = &["diesel", "postgres", "rusqlite", "sqlx", "tokio-postgres"];

/// One entry per member of the workspace that keeps something out.
const FENCES: &[Fence] = &[
    Fence {
        package: "midcall-domain",
        members: NOTHING,
        others: Allowed::Only(&["aho-corasick", "jiff", "serde", "serde_json"]),
        rule: Rule {
            why: "the rules of the product are pure: no IO, no async, no clock, no vendor",
            hint: "hand the value in as an argument, or put the code into the crate that may do this",
        },
    },
    Fence {
        package: "midcall-vapi",
        members: NOTHING,
        others: Allowed::AnythingBut(&[IO, SQL]),
        rule: WIRE,
    },
    Fence {
        package: "midcall-salesforce",
        members: NOTHING,
        others: Allowed::AnythingBut(&[IO, SQL]),
        rule: WIRE,
    },
    Fence {
        package: "midcall-store",
        members: Allowed::Only(&["midcall-domain"]),
        others: Allowed::AnythingBut(&[&["axum", "hyper", "reqwest", "ureq"]]),
        rule: Rule {
            why: "the store keeps our values and knows no vendor and no HTTP",
            hint: "translate in `midcall` and hand the store domain values or bytes",
        },
    },
    Fence {
        package: "midcall-sim",
        members: NOTHING,
        others: Allowed::AnythingBut(&[SQL]),
        rule: Rule {
            why: "a simulator that can import what it tests will agree with it",
            hint: "write the simulator from the vendor's documentation and the samples",
        },
    },
    Fence {
        package: "midcall",
        members: Allowed::Anything,
        others: Allowed::AnythingBut(&[SQL]),
        rule: Rule {
            why: "only `store` speaks SQL",
            hint: "name what you need as a promise of the store, one transaction each",
        },
    },
    Fence {
        package: "xtask",
        members: NOTHING,
        others: Allowed::Only(&["serde_json"]),
        rule: Rule {
            why: "the developer commands must start within seconds on a fresh machine",
            hint: "do it with std, or in `midcall-bench`",
        },
    },
];

/// Members that may import anything, because nothing that ships imports them.
const UNFENCED: &[&str] = &["midcall-bench", "midcall-train"];

const WIRE: Rule = Rule {
    why: "a vendor crate knows the vendor's words and nothing else; sockets are opened in one place",
    hint: "take the transport as a `tower::Service`, and translate to our words in `midcall`",
};

const UNLISTED: Rule = Rule {
    why: "a crate is a fence, and nobody has said what this one keeps out",
    hint: "add an entry to FENCES in xtask/src/tidy/fences.rs",
};

impl Allowed {
    fn allows(&self, name: &str) -> bool {
        match self {
            Self::Anything => true,
            Self::Only(names) => names.contains(&name),
            Self::AnythingBut(lists) => !lists.iter().any(|names| names.contains(&name)),
        }
    }
}

/// Finds every dependency a fence forbids, and every package without a fence.
pub(super) fn arrows(workspace: &Workspace, tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is_fenced = |package: &&Package| !UNFENCED.contains(&package.name.as_str());
    for package in workspace.packages.iter().filter(is_fenced) {
        let path = manifest_path(workspace, package);
        let Some(fence) = FENCES.iter().find(|fence| fence.package == package.name) else {
            let what = format!("`{}` has no fence", package.name);
            findings.push(Finding {
                path,
                line: 1,
                what,
                rule: &UNLISTED,
            });
            continue;
        };
        for dependency in &package.dependencies {
            if !fence.allows(workspace, dependency) {
                findings.push(Finding {
                    line: declaration_line(tree, &path, &dependency.name),
                    path: path.clone(),
                    what: format!("`{}` may not import `{}`", package.name, dependency.name),
                    rule: &fence.rule,
                });
            }
        }
    }
    findings
}

impl Fence {
    fn allows(&self, workspace: &Workspace, dependency: &Dependency) -> bool {
        if workspace.package(&dependency.name).is_some() {
            self.members.allows(&dependency.name)
        } else {
            dependency.is_dev || self.others.allows(&dependency.name)
        }
    }
}

fn manifest_path(workspace: &Workspace, package: &Package) -> String {
    let path = package
        .manifest
        .strip_prefix(&workspace.root)
        .unwrap_or(&package.manifest);
    path.to_string_lossy().into_owned()
}

/// The line that declares a dependency, for a click in the terminal; the first if it is not found.
fn declaration_line(tree: &Tree, manifest: &str, dependency: &str) -> usize {
    let declares = |line: &str| {
        line.trim_start()
            .strip_prefix(dependency)
            .is_some_and(|after| after.starts_with(['.', ' ', '=']))
    };
    tree.file(manifest)
        .and_then(|file| file.text.lines().position(declares))
        .unwrap_or(0)
        + 1
}

#[cfg(test)]
mod tests {
    use super::super::finding::assert_found;
    use super::super::tree::TextFile;
    use super::*;

    /// A workspace of packages with their dependencies; a name that ends in `?` is for tests only.
    #[track_caller]
    fn check(packages: &[(&str, &[&str])], expected: &[(usize, &str)]) {
        let workspace = Workspace {
            packages: packages
                .iter()
                .map(|(name, needs)| package(name, needs))
                .collect(),
            ..Workspace::default()
        };
        let files = packages
            .iter()
            .map(|(name, needs)| manifest(name, needs))
            .collect();
        assert_found(&arrows(&workspace, &Tree { files }), expected);
    }

    fn package(name: &str, needs: &[&str]) -> Package {
        let dependencies = needs
            .iter()
            .map(|need| Dependency {
                name: need.trim_end_matches('?').into(),
                is_dev: need.ends_with('?'),
            })
            .collect();
        Package {
            name: name.into(),
            manifest: name.into(),
            features: Vec::new(),
            dependencies,
        }
    }

    fn manifest(name: &str, needs: &[&str]) -> TextFile {
        let needs: String = needs
            .iter()
            .map(|need| format!("{}.workspace = true\n", need.trim_end_matches('?')))
            .collect();
        TextFile {
            path: name.into(),
            text: format!("[dependencies]\n{needs}"),
        }
    }

    #[test]
    fn the_arrows_that_are_drawn() {
        check(
            &[
                ("midcall-domain", &["serde", "jiff", "proptest?"]),
                ("midcall-vapi", &["http", "tower", "tokio?"]),
                ("midcall-store", &["midcall-domain", "rusqlite", "tokio"]),
                ("midcall-sim", &["axum", "tokio"]),
                ("midcall", &["midcall-domain", "midcall-sim", "reqwest"]),
            ],
            &[],
        );
    }

    #[test]
    fn the_rules_stay_pure() {
        check(
            &[("midcall-domain", &["serde", "serde_with", "tokio"])],
            &[
                (3, "`midcall-domain` may not import `serde_with`"),
                (4, "import `tokio`"),
            ],
        );
    }

    #[test]
    fn vendors_open_no_sockets_and_know_nobody() {
        check(
            &[
                ("midcall-salesforce", &["reqwest", "midcall-domain"]),
                ("midcall-domain", &[]),
            ],
            &[(2, "import `reqwest`"), (3, "import `midcall-domain`")],
        );
    }

    #[test]
    fn a_test_may_use_any_crate_but_no_member() {
        check(
            &[
                ("midcall-sim", &["rusqlite?", "midcall-vapi?"]),
                ("midcall-vapi", &[]),
            ],
            &[(3, "`midcall-sim` may not import `midcall-vapi`")],
        );
    }

    #[test]
    fn only_the_store_speaks_sql() {
        check(&[("midcall", &["rusqlite"])], &[(2, "import `rusqlite`")]);
    }

    #[test]
    fn a_package_without_a_fence_is_found() {
        check(&[("midcall-bench", &["tokio"])], &[]);
        check(
            &[("midcall-lambda", &[])],
            &[(1, "`midcall-lambda` has no fence")],
        );
    }
}
