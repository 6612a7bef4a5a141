//! What the answers to an event, and who was checked in, must be by the rules alone: the journal of
//! the event, replayed one row after the other. Every row that is not what the rules say fails, and
//! so does a row that is missing.

/// Fails the replay unless it holds.
macro_rules! ensure {
    ($holds:expr, $($why:tt)+) => {
        if !$holds {
            return Err(format!($($why)+));
        }
    };
}

mod answers;
mod books;
mod compare;
#[cfg(test)]
mod doctored;
mod doors;
mod edits;
pub mod lost;
mod queue;
pub mod terms;

use std::collections::HashMap;

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

pub use compare::assert_adds_up;

use self::books::Books;
use self::doors::Doors;
use self::terms::{Asked, History};
use super::steps::rsvps_of;
use crate::support::app::TestApp;

/// Why something is not what the rules say.
pub type Told<T = ()> = Result<T, String>;

/// An event, its answers and its check-ins.
pub struct Model {
    books: Books,
    doors: Doors,
    /// The most seats that were ever held while the capacity was what it is at the end.
    pub most_taken: i32,
    /// Everybody who moved up, in order.
    pub promoted: Vec<RsvpId>,
}

impl Model {
    /// Replays everything that the journal tells of the event, whose capacity was first this, and
    /// whose terms were always what they are.
    pub async fn replay(app: &TestApp, event: EventId, capacity: Option<i32>) -> Self {
        let history = History::fixed(Asked::read(app, event).await.1);
        let log = journal_since(app, 0).await;
        let model = Self::of(app, event, capacity, history, &log).await;
        model.unwrap_or_else(|why| panic!("{event:?}: {why}"))
    }

    /// Replays these rows, of an event whose terms changed as this tells.
    pub async fn of(
        app: &TestApp,
        event: EventId,
        capacity: Option<i32>,
        history: History,
        log: &[journal::Model],
    ) -> Told<Self> {
        let settings = app.core.settings();
        // Where nights do not count, the end of an offer is plain to say.
        let ends_are_plain = settings.quiet_from == settings.quiet_until;
        let answers = rsvps_of(app, event).await;
        let homes = answers.iter().map(|row| (row.person_id, row.household_id));
        let books = Books::new(event, capacity, history, homes.collect(), ends_are_plain);
        Self::run(books, log)
    }

    fn run(mut books: Books, log: &[journal::Model]) -> Told<Self> {
        let mut doors = Doors::new(books.event);
        books.expect_moves(log);
        for row in log {
            let noted = match row.subject_kind.as_str() {
                "check_in" => doors.note(row, &books),
                _ => books.note(row),
            };
            noted.map_err(|why| format!("{} {} {}: {why}", row.seq, row.verb, row.subject_id))?;
        }
        books.must_be_settled()?;
        Ok(Self {
            most_taken: books.most_taken,
            promoted: books.promoted.clone(),
            books,
            doors,
        })
    }

    /// Compares with the tables as they are now.
    pub async fn assert_is_what_stands(&self, app: &TestApp) {
        let stands = compare::answers(&self.books, app).await;
        stands.unwrap_or_else(|why| panic!("{:?}: {why}", self.books.event));
    }

    /// Compares who was checked in with the tables as they are now; these came without an answer.
    pub async fn assert_was_let_in(&self, app: &TestApp, walk_ins: &HashMap<CheckInId, PersonId>) {
        let stands = compare::doors(&self.books, &self.doors, app, walk_ins).await;
        stands.unwrap_or_else(|why| panic!("{:?}: {why}", self.books.event));
    }
}

/// What happened after this row, in the order it was written.
pub async fn journal_since(app: &TestApp, seq: i64) -> Vec<journal::Model> {
    journal::Entity::find()
        .filter(journal::Column::Seq.gt(seq))
        .order_by_asc(journal::Column::Seq)
        .all(app.core.db().writer())
        .await
        .expect("the database answers")
}

/// The last row that was written; 0 before the first.
pub async fn last_seq(app: &TestApp) -> i64 {
    let last = journal::Entity::find()
        .order_by_desc(journal::Column::Seq)
        .one(app.core.db().writer())
        .await;
    let last = last.expect("the database answers");
    last.map_or(0, |row| row.seq)
}
