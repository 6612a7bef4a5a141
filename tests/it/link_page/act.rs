//! Answering on the page, and taking the answer back.

use mulin_domain::clock::Instant;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::stage::*;
use crate::both_databases;
use crate::factories::{Plan, Town, gid, housemate, respond};
use crate::rsvp::steps::state_after;
use crate::support::app::TestApp;

both_databases!(one_answers_and_changes_the_answer, |app| {
    let town = Town::found(&app).await;
    let plan = Plan {
        visibility: Visibility::Audience,
        ..Plan::default()
    };
    let event = town.event(&app, plan).await.id;
    let who = town.resident(&app, "wang").await;
    let link = handle(&app, event, who).await;
    let key = key(&html(&app, &link).await);
    let note = "靠门坐\r\n<b>轮椅</b> & \"老伴\"";
    let going = [
        ("key", key.as_str()),
        ("adults", "2"),
        ("children", "1"),
        ("note", note),
        ("answer", "GOING"),
    ];
    let page = pressed(&app, &link, &going, "saved").await;
    for shown in [
        "收到您的回复了",
        "您来。位子给您留好了。",
        "大人 2 位 · 孩子 1 位",
        "<option value=\"2\" selected>2</option>",
        "靠门坐\n&lt;b&gt;轮椅&lt;&#x2f;b&gt; &amp; &quot;老伴&quot;</textarea>",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let row = answer_of(&app, event, who).await.expect("an answer");
    assert_eq!(
        (row.state, row.adults, row.children),
        (RsvpState::Going, 2, 1)
    );
    assert_eq!((row.via, row.answered_by), (Via::Link, who));
    assert_eq!(row.note.as_deref(), Some("靠门坐\n<b>轮椅</b> & \"老伴\""));

    // A second press, and a third much later, do nothing again.
    app.run_due_work().await;
    let (end, seats) = (app.journal_end().await, row.answer_rev);
    app.advance(chrono::TimeDelta::minutes(3));
    pressed(&app, &link, &going, "saved").await;
    let again = answer_of(&app, event, who).await.expect("an answer");
    assert_eq!(
        (again.answered_at, again.answer_rev),
        (row.answered_at, seats)
    );
    assert_eq!(app.journalled_since(end).await, []);

    // Going back and choosing otherwise is another answer, though the page is the same.
    let declined = [("key", key.as_str()), ("answer", "DECLINED")];
    let page = pressed(&app, &link, &declined, "saved").await;
    assert!(page.contains("您不来。"), "{page}");
    // The first press once more does not bring the first answer back, and says so.
    let page = pressed(&app, &link, &going, "stale").await;
    assert!(
        page.contains("您刚才的页面是旧的") && page.contains("您不来。"),
        "{page}"
    );
    let maybe = [
        ("answer", "MAYBE"),
        ("adults", "1"),
        ("children", "0"),
        ("note", ""),
    ];
    let page = pressed(&app, &link, &maybe, "saved").await;
    assert!(page.contains("您可能来。"), "{page}");
    let row = answer_of(&app, event, who).await.expect("an answer");
    assert_eq!(
        (row.state, row.adults, row.note),
        (RsvpState::Maybe, 1, None)
    );
});

both_databases!(a_party_of_named_people_becomes_smaller, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let who = town.resident(&app, "r0").await;
    let (bao, ming) = (
        housemate(&app, who, "宝", Some(1962)).await,
        housemate(&app, who, "明", Some(1963)).await,
    );
    let named: Vec<_> = [bao, ming].map(|id| gid(&town, id)).to_vec();
    let party = serde_json::json!({ "party": { "adults": 3, "memberIds": named } });
    assert_eq!(state_after(&app, &town, who, event, party).await, "GOING");
    let link = handle(&app, event, who).await;
    let alone = [("adults", "1"), ("children", "0"), ("answer", "GOING")];
    pressed(&app, &link, &alone, "saved").await;
    let row = answer_of(&app, event, who).await.expect("an answer");
    assert_eq!((row.adults, row.children), (1, 0));
    // Whatever number stands on the page, who does not come gives the seats back.
    let nobody = [("adults", "0"), ("children", "0"), ("answer", "DECLINED")];
    pressed(&app, &link, &nobody, "saved").await;
    let row = answer_of(&app, event, who).await.expect("an answer");
    assert_eq!(row.state, RsvpState::Declined);
});

