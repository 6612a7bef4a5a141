//! What becomes of a series' occurrences under another schedule: which takes whose place. Pure.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use mulin_calendar::lunar::Almanac;
use mulin_calendar::mapping::{Slot, Span, map};
use mulin_calendar::rule::{Key, Occurrence};

/// The places that a series has given, as an edit finds them.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Of occurrences that can change.
    pub open: Vec<Slot>,
    /// Of those that were cancelled, or moved forward and have begun: another one takes their place
    /// no more than before, and nothing about them changes.
    pub settled: Vec<Slot>,
    /// The keys of those whose time is past.
    pub past: HashSet<Key>,
}

/// Who goes where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remapped {
    /// The new place of each old one that has one, by its key; also of those that were cancelled.
    pub kept: BTreeMap<Key, Occurrence>,
    /// Those for whom there is no place: to be cancelled.
    pub unmatched: BTreeSet<Key>,
}

/// Gives the old occurrences the places of the new schedule. One that was cancelled keeps its place,
/// so that it is not made again; but where there is none for one that takes place, it gets the other
/// place that a cancelled one would have taken.
pub fn remap(almanac: &Almanac, span: Span, old: &Places, new: &[Occurrence]) -> Remapped {
    let free: BTreeMap<Key, Occurrence> = new
        .iter()
        .filter(|one| !old.past.contains(&one.key))
        .map(|one| (one.key, *one))
        .collect();
    let open: BTreeSet<Key> = old.open.iter().map(|slot| slot.key).collect();
    let slots: Vec<Slot> = free.values().map(Slot::from).collect();
    let all: Vec<Slot> = old.open.iter().chain(&old.settled).copied().collect();
    let mapping = map(almanac, span, &all, &slots);
    let mut kept: BTreeMap<Key, Key> = mapping.kept.into_iter().collect();
    let mut unmatched: BTreeSet<Key> = mapping.unmatched.into_iter().collect();
    unmatched.retain(|key| open.contains(key));

    let lost: Vec<Slot> = all
        .iter()
        .filter(|slot| unmatched.contains(&slot.key))
        .copied()
        .collect();
    let taken: BTreeMap<Key, Key> = kept
        .iter()
        .filter(|(from, to)| !open.contains(from) && from != to)
        .map(|(from, to)| (*to, *from))
        .collect();
    let slots: Vec<Slot> = taken
        .keys()
        .filter_map(|key| free.get(key))
        .map(Slot::from)
        .collect();
    for (from, to) in map(almanac, span, &lost, &slots).kept {
        if let Some(cancelled) = taken.get(&to) {
            kept.remove(cancelled);
        }
        kept.insert(from, to);
        unmatched.remove(&from);
    }
    let place = |(from, to): (Key, Key)| Some((from, *free.get(&to)?));
    Remapped {
        kept: kept.into_iter().filter_map(place).collect(),
        unmatched,
    }
}

#[cfg(test)]
#[path = "remap_tests.rs"]
mod tests;
