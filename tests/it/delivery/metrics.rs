//! Numbers about messages, as they are told to whoever watches.

use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;
use http_body_util::BodyExt;
use mulin::metrics::{Metrics, routes};
use mulin_domain::Actor;
use mulin_domain::delivery::receipts::{self, Report};
use mulin_domain::delivery::spend::{self, Spent};
use mulin_domain::delivery::{Take, claim};
use mulin_domain::rsvp::Answer;
use mulin_entities::Channel;
use mulin_notify::SendError;
use tower::ServiceExt;

use super::spend::spend as spent;
use crate::both_databases;
use crate::factories::{Plan, Town, respond};
use crate::inbound::stage::{told, with_phone, writes};
use crate::support::app::TestApp;

async fn read(metrics: &Metrics) -> String {
    let request = Request::get("/metrics").body(Body::empty());
    let answer = routes(metrics.clone())
        .oneshot(request.expect("a request"))
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 200);
    let kind = answer.headers()["content-type"].to_str().expect("text");
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let body = answer.into_body().collect().await.expect("a body");
    String::from_utf8(body.to_bytes().to_vec()).expect("text")
}

/// The value of the one line with this name and these labels.
fn value(text: &str, name: &str, labels: &[&str]) -> Option<f64> {
    let mut lines = text.lines().filter(|line| {
        let rest = line.strip_prefix(name).unwrap_or("#");
        rest.starts_with(['{', ' ']) && labels.iter().all(|label| rest.contains(label))
    });
    let line = lines.next()?;
    assert_eq!(lines.next(), None, "one line of {name} {labels:?}\n{text}");
    line.rsplit(' ').next()?.parse().ok()
}

/// Long enough for what is settled to be counted, and for what was told to be old.
fn later(app: &TestApp) {
    app.advance(TimeDelta::seconds(20));
}

both_databases!(queues_outcomes_and_lateness_are_told, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    for person in town.residents(&app, 3).await {
        respond(&app.core, person, event.id, Answer::Going, 1)
            .await
            .expect("taken");
    }
    app.run_due_work().await;
    app.mail.take();
    let metrics = Metrics::new(app.core.clone(), Some(app.worker.rounds()));
    // The fan-out is listed a day before, and the worker was away for two minutes.
    app.clock.set(event.starts_at - TimeDelta::hours(24));
    app.run_due_work().await;
    let reminders = app.mail.take().len();
    assert_eq!(reminders, 3);
    later(&app);
    let text = read(&metrics).await;
    let sent = [
        "channel=\"EMAIL\"",
        "kind=\"EVENT_REMINDER\"",
        "state=\"SENT\"",
    ];
    assert_eq!(
        value(&text, "mulin_deliveries_settled_total", &sent),
        Some(3.0),
        "{text}"
    );
    let email = ["channel=\"EMAIL\""];
    assert_eq!(
        value(&text, "mulin_delivery_lateness_seconds_count", &email),
        Some(3.0)
    );
    assert!(text.trim_end().ends_with("# EOF"), "{text}");

    // Two hours before: one is refused, the others wait as nobody works.
    app.mail.fail_next([SendError::Permanent {
        code: "SMTP_550".to_owned(),
    }]);
    app.clock
        .set(event.starts_at - TimeDelta::hours(2) + TimeDelta::seconds(90));
    let waiting = read(&metrics).await;
    let pending = ["channel=\"EMAIL\"", "state=\"PENDING\""];
    assert_eq!(
        value(&waiting, "mulin_deliveries_open", &pending),
        Some(3.0),
        "{waiting}"
    );
    let oldest = value(&waiting, "mulin_deliveries_oldest_due_seconds", &email);
    assert_eq!(oldest, Some(90.0));
    app.run_due_work().await;
    later(&app);
    let text = read(&metrics).await;
    let failed = ["state=\"FAILED\"", "code=\"SMTP_5XX\""];
    assert_eq!(
        value(&text, "mulin_deliveries_settled_total", &failed),
        Some(1.0),
        "{text}"
    );
    assert_eq!(
        value(&text, "mulin_deliveries_settled_total", &sent),
        Some(5.0)
    );
    let within = ["channel=\"EMAIL\"", "le=\"300.0\""];
    assert_eq!(
        value(&text, "mulin_delivery_lateness_seconds_bucket", &within),
        Some(5.0)
    );
    let at_once = ["channel=\"EMAIL\"", "le=\"60.0\""];
    assert_eq!(
        value(&text, "mulin_delivery_lateness_seconds_bucket", &at_once),
        Some(3.0)
    );
    // Nothing is counted twice.
    later(&app);
    assert_eq!(
        value(
            &read(&metrics).await,
            "mulin_deliveries_settled_total",
            &sent
        ),
        Some(5.0)
    );
    let rounds = value(
        &text,
        "mulin_worker_rounds_total",
        &["loop=\"e-mail\"", "idle"],
    );
    assert_eq!(rounds, Some(0.0), "the worker ran by hand");
    for hidden in ["example.org", "r0", &event.id.0.to_string()] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
});

