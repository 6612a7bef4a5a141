//! Every field of `Mutation`, called with what everybody sees and with what may be hidden.

use chrono::TimeDelta;
use mulin::graphql::id::GlobalId;
use serde_json::{Value, json};

use super::actors::Who;
use super::case::Case;
use super::records::records;
use super::stage::Stage;
use crate::factories::{gid, in_shanghai};

/// The cases of a stage.
pub fn mutations(stage: &Stage) -> Vec<Case> {
    let mut cases = places(stage);
    cases.extend(people(stage));
    cases.extend(events(stage));
    cases.extend(programme(stage));
    cases.extend(answers(stage));
    cases.extend(parts(stage));
    cases.extend(teams(stage));
    cases.extend(consents(stage));
    cases.extend(data(stage));
    cases.extend(records(stage));
    cases.extend(forms(stage));
    cases.extend(entrance(stage));
    cases
}

fn forms(stage: &Stage) -> Vec<Case> {
    let mut cases = Vec::new();
    for (about, event) in [("public", stage.public), ("a draft", stage.draft)] {
        let form = json!([{ "kind": "YES_NO", "label": "来吗？" }]);
        let input = json!({ "eventId": id(stage, event), "questions": form });
        cases.push(case("setEventQuestions", about, input));
    }
    let stranger = stage.person(Who::Stranger).expect("there is one");
    for (about, event, person) in [
        (
            "a resident, to a public event",
            stage.public,
            stage.resident(),
        ),
        (
            "a resident, to an invited event",
            stage.invited,
            stage.resident(),
        ),
        ("a stranger, to a public event", stage.public, stranger),
    ] {
        let input = json!({ "eventId": id(stage, event), "personIds": [id(stage, person)] });
        cases.push(case("inviteToEvent", about, input));
    }
    let link = json!({ "eventId": id(stage, stage.invited), "maxUses": 3 });
    cases.extend([
        case(
            "revokeInvitation",
            "a resident's",
            json!({ "invitationId": id(stage, stage.forms.person) }),
        ),
        case("createInvitationLink", "to an invited event", link),
        case(
            "revokeInvitationLink",
            "to an invited event",
            json!({ "linkId": id(stage, stage.forms.link) }),
        ),
        case(
            "acceptInvitation",
            "to an invited event",
            json!({ "token": super::forms::token(stage) }),
        ),
    ]);
    for (about, event) in [
        ("a resident, public", stage.public),
        ("a resident, for who was invited", stage.invited),
        ("a resident, a draft", stage.draft),
    ] {
        let people = json!([{ "personId": id(stage, stage.resident()), "status": "MAYBE" }]);
        let input = json!({ "eventId": id(stage, event), "people": people });
        let mut one = case("respondForPeople", about, input);
        one.operation = one.operation.replacen(
            "{ userErrors",
            "{ results { userErrors { code message path } } userErrors",
            1,
        );
        cases.push(one);
    }
    cases
}

/// A mutation with its input.
pub fn case(field: &'static str, about: &'static str, input: Value) -> Case {
    let (first, rest) = field.split_at(1);
    let input_type = format!("{}{rest}Input", first.to_uppercase());
    Case {
        field,
        about,
        operation: format!(
            "mutation ($input: {input_type}!) {{ {field}(input: $input) \
             {{ userErrors {{ code message path }} }} }}"
        ),
        variables: json!({ "input": input }),
    }
}

/// A global id as JSON.
pub fn id<T: GlobalId>(stage: &Stage, id: T) -> Value {
    json!(*gid(&stage.town, id))
}

/// At the entrance of an event of now, and of one to come.
fn entrance(stage: &Stage) -> Vec<Case> {
    let (today, public) = (id(stage, stage.today), id(stage, stage.public));
    let heads = json!([{ "clientId": "9", "adults": 1 }]);
    vec![
        case(
            "checkIn",
            "a resident's party",
            json!({ "eventId": today, "rsvpId": id(stage, stage.came) }),
        ),
        case(
            "checkIn",
            "at an event to come",
            json!({ "eventId": public, "rsvpId": id(stage, stage.going) }),
        ),
        case(
            "undoCheckIn",
            "a resident's party",
            json!({ "checkInId": id(stage, stage.check_in) }),
        ),
        case(
            "undoCheckIn",
            "heads without names",
            json!({ "checkInId": id(stage, stage.undone) }),
        ),
        case(
            "checkInBatch",
            "heads without names",
            json!({ "eventId": today, "device": "d", "items": heads }),
        ),
        case(
            "recordWalkIn",
            "heads without names",
            json!({ "eventId": today, "adults": 1 }),
        ),
        case(
            "recordWalkIn",
            "a resident, who is there",
            json!({ "eventId": today, "personId": id(stage, stage.resident()) }),
        ),
        case(
            "createCheckInList",
            "of an event",
            json!({ "eventId": today, "name": "午餐" }),
        ),
        case(
            "updateCheckInList",
            "of an event",
            json!({ "listId": id(stage, stage.list), "name": "东门" }),
        ),
    ]
}

