//! Text messages under a cap: what is paid is counted, and above the cap only codes go on.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use mulin::worker::compose::Composer;
use mulin::worker::{DailyCap, Sender, Worker};
use mulin_domain::delivery::spend;
use mulin_entities::*;
use mulin_notify::sms::{Ambient, Carrier, Handed, Limits, SmsRegistry};
use mulin_notify::{SendError, Sms, SmsProvider};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::reaching::asks_for_a_code;
use super::stage::local;
use super::text_stage::{PHONE, Stage, Text, row};
use crate::both_databases;
use crate::support::app::TestApp;

const ENV: &[(&str, &str)] = &[
    ("MULIN_SMS__DAILY_CAP_MICROS", "100000"),
    ("MULIN_SMS__CODE_HEADROOM_MICROS", "50000"),
];

/// Takes everything, and asks 60,000 for it.
#[derive(Default)]
struct Dear(Mutex<Vec<MessageKind>>);

#[async_trait]
impl SmsProvider for Dear {
    fn name(&self) -> &str {
        "dear"
    }

    fn limits(&self) -> Limits {
        Limits { parts: 9 }
    }

    fn wording(&self, sms: &Sms) -> String {
        sms.text.clone()
    }

    async fn send(&self, sms: &Sms) -> Result<Handed, SendError> {
        let kind = match sms.kind {
            mulin_notify::MessageKind::SignInCode => MessageKind::SignInCode,
            _ => MessageKind::RegistrationConfirmed,
        };
        self.0.lock().expect("nobody panics").push(kind);
        Ok(Handed {
            provider_ref: format!("d-{}", sms.id),
            parts: Some(2),
        })
    }
}

/// One message at a time, so that it is known what is under way when the cap is reached.
fn worker(app: &TestApp, provider: &Arc<Dear>) -> Worker {
    let carrier = Carrier {
        provider: provider.clone(),
        pace: None,
        price_micros: 30_000,
    };
    let ambient = Ambient::new(chrono::DateTime::default, || [0; 16]);
    let registry = Arc::new(SmsRegistry::new(vec![carrier], ambient));
    let from = "a@example.org".parse().expect("an address");
    let composer = Composer::new(from, None).expect("the templates are sound");
    let sender = Sender::new(composer, app.mail.clone(), registry, 1);
    Worker::new(app.core.clone(), sender, Duration::from_secs(1), 1).held_by(Arc::new(DailyCap))
}

async fn notice(app: &TestApp, stage: &Stage, id: u128) -> DeliveryId {
    let text = Text {
        id: Uuid::from_u128(id),
        state: DeliveryState::Pending,
        provider: None,
        provider_ref: None,
        at: app.now(),
    };
    let id = stage.text(app, text).await;
    delivery::Entity::update_many()
        .col_expr(
            delivery::Column::Kind,
            Expr::value(MessageKind::RegistrationConfirmed),
        )
        .col_expr(delivery::Column::EventId, Expr::value(None::<EventId>))
        .filter(delivery::Column::Id.eq(id))
        .exec(app.core.db().writer())
        .await
        .expect("it can be changed");
    id
}

both_databases!(above_the_cap_all_but_codes_wait_for_the_next_day, with ENV, |app| {
    let stage = Stage::set(&app).await;
    let provider = Arc::new(Dear::default());
    let worker = worker(&app, &provider);
    let taken = || std::mem::take(&mut *provider.0.lock().expect("nobody panics"));
    let mut ids = Vec::new();
    for id in 1..=3 {
        ids.push(notice(&app, &stage, id).await);
    }
    worker.run_due().await.expect("due work can be done");
    assert_eq!(taken(), [MessageKind::RegistrationConfirmed; 2]);
    let sent = row(&app, ids[0]).await;
    assert_eq!(sent.state, DeliveryState::Sent);
    assert_eq!((sent.parts, sent.cost_micros), (2, 60_000));
    assert_eq!(sent.provider.as_deref(), Some("dear"));
    assert_eq!(sent.provider_ref, Some(format!("d-{}", ids[0].0.simple())));
    let waits = row(&app, ids[2]).await;
    assert_eq!((waits.state, waits.attempts), (DeliveryState::Pending, 1), "untouched");

    // Codes go on, into their headroom and no further.
    asks_for_a_code(&app, PHONE).await;
    asks_for_a_code(&app, "+8613812345679").await;
    worker.run_due().await.expect("due work can be done");
    assert_eq!(taken(), [MessageKind::SignInCode]);
    let day = spend::of_day(&app.core, app.now()).await.expect("sums can be read");
    assert_eq!(day.len(), 1);
    assert_eq!((day[0].messages, day[0].parts, day[0].cost_micros), (3, 6, 180_000));

    app.clock.set(local("2026-11-22 00:00"));
    worker.run_due().await.expect("due work can be done");
    // The second code is over by now.
    assert_eq!(taken(), [MessageKind::RegistrationConfirmed]);
    assert_eq!(row(&app, ids[2]).await.state, DeliveryState::Sent);
});
