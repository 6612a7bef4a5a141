//! `notification_preference`: how a person wants to be reached.

use sea_orm::entity::prelude::*;

use crate::id::PersonId;

/// How a person wants to be reached, where they said anything.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_preference")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// Channels in the order in which they are tried, parted by commas; none for ours.
    pub channels: Option<String>,
    /// Minute of the day at which what can wait comes as one message; none for each at its time.
    pub digest_at: Option<i32>,
    /// Seconds before an event at which they are reminded, parted by commas; none for the event's.
    pub reminder_offsets: Option<String>,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
