//! `cancelAnnouncement`

use mulin_entities::*;
use serde_json::json;

use super::{ANNOUNCEMENT, announce, key, three};
use crate::both_databases;
use crate::delivery::stage::{local, sent_to, states};
use crate::factories::{Town, unknown};
use crate::support::mutation;
use crate::support::trace::{Trace, entry};

const CANCEL: &str = "cancelAnnouncement";

both_databases!(what_is_called_off_is_not_sent, |app| {
    let town = Town::found(&app).await;
    let (event, people) = three(&app, &town).await;
    let who = Some(town.organiser);
    let made = announce(
        &app,
        &town,
        event.id,
        json!({ "sendAt": "2026-11-23T10:00" }),
    )
    .await;
    let input = json!({ "announcementId": key(&made, "announce") });
    // Its messages are planned, and wait for their time.
    app.clock.set(local("2026-11-23 09:00"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    let waiting = states(&app, people[0], MessageKind::Announcement).await;
    assert_eq!(waiting, [DeliveryState::Pending]);
    let end = app.journal_end().await;
    let off = app.mutate(who, CANCEL, ANNOUNCEMENT, input.clone()).await;
    assert_eq!(
        off.at("/cancelAnnouncement/announcement/state"),
        "CANCELLED"
    );
    let (id, payload) = (
        mutation::key(&input["announcementId"]),
        json!({ "event": event.id }),
    );
    let expected = entry("announcement cancelled", id, town.organiser, payload);
    assert_eq!(app.journalled_since(end).await, [expected]);
    app.clock.set(local("2026-11-23 11:00"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    let dropped = states(&app, people[0], MessageKind::Announcement).await;
    assert_eq!(dropped, [DeliveryState::Superseded]);
    // Twice is once.
    let before = Trace::of(&app).await;
    let again = app.mutate(who, CANCEL, ANNOUNCEMENT, input).await;
    assert_eq!(
        again.at("/cancelAnnouncement"),
        off.at("/cancelAnnouncement")
    );
    assert_eq!(Trace::of(&app).await, before);
});

both_databases!(what_went_out_cannot_be_called_back, |app| {
    let town = Town::found(&app).await;
    let (event, _) = three(&app, &town).await;
    let made = announce(&app, &town, event.id, json!({})).await;
    let input = json!({ "announcementId": key(&made, "announce") });
    assert_eq!(sent_to(&app).await.len(), 2);
    let told = app
        .refusals(town.organiser, CANCEL, "announcement", input)
        .await;
    assert_eq!(told, ["ANNOUNCEMENT_SENT announcementId"]);
    // What waits for the morning can be.
    app.clock.set(local("2026-11-22 22:00"));
    let made = announce(&app, &town, event.id, json!({})).await;
    let input = json!({ "announcementId": key(&made, "announce") });
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.mutate(Some(town.organiser), CANCEL, ANNOUNCEMENT, input)
        .await;
    app.clock.set(local("2026-11-23 09:00"));
    assert_eq!(sent_to(&app).await, [""; 0]);
});

both_databases!(the_announcement_must_be_there_and_ones_own, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let (event, people) = three(&app, &town).await;
    let made = announce(&app, &town, event.id, json!({ "before": "PT1H" })).await;
    let input = json!({ "announcementId": key(&made, "announce") });
    for who in [people[0], town.steward, other.organiser] {
        let told = app
            .refusals(who, CANCEL, "announcement", input.clone())
            .await;
        assert_eq!(told, ["NOT_FOUND announcementId"]);
    }
    app.denied(CANCEL, "announcement", &input, &[(None, "UNAUTHENTICATED")])
        .await;
    let ids = [
        (&**unknown::<AnnouncementId>(&town), "NOT_FOUND"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let who = town.organiser;
    app.refuses_ids(who, CANCEL, "announcement", &input, "announcementId", &ids)
        .await;
});
