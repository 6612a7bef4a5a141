//! Announcements: what organisers tell those who answered.

mod announce;
mod cancel_announcement;
mod plan;
mod preview;
mod sending;

use mulin_domain::Actor;
use mulin_domain::person::{Home, RegisterPerson, register_person};
use mulin_domain::rsvp::Answer as Said;
use mulin_entities::*;
use serde_json::{Value, json};

use crate::factories::{Plan, Town, gid, respond};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::mutation::with;

/// What a mutation tells of an announcement.
const ANNOUNCEMENT: &str = "announcement { id subject body states presence area { id } channels \
    sendAt before state author { name } cancelledAt }";

/// Words about an event, with more or others.
fn words(town: &Town, event: EventId, more: Value) -> Value {
    let words = json!({
        "eventId": *gid(town, event), "subject": "请带雨伞",
        "body": "下午有雨。\r\n地点<b>不变</b>。",
    });
    with(&words, more)
}

/// Announces as the organiser of the event.
async fn announce(app: &TestApp, town: &Town, event: EventId, more: Value) -> Answer {
    let input = words(town, event, more);
    let who = Some(town.organiser);
    let answer = app.mutate(who, "announce", ANNOUNCEMENT, input).await;
    assert_eq!(answer.refusals("announce"), [""; 0]);
    answer
}

/// An event in a week with `r0`, who comes, `r1`, who may come, and `r2`, who does not.
async fn three(app: &TestApp, town: &Town) -> (event::Model, Vec<PersonId>) {
    let event = town.event(app, Plan::default()).await;
    let people = town.residents(app, 3).await;
    let answers = [Said::Going, Said::Maybe, Said::Declined];
    for (person, answer) in people.iter().zip(answers) {
        let answer = respond(&app.core, *person, event.id, answer, 1).await;
        answer.expect("taken");
    }
    (event, people)
}

/// Somebody with a telephone alone, or with nothing, who comes.
async fn comes(app: &TestApp, town: &Town, event: EventId, phone: Option<&str>) -> PersonId {
    let input = RegisterPerson {
        unit_id: Ok(town.unit.id),
        home: Home::Building("3栋".to_owned()),
        name: "李兰".to_owned(),
        preferred_name: None,
        birth_year: None,
        locale: None,
        email: None,
        phone: phone.map(str::to_owned),
    };
    let person = register_person(&app.core, &Actor::System, input, None).await;
    let person = person.expect("a person can be made").id;
    let answer = respond(&app.core, person, event, Said::Going, 1).await;
    answer.expect("taken");
    person
}

/// The announcement's own key.
fn key(answer: &Answer, mutation: &str) -> Value {
    answer.at(&format!("/{mutation}/announcement/id")).clone()
}
