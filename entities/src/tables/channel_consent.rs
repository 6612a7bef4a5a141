//! `channel_consent`: one opt-in or opt-out of one channel.

use sea_orm::entity::prelude::*;

use crate::enums::{Channel, ChannelPurpose, ConsentStep, Via};
use crate::id::{AreaId, ChannelConsentId, PersonId};

/// One opt-in or opt-out of one channel.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel_consent")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChannelConsentId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// Whose.
    pub person_id: PersonId,
    /// Of which channel.
    pub channel: Channel,
    /// For what.
    pub purpose: ChannelPurpose,
    /// In or out.
    pub step: ConsentStep,
    /// Who said it; none if it came by a link or a message, from whoever had that.
    pub given_by: Option<PersonId>,
    /// The way it came.
    pub via: Via,
    /// When.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
