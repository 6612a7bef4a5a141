//! Table cards, to print.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use mulin_entities::*;
use serde_json::json;

use super::Hall;
use crate::both_databases;
use crate::factories::{Plan, bring, change_person, gid, hot_dish, unknown};
use crate::support::answer::Answer;
use crate::support::app::TestApp;

async fn get(app: &TestApp, who: Option<PersonId>, event: &str, language: &str) -> Answer {
    let path = format!("/events/{event}/table-cards");
    let mut request = Request::get(path).header("accept-language", language);
    if let Some(who) = who {
        let token = app.token(who).await;
        request = request.header("authorization", format!("Bearer {token}"));
    }
    app.send(request.body(Body::empty()).unwrap()).await
}

both_databases!(
    a_card_a_table_with_who_sits_there_and_what_they_bring,
    |app| {
        let hall = Hall::open(&app).await;
        let (home, other) = (
            hall.home(&app, "王家", 4).await,
            hall.home(&app, "李家", 2).await,
        );
        change_person(&app, home.person_id, |row| {
            row.name = "王<b>小梅".to_owned()
        })
        .await;
        let ids = hall
            .tables(&app, &[json!({ "zone": "东<i>厅" }), json!({})])
            .await;
        hall.seat(&app, &home, &ids[0]).await;
        bring(
            &app,
            home.person_id,
            hall.event,
            hot_dish("红烧狮子头 & 汤"),
        )
        .await;
        let event = gid(&hall.town, hall.event).0;
        let cards = get(&app, Some(hall.organiser()), &event, "zh-CN").await;
        assert_eq!(cards.status, StatusCode::OK);
        assert_eq!(cards.headers["content-type"], "text/html; charset=utf-8");
        assert_eq!(cards.headers["cache-control"], "no-store");
        let policy = "default-src 'none'; style-src 'unsafe-inline'";
        assert_eq!(cards.headers["content-security-policy"], policy);
        let page = &cards.text;
        assert_eq!(page.matches("<section>").count(), 2);
        assert!(
            page.contains("<h1>1号桌</h1><p class=\"zone\">东&lt;i&gt;厅</p>"),
            "{page}"
        );
        assert!(page.contains("王&lt;b&gt;小梅 · 4 人"), "{page}");
        assert!(page.contains("红烧狮子头 &amp; 汤"), "{page}");
        assert!(page.contains("break-before:page") && page.contains("桌牌"));
        assert!(!page.contains("李家"), "who has no table is on no card");
        hall.seat(&app, &other, &ids[0]).await;
        let cards = get(&app, Some(hall.organiser()), &event, "en").await;
        assert!(cards.text.contains("李家 · 2 guests") && cards.text.contains("lang=\"en\""));
    }
);

both_databases!(others_get_no_cards, |app| {
    let hall = Hall::open(&app).await;
    let home = hall.home(&app, "王家", 4).await;
    let event = gid(&hall.town, hall.event).0;
    let none = get(&app, Some(hall.organiser()), &event, "en").await;
    assert_eq!(
        none.status,
        StatusCode::NOT_FOUND,
        "there are no tables yet"
    );
    let ids = hall.tables(&app, &[json!({})]).await;
    hall.seat(&app, &home, &ids[0]).await;
    for (who, status) in [
        (None, StatusCode::UNAUTHORIZED),
        (Some(home.person_id), StatusCode::FORBIDDEN),
        (Some(hall.town.steward), StatusCode::FORBIDDEN),
    ] {
        let told = get(&app, who, &event, "en").await;
        assert_eq!(told.status, status);
        assert_eq!(told.headers["cache-control"], "no-store");
        assert!(!told.text.contains("王家"));
    }
    let draft = Plan {
        published: false,
        ..Plan::default()
    };
    let draft = gid(&hall.town, hall.town.event(&app, draft).await.id).0;
    for id in [unknown::<EventId>(&hall.town).0, "x".to_owned(), draft] {
        let told = get(&app, Some(home.person_id), &id, "en").await;
        assert_eq!(told.status, StatusCode::NOT_FOUND);
    }
});
