//! Some thousand rows from writers who commit in any order, some of them never, while sequencers and
//! readers of two processes work: what was committed is what was seen, each row once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mulin_domain::Core;
use mulin_domain::journal::{read, sequence};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sea_orm::{DatabaseTransaction, DbBackend};

use super::steps::*;
use crate::both_databases;
use crate::support::app::TestApp;

const WRITERS: u64 = 5;
const TRANSACTIONS: usize = 180;

/// Begins, writes in and ends transactions at random, several at a time where the database can;
/// gives the rows that were committed.
async fn write(app: Arc<TestApp>, seed: u64) -> Vec<i64> {
    let mut rng = StdRng::seed_from_u64(seed);
    let open_at_once = match app.core.db().writer().get_database_backend() {
        DbBackend::Postgres => 4,
        _ => 1,
    };
    let stranger = stranger(&app, open_at_once).await;
    let mut open: Vec<(DatabaseTransaction, Vec<i64>)> = Vec::new();
    let (mut begun, mut committed) = (0, Vec::new());
    while begun < TRANSACTIONS || !open.is_empty() {
        let room = begun < TRANSACTIONS && open.len() < open_at_once as usize;
        if room && (open.is_empty() || rng.random_bool(0.5)) {
            let transaction = begin(&stranger).await;
            let mut rows = Vec::new();
            for _ in 0..rng.random_range(1..=6) {
                let subject = u128::from(rng.random::<u64>());
                rows.push(append(&app, &transaction, subject).await);
            }
            open.push((transaction, rows));
            begun += 1;
        } else {
            let (transaction, rows) = open.swap_remove(rng.random_range(0..open.len()));
            if rng.random_bool(0.1) {
                transaction.rollback().await.expect("it rolls back");
            } else {
                transaction.commit().await.expect("it commits");
                committed.extend(rows);
            }
        }
        tokio::task::yield_now().await;
    }
    stranger.close().await.expect("it closes");
    committed
}

/// Sequences and reads until the writers are done and nothing is left.
async fn follow(core: Core, writing: Arc<AtomicUsize>) {
    loop {
        // Asked first: what is committed before it is done must be found afterwards.
        let last = writing.load(Ordering::SeqCst) == 0;
        let given = sequence(&core).await.expect("positions are given");
        let found = read(&core, "notes", note).await.expect("rows are read");
        if last && given == 0 && !found {
            return;
        }
        tokio::task::yield_now().await;
    }
}

both_databases!(every_committed_row_is_seen_once, |app| {
    prepare_notes(&app).await;
    let other = another_process(&app).await;
    let app = Arc::new(app);
    let writing = Arc::new(AtomicUsize::new(WRITERS as usize));
    let writers: Vec<_> = (0..WRITERS)
        .map(|seed| {
            let (app, writing) = (app.clone(), writing.clone());
            tokio::spawn(async move {
                let committed = write(app, seed).await;
                writing.fetch_sub(1, Ordering::SeqCst);
                committed
            })
        })
        .collect();
    let followers = [&app.core, &other, &app.core, &other]
        .map(|core| tokio::spawn(follow(core.clone(), writing.clone())));
    let mut committed = BTreeSet::new();
    for writer in writers {
        committed.extend(writer.await.expect("a writer ends"));
    }
    for follower in followers {
        follower.await.expect("a follower ends");
    }
    assert!(committed.len() > 2_000, "{}", committed.len());

    let seen = notes(&app).await;
    let positions: Vec<i64> = seen.iter().map(|(position, _)| *position).collect();
    let expected: Vec<i64> = (1..).take(committed.len()).collect();
    assert_eq!(positions, expected, "dense, and each once");
    let seen: BTreeSet<i64> = seen.iter().map(|(_, seq)| *seq).collect();
    assert_eq!(seen, committed);
    let rows = rows(&app).await;
    assert_eq!(rows.len(), committed.len());
    assert!(rows.iter().all(|(_, position)| position.is_some()));
    other.db().clone().close().await.expect("it closes");
});
