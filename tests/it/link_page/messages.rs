//! The links that messages carry.

use chrono::TimeDelta;
use mulin_domain::person::{Acting, store};
use mulin_domain::rsvp::{
    Answer, RespondToEvent, RevokePersonalLink, WhenFull, respond_to_event, revoke_personal_link,
};
use mulin_entities::*;
use mulin_notify::SendError;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::stage::*;
use crate::both_databases;
use crate::factories::{Plan, Town, actor, respond, set_state};
use crate::support::app::TestApp;

const PUBLIC: &[(&str, &str)] = &[("MULIN_HTTP__PUBLIC_URL", "https://events.example.org/app/")];
const BASE: &str = "https://events.example.org/app/l/";

/// The handles of the links in a text.
fn handles(text: &str) -> Vec<String> {
    let after = text.split(BASE).skip(1);
    after.map(|rest| rest.chars().take(22).collect()).collect()
}

async fn going(app: &TestApp, person: PersonId, event: EventId) {
    let answer = respond(&app.core, person, event, Answer::Going, 1).await;
    answer.expect("taken");
}

/// The second joins the household of the first.
async fn live_together(app: &TestApp, first: PersonId, second: PersonId) {
    let first = store::person(app.core.db().reader(), first).await;
    let first = first.expect("people can be read").expect("they are there");
    person::Entity::update_many()
        .col_expr(person::Column::HouseholdId, Expr::value(first.household_id))
        .filter(person::Column::Id.eq(second))
        .exec(app.core.db().writer())
        .await
        .expect("people can move");
}

/// Somebody answers for another, as told on the telephone.
async fn answer_for(
    app: &TestApp,
    by: PersonId,
    person: PersonId,
    event: EventId,
    answer: Answer,
) -> mulin_domain::Result<rsvp::Model> {
    let input = RespondToEvent {
        event_id: Ok(event),
        acting: Acting::for_person(person, Via::Phone),
        answer,
        party: None,
        note: None,
        when_full: WhenFull::Waitlist,
        answers: None,
    };
    respond_to_event(&app.core, &actor(&app.core, by).await, input, None).await
}

/// The person takes text messages and no e-mail.
async fn by_phone(app: &TestApp, person: PersonId, number: &str) {
    let db = app.core.db().writer();
    contact_point::Entity::delete_many()
        .filter(contact_point::Column::PersonId.eq(person))
        .exec(db)
        .await
        .expect("contact points can be removed");
    let id = app.core.new_id();
    let row = store::sealed_contact(&app.core, id, person, ContactKind::Phone, number, app.now());
    contact_point::Entity::insert(row)
        .exec_without_returning(db)
        .await
        .expect("contact points can be added");
}

both_databases!(a_reminder_carries_a_link_that_opens_the_page, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let people = town.residents(&app, 3).await;
    for person in &people {
        going(&app, *person, event.id).await;
    }
    app.advance(TimeDelta::days(6));
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 3);
    let mut told = Vec::new();
    for letter in &letters {
        let words = &letter.rendered;
        let found = handles(&words.text);
        assert_eq!(found.len(), 1, "{}", words.text);
        assert!(words.text.contains(&format!("查看或修改回复：{BASE}{}\n", found[0])));
        // A button, and the bare address.
        let html = words.html.replace("&#x2f;", "/");
        assert_eq!(handles(&html), vec![found[0].clone(); 3], "{html}");
        told.extend(found);
    }
    let mut rows = links(&app, event.id).await;
    assert_eq!(rows.len(), 3);
    rows.sort_by_key(|row| people.iter().position(|person| *person == row.person_id));
    for (row, person) in rows.iter().zip(&people) {
        assert_eq!(row.person_id, *person);
        assert_eq!((row.created_by, row.revoked_at), (None, None));
        assert_eq!(row.expires_at, event.ends_at);
    }
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 3, "each has their own");
    for handle in &told {
        assert!(html(&app, handle).await.contains("您来。位子给您留好了。"));
    }
    // It is theirs alone.
    let mail = letters.iter().find(|letter| letter.to_address.starts_with("r2@"));
    let own = handles(&mail.expect("a letter").rendered.text).remove(0);
    pressed(&app, &own, &[("answer", "DECLINED")], "saved").await;
    let states = [RsvpState::Going, RsvpState::Going, RsvpState::Declined];
    for (person, state) in people.iter().zip(states) {
        let row = answer_of(&app, event.id, *person).await.expect("an answer");
        assert_eq!(row.state, state);
    }
    let since = app.journalled_since(0).await;
    assert!(since.iter().all(|entry| !entry.what.starts_with("personal_link")));
});

