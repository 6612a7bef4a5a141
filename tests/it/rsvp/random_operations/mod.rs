//! Whatever people do at once, in whatever order: the books balance, and the journal tells it all.
//!
//! How many operations: `MULIN_TEST_OPERATIONS`, or few enough for every run of the tests.

pub mod client;
mod doors;
mod era;
mod guests;
mod organisers;
mod way;
mod world;

pub use era::{Era, Mix, Seen};
pub use way::Way;
pub use world::World;

use std::sync::Arc;

use crate::both_databases;
use crate::support::app::TestApp;

/// Operations of a run unless told otherwise.
const FEW: usize = 1_500;
/// Operations on the same events.
const ERA: usize = 2_000;
/// Eras after which chance is no excuse any more for what did not happen.
pub const MOST_ERAS: u64 = 6;
/// Clients that work side by side.
pub const CLIENTS: usize = 8;

/// Nobody is turned away because the machine is busy, and offers end by night as by day.
pub const SETTINGS: &[(&str, &str)] = &[
    ("MULIN_DATABASE__ACQUIRE_TIMEOUT_SECONDS", "120"),
    ("MULIN_DATABASE__STATEMENT_TIMEOUT_SECONDS", "120"),
    ("MULIN_HTTP__REQUEST_TIMEOUT_SECONDS", "240"),
    ("MULIN_REMINDERS__QUIET_FROM", "00:00"),
    ("MULIN_REMINDERS__QUIET_UNTIL", "00:00"),
];

fn operations() -> usize {
    match std::env::var("MULIN_TEST_OPERATIONS") {
        Ok(text) => text.parse().expect("MULIN_TEST_OPERATIONS is a number"),
        Err(_) => FEW,
    }
}

async fn many(app: TestApp) {
    let world = Arc::new(World::found(app).await);
    // With less of each, too little happened to prove anything.
    let least = operations() / 100;
    let enough =
        |seen: &Seen| seen.promoted > least && seen.expired > least / 4 && seen.inside > least;
    let most = MOST_ERAS + (operations() / ERA) as u64;
    let (mut left, mut seen) = (operations(), Seen::default());
    for number in 0.. {
        // What is left, and beyond it as long as chance had too little happen.
        let count = match left.min(ERA) {
            0 if enough(&seen) || number >= most => break,
            0 => FEW,
            count => count,
        };
        let era = Era::begin(&world, Way::InProcess, Mix::EVERYTHING, number, count).await;
        seen += era.run().await.must_balance().await;
        left = left.saturating_sub(count);
    }
    assert!(enough(&seen), "only {seen:?}");
}

both_databases!(after_all_operations_the_books_balance, with SETTINGS, |app| {
    many(app).await;
});
