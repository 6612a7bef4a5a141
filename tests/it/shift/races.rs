//! Many at once.

use std::sync::Arc;

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use crate::both_databases;
use crate::factories::HelpDay;
use crate::rsvp::rush::{Call, PATIENT, all_at_once, people};

const SIGN_UP: &str = "mutation ($input: SignUpForShiftInput!) { signUpForShift(input: $input) \
    { signUp { id state } userErrors { code path } } }";
const CANCEL: &str = "mutation ($input: CancelSignUpInput!) { cancelSignUp(input: $input) \
    { signUp { id state } userErrors { code path } } }";

both_databases!(one_volunteer_gets_one_of_many_shifts_at_one_time, with PATIENT, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let mut shifts = Vec::new();
    for number in 0..8 {
        shifts.push(help.shift(&app, json!({ "name": format!("{number}号") })).await);
    }
    let app = Arc::new(app);
    let calls = shifts.iter().map(|shift| Call {
        who,
        query: SIGN_UP,
        variables: json!({ "input": { "shiftRoleId": shift["roles"][0]["id"] } }),
    });
    let answers = all_at_once(&app, calls.collect()).await;
    let on = answers.iter().filter(|answer| answer.refusals("signUpForShift").is_empty());
    assert_eq!(on.count(), 1);
    let refused = ["SHIFT_OVERLAPS shiftRoleId"];
    let others = answers.iter().filter(|answer| answer.refusals("signUpForShift") == refused);
    assert_eq!(others.count(), 7);
});

both_databases!(no_place_is_given_twice_and_none_is_lost, with PATIENT, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = help.shift(&app, json!({ "roles": [{ "name": "引导", "places": 5 }] })).await;
    let crowd = people(&app, &help.day.town, 16).await;
    let app = Arc::new(app);
    let call = |who: &PersonId| Call {
        who: *who,
        query: SIGN_UP,
        variables: json!({ "input": { "shiftRoleId": shift["roles"][0]["id"], "waitlist": true } }),
    };
    let answers = all_at_once(&app, crowd.iter().map(call).collect()).await;
    let state = |answer: &crate::support::answer::Answer| answer.at("/signUpForShift/signUp/state").clone();
    let on = answers.iter().filter(|answer| state(answer) == "SIGNED_UP");
    assert_eq!(on.count(), 5);
    // All who have a place leave at once: those who wait get them.
    let leavers = answers.iter().zip(&crowd).filter(|(answer, _)| state(answer) == "SIGNED_UP");
    let calls = leavers.map(|(answer, who)| Call {
        who: *who,
        query: CANCEL,
        variables: json!({ "input": { "signUpId": answer.at("/signUpForShift/signUp/id") } }),
    });
    for answer in all_at_once(&app, calls.collect()).await {
        assert_eq!(answer.refusals("cancelSignUp"), [""; 0]);
    }
    let db = app.core.db().writer();
    let on = shift_sign_up::Entity::find()
        .filter(shift_sign_up::Column::State.eq(SignUpState::SignedUp));
    assert_eq!(on.count(db).await.expect("sign-ups are counted"), 5);
    let role = shift_role::Entity::find().one(db).await.expect("roles are read");
    assert_eq!(role.map(|role| role.taken), Some(5));
});
