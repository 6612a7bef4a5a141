//! Changing settings on the page.

use axum::http::Method;
use mulin_domain::notification::preference_store;
use mulin_entities::*;

use super::stage::*;
use crate::both_databases;
use crate::factories::{Town, person_row};
use crate::notification::ledger;
use crate::support::app::TestApp;

both_databases!(what_is_chosen_is_kept_and_shown, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = token(&app, lan);
    let end = app.journal_end().await;
    let fields = [
        ("was", "EMAIL:SERVICE"),
        ("was", "SMS:SERVICE"),
        ("was", "CALL:SERVICE"),
        ("on", "EMAIL:SERVICE"),
        ("on", "CALL:SERVICE"),
        ("on", "EMAIL:PROMOTION"),
        ("order", "CALL,EMAIL,SMS"),
        ("from", "1320"),
        ("until", ""),
        ("digest", "1080"),
        ("locale", "en"),
        ("act", "SAVE"),
    ];
    let answer = press(&app, &token, &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    assert_eq!(answer.headers["location"], "?done=saved");
    let page = html(&app, &format!("{token}?done=saved")).await;
    assert!(page.contains("改好了。"), "{page}");
    assert!(
        page.contains("<option value=\"CALL,EMAIL,SMS\" selected>"),
        "{page}"
    );
    let now = allowed(&app, lan).await;
    assert_eq!(now, ["EMAIL SERVICE", "CALL SERVICE", "EMAIL PROMOTION"]);
    let person = person_row(&app, lan).await;
    assert_eq!(
        (person.quiet_from, person.quiet_until),
        (Some(1320), Some(480))
    );
    assert_eq!(person.locale, "en");
    let row = preference_store::of_person(app.core.db().reader(), lan).await;
    let row = row.expect("it is read").expect("it is there");
    assert_eq!(
        (row.channels.as_deref(), row.digest_at),
        (Some("CALL,EMAIL,SMS"), Some(1080))
    );
    // Nobody knows who has the link, and the way is told.
    let said = ledger(&app, lan).await;
    assert!(
        said.iter()
            .all(|entry| (entry.given_by, entry.via) == (None, Via::Link))
    );
    assert_eq!(said.len(), 2);
    let journalled = app.journalled_since(end).await;
    assert_eq!(journalled.len(), 4);
    assert!(journalled.iter().all(|entry| entry.by.is_none()));
    // A second press does nothing again.
    app.run_due_work().await;
    let again = without_trace(&app, press(&app, &token, &fields)).await;
    assert_eq!(again.status, 303);
});

/// Reminders and the zone, as they are kept.
async fn kept(app: &TestApp, person: PersonId) -> (Option<String>, Option<String>) {
    let row = preference_store::of_person(app.core.db().reader(), person).await;
    let row = row.expect("it is read");
    let zone = person_row(app, person).await.time_zone;
    (row.and_then(|row| row.reminder_offsets), zone)
}

