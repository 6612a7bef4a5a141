//! The votes of the stage: guests of the public event vote, and the resident has; those of the event for
//! those who were invited were counted.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::actors::Who;
use super::stage::Stage;
use crate::factories::gid;
use crate::support::app::TestApp;

/// Opens and counts them; gives the dish that was liked best.
pub async fn of(app: &TestApp, stage: &Stage) -> DishId {
    let input = json!({ "eventId": *gid(&stage.town, stage.public) });
    let organiser = stage.person(Who::Organiser);
    let opened = app
        .mutate(organiser, "openDishVote", "banquet { version }", input)
        .await;
    assert_eq!(opened.refusals("openDishVote"), [""; 0]);
    given(app, stage).await;
    counted(app, stage).await
}

/// The resident's ballot, as if the dish were another household's: it is the one that there is.
async fn given(app: &TestApp, stage: &Stage) {
    let (db, resident) = (app.core.db().writer(), stage.resident());
    let ballot = dish_ballot::Model {
        event_id: stage.public,
        person_id: resident,
        budget: 3,
        spent: 1,
        cast_by: resident,
        cast_at: app.now(),
    };
    let ballot = ballot.into_active_model().reset_all().insert(db).await;
    ballot.expect("a ballot is cast");
    let vote = dish_vote::Model {
        event_id: stage.public,
        person_id: resident,
        dish_id: stage.banquets.dish,
        votes: 1,
    };
    let vote = vote.into_active_model().reset_all().insert(db).await;
    vote.expect("a vote is given");
}

async fn counted(app: &TestApp, stage: &Stage) -> DishId {
    let db = app.core.db().writer();
    let best = dish::Entity::find_by_id(stage.banquets.dish).one(db).await;
    let best = dish::Model {
        id: app.core.new_id(),
        event_id: stage.invited,
        household_id: stage.away_household,
        cook_id: None,
        wanted_dish_id: None,
        dish_no: 1,
        votes: Some(2),
        ..best.expect("dishes are read").expect("it is there")
    };
    let id = best.id;
    let best = best.into_active_model().reset_all().insert(db).await;
    best.expect("a dish is brought");
    banquet::Entity::update_many()
        .col_expr(banquet::Column::NextDishNo, Expr::value(2))
        .col_expr(
            banquet::Column::VoteState,
            Expr::value(DishVoteState::Closed),
        )
        .col_expr(banquet::Column::VoteOpenedAt, Expr::value(app.now()))
        .col_expr(banquet::Column::VoteClosedAt, Expr::value(app.now()))
        .filter(banquet::Column::EventId.eq(stage.invited))
        .exec(db)
        .await
        .expect("the votes are counted");
    id
}
