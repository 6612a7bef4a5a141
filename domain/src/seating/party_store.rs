//! The only SQL about who is to be seated: households that come, their people, and what they bring.

use mulin_entities::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use crate::error::Result;
use crate::page::{Page, Slice};
use crate::{bulk, dialect};

/// A household that comes.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Home {
    pub(super) household_id: HouseholdId,
    pub(super) seats: i64,
    pub(super) unit_id: AreaId,
    pub(super) building: String,
}

/// Somebody known of a household that comes.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Guest {
    pub(super) household_id: HouseholdId,
    pub(super) person_id: PersonId,
    pub(super) birth_year: Option<i32>,
    /// Whether anything is kept of what they need.
    pub(super) has_needs: bool,
}

/// What a household brings.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Brought {
    pub(super) household_id: HouseholdId,
    pub(super) category: DishCategory,
}

/// The households that come, with the seats of all their answers, in order of their keys. The building
/// is that of the answer's household.
pub(super) async fn homes(db: &impl ConnectionTrait, event: EventId) -> Result<Vec<Home>> {
    let text = "SELECT coming.household_id, coming.seats, household.unit_id, household.building \
         FROM (SELECT household_id, SUM(adults + children) AS seats FROM rsvp \
            WHERE event_id = ? AND state = 'GOING' GROUP BY household_id) AS coming \
         JOIN household ON household.id = coming.household_id ORDER BY coming.household_id";
    let statement = dialect::sql(db, text, [event.into()]);
    Ok(Home::find_by_statement(statement).all(db).await?)
}

/// Those of the people who come of whom it is known who they are, in no order.
pub(super) async fn guests(db: &impl ConnectionTrait, event: EventId) -> Result<Vec<Guest>> {
    let person = "person.id AS person_id, person.birth_year, \
         person_need.person_id IS NOT NULL AS has_needs";
    let text = format!(
        "SELECT rsvp.household_id, {person} FROM rsvp \
            JOIN person ON person.id = rsvp.person_id \
            LEFT JOIN person_need ON person_need.person_id = person.id \
         WHERE rsvp.event_id = ? AND rsvp.state = 'GOING' AND rsvp.respondent_comes \
         UNION SELECT rsvp.household_id, {person} FROM rsvp_member \
            JOIN rsvp ON rsvp.id = rsvp_member.rsvp_id \
            JOIN person ON person.id = rsvp_member.person_id \
            LEFT JOIN person_need ON person_need.person_id = person.id \
         WHERE rsvp_member.event_id = ? AND rsvp_member.holds AND rsvp.state = 'GOING'"
    );
    let statement = dialect::sql(db, &text, [event.into(), event.into()]);
    Ok(Guest::find_by_statement(statement).all(db).await?)
}

/// What the households bring, each category once.
pub(super) async fn brought(db: &impl ConnectionTrait, event: EventId) -> Result<Vec<Brought>> {
    let text = "SELECT DISTINCT household_id, category FROM dish \
         WHERE event_id = ? AND state = 'PLEDGED'";
    let statement = dialect::sql(db, text, [event.into()]);
    Ok(Brought::find_by_statement(statement).all(db).await?)
}

/// The seats that these households need now; none for those of whom nobody comes.
pub(super) async fn seats_of(
    db: &impl ConnectionTrait,
    event: EventId,
    households: &[HouseholdId],
) -> Result<Vec<(HouseholdId, i32)>> {
    let places = dialect::places(households.len(), "?");
    let text = format!(
        "SELECT household_id, CAST(SUM(adults + children) AS integer) FROM rsvp \
         WHERE event_id = ? AND state = 'GOING' AND household_id IN ({places}) \
         GROUP BY household_id"
    );
    let mut values: Vec<Value> = vec![event.into()];
    values.extend(households.iter().map(|id| Value::from(*id)));
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}

/// A page of the households that come and have no table, in order of their keys, as places that lead to
/// none. The caller has asked the policy.
pub async fn unseated(
    db: &impl ConnectionTrait,
    event: EventId,
    page: &Page<HouseholdId>,
) -> Result<Slice<seat_assignment::Model>> {
    let (mut key, mut values) = (String::new(), vec![Value::from(event), event.into()]);
    for (compare, bound) in [(">", page.after), ("<", page.before)] {
        if let Some(bound) = bound {
            key += &format!(" AND coming.household_id {compare} ?");
            values.push(bound.into());
        }
    }
    let order = if page.backwards { "DESC" } else { "ASC" };
    let text = format!(
        "SELECT coming.event_id, coming.household_id, CAST(coming.seats AS integer) AS seats,             place.table_id, place.published_table_id          FROM (SELECT event_id, household_id, SUM(adults + children) AS seats FROM rsvp             WHERE event_id = ? AND state = 'GOING' GROUP BY event_id, household_id) AS coming          LEFT JOIN seat_assignment AS place ON place.event_id = ?             AND place.household_id = coming.household_id          WHERE place.table_id IS NULL{key} ORDER BY coming.household_id {order} LIMIT {}",
        page.limit + 1
    );
    let statement = dialect::sql(db, &text, values);
    let rows = seat_assignment::Model::find_by_statement(statement);
    Ok(Slice::new(rows.all(db).await?, page))
}

