//! Finding events.

use async_graphql::{Context, Error, ErrorExtensions, ID, InputObject, Lookahead, Object, Result};
use mulin_domain::Actor;
use mulin_domain::event::list::{EventFilter as DomainFilter, EventKey, Near, key_of};
use mulin_domain::event::policy;
use mulin_domain::page::Page;
use mulin_domain::rsvp::beside::{self, Beside, Listed};
use mulin_entities::EventId;

use super::enums::{EventKind, EventState};
use super::types::{Ahead, DEFAULT_ATTENDEES, Event, EventConnection, shown};
use crate::graphql::connection::page;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::id::{GlobalId, decode};
use crate::graphql::loaders::load;
use crate::graphql::place::types::page_size;
use crate::graphql::plain::Plain;
use crate::graphql::rsvp::types::Rsvp;
use crate::graphql::scalars::DateTime;

/// Farthest that a search reaches, in metres.
const MAX_METRES: f64 = 200_000.0;

/// Which events are wanted; all conditions must hold.
#[derive(InputObject, Default)]
pub struct EventFilter {
    /// Events of this area and of all areas below it.
    pub area_id: Option<ID>,
    /// Of one of these kinds.
    pub kinds: Option<Vec<EventKind>>,
    /// In one of these states; PUBLISHED if left out.
    pub states: Option<Vec<EventState>>,
    /// That this festival groups.
    pub festival_id: Option<ID>,
    /// That are of this series.
    pub series_id: Option<ID>,
    /// That start then or later; now if left out. Give an earlier time to see what is over.
    pub starts_from: Option<DateTime>,
    /// That start before then.
    pub starts_before: Option<DateTime>,
    /// Whose title, description or venue holds all these words; Chinese words of any length.
    #[graphql(validator(chars_max_length = 100))]
    pub text: Option<String>,
    /// That have at least so many seats free.
    #[graphql(validator(minimum = 1))]
    pub free_seats: Option<i32>,
    /// Whose venue is near.
    pub near: Option<NearInput>,
}

/// A circle on the globe, WGS-84.
#[derive(InputObject)]
pub struct NearInput {
    /// Centre, degrees north, −90 to 90.
    pub latitude: f64,
    /// Centre, degrees east, −180 to 180.
    pub longitude: f64,
    /// Radius in metres, up to 200,000.
    pub metres: f64,
}

/// See the module.
#[derive(Default)]
pub struct EventQueries;

#[Object]
impl EventQueries {
    /// One event; null if there is none that the caller may see.
    #[graphql(cache_control(max_age = 5))]
    async fn event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event's id.")] id: ID,
    ) -> Result<Option<Event>> {
        match decode::<EventId>(&id) {
            Ok(id) => Ok(load(ctx, id).await?.map(Event::new)),
            Err(_) => Ok(None),
        }
    }

    /// Events that the caller may see, by start.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(max_age = 5)
    )]
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events; all that are to come if left out.")] filter: Option<
            EventFilter,
        >,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Plain<EventConnection>> {
        let page: Page<_> = page(first, after, last, before)?;
        let filter = translate(filter.unwrap_or_default(), ctx)?;
        let wanted = Wanted::read(ctx.look_ahead());
        let (db, actor) = (ctx.core().db().reader(), ctx.actor());
        let slice = beside::events(db, actor, &filter, &page, wanted.beside(actor))
            .await
            .map_err(|error| top_level(ctx, &error))?;
        let event = |listed| event(actor, listed, wanted);
        Ok(Plain(EventConnection::new(slice, key_of_listed, event)))
    }
}

fn key_of_listed(listed: &Listed) -> EventKey {
    key_of(&listed.event)
}

