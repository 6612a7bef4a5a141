//! For whom reminders are.

use chrono::TimeDelta;
use mulin_domain::reminder::{ReminderInput, SetEventReminders, set_event_reminders};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::stage::{deliveries, local, reminder, reschedule, sent_to, states, withdraw};
use crate::both_databases;
use crate::factories::{Plan, Town, actor, crowd, gid, housemate, person_row, respond};
use crate::support::app::TestApp;

use ReminderAudience::{Going, Maybe, NotAnswered, Waitlisted};

async fn set(app: &TestApp, town: &Town, event: EventId, reminders: Vec<ReminderInput>) {
    let input = SetEventReminders {
        event_id: Ok(event),
        reminders,
    };
    let organiser = actor(&app.core, town.organiser).await;
    set_event_reminders(&app.core, &organiser, input)
        .await
        .expect("reminders can be set");
}

async fn answer(app: &TestApp, person: PersonId, event: EventId, answer: Answer) -> rsvp::Model {
    let answer = respond(&app.core, person, event, answer, 1).await;
    answer.expect("taken")
}

/// Invites these people, and the household of the last.
async fn invite(
    app: &TestApp,
    town: &Town,
    event: EventId,
    people: &[PersonId],
    home: HouseholdId,
) {
    let people: Vec<_> = people.iter().map(|id| gid(town, *id).0).collect();
    let input = json!({ "eventId": *gid(town, event), "personIds": people,
        "householdIds": [*gid(town, home)] });
    let who = Some(town.organiser);
    let answer = app
        .mutate(who, "inviteToEvent", "event { id }", input)
        .await;
    assert_eq!(answer.refusals("inviteToEvent"), [""; 0]);
}

both_databases!(
    who_has_not_answered_an_invitation_is_reminded_of_it,
    |app| {
        let town = Town::found(&app).await;
        let plan = Plan {
            visibility: Visibility::Invited,
            ..Plan::default()
        };
        let event = town.event(&app, plan).await;
        let people = town.residents(&app, 5).await;
        let mate = housemate(&app, people[4], "mate", Some(1980)).await;
        let home = person_row(&app, people[4]).await.household_id;
        invite(&app, &town, event.id, &people[..4], home).await;
        answer(&app, people[0], event.id, Answer::Declined).await;
        set(
            &app,
            &town,
            event.id,
            vec![reminder("P1D", Some(&[NotAnswered]))],
        )
        .await;
        app.clock.set(local("2026-11-26 13:00"));
        app.run_due_work().await;
        // That they are invited was told before.
        app.mail.take();
        let mut listed: Vec<PersonId> = deliveries(&app)
            .await
            .into_iter()
            .filter(|row| row.kind == MessageKind::EventReminder)
            .filter_map(|row| row.person_id)
            .collect();
        listed.sort();
        let mut silent = vec![people[1], people[2], people[3], people[4], mate];
        silent.sort();
        assert_eq!(listed, silent);
        // Before it leaves, one answers and the invitation of another is taken back.
        answer(&app, people[1], event.id, Answer::Going).await;
        let query = "query ($id: ID!) { event(id: $id) { invitations { nodes { id name } } } }";
        let row = json!({ "id": *gid(&town, event.id) });
        let all = app.run(Some(town.organiser), query, row).await;
        let all = all
            .at("/event/invitations/nodes")
            .as_array()
            .cloned()
            .expect("a list");
        let of = all
            .iter()
            .find(|one| one["name"] == "r2")
            .expect("r2 was invited");
        let input = json!({ "invitationId": of["id"] });
        app.mutate(
            Some(town.organiser),
            "revokeInvitation",
            "invitation { id }",
            input,
        )
        .await;
        app.clock.set(local("2026-11-27 12:00"));
        let told = ["mate@example.org", "r3@example.org", "r4@example.org"];
        let sent = sent_to(&app).await;
        assert!(
            sent.iter().all(|one| told.contains(&one.as_str())),
            "{sent:?}"
        );
        assert!(
            sent.contains(&told[1].to_owned()) && sent.contains(&told[2].to_owned()),
            "{sent:?}"
        );
        let kind = MessageKind::EventReminder;
        for person in [people[1], people[2]] {
            assert_eq!(
                states(&app, person, kind).await,
                [DeliveryState::Superseded]
            );
        }
    }
);

