//! What differs between the two databases: here and nowhere else.

use sea_orm::DbErr;
use sea_orm::{
    ConnectionTrait, DbBackend, RuntimeErr, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionSession, TransactionTrait, Value, sqlx,
};

/// How a command's transaction begins: SQLite takes its one write lock at once, because a
/// transaction that reads first and writes later fails when another wrote in between.
pub fn write_transaction(backend: DbBackend) -> TransactionOptions {
    match backend {
        DbBackend::Sqlite => TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        },
        // Every connection is told the isolation level when it is opened.
        _ => TransactionOptions::default(),
    }
}

/// A raw statement with `?` as the placeholder of both databases.
pub fn sql(
    connection: &impl ConnectionTrait,
    text: &str,
    values: impl IntoIterator<Item = Value>,
) -> Statement {
    let backend = connection.get_database_backend();
    match backend {
        DbBackend::Postgres => Statement::from_sql_and_values(backend, numbered(text), values),
        _ => Statement::from_sql_and_values(backend, text, values),
    }
}

/// `?` becomes `$1`, `$2`, … in order. Statements of ours hold no literal question mark.
fn numbered(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut number = 0;
    for piece in text.split_inclusive('?') {
        if let Some(head) = piece.strip_suffix('?') {
            number += 1;
            out.push_str(head);
            out.push('$');
            out.push_str(&number.to_string());
        } else {
            out.push_str(piece);
        }
    }
    out
}

/// Keys of a list, the last one repeated up to the next power of two: few texts then serve lists of all
/// lengths, and each is prepared once a connection.
pub fn padded<T: Clone>(keys: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut keys: Vec<T> = keys.into_iter().collect();
    if let Some(last) = keys.last().cloned() {
        keys.resize(keys.len().next_power_of_two(), last);
    }
    keys
}

/// So many placeholders, each written as `one`, with commas.
pub fn places(count: usize, one: &str) -> String {
    vec![one; count].join(", ")
}

/// ` FOR SHARE`, where rows have locks.
pub fn for_share(connection: &impl ConnectionTrait) -> &'static str {
    match connection.get_database_backend() {
        DbBackend::Postgres => " FOR SHARE",
        _ => "",
    }
}

/// ` FOR SHARE SKIP LOCKED`, likewise: rows that others hold are left out.
pub fn for_share_skip_locked(connection: &impl ConnectionTrait) -> &'static str {
    match connection.get_database_backend() {
        DbBackend::Postgres => " FOR SHARE SKIP LOCKED",
        _ => "",
    }
}

/// ` FOR UPDATE` where rows have locks; SQLite's transaction already holds the only one.
pub fn for_update(connection: &impl ConnectionTrait) -> &'static str {
    match connection.get_database_backend() {
        DbBackend::Postgres => " FOR UPDATE",
        _ => "",
    }
}

/// ` FOR UPDATE` of one table of a join, likewise.
pub fn for_update_of(connection: &impl ConnectionTrait, table: &str) -> String {
    match connection.get_database_backend() {
        DbBackend::Postgres => format!(" FOR UPDATE OF {table}"),
        _ => String::new(),
    }
}

/// ` FOR UPDATE SKIP LOCKED`, likewise.
pub fn for_update_skip_locked(connection: &impl ConnectionTrait) -> &'static str {
    match connection.get_database_backend() {
        DbBackend::Postgres => " FOR UPDATE SKIP LOCKED",
        _ => "",
    }
}

/// Waits until no other transaction is in here, and keeps others out until this one ends. SQLite's
/// transaction is alone already.
pub async fn one_at_a_time(transaction: &impl ConnectionTrait, what: i64) -> Result<(), DbErr> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        let lock = sql(
            transaction,
            "SELECT pg_advisory_xact_lock(?)",
            [what.into()],
        );
        transaction.execute_raw(lock).await?;
    }
    Ok(())
}

/// ` FOR SHARE` of one table and then ` FOR UPDATE` of another, likewise: locks are taken in the order
/// in which they are asked for.
pub fn for_share_and_update(
    connection: &impl ConnectionTrait,
    shared: &str,
    updated: &str,
) -> String {
    match connection.get_database_backend() {
        DbBackend::Postgres => format!(" FOR SHARE OF {shared} FOR UPDATE OF {updated}"),
        _ => String::new(),
    }
}

/// The first rows of each of several lists in one statement. `list` selects one list, ordered and
/// limited, with `{key}` where the list's key belongs, once. PostgreSQL runs it as a lateral
/// subquery; SQLite, which has none, as one arm of a compound select a key.
pub fn first_of_each(
    connection: &impl ConnectionTrait,
    list: &str,
    keys: impl IntoIterator<Item = Value>,
) -> Statement {
    let keys: Vec<Value> = keys.into_iter().collect();
    let text = match connection.get_database_backend() {
        DbBackend::Postgres => {
            let values = vec!["(?)"; keys.len()].join(", ");
            let list = list.replace("{key}", "each.key");
            format!(
                "SELECT list.* FROM (VALUES {values}) AS each (key) CROSS JOIN LATERAL ({list}) AS list"
            )
        }
        _ => {
            let arm = format!("SELECT * FROM ({})", list.replace("{key}", "?"));
            vec![arm; keys.len()].join(" UNION ALL ")
        }
    };
    sql(connection, &text, keys)
}

