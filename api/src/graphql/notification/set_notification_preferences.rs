//! `setNotificationPreferences`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use mulin_domain::notification;

use crate::graphql::channel::Channel;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::patch::patch;
use crate::graphql::person::types::Person;
use crate::graphql::person::update_person::QuietHoursInput;
use crate::graphql::rsvp::types::Via;
use crate::graphql::scalars::{Duration, LocalTime, Locale, TimeZone};
use crate::graphql::user_error::UserError;

/// What to change; a field that is left out stays as it is.
#[derive(InputObject)]
pub struct SetNotificationPreferencesInput {
    /// Whose.
    pub person_id: ID,
    /// Channels in the order in which they are tried, each once; those that are not named come after
    /// them. Null for the platform's order. To refuse a channel, use `optOut`.
    pub channels: MaybeUndefined<Vec<Channel>>,
    /// Time of day, in the person's `timeZone`, at which what can wait comes as one message; null for
    /// each message at its time.
    pub digest_at: MaybeUndefined<LocalTime>,
    /// How long before an event to remind, beside the event's own times: 1 to 5, 30 days at most. Null
    /// for as the event reminds.
    pub reminder_offsets: MaybeUndefined<Vec<Duration>>,
    /// When messages wait; null for the platform's hours.
    pub quiet_hours: MaybeUndefined<QuietHoursInput>,
    /// Time zone in which quiet hours and the digest are told; null for that of the event.
    pub time_zone: MaybeUndefined<TimeZone>,
    /// Language of messages.
    pub locale: MaybeUndefined<Locale>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// What became of `setNotificationPreferences`.
#[derive(SimpleObject)]
pub struct SetNotificationPreferencesPayload {
    /// The person, with `notificationPreferences`, `quietHours` and `locale`; null if refused.
    pub person: Option<Person>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct SetNotificationPreferencesMutation;

#[Object]
impl SetNotificationPreferencesMutation {
    /// Sets how somebody wants to be told. For the person, an adult of a child's household, the
    /// steward, and administrators.
    async fn set_notification_preferences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: SetNotificationPreferencesInput,
    ) -> Result<SetNotificationPreferencesPayload> {
        let command = notification::SetNotificationPreferences {
            person_id: decode(&input.person_id),
            channels: patch(input.channels).map(all),
            digest_at: patch(input.digest_at).map(Into::into),
            reminder_offsets: patch(input.reminder_offsets).map(all),
            quiet_hours: patch(input.quiet_hours).map(Into::into),
            time_zone: patch(input.time_zone).map(Into::into),
            locale: patch(input.locale).map(Into::into),
            via: input.via.into(),
        };
        let answer =
            notification::set_notification_preferences(ctx.core(), ctx.actor(), command).await;
        let (person, user_errors) = outcome(ctx, answer)?;
        Ok(SetNotificationPreferencesPayload {
            person: person.map(Person),
            user_errors,
        })
    }
}

fn all<T, U: From<T>>(items: Vec<T>) -> Vec<U> {
    items.into_iter().map(U::from).collect()
}
