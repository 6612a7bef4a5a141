//! A banquet's tables, rules, households and places together, as the solver takes them and gives them
//! back: it knows tables and parties by their numbers.

use std::collections::{BTreeSet, HashMap};

use mulin_entities::*;
use mulin_seating::{HardRule, Impossible, Judgement, Layout, Table};

use super::error::{Impossibility, Named};
use super::parties::Party;

/// See the module. Tables stand in their order, parties in order of their households' keys.
#[derive(Debug)]
pub(super) struct Hall {
    pub(super) event_id: EventId,
    pub(super) tables: Vec<banquet_table::Model>,
    pub(super) parties: Vec<Party>,
    pub(super) pins: Vec<table_pin::Model>,
    pub(super) apart: Vec<seated_apart::Model>,
    /// In order of their households' keys.
    pub(super) places: Vec<seat_assignment::Model>,
}

/// A hard rule that the plan breaks, or a household that has no table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The rule.
    pub rule: HardRule,
    /// The household that it is about, where it sits now; nowhere if it leads to no table.
    pub household: Option<seat_assignment::Model>,
    /// Another that it is about, likewise.
    pub other: Option<seat_assignment::Model>,
    /// The table that it is about.
    pub table_id: Option<BanquetTableId>,
}

/// Each distinct thing by its number, in order.
fn numbers<T: Ord>(things: impl Iterator<Item = T>) -> Vec<T> {
    things.collect::<BTreeSet<T>>().into_iter().collect()
}

fn number_of<T: Ord>(all: &[T], thing: &T) -> Option<u32> {
    let at = all.binary_search(thing).ok()?;
    u32::try_from(at).ok()
}

impl Hall {
    /// The place of a household in the plan as it is now.
    pub(super) fn place_of(&self, household: HouseholdId) -> Option<&seat_assignment::Model> {
        let found = self
            .places
            .binary_search_by_key(&household, |place| place.household_id);
        self.places.get(found.ok()?)
    }

    /// Where a party sits now, nowhere if it has no place.
    fn shown(&self, party: &Party) -> seat_assignment::Model {
        let place = self.place_of(party.household_id).cloned();
        seat_assignment::Model {
            seats: i32::try_from(party.seats).unwrap_or(i32::MAX),
            ..place.unwrap_or(seat_assignment::Model {
                event_id: self.event_id,
                household_id: party.household_id,
                seats: 0,
                table_id: None,
                published_table_id: None,
            })
        }
    }

    /// As the solver takes it. `keeping`: whether moving a household from where it sits counts.
    pub(super) fn layout(&self, keeping: bool) -> Layout {
        let zones = numbers(self.tables.iter().filter_map(|table| table.zone.as_deref()));
        let buildings = numbers(self.parties.iter().map(|party| &party.building));
        let (tables, parties) = (self.table_numbers(), self.party_numbers());
        let pins: HashMap<HouseholdId, BanquetTableId> = self
            .pins
            .iter()
            .map(|pin| (pin.household_id, pin.table_id))
            .collect();
        let seated = self.seated();
        let whole = |number: i32| u32::try_from(number).unwrap_or(0);
        let table = |row: &banquet_table::Model| Table {
            capacity: whole(row.capacity),
            min_guests: whole(row.min_guests),
            zone: row
                .zone
                .as_deref()
                .and_then(|zone| number_of(&zones, &zone)),
            near_entrance: row.near_entrance,
            accessible: row.accessible,
            head: row.head,
        };
        let party = |(at, party): (usize, &Party)| mulin_seating::Party {
            seats: party.seats,
            elders: party.elders,
            needs_accessible: party.needs_accessible,
            building: number_of(&buildings, &&party.building),
            dishes: party.dishes,
            pinned_to: pins
                .get(&party.household_id)
                .and_then(|table| tables.get(table).copied()),
            seated_at: seated[at].filter(|_| keeping),
        };
        let pair = |row: &seated_apart::Model| {
            let one = parties.get(&row.household_id)?;
            Some((*one, *parties.get(&row.other_household_id)?))
        };
        Layout {
            tables: self.tables.iter().map(table).collect(),
            parties: self.parties.iter().enumerate().map(party).collect(),
            apart: self.apart.iter().filter_map(pair).collect(),
        }
    }

    /// Who sits where now, a table's number a party.
    pub(super) fn seated(&self) -> Vec<Option<usize>> {
        let tables = self.table_numbers();
        let places: HashMap<HouseholdId, BanquetTableId> = self
            .places
            .iter()
            .filter_map(|place| Some((place.household_id, place.table_id?)))
            .collect();
        let seat = |party: &Party| {
            let table = places.get(&party.household_id)?;
            tables.get(table).copied()
        };
        self.parties.iter().map(seat).collect()
    }

