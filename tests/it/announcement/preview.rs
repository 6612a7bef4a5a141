//! `announcementPreview`

use serde_json::{Value, json};

use super::{comes, three, words};
use crate::both_databases;
use crate::delivery::stage::local;
use crate::factories::{Town, change_person};
use crate::support::trace::Trace;

const PREVIEW: &str = "query ($input: AnnounceInput!) { announcementPreview(input: $input) {
    dueAt recipients reach { email sms call nobody } shifted estimatedParts estimatedCost
    texts { locale recipients subject text html sms smsParts } userErrors { code path } } }";

both_databases!(a_preview_tells_whom_how_and_at_what_price, |app| {
    let town = Town::found(&app).await;
    let (event, people) = three(&app, &town).await;
    comes(&app, &town, event.id, Some("+8613812345678")).await;
    comes(&app, &town, event.id, Some("+8613812345679")).await;
    comes(&app, &town, event.id, None).await;
    change_person(&app, people[0], |person| {
        "en".clone_into(&mut person.locale)
    })
    .await;
    app.clock.set(local("2026-11-22 22:00"));
    let before = Trace::of(&app).await;
    let input = words(&town, event.id, json!({ "body": "带伞。".repeat(30) }));
    let answer = app
        .run(Some(town.organiser), PREVIEW, json!({ "input": input }))
        .await;
    let shown = answer.at("/announcementPreview");
    assert_eq!(shown["userErrors"], json!([]));
    assert_eq!(shown["dueAt"], "2026-11-22T14:00:00Z");
    assert_eq!(shown["recipients"], 5);
    let reach = json!({ "email": 2, "sms": 2, "call": 0, "nobody": 1 });
    assert_eq!(shown["reach"], reach);
    assert_eq!(shown["shifted"], 5, "all sleep");
    // 【睦邻】元宵灯会：请带雨伞。 and ninety characters are two parts, each of 0.05.
    assert_eq!(shown["estimatedParts"], 4);
    assert_eq!(shown["estimatedCost"], 0.2);
    let texts = shown["texts"].as_array().expect("a list");
    let read: Vec<(&Value, &Value)> = texts
        .iter()
        .map(|one| (&one["locale"], &one["recipients"]))
        .collect();
    assert_eq!(
        read,
        [(&json!("zh-CN"), &json!(4)), (&json!("en"), &json!(1))]
    );
    assert_eq!(texts[0]["subject"], "请带雨伞（元宵灯会）");
    assert_eq!(texts[0]["smsParts"], 2);
    let sms = texts[0]["sms"].as_str().expect("a text");
    assert!(
        sms.starts_with("【睦邻】元宵灯会：请带雨伞。带伞。"),
        "{sms}"
    );
    let html = texts[1]["html"].as_str().expect("a text");
    assert!(html.contains("<html lang=\"en\">"), "{html}");
    // In this order of channels those with a telephone are sent text messages.
    let input = words(&town, event.id, json!({ "channels": ["CALL", "EMAIL"] }));
    let answer = app
        .run(Some(town.organiser), PREVIEW, json!({ "input": input }))
        .await;
    let reach = json!({ "email": 2, "sms": 0, "call": 2, "nobody": 1 });
    assert_eq!(answer.at("/announcementPreview/reach"), &reach);
    assert_eq!(Trace::of(&app).await, before, "nothing is kept");
    app.run_due_work().await;
    assert!(app.mail.sent().is_empty());
});

both_databases!(a_preview_is_refused_as_the_announcement_would_be, |app| {
    let town = Town::found(&app).await;
    let (event, people) = three(&app, &town).await;
    let input = words(
        &town,
        event.id,
        json!({ "subject": "", "sendAt": "2026-11-20T10:00" }),
    );
    let answer = app
        .run(Some(town.organiser), PREVIEW, json!({ "input": input }))
        .await;
    let shown = answer.at("/announcementPreview");
    let faults = json!([
        { "code": "REQUIRED", "path": ["subject"] },
        { "code": "IN_THE_PAST", "path": ["sendAt"] },
    ]);
    assert_eq!(shown["userErrors"], faults);
    assert_eq!(
        (&shown["recipients"], &shown["texts"]),
        (&Value::Null, &json!([]))
    );
    let input = json!({ "input": words(&town, event.id, json!({})) });
    for (who, code) in [(None, "UNAUTHENTICATED"), (Some(people[0]), "FORBIDDEN")] {
        let answer = app.run(who, PREVIEW, input.clone()).await;
        assert_eq!(answer.error_code(), code);
    }
});
