//! The message that tells people that they are invited.

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::delivery::stage::states;
use crate::factories::{Town, change_person, gid, housemate, person_row, resident};
use crate::link_page::stage::{look, pressed};
use crate::rsvp::steps::{going, leave, reschedule};
use crate::support::app::TestApp;

/// The subjects of the letters that leave now, each with its address, in order of the addresses.
async fn told(app: &TestApp) -> Vec<(String, String)> {
    app.run_due_work().await;
    let letters = app.mail.take().into_iter();
    let mut told: Vec<_> = letters
        .map(|letter| (letter.to_address, letter.rendered.subject))
        .collect();
    told.sort();
    told
}

async fn addresses(app: &TestApp) -> Vec<String> {
    told(app)
        .await
        .into_iter()
        .map(|(address, _)| address)
        .collect()
}

async fn invite_them(app: &TestApp, town: &Town, event: EventId, more: Value) {
    let answer = invite(app, town, event, more).await;
    assert_eq!(answer.refusals("inviteToEvent"), [""; 0]);
}

const PUBLIC: &[(&str, &str)] = &[("MULIN_HTTP__PUBLIC_URL", "https://events.example.org/")];

both_databases!(who_is_invited_is_told_once_with_a_link, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let (wang, li) = (
        town.resident(&app, "r0").await,
        town.resident(&app, "r1").await,
    );
    // Of li's household: a grown-up, and a child, whom the grown-ups tell.
    housemate(&app, li, "lan", Some(1980)).await;
    let child = housemate(&app, li, "child", Some(2020)).await;
    let away = resident(&app.core, &town.other_unit, "r2").await.id;
    let home = person_row(&app, li).await.household_id;
    let more = json!({
        "personIds": [*gid(&town, wang), *gid(&town, li)],
        "householdIds": [*gid(&town, home)], "areaIds": [*gid(&town, town.other_unit.id)],
    });
    invite_them(&app, &town, event, more.clone()).await;
    app.run_due_work().await;
    let mut letters = app.mail.take();
    letters.sort_by(|one, other| one.to_address.cmp(&other.to_address));
    let to: Vec<&str> = letters.iter().map(|one| one.to_address.as_str()).collect();
    assert!(to.contains(&"r0@example.org") && to.contains(&"r1@example.org"), "{to:?}");
    assert!(!to.contains(&"r2@example.org"), "{to:?}");
    assert_eq!(states(&app, away, MessageKind::Invited).await, []);
    assert_eq!(states(&app, child, MessageKind::Invited).await, []);
    let letter = &letters[to.iter().position(|to| *to == "r0@example.org").expect("it is there")];
    assert!(letter.rendered.subject.starts_with("请您参加：元宵灯会"), "{}", letter.rendered.subject);
    assert!(letter.rendered.text.contains("回复来不来：https://"), "{}", letter.rendered.text);
    let (_, handle) = letter.rendered.text.split_once("/l/").expect("a link");
    let handle = handle[..22].to_owned();
    let page = pressed(&app, &handle, &[("answer", "GOING")], "saved").await;
    assert!(page.contains("您来。"), "{page}");

    // Once more, and by another way: nobody is told twice.
    invite_them(&app, &town, event, more).await;
    let home = person_row(&app, wang).await.household_id;
    let more = json!({ "householdIds": [*gid(&town, home)] });
    invite_them(&app, &town, event, more).await;
    assert_eq!(addresses(&app).await, [""; 0]);
});

both_databases!(what_is_taken_back_before_it_is_sent_is_not_told, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let (wang, li) = (
        town.resident(&app, "r0").await,
        town.resident(&app, "r1").await,
    );
    let both = json!({ "personIds": [*gid(&town, wang), *gid(&town, li)] });
    invite_them(&app, &town, event, both).await;
    // One is taken back, the other one answers before the message leaves.
    for one in invitations(&app, &town, event).await {
        if one["name"] == "r0" {
            revoke(&app, town.organiser, &one).await;
        }
    }
    going(&app, &town, li, event, 1).await;
    assert_eq!(addresses(&app).await, [""; 0]);
    for who in [wang, li] {
        assert_eq!(states(&app, who, MessageKind::Invited).await, [DeliveryState::Superseded]);
    }
    // Invited anew, they are told.
    invite_them(&app, &town, event, json!({ "personIds": [*gid(&town, wang)] })).await;
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    // And once that is taken back the link of the message opens nothing.
    let (_, handle) = letters[0].rendered.text.split_once("/l/").expect("a link");
    assert_eq!(look(&app, &handle[..22]).await.status, 200);
    for one in invitations(&app, &town, event).await {
        if one["name"] == "r0" && one["revokedAt"].is_null() {
            revoke(&app, town.organiser, &one).await;
        }
    }
    assert_eq!(look(&app, &handle[..22]).await.status, 404);
});

both_databases!(the_link_of_a_message_opens_nothing_to_who_left_and_is_invited_no_more, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let wang = town.resident(&app, "r0").await;
    invite_them(&app, &town, event, json!({ "personIds": [*gid(&town, wang)] })).await;
    app.run_due_work().await;
    let letters = app.mail.take();
    let (_, handle) = letters[0].rendered.text.split_once("/l/").expect("a link");
    let handle = handle[..22].to_owned();
    pressed(&app, &handle, &[("answer", "GOING")], "saved").await;
    for one in invitations(&app, &town, event).await {
        revoke(&app, town.organiser, &one).await;
    }
    // Who has answered keeps it, and loses it with the answer.
    assert_eq!(look(&app, &handle).await.status, 200);
    leave(&app, &town, wang, event).await;
    assert_eq!(look(&app, &handle).await.status, 404);
});

both_databases!(a_draft_tells_once_it_is_published, |app| {
    let town = Town::found(&app).await;
    let draft = town.gathering(&app, "元宵灯会");
    let event = town.make(&app, draft, EventState::Draft).await.id;
    let wang = town.resident(&app, "r0").await;
    invite_them(
        &app,
        &town,
        event,
        json!({ "personIds": [*gid(&town, wang)] }),
    )
    .await;
    assert_eq!(addresses(&app).await, [""; 0]);
    let input = json!({ "eventId": *gid(&town, event) });
    let answer = app
        .mutate(
            Some(town.organiser),
            "publishEvent",
            "event { state }",
            input,
        )
        .await;
    assert_eq!(answer.refusals("publishEvent"), [""; 0]);
    assert_eq!(addresses(&app).await, ["r0@example.org"]);
});

both_databases!(
    nobody_is_woken_and_a_moved_event_tells_its_new_time,
    |app| {
        let town = Town::found(&app).await;
        let event = private(&app, &town).await;
        let wang = town.resident(&app, "r0").await;
        change_person(&app, wang, |row| {
            (row.quiet_from, row.quiet_until) = (Some(0), Some(23 * 60));
        })
        .await;
        invite_them(
            &app,
            &town,
            event,
            json!({ "personIds": [*gid(&town, wang)] }),
        )
        .await;
        assert_eq!(addresses(&app).await, [""; 0]);
        reschedule(&app, &town, event, TimeDelta::days(9)).await;
        app.advance(TimeDelta::hours(24));
        let told = told(&app).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].1.starts_with("请您参加：元宵灯会"), "{told:?}");
    }
);
