//! Writes settings into `.env`, which every command reads: lines that are there are replaced, all
//! others stay as they are.

use std::{fs, io, path::Path};

/// Sets variables in a file; one that is already there as it should be is left alone.
pub(super) fn save(path: &Path, variables: &[(&str, &str)]) -> io::Result<()> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let with_all = with(&text, variables);
    if with_all == text {
        return Ok(());
    }
    // Written beside it and put in its place: half a file would be read as a whole one.
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    io::Write::write_all(&mut file, with_all.as_bytes())?;
    if let Ok(there) = fs::metadata(path) {
        file.as_file().set_permissions(there.permissions())?;
    }
    file.persist(path)?;
    Ok(())
}

fn with(text: &str, variables: &[(&str, &str)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (name, value) in variables {
        let line = format!("{name}={value}");
        let is_it = |it: &&mut String| {
            let it = it.trim_start();
            let it = it.strip_prefix("export ").unwrap_or(it);
            it.strip_prefix(name)
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        match lines.iter_mut().find(is_it) {
            Some(found) => *found = line,
            None => lines.push(line),
        }
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_set_once_and_all_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".env");
        let ids = [("VAPI_ASSISTANT_ID", "a2"), ("VAPI_PHONE_NUMBER_ID", "p1")];
        fs::write(
            &path,
            "# ours\nexport VAPI_ASSISTANT_ID=a1\nVAPI_ASSISTANT_ID_OLD=a0\n",
        )
        .unwrap();
        save(&path, &ids).unwrap();
        let expected =
            "# ours\nVAPI_ASSISTANT_ID=a2\nVAPI_ASSISTANT_ID_OLD=a0\nVAPI_PHONE_NUMBER_ID=p1\n";
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
        save(&path, &ids).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);

        let fresh = folder.path().join("fresh.env");
        save(&fresh, &ids[..1]).unwrap();
        assert_eq!(
            fs::read_to_string(&fresh).unwrap(),
            "VAPI_ASSISTANT_ID=a2\n"
        );
    }
}
