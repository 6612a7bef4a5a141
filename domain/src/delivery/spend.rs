//! What messages cost a day, and whether more may be spent.
//!
//! The sums are raised in the transaction that settles a message, so that no price is counted twice or
//! lost. Before a claim they are looked at: above the cap a channel is held until the platform's next
//! day. What is under way at that moment still goes out, so that a cap may be passed by as many
//! messages as all workers hold at once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{Days, NaiveTime, TimeZone};
use chrono_tz::Tz;
use mulin_entities::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
};

use crate::clock::Instant;
use crate::core::Core;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// What one message cost.
#[derive(Clone, Copy, Debug)]
pub struct Spent<'a> {
    /// How it travelled.
    pub channel: Channel,
    /// Who took it; none where there is but one.
    pub provider: Option<&'a str>,
    /// Parts that it counts for.
    pub parts: i64,
    /// Its price, in millionths of the currency that the operator pays in.
    pub cost_micros: i64,
}

/// Counts a message that was taken; belongs in the transaction that says so. What nobody charges for is
/// not counted.
pub async fn add(tx: &Tx, spent: Spent<'_>) -> Result<()> {
    if spent.parts <= 0 && spent.cost_micros <= 0 {
        return Ok(());
    }
    let text = "INSERT INTO channel_spend (day, channel, provider, messages, parts, cost_micros)
         VALUES (?, ?, ?, 1, ?, ?)
         ON CONFLICT (day, channel, provider) DO UPDATE SET
            messages = channel_spend.messages + 1,
            parts = channel_spend.parts + excluded.parts,
            cost_micros = channel_spend.cost_micros + excluded.cost_micros";
    let values = [
        day(tx.core(), tx.now()).into(),
        spent.channel.into(),
        spent.provider.unwrap_or_default().into(),
        spent.parts.max(0).into(),
        spent.cost_micros.max(0).into(),
    ];
    let statement = dialect::sql(tx.db(), text, values);
    tx.db().execute_raw(statement).await?;
    Ok(())
}

/// A channel that has cost enough for today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub channel: Channel,
    /// Whether not even codes to sign in with are sent.
    pub codes_too: bool,
    /// The platform's next day, when it goes on.
    pub until: Instant,
}

/// The channels that are held at this moment. The first look that finds one held says so in the log,
/// once a day and stage in each process.
pub async fn held_channels(core: &Core) -> Result<Vec<Held>> {
    let caps = core.settings().spending;
    let Some(cap) = caps.sms_a_day else {
        return Ok(Vec::new());
    };
    let now = core.now();
    let spent: i64 = of_day(core, now)
        .await?
        .iter()
        .filter(|row| row.channel == Channel::Sms)
        .map(|row| row.cost_micros)
        .sum();
    if spent < cap {
        return Ok(Vec::new());
    }
    let held = Held {
        channel: Channel::Sms,
        codes_too: spent >= cap.saturating_add(caps.sms_codes_beyond),
        until: next_day(core.settings().time_zone, now),
    };
    if core
        .kept(|_| Told::default())
        .is_news(&day(core, now), held)
    {
        let (codes_too, until) = (held.codes_too, held.until);
        tracing::error!(
            spent_micros = spent,
            cap_micros = cap,
            codes_too,
            %until,
            "ALARM: text messages have cost what they may cost a day, and wait for the next"
        );
    }
    Ok(vec![held])
}

/// What the day of an instant has cost so far, a channel and provider.
pub async fn of_day(core: &Core, at: Instant) -> Result<Vec<channel_spend::Model>> {
    Ok(channel_spend::Entity::find()
        .filter(channel_spend::Column::Day.eq(day(core, at)))
        .order_by_asc(channel_spend::Column::Channel)
        .order_by_asc(channel_spend::Column::Provider)
        .all(core.db().reader())
        .await?)
}

/// What a provider was ever paid.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Total {
    /// Who took the messages; empty where there is but one.
    pub provider: String,
    /// Parts that they counted for.
    pub parts: i64,
    /// Their price, in millionths.
    pub cost_micros: i64,
}

/// Adds up all days; there are as many rows as days and providers.
pub async fn totals(db: &impl ConnectionTrait) -> Result<Vec<Total>> {
    let text = "SELECT provider, CAST(SUM(parts) AS bigint) AS parts,
            CAST(SUM(cost_micros) AS bigint) AS cost_micros
        FROM channel_spend GROUP BY provider ORDER BY provider";
    Ok(Total::find_by_statement(dialect::sql(db, text, []))
        .all(db)
        .await?)
}

fn day(core: &Core, at: Instant) -> String {
    let local = at.with_timezone(&core.settings().time_zone);
    local.format("%Y-%m-%d").to_string()
}

/// The first instant of the next day on the clocks of a zone.
fn next_day(zone: Tz, now: Instant) -> Instant {
    let today = now.with_timezone(&zone).date_naive();
    let Some(tomorrow) = today.checked_add_days(Days::new(1)) else {
        return now;
    };
    // Some clocks skip midnight: their day begins an hour later.
    (0..3)
        .filter_map(|hour| NaiveTime::from_hms_opt(hour, 0, 0))
        .find_map(|time| {
            zone.from_local_datetime(&tomorrow.and_time(time))
                .earliest()
        })
        .map_or(now + Days::new(1), |at| at.to_utc())
}

/// What this process has said in its log: of a day and channel, whether of codes too.
#[derive(Default)]
struct Told(Mutex<HashMap<(String, Channel), bool>>);

impl Told {
    fn is_news(&self, day: &str, held: Held) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|(of, _), _| of == day);
        let before = told.insert((day.to_owned(), held.channel), held.codes_too);
        before.is_none_or(|codes_too| held.codes_too && !codes_too)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn days_begin_on_the_clocks_of_the_platform() {
        for (zone, now, next) in [
            (
                Tz::Asia__Shanghai,
                "2027-02-12T15:59:59Z",
                "2027-02-12T16:00:00Z",
            ),
            (
                Tz::Asia__Shanghai,
                "2027-02-12T16:00:00Z",
                "2027-02-13T16:00:00Z",
            ),
            // A day of 23 hours, and one that begins at one o'clock.
            (
                Tz::Europe__Berlin,
                "2027-03-28T00:00:00Z",
                "2027-03-28T22:00:00Z",
            ),
            (
                Tz::America__Santiago,
                "2027-09-04T12:00:00Z",
                "2027-09-05T04:00:00Z",
            ),
        ] {
            assert_eq!(next_day(zone, at(now)), at(next), "{zone} {now}");
        }
    }

    #[test]
    fn each_stage_of_a_day_is_said_once() {
        let told = Told::default();
        let held = |codes_too| Held {
            channel: Channel::Sms,
            codes_too,
            until: at("2027-02-12T16:00:00Z"),
        };
        assert!(told.is_news("2027-02-12", held(false)));
        assert!(!told.is_news("2027-02-12", held(false)));
        assert!(told.is_news("2027-02-12", held(true)));
        assert!(!told.is_news("2027-02-12", held(true)));
        assert!(told.is_news("2027-02-13", held(false)));
    }
}
