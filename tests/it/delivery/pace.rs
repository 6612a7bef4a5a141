//! How fast messages leave, what is held back, and that a slow channel holds no other up.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use mulin::worker::compose::Composer;
use mulin::worker::{Hold, Pace, Rate, Sender, Worker};
use mulin_domain::{Core, Result};
use mulin_entities::*;
use tokio_util::sync::CancellationToken;

use super::reaching::*;
use super::stage::{Wire, deliveries, local, worker};
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;

use Channel::{Email, Sms};
use DeliveryState::{Expired, Pending, Sent};

async fn with_states(app: &TestApp, state: DeliveryState) -> usize {
    let rows = deliveries(app).await;
    rows.iter().filter(|row| row.state == state).count()
}

both_databases!(no_more_is_taken_than_may_leave, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 7).await;
    reminded(&app, &town, &people).await;
    listed(&app).await;
    app.clock.set(local(NOON));
    let wire = Wire::open();
    let rate = Rate {
        per_second: 2,
        burst: 3,
    };
    let slow = worker(&app.core, &wire, 4).paced(Pace::new(Some(rate), None));
    for sent in [3, 5, 7] {
        slow.run_due().await.expect("due work can be done");
        assert_eq!(wire.tries().len(), sent);
        // What may not leave yet is nobody's: another worker could take it.
        assert_eq!(with_states(&app, Sent).await, sent);
        assert_eq!(with_states(&app, Pending).await, 7 - sent);
        app.advance(TimeDelta::seconds(1));
    }
    let once = |row: &delivery::Model| row.attempts == 1;
    assert!(deliveries(&app).await.iter().all(once));
});

/// Holds text messages back.
struct NoTexts;

#[async_trait]
impl Hold for NoTexts {
    async fn holds(&self, _: &Core, channel: Channel) -> Result<bool> {
        Ok(channel == Sms)
    }
}

both_databases!(what_is_held_back_waits_but_codes_do_not, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 2).await;
    reached_by(&app, people[0], &[(ContactKind::Phone, PHONE)]).await;
    let event = reminded(&app, &town, &people).await;
    listed(&app).await;
    app.clock.set(local(NOON));
    asks_for_a_code(&app, PHONE).await;
    let wire = Wire::open();
    let held = worker(&app.core, &wire, 4).held_by(Arc::new(NoTexts));
    held.run_due().await.expect("due work can be done");
    assert_eq!((wire.texts().len(), wire.tries().len()), (1, 1));
    let waiting = of(&app, people[0]).await;
    assert_eq!((waiting[0].state, waiting[0].attempts), (Pending, 0));
    // Once the day is over it goes on, and what is too late by then is not sent.
    app.clock.set(event.starts_at);
    app.run_due_work().await;
    assert_eq!(of(&app, people[0]).await[0].state, Expired);
    assert_eq!(app.sms.tried().len(), 0);
});

both_databases!(codes_go_before_everything_else, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 3).await;
    reminded(&app, &town, &people).await;
    listed(&app).await;
    app.clock.set(local("2026-11-27 13:00"));
    asks_for_a_code(&app, "somebody@example.org").await;
    let first = mulin_domain::delivery::Take {
        channel: Email,
        limit: 1,
        codes_only: false,
    };
    let claimed = mulin_domain::delivery::claim(&app.core, first).await;
    let claimed = claimed.expect("it can be claimed").outgoing;
    assert_eq!(claimed.len(), 1);
    assert_eq!(claimed[0].kind, MessageKind::SignInCode);
});

both_databases!(a_text_that_is_slow_holds_no_code_up, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 1).await;
    reached_by(&app, people[0], &[(ContactKind::Phone, PHONE)]).await;
    reminded(&app, &town, &people).await;
    listed(&app).await;
    app.clock.set(local(NOON));
    let network = Wire::held();
    let worker = worker(&app.core, &network, 2);
    let shutdown = CancellationToken::new();
    let meanwhile = async {
        network.saw(1).await;
        asks_for_a_code(&app, PHONE).await;
        let seen = tokio::time::timeout(Duration::from_secs(30), network.saw(2)).await;
        // Whatever is on the wire is settled before the worker ends.
        shutdown.cancel();
        network.release();
        seen.expect("there was a place for it");
        let kinds: Vec<_> = network.texts().iter().map(|sms| sms.kind).collect();
        let code = mulin_notify::MessageKind::SignInCode;
        assert_eq!(kinds, [mulin_notify::MessageKind::EventReminder, code]);
    };
    tokio::join!(worker.run(shutdown.clone()), meanwhile);
    assert_eq!(with_states(&app, Sent).await, 2);
});

both_databases!(no_more_texts_are_claimed_than_there_are_places, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 5).await;
    for (nth, person) in people.iter().enumerate() {
        let phone = format!("+861381234567{nth}");
        reached_by(&app, *person, &[(ContactKind::Phone, &phone)]).await;
    }
    reminded(&app, &town, &people).await;
    listed(&app).await;
    app.clock.set(local(NOON));
    let network = Wire::held();
    let worker = worker(&app.core, &network, 2);
    let shutdown = CancellationToken::new();
    let meanwhile = async {
        network.saw(2).await;
        assert_eq!(with_states(&app, DeliveryState::Sending).await, 2);
        assert_eq!(with_states(&app, Pending).await, 3);
        network.release();
        network.saw(5).await;
        shutdown.cancel();
    };
    tokio::join!(worker.run(shutdown.clone()), meanwhile);
    assert_eq!(with_states(&app, Sent).await, 5);
});

both_databases!(a_relay_that_stands_still_holds_no_text_up, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 4).await;
    reached_by(&app, people[3], &[(ContactKind::Phone, PHONE)]).await;
    reminded(&app, &town, &people).await;
    listed(&app).await;
    app.clock.set(local(NOON));
    let (relay, network) = (Wire::held(), Wire::open());
    let from = "Mulin <no-reply@example.org>".parse().expect("an address");
    let composer = Composer::new(from, None).expect("the templates are sound");
    let sender = Sender::new(composer, relay.clone(), network.clone(), 2);
    let worker = Worker::new(app.core.clone(), sender, Duration::from_millis(10), 200);
    let shutdown = CancellationToken::new();
    let meanwhile = async {
        relay.saw(2).await;
        network.saw(1).await;
        assert_eq!(network.texts().len(), 1);
        relay.release();
        relay.saw(3).await;
        shutdown.cancel();
    };
    tokio::join!(worker.run(shutdown.clone()), meanwhile);
    assert_eq!(with_states(&app, Sent).await, 4);
});
