//! Writes the project into a folder, for those who deploy through their own pipeline. What somebody
//! else put there, or changed since, is not overwritten.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

/// What was written here before, with the digest of each file: how ours are told from others'.
const LEDGER: &str = ".midcall-export.json";

/// What an export did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Files that are new or have changed.
    pub written: usize,
    /// Files that were there already.
    pub unchanged: usize,
    /// Files of an earlier export that are no longer wanted.
    pub removed: usize,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Files are there that no export has written, or that were edited since.
    #[error(
        "{} in {folder} {} not as an export left {}: {}\nhint: move {} away, or export into an empty folder",
        if .paths.len() == 1 { "a file" } else { "files" },
        if .paths.len() == 1 { "is" } else { "are" },
        if .paths.len() == 1 { "it" } else { "them" },
        .paths.join(", "),
        if .paths.len() == 1 { "it" } else { "them" }
    )]
    Foreign {
        /// Where.
        folder: String,
        /// Which.
        paths: Vec<String>,
    },
    /// The disk refuses.
    #[error("cannot write {path}")]
    Io {
        /// Which file.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Writes the files into a folder, all or, if something foreign is in the way, none.
///
/// # Errors
///
/// When foreign files are in the way or the disk refuses.
pub fn export(folder: &Path, files: &BTreeMap<String, String>) -> Result<Exported, ExportError> {
    let before = ledger(folder)?;
    let mut foreign = Vec::new();
    let mut due = Vec::new();
    for (path, text) in files {
        match found(folder, path)? {
            Some(there) if there == text.as_bytes() => {}
            Some(there) if before.get(path) != Some(&digest(&there)) => foreign.push(path.clone()),
            _ => due.push((path, text)),
        }
    }
    if !foreign.is_empty() {
        return Err(ExportError::Foreign {
            folder: folder.display().to_string(),
            paths: foreign,
        });
    }
    let mut exported = Exported {
        written: due.len(),
        unchanged: files.len() - due.len(),
        removed: 0,
    };
    for (path, text) in due {
        write(folder, path, text)?;
    }
    // Left behind, a field that is mapped no more would still be deployed.
    let kept: BTreeSet<&String> = files.keys().collect();
    for (path, was) in before.iter().filter(|(path, _)| !kept.contains(path)) {
        if found(folder, path)?.is_some_and(|there| digest(&there) == *was) {
            fs::remove_file(folder.join(path)).map_err(|source| cannot(folder, path, source))?;
            exported.removed += 1;
        }
    }
    let after: BTreeMap<&String, String> = files
        .iter()
        .map(|(path, text)| (path, digest(text.as_bytes())))
        .collect();
    let after = serde_json::to_string_pretty(&after).unwrap_or_default();
    write(folder, LEDGER, &format!("{after}\n"))?;
    Ok(exported)
}

/// What the last export wrote. A ledger that cannot be read makes every file foreign.
fn ledger(folder: &Path) -> Result<BTreeMap<String, String>, ExportError> {
    let text = found(folder, LEDGER)?.unwrap_or_default();
    let ledger: BTreeMap<String, String> = serde_json::from_slice(&text).unwrap_or_default();
    // A path that leads out of the folder was not written by us.
    let is_inside = |path: &str| {
        let mut parts = Path::new(path).components();
        parts.all(|part| matches!(part, std::path::Component::Normal(_)))
    };
    Ok(ledger
        .into_iter()
        .filter(|(path, _)| is_inside(path))
        .collect())
}

fn found(folder: &Path, path: &str) -> Result<Option<Vec<u8>>, ExportError> {
    match fs::read(folder.join(path)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(cannot(folder, path, source)),
    }
}

fn write(folder: &Path, path: &str, text: &str) -> Result<(), ExportError> {
    let file: PathBuf = folder.join(path);
    let written = file
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(&file, text));
    written.map_err(|source| cannot(folder, path, source))
}

fn cannot(folder: &Path, path: &str, source: io::Error) -> ExportError {
    ExportError::Io {
        path: folder.join(path).display().to_string(),
        source,
    }
}

fn digest(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    let bytes = digest.as_ref().iter();
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs};

    use super::{ExportError, Exported, export};

    fn files(list: &[(&str, &str)]) -> BTreeMap<String, String> {
        list.iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect()
    }

    fn counts(exported: Exported) -> (usize, usize, usize) {
        (exported.written, exported.unchanged, exported.removed)
    }

    #[test]
    fn our_own_files_are_kept_up_to_date() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        let first = files(&[("a/x.xml", "1"), ("b.xml", "1")]);
        assert_eq!(counts(export(at, &first).unwrap()), (2, 0, 0));
        assert_eq!(counts(export(at, &first).unwrap()), (0, 2, 0));
        let second = files(&[("a/x.xml", "2"), ("c.xml", "1")]);
        assert_eq!(counts(export(at, &second).unwrap()), (2, 0, 1));
        assert_eq!(fs::read_to_string(at.join("a/x.xml")).unwrap(), "2");
        assert!(!at.join("b.xml").exists());
    }

    #[test]
    fn what_others_wrote_or_edited_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        export(at, &files(&[("a.xml", "1")])).unwrap();
        fs::write(at.join("a.xml"), "edited").unwrap();
        fs::write(at.join("b.xml"), "theirs").unwrap();
        let error = export(
            at,
            &files(&[("a.xml", "2"), ("b.xml", "1"), ("c.xml", "1")]),
        );
        let error = error.unwrap_err();
        assert!(
            matches!(&error, ExportError::Foreign { paths, .. } if paths == &["a.xml", "b.xml"])
        );
        assert!(error.to_string().contains("move them away"), "{error}");
        assert_eq!(fs::read_to_string(at.join("a.xml")).unwrap(), "edited");
        assert!(!at.join("c.xml").exists(), "all or nothing");
    }

    #[test]
    fn a_ledger_leads_nowhere_else() {
        let outside = tempfile::tempdir().unwrap();
        let folder = outside.path().join("in");
        fs::create_dir(&folder).unwrap();
        fs::write(outside.path().join("x"), "theirs").unwrap();
        let digest = super::digest(b"theirs");
        fs::write(
            folder.join(super::LEDGER),
            format!("{{\"../x\":\"{digest}\"}}"),
        )
        .unwrap();
        export(&folder, &BTreeMap::new()).unwrap();
        assert!(outside.path().join("x").exists());
    }
}
