//! A person's own calendar.

use axum::http::Method;
use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::json;

use super::steps::{ask, create, path, read, values};
use crate::both_databases;
use crate::factories::{Plan, Town, gid, set_state};
use crate::rsvp::steps::{cancel, event_of, going, leave, reschedule, state_after};
use crate::support::app::TestApp;

async fn remind(app: &TestApp, town: &Town, event: EventId, reminders: serde_json::Value) {
    let input = json!({ "eventId": *gid(town, event), "reminders": reminders });
    let set = app
        .mutate(
            Some(town.organiser),
            "setEventReminders",
            "event { id }",
            input,
        )
        .await;
    assert_eq!(set.refusals("setEventReminders"), [""; 0]);
}

async fn event(app: &TestApp, town: &Town, title: &'static str, days: i64) -> EventId {
    let starts_in = TimeDelta::days(days);
    let plan = Plan {
        title,
        starts_in,
        ..Plan::default()
    };
    town.event(app, plan).await.id
}

both_databases!(it_holds_what_the_person_comes_to_or_waits_for, |app| {
    let town = Town::found(&app).await;
    let (wang, li) = (
        town.resident(&app, "wang").await,
        town.resident(&app, "li").await,
    );
    let full = event_of(&app, &town, 1).await;
    let sure = event(&app, &town, "合唱", 2).await;
    let perhaps = event(&app, &town, "下棋", 3).await;
    let never = event(&app, &town, "拔河", 4).await;
    event(&app, &town, "没回答", 5).await;
    assert_eq!(going(&app, &town, li, full, 1).await, "GOING");
    assert_eq!(going(&app, &town, wang, full, 1).await, "WAITLISTED");
    assert_eq!(going(&app, &town, wang, sure, 1).await, "GOING");
    for (event, status) in [(perhaps, "MAYBE"), (never, "DECLINED")] {
        let answer = json!({ "status": status, "note": "带两把椅子" });
        assert_eq!(state_after(&app, &town, wang, event, answer).await, status);
    }
    let (own, other) = (
        create(&app, wang, "手机").await,
        create(&app, li, "手机").await,
    );
    let answer = read(&app, &path(&own)).await;
    assert_eq!(answer.headers["cache-control"], "private, no-cache");
    let disposition = answer.headers["content-disposition"].to_str();
    let begins = "inline; filename=\"calendar.ics\"; filename*=UTF-8''";
    assert!(disposition.is_ok_and(|it| it.starts_with(begins)));
    assert_eq!(values(&answer, "SUMMARY"), ["合唱", "下棋", "元宵灯会"]);
    assert_eq!(
        values(&answer, "STATUS"),
        ["CONFIRMED", "TENTATIVE", "TENTATIVE"]
    );
    assert!(!answer.text.contains("椅子") && !answer.text.contains("wang"));
    let answer = read(&app, &path(&other)).await;
    assert_eq!(values(&answer, "SUMMARY"), ["元宵灯会"]);
    assert_eq!(values(&answer, "STATUS"), ["CONFIRMED"]);
    // The seat that becomes free shows, and what was taken back goes.
    leave(&app, &town, li, full).await;
    leave(&app, &town, wang, sure).await;
    let answer = read(&app, &path(&own)).await;
    assert_eq!(values(&answer, "SUMMARY"), ["下棋", "元宵灯会"]);
    assert_eq!(values(&answer, "STATUS"), ["TENTATIVE", "CONFIRMED"]);
    cancel(&app, &town, full).await;
    let answer = read(&app, &path(&own)).await;
    assert_eq!(values(&answer, "STATUS"), ["TENTATIVE", "CANCELLED"]);
});

both_databases!(it_is_called_as_the_reader_speaks, |app| {
    let town = Town::found(&app).await;
    let path = path(&create(&app, town.steward, "手机").await);
    let mut tags = Vec::new();
    for (language, name) in [("en", "My neighbourhood events"), ("zh-CN", "我的邻里活动")] {
        let headers = [("accept-language", language)];
        let answer = ask(&app, Method::GET, &path, &headers).await;
        assert_eq!(values(&answer, "X-WR-CALNAME"), [name]);
        tags.push(answer.headers["etag"].clone());
    }
    assert_ne!(tags[0], tags[1]);
});

