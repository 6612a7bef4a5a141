//! The tree of areas: as broad as a real city's, and grown with its people.

use std::ops::Range;

use anyhow::Result;
use chrono::TimeDelta;
use mulin_domain::clock::{Instant, SeededEntropy};
use mulin_domain::place::rules::{kind_below, new_path};
use mulin_entities::{AreaId, AreaKind, area, venue};
use rand::RngExt;

use super::writer::Writer;
use super::{LoadPlan, Loading};
use crate::seed::batch::Batch;

/// People a unit: some forty households.
const PEOPLE_A_UNIT: usize = 100;
/// Units a grid, grids a community, communities a street: as in a county-level city of 187
/// communities with 908 grids and 3,145 units.
const UNITS_A_GRID: f64 = 3.46;
const GRIDS_A_COMMUNITY: f64 = 4.86;
const COMMUNITIES_A_STREET: f64 = 12.0;

const PLACE_NAMES: [&str; 24] = [
    "澄湖", "望山", "古渡", "荷塘", "柳堤", "松涛", "云麓", "石桥", "梅园", "竹里", "桂苑", "兰溪",
    "东湖", "西浦", "南塘", "北港", "长泾", "新庄", "青阳", "月城", "文昌", "书院", "香樟", "银杏",
];

/// One area and who lives in it.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Level.
    pub kind: AreaKind,
    /// Place of the area above in [`Tree::nodes`]; the city's own for the city.
    pub parent: usize,
    /// Path.
    pub path: String,
    /// Its residents, by their places in the list of all.
    pub people: Range<usize>,
    /// How many areas of its parent stand before it.
    pub place: usize,
}

/// The areas of a city, level by level, the city first.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    /// All of them.
    pub nodes: Vec<Node>,
    levels: [Range<usize>; 5],
    /// When it was made.
    pub made_at: Instant,
}

/// The levels from the top.
const LEVELS: [AreaKind; 5] = [
    AreaKind::City,
    AreaKind::Street,
    AreaKind::Community,
    AreaKind::Grid,
    AreaKind::Unit,
];

impl Tree {
    /// A tree for so many people; a city without people still has one area of each level.
    pub fn grow(plan: &LoadPlan, seed: u64, now: Instant) -> Self {
        let residents = plan.residents as usize;
        let units = residents.div_ceil(PEOPLE_A_UNIT).max(1);
        let grids = parts(units, UNITS_A_GRID);
        let communities = parts(grids, GRIDS_A_COMMUNITY);
        let streets = parts(communities, COMMUNITIES_A_STREET);
        let entropy = SeededEntropy::new(seed ^ 0x7EE);
        let mut nodes: Vec<Node> = Vec::new();
        let mut levels: [Range<usize>; 5] = Default::default();
        for (level, count) in [1, streets, communities, grids, units]
            .into_iter()
            .enumerate()
        {
            let start = nodes.len();
            levels[level] = start..start + count;
            for at in 0..count {
                let parent = if level == 0 {
                    0
                } else {
                    let above = &levels[level - 1];
                    above.start + at * above.len() / count
                };
                let above = nodes.get(parent).map(|node| node.path.as_str());
                let before = nodes[start..].iter().rev();
                let place = before.take_while(|node| node.parent == parent).count();
                nodes.push(Node {
                    kind: LEVELS[level],
                    parent,
                    path: new_path(above, &entropy),
                    people: 0..0,
                    place: if level == 0 { 0 } else { place },
                });
            }
        }
        for (at, unit) in levels[4].clone().enumerate() {
            nodes[unit].people = at * residents / units..(at + 1) * residents / units;
        }
        // What is below is contiguous, so that an area's people are a range as well.
        for at in (1..nodes.len()).rev() {
            let Range { start, end } = nodes[at].people.clone();
            let above = nodes[at].parent;
            let people = &mut nodes[above].people;
            *people = if people.start == people.end {
                start..end
            } else {
                people.start.min(start)..people.end.max(end)
            };
        }
        Self {
            nodes,
            levels,
            made_at: now - TimeDelta::days(730),
        }
    }

    /// The areas of one level.
    pub fn level(&self, kind: AreaKind) -> Range<usize> {
        let level = LEVELS.iter().position(|level| *level == kind);
        self.levels[level.unwrap_or(0)].clone()
    }

    /// The area and all above it.
    pub fn upwards(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(at), |at| (*at > 0).then(|| self.nodes[*at].parent))
    }

    /// Somebody without a role: roles go to the first of a unit, so the last of the last unit, if
    /// that is somebody else.
    pub fn plain_resident(&self) -> Option<usize> {
        let people = self.nodes.last()?.people.clone();
        (people.len() > 1).then(|| people.end - 1)
    }
}

