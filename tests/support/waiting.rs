//! Sees who waits for a lock, so that a test can go on at that moment.

use sea_orm::{ConnectionTrait, Statement};

use super::app::TestApp;

impl TestApp {
    /// Whether a session of this PostgreSQL database waits for a lock right now.
    pub async fn somebody_waits(&self) -> bool {
        let db = self.core.db().reader();
        let sql = "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let row = db
            .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
            .await
            .expect("the sessions can be seen")
            .expect("a count is a row");
        row.try_get_by_index::<i64>(0).expect("a number") > 0
    }
}
