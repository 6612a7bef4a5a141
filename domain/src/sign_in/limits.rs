//! How often codes are sent and guessed: rows that are counted up, by one statement each and always
//! in one order, so that neither two callers at once exceed a limit nor lock each other out. A
//! refusal rolls back and so uses nothing up.

use std::net::IpAddr;

use chrono::TimeDelta;
use mulin_entities::Channel;

use super::address::Address;
use super::{SignInError, rules, store};
use crate::clock::Instant;
use crate::error::{Refusal, Result};
use crate::tx::Tx;

const ADDRESS_PAUSE: &str = "code_address_pause";
const ADDRESS_DAY: &str = "code_address_day";
const NETWORK_HOUR: &str = "code_network_hour";
const PREFIX_HOUR: &str = "code_prefix_hour";
const EVERYBODY_DAY: &str = "code_everybody_day";
const WRONG_NETWORK_HOUR: &str = "wrong_code_network_hour";
const ALARM_HOUR: &str = "code_alarm_hour";

/// Counts a code to be sent; answers when the next one may be asked for.
///
/// Errors: `TooManyRequests` if a limit of an hour or a day is used up, else `CodeSentRecently`.
pub(super) async fn count_code(
    tx: &Tx,
    address: &Address,
    client: Option<IpAddr>,
) -> Result<Instant> {
    let settings = &tx.core().settings().sign_in;
    let (hour, day) = (TimeDelta::hours(1), TimeDelta::days(1));
    let pause = TimeDelta::from_std(settings.between_codes).unwrap_or(hour);
    let text = address.text.as_bytes();
    // What everybody shares comes last and is held for the shortest time.
    let mut counted = vec![(ADDRESS_DAY, text.to_vec(), settings.codes_per_address, day)];
    if let Some(client) = client {
        let network = rules::network(client);
        counted.push((NETWORK_HOUR, network, settings.codes_per_network, hour));
    }
    if address.channel == Channel::Sms {
        let prefix = rules::number_prefix(&address.text).as_bytes().to_vec();
        counted.push((PREFIX_HOUR, prefix, settings.codes_per_prefix, hour));
    }
    counted.push((EVERYBODY_DAY, Vec::new(), settings.daily_cap, day));

    let (paused, paused_until) = store::count(tx, ADDRESS_PAUSE, text, pause).await?;
    let mut retry_at = paused_until;
    let mut exceeded = None;
    for (scope, subject, most, window) in counted {
        let (used, until) = store::count(tx, scope, &subject, window).await?;
        if used > most {
            exceeded = exceeded.max(Some(until));
        } else if used == most {
            retry_at = retry_at.max(until);
        }
    }
    if let Some(until) = exceeded {
        let retry_at = if paused > 1 {
            until.max(paused_until)
        } else {
            until
        };
        return Err(Refusal::from(SignInError::TooManyRequests { retry_at }).into());
    }
    if paused > 1 {
        let retry_at = paused_until;
        return Err(Refusal::from(SignInError::CodeSentRecently { retry_at }).into());
    }
    Ok(retry_at)
}

/// Counts a try of a limit of somebody else, such as at codes that are shown at a place: how many that
/// makes in the time that runs, and when it ends.
pub async fn count_try(
    tx: &Tx,
    scope: &'static str,
    subject: &[u8],
    window: TimeDelta,
) -> Result<(i32, Instant)> {
    store::count(tx, scope, subject, window).await
}

/// Counts a wrong code of the client's network.
///
/// Errors: `TooManyRequests`.
pub(super) async fn count_wrong_code(tx: &Tx, client: Option<IpAddr>) -> Result<()> {
    let Some(client) = client else {
        return Ok(());
    };
    let (network, hour) = (rules::network(client), TimeDelta::hours(1));
    let (used, retry_at) = store::count(tx, WRONG_NETWORK_HOUR, &network, hour).await?;
    if used > tx.core().settings().sign_in.wrong_codes_per_network {
        return Err(Refusal::from(SignInError::TooManyRequests { retry_at }).into());
    }
    Ok(())
}

/// Takes back what [`count_wrong_code`] counted: the code was right.
pub(super) async fn forgive_wrong_code(tx: &Tx, client: Option<IpAddr>) -> Result<()> {
    match client {
        Some(client) => store::count_back(tx, WRONG_NETWORK_HOUR, &rules::network(client)).await,
        None => Ok(()),
    }
}

/// Whether this is the first alarm within an hour.
pub(super) async fn first_alarm(tx: &Tx) -> Result<bool> {
    let (used, _) = store::count(tx, ALARM_HOUR, &[], TimeDelta::hours(1)).await?;
    Ok(used == 1)
}
