//! The schema, one file a migration, up and down, the same on SQLite and PostgreSQL.

mod ddl;
mod m0001_places_and_people;
mod m0002_events;
mod m0003_rsvps;
mod m0004_messages;
mod m0005_journal_and_keys;
mod m0006_sign_in;
mod m0007_event_roles_and_teams;
mod m0008_consents_and_needs;
mod m0009_questions_invitations_and_check_in;
mod m0010_preferences_and_calls;
mod m0011_channel_spend;
mod m0012_inbound_texts;
mod m0013_calendar;
mod m0014_series;
mod m0015_calendar_feeds;
mod m0016_event_source;
mod m0017_banquets;
mod m0018_food_safety;
mod m0019_seating;
mod m0020_service_days;
mod m0021_volunteers;
mod m0022_service_records;

use sea_orm_migration::prelude::*;

/// All migrations in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_places_and_people::Migration),
            Box::new(m0002_events::Migration),
            Box::new(m0003_rsvps::Migration),
            Box::new(m0004_messages::Migration),
            Box::new(m0005_journal_and_keys::Migration),
            Box::new(m0006_sign_in::Migration),
            Box::new(m0007_event_roles_and_teams::Migration),
            Box::new(m0008_consents_and_needs::Migration),
            Box::new(m0009_questions_invitations_and_check_in::Migration),
            Box::new(m0010_preferences_and_calls::Migration),
            Box::new(m0011_channel_spend::Migration),
            Box::new(m0012_inbound_texts::Migration),
            Box::new(m0013_calendar::Migration),
            Box::new(m0014_series::Migration),
            Box::new(m0015_calendar_feeds::Migration),
            Box::new(m0016_event_source::Migration),
            Box::new(m0017_banquets::Migration),
            Box::new(m0018_food_safety::Migration),
            Box::new(m0019_seating::Migration),
            Box::new(m0020_service_days::Migration),
            Box::new(m0021_volunteers::Migration),
            Box::new(m0022_service_records::Migration),
        ]
    }
}

pub use sea_orm_migration::{MigrationStatus, MigratorTrait as Migrations};
