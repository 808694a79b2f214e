//! The file that holds the key: made once, whole or not at all, and for its owner only.

use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use crate::KeyError;

/// What stands in the file.
pub(crate) fn read(path: &Path) -> Result<String, KeyError> {
    std::fs::read_to_string(path).map_err(|source| match source.kind() {
        ErrorKind::NotFound => KeyError::Missing {
            path: path.display().to_string(),
        },
        _ => failed(path, source),
    })
}

/// Makes the file with this in it, unless it is there. Of several processes that do so at once, all
/// end up with the same key.
pub(crate) fn make(path: &Path, key: impl FnOnce() -> String) -> Result<(), KeyError> {
    if path.exists() {
        return Ok(());
    }
    let draft = path.with_extension(format!("key-{}", std::process::id()));
    let written = write(&draft, &key())
        // A link, unlike renaming, fails where there is a file already.
        .and_then(|()| match std::fs::hard_link(&draft, path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            linked => linked,
        })
        .and_then(|()| {
            File::open(
                path.parent()
                    .filter(|p| !p.as_os_str().is_empty())
                    .unwrap_or(Path::new(".")),
            )?
            .sync_all()
        });
    let _ = std::fs::remove_file(&draft);
    written.map_err(|source| failed(path, source))
}

fn write(path: &Path, key: &str) -> std::io::Result<()> {
    // Left by a process that died here: nothing was sealed with it.
    let _ = std::fs::remove_file(path);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    writeln!(file, "{key}")?;
    file.sync_all()
}

fn failed(path: &Path, source: std::io::Error) -> KeyError {
    KeyError::File {
        path: path.display().to_string(),
        source,
    }
}
