//! `inviteToEvent` and `revokeInvitation`

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::json;

use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid, person_row, resident, set_state, unknown};
use crate::rsvp::steps::{going, respond, withdraw};
use crate::support::mutation::with;
use crate::support::trace::Trace;

both_databases!(the_invited_see_and_answer_and_others_do_not, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let (wang, li) = (
        town.resident(&app, "wang").await,
        town.resident(&app, "li").await,
    );
    let lan = crate::factories::housemate(&app, li, "lan", Some(1980)).await;
    let away = resident(&app.core, &town.other_unit, "away").await.id;
    let other = town.resident(&app, "other").await;
    for who in [wang, li, lan, away, other, town.steward] {
        assert!(!sees(&app, &town, who, event).await);
    }
    let home = person_row(&app, li).await.household_id;
    let more = json!({
        "personIds": [*gid(&town, wang), *gid(&town, wang)],
        "householdIds": [*gid(&town, home)], "areaIds": [*gid(&town, town.other_unit.id)],
    });
    let answer = invite(&app, &town, event, more.clone()).await;
    assert_eq!(answer.refusals("inviteToEvent"), [""; 0]);
    for who in [wang, li, lan, away] {
        assert!(sees(&app, &town, who, event).await);
        assert_eq!(going(&app, &town, who, event, 1).await, "GOING");
    }
    assert!(!sees(&app, &town, other, event).await);
    let refused = respond(&app, &town, other, event, json!({})).await;
    assert_eq!(refused.refusals("respondToEvent"), ["NOT_FOUND eventId"]);
    // Nobody is invited twice.
    let before = Trace::of(&app).await;
    let again = invite(&app, &town, event, more).await;
    assert_eq!(again.refusals("inviteToEvent"), [""; 0]);
    assert_eq!(Trace::of(&app).await, before);
    let all = invitations(&app, &town, event).await;
    assert_eq!(all.len(), 3);
    assert_eq!(all[0]["name"], "wang");
    assert_eq!(all[2]["area"]["name"], "西邻");
    assert_eq!(all[0]["invitedBy"]["name"], "organiser");
    // The list is for those who run the event.
    let query = "query ($id: ID!) { event(id: $id) { invitations { nodes { id } }
        invitationLinks { nodes { id } } } }";
    let id = json!({ "id": *gid(&town, event) });
    let hidden = app.run(Some(wang), query, id).await;
    assert!(hidden.at("/event/invitations").is_null());
    assert!(hidden.at("/event/invitationLinks").is_null());
});

both_databases!(
    whoever_lives_above_and_below_is_meant_once_confirmed,
    |app| {
        let town = Town::found(&app).await;
        let event = private(&app, &town).await;
        let wang = town.resident(&app, "wang").await;
        let new = town.resident(&app, "new").await;
        set_state(&app, new, PersonState::Pending).await;
        let more = json!({ "areaIds": [*gid(&town, town.community.id)] });
        let answer = invite(&app, &town, event, more).await;
        assert_eq!(answer.refusals("inviteToEvent"), [""; 0]);
        assert!(sees(&app, &town, wang, event).await);
        assert!(!sees(&app, &town, new, event).await);
        // In person they are meant whether confirmed or not.
        let more = json!({ "personIds": [*gid(&town, new)] });
        let answer = invite(&app, &town, event, more).await;
        assert_eq!(answer.refusals("inviteToEvent"), [""; 0]);
        assert_eq!(going(&app, &town, new, event, 1).await, "GOING");
        // Once it is over nobody is invited any more.
        app.advance(TimeDelta::days(8));
        assert!(!sees(&app, &town, wang, event).await);
    }
);