both_databases!(a_text_message_carries_one_in_a_short_line, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let people = town.residents(&app, 2).await;
    live_together(&app, people[0], people[1]).await;
    by_phone(&app, people[1], "+8613812345678").await;
    for (locale, before) in [("zh-CN", "查看或修改："), ("en", " Answer: ")] {
        person::Entity::update_many()
            .col_expr(person::Column::Locale, Expr::value(locale))
            .filter(person::Column::Id.eq(people[1]))
            .exec(app.core.db().writer())
            .await
            .expect("people can change");
        for (answer, shown) in [(Answer::Maybe, "您可能来。"), (Answer::Going, "您来。")] {
            let answer = answer_for(&app, people[0], people[1], event, answer).await;
            answer.expect("taken");
            app.run_due_work().await;
            let texts = app.sms.take();
            assert_eq!(texts.len(), 1);
            let text = &texts[0].text;
            let found = handles(text);
            assert_eq!(found.len(), 1, "{text}");
            assert!(text.ends_with(&format!("{before}{BASE}{}", found[0])), "{text}");
            assert!(!text.contains('\n'));
            // In Chinese letters, 67 to a part; in others, 153 (3GPP TS 23.038), but the title is
            // Chinese here too.
            let parts = text.encode_utf16().count().div_ceil(67);
            assert!(parts <= if locale == "en" { 3 } else { 2 }, "{parts}: {text}");
            assert!(html(&app, &found[0]).await.contains(shown), "{text}");
        }
    }
});

both_databases!(all_news_of_an_event_carry_one_and_nothing_else_does, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let plan = Plan { capacity: Some(1), ..Plan::default() };
    let event = town.event(&app, plan).await.id;
    let people = town.residents(&app, 2).await;
    going(&app, people[0], event).await;
    // Somebody of the household answers for the second.
    live_together(&app, people[0], people[1]).await;
    let answer = answer_for(&app, people[0], people[1], event, Answer::Going).await;
    answer.expect("taken");
    let letter = async |subject: &str| {
        app.run_due_work().await;
        let letters = app.mail.take();
        assert_eq!(letters.len(), 1, "{subject}");
        assert!(letters[0].rendered.subject.contains(subject), "{}", letters[0].rendered.subject);
        let found = handles(&letters[0].rendered.text);
        assert_eq!(found.len(), 1, "{subject}");
        html(&app, &found[0]).await
    };
    assert!(letter("替您报名了").await.contains("您排在第 1 位。"));
    let own = handle(&app, event, people[0]).await;
    pressed(&app, &own, &[("answer", "WITHDRAW")], "withdrawn").await;
    assert!(letter("有您的位子了").await.contains("您来。"));
    let organiser = actor(&app.core, town.organiser).await;
    let starts = (app.now() + TimeDelta::days(9)).with_timezone(&chrono_tz::Asia::Shanghai);
    let local = |at: chrono::DateTime<chrono_tz::Tz>| at.format("%Y-%m-%dT%H:%M:%S").to_string();
    let input = mulin_domain::event::RescheduleEvent {
        event_id: Ok(event),
        expected_version: None,
        starts_at: local(starts),
        ends_at: local(starts + TimeDelta::hours(3)),
        time_zone: None,
    };
    let moved = mulin_domain::event::reschedule_event(&app.core, &organiser, input, None).await;
    let ends = moved.expect("it can be moved").ends_at;
    assert!(letter("改时间了").await.contains("元宵灯会"));
    // Those of before end with the event, wherever it was moved to.
    assert!(links(&app, event).await.iter().all(|row| row.expires_at == ends));
    let input = mulin_domain::event::CancelEvent {
        event_id: Ok(event),
        expected_version: None,
        reason: None,
    };
    mulin_domain::event::cancel_event(&app.core, &organiser, input).await.expect("it can be");
    assert!(letter("取消了").await.contains("活动取消了，请不要来。"));

    let made = links(&app, event).await.len();
    let asked = "mutation { requestSignInCode(input: { address: \"r0@example.org\" }) \
        { userErrors { code } } }";
    app.run(None, asked, serde_json::json!({})).await.data();
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    assert!(handles(&letters[0].rendered.text).is_empty());
    assert_eq!(links(&app, event).await.len(), made);
});

