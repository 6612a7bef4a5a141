//! Who is a volunteer of a team: asks, is let in or added, and leaves.

use mulin_entities::*;
use serde::Serialize;

use super::{VolunteerError, member_store, policy, store};
use crate::actor::Actor;
use crate::change::{VolunteerChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput};
use crate::person::{self as people, Acting, PersonError};
use crate::tx::Tx;

/// A wish to join a team.
#[derive(Clone, Debug, Serialize)]
pub struct JoinTeam {
    /// Who is to join, and the way they told so.
    pub acting: Acting,
    /// Which team.
    pub team_id: IdInput<TeamId>,
}

/// Who is to be a volunteer of what.
#[derive(Clone, Debug, Serialize)]
pub struct AddTeamMember {
    /// Which team.
    pub team_id: IdInput<TeamId>,
    /// Who.
    pub person_id: IdInput<PersonId>,
}

/// Somebody's part in a team.
#[derive(Clone, Debug, Serialize)]
pub struct OfMember {
    /// Which.
    pub team_member_id: IdInput<TeamMemberId>,
}

/// Asks to join a team, for oneself or somebody one may act for; its leads decide. Who asked already, or
/// is of the team, stays so.
pub async fn join_team(
    core: &Core,
    actor: &Actor,
    input: JoinTeam,
    key: Option<String>,
) -> Result<team_member::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(join(tx, input, key)))
        .await
}

async fn join(tx: &mut Tx, input: JoinTeam, key: Option<String>) -> Result<team_member::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "joinTeam", &input).await? {
        return replayed(tx, TeamMemberId(id)).await;
    }
    let mut faults = Faults::default();
    input.acting.check(&mut faults);
    let team_id = faults.id("teamId", "Team", input.team_id);
    faults.finish()?;
    let missing = || Error::not_found("teamId");
    let team_id = team_id.ok_or_else(missing)?;
    let subject = input.acting.subject(tx).await?;
    people::store::hold(tx.db(), subject.person.id).await?;
    let team = store::lock_team(tx.db(), team_id).await?;
    let team = team.ok_or_else(missing)?;
    enter(tx, &team, &subject.person, MemberState::Requested).await
}

/// Adds somebody to a team, for its leads and the organisers of its area. Who asked to join is let in;
/// nobody lets themselves in.
pub async fn add_team_member(
    core: &Core,
    actor: &Actor,
    input: AddTeamMember,
    key: Option<String>,
) -> Result<team_member::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(add(tx, input, key)))
        .await
}

async fn add(tx: &mut Tx, input: AddTeamMember, key: Option<String>) -> Result<team_member::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "addTeamMember", &input).await? {
        return replayed(tx, TeamMemberId(id)).await;
    }
    let mut faults = Faults::default();
    let team_id = faults.id("teamId", "Team", input.team_id);
    let person_id = faults.id("personId", "Person", input.person_id);
    let (Some(team_id), Some(person_id)) = (team_id, person_id) else {
        return faults.finish().and(Err(Error::not_found("teamId")));
    };
    people::store::hold(tx.db(), person_id).await?;
    let team = store::lock_team(tx.db(), team_id).await?;
    let team = team.ok_or_else(|| Error::not_found("teamId"))?;
    policy::may_update(tx.actor(), team.id, &team.area_path)?;
    if tx.actor().person_id() == Some(person_id) {
        return Err(own_approval("personId"));
    }
    let area = people::Reach {
        root_area_id: team.root_area_id,
        area_path: &team.area_path,
        known_otherwise: member_store::open_member(tx.db(), team_id, person_id)
            .await?
            .is_some(),
    };
    let person = people::appointee(tx, &mut faults, "personId", person_id, area).await?;
    faults.finish()?;
    let person = person.ok_or_else(|| Error::not_found("personId"))?;
    enter(tx, &team, &person, MemberState::Active).await
}

/// Lets somebody in who asked, for the leads of the team and the organisers of its area; never oneself.
pub async fn approve_team_member(
    core: &Core,
    actor: &Actor,
    input: OfMember,
) -> Result<team_member::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let (team, row) = member(tx, input).await?;
            policy::may_update(tx.actor(), team.id, &team.area_path)?;
            if tx.actor().person_id() == Some(row.person_id) {
                return Err(own_approval("teamMemberId"));
            }
            match row.state {
                MemberState::Active => Ok(row),
                MemberState::Requested => let_in(tx, row).await,
                MemberState::Ended => {
                    let state = row.state;
                    Err(Refusal::from(VolunteerError::MemberState { state }).into())
                }
            }
        })
    })
    .await
}

