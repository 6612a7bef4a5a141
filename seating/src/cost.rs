//! What the soft rules cost at one table.

use crate::layout::{CATEGORIES, Layout, Table};

/// An elder who sits far from the entrance.
const ELDER: i64 = 10;
/// A table at which all live in one building.
const ONE_BUILDING: i64 = 20;
/// A part of the meal of which nobody at the table brings a dish.
const DISH: i64 = 6;
/// A guest fewer than a table should have.
const GUEST_SHORT: i64 = 5;
/// A table that is full; the cost grows with the square of how full it is, so that all are alike.
const FULL: i64 = 50;

/// Who sits at a table, as far as rules ask.
#[derive(Clone, Debug, Default)]
pub struct Company {
    /// Seats taken.
    pub taken: u32,
    /// Parties.
    pub parties: u32,
    /// Elders.
    pub elders: u32,
    /// Parties of each building.
    pub buildings: Vec<(u32, u32)>,
    /// Parties that bring a dish of each part of the meal.
    pub dishes: [u32; CATEGORIES],
}

/// What can be asked of a layout: what nobody can satisfy costs nothing.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    near_entrance: bool,
    buildings: bool,
    dishes: u8,
}

/// What the soft rules cost, each; none of them below zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Elders far from the entrance.
    pub elders: i64,
    /// Neighbours among themselves.
    pub buildings: i64,
    /// Full tables beside empty ones.
    pub balance: i64,
    /// Parts of the meal that are missing.
    pub dishes: i64,
    /// Guests short of a table's minimum.
    pub min_guests: i64,
}

impl Asked {
    /// Of a layout.
    pub fn of(layout: &Layout) -> Self {
        let mut known = layout.parties.iter().filter_map(|party| party.building);
        let first = known.next();
        Self {
            near_entrance: layout.tables.iter().any(|table| table.near_entrance),
            buildings: known.any(|building| Some(building) != first),
            dishes: layout
                .parties
                .iter()
                .fold(0, |all, party| all | party.dishes),
        }
    }
}

impl Company {
    /// What the soft rules cost at a table with this company. An empty table costs nothing.
    pub fn cost(&self, table: &Table, asked: Asked) -> Cost {
        if self.taken == 0 {
            return Cost::default();
        }
        let far = asked.near_entrance && !table.near_entrance;
        let alike = asked.buildings && self.buildings.len() < 2;
        let missing = (0..CATEGORIES)
            .filter(|category| asked.dishes & (1 << category) != 0 && self.dishes[*category] == 0)
            .count();
        let short = table.min_guests.saturating_sub(self.taken);
        let (taken, capacity) = (i64::from(self.taken), i64::from(table.capacity.max(1)));
        Cost {
            elders: if far {
                ELDER * i64::from(self.elders)
            } else {
                0
            },
            buildings: if alike { ONE_BUILDING } else { 0 },
            balance: FULL * taken * taken / (capacity * capacity),
            dishes: DISH * i64::try_from(missing).unwrap_or(0),
            min_guests: GUEST_SHORT * i64::from(short),
        }
    }
}

impl Cost {
    /// All together.
    pub fn sum(&self) -> i64 {
        self.elders + self.buildings + self.balance + self.dishes + self.min_guests
    }

    /// With another table's.
    pub fn and(self, other: Self) -> Self {
        Self {
            elders: self.elders + other.elders,
            buildings: self.buildings + other.buildings,
            balance: self.balance + other.balance,
            dishes: self.dishes + other.dishes,
            min_guests: self.min_guests + other.min_guests,
        }
    }
}
