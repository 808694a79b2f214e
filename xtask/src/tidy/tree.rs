//! The project's text files, as they lie on disk.
//!
//! Walks folders instead of asking git: a checkout may be a plain archive, and a file is easiest
//! to mend before it is added.

use std::fs;
use std::path::Path;

use crate::failure::{Failure, Result};

/// What the project's `.gitignore` leaves out and git itself: none of it is ours.
const SKIPPED: &[&str] = &[
    ".git",
    "target",
    "node_modules",
    "__pycache__",
    ".venv",
    ".env",
];

/// All text files below a root.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) files: Vec<TextFile>,
}

/// A file that is UTF-8.
#[derive(Debug)]
pub(crate) struct TextFile {
    /// Relative to the root, with `/` between the parts.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Tree {
    /// Reads every text file below `root`.
    ///
    /// # Errors
    /// A folder or a file could not be read.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut files = Vec::new();
        walk(root, root, &mut files)?;
        files.sort_by(|a: &TextFile, b: &TextFile| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// The file at that path, relative to the root.
    pub(crate) fn file(&self, path: &str) -> Option<&TextFile> {
        self.files.iter().find(|file| file.path == path)
    }
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<TextFile>) -> Result<()> {
    let cannot_read = |path: &Path, error: &std::io::Error| {
        Failure::new(format!("cannot read {}: {error}", path.display()))
    };
    let entries = fs::read_dir(folder).map_err(|error| cannot_read(folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| cannot_read(folder, &error))?;
        let path = entry.path();
        if SKIPPED.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        let kind = entry
            .file_type()
            .map_err(|error| cannot_read(&path, &error))?;
        if kind.is_dir() {
            walk(root, &path, files)?;
        } else if kind.is_file() {
            let bytes = fs::read(&path).map_err(|error| cannot_read(&path, &error))?;
            // Pictures and archives hold no rules.
            if let Ok(text) = String::from_utf8(bytes) {
                files.push(TextFile {
                    path: relative(root, &path),
                    text,
                });
            }
        }
    }
    Ok(())
}

fn relative(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside
        .iter()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_text_in_every_folder_that_is_ours() {
        let root = tempfile::tempdir().expect("a temporary folder");
        for (path, bytes) in [
            ("README.md", b"read me".as_slice()),
            (".ci/run", b"run"),
            ("crates/a/src/lib.rs", b"//! a"),
            ("target/debug/x.rs", b"built"),
            ("picture.png", b"\x89PNG\xff"),
        ] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
            fs::write(path, bytes).expect("a file");
        }
        let tree = Tree::read(root.path()).expect("everything can be read");
        let paths: Vec<&str> = tree.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, [".ci/run", "README.md", "crates/a/src/lib.rs"]);
        assert_eq!(
            tree.file("README.md").map(|file| file.text.as_str()),
            Some("read me")
        );
    }
}
