//! What cargo knows about this workspace: its folders, packages, features and dependencies.

use std::path::PathBuf;

use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::process;

/// The workspace as `cargo metadata` describes it.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// Where everything built or downloaded goes.
    pub(crate) target: PathBuf,
    pub(crate) packages: Vec<Package>,
}

/// A member of the workspace.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) manifest: PathBuf,
    pub(crate) features: Vec<String>,
    pub(crate) dependencies: Vec<Dependency>,
}

/// One dependency as a manifest declares it.
#[derive(Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Declared under `[dev-dependencies]`: no user of the package ever gets it.
    pub(crate) is_dev: bool,
}

impl Workspace {
    /// Asks cargo about the workspace of the current folder.
    ///
    /// # Errors
    /// Cargo refuses a manifest, or describes a package in a way this program does not know.
    pub(crate) fn load() -> Result<Self> {
        let metadata = process::output_of(process::cargo().args([
            "metadata",
            "--format-version=1",
            "--no-deps",
        ]))?;
        parse(&metadata).ok_or_else(|| {
            Failure::new("`cargo metadata` answered in a shape this program does not know")
        })
    }

    /// The member of that name, if there is one.
    pub(crate) fn package(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name)
    }
}

fn parse(metadata: &str) -> Option<Workspace> {
    let metadata: Value = serde_json::from_str(metadata).ok()?;
    Some(Workspace {
        root: metadata["workspace_root"].as_str()?.into(),
        target: metadata["target_directory"].as_str()?.into(),
        packages: metadata["packages"]
            .as_array()?
            .iter()
            .map(package)
            .collect::<Option<_>>()?,
    })
}

fn package(value: &Value) -> Option<Package> {
    Some(Package {
        name: value["name"].as_str()?.into(),
        manifest: value["manifest_path"].as_str()?.into(),
        features: value["features"].as_object()?.keys().cloned().collect(),
        dependencies: value["dependencies"]
            .as_array()?
            .iter()
            .map(dependency)
            .collect::<Option<_>>()?,
    })
}

fn dependency(value: &Value) -> Option<Dependency> {
    Some(Dependency {
        name: value["name"].as_str()?.into(),
        is_dev: value["kind"].as_str() == Some("dev"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_cargo_says_about_this_very_package() {
        let workspace = Workspace::load().expect("tests run inside the workspace");
        let xtask = workspace
            .package("xtask")
            .expect("this package is a member");
        assert!(xtask.manifest.starts_with(&workspace.root));
        assert!(workspace.package("no-such-member").is_none());

        let kinds: Vec<_> = xtask
            .dependencies
            .iter()
            .map(|d| (d.name.as_str(), d.is_dev))
            .collect();
        assert!(kinds.contains(&("serde_json", false)), "{kinds:?}");
        assert!(kinds.contains(&("tempfile", true)), "{kinds:?}");
    }
}
