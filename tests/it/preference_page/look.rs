//! What the page shows, and to whom.

use axum::http::Method;
use chrono::TimeDelta;
use mulin_domain::keys::Keyring;
use mulin_domain::notification::PreferenceLink;
use mulin_domain::person::store;
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::json;

use super::stage::*;
use crate::both_databases;
use crate::factories::{Town, change_person, gid, set_state};
use crate::support::app::TestApp;

async fn with_phone(app: &TestApp, person: PersonId, number: &str) {
    let id = app.core.new_id();
    let row = store::sealed_contact(&app.core, id, person, ContactKind::Phone, number, app.now());
    contact_point::Entity::insert(row)
        .exec_without_returning(app.core.db().writer())
        .await
        .expect("a number can be noted");
}

both_databases!(
    it_shows_the_settings_and_hardly_anything_of_the_person,
    |app| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "wang").await;
        change_person(&app, lan, |row| {
            row.name = "王秀英".to_owned();
            (row.quiet_from, row.quiet_until) = (Some(1275), Some(420));
        })
        .await;
        with_phone(&app, lan, "+8613812345678").await;
        let input =
            json!({ "personId": *gid(&town, lan), "channels": ["SMS"], "digestAt": "07:15" });
        app.mutate(
            Some(lan),
            "setNotificationPreferences",
            "person { id }",
            input,
        )
        .await
        .data();
        let token = token(&app, lan);
        let page = html(&app, &token).await;
        for shown in [
            "<html lang=\"zh-CN\">",
            "<h1>怎样收消息</h1>",
            "秀英，您好！",
            "w**@example.org",
            "138****5678",
            "<option value=\"SMS,EMAIL,CALL\" selected>短信 → 邮件 → 打电话</option>",
            "<option value=\"1275\" selected>21:15</option>",
            "<option value=\"420\" selected>07:00</option>",
            "<option value=\"435\" selected>合成一条，07:15 发</option>",
            "value=\"EMAIL:SERVICE\" checked",
            "<input type=\"checkbox\" name=\"on\" value=\"EMAIL:PROMOTION\">",
        ] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        for hidden in [
            "王秀英",
            "13812345678",
            "wang",
            "1栋",
            "东邻",
            "<script",
            "http:",
            "https:",
        ] {
            assert!(!page.contains(hidden), "{hidden}: {page}");
        }
        assert!(!page.contains(&lan.0.to_string()));
        assert_eq!(page.matches("<h1").count(), 1);
        let english = look(&app, &token, "en").await.text;
        for shown in [
            "<html lang=\"en\">",
            "How we tell you",
            "Text message",
            "All in one message at 07:15",
        ] {
            assert!(english.contains(shown), "{shown}: {english}");
        }
    }
);

both_databases!(looking_never_acts, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = token(&app, lan);
    app.run_due_work().await;
    let query = "?order=CALL,SMS,EMAIL&on=&digest=60&List-Unsubscribe=One-Click&done=saved";
    for (method, path) in [
        (Method::GET, format!("/n/{token}")),
        (Method::HEAD, format!("/n/{token}")),
        (Method::GET, format!("/n/{token}{query}")),
        (Method::GET, format!("/n/{token}/unsubscribe{query}")),
        (Method::HEAD, format!("/n/{token}/unsubscribe{query}")),
        (Method::OPTIONS, format!("/n/{token}/unsubscribe")),
        (Method::PUT, format!("/n/{token}{query}")),
        (Method::DELETE, format!("/n/{token}/unsubscribe{query}")),
    ] {
        for agent in ["WhatsApp/2.23", "GoogleImageProxy", "MicroMessenger"] {
            let headers = [("user-agent", agent)];
            let sent = request(&app, method.clone(), &path, &headers, "");
            let answer = without_trace(&app, sent).await;
            let looks = [Method::GET, Method::HEAD].contains(&method);
            assert_eq!(
                answer.status,
                if looks { 200 } else { 405 },
                "{method} {path}"
            );
        }
    }
});

both_databases!(what_opens_nothing_is_one_page_whatever_the_reason, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let gone = town.resident(&app, "gone").await;
    let old = token(&app, lan);
    let erased = token(&app, gone);
    set_state(&app, gone, PersonState::Erased).await;
    app.advance(TimeDelta::days(366));
    let good = token(&app, lan);
    html(&app, &good).await;
    let mut forged: Vec<char> = good.chars().collect();
    forged[3] = if forged[3] == 'A' { 'B' } else { 'A' };
    let forged: String = forged.into_iter().collect();
    let other = Keyring::new(&[9; 32]);
    let link = PreferenceLink {
        person_id: lan,
        channel: Channel::Email,
        purpose: ChannelPurpose::Service,
    };
    let foreign = link.token(&other, app.now());
    let mut pages = Vec::new();
    for dead in [
        old.as_str(),
        &erased,
        &forged,
        &foreign,
        "x",
        "AAAA",
        &format!("{good}A"),
        &good[..42],
        "%ff%fe",
        "%3Cscript%3E",
    ] {
        for path in [dead.to_owned(), format!("{dead}/unsubscribe")] {
            let page = without_trace(&app, look(&app, &path, "zh-CN")).await;
            assert_eq!(page.status, 404, "{path}");
            pages.push(page.text);
            let fields = [("order", "OURS"), ("List-Unsubscribe", "One-Click")];
            let pressed = without_trace(&app, press(&app, &path, &fields)).await;
            assert_eq!(pressed.status, 404, "{path}");
        }
    }
    pages.dedup();
    assert_eq!(pages.len(), 1, "{pages:#?}");
});

both_databases!(
    links_outlive_a_change_of_keys_and_follow_a_merged_record,
    |app| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let twin = town.resident(&app, "twin").await;
        let token = token(&app, twin);
        let input = json!({ "keepId": *gid(&town, lan), "duplicateId": *gid(&town, twin) });
        app.mutate(Some(town.admin), "mergePeople", "person { id }", input)
            .await
            .data();
        assert!(html(&app, &token).await.contains("lan，您好！"));
        let next = app.restarted(8, &[7]).await;
        assert!(html(&next, &token).await.contains("lan，您好！"));
        let later = app.restarted(8, &[]).await;
        assert_eq!(look(&later, &token, "en").await.status, 404);
    }
);

both_databases!(every_answer_is_kept_by_nobody_and_runs_nothing, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = token(&app, lan);
    let one_click = format!("{token}/unsubscribe");
    for (expected, reply) in [
        (200, look(&app, &token, "en").await),
        (200, look(&app, &one_click, "en").await),
        (404, look(&app, "x", "en").await),
        (303, press(&app, &token, &[("order", "OURS")]).await),
        (422, press(&app, &token, &[("order", "PIGEON")]).await),
        (400, press(&app, &one_click, &[("x", "y")]).await),
        (
            200,
            press(&app, &one_click, &[("List-Unsubscribe", "One-Click")]).await,
        ),
    ] {
        assert_eq!(reply.status, expected);
        let header = |name: &str| {
            let value = reply.headers.get(name);
            value.map_or("", |value| value.to_str().expect("text"))
        };
        assert_eq!(header("cache-control"), "no-store", "{expected}");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("x-robots-tag"), "noindex, nofollow");
        assert!(header("content-security-policy").starts_with("default-src 'none'"));
        assert!(!reply.headers.contains_key("set-cookie"));
        assert_eq!(reply.headers.contains_key("location"), expected == 303);
    }
});
