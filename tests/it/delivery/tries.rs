//! Several tries of one text message, and what is told of each of them: whichever arrived settles the
//! message, none is taken for another, and each is paid once.

use chrono::TimeDelta;
use mulin_domain::delivery::receipts::{self, Report};
use mulin_domain::delivery::told::{self, Told};
use mulin_domain::delivery::{Outcome, Outgoing, Taken, retry, settle, spend};
use mulin_entities::*;
use mulin_notify::{Accepted, SendError};

use super::reaching::*;
use super::stage::local;
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;

use Channel::Sms;
use DeliveryState::{Delivered, Failed, Pending, Sending, Sent, Unknown};

const PRICE: i64 = 45_000;

fn taken(name: Option<&str>) -> Taken {
    Taken {
        provider: Some("aliyun".to_owned()),
        provider_ref: name.map(str::to_owned),
        parts: 1,
        cost_micros: PRICE,
    }
}

fn lost() -> Outcome {
    Outcome::Unknown {
        code: "NO_ANSWER".to_owned(),
        perhaps: Some(taken(None)),
    }
}

fn busy() -> Report {
    Report::Failed {
        code: "BUSY".to_owned(),
        permanent: false,
    }
}

/// A reminder by text message, due now.
async fn one_text(app: &TestApp) {
    let town = Town::found(app).await;
    let person = town.resident(app, "r0").await;
    reached_by(app, person, &[(ContactKind::Phone, PHONE)]).await;
    reminded(app, &town, &[person]).await;
    listed(app).await;
    app.clock.set(local(NOON));
}

async fn settled(app: &TestApp, message: &Outgoing, outcome: Outcome) -> bool {
    let held = settle(&app.core, message, outcome).await;
    held.expect("it can be settled")
}

/// The next try, as it begins.
async fn tried(app: &TestApp) -> Outgoing {
    let due = by(app, Sms).await.due_at;
    app.clock.set(due.max(app.now()));
    take_one(app, Sms).await
}

async fn noted(app: &TestApp, name: &str, report: Report) -> bool {
    let noted = receipts::note(&app.core, "aliyun", name, report).await;
    noted.expect("a receipt can be noted")
}

async fn tells(app: &TestApp, told: Told) {
    let known = told::note(&app.core, told).await;
    assert!(known.expect("it can be noted"));
}

/// What text messages have cost today, and how many did.
async fn spent(app: &TestApp) -> (i64, i64) {
    let rows = spend::of_day(&app.core, app.now()).await;
    let rows = rows.expect("sums can be read");
    assert!(rows.iter().all(|row| row.provider == "aliyun"), "{rows:?}");
    let sum = |of: fn(&channel_spend::Model) -> i64| rows.iter().map(of).sum();
    (sum(|row| row.messages), sum(|row| row.cost_micros))
}

both_databases!(what_is_found_to_have_arrived_is_paid_once, |app| {
    one_text(&app).await;
    app.sms.fail_next([SendError::Unknown {
        code: "NO_ANSWER".to_owned(),
        perhaps: Some(Box::new(Accepted {
            provider: Some("aliyun".to_owned()),
            parts: 1,
            cost_micros: PRICE,
            ..Accepted::default()
        })),
    }]);
    app.run_due_work().await;
    let row = by(&app, Sms).await;
    assert_eq!((row.state, row.cost_micros), (Unknown, 0));
    assert_eq!(spent(&app).await, (0, 0), "perhaps it cost nothing");
    for _ in 0..3 {
        tells(&app, by_key(row.id, Some("42^0"))).await;
        assert_eq!(spent(&app).await, (1, PRICE));
    }
    let row = by(&app, Sms).await;
    assert_eq!(
        (row.state, row.parts, row.cost_micros),
        (Delivered, 1, PRICE)
    );
    assert!(noted(&app, "42^0", Report::Delivered).await);
    assert_eq!(spent(&app).await, (1, PRICE));
});

