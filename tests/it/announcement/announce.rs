//! `announce`, `Event.announcements`

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use super::{ANNOUNCEMENT, announce, key, three, words};
use crate::both_databases;
use crate::delivery::stage::sent_to;
use crate::factories::{Plan, Town, gid, unknown};
use crate::support::mutation;
use crate::support::trace::entry;

both_databases!(what_is_announced_is_kept_shown_and_sent_at_once, |app| {
    let town = Town::found(&app).await;
    let (event, people) = three(&app, &town).await;
    let end = app.journal_end().await;
    let more = json!({
        "audience": { "states": ["MAYBE", "GOING"], "areaId": *gid(&town, town.community.id) },
        "channels": ["EMAIL", "SMS"],
    });
    let answer = announce(&app, &town, event.id, more).await;
    let id = key(&answer, "announce");
    let told = json!({
        "id": id, "subject": "请带雨伞", "body": "下午有雨。\n地点<b>不变</b>。",
        "states": ["GOING", "MAYBE"], "presence": null,
        "area": { "id": *gid(&town, town.community.id) }, "channels": ["EMAIL", "SMS"],
        "sendAt": null, "before": null, "state": "SCHEDULED",
        "author": { "name": "organiser" }, "cancelledAt": null,
    });
    assert_eq!(answer.at("/announce/announcement"), &told);
    let payload = json!({ "event": event.id });
    let made = entry(
        "announcement made",
        mutation::key(&id),
        town.organiser,
        payload,
    );
    assert_eq!(app.journalled_since(end).await, [made]);
    app.run_due_work().await;
    let letters = app.mail.letters();
    let subject = "请带雨伞（元宵灯会）".to_owned();
    let expected = ["r0@example.org", "r1@example.org"];
    assert_eq!(letters, expected.map(|to| (to.to_owned(), subject.clone())));
    for email in app.mail.take() {
        let written = &email.rendered;
        assert!(
            written.text.contains("下午有雨。\n地点<b>不变</b>。"),
            "{}",
            written.text
        );
        assert!(
            written.html.contains("地点&lt;b&gt;不变"),
            "{}",
            written.html
        );
        assert!(!written.html.contains("<b>不变"), "{}", written.html);
    }
    assert_eq!(sent_to(&app).await, [""; 0], "nobody is told twice");

    let query = "query ($id: ID!) { event(id: $id) { announcements { nodes { id state } } } \
        node(id: $id) { id } }";
    let row = json!({ "id": *gid(&town, event.id) });
    let shown = app.run(Some(town.organiser), query, row.clone()).await;
    let all = json!([{ "id": id, "state": "LISTED" }]);
    assert_eq!(shown.at("/event/announcements/nodes"), &all);
    let hidden = app.run(Some(people[0]), query, row).await;
    assert!(hidden.at("/event/announcements").is_null());
    let node = "query ($id: ID!) { node(id: $id) { id } }";
    let hidden = app.run(Some(people[0]), node, json!({ "id": id })).await;
    assert!(hidden.at("/node").is_null());
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let told = async |more: Value| {
        let input = words(&town, event, more);
        app.refusals(town.organiser, "announce", "announcement", input)
            .await
    };
    let faults = json!({
        "eventId": "?", "subject": "一\n二", "body": " ",
        "audience": { "states": [], "areaId": "nonsense" },
        "channels": ["SMS", "SMS"], "sendAt": "2026-11-25T10:00", "before": "P1M",
    });
    assert_eq!(
        told(faults).await,
        [
            "MALFORMED_ID eventId",
            "CONTROL_CHARACTERS subject",
            "REQUIRED body",
            "REQUIRED audience.states",
            "MALFORMED_ID audience.areaId",
            "DUPLICATE channels.1",
            "NOT_TOGETHER sendAt",
            "INVALID_FORMAT before",
        ]
    );
    let long = json!({
        "subject": "长".repeat(61), "body": "长".repeat(1_001), "before": "P31D",
        "audience": { "states": ["GOING", "GOING"], "areaId": *unknown::<AreaId>(&town) },
    });
    assert_eq!(
        told(long).await,
        [
            "INVALID_LENGTH subject",
            "INVALID_LENGTH body",
            "DUPLICATE audience.states",
            "OUT_OF_RANGE before",
            "NOT_FOUND audience.areaId",
            "IN_THE_PAST before",
        ]
    );
    let abroad = Town::named(&app, "邻市").await;
    let more = json!({ "audience": { "areaId": *gid(&abroad, abroad.unit.id) } });
    assert_eq!(told(more).await, ["ELSEWHERE audience.areaId"]);
    // On the clocks of the event, which is on 2026-11-28 from 12:00 to 14:00.
    for (at, presence, fault) in [
        ("2026-11-21T12:00", None, "IN_THE_PAST sendAt"),
        ("soon", None, "INVALID_FORMAT sendAt"),
        ("2026-11-28T14:00", None, "NOT_BEFORE sendAt"),
        ("2026-11-28T14:00", Some("ABSENT"), "NOT_BEFORE sendAt"),
        ("2026-12-28T14:00", Some("PRESENT"), "NOT_BEFORE sendAt"),
    ] {
        let more = json!({ "sendAt": at, "audience": { "presence": presence } });
        assert_eq!(told(more).await, [fault], "{at} {presence:?}");
    }
    let late = json!({ "before": "P7D" });
    assert_eq!(told(late).await, ["IN_THE_PAST before"]);
});