both_databases!(one_waits_in_line_and_takes_the_answer_back, |app| {
    let town = Town::found(&app).await;
    let plan = Plan {
        capacity: Some(1),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await.id;
    let people = town.residents(&app, 2).await;
    let first = respond(&app.core, people[0], event, Answer::Going, 1).await;
    first.expect("taken");
    let (held, waits) = (
        handle(&app, event, people[0]).await,
        handle(&app, event, people[1]).await,
    );
    let page = pressed(&app, &waits, &[("answer", "GOING")], "saved").await;
    assert!(page.contains("您排在第 1 位。"), "{page}");
    app.run_due_work().await;

    // Asking whether is a look; no leads back.
    let asked = without_trace(&app, look(&app, &format!("{held}?step=withdraw&lang=en"))).await;
    for shown in [
        "Take your answer back?",
        "元宵灯会",
        "href=\"?lang=en\">No, leave",
    ] {
        assert!(asked.text.contains(shown), "{shown}: {}", asked.text);
    }
    let answer = press(&app, &format!("{held}?lang=en"), &[("answer", "WITHDRAW")]).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.headers["location"]),
        (303, &"?done=withdrawn&lang=en".parse().expect("a value"))
    );
    let page = html(&app, &format!("{held}?done=withdrawn&lang=en")).await;
    assert!(page.contains("Your answer is taken back."), "{page}");
    assert!(
        !page.contains("?step=withdraw"),
        "there is nothing left to take back"
    );
    let row = answer_of(&app, event, people[0]).await.expect("it stays");
    assert_eq!((row.state, row.via), (RsvpState::Withdrawn, Via::Link));
    let page = html(&app, &waits).await;
    assert!(page.contains("您来。位子给您留好了。"), "{page}");

    // Twice does nothing again, and who never answered has nothing to take back.
    app.run_due_work().await;
    let end = app.journal_end().await;
    pressed(&app, &held, &[("answer", "WITHDRAW")], "withdrawn").await;
    assert_eq!(app.journalled_since(end).await, []);
    let stranger = handle(&app, event, town.steward).await;
    pressed(&app, &stranger, &[("answer", "WITHDRAW")], "stale").await;
    assert!(answer_of(&app, event, town.steward).await.is_none());
});

/// Puts an answer into a state that no command of this test leads to.
pub async fn put(app: &TestApp, rsvp: RsvpId, state: RsvpState, until: Option<Instant>) {
    rsvp::Entity::update_many()
        .col_expr(rsvp::Column::State, Expr::value(state))
        .col_expr(rsvp::Column::OfferExpiresAt, Expr::value(until))
        .col_expr(rsvp::Column::DecisionReason, Expr::value("人太多了"))
        .filter(rsvp::Column::Id.eq(rsvp))
        .exec(app.core.db().writer())
        .await
        .expect("answers can be changed");
}

both_databases!(held_seats_are_taken_or_given_up, |app| {
    let town = Town::found(&app).await;
    let plan = Plan {
        capacity: Some(4),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await.id;
    let until = Some(app.now() + chrono::TimeDelta::hours(26));
    for (who, pressed_button, state, taken) in [
        ("wang", "GOING", RsvpState::Going, 2),
        ("li", "DECLINED", RsvpState::Declined, 2),
    ] {
        let who = town.resident(&app, who).await;
        let answer = respond(&app.core, who, event, Answer::Going, 2).await;
        put(&app, answer.expect("taken").id, RsvpState::Offered, until).await;
        let link = handle(&app, event, who).await;
        let page = html(&app, &link).await;
        for shown in [
            "有您的位子了。",
            "位子给您留到 2026年11月22日（周日）14:00，请在这之前回复。",
            "大人 2 位",
            "要，我来",
            "不要，让给别人",
        ] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        // The seats are for the party that asked: there is nothing else to fill in.
        for hidden in ["<select", "<textarea", "工作人员", "人太多了"] {
            assert!(!page.contains(hidden), "{hidden}: {page}");
        }
        let key = key(&page);
        let fields = [("key", key.as_str()), ("answer", pressed_button)];
        pressed(&app, &link, &fields, "saved").await;
        let row = answer_of(&app, event, who).await.expect("an answer");
        assert_eq!(
            (row.state, row.adults, row.offer_expires_at),
            (state, 2, None)
        );
        let seats = event_seats::Entity::find_by_id(event)
            .one(app.core.db().writer())
            .await;
        assert_eq!(seats.expect("read").expect("there").taken, taken);
    }
});

both_databases!(what_the_organisers_decide_is_told, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let who = town.resident(&app, "wang").await;
    let answer = respond(&app.core, who, event, Answer::Maybe, 2).await;
    let rsvp = answer.expect("taken").id;
    let link = handle(&app, event, who).await;
    for (state, shown, hidden) in [
        (RsvpState::Requested, "您报了名，等组织者同意。", "人太多了"),
        (RsvpState::Expired, "过了回复的时间", "?step=withdraw"),
        (RsvpState::Refused, "人太多了", "<form"),
    ] {
        put(&app, rsvp, state, None).await;
        let page = html(&app, &link).await;
        assert!(
            page.contains(shown) && !page.contains(hidden),
            "{state:?}: {page}"
        );
    }
    assert!(html(&app, &link).await.contains("没能安排您的位子"));
    app.run_due_work().await;
    let refused = without_trace(&app, press(&app, &link, &[("answer", "GOING")])).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("组织者没能安排名额。"),
        "{}",
        refused.text
    );
    event::Entity::update_many()
        .col_expr(event::Column::NeedsApproval, Expr::value(true))
        .filter(event::Column::Id.eq(event))
        .exec(app.core.db().writer())
        .await
        .expect("events can be changed");
    let other = handle(&app, event, town.steward).await;
    assert!(html(&app, &other).await.contains("组织者要先看报名"));
    let page = pressed(&app, &other, &[("answer", "GOING")], "saved").await;
    assert!(page.contains("您报了名，等组织者同意。"), "{page}");
});

