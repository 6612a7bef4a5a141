//! The seeded database, through the product's own library.

use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::TimeDelta;
use mulin::app::{core_with, master_key};
use mulin::config::{Inputs, Mode, load};
use mulin::tokens::Tokens;
use mulin_domain::Core;
use mulin_domain::clock::{Clock, SystemClock, SystemEntropy};
use mulin_entities::{AreaId, PersonId};
use sea_orm::sqlx::{self, PgPool};
use uuid::Uuid;

/// The domain over the database that the environment names (`DATABASE_URL` and `MULIN_…`), as the
/// server opens it.
pub async fn open() -> Result<Core> {
    open_at(Arc::new(SystemClock)).await
}

/// The same with a clock of one's own.
pub async fn open_at(clock: Arc<dyn Clock>) -> Result<Core> {
    let mut loaded = load(Inputs {
        env: std::env::vars().collect(),
        mode: Mode::Production,
        needs_master_key: true,
        ..Inputs::default()
    })?;
    // A million guests are written, and counted, by one statement, which is none of the product's.
    loaded.config.database.statement_timeout_seconds = 600;
    let key = master_key::load(&loaded.config, Mode::Production).await?;
    core_with(&loaded.config, &key, clock, Arc::new(SystemEntropy)).await
}

/// The pool below.
pub fn pool(core: &Core) -> &PgPool {
    core.db().reader().get_postgres_connection_pool()
}

/// Somebody without any role.
pub struct Resident {
    /// Who.
    pub person: PersonId,
    /// The community that the person lives in: the neighbourhood whose events are listed.
    pub community: AreaId,
    /// The city.
    pub city: AreaId,
    /// A token, good for a day.
    pub token: String,
}

/// So many residents from all over the city, always the same, each with a token.
pub async fn residents(core: &Core, count: usize) -> Result<Vec<Resident>> {
    let rows: Vec<(Uuid, Uuid, Uuid)> = sqlx::query_as(
        "SELECT person.id, grid.parent_id, person.root_area_id FROM person
         JOIN area AS unit ON unit.id = person.unit_id
         JOIN area AS grid ON grid.id = unit.parent_id
         WHERE NOT EXISTS (SELECT FROM role_grant WHERE role_grant.person_id = person.id)
         ORDER BY md5(person.id::text) LIMIT $1",
    )
    .bind(i64::try_from(count)?)
    .fetch_all(pool(core))
    .await?;
    anyhow::ensure!(
        rows.len() == count,
        "only {} residents are there",
        rows.len()
    );
    let tokens = Tokens::new(core.clone());
    let mut residents = Vec::with_capacity(rows.len());
    for (person, community, city) in rows {
        let person = PersonId(person);
        residents.push(Resident {
            person,
            community: AreaId(community),
            city: AreaId(city),
            token: tokens.issue(person, None, TimeDelta::days(1)).await?,
        });
    }
    Ok(residents)
}

/// The version of the database.
pub async fn version(core: &Core) -> Result<String> {
    sqlx::query_scalar("SHOW server_version")
        .fetch_one(pool(core))
        .await
        .context("the database does not answer")
}
