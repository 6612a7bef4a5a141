//! Text messages whose fate nobody knows: a receipt is waited for, then one more is sent, and no third.

use chrono::TimeDelta;
use mulin_domain::delivery::told;
use mulin_entities::*;
use mulin_notify::SendError;

use super::reaching::*;
use super::stage::{Wire, deliveries, local, worker};
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;

use Channel::{Call, Email, Sms};
use DeliveryState::{Delivered, Failed, Pending, Sent, Unknown};

/// A reminder by text message, due now.
async fn one_text(app: &TestApp) -> PersonId {
    let town = Town::found(app).await;
    let person = town.resident(app, "r0").await;
    reached_by(app, person, &[(ContactKind::Phone, PHONE)]).await;
    reminded(app, &town, &[person]).await;
    listed(app).await;
    app.clock.set(local(NOON));
    person
}

async fn past_the_lease(app: &TestApp) {
    app.advance(TimeDelta::from_std(app.core.settings().lease).expect("a span"));
}

both_databases!(
    an_unknown_text_waits_ten_minutes_and_is_sent_once_more,
    |app| {
        one_text(&app).await;
        app.sms.fail_next([unknown(), unknown()]);
        app.run_due_work().await;
        let row = by(&app, Sms).await;
        assert_eq!((row.state, row.unknowns), (Unknown, 1));
        assert_eq!(row.due_at, app.now() + TimeDelta::minutes(10));
        app.advance(TimeDelta::minutes(10) - TimeDelta::microseconds(1));
        app.run_due_work().await;
        assert_eq!(app.sms.tried().len(), 1);
        app.advance(TimeDelta::microseconds(1));
        app.run_due_work().await;
        assert_eq!(app.sms.tried().len(), 2);
        let row = by(&app, Sms).await;
        assert_eq!((row.state, row.unknowns), (Failed, 2));
        assert_eq!(row.last_error.as_deref(), Some("NO_ANSWER"));
        assert_eq!(by(&app, Call).await.state, Sent, "the next one's turn");
        app.advance(TimeDelta::hours(1));
        app.run_due_work().await;
        assert_eq!(app.sms.tried().len(), 2);
    }
);

both_databases!(a_receipt_in_time_saves_the_second_text, |app| {
    one_text(&app).await;
    app.sms.fail_next([unknown()]);
    app.run_due_work().await;
    let id = by(&app, Sms).await.id;
    let known = told::note(&app.core, by_key(id, None)).await;
    assert!(known.expect("a receipt can be noted"));
    app.advance(TimeDelta::minutes(30));
    app.run_due_work().await;
    assert_eq!(app.sms.tried().len(), 1);
    assert_eq!(by(&app, Sms).await.state, Delivered);
});

both_databases!(
    a_receipt_of_the_first_text_saves_a_second_that_is_refused_for_now,
    |app| {
        one_text(&app).await;
        let busy = SendError::Temporary {
            code: "THROTTLED".to_owned(),
        };
        app.sms.fail_next([unknown(), busy]);
        app.run_due_work().await;
        app.advance(TimeDelta::minutes(10));
        app.run_due_work().await;
        let row = by(&app, Sms).await;
        assert_eq!((row.state, row.unknowns), (Pending, 1));
        let known = told::note(&app.core, by_key(row.id, None)).await;
        assert!(known.expect("a receipt can be noted"));
        app.advance(TimeDelta::minutes(30));
        app.run_due_work().await;
        assert_eq!(app.sms.tried().len(), 2);
        assert_eq!(by(&app, Sms).await.state, Delivered);
    }
);

