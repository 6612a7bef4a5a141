//! Ways to volunteers, their shifts, what they did, and their points.

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let mut doors = members(stage);
    doors.extend(shifts(stage));
    doors.extend(sign_ups(stage));
    doors.extend(records(stage));
    doors.extend(points(stage));
    doors
}

fn members(stage: &Stage) -> Vec<Door> {
    let made = &stage.volunteers;
    let (team, resident) = (text(stage, stage.team), text(stage, stage.resident()));
    let mut doors = Vec::new();
    for (instance, member) in [("a resident's", made.member), ("a neighbour's", made.asked)] {
        let (what, id) = (("TeamMember", instance), text(stage, member));
        doors.extend(front(what, &id));
        doors.push(door(
            what,
            "team.members",
            &team,
            "/team/members/nodes",
            Some(&id),
            "{ team(id: $id) { members(states: [ACTIVE, REQUESTED]) { nodes { FIELDS } } } }",
        ));
    }
    let ended = text(stage, made.ended);
    doors.extend(front(("Qualification", "taken away"), &ended));
    doors.push(door(
        ("Volunteer", "a resident"),
        "person.volunteer",
        &resident,
        "/node/volunteer",
        None,
        "{ node(id: $id) { ... on Person { volunteer { FIELDS } } } }",
    ));
    for (instance, paper) in [("seen", made.seen), ("not seen", made.paper)] {
        let (what, id) = (("Qualification", instance), text(stage, paper));
        doors.extend(front(what, &id));
        doors.push(door(
            what,
            "volunteer.qualifications",
            &resident,
            "/node/volunteer/qualifications",
            Some(&id),
            "{ node(id: $id) { ... on Person { volunteer { qualifications { FIELDS } } } } }",
        ));
    }
    doors
}

fn shifts(stage: &Stage) -> Vec<Door> {
    let made = &stage.volunteers;
    let mut doors = Vec::new();
    for (instance, event, (shift, role)) in [
        ("of a public event", stage.public, made.shift),
        ("for who was invited", stage.invited, made.hidden),
    ] {
        let (event, id, role) = (text(stage, event), text(stage, shift), text(stage, role));
        let what = ("Shift", instance);
        doors.extend(front(what, &id));
        doors.push(door(
            what,
            "event.shifts",
            &event,
            "/event/shifts",
            Some(&id),
            "{ event(id: $id) { shifts { FIELDS } } }",
        ));
        doors.push(door(
            what,
            "team.shifts",
            &text(stage, stage.team),
            "/team/shifts/nodes",
            Some(&id),
            "{ team(id: $id) { shifts { nodes { FIELDS } } } }",
        ));
        for (object, way, part) in [
            ("ShiftViewerCan", "shift.viewerCan", "viewerCan"),
            ("AttendanceCode", "shift.attendanceCode", "attendanceCode"),
        ] {
            let operation =
                format!("{{ node(id: $id) {{ ... on Shift {{ {part} {{ FIELDS }} }} }} }}");
            let pointer = format!("/node/{part}");
            doors.push(door(
                (object, instance),
                way,
                &id,
                &pointer,
                None,
                &operation,
            ));
        }
        let what = ("ShiftRole", instance);
        doors.extend(front(what, &role));
        doors.push(door(
            what,
            "shift.roles",
            &id,
            "/node/roles",
            Some(&role),
            "{ node(id: $id) { ... on Shift { roles { FIELDS } } } }",
        ));
    }
    doors
}

fn sign_ups(stage: &Stage) -> Vec<Door> {
    let made = &stage.volunteers;
    let resident = text(stage, stage.resident());
    let mut doors = Vec::new();
    for (instance, sign_up) in [
        ("a resident's, offered", made.offered),
        ("a resident's, certified", made.served),
        ("a resident's, left", made.left),
    ] {
        let (what, id) = (("ShiftSignUp", instance), text(stage, sign_up));
        doors.extend(front(what, &id));
        doors.push(door(
            what,
            "volunteer.signUps",
            &resident,
            "/node/volunteer/signUps/nodes",
            Some(&id),
            "{ node(id: $id) { ... on Person { volunteer { signUps { nodes { FIELDS } } } } } }",
        ));
    }
    let offered = text(stage, made.offered);
    doors.push(door(
        ("ShiftSignUp", "a resident's, offered"),
        "shift.signUps",
        &text(stage, made.shift.0),
        "/node/signUps/nodes",
        Some(&offered),
        "{ node(id: $id) { ... on Shift { signUps { nodes { FIELDS } } } } }",
    ));
    doors.push(door(
        ("ShiftSignUp", "a resident's, offered"),
        "shift.swapOffers",
        &text(stage, made.shift.0),
        "/node/swapOffers",
        Some(&offered),
        "{ node(id: $id) { ... on Shift { swapOffers { FIELDS } } } }",
    ));
    doors.push(door(
        ("ShiftSwap", "of a resident"),
        "shiftSignUp.swap",
        &offered,
        "/node/swap",
        None,
        "{ node(id: $id) { ... on ShiftSignUp { swap { FIELDS } } } }",
    ));
    doors
}

