//! What messages cost a day, and when no more is spent.

use chrono::TimeDelta;
use mulin_domain::Actor;
use mulin_domain::delivery::spend::{self, Held, Spent};
use mulin_entities::*;

use super::stage::local;
use crate::both_databases;
use crate::support::app::TestApp;

const ENV: &[(&str, &str)] = &[
    ("MULIN_SMS__DAILY_CAP_MICROS", "100000"),
    ("MULIN_SMS__CODE_HEADROOM_MICROS", "50000"),
];

/// A message that cost so much was sent.
pub async fn spend(
    app: &TestApp,
    channel: Channel,
    provider: Option<&'static str>,
    cost_micros: i64,
) {
    app.core
        .transact(&Actor::System, move |tx| {
            Box::pin(async move {
                let spent = Spent {
                    channel,
                    provider,
                    parts: 2,
                    cost_micros,
                };
                spend::add(tx, spent).await
            })
        })
        .await
        .expect("it can be counted");
}

async fn held(app: &TestApp) -> Vec<Held> {
    spend::held_channels(&app.core)
        .await
        .expect("sums can be read")
}

both_databases!(sums_are_kept_a_day_channel_and_provider, |app| {
    for _ in 0..3 {
        spend(&app, Channel::Sms, Some("aliyun"), 45_000).await;
    }
    spend(&app, Channel::Sms, Some("tencent"), 50_000).await;
    app.advance(TimeDelta::hours(12) - TimeDelta::seconds(1));
    spend(&app, Channel::Sms, Some("aliyun"), 1).await;
    // A second later it is midnight in Shanghai.
    app.advance(TimeDelta::seconds(1));
    spend(&app, Channel::Sms, Some("aliyun"), 7).await;
    let of = async |at: &str| -> Vec<(String, i64, i64, i64)> {
        let rows = spend::of_day(&app.core, local(at))
            .await
            .expect("sums can be read");
        let row =
            |row: channel_spend::Model| (row.provider, row.messages, row.parts, row.cost_micros);
        rows.into_iter().map(row).collect()
    };
    let first = [
        ("aliyun".to_owned(), 4, 8, 135_001),
        ("tencent".to_owned(), 1, 2, 50_000),
    ];
    assert_eq!(of("2026-11-21 23:59").await, first);
    assert_eq!(
        of("2026-11-22 00:00").await,
        [("aliyun".to_owned(), 1, 2, 7)]
    );
    assert_eq!(of("2026-11-20 00:00").await, []);
    // Whatever it costs.
    assert_eq!(held(&app).await, []);
});

both_databases!(above_the_cap_only_codes_go_on_and_then_nothing, with ENV, |app| {
    assert_eq!(held(&app).await, []);
    spend(&app, Channel::Sms, Some("aliyun"), 60_000).await;
    spend(&app, Channel::Email, None, 1_000_000).await;
    spend(&app, Channel::Sms, Some("tencent"), 39_999).await;
    assert_eq!(held(&app).await, []);
    spend(&app, Channel::Sms, Some("tencent"), 1).await;
    let until = local("2026-11-22 00:00");
    let hold = |codes_too| Held {
        channel: Channel::Sms,
        codes_too,
        until,
    };
    assert_eq!(held(&app).await, [hold(false)]);
    spend(&app, Channel::Sms, Some("aliyun"), 49_999).await;
    assert_eq!(held(&app).await, [hold(false)]);
    spend(&app, Channel::Sms, Some("aliyun"), 1).await;
    assert_eq!(held(&app).await, [hold(true)]);
    app.clock.set(until - TimeDelta::microseconds(1));
    assert_eq!(held(&app).await, [hold(true)]);
    app.clock.set(until);
    assert_eq!(held(&app).await, []);
});

both_databases!(what_costs_nothing_is_not_counted, with ENV, |app| {
    app.core
        .transact(&Actor::System, |tx| {
            Box::pin(async move {
                let spent = Spent {
                    channel: Channel::Email,
                    provider: None,
                    parts: 0,
                    cost_micros: 0,
                };
                spend::add(tx, spent).await
            })
        })
        .await
        .expect("it can be counted");
    let rows = spend::of_day(&app.core, app.now()).await.expect("sums can be read");
    assert!(rows.is_empty());
});