both_databases!(each_rule_reminds_its_own_and_nobody_twice, |app| {
    let town = Town::found(&app).await;
    let plan = Plan {
        capacity: Some(1),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await.id;
    let people = town.residents(&app, 4).await;
    answer(&app, people[0], event, Answer::Going).await;
    let waits = answer(&app, people[1], event, Answer::Going).await;
    assert_eq!(waits.state, RsvpState::Waitlisted);
    answer(&app, people[2], event, Answer::Maybe).await;
    let rules = vec![
        reminder("P1D", Some(&[Going])),
        reminder("P1D", Some(&[Maybe])),
        reminder("PT3H", Some(&[Waitlisted])),
    ];
    set(&app, &town, event, rules).await;
    app.clock.set(local("2026-11-27 11:00"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    // Listed as perhaps, and then not coming: the answer counts when the message leaves.
    answer(&app, people[2], event, Answer::Declined).await;
    answer(&app, people[3], event, Answer::Maybe).await;
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.clock.set(local("2026-11-27 12:00"));
    assert_eq!(sent_to(&app).await, ["r0@example.org", "r3@example.org"]);
    app.clock.set(local("2026-11-28 09:00"));
    assert_eq!(sent_to(&app).await, ["r1@example.org"]);
});

both_databases!(another_answer_before_the_time_reminds_once, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let person = town.resident(&app, "r0").await;
    answer(&app, person, event, Answer::Maybe).await;
    let rules = vec![
        reminder("P1D", Some(&[Going])),
        reminder("P1D", Some(&[Maybe])),
    ];
    set(&app, &town, event, rules).await;
    app.clock.set(local("2026-11-27 11:00"));
    app.run_due_work().await;
    answer(&app, person, event, Answer::Going).await;
    app.run_due_work().await;
    app.clock.set(local("2026-11-27 12:00"));
    assert_eq!(sent_to(&app).await, ["r0@example.org"]);
    answer(&app, person, event, Answer::Maybe).await;
    assert_eq!(sent_to(&app).await, [""; 0]);
});

both_databases!(
    a_move_while_recipients_are_listed_tells_everybody_the_new_time_once,
    |app| {
        let town = Town::found(&app).await;
        let event = town.event(&app, Plan::default()).await;
        let late = town.residents(&app, 5).await;
        crowd(&app, &town, &event, 600, RsvpState::Going).await;
        let gone = answer(&app, town.steward, event.id, Answer::Going).await;
        app.clock.set(local("2026-11-26 13:00"));
        let (starts, ends) = ("2026-11-29T12:00:00", "2026-11-29T14:00:00");
        let moving = reschedule(&app, &town, event.id, starts, ends);
        let answering = async {
            withdraw(&app, &gone).await;
            for person in &late {
                answer(&app, *person, event.id, Answer::Going).await;
            }
        };
        tokio::join!(app.run_due_work(), moving, answering);
        app.run_due_work().await;
        app.mail.take();
        // Whoever was listed for the old time hears nothing then.
        app.clock.set(local("2026-11-27 12:00"));
        assert_eq!(sent_to(&app).await, [""; 0]);
        app.clock.set(local("2026-11-28 12:00"));
        let mut reminded = sent_to(&app).await;
        assert_eq!(reminded.len(), 605);
        reminded.dedup();
        assert_eq!(reminded.len(), 605, "each once");
        assert!(!reminded.contains(&"steward@example.org".to_owned()));
    }
);

both_databases!(twenty_thousand_are_listed_each_once, |app| {
    const MANY: usize = 20_000;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    // One transaction of so many would take longer than a statement may.
    for _ in 0..10 {
        crowd(&app, &town, &event, MANY / 10, RsvpState::Going).await;
    }
    app.clock.set(event.starts_at - TimeDelta::days(2));
    app.run_due_work().await;
    let rows = deliveries(&app).await;
    assert_eq!(rows.len(), MANY);
    let people: std::collections::HashSet<_> =
        rows.iter().filter_map(|row| row.person_id).collect();
    assert_eq!(people.len(), MANY);
    let work = due_work::Entity::find().count(app.core.db().writer()).await;
    assert!(
        work.expect("due work can be counted") >= 1,
        "the two hours before are still to come"
    );
});
