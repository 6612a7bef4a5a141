//! A mail system that keeps what it was given, and fails when told to.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use mulin_notify::{Accepted, Email, EmailTransport, SendError};

/// Collects e-mails.
#[derive(Default)]
pub struct Mailbox {
    sent: Mutex<Vec<Email>>,
    failures: Mutex<VecDeque<SendError>>,
}

impl Mailbox {
    /// What was sent so far, in order.
    pub fn sent(&self) -> Vec<Email> {
        lock(&self.sent).clone()
    }

    /// Subjects and recipients of what was sent so far, in order of recipient and subject.
    pub fn letters(&self) -> Vec<(String, String)> {
        let mut letters: Vec<_> = lock(&self.sent)
            .iter()
            .map(|email| (email.to_address.clone(), email.rendered.subject.clone()))
            .collect();
        letters.sort();
        letters
    }

    /// Hands over what was sent so far, in order, and keeps nothing of it.
    pub fn take(&self) -> Vec<Email> {
        std::mem::take(&mut lock(&self.sent))
    }

    /// The next sends fail so.
    pub fn fail_next(&self, errors: impl IntoIterator<Item = SendError>) {
        lock(&self.failures).extend(errors);
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
        if let Some(error) = lock(&self.failures).pop_front() {
            return Err(error);
        }
        lock(&self.sent).push(email.clone());
        Ok(Accepted {
            detail: "250 kept".to_owned(),
        })
    }

    async fn close(&self) {}
}
