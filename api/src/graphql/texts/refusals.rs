//! The texts of refusals, with what each tells beside its code.

use fluent_bundle::FluentValue;
use mulin_domain::Refusal;
use mulin_domain::announcement::AnnouncementError;
use mulin_domain::calendar_feed::CalendarFeedError;
use mulin_domain::check_in::CheckInError;
use mulin_domain::dish::DishError;
use mulin_domain::dish_vote::DishVoteError;
use mulin_domain::event::EventError;
use mulin_domain::food_safety::FoodSafetyError;
use mulin_domain::input::Rule;
use mulin_domain::invitation::InvitationError;
use mulin_domain::points::PointsError;
use mulin_domain::rsvp::RsvpError;
use mulin_domain::seating::{Impossibility, Named, SeatingError};
use mulin_domain::series::SeriesError;
use mulin_domain::service_record::ServiceRecordError;
use mulin_domain::shift::ShiftError;
use mulin_domain::sign_in::SignInError;
use mulin_domain::stall::StallError;
use mulin_domain::ticket::TicketError;
use mulin_domain::volunteer::VolunteerError;

use super::{Language, Speech, listed, message};

/// The text of a refusal, which names the field by its path.
pub fn refusal(refusal: &Refusal, speech: Speech) -> String {
    refusal_of(refusal, &refusal.path().join("."), speech)
}

