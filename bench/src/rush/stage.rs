//! Fresh events, and what must be true after a rush on them.

use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use mulin_domain::event::{CreateEvent, PublishEvent, RsvpTerms, create_event, publish_event};
use mulin_domain::{Actor, Core, person};
use mulin_entities::{AreaId, EventId, EventKind, PersonId, Visibility};
use sea_orm::sqlx;
use uuid::Uuid;

use crate::database::{Resident, pool};

/// Events of one round.
pub struct Events {
    /// What the ids begin with; the last twelve digits count the events.
    pub prefix: String,
    /// All of them.
    pub ids: Vec<EventId>,
}

/// The city with its administrator.
pub struct Stage {
    admin: Actor,
    city: AreaId,
    seats: i32,
    events: AtomicI64,
}

impl Stage {
    /// Finds the administrator, and gives the residents numbers for pgbench.
    pub async fn set(core: &Core, residents: &[Resident], seats: i32) -> Result<Self> {
        let (admin, city): (Uuid, Uuid) =
            sqlx::query_as("SELECT person_id, area_id FROM role_grant WHERE role = 'ADMIN'")
                .fetch_one(pool(core))
                .await?;
        let admin =
            person::store::actor(core.db().reader(), PersonId(admin), None, core.now()).await?;
        let people: Vec<Uuid> = residents.iter().map(|who| who.person.0).collect();
        sqlx::query(
            "CREATE TABLE bench_resident AS
             SELECT n, person.id AS person_id, household_id, unit_id, root_area_id
             FROM unnest($1::uuid[]) WITH ORDINALITY AS each (id, n) JOIN person USING (id)",
        )
        .bind(people)
        .execute(pool(core))
        .await?;
        for statement in ["ALTER TABLE bench_resident ADD PRIMARY KEY (n)", "ANALYZE"] {
            sqlx::query(statement).execute(pool(core)).await?;
        }
        Ok(Self {
            admin: admin.context("the administrator is gone")?,
            city: AreaId(city),
            seats,
            events: AtomicI64::new(0),
        })
    }

    /// So many fresh events for the whole city: one is made and published as an organiser does, and
    /// the others are copies of its rows.
    pub async fn events(&self, core: &Core, count: usize) -> Result<Events> {
        let event = self.event(core).await?;
        let mut prefix = event.0.hyphenated().to_string();
        prefix.truncate(24);
        let ids: Vec<Uuid> = (0..count)
            .map(|number| format!("{prefix}{number:012x}").parse())
            .collect::<Result<_, _>>()?;
        for (table, key) in [
            ("event", "id"),
            ("event_area", "event_id"),
            ("event_seats", "event_id"),
        ] {
            let columns: Vec<String> = sqlx::query_scalar(
                "SELECT column_name::text FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'",
            )
            .bind(table)
            .fetch_all(pool(core))
            .await?;
            let copied: Vec<String> = columns
                .iter()
                .map(|column| {
                    if column == key {
                        "copy.id".to_owned()
                    } else {
                        format!("{table}.{column}")
                    }
                })
                .collect();
            // Names of our own tables, not input.
            let text = format!(
                "INSERT INTO {table} ({}) SELECT {} FROM {table}, unnest($1::uuid[]) AS copy (id)
                 WHERE {table}.{key} = $2",
                columns.join(", "),
                copied.join(", ")
            );
            sqlx::query(sqlx::AssertSqlSafe(text))
                .bind(&ids)
                .bind(event.0)
                .execute(pool(core))
                .await?;
        }
        let ids = ids.into_iter().map(EventId).collect();
        Ok(Events { prefix, ids })
    }

    pub async fn event(&self, core: &Core) -> Result<EventId> {
        let number = self.events.fetch_add(1, Ordering::Relaxed);
        let start = core.now() + TimeDelta::days(30 + number);
        let wall_clock =
            |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%dT%H:%M").to_string();
        let input = CreateEvent {
            area_id: Ok(self.city),
            festival_id: None,
            kind: EventKind::Banquet,
            visibility: Visibility::Public,
            title: format!("百家宴 {number}"),
            description: None,
            venue_id: None,
            starts_at: wall_clock(start),
            ends_at: wall_clock(start + TimeDelta::hours(2)),
            time_zone: None,
            capacity: Some(self.seats),
            max_party: None,
            rsvp_opens_at: None,
            rsvp_closes_at: None,
            terms: RsvpTerms::default(),
        };
        let event = create_event(core, &self.admin, input, None).await?;
        let publish = PublishEvent {
            event_id: Ok(event.id),
            expected_version: None,
        };
        publish_event(core, &self.admin, publish).await?;
        Ok(event.id)
    }

    /// Of each event exactly the seats are taken, the rest wait, and the numbers of the queue are
    /// those of the arrivals: whoever sits came before all who wait, and no number is missing.
    pub async fn verify(&self, core: &Core, events: &Events, answers: usize) -> Result<()> {
        let ids: Vec<Uuid> = events.ids.iter().map(|id| id.0).collect();
        let all = i32::try_from(answers / ids.len())?;
        let going = all.min(self.seats);
        let held: Vec<(Uuid, i32, i32, i64)> = sqlx::query_as(
            "SELECT event_id, taken, waitlisted, next_queue_no FROM event_seats
             WHERE event_id = ANY($1)",
        )
        .bind(&ids)
        .fetch_all(pool(core))
        .await?;
        ensure!(
            held.len() == ids.len(),
            "{} events of {}",
            held.len(),
            ids.len()
        );
        for (_, taken, waitlisted, next) in held {
            let held = (taken, waitlisted, next);
            let expected = (going, all - going, i64::from(all) + 1);
            ensure!(held == expected, "seats are {held:?}, not {expected:?}");
        }
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT queue_no, state FROM rsvp WHERE event_id = ANY($1) ORDER BY event_id, queue_no",
        )
        .bind(&ids)
        .fetch_all(pool(core))
        .await?;
        ensure!(rows.len() == answers, "{} answers of {answers}", rows.len());
        for ((number, state), place) in rows.iter().zip((1..=i64::from(all)).cycle()) {
            let right = if place <= i64::from(going) {
                "GOING"
            } else {
                "WAITLISTED"
            };
            ensure!(
                *number == place && state == right,
                "place {place} has number {number} and is {state}"
            );
        }
        Ok(())
    }

    /// Lets no round pay for what another wrote.
    pub async fn checkpoint(&self, core: &Core) -> Result<()> {
        sqlx::query("CHECKPOINT").execute(pool(core)).await?;
        Ok(())
    }
}
