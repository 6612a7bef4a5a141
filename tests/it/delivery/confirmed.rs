//! RSVP_CONFIRMED: a word to who answered for themselves that they come.

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::stage::{local, sent_to, states};
use crate::both_databases;
use crate::factories::{Plan, Town, agrees, gid, respond};

const ENV: &[(&str, &str)] = &[
    ("MULIN_REMINDERS__CONFIRM_ANSWERS", "true"),
    ("MULIN_HTTP__PUBLIC_URL", "https://events.example.org"),
];

both_databases!(one_word_tells_the_last_of_several_answers, with ENV, |app| {
    use DeliveryState::{Sent, Superseded};
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let people = town.residents(&app, 4).await;
    let answer = async |who: usize, said, adults| {
        let answer = respond(&app.core, people[who], event, said, adults).await;
        answer.expect("taken");
        app.run_due_work().await;
    };
    answer(0, Answer::Going, 1).await;
    app.advance(TimeDelta::seconds(30));
    answer(0, Answer::Going, 3).await;
    answer(1, Answer::Going, 1).await;
    answer(1, Answer::Maybe, 1).await;
    answer(2, Answer::Maybe, 1).await;
    answer(3, Answer::Declined, 1).await;
    app.advance(TimeDelta::seconds(29));
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.advance(TimeDelta::seconds(1));
    app.run_due_work().await;
    let letters = app.mail.take();
    let [letter] = &letters[..] else {
        panic!("one letter, not {letters:?}");
    };
    assert_eq!(letter.to_address, "r0@example.org");
    assert_eq!(letter.rendered.subject, "报名成功：元宵灯会，11月28日（周六）12:00");
    for line in ["人数：3位", "https://events.example.org/l/"] {
        assert!(letter.rendered.text.contains(line), "{}", letter.rendered.text);
    }
    app.advance(TimeDelta::seconds(60));
    assert_eq!(sent_to(&app).await, [""; 0]);
    let kind = MessageKind::RsvpConfirmed;
    assert_eq!(states(&app, people[1], kind).await, [Superseded]);
    // Reading the journal once more from its beginning confirms nothing again.
    journal_cursor::Entity::update_many()
        .col_expr(journal_cursor::Column::Position, Expr::value(0_i64))
        .filter(journal_cursor::Column::Reader.eq("late_reminders"))
        .exec(app.core.db().writer())
        .await
        .expect("a cursor can be moved");
    app.advance(TimeDelta::minutes(5));
    assert_eq!(sent_to(&app).await, [""; 0]);
    assert_eq!(states(&app, people[0], kind).await, [Sent]);
    // Another answer, later, is another word; and so is a yes after all.
    answer(0, Answer::Going, 2).await;
    answer(1, Answer::Going, 1).await;
    app.advance(TimeDelta::seconds(60));
    assert_eq!(sent_to(&app).await, ["r0@example.org", "r1@example.org"]);
});

both_databases!(who_is_answered_for_hears_who_did_it_alone, with ENV, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let person = town.resident(&app, "r0").await;
    agrees(&app, person, ConsentPurpose::ActOnBehalf).await;
    app.run_due_work().await;
    app.mail.take();
    let input = json!({ "eventId": *gid(&town, event), "status": "GOING",
        "onBehalfOf": *gid(&town, person), "via": "PHONE" });
    let answer = app
        .mutate(Some(town.steward), "respondToEvent", "rsvp { state }", input)
        .await;
    assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
    app.run_due_work().await;
    app.advance(TimeDelta::minutes(2));
    app.run_due_work().await;
    assert_eq!(states(&app, person, MessageKind::RsvpConfirmed).await, []);
    assert_eq!(app.mail.take().len(), 1, "that the steward answered");
});

both_databases!(an_answer_at_night_is_confirmed_in_the_morning, with ENV, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let person = town.resident(&app, "r0").await;
    app.clock.set(local("2026-11-22 23:00"));
    respond(&app.core, person, event, Answer::Going, 1).await.expect("taken");
    app.run_due_work().await;
    app.clock.set(local("2026-11-23 07:59"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.clock.set(local("2026-11-23 08:00"));
    assert_eq!(sent_to(&app).await, ["r0@example.org"]);
});
