//! The operations that run on one socket.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{BoxStream, Stream};

struct Running<T> {
    id: String,
    stream: BoxStream<'static, T>,
}

/// A few streams by their ids. Each is asked in turn, so that a busy one silences none.
pub struct Subscriptions<T> {
    running: Vec<Running<T>>,
    next: usize,
}

impl<T> Subscriptions<T> {
    /// None yet.
    pub fn new() -> Self {
        Self {
            running: Vec::new(),
            next: 0,
        }
    }

    /// How many run.
    pub fn len(&self) -> usize {
        self.running.len()
    }

    /// Whether one with this id runs.
    pub fn contains(&self, id: &str) -> bool {
        self.running.iter().any(|one| one.id == id)
    }

    /// Starts one.
    pub fn insert(&mut self, id: String, stream: BoxStream<'static, T>) {
        self.running.push(Running { id, stream });
    }

    /// Ends one; what is gone already is no fault.
    pub fn remove(&mut self, id: &str) {
        self.running.retain(|one| one.id != id);
    }

    /// The next item of any, or the end of one, which is gone then. Waits while none runs.
    pub async fn next(&mut self) -> (String, Option<T>) {
        std::future::poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<(String, Option<T>)> {
        let count = self.running.len();
        for step in 0..count {
            let index = (self.next + step) % count;
            let one = &mut self.running[index];
            if let Poll::Ready(item) = Pin::new(&mut one.stream).poll_next(cx) {
                self.next = index + 1;
                let id = match item {
                    Some(_) => one.id.clone(),
                    None => self.running.remove(index).id,
                };
                return Poll::Ready((id, item));
            }
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::{FutureExt, StreamExt, stream};

    #[test]
    fn everybody_has_a_turn_and_the_end_is_told_once() {
        let mut all = Subscriptions::new();
        all.insert("a".to_owned(), stream::repeat(1).boxed());
        all.insert("b".to_owned(), stream::iter([2]).boxed());
        let mut heard = || all.next().now_or_never();
        assert_eq!(heard(), Some(("a".to_owned(), Some(1))));
        assert_eq!(heard(), Some(("b".to_owned(), Some(2))));
        assert_eq!(heard(), Some(("a".to_owned(), Some(1))));
        assert_eq!(heard(), Some(("b".to_owned(), None)));
        assert_eq!(heard(), Some(("a".to_owned(), Some(1))));
        assert!(all.contains("a") && !all.contains("b"));
        all.remove("a");
        assert_eq!((all.len(), all.next().now_or_never()), (0, None));
    }
}
