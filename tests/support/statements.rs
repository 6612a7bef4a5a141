//! Writes down every statement that the app runs, to count and to explain them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use mulin::app::routes::{self, Migrated};
use mulin::config::Mode;
use mulin::worker::compose::Composer;
use mulin::worker::{Sender, Worker};
use mulin_domain::clock::SeededEntropy;
use mulin_domain::keys::Keyring;
use mulin_domain::{Core, followers};
use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};

use super::app::TestApp;

/// The statements that ran, with their values.
#[derive(Clone, Default)]
pub struct Statements(Arc<Mutex<Vec<Statement>>>);

impl Statements {
    /// Those since the last call.
    pub fn take(&self) -> Vec<Statement> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, statement: &Statement) {
        if !statement.sql.starts_with("EXPLAIN") {
            let mut statements = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            statements.push(statement.clone());
        }
    }
}

impl TestApp {
    /// From now on every statement of the domain, of requests and of the worker is written down.
    pub fn record_statements(&mut self) -> Statements {
        let statements = Statements::default();
        let notes = statements.clone();
        let db = self.core.db().clone().observed(move |ran| notes.note(ran));
        self.core = Core::new(
            db,
            self.clock.clone(),
            Arc::new(SeededEntropy::new(2)),
            Keyring::new(&[7; 32]),
            self.core.settings().clone(),
            followers::all(),
        );
        let migrated = Migrated::default();
        migrated.set();
        let none = Router::new();
        self.router = routes::router(&self.config, Mode::Dev, &self.core, &migrated, none)
            .expect("the routes can be made");
        let from = self.config.smtp.from.as_str().parse();
        let from = from.expect("the sender is an address");
        let composer = Composer::new(from, self.config.http.public_url.clone())
            .expect("the templates are sound");
        let sender = Sender::new(composer, self.mail.clone(), self.sms.clone(), 4);
        self.worker = Worker::new(self.core.clone(), sender, Duration::from_secs(1), 50);
        statements
    }

    /// The database's plan of a statement, a line a step. PostgreSQL is told to scan a whole table
    /// only where there is no other way, because it rightly does so with the few rows of a test.
    pub async fn explain(&self, statement: &Statement) -> Vec<String> {
        let transaction = self.core.db().writer().begin().await.expect("it begins");
        let backend = transaction.get_database_backend();
        let (prefix, column) = match backend {
            DbBackend::Postgres => ("EXPLAIN ", 0),
            _ => ("EXPLAIN QUERY PLAN ", 3),
        };
        if backend == DbBackend::Postgres {
            let setting = "SET LOCAL enable_seqscan = off";
            let set = transaction.execute_unprepared(setting).await;
            set.expect("the planner takes the setting");
        }
        let mut explained = statement.clone();
        explained.sql = format!("{prefix}{}", statement.sql);
        let rows = transaction
            .query_all_raw(explained)
            .await
            .unwrap_or_else(|error| panic!("{}: {error}", statement.sql));
        transaction.rollback().await.expect("it rolls back");
        rows.iter()
            .map(|row| row.try_get_by_index(column).expect("a step is text"))
            .collect()
    }

    /// Fails if one of the statements reads a whole one of the tables; answers how many it looked at.
    pub async fn assert_indexed(&self, statements: Vec<Statement>, tables: &[&str]) -> usize {
        let before = match self.core.db().reader().get_database_backend() {
            DbBackend::Postgres => "Seq Scan on ",
            _ => "SCAN ",
        };
        let reads_all = |step: &&String| {
            tables.iter().any(|table| {
                let rest = step.split(&format!("{before}{table}")).nth(1);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            })
        };
        let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
        let mut explained = 0;
        for statement in statements {
            let sql = &statement.sql;
            let mut words = sql.split(|letter: char| !is_letter(letter));
            if sql.starts_with("INSERT") || !words.any(|word| tables.contains(&word)) {
                continue;
            }
            let plan = self.explain(&statement).await;
            let whole: Vec<&String> = plan.iter().filter(reads_all).collect();
            assert!(whole.is_empty(), "{whole:?}\n{sql}\n{}", plan.join("\n"));
            explained += 1;
        }
        explained
    }
}
