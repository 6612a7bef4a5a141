//! Every code has a text in every language.

mod volunteers;

use mulin_domain::Refusal;
use mulin_domain::announcement::AnnouncementError;
use mulin_domain::banquet::BanquetError;
use mulin_domain::calendar_feed::CalendarFeedError;
use mulin_domain::call::CallError;
use mulin_domain::check_in::CheckInError;
use mulin_domain::dish::DishError;
use mulin_domain::dish_vote::DishVoteError;
use mulin_domain::event::EventError;
use mulin_domain::food_safety::FoodSafetyError;
use mulin_domain::input::Rule;
use mulin_domain::invitation::InvitationError;
use mulin_domain::person::PersonError;
use mulin_domain::rsvp::RsvpError;
use mulin_domain::seating::{Impossibility, Named, SeatingError};
use mulin_domain::series::SeriesError;
use mulin_domain::sign_in::SignInError;
use mulin_domain::stall::StallError;
use mulin_domain::ticket::TicketError;

use super::*;

#[test]
fn both_files_are_sound_and_tell_the_same_codes() {
    let texts = [
        include_str!("../../../locales/zh-CN.ftl"),
        include_str!("../../../locales/en.ftl"),
    ];
    let codes = texts.map(|text| {
        assert!(FluentResource::try_new(text.to_owned()).is_ok());
        let mut codes: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .map(|(code, _)| code)
            .collect();
        codes.sort_unstable();
        codes
    });
    assert_eq!(codes[0], codes[1]);
}

fn seating() -> [SeatingError; 17] {
    use Impossibility::*;
    let table = || "1号桌".to_owned();
    let named = || Named(vec!["王小梅".to_owned()]);
    let (wanted, there) = (12, 10);
    let impossible = [
        TooFewSeats { wanted, there },
        LargerThanEveryTable {
            household: named(),
            wanted,
        },
        PinsOverfill {
            table: table(),
            wanted,
            there,
        },
        PinnedApart {
            household: named(),
            other: named(),
            table: table(),
        },
        PinNotAccessible {
            household: named(),
            table: table(),
        },
        NoAccessibleTable { household: named() },
        TooFewAccessibleSeats { wanted, there },
        ApartFromItself { household: named() },
        AloneEverywhere {
            household: Named(Vec::new()),
        },
    ];
    let [a, b, c, d, e, f, g, h, i] = impossible.map(SeatingError::Impossible);
    [
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        SeatingError::NotSet,
        SeatingError::TooSmall {
            index: 2,
            table: table(),
            taken: 9,
            capacity: 8,
        },
        SeatingError::TableFull {
            table: table(),
            free: 1,
        },
        SeatingError::MustBeApart {
            other: named(),
            table: table(),
        },
        SeatingError::NotAccessible { table: table() },
        SeatingError::HeadTable { table: table() },
        SeatingError::PinnedElsewhere { table: table() },
        SeatingError::Alone { table: table() },
    ]
}

