//! What the page shows, and to whom.

use axum::http::Method;
use chrono::TimeDelta;
use mulin_domain::event::{CancelEvent, cancel_event};
use mulin_domain::rsvp::{Answer, RevokePersonalLink, revoke_personal_link};
use mulin_entities::*;

use super::stage::*;
use crate::both_databases;
use crate::factories::{Plan, Town, actor, respond, set_state};
use crate::support::app::TestApp;
use crate::support::log::captured;

both_databases!(it_shows_the_event_in_the_readers_language, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let who = town.resident(&app, "wang").await;
    let link = handle(&app, event.id, who).await;
    let page = html(&app, &link).await;
    for shown in [
        "<html lang=\"zh-CN\">",
        "<h1>元宵灯会</h1>",
        "2026年11月28日（周六）12:00 到 14:00",
        "邻里中心<br>桂花路18号",
        "入口没有台阶",
        "您还没有回复。",
        "大人（包括您）",
        "赏灯、猜谜、吃汤圆。",
        "<a class=\"language\" href=\"?lang=en\" lang=\"en\" hreflang=\"en\">English</a>",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    // One heading, a label for each field, and neither a script nor anything from elsewhere.
    assert_eq!(page.matches("<h1").count(), 1);
    for field in ["adults", "children", "note"] {
        assert!(
            page.contains(&format!("<label for=\"{field}\">")),
            "{field}"
        );
        assert!(page.contains(&format!("id=\"{field}\"")), "{field}");
    }
    for foreign in ["<script", "http:", "https:", " on", "javascript"] {
        let found = page.contains(foreign) && foreign != " on";
        assert!(!found, "{foreign}");
    }
    let english = look_in(&app, &link, "fr, en;q=0.9, zh;q=0.1").await;
    for shown in [
        "<html lang=\"en\">",
        "Saturday 28 November 2026, 12:00 to 14:00",
        "You have not answered yet.",
        "hreflang=\"zh-CN\">中文</a>",
    ] {
        assert!(english.text.contains(shown), "{shown}: {}", english.text);
    }
    // The reader's choice comes before the browser, and who they are after it.
    let chosen = html(&app, &format!("{link}?lang=en")).await;
    assert!(chosen.contains("<html lang=\"en\">"));
    let nothing_told = look_in(&app, &link, "").await;
    assert!(nothing_told.text.contains("<html lang=\"zh-CN\">"));
});

both_databases!(looking_never_acts, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let who = town.resident(&app, "wang").await;
    let link = handle(&app, event, who).await;
    app.run_due_work().await;
    let acting = format!("/l/{link}?answer=GOING&adults=2&key=x&step=withdraw&done=saved");
    for (method, path) in [
        (Method::GET, format!("/l/{link}")),
        (Method::HEAD, format!("/l/{link}")),
        (Method::OPTIONS, format!("/l/{link}")),
        (Method::GET, acting.clone()),
        (Method::HEAD, acting.clone()),
        (Method::OPTIONS, acting.clone()),
        (Method::PUT, acting.clone()),
        (Method::DELETE, acting),
    ] {
        for agent in [
            "WhatsApp/2.23",
            "TelegramBot (like TwitterBot)",
            "MicroMessenger",
        ] {
            let headers = [("user-agent", agent)];
            let sent = request(&app, method.clone(), &path, &headers, "");
            let answer = without_trace(&app, sent).await;
            let looks = [Method::GET, Method::HEAD].contains(&method);
            assert_eq!(answer.status, if looks { 200 } else { 405 }, "{method}");
            assert_eq!(answer.text.is_empty(), method != Method::GET, "{method}");
        }
    }
});

