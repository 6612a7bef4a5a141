//! Deletes what is kept no longer: a job a category, each on its own day after day.
//!
//! A job takes a thousand rows a transaction, found by an index, so that it holds nothing up; and it
//! renews its lease with each, so that two workers never do the same.

use chrono::TimeDelta;
use mulin_entities::{DueWorkKind, Via, consent, journal_cursor};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value,
};
use uuid::Uuid;

use crate::actor::Actor;
use crate::change::What;
use crate::core::{Core, Retention};
use crate::due_work::{self, Held};
use crate::error::Result;
use crate::idempotency::REMEMBERED;
use crate::tx::{CommandResult, Tx};
use crate::{dialect, signing_keys};

/// Rows that one transaction takes.
const BATCH: u64 = 1_000;

/// Something that is kept for a time.
struct Category {
    /// Names its row of due work.
    subject: u128,
    /// Its name in the log.
    name: &'static str,
    what: Kept,
}

/// What is kept, and for how long.
enum Kept {
    /// Rows that are deleted once one of their times is so long ago.
    Rows {
        table: &'static str,
        /// The primary key's columns.
        key: &'static str,
        /// The times, each with an index.
        since: &'static [&'static str],
        time: fn(&Retention) -> TimeDelta,
    },
    /// Consents that nobody confirmed in time: they are withdrawn, and stay in the ledger.
    LapsedConsents,
    /// Keys that nobody's token can be signed by any more.
    SigningKeys,
    /// The journal, as far as all its readers have read it.
    Journal,
}

const CATEGORIES: [Category; 13] = [
    rows(1, "idempotency", "actor_id, key", &["created_at"], |_| {
        REMEMBERED
    }),
    rows(2, "sign_in_code", "id", &["expires_at"], |_| {
        TimeDelta::days(1)
    }),
    rows(
        3,
        "rate_limit",
        "scope, subject",
        &["window_ends_at"],
        |_| TimeDelta::zero(),
    ),
    // Their refresh tokens go with them.
    rows(4, "session", "id", &["expires_at", "ended_at"], |kept| {
        kept.sessions
    }),
    rows(5, "personal_link", "id", &["expires_at"], |kept| {
        kept.personal_links
    }),
    rows(6, "delivery", "id", &["settled_at"], |kept| kept.deliveries),
    rows(7, "sensitive_read", "id", &["at"], |kept| {
        kept.sensitive_reads
    }),
    Category {
        subject: 8,
        name: "lapsed consent",
        what: Kept::LapsedConsents,
    },
    Category {
        subject: 9,
        name: "signing_key",
        what: Kept::SigningKeys,
    },
    Category {
        subject: 10,
        name: "journal",
        what: Kept::Journal,
    },
    // Whom they have invited stay so.
    rows(11, "invitation_link", "id", &["expires_at"], |kept| {
        kept.personal_links
    }),
    // As long as the messages that they may answer.
    rows(15, "inbound_text", "id", &["received_at"], |kept| {
        kept.deliveries
    }),
    rows(16, "calendar_feed", "id", &["revoked_at"], |kept| {
        kept.personal_links
    }),
];

const fn rows(
    subject: u128,
    table: &'static str,
    key: &'static str,
    since: &'static [&'static str],
    time: fn(&Retention) -> TimeDelta,
) -> Category {
    Category {
        subject,
        name: table,
        what: Kept::Rows {
            table,
            key,
            since,
            time,
        },
    }
}

/// Plans each category's daily clean-up, if nobody has yet.
pub async fn plan(core: &Core) -> Result<()> {
    core.transact(&Actor::System, |tx| {
        Box::pin(async move {
            for category in &CATEGORIES {
                let subject = Uuid::from_u128(category.subject);
                due_work::plan_once(tx, DueWorkKind::Retention, subject, tx.now()).await?;
            }
            Ok(())
        })
    })
    .await
}

/// Cleans one category up, and comes again tomorrow.
pub async fn run(core: &Core, held: &Held) -> Result<()> {
    let subject = held.subject_id.as_u128();
    let category = CATEGORIES.iter().find(|one| one.subject == subject);
    let mut gone = 0;
    if let Some(category) = category {
        loop {
            let batch = batch(core, held, category).await?;
            gone += batch.rows;
            if !batch.more {
                break;
            }
        }
        if gone > 0 {
            tracing::info!(category = category.name, rows = gone, "kept no longer");
        }
    }
    let (held, known) = (held.clone(), category.is_some());
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            if !known {
                return due_work::complete(tx, &held).await;
            }
            if due_work::hold(tx, &held).await? {
                let tomorrow = tx.now() + TimeDelta::days(1);
                due_work::plan(tx, held.kind, held.subject_id, tomorrow).await?;
            }
            Ok(())
        })
    })
    .await
}