/// The text of a refusal of a field that has a name of its own where it is typed.
pub fn refusal_of(refusal: &Refusal, field: &str, speech: Speech) -> String {
    let mut values: Vec<(&'static str, FluentValue<'_>)> = vec![("field", field.into())];
    match refusal {
        Refusal::Input(error) => match &error.rule {
            Rule::Length { min, max } => {
                values.extend([("min", plain(*min)), ("max", plain(*max))]);
            }
            Rule::Range { min, max } => {
                values.extend([("min", plain(*min)), ("max", plain(*max))]);
            }
            Rule::TooLong { days } => values.push(("days", plain(*days))),
            Rule::TooEarly { other, days } => {
                values.extend([("other", (*other).into()), ("days", plain(*days))]);
            }
            Rule::Count { max } => values.push(("max", plain(*max))),
            Rule::TooManyDays { max } => values.push(("max", plain(*max))),
            Rule::OtherTypeId { wanted, is } => {
                values.extend([("wanted", (*wanted).into()), ("is", (*is).into())]);
            }
            Rule::Format { expected } => values.push(("expected", (*expected).into())),
            Rule::NotBefore { other } | Rule::Together { other } | Rule::NotTogether { other } => {
                values.push(("other", (*other).into()));
            }
            Rule::UnknownTemplate { known } => values.push(("known", known.as_str().into())),
            Rule::Unanswered { label } => values.push(("label", label.as_str().into())),
            _ => {}
        },
        Refusal::VersionConflict { current } => values.push(("current", plain(*current))),
        Refusal::Event(error) | Refusal::Invitation(InvitationError::Event(error)) => match error {
            EventError::Ended { at } | EventError::Started { at } => {
                values.push(("at", speech.time(*at)));
            }
            EventError::Cancelled | EventError::NotPublished => {}
        },
        Refusal::Series(SeriesError::OccurrencesAnswered {
            moved,
            cancelled,
            parties,
        }) => {
            values.extend([
                ("moved", plain(*moved)),
                ("cancelled", plain(*cancelled)),
                ("parties", plain(*parties)),
            ]);
        }
        Refusal::Series(_)
        | Refusal::Person(_)
        | Refusal::Banquet(_)
        | Refusal::Invitation(InvitationError::UsedUp | InvitationError::Over) => {}
        Refusal::Announcement(AnnouncementError::TooMany { max }) => {
            values.push(("max", plain(*max)));
        }
        Refusal::Announcement(AnnouncementError::Sent) | Refusal::Call(_) => {}
        Refusal::CalendarFeed(CalendarFeedError::TooMany { max }) => {
            values.push(("max", plain(*max)));
        }
        Refusal::Invitation(InvitationError::TooManyLinks { max }) => {
            values.push(("max", plain(*max)));
        }
        Refusal::CheckIn(error) => match error {
            CheckInError::NotGoing { state } => values.push(("state", state.as_str().into())),
            CheckInError::ListClosed {
                opens_at,
                closes_at,
            } => {
                values.extend([
                    ("opens", speech.time(*opens_at)),
                    ("closes", speech.time(*closes_at)),
                ]);
            }
            CheckInError::CodeInvalid
            | CheckInError::CodeOfAnotherEvent
            | CheckInError::ComesWithParty => {}
        },
        Refusal::FoodSafety(error) => match error {
            FoodSafetyError::SampleStillKept { until } => {
                values.push(("until", speech.time(*until)));
            }
            FoodSafetyError::FilingNotNeeded | FoodSafetyError::Ended => {}
        },
        Refusal::Dish(error) => match error {
            DishError::WantedDishClaimed { claimed } => {
                values.push(("claimed", plain(*claimed)));
            }
            DishError::TooManyDishes { max } => values.push(("max", plain(*max))),
            DishError::HouseholdNotGoing
            | DishError::WantedDishTaken
            | DishError::WantedDishRemoved
            | DishError::Gone => {}
        },
        Refusal::Stall(error) => match error {
            StallError::HasTickets { tickets } => values.push(("tickets", plain(*tickets))),
            StallError::SlotsBooked { starts } => {
                values.push(("starts", starts.join(", ").into()));
            }
            StallError::LetterInUse { prefix } => values.push(("prefix", prefix.as_str().into())),
            StallError::StationState { state } => values.push(("state", state.as_str().into())),
            StallError::NotQualified { skill } => values.push(("skill", skill.as_str().into())),
            StallError::Gone | StallError::NotTheDay | StallError::NotStaff => {}
        },
        Refusal::Ticket(error) => ticket(&mut values, error, speech),
        Refusal::Shift(error) => shift(&mut values, error, speech),
        Refusal::Volunteer(error) => match error {
            VolunteerError::MemberState { state } => values.push(("state", state.as_str().into())),
            VolunteerError::OwnApproval { .. }
            | VolunteerError::QualificationEnded
            | VolunteerError::OtherCity => {}
        },
        Refusal::Points(error) => match error {
            PointsError::Insufficient { balance, cost } => {
                values.extend([("balance", plain(*balance)), ("cost", plain(*cost))]);
            }
            PointsError::RedemptionState { state } => values.push(("state", state.as_str().into())),
            PointsError::OutOfStock | PointsError::Ended | PointsError::OwnRedemption => {}
        },
        Refusal::ServiceRecord(error) => match error {
            ServiceRecordError::NotAttended { state } => {
                values.push(("state", state.as_str().into()));
            }
            ServiceRecordError::HoursNeverFall { minutes } => {
                values.push(("minutes", plain(*minutes)));
            }
            ServiceRecordError::AlreadyCertified { .. }
            | ServiceRecordError::Corrected
            | ServiceRecordError::NothingServed => {}
        },
        Refusal::Seating(error) => seating(&mut values, error, speech.language),
        Refusal::DishVote(error) => match error {
            DishVoteError::Closed { at } => values.push(("at", speech.time(*at))),
            DishVoteError::CapExceeded { max, .. } => values.push(("max", plain(*max))),
            DishVoteError::BudgetExceeded { budget, given } => {
                values.extend([("budget", plain(*budget)), ("given", plain(*given))]);
            }
            DishVoteError::NotOpen
            | DishVoteError::NoVotes
            | DishVoteError::NotAGuest
            | DishVoteError::OwnDish { .. } => {}
        },
        Refusal::SignIn(error) => match error {
            SignInError::CodeSentRecently { retry_at }
            | SignInError::TooManyRequests { retry_at } => {
                values.push(("at", speech.time(*retry_at)));
            }
            SignInError::WrongCode { guesses_left } => {
                values.push(("guesses", plain(*guesses_left)));
            }
            SignInError::CodeExpired
            | SignInError::NotRegistered
            | SignInError::SessionOver
            | SignInError::IdentityTokenInvalid
            | SignInError::IdentityNotLinked
            | SignInError::IdentityTaken => {}
        },
        Refusal::Rsvp(error) => match error {
            RsvpError::EventFull {
                waitlist_length,
                free,
            } => {
                values.extend([
                    ("waitlist", plain(*waitlist_length)),
                    ("free", plain(*free)),
                ]);
            }
            RsvpError::PartyDoesNotFit { free, .. } => values.push(("free", plain(*free))),
            RsvpError::PartyTooLarge { max } => values.push(("max", plain(*max))),
            RsvpError::HouseholdLimit { max, left } => {
                values.extend([("max", plain(*max)), ("left", plain(*left))]);
            }
            RsvpError::NotForPerson
            | RsvpError::MemberHasSeat
            | RsvpError::InAnotherParty
            | RsvpError::RequestRefused
            | RsvpError::RefusedBefore
            | RsvpError::NotRequested => {}
            RsvpError::NotOpenYet { opens_at: at } | RsvpError::Closed { closed_at: at } => {
                values.push(("at", speech.time(*at)));
            }
        },
    }
    message(refusal.code(), &values, speech.language)
}

