//! What a client can offer next to somebody who was refused.

use crate::clock::Instant;
use crate::dish::DishError;
use crate::dish_vote::DishVoteError;
use crate::error::Refusal;
use crate::food_safety::FoodSafetyError;
use crate::invitation::InvitationError;
use crate::person::PersonError;
use crate::points::PointsError;
use crate::rsvp::RsvpError;
use crate::seating::SeatingError;
use crate::series::SeriesError;
use crate::service_record::ServiceRecordError;
use crate::shift::ShiftError;
use crate::sign_in::SignInError;
use crate::stall::StallError;
use crate::ticket::TicketError;
use crate::volunteer::VolunteerError;

/// The way on from a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Answer so that the waitlist is joined.
    JoinWaitlist,
    /// Ask those who run the event to approve.
    AskApproval,
    /// Try again at the time that is told.
    WaitUntil,
    /// Come with fewer.
    ShrinkParty,
    /// Sign in.
    SignIn,
    /// Answer the event: somebody of the household has to come.
    AnswerEvent,
    /// Take the seats that are held.
    AcceptOffer,
    /// Ask those who run the event.
    ContactOrganiser,
    /// Ask whoever of the household has named the person.
    AskHousehold,
    /// Ask for the person's consent.
    AskConsent,
    /// Send another value.
    ChangeInput,
    /// Look at the thing anew.
    Reload,
}

