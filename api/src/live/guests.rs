//! Those who are signed in over a connection that lasts: whether they still are.
//!
//! Sessions are not journalled, so they are looked at in regular sweeps, all in a few statements.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mulin_domain::sign_in::session_store;
use mulin_domain::{Actor, Result};
use mulin_entities::SessionId;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::hub::Live;
use crate::credentials::Denied;

/// Sessions that one statement looks at.
const AT_ONCE: usize = 1_000;

type Key = [u8; 32];

#[derive(Clone)]
struct Known {
    bearer: Arc<SecretString>,
    session: Option<SessionId>,
    revoked: CancellationToken,
    connections: usize,
}

#[derive(Default)]
struct Book {
    known: HashMap<Key, Known>,
    is_swept: bool,
}

/// See the module.
#[derive(Default)]
pub struct Guests(Mutex<Book>);

/// One connection of somebody who was let in.
pub struct Guest {
    live: Live,
    key: Key,
    revoked: CancellationToken,
}

impl Guest {
    /// Waits until what was shown at the door counts no more.
    pub async fn revoked(&self) {
        self.revoked.cancelled().await;
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut book = self.live.guests().book();
        if let Some(known) = book.known.get_mut(&self.key) {
            known.connections -= 1;
            if known.connections == 0 {
                book.known.remove(&self.key);
            }
        }
    }
}

impl Guests {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody was let in with this.
    pub fn admit(&self, live: &Live, bearer: &Arc<SecretString>, actor: &Actor) -> Guest {
        let key: Key = Sha256::digest(bearer.expose_secret()).into();
        let mut book = self.book();
        let known = book.known.entry(key).or_insert_with(|| Known {
            bearer: bearer.clone(),
            session: actor.signed_in().and_then(|person| person.session_id),
            revoked: CancellationToken::new(),
            connections: 0,
        });
        known.connections += 1;
        let revoked = known.revoked.clone();
        if !book.is_swept {
            book.is_swept = true;
            live.spawn(sweep(live.clone()));
        }
        Guest {
            live: live.clone(),
            key,
            revoked,
        }
    }

    /// Ends the sweeping if nobody is left.
    fn stop_if_empty(&self) -> bool {
        let mut book = self.book();
        book.is_swept = !book.known.is_empty();
        !book.is_swept
    }

    fn all(&self) -> Vec<Known> {
        self.book().known.values().cloned().collect()
    }
}

async fn sweep(live: Live) {
    loop {
        tokio::select! {
            () = live.closing().cancelled() => return,
            () = tokio::time::sleep(live.pace().sweep) => {}
        }
        if live.guests().stop_if_empty() {
            return;
        }
        // Who cannot be looked up now is looked up in the next round.
        if let Err(error) = look(&live).await {
            tracing::warn!(%error, "sessions of subscribers cannot be looked at");
        }
    }
}

async fn look(live: &Live) -> Result<()> {
    let mut in_session = Vec::new();
    for known in live.guests().all() {
        let bearer = known.bearer.expose_secret();
        let Some(session) = known.session else {
            // Personal links, tokens of an outside issuer or of an operator: few.
            let actor = live.executor().credentials().actor(bearer).await;
            if is_over(actor.as_ref().err()) {
                known.revoked.cancel();
            }
            continue;
        };
        match live
            .executor()
            .credentials()
            .tokens()
            .verify(bearer)
            .await?
        {
            Ok(_) => in_session.push((session, known.revoked)),
            Err(_) => known.revoked.cancel(),
        }
    }
    for some in in_session.chunks(AT_ONCE) {
        let ids = some.iter().map(|(session, _)| *session);
        let (db, now) = (live.core().db().reader(), live.core().now());
        let open = session_store::open_sessions(db, ids, now).await?;
        let open: std::collections::HashSet<_> = open.into_iter().collect();
        let ended = some.iter().filter(|(session, _)| !open.contains(session));
        ended.for_each(|(_, revoked)| revoked.cancel());
    }
    Ok(())
}

/// Whether that is a reason to send somebody away: that the database is away is none.
pub fn is_over(denied: Option<&Denied>) -> bool {
    match denied {
        None | Some(Denied::Failed(_) | Denied::IssuerUnavailable) => false,
        Some(
            Denied::Invalid | Denied::Expired | Denied::Nobody | Denied::Link | Denied::NotLinked,
        ) => true,
    }
}
