//! Areas found by their names, from the top down. No I/O.

use std::collections::HashMap;

use mulin_entities::{AreaId, area};

use crate::names;

/// The areas of some cities, by name below their parents.
#[derive(Debug, Default)]
pub struct Tree {
    areas: Vec<area::Model>,
    below: HashMap<Option<AreaId>, HashMap<String, Vec<usize>>>,
}

/// What stands at a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// One area, by its place in the tree.
    One(usize),
    /// Several: names are not unique.
    Several,
}

impl Tree {
    /// With these areas.
    pub fn new(areas: Vec<area::Model>) -> Self {
        let mut tree = Self::default();
        for area in areas {
            tree.add(area);
        }
        tree
    }

    /// Puts an area below its parent; answers its place.
    pub fn add(&mut self, area: area::Model) -> usize {
        let place = self.areas.len();
        let siblings = self.below.entry(area.parent_id).or_default();
        let name = names::tidy(&area.name);
        siblings.entry(name).or_default().push(place);
        self.areas.push(area);
        place
    }

    /// The area of this (tidy) name right below another one, or at the top.
    pub fn find(&self, parent: Option<AreaId>, name: &str) -> Found {
        let siblings = self.below.get(&parent);
        match siblings.and_then(|siblings| siblings.get(name)) {
            None => Found::Nothing,
            Some(places) => match places.as_slice() {
                [place] => Found::One(*place),
                _ => Found::Several,
            },
        }
    }

    /// The areas, each at its place.
    pub fn areas(&self) -> &[area::Model] {
        &self.areas
    }

    /// The areas, to be edited. Names and parents stay as they are.
    pub(super) fn area_mut(&mut self, place: usize) -> &mut area::Model {
        &mut self.areas[place]
    }

    /// Gives the areas away.
    pub(super) fn into_areas(self) -> Vec<area::Model> {
        self.areas
    }
}
