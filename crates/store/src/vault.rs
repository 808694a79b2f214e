//! Tokens at rest: sealed before SQLite sees them, opened when they are used. Separate because
//! nobody else may see a key.
//!
//! A sealed token is `sealed:1:KEY:DATA`: which key, then nonce and AES-256-GCM ciphertext in
//! base64. The place it belongs to (workspace, grant, column) is authenticated along with it, so a
//! token that is copied into another row cannot be opened there.

use std::{fmt, path::PathBuf};

use base64::{Engine, prelude::BASE64_STANDARD};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest::{SHA256, digest},
    rand::{SecureRandom, SystemRandom},
};

use crate::{KeyError, key_file};

/// How every sealed token begins.
const MARK: &str = "sealed:1:";
/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// Hex digits of a key's id: enough to tell a user's keys apart.
const ID_DIGITS: usize = 8;

/// Where the key is.
#[derive(Clone, PartialEq, Eq)]
pub enum KeySource {
    /// Handed in: base64 of 32 bytes. After a comma may follow older keys, which open and do not
    /// seal.
    Given(String),
    /// In this file, which is made when the first token is sealed.
    File(PathBuf),
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string())
    }
}

impl fmt::Display for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(_) => f.write_str("MIDCALL_KEY"),
            Self::File(path) => write!(f, "the key file {}", path.display()),
        }
    }
}

/// Which value is sealed. No two places share a context.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) workspace: &'a str,
    pub(crate) grant_digest: &'a str,
    pub(crate) column: &'static str,
}

/// Seals and opens with the keys of one source.
pub(crate) struct Vault {
    source: KeySource,
}

/// A key, and what it is called in what it sealed.
struct Key {
    id: String,
    key: LessSafeKey,
}

impl Vault {
    pub(crate) fn new(source: KeySource) -> Self {
        Self { source }
    }

    pub(crate) fn source(&self) -> &KeySource {
        &self.source
    }

    /// Whether a value stands there as an older version left it.
    pub(crate) fn is_plain(stored: &str) -> bool {
        !stored.starts_with(MARK)
    }

    /// Whether a value is sealed with the key that new values are sealed with.
    pub(crate) fn is_newest(&self, stored: &str) -> Result<bool, KeyError> {
        let keys = self.keys()?;
        Ok(key_id(stored).is_some_and(|id| keys.first().is_some_and(|key| key.id == id)))
    }