both_databases!(what_is_no_event_of_now_is_not_announced, |app| {
    let town = Town::found(&app).await;
    let draft = town.gathering(&app, "茶话会");
    let draft = town.make(&app, draft, EventState::Draft).await.id;
    let off = town.gathering(&app, "读书会");
    let off = town.make(&app, off, EventState::Cancelled).await.id;
    let event = town.event(&app, Plan::default()).await.id;
    let told = async |event: EventId, more: Value| {
        let input = words(&town, event, more);
        app.refusals(town.organiser, "announce", "announcement", input)
            .await
    };
    assert_eq!(
        told(draft, json!({})).await,
        ["EVENT_NOT_PUBLISHED eventId"]
    );
    assert_eq!(told(off, json!({})).await, ["EVENT_CANCELLED eventId"]);
    // Twenty may wait.
    for _ in 0..20 {
        announce(&app, &town, event, json!({ "before": "PT1H" })).await;
    }
    assert_eq!(
        told(event, json!({})).await,
        ["TOO_MANY_ANNOUNCEMENTS eventId"]
    );
    app.advance(TimeDelta::days(7) + TimeDelta::hours(2));
    app.run_due_work().await;
    assert_eq!(told(event, json!({})).await, ["EVENT_ENDED eventId"]);
    // Who was there is thanked within thirty days.
    let thanks = json!({ "audience": { "presence": "PRESENT" } });
    announce(&app, &town, event, thanks.clone()).await;
    app.advance(TimeDelta::days(30));
    assert_eq!(told(event, thanks).await, ["EVENT_ENDED eventId"]);
});

both_databases!(a_retry_announces_nothing_again, |app| {
    let town = Town::found(&app).await;
    let (event, _) = three(&app, &town).await;
    let more = json!({ "idempotencyKey": "rain-1" });
    let first = announce(&app, &town, event.id, more.clone()).await;
    app.run_due_work().await;
    app.mail.take();
    let again = announce(&app, &town, event.id, more).await;
    assert_eq!(key(&first, "announce"), key(&again, "announce"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    let other = words(
        &town,
        event.id,
        json!({ "idempotencyKey": "rain-1", "subject": "雪" }),
    );
    let refused = app
        .refusals(town.organiser, "announce", "announcement", other)
        .await;
    assert_eq!(refused, ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
});

both_databases!(the_event_must_be_there_and_ones_own, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let event = town.event(&app, Plan::default()).await.id;
    let foreign = other.gathering(&app, "茶话会");
    let foreign = other.make(&app, foreign, EventState::Draft).await.id;
    let ids = [
        (&**unknown::<EventId>(&town), "NOT_FOUND"),
        (&*gid(&other, foreign), "NOT_FOUND"),
        (&*gid(&town, town.organiser), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let (who, input) = (town.organiser, words(&town, event, json!({})));
    app.refuses_ids(who, "announce", "announcement", &input, "eventId", &ids)
        .await;
    let neighbour = town.resident(&app, "neighbour").await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
    ];
    app.denied("announce", "announcement", &input, &actors)
        .await;
    let answer = app
        .without_trace(Some(who), "announce", ANNOUNCEMENT, json!({}))
        .await;
    assert_eq!(answer.error_code(), "BAD_USER_INPUT");
});
