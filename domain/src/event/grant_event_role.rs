//! Gives somebody a part in one event.

use mulin_entities::{EventId, EventRole, EventRoleId, PersonId, event_role};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde::Serialize;

use super::update_event::visible_event;
use super::{policy, roles, rules, seats};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::person;

/// Parts that one event may give.
const MAX_ROLES: u64 = 200;

/// A part to give.
#[derive(Clone, Debug, Serialize)]
pub struct GrantEventRole {
    /// In which event.
    pub event_id: IdInput<EventId>,
    /// To whom.
    pub person_id: IdInput<PersonId>,
    /// Which.
    pub role: EventRole,
}

/// Gives a part in an event. Who has it already keeps the one they have.
pub async fn grant_event_role(
    core: &Core,
    actor: &Actor,
    input: GrantEventRole,
    key: Option<String>,
) -> Result<event_role::Model> {
    if !matches!(actor, Actor::System) {
        actor.person()?;
    }
    core.transact(actor, move |tx| {
        Box::pin(async move {
            if let Claim::Replay(id) = claim(tx, key.as_deref(), "grantEventRole", &input).await? {
                let missing = || Error::not_found("idempotencyKey");
                let role = roles::role(tx.db(), EventRoleId(id)).await?;
                let role = role.ok_or_else(missing)?;
                // Who has lost the role since does not see to whom it was given.
                let event = visible_event(tx, role.event_id)
                    .await
                    .map_err(|_| missing())?;
                return if policy::may_see_role(tx.actor(), &role, &event.area_path) {
                    Ok(role)
                } else {
                    Err(missing())
                };
            }
            let mut faults = Faults::default();
            let event_id = faults.id("eventId", "Event", input.event_id);
            let person_id = faults.id("personId", "Person", input.person_id);
            let (Some(event_id), Some(person_id)) = (event_id, person_id) else {
                return faults.finish().and(Err(Error::not_found("eventId")));
            };
            person::store::hold(tx.db(), person_id).await?;
            seats::lock(tx.db(), event_id).await?;
            let event = visible_event(tx, event_id).await?;
            policy::may_grant_roles(tx.actor(), &event.area_path)?;
            let has_answered = roles::has_answered(tx.db(), event_id, person_id).await?;
            let area = person::Reach {
                root_area_id: event.root_area_id,
                area_path: &event.area_path,
                known_otherwise: has_answered,
            };
            let person = person::appointee(tx, &mut faults, "personId", person_id, area).await?;
            faults.finish()?;
            let person = person.ok_or_else(|| Error::not_found("personId"))?;
            rules::must_be_alive(&event, tx.now())?;
            if let Some(held) = roles::held(tx.db(), event_id, person.id, input.role).await? {
                return Ok(held);
            }
            if roles::count(tx.db(), event_id).await? >= MAX_ROLES {
                return Err(Error::input("eventId", Rule::Count { max: 200 }));
            }
            let role = event_role::ActiveModel {
                id: Set(tx.new_id()),
                root_area_id: Set(event.root_area_id),
                event_id: Set(event_id),
                person_id: Set(person.id),
                role: Set(input.role),
                granted_by: Set(tx.actor().person_id()),
                created_at: Set(tx.now()),
                ended_at: Set(None),
            }
            .insert(tx.db())
            .await?;
            let granted = What::EventRoleGranted {
                event_role_id: role.id,
                event_id,
                person_id: role.person_id,
                role: role.role,
            };
            tx.record(role.root_area_id, granted);
            Ok(role)
        })
    })
    .await
}
