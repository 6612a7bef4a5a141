//! Several workers on one database: they share, and never send what another one holds.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::TimeDelta;
use mulin::app::core_with;
use mulin_domain::clock::SeededEntropy;
use mulin_domain::delivery::{Take, claim, renew};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use mulin_notify::{RELAYS_REST, SendError};

use super::stage::{Wire, deliveries, local, remind, worker};
use crate::both_databases;
use crate::factories::{Plan, Town, crowd, respond};
use crate::support::app::TestApp;

/// Reminders for so many people, due now.
async fn due_reminders(app: &TestApp, people: usize) {
    let town = Town::found(app).await;
    let event = town.event(app, Plan::default()).await.id;
    remind(app, &town, event, &["P1D"]).await;
    for person in town.residents(app, people).await {
        respond(&app.core, person, event, Answer::Going, 1)
            .await
            .expect("taken");
    }
    app.clock.set(local("2026-11-27 12:00"));
}

/// Longer than any lease.
fn past_the_lease(app: &TestApp) {
    app.advance(TimeDelta::from_std(app.core.settings().lease).expect("a span"));
}

both_databases!(
    what_a_stuck_worker_holds_is_taken_by_another_whose_word_then_counts,
    |app| {
        due_reminders(&app, 1).await;
        let (stuck, quick) = (Wire::held(), Wire::open());
        stuck.fail_next([SendError::Permanent {
            code: "SMTP_550".to_owned(),
        }]);
        let (first, second) = (worker(&app.core, &stuck, 1), worker(&app.core, &quick, 1));
        let meanwhile = async {
            stuck.saw(1).await;
            second.run_due().await.expect("due work can be done");
            assert!(quick.tries().is_empty(), "the lease still holds");
            past_the_lease(&app);
            second.run_due().await.expect("due work can be done");
            assert_eq!(quick.ids(), stuck.ids());
            stuck.release();
        };
        let (done, ()) = tokio::join!(first.run_due(), meanwhile);
        done.expect("losing a lease is no failure");
        let all = deliveries(&app).await;
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].state, all[0].generation), (DeliveryState::Sent, 2));
        assert_eq!(all[0].last_error, None);
        assert_eq!((stuck.tries().len(), quick.tries().len()), (1, 1));
    }
);

both_databases!(
    what_waits_for_its_turn_past_the_lease_is_left_to_others,
    |app| {
        due_reminders(&app, 3).await;
        let (stuck, quick) = (Wire::held(), Wire::open());
        let (first, second) = (worker(&app.core, &stuck, 1), worker(&app.core, &quick, 1));
        let meanwhile = async {
            stuck.saw(1).await;
            past_the_lease(&app);
            second.run_due().await.expect("due work can be done");
            assert_eq!(quick.tries().len(), 3);
            stuck.release();
        };
        let (done, ()) = tokio::join!(first.run_due(), meanwhile);
        done.expect("losing a lease is no failure");
        assert_eq!(stuck.tries().len(), 1, "only what was in flight went twice");
        let sent = |row: &delivery::Model| row.state == DeliveryState::Sent;
        assert!(deliveries(&app).await.iter().all(sent));
    }
);

both_databases!(
    what_is_on_the_wire_for_long_is_held_and_no_longer_than_its_worker_lives,
    |app| {
        due_reminders(&app, 1).await;
        let wire = Wire::open();
        wire.rest(true);
        let planner = worker(&app.core, &wire, 1);
        planner.run_due().await.expect("due work can be done");
        let take = Take {
            channel: Channel::Email,
            limit: 10,
            codes_only: false,
        };
        let lease = TimeDelta::from_std(app.core.settings().lease).expect("a span");
        let claimed = claim(&app.core, take).await.expect("it can be claimed");
        let [message] = &claimed.outgoing[..] else {
            panic!("{} messages", claimed.outgoing.len());
        };
        for _ in 0..3 {
            app.advance(lease * 2 / 3);
            let again = claim(&app.core, take).await.expect("nothing is due");
            assert!(again.outgoing.is_empty(), "its lease was renewed");
            assert!(renew(&app.core, message).await.expect("it can be renewed"));
        }
        past_the_lease(&app);
        let again = claim(&app.core, take).await.expect("it can be claimed");
        assert_eq!(again.outgoing.len(), 1);
        assert!(!renew(&app.core, message).await.expect("it is too late"));
    }
);