    /// Seals a token; the key file is made if it is missing.
    pub(crate) fn seal(&self, context: Context<'_>, token: &str) -> Result<String, KeyError> {
        if let KeySource::File(path) = &self.source {
            key_file::make(path, || BASE64_STANDARD.encode(random::<KEY_BYTES>()))?;
        }
        let keys = self.keys()?;
        let key = keys.first().ok_or_else(|| self.unusable("it is empty"))?;
        let nonce: [u8; NONCE_LEN] = random();
        let mut sealed = token.as_bytes().to_vec();
        key.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context.spell(&key.id)),
                &mut sealed,
            )
            .expect("a token is far shorter than what AES-GCM can take");
        let mut data = nonce.to_vec();
        data.append(&mut sealed);
        Ok(format!("{MARK}{}:{}", key.id, BASE64_STANDARD.encode(data)))
    }

    /// Opens a token. One that an older version left is returned as it stands.
    pub(crate) fn open(&self, context: Context<'_>, stored: &str) -> Result<String, KeyError> {
        if Self::is_plain(stored) {
            return Ok(stored.to_owned());
        }
        let (id, data) = stored[MARK.len()..]
            .split_once(':')
            .ok_or(KeyError::Damaged)?;
        let keys = self.keys()?;
        let key = keys
            .iter()
            .find(|key| key.id == id)
            .ok_or_else(|| KeyError::Wrong {
                sealed_with: id.to_owned(),
                key_source: self.source.to_string(),
            })?;
        let data = BASE64_STANDARD
            .decode(data)
            .map_err(|_| KeyError::Damaged)?;
        let (nonce, sealed) = data.split_at_checked(NONCE_LEN).ok_or(KeyError::Damaged)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| KeyError::Damaged)?;
        let mut sealed = sealed.to_vec();
        let opened = key
            .key
            .open_in_place(nonce, Aad::from(context.spell(id)), &mut sealed)
            .map_err(|_| KeyError::Damaged)?;
        String::from_utf8(opened.to_vec()).map_err(|_| KeyError::Damaged)
    }

    /// The id of the key that seals; `None` while there is no key file.
    pub(crate) fn id(&self) -> Result<Option<String>, KeyError> {
        match self.keys() {
            Ok(keys) => Ok(keys.into_iter().next().map(|key| key.id)),
            Err(KeyError::Missing { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Read anew each time: tokens are sealed and opened every other hour, and a key that is not
    /// held cannot be found in a core dump.
    fn keys(&self) -> Result<Vec<Key>, KeyError> {
        let text = match &self.source {
            KeySource::Given(text) => text.clone(),
            KeySource::File(path) => key_file::read(path)?,
        };
        let lines = text.split([',', '\n']).map(str::trim);
        lines
            .filter(|line| !line.is_empty())
            .map(|line| {
                let bytes = BASE64_STANDARD
                    .decode(line)
                    .map_err(|_| self.unusable("it is not base64"))?;
                let key = UnboundKey::new(&AES_256_GCM, &bytes)
                    .map_err(|_| self.unusable("it does not have 32 bytes"))?;
                Ok(Key {
                    id: id_of(&bytes),
                    key: LessSafeKey::new(key),
                })
            })
            .collect()
    }

    fn unusable(&self, reason: &'static str) -> KeyError {
        KeyError::Unusable {
            key_source: self.source.to_string(),
            reason,
        }
    }
}

impl Context<'_> {
    fn spell(self, key_id: &str) -> Vec<u8> {
        let parts = [MARK, key_id, self.workspace, self.grant_digest, self.column];
        // Length before text: no two lists of parts are spelled alike.
        parts
            .iter()
            .flat_map(|part| {
                [
                    part.len().to_string().into_bytes(),
                    part.as_bytes().to_vec(),
                ]
            })
            .collect::<Vec<_>>()
            .join(&b':')
    }
}

/// The id of the key that a value is sealed with.
fn key_id(stored: &str) -> Option<&str> {
    Some(stored.strip_prefix(MARK)?.split_once(':')?.0)
}

fn id_of(key: &[u8]) -> String {
    let named = [b"midcall key id".as_slice(), key].concat();
    let digest = digest(&SHA256, &named);
    let hex: String = digest.as_ref().iter().map(|b| format!("{b:02x}")).collect();
    hex[..ID_DIGITS].to_owned()
}

fn random<const BYTES: usize>() -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the operating system has randomness");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "5Aep861SENTINEL-refresh";

    fn given(keys: &[u8]) -> Vault {
        let keys: Vec<String> = keys
            .iter()
            .map(|byte| BASE64_STANDARD.encode([*byte; KEY_BYTES]))
            .collect();
        Vault::new(KeySource::Given(keys.join(",")))
    }

    fn at(column: &'static str) -> Context<'static> {
        Context {
            workspace: "default",
            grant_digest: "digest",
            column,
        }
    }

    #[test]
    fn what_is_sealed_is_opened_in_its_place_only() {
        let vault = given(&[1]);
        let sealed = vault.seal(at("session"), TOKEN).unwrap();
        assert!(!sealed.contains("SENTINEL"));
        assert_eq!(vault.open(at("session"), &sealed).unwrap(), TOKEN);
        assert_ne!(vault.seal(at("session"), TOKEN).unwrap(), sealed);
        let elsewhere = vault.open(at("refresh_token"), &sealed);
        assert!(matches!(elsewhere, Err(KeyError::Damaged)));
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let vault = given(&[1]);
        let sealed = vault.seal(at("session"), TOKEN).unwrap();
        for at_byte in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at_byte] ^= 1;
            let Ok(changed) = String::from_utf8(bytes) else {
                continue;
            };
            let opened = vault.open(at("session"), &changed);
            assert!(opened.as_deref().ok() != Some(TOKEN), "{changed}");
        }
    }

    #[test]
    fn an_older_key_opens_and_the_newest_seals() {
        let sealed = given(&[1]).seal(at("session"), TOKEN).unwrap();
        let both = given(&[2, 1]);
        assert_eq!(both.open(at("session"), &sealed).unwrap(), TOKEN);
        assert!(!both.is_newest(&sealed).unwrap());
        let anew = both.seal(at("session"), TOKEN).unwrap();
        assert!(both.is_newest(&anew).unwrap());
        assert_eq!(given(&[2]).open(at("session"), &anew).unwrap(), TOKEN);
    }

    #[test]
    fn a_wrong_or_useless_key_is_named_without_being_shown() {
        let sealed = given(&[1]).seal(at("session"), TOKEN).unwrap();
        let wrong = given(&[2]).open(at("session"), &sealed).unwrap_err();
        let text = wrong.to_string();
        assert!(text.contains("MIDCALL_KEY"), "{text}");
        assert!(text.contains("midcall logout salesforce"), "{text}");
        for (key, reason) in [("SENTINEL!", "base64"), ("c2hvcnQ=", "32 bytes")] {
            let vault = Vault::new(KeySource::Given(key.to_owned()));
            let text = vault.seal(at("session"), TOKEN).unwrap_err().to_string();
            assert!(text.contains(reason) && !text.contains(key), "{text}");
            assert!(!format!("{:?}", vault.source).contains(key));
        }
    }

    #[test]
    fn the_key_file_is_made_once_and_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("midcall.key");
        let vault = || Vault::new(KeySource::File(path.clone()));
        assert_eq!(vault().id().unwrap(), None);
        let sealed = vault().seal(at("session"), TOKEN).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let again = vault().seal(at("session"), TOKEN).unwrap();
        assert_eq!(key_id(&sealed), key_id(&again));
        assert_eq!(vault().open(at("session"), &sealed).unwrap(), TOKEN);
        std::fs::remove_file(&path).unwrap();
        let missing = vault().open(at("session"), &sealed).unwrap_err();
        assert!(matches!(missing, KeyError::Missing { .. }));
        assert!(missing.to_string().contains("midcall.key"), "{missing}");
    }

    #[test]
    fn what_an_older_version_left_is_read() {
        assert_eq!(given(&[1]).open(at("session"), TOKEN).unwrap(), TOKEN);
        assert!(Vault::is_plain(TOKEN));
    }
}
