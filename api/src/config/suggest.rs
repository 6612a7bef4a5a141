//! "Did you mean": the known name nearest to an unknown one.

use strsim::damerau_levenshtein;

use super::keys::Key;

/// What to write instead of the unknown key `path`.
pub(super) fn for_key(path: &str) -> Option<&'static str> {
    let name = path.rsplit('.').next().unwrap_or(path);
    let distance = |known: &'static str| {
        let known_name = known.rsplit('.').next().unwrap_or(known);
        // A right name in the wrong section is one mistake.
        damerau_levenshtein(path, known).min(damerau_levenshtein(name, known_name) + 1)
    };
    nearest(
        Key::all().map(|key| (distance(key.path), key.path)),
        name.len(),
    )
}

/// What to write instead of the unknown environment variable `name`.
pub(super) fn for_variable(name: &str) -> Option<String> {
    // The single underscore, the likeliest slip, is no difference here.
    let plain = |name: &str| name.replace("__", "_");
    let candidates = Key::all().map(|key| {
        let variable = key.variable();
        (
            damerau_levenshtein(&plain(name), &plain(&variable)),
            variable,
        )
    });
    nearest(candidates, name.len() - "MULIN_".len())
}

/// The nearest candidate, if it is near enough for a name of this length to be a slip.
fn nearest<T>(candidates: impl Iterator<Item = (usize, T)>, length: usize) -> Option<T> {
    candidates
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= (length / 3).max(1))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_key_that_was_meant() {
        for (given, meant) in [
            ("http.listn", Some("http.listen")),
            ("htpp.listen", Some("http.listen")),
            ("listen", Some("http.listen")),
            ("max_token", Some("graphql.max_tokens")),
            ("database.max_depth", Some("graphql.max_depth")),
            ("timezone", Some("time_zone")),
            ("http.colour", None),
        ] {
            assert_eq!(for_key(given), meant, "for {given}");
        }
    }

    #[test]
    fn finds_the_variable_that_was_meant() {
        let meant = |name| for_variable(name);
        assert_eq!(
            meant("MULIN_HTTP_LISTEN").as_deref(),
            Some("MULIN_HTTP__LISTEN")
        );
        assert_eq!(meant("MULIN_DATADIR").as_deref(), Some("MULIN_DATA_DIR"));
        assert_eq!(meant("MULIN_COLOUR"), None);
        assert_eq!(meant("MULIN_"), None);
    }
}
