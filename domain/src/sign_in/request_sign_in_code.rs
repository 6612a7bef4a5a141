//! Sends a code to an address.
//!
//! Nobody is looked up: a number that is registered and one that is not take the same way to the
//! same answer, and both get a code. What follows is told only to who holds the code.

use std::net::IpAddr;

use mulin_entities::Channel;

use super::address::Address;
use super::{alarm, limits, rules, store};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, Rule};
use crate::person::rules::locale;
use crate::tx::CommandResult;

/// Where to send a code.
#[derive(Clone)]
pub struct RequestSignInCode {
    /// A telephone number in any spelling, or an e-mail address.
    pub address: String,
    /// Language of the message; the platform's if left out.
    pub locale: Option<String>,
}

/// A code is on its way.
#[derive(Clone, Copy, Debug)]
pub struct CodeSent {
    /// How it travels.
    pub channel: Channel,
    /// Until when it counts.
    pub expires_at: Instant,
    /// When another may be asked for.
    pub retry_at: Instant,
}

impl CommandResult for CodeSent {
    fn result_id(&self) -> Option<uuid::Uuid> {
        None
    }
}

/// Sends a code; the newest one of an address is the only one that counts.
///
/// Errors: faults of the input; `CodeSentRecently`, `TooManyRequests`.
pub async fn request_sign_in_code(
    core: &Core,
    actor: &Actor,
    client: Option<IpAddr>,
    input: RequestSignInCode,
) -> Result<CodeSent> {
    let mut faults = Faults::default();
    let address = Address::read(&mut faults, "address", &input.address);
    let language = match &input.locale {
        Some(wanted) => locale(&mut faults, "locale", wanted),
        None => core.settings().locale.clone(),
    };
    faults.finish()?;
    let address = address.ok_or_else(|| Error::input("address", Rule::Required))?;
    let sent = core
        .transact(actor, move |tx| {
            Box::pin(async move {
                let retry_at = limits::count_code(tx, &address, client).await?;
                let code = rules::draw_code(tx.core().entropy());
                let row = store::insert_code(tx, &address, &code, language).await?;
                Ok(CodeSent {
                    channel: row.channel,
                    expires_at: row.expires_at,
                    retry_at,
                })
            })
        })
        .await?;
    // Nothing is journalled, which would have woken the worker.
    core.wake();
    alarm::look(core).await;
    Ok(sent)
}