fn records(stage: &Stage) -> Vec<Door> {
    let made = &stage.volunteers;
    let resident = text(stage, stage.resident());
    let mut doors = Vec::new();
    for (instance, record) in [
        ("corrected", made.record),
        ("as it stands", made.correction),
    ] {
        let (what, id) = (("ServiceRecord", instance), text(stage, record));
        doors.extend(front(what, &id));
    }
    let (correction, certificate) = (text(stage, made.correction), text(stage, made.certificate));
    let what = ("ServiceRecord", "as it stands");
    doors.push(door(
        what,
        "volunteer.serviceRecords",
        &resident,
        "/node/volunteer/serviceRecords/nodes",
        Some(&correction),
        "{ node(id: $id) { ... on Person { volunteer { serviceRecords { nodes { FIELDS } } } } } }",
    ));
    doors.push(door(
        what,
        "shiftSignUp.serviceRecord",
        &text(stage, made.served),
        "/node/serviceRecord",
        Some(&correction),
        "{ node(id: $id) { ... on ShiftSignUp { serviceRecord { FIELDS } } } }",
    ));
    let what = ("Certificate", "a resident's");
    doors.extend(front(what, &certificate));
    doors.push(door(
        what,
        "volunteer.certificates",
        &resident,
        "/node/volunteer/certificates/nodes",
        Some(&certificate),
        "{ node(id: $id) { ... on Person { volunteer { certificates { nodes { FIELDS } } } } } }",
    ));
    let mut proof = door(
        ("CertificateProof", "a resident's"),
        "certificateByCode",
        &resident,
        "/certificateByCode",
        None,
        "query ($code: String!) { certificateByCode(code: $code) { FIELDS } }",
    );
    proof.variables = serde_json::json!({ "code": made.code });
    doors.push(proof);
    doors
}

fn points(stage: &Stage) -> Vec<Door> {
    let made = &stage.volunteers;
    let community = text(stage, stage.town.community.id);
    let (rule, reward) = (text(stage, made.rule), text(stage, made.reward));
    let what = ("PointsRule", "of the community");
    let mut doors = Vec::from(front(what, &rule));
    doors.push(door(
        what,
        "area.pointsRule",
        &community,
        "/area/pointsRule",
        Some(&rule),
        "{ area(id: $id) { pointsRule { FIELDS } } }",
    ));
    let what = ("Reward", "of the community");
    doors.extend(front(what, &reward));
    doors.push(door(
        what,
        "area.rewards",
        &community,
        "/area/rewards/nodes",
        Some(&reward),
        "{ area(id: $id) { rewards { nodes { FIELDS } } } }",
    ));
    let over = text(stage, made.over);
    doors.extend(front(("Reward", "given no more"), &over));
    for (instance, redemption) in [("asked for", made.redemption), ("handed over", made.given)] {
        let (what, id) = (("Redemption", instance), text(stage, redemption));
        doors.extend(front(what, &id));
        doors.push(door(
            what,
            "reward.redemptions",
            &reward,
            "/node/redemptions/nodes",
            Some(&id),
            "{ node(id: $id) { ... on Reward { redemptions { nodes { FIELDS } } } } }",
        ));
        doors.push(door(
            what,
            "pointsAccount.redemptions",
            &id,
            "/viewer/points/redemptions/nodes",
            Some(&id),
            "query { viewer { points { redemptions { nodes { FIELDS } } } } }",
        ));
    }
    for (instance, entry) in [("earned", made.earned), ("spent", made.spent)] {
        let (what, id) = (("PointsEntry", instance), text(stage, entry));
        doors.extend(front(what, &id));
        doors.push(door(
            what,
            "pointsAccount.entries",
            &id,
            "/viewer/points/entries/nodes",
            Some(&id),
            "query { viewer { points { entries { nodes { FIELDS } } } } }",
        ));
    }
    doors.push(door(
        ("PointsAccount", "of whoever asks"),
        "viewer.points",
        &reward,
        "/viewer/points",
        None,
        "query { viewer { points { FIELDS } } }",
    ));
    doors
}
