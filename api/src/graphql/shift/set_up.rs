//! `addShift`, `updateShift`, `cancelShift`, `callForVolunteers`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use mulin_domain::input::Patch;
use mulin_domain::shift;

use super::payload::{Added, Called, CalledOff, ShiftPayload, Updated, payload};
use super::settings::{ShiftRoleInput, roles};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::patch::{given, patch};
use crate::graphql::scalars::LocalDateTime;

/// A new shift.
#[derive(InputObject)]
pub struct AddShiftInput {
    /// At which event.
    pub event_id: ID,
    /// What is done, 1 to 60 characters.
    pub name: String,
    /// Where to come, up to 80 characters.
    pub place: Option<String>,
    /// When it starts, by the clock where the event is; with the event if left out. At most three days before
    /// the event.
    pub starts_at: Option<LocalDateTime>,
    /// When it has ended, likewise; with the event if left out. At most 24 hours after its start, and three
    /// days after the event.
    pub ends_at: Option<LocalDateTime>,
    /// The team whose leads look after it, of the same city.
    pub team_id: Option<ID>,
    /// The stall of the event where it is.
    pub stall_id: Option<ID>,
    /// What is needed, in order: 1 to 20 roles.
    pub roles: Vec<ShiftRoleInput>,
    /// Until how many minutes before the start volunteers may take themselves off, 0 to 20160; 1440 if left
    /// out.
    pub cancel_until_minutes: Option<i32>,
    /// From which age minors may help, 6 to 17; left out: not at all.
    pub minors_from_age: Option<i32>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What to change; a field that is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateShiftInput {
    /// Which shift.
    pub shift_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// What is done, 1 to 60 characters.
    pub name: MaybeUndefined<String>,
    /// Where to come, up to 80 characters.
    pub place: MaybeUndefined<String>,
    /// When it starts, by the clock where the event is. Whoever is on it is told.
    pub starts_at: MaybeUndefined<LocalDateTime>,
    /// When it has ended, likewise.
    pub ends_at: MaybeUndefined<LocalDateTime>,
    /// The team whose leads look after it.
    pub team_id: MaybeUndefined<ID>,
    /// The stall of the event where it is.
    pub stall_id: MaybeUndefined<ID>,
    /// All roles, in order, those that stay with their ids.
    pub roles: Option<Vec<ShiftRoleInput>>,
    /// Until how many minutes before the start volunteers may take themselves off, 0 to 20160.
    pub cancel_until_minutes: MaybeUndefined<i32>,
    /// From which age minors may help, 6 to 17; null: not at all.
    pub minors_from_age: MaybeUndefined<i32>,
}

/// A shift to call off.
#[derive(InputObject)]
pub struct CancelShiftInput {
    /// Which.
    pub shift_id: ID,
}

/// Whom to ask to come.
#[derive(InputObject)]
pub struct CallForVolunteersInput {
    /// To which shift.
    pub shift_id: ID,
    /// All volunteers of this team; this or `areaId`.
    pub team_id: Option<ID>,
    /// All who live in this area and belong to a team or say what they can do; this or `teamId`.
    pub area_id: Option<ID>,
}

fn local(at: LocalDateTime) -> String {
    at.into()
}

/// See the module.
#[derive(Default)]
pub struct ShiftMutations;

#[Object]
impl ShiftMutations {
    /// Adds a shift to an event, up to 100. For those who run the event, and, for their own team, its leads.
    async fn add_shift(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shift.")] input: AddShiftInput,
    ) -> Result<ShiftPayload<Added>> {
        let command = shift::AddShift {
            event_id: decode(&input.event_id),
            settings: shift::Settings {
                name: Patch::Set(input.name),
                place: given(input.place),
                team_id: given(input.team_id.map(|id| decode(&id))),
                stall_id: given(input.stall_id.map(|id| decode(&id))),
                starts_at: given(input.starts_at.map(local)),
                ends_at: given(input.ends_at.map(local)),
                cancel_until_minutes: given(input.cancel_until_minutes),
                minors_from_age: given(input.minors_from_age),
            },
            roles: roles(input.roles),
        };
        let key = input.idempotency_key;
        let answer = shift::add_shift(ctx.core(), ctx.actor(), command, key).await;
        payload(ctx, None, answer).await
    }

    /// Edits a shift until its event is over, for those who look after it. Whoever is on it stays on it at its
    /// new time, and is told; who would be in two places then is taken off, and told. Places that become free
    /// go to those who wait.
    async fn update_shift(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateShiftInput,
    ) -> Result<ShiftPayload<Updated>> {
        let shift_id = decode(&input.shift_id);
        let command = shift::UpdateShift {
            shift_id: shift_id.clone(),
            expected_version: input.expected_version,
            settings: shift::Settings {
                name: patch(input.name),
                place: patch(input.place),
                team_id: patch(input.team_id).map(|id| decode(&id)),
                stall_id: patch(input.stall_id).map(|id| decode(&id)),
                starts_at: patch(input.starts_at).map(local),
                ends_at: patch(input.ends_at).map(local),
                cancel_until_minutes: patch(input.cancel_until_minutes),
                minors_from_age: patch(input.minors_from_age),
            },
            roles: input.roles.map(roles),
        };
        let answer = shift::update_shift(ctx.core(), ctx.actor(), command).await;
        payload(ctx, Some(shift_id), answer).await
    }

    /// Calls a shift off that has not begun, for those who look after it; whoever is on it is told. Doing so
    /// twice changes nothing.
    async fn cancel_shift(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: CancelShiftInput,
    ) -> Result<ShiftPayload<CalledOff>> {
        let command = shift::CancelShift {
            shift_id: decode(&input.shift_id),
        };
        let answer = shift::cancel_shift(ctx.core(), ctx.actor(), command).await;
        payload(ctx, None, answer).await
    }

    /// Asks volunteers to come to a shift that has places left: all of a team, or all who live in an area and
    /// offer to help. Only who could take a place is asked: who has what a role asks for, is free at that time
    /// and no minor, at most 500. Once in six hours a shift. For those who look after it; a team that does not
    /// serve the event's area is asked by its own leads and organisers, an area by its organisers.
    async fn call_for_volunteers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and to what.")] input: CallForVolunteersInput,
    ) -> Result<ShiftPayload<Called>> {
        let command = shift::CallForVolunteers {
            shift_id: decode(&input.shift_id),
            team_id: input.team_id.map(|id| decode(&id)),
            area_id: input.area_id.map(|id| decode(&id)),
        };
        let answer = shift::call_for_volunteers(ctx.core(), ctx.actor(), command).await;
        payload(ctx, None, answer).await
    }
}
