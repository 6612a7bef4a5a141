//! Systems for e-mail and for text messages that keep what they were given, and fail when told to.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use mulin_notify::{Accepted, Email, EmailTransport, SendError, Sms, SmsTransport};

/// Collects e-mails.
pub type Mailbox = Sink<Email>;
/// Collects text messages.
pub type Telephone = Sink<Sms>;

/// Collects messages.
pub struct Sink<M> {
    sent: Mutex<Vec<M>>,
    tried: Mutex<Vec<M>>,
    failures: Mutex<VecDeque<SendError>>,
}

impl<M> Default for Sink<M> {
    fn default() -> Self {
        Self {
            sent: Mutex::default(),
            tried: Mutex::default(),
            failures: Mutex::default(),
        }
    }
}

impl<M: Clone> Sink<M> {
    /// What was sent so far, in order.
    pub fn sent(&self) -> Vec<M> {
        lock(&self.sent).clone()
    }

    /// Every try so far, also of what was not taken, in order.
    pub fn tried(&self) -> Vec<M> {
        lock(&self.tried).clone()
    }

    /// Hands over what was sent so far, in order, and keeps nothing of it.
    pub fn take(&self) -> Vec<M> {
        std::mem::take(&mut lock(&self.sent))
    }

    /// The next sends fail so.
    pub fn fail_next(&self, errors: impl IntoIterator<Item = SendError>) {
        lock(&self.failures).extend(errors);
    }

    fn keep(&self, message: &M) -> Result<Accepted, SendError> {
        lock(&self.tried).push(message.clone());
        if let Some(error) = lock(&self.failures).pop_front() {
            return Err(error);
        }
        lock(&self.sent).push(message.clone());
        Ok(Accepted::plainly("250 kept"))
    }
}

impl Mailbox {
    /// Subjects and recipients of what was sent so far, in order of recipient and subject.
    pub fn letters(&self) -> Vec<(String, String)> {
        let mut letters: Vec<_> = lock(&self.sent)
            .iter()
            .map(|email| (email.to_address.clone(), email.rendered.subject.clone()))
            .collect();
        letters.sort();
        letters
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[async_trait]
impl EmailTransport for Mailbox {
    async fn send(&self, email: &Email) -> Result<Accepted, SendError> {
        self.keep(email)
    }

    async fn close(&self) {}
}

#[async_trait]
impl SmsTransport for Telephone {
    async fn send(&self, sms: &Sms) -> Result<Accepted, SendError> {
        self.keep(sms)
    }

    async fn close(&self) {}
}
