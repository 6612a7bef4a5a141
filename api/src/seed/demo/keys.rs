//! Keys that are the same in every database with the demo.

use chrono::{DateTime, TimeDelta};
use mulin_domain::clock::SeededEntropy;
use mulin_domain::id::new_id;
use mulin_entities::TypedId;

/// What everything that is the same in every database grows from.
pub(super) const SEED: u64 = 20_260_303;

/// Tables with such keys.
#[derive(Clone, Copy)]
pub(super) enum Table {
    /// Areas.
    Area = 1,
    /// Venues.
    Venue,
    /// Households.
    Household,
    /// People.
    Person,
}

/// Randomness of one row's own, so that a row more in a later version changes no other.
pub(super) fn entropy(table: Table, number: usize) -> SeededEntropy {
    SeededEntropy::new(SEED + 1_000_000 * table as u64 + number as u64)
}

/// The key of a row: a UUIDv7 of early 2026, in order of the numbers.
pub(super) fn key<T: TypedId>(table: Table, number: usize) -> T {
    let number_of_millis = i64::try_from(number).unwrap_or(0);
    let early =
        DateTime::UNIX_EPOCH + TimeDelta::milliseconds(1_767_225_600_000 + number_of_millis);
    new_id(early, &entropy(table, number))
}

#[cfg(test)]
mod tests {
    use mulin_entities::PersonId;

    use super::*;

    #[test]
    fn keys_are_always_the_same_and_in_order() {
        let people: Vec<PersonId> = (0..1_000)
            .map(|number| key(Table::Person, number))
            .collect();
        assert!(people.is_sorted() && people.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(people[7], key(Table::Person, 7));
        assert_ne!(people[7].0, key::<PersonId>(Table::Household, 7).0);
    }
}