both_databases!(a_refusal_says_why_and_keeps_what_was_typed, |app| {
    let town = Town::found(&app).await;
    let mut gathering = town.gathering(&app, "茶会");
    gathering.max_party = Some(3);
    let event = town.publish(&app, gathering).await.id;
    let who = town.resident(&app, "wang").await;
    let link = handle(&app, event, who).await;
    let long = "字".repeat(501);
    for (adults, children, note, said) in [
        ("0", "0", "早点到", "大人和孩子一共 需要在 1 到 20 之间"),
        ("-1", "0", "早点到", "“大人” 需要在 0 到 20 之间"),
        ("two", "0", "早点到", "“大人” 需要在 0 到 20 之间"),
        ("3", "2", "早点到", "每家最多 3 人"),
        ("1", "0", long.as_str(), "对组织者说的话 需要 0 到 500 个字"),
        ("1", "0", "早点到\u{7}", "对组织者说的话 含有控制字符"),
    ] {
        app.run_due_work().await;
        let fields = [
            ("adults", adults),
            ("children", children),
            ("note", note),
            ("answer", "GOING"),
        ];
        let page = without_trace(&app, press(&app, &link, &fields)).await;
        assert_eq!(page.status, 422, "{said}");
        assert!(page.text.contains(said), "{said}: {}", page.text);
        assert!(page.text.contains("还没有保存") && page.text.contains("role=\"alert\""));
        assert!(page.text.contains("aria-invalid=\"true\""), "{said}");
        assert!(page.text.contains(note.trim_end_matches('\u{7}')), "{said}");
        if let Ok(children) = children.parse::<i32>() {
            let kept = format!("<option value=\"{children}\" selected>");
            assert!(page.text.contains(&kept), "{said}");
        }
        assert!(answer_of(&app, event, who).await.is_none());
    }
    let english = press(
        &app,
        &format!("{link}?lang=en"),
        &[("answer", "GOING"), ("adults", "9")],
    )
    .await;
    assert!(
        english.text.contains("A party may have at most 3"),
        "{}",
        english.text
    );
    let none = without_trace(&app, press(&app, &link, &[("answer", "WHATEVER")])).await;
    assert!(
        none.status == 422 && none.text.contains("下面的按钮"),
        "{}",
        none.text
    );
});

both_databases!(what_people_write_stays_text, |app| {
    let town = Town::found(&app).await;
    let plan = Plan {
        title: "<script>alert(1)</script>{{ 7*7 }}\"'><img src=x onerror=y>",
        ..Plan::default()
    };
    let event = town.event(&app, plan).await.id;
    let who = town.resident(&app, "wang").await;
    let link = handle(&app, event, who).await;
    let note = "</textarea><script>alert(2)</script>{% include 'x' %}";
    pressed(&app, &link, &[("answer", "GOING"), ("note", note)], "saved").await;
    for query in [
        "",
        "?step=withdraw",
        "?lang=%22%3E%3Cscript%3E&done=%3Cscript%3E",
    ] {
        let page = html(&app, &format!("{link}{query}")).await;
        for bad in ["<script", "<img src=x", "onerror=y>"] {
            assert!(!page.contains(bad), "{bad}: {page}");
        }
        assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
        assert!(page.contains("{{ 7*7 }}"), "{page}");
    }
});
