//! Sends claimed messages and settles each before its place is given to the next, so that a crash
//! can repeat no more messages than there are places.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use mulin_domain::delivery::{self, Outcome, Outgoing, Taken};
use mulin_domain::{Core, Error, Result};
use mulin_entities::Channel;
use mulin_notify::{Accepted, EmailTransport, RELAYS_REST, SendError, SmsTransport, TemplateError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};

use super::compose::Composer;

/// E-mails under way for each connection to a mail server: so many that those which wait for their
/// place on the wire or in the database make the batches there worth their cost.
pub const EMAILS_A_CONNECTION: usize = 16;

/// Between two tries to note what became of a message.
const PAUSE: Duration = Duration::from_millis(250);

/// Takes messages to the wire of their channel.
#[derive(Clone)]
pub struct Sender {
    composer: Arc<Composer>,
    email: Arc<dyn EmailTransport>,
    sms: Arc<dyn SmsTransport>,
    /// What several rounds of a channel have under way together: places for e-mails, and for texts.
    emails: Places,
    texts: Places,
}

/// Messages that may be under way at a time.
#[derive(Clone)]
struct Places {
    count: usize,
    free: Arc<Semaphore>,
}

/// Room for one message on the wire, until it is dropped.
pub(super) type Place = OwnedSemaphorePermit;

impl Places {
    fn new(count: usize) -> Self {
        let count = count.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            count,
            free: Arc::new(Semaphore::new(count)),
        }
    }

    /// Those that are free, `most` at most: waits until there is one.
    async fn reserve(&self, most: u64) -> Vec<Place> {
        // Never closed, so that there is a first one.
        let first = self.free.clone().acquire_owned().await.ok();
        let mut reserved = Vec::from_iter(first);
        while (reserved.len() as u64) < most
            && let Ok(place) = self.free.clone().try_acquire_owned()
        {
            reserved.push(place);
        }
        reserved
    }
}

impl Sender {
    /// Has up to `places` messages of each channel under way at a time.
    pub fn new(
        composer: Composer,
        email: Arc<dyn EmailTransport>,
        sms: Arc<dyn SmsTransport>,
        places: usize,
    ) -> Self {
        Self {
            composer: Arc::new(composer),
            email,
            sms,
            emails: Places::new(places),
            texts: Places::new(places),
        }
    }

    /// The same, with so many e-mails under way: more than there are connections, so that the wire does
    /// not wait while others are written, or noted as sent. A crash can repeat what is under way.
    #[must_use]
    pub fn with_emails_under_way(self, places: usize) -> Self {
        Self {
            emails: Places::new(places),
            ..self
        }
    }

    /// The same, with so many text messages under way: a provider that is slow to answer some holds up
    /// no others as long as there are places.
    #[must_use]
    pub fn with_texts_under_way(self, places: usize) -> Self {
        Self {
            texts: Places::new(places),
            ..self
        }
    }

    /// Places for text messages that are free, `most` at most, as soon as there is one. Of every text
    /// message that a worker had claimed when it died nobody knows whether it was sent, and it waits for
    /// a report: so no more are to be claimed than have a place.
    pub(super) async fn text_places(&self, most: u64) -> Vec<Place> {
        self.texts.reserve(most).await
    }

    /// Sends and settles all of them.
    pub async fn send_all(&self, core: &Core, outgoing: Vec<Outgoing>) -> Result<()> {
        let at_once = self.emails.count.max(self.texts.count);
        // Whoever cannot be settled takes nobody else from the wire.
        let failed = stream::iter(outgoing)
            .map(async |message| self.send_one(core, message).await.err())
            .buffer_unordered(at_once)
            .filter_map(async |failed| failed)
            .collect::<Vec<_>>()
            .await;
        failed.into_iter().next().map_or(Ok(()), Err)
    }

    async fn send_one(&self, core: &Core, message: Outgoing) -> Result<()> {
        let places = match message.channel {
            Channel::Email => &self.emails,
            Channel::Sms | Channel::Call => &self.texts,
        };
        // Never closed, so that there is a place at last.
        let _place = places.free.acquire().await;
        self.send_now(core, message).await
    }

    /// Sends and settles a text message in its place, or else once there is one.
    pub(super) async fn send_text(
        &self,
        core: &Core,
        message: Outgoing,
        place: Option<Place>,
    ) -> Result<()> {
        let Some(_place) = place else {
            return self.send_one(core, message).await;
        };
        self.send_now(core, message).await
    }

    async fn send_now(&self, core: &Core, message: Outgoing) -> Result<()> {
        let lease = core.settings().lease;
        // Who waited for a place past the lease leaves the message to whoever takes it next.
        let left = (message.held_until - core.now()).to_std();
        let Some(mut left) = left.ok().filter(|left| !left.is_zero()) else {
            tracing::info!(id = %message.id, "a message waited longer than its lease");
            delivery::settle(core, &message, Outcome::NotBegun).await?;
            return Ok(());
        };
        // And who waited for most of it must not be overtaken on the wire.
        if left < lease / 2 {
            if !delivery::renew(core, &message).await? {
                tracing::info!(id = %message.id, "a message waited longer than its lease");
                return Ok(());
            }
            left = lease;
        }
        let outcome = tokio::select! {
            outcome = self.send(core, &message) => outcome,
            never = hold(core, &message, left) => match never {},
        };
        let settle = || delivery::settle(core, &message, outcome.clone());
        if !insist(settle, lease).await? {
            tracing::warn!(id = %message.id, "a message was taken over by another worker");
        }
        Ok(())
    }

