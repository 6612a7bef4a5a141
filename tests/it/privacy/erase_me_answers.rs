//! What becomes of an erased person's answers, and who still sees anything of them.

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::stage::Everything;
use crate::both_databases;
use crate::factories::{Plan, Town, actor, gid, respond};
use crate::support::app::TestApp;

async fn answer_of(app: &TestApp, event: EventId, person: PersonId) -> rsvp::Model {
    rsvp::Entity::find()
        .filter(rsvp::Column::EventId.eq(event))
        .filter(rsvp::Column::PersonId.eq(person))
        .one(app.core.db().reader())
        .await
        .expect("answers are read")
        .expect("there is one")
}

async fn erase(app: &TestApp, person: PersonId, name: &str) {
    let answer = app
        .mutate(
            Some(person),
            "eraseMe",
            "erasedPersonId",
            json!({ "confirm": name }),
        )
        .await;
    assert_eq!(answer.refusals("eraseMe"), [""; 0]);
}

both_databases!(seats_of_coming_events_go_to_who_waits, |app| {
    let town = Town::found(&app).await;
    let plan = Plan {
        capacity: Some(2),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await;
    let [lan, ming] = [
        town.resident(&app, "lan").await,
        town.resident(&app, "ming").await,
    ];
    for (person, adults) in [(lan, 2), (ming, 2)] {
        respond(&app.core, person, event.id, Answer::Going, adults)
            .await
            .expect("an answer");
    }
    assert_eq!(
        answer_of(&app, event.id, ming).await.state,
        RsvpState::Waitlisted
    );
    erase(&app, lan, "lan").await;
    let own = answer_of(&app, event.id, lan).await;
    assert_eq!((own.state, own.queue_no), (RsvpState::Withdrawn, None));
    assert_eq!(
        answer_of(&app, event.id, ming).await.state,
        RsvpState::Going
    );
    let seats = event_seats::Entity::find_by_id(event.id).one(app.core.db().reader());
    let seats = seats.await.expect("seats").expect("seats");
    assert_eq!((seats.taken, seats.waitlisted), (2, 0));
    app.run_due_work().await;
    let told: Vec<String> = app.mail.letters().into_iter().map(|(to, _)| to).collect();
    assert_eq!(
        told,
        ["ming@example.org"],
        "who moved up is told, the erased is not"
    );
});

both_databases!(past_answers_stay_as_counts, |app| {
    let stage = Everything::about_lan(&app).await;
    let before = answer_of(&app, stage.past.id, stage.lan).await;
    stage.erase(&app).await;
    let after = answer_of(&app, stage.past.id, stage.lan).await;
    assert_eq!(
        after,
        rsvp::Model {
            note: None,
            ..before
        }
    );
    assert_eq!(after.state, RsvpState::Going);
    let coming = answer_of(&app, stage.coming.id, stage.lan).await;
    assert_eq!(coming.state, RsvpState::Withdrawn);
    let query = "query ($id: ID!) { event(id: $id) { seats { taken } } }";
    let id = json!({ "id": *gid(&stage.town, stage.past.id) });
    let answer = app.run(Some(stage.town.organiser), query, id).await;
    assert_eq!(answer.at("/event/seats/taken"), 2);
});

const SEEN: &str = "query ($person: ID!, $event: ID!, $rsvp: ID!) {
    person(id: $person) { name }
    node(id: $person) { id }
    event(id: $event) {
        attendees(first: 10) { name }
        rsvps(first: 10) { nodes { respondent { name email phone } person { name } } }
    }
    rsvp: node(id: $rsvp) { ... on Rsvp { note respondent { name } person { name } } }
}";

async fn seen(app: &TestApp, stage: &Everything, who: PersonId) -> Value {
    let past = answer_of(app, stage.past.id, stage.lan).await;
    let variables = json!({
        "person": *gid(&stage.town, stage.lan),
        "event": *gid(&stage.town, stage.past.id),
        "rsvp": *gid(&stage.town, past.id),
    });
    app.run(Some(who), SEEN, variables).await.data().clone()
}

