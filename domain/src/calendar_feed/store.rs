//! The only SQL about calendars.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Value,
};

use super::rules::{PAGE, STANDING};
use super::{FeedSecret, policy};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::event::list::EventKey;
use crate::tx::Tx;

/// One address, whoever asks.
pub(super) async fn feed(
    db: &impl ConnectionTrait,
    id: CalendarFeedId,
) -> Result<Option<calendar_feed::Model>> {
    Ok(calendar_feed::Entity::find_by_id(id).one(db).await?)
}

/// One address, locked.
pub(super) async fn lock(tx: &Tx, id: CalendarFeedId) -> Result<Option<calendar_feed::Model>> {
    Ok(calendar_feed::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// Those of the addresses that the actor may see, in no order.
pub async fn visible_feeds(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: impl IntoIterator<Item = CalendarFeedId>,
) -> Result<Vec<calendar_feed::Model>> {
    let feeds = calendar_feed::Entity::find()
        .filter(calendar_feed::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let may_see = |feed: &calendar_feed::Model| policy::may_see(actor, feed);
    Ok(feeds.into_iter().filter(may_see).collect())
}

/// The addresses of a person that count, in the order in which they were made.
pub async fn live_of(
    db: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Vec<calendar_feed::Model>> {
    Ok(calendar_feed::Entity::find()
        .filter(calendar_feed::Column::PersonId.eq(person))
        .filter(calendar_feed::Column::RevokedAt.is_null())
        .order_by_asc(calendar_feed::Column::Id)
        .all(db)
        .await?)
}

/// The address that the secret opens, if it counts.
pub(super) async fn opened_by(
    db: &impl ConnectionTrait,
    secret: &FeedSecret,
) -> Result<Option<calendar_feed::Model>> {
    Ok(calendar_feed::Entity::find()
        .filter(calendar_feed::Column::SecretHash.eq(secret.hash()))
        .filter(calendar_feed::Column::RevokedAt.is_null())
        .one(db)
        .await?)
}

/// Writes a new address.
pub(super) async fn insert(tx: &Tx, feed: &calendar_feed::Model) -> Result<()> {
    calendar_feed::Entity::insert(feed.clone().into_active_model().reset_all())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// An address counts no more.
pub(super) async fn revoke(tx: &Tx, id: CalendarFeedId) -> Result<()> {
    calendar_feed::Entity::update_many()
        .col_expr(calendar_feed::Column::RevokedAt, Expr::value(tx.now()))
        .filter(calendar_feed::Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Makes the addresses of a person those of another.
pub(super) async fn give(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    calendar_feed::Entity::update_many()
        .col_expr(calendar_feed::Column::PersonId, Expr::value(into))
        .filter(calendar_feed::Column::PersonId.eq(from))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Forgets the addresses of these people.
pub(super) async fn forget(tx: &Tx, people: &[PersonId]) -> Result<()> {
    calendar_feed::Entity::delete_many()
        .filter(calendar_feed::Column::PersonId.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// The events of a calendar.
#[derive(Clone, Copy, Debug)]
pub(super) enum Events {
    /// One.
    One(EventId),
    /// Occurrences.
    Series(SeriesId),
    /// Those whose audience lies in the subtree.
    Area(AreaId),
    /// Those that the person comes to, may come to, or waits for.
    Answered(PersonId),
}

/// Which events, whom they are shown to, and from when on.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub events: Events,
    pub actor: Actor,
    pub from: Option<Instant>,
}

/// The beginning of statements about a calendar: where its events come from, by which columns they are
/// in order, and the conditions with their values.
struct Source {
    from: &'static str,
    start: &'static str,
    id: &'static str,
    conditions: String,
    values: Vec<Value>,
}

impl Wanted {
    fn source(&self) -> Source {
        let own = "event.starts_at";
        let (from, start, id, condition, key): (_, _, _, _, Value) = match self.events {
            Events::One(event) => ("event", own, "event.id", "event.id = ?", event.into()),
            Events::Series(series) => (
                "occurrence JOIN event ON event.id = occurrence.event_id",
                own,
                "event.id",
                "occurrence.series_id = ?",
                series.into(),
            ),
            // The order comes from the index of the subtree.
            Events::Area(area) => (
                "event_area JOIN event ON event.id = event_area.event_id",
                "event_area.starts_at",
                "event_area.event_id",
                "event_area.area_id = ?",
                area.into(),
            ),
            Events::Answered(person) => (
                "rsvp JOIN event ON event.id = rsvp.event_id",
                own,
                "event.id",
                "rsvp.person_id = ?",
                person.into(),
            ),
        };
        let (shown, seen) = match self.events {
            Events::Answered(_) => policy::shown_to_guest(&self.actor),
            _ => policy::shown_to(&self.actor),
        };
        let mut conditions = condition.to_owned();
        let mut values = vec![key];
        if matches!(self.events, Events::Answered(_)) {
            let states = dialect::places(STANDING.len(), "?");
            conditions += &format!(" AND rsvp.state IN ({states})");
            values.extend(STANDING.map(Value::from));
        }
        if let Some(begin) = self.from {
            conditions += &format!(" AND {start} >= ?");
            values.push(begin.into());
        }
        conditions += &format!(" AND {shown}");
        values.extend(seen);
        Source {
            from,
            start,
            id,
            conditions,
            values,
        }
    }
}

/// What tells a calendar from what it was before: any change of an event, a venue, an answer or a rule
/// changes one of these.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Stamp {
    /// How many events there are.
    pub events: i64,
    versions: i64,
    changed: Option<Instant>,
    places: Option<Instant>,
    going: i64,
    answers: i64,
    answered: Option<Instant>,
    rings: i64,
    ringing: Option<Instant>,
}

/// The stamp of a calendar, in one statement.
pub(super) async fn stamp(db: &impl ConnectionTrait, wanted: &Wanted) -> Result<Stamp> {
    let Source {
        from,
        conditions,
        values,
        ..
    } = wanted.source();
    let rules =
        "FROM reminder_rule AS rule WHERE rule.event_id = event.id AND rule.removed_at IS NULL";
    let of_person = match wanted.events {
        Events::Answered(_) => format!(
            "CAST(coalesce(sum(CASE rsvp.state WHEN 'GOING' THEN 1 WHEN 'MAYBE' THEN 1000000 \
                WHEN 'WAITLISTED' THEN 1000000000000 WHEN 'OFFERED' THEN 1000000000000000 \
                ELSE 0 END), 0) AS bigint) AS going,
             CAST(coalesce(sum(rsvp.answer_rev), 0) AS bigint) AS answers,
             max(rsvp.answered_at) AS answered,
             CAST(coalesce(sum((SELECT coalesce(sum(rule.before_seconds + 1), 0) {rules})), 0) \
                AS bigint) AS rings,
             max((SELECT max(rule.created_at) {rules})) AS ringing"
        ),
        // Nobody's answers: the same columns, with nothing in them.
        _ => "CAST(0 AS bigint) AS going, CAST(0 AS bigint) AS answers,
             max(event.updated_at) AS answered, CAST(0 AS bigint) AS rings,
             max(event.updated_at) AS ringing"
            .to_owned(),
    };
    let text = format!(
        "SELECT count(*) AS events,
            CAST(coalesce(sum(event.version), 0) AS bigint) AS versions,
            max(event.updated_at) AS changed, max(venue.updated_at) AS places, {of_person}
         FROM {from} LEFT JOIN venue ON venue.id = event.venue_id WHERE {conditions}"
    );
    let row = Stamp::find_by_statement(dialect::sql(db, &text, values));
    let missing = || crate::error::Error::internal("a count has no row");
    row.one(db).await?.ok_or_else(missing)
}

/// An event as calendars show it.
#[derive(Clone, Debug, FromQueryResult)]
#[expect(missing_docs, reason = "the fields are the columns of the same name")]
pub struct Row {
    pub id: EventId,
    pub state: EventState,
    pub title: String,
    pub description: String,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub schedule_rev: i32,
    pub updated_at: Instant,
    pub venue_name: Option<String>,
    pub venue_address: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    /// The person's answer, in their own calendar.
    pub answer: Option<RsvpState>,
}

/// The next events of a calendar by start, up to [`PAGE`].
pub(super) async fn page(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    after: Option<EventKey>,
) -> Result<Vec<Row>> {
    let Source {
        from,
        start,
        id,
        mut conditions,
        mut values,
    } = wanted.source();
    if let Some((at, event)) = after {
        conditions += &format!(" AND ({start}, {id}) > (?, ?)");
        values.extend([at.into(), event.into()]);
    }
    let answer = match wanted.events {
        Events::Answered(_) => "rsvp.state",
        _ => "CAST(NULL AS text)",
    };
    let text = format!(
        "SELECT event.id, event.state, event.title, event.description, event.starts_at,
            event.ends_at, event.schedule_rev, event.updated_at, venue.name AS venue_name,
            venue.address AS venue_address, venue.latitude, venue.longitude, {answer} AS answer
         FROM {from} LEFT JOIN venue ON venue.id = event.venue_id
         WHERE {conditions} ORDER BY {start}, {id} LIMIT {PAGE}"
    );
    let statement = dialect::sql(db, &text, values);
    Ok(Row::find_by_statement(statement).all(db).await?)
}
