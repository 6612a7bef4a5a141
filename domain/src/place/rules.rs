//! The tree of areas, and positions. Pure.

use mulin_entities::AreaKind;

use crate::clock::Entropy;

/// Letters of a path's segment: Crockford's base 32 without letters that are mistaken for digits,
/// in the order of their bytes.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const SEGMENT: usize = 8;

/// The level right below.
pub fn kind_below(kind: AreaKind) -> Option<AreaKind> {
    match kind {
        AreaKind::City => Some(AreaKind::Street),
        AreaKind::Street => Some(AreaKind::Community),
        AreaKind::Community => Some(AreaKind::Grid),
        AreaKind::Grid => Some(AreaKind::Unit),
        AreaKind::Unit => None,
    }
}

/// Whether an area of this kind may stand under that parent.
pub fn fits_under(kind: AreaKind, parent: Option<AreaKind>) -> bool {
    match parent {
        None => kind == AreaKind::City,
        Some(parent) => kind_below(parent) == Some(kind),
    }
}

/// A new area's path: its parent's and one segment of 40 random bits. A subtree is then the range
/// of paths that begin with its top's.
pub fn new_path(parent: Option<&str>, entropy: &dyn Entropy) -> String {
    let mut random = [0; SEGMENT];
    entropy.fill(&mut random);
    let mut path = parent.unwrap_or_default().to_owned();
    path.extend(
        random
            .iter()
            .map(|byte| char::from(LETTERS[usize::from(byte % 32)])),
    );
    path.push('.');
    path
}

/// The paths of an area and all above it, from the top.
pub fn paths_to(path: &str) -> Vec<&str> {
    path.match_indices('.')
        .map(|(dot, _)| &path[..=dot])
        .collect()
}

/// The end of the range of paths that begin with `path`: its last dot raised by one.
pub fn end_of_subtree(path: &str) -> String {
    format!("{}/", path.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    #[test]
    fn each_level_has_one_below() {
        assert!(fits_under(AreaKind::City, None));
        assert!(!fits_under(AreaKind::Unit, None));
        assert!(fits_under(AreaKind::Grid, Some(AreaKind::Community)));
        assert!(!fits_under(AreaKind::Unit, Some(AreaKind::Community)));
        assert!(!fits_under(AreaKind::City, Some(AreaKind::City)));
    }

    #[test]
    fn a_subtree_is_a_range_of_paths() {
        let entropy = SeededEntropy::new(1);
        let city = new_path(None, &entropy);
        let street = new_path(Some(&city), &entropy);
        let sibling = new_path(Some(&city), &entropy);
        let below = new_path(Some(&street), &entropy);
        let inside = |path: &String| *path >= street && *path < end_of_subtree(&street);
        assert!(inside(&street) && inside(&below) && !inside(&city) && !inside(&sibling));
        assert_eq!(
            paths_to(&below),
            [city.as_str(), street.as_str(), below.as_str()]
        );
    }
}