both_databases!(nobody_sees_the_erased, |app| {
    let stage = Everything::about_lan(&app).await;
    let token = app.token(stage.lan).await;
    let who = "{ viewer { person { name } } }";
    app.run_with(Some(&token), who, json!({})).await.data();
    let before = seen(&app, &stage, stage.town.admin).await;
    assert_eq!(before["person"]["name"], "lan");
    assert_eq!(before["event"]["attendees"][0]["name"], "lan");
    let respondent = &before["event"]["rsvps"]["nodes"][0]["respondent"];
    assert_eq!(respondent["email"], "lan@example.org");

    stage.erase(&app).await;

    let refused = app.run_with(Some(&token), who, json!({})).await;
    assert_eq!(refused.status, 401, "at once");
    let after = seen(&app, &stage, stage.town.admin).await;
    assert!(
        after["person"].is_null() && after["node"].is_null(),
        "{after:#}"
    );
    assert_eq!(after["event"]["attendees"], json!([]));
    let nobody = json!({ "name": null, "email": null, "phone": null });
    let rsvp = json!({ "respondent": nobody, "person": null });
    assert_eq!(
        after["event"]["rsvps"]["nodes"],
        json!([rsvp]),
        "still counted"
    );
    assert_eq!(after["rsvp"]["respondent"]["name"], Value::Null);
    let organiser = seen(&app, &stage, stage.town.organiser).await;
    assert_eq!(organiser["event"]["rsvps"]["nodes"], json!([rsvp]));
});

both_databases!(erasing_and_answering_at_once_end_in_order, |app| {
    let town = Town::found(&app).await;
    let plan = |title| Plan {
        title,
        capacity: Some(6),
        starts_in: TimeDelta::days(7),
        ..Plan::default()
    };
    let events = [
        town.event(&app, plan("灯会")).await.id,
        town.event(&app, plan("茶会")).await.id,
    ];
    let people = town.residents(&app, 8).await;
    for person in &people {
        for event in events {
            respond(&app.core, *person, event, Answer::Going, 1)
                .await
                .expect("an answer");
        }
    }
    let mut tasks = tokio::task::JoinSet::new();
    for (number, person) in people.iter().copied().enumerate() {
        let (core, actor) = (app.core.clone(), actor(&app.core, person).await);
        if number % 2 == 0 {
            tasks.spawn(async move {
                let input = mulin_domain::privacy::EraseMe {
                    acting: mulin_domain::person::Acting::default(),
                    confirm: format!("r{number}"),
                };
                let erased = mulin_domain::privacy::erase_me(&core, &actor, input).await;
                erased.map(|_| ()).map_err(|error| error.to_string())
            });
        }
        let core = app.core.clone();
        tasks.spawn(async move {
            for event in [events[1], events[0]] {
                // Who is erased meanwhile is turned away; nobody meets a fault of ours.
                let answer = mulin_domain::rsvp::RespondToEvent {
                    event_id: Ok(event),
                    acting: mulin_domain::person::Acting::default(),
                    answer: Answer::Going,
                    party: Some(mulin_domain::rsvp::Party::of(1, 1)),
                    note: Some("我来".to_owned()),
                    when_full: mulin_domain::rsvp::WhenFull::Waitlist,
                    answers: None,
                };
                let found = mulin_domain::person::store::actor(
                    core.db().reader(),
                    person,
                    None,
                    core.now(),
                );
                let Some(actor) = found.await.map_err(|error| error.to_string())? else {
                    return Ok(());
                };
                match mulin_domain::rsvp::respond_to_event(&core, &actor, answer, None).await {
                    Ok(_) | Err(mulin_domain::Error::Refused(_)) => {}
                    Err(error) => return Err(error.to_string()),
                }
            }
            Ok(())
        });
    }
    for outcome in tasks.join_all().await {
        assert_eq!(outcome, Ok(()));
    }
    for event in events {
        let rows = rsvp::Entity::find()
            .filter(rsvp::Column::EventId.eq(event))
            .all(app.core.db().reader());
        let rows = rows.await.expect("answers");
        for row in rows
            .iter()
            .filter(|row| people.iter().step_by(2).any(|id| *id == row.person_id))
        {
            assert_eq!((row.state, &row.note), (RsvpState::Withdrawn, &None));
        }
        let going = rows.iter().filter(|row| row.state == RsvpState::Going);
        let taken: i32 = going.map(|row| row.adults + row.children).sum();
        let seats = event_seats::Entity::find_by_id(event).one(app.core.db().reader());
        let seats = seats.await.expect("seats").expect("seats");
        assert_eq!(seats.taken, taken);
        assert!(taken <= 6, "never oversold");
    }
});
