//! Guessing at a code.
//!
//! Every try spends one of the five guesses before the code is compared, by one statement and in a
//! transaction of its own: neither two hundred tries at once nor a fault in what the code was given
//! for gets anybody a sixth. A right code gives its guess back.

use std::net::IpAddr;

use mulin_entities::{Channel, SignInCodeId};

use super::address::Address;
use super::{SignInError, limits, rules, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Refusal, Result};
use crate::tx::{CommandResult, Tx};

/// Somebody holds this address.
#[derive(Clone, Debug)]
pub struct Verified {
    code_id: SignInCodeId,
    /// The address.
    pub address: Address,
}

impl Verified {
    /// How the code got there.
    pub fn channel(&self) -> Channel {
        self.address.channel
    }
}

enum Tried {
    Right(SignInCodeId),
    Wrong { guesses_left: i32 },
    NoneCounts,
}

impl CommandResult for Tried {
    fn result_id(&self) -> Option<uuid::Uuid> {
        None
    }
}

/// Compares a code with the newest one that was sent to the address. Address and code come from
/// [`Address::read`] and [`rules::read_code`], so that a malformed one spends nothing.
///
/// Commits by itself. Check everything else of the input before, and turn what this answers into
/// something by [`redeem`] after.
///
/// Errors: `WrongCode`, `CodeExpired` if no code counts, `TooManyRequests` by the client's network.
pub async fn verify_code(
    core: &Core,
    actor: &Actor,
    client: Option<IpAddr>,
    address: Address,
    code: String,
) -> Result<Verified> {
    let lookups = core.keyring().lookups(&address.text);
    let tried = core
        .transact(actor, move |tx| {
            Box::pin(async move { attempt(tx, client, lookups, &code).await })
        })
        .await?;
    let refusal = match tried {
        Tried::Right(code_id) => return Ok(Verified { code_id, address }),
        Tried::Wrong { guesses_left } => SignInError::WrongCode { guesses_left },
        Tried::NoneCounts => SignInError::CodeExpired,
    };
    Err(Refusal::from(refusal).into())
}

async fn attempt(
    tx: &mut Tx,
    client: Option<IpAddr>,
    lookups: Vec<Vec<u8>>,
    code: &str,
) -> Result<Tried> {
    // Counted as wrong until it proves right: two tries at once cannot both be the last.
    limits::count_wrong_code(tx, client).await?;
    let Some(row) = store::spend_guess(tx, lookups).await? else {
        return Ok(Tried::NoneCounts);
    };
    let context = row.id.0.as_bytes();
    if !(tx.core().keyring()).is_code_mac(context, code, &row.code_mac) {
        let guesses_left = rules::GUESSES - row.guesses;
        return Ok(Tried::Wrong { guesses_left });
    }
    limits::forgive_wrong_code(tx, client).await?;
    store::mark_verified(tx, &row).await?;
    Ok(Tried::Right(row.id))
}

/// Uses a verified code up, in the transaction of what it is used for. Of several who try at once
/// one succeeds.
///
/// Errors: `CodeExpired`.
pub async fn redeem(tx: &Tx, verified: &Verified) -> Result<()> {
    if store::use_code(tx, verified.code_id).await? {
        return Ok(());
    }
    Err(Refusal::from(SignInError::CodeExpired).into())
}
