//! Calendars of an event, a series and an area.

use axum::http::Method;
use chrono::TimeDelta;
use mulin_domain::series::Frequency;
use mulin_entities::*;
use serde_json::json;

use super::steps::{PUBLIC, ask, of_area, of_event, of_series, read, unfolded, values};
use crate::both_databases;
use crate::factories::{Plan, Town, evenings, every, gid, occurrences};
use crate::rsvp::steps::{cancel, reschedule};
use crate::support::app::TestApp;

both_databases!(an_event_is_a_file_for_calendars, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let answer = read(&app, &of_event(&town, event.id)).await;
    let headers = &answer.headers;
    assert_eq!(
        headers["content-disposition"],
        "attachment; filename=\"event.ics\"; filename*=UTF-8''%E5%85%83%E5%AE%B5%E7%81%AF%E4%BC%9A.ics"
    );
    assert_eq!(headers["cache-control"], "public, max-age=300");
    assert_eq!(headers["vary"], "Accept-Language, Authorization");
    let id = event.id.0.simple();
    let starts = event.starts_at.format("%Y%m%dT%H%M%SZ");
    let text = unfolded(&answer);
    for line in [
        "METHOD:PUBLISH",
        "NAME:元宵灯会",
        "X-WR-CALNAME:元宵灯会",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        &format!("UID:event-{id}@events.example.org"),
        "SEQUENCE:1",
        &format!("DTSTART:{starts}"),
        "SUMMARY:元宵灯会",
        "DESCRIPTION:赏灯、猜谜、吃汤圆。",
        "LOCATION:邻里中心 (桂花路18号)",
        "GEO:30.380000;106.780000",
        "STATUS:CONFIRMED",
    ] {
        assert!(text.contains(&format!("\r\n{line}\r\n")), "{line}: {text}");
    }
    assert!(!text.contains("VALARM"), "nobody's reminders");
});

both_databases!(a_moved_event_is_newer_and_a_cancelled_one_stays, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let path = of_event(&town, event.id);
    let first = read(&app, &path).await;
    reschedule(&app, &town, event.id, TimeDelta::days(9)).await;
    let moved = read(&app, &path).await;
    cancel(&app, &town, event.id).await;
    let gone = read(&app, &path).await;
    let community = read(&app, &of_area(&town, town.community.id)).await;
    let number = |answer| {
        values(answer, "SEQUENCE")[0]
            .parse::<u32>()
            .expect("a number")
    };
    assert!(number(&first) < number(&moved) && number(&moved) < number(&gone));
    assert_ne!(values(&first, "DTSTART"), values(&moved, "DTSTART"));
    assert_eq!(values(&moved, "STATUS"), ["CONFIRMED"]);
    for answer in [&gone, &community] {
        assert_eq!(values(answer, "STATUS"), ["CANCELLED"]);
        assert_eq!(values(answer, "UID"), values(&first, "UID"));
    }
});

both_databases!(an_area_tells_of_all_below_it_and_not_of_long_ago, |app| {
    let town = Town::found(&app).await;
    for (title, starts_in) in [("春茶会", 2), ("灯会", 200), ("合唱", 5)] {
        let starts_in = TimeDelta::days(starts_in);
        let plan = Plan {
            title,
            starts_in,
            ..Plan::default()
        };
        town.event(&app, plan).await;
    }
    let path = of_area(&town, town.city.id);
    let city = read(&app, &path).await;
    assert_eq!(values(&city, "SUMMARY"), ["春茶会", "合唱", "灯会"]);
    assert_eq!(values(&city, "NAME"), ["睦安市"]);
    let below = read(&app, &of_area(&town, town.unit.id)).await;
    assert_eq!(
        values(&below, "SUMMARY"),
        [""; 0],
        "of the community, not of one unit"
    );
    app.advance(TimeDelta::days(91));
    let kept = read(&app, &path).await;
    assert_eq!(values(&kept, "SUMMARY"), ["春茶会", "合唱", "灯会"]);
    app.advance(TimeDelta::days(2));
    let kept = read(&app, &path).await;
    assert_eq!(values(&kept, "SUMMARY"), ["合唱", "灯会"]);
});

both_databases!(a_series_has_an_event_for_each_occurrence, |app| {
    let town = Town::found(&app).await;
    let mut schedule = evenings(every(Frequency::Weekly));
    schedule.count = Some(5);
    let series = town.begin(&app, town.service_days(schedule)).await;
    let rows = occurrences(&app, series.id).await;
    let answer = read(&app, &of_series(&town, series.id)).await;
    assert_eq!(values(&answer, "NAME"), ["便民服务日"]);
    let starts: Vec<String> = rows
        .iter()
        .map(|(_, event)| event.starts_at.format("%Y%m%dT%H%M%SZ").to_string())
        .collect();
    assert_eq!(starts.len(), 5);
    assert_eq!(values(&answer, "DTSTART"), starts);
    assert!(!answer.text.contains("RRULE") && !answer.text.contains("RDATE"));
    let mut uids = values(&answer, "UID");
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), 5);
});

both_databases!(other_methods_are_told_which_there_are, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let path = of_event(&town, event.id);
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        let answer = ask(&app, method, &path, &[]).await;
        assert_eq!(answer.status, 405);
        assert_eq!(answer.headers["allow"], "GET,HEAD");
    }
    let whole = read(&app, &path).await;
    let head = ask(&app, Method::HEAD, &path, &[]).await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    for name in [
        "etag",
        "content-type",
        "cache-control",
        "content-disposition",
    ] {
        assert_eq!(head.headers[name], whole.headers[name], "{name}");
    }
});

async fn urls(
    app: &TestApp,
    town: &Town,
    event: EventId,
    series: SeriesId,
) -> [serde_json::Value; 3] {
    let query = "query ($event: ID!, $series: ID!, $area: ID!) {
        event(id: $event) { calendarUrl } series(id: $series) { calendarUrl }
        area(id: $area) { calendarUrl } }";
    let variables = json!({ "event": *gid(town, event), "series": *gid(town, series),
        "area": *gid(town, town.city.id) });
    let answer = app.run(Some(town.organiser), query, variables).await;
    ["event", "series", "area"].map(|of| answer.at(&format!("/{of}/calendarUrl")).clone())
}

async fn stage(app: &TestApp) -> (Town, EventId, SeriesId) {
    let town = Town::found(app).await;
    let event = town.event(app, Plan::default()).await.id;
    let mut schedule = evenings(every(Frequency::Weekly));
    schedule.count = Some(2);
    let series = town.begin(app, town.service_days(schedule)).await.id;
    (town, event, series)
}

both_databases!(addresses_are_told_where_the_server_is_known, with PUBLIC, |app| {
    let (town, event, series) = stage(&app).await;
    let paths = [
        of_event(&town, event),
        of_series(&town, series),
        of_area(&town, town.city.id),
    ];
    let told = urls(&app, &town, event, series).await;
    assert_eq!(told, paths.clone().map(|path| json!(format!("https://events.example.org{path}"))));
    for path in &paths {
        read(&app, path).await;
    }
    let plan = Plan { published: false, ..Plan::default() };
    let draft = town.event(&app, plan).await.id;
    assert!(urls(&app, &town, draft, series).await[0].is_null());
});

both_databases!(nobody_is_told_an_address_that_nobody_knows, |app| {
    let (town, event, series) = stage(&app).await;
    let told = urls(&app, &town, event, series).await;
    assert!(told.iter().all(serde_json::Value::is_null), "{told:?}");
});
