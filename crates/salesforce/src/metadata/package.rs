//! The zip that a deployment uploads.

use std::{
    collections::BTreeMap,
    io::{Cursor, Write},
};

use bytes::Bytes;
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// Packs files by their paths. The same files are always the same bytes: no time is kept.
#[must_use]
pub fn zip(files: &BTreeMap<String, String>) -> Bytes {
    let written = write(files).expect("memory takes all, and paths are short and differ");
    Bytes::from(written)
}

fn write(files: &BTreeMap<String, String>) -> Result<Vec<u8>, ZipError> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in files {
        zip.start_file(path, options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeMap,
        io::{Cursor, Read},
    };

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let text = "ä".repeat(10_000);
        let files = BTreeMap::from([
            ("package.xml".to_owned(), "<Package/>".to_owned()),
            ("objects/Lead.object".to_owned(), text.clone()),
        ]);
        let bytes = super::zip(&files);
        assert!(
            bytes.len() < 2_000,
            "{} bytes are not compressed",
            bytes.len()
        );
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let mut read = String::new();
        let mut file = archive.by_name("objects/Lead.object").unwrap();
        file.read_to_string(&mut read).unwrap();
        assert_eq!(read, text);
        assert_eq!(super::zip(&files), bytes);
    }
}
