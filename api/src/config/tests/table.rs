//! The table of keys, the structure and the example file say the same.

use figment::Figment;
use figment::error::Kind as FigmentKind;
use figment::providers::{Format, Toml};

use super::super::keys::{Key, Preset, Secrecy};
use super::*;

/// The table and the structure name the same keys.
#[test]
fn the_table_of_keys_matches_the_structure() {
    let fields = |path: &str| -> Vec<String> {
        let unknown = if path.is_empty() {
            "zzz = 1".into()
        } else {
            format!("{path}.zzz = 1")
        };
        let error = Figment::from(Toml::string(&example(false)))
            .merge(Toml::string(&unknown))
            .extract::<Config>()
            .unwrap_err();
        match error.kind {
            FigmentKind::UnknownField(_, fields) => fields.iter().map(|f| (*f).into()).collect(),
            other => panic!("{other}"),
        }
    };
    let mut of_structure: Vec<String> = Vec::new();
    for field in fields("") {
        if Key::all().any(|key| key.parts().0 == field) {
            of_structure.extend(fields(&field).iter().map(|name| format!("{field}.{name}")));
        } else {
            of_structure.push(field);
        }
    }
    let mut of_table: Vec<String> = Key::all().map(|key| key.path.to_owned()).collect();
    of_structure.sort();
    of_table.sort();
    assert_eq!(of_structure, of_table);
}

/// `mulin.example.toml`; with `commented`, as it stands: every key a comment.
fn example(commented: bool) -> String {
    let text = include_str!("../../../../mulin.example.toml");
    let bare = |line: &str| match line.strip_prefix('#') {
        Some(setting) if !commented && !setting.starts_with(' ') => setting.to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(|line| bare(line) + "\n").collect()
}

#[test]
fn the_example_file_changes_nothing_and_names_every_key_with_its_default() {
    let untouched = load_with(&example(true), &[], &[], Mode::Production)
        .ok()
        .unwrap();
    let defaults = load_with("", &[], &[], Mode::Production).ok().unwrap();
    assert_eq!(
        format!("{:?}", untouched.config),
        format!("{:?}", defaults.config)
    );

    let figment = Figment::from(Toml::string(&example(false)));
    for key in Key::all() {
        let value = figment
            .find_value(key.path)
            .unwrap_or_else(|error| panic!("{error}"));
        if let Preset::Is(text) = key.default {
            let default = key.kind.read(text);
            let shown = |value| super::super::fault::literal(value, Secrecy::Open);
            assert_eq!(shown(&value), shown(&default), "{}", key.path);
        }
    }
}

#[test]
fn every_default_and_every_example_is_accepted() {
    for key in Key::all().filter(|key| key.secrecy != Secrecy::Hidden) {
        for text in [Some(key.example()), default_of(key)].into_iter().flatten() {
            let value = key.kind.read(text);
            assert_eq!(key.kind.check(&value), Ok(()), "{} = {text}", key.path);
        }
    }
}

fn default_of(key: &Key) -> Option<&'static str> {
    match key.default {
        Preset::Is(text) => Some(text),
        Preset::Unset { .. } => None,
    }
}
