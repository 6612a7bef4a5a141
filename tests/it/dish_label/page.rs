//! The public page of a dish.

use axum::http::StatusCode;
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{brought, get};
use crate::both_databases;
use crate::factories::{Town, take_back};
use crate::support::app::TestApp;

fn path(dish: DishId) -> String {
    format!("/dishes/{}", dish.0)
}

async fn set(app: &TestApp, event: EventId, state: EventState) {
    let cancelled = (state == EventState::Cancelled).then(|| app.now());
    event::Entity::update_many()
        .col_expr(event::Column::State, Expr::value(state))
        .col_expr(event::Column::CancelledAt, Expr::value(cancelled))
        .filter(event::Column::Id.eq(event))
        .exec(app.core.db().writer())
        .await
        .expect("an event is written");
}

both_databases!(
    everybody_at_the_table_reads_what_is_in_it_and_no_name,
    |app| {
        let town = Town::found(&app).await;
        let (_, _, dish) = brought(&app, &town).await;
        let page = get(&app, None, &path(dish.id), "en").await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        assert_eq!(page.headers["x-robots-tag"], "noindex, nofollow");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        for words in [
            "No. 1 &lt;script&gt;",
            "元宵灯会",
            "Elders and small children may choke on it.",
            "<dt>Contains:</dt>\n<dd>eggs</dd>",
            "<dt>May contain traces of:</dt>\n<dd>nuts</dd>",
            "<dt>Free from:</dt>\n<dd>milk</dd>",
            "<dt>The cook says:</dt>\n<dd>halal, easy to chew</dd>",
            "What is not declared may be in it.",
        ] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        assert!(!page.text.contains("<script") && !page.text.contains("王小梅"));
        let chinese = get(&app, None, &format!("{}?lang=zh-CN", path(dish.id)), "en").await;
        assert!(
            chinese.text.contains("<dt>含有：</dt>\n<dd>蛋类</dd>"),
            "{}",
            chinese.text
        );
    }
);

both_databases!(what_is_not_brought_and_what_is_hidden_is_not_there, |app| {
    let town = Town::found(&app).await;
    let (event, cook, dish) = brought(&app, &town).await;
    let gone = |text: &str| text.contains("There is no such dish") && !text.contains("script");
    for state in [EventState::Draft, EventState::Cancelled] {
        set(&app, event, state).await;
        let told = get(&app, None, &path(dish.id), "en").await;
        assert_eq!(told.status, StatusCode::NOT_FOUND, "{state:?}");
        assert!(gone(&told.text), "{}", told.text);
    }
    set(&app, event, EventState::Published).await;
    assert_eq!(
        get(&app, None, &path(dish.id), "en").await.status,
        StatusCode::OK
    );
    take_back(&app, cook, dish.id).await;
    let mut same = Vec::new();
    for path in [
        path(dish.id),
        path(DishId(Uuid::from_u128(7))),
        "/dishes/x".to_owned(),
        "/dishes/%FF".to_owned(),
    ] {
        let told = get(&app, None, &path, "en").await;
        assert_eq!(told.status, StatusCode::NOT_FOUND, "{path}");
        same.push(told.text);
    }
    assert!(
        same.windows(2).all(|two| two[0] == two[1]),
        "nobody learns which it is"
    );
});