both_databases!(a_text_whose_worker_died_waits_for_a_receipt, |app| {
    one_text(&app).await;
    let (stuck, quick) = (Wire::held(), Wire::open());
    let (first, second) = (worker(&app.core, &stuck, 1), worker(&app.core, &quick, 1));
    let meanwhile = async {
        stuck.saw(1).await;
        past_the_lease(&app).await;
        second.run_due().await.expect("due work can be done");
        let row = by(&app, Sms).await;
        assert_eq!((row.state, row.unknowns), (Unknown, 1));
        assert_eq!(row.last_error.as_deref(), Some("WORKER_LOST"));
        assert_eq!(row.due_at, app.now() + TimeDelta::minutes(10));
        assert!(quick.texts().is_empty());
        app.advance(TimeDelta::minutes(10));
        second.run_due().await.expect("due work can be done");
        stuck.release();
    };
    let (done, ()) = tokio::join!(first.run_due(), meanwhile);
    done.expect("losing a lease is no failure");
    assert_eq!((stuck.texts().len(), quick.texts().len()), (1, 1));
    assert_eq!(by(&app, Sms).await.state, Sent);
});

both_databases!(
    only_texts_on_the_wire_are_in_doubt_when_a_worker_dies,
    |app| {
        let town = Town::found(&app).await;
        let mut people = Vec::new();
        for (nth, phone) in ["+8613800138001", "+8613800138002", "+8613800138003"]
            .into_iter()
            .enumerate()
        {
            let person = town.resident(&app, &format!("r{nth}")).await;
            reached_by(&app, person, &[(ContactKind::Phone, phone)]).await;
            people.push(person);
        }
        reminded(&app, &town, &people).await;
        listed(&app).await;
        app.clock.set(local(NOON));
        let (stuck, quick) = (Wire::held(), Wire::open());
        let (first, second) = (worker(&app.core, &stuck, 1), worker(&app.core, &quick, 1));
        let meanwhile = async {
            stuck.saw(1).await;
            past_the_lease(&app).await;
            second.run_due().await.expect("due work can be done");
            let rows = deliveries(&app).await;
            let mut states: Vec<DeliveryState> = rows.iter().map(|row| row.state).collect();
            states.sort_by_key(|state| *state == Unknown);
            assert_eq!(states, [Sent, Sent, Unknown]);
            assert_eq!(quick.texts().len(), 2);
            stuck.release();
        };
        let (done, ()) = tokio::join!(first.run_due(), meanwhile);
        done.expect("losing a lease is no failure");
    }
);

both_databases!(a_text_whose_worker_died_twice_is_given_up, |app| {
    one_text(&app).await;
    for unknowns in 1..=2 {
        take_one(&app, Sms).await;
        past_the_lease(&app).await;
        let claimed = take(&app, Sms).await;
        assert!(claimed.outgoing.is_empty());
        assert_eq!(
            (claimed.waiting, claimed.dropped),
            (2 - unknowns, unknowns - 1)
        );
        app.advance(TimeDelta::minutes(10));
    }
    let row = by(&app, Sms).await;
    assert_eq!(
        (row.state, row.last_error.as_deref()),
        (Failed, Some("WORKER_LOST"))
    );
    assert_eq!(by(&app, Call).await.state, Pending);
});

both_databases!(an_email_that_is_refused_for_days_is_given_up, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "r0").await;
    reached_by_both(&app, person, "r0").await;
    let confirmed = mulin_domain::change::What::RegistrationConfirmed { person_id: person };
    happens(&app, &town, confirmed).await;
    let busy = || SendError::Temporary {
        code: "SMTP_451".to_owned(),
    };
    let mut tries = 0;
    let begun = app.now();
    while by(&app, Email).await.state == Pending {
        app.mail.fail_next([busy()]);
        app.run_due_work().await;
        tries += 1;
        app.clock.set(by(&app, Email).await.due_at.max(app.now()));
    }
    assert!(
        app.now() - begun >= TimeDelta::days(4),
        "{}",
        app.now() - begun
    );
    assert!(app.now() - begun < TimeDelta::days(4) + TimeDelta::hours(2));
    assert!(tries > 50, "{tries}");
    let row = by(&app, Email).await;
    assert_eq!(
        (row.state, row.last_error.as_deref()),
        (Failed, Some("SMTP_451"))
    );
    assert_eq!(of(&app, person).await.len(), 2, "the next one's turn");
});
