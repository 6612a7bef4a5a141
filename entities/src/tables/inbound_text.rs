//! `inbound_text`: a text message that somebody wrote, without its words.

use sea_orm::entity::prelude::*;

use crate::enums::{InboundMeaning, InboundOutcome};
use crate::id::{EventId, InboundTextId};

/// A text message that somebody wrote, without its words and without its number.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inbound_text")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InboundTextId,
    /// By whom it came.
    pub provider: String,
    /// Its name there, by which it is taken once.
    pub provider_ref: String,
    /// Keyed HMAC of the number it came from; none if that is no telephone's.
    pub lookup: Option<Vec<u8>>,
    /// What it means.
    pub meaning: InboundMeaning,
    /// What became of it; none while it is worked on.
    pub outcome: Option<InboundOutcome>,
    /// The event of the last message before it.
    pub event_id: Option<EventId>,
    /// When it was written.
    pub at: DateTimeUtc,
    /// When it came.
    pub received_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
