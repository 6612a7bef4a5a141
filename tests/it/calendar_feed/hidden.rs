//! What calendars keep to themselves.

use axum::http::Method;
use mulin_domain::series::Frequency;
use mulin_entities::*;

use super::steps::{ask, of_area, of_event, of_series, read, values};
use crate::both_databases;
use crate::factories::{Plan, Town, evenings, every, unknown};
use crate::support::app::TestApp;

async fn event(app: &TestApp, town: &Town, title: &'static str, visibility: Visibility) -> EventId {
    let plan = Plan {
        title,
        visibility,
        ..Plan::default()
    };
    town.event(app, plan).await.id
}

async fn status(app: &TestApp, path: &str, who: Option<PersonId>) -> u16 {
    let bearer = match who {
        Some(who) => format!("Bearer {}", app.token(who).await),
        None => String::new(),
    };
    let header = [("authorization", bearer.as_str())];
    let headers = if who.is_some() { &header[..] } else { &[] };
    ask(app, Method::GET, path, headers).await.status.as_u16()
}

both_databases!(what_is_hidden_is_not_there, |app| {
    let town = Town::found(&app).await;
    let audience = event(&app, &town, "合唱", Visibility::Audience).await;
    let invited = event(&app, &town, "家宴", Visibility::Invited).await;
    let public = event(&app, &town, "灯会", Visibility::Public).await;
    let plan = Plan {
        title: "未定",
        published: false,
        ..Plan::default()
    };
    let draft = town.event(&app, plan).await.id;
    let resident = town.resident(&app, "wang").await;
    for (event, nobody, neighbour, organiser) in [
        (public, 200, 200, 200),
        (audience, 404, 200, 200),
        (invited, 404, 404, 200),
        // A draft is in nobody's calendar.
        (draft, 404, 404, 404),
    ] {
        let path = of_event(&town, event);
        assert_eq!(status(&app, &path, None).await, nobody);
        assert_eq!(status(&app, &path, Some(resident)).await, neighbour);
        assert_eq!(status(&app, &path, Some(town.organiser)).await, organiser);
    }
    let area = read(&app, &of_area(&town, town.community.id)).await;
    assert_eq!(values(&area, "SUMMARY"), ["灯会"]);
    let token = format!("Bearer {}", app.token(town.organiser).await);
    let header = [("authorization", token.as_str())];
    let own = ask(
        &app,
        Method::GET,
        &of_area(&town, town.community.id),
        &header,
    )
    .await;
    assert_eq!(own.text, area.text, "to everybody the same");
    let mine = ask(&app, Method::GET, &of_event(&town, audience), &header).await;
    assert_eq!(mine.headers["cache-control"], "private, no-cache");
    let wrong = [("authorization", "Bearer nobody")];
    let denied = ask(&app, Method::GET, &of_event(&town, public), &wrong).await;
    assert_eq!(denied.status, 401);
});

both_databases!(a_series_shows_what_its_reader_may_see, |app| {
    let town = Town::found(&app).await;
    let mut schedule = evenings(every(Frequency::Weekly));
    schedule.count = Some(3);
    let mut input = town.service_days(schedule);
    input.visibility = Visibility::Audience;
    let series = town.begin(&app, input).await;
    let path = of_series(&town, series.id);
    assert_eq!(status(&app, &path, None).await, 404);
    let resident = town.resident(&app, "wang").await;
    assert_eq!(status(&app, &path, Some(resident)).await, 200);
});

both_databases!(
    whatever_opens_nothing_is_told_in_the_readers_language,
    |app| {
        let town = Town::found(&app).await;
        let hidden = event(&app, &town, "家宴", Visibility::Invited).await;
        let public = of_event(&town, event(&app, &town, "灯会", Visibility::Public).await);
        let area = of_area(&town, town.city.id);
        let area_id = area.trim_start_matches("/calendar/areas/");
        let paths = [
            of_event(&town, hidden),
            format!("/calendar/events/{}.ics", *unknown::<EventId>(&town)),
            format!("/calendar/series/{}.ics", *unknown::<SeriesId>(&town)),
            format!("/calendar/areas/{}.ics", *unknown::<AreaId>(&town)),
            format!("/calendar/events/{area_id}"),
            public.trim_end_matches(".ics").to_owned(),
            "/calendar/events/x.ics".to_owned(),
            "/calendar/people/x.ics".to_owned(),
            "/calendar/people/AAAAAAAAAAAAAAAAAAAAAA.ics".to_owned(),
            "/calendar/people/%F0%9F%8F%AE.ics".to_owned(),
            "/calendar/events/%FF.ics".to_owned(),
        ];
        for (language, begins) in [("en-GB", "There is no calendar"), ("zh", "这个地址没有")]
        {
            let mut told = Vec::new();
            for path in &paths {
                let headers = [("accept-language", language)];
                let answer = ask(&app, Method::GET, path, &headers).await;
                assert_eq!(answer.status, 404, "{path}");
                assert_eq!(answer.headers["content-type"], "text/plain; charset=utf-8");
                assert_eq!(answer.headers["cache-control"], "no-store");
                assert!(answer.text.starts_with(begins), "{}", answer.text);
                assert!(!answer.headers.contains_key("etag"), "{path}");
                told.push(answer.text);
            }
            told.dedup();
            assert_eq!(told.len(), 1, "why is never told");
        }
    }
);