both_databases!(a_batch_takes_one_statement_for_its_links, with PUBLIC, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    for person in town.residents(&app, 8).await {
        going(&app, person, event).await;
    }
    app.advance(TimeDelta::days(6));
    let statements = app.record_statements();
    app.run_due_work().await;
    let ran = statements.take();
    let inserts = ran.iter().filter(|ran| ran.sql.contains("INTO \"personal_link\""));
    assert_eq!(inserts.count(), 1);
    assert_eq!(app.mail.take().len(), 8);
    assert_eq!(links(&app, event).await.len(), 8);
});

both_databases!(a_message_that_is_tried_again_has_the_same_link, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let who = town.resident(&app, "wang").await;
    going(&app, who, event).await;
    app.advance(TimeDelta::days(6));
    app.mail.fail_next([SendError::Temporary { code: "450".to_owned() }]);
    app.run_due_work().await;
    app.advance(TimeDelta::hours(1));
    app.run_due_work().await;
    let tried: Vec<String> = app.mail.tried().iter().flat_map(|letter| handles(&letter.rendered.text)).collect();
    assert_eq!(tried.len(), 2);
    assert_eq!(tried[0], tried[1]);
    assert_eq!(links(&app, event).await.len(), 1);
    html(&app, &tried[0]).await;
});

both_databases!(links_of_messages_die_with_their_person_and_invite_nobody, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let plan = Plan { visibility: Visibility::Audience, ..Plan::default() };
    let event = town.event(&app, plan).await.id;
    let who = town.resident(&app, "wang").await;
    going(&app, who, event).await;
    app.advance(TimeDelta::days(6));
    app.run_due_work().await;
    let found = handles(&app.mail.take()[0].rendered.text).remove(0);
    for (state, opens) in [
        (PersonState::Merged, 404),
        (PersonState::Erased, 404),
        (PersonState::Active, 200),
    ] {
        set_state(&app, who, state).await;
        assert_eq!(look(&app, &found).await.status, opens, "{state:?}");
    }
    // Who moved away is no longer of the audience. What a link in a message lets its bearer do, it
    // lets nobody else do for them.
    let elsewhere = crate::factories::area(&app.core, None, AreaKind::City, "远市").await;
    let mut unit = elsewhere;
    for kind in [AreaKind::Street, AreaKind::Community, AreaKind::Grid, AreaKind::Unit] {
        unit = crate::factories::area(&app.core, Some(&unit), kind, "远处").await;
    }
    person::Entity::update_many()
        .col_expr(person::Column::UnitId, Expr::value(unit.id))
        .filter(person::Column::Id.eq(who))
        .exec(app.core.db().writer())
        .await
        .expect("people can move");
    let housemate = town.resident(&app, "housemate").await;
    live_together(&app, who, housemate).await;
    let refused = answer_for(&app, housemate, who, event, Answer::Maybe).await;
    assert!(refused.expect_err("it is for others").to_string().contains("not for this person"));
    pressed(&app, &found, &[("answer", "MAYBE")], "saved").await;
});

both_databases!(taking_a_link_back_takes_back_those_in_messages, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let people = town.residents(&app, 2).await;
    for person in &people {
        going(&app, *person, event).await;
    }
    app.advance(TimeDelta::days(6));
    app.run_due_work().await;
    let mut letters = app.mail.take();
    letters.sort_by(|one, other| one.to_address.cmp(&other.to_address));
    let told: Vec<String> = letters.iter().flat_map(|letter| handles(&letter.rendered.text)).collect();
    let other = handle(&app, event, people[0]).await;
    let before: Vec<PersonalLinkId> = links(&app, event).await.iter().map(|row| row.id).collect();
    let made = handle(&app, event, people[0]).await;
    let rows = links(&app, event).await;
    let newest = rows.iter().find(|row| !before.contains(&row.id));
    let input = RevokePersonalLink {
        link_id: Ok(newest.expect("a link").id),
    };
    let organiser = actor(&app.core, town.organiser).await;
    revoke_personal_link(&app.core, &organiser, input).await.expect("it can be taken back");
    for (handle, opens) in [(&told[0], 404), (&made, 404), (&other, 200), (&told[1], 200)] {
        assert_eq!(look(&app, handle).await.status, opens);
    }
    // What is sent from now on opens again.
    app.advance(TimeDelta::hours(22));
    app.run_due_work().await;
    for letter in app.mail.take() {
        html(&app, &handles(&letter.rendered.text)[0]).await;
    }
});

both_databases!(without_an_address_of_ours_there_is_no_link, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let who = town.resident(&app, "wang").await;
    going(&app, who, event).await;
    app.advance(TimeDelta::days(6));
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    assert!(
        !letters[0].rendered.text.contains("/l/"),
        "{}",
        letters[0].rendered.text
    );
    assert!(links(&app, event).await.is_empty());
});
