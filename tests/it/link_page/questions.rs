//! The organisers' questions on the page.

use mulin_entities::*;
use serde_json::{Value, json};

use super::act::put;
use super::stage::*;
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::question::steps::{ask, of_each_kind, respond, seen, to_each};
use crate::support::app::TestApp;

/// The version of the form that the page asks.
fn version(page: &str) -> String {
    let (_, rest) = page
        .split_once("name=\"form\" value=\"")
        .expect("questions");
    let (version, _) = rest.split_once('"').expect("it ends");
    version.to_owned()
}

/// What was answered, as the organiser sees it.
async fn answered(app: &TestApp, town: &Town, rsvp: RsvpId) -> Value {
    let query = "query ($id: ID!) { node(id: $id) { ... on Rsvp { answers {
        text number choices yesNo date } } } }";
    let id = json!({ "id": *crate::factories::gid(town, rsvp) });
    let answer = app.run(Some(town.organiser), query, id).await;
    answer.at("/node/answers").clone()
}

both_databases!(every_kind_is_asked_taken_and_shown_again, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let mut form = of_each_kind();
    form[0]["help"] = json!("<b>一个</b>电话");
    ask(&app, &town, event, form).await;
    let who = town.resident(&app, "wang").await;
    let link = handle(&app, event, who).await;
    let page = html(&app, &link).await;
    for shown in [
        "<label for=\"q-0\">电话找谁？ <span class=\"mark\">（来的话要填）</span></label>",
        "id=\"q-0-help\">&lt;b&gt;一个&lt;&#x2f;b&gt;电话</span>",
        "<input type=\"text\" maxlength=\"10\" id=\"q-0\" name=\"q-0\" value=\"\" \
         aria-describedby=\"q-0-help\">",
        "<input type=\"text\" inputmode=\"numeric\" autocomplete=\"off\" id=\"q-1\"",
        "从 0 到 9",
        "<legend>喝什么？</legend>",
        "<input type=\"radio\" name=\"q-2\" value=\"1\"><span>汤</span>",
        "<input type=\"radio\" name=\"q-2\" value=\"\" checked><span>不回答</span>",
        "选 1 到 2 项",
        "<input type=\"checkbox\" name=\"q-3\" value=\"2\"><span>灯</span>",
        "<input type=\"radio\" name=\"q-4\" value=\"NO\"><span>不是</span>",
        "<input type=\"date\" id=\"q-5\" name=\"q-5\" value=\"\">",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("required>") && !page.contains("<script"));
    let (key, version) = (key(&page), version(&page));
    let typed = [
        ("key", key.as_str()),
        ("form", version.as_str()),
        ("adults", "2"),
        ("q-0", " 王\"梅\" "),
        ("q-1", "２"),
        ("q-2", "0"),
        ("q-3", "0"),
        ("q-3", "2"),
        ("q-4", "NO"),
        ("q-5", "2027-02-20"),
        ("answer", "GOING"),
    ];
    let page = pressed(&app, &link, &typed, "saved").await;
    let row = answer_of(&app, event, who).await.expect("an answer");
    assert_eq!((row.state, row.via), (RsvpState::Going, Via::Link));
    let answers = answered(&app, &town, row.id).await;
    for (index, told) in [
        json!({ "text": "王\"梅\"" }),
        json!({ "number": 2 }),
        json!({ "choices": ["茶"] }),
        json!({ "choices": ["菜", "灯"] }),
        json!({ "yesNo": false }),
        json!({ "date": "2027-02-20" }),
    ]
    .into_iter()
    .enumerate()
    {
        for (field, value) in told.as_object().expect("an object") {
            assert_eq!(&answers[index][field], value, "{index}");
        }
    }
    for shown in [
        "name=\"q-0\" value=\"王&quot;梅&quot;\"",
        "name=\"q-1\" value=\"2\"",
        "name=\"q-2\" value=\"0\" checked",
        "name=\"q-3\" value=\"0\" checked",
        "name=\"q-3\" value=\"2\" checked",
        "name=\"q-4\" value=\"NO\" checked",
        "name=\"q-5\" value=\"2027-02-20\"",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let english = look_in(&app, &link, "en").await;
    for shown in [
        "The organisers ask",
        "(needed if you come)",
        "From 0 to 9",
        "No answer",
    ] {
        assert!(english.text.contains(shown), "{shown}: {}", english.text);
    }
    // The same press again does nothing, and what is taken out of the form is taken back.
    app.run_due_work().await;
    let end = app.journal_end().await;
    pressed(&app, &link, &typed, "saved").await;
    assert_eq!(app.journalled_since(end).await, []);
    let fewer = [
        ("form", version.as_str()),
        ("q-0", "李兰"),
        ("q-2", ""),
        ("answer", "MAYBE"),
    ];
    pressed(&app, &link, &fewer, "saved").await;
    assert_eq!(
        seen(&app, &town, town.organiser, row.id).await,
        ["电话找谁？"]
    );
    // Who does not come need not fill in anything, and what was answered stands.
    let none = [
        ("form", version.as_str()),
        ("q-0", ""),
        ("q-1", "x"),
        ("answer", "DECLINED"),
    ];
    pressed(&app, &link, &none, "saved").await;
    assert_eq!(
        seen(&app, &town, town.organiser, row.id).await,
        ["电话找谁？"]
    );
});