/// The rows of a subquery as one text: a JSON array that holds an array of the columns, named
/// `line.…`, for each row; empty or null if there is none. It stands in a select list, so that a row
/// brings a list of its own along.
pub fn json_rows(connection: &impl ConnectionTrait, columns: &str, subquery: &str) -> String {
    let (all, each, cast) = match connection.get_database_backend() {
        DbBackend::Postgres => ("json_agg", "json_build_array", "::text"),
        _ => ("json_group_array", "json_array", ""),
    };
    format!("(SELECT {all}({each}({columns})){cast} FROM ({subquery}) AS line)")
}

/// A key as a literal, for places that take no parameter. It is sixteen bytes, never text.
pub fn id_literal(connection: &impl ConnectionTrait, id: uuid::Uuid) -> String {
    match connection.get_database_backend() {
        DbBackend::Postgres => format!("'{id}'::uuid"),
        _ => format!("x'{}'", id.simple()),
    }
}

/// The condition that an event's full-text index holds all the words that
/// [`crate::event::search::query_words`] gives, and its one value. Words hold letters and digits
/// only, so that no operator slips in. Without words nothing matches.
pub fn matches_search(backend: DbBackend, words: &[String]) -> (&'static str, String) {
    let quoted = |quote: char, between: &str| {
        let words: Vec<String> = words
            .iter()
            .map(|word| format!("{quote}{word}{quote}"))
            .collect();
        words.join(between)
    };
    match backend {
        DbBackend::Postgres => (
            "event.search_vector @@ to_tsquery('simple', ?)",
            quoted('\'', " & "),
        ),
        _ if words.is_empty() => ("? <> ''", String::new()),
        _ => (
            "lower(hex(event.id)) IN \
             (SELECT event_key FROM event_search WHERE event_search MATCH ?)",
            format!("words : ({})", quoted('"', " AND ")),
        ),
    }
}

/// Parameters that one statement may have: PostgreSQL counts them in 16 bits, SQLite is built with
/// `SQLITE_MAX_VARIABLE_NUMBER` at its default.
pub fn max_parameters(backend: DbBackend) -> usize {
    match backend {
        DbBackend::Postgres => 65_535,
        _ => 32_766,
    }
}

/// Leaves foreign keys unchecked until the transaction ends, for rows that are right by their
/// making: on PostgreSQL the checks are three quarters of what a bulk insert costs. Only a superuser
/// may ask for it; for anybody else, and on SQLite, where a check is cheap, they stay.
pub async fn leave_references_unchecked(transaction: &impl ConnectionTrait) -> Result<(), DbErr> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        let lifted = "SELECT set_config('session_replication_role', 'replica', true)
                      FROM pg_roles WHERE rolname = current_user AND rolsuper";
        transaction.execute_unprepared(lifted).await?;
    }
    Ok(())
}

/// Lets the planner look at the tables as they are now, after bulk work. Takes as long as it takes:
/// the statement time-out is lifted on PostgreSQL, and SQLite looks at a sample.
pub async fn analyze(connection: &impl TransactionTrait) -> Result<(), DbErr> {
    let transaction = connection.begin().await?;
    let statements: &[&str] = match transaction.get_database_backend() {
        DbBackend::Postgres => &["SET LOCAL statement_timeout = 0", "ANALYZE"],
        _ => &["PRAGMA analysis_limit = 1000", "ANALYZE", "PRAGMA optimize"],
    };
    for statement in statements {
        transaction.execute_unprepared(statement).await?;
    }
    transaction.commit().await
}

/// Whether the database took this transaction back because it and others waited for one another, and would
/// do it now (PostgreSQL, appendix A: 40P01 deadlock detected, 40001 serialization failure).
pub fn is_contended(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) =
        error
    else {
        return false;
    };
    let error = error.as_database_error();
    error
        .and_then(|error| error.code())
        .is_some_and(|code| ["40P01", "40001"].contains(&&*code))
}

/// Whether the database is away, rather than the statement wrong.
pub fn is_unavailable(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => {
            match error.as_ref() {
                sqlx::Error::Io(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::Tls(_) => true,
                // PostgreSQL, appendix A: 57P01 admin shutdown, 57P02 crash shutdown, 57P03 cannot
                // connect now, class 08 connection exceptions, 3D000 no such database, class 53
                // insufficient resources. SQLite's 5: another process holds the write lock for longer
                // than anybody waits for it.
                sqlx::Error::Database(error) => error.code().is_some_and(|code| {
                    code.starts_with("57P")
                        || code.starts_with("08")
                        || code.starts_with("53")
                        || code == "3D000"
                        || code == "5"
                }),
                _ => false,
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn placeholders_are_numbered_in_order() {
        assert_eq!(
            numbered("a = ? AND b IN (?, ?)"),
            "a = $1 AND b IN ($2, $3)"
        );
        assert_eq!(numbered("no placeholder"), "no placeholder");
    }
}
