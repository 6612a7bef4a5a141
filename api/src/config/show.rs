//! The configuration in force, as `mulin config` prints it.

use super::Loaded;
use super::fault::literal;
use super::keys::{Key, Preset};

/// The configuration in force as TOML: secrets hidden, and behind each value where it comes from.
pub fn render(loaded: &Loaded) -> String {
    let mut text = String::from("# The configuration in force; secrets are hidden.\n");
    let mut open = "";
    for key in Key::all() {
        let (section, name) = key.parts();
        if section != open {
            text.push_str(&format!("\n[{section}]\n"));
            open = section;
        }
        let (line, note) = match (loaded.merged.value(key.path), &key.default) {
            (Some(value), _) => (
                format!("{name} = {}", literal(&value, key.secrecy)),
                loaded.merged.origin(key.path).to_string(),
            ),
            (None, Preset::Unset { meaning, .. }) => {
                (format!("# {name}"), format!("not set: {meaning}"))
            }
            (None, Preset::Is(_)) => (format!("# {name}"), "not set".to_owned()),
        };
        text.push_str(&format!("{line:<44} # {note}\n"));
    }
    text
}
