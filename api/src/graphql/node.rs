//! Refetching any object by its global id (Relay's Node specification).

use async_graphql::{Context, ID, Interface, Object, Result};
use mulin_domain::person as people;
use mulin_entities::*;

use super::announcement::types::Announcement;
use super::calendar_feed::types::CalendarFeed;
use super::call::types::CallTask;
use super::check_in::types::{CheckIn, CheckInList};
use super::context::ContextExt;
use super::delivery::types::Delivery;
use super::dish::types::Dish;
use super::dish::wanted::WantedDish;
use super::event::loaders::EventFacts;
use super::event::programme_items::ProgrammeItem;
use super::event::roles::EventRoleGrant;
use super::event::types::Event;
use super::food_safety::certificates::CookCertificate;
use super::food_safety::filings::FilingTask;
use super::food_safety::rules::{BannedIngredient, DiningPolicy};
use super::food_safety::samples::FoodSample;
use super::id::{GlobalId, split};
use super::invitation::types::{Invitation, InvitationLink, runs};
use super::loaders::{VisibleRsvp, load};
use super::notification::types::ChannelConsent;
use super::person::consents::Consent;
use super::person::contact_points::ContactPoint;
use super::person::households::Household;
use super::person::roles::RoleGrant;
use super::person::types::Person;
use super::place::types::{Area, Venue};
use super::points::types::{PointsEntry, PointsRule, Redemption, Reward};
use super::question::types::Question;
use super::rsvp::personal_link::PersonalLink;
use super::rsvp::types::Rsvp;
use super::seating::types::BanquetTable;
use super::series::types::Series;
use super::service_record::certificates::Certificate;
use super::service_record::types::ServiceRecord;
use super::shift::sign_up_types::ShiftSignUp;
use super::shift::types::{Shift, ShiftRole};
use super::sign_in::types::Session;
use super::stall::types::{Slot, Stall, StallService, Station};
use super::ticket::types::Ticket;
use super::volunteer::members::TeamMember;
use super::volunteer::qualifications::Qualification;
use super::volunteer::types::Team;

/// Anything that has a global id.
#[derive(Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "Global id: opaque, stable, and unique over all types."
))]
pub enum Node {
    /// See the type.
    Area(Area),
    /// See the type.
    Venue(Venue),
    /// See the type.
    Household(Household),
    /// See the type.
    Person(Person),
    /// See the type.
    RoleGrant(RoleGrant),
    /// See the type.
    Event(Event),
    /// See the type.
    ProgrammeItem(ProgrammeItem),
    /// See the type.
    Rsvp(Rsvp),
    /// See the type.
    ContactPoint(ContactPoint),
    /// See the type.
    Consent(Consent),
    /// See the type.
    PersonalLink(PersonalLink),
    /// See the type.
    Session(Session),
    /// See the type.
    EventRoleGrant(EventRoleGrant),
    /// See the type.
    Team(Team),
    /// See the type.
    Question(Question),
    /// See the type.
    Invitation(Invitation),
    /// See the type.
    InvitationLink(InvitationLink),
    /// See the type.
    Announcement(Announcement),
    /// See the type.
    CheckInList(CheckInList),
    /// See the type.
    CheckIn(CheckIn),
    /// See the type.
    Delivery(Delivery),
    /// See the type.
    ChannelConsent(ChannelConsent),
    /// See the type.
    CallTask(CallTask),
    /// See the type.
    Series(Series),
    /// See the type.
    CalendarFeed(CalendarFeed),
    /// See the type.
    Dish(Dish),
    /// See the type.
    WantedDish(WantedDish),
    /// See the type.
    BanquetTable(BanquetTable),
    /// See the type.
    Stall(Stall),
    /// See the type.
    StallService(StallService),
    /// See the type.
    Station(Station),
    /// See the type.
    Slot(Slot),
    /// See the type.
    Ticket(Ticket),
    /// See the type.
    TeamMember(TeamMember),
    /// See the type.
    Qualification(Qualification),
    /// See the type.
    Shift(Shift),
    /// See the type.
    ShiftRole(ShiftRole),
    /// See the type.
    ShiftSignUp(ShiftSignUp),
    /// See the type.
    ServiceRecord(ServiceRecord),
    /// See the type.
    Certificate(Certificate),
    /// See the type.
    PointsRule(PointsRule),
    /// See the type.
    PointsEntry(PointsEntry),
    /// See the type.
    Reward(Reward),
    /// See the type.
    Redemption(Redemption),
    /// See the type.
    DiningPolicy(DiningPolicy),
    /// See the type.
    BannedIngredient(BannedIngredient),
    /// See the type.
    FilingTask(FilingTask),
    /// See the type.
    FoodSample(FoodSample),
    /// See the type.
    CookCertificate(CookCertificate),
}

/// See the module.
#[derive(Default)]
pub struct NodeQueries;

