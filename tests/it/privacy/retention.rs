//! What is kept no longer goes, category by category, and nothing else does.

use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::{journal as log, retention};
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::stage::{Everything, execute, put};
use crate::both_databases;
use crate::factories::{Town, consent_row, noted};
use crate::support::app::TestApp;
use crate::support::trace::{Trace, entry, texts};

/// Plans the clean-up as a start does, and does it.
async fn clean_up(app: &TestApp) {
    retention::plan(&app.core).await.expect("it can be planned");
    app.run_due_work().await;
}

async fn count(app: &TestApp, table: &str) -> i64 {
    let text = format!("SELECT CAST(count(*) AS text) FROM {table}");
    texts(app, &text).await[0].parse().expect("a number")
}

/// Sets a time of every row of a table.
async fn date(app: &TestApp, table: &str, column: &str, at: DateTime<Utc>) {
    let text = format!("UPDATE {table} SET {column} = ?");
    assert!(execute(app, &text, [at.into()]).await > 0, "{table}");
}

both_databases!(nothing_goes_before_its_time, |app| {
    let stage = Everything::about_lan(&app).await;
    app.run_due_work().await;
    let before = Trace::of(&app).await;
    clean_up(&app).await;
    execute(&app, "DELETE FROM due_work WHERE kind = 'RETENTION'", []).await;
    assert_eq!(Trace::of(&app).await, before);
    assert_eq!(count(&app, "session").await, 1, "{:?}", stage.lan);
});

both_databases!(each_category_goes_at_its_time, |app| {
    let _stage = Everything::about_lan(&app).await;
    let minute = TimeDelta::minutes(1);
    let day = TimeDelta::days(1);
    for (table, column, kept) in [
        ("idempotency", "created_at", day),
        ("sign_in_code", "expires_at", day),
        ("rate_limit", "window_ends_at", TimeDelta::zero()),
        ("session", "expires_at", day * 90),
        ("personal_link", "expires_at", day * 30),
        ("invitation_link", "expires_at", day * 30),
        ("calendar_feed", "revoked_at", day * 30),
        ("delivery", "settled_at", day * 180),
        ("sensitive_read", "at", day * 1095),
    ] {
        if table == "rate_limit" {
            let limit = rate_limit::Model {
                scope: "code".to_owned(),
                subject: vec![1; 32],
                window_ends_at: app.now(),
                used: 1,
            };
            put(&app, limit).await;
        }
        let rows = count(&app, table).await;
        assert!(rows > 0, "{table}");
        if table == "delivery" {
            execute(
                &app,
                "UPDATE delivery SET state = 'SENT', settled_at = created_at",
                [],
            )
            .await;
        }
        date(&app, table, column, app.now() - kept).await;
        clean_up(&app).await;
        assert_eq!(count(&app, table).await, rows, "{table} on its last day");
        // The next clean-up comes a day later by itself.
        app.advance(day - minute);
        app.run_due_work().await;
        assert_eq!(
            count(&app, table).await,
            rows,
            "{table} before the next clean-up"
        );
        app.advance(minute);
        app.run_due_work().await;
        assert_eq!(count(&app, table).await, 0, "{table}");
    }
    assert_eq!(
        count(&app, "refresh_token").await,
        0,
        "they go with their session"
    );
    assert_eq!(count(&app, "invitation").await, 1, "she stays invited");
    assert!(count(&app, "journal").await > 0);
});

both_databases!(a_session_goes_after_its_end_too, |app| {
    let _stage = Everything::about_lan(&app).await;
    execute(
        &app,
        "UPDATE session SET end_reason = 'REVOKED', ended_at = ?",
        [app.now().into()],
    )
    .await;
    date(
        &app,
        "session",
        "expires_at",
        app.now() + TimeDelta::days(300),
    )
    .await;
    app.advance(TimeDelta::days(89));
    clean_up(&app).await;
    assert_eq!(count(&app, "session").await, 1);
    app.advance(TimeDelta::days(2));
    app.run_due_work().await;
    assert_eq!(count(&app, "session").await, 0);
});

