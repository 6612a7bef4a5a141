//! What becomes of shifts with their event.

use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::series::Frequency;
use serde_json::json;

use crate::both_databases;
use crate::factories::{HelpDay, SHIFT, evenings, every, occurrences};

both_databases!(shifts_move_with_their_event_and_end_with_it, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let morning = help.shift(&app, json!({})).await;
    let next =
        json!({ "name": "下午", "startsAt": "2026-11-28T12:00", "endsAt": "2026-11-28T15:00" });
    let next = help.shift(&app, next).await;
    let first = help.sign_up(&app, who, &morning).await;
    let second = help.sign_up(&app, who, &next).await;
    let event = help.day.id(help.day.event.id);
    // Three hours later: each where the other was.
    let input = json!({
        "eventId": event, "startsAt": "2026-11-28T12:00", "endsAt": "2026-11-28T20:00",
    });
    help.day
        .done(
            &app,
            help.day.organiser(),
            "rescheduleEvent",
            "event { id }",
            input,
        )
        .await;
    assert_eq!(
        help.shift_now(&app, &morning).await["startsAt"],
        "2026-11-28T04:00:00Z"
    );
    assert_eq!(
        help.shift_now(&app, &next).await["endsAt"],
        "2026-11-28T10:00:00Z"
    );
    for on in [&first, &second] {
        assert_eq!(help.look(&app, who, on).await["state"], "SIGNED_UP");
    }
    let input = json!({ "eventId": event, "reason": "下雨" });
    help.day
        .done(
            &app,
            help.day.organiser(),
            "cancelEvent",
            "event { id }",
            input,
        )
        .await;
    for on in [&first, &second] {
        assert_eq!(
            help.look(&app, who, on).await["endedReason"],
            "SHIFT_CANCELLED"
        );
    }
});

both_databases!(who_is_in_two_places_after_a_move_gives_one_up, |app| {
    let help = HelpDay::plan(&app).await;
    let town = &help.day.town;
    let both = town.resident(&app, "王小梅").await;
    let waits = town.resident(&app, "李大海").await;
    let one = json!({ "roles": [{ "name": "秩序引导", "places": 1 }] });
    let moving = help.shift(&app, one).await;
    let on = help.sign_up(&app, both, &moving).await;
    let waiting = help.wait_for(&app, waits, &moving).await;
    let mut other = town.gathering(&app, "歌会");
    other.starts_at = "2026-11-28T13:00".to_owned();
    other.ends_at = "2026-11-28T15:00".to_owned();
    let other = town.publish(&app, other).await;
    let fixed = json!({
        "eventId": help.day.id(other.id),
        "startsAt": "2026-11-28T13:00", "endsAt": "2026-11-28T15:00",
    });
    let fixed = help.shift(&app, fixed).await;
    let stays = help.sign_up(&app, both, &fixed).await;

    let input = json!({
        "eventId": help.day.id(help.day.event.id),
        "startsAt": "2026-11-28T12:30", "endsAt": "2026-11-28T20:30",
    });
    let organiser = help.day.organiser();
    let selection = "event { id }";
    help.day
        .done(&app, organiser, "rescheduleEvent", selection, input)
        .await;
    assert_eq!(help.look(&app, both, &on).await["state"], "CANCELLED");
    assert_eq!(help.look(&app, both, &stays).await["state"], "SIGNED_UP");
    let passed_on = help.look(&app, waits, &waiting).await;
    assert_eq!(passed_on["state"], "SIGNED_UP");
    assert_eq!(help.shift_now(&app, &moving).await["roles"][0]["left"], 0);
});

both_databases!(the_next_day_of_a_series_has_the_same_shifts, |app| {
    let help = HelpDay::plan(&app).await;
    let town = &help.day.town;
    let monthly = town.service_days(evenings(every(Frequency::Monthly)));
    let series = town.begin(&app, monthly).await;
    let days = occurrences(&app, series.id).await;
    let last = &days.last().expect("there are some").1;
    let stall = json!({ "eventId": help.day.id(last.id) });
    let stall = help.day.stall(&app, stall).await;
    let hour = TimeDelta::hours(1);
    let mut made = Vec::new();
    for (name, at) in [("开摊", last.starts_at), ("收摊", last.starts_at + hour)] {
        let input = json!({
            "eventId": help.day.id(last.id), "name": name, "stallId": stall["id"], "place": "东门",
            "startsAt": in_shanghai(at), "endsAt": in_shanghai(at + hour),
            "roles": [{ "name": "引导员", "places": 2 }, { "name": "登记员", "places": 1 }],
        });
        made.push(help.shift(&app, input).await);
    }
    let who = town.resident(&app, "王小梅").await;
    help.sign_up(&app, who, &made[0]).await;
    let off = json!({ "shiftId": made[1]["id"] });
    let organiser = help.day.organiser();
    help.day
        .done(&app, organiser, "cancelShift", SHIFT, off)
        .await;

    app.advance(TimeDelta::days(40));
    app.run_due_work().await;
    let later = occurrences(&app, series.id).await;
    assert!(later.len() > days.len(), "nothing was made");
    let next = &later[days.len()].1;
    let query = "query ($id: ID!) { event(id: $id) { stalls { id } shifts { name place \
                 startsAt endsAt state team { name } stall { id } roles { name places left } } } }";
    let seen = app
        .run(
            Some(organiser),
            query,
            json!({ "id": help.day.id(next.id) }),
        )
        .await;
    // With its stall, without who was on it; what was called off stays off.
    let expected = json!([{
        "name": "开摊", "place": "东门", "state": "OPEN", "team": { "name": "邻里帮帮团" },
        "startsAt": next.starts_at, "endsAt": next.starts_at + hour,
        "stall": { "id": seen.at("/event/stalls/0/id") },
        "roles": [
            { "name": "引导员", "places": 2, "left": 2 },
            { "name": "登记员", "places": 1, "left": 1 },
        ],
    }]);
    assert_eq!(seen.at("/event/shifts"), &expected);
});

fn in_shanghai(at: DateTime<Utc>) -> String {
    let local = at + TimeDelta::hours(8);
    local.format("%Y-%m-%dT%H:%M").to_string()
}