fn places(stage: &Stage) -> Vec<Case> {
    let (community, venue) = (id(stage, stage.town.community.id), id(stage, stage.venue));
    let grid = json!({ "parentId": community, "kind": "GRID", "name": "第二网格" });
    let new = json!({ "areaId": community, "name": "茶馆", "address": "桂花路1号" });
    vec![
        case("createArea", "below the community", grid),
        case(
            "updateArea",
            "the community",
            json!({ "areaId": community, "name": "桂" }),
        ),
        case("createVenue", "of the community", new),
        case(
            "updateVenue",
            "of the community",
            json!({ "venueId": venue, "name": "广场" }),
        ),
    ]
}

fn people(stage: &Stage) -> Vec<Case> {
    let resident = id(stage, stage.resident());
    let stranger = stage
        .person(Who::Stranger)
        .expect("a stranger has a record");
    let register = |home: Value| json!({ "unitId": id(stage, stage.town.unit.id), "home": home, "name": "陈兰" });
    let housemate = register(json!({ "householdId": id(stage, stage.household) }));
    let abroad = json!({
        "unitId": id(stage, stage.town.unit.id), "name": "陈兰",
        "home": { "householdId": id(stage, stage.away_household) },
    });
    let grant = |person: Value| {
        let area = id(stage, stage.town.community.id);
        json!({ "personId": person, "role": "ORGANISER", "areaId": area })
    };
    vec![
        case(
            "registerPerson",
            "in the unit",
            register(json!({ "building": "4栋401" })),
        ),
        case("registerPerson", "in a resident's household", housemate),
        case(
            "registerPerson",
            "in a household of another community",
            abroad,
        ),
        case(
            "updatePerson",
            "a resident",
            json!({ "personId": resident, "name": "王梅" }),
        ),
        case(
            "grantRole",
            "over the community, to a resident",
            grant(resident),
        ),
        case(
            "grantRole",
            "over the community, to a stranger",
            grant(id(stage, stranger)),
        ),
        case(
            "revokeRole",
            "a resident's",
            json!({ "grantId": id(stage, stage.grant) }),
        ),
    ]
}

fn events(stage: &Stage) -> Vec<Case> {
    let (public, draft) = (id(stage, stage.public), id(stage, stage.draft));
    let starts = stage.start + TimeDelta::days(9);
    let (starts, ends) = (
        in_shanghai(starts),
        in_shanghai(starts + TimeDelta::hours(3)),
    );
    let create = |festival: Value| {
        json!({
            "areaId": id(stage, stage.town.community.id), "kind": "GATHERING", "title": "茶会",
            "startsAt": starts, "endsAt": ends, "festivalId": festival,
        })
    };
    let mut cases = vec![
        case("createEvent", "of the community", create(Value::Null)),
        case(
            "createEvent",
            "of the community, in a drafted festival",
            create(draft.clone()),
        ),
    ];
    for (about, event) in [("public", public), ("a draft", draft)] {
        let with = |more: Value| {
            let mut input = more;
            input["eventId"] = event.clone();
            input
        };
        cases.extend([
            case("updateEvent", about, with(json!({ "title": "灯会" }))),
            case("publishEvent", about, with(json!({}))),
            case(
                "rescheduleEvent",
                about,
                with(json!({ "startsAt": starts, "endsAt": ends })),
            ),
            case(
                "setEventReminders",
                about,
                with(json!({ "before": ["PT3H"] })),
            ),
            case("cancelEvent", about, with(json!({}))),
        ]);
    }
    cases
}

fn programme(stage: &Stage) -> Vec<Case> {
    let mut cases = Vec::new();
    for (about, event, item) in [
        ("of a public event", stage.public, stage.item),
        ("of a draft", stage.draft, stage.draft_item),
    ] {
        let (event, item) = (id(stage, event), id(stage, item));
        let add = json!({
            "eventId": event, "title": "舞狮", "startsAfter": "PT40M", "duration": "PT10M",
        });
        cases.extend([
            case("addProgrammeItem", about, add),
            case(
                "updateProgrammeItem",
                about,
                json!({ "itemId": item, "title": "合唱" }),
            ),
            case("removeProgrammeItem", about, json!({ "itemId": item })),
        ]);
    }
    cases
}

