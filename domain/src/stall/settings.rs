//! What a stall does and with what, as its organisers say it.

use std::collections::HashSet;

use mulin_entities::{ServiceMode, Skill, StallServiceId, StationId, TeamId, stall};
use serde::Serialize;

use crate::input::{Faults, IdInput, Patch, Rule};

/// Most services, and most stations, of a stall.
pub const MAX_PARTS: usize = 26;

/// How a stall works; what is left out stays, or is as usual.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Settings {
    /// What it is called, at most 60 characters.
    pub name: Patch<String>,
    /// Where it stands, at most 80 characters.
    pub place: Patch<String>,
    /// The team that staffs it.
    pub team_id: Patch<IdInput<TeamId>>,
    /// What who serves there must have shown that they can.
    pub needed_skill: Patch<Skill>,
    /// Share of each slot that is kept for those who did not book, in per cent; 30 if nothing is said.
    pub walk_in_percent: Patch<i32>,
    /// Age in years from which people go first, 50 to 120; 70 if nothing is said, none for nobody.
    pub priority_from_age: Patch<i32>,
    /// How often somebody is called before they can be skipped, 1 to 5; 2 if nothing is said.
    pub calls_before_skip: Patch<i32>,
    /// After how many others somebody who was skipped comes again, 1 to 20; 3 if nothing is said.
    pub back_after: Patch<i32>,
    /// How many places ahead somebody is told that it is nearly their turn, 1 to 20; 3 if nothing is
    /// said.
    pub nearly_places: Patch<i32>,
}

impl Settings {
    /// Writes them into a row, and notes what breaks a rule. The team is looked at by the command.
    pub(super) fn apply(self, faults: &mut Faults, row: &mut stall::Model) {
        if let Some(name) = faults.required("name", self.name) {
            row.name = faults.line("name", &name, 1..=60);
        }
        row.place = self
            .place
            .map(|place| faults.line("place", &place, 1..=80))
            .or_keep(row.place.take());
        row.needed_skill = self.needed_skill.or_keep(row.needed_skill);
        if let Some(percent) = faults.required("walkInPercent", self.walk_in_percent) {
            row.walk_in_percent = faults.number("walkInPercent", percent, 0..=100);
        }
        row.priority_from_age = self
            .priority_from_age
            .map(|age| faults.number("priorityFromAge", age, 50..=120))
            .or_keep(row.priority_from_age);
        if let Some(calls) = faults.required("callsBeforeSkip", self.calls_before_skip) {
            row.calls_before_skip = faults.number("callsBeforeSkip", calls, 1..=5);
        }
        if let Some(places) = faults.required("backAfter", self.back_after) {
            row.back_after = faults.number("backAfter", places, 1..=20);
        }
        if let Some(places) = faults.required("nearlyPlaces", self.nearly_places) {
            row.nearly_places = faults.number("nearlyPlaces", places, 1..=20);
        }
    }
}

/// How many of the places of a slot can be booked: those that are not kept, rounded down, but one at least
/// unless all are kept.
pub fn bookable(places: i32, walk_in_percent: i32) -> i32 {
    let share = i64::from(places) * i64::from(100 - walk_in_percent) / 100;
    let least = i32::from(walk_in_percent < 100).min(places);
    i32::try_from(share).unwrap_or(0).max(least)
}

/// One thing that a stall does.
#[derive(Clone, Debug, Serialize)]
pub struct NewService {
    /// Which one, if it is there already.
    pub id: Option<IdInput<StallServiceId>>,
    /// What is done, at most 60 characters.
    pub name: String,
    /// The letter before its numbers, `A` to `Z`, another for each service of the stall.
    pub prefix: String,
    /// How long one takes, in minutes, 1 to 480.
    pub minutes: i32,
    /// Whether people wait for it or leave their things.
    pub mode: ServiceMode,
}

/// A place at a stall where one is served at a time.
#[derive(Clone, Debug, Serialize)]
pub struct NewStation {
    /// Which one, if it is there already.
    pub id: Option<IdInput<StationId>>,
    /// What it is called, at most 40 characters.
    pub name: String,
    /// The letter of the one service that it gives; all of the stall if left out.
    pub service_prefix: Option<String>,
}

/// Notes what breaks a rule in the services; gives each its tidied name.
pub(super) fn check_services(faults: &mut Faults, services: &[NewService]) -> Vec<String> {
    if services.is_empty() {
        faults.add("services", Rule::Required);
    }
    let mut letters = HashSet::new();
    let mut names = Vec::with_capacity(services.len());
    for (index, service) in services.iter().enumerate() {
        let at = |field: &str| format!("services.{index}.{field}");
        if index == MAX_PARTS {
            faults.add("services", Rule::Count { max: MAX_PARTS });
            break;
        }
        let is_letter =
            |text: &str| text.len() == 1 && text.bytes().all(|b| b.is_ascii_uppercase());
        if !is_letter(&service.prefix) {
            let expected = "one letter from A to Z";
            faults.add(&at("prefix"), Rule::Format { expected });
        } else if !letters.insert(service.prefix.clone()) {
            faults.add(&at("prefix"), Rule::Duplicate);
        }
        faults.number(&at("minutes"), service.minutes, 1..=480);
        names.push(faults.line(&at("name"), &service.name, 1..=60));
    }
    names
}

/// Notes what breaks a rule in the stations; gives each its tidied name.
pub(super) fn check_stations(
    faults: &mut Faults,
    stations: &[NewStation],
    letters: &[String],
) -> Vec<String> {
    let mut names = Vec::with_capacity(stations.len());
    for (index, station) in stations.iter().enumerate() {
        if index == MAX_PARTS {
            faults.add("stations", Rule::Count { max: MAX_PARTS });
            break;
        }
        if let Some(prefix) = &station.service_prefix
            && !letters.contains(prefix)
        {
            faults.add(&format!("stations.{index}.servicePrefix"), Rule::NotFound);
        }
        let name = faults.line(&format!("stations.{index}.name"), &station.name, 1..=40);
        if names.contains(&name) {
            faults.add(&format!("stations.{index}.name"), Rule::Duplicate);
        }
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::bookable;

    #[test]
    fn what_is_kept_is_rounded_up_but_leaves_a_place_to_book() {
        assert_eq!(bookable(10, 30), 7);
        assert_eq!(bookable(3, 30), 2);
        assert_eq!(bookable(1, 30), 1);
        assert_eq!(bookable(0, 30), 0);
        assert_eq!(bookable(5, 0), 5);
        assert_eq!(bookable(5, 100), 0);
    }
}
