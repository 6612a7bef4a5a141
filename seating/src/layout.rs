//! Tables and parties.

/// Parts of a meal that parties bring dishes of.
pub const CATEGORIES: usize = 8;

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Seats.
    pub capacity: u32,
    /// Guests that it should have, if it has any.
    pub min_guests: u32,
    /// Part of the hall.
    pub zone: Option<u32>,
    /// Whether it is near the entrance.
    pub near_entrance: bool,
    /// Whether a wheelchair comes to it.
    pub accessible: bool,
    /// Whether only those sit there who are pinned to it.
    pub head: bool,
}

/// A household that sits together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// Seats that it needs, at least one.
    pub seats: u32,
    /// How many of it are old.
    pub elders: u32,
    /// Whether it has to sit where a wheelchair comes.
    pub needs_accessible: bool,
    /// Where it lives.
    pub building: Option<u32>,
    /// Parts of the meal that it brings dishes of, a bit each.
    pub dishes: u8,
    /// The table at which it sits whatever else is arranged.
    pub pinned_to: Option<usize>,
    /// Where it sat in the plan before.
    pub seated_at: Option<usize>,
}

/// What is to be arranged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The tables.
    pub tables: Vec<Table>,
    /// The parties.
    pub parties: Vec<Party>,
    /// Pairs of parties that do not sit at one table.
    pub apart: Vec<(usize, usize)>,
}

impl Layout {
    /// Guests of all parties.
    pub fn guests(&self) -> u32 {
        self.parties.iter().map(|party| party.seats).sum()
    }

    /// The parties from which each must be apart.
    pub(crate) fn apart_of(&self) -> Vec<Vec<usize>> {
        let mut apart = vec![Vec::new(); self.parties.len()];
        for (one, other) in &self.apart {
            if *one < apart.len() && *other < apart.len() {
                apart[*one].push(*other);
                apart[*other].push(*one);
            }
        }
        apart
    }

    /// Whether the table alone suits the party: room for it, a wheelchair comes to it, and it is its
    /// own or nobody's.
    pub(crate) fn suits(&self, party: usize, table: usize) -> bool {
        let (guest, at) = (&self.parties[party], &self.tables[table]);
        guest.seats <= at.capacity
            && (at.accessible || !guest.needs_accessible)
            && match guest.pinned_to {
                Some(pin) => pin == table,
                None => !at.head,
            }
    }
}
