//! Takes messages that are due, drops those that no longer hold, and hands out the rest.
//!
//! A claimed message is SENDING with a raised generation before the wire is touched. If its worker
//! dies, the lease ends and it is taken again; an e-mail then goes out under the same Message-ID.

use std::collections::HashMap;

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter};

use super::rules::{self, Facts, Planned};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::person::store as people;
use crate::place::store as places;
use crate::tx::{CommandResult, Tx};
use crate::{dialect, due_work};

/// A message to send, with everything that it says.
#[derive(Clone)]
pub struct Outgoing {
    /// The message.
    pub id: DeliveryId,
    /// The fence, for settling.
    pub generation: i32,
    /// Tries so far, this one included.
    pub attempts: i32,
    /// When it may be taken by another worker: it must not be begun from then on.
    pub held_until: Instant,
    /// What it says.
    pub kind: MessageKind,
    /// Language (BCP 47).
    pub locale: String,
    /// Where to.
    pub address: String,
    /// To whom.
    pub recipient_name: String,
    /// About which event.
    pub event: event::Model,
    /// The start that the event had before it was moved.
    pub previous_starts_at: Option<Instant>,
    /// Where it takes place.
    pub venue: Option<venue::Model>,
    /// The area that invites.
    pub area: Option<area::Model>,
    /// Seats of the party.
    pub party: i32,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .finish()
    }
}

/// What a claim took.
#[derive(Debug, Default)]
pub struct Claimed {
    /// To be sent.
    pub outgoing: Vec<Outgoing>,
    /// How many no longer held and were settled at once.
    pub dropped: usize,
}

/// Claims up to `limit` due messages.
pub async fn claim(core: &Core, limit: u64) -> Result<Claimed> {
    let due = delivery::Entity::find()
        .filter(delivery::Column::SettledAt.is_null())
        .filter(delivery::Column::DueAt.lte(core.now()))
        .one(core.db().reader())
        .await?;
    if due.is_none() {
        return Ok(Claimed::default());
    }
    core.transact(&Actor::System, move |tx| Box::pin(claim_due(tx, limit)))
        .await
}