/// The filter as the domain takes it.
fn translate(filter: EventFilter, ctx: &Context<'_>) -> Result<DomainFilter> {
    let area_id = filter
        .area_id
        .as_ref()
        .map(|id| wanted_id("areaId", id))
        .transpose()?;
    let festival_id = filter
        .festival_id
        .as_ref()
        .map(|id| wanted_id("festivalId", id))
        .transpose()?;
    let series_id = filter
        .series_id
        .as_ref()
        .map(|id| wanted_id("seriesId", id))
        .transpose()?;
    let near = filter.near.map(circle).transpose()?;
    let text = filter.text.filter(|text| !text.trim().is_empty());
    Ok(DomainFilter {
        area_id,
        kinds: filter
            .kinds
            .unwrap_or_default()
            .into_iter()
            .map(Into::into)
            .collect(),
        states: filter
            .states
            .unwrap_or_default()
            .into_iter()
            .map(Into::into)
            .collect(),
        festival_id,
        series_id,
        starts_from: Some(
            filter
                .starts_from
                .map_or_else(|| ctx.core().now(), |at| at.0),
        ),
        starts_before: filter.starts_before.map(|at| at.0),
        text,
        free_seats: filter.free_seats,
        near,
    })
}

fn circle(near: NearInput) -> Result<Near> {
    let NearInput {
        latitude,
        longitude,
        metres,
    } = near;
    for (field, value, range) in [
        ("latitude", latitude, -90.0..=90.0),
        ("longitude", longitude, -180.0..=180.0),
        ("metres", metres, 1.0..=MAX_METRES),
    ] {
        if !range.contains(&value) {
            let (from, to) = (range.start(), range.end());
            return Err(bad_input(format!(
                "filter.near.{field} must be from {from} to {to}."
            )));
        }
    }
    Ok(Near {
        latitude,
        longitude,
        metres,
    })
}

fn wanted_id<T: GlobalId>(field: &str, id: &ID) -> Result<T> {
    decode(id).map_err(|_| bad_input(format!("filter.{field} must be an id of {}.", T::TYPE)))
}

fn bad_input(message: String) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", "BAD_USER_INPUT"))
}

/// What the selection wants of each event beyond its row.
#[derive(Clone, Copy)]
struct Wanted {
    venue: bool,
    viewer_rsvp: bool,
    attendees: Option<i32>,
}

impl Wanted {
    fn read(look: Lookahead<'_>) -> Self {
        let (edge, node) = (look.field("edges").field("node"), look.field("nodes"));
        let wants = |name| edge.field(name).exists() || node.field(name).exists();
        let attendees = [edge.field("attendees"), node.field("attendees")]
            .iter()
            .flat_map(Lookahead::selection_fields)
            .next()
            .map(|field| {
                let arguments = field.arguments().unwrap_or_default();
                let first = arguments.iter().find(|(name, _)| name.as_str() == "first");
                let number = first.and_then(|(_, value)| match value {
                    async_graphql::Value::Number(number) => number.as_i64(),
                    _ => None,
                });
                number.and_then(|number| i32::try_from(number).ok()).unwrap_or(DEFAULT_ATTENDEES)
            })
            // Anything else is refused by the field itself.
            .filter(|first| (1..=20).contains(first));
        Self {
            venue: wants("venue"),
            viewer_rsvp: wants("viewerRsvp"),
            attendees,
        }
    }

    /// As much of it as the actor may see.
    fn beside(self, actor: &Actor) -> Beside {
        let attendees = self
            .attendees
            .filter(|_| policy::may_see_attendees(actor))
            .and_then(|first| u64::try_from(first).ok());
        Beside {
            venue: self.venue,
            answer_of: actor.person_id().filter(|_| self.viewer_rsvp),
            attendees,
        }
    }
}

/// An event with what was read beside it.
fn event(actor: &Actor, listed: Listed, wanted: Wanted) -> Event {
    let Listed {
        event,
        answer,
        attendees,
    } = listed;
    let ahead = Ahead {
        // The answer of a personal link's person was not read.
        viewer_rsvp: (wanted.viewer_rsvp && actor.link().is_none()).then(|| answer.map(Rsvp)),
        attendees: wanted
            .attendees
            .map(|first| (first, shown(actor, &event, attendees))),
        venue: wanted.venue,
    };
    Event::with(event, ahead)
}
