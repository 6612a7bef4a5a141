//! The statements that list events: which of them, in what order, and whether the actor may see them.

use mulin_entities::*;
use sea_orm::{ConnectionTrait, Value};

use super::search;
use super::view::{self, EventView};
use crate::actor::{Actor, PersonActor};
use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::page::Page;
use crate::place;

/// Metres a degree of latitude is long.
const METRES_A_DEGREE: f64 = 111_320.0;

/// Which events are wanted.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// Whose audience lies in the subtree of this area.
    pub area_id: Option<AreaId>,
    /// Of these kinds; any if empty.
    pub kinds: Vec<EventKind>,
    /// In these states; published ones if empty.
    pub states: Vec<EventState>,
    /// That belong to this festival.
    pub festival_id: Option<EventId>,
    /// That are occurrences of this series.
    pub series_id: Option<SeriesId>,
    /// That start then or later.
    pub starts_from: Option<Instant>,
    /// That start before.
    pub starts_before: Option<Instant>,
    /// Whose title, description or place holds these words.
    pub text: Option<String>,
    /// That have so many seats free.
    pub free_seats: Option<i32>,
    /// Whose venue is near.
    pub near: Option<Near>,
}

/// A circle on the globe.
#[derive(Clone, Copy, Debug)]
pub struct Near {
    /// Centre, WGS-84 degrees north.
    pub latitude: f64,
    /// Centre, WGS-84 degrees east.
    pub longitude: f64,
    /// Radius in metres, up to 200 km.
    pub metres: f64,
}

/// Where a page of events ends: start and id of the event there.
pub type EventKey = (Instant, EventId);

/// A statement that is put together with its values.
#[derive(Default)]
struct Conditions {
    text: String,
    values: Vec<Value>,
}

impl Conditions {
    fn and(&mut self, text: &str, values: impl IntoIterator<Item = Value>) {
        self.text += if self.text.is_empty() {
            " WHERE "
        } else {
            " AND "
        };
        self.text += text;
        self.values.extend(values);
    }

    fn and_in<V: Into<Value>>(&mut self, column: &str, values: impl IntoIterator<Item = V>) {
        let values: Vec<Value> = values.into_iter().map(Into::into).collect();
        let places = vec!["?"; values.len().max(1)].join(", ");
        let values = if values.is_empty() {
            vec![Value::String(None)]
        } else {
            values
        };
        self.and(&format!("{column} IN ({places})"), values);
    }
}

/// The statement that gives a page of events, [`view::COLUMNS`] first and then those of the venue,
/// if it is wanted. A noun that knows more of events runs it with what it adds.
#[derive(Debug)]
pub struct PageStatement {
    /// With `?` as placeholders.
    pub text: String,
    /// Their values in order.
    pub values: Vec<Value>,
    with_venue: bool,
}

impl PageStatement {
    /// Reads an event of a row that begins with the statement's columns.
    pub fn event(&self, row: &sea_orm::QueryResult) -> Result<EventView> {
        Ok(EventView::from_row(row, self.with_venue)?)
    }
}

