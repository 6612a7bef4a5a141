//! The only SQL about telling people that they are invited.

use std::collections::{HashMap, HashSet};

use chrono::Datelike;
use mulin_entities::*;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::actor::Actor;
use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::person::{rules as people_rules, store as people};
use crate::tx::Tx;

/// Somebody to tell, by which invitation.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Guest {
    /// Who.
    pub person_id: PersonId,
    /// Whereby.
    pub invitation_id: InvitationId,
    /// The person's own quiet hours.
    pub quiet_from: Option<i32>,
    /// Their end.
    pub quiet_until: Option<i32>,
    /// The zone in which they are told; none for that of the event.
    pub time_zone: Option<String>,
    birth_year: Option<i32>,
    by_name: bool,
}

/// The invitations to an event of people and households that stand.
pub async fn of_event(tx: &Tx, event: EventId) -> Result<Vec<InvitationId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: InvitationId,
    }
    let text = "SELECT id FROM invitation WHERE event_id = ? AND revoked_at IS NULL
         AND area_id IS NULL AND link_id IS NULL ORDER BY id";
    let statement = dialect::sql(tx.db(), text, [event.into()]);
    let rows = Row::find_by_statement(statement).all(tx.db()).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Whom these invitations mean and nobody has told yet, each once: not who invites, who has answered,
/// nor children under 14 of a household, whose guardians are told. What was told and dropped because
/// it had been taken back is told anew.
pub async fn untold(tx: &Tx, event: &event::Model, ids: &[InvitationId]) -> Result<Vec<Guest>> {
    let places = vec!["?"; ids.len()].join(", ");
    let text = format!(
        "SELECT person.id AS person_id, meant.invitation_id, person.quiet_from,
            person.quiet_until, person.time_zone, person.birth_year, meant.by_name
         FROM (SELECT id AS invitation_id, person_id, true AS by_name FROM invitation
                WHERE id IN ({places}) AND person_id IS NOT NULL
            UNION ALL
            SELECT invitation.id, person.id, false FROM invitation
                JOIN person ON person.household_id = invitation.household_id
                WHERE invitation.id IN ({places}) AND person.state = 'ACTIVE') AS meant
         JOIN person ON person.id = meant.person_id
         WHERE person.state IN ('ACTIVE', 'PENDING')
            AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.person_id = person.id
                AND delivery.event_id = ? AND delivery.kind = 'INVITED'
                AND delivery.state <> 'SUPERSEDED')
            AND NOT EXISTS (SELECT 1 FROM rsvp WHERE rsvp.person_id = person.id
                AND rsvp.event_id = ? AND rsvp.state <> 'WITHDRAWN')
         ORDER BY meant.by_name DESC, person.id"
    );
    let id = |id: &InvitationId| Value::from(*id);
    let mut values: Vec<Value> = ids.iter().chain(ids).map(id).collect();
    values.extend([event.id.into(), event.id.into()]);
    let guests = Guest::find_by_statement(dialect::sql(tx.db(), &text, values))
        .all(tx.db())
        .await?;
    let (by, year) = (tx.actor().person_id(), tx.now().year());
    let mut seen = HashSet::new();
    let is_told = |guest: &Guest| {
        let is_child = people_rules::is_young_child(guest.birth_year, year);
        Some(guest.person_id) != by && (guest.by_name || !is_child) && seen.insert(guest.person_id)
    };
    Ok(guests.into_iter().filter(is_told).collect())
}

/// Who is invited to what, and who has answered, as of now.
#[derive(Default)]
pub struct Standing {
    people: HashMap<PersonId, Actor>,
    answered: HashSet<(EventId, PersonId)>,
}

impl Standing {
    /// Whether the person is invited to the event, by whatever invitation.
    pub fn holds(&self, event: EventId, person: PersonId) -> bool {
        let actor = self.people.get(&person);
        actor.is_some_and(|actor| actor.is_invited(event))
    }

    /// Whether the person has answered the event and not taken that back.
    pub fn is_answered(&self, event: EventId, person: PersonId) -> bool {
        self.answered.contains(&(event, person))
    }
}

/// What claimed messages about invitations ask; without such, nothing is read.
pub async fn standing(
    db: &impl ConnectionTrait,
    now: Instant,
    claimed: &[delivery::Model],
) -> Result<Standing> {
    #[derive(FromQueryResult)]
    struct Row {
        event_id: EventId,
        person_id: PersonId,
    }
    let told = claimed
        .iter()
        .filter(|row| row.kind == MessageKind::Invited);
    let told: Vec<(EventId, PersonId)> = told
        .filter_map(|row| Some((row.event_id?, row.person_id?)))
        .collect();
    if told.is_empty() {
        return Ok(Standing::default());
    }
    let (mut events, mut guests): (Vec<EventId>, Vec<PersonId>) = told.into_iter().unzip();
    events.sort_unstable();
    events.dedup();
    guests.sort_unstable();
    guests.dedup();
    let shown: Vec<people::Shown> = guests.iter().map(|id| (*id, None)).collect();
    let actors = people::actors(db, &shown, now).await?;
    let text = format!(
        "SELECT event_id, person_id FROM rsvp
         WHERE person_id IN ({}) AND event_id IN ({}) AND state <> 'WITHDRAWN'",
        dialect::places(guests.len(), "?"),
        dialect::places(events.len(), "?"),
    );
    let values = guests.iter().map(|id| Value::from(*id));
    let values = values.chain(events.iter().map(|id| Value::from(*id)));
    let answered = Row::find_by_statement(dialect::sql(db, &text, values))
        .all(db)
        .await?;
    let people = guests.iter().copied().zip(actors);
    Ok(Standing {
        people: people
            .filter_map(|(id, actor)| Some((id, actor?)))
            .collect(),
        answered: answered
            .into_iter()
            .map(|row| (row.event_id, row.person_id))
            .collect(),
    })
}