both_databases!(what_is_found_to_be_on_its_way_is_paid_once, |app| {
    one_text(&app).await;
    let message = take_one(&app, Sms).await;
    assert!(settled(&app, &message, lost()).await);
    for _ in 0..2 {
        let told = Told {
            report: None,
            ..by_key(message.id, Some("42^0"))
        };
        tells(&app, told).await;
        let row = by(&app, Sms).await;
        assert_eq!((row.state, row.cost_micros), (Sent, PRICE));
        assert_eq!(spent(&app).await, (1, PRICE));
    }
    assert!(noted(&app, "42^0", Report::Delivered).await);
    assert_eq!(by(&app, Sms).await.state, Delivered);
    assert_eq!(spent(&app).await, (1, PRICE));
});

both_databases!(a_receipt_before_the_lost_answer_is_paid_too, |app| {
    one_text(&app).await;
    let message = take_one(&app, Sms).await;
    tells(&app, by_key(message.id, Some("42^0"))).await;
    assert!(!settled(&app, &message, lost()).await);
    let row = by(&app, Sms).await;
    assert_eq!((row.state, row.cost_micros), (Delivered, PRICE));
    assert_eq!(spent(&app).await, (1, PRICE));
});

both_databases!(a_failure_told_again_is_not_that_of_the_next_try, |app| {
    one_text(&app).await;
    let first = take_one(&app, Sms).await;
    settled(&app, &first, Outcome::Sent(taken(Some("42^0")))).await;
    assert!(noted(&app, "42^0", busy()).await);
    assert_eq!(by(&app, Sms).await.state, Pending);
    let second = tried(&app).await;
    let gone = Report::Failed {
        code: "ABSENT".to_owned(),
        permanent: true,
    };
    for report in [busy(), gone] {
        assert!(noted(&app, "42^0", report).await, "it is about a message");
        assert_eq!(by(&app, Sms).await.state, Sending);
    }
    assert!(settled(&app, &second, Outcome::Sent(taken(Some("43^0")))).await);
    assert!(noted(&app, "42^0", busy()).await);
    assert_eq!(by(&app, Sms).await.state, Sent);
    assert_eq!(spent(&app).await, (2, 2 * PRICE));
});

both_databases!(
    the_first_try_may_arrive_while_the_second_is_under_way,
    |app| {
        one_text(&app).await;
        let first = take_one(&app, Sms).await;
        settled(&app, &first, Outcome::Sent(taken(Some("42^0")))).await;
        assert!(noted(&app, "42^0", busy()).await);
        let second = tried(&app).await;
        assert!(noted(&app, "42^0", Report::Delivered).await);
        assert_eq!(by(&app, Sms).await.state, Delivered);
        // The second one was sent all the same, and costs what it costs: once.
        assert!(!settled(&app, &second, Outcome::Sent(taken(Some("43^0")))).await);
        for name in ["42^0", "43^0"] {
            assert!(noted(&app, name, Report::Delivered).await, "{name}");
            assert!(noted(&app, name, busy()).await, "{name}");
        }
        let row = by(&app, Sms).await;
        assert_eq!((row.state, row.last_error), (Delivered, None));
        assert_eq!(spent(&app).await, (2, 2 * PRICE));
    }
);

both_databases!(the_first_try_may_arrive_after_the_second_was_taken, |app| {
    one_text(&app).await;
    let first = take_one(&app, Sms).await;
    settled(&app, &first, Outcome::Sent(taken(Some("42^0")))).await;
    assert!(noted(&app, "42^0", busy()).await);
    let second = tried(&app).await;
    settled(&app, &second, Outcome::Sent(taken(Some("43^0")))).await;
    assert!(noted(&app, "42^0", Report::Delivered).await);
    assert_eq!(by(&app, Sms).await.state, Delivered);
    assert_eq!(spent(&app).await, (2, 2 * PRICE));
});

