//! Writes batches while the next ones are made.

use anyhow::{Context, Result};
use mulin_domain::dialect;
use sea_orm::{DatabaseConnection, TransactionTrait};
use tokio::task::JoinSet;

use super::Report;
use crate::seed::batch::{Batch, Counts};

/// Rows a transaction: far below the statement time-out, far above the cost of a commit.
pub(super) const ROWS_A_BATCH: usize = 10_000;
/// Transactions at once. SQLite's one writer takes them in turn.
const AT_ONCE: usize = 3;

/// Writes batches, some at once, each in a transaction.
pub(super) struct Writer<'a> {
    db: DatabaseConnection,
    report: Report<'a>,
    under_way: JoinSet<Result<(Counts, u64)>>,
    counts: Counts,
}

impl<'a> Writer<'a> {
    /// Writes to that database.
    pub fn new(db: DatabaseConnection, report: Report<'a>) -> Self {
        Self {
            db,
            report,
            under_way: JoinSet::new(),
            counts: Counts::default(),
        }
    }

    /// Hands a batch over, which holds so much of [`super::LoadPlan::size`]; waits while enough are
    /// under way. Batches under way at once must not refer to each other.
    pub async fn submit(&mut self, batch: Batch, size: u64) -> Result<()> {
        while self.under_way.len() >= AT_ONCE {
            self.settle_one().await?;
        }
        let db = self.db.clone();
        self.under_way.spawn(async move {
            let transaction = db.begin().await.context("cannot begin a transaction")?;
            dialect::leave_references_unchecked(&transaction).await?;
            let counts = batch.write(&transaction).await.context("cannot write")?;
            transaction.commit().await.context("cannot commit")?;
            Ok((counts, size))
        });
        Ok(())
    }

    /// Waits until everything handed over is committed.
    pub async fn drain(&mut self) -> Result<()> {
        while !self.under_way.is_empty() {
            self.settle_one().await?;
        }
        Ok(())
    }

    /// Waits for the rest, and answers what was written in all.
    pub async fn finish(mut self) -> Result<Counts> {
        self.drain().await?;
        Ok(self.counts)
    }

    async fn settle_one(&mut self) -> Result<()> {
        if let Some(done) = self.under_way.join_next().await {
            let (counts, size) = done.context("a writer panicked")??;
            self.counts.add(counts);
            (self.report)(size);
        }
        Ok(())
    }
}