async fn claim_due(tx: &mut Tx, limit: u64) -> Result<Claimed> {
    let lease_end = tx.now() + due_work::lease(tx.core());
    let lock = dialect::for_update_skip_locked(tx.db());
    let text = format!(
        "UPDATE delivery SET state = 'SENDING', due_at = ?, generation = generation + 1,
            attempts = attempts + 1
         WHERE id IN (SELECT id FROM delivery WHERE settled_at IS NULL AND due_at <= ?
                      ORDER BY due_at, id LIMIT ?{lock})
         RETURNING *"
    );
    let values = [
        lease_end.into(),
        tx.now().into(),
        limit.cast_signed().into(),
    ];
    let statement = dialect::sql(tx.db(), &text, values);
    let claimed = delivery::Model::find_by_statement(statement)
        .all(tx.db())
        .await?;
    if claimed.is_empty() {
        return Ok(Claimed::default());
    }
    let context = Context::load(tx, &claimed).await?;
    let mut outgoing = Vec::with_capacity(claimed.len());
    let mut dropped: HashMap<(DeliveryState, Option<&'static str>), Vec<DeliveryId>> =
        HashMap::new();
    for row in claimed {
        match context.outgoing(&row, tx.now())? {
            Ok(message) => outgoing.push(message),
            Err(reason) => dropped.entry(reason).or_default().push(row.id),
        }
    }
    let settled = dropped.values().map(Vec::len).sum();
    for ((state, error), ids) in dropped {
        delivery::Entity::update_many()
            .col_expr(delivery::Column::State, Expr::value(state))
            .col_expr(delivery::Column::LastError, Expr::value(error))
            .col_expr(delivery::Column::SettledAt, Expr::value(tx.now()))
            .filter(delivery::Column::Id.is_in(ids))
            .exec(tx.db())
            .await?;
    }
    outgoing.sort_by_key(|message| message.id);
    Ok(Claimed {
        outgoing,
        dropped: settled,
    })
}

/// Everything that the claimed messages are about, one statement a table.
struct Context {
    events: HashMap<EventId, event::Model>,
    rsvps: HashMap<RsvpId, rsvp::Model>,
    people: HashMap<PersonId, person::Model>,
    emails: HashMap<PersonId, String>,
    venues: HashMap<VenueId, venue::Model>,
    areas: HashMap<AreaId, area::Model>,
    previous: HashMap<DeliveryScheduleId, Option<Instant>>,
}

impl Context {
    async fn load(tx: &Tx, claimed: &[delivery::Model]) -> Result<Self> {
        let db = tx.db();
        let events = event::Entity::find()
            .filter(event::Column::Id.is_in(claimed.iter().filter_map(|row| row.event_id)))
            .all(db)
            .await?;
        let rsvps = rsvp::Entity::find()
            .filter(rsvp::Column::Id.is_in(claimed.iter().filter_map(|row| row.rsvp_id)))
            .all(db)
            .await?;
        let people = person::Entity::find()
            .filter(person::Column::Id.is_in(claimed.iter().filter_map(|row| row.person_id)))
            .all(db)
            .await?;
        let contacts =
            people::contacts(tx.core(), db, claimed.iter().filter_map(|row| row.person_id)).await?;
        let venues = places::venues(db, events.iter().filter_map(|event| event.venue_id)).await?;
        let areas = places::areas(db, events.iter().map(|event| event.area_id)).await?;
        let schedules = delivery_schedule::Entity::find()
            .filter(
                delivery_schedule::Column::Id
                    .is_in(claimed.iter().filter_map(|row| row.schedule_id)),
            )
            .all(db)
            .await?;
        let emails = contacts
            .into_iter()
            .filter(|(_, kind, _)| *kind == ContactKind::Email)
            .map(|(person, _, address)| (person, address));
        Ok(Self {
            events: events.into_iter().map(|row| (row.id, row)).collect(),
            rsvps: rsvps.into_iter().map(|row| (row.id, row)).collect(),
            people: people.into_iter().map(|row| (row.id, row)).collect(),
            emails: emails.collect(),
            venues: venues.into_iter().map(|row| (row.id, row)).collect(),
            areas: areas.into_iter().map(|row| (row.id, row)).collect(),
            previous: schedules
                .into_iter()
                .map(|row| (row.id, row.previous_starts_at))
                .collect(),
        })
    }

    /// The message, or the state and reason it ends with.
    fn outgoing(
        &self,
        row: &delivery::Model,
        now: Instant,
    ) -> Result<std::result::Result<Outgoing, (DeliveryState, Option<&'static str>)>> {
        let missing = || Error::internal("a message is about a row that is missing");
        let event = row.event_id.and_then(|id| self.events.get(&id));
        let rsvp = row.rsvp_id.and_then(|id| self.rsvps.get(&id));
        let person = row.person_id.and_then(|id| self.people.get(&id));
        let event = event.ok_or_else(missing)?;
        let rsvp = rsvp.ok_or_else(missing)?;
        let person = person.ok_or_else(missing)?;
        let facts = Facts {
            event_state: event.state,
            schedule_rev: event.schedule_rev,
            starts_at: event.starts_at,
            ends_at: event.ends_at,
            rsvp_state: rsvp.state,
            answer_rev: rsvp.answer_rev,
        };
        let planned = Planned {
            kind: row.kind,
            schedule_rev: row.schedule_rev,
            answer_rev: row.answer_rev,
        };
        let rule_is_gone = row.kind == MessageKind::EventReminder && row.schedule_id.is_none();
        if rule_is_gone {
            return Ok(Err((DeliveryState::Superseded, None)));
        }
        if let Some(state) = rules::no_longer_holds(planned, facts, now) {
            return Ok(Err((state, None)));
        }
        let Some(address) = self.emails.get(&person.id) else {
            return Ok(Err((DeliveryState::Suppressed, Some("NO_ADDRESS"))));
        };
        let previous = row
            .schedule_id
            .and_then(|id| self.previous.get(&id).copied().flatten());
        Ok(Ok(Outgoing {
            id: row.id,
            generation: row.generation,
            attempts: row.attempts,
            held_until: row.due_at,
            kind: row.kind,
            locale: person.locale.clone(),
            address: address.clone(),
            recipient_name: person.name.clone(),
            event: event.clone(),
            previous_starts_at: previous,
            venue: event.venue_id.and_then(|id| self.venues.get(&id).cloned()),
            area: self.areas.get(&event.area_id).cloned(),
            party: rsvp.adults + rsvp.children,
        }))
    }
}

impl CommandResult for Claimed {
    fn result_id(&self) -> Option<uuid::Uuid> {
        None
    }
}