both_databases!(
    all_faults_stand_at_their_fields_and_what_was_typed_stays,
    |app| {
        let town = Town::found(&app).await;
        let event = town.event(&app, Plan::default()).await.id;
        ask(&app, &town, event, of_each_kind()).await;
        let who = town.resident(&app, "wang").await;
        let link = handle(&app, event, who).await;
        let version = version(&html(&app, &link).await);
        let typed = [
            ("form", version.as_str()),
            ("adults", "two"),
            ("children", "3"),
            ("note", "早点到"),
            ("q-0", "一二三四五六七八九十十一"),
            ("q-1", "几张"),
            ("q-2", "7"),
            ("q-3", "0"),
            ("q-3", "1"),
            ("q-3", "2"),
            ("q-4", "maybe"),
            ("q-5", "明天"),
            ("answer", "GOING"),
        ];
        app.run_due_work().await;
        let page = without_trace(&app, press(&app, &link, &typed)).await;
        assert_eq!(page.status, 422);
        for shown in [
            "id=\"adults-fault\">“大人” 需要在 0 到 20 之间",
            "id=\"q-0-fault\">“电话找谁？” 需要 1 到 10 个字",
            "id=\"q-1-fault\">请填一个整数",
            "id=\"q-2-fault\">请从下面选",
            "id=\"q-3-fault\">选 1 到 2 项",
            "id=\"q-4-fault\">请从下面选",
            "id=\"q-5-fault\">请填一个日期",
            "<li>“几张椅子？” 请填一个整数",
            "aria-describedby=\"q-1-hint q-1-fault\" aria-invalid=\"true\"",
            "<option value=\"3\" selected>",
            "早点到</textarea>",
            "name=\"q-0\" value=\"一二三四五六七八九十十一\"",
            "name=\"q-1\" value=\"几张\"",
            "name=\"q-3\" value=\"0\" checked",
            "name=\"q-3\" value=\"1\" checked",
            "name=\"q-3\" value=\"2\" checked",
            "name=\"q-5\" value=\"明天\"",
        ] {
            assert!(page.text.contains(shown), "{shown}: {}", page.text);
        }
        assert_eq!(
            page.text.matches("class=\"fault\"").count(),
            7,
            "one each: {}",
            page.text
        );
        // One that must be answered says so at its field, and lets everybody else through.
        let empty = [
            ("form", version.as_str()),
            ("q-0", " "),
            ("answer", "GOING"),
        ];
        let page = without_trace(&app, press(&app, &link, &empty)).await;
        assert_eq!(page.status, 422);
        assert!(page.text.contains("id=\"q-0-fault\">"), "{}", page.text);
        assert_eq!(
            page.text.matches("class=\"fault\"").count(),
            1,
            "{}",
            page.text
        );
        let maybe = [("form", version.as_str()), ("q-0", ""), ("answer", "MAYBE")];
        pressed(&app, &link, &maybe, "saved").await;
    }
);

