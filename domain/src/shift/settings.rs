//! What a shift is, as those say it who set it up.

use chrono_tz::Tz;
use mulin_entities::*;
use serde::Serialize;

use crate::event::rules::wall_clock;
use crate::input::{Faults, IdInput, Patch, Rule};

/// Most roles of a shift.
pub const MAX_ROLES: usize = 20;

/// Longest shift, in hours.
const MAX_HOURS: i64 = 24;

/// How early before its event, and how late after it, a shift may be, in days: things are set up and
/// cleared away.
const AROUND_DAYS: i64 = 3;

/// What a shift is; what is left out stays, or is as usual.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Settings {
    /// What is done, at most 60 characters.
    pub name: Patch<String>,
    /// Where to come, at most 80 characters.
    pub place: Patch<String>,
    /// The team whose leads look after it.
    pub team_id: Patch<IdInput<TeamId>>,
    /// The stall where it is.
    pub stall_id: Patch<IdInput<StallId>>,
    /// When it starts, by the clock where the event is.
    pub starts_at: Patch<String>,
    /// When it has ended, likewise.
    pub ends_at: Patch<String>,
    /// Until how many minutes before the start volunteers may take themselves off, 0 to 20,160; 1,440 if
    /// nothing is said.
    pub cancel_until_minutes: Patch<i32>,
    /// From which age minors may help, 6 to 17; none, if nothing is said, for not at all.
    pub minors_from_age: Patch<i32>,
}

impl Settings {
    /// Writes them into a row, and notes what breaks a rule. Team and stall are looked at by the command.
    pub(super) fn apply(
        self,
        faults: &mut Faults,
        row: &mut shift::Model,
        event: &event::Model,
        zone: Tz,
    ) {
        if let Some(name) = faults.required("name", self.name) {
            row.name = faults.line("name", &name, 1..=60);
        }
        row.place = self
            .place
            .map(|place| faults.line("place", &place, 1..=80))
            .or_keep(row.place.take());
        if let Some(minutes) = faults.required("cancelUntilMinutes", self.cancel_until_minutes) {
            row.cancel_until_minutes = faults.number("cancelUntilMinutes", minutes, 0..=20_160);
        }
        row.minors_from_age = self
            .minors_from_age
            .map(|age| faults.number("minorsFromAge", age, 6..=17))
            .or_keep(row.minors_from_age);
        let mut read = true;
        for (path, patch, at) in [
            ("startsAt", self.starts_at, &mut row.starts_at),
            ("endsAt", self.ends_at, &mut row.ends_at),
        ] {
            if let Some(text) = faults.required(path, patch) {
                match wall_clock(faults, path, &text, zone) {
                    Some((_, instant)) => *at = instant,
                    None => read = false,
                }
            }
        }
        if read {
            check_time(faults, row, event);
        }
    }
}

fn check_time(faults: &mut Faults, row: &shift::Model, event: &event::Model) {
    let around = chrono::TimeDelta::days(AROUND_DAYS);
    if row.ends_at <= row.starts_at {
        faults.add("endsAt", Rule::EndBeforeStart);
    } else if row.ends_at - row.starts_at > chrono::TimeDelta::hours(MAX_HOURS) {
        let (min, max) = (0, MAX_HOURS);
        faults.add("endsAt", Rule::Range { min, max });
    }
    if row.starts_at < event.starts_at - around {
        faults.add("startsAt", Rule::Elsewhere);
    }
    if row.ends_at > event.ends_at + around {
        faults.add("endsAt", Rule::Elsewhere);
    }
}

/// What is needed on a shift.
#[derive(Clone, Debug, Serialize)]
pub struct NewRole {
    /// Which one, if it is there already.
    pub id: Option<IdInput<ShiftRoleId>>,
    /// What they do, at most 60 characters.
    pub name: String,
    /// What they must be able to do.
    pub skill: Option<Skill>,
    /// Whether a qualification with its proof seen is needed for that, and not only their word.
    pub needs_proof: bool,
    /// How many are needed, 1 to 500.
    pub places: i32,
}

/// The roles of a shift as they are wanted: those that stay with how many of their places are taken, new
/// ones, and those that go, which nobody may be in.
pub(super) struct Roles {
    /// All rows to write, in order, those that go last.
    pub rows: Vec<shift_role::Model>,
    /// How many volunteers are in roles that go, or in more places than there are to be.
    pub in_the_way: i32,
}

/// Puts the wanted roles beside those that are there, and notes what breaks a rule.
pub(super) fn merge(
    faults: &mut Faults,
    shift: &shift::Model,
    present: Vec<shift_role::Model>,
    wanted: Vec<NewRole>,
    mut new_id: impl FnMut() -> ShiftRoleId,
    now: crate::clock::Instant,
) -> Roles {
    if wanted.is_empty() {
        faults.add("roles", Rule::Required);
    }
    if wanted.len() > MAX_ROLES {
        faults.add("roles", Rule::Count { max: MAX_ROLES });
    }
    let mut left = present;
    let (mut rows, mut in_the_way) = (Vec::new(), 0);
    for (index, role) in wanted.into_iter().enumerate().take(MAX_ROLES) {
        let at = |field: &str| format!("roles.{index}.{field}");
        let id = faults.optional_id(&at("id"), "ShiftRole", role.id.clone());
        let known = id.and_then(|id| left.iter().position(|row| row.id == id));
        if id.is_some() && known.is_none() {
            faults.add(&at("id"), Rule::NotFound);
        }
        let known = known.map(|at| left.remove(at));
        if role.needs_proof && role.skill.is_none() {
            faults.add(&at("needsProof"), Rule::Together { other: "skill" });
        }
        let places = faults.number(&at("places"), role.places, 1..=500);
        let taken = known.as_ref().map_or(0, |row| row.taken);
        in_the_way += (taken - places).max(0);
        rows.push(shift_role::Model {
            id: known.map_or_else(&mut new_id, |row| row.id),
            event_id: shift.event_id,
            shift_id: shift.id,
            name: faults.line(&at("name"), &role.name, 1..=60),
            skill: role.skill,
            needs_proof: role.needs_proof,
            places,
            taken,
            ordinal: i32::try_from(index).unwrap_or(i32::MAX),
            removed_at: None,
        });
    }
    for row in left {
        in_the_way += row.taken;
        rows.push(shift_role::Model {
            removed_at: Some(now),
            ..row
        });
    }
    Roles { rows, in_the_way }
}
