//! Global ids: opaque to clients, they carry the type and the root area beside the key, so that
//! one day the root can tell which database to ask.
//!
//! `event_` and 32 bytes in base64url (RFC 4648 §5, no padding): the root area's UUID, then the
//! row's own.

use async_graphql::ID;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use mulin_domain::input::{BadId, IdInput};
use mulin_entities::*;
use uuid::Uuid;

/// A type whose objects have global ids.
pub trait GlobalId: TypedId {
    /// What its ids begin with.
    const PREFIX: &'static str;
    /// Its name in the schema.
    const TYPE: &'static str;
}

macro_rules! global_ids {
    ($($id:ty => $prefix:literal, $type:literal;)+) => {
        $(impl GlobalId for $id {
            const PREFIX: &'static str = $prefix;
            const TYPE: &'static str = $type;
        })+

        /// The type that an id says it is of.
        fn type_of(prefix: &str) -> Option<&'static str> {
            match prefix {
                $($prefix => Some($type),)+
                _ => None,
            }
        }
    };
}

global_ids! {
    AreaId => "area", "Area";
    VenueId => "venue", "Venue";
    HouseholdId => "household", "Household";
    PersonId => "person", "Person";
    RoleGrantId => "grant", "RoleGrant";
    EventId => "event", "Event";
    ProgrammeItemId => "item", "ProgrammeItem";
    RsvpId => "rsvp", "Rsvp";
    ContactPointId => "contact", "ContactPoint";
    ConsentId => "consent", "Consent";
    SessionId => "session", "Session";
    PersonalLinkId => "plink", "PersonalLink";
    EventRoleId => "eventrole", "EventRoleGrant";
    TeamId => "team", "Team";
    QuestionId => "question", "Question";
    InvitationId => "invitation", "Invitation";
    InvitationLinkId => "ilink", "InvitationLink";
    AnnouncementId => "announcement", "Announcement";
    CheckInListId => "checkinlist", "CheckInList";
    CheckInId => "checkin", "CheckIn";
    DeliveryId => "delivery", "Delivery";
    ChannelConsentId => "channelconsent", "ChannelConsent";
    CallTaskId => "calltask", "CallTask";
    SeriesId => "series", "Series";
    CalendarFeedId => "calendarfeed", "CalendarFeed";
    DishId => "dish", "Dish";
    WantedDishId => "wanteddish", "WantedDish";
    BanquetTableId => "table", "BanquetTable";
    DiningPolicyId => "diningpolicy", "DiningPolicy";
    BannedIngredientId => "bannedingredient", "BannedIngredient";
    FilingTaskId => "filingtask", "FilingTask";
    FoodSampleId => "foodsample", "FoodSample";
    CookCertificateId => "cookcertificate", "CookCertificate";
    StallId => "stall", "Stall";
    StallServiceId => "stallservice", "StallService";
    StationId => "station", "Station";
    SlotId => "slot", "Slot";
    TicketId => "ticket", "Ticket";
    TeamMemberId => "teammember", "TeamMember";
    QualificationId => "qualification", "Qualification";
    ShiftId => "shift", "Shift";
    ShiftRoleId => "shiftrole", "ShiftRole";
    ShiftSignUpId => "signup", "ShiftSignUp";
    ServiceRecordId => "servicerecord", "ServiceRecord";
    CertificateId => "certificate", "Certificate";
    PointsRuleId => "pointsrule", "PointsRule";
    PointsEntryId => "pointsentry", "PointsEntry";
    RewardId => "reward", "Reward";
    RedemptionId => "redemption", "Redemption";
}

/// Writes a global id.
pub fn encode<T: GlobalId>(root: AreaId, id: T) -> ID {
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(root.0.as_bytes());
    bytes[16..].copy_from_slice(id.uuid().as_bytes());
    let mut text = String::with_capacity(T::PREFIX.len() + 44);
    text.push_str(T::PREFIX);
    text.push('_');
    BASE64_URL_SAFE_NO_PAD.encode_string(bytes, &mut text);
    ID(text)
}

/// The root area that a global id says it belongs to.
pub fn root_of(id: &str) -> Option<AreaId> {
    let (_, key) = id.split_once('_')?;
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(key).ok()?;
    let root = bytes.get(..16)?.try_into().ok()?;
    Some(AreaId(Uuid::from_bytes(root)))
}

/// Reads a global id of one type.
pub fn decode<T: GlobalId>(id: &str) -> IdInput<T> {
    let (prefix, uuid) = split(id).ok_or(BadId::Malformed)?;
    if prefix == T::PREFIX {
        return Ok(T::from_uuid(uuid));
    }
    match type_of(prefix) {
        Some(is) => Err(BadId::OtherType { is }),
        None => Err(BadId::Malformed),
    }
}

/// Takes an id apart into its prefix and the row's key.
pub fn split(id: &str) -> Option<(&str, Uuid)> {
    let (prefix, text) = id.split_once('_')?;
    let mut bytes = [0; 32];
    let length = BASE64_URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
    let key: [u8; 16] = bytes.get(16..)?.try_into().ok()?;
    (length == 32).then(|| (prefix, Uuid::from_bytes(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_and_say_what_they_are() {
        let (root, event) = (AreaId(Uuid::from_u128(1)), EventId(Uuid::from_u128(2)));
        let id = encode(root, event);
        assert_eq!(decode::<EventId>(&id), Ok(event));
        assert_eq!(decode::<AreaId>(&id), Err(BadId::OtherType { is: "Event" }));
        for nonsense in ["", "event_", "event_AAAA", "cat_x", "1", "event", "会_会"] {
            assert_eq!(
                decode::<EventId>(nonsense),
                Err(BadId::Malformed),
                "{nonsense}"
            );
        }
        let other = id.replacen("event", "cat", 1);
        assert_eq!(decode::<EventId>(&other), Err(BadId::Malformed));
    }
}