both_databases!(who_is_invited_is_answered_for, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let wang = town.resident(&app, "wang").await;
    let lan = crate::factories::housemate(&app, wang, "lan", Some(1980)).await;
    let more = json!({ "personIds": [*gid(&town, wang)] });
    invite(&app, &town, event, more).await;
    let refused = respond(
        &app,
        &town,
        wang,
        event,
        json!({ "onBehalfOf": *gid(&town, lan) }),
    )
    .await;
    assert_eq!(
        refused.refusals("respondToEvent"),
        ["NOT_IN_AUDIENCE eventId"]
    );
    let more = json!({ "personIds": [*gid(&town, lan)] });
    invite(&app, &town, event, more).await;
    let taken = respond(
        &app,
        &town,
        wang,
        event,
        json!({ "onBehalfOf": *gid(&town, lan) }),
    )
    .await;
    assert_eq!(taken.refusals("respondToEvent"), [""; 0]);
});

both_databases!(taking_back_hides_it_unless_there_is_an_answer, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let (wang, li) = (
        town.resident(&app, "wang").await,
        town.resident(&app, "li").await,
    );
    let more = json!({ "personIds": [*gid(&town, wang), *gid(&town, li)] });
    invite(&app, &town, event, more).await;
    assert_eq!(going(&app, &town, wang, event, 1).await, "GOING");
    let all = invitations(&app, &town, event).await;
    let before = Trace::of(&app).await;
    let denied = revoke(&app, li, &all[0]).await;
    assert_eq!(
        denied.refusals("revokeInvitation"),
        ["NOT_FOUND invitationId"]
    );
    assert_eq!(Trace::of(&app).await, before);
    for one in &all {
        for _ in 0..2 {
            let answer = revoke(&app, town.organiser, one).await;
            assert_eq!(answer.refusals("revokeInvitation"), [""; 0]);
            assert!(
                !answer
                    .at("/revokeInvitation/invitation/revokedAt")
                    .is_null()
            );
        }
    }
    assert!(!sees(&app, &town, li, event).await);
    // The answer stands and shows the event, until the person leaves.
    assert!(sees(&app, &town, wang, event).await);
    let rsvp = crate::rsvp::steps::rsvp_of(&app, event, wang)
        .await
        .unwrap();
    assert_eq!(rsvp.state, RsvpState::Going);
    withdraw(&app, &town, wang, rsvp.id).await;
    assert!(!sees(&app, &town, wang, event).await);
    // And one may be invited anew.
    let more = json!({ "personIds": [*gid(&town, li)] });
    let answer = invite(&app, &town, event, more).await;
    assert_eq!(answer.refusals("inviteToEvent"), [""; 0]);
    assert!(sees(&app, &town, li, event).await);
});

both_databases!(strangers_are_not_found_and_only_organisers_invite, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let abroad = Town::named(&app, "别处市").await;
    let stranger = abroad.resident(&app, "stranger").await;
    let wang = town.resident(&app, "wang").await;
    let before = Trace::of(&app).await;
    let more = json!({
        "personIds": [*gid(&town, stranger), *unknown::<PersonId>(&town), "nonsense"],
        "householdIds": [*unknown::<HouseholdId>(&town)],
        "areaIds": [*gid(&town, abroad.unit.id), *unknown::<AreaId>(&town)],
    });
    let answer = invite(&app, &town, event, more).await;
    assert_eq!(
        answer.refusals("inviteToEvent"),
        [
            "MALFORMED_ID personIds.2",
            "NOT_FOUND personIds.0",
            "NOT_FOUND personIds.1",
            "NOT_FOUND householdIds.0",
            "ELSEWHERE areaIds.0",
            "NOT_FOUND areaIds.1",
        ]
    );
    let nobody = invite(&app, &town, event, json!({})).await;
    assert_eq!(nobody.refusals("inviteToEvent"), ["REQUIRED personIds"]);
    assert_eq!(Trace::of(&app).await, before);
    let invited = json!({ "personIds": [*gid(&town, wang)] });
    invite(&app, &town, event, invited.clone()).await;
    let input = with(&invited, json!({ "eventId": *gid(&town, event) }));
    let denied = app
        .without_trace(Some(wang), "inviteToEvent", "event { id }", input)
        .await;
    assert_eq!(denied.error_code(), "FORBIDDEN");
});
