//! The schema: resolvers decode ids, call one command or query of the domain, and map its answer.

pub mod almanac;
pub mod announcement;
pub mod banquet;
pub mod calendar_feed;
pub mod call;
pub mod channel;
pub mod check_in;
pub mod connection;
pub mod context;
pub mod delivery;
pub mod dish;
pub mod dish_vote;
pub mod errors;
pub mod event;
pub mod event_import;
pub mod executor;
pub mod food_safety;
pub mod id;
pub mod invitation;
pub mod live;
pub mod loaders;
pub mod next_step;
pub mod node;
pub mod notification;
pub mod patch;
pub mod person;
pub mod place;
pub mod plain;
pub mod points;
pub mod privacy;
pub mod question;
mod refusal_kinds;
pub mod report;
pub mod rsvp;
pub mod scalars;
pub mod seating;
pub mod series;
pub mod service_record;
pub mod shift;
pub mod sign_in;
pub mod stall;
pub mod texts;
pub mod ticket;
pub mod user_error;
pub mod volunteer;

use async_graphql::{MergedObject, MergedSubscription, Schema, SchemaBuilder, extensions};

/// What clients ask.
#[derive(MergedObject, Default)]
pub struct Query(
    node::NodeQueries,
    person::PersonQueries,
    place::PlaceQueries,
    event::EventQueries,
    almanac::AlmanacQueries,
    dish::allergens::AllergenQueries,
    ticket::board::QueueBoardQuery,
    series::SeriesQueries,
    series::SeriesPreviewQueries,
    announcement::AnnouncementQueries,
    announcement::ReminderTemplateQueries,
    volunteer::VolunteerQueries,
    service_record::certificates::CertificateQueries,
    call::CallQueries,
);

/// What clients do. Every mutation takes one `input` and answers the changed object beside
/// `userErrors`: expected refusals with a stable code, the reason, and the way out.
#[derive(MergedObject, Default)]
pub struct Mutation(
    place::create_area::CreateAreaMutation,
    place::update_area::UpdateAreaMutation,
    place::create_venue::CreateVenueMutation,
    place::update_venue::UpdateVenueMutation,
    person::register_person::RegisterPersonMutation,
    person::update_person::UpdatePersonMutation,
    person::move_person::MovePersonMutation,
    person::merge_people::MergePeopleMutation,
    person::confirm_registration::ConfirmRegistrationMutation,
    person::refuse_registration::RefuseRegistrationMutation,
    person::add_contact_point::AddContactPointMutation,
    person::update_contact_point::UpdateContactPointMutation,
    person::remove_contact_point::RemoveContactPointMutation,
    person::set_needs::SetNeedsMutation,
    person::set_diet::SetDietMutation,
    person::record_consent::RecordConsentMutation,
    person::confirm_consent::ConfirmConsentMutation,
    person::withdraw_consent::WithdrawConsentMutation,
    notification::set_notification_preferences::SetNotificationPreferencesMutation,
    notification::opt::OptOutMutation,
    notification::opt::OptInMutation,
    call::record_call_outcome::RecordCallOutcomeMutation,
    calendar_feed::create_calendar_feed::CreateCalendarFeedMutation,
    calendar_feed::revoke_calendar_feed::RevokeCalendarFeedMutation,
    privacy::export_my_data::ExportMyDataMutation,
    privacy::erase_me::EraseMeMutation,
    person::grant_role::GrantRoleMutation,
    person::revoke_role::RevokeRoleMutation,
    event::create_event::CreateEventMutation,
    event::update_event::UpdateEventMutation,
    event::publish_event::PublishEventMutation,
    event::reschedule_event::RescheduleEventMutation,
    event::cancel_event::CancelEventMutation,
    event_import::import_events::ImportEventsMutation,
    series::create_series::CreateSeriesMutation,
    series::update_series::UpdateSeriesMutation,
    series::end_series::EndSeriesMutation,
    series::skip_occurrence::SkipOccurrenceMutation,
    series::move_occurrence::MoveOccurrenceMutation,
    series::respond_to_series::RespondToSeriesMutation,
    event::programme_items::ProgrammeMutations,
    event::set_event_reminders::SetEventRemindersMutation,
    announcement::announce::AnnounceMutation,
    announcement::cancel_announcement::CancelAnnouncementMutation,
    delivery::retry_deliveries::RetryDeliveriesMutation,
    question::set_event_questions::SetEventQuestionsMutation,
    invitation::invite_to_event::InviteToEventMutation,
    invitation::revoke_invitation::RevokeInvitationMutation,
    invitation::create_invitation_link::CreateInvitationLinkMutation,
    invitation::revoke_invitation_link::RevokeInvitationLinkMutation,
    invitation::accept_invitation::AcceptInvitationMutation,
    event::grant_event_role::GrantEventRoleMutation,
    event::revoke_event_role::RevokeEventRoleMutation,
    sign_in::request_sign_in_code::RequestSignInCodeMutation,
    sign_in::sign_in_by_code::SignInMutation,
    sign_in::register_myself::RegisterMyselfMutation,
    sign_in::refresh_session::RefreshSessionMutation,
    sign_in::sign_out::SignOutMutation,
    sign_in::revoke_session::RevokeSessionMutation,
    sign_in::link_identity::LinkIdentityMutation,
    sign_in::unlink_identity::UnlinkIdentityMutation,
    rsvp::approve_rsvps::ApproveRsvpsMutation,
    rsvp::refuse_rsvps::RefuseRsvpsMutation,
    rsvp::respond_to_event::RespondToEventMutation,
    rsvp::respond_for_people::RespondForPeopleMutation,
    rsvp::withdraw_rsvp::WithdrawRsvpMutation,
    rsvp::create_personal_link::CreatePersonalLinkMutation,
    rsvp::revoke_personal_link::RevokePersonalLinkMutation,
    check_in::check_in::CheckInMutation,
    check_in::undo_check_in::UndoCheckInMutation,
    check_in::check_in_batch::CheckInBatchMutation,
    check_in::record_walk_in::RecordWalkInMutation,
    check_in::lists::CheckInListMutations,
    banquet::plan_banquet::PlanBanquetMutation,
    banquet::update_banquet::UpdateBanquetMutation,
    dish::bring_dish::BringDishMutation,
    dish::update_dish::UpdateDishMutation,
    dish::withdraw_dish::WithdrawDishMutation,
    dish::want_dish::WantedDishMutations,
    dish::claim_wanted_dish::ClaimWantedDishMutation,
    stall::add_stall::AddStallMutation,
    stall::update_stall::UpdateStallMutation,
    stall::remove_stall::RemoveStallMutation,
    stall::set_slots::SetSlotsMutation,
    stall::carry_stalls::CarryStallsMutation,
    stall::staff_station::StaffStationMutations,
    ticket::book_slot::BookingMutations,
    ticket::take_ticket::TakeTicketMutation,
    ticket::call_next::CallNextMutation,
    ticket::steps::TicketStepMutations,
    seating::set_tables::SetTablesMutation,
    seating::set_seating_rules::SetSeatingRulesMutation,
    seating::arrange_tables::ArrangeTablesMutation,
    seating::move_household::MoveHouseholdMutation,
    seating::publish_seating::PublishSeatingMutation,
    food_safety::rule_mutations::FoodRuleMutations,
    food_safety::filings::RecordFilingMutation,
    food_safety::samples::FoodSampleMutations,
    food_safety::certificates::CookCertificateMutations,
    dish_vote::run::DishVoteMutations,
    dish_vote::cast_dish_votes::CastDishVotesMutation,
    volunteer::create_team::CreateTeamMutation,
    volunteer::update_team::UpdateTeamMutation,
    volunteer::grant_team_lead::GrantTeamLeadMutation,
    volunteer::revoke_team_lead::RevokeTeamLeadMutation,
    volunteer::members::TeamMemberMutations,
    volunteer::qualifications::QualificationMutations,
    shift::set_up::ShiftMutations,
    shift::sign_up::SignUpMutations,
    shift::swap::SwapMutations,
    shift::attendance::AttendanceMutations,
    service_record::certify::ServiceRecordMutations,
    points::set_up::PointsSetUpMutations,
    points::redeem::RedemptionMutations,
    service_record::certificates::IssueCertificateMutation,
);