/// Ends somebody's part in a team, or refuses who asked: the leads and organisers, they themselves, and
/// who may act for them. Shifts that they signed up for stay theirs. Doing so twice changes nothing.
pub async fn end_team_membership(
    core: &Core,
    actor: &Actor,
    input: OfMember,
) -> Result<team_member::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let (team, mut row) = member(tx, input).await?;
            if !policy::edits(tx.actor(), team.id, &team.area_path) {
                speaks_for(tx, row.person_id).await?;
            }
            if row.state == MemberState::Ended {
                return Ok(row);
            }
            row.state = MemberState::Ended;
            row.ended_at = Some(tx.now());
            let row = member_store::update(tx, row).await?;
            record(tx, &row);
            Ok(row)
        })
    })
    .await
}

/// Whose it is, or who speaks for them; that there is such a part is told to nobody else.
async fn speaks_for(tx: &mut Tx, person: PersonId) -> Result<()> {
    if tx.actor().person_id() == Some(person) {
        return Ok(());
    }
    let acting = Acting::for_person(person, Via::App);
    match acting.subject(tx).await {
        Ok(_) => Ok(()),
        Err(Error::Internal(error)) => Err(Error::Internal(error)),
        Err(_) => Err(Error::not_found("teamMemberId")),
    }
}

async fn member(tx: &Tx, input: OfMember) -> Result<(team::Model, team_member::Model)> {
    let mut faults = Faults::default();
    let id = faults.id("teamMemberId", "TeamMember", input.team_member_id);
    faults.finish()?;
    let missing = || Error::not_found("teamMemberId");
    let id = id.ok_or_else(missing)?;
    let seen = member_store::members(tx.db(), [id]).await?;
    let seen = seen.into_iter().next().ok_or_else(missing)?;
    // The team before its members, as everywhere.
    let team = store::lock_team(tx.db(), seen.team_id).await?;
    let team = team.ok_or_else(missing)?;
    let row = member_store::lock_member(tx, id).await?;
    let row = row.ok_or_else(missing)?;
    let own = tx.actor().person_id() == Some(row.person_id);
    if !own && !policy::may_see(tx.actor()) {
        return Err(missing());
    }
    Ok((team, row))
}

async fn enter(
    tx: &mut Tx,
    team: &team::Model,
    person: &person::Model,
    state: MemberState,
) -> Result<team_member::Model> {
    if person.state == PersonState::Pending {
        return Err(Refusal::from(PersonError::RegistrationPending).into());
    }
    if person.root_area_id != team.root_area_id {
        return Err(Refusal::from(VolunteerError::OtherCity).into());
    }
    if let Some(known) = member_store::open_member(tx.db(), team.id, person.id).await? {
        return match (known.state, state) {
            (MemberState::Requested, MemberState::Active) => let_in(tx, known).await,
            _ => Ok(known),
        };
    }
    let active = state == MemberState::Active;
    let row = team_member::Model {
        id: tx.new_id(),
        root_area_id: team.root_area_id,
        team_id: team.id,
        person_id: person.id,
        state,
        created_at: tx.now(),
        joined_at: active.then(|| tx.now()),
        approved_by: tx.actor().person_id().filter(|_| active),
        ended_at: None,
    };
    member_store::insert(tx, &row).await?;
    record(tx, &row);
    Ok(row)
}

async fn let_in(tx: &mut Tx, mut row: team_member::Model) -> Result<team_member::Model> {
    row.state = MemberState::Active;
    row.joined_at = Some(tx.now());
    row.approved_by = tx.actor().person_id();
    let row = member_store::update(tx, row).await?;
    record(tx, &row);
    Ok(row)
}

async fn replayed(tx: &Tx, id: TeamMemberId) -> Result<team_member::Model> {
    let rows = member_store::members(tx.db(), [id]).await?;
    let row = rows.into_iter().next();
    row.ok_or_else(|| Error::not_found("idempotencyKey"))
}

fn own_approval(field: &'static str) -> Error {
    Refusal::from(VolunteerError::OwnApproval { field }).into()
}

pub(super) fn record(tx: &mut Tx, row: &team_member::Model) {
    let change = VolunteerChange::MemberChanged {
        team_id: row.team_id,
        team_member_id: row.id,
        person_id: row.person_id,
        state: row.state,
    };
    tx.record(row.root_area_id, What::Volunteering(change));
}
