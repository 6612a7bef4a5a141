//! What an event asks of those who answer, version by version.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::event::rules::Phase;
use mulin_domain::rsvp::rules::Terms;
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::Value;

use super::Told;
use crate::support::app::TestApp;

/// What a mutation tells of an event, for [`Asked::told`].
pub const TERMS: &str = "version startsAt endsAt rsvpOpensAt rsvpClosesAt needsApproval \
    waitlistOrder householdLimit offerWindow maxParty";

/// What an event asks at one version of it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub phase: Phase,
    pub terms: Terms,
    /// How long seats are held for a waiting party.
    pub offer: Option<TimeDelta>,
    pub max_party: i32,
}

impl Asked {
    /// As the table has it, with the version.
    pub async fn read(app: &TestApp, event: EventId) -> (i32, Self) {
        let row = event::Entity::find_by_id(event)
            .one(app.core.db().writer())
            .await;
        let row = row.expect("the database answers").expect("it is there");
        (row.version, Self::of(&row))
    }

    fn of(row: &event::Model) -> Self {
        Self {
            phase: row.into(),
            terms: row.into(),
            offer: row.offer_seconds.map(|s| TimeDelta::seconds(s.into())),
            max_party: row.max_party,
        }
    }

    /// As a mutation told it, with the version.
    pub fn told(event: &Value) -> (i32, Self) {
        let at = |field: &str| -> Option<DateTime<Utc>> {
            event[field].as_str().map(|at| at.parse().expect("a time"))
        };
        let number = |field: &str| {
            let number = event[field].as_i64();
            number.map(|number| i32::try_from(number).expect("a small number"))
        };
        let asked = Self {
            phase: Phase {
                state: EventState::Published,
                starts_at: at("startsAt").expect("a start"),
                ends_at: at("endsAt").expect("an end"),
                rsvp_opens_at: at("rsvpOpensAt"),
                rsvp_closes_at: at("rsvpClosesAt"),
            },
            terms: Terms {
                needs_approval: event["needsApproval"] == true,
                strict: event["waitlistOrder"] == "STRICT",
                household_limit: number("householdLimit"),
            },
            offer: event["offerWindow"].as_str().map(|text| {
                let minutes = match text {
                    "PT15M" => 15,
                    "PT30M" => 30,
                    "PT1H" => 60,
                    other => panic!("{other} is none of ours"),
                };
                TimeDelta::minutes(minutes)
            }),
            max_party: number("maxParty").expect("a number"),
        };
        (number("version").expect("a version"), asked)
    }
}

/// All that was told of an event's terms.
#[derive(Clone, Debug)]
pub struct History {
    told: BTreeMap<i32, Asked>,
    first: Asked,
}

impl History {
    /// Terms that are always the same, but for the time of the event.
    pub fn fixed(asked: Asked) -> Self {
        Self {
            told: BTreeMap::new(),
            first: asked,
        }
    }

    /// Terms that are these from this version on, until others are told.
    pub fn since(version: i32, asked: Asked) -> Self {
        Self {
            told: BTreeMap::from([(version, asked.clone())]),
            first: asked,
        }
    }

    /// From this version on they are these.
    pub fn tell(&mut self, version: i32, asked: Asked) {
        self.told.insert(version, asked);
    }

    /// Whether nobody tells of its versions.
    pub fn is_fixed(&self) -> bool {
        self.told.is_empty()
    }

    /// What the event asks first.
    pub fn first(&self) -> Asked {
        self.first.clone()
    }

    /// What it asks at this version; none if that is not known to differ.
    pub fn at(&self, version: i32) -> Told<Option<Asked>> {
        let Some((since, _)) = self.told.first_key_value() else {
            return Ok(None);
        };
        if version < *since {
            return Ok(None);
        }
        let told = self.told.get(&version).cloned();
        ensure!(told.is_some(), "nobody was told of version {version}");
        Ok(told)
    }
}
