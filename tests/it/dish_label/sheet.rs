//! The sheet of labels, to print.

use axum::http::StatusCode;
use mulin_entities::*;

use super::{PUBLIC, brought, get};
use crate::both_databases;
use crate::factories::{Plan, Town, bring, change_person, gid, hot_dish, take_back, unknown};

fn path(town: &Town, event: EventId) -> String {
    format!("/events/{}/dish-labels", *gid(town, event))
}

both_databases!(a_label_says_what_is_known_and_what_is_not, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let (event, cook, dish) = brought(&app, &town).await;
    change_person(&app, cook, |row| row.name = "王<b>小梅".to_owned()).await;
    let plain = bring(&app, cook, event, hot_dish("红烧肉")).await;
    let gone = bring(&app, cook, event, hot_dish("清蒸鱼")).await;
    take_back(&app, cook, gone.id).await;
    let sheet = get(&app, Some(town.organiser), &path(&town, event), "zh-CN").await;
    assert_eq!(sheet.status, StatusCode::OK);
    assert_eq!(sheet.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(sheet.headers["cache-control"], "no-store");
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    assert_eq!(sheet.headers["content-security-policy"], policy);
    let page = &sheet.text;
    let labels: Vec<&str> = page.split("<section>").skip(1).collect();
    assert_eq!(labels.len(), 2, "{page}");
    for (label, words) in [
        (
            labels[0],
            &[
                "<h2>1号 &lt;script&gt;alert(&quot;汤圆&quot;)&lt;/script&gt;&#39;&amp;</h2>",
                "含有： 蛋类",
                "可能含有微量： 坚果",
                "不含： 乳",
                "没有注明： 含麸质的谷物、甲壳类、鱼类",
                "做菜的人说： 清真、软食",
                "老人和幼儿容易噎住",
                "请保温，不低于60 °C。",
                "王&lt;b&gt;小梅家",
            ][..],
        ),
        (labels[1], &["2号 红烧肉", "过敏原没有注明。"][..]),
    ] {
        for word in words {
            assert!(label.contains(word), "{word}: {label}");
        }
        assert!(label.contains("<svg "), "a code");
    }
    assert!(!labels[1].contains("没有注明： "), "one sentence is enough");
    assert!(!page.contains("<script") && !page.contains("<b>小"), "{page}");
    assert!(!page.contains("清蒸鱼") && page.ends_with("</body></html>"));
    // The code leads to the dish's own page, which is there.
    for dish in [dish, plain] {
        let address = format!("https://mulin.example/dishes/{}", dish.id.0);
        let drawn = mulin::qr::Picture::Svg.of(&address).expect("it can be drawn");
        assert!(page.contains(std::str::from_utf8(&drawn).unwrap()));
        let there = get(&app, None, &format!("/dishes/{}", dish.id.0), "zh-CN").await;
        assert_eq!(there.status, StatusCode::OK);
    }
});

both_databases!(long_sheets_are_whole, |app| {
    let town = Town::found(&app).await;
    let (event, cook, first) = brought(&app, &town).await;
    let reader = app.core.db().writer();
    // More than two pages of labels: written as many households would.
    let rows = (2..=450).map(|number| dish::Model {
        id: app.core.new_id(),
        dish_no: number,
        name: format!("菜{number}"),
        ..first.clone()
    });
    let rows = rows.map(sea_orm::IntoActiveModel::into_active_model);
    use sea_orm::EntityTrait;
    dish::Entity::insert_many(rows.map(|row: dish::ActiveModel| row))
        .exec_without_returning(reader)
        .await
        .expect("dishes are written");
    let sheet = get(&app, Some(town.organiser), &path(&town, event), "en").await;
    assert_eq!(sheet.text.matches("<section>").count(), 450);
    for number in 2..=450 {
        let heading = format!("<h2>No. {number} 菜{number}</h2>");
        assert_eq!(sheet.text.matches(&heading).count(), 1, "{number}");
    }
    assert!(!sheet.text.contains("<svg"), "nobody knows the address");
    let _ = cook;
});

both_databases!(labels_are_for_those_who_run_the_banquet, |app| {
    let town = Town::found(&app).await;
    let (event, cook, _) = brought(&app, &town).await;
    let plain = town.event(&app, Plan::default()).await.id;
    let hidden = Plan {
        published: false,
        ..Plan::default()
    };
    let hidden = town.event(&app, hidden).await.id;
    town.plan_banquet(&app, hidden, Default::default()).await;
    let missing = format!("/events/{}/dish-labels", *unknown::<EventId>(&town));
    for (who, path, status) in [
        (None, path(&town, event), StatusCode::UNAUTHORIZED),
        (Some(cook), path(&town, event), StatusCode::FORBIDDEN),
        (
            Some(town.steward),
            path(&town, event),
            StatusCode::FORBIDDEN,
        ),
        (Some(cook), path(&town, hidden), StatusCode::NOT_FOUND),
        (
            Some(town.organiser),
            path(&town, plain),
            StatusCode::NOT_FOUND,
        ),
        (Some(town.organiser), missing, StatusCode::NOT_FOUND),
        (
            Some(town.organiser),
            "/events/x/dish-labels".to_owned(),
            StatusCode::NOT_FOUND,
        ),
    ] {
        let told = get(&app, who, &path, "en").await;
        assert_eq!(told.status, status, "{who:?} {path}");
        assert_eq!(told.headers["cache-control"], "no-store");
        assert!(!told.text.contains("王小梅"));
    }
});
