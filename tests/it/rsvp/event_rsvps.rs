//! `event { rsvps }`: who answered what, for those who run the event.

use mulin_entities::*;
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::mutation::with;

const ANSWERS: &str = "query ($id: ID!, $states: [RsvpState!], $first: Int, $after: String,
        $last: Int, $before: String) {
    event(id: $id) {
        rsvps(states: $states, first: $first, after: $after, last: $last, before: $before) {
            edges { cursor }
            nodes { state note waitlistPosition party { adults children }
                respondent { name email phone } person { name } }
            pageInfo { hasPreviousPage hasNextPage startCursor endCursor }
        }
    }
}";

async fn answers(
    app: &TestApp,
    town: &Town,
    who: impl Into<Option<PersonId>>,
    event: EventId,
    more: Value,
) -> Answer {
    let variables = with(&json!({ "id": *gid(town, event) }), more);
    app.run(who.into(), ANSWERS, variables).await
}

/// The names on a page.
fn names(answer: &Answer) -> Vec<String> {
    let nodes = answer.at("/event/rsvps/nodes").as_array();
    let nodes = nodes.expect("nodes are a list").iter();
    let name = |node: &Value| node["respondent"]["name"].as_str().map(str::to_owned);
    nodes.filter_map(name).collect()
}

/// An event of two seats with an answer of each state, `r0` to `r5`.
async fn answered(app: &TestApp, town: &Town) -> (EventId, Vec<PersonId>) {
    let event = event_of(app, town, 2).await;
    let people = town.residents(app, 6).await;
    let note = json!({ "note": "带轮椅", "party": { "adults": 1, "children": 1 } });
    respond(app, town, people[0], event, note).await;
    going(app, town, people[1], event, 1).await;
    going(app, town, people[2], event, 2).await;
    respond(app, town, people[3], event, json!({ "status": "MAYBE" })).await;
    respond(app, town, people[4], event, json!({ "status": "DECLINED" })).await;
    going(app, town, people[5], event, 1).await;
    leave(app, town, people[5], event).await;
    (event, people)
}

both_databases!(
    the_organiser_sees_who_answered_what_and_how_to_reach_them,
    |app| {
        let town = Town::found(&app).await;
        let (event, people) = answered(&app, &town).await;
        let answer = answers(&app, &town, town.organiser, event, json!({})).await;
        let first = json!({
            "state": "GOING", "note": "带轮椅", "waitlistPosition": null,
            "party": { "adults": 1, "children": 1 },
            "respondent": { "name": "r0", "email": "r0@example.org", "phone": null },
            // The person's record is for the person, the household and the steward.
            "person": null,
        });
        let nodes = answer.at("/event/rsvps/nodes").as_array();
        let nodes = nodes.expect("nodes are a list");
        assert!(nodes.contains(&first), "{nodes:#?}");
        let mut seen: Vec<String> = nodes
            .iter()
            .map(|node| {
                format!("{} {}", node["respondent"]["name"], node["state"]).replace('"', "")
            })
            .collect();
        seen.sort();
        assert_eq!(
            seen,
            [
                "r0 GOING",
                "r1 WAITLISTED",
                "r2 WAITLISTED",
                "r3 MAYBE",
                "r4 DECLINED",
                "r5 WITHDRAWN"
            ]
        );
        let place = |name: &str| {
            let node = nodes.iter().find(|node| node["respondent"]["name"] == name);
            node.map(|node| node["waitlistPosition"].clone())
        };
        assert_eq!((place("r1"), place("r2")), (Some(json!(1)), Some(json!(2))));
        assert_eq!(people.len(), nodes.len());
        // An administrator runs every event of the tree, and is not hindered by the record either.
        let admin = answers(&app, &town, town.admin, event, json!({})).await;
        assert_eq!(names(&admin), names(&answer));
        let record = admin.at("/event/rsvps/nodes/0/person/name");
        assert_eq!(record, admin.at("/event/rsvps/nodes/0/respondent/name"));
    }
);

both_databases!(nobody_else_sees_the_answers, |app| {
    let town = Town::found(&app).await;
    let elsewhere = Town::named(&app, "远山市").await;
    let (event, people) = answered(&app, &town).await;
    for who in [
        Some(people[0]),
        Some(town.steward),
        Some(elsewhere.organiser),
        Some(elsewhere.admin),
        None,
    ] {
        let answer = answers(&app, &town, who, event, json!({})).await;
        assert_eq!(answer.at("/event/rsvps"), &Value::Null);
        let text = answer.body.to_string();
        assert!(
            !text.contains("轮椅") && !text.contains("example.org"),
            "{text}"
        );
    }
});

