//! The page behind a link that invites.

use axum::http::Method;
use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use super::stage::{request, without_trace};
use crate::both_databases;
use crate::factories::{Plan, Town, gid};
use crate::invitation::steps::{accept, private};
use crate::rsvp::steps::cancel;
use crate::support::answer::Answer;
use crate::support::app::TestApp;

const PUBLIC: &[(&str, &str)] = &[("MULIN_HTTP__PUBLIC_URL", "https://events.example.org/app/")];
const LINK: &str = "link { id token url }";

async fn link(app: &TestApp, town: &Town, event: EventId, uses: i32) -> Value {
    let input = json!({ "eventId": *gid(town, event), "maxUses": uses });
    let answer = app
        .mutate(Some(town.organiser), "createInvitationLink", LINK, input)
        .await;
    assert_eq!(answer.refusals("createInvitationLink"), [""; 0]);
    answer.at("/createInvitationLink/link").clone()
}

/// The path of the link's page at this server.
fn path(link: &Value) -> String {
    let token = link["token"].as_str().expect("a new link has a token");
    format!("/i/{}", &token["invite_".len()..])
}

async fn look(app: &TestApp, path: &str, language: &str) -> Answer {
    let headers = [("accept-language", language)];
    request(app, Method::GET, path, &headers, "").await
}

fn holds(reply: &Answer) {
    for (name, value) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex, nofollow"),
    ] {
        assert_eq!(reply.headers[name], value, "{}", reply.status);
    }
    assert!(!reply.text.contains("<script") && !reply.text.contains("<form"));
}

both_databases!(a_link_has_an_address_that_shows_it_and_uses_nothing_up, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let link = link(&app, &town, event, 1).await;
    let path = path(&link);
    let url = format!("https://events.example.org/app{path}");
    assert_eq!(link["url"], url);
    app.run_due_work().await;
    for method in [Method::GET, Method::HEAD] {
        for _ in 0..3 {
            let looking = request(&app, method.clone(), &path, &[], "");
            let reply = without_trace(&app, looking).await;
            assert_eq!(reply.status, 200);
            holds(&reply);
        }
    }
    let page = look(&app, &path, "zh-CN").await;
    for shown in [
        "<h1>元宵灯会</h1>",
        "请您来。",
        "2026年11月28日（周六）12:00 到 14:00",
        "邻里中心<br>桂花路18号",
        "怎样接受邀请",
        link["token"].as_str().expect("a token"),
        "有效到 2026年11月28日（周六）14:00。",
    ] {
        assert!(page.text.contains(shown), "{shown}: {}", page.text);
    }
    let english = look(&app, &format!("{path}?lang=en"), "zh-CN").await;
    assert!(english.text.contains("How to take the invitation"), "{}", english.text);
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let reply = without_trace(&app, request(&app, method, &path, &[], "")).await;
        assert_eq!(reply.status, 405);
    }
    // The one use is still there, and then it is gone.
    let wang = town.resident(&app, "wang").await;
    assert_eq!(accept(&app, wang, &link).await.refusals("acceptInvitation"), [""; 0]);
    let page = look(&app, &path, "zh-CN").await;
    assert_eq!(page.status, 410);
    assert!(page.text.contains("名额用完了") && !page.text.contains("元宵灯会"), "{}", page.text);
    holds(&page);
});

both_databases!(what_invites_no_more_says_so_kindly, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let (taken_back, open) = (
        link(&app, &town, event, 9).await,
        link(&app, &town, event, 9).await,
    );
    assert_eq!(
        open["url"],
        Value::Null,
        "nobody knows where this server is"
    );
    let input = json!({ "linkId": taken_back["id"] });
    let revoked = app
        .mutate(Some(town.organiser), "revokeInvitationLink", LINK, input)
        .await;
    assert_eq!(revoked.refusals("revokeInvitationLink"), [""; 0]);
    let page = look(&app, &path(&taken_back), "zh-CN").await;
    assert_eq!(page.status, 410);
    assert!(page.text.contains("这个邀请已经结束") && !page.text.contains("元宵灯会"));
    let english = look(&app, &path(&taken_back), "en").await;
    assert!(
        english.text.contains("This invitation has ended"),
        "{}",
        english.text
    );
    cancel(&app, &town, event).await;
    let page = look(&app, &path(&open), "zh-CN").await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("活动取消了") && !page.text.contains("怎样接受邀请"),
        "{}",
        page.text
    );
    let other = town.event(&app, Plan::default()).await.id;
    let ends = link(&app, &town, other, 9).await;
    app.advance(TimeDelta::days(8));
    let page = look(&app, &path(&ends), "zh-CN").await;
    assert_eq!(page.status, 410);
    holds(&page);
});

both_databases!(what_nobody_made_and_drafts_open_nothing, |app| {
    let town = Town::found(&app).await;
    let draft = town
        .make(&app, town.gathering(&app, "茶会"), EventState::Draft)
        .await
        .id;
    let draft = link(&app, &town, draft, 9).await;
    for path in [path(&draft), "/i/nonsense".to_owned(), "/i/%ff".to_owned()] {
        let page = look(&app, &path, "zh-CN").await;
        assert_eq!(page.status, 404, "{path}");
        assert!(
            page.text.contains("这个链接打不开") && !page.text.contains("茶会"),
            "{path}"
        );
        holds(&page);
    }
});
