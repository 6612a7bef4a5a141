//! Readers: each row once, in order, whatever fails and however many read.

use std::sync::Arc;

use mulin_domain::Error;
use mulin_domain::journal::{read, sequence};
use mulin_domain::tx::{Body, Tx};
use mulin_entities::journal;

use super::steps::*;
use crate::both_databases;

/// Writes down what it is given, and then fails.
fn stumble<'t>(tx: &'t mut Tx, page: &'t [journal::Model]) -> Body<'t, ()> {
    Box::pin(async move {
        note(tx, page).await?;
        Err(Error::internal("the reader stumbles"))
    })
}

/// Notices that it was called.
fn nothing<'t>(_: &'t mut Tx, _: &'t [journal::Model]) -> Body<'t, ()> {
    Box::pin(async { Ok(()) })
}

/// What must have been written down of so many rows: each once, in order.
fn all(count: i64) -> Vec<(i64, i64)> {
    (1..=count).map(|place| (place, place)).collect()
}

both_databases!(
    a_reader_gets_every_row_once_in_order_a_page_at_a_time,
    |app| {
        prepare_notes(&app).await;
        assert!(!read(&app.core, "notes", note).await.expect("read"));
        assert_eq!(
            cursor(&app, "notes").await,
            None,
            "an empty journal writes nothing"
        );
        append_many(&app, 1_201).await;
        assert!(
            !read(&app.core, "notes", note).await.expect("read"),
            "no position, no row"
        );
        while sequence(&app.core).await.expect("given") > 0 {}
        for expected in [500, 1_000, 1_201] {
            assert!(read(&app.core, "notes", note).await.expect("read"));
            assert_eq!(cursor(&app, "notes").await, Some(expected));
        }
        assert!(!read(&app.core, "notes", note).await.expect("read"));
        assert_eq!(notes(&app).await, all(1_201));
    }
);

both_databases!(
    a_handler_that_fails_leaves_cursor_and_tables_as_they_were,
    |app| {
        prepare_notes(&app).await;
        append_many(&app, 3).await;
        sequence(&app.core).await.expect("given");
        for _ in 0..3 {
            let failed = read(&app.core, "notes", stumble).await;
            assert!(matches!(failed, Err(Error::Internal(_))), "{failed:?}");
            assert_eq!(notes(&app).await, []);
            assert_eq!(cursor(&app, "notes").await, None);
        }
        assert!(read(&app.core, "notes", note).await.expect("read"));
        append_many(&app, 2).await;
        sequence(&app.core).await.expect("given");
        read(&app.core, "notes", stumble)
            .await
            .expect_err("it stumbles");
        assert_eq!(cursor(&app, "notes").await, Some(3));
        assert!(read(&app.core, "notes", note).await.expect("read"));
        assert_eq!(notes(&app).await, all(5));
    }
);

both_databases!(readers_do_not_know_of_each_other, |app| {
    prepare_notes(&app).await;
    append_many(&app, 4).await;
    sequence(&app.core).await.expect("given");
    assert!(read(&app.core, "other", nothing).await.expect("read"));
    read(&app.core, "stumbling", stumble)
        .await
        .expect_err("it stumbles");
    assert!(read(&app.core, "notes", note).await.expect("read"));
    assert_eq!(notes(&app).await, all(4));
    assert_eq!(cursor(&app, "other").await, Some(4));
    assert_eq!(cursor(&app, "stumbling").await, None);
});

both_databases!(one_reader_of_several_processes_gets_each_row_once, |app| {
    prepare_notes(&app).await;
    append_many(&app, 2_600).await;
    while sequence(&app.core).await.expect("given") > 0 {}
    let processes = [another_process(&app).await, another_process(&app).await];
    let app = Arc::new(app);
    let cores = processes.iter().chain([&app.core]).cloned();
    let rounds = cores
        .cycle()
        .take(18)
        .map(|core| tokio::spawn(async move { read(&core, "notes", note).await }));
    for round in rounds.collect::<Vec<_>>() {
        round
            .await
            .expect("a round ends")
            .expect("and fails nowhere");
    }
    while read(&app.core, "notes", note).await.expect("read") {}
    assert_eq!(notes(&app).await, all(2_600));
    for core in processes {
        core.db().clone().close().await.expect("it closes");
    }
});
