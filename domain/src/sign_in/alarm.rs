//! An eye on codes that nobody gives back: somebody may be making money by messages, or trying
//! strangers' numbers.

use chrono::TimeDelta;

use super::{limits, rules, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;

/// Warns the operator, once an hour at most, when too few of the last day's codes were given back. A
/// code was sent already, so whoever asked for it hears nothing of a failure here.
pub(super) async fn look(core: &Core) {
    if let Err(error) = warn_if_alarming(core).await {
        tracing::error!(%error, "the rate of verified sign-in codes could not be looked at");
    }
}

async fn warn_if_alarming(core: &Core) -> Result<()> {
    let since = core.now() - TimeDelta::days(1);
    let (sent, verified) = store::sent_and_verified(core.db().reader(), since).await?;
    if !rules::is_alarming(sent, verified) {
        return Ok(());
    }
    let first = core
        .transact(&Actor::System, |tx| {
            Box::pin(async move { Ok(First(limits::first_alarm(tx).await?)) })
        })
        .await?;
    if first.0 {
        tracing::warn!(
            sent,
            verified,
            "few sign-in codes of the last 24 hours were given back"
        );
    }
    Ok(())
}

struct First(bool);

impl crate::tx::CommandResult for First {
    fn result_id(&self) -> Option<uuid::Uuid> {
        None
    }
}
