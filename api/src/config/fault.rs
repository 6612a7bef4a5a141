//! What is wrong with a configuration, told so that it can be put right.

use std::fmt;
use std::path::PathBuf;

use figment::value::Value;
use figment::{Metadata, Source};

use super::keys::{Key, Kind, Secrecy};
use super::urls::{HIDDEN, mask_url};

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    Default,
    File(PathBuf),
    Env(String),
    Flag(String),
}

const ENV: &str = "environment variable";
const FLAG: &str = "flag";

impl Origin {
    /// The mark that figment keeps with each value.
    pub fn metadata(&self) -> Metadata {
        match self {
            Self::Default => Metadata::named("default"),
            Self::File(path) => Metadata::from("file", Source::File(path.clone())),
            Self::Env(name) => Metadata::from(ENV, Source::Custom(name.clone())),
            Self::Flag(name) => Metadata::from(FLAG, Source::Custom(name.clone())),
        }
    }

    /// Reads the mark back.
    pub fn of(metadata: Option<&Metadata>) -> Self {
        match metadata.and_then(|metadata| Some((&*metadata.name, metadata.source.as_ref()?))) {
            Some((_, Source::File(path))) => Self::File(path.clone()),
            Some((ENV, Source::Custom(name))) => Self::Env(name.clone()),
            Some((FLAG, Source::Custom(name))) => Self::Flag(name.clone()),
            _ => Self::Default,
        }
    }

    /// How `key` is given a value there.
    pub fn example(&self, key: &Key, text: &str) -> String {
        match self {
            Self::Env(name) => format!("{name}='{text}'"),
            Self::Flag(name) => format!("{name} '{text}'"),
            Self::Default | Self::File(_) => in_file(key, text),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Env(name) => write!(f, "{ENV} {name}"),
            Self::Flag(name) => write!(f, "{FLAG} {name}"),
        }
    }
}

/// `listen = "127.0.0.1:8080"  (under [http])`
pub(super) fn in_file(key: &Key, text: &str) -> String {
    let (section, name) = key.parts();
    let value = literal(&key.kind.read(text), Secrecy::Open);
    if section.is_empty() {
        format!("{name} = {value}  (above the first section)")
    } else {
        format!("{name} = {value}  (under [{section}])")
    }
}

/// A value as TOML, with what is secret in it hidden.
pub(super) fn literal(value: &Value, secrecy: Secrecy) -> String {
    match value {
        Value::String(_, text) => {
            let shown = match secrecy {
                Secrecy::Open => text.clone(),
                Secrecy::Address => mask_url(text),
                Secrecy::Hidden => HIDDEN.to_owned(),
            };
            toml::Value::String(shown).to_string()
        }
        Value::Array(_, items) => {
            let items: Vec<String> = items.iter().map(|item| literal(item, secrecy)).collect();
            format!("[{}]", items.join(", "))
        }
        _ if secrecy == Secrecy::Hidden => format!("\"{HIDDEN}\""),
        Value::Bool(_, flag) => flag.to_string(),
        Value::Num(_, number) => match (number.to_i128(), number.to_u128(), number.to_f64()) {
            (Some(number), _, _) => number.to_string(),
            (_, Some(number), _) => number.to_string(),
            (_, _, Some(number)) => number.to_string(),
            _ => "a number".to_owned(),
        },
        Value::Dict(..) => "a section".to_owned(),
        Value::Char(..) | Value::Empty(..) => "nothing".to_owned(),
    }
}

/// One thing wrong. No field holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The key, such as `http.listen`; or what stands in its place.
    pub key: String,
    /// Where the value came from; none when nobody set one.
    pub origin: Option<String>,
    /// The value, masked; none when it must not or need not be shown.
    pub given: Option<String>,
    /// What would be right.
    pub expected: String,
    /// How to write it.
    pub example: String,
}

impl Fault {
    /// A value of `key` that is not what is `expected`.
    pub(super) fn of_value(key: &Key, origin: &Origin, value: &Value, expected: String) -> Self {
        let secrecy = match (&key.kind, value) {
            // An unfit value of a secret key may be the secret in another shape.
            (Kind::Text(_), Value::String(..)) | (Kind::List(_), Value::Array(..)) => key.secrecy,
            _ if key.secrecy == Secrecy::Open => Secrecy::Open,
            _ => Secrecy::Hidden,
        };
        Self {
            key: key.path.to_owned(),
            origin: Some(origin.to_string()),
            given: Some(literal(value, secrecy)),
            expected,
            example: origin.example(key, key.example()),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.key)?;
        if let Some(origin) = &self.origin {
            write!(f, "\n     from:     {origin}")?;
        }
        if let Some(given) = &self.given {
            write!(f, "\n     given:    {given}")?;
        }
        write!(
            f,
            "\n     expected: {}\n     write:    {}",
            self.expected, self.example
        )
    }
}

/// Everything that is wrong with a configuration; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The faults, in the order of the keys.
    pub faults: Vec<Fault>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.faults.len();
        let noun = if count == 1 { "fault" } else { "faults" };
        write!(f, "the configuration has {count} {noun}:")?;
        for (index, fault) in self.faults.iter().enumerate() {
            write!(f, "\n\n{:>3}. {fault}", index + 1)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

impl From<Fault> for ConfigError {
    fn from(fault: Fault) -> Self {
        Self {
            faults: vec![fault],
        }
    }
}
