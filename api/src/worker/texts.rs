//! Text messages on the wire. The next are claimed as soon as there is a place for one, and not when
//! all of them are done: a provider that is slow to answer one holds no other up.

use std::sync::{Mutex, MutexGuard, PoisonError};

use mulin_domain::delivery::Outgoing;
use mulin_domain::{Core, Result};
use tokio::task::{JoinError, JoinSet};

use super::sender::{Place, Sender};

/// What a loop has on the wire. Whoever lets go of it takes all of them off.
#[derive(Default)]
pub(super) struct UnderWay(Mutex<JoinSet<Result<()>>>);

impl UnderWay {
    /// Sends these, each in one of the places; what there is no place for waits for one. Places that are
    /// left over are free again.
    pub fn send(&self, core: &Core, sender: &Sender, outgoing: Vec<Outgoing>, places: Vec<Place>) {
        let mut places = places.into_iter();
        for message in outgoing {
            let (core, sender, place) = (core.clone(), sender.clone(), places.next());
            let sending = async move { sender.send_text(&core, message, place).await };
            self.tasks().spawn(sending);
        }
    }

    /// Of those that ended since the last look: whether all could be settled.
    pub fn ended(&self) -> Result<()> {
        let mut all = Ok(());
        while let Some(ended) = self.tasks().try_join_next() {
            all = all.and(settled(ended));
        }
        all
    }

    /// Waits for all of them.
    pub async fn all(self) -> Result<()> {
        let mut tasks = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut all = Ok(());
        while let Some(ended) = tasks.join_next().await {
            all = all.and(settled(ended));
        }
        all
    }

    fn tasks(&self) -> MutexGuard<'_, JoinSet<Result<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn settled(ended: std::result::Result<Result<()>, JoinError>) -> Result<()> {
    match ended {
        Ok(settled) => settled,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // Nobody takes one of them off the wire.
            Err(_) => Ok(()),
        },
    }
}
