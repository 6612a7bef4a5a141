//! Terms of events, and what they have led to: seats that are offered, a request that was decided, times
//! of a check-in list.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::actors::Who;
use super::stage::Stage;
use crate::factories::answer;
use crate::support::app::TestApp;

/// Sets them; gives the housemate's answer, to whom seats are offered, and the list.
pub async fn set(app: &TestApp, stage: &Stage) -> (RsvpId, CheckInListId) {
    let (db, now) = (app.core.db().writer(), app.now());
    event::Entity::update_many()
        .col_expr(event::Column::OfferSeconds, Expr::value(86_400))
        .col_expr(event::Column::HouseholdLimit, Expr::value(90))
        .filter(event::Column::Id.eq(stage.public))
        .exec(db)
        .await
        .expect("terms are set");
    event::Entity::update_many()
        .col_expr(
            event::Column::RsvpOpensAt,
            Expr::value(now + TimeDelta::days(1)),
        )
        .filter(event::Column::Id.eq(stage.later))
        .exec(db)
        .await
        .expect("a time is set");
    let side = check_in_list::Model {
        id: app.core.new_id(),
        root_area_id: stage.town.city.id,
        event_id: stage.today,
        name: "西门".to_owned(),
        is_default: false,
        opens_at: Some(now - TimeDelta::days(1)),
        closes_at: Some(now + TimeDelta::days(1)),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let side = side.into_active_model().reset_all().insert(db).await;
    let side = side.expect("a list is made");
    rsvp::Entity::update_many()
        .col_expr(
            rsvp::Column::DecidedBy,
            Expr::value(stage.person(Who::Organiser)),
        )
        .col_expr(rsvp::Column::DecidedAt, Expr::value(now))
        .col_expr(rsvp::Column::DecisionReason, Expr::value("场地停电"))
        .filter(rsvp::Column::Id.eq(stage.declined))
        .exec(db)
        .await
        .expect("a request was decided once");
    let housemate = stage.person(Who::Housemate).expect("there is one");
    let later = event::Entity::find_by_id(stage.later).one(db).await;
    let later = later.expect("events are read").expect("it is there");
    let state = RsvpState::Offered;
    let mut offered = answer(app, &stage.town, &later, housemate, stage.household, state);
    offered.queue_no = Some(1);
    offered.offer_expires_at = Some(now + TimeDelta::days(1));
    let offered = offered.into_active_model().reset_all().insert(db).await;
    event_seats::Entity::update_many()
        .col_expr(event_seats::Column::Taken, Expr::value(1))
        .col_expr(event_seats::Column::NextQueueNo, Expr::value(2))
        .filter(event_seats::Column::EventId.eq(stage.later))
        .exec(db)
        .await
        .expect("seats are held");
    (offered.expect("seats are offered").id, side.id)
}
