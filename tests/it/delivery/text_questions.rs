//! Text messages that no receipt came for are asked after.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use mulin::worker::compose::Composer;
use mulin::worker::{Sender, Worker};
use mulin_domain::delivery::unanswered;
use mulin_entities::*;
use mulin_notify::sms::{
    Ambient, Asked, Carrier, Handed, Limits, Receipt, Report, SmsRegistry, fault,
};
use mulin_notify::{SendError, Sms, SmsProvider};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::text_stage::{PHONE, Stage, Text, row};
use crate::both_databases;
use crate::support::app::TestApp;

/// A provider that is only asked.
struct Oracle {
    says: Mutex<Result<Option<Report>, SendError>>,
    asked: Mutex<Vec<Asked>>,
}

#[async_trait]
impl SmsProvider for Oracle {
    fn name(&self) -> &str {
        "oracle"
    }

    fn limits(&self) -> Limits {
        Limits { parts: 1 }
    }

    fn wording(&self, sms: &Sms) -> String {
        sms.text.clone()
    }

    async fn send(&self, _: &Sms) -> Result<Handed, SendError> {
        Err(SendError::Permanent {
            code: fault::CONTENT_REFUSED.to_owned(),
        })
    }

    fn tells_status(&self) -> bool {
        true
    }

    async fn status(&self, asked: &Asked) -> Result<Option<Receipt>, SendError> {
        self.asked
            .lock()
            .expect("nobody panics")
            .push(asked.clone());
        let says = self.says.lock().expect("nobody panics").clone()?;
        Ok(says.map(|report| Receipt {
            provider_ref: "o-1".to_owned(),
            id: Some(asked.id.clone()),
            report,
        }))
    }
}

impl Oracle {
    fn saying(says: Result<Option<Report>, SendError>) -> Arc<Self> {
        Arc::new(Self {
            says: Mutex::new(says),
            asked: Mutex::default(),
        })
    }

    fn says(&self, says: Option<Report>) {
        *self.says.lock().expect("nobody panics") = Ok(says);
    }

    fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().expect("nobody panics"))
    }

    /// A worker that asks it.
    async fn worker(self: &Arc<Self>, app: &TestApp) -> Worker {
        unanswered::plan(&app.core)
            .await
            .expect("it can be planned");
        let carrier = Carrier {
            provider: self.clone(),
            pace: None,
            price_micros: 1,
        };
        let registry = SmsRegistry::new(
            vec![carrier],
            Ambient::new(chrono::DateTime::default, || [0; 16]),
        );
        let from = "a@example.org".parse().expect("an address");
        let composer = Composer::new(from, None).expect("the templates are sound");
        let sender = Sender::new(composer, app.mail.clone(), app.sms.clone(), 4);
        Worker::new(app.core.clone(), sender, Duration::from_secs(1), 50).asking(Arc::new(registry))
    }
}

fn text(id: u128, state: DeliveryState, app: &TestApp, minutes: i64) -> Text {
    let sent = state == DeliveryState::Sent;
    Text {
        id: Uuid::from_u128(id),
        state,
        provider: sent.then_some("oracle"),
        provider_ref: sent.then_some("o-1"),
        at: app.now() + TimeDelta::minutes(minutes) - TimeDelta::seconds(20),
    }
}

both_databases!(messages_are_asked_after_at_some_ages, |app| {
    let stage = Stage::set(&app).await;
    let oracle = Oracle::saying(Ok(None));
    let worker = oracle.worker(&app).await;
    let id = stage
        .text(&app, text(1, DeliveryState::Sent, &app, -2))
        .await;
    let elsewhere = Text {
        provider: Some("nobody"),
        ..text(2, DeliveryState::Sent, &app, -2)
    };
    stage.text(&app, elsewhere).await;
    stage
        .text(&app, text(3, DeliveryState::Delivered, &app, -2))
        .await;
    let mut ages = Vec::new();
    for minute in 2..=20 {
        worker.run_due().await.expect("due work can be done");
        for asked in oracle.asked() {
            assert_eq!(asked.id, id.0.simple().to_string());
            assert_eq!(
                (asked.to.as_str(), asked.provider_ref.as_deref()),
                (PHONE, Some("o-1"))
            );
            ages.push(minute);
        }
        app.advance(TimeDelta::minutes(1));
    }
    assert_eq!(ages, [3, 15]);
    assert_eq!(row(&app, id).await.state, DeliveryState::Sent);
});

