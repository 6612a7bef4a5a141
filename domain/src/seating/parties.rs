//! The households that are to be seated, each with what matters for its table.

use std::collections::{HashMap, HashSet};

use chrono::Datelike;
use mulin_entities::{AreaId, DishCategory, EventId, HouseholdId, PersonId};
use sea_orm::ConnectionTrait;

use super::party_store::{self, Brought, Guest, Home};
use super::rules;
use crate::clock::Instant;
use crate::error::Result;
use crate::person::need::{NeedKind, Needs};

/// A household that comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Party {
    pub(super) household_id: HouseholdId,
    /// Guests of all its answers.
    pub(super) seats: u32,
    /// Those of them who are known to be elders.
    pub(super) elders: u32,
    /// Whether somebody of them needs a table that a wheelchair comes to.
    pub(super) needs_accessible: bool,
    /// Unit and building.
    pub(super) building: (AreaId, String),
    /// What they bring: a bit a category.
    pub(super) dishes: u8,
}

/// Who comes, as it was read.
#[derive(Debug)]
pub(super) struct Coming {
    homes: Vec<Home>,
    guests: Vec<Guest>,
    brought: Vec<Brought>,
    /// The year by which ages are told.
    year: i32,
}

/// Reads who comes, in one statement a kind of rows.
pub(super) async fn coming(
    db: &impl ConnectionTrait,
    event: EventId,
    starts_at: Instant,
) -> Result<Coming> {
    Ok(Coming {
        homes: party_store::homes(db, event).await?,
        guests: party_store::guests(db, event).await?,
        brought: party_store::brought(db, event).await?,
        year: starts_at.year(),
    })
}

impl Coming {
    /// Of whom anything is kept about what they need.
    pub(super) fn with_needs(&self) -> Vec<PersonId> {
        let mut people: Vec<PersonId> = self
            .guests
            .iter()
            .filter(|guest| guest.has_needs)
            .map(|guest| guest.person_id)
            .collect();
        people.sort_unstable();
        people
    }

    /// One party a household, in order of their keys. `accessible` are those who need such a table.
    pub(super) fn parties(&self, accessible: &HashSet<PersonId>) -> Vec<Party> {
        let mut elders: HashMap<HouseholdId, u32> = HashMap::new();
        let mut needing: HashSet<HouseholdId> = HashSet::new();
        for guest in &self.guests {
            if rules::is_elder(guest.birth_year, self.year) {
                *elders.entry(guest.household_id).or_default() += 1;
            }
            if accessible.contains(&guest.person_id) {
                needing.insert(guest.household_id);
            }
        }
        let mut dishes: HashMap<HouseholdId, u8> = HashMap::new();
        for brought in &self.brought {
            *dishes.entry(brought.household_id).or_default() |= bit(brought.category);
        }
        let party = |home: &Home| {
            let id = home.household_id;
            let seats = u32::try_from(home.seats).unwrap_or(u32::MAX);
            Party {
                household_id: id,
                seats,
                elders: elders.get(&id).copied().unwrap_or(0).min(seats),
                needs_accessible: needing.contains(&id),
                building: (home.unit_id, rules::building(&home.building).to_owned()),
                dishes: dishes.get(&id).copied().unwrap_or(0),
            }
        };
        let mut parties: Vec<Party> = self.homes.iter().map(party).collect();
        parties.sort_unstable_by_key(|party| party.household_id);
        parties
    }
}

/// Those of the people who need a table that a wheelchair comes to.
pub(super) fn need_accessible(needs: &[(PersonId, Needs)]) -> HashSet<PersonId> {
    let kinds = [NeedKind::Wheelchair, NeedKind::StepFree];
    needs
        .iter()
        .filter(|(_, needs)| kinds.iter().any(|kind| needs.kinds.contains(kind)))
        .map(|(person, _)| *person)
        .collect()
}

fn bit(category: DishCategory) -> u8 {
    match category {
        DishCategory::Cold => 1,
        DishCategory::Hot => 1 << 1,
        DishCategory::Staple => 1 << 2,
        DishCategory::Soup => 1 << 3,
        DishCategory::Dessert => 1 << 4,
        DishCategory::Drink => 1 << 5,
    }
}

/// How households are called, each by the names of those who answered.
pub(super) async fn names(
    db: &impl ConnectionTrait,
    event: EventId,
    households: impl IntoIterator<Item = HouseholdId>,
) -> Result<HashMap<HouseholdId, Vec<String>>> {
    let homes: Vec<_> = households.into_iter().map(|id| (event, id)).collect();
    let mut names: HashMap<HouseholdId, Vec<String>> = HashMap::new();
    if homes.is_empty() {
        return Ok(names);
    }
    for ((_, home), name) in party_store::names(db, &homes).await? {
        names.entry(home).or_default().push(name);
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn home(n: u128, seats: i64, building: &str) -> Home {
        Home {
            household_id: HouseholdId(id(n)),
            seats,
            unit_id: AreaId(id(9)),
            building: building.to_owned(),
        }
    }

    fn guest(home: u128, person: u128, birth_year: Option<i32>) -> Guest {
        Guest {
            household_id: HouseholdId(id(home)),
            person_id: PersonId(id(person)),
            birth_year,
            has_needs: person % 2 == 1,
        }
    }

    #[test]
    fn a_household_is_one_party_with_all_that_matters() {
        let brought = |category| Brought {
            household_id: HouseholdId(id(1)),
            category,
        };
        let coming = Coming {
            homes: vec![home(2, 1, "5栋302"), home(1, 4, "3号楼1单元101")],
            guests: vec![
                guest(1, 1, Some(1950)),
                guest(1, 2, Some(1990)),
                guest(2, 3, None),
            ],
            brought: vec![brought(DishCategory::Cold), brought(DishCategory::Soup)],
            year: 2027,
        };
        assert_eq!(coming.with_needs(), [PersonId(id(1)), PersonId(id(3))]);
        let parties = coming.parties(&[PersonId(id(2))].into());
        let first = Party {
            household_id: HouseholdId(id(1)),
            seats: 4,
            elders: 1,
            needs_accessible: true,
            building: (AreaId(id(9)), "3号楼".to_owned()),
            dishes: 0b1001,
        };
        let second = Party {
            household_id: HouseholdId(id(2)),
            seats: 1,
            elders: 0,
            needs_accessible: false,
            building: (AreaId(id(9)), "5栋".to_owned()),
            dishes: 0,
        };
        assert_eq!(parties, [first, second]);
    }

    #[test]
    fn wheelchairs_and_stairs_ask_for_an_accessible_table_and_nothing_else_does() {
        let needs = |person: u128, kind| {
            let needs = Needs {
                kinds: [kind].into(),
                note: String::new(),
                updated_at: chrono::DateTime::UNIX_EPOCH,
            };
            (PersonId(id(person)), needs)
        };
        let all = [
            needs(1, NeedKind::Wheelchair),
            needs(2, NeedKind::StepFree),
            needs(3, NeedKind::Hearing),
        ];
        assert_eq!(
            need_accessible(&all),
            [PersonId(id(1)), PersonId(id(2))].into()
        );
    }
}
