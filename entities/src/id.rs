//! Typed ids: a [`PersonId`] cannot be handed to something that wants an [`EventId`].
//!
//! Every id is a UUIDv7 (RFC 9562 §5.7): its first 48 bits are the millisecond it was made, so that
//! new rows land at the end of an index.

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What all typed ids share.
pub trait TypedId: Copy + Eq + std::hash::Hash + Send + Sync + 'static {
    /// The id around a UUID that is known to be of this type.
    fn from_uuid(uuid: Uuid) -> Self;
    /// The bare UUID.
    fn uuid(self) -> Uuid;
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            DeriveValueType,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl TypedId for $name {
            fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
            fn uuid(self) -> Uuid {
                self.0
            }
        }

        // Keys are made by us, never by the database.
        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

typed_ids! {
    /// A node of the area tree.
    AreaId,
    /// A place with an address.
    VenueId,
    /// People who live together.
    HouseholdId,
    /// Anybody, with or without an account.
    PersonId,
    /// One way to reach a person.
    ContactPointId,
    /// A role over an area subtree.
    RoleGrantId,
    /// One occurrence.
    EventId,
    /// One item on a festival's programme.
    ProgrammeItemId,
    /// One person's answer to one event.
    RsvpId,
    /// When before an event to remind whom.
    ReminderRuleId,
    /// What an organiser tells those who answered an event.
    AnnouncementId,
    /// One planned fan-out of messages.
    DeliveryScheduleId,
    /// One message to one person by one channel.
    DeliveryId,
    /// An opt-in or opt-out of one channel.
    ChannelConsentId,
    /// A call that a steward makes.
    CallTaskId,
    /// Something that happens at a time.
    DueWorkId,
    /// A code sent to an address to sign in with.
    SignInCodeId,
    /// One person's sign-in on one device.
    SessionId,
    /// One of the tokens that keep a session alive.
    RefreshTokenId,
    /// A link by which one person answers one event.
    PersonalLinkId,
    /// A part in one event.
    EventRoleId,
    /// Volunteers who work together.
    TeamId,
    /// Who leads a team.
    TeamLeadId,
    /// One entry of the ledger of consents.
    ConsentId,
    /// One look at something sensitive.
    SensitiveReadId,
    /// One question of an event.
    QuestionId,
    /// One invitation to an event.
    InvitationId,
    /// A link that invites whoever opens it.
    InvitationLinkId,
    /// A list that people are checked in on.
    CheckInListId,
    /// One party, person or head count that was checked in.
    CheckInId,
    /// A text message that somebody wrote.
    InboundTextId,
    /// Events that repeat by a rule.
    SeriesId,
    /// An address at which a person's own calendar is read.
    CalendarFeedId,
    /// What a household brings to a banquet.
    DishId,
    /// What those who run a banquet ask for.
    WantedDishId,
    /// What the authorities ask of meals for many.
    DiningPolicyId,
    /// What may not be served in an area.
    BannedIngredientId,
    /// What has to be filed for a banquet.
    FilingTaskId,
    /// A sample of a dish.
    FoodSampleId,
    /// A health certificate that a cook has shown.
    CookCertificateId,
    /// A table of a banquet.
    BanquetTableId,
    /// A stall of a service day.
    StallId,
    /// What is done at a stall.
    StallServiceId,
    /// A place at a stall where one is served at a time.
    StationId,
    /// A time for which a service can be booked.
    SlotId,
    /// Somebody's place in a queue.
    TicketId,
    /// Somebody's part in a team.
    TeamMemberId,
    /// A paper about what somebody can do.
    QualificationId,
    /// A time for which volunteers are needed.
    ShiftId,
    /// What is needed on a shift.
    ShiftRoleId,
    /// A volunteer on a shift.
    ShiftSignUpId,
    /// What a volunteer did.
    ServiceRecordId,
    /// Minutes that a record adds.
    HoursEntryId,
    /// What somebody was given to show how long they served.
    CertificateId,
    /// How many points an hour brings.
    PointsRuleId,
    /// One change of somebody's points.
    PointsEntryId,
    /// What points are exchanged for.
    RewardId,
    /// Points exchanged for a reward.
    RedemptionId,
}
