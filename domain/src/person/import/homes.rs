//! Who lives with whom.
//!
//! People of one unit whose lines name the same household are one household; where a line names none,
//! the building and door stand for it. A household that is there already is found again by the
//! people of the file who live in it, and by its building and door if an import made it: a household
//! of somebody whom no register knows is never joined, because its people may act for each other.

use std::collections::{HashMap, HashSet};

use mulin_entities::{AreaId, HouseholdId, household};

use super::check::Checked;
use super::is_closed;
use super::store::Known;
use super::units::Unit;
use crate::import::{FileFaults, Wrong};
use crate::tx::Tx;

#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Household(&'a str),
    Door(&'a str),
}

/// The lines of one household, by their places in the list of all.
pub(super) struct Group {
    unit: Unit,
    building: String,
    /// Whether building and door are all that tells it from others.
    by_door: bool,
    lines: Vec<usize>,
}

/// Sorts lines into households.
pub(super) fn group(
    lines: &[Checked],
    units: &[Option<Unit>],
    faults: &mut FileFaults,
) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<(AreaId, Key<'_>), usize> = HashMap::new();
    for (at, (line, unit)) in lines.iter().zip(units).enumerate() {
        let Some(unit) = *unit else { continue };
        let key = match &line.household {
            Some(household) => Key::Household(household),
            None => Key::Door(&line.building),
        };
        let by_door = line.household.is_none();
        let place = *places.entry((unit.id, key)).or_insert_with(|| {
            groups.push(Group {
                unit,
                building: line.building.clone(),
                by_door,
                lines: Vec::new(),
            });
            groups.len() - 1
        });
        let group = &mut groups[place];
        if group.building != line.building {
            let from = lines[group.lines[0]].line;
            faults.add(line.line, "building", Wrong::Differs { from });
        }
        group.lines.push(at);
    }
    groups
}

/// The households of the lines.
pub(super) struct Homes {
    /// Of each line, in their order.
    pub of_lines: Vec<HouseholdId>,
    /// Those that have to be made.
    pub new: Vec<household::Model>,
}

/// Gives each group a household: no two of them the same.
pub(super) fn assign(tx: &Tx, groups: Vec<Group>, units: &[Option<Unit>], known: &Known) -> Homes {
    let groups = without_closed(groups, units, known);
    let mut taken: HashSet<HouseholdId> = HashSet::new();
    let mut given: Vec<Option<HouseholdId>> = Vec::with_capacity(groups.len());
    // First to those who live there, so that the others do not take it from them.
    for group in &groups {
        let lived_in = group.lines.iter().find_map(|at| {
            let person = known.person(units[*at]?, *at)?;
            let home = known.household(person.household_id)?;
            let is_it = home.unit_id == group.unit.id && home.building == group.building;
            (is_it && !taken.contains(&home.id)).then_some(home.id)
        });
        taken.extend(lived_in);
        given.push(lived_in);
    }
    let mut at_doors: HashMap<(AreaId, &str), Vec<HouseholdId>> = HashMap::new();
    for home in known.households() {
        let door = (home.unit_id, home.building.as_str());
        at_doors.entry(door).or_default().push(home.id);
    }
    let mut new = Vec::new();
    let mut of_lines = vec![HouseholdId(uuid::Uuid::nil()); units.len()];
    for (group, given) in groups.into_iter().zip(given) {
        let at_door = || {
            let door = (group.unit.id, group.building.as_str());
            let homes = at_doors.get(&door).filter(|_| group.by_door)?;
            homes.iter().find(|home| !taken.contains(home)).copied()
        };
        let found = given.or_else(at_door);
        taken.extend(found);
        let id = found.unwrap_or_else(|| tx.new_id());
        for at in &group.lines {
            of_lines[*at] = id;
        }
        if found.is_none() {
            new.push(household::Model {
                id,
                root_area_id: group.unit.root_area_id,
                unit_id: group.unit.id,
                building: group.building,
                created_at: tx.now(),
            });
        }
    }
    Homes { of_lines, new }
}

/// Records that are edited no more need no home.
fn without_closed(groups: Vec<Group>, units: &[Option<Unit>], known: &Known) -> Vec<Group> {
    let is_open = |at: usize| {
        let person = units[at].and_then(|unit| known.person(unit, at));
        !person.is_some_and(|person| is_closed(person.state))
    };
    let open = groups.into_iter().map(|mut group| {
        group.lines.retain(|at| is_open(*at));
        group
    });
    open.filter(|group| !group.lines.is_empty()).collect()
}