fn parts(whole: usize, each: f64) -> usize {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some ten thousand areas at most"
    )]
    let count = (whole as f64 / each).round() as usize;
    count.max(1)
}

/// The name of a city that comes after so many others.
pub(super) fn city_name(cities: u64) -> String {
    match cities {
        0 => "云溪市".to_owned(),
        others => format!("云溪市（{}）", others + 1),
    }
}

fn name(node: &Node, city_name: &str) -> String {
    let place = |suffix: &str| {
        let round = match node.place / PLACE_NAMES.len() {
            0 => String::new(),
            round => format!("第{}", round + 1),
        };
        format!(
            "{}{round}{suffix}",
            PLACE_NAMES[(node.place + 5 * node.parent) % PLACE_NAMES.len()]
        )
    };
    match node.kind {
        AreaKind::City => city_name.to_owned(),
        AreaKind::Street => place("街道"),
        AreaKind::Community => place("社区"),
        AreaKind::Grid => format!("第{}网格", node.place + 1),
        AreaKind::Unit => format!("第{}邻", node.place + 1),
    }
}

impl Loading<'_> {
    /// Writes the areas and a neighbour centre a community. Answers the areas' ids.
    pub async fn write_places(
        &mut self,
        writer: &mut Writer<'_>,
        city_name: &str,
    ) -> Result<Vec<AreaId>> {
        let ids: Vec<AreaId> = self.tree.nodes.iter().map(|_| self.ids.next()).collect();
        let made_at = self.tree.made_at;
        // The levels wait for one another: an area refers to its parent.
        for level in LEVELS {
            let mut batch = Batch::default();
            for at in self.tree.level(level) {
                let node = &self.tree.nodes[at];
                batch.areas.push(area::Model {
                    id: ids[at],
                    root_area_id: ids[0],
                    parent_id: (at > 0).then(|| ids[node.parent]),
                    kind: node.kind,
                    name: name(node, city_name),
                    path: node.path.clone(),
                    confirms_registrations: None,
                    contact_phone: None,
                    version: 1,
                    created_at: made_at,
                    updated_at: made_at,
                });
                if kind_below(level) == Some(AreaKind::Grid) {
                    batch.venues.push(venue::Model {
                        id: self.ids.next(),
                        root_area_id: ids[0],
                        area_id: ids[at],
                        name: format!("{}邻里中心", name(node, city_name)),
                        address: format!("{city_name}睦邻路{}号", at * 2 + 1),
                        latitude: Some(31.5 + self.rng.random_range(-0.2..0.2)),
                        longitude: Some(120.4 + self.rng.random_range(-0.25..0.25)),
                        seats: Some(self.rng.random_range(4..40) * 10),
                        step_free: self.rng.random_bool(0.8),
                        accessibility: None,
                        version: 1,
                        created_at: made_at,
                        updated_at: made_at,
                    });
                }
            }
            self.venues.extend(batch.venues.iter().cloned());
            writer.submit(batch, 0).await?;
            writer.drain().await?;
        }
        Ok(ids)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(residents: u32) -> Tree {
        let plan = LoadPlan {
            residents,
            events: 0,
            rsvps: 0,
            seed: 1,
            contacts: false,
        };
        Tree::grow(&plan, 1, chrono::DateTime::UNIX_EPOCH)
    }

    #[test]
    fn every_area_has_its_parent_one_level_up_and_its_people_within() {
        for residents in [0, 1, 7, 350, 5_000, 314_500] {
            let tree = tree(residents);
            assert_eq!(tree.nodes[0].people, 0..residents as usize);
            for (at, node) in tree.nodes.iter().enumerate().skip(1) {
                let parent = &tree.nodes[node.parent];
                assert_eq!(kind_below(parent.kind), Some(node.kind));
                assert!(node.path.starts_with(&parent.path) && node.parent < at);
                assert!(node.people.is_empty() || parent.people.start <= node.people.start);
                assert!(node.people.is_empty() || node.people.end <= parent.people.end);
            }
            let units = tree.level(AreaKind::Unit);
            let housed: usize = units.map(|unit| tree.nodes[unit].people.len()).sum();
            assert_eq!(housed, residents as usize);
        }
    }

    #[test]
    fn a_city_of_the_known_size_has_the_known_areas() {
        let tree = tree(314_500);
        assert_eq!(tree.level(AreaKind::Unit).len(), 3_145);
        assert!((900..=915).contains(&tree.level(AreaKind::Grid).len()));
        assert!((185..=190).contains(&tree.level(AreaKind::Community).len()));
    }

    #[test]
    fn siblings_have_different_names() {
        let tree = tree(314_500);
        let mut names: Vec<(usize, String)> = tree
            .nodes
            .iter()
            .map(|node| (node.parent, name(node, "城")))
            .collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
