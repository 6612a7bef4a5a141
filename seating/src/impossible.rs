//! What no plan can satisfy, one by one.

use crate::layout::Layout;

/// A contradiction. Parties and tables by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Impossible {
    /// There are fewer seats than guests. Head tables count as far as they are pinned.
    TooFewSeats {
        /// Seats that are needed.
        wanted: u32,
        /// Seats that there are.
        there: u32,
    },
    /// A household is larger than every table at which it may sit.
    PartyLargerThanEveryTable {
        /// Which.
        party: usize,
    },
    /// More are pinned to a table than it has seats.
    PinsOverfill {
        /// Which.
        table: usize,
        /// Seats of those pinned.
        wanted: u32,
        /// Seats that it has.
        capacity: u32,
    },
    /// Two that must be apart are pinned to one table.
    PinnedApart {
        /// The one.
        one: usize,
        /// The other.
        other: usize,
        /// The table.
        table: usize,
    },
    /// A party that needs a table to which a wheelchair comes is pinned to another.
    PinNotAccessible {
        /// Which.
        party: usize,
        /// The table.
        table: usize,
    },
    /// No table to which a wheelchair comes has room for a party that needs one.
    NoAccessibleTable {
        /// Which.
        party: usize,
    },
    /// More seats are needed where wheelchairs come than there are.
    TooFewAccessibleSeats {
        /// Seats that are needed.
        wanted: u32,
        /// Seats that there are.
        there: u32,
    },
    /// A party is to be apart from itself.
    ApartFromItself {
        /// Which.
        party: usize,
    },
    /// A single guest, who at every table at which they may sit would be alone.
    AloneEverywhere {
        /// Who.
        party: usize,
    },
}

/// Every contradiction that can be proved without arranging anything. That there is none does not prove
/// that a plan exists.
pub fn impossible(layout: &Layout) -> Vec<Impossible> {
    let mut found = Vec::new();
    let pinned = pinned_seats(layout);
    seats(layout, &pinned, &mut found);
    pins(layout, &pinned, &mut found);
    parties(layout, &mut found);
    accessible(layout, &pinned, &mut found);
    apart(layout, &mut found);
    found
}

/// The table that a party is pinned to, if there is such a table.
fn pin(layout: &Layout, party: usize) -> Option<usize> {
    let pin = layout.parties.get(party)?.pinned_to?;
    (pin < layout.tables.len()).then_some(pin)
}

/// Seats that are pinned to each table.
fn pinned_seats(layout: &Layout) -> Vec<u32> {
    let mut pinned = vec![0; layout.tables.len()];
    for (at, party) in layout.parties.iter().enumerate() {
        if let Some(table) = pin(layout, at) {
            pinned[table] += party.seats;
        }
    }
    pinned
}

fn seats(layout: &Layout, pinned: &[u32], found: &mut Vec<Impossible>) {
    let tables = layout.tables.iter().zip(pinned);
    let there = tables
        .map(|(table, pinned)| match table.head {
            true => table.capacity.min(*pinned),
            false => table.capacity,
        })
        .sum();
    let wanted = layout.guests();
    if wanted > there {
        found.push(Impossible::TooFewSeats { wanted, there });
    }
}

fn pins(layout: &Layout, pinned: &[u32], found: &mut Vec<Impossible>) {
    for (table, wanted) in pinned.iter().enumerate() {
        let capacity = layout.tables[table].capacity;
        if *wanted > capacity {
            found.push(Impossible::PinsOverfill {
                table,
                wanted: *wanted,
                capacity,
            });
        }
    }
    for (party, guest) in layout.parties.iter().enumerate() {
        if let Some(table) = pin(layout, party)
            && guest.needs_accessible
            && !layout.tables[table].accessible
        {
            found.push(Impossible::PinNotAccessible { party, table });
        }
    }
}

fn parties(layout: &Layout, found: &mut Vec<Impossible>) {
    let several = layout.guests() > 1;
    for (party, guest) in layout.parties.iter().enumerate() {
        let may_sit = |table: usize| match guest.pinned_to {
            Some(pin) => pin == table,
            None => !layout.tables[table].head,
        };
        let largest = (0..layout.tables.len())
            .filter(|table| may_sit(*table))
            .map(|table| layout.tables[table].capacity)
            .max()
            .unwrap_or(0);
        // A pin that is too small is told with its table.
        if guest.seats > largest && pin(layout, party).is_none() {
            found.push(Impossible::PartyLargerThanEveryTable { party });
        } else if guest.seats == 1 && largest == 1 && several {
            found.push(Impossible::AloneEverywhere { party });
        }
    }
}

fn accessible(layout: &Layout, pinned: &[u32], found: &mut Vec<Impossible>) {
    let open = |at: &usize| layout.tables[*at].accessible && !layout.tables[*at].head;
    let largest = (0..layout.tables.len())
        .filter(open)
        .map(|at| layout.tables[at].capacity)
        .max()
        .unwrap_or(0);
    let needing = || {
        let parties = layout.parties.iter().enumerate();
        parties.filter(|(at, party)| party.needs_accessible && pin(layout, *at).is_none())
    };
    for (party, guest) in needing() {
        if guest.seats > largest {
            found.push(Impossible::NoAccessibleTable { party });
        }
    }
    let wanted: u32 = needing()
        .filter(|(_, guest)| guest.seats <= largest)
        .map(|(_, guest)| guest.seats)
        .sum();
    let there: u32 = (0..layout.tables.len())
        .filter(open)
        .map(|at| layout.tables[at].capacity.saturating_sub(pinned[at]))
        .sum();
    if wanted > there {
        found.push(Impossible::TooFewAccessibleSeats { wanted, there });
    }
}

fn apart(layout: &Layout, found: &mut Vec<Impossible>) {
    for (one, other) in &layout.apart {
        if one == other {
            found.push(Impossible::ApartFromItself { party: *one });
            continue;
        }
        if let (Some(table), Some(second)) = (pin(layout, *one), pin(layout, *other))
            && table == second
        {
            found.push(Impossible::PinnedApart {
                one: *one,
                other: *other,
                table,
            });
        }
    }
}