both_databases!(it_tells_how_the_answer_stands, |app| {
    let town = Town::found(&app).await;
    let plan = Plan {
        capacity: Some(2),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await.id;
    let people = town.residents(&app, 4).await;
    let link = handle(&app, event, people[3]).await;
    assert!(!html(&app, &link).await.contains("位子满了"));
    for (person, adults) in [(people[0], 2), (people[1], 1), (people[2], 3)] {
        let answer = respond(&app.core, person, event, Answer::Going, adults).await;
        answer.expect("taken");
    }
    assert!(html(&app, &link).await.contains("位子满了"));
    let answer = respond(&app.core, people[3], event, Answer::Going, 2).await;
    assert_eq!(answer.expect("taken").state, RsvpState::Waitlisted);
    let page = html(&app, &link).await;
    for shown in ["您在排队等位子", "您排在第 3 位。", "大人 2 位"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("位子满了") && !page.contains("工作人员"));
    let first = handle(&app, event, people[0]).await;
    let page = html(&app, &first).await;
    for shown in [
        "您来。位子给您留好了。",
        "到场时给工作人员看。",
        "src=\"data:image&#x2f;svg+xml;base64,",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    // Nobody learns of the others.
    for other in ["r1", "r2", "r3"] {
        assert!(!page.contains(other), "{other}");
    }
    for (answer, shown) in [
        (Answer::Maybe, "您可能来。"),
        (Answer::Declined, "您不来。"),
    ] {
        let answered = respond(&app.core, people[0], event, answer, 1).await;
        answered.expect("taken");
        let page = html(&app, &first).await;
        assert!(
            page.contains(shown) && !page.contains("工作人员"),
            "{shown}"
        );
    }
});

both_databases!(whoever_holds_it_learns_nothing_of_its_person, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let who = town.resident(&app, "wang-xiuying").await;
    let answer = respond(&app.core, who, event, Answer::Going, 1).await;
    let rsvp = answer.expect("taken").id;
    let link = handle(&app, event, who).await;
    let pages = [
        html(&app, &link).await,
        html(&app, &format!("{link}?step=withdraw")).await,
        press(&app, &link, &[("answer", "GOING"), ("adults", "99")])
            .await
            .text,
    ];
    for page in pages {
        for secret in ["wang", "example.org", "1栋", "101", "东邻", "organiser"] {
            assert!(!page.contains(secret), "{secret}: {page}");
        }
        for id in [who.0, rsvp.0, event.0] {
            assert!(!page.contains(&id.to_string()), "{id}");
        }
    }
});

both_databases!(a_cancelled_event_says_so_and_takes_no_answer, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let who = town.resident(&app, "wang").await;
    let answer = respond(&app.core, who, event, Answer::Going, 1).await;
    answer.expect("taken");
    let link = handle(&app, event, who).await;
    let input = CancelEvent {
        event_id: Ok(event),
        expected_version: None,
        reason: Some("雨太大 <改天再聚>".to_owned()),
    };
    let organiser = actor(&app.core, town.organiser).await;
    cancel_event(&app.core, &organiser, input)
        .await
        .expect("it can be cancelled");
    let page = html(&app, &link).await;
    for shown in ["活动取消了，请不要来。", "雨太大 &lt;改天再聚&gt;"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    for hidden in ["<form", "<button", "工作人员", "撤回"] {
        assert!(!page.contains(hidden), "{hidden}: {page}");
    }
    app.run_due_work().await;
    let refused = press(&app, &link, &[("answer", "GOING")]);
    let refused = without_trace(&app, refused).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("活动已经取消。"), "{}", refused.text);
});

both_databases!(what_opens_nothing_is_one_page_whatever_the_reason, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let later = town
        .event(
            &app,
            Plan {
                starts_in: TimeDelta::days(30),
                ..Plan::default()
            },
        )
        .await;
    let people = town.residents(&app, 4).await;
    let expired = handle(&app, event.id, people[0]).await;
    let revoked = handle(&app, later.id, people[1]).await;
    let erased = handle(&app, later.id, people[2]).await;
    let good = handle(&app, later.id, people[3]).await;
    let rows = links(&app, later.id).await;
    let row = rows.iter().find(|row| row.person_id == people[1]);
    let input = RevokePersonalLink {
        link_id: Ok(row.expect("the link is there").id),
    };
    let owner = actor(&app.core, people[1]).await;
    revoke_personal_link(&app.core, &owner, input)
        .await
        .expect("it can be taken back");
    set_state(&app, people[2], PersonState::Erased).await;
    app.clock.set(event.ends_at);
    app.run_due_work().await;
    html(&app, &good).await;
    for language in ["zh-CN", "en"] {
        let mut pages = Vec::new();
        for dead in [
            expired.as_str(),
            &revoked,
            &erased,
            "AAAAAAAAAAAAAAAAAAAAAA",
            "x",
            &format!("link_{good}"),
            &format!("{good}."),
            &good.to_uppercase(),
            "%ff%fe",
            "%3Cscript%3E",
        ] {
            let page = without_trace(&app, look_in(&app, dead, language)).await;
            assert_eq!(page.status, 404, "{dead}");
            pages.push((page.text.clone(), page.headers["content-length"].clone()));
            let fields = [("answer", "GOING"), ("key", "x")];
            let pressed = without_trace(&app, press(&app, dead, &fields)).await;
            assert_eq!(pressed.status, 404, "{dead}");
        }
        pages.dedup();
        assert_eq!(pages.len(), 1, "{pages:#?}");
        let words = [
            "这个链接打不开",
            "邻长",
            "This link does not open",
            "your steward",
        ];
        let own = if language == "en" {
            &words[2..]
        } else {
            &words[..2]
        };
        assert!(
            own.iter().all(|word| pages[0].0.contains(word)),
            "{pages:?}"
        );
    }
});

/// On one thread, whose log can be read.
#[tokio::test]
async fn no_handle_reaches_the_log() {
    let app = TestApp::sqlite().await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let who = town.resident(&app, "wang").await;
    let link = handle(&app, event, who).await;
    let (log, guard) = captured(tracing::Level::TRACE);
    html(&app, &link).await;
    assert_eq!(press(&app, &link, &[("answer", "GOING")]).await.status, 303);
    assert_eq!(press(&app, &link, &[("answer", "")]).await.status, 422);
    let unknown = "BBBBBBBBBBBBBBBBBBBBBA";
    assert_eq!(look(&app, unknown).await.status, 404);
    drop(guard);
    let text = log.text();
    assert!(text.matches("/l/{handle}").count() >= 4, "{text}");
    assert!(!text.contains(&link) && !text.contains(unknown), "{text}");
}