both_databases!(thousands_go_in_batches, |app| {
    for chunk in 0..5_u8 {
        let rows = (0..=255).flat_map(|low| (0..2).map(move |more| (low, more)));
        let rows = rows.map(|(low, more)| {
            let row = rate_limit::Model {
                scope: "code".to_owned(),
                subject: vec![chunk, low, more],
                window_ends_at: app.now() - TimeDelta::seconds(1),
                used: 1,
            };
            sea_orm::IntoActiveModel::into_active_model(row)
        });
        let written =
            rate_limit::Entity::insert_many(rows).exec_without_returning(app.core.db().writer());
        written.await.expect("rows are written");
    }
    assert_eq!(count(&app, "rate_limit").await, 2_560);
    clean_up(&app).await;
    assert_eq!(count(&app, "rate_limit").await, 0);
});

both_databases!(a_consent_that_nobody_confirmed_is_withdrawn, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let ming = town.resident(&app, "ming").await;
    let lapsing = noted(&app, town.steward, lan, ConsentPurpose::Photos).await;
    let confirmed = noted(&app, town.steward, ming, ConsentPurpose::Photos).await;
    crate::factories::confirms(&app, town.admin, confirmed.id).await;
    // Thirty days to confirm it, and thirty more.
    app.advance(TimeDelta::days(60));
    clean_up(&app).await;
    assert_eq!(consent_row(&app, lapsing.id).await.withdrawn_at, None);
    let end = app.journal_end().await;
    app.advance(TimeDelta::days(1));
    app.run_due_work().await;
    let row = consent_row(&app, lapsing.id).await;
    assert_eq!(
        (row.withdrawn_at, row.withdrawn_by),
        (Some(app.now()), None)
    );
    assert_eq!(consent_row(&app, confirmed.id).await.withdrawn_at, None);
    let told = app.journalled_since(end).await;
    let mut withdrawn = entry(
        "consent withdrawn",
        lapsing.id.0,
        lan,
        json!({ "person": lan, "purpose": "PHOTOS" }),
    );
    withdrawn.by = None;
    assert_eq!(told, [withdrawn]);
});

both_databases!(the_journal_goes_as_far_as_everybody_has_read_it, |app| {
    let _town = Town::found(&app).await;
    while log::sequence(&app.core).await.expect("positions are given") > 0 {}
    let rows = count(&app, "journal").await;
    let old = app.now() - TimeDelta::days(1827);
    date(&app, "journal", "at", old).await;
    // A reader that has handled three of them.
    let slow = journal_cursor::Model {
        reader: "slow".to_owned(),
        position: 3,
    };
    put(&app, slow).await;
    retention::plan(&app.core).await.expect("it can be planned");
    app.run_due_work().await;
    assert_eq!(count(&app, "journal").await, rows - 3);
    let left = journal::Entity::find()
        .filter(journal::COLUMN.position.lte(3))
        .count(app.core.db().reader());
    assert_eq!(left.await.expect("a count"), 0);
    // The slow one goes on; what is younger stays.
    execute(
        &app,
        "UPDATE journal_cursor SET position = ?",
        [rows.into()],
    )
    .await;
    let young = app.now() - TimeDelta::days(1825);
    let text = "UPDATE journal SET at = ? WHERE position = ?";
    execute(&app, text, [young.into(), rows.into()]).await;
    app.advance(TimeDelta::hours(24));
    app.run_due_work().await;
    assert_eq!(count(&app, "journal").await, 1);
});

both_databases!(
    an_operator_changes_how_long,
    with & [("MULIN_RETENTION__SENSITIVE_READS_DAYS", "10")],
    |app| {
        let _stage = Everything::about_lan(&app).await;
        app.advance(TimeDelta::days(9));
        clean_up(&app).await;
        assert_eq!(count(&app, "sensitive_read").await, 1);
        app.advance(TimeDelta::days(2));
        app.run_due_work().await;
        assert_eq!(count(&app, "sensitive_read").await, 0);
    }
);

both_databases!(work_of_a_category_that_is_gone_is_dropped, |app| {
    let work = due_work::Model {
        id: app.core.new_id(),
        kind: DueWorkKind::Retention,
        subject_id: uuid::Uuid::nil(),
        due_at: app.now(),
        generation: 0,
        attempts: 0,
    };
    put(&app, work).await;
    app.run_due_work().await;
    let left = due_work::Entity::find().filter(due_work::Column::SubjectId.eq(uuid::Uuid::nil()));
    assert_eq!(
        left.count(app.core.db().reader()).await.expect("a count"),
        0
    );
});
