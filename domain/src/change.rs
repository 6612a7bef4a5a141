//! What happened, in plain types: journalled, and handed to the followers before the commit.

mod banquet;
mod service_day;
mod volunteering;

use mulin_entities::*;

pub use self::banquet::BanquetChange;
pub use self::service_day::ServiceDayChange;
pub use self::volunteering::VolunteerChange;
use crate::clock::Instant;

/// One change of the domain's state.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Tree it happened in.
    pub root_area_id: AreaId,
    /// What happened.
    pub what: What,
    /// Who did it; none for the system.
    pub by: Option<PersonId>,
    /// For whom, if for somebody else.
    pub on_behalf_of: Option<PersonId>,
    /// The way in which they were told to.
    pub via: Via,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the columns of the same name")]
pub enum What {
    /// An area was made.
    AreaCreated { area_id: AreaId },
    /// An area was edited.
    AreaUpdated { area_id: AreaId },
    /// A venue was made.
    VenueCreated { venue_id: VenueId },
    /// A venue was edited.
    VenueUpdated { venue_id: VenueId },
    /// A person was registered.
    PersonRegistered { person_id: PersonId },
    /// A person's record was edited.
    PersonUpdated { person_id: PersonId },
    /// How a person is reached changed.
    ContactsChanged { person_id: PersonId },
    /// What is known of a person's needs changed.
    NeedsChanged { person_id: PersonId },
    /// What is known of what a person cannot or does not eat changed.
    DietChanged { person_id: PersonId },
    /// A cook showed a health certificate, or one that was noted by mistake was taken away.
    CookCertificateChanged {
        cook_certificate_id: CookCertificateId,
        person_id: PersonId,
        how: &'static str,
    },
    /// What the authorities of an area ask of meals for many was entered or edited.
    DiningPolicyChanged {
        dining_policy_id: DiningPolicyId,
        area_id: AreaId,
        how: &'static str,
    },
    /// What may not be served in an area was entered or edited.
    BannedIngredientChanged {
        banned_ingredient_id: BannedIngredientId,
        area_id: AreaId,
        how: &'static str,
    },
    /// Something happened at a banquet.
    Banquet {
        event_id: EventId,
        change: BanquetChange,
    },
    /// Something happened on a service day.
    ServiceDay {
        event_id: EventId,
        change: ServiceDayChange,
    },
    /// Something happened about volunteers.
    Volunteering(VolunteerChange),
    /// Somebody wants to be told in another way.
    PreferencesChanged {
        person_id: PersonId,
        /// Whether reminders are wanted at other times.
        reminders: bool,
    },
    /// Somebody refused a channel for a purpose, or wants it.
    ChannelConsentNoted {
        entry_id: ChannelConsentId,
        person_id: PersonId,
        channel: Channel,
        purpose: ChannelPurpose,
        step: ConsentStep,
    },
    /// A steward noted how a call ended.
    CallRecorded {
        task_id: CallTaskId,
        person_id: PersonId,
        outcome: CallOutcome,
    },
    /// A role was given.
    RoleGranted {
        grant_id: RoleGrantId,
        person_id: PersonId,
        role: Role,
        area_id: AreaId,
    },
    /// A role was taken back.
    RoleRevoked {
        grant_id: RoleGrantId,
        person_id: PersonId,
        role: Role,
        area_id: AreaId,
    },
    /// Somebody registered themselves.
    RegistrationRequested { person_id: PersonId },
    /// A steward confirmed that somebody lives there.
    RegistrationConfirmed { person_id: PersonId },
    /// A steward refused a registration; nothing of it is kept.
    RegistrationRefused {
        person_id: PersonId,
        reason: &'static str,
    },
    /// Somebody moved to another unit or household.
    PersonMoved {
        person_id: PersonId,
        from_unit: AreaId,
        to_unit: AreaId,
    },
    /// Two records of one person became one.
    PersonMerged { from: PersonId, into: PersonId },
    /// Everything personal about somebody is gone.
    PersonErased { person_id: PersonId },
    /// Everything that is kept about somebody was given out.
    DataExported { person_id: PersonId },
    /// A consent was given.
    ConsentRecorded {
        consent_id: ConsentId,
        person_id: PersonId,
        purpose: ConsentPurpose,
    },
    /// Another officer confirmed a consent.
    ConsentConfirmed {
        consent_id: ConsentId,
        person_id: PersonId,
        purpose: ConsentPurpose,
    },
    /// A consent was withdrawn.
    ConsentWithdrawn {
        consent_id: ConsentId,
        person_id: PersonId,
        purpose: ConsentPurpose,
    },
    /// A part in one event was given.
    EventRoleGranted {
        event_role_id: EventRoleId,
        event_id: EventId,
        person_id: PersonId,
        role: EventRole,
    },
    /// A part in one event was taken back.
    EventRoleRevoked {
        event_role_id: EventRoleId,
        event_id: EventId,
        person_id: PersonId,
        role: EventRole,
    },
    /// A team was made.
    TeamCreated { team_id: TeamId },
    /// A team was edited.
    TeamUpdated { team_id: TeamId },
    /// Somebody leads a team now.
    TeamLeadGranted {
        team_id: TeamId,
        person_id: PersonId,
    },
    /// Somebody leads a team no longer.
    TeamLeadRevoked {
        team_id: TeamId,
        person_id: PersonId,
    },
    /// An outside issuer's identity was linked with somebody.
    IdentityLinked { person_id: PersonId },
    /// Somebody unlinked what an outside issuer knows of them.
    IdentityUnlinked { person_id: PersonId },
    /// Somebody was given a personal link to an event.
    PersonalLinkCreated {
        link_id: PersonalLinkId,
        event_id: EventId,
        person_id: PersonId,
    },
    /// A personal link was taken back.
    PersonalLinkRevoked {
        link_id: PersonalLinkId,
        event_id: EventId,
        person_id: PersonId,
    },
    /// A person, a household or an area was invited to an event.
    InvitationCreated {
        invitation_id: InvitationId,
        event_id: EventId,
        person_id: Option<PersonId>,
        household_id: Option<HouseholdId>,
        area_id: Option<AreaId>,
    },
    /// Somebody was invited by opening a link.
    InvitationAccepted {
        invitation_id: InvitationId,
        event_id: EventId,
        link_id: InvitationLinkId,
        person_id: PersonId,
    },
    /// An invitation was taken back.
    InvitationRevoked {
        invitation_id: InvitationId,
        event_id: EventId,
    },
    /// A link was made that invites to an event.
    InvitationLinkCreated {
        link_id: InvitationLinkId,
        event_id: EventId,
        max_uses: i32,
    },
    /// Such a link was taken back.
    InvitationLinkRevoked {
        link_id: InvitationLinkId,
        event_id: EventId,
    },
    /// An event was drafted.
    EventCreated {
        event_id: EventId,
        capacity: Option<i32>,
        /// The event whose programme, questions, reminders and co-organisers it takes over: the
        /// occurrence before it.
        like: Option<EventId>,
    },
    /// A series was made.
    SeriesCreated {
        series_id: SeriesId,
        /// The series that it carries on.
        continues: Option<SeriesId>,
    },
    /// What occurrences of a series have in common, or its rule, was edited.
    SeriesUpdated { series_id: SeriesId },
    /// No more occurrences of a series are made.
    SeriesEnded { series_id: SeriesId },
    /// An address was made at which a person's own calendar is read.
    CalendarFeedCreated {
        feed_id: CalendarFeedId,
        person_id: PersonId,
    },
    /// An address of a person's own calendar was taken back.
    CalendarFeedRevoked {
        feed_id: CalendarFeedId,
        person_id: PersonId,
    },
    /// An event's text, place or terms were edited.
    EventUpdated { event_id: EventId },
    /// The number of seats changed.
    CapacityChanged {
        event_id: EventId,
        from: Option<i32>,
        to: Option<i32>,
    },
    /// An event became visible to its audience.
    EventPublished { event_id: EventId },
    /// An event got another time.
    EventRescheduled {
        event_id: EventId,
        schedule_rev: i32,
        from: Instant,
        to: Instant,
    },
    /// A published event got another place.
    EventMoved {
        event_id: EventId,
        from: Option<VenueId>,
        to: Option<VenueId>,
    },
    /// An event will not take place.
    EventCancelled { event_id: EventId },
    /// An organiser tells those who answered something, now or later.
    AnnouncementMade {
        announcement_id: AnnouncementId,
        event_id: EventId,
    },
    /// That was called off.
    AnnouncementCancelled {
        announcement_id: AnnouncementId,
        event_id: EventId,
    },
    /// The times at which an event reminds were changed.
    RemindersChanged { event_id: EventId },
    /// An event asks other questions.
    QuestionsChanged {
        event_id: EventId,
        form_version: i32,
    },
    /// A festival's programme changed.
    ProgrammeChanged {
        event_id: EventId,
        item_id: ProgrammeItemId,
        how: &'static str,
    },
    /// A person answered, changed the answer, or took it back.
    RsvpAnswered(RsvpChange),
    /// A waiting party got its seats.
    RsvpPromoted(RsvpChange),
    /// Seats are held for a waiting party, or, of an event that moved, still are.
    RsvpOffered(RsvpChange),
    /// A party let the time of its held seats pass.
    RsvpOfferExpired(RsvpChange),
    /// Those who run the event let a party in, to a seat or to the waitlist.
    RsvpApproved(RsvpChange),
    /// Those who run the event did not let a party in.
    RsvpRefused(RsvpChange),
    /// A party, a person or a number of heads was checked in.
    CheckedIn {
        check_in_id: CheckInId,
        event_id: EventId,
        list_id: CheckInListId,
        rsvp_id: Option<RsvpId>,
        heads: i32,
    },
    /// A check-in was taken back.
    CheckInUndone {
        check_in_id: CheckInId,
        event_id: EventId,
        list_id: CheckInListId,
        rsvp_id: Option<RsvpId>,
    },
    /// The list of who comes was taken along.
    AttendeesExported { event_id: EventId, contacts: bool },
    /// A list to check people in on was made or edited.
    CheckInListChanged {
        list_id: CheckInListId,
        event_id: EventId,
    },
}

/// An RSVP before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct RsvpChange {
    /// The event.
    pub event_id: EventId,
    /// The answer.
    pub rsvp_id: RsvpId,
    /// Whose answer.
    pub person_id: PersonId,
    /// State before; none for a first answer.
    pub from: Option<RsvpState>,
    /// State after.
    pub to: RsvpState,
    /// Size of the party.
    pub seats: i32,
    /// Place in the queue, if it was given one.
    pub queue_no: Option<i64>,
    /// Raised when somebody comes back.
    pub answer_rev: i32,
}

impl Change {
    /// Who was erased, if it is that.
    pub fn erased(&self) -> Option<PersonId> {
        match self.what {
            What::PersonErased { person_id } => Some(person_id),
            _ => None,
        }
    }
}

impl RsvpChange {
    /// What a row is now, and the state that it was in.
    pub(crate) fn of(from: Option<RsvpState>, row: &rsvp::Model) -> Self {
        Self {
            event_id: row.event_id,
            rsvp_id: row.id,
            person_id: row.person_id,
            from,
            to: row.state,
            seats: row.adults + row.children,
            queue_no: row.queue_no,
            answer_rev: row.answer_rev,
        }
    }
}
