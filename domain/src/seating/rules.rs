//! What a layout and its rules may be, who is an elder, and which building a door is in. Pure.

use std::collections::HashSet;
use std::hash::Hash;

use crate::input::{Faults, Rule};

/// Tables that a banquet may have.
pub const MAX_TABLES: usize = 1_000;
/// Most seats of a table.
pub const MAX_SEATS: i32 = 200;
/// Most pins, and most pairs that sit apart.
pub const MAX_RULES: usize = 5_000;
/// Longest name of a table or a part of the hall, in characters.
pub const MAX_NAME: usize = 40;

/// From which age somebody is an elder (老年人权益保障法 §2).
const ELDER_AGE: i32 = 60;

/// Whether somebody born in this year is an elder in the other. Of whom it is not known, nobody says so.
pub fn is_elder(birth_year: Option<i32>, year: i32) -> bool {
    birth_year.is_some_and(|born| year - born >= ELDER_AGE)
}

/// The building of a door: `3号楼1单元101` is in `3号楼`, `12-3-501` in `12`. A text that names no door
/// is a building by itself.
pub fn building(door: &str) -> &str {
    let door = door.trim();
    let named = door
        .char_indices()
        .find(|(_, c)| matches!(c, '楼' | '栋' | '幢' | '座'));
    if let Some((at, c)) = named {
        return &door[..at + c.len_utf8()];
    }
    let head = door.split(['-', '－', '/', '#', ' ']).next();
    head.filter(|head| !head.is_empty()).unwrap_or(door)
}

/// A table as somebody sets it, looked at by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its number or name.
    pub name: String,
    /// Seats.
    pub capacity: i32,
    /// Guests that it should have, if it has any.
    pub min_guests: i32,
    /// Part of the hall.
    pub zone: Option<String>,
}

/// Takes what a table is, the one at this place of the list.
pub fn shape(
    faults: &mut Faults,
    index: usize,
    name: &str,
    capacity: i32,
    min_guests: i32,
    zone: Option<&str>,
) -> Shape {
    let at = |field: &str| format!("tables.{index}.{field}");
    let zone = zone.map(|zone| faults.line(&at("zone"), zone, 0..=MAX_NAME));
    let name = faults.line(&at("name"), name, 1..=MAX_NAME);
    let capacity = faults.number(&at("capacity"), capacity, 1..=MAX_SEATS);
    let most = capacity.clamp(1, MAX_SEATS);
    Shape {
        name,
        capacity,
        min_guests: faults.number(&at("minGuests"), min_guests, 0..=most),
        zone: zone.filter(|zone| !zone.is_empty()),
    }
}

/// Notes what is given twice.
pub fn once<T: Eq + Hash>(
    faults: &mut Faults,
    things: impl IntoIterator<Item = T>,
    path: impl Fn(usize) -> String,
) {
    let mut seen = HashSet::new();
    for (index, thing) in things.into_iter().enumerate() {
        if !seen.insert(thing) {
            faults.add(&path(index), Rule::Duplicate);
        }
    }
}

/// Notes a list that is too long. Tells whether it is.
pub fn too_many(faults: &mut Faults, path: &str, count: usize, max: usize) -> bool {
    if count > max {
        faults.add(path, Rule::Count { max });
    }
    count > max
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elders_are_sixty_in_the_year_of_the_banquet() {
        assert!(is_elder(Some(1967), 2027));
        assert!(!is_elder(Some(1968), 2027));
        assert!(!is_elder(None, 2027));
    }

    #[test]
    fn doors_lie_in_buildings() {
        let doors = [
            ("3号楼1单元101", "3号楼"),
            (" 3号楼 ", "3号楼"),
            ("5栋302", "5栋"),
            ("甲幢", "甲幢"),
            ("B座12A", "B座"),
            ("12-3-501", "12"),
            ("7 #2", "7"),
            ("-1", "-1"),
            ("老槐树下", "老槐树下"),
            ("", ""),
        ];
        for (door, expected) in doors {
            assert_eq!(building(door), expected, "{door}");
        }
    }

    #[test]
    fn every_fault_of_a_table_is_told() {
        let mut faults = Faults::default();
        shape(&mut faults, 2, " ", 0, -1, Some(&"区".repeat(41)));
        once(&mut faults, ["a", "b", "a"], |index| {
            format!("tables.{index}.name")
        });
        assert!(too_many(&mut faults, "tables", 1_001, MAX_TABLES));
        let told: Vec<String> = faults
            .into_errors()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            told,
            [
                "tables.2.zone: INVALID_LENGTH",
                "tables.2.name: REQUIRED",
                "tables.2.capacity: OUT_OF_RANGE",
                "tables.2.minGuests: OUT_OF_RANGE",
                "tables.2.name: DUPLICATE",
                "tables: TOO_MANY_ITEMS",
            ]
        );
    }

    #[test]
    fn a_table_has_as_many_guests_at_least_as_it_has_seats_at_most() {
        let mut faults = Faults::default();
        let table = shape(&mut faults, 0, " 1号桌 ", 10, 10, Some(" "));
        assert!(faults.is_empty());
        assert_eq!((table.name.as_str(), table.zone), ("1号桌", None));
        shape(&mut faults, 0, "1", 10, 11, None);
        assert!(!faults.is_empty());
    }
}
