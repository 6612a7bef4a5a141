//! From sources to a checked [`Config`].

use std::path::PathBuf;

use figment::Figment;
use figment::value::Value;
use serde::de::DeserializeOwned;

use super::fault::{ConfigError, Fault, Origin};
use super::keys::Key;
use super::{Config, Flag, Mode, rules, sources};

/// The file that is read when it exists and no other is named.
const FILE_NAME: &str = "mulin.toml";

/// Everything a configuration is made of.
#[derive(Default)]
pub struct Inputs {
    /// Folder in which `mulin.toml` is looked for; empty: the working directory.
    pub directory: PathBuf,
    /// A file named by the operator, which must exist.
    pub file: Option<PathBuf>,
    /// Environment variables, ours and strangers'.
    pub env: Vec<(String, String)>,
    /// Flags that set keys.
    pub flags: Vec<Flag>,
    /// From `--dev` and `--demo`.
    pub mode: Mode,
    /// Whether the command opens sealed data, so that a missing master key is a fault.
    pub needs_master_key: bool,
}

/// A configuration, and where each of its values comes from.
pub struct Loaded {
    /// What is in force.
    pub config: Config,
    pub(super) merged: Merged,
}

/// All layers, one over another.
pub(super) struct Merged(Figment);

impl Merged {
    /// The value in force, if it can be read as `T`.
    pub fn get<T: DeserializeOwned>(&self, path: &str) -> Option<T> {
        self.0.extract_inner(path).ok()
    }

    /// The value in force, as it was given.
    pub fn value(&self, path: &str) -> Option<Value> {
        self.0.find_value(path).ok()
    }

    /// Who set it.
    pub fn origin(&self, path: &str) -> Origin {
        Origin::of(self.0.find_metadata(path))
    }
}

/// Reads, merges and checks.
///
/// # Errors
///
/// Every fault of the configuration at once.
pub fn load(inputs: Inputs) -> Result<Loaded, ConfigError> {
    let mut faults = Vec::new();
    let mut figment = Figment::new();
    let usual = inputs.directory.join(FILE_NAME);
    if let Some(path) = inputs.file.or_else(|| usual.exists().then_some(usual)) {
        figment = sources::merge_file(figment, &path, &mut faults);
    }
    figment = sources::merge_env(figment, &inputs.env, &mut faults);
    figment = sources::merge_flags(figment, &inputs.flags);
    let merged = Merged(sources::join_defaults(figment));

    check_values(&merged, &mut faults);
    rules::check(&merged, inputs.mode, &mut faults);
    if inputs.needs_master_key {
        rules::needs_master_key(&merged, inputs.mode, &mut faults);
    }
    if !faults.is_empty() {
        return Err(ConfigError { faults });
    }
    let config = merged.0.extract().map_err(unreadable)?;
    Ok(Loaded { config, merged })
}

fn check_values(merged: &Merged, faults: &mut Vec<Fault>) {
    for key in Key::all() {
        if let Some(value) = merged.value(key.path)
            && let Err(expected) = key.kind.check(&value)
        {
            faults.push(Fault::of_value(
                key,
                &merged.origin(key.path),
                &value,
                expected,
            ));
        }
    }
}

/// What passed every check and still does not fit the structure. figment's own text is not used,
/// because it quotes values.
fn unreadable(error: figment::Error) -> ConfigError {
    let faults = error.into_iter().map(|error| {
        let path = error.path.join(".");
        Fault {
            example: Key::find(&path).map_or_else(
                || "see mulin.example.toml".to_owned(),
                |key| Origin::Default.example(key, key.example()),
            ),
            key: path,
            origin: error
                .metadata
                .as_ref()
                .map(|data| Origin::of(Some(data)).to_string()),
            given: None,
            expected: "a value that can be read".to_owned(),
        }
    });
    ConfigError {
        faults: faults.collect(),
    }
}