/// A page of the events that the actor may see, by start, and one more.
pub fn page_statement(
    db: &impl ConnectionTrait,
    actor: &Actor,
    filter: &EventFilter,
    page: &Page<EventKey>,
    with_venue: bool,
) -> PageStatement {
    let mut conditions = Conditions::default();
    // The order comes from the index of the subtree, or of all events; a series has few.
    let (from, start, id) = match (filter.series_id, filter.area_id) {
        (Some(series), area) => {
            conditions.and("occurrence.series_id = ?", [series.into()]);
            if let Some(area) = area {
                let within = "event.id IN (SELECT event_id FROM event_area WHERE area_id = ?)";
                conditions.and(within, [area.into()]);
            }
            let from = "occurrence JOIN event ON event.id = occurrence.event_id";
            (from, "event.starts_at", "event.id")
        }
        (None, Some(area)) => {
            conditions.and("event_area.area_id = ?", [area.into()]);
            let from = "event_area JOIN event ON event.id = event_area.event_id";
            (from, "event_area.starts_at", "event_area.event_id")
        }
        (None, None) => ("event", "event.starts_at", "event.id"),
    };
    if let Some(from) = filter.starts_from {
        conditions.and(&format!("{start} >= ?"), [from.into()]);
    }
    if let Some(before) = filter.starts_before {
        conditions.and(&format!("{start} < ?"), [before.into()]);
    }
    for (key, comparison) in [(page.after, ">"), (page.before, "<")] {
        if let Some((at, event)) = key {
            let beyond = format!("({start}, {id}) {comparison} (?, ?)");
            conditions.and(&beyond, [at.into(), event.into()]);
        }
    }
    narrow(db, &mut conditions, filter);
    visible_to(actor, &mut conditions);
    let direction = if page.backwards { "DESC" } else { "ASC" };
    let order = format!(
        " ORDER BY {start} {direction}, {id} {direction} LIMIT {}",
        page.limit + 1
    );
    let with_venue = with_venue || filter.near.is_some();
    PageStatement {
        text: select(from, &conditions.text, &order, with_venue),
        values: conditions.values,
        with_venue,
    }
}

fn narrow(db: &impl ConnectionTrait, conditions: &mut Conditions, filter: &EventFilter) {
    if !filter.kinds.is_empty() {
        conditions.and_in("event.kind", filter.kinds.iter().copied());
    }
    if filter.states.is_empty() {
        conditions.and("event.state = 'PUBLISHED'", []);
    } else {
        conditions.and_in("event.state", filter.states.iter().copied());
    }
    if let Some(festival) = filter.festival_id {
        conditions.and("event.festival_id = ?", [festival.into()]);
    }
    if let Some(words) = filter.text.as_deref().map(search::query_words) {
        let (condition, value) = dialect::matches_search(db.get_database_backend(), &words);
        conditions.and(condition, [value.into()]);
    }
    if let Some(seats) = filter.free_seats {
        let free =
            "(event_seats.capacity IS NULL OR event_seats.capacity - event_seats.taken >= ?)";
        conditions.and(free, [seats.into()]);
    }
    if let Some(near) = filter.near {
        // Some hundred kilometres of the globe are flat enough for Pythagoras.
        let (north, east) = (
            METRES_A_DEGREE,
            METRES_A_DEGREE * near.latitude.to_radians().cos().abs(),
        );
        let radius = near.metres / METRES_A_DEGREE;
        conditions.and(
            "venue.latitude BETWEEN ? AND ?",
            [
                (near.latitude - radius).into(),
                (near.latitude + radius).into(),
            ],
        );
        conditions.and(
            "((venue.latitude - ?) * ?) * ((venue.latitude - ?) * ?) + \
             ((venue.longitude - ?) * ?) * ((venue.longitude - ?) * ?) <= ?",
            [
                near.latitude.into(),
                north.into(),
                near.latitude.into(),
                north.into(),
                near.longitude.into(),
                east.into(),
                near.longitude.into(),
                east.into(),
                (near.metres * near.metres).into(),
            ],
        );
    }
}

/// [`super::policy::may_see`] as a condition on `event` with its values, for higher nouns.
pub(crate) fn visible_condition(actor: &Actor) -> (String, Vec<Value>) {
    let mut conditions = Conditions::default();
    visible_to(actor, &mut conditions);
    let text = match conditions.text.strip_prefix(" WHERE ") {
        Some(text) => text.to_owned(),
        None => "1 = 1".to_owned(),
    };
    (text, conditions.values)
}