/// What clients watch, over `/graphql/ws` and `/graphql/stream`. Every state carries
/// `extensions.eventId`: whoever shows it as `lastEventId` when they come back misses nothing.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    event::event_seats_changed::EventSeatsChangedSubscription,
    rsvp::rsvp_changed::RsvpChangedSubscription,
    rsvp::viewer_rsvp_changed::ViewerRsvpChangedSubscription,
    banquet::banquet_changed::BanquetChangedSubscription,
    ticket::subscriptions::TicketSubscriptions,
);

/// The whole schema.
pub type AppSchema = Schema<Query, Mutation, Subscription>;

/// What a document may cost.
#[derive(Clone, Copy, Debug)]
pub struct SchemaLimits {
    /// Deepest nesting.
    pub depth: usize,
    /// Fields, each counted as often as its pages may hold it.
    pub complexity: usize,
    /// Whether introspection and suggestions are open.
    pub introspection: bool,
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(
        Query::default(),
        Mutation::default(),
        Subscription::default(),
    )
    .register_output_type::<node::Node>()
    .register_output_type::<user_error::UserError>()
}

/// The schema without limits, for its text.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by();
    builder().finish().sdl_with_options(options)
}

/// The schema that answers. It has no extension at all: any would switch off the library's fast
/// path.
pub fn schema(limits: SchemaLimits) -> AppSchema {
    limited(builder(), limits).finish()
}

/// The same schema, which also tells what an operation costs.
pub fn costing_schema(limits: SchemaLimits) -> AppSchema {
    limited(builder(), limits)
        .extension(extensions::Analyzer)
        .finish()
}

fn limited(
    builder: SchemaBuilder<Query, Mutation, Subscription>,
    limits: SchemaLimits,
) -> SchemaBuilder<Query, Mutation, Subscription> {
    let builder = builder
        .limit_depth(limits.depth)
        .limit_complexity(limits.complexity)
        .limit_recursive_depth(64);
    if limits.introspection {
        return builder;
    }
    builder.disable_introspection().disable_suggestions()
}
