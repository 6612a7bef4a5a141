//! Callers who wait side by side are served together.
//!
//! Each lane is a queue with at most one server. Whoever comes to an idle lane is served at once;
//! whoever comes while it is busy is taken with all others who came meanwhile. So a lone caller waits
//! for nobody, and a rush shares what one transaction or statement costs. Where callers come back as soon
//! as they were answered, a breath after a batch lets them come together again: without it they fall
//! apart into two halves, one of which is served while the other is on its way.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// Queues of callers, each in order of arrival.
pub struct Lanes<T> {
    lanes: Box<[Mutex<Lane<T>>]>,
    /// Callers who may wait in one lane.
    capacity: usize,
    /// Callers who are taken together.
    together: usize,
    /// How long a lane waits after it served several at once.
    breath: Duration,
    /// Callers who were sent on and are not done.
    aside: AtomicUsize,
    idle: Notify,
}

/// As long as it lives, a caller who was sent on is not done.
pub struct Aside<T>(Arc<Lanes<T>>);

impl<T> Drop for Aside<T> {
    fn drop(&mut self) {
        self.0.aside.fetch_sub(1, Ordering::AcqRel);
        self.0.idle.notify_waiters();
    }
}

struct Lane<T> {
    waiting: VecDeque<T>,
    /// Whether somebody serves the lane now.
    served: bool,
}