/// What one transaction took.
#[derive(Default)]
struct Batch {
    rows: u64,
    /// Whether there may be more.
    more: bool,
}

impl Batch {
    fn add(&mut self, rows: u64) {
        self.rows += rows;
        self.more |= rows >= BATCH;
    }
}

impl CommandResult for Batch {
    fn result_id(&self) -> Option<Uuid> {
        None
    }
}

async fn batch(core: &Core, held: &Held, category: &'static Category) -> Result<Batch> {
    let held = held.clone();
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let mut batch = Batch::default();
            if !due_work::hold(tx, &held).await? {
                return Ok(batch);
            }
            let kept = tx.core().settings().retention;
            match &category.what {
                Kept::Rows {
                    table,
                    key,
                    since,
                    time,
                } => {
                    let before = tx.now() - time(&kept);
                    for since in *since {
                        let text = format!(
                            "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} \
                             WHERE {since} < ? ORDER BY {since} LIMIT {BATCH})"
                        );
                        batch.add(delete(tx, &text, [before.into()]).await?);
                    }
                }
                Kept::LapsedConsents => batch.add(withdraw_lapsed(tx).await?),
                Kept::SigningKeys => batch.rows = signing_keys::forget_retired(tx).await?,
                Kept::Journal => batch.add(shorten_journal(tx).await?),
            }
            Ok(batch)
        })
    })
    .await
}

async fn delete(tx: &Tx, text: &str, values: impl IntoIterator<Item = Value>) -> Result<u64> {
    let statement = dialect::sql(tx.db(), text, values);
    Ok(tx.db().execute_raw(statement).await?.rows_affected())
}

/// A consent that nobody confirmed has not counted since its time was over; now it says so.
async fn withdraw_lapsed(tx: &mut Tx) -> Result<u64> {
    let before = tx.now() - tx.core().settings().retention.lapsed_consents;
    let lapsed = consent::Entity::find()
        .filter(consent::Column::ConfirmBy.lt(before))
        .filter(consent::Column::ConfirmedAt.is_null())
        .filter(consent::Column::WithdrawnAt.is_null())
        .order_by_asc(consent::Column::Id)
        .limit(BATCH)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    consent::Entity::update_many()
        .col_expr(consent::Column::WithdrawnAt, Expr::value(tx.now()))
        .col_expr(consent::Column::WithdrawnVia, Expr::value(Via::App))
        .filter(consent::Column::Id.is_in(lapsed.iter().map(|row| row.id)))
        .exec(tx.db())
        .await?;
    for row in &lapsed {
        let withdrawn = What::ConsentWithdrawn {
            consent_id: row.id,
            person_id: row.person_id,
            purpose: row.purpose,
        };
        tx.record(row.root_area_id, withdrawn);
    }
    Ok(lapsed.len() as u64)
}

/// Only from the journal's start, and only what nobody is still to read: a row that was committed
/// late, behind younger ones, stays with them.
async fn shorten_journal(tx: &Tx) -> Result<u64> {
    let slowest: Option<i64> = journal_cursor::Entity::find()
        .select_only()
        .column(journal_cursor::Column::Position)
        .order_by_asc(journal_cursor::Column::Position)
        .into_tuple()
        .one(tx.db())
        .await?;
    let before = tx.now() - tx.core().settings().retention.journal;
    let text = format!(
        "DELETE FROM journal WHERE seq IN (SELECT oldest.seq FROM \
            (SELECT seq, at FROM journal WHERE position <= ? ORDER BY position LIMIT {BATCH}) \
            AS oldest WHERE oldest.at < ?)"
    );
    let values = [slowest.unwrap_or(0).into(), before.into()];
    delete(tx, &text, values).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_a_subject_of_its_own() {
        let mut subjects = CATEGORIES.map(|category| category.subject).to_vec();
        subjects.sort_unstable();
        subjects.dedup();
        assert_eq!(subjects.len(), CATEGORIES.len());
    }
}
