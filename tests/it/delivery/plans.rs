//! How many statements a page of recipients and a batch of messages take, and by which index they are
//! found.

use mulin_domain::delivery::{Outcome, Take, claim, settle};
use mulin_entities::*;
use sea_orm::{DbBackend, Statement};

use super::reaching::*;
use super::stage::{local, remind};
use crate::both_databases;
use crate::factories::{Plan, Town, crowd};
use crate::support::app::TestApp;

/// The statements that are about a table.
fn about(ran: &[Statement], table: &str) -> Vec<Statement> {
    let of = |statement: &&Statement| {
        let mut words = statement
            .sql
            .split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| word == table)
    };
    ran.iter().filter(of).cloned().collect()
}

both_databases!(a_page_takes_as_many_statements_as_one_recipient, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let statements = app.record_statements();
    let mut counts = Vec::new();
    for people in [1, 400] {
        let event = town.event(&app, Plan::default()).await;
        remind(&app, &town, event.id, &["P1D"]).await;
        crowd(&app, &town, &event, people, RsvpState::Going).await;
        // What is due of the event before is done by then.
        let listing = event.starts_at - chrono::TimeDelta::days(2);
        app.clock.set(listing - chrono::TimeDelta::milliseconds(1));
        app.run_due_work().await;
        app.clock.set(listing);
        statements.take();
        app.run_due_work().await;
        let ran = statements.take();
        let written =
            |statement: &&Statement| statement.sql.starts_with("INSERT INTO \"delivery\"");
        let written: Vec<&Statement> = ran.iter().filter(written).collect();
        assert_eq!(written.len(), 1, "{written:#?}");
        // A page and one recipient differ in how many values a statement has, and in no statement.
        let begins = |statement: &Statement| statement.sql.chars().take(40).collect::<String>();
        counts.push(ran.iter().map(begins).collect::<Vec<_>>());
        let mut seen: Vec<usize> = Vec::new();
        for table in [
            "contact_point",
            "notification_preference",
            "channel_consent",
            "suppression",
        ] {
            seen.push(about(&ran, table).len());
        }
        // Reminders of their own are asked about by themselves.
        assert_eq!(seen, [1, 2, 1, 1], "of all at once");
    }
    assert_eq!(counts[0], counts[1]);
});

both_databases!(a_batch_takes_as_many_statements_as_one_message, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    remind(&app, &town, event.id, &["P1D"]).await;
    crowd(&app, &town, &event, 61, RsvpState::Going).await;
    app.clock.set(local("2026-11-26 13:00"));
    app.run_due_work().await;
    app.clock.set(local(NOON));
    let statements = app.record_statements();
    let mut counts = Vec::new();
    for limit in [1, 60] {
        statements.take();
        let take = Take {
            channel: Channel::Email,
            limit,
            codes_only: false,
        };
        let claimed = claim(&app.core, take).await.expect("it can be claimed");
        assert_eq!(claimed.outgoing.len() as u64, limit);
        counts.push(statements.take().len());
        let sent = Outcome::Sent(Default::default());
        settle(&app.core, &claimed.outgoing[0], sent)
            .await
            .expect("it can be settled");
        assert_eq!(statements.take().len(), 1, "settled in one");
    }
    // A look for codes and one for the rest, the first of which may fill the batch.
    assert!(counts[1] <= counts[0], "{counts:?}");
});

both_databases!(messages_are_found_by_their_indexes, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let people = town.residents(&app, 4).await;
    for person in &people[..2] {
        reached_by(&app, *person, &[(ContactKind::Phone, PHONE)]).await;
    }
    reached_by(&app, people[2], &[(ContactKind::Phone, LANDLINE)]).await;
    let statements = app.record_statements();
    let event = reminded(&app, &town, &people).await;
    statements.take();
    listed(&app).await;
    app.sms.fail_next([permanent("REJECTED")]);
    app.clock.set(local(NOON));
    app.run_due_work().await;
    let report = || mulin_domain::delivery::receipts::Report::Delivered;
    let mut ran = statements.take();
    let id = deliveries_first(&app).await;
    // That was the test's own.
    statements.take();
    mulin_domain::delivery::receipts::note(&app.core, "a", "1", report())
        .await
        .expect("a receipt can be noted");
    mulin_domain::delivery::told::note(&app.core, by_key(id, Some("1")))
        .await
        .expect("a receipt can be noted");
    app.clock.set(event.starts_at);
    app.run_due_work().await;
    ran.extend(statements.take());
    let on_postgres = app.core.db().reader().get_database_backend() == DbBackend::Postgres;
    let (mut looked_at, mut by_index) = (0, std::collections::BTreeSet::new());
    for table in [
        "delivery",
        "delivery_try",
        "call_task",
        "suppression",
        "channel_consent",
        "notification_preference",
    ] {
        for statement in about(&ran, table) {
            if statement.sql.starts_with("INSERT") {
                continue;
            }
            let plan = app.explain(&statement).await.join("\n");
            let scan = if on_postgres {
                format!("Seq Scan on {table}")
            } else {
                format!("SCAN {table}\n")
            };
            assert!(
                !format!("{plan}\n").contains(&scan),
                "{}\n{plan}",
                statement.sql
            );
            for index in [
                "delivery_due",
                "delivery_codes_due",
                "delivery_bundle",
                "delivery_carried",
                "delivery_of_provider",
                "call_task_expiry",
            ] {
                if plan
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .any(|word| word == index)
                {
                    by_index.insert(index);
                }
            }
            looked_at += 1;
        }
    }
    assert!(looked_at > 20, "{looked_at}");
    for index in ["delivery_due", "delivery_codes_due", "delivery_of_provider"] {
        assert!(by_index.contains(index), "{index}: {by_index:?}");
    }
});

async fn deliveries_first(app: &TestApp) -> DeliveryId {
    super::stage::deliveries(app).await[0].id
}
