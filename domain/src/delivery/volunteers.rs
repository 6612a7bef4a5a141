//! Who has a place on a shift of which event, and what they are reminded of: the SQL of it.

use std::collections::{HashMap, HashSet};

use mulin_entities::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Value,
};

use super::of_shifts::Duties;
use super::outgoing::AboutShift;
use super::store::Recipient;
use crate::dialect;
use crate::error::Result;

/// The keys of those who have a place on a shift of the event with the one value, as a subquery.
pub(super) const VOLUNTEERS: &str = "SELECT shift_sign_up.person_id FROM shift_sign_up \
    JOIN shift ON shift.id = shift_sign_up.shift_id \
    WHERE shift_sign_up.event_id = ? AND shift_sign_up.state = 'SIGNED_UP' \
        AND shift.state <> 'CANCELLED' AND shift_sign_up.person_id IS NOT NULL";

/// Which of these people have a place on a shift of which of these events.
pub(super) async fn on_shifts(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<HashSet<(EventId, PersonId)>> {
    let found = rows(db, events, people).await?.into_iter();
    Ok(found
        .filter_map(|row| row.person_id.map(|person| (row.event_id, person)))
        .collect())
}

/// The places of these people on shifts of these events, by time.
async fn rows(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<shift_sign_up::Model>> {
    // Who is on a shift that is called off is on it no longer.
    Ok(shift_sign_up::Entity::find()
        .filter(shift_sign_up::Column::PersonId.is_in(people))
        .filter(shift_sign_up::Column::EventId.is_in(events))
        .filter(shift_sign_up::Column::State.eq(SignUpState::SignedUp))
        .order_by_asc(shift_sign_up::Column::StartsAt)
        .order_by_asc(shift_sign_up::Column::Id)
        .all(db)
        .await?)
}

#[derive(FromQueryResult)]
struct Volunteer {
    sign_up_id: ShiftSignUpId,
    #[sea_orm(nested)]
    recipient: Recipient,
}

/// Those who have these places, as recipients: with their answer to the event, if they gave one.
pub(super) async fn of_sign_ups(
    db: &impl ConnectionTrait,
    sign_ups: impl IntoIterator<Item = ShiftSignUpId>,
) -> Result<Vec<(ShiftSignUpId, Recipient)>> {
    let values: Vec<Value> = sign_ups.into_iter().map(Value::from).collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT shift_sign_up.id AS sign_up_id, rsvp.id AS rsvp_id, shift_sign_up.event_id,
            person.id AS person_id, rsvp.state, COALESCE(rsvp.answer_rev, 0) AS answer_rev,
            rsvp.queue_no, rsvp.decided_at, person.quiet_from, person.quiet_until, person.time_zone
         FROM shift_sign_up JOIN person ON person.id = shift_sign_up.person_id
         LEFT JOIN rsvp ON rsvp.event_id = shift_sign_up.event_id
            AND rsvp.person_id = shift_sign_up.person_id
         WHERE shift_sign_up.id IN ({}) AND shift_sign_up.state = 'SIGNED_UP'
            AND person.state IN ('ACTIVE', 'PENDING')",
        dialect::places(values.len(), "?")
    );
    let found = Volunteer::find_by_statement(dialect::sql(db, &text, values));
    let found = found.all(db).await?.into_iter();
    Ok(found.map(|one| (one.sign_up_id, one.recipient)).collect())
}

/// The places on shifts of an event of those whose answer to it is in none of these states.
pub(super) async fn without_answer(
    db: &impl ConnectionTrait,
    event: EventId,
    states: &[RsvpState],
) -> Result<Vec<ShiftSignUpId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: ShiftSignUpId,
    }
    let text = format!(
        "SELECT shift_sign_up.id FROM shift_sign_up
         WHERE shift_sign_up.event_id = ? AND shift_sign_up.state = 'SIGNED_UP'
            AND shift_sign_up.person_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM rsvp
                WHERE rsvp.event_id = shift_sign_up.event_id
                    AND rsvp.person_id = shift_sign_up.person_id AND rsvp.state IN ({}))
         ORDER BY shift_sign_up.id",
        dialect::places(states.len(), "?")
    );
    let states = states.iter().map(|state| Value::from(*state));
    let values: Vec<Value> = std::iter::once(Value::from(event)).chain(states).collect();
    let found = Row::find_by_statement(dialect::sql(db, &text, values));
    Ok(found.all(db).await?.into_iter().map(|row| row.id).collect())
}

/// The shifts of people at events: one statement a table, and none where nobody is on any.
#[derive(Default)]
pub(super) struct Shifts {
    of_people: HashMap<(EventId, PersonId), Vec<AboutShift>>,
}

impl Shifts {
    /// Those of the messages that tell of them.
    pub async fn load(db: &impl ConnectionTrait, claimed: &[delivery::Model]) -> Result<Self> {
        let pairs = claimed.iter().filter(|row| tells(row.kind));
        let pairs: HashSet<(EventId, PersonId)> = pairs
            .filter_map(|row| row.event_id.zip(row.person_id))
            .collect();
        if pairs.is_empty() {
            return Ok(Self::default());
        }
        let (events, people): (HashSet<EventId>, HashSet<PersonId>) = pairs.into_iter().unzip();
        let rows = rows(db, events, people).await?;
        if rows.is_empty() {
            return Ok(Self::default());
        }
        let duties = Duties::load(db, &rows).await?;
        let mut of_people: HashMap<_, Vec<AboutShift>> = HashMap::new();
        for row in &rows {
            let Some(person) = row.person_id else {
                continue;
            };
            let of_person = of_people.entry((row.event_id, person)).or_default();
            of_person.extend(duties.of(row));
        }
        Ok(Self { of_people })
    }

    /// The shifts of the recipient of a message at its event; none if the message does not tell of them.
    pub fn of(&self, row: &delivery::Model, event: &event::Model) -> Vec<AboutShift> {
        let Some(person) = row.person_id.filter(|_| tells(row.kind)) else {
            return Vec::new();
        };
        let found = self.of_people.get(&(event.id, person));
        found.cloned().unwrap_or_default()
    }
}

/// Whether a message of this kind tells its reader on which shifts they are, and when and where.
fn tells(kind: MessageKind) -> bool {
    matches!(
        kind,
        MessageKind::EventReminder | MessageKind::EventRescheduled | MessageKind::EventMoved
    )
}
