//! `announce`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::announcement;

use super::enums::{Presence, ReminderAudience};
use super::types::Announcement;
use crate::graphql::channel::Channel;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::scalars::{Duration, LocalDateTime};
use crate::graphql::user_error::UserError;

/// For whom an announcement is: all that is given must hold.
#[derive(InputObject, Default)]
pub struct AnnouncementAudienceInput {
    /// Which answers; GOING and MAYBE if left out.
    pub states: Option<Vec<ReminderAudience>>,
    /// Only those who were checked in when it is sent, or only those who were not.
    pub presence: Option<Presence>,
    /// Only those who live in this area.
    pub area_id: Option<ID>,
}

/// What to tell whom, when.
#[derive(InputObject)]
pub struct AnnounceInput {
    /// About which event: published, and not over unless `presence` is PRESENT.
    pub event_id: ID,
    /// What it is about: one line of 1 to 60 characters.
    pub subject: String,
    /// Its words, 1 to 1,000 characters in lines: plain text, neither Markdown nor HTML.
    pub body: String,
    /// For whom; who comes and who may come if left out.
    #[graphql(default)]
    pub audience: AnnouncementAudienceInput,
    /// Which channels it may go by: the first that reaches the person, in the person's own order, or in
    /// this one for who has none. All if left out or empty.
    pub channels: Option<Vec<Channel>>,
    /// When, on the clocks of the event's zone: to come, and before the event ends; to those who were
    /// there (`presence` PRESENT) also within 30 days after. At once if neither this nor `before` is
    /// given.
    pub send_at: Option<LocalDateTime>,
    /// How long before the start, 30 days at the earliest, instead of `sendAt`: moves with the event.
    pub before: Option<Duration>,
    /// Makes a retry safe: the same key within 24 hours does nothing again. A preview takes none.
    pub idempotency_key: Option<String>,
}

impl From<AnnounceInput> for announcement::Announce {
    fn from(input: AnnounceInput) -> Self {
        let area_id = input.audience.area_id.as_ref();
        let states = input.audience.states;
        let channels = input.channels;
        Self {
            event_id: decode(&input.event_id),
            subject: input.subject,
            body: input.body,
            audience: announcement::AudienceInput {
                states: states.map(|states| states.into_iter().map(Into::into).collect()),
                presence: input.audience.presence.map(Into::into),
                area_id: area_id.map(|id| decode(id)),
            },
            channels: channels.map(|channels| channels.into_iter().map(Into::into).collect()),
            send_at: input.send_at.map(Into::into),
            before: input.before.map(Into::into),
        }
    }
}

/// What became of `announce`.
#[derive(SimpleObject)]
pub struct AnnouncePayload {
    /// The announcement; null if refused.
    pub announcement: Option<Announcement>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct AnnounceMutation;

#[Object]
impl AnnounceMutation {
    /// Tells those who answered an event something: at once, at a time, or so long before the start.
    /// At most 20 of an event wait for their time. For those who run it.
    async fn announce(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to tell whom, when.")] input: AnnounceInput,
    ) -> Result<AnnouncePayload> {
        let key = input.idempotency_key.clone();
        let answer = announcement::announce(ctx.core(), ctx.actor(), input.into(), key).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(AnnouncePayload {
            announcement: row.map(Announcement),
            user_errors,
        })
    }
}
