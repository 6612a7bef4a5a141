//! Volunteers: teams, what they can do, shifts, what they did, and points.

use serde_json::json;

use super::{case, id};
use crate::authorisation::actors::Who;
use crate::authorisation::case::Case;
use crate::authorisation::stage::Stage;
use crate::support::mutation::with;

/// Who belongs to a team, and what they can do.
pub(super) fn members(stage: &Stage) -> Vec<Case> {
    let made = &stage.volunteers;
    let resident = id(stage, stage.resident());
    let team = id(stage, stage.team);
    let mut cases = vec![
        case("joinTeam", "oneself", json!({ "teamId": team })),
        case(
            "joinTeam",
            "for a resident",
            json!({ "teamId": team, "onBehalfOf": resident }),
        ),
        case(
            "addTeamMember",
            "a resident",
            json!({ "teamId": team, "personId": resident }),
        ),
        case(
            "approveTeamMember",
            "a neighbour's",
            json!({ "teamMemberId": id(stage, made.asked) }),
        ),
        case(
            "endTeamMembership",
            "a resident's",
            json!({ "teamMemberId": id(stage, made.member) }),
        ),
    ];
    for (about, more) in [
        ("oneself", json!({})),
        ("for a resident", json!({ "onBehalfOf": resident })),
    ] {
        let skills = with(&json!({ "skills": ["DRIVING"] }), more.clone());
        cases.push(case("setSkills", about, skills));
        let paper = json!({ "skill": "DRIVING", "number": "3", "issuer": "车管所" });
        cases.push(case("recordQualification", about, with(&paper, more)));
    }
    let paper = json!({ "qualificationId": id(stage, made.paper) });
    cases.push(case("confirmQualification", "a resident's", paper.clone()));
    cases.push(case("endQualification", "a resident's", paper));
    cases
}

/// Shifts, and who is on them.
pub(super) fn shifts(stage: &Stage) -> Vec<Case> {
    let made = &stage.volunteers;
    let resident = id(stage, stage.resident());
    let team = id(stage, stage.team);
    let mut cases = Vec::new();
    for (about, event, (shift, role)) in [
        ("public", stage.public, made.spare),
        ("for who was invited", stage.invited, made.hidden),
    ] {
        let new = json!({
            "eventId": id(stage, event), "name": "下午", "roles": [{ "name": "引导", "places": 1 }],
        });
        cases.push(case("addShift", about, new));
        let shift = json!({ "shiftId": id(stage, shift) });
        cases.push(case(
            "updateShift",
            about,
            with(&shift, json!({ "place": "西门" })),
        ));
        cases.push(case("cancelShift", about, shift.clone()));
        cases.push(case(
            "callForVolunteers",
            about,
            with(&shift, json!({ "teamId": team })),
        ));
        let role = json!({ "shiftRoleId": id(stage, role) });
        cases.push(case("signUpForShift", about, role.clone()));
        let for_other = with(&role, json!({ "onBehalfOf": resident }));
        if about == "public" {
            cases.push(case("signUpForShift", "public, for a resident", for_other));
        }
    }
    for (field, about, sign_up) in [
        ("cancelSignUp", "a resident's", made.offered),
        ("offerShiftSwap", "a resident's", made.offered),
        ("withdrawShiftSwap", "a resident's", made.offered),
        (
            "acceptShiftSwap",
            "a resident's, of the housemate",
            made.offered,
        ),
        ("confirmAttendance", "a resident's, on now", made.on),
        ("markNoShow", "a resident's, on now", made.on),
    ] {
        let input = json!({ "signUpId": id(stage, sign_up) });
        cases.push(case(field, about, input));
    }
    let there = json!({ "signUpId": id(stage, made.on), "code": made.shown });
    cases.push(case("attendShift", "a resident's, on now", there));
    cases
}

/// What volunteers did, and points.
pub(super) fn records(stage: &Stage) -> Vec<Case> {
    let made = &stage.volunteers;
    let community = id(stage, stage.town.community.id);
    let reward = id(stage, made.reward);
    let mut cases = vec![
        case(
            "certifyService",
            "a resident's",
            json!({ "signUpIds": [id(stage, made.there)] }),
        ),
        case(
            "correctServiceRecord",
            "a resident's",
            json!({ "serviceRecordId": id(stage, made.correction), "reason": "又错了" }),
        ),
        case(
            "setPointsRule",
            "of the community",
            json!({ "areaId": community, "pointsPerHour": 5 }),
        ),
        case(
            "addReward",
            "of the community",
            json!({ "areaId": community, "name": "毛巾", "cost": 5, "stock": 5 }),
        ),
        case(
            "updateReward",
            "of the community",
            json!({ "rewardId": reward, "stock": 95 }),
        ),
        case("redeemReward", "oneself", json!({ "rewardId": reward })),
        case(
            "handOverRedemption",
            "a resident's",
            json!({ "redemptionId": id(stage, made.redemption) }),
        ),
        case(
            "cancelRedemption",
            "a resident's",
            json!({ "redemptionId": id(stage, made.redemption) }),
        ),
    ];
    let resident = id(stage, stage.person(Who::Oneself).expect("a record"));
    for (about, more) in [
        ("oneself", json!({})),
        ("for a resident", json!({ "onBehalfOf": resident })),
    ] {
        let days = json!({ "from": "2026-01-01", "until": "2027-12-31" });
        cases.push(case("issueCertificate", about, with(&days, more.clone())));
        if about != "oneself" {
            let points = with(&json!({ "rewardId": reward }), more);
            cases.push(case("redeemReward", about, points));
        }
    }
    cases
}
