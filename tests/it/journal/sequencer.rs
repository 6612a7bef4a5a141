//! Positions: dense, given once, to committed rows only, and never waited for.

use std::sync::Arc;

use mulin_domain::journal::{read, sequence};

use super::steps::*;
use crate::both_databases;
use crate::support::app::TestApp;

/// SQLite has one writer, whose rows become visible in the order of their `seq`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_commits_late_is_seen_once_and_holds_nobody_up() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    prepare_notes(&app).await;
    let stranger = stranger(&app, 4).await;
    let (late, forever) = (begin(&stranger).await, begin(&stranger).await);
    let first = append(&app, &late, 1).await;
    append(&app, &forever, 2).await;
    let quick = begin(&stranger).await;
    let third = append(&app, &quick, 3).await;
    assert!(first < third);
    quick.commit().await.expect("it commits");

    assert_eq!(sequence(&app.core).await.expect("given"), 1);
    assert!(read(&app.core, "notes", note).await.expect("read"));
    assert_eq!(notes(&app).await, [(1, third)]);
    // Nothing more is visible: not to the sequencer, and not to the reader.
    assert_eq!(sequence(&app.core).await.expect("given"), 0);
    assert!(!read(&app.core, "notes", note).await.expect("read"));

    late.commit().await.expect("it commits");
    assert_eq!(sequence(&app.core).await.expect("given"), 1);
    assert!(read(&app.core, "notes", note).await.expect("read"));
    assert_eq!(notes(&app).await, [(1, third), (2, first)]);
    forever.rollback().await.expect("it rolls back");
    assert_eq!(sequence(&app.core).await.expect("given"), 0);
    assert_eq!(rows(&app).await, [(1, Some(2)), (3, Some(1))]);
}

both_databases!(what_is_rolled_back_leaves_no_gap, |app| {
    let stranger = stranger(&app, 1).await;
    for subject in 0..10 {
        let transaction = begin(&stranger).await;
        append(&app, &transaction, subject).await;
        if subject % 3 == 0 {
            transaction.rollback().await.expect("it rolls back");
        } else {
            transaction.commit().await.expect("it commits");
        }
    }
    assert_eq!(sequence(&app.core).await.expect("given"), 6);
    let subjects = [1, 2, 4, 5, 7, 8];
    let expected: Vec<_> = subjects.into_iter().zip((1..).map(Some)).collect();
    assert_eq!(rows(&app).await, expected);
    assert_eq!(cursor(&app, "sequencer").await, Some(6));
});

both_databases!(
    positions_are_given_a_page_at_a_time_and_go_on_where_they_stopped,
    |app| {
        append_many(&app, 1_001).await;
        for expected in [500, 500, 1, 0] {
            assert_eq!(sequence(&app.core).await.expect("given"), expected);
        }
        append_many(&app, 2).await;
        let other = another_process(&app).await;
        assert_eq!(sequence(&other).await.expect("given"), 2);
        let positions: Vec<_> = rows(&app).await.into_iter().map(|row| row.1).collect();
        assert_eq!(positions, (1..=1_003).map(Some).collect::<Vec<_>>());
        other.db().clone().close().await.expect("it closes");
    }
);

both_databases!(
    sequencers_of_several_processes_give_each_position_once,
    |app| {
        let processes = [another_process(&app).await, another_process(&app).await];
        let app = Arc::new(app);
        for _ in 0..4 {
            append_many(&app, 700).await;
            let cores = processes.iter().chain([&app.core]).cloned();
            let rounds = cores
                .cycle()
                .take(12)
                .map(|core| tokio::spawn(async move { sequence(&core).await }));
            for round in rounds.collect::<Vec<_>>() {
                round
                    .await
                    .expect("a round ends")
                    .expect("and fails nowhere");
            }
        }
        while sequence(&app.core).await.expect("given") > 0 {}
        let positions: Vec<_> = rows(&app).await.into_iter().map(|row| row.1).collect();
        assert_eq!(positions, (1..=2_800).map(Some).collect::<Vec<_>>());
        assert_eq!(cursor(&app, "sequencer").await, Some(2_800));
        for core in processes {
            core.db().clone().close().await.expect("it closes");
        }
    }
);

both_databases!(
    a_sequencer_that_dies_in_its_transaction_holds_nothing_up,
    |app| {
        append_many(&app, 3).await;
        let stranger = stranger(&app, 1).await;
        let dying = begin(&stranger).await;
        let lock = "INSERT INTO journal_cursor (reader, position) VALUES ('sequencer', 0)
        ON CONFLICT (reader) DO UPDATE SET position = 7";
        let locked = sea_orm::ConnectionTrait::execute_unprepared(&dying, lock).await;
        locked.expect("it takes the lock");
        drop(dying);
        // The connection is rolled back before anybody else can use it.
        stranger.close().await.expect("it closes");
        assert_eq!(sequence(&app.core).await.expect("given"), 3);
        assert_eq!(cursor(&app, "sequencer").await, Some(3));
    }
);