both_databases!(what_the_provider_tells_is_noted, |app| {
    let stage = Stage::set(&app).await;
    let oracle = Oracle::saying(Err(SendError::Temporary {
        code: "HTTP_500".to_owned(),
    }));
    let worker = oracle.worker(&app).await;
    let arrived = stage
        .text(&app, text(1, DeliveryState::Sent, &app, -3))
        .await;
    // A provider that does not answer is asked again at the next age.
    worker.run_due().await.expect("due work can be done");
    assert_eq!(oracle.asked().len(), 1);
    assert_eq!(row(&app, arrived).await.state, DeliveryState::Sent);
    oracle.says(Some(Report::Delivered));
    app.advance(TimeDelta::minutes(12));
    worker.run_due().await.expect("due work can be done");
    assert_eq!(row(&app, arrived).await.state, DeliveryState::Delivered);
});

both_databases!(of_what_nobody_knows_all_are_asked_every_minute, |app| {
    let stage = Stage::set(&app).await;
    let oracle = Oracle::saying(Ok(None));
    let worker = oracle.worker(&app).await;
    let id = stage
        .text(&app, text(1, DeliveryState::Unknown, &app, 9))
        .await;
    for _ in 0..3 {
        worker.run_due().await.expect("due work can be done");
        let asked = oracle.asked();
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0].provider_ref, None);
        assert_eq!(row(&app, id).await.state, DeliveryState::Unknown);
        app.advance(TimeDelta::minutes(1));
    }
    // The provider has it: it waits for its receipt like any other, and is not sent again.
    oracle.says(Some(Report::Accepted));
    worker.run_due().await.expect("due work can be done");
    let found = row(&app, id).await;
    assert_eq!(found.state, DeliveryState::Sent);
    assert_eq!(found.settled_at, Some(app.now()));
    assert_eq!(
        (found.provider.as_deref(), found.provider_ref.as_deref()),
        (Some("oracle"), Some("o-1"))
    );
    app.advance(TimeDelta::hours(1));
    worker.run_due().await.expect("due work can be done");
    assert!(app.sms.tried().is_empty());
});

both_databases!(where_nobody_can_be_asked_nobody_is, |app| {
    let stage = Stage::set(&app).await;
    let id = stage
        .text(&app, text(1, DeliveryState::Sent, &app, -3))
        .await;
    let oracle = Oracle::saying(Ok(Some(Report::Delivered)));
    let asking = oracle.worker(&app).await;
    // This one knows nobody, and leaves the questions to the worker that does.
    app.run_due_work().await;
    assert_eq!(row(&app, id).await.state, DeliveryState::Sent);
    assert!(oracle.asked().is_empty());
    asking.run_due().await.expect("due work can be done");
    assert_eq!(oracle.asked().len(), 1);
    assert_eq!(row(&app, id).await.state, DeliveryState::Delivered);
});

/// How far the cursor of an age has come.
async fn position(app: &TestApp, age: i32) -> chrono::DateTime<chrono::Utc> {
    receipt_cursor::Entity::find_by_id(age)
        .one(app.core.db().reader())
        .await
        .expect("cursors are read")
        .expect("there is one")
        .position_at
}

both_databases!(what_is_nothing_to_ask_after_is_gone_through_once, |app| {
    let mut app = app;
    let statements = app.record_statements();
    let stage = Stage::set(&app).await;
    // Texts that arrived, of which nobody asks anything.
    for nth in 0..3 {
        let told = text(nth + 1, DeliveryState::Delivered, &app, -4);
        stage.text(&app, told).await;
    }
    let oracle = Oracle::saying(Ok(None));
    let worker = oracle.worker(&app).await;
    for _ in 0..2 {
        worker.run_due().await.expect("due work can be done");
        assert!(oracle.asked().is_empty());
        for age in [3, 15, 60, 360, 1_440] {
            let until = app.now() - TimeDelta::minutes(i64::from(age));
            assert_eq!(position(&app, age).await, until, "{age}");
        }
        app.advance(TimeDelta::minutes(1));
    }
    let pages = statements.take();
    let pages = pages.into_iter();
    let pages = pages.filter(|ran| ran.sql.starts_with("SELECT") && ran.sql.contains("settled_at"));
    assert!(app.assert_indexed(pages.collect(), &["delivery"]).await > 10);
});

