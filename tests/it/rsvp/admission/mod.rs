//! Many answers admitted together: each gets its own, and nobody pays for another's.

mod cost;
mod full;
mod order;
mod outcomes;
mod processes;

use mulin_domain::rsvp::{self, Answer, Party, RespondToEvent, WhenFull};
use mulin_domain::{Actor, Core, Error};
use mulin_entities::*;

use crate::factories::actor;
use crate::support::app::TestApp;

type Outcome = mulin_domain::Result<mulin_entities::rsvp::Model>;

/// One answer through the domain.
#[derive(Clone)]
struct One {
    actor: Actor,
    event: EventId,
    answer: Answer,
    adults: Option<i32>,
    when_full: WhenFull,
    key: Option<&'static str>,
}

impl One {
    fn go(actor: &Actor, event: EventId) -> Self {
        Self {
            actor: actor.clone(),
            event,
            answer: Answer::Going,
            adults: None,
            when_full: WhenFull::Waitlist,
            key: None,
        }
    }

    async fn send(self, core: Core) -> Outcome {
        let input = RespondToEvent {
            event_id: Ok(self.event),
            acting: mulin_domain::person::Acting::default(),
            answer: self.answer,
            party: self.adults.map(|adults| Party::of(adults, 0)),
            note: None,
            when_full: self.when_full,
            answers: None,
        };
        let key = self.key.map(str::to_owned);
        rsvp::respond_to_event(&core, &self.actor, input, key).await
    }
}

async fn actors(app: &TestApp, people: &[PersonId]) -> Vec<Actor> {
    let mut actors = Vec::with_capacity(people.len());
    for person in people {
        actors.push(actor(&app.core, *person).await);
    }
    actors
}

/// Sends all of them in this order, as fast as one task can: each joins its lane when it is polled
/// first. Gives what came of each.
async fn in_one_batch(core: &Core, ones: Vec<One>) -> Vec<Outcome> {
    let sends = ones.into_iter().map(|one| one.send(core.clone()));
    futures_in_order(sends.collect()).await
}

/// Polls all futures in order until each is done.
async fn futures_in_order<F: Future<Output = Outcome>>(futures: Vec<F>) -> Vec<Outcome> {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut results: Vec<Option<Outcome>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(move |context| {
        for (future, result) in futures.iter_mut().zip(&mut results) {
            if result.is_none()
                && let std::task::Poll::Ready(done) = future.as_mut().poll(context)
            {
                *result = Some(done);
            }
        }
        if results.iter().any(Option::is_none) {
            return std::task::Poll::Pending;
        }
        std::task::Poll::Ready(results.drain(..).flatten().collect())
    })
    .await
}

fn codes(outcomes: &[Outcome]) -> Vec<String> {
    let code = |outcome: &Outcome| match outcome {
        Ok(row) => row.state.as_str(),
        Err(Error::Refused(refusals)) => refusals[0].code().to_owned(),
        Err(other) => panic!("{other}"),
    };
    outcomes.iter().map(code).collect()
}
