//! Every refusal about volunteers, what they did, and their points.

use mulin_domain::Refusal;
use mulin_domain::clock::Instant;
use mulin_domain::points::PointsError;
use mulin_domain::service_record::ServiceRecordError;
use mulin_domain::shift::ShiftError;
use mulin_domain::volunteer::VolunteerError;
use mulin_entities::{MemberState, RedemptionState, ServiceRecordId, SignUpState, Skill};

/// See the module.
pub fn refusals(at: Instant) -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> = shifts(at).map(Refusal::from).into();
    refusals.extend(
        [
            VolunteerError::OwnApproval { field: "personId" },
            VolunteerError::MemberState {
                state: MemberState::Ended,
            },
            VolunteerError::QualificationEnded,
            VolunteerError::OtherCity,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            ServiceRecordError::NotAttended {
                state: SignUpState::NoShow,
            },
            ServiceRecordError::AlreadyCertified {
                record: ServiceRecordId(uuid::Uuid::nil()),
            },
            ServiceRecordError::Corrected,
            ServiceRecordError::HoursNeverFall { minutes: 90 },
            ServiceRecordError::NothingServed,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            PointsError::Insufficient {
                balance: 5,
                cost: 20,
            },
            PointsError::OutOfStock,
            PointsError::Ended,
            PointsError::OwnRedemption,
            PointsError::RedemptionState {
                state: RedemptionState::HandedOver,
            },
        ]
        .map(Refusal::from),
    );
    refusals
}

fn shifts(at: Instant) -> [ShiftError; 26] {
    let skill = Skill::FirstAid;
    let name = || Some("上午".to_owned());
    [
        ShiftError::Full,
        ShiftError::AlreadyOn,
        ShiftError::Overlaps {
            name: None,
            at: None,
        },
        ShiftError::Overlaps {
            name: name(),
            at: Some(at),
        },
        ShiftError::DayLimit { most: 480 },
        ShiftError::WeekLimit { most: 1_200 },
        ShiftError::Rest { least: 30 },
        ShiftError::NotQualified { skill },
        ShiftError::SkillMissing { skill },
        ShiftError::GuardianNeeded,
        ShiftError::MinorsNotTaken { from_age: None },
        ShiftError::MinorsNotTaken { from_age: Some(16) },
        ShiftError::Locked { until: at },
        ShiftError::Begun { at },
        ShiftError::TooLate { at },
        ShiftError::Cancelled,
        ShiftError::WrongState {
            state: SignUpState::Cancelled,
        },
        ShiftError::WrongState {
            state: SignUpState::Attended,
        },
        ShiftError::HasSignUps { volunteers: 2 },
        ShiftError::NotOffered,
        ShiftError::WrongCode,
        ShiftError::TooManyTries { retry_at: at },
        ShiftError::NotYet { at },
        ShiftError::Certified,
        ShiftError::CalledRecently { retry_at: at },
        ShiftError::NobodyToCall,
    ]
}
