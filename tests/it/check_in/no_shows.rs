//! Who said that they would come and did not.

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::{PersonId, RsvpId};
use serde_json::{Value, json};

use super::Door;
use crate::both_databases;
use crate::factories::{gid, respond};
use crate::support::app::TestApp;

async fn no_show(app: &TestApp, door: &Door, who: PersonId, rsvp: RsvpId) -> Value {
    let query = "query ($id: ID!) { node(id: $id) { ... on Rsvp { noShow } } }";
    let id = json!({ "id": *gid(&door.town, rsvp) });
    app.run(Some(who), query, id)
        .await
        .at("/node/noShow")
        .clone()
}

async fn listed(app: &TestApp, door: &Door) -> Value {
    let page = door
        .see(
            app,
            door.town.organiser,
            "noShows { nodes { respondent { name } } }",
        )
        .await;
    page["nodes"].clone()
}

both_databases!(they_are_told_after_the_event_to_who_runs_it, |app| {
    let door = Door::open(&app).await;
    let came = door.guest(&app, "王小梅", 2).await;
    let stayed = door.guest(&app, "李雷", 1).await;
    let declined = door.guest(&app, "韩梅", 1).await;
    respond(
        &app.core,
        declined.person_id,
        door.event,
        Answer::Declined,
        1,
    )
    .await
    .unwrap();
    let organiser = door.town.organiser;
    let id = door.admit(&app, came.id).await;
    assert!(no_show(&app, &door, organiser, stayed.id).await.is_null());
    assert_eq!(listed(&app, &door).await, json!([]));
    app.advance(TimeDelta::hours(5));
    assert_eq!(no_show(&app, &door, organiser, stayed.id).await, true);
    assert_eq!(no_show(&app, &door, organiser, came.id).await, false);
    assert_eq!(no_show(&app, &door, organiser, declined.id).await, false);
    assert_eq!(
        listed(&app, &door).await,
        json!([{ "respondent": { "name": "李雷" } }])
    );
    for who in [door.helper, stayed.person_id] {
        assert!(no_show(&app, &door, who, stayed.id).await.is_null());
        assert!(
            door.see(&app, who, "noShows { nodes { id } }")
                .await
                .is_null()
        );
        assert!(
            door.see(&app, who, "attendance { total { people } }")
                .await
                .is_null()
        );
    }
    // Where nobody was checked in, nothing is known of anybody.
    let undo = json!({ "checkInId": id });
    app.mutate(Some(organiser), "undoCheckIn", "checkIn { id }", undo)
        .await
        .data();
    assert!(no_show(&app, &door, organiser, stayed.id).await.is_null());
    assert_eq!(listed(&app, &door).await, json!([]));
});