impl<T: Send + 'static> Lanes<T> {
    /// So many lanes, each for `capacity` callers who wait, of whom at most `together` are taken at
    /// once.
    pub fn new(lanes: usize, capacity: usize, together: usize) -> Self {
        let lane = || {
            Mutex::new(Lane {
                waiting: VecDeque::new(),
                served: false,
            })
        };
        Self {
            lanes: std::iter::repeat_with(lane).take(lanes.max(1)).collect(),
            capacity,
            together: together.max(1),
            breath: Duration::ZERO,
            aside: AtomicUsize::new(0),
            idle: Notify::new(),
        }
    }

    /// The same, with so long a breath after each batch of several.
    #[must_use]
    pub fn with_breath(mut self, breath: Duration) -> Self {
        self.breath = breath;
        self
    }

    /// Joins the lane of the key. Callers with the same key are served in order of arrival. Gives
    /// back who comes to a full lane.
    ///
    /// An idle lane gets a task that serves it until nobody waits; `serve` gets each batch. Who
    /// stops waiting is served all the same.
    pub fn join<F, S>(self: &Arc<Self>, key: u128, caller: T, serve: F) -> Result<(), T>
    where
        F: Fn(Vec<T>) -> S + Send + 'static,
        S: Future<Output = ()> + Send + 'static,
    {
        let number = usize::try_from(key % self.lanes.len() as u128).unwrap_or(0);
        {
            let mut lane = self.lane(number);
            if lane.waiting.len() >= self.capacity {
                return Err(caller);
            }
            lane.waiting.push_back(caller);
            if std::mem::replace(&mut lane.served, true) {
                return Ok(());
            }
        }
        let lanes = self.clone();
        tokio::spawn(async move {
            let mut served = 0;
            loop {
                // Whoever is about to join comes along.
                if served > 1 && !lanes.breath.is_zero() {
                    tokio::time::sleep(lanes.breath).await;
                } else {
                    tokio::task::yield_now().await;
                }
                let Some(batch) = lanes.take(number) else {
                    return;
                };
                served = batch.len();
                // In a task of its own: a panic drops the callers' channels, and not the lane.
                if let Err(error) = tokio::spawn(serve(batch)).await {
                    tracing::error!(%error, "a batch was lost");
                }
            }
        });
        Ok(())
    }

    /// Counts a caller of a batch whom the lane does not wait for.
    pub fn aside(self: &Arc<Self>) -> Aside<T> {
        self.aside.fetch_add(1, Ordering::AcqRel);
        Aside(self.clone())
    }

    /// Waits until nobody waits and nobody is served, aside or here.
    pub async fn drained(&self) {
        loop {
            let idle = self.idle.notified();
            tokio::pin!(idle);
            // From now on no notice is missed.
            idle.as_mut().enable();
            let idle_lanes = (0..self.lanes.len()).all(|number| !self.lane(number).served);
            if idle_lanes && self.aside.load(Ordering::Acquire) == 0 {
                return;
            }
            idle.await;
        }
    }

    /// Those who are served next; none ends the service.
    fn take(&self, number: usize) -> Option<Vec<T>> {
        let mut lane = self.lane(number);
        let count = lane.waiting.len().min(self.together);
        if count == 0 {
            lane.served = false;
            drop(lane);
            self.idle.notify_waiters();
            return None;
        }
        Some(lane.waiting.drain(..count).collect())
    }

    fn lane(&self, number: usize) -> MutexGuard<'_, Lane<T>> {
        self.lanes[number]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::{mpsc, oneshot};

    /// Tells each batch, and goes on when it is let.
    type Turn = (Vec<u32>, oneshot::Sender<()>);

    fn serve(
        told: mpsc::UnboundedSender<Turn>,
    ) -> impl Fn(Vec<u32>) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> + Clone {
        move |batch| {
            let told = told.clone();
            Box::pin(async move {
                let (go, wait) = oneshot::channel();
                told.send((batch, go)).unwrap();
                // Whoever drops it lets go as well.
                let _ = wait.await;
            })
        }
    }

    #[tokio::test]
    async fn who_comes_meanwhile_is_served_together_in_order() {
        let lanes = Arc::new(Lanes::new(1, 4, 3));
        let (told, mut turns) = mpsc::unbounded_channel();
        let serve = serve(told);
        lanes.join(7, 1, serve.clone()).unwrap();
        let (first, go) = turns.recv().await.unwrap();
        assert_eq!(first, [1]);
        for caller in 2..=5 {
            lanes.join(7, caller, serve.clone()).unwrap();
        }
        assert_eq!(lanes.join(7, 6, serve.clone()), Err(6), "the lane is full");
        go.send(()).unwrap();
        let (second, go) = turns.recv().await.unwrap();
        assert_eq!(second, [2, 3, 4]);
        go.send(()).unwrap();
        let (third, go) = turns.recv().await.unwrap();
        assert_eq!(third, [5]);
        go.send(()).unwrap();
        lanes.drained().await;
        let aside = lanes.aside();
        let mut drained = Box::pin(lanes.drained());
        let pending = std::future::poll_fn(|context| {
            std::task::Poll::Ready(drained.as_mut().poll(context).is_pending())
        });
        assert!(pending.await, "somebody is served aside");
        drop(aside);
        drained.await;
        lanes.join(7, 8, serve).unwrap();
        assert_eq!(
            turns.recv().await.unwrap().0,
            [8],
            "an idle lane starts anew"
        );
    }

    #[tokio::test]
    async fn several_who_come_back_within_a_breath_are_served_together() {
        let lanes = Arc::new(Lanes::new(1, 9, 9).with_breath(Duration::from_millis(300)));
        let (told, mut turns) = mpsc::unbounded_channel();
        let serve = serve(told);
        lanes.join(7, 1, serve.clone()).unwrap();
        let (_, go) = turns.recv().await.unwrap();
        lanes.join(7, 2, serve.clone()).unwrap();
        lanes.join(7, 3, serve.clone()).unwrap();
        go.send(()).unwrap();
        let (both, go) = turns.recv().await.unwrap();
        assert_eq!(both, [2, 3], "one alone is followed at once");
        go.send(()).unwrap();
        lanes.join(7, 4, serve.clone()).unwrap();
        // Far less than the breath, and enough for whoever would not take it.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        lanes.join(7, 5, serve).unwrap();
        assert_eq!(turns.recv().await.unwrap().0, [4, 5]);
    }

    #[tokio::test]
    async fn a_panic_ends_one_batch_and_not_the_lane() {
        let lanes = Arc::new(Lanes::new(2, 10, 10));
        let (told, mut turns) = mpsc::unbounded_channel();
        let fine = serve(told);
        let serve = move |batch: Vec<u32>| {
            let fine = fine.clone();
            async move {
                assert_ne!(batch, [13]);
                fine(batch).await;
            }
        };
        lanes.join(1, 13, serve.clone()).unwrap();
        lanes.drained().await;
        lanes.join(1, 14, serve).unwrap();
        assert_eq!(turns.recv().await.unwrap().0, [14]);
    }
}
