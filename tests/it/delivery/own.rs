//! Reminders of a person's own, beside those of the event.

use mulin_domain::rsvp::Answer;
use mulin_domain::{Actor, Core};
use mulin_entities::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use super::stage::{deliveries, local, remind, reschedule, sent_to, withdraw};
use crate::both_databases;
use crate::factories::{Plan, Town, respond};

/// What somebody wants of their own, as the command that keeps it would note it.
async fn wants(core: &Core, person: PersonId, offsets: Option<&str>) {
    let offsets = offsets.map(str::to_owned);
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let row = notification_preference::Model {
                person_id: person,
                channels: None,
                digest_at: None,
                reminder_offsets: offsets,
                updated_at: tx.now(),
            };
            let known = OnConflict::column(notification_preference::Column::PersonId)
                .update_column(notification_preference::Column::ReminderOffsets)
                .to_owned();
            notification_preference::Entity::insert(row.into_active_model().reset_all())
                .on_conflict(known)
                .exec_without_returning(tx.db())
                .await?;
            mulin_domain::reminder::own::replan(tx, person).await
        })
    })
    .await
    .expect("it can be noted");
}

both_databases!(
    who_wants_more_is_reminded_more_and_of_each_time_once,
    |app| {
        let town = Town::found(&app).await;
        let event = town.event(&app, Plan::default()).await.id;
        let people = town.residents(&app, 3).await;
        // Three days, and the day before as the event does.
        wants(&app.core, people[0], Some("259200,86400")).await;
        for person in &people[..2] {
            respond(&app.core, *person, event, Answer::Going, 1)
                .await
                .expect("taken");
        }
        respond(&app.core, people[2], event, Answer::Declined, 1)
            .await
            .expect("taken");
        app.run_due_work().await;
        // Two have answered before they say what they want.
        wants(&app.core, people[1], Some("259200")).await;
        wants(&app.core, people[2], Some("259200")).await;
        wants(&app.core, people[1], Some("259200")).await;
        app.clock.set(local("2026-11-25 11:59"));
        assert_eq!(sent_to(&app).await, [""; 0]);
        app.clock.set(local("2026-11-25 12:00"));
        assert_eq!(sent_to(&app).await, ["r0@example.org", "r1@example.org"]);
        app.clock.set(local("2026-11-27 12:00"));
        assert_eq!(sent_to(&app).await, ["r0@example.org", "r1@example.org"]);
        let own = deliveries(&app).await.into_iter();
        let own: Vec<_> = own
            .filter_map(|row| row.own_before_seconds.map(|at| (at, row.state)))
            .collect();
        assert_eq!(own.len(), 3, "{own:?}");
        assert!(
            own.contains(&(86_400, DeliveryState::Superseded)),
            "{own:?}"
        );
    }
);

both_databases!(what_is_no_longer_wanted_or_true_is_not_sent, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    remind(&app, &town, event, &[]).await;
    let people = town.residents(&app, 3).await;
    let mut answers = Vec::new();
    for person in &people {
        wants(&app.core, *person, Some("7200")).await;
        let answer = respond(&app.core, *person, event, Answer::Going, 1).await;
        answers.push(answer.expect("taken"));
    }
    app.run_due_work().await;
    assert_eq!(deliveries(&app).await.len(), 3);
    wants(&app.core, people[1], None).await;
    withdraw(&app, &answers[2]).await;
    // Moved: the old time says nothing, the new one does.
    reschedule(
        &app,
        &town,
        event,
        "2026-11-29T12:00:00",
        "2026-11-29T14:00:00",
    )
    .await;
    app.run_due_work().await;
    app.mail.take();
    app.clock.set(local("2026-11-28 10:00"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.clock.set(local("2026-11-29 10:00"));
    assert_eq!(sent_to(&app).await, ["r0@example.org"]);
});

both_databases!(a_wish_taken_back_and_renewed_is_one_reminder, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    remind(&app, &town, event, &[]).await;
    let person = town.resident(&app, "r0").await;
    respond(&app.core, person, event, Answer::Maybe, 1)
        .await
        .expect("taken");
    for wish in [Some("3600"), None, Some("3600")] {
        wants(&app.core, person, wish).await;
        app.run_due_work().await;
    }
    app.clock.set(local("2026-11-28 11:00"));
    assert_eq!(sent_to(&app).await, ["r0@example.org"]);
});