#[Object]
impl NodeQueries {
    /// Any object by its global id; null if there is none that the caller may see.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id.")] id: ID,
    ) -> Result<Option<Node>> {
        find(ctx, &id).await
    }

    /// Several objects by their global ids, in the order asked for; null where there is none that
    /// the caller may see. At most 100.
    #[graphql(complexity = "ids.len() * child_complexity")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global ids.", validator(max_items = 100))] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        futures_util::future::try_join_all(ids.iter().map(|id| find(ctx, id))).await
    }
}

async fn find(ctx: &Context<'_>, id: &str) -> Result<Option<Node>> {
    let Some((prefix, uuid)) = split(id) else {
        return Ok(None);
    };
    Ok(match prefix {
        AreaId::PREFIX => load(ctx, AreaId(uuid))
            .await?
            .map(|row| Node::Area(Area(row))),
        VenueId::PREFIX => load(ctx, VenueId(uuid))
            .await?
            .map(|row| Node::Venue(Venue(row))),
        HouseholdId::PREFIX => load(ctx, HouseholdId(uuid))
            .await?
            .map(|row| Node::Household(Household(row))),
        PersonId::PREFIX => load(ctx, PersonId(uuid))
            .await?
            .map(|row| Node::Person(Person(row))),
        RoleGrantId::PREFIX => grant(ctx, RoleGrantId(uuid)).await?.map(Node::RoleGrant),
        EventId::PREFIX => load(ctx, EventId(uuid))
            .await?
            .map(|row| Node::Event(Event::new(row))),
        ProgrammeItemId::PREFIX => item(ctx, ProgrammeItemId(uuid))
            .await?
            .map(Node::ProgrammeItem),
        RsvpId::PREFIX => load(ctx, VisibleRsvp(RsvpId(uuid)))
            .await?
            .map(|row| Node::Rsvp(Rsvp(row))),
        EventRoleId::PREFIX => event_role(ctx, EventRoleId(uuid))
            .await?
            .map(Node::EventRoleGrant),
        TeamId::PREFIX => load(ctx, TeamId(uuid))
            .await?
            .map(|row| Node::Team(Team(row))),
        QuestionId::PREFIX => question(ctx, QuestionId(uuid)).await?.map(Node::Question),
        InvitationId::PREFIX => match load(ctx, InvitationId(uuid)).await? {
            Some(row) if runs(ctx, row.event_id).await? => Some(Node::Invitation(Invitation(row))),
            _ => None,
        },
        InvitationLinkId::PREFIX => match load(ctx, InvitationLinkId(uuid)).await? {
            Some(row) if runs(ctx, row.event_id).await? => Some(Node::InvitationLink(row.into())),
            _ => None,
        },
        AnnouncementId::PREFIX => match load(ctx, AnnouncementId(uuid)).await? {
            Some(row) if runs(ctx, row.event_id).await? => {
                Some(Node::Announcement(Announcement(row)))
            }
            _ => None,
        },
        CheckInListId::PREFIX => match load(ctx, CheckInListId(uuid)).await? {
            Some(row) => CheckInList(row)
                .if_visible(ctx)
                .await?
                .map(Node::CheckInList),
            None => None,
        },
        CheckInId::PREFIX => match load(ctx, CheckInId(uuid)).await? {
            Some(row) => CheckIn(row).if_visible(ctx).await?.map(Node::CheckIn),
            None => None,
        },
        PersonalLinkId::PREFIX => load(ctx, PersonalLinkId(uuid))
            .await?
            .map(|row| Node::PersonalLink(row.into())),
        SessionId::PREFIX => load(ctx, SessionId(uuid))
            .await?
            .map(|row| Node::Session(Session(row))),
        ContactPointId::PREFIX => ContactPoint::if_visible(ctx, ContactPointId(uuid))
            .await?
            .map(Node::ContactPoint),
        ConsentId::PREFIX => match load(ctx, ConsentId(uuid)).await? {
            Some(row) => Consent(row).if_visible(ctx).await?.map(Node::Consent),
            None => None,
        },
        DeliveryId::PREFIX => match load(ctx, DeliveryId(uuid)).await? {
            Some(row) => Delivery(row).if_visible(ctx).await?.map(Node::Delivery),
            None => None,
        },
        ChannelConsentId::PREFIX => match load(ctx, ChannelConsentId(uuid)).await? {
            Some(row) => ChannelConsent(row)
                .if_visible(ctx)
                .await?
                .map(Node::ChannelConsent),
            None => None,
        },
        BanquetTableId::PREFIX => match load(ctx, BanquetTableId(uuid)).await? {
            Some(row) => BanquetTable(row)
                .if_visible(ctx)
                .await?
                .map(Node::BanquetTable),
            None => None,
        },
        StallId::PREFIX => Stall::if_visible(ctx, StallId(uuid))
            .await?
            .map(Node::Stall),
        StallServiceId::PREFIX => StallService::if_visible(ctx, StallServiceId(uuid))
            .await?
            .map(Node::StallService),
        StationId::PREFIX => Station::if_visible(ctx, StationId(uuid))
            .await?
            .map(Node::Station),
        SlotId::PREFIX => Slot::if_visible(ctx, SlotId(uuid)).await?.map(Node::Slot),
        TicketId::PREFIX => Ticket::if_visible(ctx, TicketId(uuid))
            .await?
            .map(Node::Ticket),
        TeamMemberId::PREFIX => TeamMember::if_visible(ctx, TeamMemberId(uuid))
            .await?
            .map(Node::TeamMember),
        QualificationId::PREFIX => Qualification::if_visible(ctx, QualificationId(uuid))
            .await?
            .map(Node::Qualification),
        ShiftId::PREFIX => Shift::if_visible(ctx, ShiftId(uuid))
            .await?
            .map(Node::Shift),
        ShiftRoleId::PREFIX => ShiftRole::if_visible(ctx, ShiftRoleId(uuid))
            .await?
            .map(Node::ShiftRole),
        ShiftSignUpId::PREFIX => ShiftSignUp::if_visible(ctx, ShiftSignUpId(uuid))
            .await?
            .map(Node::ShiftSignUp),
        ServiceRecordId::PREFIX => ServiceRecord::if_visible(ctx, ServiceRecordId(uuid))
            .await?
            .map(Node::ServiceRecord),
        CertificateId::PREFIX => Certificate::if_visible(ctx, CertificateId(uuid))
            .await?
            .map(Node::Certificate),
        PointsRuleId::PREFIX => load(ctx, PointsRuleId(uuid))
            .await?
            .map(|row| Node::PointsRule(PointsRule(row))),
        PointsEntryId::PREFIX => PointsEntry::if_visible(ctx, PointsEntryId(uuid))
            .await?
            .map(Node::PointsEntry),
        RewardId::PREFIX => load(ctx, RewardId(uuid))
            .await?
            .map(|row| Node::Reward(Reward(row))),
        RedemptionId::PREFIX => Redemption::if_visible(ctx, RedemptionId(uuid))
            .await?
            .map(Node::Redemption),
        DiningPolicyId::PREFIX => load(ctx, DiningPolicyId(uuid))
            .await?
            .map(|row| Node::DiningPolicy(DiningPolicy(row))),
        BannedIngredientId::PREFIX => load(ctx, BannedIngredientId(uuid))
            .await?
            .map(|row| Node::BannedIngredient(BannedIngredient(row))),
        FilingTaskId::PREFIX => FilingTask::if_visible(ctx, FilingTaskId(uuid))
            .await?
            .map(Node::FilingTask),
        FoodSampleId::PREFIX => FoodSample::if_visible(ctx, FoodSampleId(uuid))
            .await?
            .map(Node::FoodSample),
        CookCertificateId::PREFIX => CookCertificate::if_visible(ctx, CookCertificateId(uuid))
            .await?
            .map(Node::CookCertificate),
        DishId::PREFIX => Dish::if_visible(ctx, DishId(uuid)).await?.map(Node::Dish),
        WantedDishId::PREFIX => WantedDish::if_visible(ctx, WantedDishId(uuid))
            .await?
            .map(Node::WantedDish),
        SeriesId::PREFIX => load(ctx, SeriesId(uuid))
            .await?
            .map(|row| Node::Series(Series(row))),
        CalendarFeedId::PREFIX => load(ctx, CalendarFeedId(uuid))
            .await?
            .map(|row| Node::CalendarFeed(row.into())),
        CallTaskId::PREFIX => match load(ctx, CallTaskId(uuid)).await? {
            Some(call) => CallTask(call).if_visible(ctx).await?.map(Node::CallTask),
            None => None,
        },
        _ => None,
    })
}

