//! What volunteers and those who look after them do, and how it stands in the journal.

use mulin_entities::*;
use serde_json::json;

use crate::journal_entry::Entry;

/// What happened about volunteers.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the columns of the same name")]
pub enum VolunteerChange {
    /// Somebody asked to join a team, joined it, or left it.
    MemberChanged {
        team_id: TeamId,
        team_member_id: TeamMemberId,
        person_id: PersonId,
        state: MemberState,
    },
    /// Somebody says that they can do other things.
    SkillsChanged { person_id: PersonId },
    /// A qualification was noted, its proof was seen, or it was taken away.
    QualificationChanged {
        qualification_id: QualificationId,
        person_id: PersonId,
        how: &'static str,
    },
    /// A shift was added, edited or cancelled; its roles are part of it.
    ShiftChanged {
        event_id: EventId,
        shift_id: ShiftId,
        how: &'static str,
    },
    /// A volunteer is on a shift, or not any more.
    SignUpChanged {
        event_id: EventId,
        shift_id: ShiftId,
        sign_up_id: ShiftSignUpId,
        person_id: PersonId,
        from: Option<SignUpState>,
        to: SignUpState,
        /// Why it ended.
        reason: Option<SignUpEnd>,
    },
    /// A volunteer looks for somebody to take a shift over, or does so no longer.
    SwapOffered {
        event_id: EventId,
        shift_id: ShiftId,
        sign_up_id: ShiftSignUpId,
        person_id: PersonId,
        /// Who was asked; none for anybody.
        with: Option<PersonId>,
        /// Whether it is offered now.
        offered: bool,
    },
    /// Volunteers were asked to come to a shift: these people.
    VolunteersCalled {
        event_id: EventId,
        shift_id: ShiftId,
        people: Vec<PersonId>,
    },
    /// What a volunteer did was certified.
    ServiceCertified {
        event_id: EventId,
        record_id: ServiceRecordId,
        person_id: PersonId,
        corrects: Option<ServiceRecordId>,
    },
    /// Hours were added to what somebody has served.
    HoursCredited {
        hours_entry_id: HoursEntryId,
        record_id: ServiceRecordId,
        event_id: EventId,
        person_id: PersonId,
        minutes: i32,
    },
    /// Somebody was given a certificate.
    CertificateIssued {
        certificate_id: CertificateId,
        person_id: PersonId,
    },
    /// Another rule says how many points an hour brings.
    PointsRuleSet {
        points_rule_id: PointsRuleId,
        area_id: AreaId,
    },
    /// A reward was added, edited, or is given no more.
    RewardChanged {
        reward_id: RewardId,
        how: &'static str,
    },
    /// Points were exchanged, or what they were exchanged for was handed over or called off.
    RedemptionChanged {
        redemption_id: RedemptionId,
        person_id: PersonId,
        state: RedemptionState,
    },
}

impl VolunteerChange {
    /// How it stands in the journal.
    pub(crate) fn entry(&self) -> Entry {
        match self {
            Self::MemberChanged {
                team_id,
                team_member_id,
                person_id,
                state,
            } => Entry {
                subject_kind: "team_member",
                subject_id: team_member_id.0,
                verb: match state {
                    MemberState::Requested => "requested",
                    MemberState::Active => "joined",
                    MemberState::Ended => "ended",
                },
                payload: json!({ "team": team_id, "person": person_id }),
            },
            Self::SkillsChanged { person_id } => Entry {
                subject_kind: "person",
                subject_id: person_id.0,
                verb: "skills_changed",
                payload: json!({}),
            },
            Self::QualificationChanged {
                qualification_id,
                person_id,
                how,
            } => Entry {
                subject_kind: "qualification",
                subject_id: qualification_id.0,
                verb: how,
                payload: json!({ "person": person_id }),
            },
            Self::ShiftChanged {
                event_id,
                shift_id,
                how,
            } => Entry {
                subject_kind: "shift",
                subject_id: shift_id.0,
                verb: how,
                payload: json!({ "event": event_id }),
            },
            Self::SignUpChanged {
                event_id,
                shift_id,
                sign_up_id,
                person_id,
                from,
                to,
                reason,
            } => Entry {
                subject_kind: "shift_sign_up",
                subject_id: sign_up_id.0,
                verb: match to {
                    SignUpState::SignedUp => "signed_up",
                    SignUpState::Waitlisted => "waitlisted",
                    SignUpState::Cancelled => "cancelled",
                    SignUpState::Attended => "attended",
                    SignUpState::NoShow => "no_show",
                },
                payload: json!({
                    "event": event_id, "shift": shift_id, "person": person_id, "from": from, "to": to,
                    "reason": reason,
                }),
            },
            Self::SwapOffered {
                event_id,
                shift_id,
                sign_up_id,
                person_id,
                with,
                offered,
            } => Entry {
                subject_kind: "shift_sign_up",
                subject_id: sign_up_id.0,
                verb: if *offered {
                    "swap_offered"
                } else {
                    "swap_withdrawn"
                },
                payload: json!({
                    "event": event_id, "shift": shift_id, "person": person_id, "with": with,
                }),
            },
            Self::VolunteersCalled {
                event_id,
                shift_id,
                people,
            } => Entry {
                subject_kind: "shift",
                subject_id: shift_id.0,
                verb: "volunteers_called",
                payload: json!({ "event": event_id, "people": people.len() }),
            },
            Self::ServiceCertified {
                event_id,
                record_id,
                person_id,
                corrects,
            } => Entry {
                subject_kind: "service_record",
                subject_id: record_id.0,
                verb: if corrects.is_some() {
                    "corrected"
                } else {
                    "certified"
                },
                payload: json!({ "event": event_id, "person": person_id, "corrects": corrects }),
            },
            Self::HoursCredited {
                hours_entry_id,
                record_id,
                event_id,
                person_id,
                minutes,
            } => Entry {
                subject_kind: "hours_entry",
                subject_id: hours_entry_id.0,
                verb: "credited",
                payload: json!({
                    "event": event_id, "record": record_id, "person": person_id, "minutes": minutes,
                }),
            },
            Self::CertificateIssued {
                certificate_id,
                person_id,
            } => Entry {
                subject_kind: "certificate",
                subject_id: certificate_id.0,
                verb: "issued",
                payload: json!({ "person": person_id }),
            },
            Self::PointsRuleSet {
                points_rule_id,
                area_id,
            } => Entry {
                subject_kind: "points_rule",
                subject_id: points_rule_id.0,
                verb: "set",
                payload: json!({ "area": area_id }),
            },
            Self::RewardChanged { reward_id, how } => Entry {
                subject_kind: "reward",
                subject_id: reward_id.0,
                verb: how,
                payload: json!({}),
            },
            Self::RedemptionChanged {
                redemption_id,
                person_id,
                state,
            } => Entry {
                subject_kind: "redemption",
                subject_id: redemption_id.0,
                verb: match state {
                    RedemptionState::Requested => "requested",
                    RedemptionState::HandedOver => "handed_over",
                    RedemptionState::Cancelled => "cancelled",
                },
                payload: json!({ "person": person_id }),
            },
        }
    }
}
