//! Many links to one event: how many there may be, and that they move at once.

use std::sync::Arc;

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid, in_shanghai};
use crate::rsvp::rush::{Call, PATIENT, all_at_once};
use crate::rsvp::steps::reschedule;
use crate::support::app::TestApp;

const CREATE: &str = "mutation ($input: CreateInvitationLinkInput!) {
    createInvitationLink(input: $input) { link { id } userErrors { code path message } } }";

const TOO_MANY: [&str; 1] = ["TOO_MANY_INVITATION_LINKS eventId"];

/// So many links, which count until the event is over.
async fn links(app: &TestApp, town: &Town, event: EventId, count: usize) -> Vec<Value> {
    let mut made = Vec::new();
    for _ in 0..count {
        made.push(link(app, town, event, json!({ "maxUses": 3 })).await);
    }
    made
}

async fn take_back(app: &TestApp, town: &Town, link: &Value) {
    let input = json!({ "linkId": link["id"] });
    let who = Some(town.organiser);
    let answer = app
        .mutate(who, "revokeInvitationLink", "link { id }", input)
        .await;
    assert_eq!(answer.refusals("revokeInvitationLink"), [""; 0]);
}

/// Why no other link is made, of which there must be no trace.
async fn refused(app: &TestApp, town: &Town, event: EventId) -> Vec<String> {
    let input = json!({ "eventId": *gid(town, event), "maxUses": 3 });
    app.refusals(town.organiser, "createInvitationLink", "link", input)
        .await
}

async fn rows(app: &TestApp) -> Vec<invitation_link::Model> {
    invitation_link::Entity::find()
        .order_by_asc(invitation_link::Column::Id)
        .all(app.core.db().reader())
        .await
        .expect("the table is read")
}

both_databases!(an_event_has_so_many_links_that_count, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let until = in_shanghai(app.now() + TimeDelta::days(1));
    let short = json!({ "maxUses": 3, "expiresAt": until, "idempotencyKey": "short" });
    let first = link(&app, &town, event, short.clone()).await;
    let made = links(&app, &town, event, 49).await;
    assert_eq!(refused(&app, &town, event).await, TOO_MANY);
    // What was made is told again, and other events have links of their own.
    assert_eq!(link(&app, &town, event, short).await["id"], first["id"]);
    let other = private(&app, &town).await;
    links(&app, &town, other, 1).await;

    take_back(&app, &town, &made[7]).await;
    links(&app, &town, event, 1).await;
    assert_eq!(refused(&app, &town, event).await, TOO_MANY);
    // The short one ends.
    app.advance(TimeDelta::days(1));
    links(&app, &town, event, 1).await;
    assert_eq!(refused(&app, &town, event).await, TOO_MANY);
});

both_databases!(two_race_for_the_last_link, with PATIENT, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let mut made = links(&app, &town, event, 49).await;
    let app = Arc::new(app);
    for _ in 0..4 {
        let call = |_| Call {
            who: town.organiser,
            query: CREATE,
            variables: json!({ "input": { "eventId": *gid(&town, event), "maxUses": 3 } }),
        };
        let answers = all_at_once(&app, (0..3).map(call).collect()).await;
        let mut refusals: Vec<Vec<String>> = answers
            .iter()
            .map(|answer| answer.refusals("createInvitationLink"))
            .collect();
        refusals.sort();
        assert_eq!(refusals, [vec![], TOO_MANY.to_vec(), TOO_MANY.to_vec()]);
        let link = made.pop().expect("there are many");
        take_back(&app, &town, &link).await;
    }
    assert_eq!(rows(&app).await.len(), 49 + 4);
});

both_databases!(all_links_move_by_one_statement, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    for days in 1..=3 {
        let until = in_shanghai(app.now() + TimeDelta::days(days));
        let more = json!({ "maxUses": 3, "expiresAt": until });
        link(&app, &town, event, more).await;
    }
    let made = links(&app, &town, event, 2).await;
    take_back(&app, &town, &made[0]).await;
    let other = private(&app, &town).await;
    links(&app, &town, other, 1).await;
    app.advance(TimeDelta::days(1));
    let before = rows(&app).await;
    let statements = app.record_statements();
    // It was to begin in six days.
    reschedule(&app, &town, event, TimeDelta::days(16)).await;
    let ran = statements.take();
    let writes = ran
        .iter()
        .filter(|one| one.sql.starts_with("UPDATE") && one.sql.contains("invitation_link"));
    assert_eq!(writes.count(), 1);
    assert!(app.assert_indexed(ran, &["invitation_link"]).await > 0);
    let after = rows(&app).await;
    let mut moved = 0;
    for (before, after) in before.iter().zip(&after) {
        let by = after.expires_at - before.expires_at;
        // One has ended, one was taken back, and one is of another event.
        let counts = before.revoked_at.is_none() && before.expires_at > app.now();
        if counts && before.event_id == event {
            assert_eq!(by, TimeDelta::days(10));
            moved += 1;
        } else {
            assert_eq!(before, after);
        }
    }
    assert_eq!((moved, after.len()), (3, 6));
});