both_databases!(reminders_of_ones_own_and_the_zone_are_chosen_there, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = token(&app, lan);
    let page = html(&app, &token).await;
    for shown in [
        "<legend>活动之前，还要什么时候提醒您？</legend>",
        "<input type=\"checkbox\" name=\"remind\" value=\"P1D\"><span>1 天前</span>",
        "<option value=\"\" selected>活动当地的时间</option>",
        "<option value=\"Asia&#x2f;Urumqi\">新疆时间（乌鲁木齐）</option>",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let fields = [
        ("reminds", "1"),
        ("remind", "PT2H"),
        ("remind", "P3D"),
        ("hours", "３０"),
        ("zone", "Asia/Urumqi"),
    ];
    let answer = press(&app, &token, &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let offsets = Some("259200,108000,7200".to_owned());
    let zone = Some("Asia/Urumqi".to_owned());
    assert_eq!(kept(&app, lan).await, (offsets.clone(), zone.clone()));
    let page = html(&app, &token).await;
    for shown in [
        "value=\"P3D\" checked><span>3 天前</span>",
        "value=\"P1DT6H\" checked><span>30 小时前</span>",
        "value=\"PT2H\" checked><span>2 小时前</span>",
        "<option value=\"Asia&#x2f;Urumqi\" selected>",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let english = look(&app, &token, "en").await.text;
    for shown in [
        "30 hours before",
        "Urumqi (Xinjiang)",
        "Or so many hours before",
    ] {
        assert!(english.contains(shown), "{shown}: {english}");
    }
    // A page from before that knew neither keeps both; an empty choice is none.
    let answer = press(&app, &token, &[("digest", "480")]).await;
    assert_eq!(answer.status, 303);
    assert_eq!(kept(&app, lan).await, (offsets, zone));
    let answer = press(
        &app,
        &token,
        &[("reminds", "1"), ("hours", " "), ("zone", "")],
    )
    .await;
    assert_eq!(answer.status, 303);
    assert_eq!(kept(&app, lan).await, (None, None));
});

both_databases!(what_is_wrong_is_told_beside_its_field, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = token(&app, lan);
    let many = ["P7D", "P3D", "P1D", "PT6H", "PT3H", "PT2H"].map(|one| ("remind", one));
    let many: Vec<_> = many.into_iter().chain([("reminds", "1")]).collect();
    for (fields, field, text) in [
        (many, "remind", "最多选 5 个，请去掉几个。"),
        (
            vec![("reminds", "1"), ("hours", "noon")],
            "hours",
            "请写 1 到 720 的整数。",
        ),
        (
            vec![("reminds", "1"), ("hours", "721")],
            "hours",
            "请写 1 到 720 的整数。",
        ),
        (
            vec![("reminds", "1"), ("remind", "PT2H"), ("hours", "2")],
            "hours",
            "这个时间已经选过了，选一次就行。",
        ),
        (
            vec![("zone", "Asia/Mulin")],
            "zone",
            "我们不认识这个时区，请从列表里选一个。",
        ),
    ] {
        let fields: Vec<_> = fields
            .into_iter()
            .chain([("order", "SMS,CALL,EMAIL")])
            .collect();
        let answer = without_trace(&app, press(&app, &token, &fields)).await;
        assert_eq!(answer.status, 422, "{field}");
        let page = answer.text;
        let told = format!("<span class=\"fault\" id=\"{field}-fault\">{text}</span>");
        assert!(page.contains(&told), "{told}: {page}");
        assert!(page.contains("还没有改。"), "{page}");
        // What was typed is there still.
        assert!(
            page.contains("<option value=\"SMS,CALL,EMAIL\" selected>"),
            "{page}"
        );
        for (name, value) in fields.iter().filter(|(name, _)| *name == "remind") {
            let box_of = format!("name=\"{name}\" value=\"{value}\" checked");
            assert!(page.contains(&box_of), "{box_of}: {page}");
        }
        if let Some((_, hours)) = fields.iter().find(|(name, _)| *name == "hours") {
            assert!(
                page.contains(&format!("value=\"{hours}\" aria-invalid")),
                "{page}"
            );
        }
    }
    let evil = [
        ("reminds", "1"),
        ("hours", "\"><script>"),
        ("zone", "<script>"),
    ];
    let page = without_trace(&app, press(&app, &token, &evil)).await.text;
    assert!(!page.contains("<script"), "{page}");
});

both_databases!(a_page_from_before_takes_nothing_back, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = token(&app, lan);
    // Shown before, with all services on; meanwhile one click refused e-mails.
    let one_click = [("List-Unsubscribe", "One-Click")];
    press(&app, &format!("{token}/unsubscribe"), &one_click).await;
    let services = ["EMAIL:SERVICE", "SMS:SERVICE", "CALL:SERVICE"];
    let mut fields: Vec<(&str, &str)> = Vec::new();
    for service in services {
        fields.extend([("was", service), ("on", service)]);
    }
    fields.push(("digest", "480"));
    let answer = press(&app, &token, &fields).await;
    assert_eq!(answer.status, 303);
    assert_eq!(allowed(&app, lan).await, ["SMS SERVICE", "CALL SERVICE"]);
});

both_databases!(only_forms_of_its_own_are_taken, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let path = format!("/n/{}", token(&app, lan));
    let huge = format!("digest=480&x={}", "x".repeat(17 * 1024));
    let small = "digest=480";
    for (expected, headers, body) in [
        (415, vec![], small),
        (415, vec![("content-type", "application/json")], small),
        (403, vec![FORM, ("sec-fetch-site", "cross-site")], small),
        (403, vec![FORM, ("origin", "https://evil.example")], small),
        (413, vec![FORM], huge.as_str()),
        (422, vec![FORM], "digest=noon"),
        (422, vec![FORM], "order=SMS"),
        (422, vec![FORM], "locale=%3Cscript%3E"),
    ] {
        let sent = request(&app, Method::POST, &path, &headers, body.to_owned());
        let reply = without_trace(&app, sent).await;
        assert_eq!(reply.status, expected, "{headers:?}");
        assert!(!reply.text.contains("<script"), "{}", reply.text);
    }
});

both_databases!(a_link_cannot_fill_the_ledger_but_a_refusal_counts, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = token(&app, lan);
    let (on, off) = (("on", "SMS:SERVICE"), ("was", "SMS:SERVICE"));
    let mut statuses = Vec::new();
    for round in 0..64 {
        let field = if round % 2 == 0 { off } else { on };
        statuses.push(press(&app, &token, &[field]).await.status.as_u16());
    }
    let said = ledger(&app, lan).await.len();
    assert_eq!(said, 61, "sixty, and one refusal more");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 2);
    assert!(!allowed(&app, lan).await.contains(&"SMS SERVICE".to_owned()));
    app.advance(chrono::TimeDelta::days(1));
    assert_eq!(press(&app, &token, &[on]).await.status, 303);
});
