//! `viewerCan` tells what the mutations would: a flag is true exactly if its command, sent by the same
//! caller at the same moment, does something.

use chrono::TimeDelta;
use mulin::graphql::id::GlobalId;
use mulin_entities::EventId;
use serde_json::{Value, json};

use super::actors::Who;
use super::stage::Stage;
use crate::factories::{gid, in_shanghai};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::introspection::{Introspection, list, name};
use crate::support::trace::Trace;

/// How to find out whether a flag is right.
enum Proof {
    /// This mutation does something.
    Does(&'static str, Value),
    /// This query, of `$id`, shows something there.
    Shows(&'static str, &'static str),
}

/// An object with flags, and a proof of each in an order in which all can be done.
struct Subject {
    /// Its type.
    object: &'static str,
    /// Which one.
    instance: &'static str,
    /// Its id.
    id: String,
    /// The flags.
    proofs: Vec<(&'static str, Proof)>,
}

fn text<T: GlobalId>(stage: &Stage, id: T) -> String {
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
    let (starts, ends) = (in_shanghai(starts), in_shanghai(starts + TimeDelta::hours(1)));
    let of = |more: Value| with_event(&id, more);
    let person = text(stage, stage.resident());
    let item = json!({ "title": "舞狮", "startsAfter": "PT0S", "duration": "PT1M" });
    let rsvps = "query ($id: ID!) { event(id: $id) { rsvps { pageInfo { hasNextPage } } } }";
    let proofs = vec![
        ("seeRsvps", Proof::Shows(rsvps, "/event/rsvps")),
        ("checkIn", Proof::Shows(rsvps, "/event/rsvps")),
        ("respond", Proof::Does("respondToEvent", of(json!({ "status": "MAYBE" })))),
        ("edit", Proof::Does("updateEvent", of(json!({ "title": "灯会" })))),
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
            Proof::Does("rescheduleEvent", of(json!({ "startsAt": starts, "endsAt": ends }))),
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

fn events(app: &TestApp, stage: &Stage) -> Vec<Subject> {
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

fn areas(_: &TestApp, stage: &Stage) -> Vec<Subject> {
    let of = |instance, area: &mulin_entities::area::Model, below: &str| {
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
        let proofs = vec![
            ("edit", Proof::Does("updateArea", json!({ "areaId": id, "name": "桂" }))),
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
            ("grantRoles", Proof::Does("grantRole", grant)),
            (
                "createTeam",
                Proof::Does("createTeam", json!({ "areaId": id, "name": "巡逻队" })),
            ),
        ];
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

fn people(_: &TestApp, stage: &Stage) -> Vec<Subject> {
    let id = text(stage, stage.resident());
    let answer = json!({
        "eventId": text(stage, stage.public), "status": "MAYBE", "onBehalfOf": id,
    });
    let contacts = "query ($id: ID!) { person(id: $id) { email } }";
    vec![Subject {
        object: "Person",
        instance: "a resident",
        proofs: vec![
            ("seeContacts", Proof::Shows(contacts, "/person/email")),
            ("actFor", Proof::Does("respondToEvent", answer)),
            ("edit", Proof::Does("updatePerson", json!({ "personId": id, "name": "王梅" }))),
        ],
        id,
    }]
}

fn others(_: &TestApp, stage: &Stage) -> Vec<Subject> {
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
    for (instance, rsvp, event) in [
        ("going", stage.going, stage.public),
        ("waiting", stage.waiting, stage.audience),
        ("declined", stage.declined, stage.cancelled),
    ] {
        let id = text(stage, rsvp);
        let change = json!({
            "eventId": text(stage, event), "status": "MAYBE",
            "onBehalfOf": text(stage, stage.resident()),
        });
        subjects.push(Subject {
            object: "Rsvp",
            instance,
            proofs: vec![
                ("change", Proof::Does("respondToEvent", change)),
                ("withdraw", Proof::Does("withdrawRsvp", json!({ "rsvpId": id }))),
            ],
            id,
        });
    }
    subjects
}

impl Proof {
    /// What becomes of it: whether it did or showed something.
    async fn holds(&self, app: &TestApp, token: Option<&str>, id: &str) -> (bool, Answer) {
        match self {
            Self::Does(mutation, input) => {
                let (first, rest) = mutation.split_at(1);
                let query = format!(
                    "mutation ($input: {}{rest}Input!) {{ {mutation}(input: $input) \
                     {{ userErrors {{ code path }} }} }}",
                    first.to_uppercase()
                );
                let before = Trace::of(app).await;
                let answer = app.run_with(token, &query, json!({ "input": input })).await;
                let changed = Trace::of(app).await != before;
                let refused = answer.body.get("errors").is_some()
                    || answer.at(&format!("/{mutation}/userErrors")) != &json!([]);
                assert!(!(changed && refused), "{mutation} left a trace");
                (changed, answer)
            }
            Self::Shows(query, pointer) => {
                let answer = app.run_with(token, query, json!({ "id": id })).await;
                let shown = answer.body["data"].pointer(pointer);
                (shown.is_some_and(|shown| !shown.is_null()), answer)
            }
        }
    }

    fn changes(&self) -> bool {
        matches!(self, Self::Does(..))
    }
}

/// Each flag of each subject as each caller, on a stage that nobody has spoilt.
async fn flags_tell_what_commands_do(
    app: &TestApp,
    wait: TimeDelta,
    subjects: fn(&TestApp, &Stage) -> Vec<Subject>,
) {
    let fresh = async || {
        let stage = Stage::build(app).await;
        app.advance(wait);
        stage
    };
    let mut stage = fresh().await;
    let (mut yes, mut no) = (0, 0);
    for index in 0..subjects(app, &stage).len() {
        for who in Who::ALL {
            let subject = subjects(app, &stage).swap_remove(index);
            let (object, id) = (subject.object, &subject.id);
            let mut spoilt = false;
            for (flag, proof) in &subject.proofs {
                let query = format!(
                    "query ($id: ID!) {{ node(id: $id) {{ ... on {object} {{ viewerCan {{ {flag} }} }} }} }}"
                );
                let token = stage.token(app, *who).await;
                let answer = app.run_with(token.as_deref(), &query, json!({ "id": id })).await;
                // Who does not see the object can do nothing with it.
                let told = answer.body.pointer(&format!("/data/node/viewerCan/{flag}"));
                let told = told.and_then(Value::as_bool).unwrap_or(false);
                let (mut holds, answer) = proof.holds(app, token.as_deref(), id).await;
                spoilt |= holds && proof.changes();
                // What only helps at the door needs the door to be open.
                if *flag == "checkIn" {
                    let state = "query ($id: ID!) { event(id: $id) { state } }";
                    let seen = app.run_with(token.as_deref(), state, json!({ "id": id })).await;
                    holds &= seen.body["data"]["event"]["state"] == "PUBLISHED";
                }
                assert_eq!(
                    told,
                    holds,
                    "{object}.viewerCan.{flag} ({}) as {}, {wait} later: {:#}",
                    subject.instance,
                    who.title(),
                    answer.body
                );
                *(if told { &mut yes } else { &mut no }) += 1;
            }
            if spoilt {
                stage = fresh().await;
            }
        }
    }
    assert!(yes > 3 && no > 3, "{yes} yes, {no} no");
}

macro_rules! flags {
    ($($name:ident: $wait:expr, $subjects:expr;)+) => {$(
        crate::both_databases!($name, |app| {
            flags_tell_what_commands_do(&app, $wait, $subjects).await;
        });
    )+};
}

flags! {
    of_events_to_come: TimeDelta::zero(), events;
    of_events_that_have_begun: TimeDelta::days(7) + TimeDelta::hours(1), events;
    of_events_that_are_over: TimeDelta::days(8), events;
    of_areas: TimeDelta::zero(), areas;
    of_people: TimeDelta::zero(), people;
    of_venues_teams_and_answers: TimeDelta::zero(), others;
    of_answers_to_what_has_begun: TimeDelta::days(7) + TimeDelta::hours(1), others;
    of_answers_to_what_is_over: TimeDelta::days(8), others;
}

/// A flag that nobody proves is a flag that nobody knows to be true.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_flag_is_proved() {
    let app = TestApp::sqlite().await;
    let (schema, stage) = (Introspection::read(&app).await, Stage::build(&app).await);
    let mut subjects = events(&app, &stage);
    subjects.extend(areas(&app, &stage));
    subjects.extend(people(&app, &stage));
    subjects.extend(others(&app, &stage));
    let mut lacking = Vec::new();
    let mut flags = 0;
    for one in schema.of_kind("OBJECT") {
        let Some(object) = name(one).strip_suffix("ViewerCan") else {
            continue;
        };
        for field in list(one, "fields") {
            flags += 1;
            let proved = subjects.iter().any(|subject| {
                let mut proofs = subject.proofs.iter();
                subject.object == object && proofs.any(|(flag, _)| *flag == name(field))
            });
            if !proved {
                lacking.push(format!("{object}.viewerCan.{}", name(field)));
            }
        }
    }
    assert!(flags > 20, "{flags} flags");
    assert!(lacking.is_empty(), "nothing proves {}", lacking.join(", "));
}
