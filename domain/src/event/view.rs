//! An event as lists and pages show it: its row without what only the index needs, with its seats,
//! and with its venue where that is wanted too.

use chrono::NaiveDate;
use chrono_tz::Tz;
use mulin_entities::*;
use sea_orm::{DbErr, QueryResult};

use crate::clock::Instant;

/// An event with its seats.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the columns of the same name")]
pub struct EventView {
    pub id: EventId,
    pub root_area_id: AreaId,
    pub area_id: AreaId,
    pub area_path: String,
    pub festival_id: Option<EventId>,
    pub kind: EventKind,
    pub state: EventState,
    pub visibility: Visibility,
    pub title: String,
    pub description: String,
    pub venue_id: Option<VenueId>,
    pub time_zone: String,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub rsvp_opens_at: Option<Instant>,
    pub rsvp_closes_at: Option<Instant>,
    pub max_party: i32,
    pub needs_approval: bool,
    pub waitlist_order: WaitlistOrder,
    pub offer_seconds: Option<i32>,
    pub household_limit: Option<i32>,
    pub schedule_rev: i32,
    pub cancel_reason: Option<String>,
    pub version: i32,
    pub capacity: Option<i32>,
    pub taken: i32,
    pub waitlisted: i32,
    /// The venue, if it was asked for and there is one.
    pub venue: Option<venue::Model>,
}

/// The columns of [`EventView`], in its order, without the venue's.
pub(super) const COLUMNS: &str = "event.id, event.root_area_id, event.area_id, event.area_path, \
    event.festival_id, event.kind, event.state, event.visibility, event.title, event.description, \
    event.venue_id, event.time_zone, event.starts_at, event.ends_at, event.rsvp_opens_at, \
    event.rsvp_closes_at, event.max_party, event.cancel_reason, event.version, \
    event_seats.capacity, event_seats.taken, event_seats.waitlisted, event.needs_approval, \
    event.waitlist_order, event.offer_seconds, event.household_limit, event.schedule_rev";

/// The columns of the venue, which follow, under names that no other column has.
pub(super) const VENUE_COLUMNS: &str = ", venue.id AS venue_key, \
    venue.root_area_id AS venue_root, venue.area_id AS venue_area, venue.name AS venue_name, \
    venue.address AS venue_address, venue.latitude AS venue_latitude, \
    venue.longitude AS venue_longitude, venue.seats AS venue_seats, \
    venue.step_free AS venue_step_free, venue.accessibility AS venue_accessibility, \
    venue.version AS venue_version, venue.created_at AS venue_created_at, \
    venue.updated_at AS venue_updated_at";

const FIRST_VENUE_COLUMN: usize = 27;

impl EventView {
    /// Reads a row by the places of its columns, which is quicker than by their names.
    pub(super) fn from_row(row: &QueryResult, with_venue: bool) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get_by_index(0)?,
            root_area_id: row.try_get_by_index(1)?,
            area_id: row.try_get_by_index(2)?,
            area_path: row.try_get_by_index(3)?,
            festival_id: row.try_get_by_index(4)?,
            kind: row.try_get_by_index(5)?,
            state: row.try_get_by_index(6)?,
            visibility: row.try_get_by_index(7)?,
            title: row.try_get_by_index(8)?,
            description: row.try_get_by_index(9)?,
            venue_id: row.try_get_by_index(10)?,
            time_zone: row.try_get_by_index(11)?,
            starts_at: row.try_get_by_index(12)?,
            ends_at: row.try_get_by_index(13)?,
            rsvp_opens_at: row.try_get_by_index(14)?,
            rsvp_closes_at: row.try_get_by_index(15)?,
            max_party: row.try_get_by_index(16)?,
            cancel_reason: row.try_get_by_index(17)?,
            version: row.try_get_by_index(18)?,
            capacity: row.try_get_by_index(19)?,
            taken: row.try_get_by_index(20)?,
            waitlisted: row.try_get_by_index(21)?,
            needs_approval: row.try_get_by_index(22)?,
            waitlist_order: row.try_get_by_index(23)?,
            offer_seconds: row.try_get_by_index(24)?,
            household_limit: row.try_get_by_index(25)?,
            schedule_rev: row.try_get_by_index(26)?,
            venue: if with_venue { venue(row)? } else { None },
        })
    }

    /// Of the row and its seats (offered, held, parties that wait), without its venue.
    pub(super) fn of(
        row: &event::Model,
        (capacity, taken, waitlisted): (Option<i32>, i32, i32),
    ) -> Self {
        let row = row.clone();
        Self {
            id: row.id,
            root_area_id: row.root_area_id,
            area_id: row.area_id,
            area_path: row.area_path,
            festival_id: row.festival_id,
            kind: row.kind,
            state: row.state,
            visibility: row.visibility,
            title: row.title,
            description: row.description,
            venue_id: row.venue_id,
            time_zone: row.time_zone,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            rsvp_opens_at: row.rsvp_opens_at,
            rsvp_closes_at: row.rsvp_closes_at,
            max_party: row.max_party,
            needs_approval: row.needs_approval,
            waitlist_order: row.waitlist_order,
            offer_seconds: row.offer_seconds,
            household_limit: row.household_limit,
            schedule_rev: row.schedule_rev,
            cancel_reason: row.cancel_reason,
            version: row.version,
            capacity,
            taken,
            waitlisted,
            venue: None,
        }
    }

    /// The day on which it starts on its own clocks.
    pub fn starts_on(&self) -> NaiveDate {
        // Only zones that are known get here.
        let zone = self.time_zone.parse().unwrap_or(Tz::UTC);
        self.starts_at.with_timezone(&zone).date_naive()
    }

    /// Seats that can still be given; none for unlimited.
    pub fn free(&self) -> Option<i32> {
        self.capacity.map(|capacity| (capacity - self.taken).max(0))
    }
}

fn venue(row: &QueryResult) -> Result<Option<venue::Model>, DbErr> {
    let at = |offset: usize| FIRST_VENUE_COLUMN + offset;
    let Some(id) = row.try_get_by_index::<Option<VenueId>>(at(0))? else {
        return Ok(None);
    };
    Ok(Some(venue::Model {
        id,
        root_area_id: row.try_get_by_index(at(1))?,
        area_id: row.try_get_by_index(at(2))?,
        name: row.try_get_by_index(at(3))?,
        address: row.try_get_by_index(at(4))?,
        latitude: row.try_get_by_index(at(5))?,
        longitude: row.try_get_by_index(at(6))?,
        seats: row.try_get_by_index(at(7))?,
        step_free: row.try_get_by_index(at(8))?,
        accessibility: row.try_get_by_index(at(9))?,
        version: row.try_get_by_index(at(10))?,
        created_at: row.try_get_by_index(at(11))?,
        updated_at: row.try_get_by_index(at(12))?,
    }))
}
