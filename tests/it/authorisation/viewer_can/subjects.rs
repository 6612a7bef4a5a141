//! Objects with flags, and what proves each flag.

use chrono::TimeDelta;
use mulin::graphql::id::GlobalId;
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde_json::{Value, json};

use super::service_days;
use crate::authorisation::actors::Who;
use crate::authorisation::stage::Stage;
use crate::factories::{gid, in_shanghai, resident};
use crate::support::app::TestApp;

/// How to find out whether a flag is right.
pub enum Proof {
    /// This mutation does something.
    Does(&'static str, Value),
    /// This query, of `$id`, shows something there.
    Shows(&'static str, &'static str),
}

/// An object with flags, and a proof of each in an order in which all can be done.
pub struct Subject {
    /// Its type.
    pub object: &'static str,
    /// Which one.
    pub instance: &'static str,
    /// Its id.
    pub id: String,
    /// The flags.
    pub proofs: Vec<(&'static str, Proof)>,
}

/// The stage with what no other test needs.
pub struct Scene {
    pub stage: Stage,
    /// Waits to be confirmed in the unit.
    pub newcomer: PersonId,
}

impl Scene {
    /// Builds one; there may be several in one database.
    pub async fn build(app: &TestApp) -> Self {
        let stage = Stage::build(app).await;
        let newcomer = resident(&app.core, &stage.town.unit, "newcomer").await;
        let mut pending = newcomer.into_active_model();
        pending.state = Set(PersonState::Pending);
        let pending = pending.update(app.core.db().writer()).await;
        let newcomer = pending.expect("the record is written").id;
        let agreed = json!({ "purpose": "SENSITIVE_DATA", "policyVersion": "2026-1" });
        let own = Some(stage.resident());
        app.mutate(own, "recordConsent", "consent { id }", agreed)
            .await
            .data();
        let needs = json!({ "kinds": ["WHEELCHAIR"] });
        app.mutate(own, "setNeeds", "person { id }", needs)
            .await
            .data();
        Self { stage, newcomer }
    }
}

pub(super) fn text<T: GlobalId>(stage: &Stage, id: T) -> String {
    gid(&stage.town, id).0
}

fn with_event(event: &str, mut more: Value) -> Value {
    more["eventId"] = json!(event);
    more
}

/// An event with everything that is done with it, the last of which ends it.
fn event(app: &TestApp, stage: &Stage, instance: &'static str, event: EventId) -> Subject {
    let id = text(stage, event);
    let starts = app.now() + TimeDelta::days(30);
    let (starts, ends) = (
        in_shanghai(starts),
        in_shanghai(starts + TimeDelta::hours(1)),
    );
    let of = |more: Value| with_event(&id, more);
    let person = text(stage, stage.resident());
    let item = json!({ "title": "舞狮", "startsAfter": "PT0S", "duration": "PT1M" });
    let rsvps = "query ($id: ID!) { event(id: $id) { rsvps { pageInfo { hasNextPage } } } }";
    let proofs = vec![
        ("seeRsvps", Proof::Shows(rsvps, "/event/rsvps")),
        (
            "checkIn",
            Proof::Does("recordWalkIn", of(json!({ "adults": 1 }))),
        ),
        (
            "respond",
            Proof::Does("respondToEvent", of(json!({ "status": "MAYBE" }))),
        ),
        (
            "edit",
            Proof::Does("updateEvent", of(json!({ "title": "灯会" }))),
        ),
        ("editProgramme", Proof::Does("addProgrammeItem", of(item))),
        (
            "grantRoles",
            Proof::Does(
                "grantEventRole",
                of(json!({ "personId": person, "role": "CHECK_IN_HELPER" })),
            ),
        ),
        ("publish", Proof::Does("publishEvent", of(json!({})))),
        (
            "reschedule",
            Proof::Does(
                "rescheduleEvent",
                of(json!({ "startsAt": starts, "endsAt": ends })),
            ),
        ),
        ("cancel", Proof::Does("cancelEvent", of(json!({})))),
    ];
    Subject {
        object: "Event",
        instance,
        id,
        proofs,
    }
}

/// Events of every kind of visibility and state.
pub fn events(app: &TestApp, Scene { stage, .. }: &Scene) -> Vec<Subject> {
    [
        ("public", stage.public),
        ("for its audience", stage.audience),
        ("for who was invited", stage.invited),
        ("a draft", stage.draft),
        ("cancelled", stage.cancelled),
    ]
    .map(|(instance, id)| event(app, stage, instance, id))
    .into()
}

/// What time changes.
pub fn public_and_draft(app: &TestApp, scene: &Scene) -> Vec<Subject> {
    let mut all = events(app, scene);
    all.retain(|subject| ["public", "a draft"].contains(&subject.instance));
    all
}

/// Areas on two levels.
pub fn areas(_: &TestApp, Scene { stage, newcomer }: &Scene) -> Vec<Subject> {
    let of = |instance, area: &area::Model, below: &str| {
        let id = text(stage, area.id);
        let event = json!({
            "areaId": id, "kind": "GATHERING", "title": "茶会", "startsAt": "2027-02-20T18:30",
            "endsAt": "2027-02-20T20:00",
        });
        let register = json!({ "unitId": id, "home": { "building": "9栋" }, "name": "陈兰" });
        let grant = json!({
            "personId": text(stage, stage.resident()), "role": "ORGANISER", "areaId": id,
        });
        let venue = json!({ "areaId": id, "name": "茶馆", "address": "桂花路1号" });
        let waiting =
            "query ($id: ID!) { area(id: $id) { registrations { pageInfo { hasNextPage } } } }";
        let mut proofs = vec![
            (
                "edit",
                Proof::Does("updateArea", json!({ "areaId": id, "name": "桂" })),
            ),
            ("createEvent", Proof::Does("createEvent", event)),
            ("createVenue", Proof::Does("createVenue", venue)),
            (
                "createArea",
                Proof::Does(
                    "createArea",
                    json!({ "parentId": id, "kind": below, "name": "新" }),
                ),
            ),
            ("registerPerson", Proof::Does("registerPerson", register)),
            (
                "confirmRegistrations",
                Proof::Shows(waiting, "/area/registrations"),
            ),
            ("grantRoles", Proof::Does("grantRole", grant)),
            (
                "createTeam",
                Proof::Does("createTeam", json!({ "areaId": id, "name": "巡逻队" })),
            ),
        ];
        if area.kind == AreaKind::Unit {
            let confirm = json!({ "personId": text(stage, *newcomer) });
            proofs.push((
                "confirmRegistrations",
                Proof::Does("confirmRegistration", confirm),
            ));
        }
        Subject {
            object: "Area",
            instance,
            id,
            proofs,
        }
    };
    vec![
        of("the community", &stage.town.community, "GRID"),
        of("the unit", &stage.town.unit, "UNIT"),
    ]
}

/// The resident.
pub fn people(_: &TestApp, Scene { stage, .. }: &Scene) -> Vec<Subject> {
    let id = text(stage, stage.resident());
    let answers = |status: &str| {
        let event = text(stage, stage.public);
        Proof::Does(
            "respondToEvent",
            json!({ "eventId": event, "status": status, "onBehalfOf": id }),
        )
    };
    let contacts = "query ($id: ID!) { person(id: $id) { email } }";
    let needs = "query ($id: ID!) { person(id: $id) { needs { kinds } } }";
    let agrees = json!({
        "onBehalfOf": id, "purpose": "ACT_ON_BEHALF", "policyVersion": "2026-1",
        "evidence": "当面说的",
    });
    let home = json!({ "building": "9栋901" });
    let moved = json!({ "personId": id, "unitId": text(stage, stage.town.unit.id), "home": home });
    let neighbour = stage
        .person(Who::Neighbour)
        .expect("a neighbour has a record");
    let duplicate = json!({ "keepId": id, "duplicateId": text(stage, neighbour) });
    let erased = json!({ "onBehalfOf": id, "confirm": "王Oneself梅" });
    vec![Subject {
        object: "Person",
        instance: "a resident",
        proofs: vec![
            ("seeContacts", Proof::Shows(contacts, "/person/email")),
            ("seeNeeds", Proof::Shows(needs, "/person/needs")),
            ("actFor", answers("MAYBE")),
            ("recordConsent", Proof::Does("recordConsent", agrees)),
            (
                "edit",
                Proof::Does("updatePerson", json!({ "personId": id, "birthYear": 1951 })),
            ),
            ("move", Proof::Does("movePerson", moved)),
            ("merge", Proof::Does("mergePeople", duplicate)),
            // Once more, for a steward who has noted a consent by now.
            ("actFor", answers("DECLINED")),
            ("erase", Proof::Does("eraseMe", erased)),
        ],
        id,
    }]
}

/// Everything else.
pub fn others(_: &TestApp, Scene { stage, .. }: &Scene) -> Vec<Subject> {
    let (venue, team) = (text(stage, stage.venue), text(stage, stage.team));
    let mut subjects = vec![
        Subject {
            object: "Venue",
            instance: "of the community",
            proofs: vec![(
                "edit",
                Proof::Does("updateVenue", json!({ "venueId": venue, "name": "广场" })),
            )],
            id: venue,
        },
        Subject {
            object: "Team",
            instance: "of the community",
            proofs: vec![
                (
                    "edit",
                    Proof::Does("updateTeam", json!({ "teamId": team, "name": "帮帮团" })),
                ),
                (
                    "grantLead",
                    Proof::Does(
                        "grantTeamLead",
                        json!({ "teamId": team, "personId": text(stage, stage.resident()) }),
                    ),
                ),
            ],
            id: team,
        },
    ];
    for (instance, series) in [
        ("public", stage.series.public),
        ("a draft", stage.series.draft),
        ("ended", stage.series.ended),
    ] {
        let id = text(stage, series);
        let edit = json!({ "scope": "ALL", "seriesId": id, "title": "补衣" });
        subjects.push(Subject {
            object: "Series",
            instance,
            proofs: vec![
                ("edit", Proof::Does("updateSeries", edit)),
                ("end", Proof::Does("endSeries", json!({ "seriesId": id }))),
            ],
            id,
        });
    }
    for (instance, consent) in [
        ("waiting", stage.waiting_consent),
        ("confirmed", stage.confirmed_consent),
        ("withdrawn", stage.withdrawn_consent),
    ] {
        let id = text(stage, consent);
        let input = json!({ "consentId": id });
        subjects.push(Subject {
            object: "Consent",
            instance,
            proofs: vec![
                ("confirm", Proof::Does("confirmConsent", input.clone())),
                ("withdraw", Proof::Does("withdrawConsent", input)),
            ],
            id,
        });
    }
    subjects.extend(banquets(stage));
    subjects.extend(service_days::stalls(stage));
    subjects.extend(service_days::tickets(stage));
    subjects.extend(service_days::shifts(stage));
    for (instance, rsvp, event) in [
        ("going", stage.going, stage.public),
        ("waiting", stage.waiting, stage.audience),
        ("declined", stage.declined, stage.cancelled),
    ] {
        let id = text(stage, rsvp);
        let check_in = json!({ "eventId": text(stage, event), "rsvpId": id });
        let change = json!({
            "eventId": text(stage, event), "status": "MAYBE",
            "onBehalfOf": text(stage, stage.resident()),
        });
        subjects.push(Subject {
            object: "Rsvp",
            instance,
            proofs: vec![
                ("checkIn", Proof::Does("checkIn", check_in)),
                ("change", Proof::Does("respondToEvent", change)),
                (
                    "withdraw",
                    Proof::Does("withdrawRsvp", json!({ "rsvpId": id })),
                ),
            ],
            id,
        });
    }
    subjects
}

/// Banquets, and what is brought to them.
fn banquets(stage: &Stage) -> Vec<Subject> {
    let mut subjects = Vec::new();
    for (instance, event) in [
        ("public", stage.public),
        ("for who was invited", stage.invited),
    ] {
        let id = text(stage, event);
        let edit = json!({ "eventId": id, "bringTo": "后厨" });
        let bring = json!({
            "eventId": id, "name": "凉皮", "category": "COLD", "servings": 12,
            "temperature": "COLD",
        });
        subjects.push(Subject {
            object: "Banquet",
            instance,
            proofs: vec![
                ("edit", Proof::Does("updateBanquet", edit)),
                ("bringDish", Proof::Does("bringDish", bring)),
            ],
            id,
        });
    }
    for (instance, dish) in [
        ("promised", stage.banquets.dish),
        ("taken back", stage.banquets.withdrawn),
    ] {
        let id = text(stage, dish);
        let edit = json!({ "dishId": id, "servings": 25 });
        let withdraw = json!({ "dishId": id });
        subjects.push(Subject {
            object: "Dish",
            instance,
            proofs: vec![
                ("edit", Proof::Does("updateDish", edit)),
                ("withdraw", Proof::Does("withdrawDish", withdraw)),
            ],
            id,
        });
    }
    subjects
}
