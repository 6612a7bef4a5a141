//! To whom announcements go, and when.

use chrono::TimeDelta;
use mulin_domain::event::{CancelEvent, cancel_event};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::json;

use super::{announce, comes, three};
use crate::both_databases;
use crate::delivery::stage::{local, reschedule, sent_to, states};
use crate::factories::{Town, actor, gid, resident, respond};

both_databases!(what_is_relative_to_the_start_moves_with_it, |app| {
    let town = Town::found(&app).await;
    let (event, people) = three(&app, &town).await;
    announce(
        &app,
        &town,
        event.id,
        json!({ "before": "PT3H", "subject": "三小时" }),
    )
    .await;
    let at = json!({ "sendAt": "2026-11-27T15:00", "subject": "定时" });
    announce(&app, &town, event.id, at).await;
    // Both are listed for the old time when the event moves by a day.
    app.clock.set(local("2026-11-27 10:00"));
    app.run_due_work().await;
    reschedule(
        &app,
        &town,
        event.id,
        "2026-11-29T12:00:00",
        "2026-11-29T14:00:00",
    )
    .await;
    app.run_due_work().await;
    app.mail.take();
    let subjects = async || {
        app.run_due_work().await;
        let sent = app.mail.take().into_iter();
        let to_one = sent.filter(|email| email.to_address == "r0@example.org");
        let mut subjects: Vec<String> = to_one.map(|email| email.rendered.subject).collect();
        subjects.sort();
        subjects
    };
    app.clock.set(local("2026-11-27 15:00"));
    assert_eq!(subjects().await, ["定时（元宵灯会）"]);
    app.clock.set(local("2026-11-28 09:30"));
    assert_eq!(subjects().await, [""; 0], "the old time has passed");
    app.clock.set(local("2026-11-28 12:00"));
    assert_eq!(subjects().await.len(), 1, "the reminder");
    app.clock.set(local("2026-11-29 09:00"));
    assert_eq!(subjects().await, ["三小时（元宵灯会）"]);
    use DeliveryState::{Sent, Superseded};
    let mut all = states(&app, people[0], MessageKind::Announcement).await;
    all.sort_by_key(|state| format!("{state:?}"));
    assert_eq!(all, [Sent, Sent, Superseded]);
});