both_databases!(
    the_second_try_may_be_nameless_where_the_first_was_not,
    |app| {
        one_text(&app).await;
        let first = take_one(&app, Sms).await;
        settled(&app, &first, Outcome::Sent(taken(Some("42^0")))).await;
        assert!(noted(&app, "42^0", busy()).await);
        let second = tried(&app).await;
        settled(&app, &second, lost()).await;
        tells(&app, by_key(second.id, Some("43^0"))).await;
        assert_eq!(by(&app, Sms).await.state, Delivered);
        assert_eq!(spent(&app).await, (2, 2 * PRICE));
        app.advance(TimeDelta::hours(1));
        app.run_due_work().await;
        assert!(app.sms.tried().is_empty(), "nothing is sent a third time");
    }
);

both_databases!(
    the_first_try_may_be_nameless_where_the_second_is_not,
    |app| {
        one_text(&app).await;
        let first = take_one(&app, Sms).await;
        settled(&app, &first, lost()).await;
        let second = tried(&app).await;
        // What is told while the second is under way is not known to be of it.
        let failed = Told {
            report: Some(Report::Failed {
                code: "ABSENT".to_owned(),
                permanent: true,
            }),
            ..by_key(first.id, Some("42^0"))
        };
        tells(&app, failed.clone()).await;
        assert_eq!(by(&app, Sms).await.state, Sending);
        assert_eq!(spent(&app).await, (1, PRICE), "it was taken");
        assert!(settled(&app, &second, Outcome::Sent(taken(Some("43^0")))).await);
        tells(&app, failed).await;
        assert_eq!(by(&app, Sms).await.state, Sent);
        tells(&app, by_key(first.id, Some("42^0"))).await;
        assert_eq!(by(&app, Sms).await.state, Delivered);
        assert_eq!(spent(&app).await, (2, 2 * PRICE));
    }
);

both_databases!(what_was_quicker_than_its_answer_is_paid_once, |app| {
    one_text(&app).await;
    let first = take_one(&app, Sms).await;
    settled(&app, &first, lost()).await;
    let second = tried(&app).await;
    // Of whichever try it is: it cannot be told apart yet.
    tells(&app, by_key(second.id, Some("43^0"))).await;
    assert!(!settled(&app, &second, Outcome::Sent(taken(Some("43^0")))).await);
    assert_eq!(spent(&app).await, (1, PRICE));
    assert!(noted(&app, "43^0", Report::Delivered).await);
    assert_eq!(by(&app, Sms).await.state, Delivered);
});

both_databases!(who_lost_the_lease_is_still_found_by_name, |app| {
    one_text(&app).await;
    let first = take_one(&app, Sms).await;
    app.advance(TimeDelta::from_std(app.core.settings().lease).expect("a span"));
    assert_eq!(take(&app, Sms).await.waiting, 1);
    assert_eq!(by(&app, Sms).await.state, Unknown);
    assert!(!settled(&app, &first, Outcome::Sent(taken(Some("42^0")))).await);
    assert_eq!(by(&app, Sms).await.state, Sent, "nobody doubts it any more");
    assert!(noted(&app, "42^0", Report::Delivered).await);
    assert_eq!(by(&app, Sms).await.state, Delivered);
    assert_eq!(spent(&app).await, (1, PRICE));
});

both_databases!(what_somebody_tries_again_keeps_its_earlier_name, |app| {
    one_text(&app).await;
    let first = take_one(&app, Sms).await;
    settled(&app, &first, Outcome::Sent(taken(Some("42^0")))).await;
    let absent = Report::Failed {
        code: "ABSENT".to_owned(),
        permanent: true,
    };
    assert!(noted(&app, "42^0", absent).await);
    assert_eq!(by(&app, Sms).await.state, Failed);
    let retried = retry(&app.core, vec![first.id]).await;
    assert_eq!(retried.expect("it can be tried").again, [first.id]);
    let second = tried(&app).await;
    settled(&app, &second, Outcome::Sent(taken(Some("43^0")))).await;
    let row = by(&app, Sms).await;
    assert_eq!(row.provider_ref.as_deref(), Some("43^0"));
    assert!(noted(&app, "42^0", Report::Delivered).await);
    assert_eq!(by(&app, Sms).await.state, Delivered);
    assert_eq!(spent(&app).await, (2, 2 * PRICE));
});