fn answers(stage: &Stage) -> Vec<Case> {
    let mut cases: Vec<Case> = [
        ("public", stage.public),
        ("for its audience", stage.audience),
        ("for who was invited", stage.invited),
        ("a draft", stage.draft),
        ("a cancelled draft", stage.dropped),
    ]
    .into_iter()
    .map(|(about, event)| {
        let answer = json!({ "eventId": id(stage, event), "status": "MAYBE" });
        case("respondToEvent", about, answer)
    })
    .collect();
    let for_resident = json!({
        "eventId": id(stage, stage.public), "status": "MAYBE",
        "onBehalfOf": id(stage, stage.resident()), "via": "PHONE",
    });
    // Nobody telephones themselves.
    let mut own = for_resident.clone();
    own["via"] = json!("APP");
    cases.push(case("respondToEvent", "public, for a resident", own));
    cases.push(case(
        "respondToEvent",
        "public, for a resident by telephone",
        for_resident,
    ));
    let withdraw = json!({ "rsvpId": id(stage, stage.going) });
    cases.push(case("withdrawRsvp", "a resident's", withdraw));
    for (field, input) in [
        ("approveRsvps", "ApproveRsvpsInput"),
        ("refuseRsvps", "RefuseRsvpsInput"),
    ] {
        cases.push(Case {
            field,
            about: "a resident's",
            operation: format!(
                "mutation ($input: {input}!) {{ {field}(input: $input) {{ \
                 results {{ userErrors {{ code message path }} }} \
                 userErrors {{ code message path }} }} }}"
            ),
            variables: json!({ "input": { "rsvpIds": [id(stage, stage.going)] } }),
        });
    }
    cases
}

fn parts(stage: &Stage) -> Vec<Case> {
    let grant = |event, person| {
        json!({
            "eventId": id(stage, event), "personId": id(stage, person), "role": "CO_ORGANISER",
        })
    };
    let stranger = stage
        .person(Who::Stranger)
        .expect("a stranger has a record");
    let resident = stage.resident();
    vec![
        case(
            "grantEventRole",
            "in the public event, to a resident",
            grant(stage.public, resident),
        ),
        case(
            "grantEventRole",
            "in the public event, to a stranger",
            grant(stage.public, stranger),
        ),
        case(
            "grantEventRole",
            "in a draft, to a resident",
            grant(stage.draft, resident),
        ),
        case(
            "revokeEventRole",
            "the helper's",
            json!({ "eventRoleId": id(stage, stage.part) }),
        ),
    ]
}

fn consents(stage: &Stage) -> Vec<Case> {
    let of = |consent| json!({ "consentId": id(stage, consent) });
    let record = json!({
        "purpose": "ACT_ON_BEHALF", "policyVersion": "2026-1", "evidence": "签字的表格",
    });
    let mut for_resident = record.clone();
    for_resident["onBehalfOf"] = id(stage, stage.resident());
    vec![
        case("recordConsent", "one's own", record),
        case("recordConsent", "a resident's", for_resident),
        case(
            "confirmConsent",
            "a resident's, written down by the steward",
            of(stage.waiting_consent),
        ),
        case(
            "confirmConsent",
            "a resident's, confirmed before",
            of(stage.confirmed_consent),
        ),
        case(
            "withdrawConsent",
            "a resident's",
            of(stage.confirmed_consent),
        ),
    ]
}

fn data(stage: &Stage) -> Vec<Case> {
    let resident = id(stage, stage.resident());
    // As the stage calls the resident.
    let name = format!("王{:?}梅", Who::Oneself);
    vec![
        case("exportMyData", "one's own", json!({})),
        case(
            "exportMyData",
            "a resident's",
            json!({ "onBehalfOf": resident }),
        ),
        case(
            "eraseMe",
            "one's own, by the resident's name",
            json!({ "confirm": name }),
        ),
        case(
            "eraseMe",
            "a resident's",
            json!({ "confirm": name, "onBehalfOf": resident }),
        ),
    ]
}

fn teams(stage: &Stage) -> Vec<Case> {
    let (area, team) = (id(stage, stage.town.community.id), id(stage, stage.team));
    let lead = |person| json!({ "teamId": team, "personId": id(stage, person) });
    let helper = stage.person(Who::Helper).expect("the helper has a record");
    vec![
        case(
            "createTeam",
            "of the community",
            json!({ "areaId": area, "name": "巡逻队" }),
        ),
        case(
            "updateTeam",
            "of the community",
            json!({ "teamId": team, "name": "帮帮团" }),
        ),
        case("grantTeamLead", "to a resident", lead(stage.resident())),
        case("revokeTeamLead", "the helper's", lead(helper)),
    ]
}
