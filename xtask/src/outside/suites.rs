//! The tests behind cargo features, because each needs a program that is not part of a toolchain.

use super::programs::{self, Program};
use crate::workspace::Workspace;

/// A package's feature that adds tests, and the programs those tests run.
#[derive(Debug)]
pub(crate) struct Suite {
    pub(crate) package: &'static str,
    pub(crate) feature: &'static str,
    pub(crate) needs: &'static [&'static Program],
}

/// Every such suite. One whose feature a package does not declare is left out.
const SUITES: &[Suite] = &[
    Suite {
        package: "midcall-sim",
        feature: "third-party",
        needs: &[&programs::PYTHON, &programs::NODE],
    },
    Suite {
        package: "midcall-store",
        feature: "postgres",
        needs: &[&programs::POSTGRESQL],
    },
    Suite {
        package: "midcall",
        feature: "third-party",
        needs: &[&programs::PYTHON, &programs::NODE],
    },
    Suite {
        package: "midcall",
        feature: "browser",
        needs: &[&programs::CHROMIUM],
    },
];

/// The suites this workspace has.
pub(crate) fn present(workspace: &Workspace) -> impl Iterator<Item = &'static Suite> {
    SUITES.iter().filter(|suite| {
        workspace
            .package(suite.package)
            .is_some_and(|package| package.features.iter().any(|name| name == suite.feature))
    })
}

/// The arguments that make cargo build all suites this workspace has.
pub(crate) fn feature_arguments(workspace: &Workspace) -> Vec<String> {
    present(workspace)
        .map(|suite| format!("--features={}/{}", suite.package, suite.feature))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::workspace::Package;

    fn package(name: &str, feature: &str) -> Package {
        Package {
            name: name.into(),
            manifest: PathBuf::new(),
            features: vec![feature.into()],
            dependencies: Vec::new(),
        }
    }

    #[test]
    fn only_declared_features_are_asked_for() {
        let workspace = Workspace {
            packages: vec![
                package("midcall-sim", "third-party"),
                package("midcall", "default"),
            ],
            ..Workspace::default()
        };
        assert_eq!(
            feature_arguments(&workspace),
            ["--features=midcall-sim/third-party"]
        );
        assert!(feature_arguments(&Workspace::default()).is_empty());
    }
}