#[test]
fn every_rule_has_a_text_with_all_its_values() {
    let at = chrono::DateTime::from_timestamp_micros(0).unwrap();
    let rules = [
        Rule::Required,
        Rule::Length { min: 1, max: 2 },
        Rule::Range { min: 1, max: 2 },
        Rule::Count { max: 5 },
        Rule::ControlCharacters,
        Rule::MixedScripts,
        Rule::MalformedId,
        Rule::OtherTypeId {
            wanted: "Event",
            is: "Area",
        },
        Rule::NotFound,
        Rule::Format { expected: "x" },
        Rule::UnknownTimeZone,
        Rule::TimeInGap,
        Rule::EndBeforeStart,
        Rule::TooLong { days: 366 },
        Rule::InThePast,
        Rule::InTheFuture,
        Rule::NotBefore { other: "endsAt" },
        Rule::TooEarly {
            other: "startsAt",
            days: 3,
        },
        Rule::Together { other: "endsAt" },
        Rule::NotTogether { other: "before" },
        Rule::Duplicate,
        Rule::Elsewhere,
        Rule::OfOthers,
        Rule::WrongLevel,
        Rule::KeyReused,
        Rule::NoTextMessages,
        Rule::UnfitForKind,
        Rule::Contradiction,
        Rule::OutsideCalendar,
        Rule::TooManyDays { max: 366 },
        Rule::Unanswered {
            label: "Allergies?".to_owned(),
        },
        Rule::NeverOccurs,
        Rule::TooOften,
        Rule::NotOfTheRule,
    ];
    let mut refusals: Vec<Refusal> = rules
        .into_iter()
        .map(|rule| mulin_domain::input::InputError::at("party.adults", rule).into())
        .collect();
    refusals.push(Refusal::VersionConflict { current: 3 });
    refusals.push(AnnouncementError::TooMany { max: 20 }.into());
    refusals.push(AnnouncementError::Sent.into());
    refusals.extend(seating().map(Refusal::from));
    refusals.extend(
        [
            DishVoteError::NotOpen,
            DishVoteError::Closed { at },
            DishVoteError::NoVotes,
            DishVoteError::NotAGuest,
            DishVoteError::OwnDish { line: 1 },
            DishVoteError::CapExceeded { line: 1, max: 2 },
            DishVoteError::BudgetExceeded {
                budget: 3,
                given: 4,
            },
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            EventError::Cancelled,
            EventError::Ended { at },
            EventError::Started { at },
            EventError::NotPublished,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            RsvpError::EventFull {
                waitlist_length: 4,
                free: 1,
            },
            RsvpError::PartyDoesNotFit {
                waitlist_length: 0,
                free: 1,
            },
            RsvpError::PartyTooLarge { max: 6 },
            RsvpError::HouseholdLimit { max: 4, left: 1 },
            RsvpError::MemberHasSeat,
            RsvpError::InAnotherParty,
            RsvpError::RequestRefused,
            RsvpError::NotRequested,
            RsvpError::RefusedBefore,
            RsvpError::NotForPerson,
            RsvpError::NotOpenYet { opens_at: at },
            RsvpError::Closed { closed_at: at },
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            BanquetError::NotABanquet,
            BanquetError::IsABanquet,
            BanquetError::VoteHasBegun,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            DishError::HouseholdNotGoing,
            DishError::WantedDishTaken,
            DishError::WantedDishRemoved,
            DishError::WantedDishClaimed { claimed: 2 },
            DishError::TooManyDishes { max: 20 },
            DishError::Gone,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            StallError::HasTickets { tickets: 2 },
            StallError::SlotsBooked {
                starts: vec!["2027-02-28 09:00".to_owned()],
            },
            StallError::LetterInUse {
                prefix: "A".to_owned(),
            },
            StallError::Gone,
            StallError::NotTheDay,
            StallError::NotStaff,
            StallError::NotQualified {
                skill: mulin_entities::Skill::Hairdressing,
            },
            StallError::StationState {
                state: mulin_entities::StationState::Closed,
            },
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            TicketError::SlotFull {
                next_free_at: Some(at),
            },
            TicketError::SlotFull { next_free_at: None },
            TicketError::SlotOver { at },
            TicketError::OtherService,
            TicketError::ActiveElsewhere,
            TicketError::NotForPerson,
            TicketError::WrongState {
                state: mulin_entities::TicketState::Done,
            },
            TicketError::StationBusy {
                number: "A001".to_owned(),
            },
            TicketError::StationNotOpen,
            TicketError::CallAgainFirst {
                called: 1,
                needed: 2,
            },
            TicketError::NotTheDay,
            TicketError::NothingToUndo,
            TicketError::UndoTooLate { at },
            TicketError::Gone,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            CheckInError::CodeInvalid,
            CheckInError::CodeOfAnotherEvent,
            CheckInError::NotGoing {
                state: mulin_entities::RsvpState::Waitlisted,
            },
            CheckInError::ListClosed {
                opens_at: at,
                closes_at: at,
            },
            CheckInError::ComesWithParty,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            PersonError::ConsentRequired,
            PersonError::OptedOut,
            PersonError::NotAnAdult,
            PersonError::RegistrationPending,
            PersonError::NotPending,
            PersonError::RecordClosed,
            PersonError::SameRecord,
            PersonError::KeeperClosed,
            PersonError::DuplicateClosed,
            PersonError::AdultRegisters,
            PersonError::ConsentNotOpen,
            PersonError::AnotherOfficer,
            PersonError::StewardRequired,
            PersonError::NotedBefore,
            PersonError::SensitiveConsentRequired,
            PersonError::DietConsentRequired,
            PersonError::ActorPending,
            PersonError::SubjectClosed,
            PersonError::GuardianRequired,
            PersonError::UnknownPolicyVersion,
            PersonError::OnlyOneself,
            PersonError::ConfirmationMismatch,
            PersonError::LastAdministrator,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            InvitationError::UsedUp,
            InvitationError::Over,
            InvitationError::TooManyLinks { max: 50 },
            InvitationError::Event(EventError::Ended { at }),
        ]
        .map(Refusal::from),
    );
    refusals.extend([CallError::Done, CallError::Lapsed].map(Refusal::from));
    refusals.push(CalendarFeedError::TooMany { max: 10 }.into());
    refusals.extend(
        [
            SeriesError::Ended,
            SeriesError::OccurrencesAnswered {
                moved: 3,
                cancelled: 1,
                parties: 40,
            },
            SeriesError::NotInASeries,
            SeriesError::OccurrencePast,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            SignInError::CodeSentRecently { retry_at: at },
            SignInError::TooManyRequests { retry_at: at },
            SignInError::WrongCode { guesses_left: 2 },
            SignInError::CodeExpired,
            SignInError::NotRegistered,
            SignInError::SessionOver,
            SignInError::IdentityTokenInvalid,
            SignInError::IdentityNotLinked,
            SignInError::IdentityTaken,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            FoodSafetyError::SampleStillKept { until: at },
            FoodSafetyError::FilingNotNeeded,
            FoodSafetyError::Ended,
        ]
        .map(Refusal::from),
    );
    refusals.extend(volunteers::refusals(at));
    for one in &refusals {
        for language in [Language::Chinese, Language::English] {
            let zone = Tz::Asia__Shanghai;
            let text = refusal(one, Speech { language, zone });
            assert_ne!(text, one.code(), "{language:?}");
            assert!(!text.contains('{'), "{text}");
        }
    }
}
