//! The alarm when codes are sent and hardly any comes back.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::steps::*;
use crate::both_databases;
use crate::support::app::TestApp;
use crate::support::log::captured;

/// How often the alarm was raised while codes were asked for.
async fn alarms(app: &TestApp, addresses: impl IntoIterator<Item = String>) -> usize {
    let (log, guard) = captured(tracing::Level::WARN);
    for address in addresses {
        let answer = request(app, &address).await;
        assert_eq!(answer.refusals("requestSignInCode"), [""; 0]);
    }
    drop(guard);
    let text = log.text();
    assert!(!text.contains("example.org"), "no address is logged");
    text.matches("few sign-in codes").count()
}

fn addresses(of: &str, count: usize) -> impl Iterator<Item = String> {
    (0..count).map(move |number| format!("{of}{number}@example.org"))
}

both_databases!(few_codes_that_come_back_raise_it_once_an_hour, |app| {
    assert_eq!(alarms(&app, addresses("a", 49)).await, 0);
    assert_eq!(alarms(&app, addresses("b", 3)).await, 1);
    app.advance(TimeDelta::hours(1) - TimeDelta::microseconds(1));
    assert_eq!(alarms(&app, addresses("c", 1)).await, 0);
    app.advance(TimeDelta::microseconds(1));
    assert_eq!(alarms(&app, addresses("d", 2)).await, 1);
    app.advance(TimeDelta::days(1));
    assert_eq!(alarms(&app, addresses("e", 1)).await, 0, "the day is over");
});

both_databases!(a_fifth_that_comes_back_is_enough, |app| {
    assert_eq!(alarms(&app, addresses("a", 49)).await, 0);
    for row in codes(&app).await.into_iter().take(10) {
        let mut row: sign_in_code::ActiveModel = row.into_active_model();
        row.verified_at = Set(Some(app.now()));
        row.update(app.core.db().writer())
            .await
            .expect("it can be written");
    }
    assert_eq!(alarms(&app, addresses("b", 1)).await, 0);
    assert_eq!(alarms(&app, addresses("c", 1)).await, 1);
});