both_databases!(questions_that_changed_meanwhile_are_asked_anew, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let ids = ask(&app, &town, event, of_each_kind()).await;
    let who = town.resident(&app, "wang").await;
    let link = handle(&app, event, who).await;
    let by_app = respond(&app, &town, who, event, json!({ "answers": to_each(&ids) })).await;
    assert_eq!(by_app.refusals("respondToEvent"), [""; 0]);
    let page = html(&app, &link).await;
    assert!(page.contains("name=\"q-0\" value=\"王梅\""), "{page}");
    let before = version(&page);
    let form = json!([
        { "kind": "YES_NO", "label": "坐车来吗？", "required": true },
        { "kind": "TEXT", "label": "电话找谁？", "required": true, "max": 10 },
    ]);
    ask(&app, &town, event, form).await;
    let typed = [
        ("form", before.as_str()),
        ("note", "早点到"),
        ("q-0", "李兰"),
        ("q-1", "3"),
        ("answer", "GOING"),
    ];
    app.run_due_work().await;
    let page = without_trace(&app, press(&app, &link, &typed)).await;
    assert_eq!(page.status, 422);
    for shown in [
        "组织者改了问题",
        "早点到</textarea>",
        "name=\"q-1\" value=\"王梅\"",
    ] {
        assert!(page.text.contains(shown), "{shown}: {}", page.text);
    }
    assert!(!page.text.contains("李兰"), "it answered another question");
    let now = version(&page.text);
    let typed = [
        ("form", now.as_str()),
        ("q-0", "YES"),
        ("q-1", "李兰"),
        ("answer", "GOING"),
    ];
    pressed(&app, &link, &typed, "saved").await;
    let row = answer_of(&app, event, who).await.expect("an answer");
    let answers = answered(&app, &town, row.id).await;
    assert_eq!(
        (&answers[0]["yesNo"], &answers[1]["text"]),
        (&json!(true), &json!("李兰"))
    );
});

both_databases!(held_seats_ask_only_what_is_new, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let ids = ask(&app, &town, event, of_each_kind()).await;
    let who = town.resident(&app, "wang").await;
    let by_app = respond(&app, &town, who, event, json!({ "answers": to_each(&ids) })).await;
    assert_eq!(by_app.refusals("respondToEvent"), [""; 0]);
    let row = answer_of(&app, event, who).await.expect("an answer");
    let until = Some(app.now() + chrono::TimeDelta::hours(26));
    put(&app, row.id, RsvpState::Offered, until).await;
    let link = handle(&app, event, who).await;
    let page = html(&app, &link).await;
    assert!(page.contains("要，我来") && !page.contains("q-0"), "{page}");
    let form = json!([{ "kind": "YES_NO", "label": "坐车来吗？", "required": true }]);
    ask(&app, &town, event, form).await;
    let page = html(&app, &link).await;
    assert!(page.contains("坐车来吗？"), "{page}");
    let version = version(&page);
    let refused = press(
        &app,
        &link,
        &[("form", version.as_str()), ("answer", "GOING")],
    )
    .await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("id=\"q-0-fault\">"),
        "{}",
        refused.text
    );
    let typed = [
        ("form", version.as_str()),
        ("q-0", "NO"),
        ("answer", "GOING"),
    ];
    let page = pressed(&app, &link, &typed, "saved").await;
    assert!(page.contains("您来。位子给您留好了。"), "{page}");
});
