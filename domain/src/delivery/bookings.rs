//! Who has booked a slot at a stall of which event, and what they are reminded of: the SQL of it.

use std::collections::{HashMap, HashSet};

use mulin_entities::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use super::of_tickets::Places;
use super::outgoing::AboutBooking;
use super::store::Recipient;
use crate::dialect;
use crate::error::Result;

/// The keys of those who have booked at the event with the one value, as a subquery.
pub(super) const BOOKINGS: &str = "SELECT ticket.person_id FROM ticket \
    WHERE ticket.event_id = ? AND ticket.state = 'BOOKED' AND ticket.person_id IS NOT NULL";

/// Which of these people have booked at which of these events.
pub(super) async fn booked(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<HashSet<(EventId, PersonId)>> {
    let found: Vec<(EventId, PersonId)> = ticket::Entity::find()
        .select_only()
        .columns([ticket::Column::EventId, ticket::Column::PersonId])
        .filter(ticket::Column::PersonId.is_in(people))
        .filter(ticket::Column::EventId.is_in(events))
        .filter(ticket::Column::State.eq(TicketState::Booked))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

#[derive(FromQueryResult)]
struct Holder {
    ticket_id: TicketId,
    #[sea_orm(nested)]
    recipient: Recipient,
}

/// Those who hold these bookings, as recipients: with their answer to the event, if they gave one.
pub(super) async fn of_tickets(
    db: &impl ConnectionTrait,
    tickets: impl IntoIterator<Item = TicketId>,
) -> Result<Vec<(TicketId, Recipient)>> {
    let values: Vec<Value> = tickets.into_iter().map(Value::from).collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT ticket.id AS ticket_id, rsvp.id AS rsvp_id, ticket.event_id,
            person.id AS person_id, rsvp.state, COALESCE(rsvp.answer_rev, 0) AS answer_rev,
            rsvp.queue_no, rsvp.decided_at, person.quiet_from, person.quiet_until, person.time_zone
         FROM ticket JOIN person ON person.id = ticket.person_id
         LEFT JOIN rsvp ON rsvp.event_id = ticket.event_id AND rsvp.person_id = ticket.person_id
         WHERE ticket.id IN ({}) AND ticket.state = 'BOOKED'
            AND person.state IN ('ACTIVE', 'PENDING')",
        dialect::places(values.len(), "?")
    );
    let found = Holder::find_by_statement(dialect::sql(db, &text, values));
    let found = found.all(db).await?.into_iter();
    Ok(found
        .map(|holder| (holder.ticket_id, holder.recipient))
        .collect())
}

/// The bookings at an event of those whose answer to it is in none of these states.
pub(super) async fn without_answer(
    db: &impl ConnectionTrait,
    event: EventId,
    states: &[RsvpState],
) -> Result<Vec<TicketId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: TicketId,
    }
    let text = format!(
        "SELECT ticket.id FROM ticket
         WHERE ticket.event_id = ? AND ticket.state = 'BOOKED' AND ticket.person_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM rsvp
                WHERE rsvp.event_id = ticket.event_id AND rsvp.person_id = ticket.person_id
                    AND rsvp.state IN ({}))
         ORDER BY ticket.id",
        dialect::places(states.len(), "?")
    );
    let states = states.iter().map(|state| Value::from(*state));
    let values: Vec<Value> = std::iter::once(Value::from(event)).chain(states).collect();
    let found = Row::find_by_statement(dialect::sql(db, &text, values));
    Ok(found.all(db).await?.into_iter().map(|row| row.id).collect())
}

/// What people have booked at events: one statement a table, and none where nobody has booked anything.
#[derive(Default)]
pub(super) struct Bookings {
    of_people: HashMap<(EventId, PersonId), Vec<AboutBooking>>,
}

impl Bookings {
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
        let rows = ticket::Entity::find()
            .filter(ticket::Column::PersonId.is_in(people))
            .filter(ticket::Column::EventId.is_in(events))
            .filter(ticket::Column::State.eq(TicketState::Booked))
            .order_by_asc(ticket::Column::Rank)
            .order_by_asc(ticket::Column::Id)
            .all(db)
            .await?;
        if rows.is_empty() {
            return Ok(Self::default());
        }
        let places = Places::load(db, &rows).await?;
        let mut of_people: HashMap<_, Vec<AboutBooking>> = HashMap::new();
        for row in &rows {
            let Some(holder) = row.person_id else {
                continue;
            };
            let of_holder = of_people.entry((row.event_id, holder)).or_default();
            of_holder.extend(places.booking(row));
        }
        Ok(Self { of_people })
    }

    /// What the recipient of a message has booked at its event; nothing if the message does not tell of it.
    pub fn of(&self, row: &delivery::Model, event: &event::Model) -> Vec<AboutBooking> {
        let Some(person) = row.person_id.filter(|_| tells(row.kind)) else {
            return Vec::new();
        };
        let found = self.of_people.get(&(event.id, person));
        found.cloned().unwrap_or_default()
    }
}

/// Whether a message of this kind tells its reader what they have booked, and when and where.
fn tells(kind: MessageKind) -> bool {
    matches!(
        kind,
        MessageKind::EventReminder | MessageKind::EventRescheduled | MessageKind::EventMoved
    )
}