impl Refusal {
    /// The way on, if there is one.
    pub fn next_step(&self) -> Option<NextStep> {
        Some(match self {
            Self::Input(_) => NextStep::ChangeInput,
            Self::VersionConflict { .. } => NextStep::Reload,
            Self::Event(_) => return None,
            Self::Series(SeriesError::OccurrencesAnswered { .. }) => NextStep::ChangeInput,
            Self::Series(_) => return None,
            Self::Rsvp(error) => match error {
                RsvpError::EventFull { .. } => NextStep::JoinWaitlist,
                RsvpError::HouseholdLimit { left: 0, .. }
                | RsvpError::RequestRefused
                | RsvpError::NotForPerson
                | RsvpError::Closed { .. } => NextStep::ContactOrganiser,
                RsvpError::PartyDoesNotFit { .. }
                | RsvpError::PartyTooLarge { .. }
                | RsvpError::HouseholdLimit { .. } => NextStep::ShrinkParty,
                RsvpError::MemberHasSeat | RsvpError::RefusedBefore => NextStep::ChangeInput,
                RsvpError::InAnotherParty => NextStep::AskHousehold,
                RsvpError::NotRequested => NextStep::Reload,
                RsvpError::NotOpenYet { .. } => NextStep::WaitUntil,
            },
            Self::Banquet(_) => NextStep::Reload,
            Self::Dish(error) => match error {
                DishError::HouseholdNotGoing => NextStep::AnswerEvent,
                DishError::WantedDishTaken
                | DishError::WantedDishRemoved
                | DishError::WantedDishClaimed { .. } => NextStep::ChangeInput,
                DishError::TooManyDishes { .. } => return None,
                DishError::Gone => NextStep::Reload,
            },
            Self::Stall(error) => match error {
                StallError::HasTickets { .. }
                | StallError::SlotsBooked { .. }
                | StallError::LetterInUse { .. }
                | StallError::NotStaff
                | StallError::NotQualified { .. } => NextStep::ChangeInput,
                StallError::NotTheDay => return None,
                StallError::Gone | StallError::StationState { .. } => NextStep::Reload,
            },
            Self::Ticket(error) => match error {
                TicketError::SlotFull { .. }
                | TicketError::SlotOver { .. }
                | TicketError::OtherService => NextStep::ChangeInput,
                TicketError::NotForPerson => NextStep::ContactOrganiser,
                TicketError::NotTheDay | TicketError::Gone | TicketError::UndoTooLate { .. } => {
                    return None;
                }
                TicketError::ActiveElsewhere
                | TicketError::WrongState { .. }
                | TicketError::StationBusy { .. }
                | TicketError::StationNotOpen
                | TicketError::CallAgainFirst { .. }
                | TicketError::NothingToUndo => NextStep::Reload,
            },
            Self::Volunteer(error) => match error {
                VolunteerError::OwnApproval { .. } => NextStep::ContactOrganiser,
                VolunteerError::OtherCity => NextStep::ChangeInput,
                VolunteerError::MemberState { .. } | VolunteerError::QualificationEnded => {
                    NextStep::Reload
                }
            },
            Self::Shift(error) => match error {
                ShiftError::Full => NextStep::JoinWaitlist,
                ShiftError::Locked { .. }
                | ShiftError::TooManyTries { .. }
                | ShiftError::CalledRecently { .. }
                | ShiftError::NotYet { .. } => NextStep::WaitUntil,
                ShiftError::NotQualified { .. }
                | ShiftError::SkillMissing { .. }
                | ShiftError::TooLate { .. }
                | ShiftError::MinorsNotTaken { .. } => NextStep::ContactOrganiser,
                ShiftError::GuardianNeeded => NextStep::AskHousehold,
                ShiftError::Overlaps { .. }
                | ShiftError::DayLimit { .. }
                | ShiftError::WeekLimit { .. }
                | ShiftError::Rest { .. }
                | ShiftError::WrongCode
                | ShiftError::NobodyToCall
                | ShiftError::HasSignUps { .. } => NextStep::ChangeInput,
                ShiftError::AlreadyOn
                | ShiftError::Begun { .. }
                | ShiftError::Cancelled
                | ShiftError::WrongState { .. }
                | ShiftError::NotOffered
                | ShiftError::Certified => NextStep::Reload,
            },
            Self::ServiceRecord(error) => match error {
                ServiceRecordError::NothingServed | ServiceRecordError::HoursNeverFall { .. } => {
                    NextStep::ChangeInput
                }
                ServiceRecordError::NotAttended { .. }
                | ServiceRecordError::AlreadyCertified { .. }
                | ServiceRecordError::Corrected => NextStep::Reload,
            },
            Self::Points(error) => match error {
                PointsError::Insufficient { .. } => return None,
                PointsError::OutOfStock | PointsError::Ended => NextStep::ChangeInput,
                PointsError::OwnRedemption => NextStep::ContactOrganiser,
                PointsError::RedemptionState { .. } => NextStep::Reload,
            },
            Self::FoodSafety(FoodSafetyError::SampleStillKept { .. }) => NextStep::WaitUntil,
            Self::FoodSafety(_) => NextStep::Reload,
            Self::Person(PersonError::ConsentRequired) => NextStep::AskConsent,
            Self::Person(_) => return None,
            Self::Invitation(InvitationError::TooManyLinks { .. }) => return None,
            Self::Invitation(_) => NextStep::ContactOrganiser,
            Self::Announcement(_) => NextStep::Reload,
            Self::CheckIn(_) => NextStep::ChangeInput,
            Self::Seating(SeatingError::NotSet) => return None,
            Self::Seating(_) => NextStep::ChangeInput,
            Self::CalendarFeed(_) => return None,
            Self::Call(_) => NextStep::Reload,
            Self::DishVote(error) => match error {
                DishVoteError::NotAGuest => NextStep::AnswerEvent,
                DishVoteError::NotOpen => NextStep::ContactOrganiser,
                DishVoteError::Closed { .. } => NextStep::Reload,
                DishVoteError::NoVotes => return None,
                DishVoteError::OwnDish { .. }
                | DishVoteError::CapExceeded { .. }
                | DishVoteError::BudgetExceeded { .. } => NextStep::ChangeInput,
            },
            Self::SignIn(error) => match error {
                SignInError::CodeSentRecently { .. } | SignInError::TooManyRequests { .. } => {
                    NextStep::WaitUntil
                }
                SignInError::WrongCode { .. } => NextStep::ChangeInput,
                SignInError::SessionOver => NextStep::SignIn,
                _ => return None,
            },
        })
    }

    /// From when trying again makes sense, if only the time stands in the way.
    pub fn retry_at(&self) -> Option<Instant> {
        match self {
            Self::Rsvp(RsvpError::NotOpenYet { opens_at }) => Some(*opens_at),
            Self::FoodSafety(FoodSafetyError::SampleStillKept { until }) => Some(*until),
            Self::SignIn(
                SignInError::CodeSentRecently { retry_at }
                | SignInError::TooManyRequests { retry_at },
            ) => Some(*retry_at),
            Self::Shift(error) => error.retry_at(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn who_is_to_wait_is_told_until_when() {
        let at = DateTime::UNIX_EPOCH;
        let refusals: [Refusal; 4] = [
            RsvpError::NotOpenYet { opens_at: at }.into(),
            SignInError::CodeSentRecently { retry_at: at }.into(),
            SignInError::TooManyRequests { retry_at: at }.into(),
            RsvpError::Closed { closed_at: at }.into(),
        ];
        for refusal in refusals {
            let waits = refusal.next_step() == Some(NextStep::WaitUntil);
            assert_eq!(waits, refusal.retry_at().is_some(), "{refusal}");
        }
    }
}