both_databases!(a_lease_from_a_clock_that_was_ahead_holds_nothing, |app| {
    due_reminders(&app, 1).await;
    let wire = Wire::open();
    wire.rest(true);
    let planner = worker(&app.core, &wire, 1);
    planner.run_due().await.expect("due work can be done");
    let take = Take {
        channel: Channel::Email,
        limit: 10,
        codes_only: false,
    };
    let right = app.now();
    app.advance(TimeDelta::hours(5));
    let ahead = claim(&app.core, take).await.expect("it can be claimed");
    assert_eq!(ahead.outgoing.len(), 1);
    app.clock.set(right);
    let again = claim(&app.core, take).await.expect("it can be claimed");
    assert_eq!(again.outgoing.len(), 1);
    // The one that counts now holds it as any other.
    let held = claim(&app.core, take).await.expect("nothing is due");
    assert!(held.outgoing.is_empty());
    assert!(
        !renew(&app.core, &ahead.outgoing[0])
            .await
            .expect("it is lost")
    );
});

both_databases!(nothing_is_begun_while_no_server_would_be_asked, |app| {
    due_reminders(&app, 2).await;
    let wire = Wire::open();
    wire.rest(true);
    let worker = worker(&app.core, &wire, 1);
    worker.run_due().await.expect("due work can be done");
    let all = deliveries(&app).await;
    assert_eq!(all.len(), 2);
    assert!(
        all.iter()
            .all(|row| (row.generation, row.attempts) == (0, 0))
    );
    // Whoever was claimed when the rest began was not tried either.
    wire.rest(false);
    wire.fail_next([SendError::Temporary {
        code: RELAYS_REST.to_owned(),
    }]);
    worker.run_due().await.expect("due work can be done");
    let all = deliveries(&app).await;
    let once = |row: &delivery::Model| row.state == DeliveryState::Sent && row.attempts == 1;
    assert!(all.iter().all(once), "{all:?}");
    assert_eq!(wire.tries().len(), 3);
});

both_databases!(
    two_workers_share_a_thousand_messages_without_doubling,
    |app| {
        const MESSAGES: usize = 1_000;
        let town = Town::found(&app).await;
        let event = town.event(&app, Plan::default()).await;
        remind(&app, &town, event.id, &["P1D"]).await;
        crowd(&app, &town, &event, MESSAGES, RsvpState::Going).await;
        app.clock.set(local("2026-11-27 11:59"));
        app.run_due_work().await;
        app.clock.set(local("2026-11-27 12:00"));
        // A process of its own has its own connections and its own randomness.
        let entropy = Arc::new(SeededEntropy::new(2));
        let other = core_with(&app.config, &[7; 32], app.clock.clone(), entropy)
            .await
            .expect("a second process can start");
        let wires = [Wire::held(), Wire::held()];
        let first = worker(&app.core, &wires[0], 4);
        let second = worker(&other, &wires[1], 4);
        let one = tokio::spawn(async move { first.run_due().await });
        let two = tokio::spawn(async move { second.run_due().await });
        // Neither has sent anything when both have taken their first share.
        for wire in &wires {
            wire.saw(1).await;
        }
        for wire in &wires {
            wire.release();
        }
        for worker in [one, two] {
            let done = worker.await.expect("a worker does not panic");
            done.expect("due work can be done");
        }
        // What one saw locked by the other at its last look.
        let rest = worker(&app.core, &wires[0], 4);
        rest.run_due().await.expect("due work can be done");

        let shares = wires.map(|wire| wire.ids());
        let all: Vec<&String> = shares.iter().flatten().collect();
        let different: HashSet<&String> = all.iter().copied().collect();
        assert_eq!((all.len(), different.len()), (MESSAGES, MESSAGES));
        assert!(
            shares.iter().all(|share| share.len() >= 200),
            "each a share at least: {:?}",
            shares.each_ref().map(Vec::len)
        );
        let rows = deliveries(&app).await;
        let once = |row: &delivery::Model| row.state == DeliveryState::Sent && row.attempts == 1;
        assert!(rows.len() == MESSAGES && rows.iter().all(once));
    }
);