    /// The places that differ once parties sit at the tables of these numbers. Who does not come any
    /// more has none.
    pub(super) fn moved_to(&self, seated: &[Option<usize>]) -> Vec<seat_assignment::Model> {
        let parties = self.party_numbers();
        let mut changed = Vec::new();
        for place in &self.places {
            let (seats, table_id) = match parties.get(&place.household_id) {
                Some(at) => (
                    i32::try_from(self.parties[*at].seats).unwrap_or(place.seats),
                    seated[*at].map(|table| self.tables[table].id),
                ),
                None => (place.seats, None),
            };
            if (seats, table_id) != (place.seats, place.table_id) {
                changed.push(seat_assignment::Model {
                    seats,
                    table_id,
                    ..place.clone()
                });
            }
        }
        let placed: BTreeSet<HouseholdId> =
            self.places.iter().map(|place| place.household_id).collect();
        for (party, table) in self.parties.iter().zip(seated) {
            let (Some(table), false) = (table, placed.contains(&party.household_id)) else {
                continue;
            };
            changed.push(seat_assignment::Model {
                event_id: self.event_id,
                household_id: party.household_id,
                seats: i32::try_from(party.seats).unwrap_or(i32::MAX),
                table_id: Some(self.tables[*table].id),
                published_table_id: None,
            });
        }
        changed
    }

    /// The tables at which somebody sits, or sat, in these places.
    pub(super) fn touched(&self, changed: &[seat_assignment::Model]) -> Vec<BanquetTableId> {
        let before = |place: &seat_assignment::Model| {
            let before = self.place_of(place.household_id);
            before.and_then(|before| before.table_id)
        };
        let both = changed
            .iter()
            .flat_map(|place| [place.table_id, before(place)]);
        numbers(both.flatten())
    }

    /// What a judgement says is broken, by keys.
    pub(super) fn broken(&self, judgement: &Judgement) -> Vec<Broken> {
        let household = |party: Option<usize>| Some(self.shown(self.parties.get(party?)?));
        let broken = judgement.broken.iter().map(|broken| Broken {
            rule: broken.rule,
            household: household(broken.party),
            other: household(broken.other),
            table_id: broken
                .table
                .and_then(|table| Some(self.tables.get(table)?.id)),
        });
        broken.collect()
    }

    /// The households that a contradiction is about.
    pub(super) fn concerned(&self, impossible: &Impossible) -> Vec<HouseholdId> {
        let parties: Vec<usize> = match impossible {
            Impossible::TooFewSeats { .. }
            | Impossible::PinsOverfill { .. }
            | Impossible::TooFewAccessibleSeats { .. } => Vec::new(),
            Impossible::PinnedApart { one, other, .. } => vec![*one, *other],
            Impossible::PartyLargerThanEveryTable { party }
            | Impossible::PinNotAccessible { party, .. }
            | Impossible::NoAccessibleTable { party }
            | Impossible::ApartFromItself { party }
            | Impossible::AloneEverywhere { party } => vec![*party],
        };
        let household = |party: usize| Some(self.parties.get(party)?.household_id);
        parties.into_iter().filter_map(household).collect()
    }

    /// A contradiction as it is told, with the names of [`Hall::concerned`].
    pub(super) fn told(
        &self,
        impossible: &Impossible,
        names: &HashMap<HouseholdId, Vec<String>>,
    ) -> Impossibility {
        let household = |party: usize| {
            let id = self.parties.get(party).map(|party| party.household_id);
            let known = id.and_then(|id| names.get(&id));
            Named(known.cloned().unwrap_or_default())
        };
        let table = |table: usize| {
            let row = self.tables.get(table);
            row.map(|row| row.name.clone()).unwrap_or_default()
        };
        match *impossible {
            Impossible::TooFewSeats { wanted, there } => {
                Impossibility::TooFewSeats { wanted, there }
            }
            Impossible::PartyLargerThanEveryTable { party } => {
                Impossibility::LargerThanEveryTable {
                    household: household(party),
                    wanted: self.parties.get(party).map_or(0, |party| party.seats),
                }
            }
            Impossible::PinsOverfill {
                table: at,
                wanted,
                capacity,
            } => Impossibility::PinsOverfill {
                table: table(at),
                wanted,
                there: capacity,
            },
            Impossible::PinnedApart {
                one,
                other,
                table: at,
            } => Impossibility::PinnedApart {
                household: household(one),
                other: household(other),
                table: table(at),
            },
            Impossible::PinNotAccessible { party, table: at } => Impossibility::PinNotAccessible {
                household: household(party),
                table: table(at),
            },
            Impossible::NoAccessibleTable { party } => Impossibility::NoAccessibleTable {
                household: household(party),
            },
            Impossible::TooFewAccessibleSeats { wanted, there } => {
                Impossibility::TooFewAccessibleSeats { wanted, there }
            }
            Impossible::ApartFromItself { party } => Impossibility::ApartFromItself {
                household: household(party),
            },
            Impossible::AloneEverywhere { party } => Impossibility::AloneEverywhere {
                household: household(party),
            },
        }
    }

    fn table_numbers(&self) -> HashMap<BanquetTableId, usize> {
        let tables = self.tables.iter().enumerate();
        tables.map(|(at, table)| (table.id, at)).collect()
    }

    /// The number of each household's party.
    pub(super) fn party_numbers(&self) -> HashMap<HouseholdId, usize> {
        let parties = self.parties.iter().enumerate();
        parties
            .map(|(at, party)| (party.household_id, at))
            .collect()
    }
}
