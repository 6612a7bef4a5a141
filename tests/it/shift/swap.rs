//! `offerShiftSwap`, `withdrawShiftSwap`, `acceptShiftSwap`

use serde_json::json;

use crate::both_databases;
use crate::factories::{HelpDay, SIGN_UP};

both_databases!(a_volunteer_of_the_team_takes_a_shift_over, |app| {
    let help = HelpDay::plan(&app).await;
    let crowd = help.day.town.residents(&app, 3).await;
    let shift = help
        .shift(&app, json!({ "roles": [{ "name": "引导", "places": 1 }] }))
        .await;
    let on = help.sign_up(&app, crowd[0], &shift).await;
    let input = json!({ "signUpId": on["id"] });
    help.join(&app, crowd[1]).await;
    let refused = app
        .refusals(crowd[1], "acceptShiftSwap", "signUp", input.clone())
        .await;
    assert_eq!(refused, ["SWAP_NOT_OFFERED signUpId"]);
    assert!(help.look(&app, crowd[1], &on).await.is_null());
    let offers = async |who| {
        let query = "query ($id: ID!) { node(id: $id) { ... on Shift { swapOffers { name } } } }";
        let answer = app.run(who, query, json!({ "id": shift["id"] })).await;
        answer.at("/node/swapOffers").clone()
    };
    assert_eq!(offers(Some(crowd[1])).await, json!([]));
    help.step(&app, crowd[0], "offerShiftSwap", &on).await;
    assert_eq!(help.look(&app, crowd[1], &on).await["name"], "r0");
    assert_eq!(offers(Some(crowd[1])).await, json!([{ "name": "r0" }]));
    for nobody in [None, Some(crowd[0]), Some(crowd[2])] {
        assert_eq!(offers(nobody).await, json!([]));
    }
    // Who does not belong to the team does not see it.
    let refused = app
        .refusals(crowd[2], "acceptShiftSwap", "signUp", input.clone())
        .await;
    assert_eq!(refused, ["SWAP_NOT_OFFERED signUpId"]);
    let taken = help.step(&app, crowd[1], "acceptShiftSwap", &on).await;
    assert_eq!(
        (&taken["name"], &taken["state"]),
        (&json!("r1"), &json!("SIGNED_UP"))
    );
    let left = help.look(&app, crowd[0], &on).await;
    assert_eq!(
        (&left["state"], &left["endedReason"]),
        (&json!("CANCELLED"), &json!("SWAPPED"))
    );
    assert_eq!(help.shift_now(&app, &shift).await["roles"][0]["left"], 0);
    assert_eq!(offers(Some(crowd[1])).await, json!([]));
    let again = app
        .refusals(crowd[1], "acceptShiftSwap", "signUp", input)
        .await;
    assert_eq!(again, ["SWAP_NOT_OFFERED signUpId"]);
});

both_databases!(two_exchange_shifts_that_overlap, |app| {
    let help = HelpDay::plan(&app).await;
    let crowd = help.day.town.residents(&app, 3).await;
    let one = json!([{ "name": "引导", "places": 1 }]);
    let door = help
        .shift(&app, json!({ "name": "门口", "roles": one }))
        .await;
    let stage = help
        .shift(&app, json!({ "name": "舞台", "roles": one }))
        .await;
    let at_door = help.sign_up(&app, crowd[0], &door).await;
    let at_stage = help.sign_up(&app, crowd[1], &stage).await;
    let input = json!({ "signUpId": at_door["id"], "forSignUpId": at_stage["id"] });
    let offered = help
        .day
        .done(&app, crowd[0], "offerShiftSwap", SIGN_UP, input)
        .await;
    assert_eq!(offered["swap"]["with"]["name"], "r1");
    let taken = help.step(&app, crowd[1], "acceptShiftSwap", &at_door).await;
    assert_eq!(
        (&taken["name"], &taken["role"]["id"]),
        (&json!("r1"), &door["roles"][0]["id"])
    );
    let query = "query ($id: ID!) { node(id: $id) { ... on Shift { signUps(states: [SIGNED_UP]) \
        { nodes { name } } } } }";
    let answer = app
        .run(Some(help.lead), query, json!({ "id": stage["id"] }))
        .await;
    assert_eq!(answer.at("/node/signUps/nodes"), &json!([{ "name": "r0" }]));
});

both_databases!(an_offer_is_withdrawn_and_strangers_are_not_asked, |app| {
    let help = HelpDay::plan(&app).await;
    let crowd = help.day.town.residents(&app, 2).await;
    let shift = help.shift(&app, json!({})).await;
    let on = help.sign_up(&app, crowd[0], &shift).await;
    let input = json!({ "signUpId": on["id"], "withPersonId": help.day.id(crowd[1]) });
    let refused = app
        .refusals(crowd[0], "offerShiftSwap", "signUp", input.clone())
        .await;
    assert_eq!(refused, ["NOT_FOUND withPersonId"]);
    help.join(&app, crowd[1]).await;
    help.day
        .done(&app, crowd[0], "offerShiftSwap", SIGN_UP, input)
        .await;
    help.step(&app, crowd[0], "withdrawShiftSwap", &on).await;
    help.step(&app, crowd[0], "withdrawShiftSwap", &on).await;
    let input = json!({ "signUpId": on["id"] });
    let refused = app
        .refusals(crowd[1], "acceptShiftSwap", "signUp", input)
        .await;
    assert_eq!(refused, ["SWAP_NOT_OFFERED signUpId"]);
});