fn shift(values: &mut Vec<(&'static str, FluentValue<'_>)>, error: &ShiftError, speech: Speech) {
    match error {
        ShiftError::Overlaps { name, at } => {
            values.push((
                "name",
                name.clone().unwrap_or_else(|| "NONE".to_owned()).into(),
            ));
            let at = at.map(|at| speech.time(at));
            values.push(("at", at.unwrap_or_else(|| "NONE".into())));
        }
        ShiftError::DayLimit { most } | ShiftError::WeekLimit { most } => {
            values.push(("most", plain(*most)));
        }
        ShiftError::Rest { least } => values.push(("least", plain(*least))),
        ShiftError::NotQualified { skill } | ShiftError::SkillMissing { skill } => {
            values.push(("skill", skill.as_str().into()));
        }
        ShiftError::MinorsNotTaken { from_age } => {
            values.push(("age", plain(from_age.unwrap_or(0))))
        }
        ShiftError::Locked { until: at }
        | ShiftError::Begun { at }
        | ShiftError::TooLate { at }
        | ShiftError::TooManyTries { retry_at: at }
        | ShiftError::CalledRecently { retry_at: at }
        | ShiftError::NotYet { at } => values.push(("at", speech.time(*at))),
        ShiftError::WrongState { state } => values.push(("state", state.as_str().into())),
        ShiftError::HasSignUps { volunteers } => values.push(("volunteers", plain(*volunteers))),
        ShiftError::Full
        | ShiftError::AlreadyOn
        | ShiftError::GuardianNeeded
        | ShiftError::Cancelled
        | ShiftError::NotOffered
        | ShiftError::WrongCode
        | ShiftError::Certified
        | ShiftError::NobodyToCall => {}
    }
}

fn ticket(values: &mut Vec<(&'static str, FluentValue<'_>)>, error: &TicketError, speech: Speech) {
    match error {
        TicketError::SlotFull { next_free_at } => {
            let at = next_free_at.map(|at| speech.time(at));
            values.push(("at", at.unwrap_or_else(|| "NONE".into())));
        }
        TicketError::SlotOver { at } | TicketError::UndoTooLate { at } => {
            values.push(("at", speech.time(*at)));
        }
        TicketError::WrongState { state } => values.push(("state", state.as_str().into())),
        TicketError::StationBusy { number } => values.push(("number", number.clone().into())),
        TicketError::CallAgainFirst { called, needed } => {
            values.extend([("called", plain(*called)), ("needed", plain(*needed))]);
        }
        TicketError::OtherService
        | TicketError::ActiveElsewhere
        | TicketError::NotForPerson
        | TicketError::StationNotOpen
        | TicketError::NotTheDay
        | TicketError::NothingToUndo
        | TicketError::Gone => {}
    }
}

/// The values of a refusal of a table.
fn seating(
    values: &mut Vec<(&'static str, FluentValue<'_>)>,
    error: &SeatingError,
    language: Language,
) {
    let household = |named: &Named| FluentValue::from(listed(&named.0, language));
    let name = |table: &String| FluentValue::from(table.clone());
    match error {
        SeatingError::NotSet => {}
        SeatingError::TooSmall {
            table,
            taken,
            capacity,
            ..
        } => values.extend([
            ("table", name(table)),
            ("taken", plain(*taken)),
            ("capacity", plain(*capacity)),
        ]),
        SeatingError::TableFull { table, free } => {
            values.extend([("table", name(table)), ("free", plain(*free))]);
        }
        SeatingError::MustBeApart { other, table } => {
            values.extend([("other", household(other)), ("table", name(table))]);
        }
        SeatingError::NotAccessible { table }
        | SeatingError::HeadTable { table }
        | SeatingError::PinnedElsewhere { table }
        | SeatingError::Alone { table } => values.push(("table", name(table))),
        SeatingError::Impossible(impossible) => {
            values.push(("reason", impossible.reason().into()));
            match impossible {
                Impossibility::TooFewSeats { wanted, there }
                | Impossibility::TooFewAccessibleSeats { wanted, there } => {
                    values.extend([("wanted", plain(*wanted)), ("there", plain(*there))]);
                }
                Impossibility::LargerThanEveryTable {
                    household: who,
                    wanted,
                } => {
                    values.extend([("household", household(who)), ("wanted", plain(*wanted))]);
                }
                Impossibility::PinsOverfill {
                    table,
                    wanted,
                    there,
                } => values.extend([
                    ("table", name(table)),
                    ("wanted", plain(*wanted)),
                    ("there", plain(*there)),
                ]),
                Impossibility::PinnedApart {
                    household: who,
                    other,
                    table,
                } => values.extend([
                    ("household", household(who)),
                    ("other", household(other)),
                    ("table", name(table)),
                ]),
                Impossibility::PinNotAccessible {
                    household: who,
                    table,
                } => values.extend([("household", household(who)), ("table", name(table))]),
                Impossibility::NoAccessibleTable { household: who }
                | Impossibility::ApartFromItself { household: who }
                | Impossibility::AloneEverywhere { household: who } => {
                    values.push(("household", household(who)));
                }
            }
        }
    }
}

/// A number as digits only, without separators.
fn plain(number: impl ToString) -> FluentValue<'static> {
    FluentValue::from(number.to_string())
}
