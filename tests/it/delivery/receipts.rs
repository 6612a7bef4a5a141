//! What providers and mail servers tell later: receipts twice and out of order, letters that come back.

use chrono::TimeDelta;
use mulin_domain::delivery::bounces::{self, Bounce};
use mulin_domain::delivery::receipts::{self, Report};
use mulin_domain::delivery::{Outcome, Taken, settle, told};
use mulin_entities::*;
use sea_orm::{EntityTrait, IntoActiveModel};

use super::reaching::*;
use super::stage::{deliveries, local};
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;

use Channel::{Call, Email, Sms};
use DeliveryState::{Bounced, Delivered, Failed, Pending, Sent, Superseded};

fn taken() -> Taken {
    Taken {
        provider: Some("aliyun".to_owned()),
        provider_ref: Some("42^0".to_owned()),
        parts: 1,
        cost_micros: 45_000,
    }
}

fn failed(code: &str, permanent: bool) -> Report {
    Report::Failed {
        code: code.to_owned(),
        permanent,
    }
}

async fn noted(app: &TestApp, report: Report) -> bool {
    receipts::note(&app.core, "aliyun", "42^0", report)
        .await
        .expect("a receipt can be noted")
}

/// A text message that the provider took.
async fn texted(app: &TestApp) -> Town {
    let town = Town::found(app).await;
    let person = town.resident(app, "r0").await;
    reached_by(app, person, &[(ContactKind::Phone, PHONE)]).await;
    reminded(app, &town, &[person]).await;
    listed(app).await;
    app.clock.set(local(NOON));
    let message = take_one(app, Sms).await;
    let held = settle(&app.core, &message, Outcome::Sent(taken())).await;
    assert!(held.expect("it can be settled"));
    town
}

/// Somebody to whom a letter was sent.
async fn mailed(app: &TestApp) -> (Town, PersonId) {
    let town = Town::found(app).await;
    let person = town.resident(app, "r0").await;
    reached_by_both(app, person, "r0").await;
    reminded(app, &town, &[person]).await;
    at_noon(app).await;
    assert_eq!(by(app, Email).await.state, Sent);
    (town, person)
}

both_databases!(a_receipt_is_the_last_word_however_often_it_comes, |app| {
    texted(&app).await;
    let row = by(&app, Sms).await;
    assert_eq!((row.parts, row.cost_micros), (1, 45_000));
    assert!(noted(&app, Report::Delivered).await);
    app.advance(TimeDelta::minutes(1));
    let first = by(&app, Sms).await;
    assert_eq!(first.state, Delivered);
    for report in [
        Report::Delivered,
        failed("EXPIRED", true),
        failed("BUSY", false),
    ] {
        assert!(noted(&app, report).await);
        assert_eq!(by(&app, Sms).await, first);
    }
    assert_eq!(deliveries(&app).await.len(), 1);
    let unknown = receipts::note(&app.core, "aliyun", "43^0", Report::Delivered).await;
    assert!(!unknown.expect("it can be asked"));
    let elsewhere = receipts::note(&app.core, "tencent", "42^0", Report::Delivered).await;
    assert!(!elsewhere.expect("it can be asked"));
});

both_databases!(
    a_text_that_did_not_arrive_is_the_next_channels_turn_once,
    |app| {
        texted(&app).await;
        for _ in 0..3 {
            assert!(noted(&app, failed("ABSENT", true)).await);
        }
        let row = by(&app, Sms).await;
        assert_eq!(
            (row.state, row.last_error.as_deref()),
            (Failed, Some("ABSENT"))
        );
        assert_eq!(by(&app, Call).await.state, Pending);
        // The other receipt was late: nobody needs to call.
        assert!(noted(&app, Report::Delivered).await);
        assert_eq!(by(&app, Sms).await.state, Delivered);
        assert_eq!(by(&app, Call).await.state, Superseded);
        app.run_due_work().await;
        assert!(calls(&app).await.is_empty());
    }
);

both_databases!(
    a_text_that_failed_for_now_is_sent_again_but_not_for_ever,
    |app| {
        texted(&app).await;
        for attempts in 1..3 {
            assert!(noted(&app, failed("BUSY", false)).await);
            assert!(noted(&app, failed("BUSY", false)).await, "a repetition");
            let row = by(&app, Sms).await;
            assert_eq!((row.state, row.attempts), (Pending, attempts));
            app.clock.set(row.due_at);
            let message = take_one(&app, Sms).await;
            let held = settle(&app.core, &message, Outcome::Sent(taken())).await;
            assert!(held.expect("it can be settled"));
        }
        assert!(noted(&app, failed("BUSY", false)).await);
        assert_eq!(by(&app, Sms).await.state, Failed);
        assert_eq!(by(&app, Call).await.state, Pending);
    }
);

both_databases!(
    a_receipt_may_come_before_the_word_that_it_was_taken,
    |app| {
        let town = Town::found(&app).await;
        let person = town.resident(&app, "r0").await;
        reached_by(&app, person, &[(ContactKind::Phone, PHONE)]).await;
        reminded(&app, &town, &[person]).await;
        listed(&app).await;
        app.clock.set(local(NOON));
        let message = take_one(&app, Sms).await;
        let known = told::note(&app.core, by_key(message.id, None)).await;
        assert!(known.expect("a receipt can be noted"));
        let held = settle(&app.core, &message, Outcome::Sent(taken())).await;
        assert!(!held.expect("it can be settled"));
        let row = by(&app, Sms).await;
        assert_eq!((row.state, row.parts), (Delivered, 1));
        assert_eq!(row.provider_ref.as_deref(), Some("42^0"));
        assert_eq!(row.cost_micros, 45_000);
    }
);

