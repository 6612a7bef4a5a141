//! Another try, at an operator's word, for what came to nothing; and clocks that jump.

use chrono::TimeDelta;
use mulin_domain::delivery::retry;
use mulin_entities::*;
use mulin_notify::SendError;
use sea_orm::EntityTrait;

use super::reaching::*;
use super::stage::{Wire, deliveries, local, sent_to, withdraw, worker};
use crate::both_databases;
use crate::factories::Town;

use Channel::{Email, Sms};
use DeliveryState::{Failed, Pending, Sent, Superseded};

both_databases!(what_failed_is_sent_again_if_it_still_holds, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 2).await;
    let event = reminded(&app, &town, &people).await;
    app.mail
        .fail_next([permanent("SMTP_550"), permanent("SMTP_550")]);
    at_noon(&app).await;
    let rows = deliveries(&app).await;
    assert!(rows.iter().all(|row| row.state == Failed));
    let ids: Vec<DeliveryId> = rows.iter().map(|row| row.id).collect();
    let answers = rsvp::Entity::find().all(app.core.db().writer()).await;
    let mut answers = answers.expect("answers can be read");
    answers.retain(|row| Some(row.person_id) == rows[0].person_id);
    withdraw(&app, &answers[0]).await;

    let strange = app.core.new_id();
    let asked = vec![ids[0], ids[1], strange];
    let retried = retry(&app.core, asked).await.expect("it can be asked");
    assert_eq!(retried.again, [ids[1]]);
    let expected = [
        (strange, "NOT_FOUND".to_owned()),
        (ids[0], "SUPERSEDED".to_owned()),
    ];
    assert_eq!(retried.refused, expected);
    assert_eq!(sent_to(&app).await.len(), 1);
    let states: Vec<_> = deliveries(&app).await.iter().map(|row| row.state).collect();
    assert_eq!(states, [Failed, Sent]);
    // What was sent is not sent again.
    let retried = retry(&app.core, ids.clone())
        .await
        .expect("it can be asked");
    assert!(retried.again.is_empty());
    // Nor anything once the event has begun.
    app.clock.set(event.starts_at);
    let retried = retry(&app.core, ids).await.expect("it can be asked");
    assert!(retried.again.is_empty());
});

both_databases!(
    who_is_tried_again_is_not_told_by_the_next_channel_too,
    |app| {
        let town = Town::found(&app).await;
        let person = town.resident(&app, "r0").await;
        reached_by_both(&app, person, "r0").await;
        reminded(&app, &town, &[person]).await;
        app.mail.fail_next([permanent("SMTP_550")]);
        app.sms.fail_next([SendError::Temporary {
            code: "SMS_BUSY".to_owned(),
        }]);
        at_noon(&app).await;
        assert_eq!(by(&app, Sms).await.state, Pending);
        let failed = by(&app, Email).await;
        assert_eq!(failed.state, Failed);
        let retried = retry(&app.core, vec![failed.id]).await;
        assert_eq!(retried.expect("it can be asked").again, [failed.id]);
        app.advance(TimeDelta::hours(1));
        app.run_due_work().await;
        let states = (by(&app, Email).await.state, by(&app, Sms).await.state);
        assert_eq!(states, (Sent, Superseded));
    }
);

both_databases!(
    an_address_that_is_suppressed_is_no_reason_to_try_again,
    |app| {
        let town = Town::found(&app).await;
        let person = town.resident(&app, "r0").await;
        reminded(&app, &town, &[person]).await;
        app.mail.fail_next([permanent("SMTP_550")]);
        at_noon(&app).await;
        suppress(&app, Email, "r0@example.org").await;
        let id = by(&app, Email).await.id;
        let retried = retry(&app.core, vec![id]).await.expect("it can be asked");
        assert_eq!(retried.refused, [(id, "ADDRESS_SUPPRESSED".to_owned())]);
    }
);

both_databases!(a_code_is_never_sent_again, |app| {
    asks_for_a_code(&app, PHONE).await;
    app.sms.fail_next([permanent("REJECTED")]);
    app.run_due_work().await;
    let id = by(&app, Sms).await.id;
    let retried = retry(&app.core, vec![id]).await.expect("it can be asked");
    assert_eq!(retried.refused, [(id, "NEVER_AGAIN".to_owned())]);
});

both_databases!(a_clock_that_is_put_ahead_loses_nothing, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 3).await;
    reminded(&app, &town, &people).await;
    listed(&app).await;
    app.clock.set(local(NOON));
    let (stuck, quick) = (Wire::held(), Wire::open());
    let (first, second) = (worker(&app.core, &stuck, 1), worker(&app.core, &quick, 1));
    let meanwhile = async {
        stuck.saw(1).await;
        app.advance(TimeDelta::hours(12));
        second.run_due().await.expect("due work can be done");
        stuck.release();
    };
    let (done, ()) = tokio::join!(first.run_due(), meanwhile);
    done.expect("losing a lease is no failure");
    // What was in flight went twice, under one Message-ID.
    assert_eq!((stuck.tries().len(), quick.tries().len()), (1, 3));
    assert!(quick.ids().contains(&stuck.ids()[0]));
    assert!(deliveries(&app).await.iter().all(|row| row.state == Sent));
});

both_databases!(a_clock_that_is_put_back_sends_nothing_twice, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 3).await;
    reminded(&app, &town, &people).await;
    listed(&app).await;
    app.clock.set(local(NOON));
    let held = take_one_of(&app, 3).await;
    app.clock.set(local("2026-11-27 06:00"));
    assert_eq!(
        sent_to(&app).await,
        [""; 0],
        "they are held, and it is early"
    );
    for message in held {
        let sent = mulin_domain::delivery::Outcome::Sent(Default::default());
        let settled = mulin_domain::delivery::settle(&app.core, &message, sent).await;
        assert!(settled.expect("it can be settled"));
    }
    app.clock.set(local("2026-11-27 13:00"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    assert!(
        deliveries(&app)
            .await
            .iter()
            .all(|row| row.state == Sent && row.attempts == 1)
    );
});

async fn take_one_of(
    app: &crate::support::app::TestApp,
    count: usize,
) -> Vec<mulin_domain::delivery::Outgoing> {
    let taken = take(app, Email).await.outgoing;
    assert_eq!(taken.len(), count);
    taken
}
