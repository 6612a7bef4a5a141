//! Preferences, and the ledger of channels.

use async_graphql::{Context, Description, Enum, ID, Object, Result};
use mulin_domain::event::rules::format_duration;
use mulin_domain::notification::{ChannelChoice as Choice, policy, rules};
use mulin_domain::page::{Page, Slice};
use mulin_entities::{ChannelConsentId, channel_consent, notification_preference, person};

use super::loaders::{ChannelConsentsOf, ChoicesOf};
use crate::connection;
use crate::graphql::channel::Channel;
use crate::graphql::connection::Key;
use crate::graphql::context::ContextExt;
use crate::graphql::delivery::types::masked_address;
use crate::graphql::id::encode;
use crate::graphql::loaders::{ContactsOf, load, required};
use crate::graphql::person::acting::Doer;
use crate::graphql::person::loaders::ActedFor;
use crate::graphql::person::types::Person;
use crate::graphql::rsvp::types::Via;
use crate::graphql::scalars::{DateTime, Duration, LocalTime, TimeZone};

/// What messages serve, so that one may refuse the one and keep the other. Purposes may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::ChannelPurpose")]
pub enum ChannelPurpose {
    /// What somebody has a part in: reminders, changes, offers of seats, what others did for them. It
    /// goes until it is refused. Codes to sign in with always go.
    Service,
    /// What somebody might like to know. It goes only once it was wanted.
    Promotion,
}

/// An entry of the ledger of channels. Steps may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::ConsentStep")]
pub enum ConsentStep {
    /// Wants it.
    OptIn,
    /// Does not want it.
    OptOut,
}

/// How somebody wants to be told. Quiet hours and the language stand on the person.
#[derive(Clone, Description)]
pub struct NotificationPreferences {
    /// Whose.
    pub person: person::Model,
    /// What they said, if anything.
    pub row: Option<notification_preference::Model>,
}

#[Object(use_type_description)]
impl NotificationPreferences {
    /// All channels in the order in which they are tried: the person's own first, then the others in
    /// the platform's order.
    async fn channels(&self) -> Vec<Channel> {
        let own = self.row.as_ref().and_then(|row| row.channels.as_deref());
        let own = own.map(rules::read_channels).unwrap_or_default();
        let order = rules::order(&own).into_iter();
        order.map(Channel::from).collect()
    }

    /// Whether the order is the person's own, rather than the platform's.
    async fn is_own_order(&self) -> bool {
        self.row.as_ref().is_some_and(|row| row.channels.is_some())
    }

    /// Time of day, in `timeZone`, at which what can wait comes as one message; null for each message at
    /// its time.
    async fn digest_at(&self) -> Option<LocalTime> {
        let minute = self.row.as_ref()?.digest_at?;
        Some(LocalTime(rules::time_of_day(minute)))
    }

    /// Time zone in which quiet hours and the digest are told; null for that of the event that a message
    /// is about, and, for the digest and for what is about no event, the platform's.
    async fn time_zone(&self) -> Option<TimeZone> {
        self.person.time_zone.clone().map(TimeZone)
    }

    /// How long before an event the person is reminded, beside the event's own times, the earliest
    /// first; null for as the event reminds.
    async fn reminder_offsets(&self) -> Option<Vec<Duration>> {
        let offsets = self.row.as_ref()?.reminder_offsets.as_deref()?;
        let offsets = rules::read_offsets(offsets).into_iter();
        Some(
            offsets
                .map(|seconds| Duration(format_duration(seconds)))
                .collect(),
        )
    }

    /// What may go by which channel: one entry a channel and purpose.
    #[graphql(complexity = "6 * child_complexity")]
    async fn choices(&self, ctx: &Context<'_>) -> Result<Vec<ChannelChoice>> {
        let person = self.person.id;
        let choices = load(ctx, ChoicesOf(person)).await?.unwrap_or_default();
        let contacts = load(ctx, ContactsOf(person)).await?.unwrap_or_default();
        let shown = |choice: Choice| ChannelChoice {
            masked_address: masked_address(&contacts, choice.channel),
            choice,
        };
        Ok(choices.into_iter().map(shown).collect())
    }