both_databases!(answers_are_picked_by_their_state, |app| {
    let town = Town::found(&app).await;
    let (event, _) = answered(&app, &town).await;
    for (states, expected) in [
        (json!(["WAITLISTED"]), vec!["r1", "r2"]),
        (json!(["GOING", "WITHDRAWN"]), vec!["r0", "r5"]),
        (json!(["MAYBE", "MAYBE"]), vec!["r3"]),
        (json!("DECLINED"), vec!["r4"]),
        (json!([]), vec!["r0", "r1", "r2", "r3", "r4", "r5"]),
        (json!(null), vec!["r0", "r1", "r2", "r3", "r4", "r5"]),
    ] {
        let some = json!({ "states": states });
        let answer = answers(&app, &town, town.organiser, event, some).await;
        let mut seen = names(&answer);
        seen.sort();
        assert_eq!(seen, expected, "{states}");
    }
    for states in [json!([null]), json!(["COMING"]), json!([1])] {
        let some = json!({ "states": states });
        let answer = answers(&app, &town, town.organiser, event, some).await;
        assert!(answer.body["errors"].is_array(), "{states}");
    }
});

both_databases!(pages_tell_every_answer_once, |app| {
    let town = Town::found(&app).await;
    let (event, _) = answered(&app, &town).await;
    let organiser = town.organiser;
    let all = names(&answers(&app, &town, organiser, event, json!({})).await);
    for (size, cursor, other, more) in [
        ("first", "endCursor", "after", "hasNextPage"),
        ("last", "startCursor", "before", "hasPreviousPage"),
    ] {
        for length in 1..=4 {
            let mut seen: Vec<String> = Vec::new();
            let mut page = json!({ size: length });
            loop {
                let answer = answers(&app, &town, organiser, event, page.clone()).await;
                let at = if size == "first" { seen.len() } else { 0 };
                seen.splice(at..at, names(&answer));
                let info = answer.at("/event/rsvps/pageInfo").clone();
                if info[more] == false {
                    break;
                }
                assert_eq!(names(&answer).len(), length);
                page[other] = info[cursor].clone();
            }
            assert_eq!(seen, all, "{size} {length}");
        }
    }
    let two = json!({ "states": ["WAITLISTED"], "first": 1 });
    let answer = answers(&app, &town, organiser, event, two).await;
    assert_eq!(answer.at("/event/rsvps/pageInfo/hasNextPage"), true);
    for page in [
        json!({ "first": 0 }),
        json!({ "last": 101 }),
        json!({ "first": 1, "last": 1 }),
        json!({ "after": "x" }),
    ] {
        let answer = answers(&app, &town, organiser, event, page.clone()).await;
        assert_eq!(answer.error_code(), "BAD_USER_INPUT", "{page}");
    }
});

both_databases!(neighbours_see_masked_names_of_those_who_come, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 3).await;
    let people = [
        town.resident(&app, "王春梅").await,
        town.resident(&app, "李雷").await,
        town.resident(&app, "赵云").await,
    ];
    going(&app, &town, people[1], event, 2).await;
    going(&app, &town, people[0], event, 1).await;
    going(&app, &town, people[2], event, 1).await;
    let query = "query ($id: ID!) { event(id: $id) { attendees { name partySize } } }";
    let id = json!({ "id": *gid(&town, event) });
    let organiser = app.run(Some(town.organiser), query, id.clone()).await;
    let whole = json!([{ "name": "李雷", "partySize": 2 }, { "name": "王春梅", "partySize": 1 }]);
    assert_eq!(
        organiser.at("/event/attendees"),
        &whole,
        "by arrival, without who waits"
    );
    let neighbour = app.run(Some(people[2]), query, id.clone()).await;
    let text = neighbour.at("/event/attendees").to_string();
    assert!(
        text.contains("王*梅") && !text.contains("春") && !text.contains("李雷"),
        "{text}"
    );
    let nobody = app.run(None, query, id).await;
    assert_eq!(nobody.at("/event/attendees"), &json!([]));
});
