//! What volunteers did, as rows: signing up and certifying have tests of their own.

use chrono::{DateTime, TimeDelta, Utc};
use mulin_entities::*;
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, EntityTrait, IntoActiveModel};

use crate::support::app::TestApp;

async fn insert<M, A>(app: &TestApp, row: M)
where
    M: sea_orm::ModelTrait + IntoActiveModel<A>,
    M::Entity: EntityTrait<Model = M>,
    A: ActiveModelTrait<Entity = M::Entity> + ActiveModelBehavior + Send,
{
    let row = row.into_active_model().reset_all();
    M::Entity::insert(row)
        .exec_without_returning(app.core.db().writer())
        .await
        .expect("the row can be written");
}

/// Somebody has served at an event from an hour on, for so many minutes, which are certified and credited
/// now.
pub async fn serves(
    app: &TestApp,
    event: &event::Model,
    person: PersonId,
    starts_at: DateTime<Utc>,
    minutes: i32,
) -> service_record::Model {
    let (core, now) = (&app.core, app.now());
    let (root_area_id, event_id) = (event.root_area_id, event.id);
    let ends_at = starts_at + TimeDelta::hours(4);
    let shift = shift::Model {
        id: core.new_id(),
        root_area_id,
        event_id,
        team_id: None,
        stall_id: None,
        name: "引导".to_owned(),
        place: None,
        starts_at,
        ends_at,
        cancel_until_minutes: 60,
        minors_from_age: None,
        state: ShiftState::Open,
        called_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let role = shift_role::Model {
        id: core.new_id(),
        event_id,
        shift_id: shift.id,
        name: "志愿者".to_owned(),
        skill: None,
        needs_proof: false,
        places: 5,
        taken: 1,
        ordinal: 0,
        removed_at: None,
    };
    let sign_up = shift_sign_up::Model {
        id: core.new_id(),
        root_area_id,
        event_id,
        shift_id: shift.id,
        role_id: role.id,
        person_id: Some(person),
        state: SignUpState::Attended,
        ended_reason: None,
        minor: false,
        signed_by: Some(person),
        via: Via::App,
        starts_at,
        ends_at,
        created_at: now,
        signed_up_at: Some(now),
        attended_from: Some(starts_at),
        attended_until: Some(ends_at),
        attended_how: Some(AttendedHow::Code),
        confirmed_by: None,
        swap_offered_at: None,
        swap_with_id: None,
        swap_for_id: None,
        updated_at: now,
        version: 1,
    };
    let record = service_record::Model {
        id: core.new_id(),
        root_area_id,
        event_id,
        sign_up_id: sign_up.id,
        team_id: None,
        person_id: Some(person),
        content: "引导".to_owned(),
        place: None,
        starts_at,
        ends_at,
        minutes,
        certified_by: None,
        corrects: None,
        reason: None,
        created_at: now,
    };
    insert(app, shift).await;
    insert(app, role).await;
    insert(app, sign_up).await;
    insert(app, record.clone()).await;
    credit(app, &record, minutes).await;
    record
}

/// The record was not right: it was so many minutes, of which the difference is credited now.
pub async fn corrects(app: &TestApp, record: &service_record::Model, minutes: i32) {
    let more = minutes - record.minutes;
    let correction = service_record::Model {
        id: app.core.new_id(),
        minutes,
        corrects: Some(record.id),
        reason: Some("记错了".to_owned()),
        created_at: app.now(),
        ..record.clone()
    };
    insert(app, correction.clone()).await;
    credit(app, &correction, more).await;
}

async fn credit(app: &TestApp, record: &service_record::Model, minutes: i32) {
    let entry = hours_entry::Model {
        id: app.core.new_id(),
        root_area_id: record.root_area_id,
        person_id: record.person_id,
        record_id: record.id,
        minutes,
        created_at: app.now(),
    };
    insert(app, entry).await;
}