both_databases!(a_clock_that_was_ahead_keeps_nobody_from_asking, |app| {
    let stage = Stage::set(&app).await;
    let oracle = Oracle::saying(Ok(None));
    let right = app.now();
    let worker = oracle.worker(&app).await;
    app.advance(TimeDelta::days(30));
    worker.run_due().await.expect("due work can be done");
    app.clock.set(right);
    let sent = text(1, DeliveryState::Sent, &app, -3);
    let sent = stage.text(&app, sent).await;
    let lost = text(2, DeliveryState::Unknown, &app, 9);
    let lost = stage.text(&app, lost).await;
    let page = unanswered::next_page(&app.core, &["oracle".to_owned()]).await;
    let page = page.expect("pages can be read");
    let mut asked: Vec<DeliveryId> = page.messages.iter().map(|message| message.id).collect();
    asked.sort_unstable();
    assert_eq!(asked, [sent, lost]);
});

/// So many, sent or lost one millisecond after the other.
async fn many(app: &TestApp, stage: &Stage, state: DeliveryState, count: u32, minutes: i64) {
    for nth in 0..count {
        let one = text(100 + u128::from(nth), state, app, minutes);
        let at = one.at + TimeDelta::milliseconds(i64::from(nth / 2));
        stage.text(app, Text { at, ..one }).await;
    }
}

fn distinct(asked: &[Asked]) -> usize {
    let mut ids: Vec<&str> = asked.iter().map(|asked| asked.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len()
}

both_databases!(
    however_many_there_are_each_is_asked_after_once_an_age,
    |app| {
        let stage = Stage::set(&app).await;
        let oracle = Oracle::saying(Ok(None));
        let worker = oracle.worker(&app).await;
        let count = 530;
        many(&app, &stage, DeliveryState::Sent, count, -3).await;
        worker.run_due().await.expect("due work can be done");
        let asked = oracle.asked();
        assert_eq!((asked.len(), distinct(&asked)), (530, 530));
        app.advance(TimeDelta::minutes(1));
        worker.run_due().await.expect("due work can be done");
        assert_eq!(oracle.asked().len(), 0);
        // Also where nobody worked meanwhile.
        app.advance(TimeDelta::minutes(20));
        worker.run_due().await.expect("due work can be done");
        let asked = oracle.asked();
        assert_eq!((asked.len(), distinct(&asked)), (530, 530));
    }
);

both_databases!(a_page_is_bounded_and_the_next_goes_on_behind_it, |app| {
    let stage = Stage::set(&app).await;
    let each = u32::try_from(unanswered::EACH).expect("few");
    many(&app, &stage, DeliveryState::Sent, 3 * each / 2, -3).await;
    let newer = stage
        .text(&app, text(1, DeliveryState::Unknown, &app, 9))
        .await;
    unanswered::plan(&app.core)
        .await
        .expect("it can be planned");
    let providers = ["oracle".to_owned()];
    let mut seen = Vec::new();
    for expected in [each + 1, each / 2, 0] {
        let held = mulin_domain::due_work::claim(&app.core, DueWorkKind::AskForReceipts, 10).await;
        let held = held.expect("due work can be read");
        let [held] = held.as_slice() else {
            assert_eq!(expected, 0, "the rest waits for the next minute");
            continue;
        };
        // Whoever dies before it is noted has the same page asked again.
        for _ in 0..2 {
            let page = unanswered::next_page(&app.core, &providers).await;
            let page = page.expect("pages can be read");
            assert_eq!(page.messages.len() as u32, expected);
        }
        let page = unanswered::next_page(&app.core, &providers).await;
        let page = page.expect("pages can be read");
        seen.extend(page.messages.iter().map(|message| message.id));
        let turned = unanswered::turn(&app.core, held, page).await;
        turned.expect("it can be noted");
    }
    assert_eq!(seen.iter().filter(|id| **id == newer).count(), 1);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len() as u32, 3 * each / 2 + 1);
});

both_databases!(
    all_of_which_nobody_knows_are_gone_through_every_minute,
    |app| {
        let stage = Stage::set(&app).await;
        let oracle = Oracle::saying(Ok(None));
        let worker = oracle.worker(&app).await;
        many(&app, &stage, DeliveryState::Unknown, 70, 9).await;
        for _ in 0..3 {
            worker.run_due().await.expect("due work can be done");
            let asked = oracle.asked();
            assert_eq!((asked.len(), distinct(&asked)), (70, 70));
            app.advance(TimeDelta::minutes(1));
        }
    }
);
