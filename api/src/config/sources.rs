//! The layers of a configuration, and the faults that show in one layer alone.

use std::path::Path;

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Error, Figment, Metadata, Profile, Provider};

use super::fault::{Fault, Origin, in_file};
use super::keys::{Key, Preset};
use super::suggest;

/// A value given by a command-line flag.
#[derive(Clone)]
pub struct Flag {
    /// The flag as typed, such as `--listen`.
    pub name: &'static str,
    /// The key it sets, such as `http.listen`.
    pub key: &'static str,
    /// The value, written as in the environment.
    pub text: String,
}

/// Values of one origin.
struct Layer {
    origin: Origin,
    values: Dict,
}

impl Layer {
    fn one(origin: Origin, key: &Key, text: &str) -> Self {
        let values = figment::util::nest(key.path, key.kind.read(text));
        Self {
            origin,
            values: values.into_dict().unwrap_or_default(),
        }
    }
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        self.origin.metadata()
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        Ok(Profile::Default.collect(self.values.clone()))
    }
}

/// Lays the file at `path` over `figment`.
pub(super) fn merge_file(figment: Figment, path: &Path, faults: &mut Vec<Fault>) -> Figment {
    let unreadable = |given: String| Fault {
        key: path.display().to_string(),
        origin: None,
        given: Some(given),
        expected: "a TOML file that can be read".to_owned(),
        example: "see mulin.example.toml".to_owned(),
    };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            faults.push(unreadable(error.to_string()));
            return figment;
        }
    };
    match Toml::from_str::<Dict>(&text) {
        Ok(values) => {
            let origin = Origin::File(path.to_owned());
            check_tree(&values, "", &origin, faults);
            figment.merge(Layer { origin, values })
        }
        Err(error) => {
            // The whole message would quote the line, and with it perhaps a password.
            let before = text
                .get(..error.span().map_or(0, |span| span.start))
                .unwrap_or("");
            let line = before.matches('\n').count() + 1;
            faults.push(unreadable(format!("line {line}: {}", error.message())));
            figment
        }
    }
}

/// Complains about keys that do not exist and sections that are none.
fn check_tree(values: &Dict, section: &str, origin: &Origin, faults: &mut Vec<Fault>) {
    for (name, value) in values {
        let path = if section.is_empty() {
            name.clone()
        } else {
            format!("{section}.{name}")
        };
        if Key::find(&path).is_some() {
            continue;
        }
        let members: Vec<&Key> = Key::all().filter(|key| key.parts().0 == path).collect();
        match (value, members.first()) {
            (Value::Dict(_, inner), _) if !inner.is_empty() => {
                check_tree(inner, &path, origin, faults);
            }
            (Value::Dict(..), Some(_)) => {}
            (_, Some(member)) => faults.push(Fault {
                key: path.clone(),
                origin: Some(origin.to_string()),
                given: None,
                expected: format!("a section, as [{path}]"),
                example: in_file(member, member.example()),
            }),
            (_, None) => faults.push(unknown_key(path, section, origin)),
        }
    }
}

/// Its value is not shown: the misspelt key may be one that holds a secret.
fn unknown_key(path: String, section: &str, origin: &Origin) -> Fault {
    let meant = suggest::for_key(&path).and_then(Key::find);
    let siblings: Vec<&str> = Key::all()
        .map(Key::parts)
        .filter(|parts| parts.0 == section)
        .map(|parts| parts.1)
        .collect();
    let expected = match meant {
        Some(key) => format!("a known key; did you mean {}?", key.path),
        None if siblings.is_empty() => format!("a known key; there is no section [{section}]"),
        None if section.is_empty() => "a known key".to_owned(),
        None => format!("one of the keys of [{section}]: {}", siblings.join(", ")),
    };
    Fault {
        key: path,
        origin: Some(origin.to_string()),
        given: None,
        expected,
        example: meant.map_or("see mulin.example.toml".to_owned(), |key| {
            in_file(key, key.example())
        }),
    }
}

/// Beginnings of names that are not ours although they start with `MULIN_`: what Kubernetes sets
/// for a service called "mulin", and what the test suite reads.
const FOREIGN: &[&str] = &["MULIN_PORT", "MULIN_SERVICE_", "MULIN_TEST_"];

/// Read by the command line itself (`--config`).
const CONFIG_VARIABLE: &str = "MULIN_CONFIG";

/// The conventional name, which our own overrides.
const DATABASE_VARIABLE: &str = "DATABASE_URL";

/// Lays environment variables over `figment`. An empty one counts as not set.
pub(super) fn merge_env(
    mut figment: Figment,
    env: &[(String, String)],
    faults: &mut Vec<Fault>,
) -> Figment {
    let (alias, own): (Vec<_>, Vec<_>) = env
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .partition(|(name, _)| name == DATABASE_VARIABLE);
    for (name, text) in alias.into_iter().chain(own) {
        let ours = name.starts_with("MULIN_")
            && name != CONFIG_VARIABLE
            && !FOREIGN.iter().any(|foreign| name.starts_with(foreign));
        let key = if name == DATABASE_VARIABLE {
            Key::find("database.url")
        } else {
            Key::all().find(|key| key.variable() == *name)
        };
        match key {
            Some(key) => figment = figment.merge(Layer::one(Origin::Env(name.clone()), key, text)),
            None if ours => faults.push(unknown_variable(name)),
            None => {}
        }
    }
    figment
}

fn unknown_variable(name: &str) -> Fault {
    let meant = suggest::for_variable(name);
    Fault {
        key: name.to_owned(),
        origin: Some("environment".to_owned()),
        given: None,
        expected: match &meant {
            Some(variable) => format!("a known variable; did you mean {variable}?"),
            None => {
                "MULIN_<SECTION>__<KEY> with two underscores between section and key".to_owned()
            }
        },
        example: format!("{}=…", meant.as_deref().unwrap_or("MULIN_HTTP__LISTEN")),
    }
}

/// Lays flags over `figment`.
pub(super) fn merge_flags(figment: Figment, flags: &[Flag]) -> Figment {
    flags
        .iter()
        .fold(figment, |figment, flag| match Key::find(flag.key) {
            Some(key) => figment.merge(Layer::one(
                Origin::Flag(flag.name.to_owned()),
                key,
                &flag.text,
            )),
            None => figment,
        })
}

/// Puts defaults under everything. The default database lies in whatever `data_dir` is in force.
pub(super) fn join_defaults(mut figment: Figment) -> Figment {
    if let Ok(data_dir) = figment.extract_inner::<String>("data_dir")
        && let Some(key) = Key::find("database.url")
    {
        let url = format!("sqlite://{data_dir}/mulin.db");
        figment = figment.join(Layer::one(Origin::Default, key, &url));
    }
    Key::all().fold(figment, |figment, key| match key.default {
        Preset::Is(text) => figment.join(Layer::one(Origin::Default, key, text)),
        Preset::Unset { .. } => figment,
    })
}
