//! The key that seals everything secret in the database.

use std::io::{ErrorKind, Write};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;

use super::{Config, ConfigError, DatabaseKind, Fault, Mode, rules};

/// Length of the master key, in bytes.
pub const MASTER_KEY_BYTES: usize = 32;

/// The file made in `data_dir` when no key is configured.
const FILE_NAME: &str = "secret.key";

/// The key as it is written in configuration and key files.
pub fn encode_master_key(key: &[u8; MASTER_KEY_BYTES]) -> String {
    STANDARD.encode(key)
}

pub(super) fn decode_master_key(text: &str) -> Option<[u8; MASTER_KEY_BYTES]> {
    STANDARD.decode(text.trim()).ok()?.try_into().ok()
}

/// The configured key; else the one in `data_dir/secret.key`, which is made at the first start.
///
/// A file is made for SQLite and in development only: several nodes share a PostgreSQL database,
/// and each would make a key of its own.
///
/// # Errors
///
/// A production set-up on PostgreSQL has no key, or a key file cannot be read, made or understood.
pub fn load_or_create_master_key(
    config: &Config,
    mode: Mode,
    entropy: &mut dyn FnMut(&mut [u8]),
) -> Result<[u8; MASTER_KEY_BYTES], ConfigError> {
    if let Some(text) = &config.secrets.master_key {
        return decode_master_key(text.expose_secret())
            .ok_or_else(|| rules::missing_master_key().into());
    }
    if let Some(path) = &config.secrets.master_key_file {
        return read(path, "secrets.master_key_file");
    }
    if mode == Mode::Production && config.database.url.kind() == DatabaseKind::Postgres {
        return Err(rules::missing_master_key().into());
    }
    let path = config.data_dir.join(FILE_NAME);
    if !path.exists() {
        let mut key = [0; MASTER_KEY_BYTES];
        entropy(&mut key);
        create(&config.data_dir, &path, &key).map_err(|error| {
            fault(
                &path,
                "data_dir",
                &error.to_string(),
                "a folder in which files can be made",
            )
        })?;
    }
    // Read back even when just made: of two processes starting together, one made it.
    read(&path, "data_dir")
}

/// The keys that data may still be sealed by, beside the one in force.
///
/// # Errors
///
/// A file cannot be read or understood.
pub fn load_previous_master_keys(
    config: &Config,
) -> Result<Vec<[u8; MASTER_KEY_BYTES]>, ConfigError> {
    let secrets = &config.secrets;
    let texts = secrets.previous_master_keys.iter().map(|text| {
        decode_master_key(text.expose_secret()).ok_or_else(|| rules::missing_master_key().into())
    });
    let files = secrets.previous_master_key_files.iter();
    texts
        .chain(files.map(|path| read(path, "secrets.previous_master_key_files")))
        .collect()
}

fn read(path: &Path, key: &str) -> Result<[u8; MASTER_KEY_BYTES], ConfigError> {
    let expected = "a readable file of 32 bytes in base64, as `mulin secret` prints them";
    let text = std::fs::read_to_string(path)
        .map_err(|error| fault(path, key, &error.to_string(), expected))?;
    decode_master_key(&text).ok_or_else(|| fault(path, key, "something else", expected))
}

/// Makes the file whole or not at all, and never over another. A temporary file is readable by its
/// owner alone (0600), and keeps that when it gets its name.
fn create(folder: &Path, path: &Path, key: &[u8; MASTER_KEY_BYTES]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(file, "{}", encode_master_key(key))?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        // Data sealed with a key that a power cut takes away is lost, so the name is made durable.
        Ok(_) => std::fs::File::open(folder)?.sync_all(),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.error),
    }
}

fn fault(path: &Path, key: &str, given: &str, expected: &str) -> ConfigError {
    Fault {
        key: key.to_owned(),
        origin: Some(format!("file {}", path.display())),
        given: Some(given.to_owned()),
        expected: expected.to_owned(),
        example: "mulin secret > /etc/mulin/master.key && chmod 600 /etc/mulin/master.key"
            .to_owned(),
    }
    .into()
}