/// A grant, for its holder and for those who may give and take it.
async fn grant(ctx: &Context<'_>, id: RoleGrantId) -> Result<Option<RoleGrant>> {
    Ok(load(ctx, id)
        .await?
        .filter(|row| people::policy::may_see_grant(ctx.actor(), row))
        .map(RoleGrant))
}

/// A part in an event, for its holder and for those who run the event.
async fn event_role(ctx: &Context<'_>, id: EventRoleId) -> Result<Option<EventRoleGrant>> {
    let Some(role) = load(ctx, id).await? else {
        return Ok(None);
    };
    let event = load(ctx, EventFacts(role.event_id)).await?;
    let shown = event.is_some_and(|event| {
        mulin_domain::event::policy::may_see_role(ctx.actor(), &role, &event.area_path)
    });
    Ok(shown.then_some(EventRoleGrant(role)))
}

/// A question, for those who may see its event.
async fn question(ctx: &Context<'_>, id: QuestionId) -> Result<Option<Question>> {
    let Some(question) = load(ctx, id).await? else {
        return Ok(None);
    };
    let event = load(ctx, question.event_id).await?;
    Ok(event.map(|_| Question(question)))
}

/// An item, for those who may see its event.
async fn item(ctx: &Context<'_>, id: ProgrammeItemId) -> Result<Option<ProgrammeItem>> {
    let Some(item) = load(ctx, id).await? else {
        return Ok(None);
    };
    let event = load(ctx, item.event_id).await?;
    Ok(event.map(|event| ProgrammeItem {
        item,
        starts_at: event.starts_at,
        root: event.root_area_id,
    }))
}