both_databases!(what_a_worker_held_that_died_waits_again, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let person = town.resident(&app, "r0").await;
    respond(&app.core, person, event.id, Answer::Going, 1)
        .await
        .expect("taken");
    app.clock.set(event.starts_at - TimeDelta::hours(25));
    app.run_due_work().await;
    app.clock.set(event.starts_at - TimeDelta::hours(24));
    let metrics = Metrics::new(app.core.clone(), None);
    let take = Take {
        channel: Channel::Email,
        limit: 10,
        codes_only: false,
    };
    let claimed = claim(&app.core, take).await.expect("it can be claimed");
    assert_eq!(claimed.outgoing.len(), 1);
    let oldest = async || {
        let (name, email) = ("mulin_deliveries_oldest_due_seconds", "channel=\"EMAIL\"");
        value(&read(&metrics).await, name, &[email])
    };
    let lease = TimeDelta::from_std(app.core.settings().lease).expect("a span");
    app.advance(lease - TimeDelta::seconds(1));
    assert_eq!(oldest().await, Some(0.0), "it is held");
    app.advance(TimeDelta::seconds(10));
    let since = (lease + TimeDelta::seconds(9)).num_seconds();
    assert_eq!(oldest().await, Some(since as f64));
});

/// What one part costs is counted, as where a message is settled.
async fn pay(app: &TestApp) {
    app.core
        .transact(&Actor::System, |tx| {
            Box::pin(async move {
                let spent = Spent {
                    channel: Channel::Sms,
                    provider: Some("smpp"),
                    parts: 1,
                    cost_micros: 45_000,
                };
                spend::add(tx, spent).await
            })
        })
        .await
        .expect("it can be counted");
}

both_databases!(texts_and_their_cost_are_told, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let event = town.event(&app, Plan::default()).await;
    let metrics = Metrics::new(app.core.clone(), None);
    app.advance(TimeDelta::seconds(1));
    let mut arrives = Vec::new();
    for _ in 0..2 {
        let message = told(&app, wang, &event).await;
        pay(&app).await;
        arrives.push(message);
    }
    writes(&app, "1", "来").await;
    later(&app);
    let text = read(&metrics).await;
    let smpp = ["provider=\"smpp\""];
    assert_eq!(
        value(&text, "mulin_delivery_parts_total", &smpp),
        Some(2.0),
        "{text}"
    );
    assert_eq!(value(&text, "mulin_delivery_cost_total", &smpp), Some(0.09));
    let answered = ["provider=\"smpp\"", "outcome=\"ANSWERED\""];
    assert_eq!(
        value(&text, "mulin_texts_received_total", &answered),
        Some(1.0)
    );
    assert_eq!(value(&text, "mulin_call_tasks_open", &[]), Some(0.0));
    // That they arrived is told later, and costs nothing more.
    for message in arrives {
        let name = message.to_string();
        let noted = receipts::note(&app.core, "smpp", &name, Report::Delivered).await;
        assert!(noted.expect("it can be noted"));
    }
    later(&app);
    let text = read(&metrics).await;
    let delivered = ["provider=\"smpp\"", "state=\"DELIVERED\""];
    let settled = value(&text, "mulin_deliveries_settled_total", &delivered);
    assert_eq!(settled, Some(2.0), "{text}");
    assert_eq!(value(&text, "mulin_delivery_parts_total", &smpp), Some(2.0));
    assert_eq!(value(&text, "mulin_delivery_cost_total", &smpp), Some(0.09));
});

both_databases!(readers_share_one_look, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let event = town.event(&app, Plan::default()).await;
    let metrics = Metrics::new(app.core.clone(), None);
    let first = read(&metrics).await;
    told(&app, wang, &event).await;
    app.advance(TimeDelta::seconds(4));
    assert_eq!(read(&metrics).await, first, "kept for a moment");
});

both_databases!(
    a_cap_that_is_reached_is_told_until_the_next_day,
    with & [
        ("MULIN_SMS__DAILY_CAP_MICROS", "100000"),
        ("MULIN_SMS__CODE_HEADROOM_MICROS", "50000"),
    ],
    |app| {
        let metrics = Metrics::new(app.core.clone(), None);
        let told = async |what: &str| {
            later(&app);
            let labels = ["channel=\"SMS\"", what];
            value(&read(&metrics).await, "mulin_daily_cap_reached", &labels)
        };
        let (messages, codes) = ("what=\"messages\"", "what=\"codes\"");
        assert_eq!(told(messages).await, Some(0.0));
        spent(&app, Channel::Sms, Some("aliyun"), 100_000).await;
        assert_eq!(told(messages).await, Some(1.0));
        assert_eq!(told(codes).await, Some(0.0));
        spent(&app, Channel::Sms, Some("aliyun"), 50_000).await;
        assert_eq!(told(codes).await, Some(1.0));
        app.advance(TimeDelta::hours(12));
        assert_eq!(told(messages).await, Some(0.0));
        assert_eq!(told(codes).await, Some(0.0));
    }
);