    async fn send(&self, core: &Core, message: &Outgoing) -> Outcome {
        let sent = match self.hand_over(core, message).await {
            Ok(sent) => sent,
            Err(error) => {
                tracing::error!(file = error.file, "a message cannot be written");
                return Outcome::Temporary("TEMPLATE".to_owned());
            }
        };
        match sent {
            Ok(accepted) => Outcome::Sent(taken(accepted)),
            Err(error) => {
                let code = error.code().to_owned();
                tracing::info!(id = %message.id, code, "a message was not taken");
                match error {
                    SendError::Temporary { .. } if code == RELAYS_REST => Outcome::NotBegun,
                    SendError::Permanent { .. } => Outcome::Permanent(code),
                    SendError::Temporary { .. } => Outcome::Temporary(code),
                    SendError::Unknown { perhaps, .. } => Outcome::Unknown {
                        code,
                        perhaps: perhaps.map(|perhaps| taken(*perhaps)),
                    },
                }
            }
        }
    }

    async fn hand_over(
        &self,
        core: &Core,
        message: &Outgoing,
    ) -> Result<Result<Accepted, SendError>, TemplateError> {
        Ok(match message.channel {
            Channel::Email => {
                let email = self.composer.email(core, message)?;
                self.email.send(&email).await
            }
            Channel::Sms => {
                let sms = self.composer.sms(core, message)?;
                self.sms.send(&sms).await
            }
            // Calls are made by people, and never claimed for the wire.
            Channel::Call => Err(SendError::Permanent {
                code: "NO_WIRE".to_owned(),
            }),
        })
    }

    /// Whether nothing can leave by the channel for now: what is not claimed costs no try.
    pub fn rests(&self, channel: Channel) -> bool {
        channel == Channel::Email && self.email.rests()
    }

    /// Says goodbye to the servers.
    pub async fn close(&self) {
        self.email.close().await;
        self.sms.close().await;
    }
}

/// Lets no other worker take the message while it is on the wire: its lease is for those who die, and
/// not for those who wait for a slow server.
async fn hold(core: &Core, message: &Outgoing, left: Duration) -> Infallible {
    let mut next = left / 2;
    loop {
        sleep(next).await;
        match delivery::renew(core, message).await {
            Ok(true) => {}
            Ok(false) => tracing::warn!(id = %message.id, "a message on the wire is lost"),
            Err(error) => tracing::warn!(%error, id = %message.id, "a lease is not renewed"),
        }
        next = core.settings().lease / 2;
    }
}

/// Settles, and while the database is away tries again for as long as a lease lasts. The message keeps its
/// place meanwhile: those that went to the wire instead could not be noted either, and would all leave
/// twice. What comes too late finds its lease lost.
async fn insist<F>(settle: impl Fn() -> F, lease: Duration) -> Result<bool>
where
    F: Future<Output = Result<bool>>,
{
    let end = Instant::now() + lease;
    loop {
        match settle().await {
            Err(Error::Unavailable(_)) if Instant::now() + PAUSE < end => sleep(PAUSE).await,
            settled => return settled,
        }
    }
}

fn taken(accepted: Accepted) -> Taken {
    Taken {
        provider: accepted.provider,
        provider_ref: accepted.provider_ref,
        parts: i32::try_from(accepted.parts).unwrap_or(i32::MAX),
        cost_micros: accepted.cost_micros,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use sea_orm::DbErr;

    use super::*;

    const LEASE: Duration = Duration::from_secs(5);

    fn away() -> Error {
        Error::Unavailable(DbErr::Custom("away".to_owned()))
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_sent_is_noted_once_the_database_is_back() {
        let tries = AtomicUsize::new(0);
        let back = async || match tries.fetch_add(1, Ordering::Relaxed) {
            ..3 => Err(away()),
            _ => Ok(true),
        };
        assert!(matches!(insist(back, LEASE).await, Ok(true)));
        assert_eq!(tries.into_inner(), 4);
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_insists_past_the_lease_or_on_a_fault() {
        let began = Instant::now();
        let never = insist(async || Err(away()), LEASE).await;
        assert!(matches!(never, Err(Error::Unavailable(_))));
        let took = began.elapsed();
        assert!(took < LEASE && took > LEASE - 2 * PAUSE, "{took:?}");
        let began = Instant::now();
        let fault = insist(async || Err(Error::internal("a fault")), LEASE).await;
        assert!(matches!(fault, Err(Error::Internal(_))));
        assert_eq!(began.elapsed(), Duration::ZERO);
    }
}
