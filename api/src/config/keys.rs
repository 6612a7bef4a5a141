//! The one table of keys: default, limits and an example for each.

mod checks;
mod messages;
mod server;
mod work;

use figment::value::Value;

/// One thing an operator can set.
pub(super) struct Key {
    /// Section and name, or a bare name.
    pub path: &'static str,
    pub kind: Kind,
    pub default: Preset,
    pub secrecy: Secrecy,
}

/// What a value looks like. `Text` and `List` check one text and return what they expect of it.
pub(super) enum Kind {
    Flag,
    Integer { min: u64, max: u64 },
    Text(fn(&str) -> Result<(), &'static str>),
    List(fn(&str) -> Result<(), &'static str>),
}

/// The value nobody has to set, written as in the environment.
pub(super) enum Preset {
    Is(&'static str),
    Unset {
        example: &'static str,
        meaning: &'static str,
    },
}

/// How much of a value may be shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Secrecy {
    Open,
    /// An address: everything but its password.
    Address,
    /// Nothing.
    Hidden,
}

impl Key {
    const fn is(path: &'static str, kind: Kind, text: &'static str) -> Self {
        Self {
            path,
            kind,
            default: Preset::Is(text),
            secrecy: Secrecy::Open,
        }
    }

    const fn unset(
        path: &'static str,
        kind: Kind,
        example: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            path,
            kind,
            default: Preset::Unset { example, meaning },
            secrecy: Secrecy::Open,
        }
    }

    const fn kept(mut self, secrecy: Secrecy) -> Self {
        self.secrecy = secrecy;
        self
    }

    /// Every key, in the order in which `mulin config` shows them.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        server::KEYS.iter().chain(messages::KEYS).chain(work::KEYS)
    }

    /// The key with this path.
    pub fn find(path: &str) -> Option<&'static Self> {
        Self::all().find(|key| key.path == path)
    }

    /// Section and name; the section of a bare name is empty.
    pub fn parts(&self) -> (&'static str, &'static str) {
        self.path.split_once('.').unwrap_or(("", self.path))
    }

    /// Its environment variable.
    pub fn variable(&self) -> String {
        format!("MULIN_{}", self.path.replace('.', "__").to_uppercase())
    }

    /// A value that would do, written as in the environment.
    pub fn example(&self) -> &'static str {
        match self.default {
            Preset::Is("") => "https://app.example.org",
            Preset::Is(text) => text,
            Preset::Unset { example, .. } => example,
        }
    }
}

impl Kind {
    const fn up_to(max: u64) -> Self {
        Self::Integer { min: 1, max }
    }

    /// The value that a text from the environment or a flag means. A text that does not fit stays
    /// text, so that `check` can complain about it.
    pub fn read(&self, text: &str) -> Value {
        match self {
            Self::Flag => text
                .parse::<bool>()
                .map_or_else(|_| Value::from(text), Value::from),
            Self::Integer { .. } => text
                .parse::<u64>()
                .map_or_else(|_| Value::from(text), Value::from),
            Self::Text(_) => Value::from(text),
            Self::List(_) => Value::from(
                text.split(',')
                    .map(str::trim)
                    .filter(|item| !item.is_empty())
                    .collect::<Vec<_>>(),
            ),
        }
    }

    /// `Err` says what is expected.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        match self {
            Self::Flag => value
                .to_bool()
                .map(|_| ())
                .ok_or_else(|| "true or false".to_owned()),
            Self::Integer { min, max } => {
                let number = value.to_num();
                let number = number.and_then(|number| {
                    number
                        .to_u128()
                        .or_else(|| u128::try_from(number.to_i128()?).ok())
                });
                match number {
                    Some(number) if (u128::from(*min)..=u128::from(*max)).contains(&number) => {
                        Ok(())
                    }
                    _ => Err(format!("a whole number from {min} to {max}")),
                }
            }
            Self::Text(check) => match value.as_str() {
                Some(text) => check(text).map_err(str::to_owned),
                None => Err(format!("{}, in quotes", expectation(*check))),
            },
            Self::List(check) => {
                let faulty = || format!("a list of {}", expectation(*check));
                let items = value.as_array().ok_or_else(faulty)?;
                let good = |item: &Value| item.as_str().is_some_and(|text| check(text).is_ok());
                if items.iter().all(good) {
                    Ok(())
                } else {
                    Err(faulty())
                }
            }
        }
    }
}

/// No check accepts an empty text, so its refusal tells what is expected.
fn expectation(check: fn(&str) -> Result<(), &'static str>) -> &'static str {
    check("").err().unwrap_or("text")
}