both_databases!(a_cancelled_event_announces_nothing_more, |app| {
    let town = Town::found(&app).await;
    let (event, _) = three(&app, &town).await;
    announce(&app, &town, event.id, json!({ "before": "PT3H" })).await;
    announce(
        &app,
        &town,
        event.id,
        json!({ "sendAt": "2026-11-22T11:00" }),
    )
    .await;
    app.clock.set(local("2026-11-22 10:00"));
    app.run_due_work().await;
    let input = CancelEvent {
        event_id: Ok(event.id),
        expected_version: None,
        reason: None,
    };
    let organiser = actor(&app.core, town.organiser).await;
    cancel_event(&app.core, &organiser, input)
        .await
        .expect("it can be cancelled");
    assert_eq!(sent_to(&app).await.len(), 2, "that it is cancelled");
    app.clock.set(local("2026-11-28 11:00"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    let query = "query ($id: ID!) { event(id: $id) { announcements { nodes { state } } } }";
    let row = json!({ "id": *gid(&town, event.id) });
    let shown = app.run(Some(town.organiser), query, row).await;
    let off = json!([{ "state": "CANCELLED" }, { "state": "CANCELLED" }]);
    assert_eq!(shown.at("/event/announcements/nodes"), &off);
});

both_databases!(only_who_lives_there_is_told_also_who_answers_late, |app| {
    let town = Town::found(&app).await;
    let (event, _) = three(&app, &town).await;
    let away = resident(&app.core, &town.other_unit, "away").await.id;
    let late = town.resident(&app, "late").await;
    let away_late = resident(&app.core, &town.other_unit, "awaylate").await.id;
    respond(&app.core, away, event.id, Answer::Going, 1)
        .await
        .expect("taken");
    app.clock.set(local("2026-11-22 10:00"));
    let more = json!({
        "audience": { "areaId": *gid(&town, town.unit.id), "states": ["GOING"] },
        "sendAt": "2026-11-22T18:00",
    });
    announce(&app, &town, event.id, more).await;
    assert_eq!(sent_to(&app).await, [""; 0]);
    for person in [late, away_late] {
        respond(&app.core, person, event.id, Answer::Going, 1)
            .await
            .expect("taken");
    }
    app.run_due_work().await;
    app.clock.set(local("2026-11-22 18:00"));
    assert_eq!(sent_to(&app).await, ["late@example.org", "r0@example.org"]);
});

both_databases!(who_was_there_is_thanked_and_who_was_not_is_missed, |app| {
    let town = Town::found(&app).await;
    let (event, people) = three(&app, &town).await;
    let missing = town.resident(&app, "missing").await;
    respond(&app.core, missing, event.id, Answer::Going, 1)
        .await
        .expect("taken");
    let thanks = |presence: &str, at: &str| {
        json!({ "subject": presence, "sendAt": at,
            "audience": { "presence": presence, "states": ["GOING"] } })
    };
    announce(&app, &town, event.id, thanks("PRESENT", "2026-11-28T22:00")).await;
    announce(&app, &town, event.id, thanks("ABSENT", "2026-11-28T13:00")).await;
    app.clock.set(local("2026-11-28 12:30"));
    app.run_due_work().await;
    let comes = rsvp_of(&app, people[0]).await;
    let input = json!({ "eventId": *gid(&town, event.id), "rsvpId": *gid(&town, comes) });
    let answer = app
        .mutate(Some(town.organiser), "checkIn", "checkIn { id }", input)
        .await;
    assert_eq!(answer.refusals("checkIn"), [""; 0]);
    app.mail.take();
    app.clock.set(local("2026-11-28 13:00"));
    assert_eq!(sent_to(&app).await, ["missing@example.org"]);
    // Thanks wait for the morning.
    app.clock.set(local("2026-11-28 22:00"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.clock.set(local("2026-11-29 08:00"));
    assert_eq!(sent_to(&app).await, ["r0@example.org"]);
});

both_databases!(what_comes_too_late_is_not_sent, |app| {
    let town = Town::found(&app).await;
    let (event, people) = three(&app, &town).await;
    announce(
        &app,
        &town,
        event.id,
        json!({ "sendAt": "2026-11-28T13:00" }),
    )
    .await;
    // No worker looked until the event was over.
    app.clock.set(event.ends_at);
    app.run_due_work().await;
    let all = states(&app, people[0], MessageKind::Announcement).await;
    assert_eq!(all, [DeliveryState::Expired]);
    app.advance(TimeDelta::days(1));
    assert_eq!(sent_to(&app).await, [""; 0]);
});

both_databases!(
    a_text_message_is_one_line_and_goes_where_it_is_wanted,
    |app| {
        let town = Town::found(&app).await;
        let (event, _) = three(&app, &town).await;
        comes(&app, &town, event.id, Some("+8613812345678")).await;
        announce(&app, &town, event.id, json!({ "channels": ["SMS"] })).await;
        app.run_due_work().await;
        let texts: Vec<_> = app
            .sms
            .sent()
            .into_iter()
            .filter(|sms| sms.to == "+8613812345678")
            .collect();
        let [sms] = &texts[..] else {
            panic!("one text message, not {texts:?}");
        };
        assert_eq!(
            sms.text,
            "【睦邻】元宵灯会：请带雨伞。下午有雨。 地点<b>不变</b>。"
        );
    }
);

async fn rsvp_of(app: &crate::support::app::TestApp, person: PersonId) -> RsvpId {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let row = rsvp::Entity::find()
        .filter(rsvp::Column::PersonId.eq(person))
        .one(app.core.db().writer())
        .await
        .expect("answers can be read");
    row.expect("there is one").id
}
