//! What becomes of sign-ups when people are merged or erased.

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::both_databases;
use crate::factories::{HelpDay, sign_up_key};

both_databases!(an_erased_person_gives_their_place_to_who_waits, |app| {
    let help = HelpDay::plan(&app).await;
    let crowd = help.day.town.residents(&app, 2).await;
    let shift = help
        .shift(&app, json!({ "roles": [{ "name": "引导", "places": 1 }] }))
        .await;
    let first = help.sign_up(&app, crowd[0], &shift).await;
    let second = help.wait_for(&app, crowd[1], &shift).await;
    help.join(&app, crowd[0]).await;
    help.day.town.erase(&app, crowd[0]).await;
    let row = shift_sign_up::Entity::find_by_id(sign_up_key(&first));
    let row = row
        .one(app.core.db().writer())
        .await
        .expect("it is read")
        .expect("it is there");
    assert_eq!(
        (row.person_id, row.ended_reason),
        (None, Some(SignUpEnd::PersonErased))
    );
    assert_eq!(
        help.look(&app, crowd[1], &second).await["state"],
        "SIGNED_UP"
    );
    let members =
        team_member::Entity::find().filter(team_member::Column::State.eq(MemberState::Active));
    let members = members
        .all(app.core.db().writer())
        .await
        .expect("members are read");
    assert!(members.is_empty());
});

both_databases!(
    a_merged_record_brings_its_shifts_but_not_two_at_once,
    |app| {
        let help = HelpDay::plan(&app).await;
        let crowd = help.day.town.residents(&app, 2).await;
        let morning = help.shift(&app, json!({})).await;
        let same = help.shift(&app, json!({ "name": "同时" })).await;
        let later =
            json!({ "name": "下午", "startsAt": "2026-11-28T14:00", "endsAt": "2026-11-28T15:00" });
        let later = help.shift(&app, later).await;
        let kept = help.sign_up(&app, crowd[0], &morning).await;
        let both = help.sign_up(&app, crowd[1], &same).await;
        let brought = help.sign_up(&app, crowd[1], &later).await;
        help.day.town.merge(&app, crowd[0], crowd[1]).await;
        let state = |on: serde_json::Value| on["state"].clone();
        assert_eq!(state(help.look(&app, crowd[0], &kept).await), "SIGNED_UP");
        assert_eq!(state(help.look(&app, crowd[0], &both).await), "CANCELLED");
        assert_eq!(
            state(help.look(&app, crowd[0], &brought).await),
            "SIGNED_UP"
        );
    }
);
