//! A hall while it is being arranged: who sits where, kept in step with what it costs.

use crate::cost::{Asked, Company};
use crate::layout::Layout;

/// A guest who is alone at a table: more than all soft rules of two tables weigh.
pub const ALONE: i64 = 1_000_000;

/// A hall in which parties take seats and leave them. No hard rule is broken in it, but that somebody
/// may be alone for a while.
#[derive(Clone)]
pub struct Hall<'l> {
    /// What is arranged.
    pub layout: &'l Layout,
    apart: Vec<Vec<usize>>,
    asked: Asked,
    several: bool,
    place: Vec<Option<usize>>,
    seated: Vec<Vec<usize>>,
    company: Vec<Company>,
    cost: Vec<i64>,
}

impl<'l> Hall<'l> {
    /// An empty hall.
    pub fn new(layout: &'l Layout) -> Self {
        Self {
            layout,
            apart: layout.apart_of(),
            asked: Asked::of(layout),
            several: layout.guests() > 1,
            place: vec![None; layout.parties.len()],
            seated: vec![Vec::new(); layout.tables.len()],
            company: vec![Company::default(); layout.tables.len()],
            cost: vec![0; layout.tables.len()],
        }
    }

    /// The table of each party.
    pub fn tables(&self) -> Vec<Option<usize>> {
        self.place.clone()
    }

    /// Where a party sits.
    pub fn at(&self, party: usize) -> Option<usize> {
        self.place[party]
    }

    /// Who sits at a table.
    pub fn company(&self, table: usize) -> &Company {
        &self.company[table]
    }

    /// The parties at a table, in order.
    pub fn seated_at(&self, table: usize) -> &[usize] {
        &self.seated[table]
    }

    /// The most seats that are left at one table.
    pub fn most_left(&self) -> u32 {
        let tables = 0..self.layout.tables.len();
        tables.map(|table| self.left(table)).max().unwrap_or(0)
    }

    /// Seats that are left at a table.
    pub fn left(&self, table: usize) -> u32 {
        let capacity = self.layout.tables[table].capacity;
        capacity.saturating_sub(self.company[table].taken)
    }

    /// From how many others a party must be apart.
    pub fn quarrels(&self, party: usize) -> usize {
        self.apart[party].len()
    }

    /// What a table costs.
    pub fn cost(&self, table: usize) -> i64 {
        self.cost[table]
    }

    /// What the whole hall costs.
    pub fn whole_cost(&self) -> i64 {
        self.cost.iter().sum()
    }

    /// Whether one guest sits at the table alone, though there are others.
    pub fn is_alone(&self, table: usize) -> bool {
        self.several && self.company[table].taken == 1
    }

    /// Whether a party may take a seat at a table as it is: hard rules but that of being alone.
    pub fn fits(&self, party: usize, table: usize) -> bool {
        self.layout.suits(party, table)
            && self.layout.parties[party].seats <= self.left(table)
            && !self.quarrels_at(party, table)
    }

    /// Whether somebody sits at the table from whom the party must be apart.
    pub fn quarrels_at(&self, party: usize, table: usize) -> bool {
        let apart = self.apart[party].iter();
        let mut apart =
            apart.filter(|other| **other == party || self.place[**other] == Some(table));
        apart.next().is_some()
    }

    /// Seats a party that has no seat. The caller has asked [`Self::fits`].
    pub fn seat(&mut self, party: usize, table: usize) {
        self.place[party] = Some(table);
        let here = &mut self.seated[table];
        here.insert(here.partition_point(|other| *other < party), party);
        self.count(party, table, true);
    }

    /// Takes a party from its table, if it has one.
    pub fn leave(&mut self, party: usize) -> Option<usize> {
        let table = self.place[party].take()?;
        self.seated[table].retain(|other| *other != party);
        self.count(party, table, false);
        Some(table)
    }

    fn count(&mut self, party: usize, table: usize, comes: bool) {
        let guest = &self.layout.parties[party];
        let company = &mut self.company[table];
        let change = |number: &mut u32, by: u32| {
            *number = match comes {
                true => *number + by,
                false => number.saturating_sub(by),
            };
        };
        change(&mut company.taken, guest.seats);
        change(&mut company.parties, 1);
        change(&mut company.elders, guest.elders);
        for (category, dishes) in company.dishes.iter_mut().enumerate() {
            if guest.dishes & (1 << category) != 0 {
                change(dishes, 1);
            }
        }
        if let Some(building) = guest.building {
            let known = company.buildings.iter().position(|(of, _)| *of == building);
            match known {
                Some(at) => change(&mut company.buildings[at].1, 1),
                None => company.buildings.push((building, 1)),
            }
            company.buildings.retain(|(_, parties)| *parties > 0);
        }
        let at = &self.layout.tables[table];
        self.cost[table] = company.cost(at, self.asked).sum();
        if self.is_alone(table) {
            self.cost[table] += ALONE;
        }
    }
}
