//! `viewer { rsvps }`, and one's own answer elsewhere.

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town, gid};
use crate::support::answer::Answer;
use crate::support::app::TestApp;

const MINE: &str = "query ($upcoming: Boolean! = true, $first: Int, $after: String, $last: Int,
        $before: String) {
    viewer { rsvps(upcoming: $upcoming, first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { state event { id title } } }
        nodes { id state note party { adults } respondent { name } }
        pageInfo { hasPreviousPage hasNextPage startCursor endCursor }
    } }
}";

async fn mine(app: &TestApp, who: PersonId, some: Value) -> Answer {
    app.run(Some(who), MINE, some).await
}

/// The titles on a page.
fn titles(answer: &Answer) -> Vec<String> {
    let edges = answer.at("/viewer/rsvps/edges").as_array();
    let title = |edge: &Value| edge["node"]["event"]["title"].as_str().map(str::to_owned);
    let edges = edges.expect("edges are a list").iter();
    edges.map(|edge| title(edge).unwrap_or_default()).collect()
}

/// Events so many days ahead, each with its title, to which the person comes.
async fn engagements(
    app: &TestApp,
    town: &Town,
    who: PersonId,
    plans: &[(&'static str, i64)],
) -> Vec<EventId> {
    let mut events = Vec::new();
    for (title, days) in plans {
        let plan = Plan {
            title,
            starts_in: TimeDelta::days(*days),
            ..Plan::default()
        };
        let event = town.event(app, plan).await.id;
        going(app, town, who, event, 1).await;
        events.push(event);
    }
    events
}

both_databases!(answers_come_by_the_start_of_their_events, |app| {
    let town = Town::found(&app).await;
    let who = town.resident(&app, "wang").await;
    let plans = [("三", 3), ("一", 1), ("二", 2), ("也是二", 2), ("四", 4)];
    let events = engagements(&app, &town, who, &plans).await;
    let other = town.resident(&app, "li").await;
    going(&app, &town, other, events[0], 1).await;
    respond(&app, &town, who, events[1], json!({ "status": "DECLINED" })).await;
    leave(&app, &town, who, events[2]).await;

    let all = mine(&app, who, json!({})).await;
    let seen = titles(&all);
    assert_eq!(
        (seen[0].as_str(), &seen[3..]),
        ("一", &["三".to_owned(), "四".to_owned()][..])
    );
    let mut twins = seen[1..3].to_vec();
    twins.sort();
    assert_eq!(twins, ["也是二", "二"]);
    let states = |answer: &Answer| {
        let nodes = answer.at("/viewer/rsvps/nodes").as_array();
        let nodes = nodes.expect("nodes are a list").iter();
        nodes.map(|node| node["state"].clone()).collect::<Vec<_>>()
    };
    let mut expected = vec![json!("DECLINED"), json!("GOING"), json!("GOING")];
    let at = 1 + usize::from(seen[1] != "二");
    expected.insert(at, json!("WITHDRAWN"));
    expected.push(json!("GOING"));
    assert_eq!(states(&all), expected);
    let name = all.at("/viewer/rsvps/nodes/0/respondent/name");
    assert_eq!(name, "wang");
    let info = all.at("/viewer/rsvps/pageInfo");
    assert_eq!(
        (&info["hasPreviousPage"], &info["hasNextPage"]),
        (&json!(false), &json!(false))
    );
});

both_databases!(pages_forwards_and_backwards_tell_the_same_list, |app| {
    let town = Town::found(&app).await;
    let who = town.resident(&app, "wang").await;
    let plans = [
        ("a", 1),
        ("b", 2),
        ("c", 2),
        ("d", 2),
        ("e", 3),
        ("f", 4),
        ("g", 4),
    ];
    engagements(&app, &town, who, &plans).await;
    let all = titles(&mine(&app, who, json!({})).await);
    assert_eq!(all.len(), 7);

    for size in [1, 2, 3, 7] {
        let mut forwards = Vec::new();
        let mut page = mine(&app, who, json!({ "first": size })).await;
        loop {
            forwards.extend(titles(&page));
            let info = page.at("/viewer/rsvps/pageInfo").clone();
            if info["hasNextPage"] == false {
                break;
            }
            assert_eq!(titles(&page).len(), size);
            page = mine(
                &app,
                who,
                json!({ "first": size, "after": info["endCursor"] }),
            )
            .await;
            assert_eq!(page.at("/viewer/rsvps/pageInfo/hasPreviousPage"), true);
        }
        assert_eq!(forwards, all, "{size}");

        let mut backwards = Vec::new();
        let mut page = mine(&app, who, json!({ "last": size })).await;
        loop {
            let mut these = titles(&page);
            these.append(&mut backwards);
            backwards = these;
            let info = page.at("/viewer/rsvps/pageInfo").clone();
            if info["hasPreviousPage"] == false {
                break;
            }
            page = mine(
                &app,
                who,
                json!({ "last": size, "before": info["startCursor"] }),
            )
            .await;
            assert_eq!(page.at("/viewer/rsvps/pageInfo/hasNextPage"), true);
        }
        assert_eq!(backwards, all, "{size}");
    }
    let first = mine(&app, who, json!({ "first": 1 })).await;
    let cursor = first.at("/viewer/rsvps/edges/0/cursor");
    assert_eq!(cursor, first.at("/viewer/rsvps/pageInfo/endCursor"));
    let last = mine(&app, who, json!({ "last": 1 })).await;
    let end = last.at("/viewer/rsvps/edges/0/cursor");
    let between = mine(&app, who, json!({ "after": cursor, "before": end })).await;
    assert_eq!(titles(&between), all[1..6]);
    let beyond = mine(&app, who, json!({ "after": end })).await;
    assert_eq!(titles(&beyond), [""; 0]);
    assert_eq!(beyond.at("/viewer/rsvps/pageInfo/endCursor"), &Value::Null);
});

both_databases!(what_is_over_is_left_out_unless_asked_for, |app| {
    let town = Town::found(&app).await;
    let who = town.resident(&app, "wang").await;
    engagements(&app, &town, who, &[("先", 1), ("后", 2)]).await;
    // It lasts two hours.
    app.advance(TimeDelta::days(1) + TimeDelta::hours(2) - TimeDelta::microseconds(1));
    assert_eq!(titles(&mine(&app, who, json!({})).await), ["先", "后"]);
    app.advance(TimeDelta::microseconds(1));
    assert_eq!(titles(&mine(&app, who, json!({})).await), ["后"]);
    let all = json!({ "upcoming": false });
    assert_eq!(titles(&mine(&app, who, all).await), ["先", "后"]);
});

both_databases!(
    a_cancelled_event_stays_and_a_hidden_one_shows_the_answer_alone,
    |app| {
        let town = Town::found(&app).await;
        let who = town.resident(&app, "wang").await;
        let events = engagements(&app, &town, who, &[("甲", 1), ("乙", 2)]).await;
        cancel(&app, &town, events[0]).await;
        // Who comes goes on seeing an event that is hidden from others.
        leave(&app, &town, who, events[1]).await;
        edit(&app, &town, events[1], json!({ "visibility": "INVITED" })).await;
        let answer = mine(&app, who, json!({})).await;
        assert_eq!(titles(&answer), ["甲", ""]);
        assert_eq!(answer.at("/viewer/rsvps/edges/1/node/event"), &Value::Null);
        assert_eq!(answer.at("/viewer/rsvps/edges/1/node/state"), "WITHDRAWN");
    }
);

both_databases!(bad_pages_are_refused, |app| {
    let town = Town::found(&app).await;
    let who = town.resident(&app, "wang").await;
    engagements(&app, &town, who, &[("甲", 1)]).await;
    for page in [
        json!({ "first": 0 }),
        json!({ "first": -1 }),
        json!({ "first": 101 }),
        json!({ "last": 0 }),
        json!({ "last": 101 }),
        json!({ "first": 1, "last": 1 }),
        json!({ "after": "" }),
        json!({ "after": "nonsense" }),
        json!({ "before": "MTIz" }),
        json!({ "after": "\u{0}" }),
    ] {
        let answer = mine(&app, who, page.clone()).await;
        assert_eq!(answer.error_code(), "BAD_USER_INPUT", "{page}");
    }
    let hundred = mine(
        &app,
        who,
        json!({ "first": 100, "after": null, "last": null }),
    )
    .await;
    assert_eq!(titles(&hundred), ["甲"]);
    let nobody = app
        .run(None, "{ viewer { roles { role } } }", json!({}))
        .await;
    assert_eq!(nobody.at("/viewer"), &Value::Null);
});

both_databases!(ones_own_answer_is_found_at_the_event_and_by_its_id, |app| {
    let town = Town::found(&app).await;
    let elsewhere = Town::named(&app, "远山市").await;
    let who = town.resident(&app, "wang").await;
    let event = engagements(&app, &town, who, &[("灯会", 1)]).await[0];
    let rsvp = rsvp_of(&app, event, who).await.expect("an answer").id;
    let ids = json!({ "event": *gid(&town, event), "rsvp": *gid(&town, rsvp) });
    let query = "query ($event: ID!, $rsvp: ID!) {
        event(id: $event) { viewerRsvp { id state } }
        node(id: $rsvp) { id ... on Rsvp { state } }
        events { nodes { viewerRsvp { id state } } }
    }";
    let own = json!({ "id": *gid(&town, rsvp), "state": "GOING" });
    let answer = app.run(Some(who), query, ids.clone()).await;
    assert_eq!(answer.at("/event/viewerRsvp"), &own);
    assert_eq!(answer.at("/node"), &own);
    assert_eq!(answer.at("/events/nodes/0/viewerRsvp"), &own);

    // The organiser sees it as an answer to the event, others not at all.
    let organiser = app.run(Some(town.organiser), query, ids.clone()).await;
    assert_eq!(organiser.at("/node"), &own);
    assert_eq!(organiser.at("/event/viewerRsvp"), &Value::Null);
    let neighbour = town.resident(&app, "li").await;
    for other in [
        Some(neighbour),
        Some(town.steward),
        Some(elsewhere.admin),
        None,
    ] {
        let answer = app.run(other, query, ids.clone()).await;
        assert_eq!(answer.at("/node"), &Value::Null);
        assert_eq!(answer.at("/event/viewerRsvp"), &Value::Null);
        assert_eq!(answer.at("/events/nodes/0/viewerRsvp"), &Value::Null);
    }
});
