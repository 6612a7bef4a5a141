//! Where the lines' people live, by the names of their areas.

use mulin_entities::{AreaId, area};

use super::check::Checked;
use crate::error::Result;
use crate::import::{FileFaults, LEVELS, Wrong};
use crate::input::Rule;
use crate::place;
use crate::place::tree::{Found, Tree};
use crate::tx::Tx;

/// A unit and the city it lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub id: AreaId,
    pub root_area_id: AreaId,
}

/// The cities that the lines may mean: those that are named, and all where a line names none.
pub(super) async fn cities(tx: &Tx, lines: &[Checked]) -> Result<Vec<AreaId>> {
    if lines.iter().any(|line| line.areas[0].is_none()) {
        let all = place::store::cities(tx.db()).await?;
        return Ok(all.into_iter().map(|city| city.id).collect());
    }
    let named = lines.iter().filter_map(|line| line.areas[0].as_deref());
    place::store::cities_named(tx.db(), named).await
}

/// The unit of each line, in their order; none where it cannot be told.
pub(super) fn find(tree: &Tree, lines: &[Checked], faults: &mut FileFaults) -> Vec<Option<Unit>> {
    let mut cities = tree.areas().iter().filter(|area| area.parent_id.is_none());
    let only_city = match (cities.next(), cities.next()) {
        (Some(city), None) => Some(city),
        _ => None,
    };
    let is_empty = tree.areas().is_empty();
    let mut unit_of = |line: &Checked| {
        let mut above: Option<&area::Model> = None;
        for ((kind, column), name) in LEVELS.into_iter().zip(&line.areas) {
            let Some(name) = name else {
                if above.is_none() && only_city.is_some() {
                    above = only_city;
                    continue;
                }
                let wrong = match above {
                    None if is_empty => Wrong::NoCity,
                    None => Wrong::SeveralCities,
                    Some(_) => Wrong::Rule(Rule::Required),
                };
                faults.add(line.line, column, wrong);
                return None;
            };
            match tree.find(above.map(|area| area.id), name) {
                Found::One(place) => above = Some(&tree.areas()[place]),
                Found::Nothing => {
                    faults.add(line.line, column, Wrong::UnknownArea { kind });
                    return None;
                }
                Found::Several => {
                    faults.add(line.line, column, Wrong::AmbiguousArea { kind });
                    return None;
                }
            }
        }
        above.map(|unit| Unit {
            id: unit.id,
            root_area_id: unit.root_area_id,
        })
    };
    lines.iter().map(&mut unit_of).collect()
}