/// [`super::policy::may_see`] as a condition on `event`.
fn visible_to(actor: &Actor, conditions: &mut Conditions) {
    let viewer = match actor {
        Actor::System => return,
        Actor::Anonymous => {
            let public = "event.published_at IS NOT NULL AND event.visibility = 'PUBLIC'";
            conditions.and(public, []);
            return;
        }
        Actor::Link(link) => {
            let public = "(event.published_at IS NOT NULL AND (event.visibility = 'PUBLIC' \
                OR event.id = ?))";
            conditions.and(public, [link.event_id.into()]);
            return;
        }
        Actor::Person(viewer) => viewer,
    };
    let home = if viewer.confirmed {
        viewer.unit_path.as_str()
    } else {
        ""
    };
    let mut around: Vec<&str> = place::rules::paths_to(home);
    for grant in &viewer.grants {
        around.extend(place::rules::paths_to(&grant.area_path));
    }
    // No list of SQL is empty, and no path is.
    around.push("");
    around.sort_unstable();
    around.dedup();
    let places = vec!["?"; around.len()].join(", ");
    let mut values: Vec<Value> = around.into_iter().map(Value::from).collect();
    let mut text = format!(
        "(event.published_at IS NOT NULL AND (event.visibility = 'PUBLIC' \
         OR event.visibility = 'AUDIENCE' AND event.area_path IN ({places})"
    );
    for grant in &viewer.grants {
        if grant.role == Role::Steward {
            text += " OR event.visibility = 'AUDIENCE' AND event.area_path >= ? AND event.area_path < ?";
            values.push(grant.area_path.as_str().into());
            values.push(place::rules::end_of_subtree(&grant.area_path).into());
        }
    }
    or_one_of(
        &mut text,
        &mut values,
        part_in(viewer, EventRole::CheckInHelper),
    );
    or_one_of(&mut text, &mut values, viewer.invited.iter().copied());
    text += ")";
    or_one_of(
        &mut text,
        &mut values,
        part_in(viewer, EventRole::CoOrganiser),
    );
    for grant in &viewer.grants {
        if grant.role != Role::Steward {
            text += " OR event.area_path >= ? AND event.area_path < ?";
            values.push(grant.area_path.as_str().into());
            values.push(place::rules::end_of_subtree(&grant.area_path).into());
        }
    }
    conditions.and(&(text + ")"), values);
}

fn part_in(viewer: &PersonActor, part: EventRole) -> impl Iterator<Item = EventId> {
    let of_part = move |(event, role): &(EventId, EventRole)| (*role == part).then_some(*event);
    viewer.event_roles.iter().filter_map(of_part)
}

/// Or it is one of these: one list, because somebody may have helped at more events than an expression
/// may have terms.
fn or_one_of(text: &mut String, values: &mut Vec<Value>, events: impl Iterator<Item = EventId>) {
    let events: Vec<Value> = events.map(Value::from).collect();
    if !events.is_empty() {
        let places = vec!["?"; events.len()].join(", ");
        *text += &format!(" OR event.id IN ({places})");
        values.extend(events);
    }
}

fn select(from: &str, conditions: &str, order: &str, with_venue: bool) -> String {
    let (venue_columns, venue_join) = if with_venue {
        (
            view::VENUE_COLUMNS,
            " LEFT JOIN venue ON venue.id = event.venue_id",
        )
    } else {
        ("", "")
    };
    format!(
        "SELECT {}{venue_columns} FROM {from} \
         JOIN event_seats ON event_seats.event_id = event.id{venue_join}{conditions}{order}",
        view::COLUMNS
    )
}

/// Those of the events that the actor may see, in no order.
pub async fn visible_events(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: impl IntoIterator<Item = EventId>,
) -> Result<Vec<EventView>> {
    let mut conditions = Conditions::default();
    conditions.and_in("event.id", ids);
    visible_to(actor, &mut conditions);
    let text = select("event", &conditions.text, "", false);
    let rows = db
        .query_all_raw(dialect::sql(db, &text, conditions.values))
        .await?;
    let views = rows.iter().map(|row| EventView::from_row(row, false));
    Ok(views.collect::<std::result::Result<_, _>>()?)
}

/// Where a page that ends with this event ends.
pub fn key_of(event: &EventView) -> EventKey {
    (event.starts_at, event.id)
}