/// The households with which somebody comes to these events, each beside the event: by an answer of
/// their own, or named in another's.
pub async fn homes_of(
    db: &impl ConnectionTrait,
    person: PersonId,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<(EventId, HouseholdId)>> {
    let events: Vec<Value> = events.into_iter().map(Value::from).collect();
    let places = dialect::places(events.len(), "?");
    let text = format!(
        "SELECT event_id, household_id FROM rsvp WHERE person_id = ? AND state = 'GOING'             AND event_id IN ({places})          UNION SELECT rsvp.event_id, rsvp.household_id FROM rsvp_member             JOIN rsvp ON rsvp.id = rsvp_member.rsvp_id          WHERE rsvp_member.person_id = ? AND rsvp_member.holds AND rsvp.state = 'GOING'             AND rsvp_member.event_id IN ({places})"
    );
    let mut values: Vec<Value> = vec![person.into()];
    values.extend(events.iter().cloned());
    values.push(person.into());
    values.extend(events);
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}

/// The buildings of these households, as they are kept.
pub async fn doors(
    db: &impl ConnectionTrait,
    households: impl IntoIterator<Item = HouseholdId>,
) -> Result<Vec<(HouseholdId, String)>> {
    Ok(household::Entity::find()
        .select_only()
        .columns([household::Column::Id, household::Column::Building])
        .filter(household::Column::Id.is_in(households))
        .into_tuple()
        .all(db)
        .await?)
}

/// What the households of a banquet bring, by the numbers of the dishes.
pub(super) async fn dishes(
    db: &impl ConnectionTrait,
    event: EventId,
) -> Result<Vec<(HouseholdId, String)>> {
    Ok(dish::Entity::find()
        .select_only()
        .columns([dish::Column::HouseholdId, dish::Column::Name])
        .filter(dish::Column::EventId.eq(event))
        .filter(dish::Column::State.eq(DishState::Pledged))
        .order_by_asc(dish::Column::DishNo)
        .into_tuple()
        .all(db)
        .await?)
}

/// Which of these households have answered the event, whatever they said.
pub(super) async fn answered(
    db: &impl ConnectionTrait,
    event: EventId,
    households: Vec<HouseholdId>,
) -> Result<Vec<HouseholdId>> {
    let mut known = Vec::new();
    for some in households.chunks(bulk::ROWS) {
        let rows: Vec<HouseholdId> = rsvp::Entity::find()
            .select_only()
            .column(rsvp::Column::HouseholdId)
            .distinct()
            .filter(rsvp::Column::EventId.eq(event))
            .filter(rsvp::Column::HouseholdId.is_in(some.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        known.extend(rows);
    }
    Ok(known)
}

/// The names of those who answered for these households, in the order of their answers; none of the
/// erased.
pub async fn names(
    db: &impl ConnectionTrait,
    homes: &[(EventId, HouseholdId)],
) -> Result<Vec<((EventId, HouseholdId), String)>> {
    let mut names = Vec::new();
    for homes in homes.chunks(bulk::ROWS) {
        let places = dialect::places(homes.len(), "(?, ?)");
        let text = format!(
            "SELECT rsvp.event_id, rsvp.household_id, person.name FROM rsvp \
             JOIN person ON person.id = rsvp.person_id \
             WHERE (rsvp.event_id, rsvp.household_id) IN (VALUES {places}) \
                AND rsvp.state = 'GOING' AND person.state <> 'ERASED' ORDER BY rsvp.id"
        );
        let values = homes
            .iter()
            .flat_map(|(event, home)| [Value::from(*event), Value::from(*home)]);
        for row in db.query_all_raw(dialect::sql(db, &text, values)).await? {
            let home = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            names.push((home, row.try_get_by_index(2)?));
        }
    }
    Ok(names)
}

/// Several people, in order of their keys, whoever asks.
pub(super) async fn people(
    db: &impl ConnectionTrait,
    ids: Vec<PersonId>,
) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?)
}

/// Keeps the records open of all who come and are known, and of the actor, until the transaction ends.
/// Records are locked before the event's seats, as by whoever merges or erases them; those of whom it
/// is learned later are taken along if nobody holds them.
///
/// Answers whom it got.
pub(super) async fn hold_guests(
    db: &impl ConnectionTrait,
    event: EventId,
    actor: PersonId,
    wait: bool,
) -> Result<Vec<PersonId>> {
    let lock = if wait {
        dialect::for_share(db)
    } else {
        dialect::for_share_skip_locked(db)
    };
    let text = format!(
        "SELECT person.id FROM person WHERE person.id = ? OR person.id IN \
            (SELECT person_id FROM rsvp WHERE event_id = ? AND state = 'GOING' \
             UNION SELECT person_id FROM rsvp_member WHERE event_id = ? AND holds) \
         ORDER BY person.id{lock}"
    );
    let values = [actor.into(), event.into(), event.into()];
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    rows.iter()
        .map(|row| Ok(row.try_get_by_index(0)?))
        .collect()
}
