//! How good a plan is, and what it breaks.

use crate::cost::{Asked, Company, Cost};
use crate::layout::{CATEGORIES, Layout};

/// A party that sits elsewhere than before.
const MOVED: i64 = 50;

/// What a plan must keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HardRule {
    /// Everybody has a seat.
    Seated,
    /// No table has more guests than seats.
    Capacity,
    /// Who is pinned to a table sits there.
    Pin,
    /// Who must be apart is.
    Apart,
    /// Who needs it sits where a wheelchair comes.
    Accessible,
    /// Nobody sits at a table alone.
    NotAlone,
    /// At a head table sits only who is pinned to it.
    HeadTable,
}

/// What a plan should keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SoftRule {
    /// Elders sit near the entrance.
    EldersNearEntrance,
    /// People of two buildings at least sit at a table.
    BuildingsMix,
    /// Tables are filled alike.
    Balance,
    /// Every table has dishes of every part of the meal.
    Dishes,
    /// A table that is used has its least number of guests.
    MinGuests,
    /// Who had a place keeps it.
    KeepPlace,
}

/// A hard rule that is broken, by whom and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which.
    pub rule: HardRule,
    /// By which party.
    pub party: Option<usize>,
    /// With which other.
    pub other: Option<usize>,
    /// At which table.
    pub table: Option<usize>,
}

/// What a soft rule adds to the score: nothing, or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Which.
    pub rule: SoftRule,
    /// Zero if it is kept wholly, below if not.
    pub score: i64,
}

/// How good a plan is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The sum of the terms: the higher, the better, and zero at best.
    pub score: i64,
    /// What each soft rule adds.
    pub terms: Vec<Term>,
    /// Hard rules that are broken.
    pub broken: Vec<Broken>,
    /// Parties that sit elsewhere than before.
    pub moved: u32,
}

/// Judges a plan: a table's number for each party, none for who has no seat. Numbers that there are not
/// count as no seat.
pub fn judge(layout: &Layout, tables: &[Option<usize>]) -> Judgement {
    let seat = |party: usize| {
        let table = tables.get(party).copied().flatten();
        table.filter(|table| *table < layout.tables.len())
    };
    let places: Vec<Option<usize>> = (0..layout.parties.len()).map(seat).collect();
    let companies = companies(layout, &places);
    let asked = Asked::of(layout);
    let cost = layout
        .tables
        .iter()
        .zip(&companies)
        .map(|(table, company)| company.cost(table, asked))
        .fold(Cost::default(), Cost::and);
    let was_moved = |(party, place): (&crate::Party, &Option<usize>)| {
        party.seated_at.is_some() && place.is_some() && party.seated_at != *place
    };
    let moved = layout.parties.iter().zip(&places);
    let moved = moved.filter(|pair| was_moved(*pair)).count();
    let moved = u32::try_from(moved).unwrap_or(u32::MAX);
    let term = |rule, cost: i64| Term { rule, score: -cost };
    let terms = vec![
        term(SoftRule::EldersNearEntrance, cost.elders),
        term(SoftRule::BuildingsMix, cost.buildings),
        term(SoftRule::Balance, cost.balance),
        term(SoftRule::Dishes, cost.dishes),
        term(SoftRule::MinGuests, cost.min_guests),
        term(SoftRule::KeepPlace, MOVED * i64::from(moved)),
    ];
    Judgement {
        score: terms.iter().map(|term| term.score).sum(),
        terms,
        broken: broken(layout, &places, &companies),
        moved,
    }
}

fn companies(layout: &Layout, places: &[Option<usize>]) -> Vec<Company> {
    let mut companies = vec![Company::default(); layout.tables.len()];
    for (party, place) in layout.parties.iter().zip(places) {
        let Some(table) = place else {
            continue;
        };
        let company = &mut companies[*table];
        company.taken += party.seats;
        company.parties += 1;
        company.elders += party.elders;
        for category in (0..CATEGORIES).filter(|category| party.dishes & (1 << category) != 0) {
            company.dishes[category] += 1;
        }
        if let Some(building) = party.building {
            let known = company.buildings.iter_mut().find(|(of, _)| *of == building);
            match known {
                Some((_, parties)) => *parties += 1,
                None => company.buildings.push((building, 1)),
            }
        }
    }
    companies
}

fn broken(layout: &Layout, places: &[Option<usize>], companies: &[Company]) -> Vec<Broken> {
    let mut broken = Vec::new();
    let by = |rule, party, table| Broken {
        rule,
        party: Some(party),
        other: None,
        table,
    };
    for (party, (guest, place)) in layout.parties.iter().zip(places).enumerate() {
        let Some(table) = *place else {
            broken.push(by(HardRule::Seated, party, None));
            continue;
        };
        let at = &layout.tables[table];
        if guest.pinned_to.is_some_and(|pin| pin != table) {
            broken.push(by(HardRule::Pin, party, Some(table)));
        }
        if guest.needs_accessible && !at.accessible {
            broken.push(by(HardRule::Accessible, party, Some(table)));
        }
        if at.head && guest.pinned_to != Some(table) {
            broken.push(by(HardRule::HeadTable, party, Some(table)));
        }
        if companies[table].taken == 1 && layout.guests() > 1 {
            broken.push(by(HardRule::NotAlone, party, Some(table)));
        }
    }
    for (one, other) in &layout.apart {
        let place = |party: &usize| places.get(*party).copied().flatten();
        if let (Some(table), Some(second)) = (place(one), place(other))
            && table == second
        {
            broken.push(Broken {
                other: Some(*other),
                ..by(HardRule::Apart, *one, Some(table))
            });
        }
    }
    for (table, company) in companies.iter().enumerate() {
        if company.taken > layout.tables[table].capacity {
            broken.push(Broken {
                rule: HardRule::Capacity,
                party: None,
                other: None,
                table: Some(table),
            });
        }
    }
    broken
}