both_databases!(a_number_that_is_none_gets_no_more_texts, |app| {
    texted(&app).await;
    assert!(noted(&app, failed("INVALID_NUMBER", true)).await);
    let rows = suppressions(&app).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].channel, rows[0].reason),
        (Sms, Some(SuppressionReason::InvalidNumber))
    );
    assert_eq!(rows[0].lookup, app.core.keyring().lookup(PHONE));
    assert_eq!(by(&app, Call).await.state, Pending, "one can still call");
});

both_databases!(a_number_that_is_refused_at_once_gets_no_more_texts, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "r0").await;
    reached_by(&app, person, &[(ContactKind::Phone, PHONE)]).await;
    reminded(&app, &town, &[person]).await;
    app.sms.fail_next([permanent("INVALID_NUMBER")]);
    at_noon(&app).await;
    assert_eq!(
        suppressions(&app).await[0].lookup,
        app.core.keyring().lookup(PHONE)
    );
    assert_eq!(by(&app, Call).await.state, Sent);
});

both_databases!(a_letter_that_comes_back_for_good_ends_the_address, |app| {
    let (_, person) = mailed(&app).await;
    let id = by(&app, Email).await.id;
    for _ in 0..2 {
        let known = bounces::note(&app.core, id, Bounce::Hard, "5.1.1").await;
        assert!(known.expect("a bounce can be noted"));
    }
    let row = by(&app, Email).await;
    assert_eq!(
        (row.state, row.last_error.as_deref()),
        (Bounced, Some("5.1.1"))
    );
    let rows = suppressions(&app).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].channel, rows[0].reason),
        (Email, Some(SuppressionReason::HardBounce))
    );
    app.run_due_work().await;
    assert_eq!(app.sms.take().len(), 1);
    assert_eq!(of(&app, person).await.len(), 2);
    let strange = app.core.new_id();
    let known = bounces::note(&app.core, strange, Bounce::Hard, "5.1.1").await;
    assert!(!known.expect("it can be asked"));
});

both_databases!(an_address_that_is_newer_than_the_letter_is_trusted, |app| {
    let (_, person) = mailed(&app).await;
    let id = by(&app, Email).await.id;
    app.advance(TimeDelta::minutes(5));
    reached_by(&app, person, &[(ContactKind::Email, "new@example.org")]).await;
    bounces::note(&app.core, id, Bounce::Hard, "5.1.1")
        .await
        .expect("a bounce can be noted");
    assert_eq!(by(&app, Email).await.state, Bounced);
    assert!(suppressions(&app).await.is_empty());
});

/// Another letter like that one, which was sent at this moment.
async fn another(app: &TestApp, like: &delivery::Model) -> DeliveryId {
    let mut row = like.clone();
    row.id = app.core.new_id();
    row.dedupe_key = format!("test:{}", row.id.0);
    (row.state, row.settled_at) = (Sent, Some(app.now()));
    let id = row.id;
    delivery::Entity::insert(row.into_active_model())
        .exec_without_returning(app.core.db().writer())
        .await
        .expect("a message can be written");
    id
}

async fn back_for_now(app: &TestApp, id: DeliveryId) -> (i32, Option<SuppressionReason>) {
    let known = bounces::note(&app.core, id, Bounce::Soft, "4.2.2").await;
    assert!(known.expect("a bounce can be noted"));
    let rows = suppressions(app).await;
    assert_eq!(rows.len(), 1);
    (rows[0].soft_bounces, rows[0].reason)
}

both_databases!(
    five_letters_in_a_row_that_come_back_for_now_end_it_too,
    |app| {
        mailed(&app).await;
        let first = by(&app, Email).await;
        let mut letters = vec![first.id];
        for _ in 0..4 {
            app.advance(TimeDelta::minutes(1));
            letters.push(another(&app, &first).await);
        }
        // All had gone before the first came back.
        app.advance(TimeDelta::minutes(1));
        for (number, letter) in (1..=4).zip(&letters) {
            assert_eq!(back_for_now(&app, *letter).await, (number, None));
            app.advance(TimeDelta::minutes(1));
        }
        // One that is told of twice counts once.
        assert_eq!(back_for_now(&app, letters[0]).await, (4, None));
        let ended = (5, Some(SuppressionReason::SoftBounces));
        assert_eq!(back_for_now(&app, letters[4]).await, ended);
    }
);

both_databases!(a_letter_that_stayed_begins_the_count_anew, |app| {
    mailed(&app).await;
    let first = by(&app, Email).await;
    app.advance(TimeDelta::hours(1));
    assert_eq!(back_for_now(&app, first.id).await.0, 1);
    app.advance(TimeDelta::hours(1));
    another(&app, &first).await;
    app.advance(TimeDelta::hours(1));
    let last = another(&app, &first).await;
    app.advance(TimeDelta::hours(1));
    assert_eq!(back_for_now(&app, last).await.0, 1);
});