    /// When the order, the digest or the reminders were last changed; null if never.
    async fn updated_at(&self) -> Option<DateTime> {
        self.row.as_ref().map(|row| DateTime(row.updated_at))
    }
}

/// Whether something may go to somebody by a channel.
#[derive(Clone, Description)]
pub struct ChannelChoice {
    /// The choice.
    pub choice: Choice,
    /// The first address, most of it hidden.
    pub masked_address: Option<String>,
}

#[Object(use_type_description)]
impl ChannelChoice {
    /// By which channel.
    async fn channel(&self) -> Channel {
        self.choice.channel.into()
    }

    /// For what.
    async fn purpose(&self) -> ChannelPurpose {
        self.choice.purpose.into()
    }

    /// Whether it may go.
    async fn allowed(&self) -> bool {
        self.choice.allowed
    }

    /// The person's first address of the channel, most of it hidden; null if there is none.
    async fn masked_address(&self) -> Option<&str> {
        self.masked_address.as_deref()
    }

    /// The entry of the ledger that says so; null if nothing was said.
    async fn entry(&self) -> Option<ChannelConsent> {
        self.choice.entry.clone().map(ChannelConsent)
    }
}

/// One entry of the ledger of channels: who said when and how that they want something by a channel,
/// or do not. Entries are never changed; the last word counts.
#[derive(Clone, Description)]
pub struct ChannelConsent(pub channel_consent::Model);

connection! {
    /// Entries of the ledger of channels, the newest first.
    ChannelConsentConnection, ChannelConsentEdge, ChannelConsent
}

impl ChannelConsent {
    /// The same entry, if the caller may see it.
    pub async fn if_visible(self, ctx: &Context<'_>) -> Result<Option<Self>> {
        let Some(person) = load(ctx, self.0.person_id).await? else {
            return Ok(None);
        };
        Ok(may_see(ctx, &person).await?.then_some(self))
    }
}

#[Object(use_type_description)]
impl ChannelConsent {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Whose word it is; null if the caller may not see the person any more.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        Ok(load(ctx, self.0.person_id).await?.map(Person))
    }

    /// By which channel.
    async fn channel(&self) -> Channel {
        self.0.channel.into()
    }

    /// For what.
    async fn purpose(&self) -> ChannelPurpose {
        self.0.purpose.into()
    }

    /// In or out.
    async fn step(&self) -> ConsentStep {
        self.0.step.into()
    }

    /// Who said it; null if it came by a link or a message, from whoever had that.
    async fn given_by(&self) -> Option<Doer> {
        self.0.given_by.map(Doer)
    }

    /// The way it came.
    async fn via(&self) -> Via {
        self.0.via.into()
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// Whether the caller may see how somebody wants to be told.
pub async fn may_see(ctx: &Context<'_>, person: &person::Model) -> Result<bool> {
    let unit = required(ctx, person.unit_id).await?;
    let acts_for = load(ctx, ActedFor(person.id)).await?.is_some();
    let year = chrono::Datelike::year(&ctx.core().now());
    Ok(policy::may_see(
        ctx.actor(),
        person,
        &unit.path,
        year,
        acts_for,
    ))
}

/// A page of somebody's ledger; null if the caller may not see it.
pub async fn ledger(
    ctx: &Context<'_>,
    person: &person::Model,
    page: Page<ChannelConsentId>,
) -> Result<Option<ChannelConsentConnection>> {
    if !may_see(ctx, person).await? {
        return Ok(None);
    }
    let person = person.id;
    let slice = load(ctx, ChannelConsentsOf { person, page }).await?;
    let slice = slice.unwrap_or_else(Slice::empty);
    Ok(Some(ChannelConsentConnection::new(
        slice,
        |row| Key(row.id),
        ChannelConsent,
    )))
}