both_databases!(
    it_rings_as_the_person_wishes_or_else_as_the_event_reminds,
    |app| {
        let town = Town::found(&app).await;
        let wang = town.resident(&app, "wang").await;
        let (sure, perhaps) = (
            event(&app, &town, "合唱", 2).await,
            event(&app, &town, "下棋", 3).await,
        );
        remind(
            &app,
            &town,
            sure,
            json!([{ "before": "P1D" }, { "before": "PT90M" }]),
        )
        .await;
        remind(
            &app,
            &town,
            perhaps,
            json!([{ "before": "PT5H", "audience": ["GOING"] },
        { "before": "PT15M" }]),
        )
        .await;
        assert_eq!(going(&app, &town, wang, sure, 1).await, "GOING");
        let maybe = json!({ "status": "MAYBE" });
        assert_eq!(
            state_after(&app, &town, wang, perhaps, maybe).await,
            "MAYBE"
        );
        let path = path(&create(&app, wang, "手机").await);
        let answer = read(&app, &path).await;
        assert_eq!(values(&answer, "TRIGGER"), ["-P1D", "-PT1H30M", "-PT15M"]);
        let wish =
            json!({ "personId": *gid(&town, wang), "reminderOffsets": ["PT2H"], "via": "APP" });
        let set = app
            .mutate(
                Some(wang),
                "setNotificationPreferences",
                "person { id }",
                wish,
            )
            .await;
        assert_eq!(set.refusals("setNotificationPreferences"), [""; 0]);
        let answer = read(&app, &path).await;
        assert_eq!(values(&answer, "TRIGGER"), ["-PT2H", "-PT2H"]);
        cancel(&app, &town, sure).await;
        let answer = read(&app, &path).await;
        assert_eq!(
            values(&answer, "TRIGGER"),
            ["-PT2H"],
            "what is off rings no more"
        );
    }
);

both_databases!(a_guest_keeps_what_they_were_invited_to, |app| {
    let town = Town::found(&app).await;
    let wang = town.resident(&app, "wang").await;
    let event = crate::invitation::steps::private(&app, &town).await;
    let person = json!({ "personIds": [*gid(&town, wang)] });
    let invited = crate::invitation::steps::invite(&app, &town, event, person).await;
    assert_eq!(invited.refusals("inviteToEvent"), [""; 0]);
    assert_eq!(going(&app, &town, wang, event, 1).await, "GOING");
    let path = path(&create(&app, wang, "手机").await);
    assert_eq!(values(&read(&app, &path).await, "SUMMARY"), ["元宵灯会"]);
    reschedule(&app, &town, event, TimeDelta::days(1)).await;
    app.advance(TimeDelta::days(30));
    let later = read(&app, &path).await;
    assert_eq!(
        values(&later, "SUMMARY"),
        ["元宵灯会"],
        "it is over, and was theirs"
    );
});

both_databases!(it_is_long_and_chinese_and_in_short_lines, |app| {
    let town = Town::found(&app).await;
    let wang = town.resident(&app, "wang").await;
    let event = event(&app, &town, "合唱", 2).await;
    let title = "元宵🏮猜灯谜、吃汤圆，".repeat(8);
    let description = "一\\二;三,四\n".repeat(100);
    let edit = json!({ "title": title, "description": description });
    crate::rsvp::steps::edit(&app, &town, event, edit).await;
    assert_eq!(going(&app, &town, wang, event, 1).await, "GOING");
    // Reading checks the length of the lines.
    let answer = read(&app, &path(&create(&app, wang, "手机").await)).await;
    assert_eq!(values(&answer, "SUMMARY"), [title]);
    let written = values(&answer, "DESCRIPTION");
    assert!(
        written[0].contains("一\\\\二\\;三\\,四\\n一"),
        "{written:?}"
    );
});

both_databases!(it_says_how_the_answer_stands, |app| {
    let town = Town::found(&app).await;
    let wang = town.resident(&app, "wang").await;
    let event = event(&app, &town, "合唱", 2).await;
    let path = path(&create(&app, wang, "手机").await);
    for (status, english, chinese) in [
        ("GOING", "You are coming.", "您来。"),
        ("MAYBE", "You may come.", "您可能来。"),
    ] {
        let answer = json!({ "status": status });
        assert_eq!(state_after(&app, &town, wang, event, answer).await, status);
        for (language, begins) in [("en", english), ("zh-CN", chinese)] {
            let answer = ask(&app, Method::GET, &path, &[("accept-language", language)]).await;
            let words = &values(&answer, "DESCRIPTION")[0];
            assert!(words.starts_with(begins), "{words}");
        }
    }
    cancel(&app, &town, event).await;
    let words = values(&read(&app, &path).await, "DESCRIPTION");
    assert!(
        words.iter().all(|it| !it.starts_with("您可能来。")),
        "it is off"
    );
});

both_databases!(who_is_let_in_no_more_reads_no_more, |app| {
    let town = Town::found(&app).await;
    let wang = town.resident(&app, "wang").await;
    let path = path(&create(&app, wang, "手机").await);
    read(&app, &path).await;
    for state in [PersonState::Merged, PersonState::Erased] {
        set_state(&app, wang, state).await;
        assert_eq!(ask(&app, Method::GET, &path, &[]).await.status, 404);
    }
});
