//! `Event.attendees`

use mulin_domain::rsvp::Answer;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Plan, Town, gid, respond};

both_databases!(neighbours_see_masked_names_and_strangers_none, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let event = town.event(&app, Plan::default()).await.id;
    for (name, answer, adults) in [
        ("王小梅", Answer::Going, 2),
        ("李明", Answer::Maybe, 1),
        ("欧阳小梅", Answer::Going, 1),
        ("李兰", Answer::Declined, 1),
        ("赵云", Answer::Going, 3),
    ] {
        let input = json!({
            "unitId": *gid(&town, town.unit.id), "home": { "building": "1栋" }, "name": name,
        });
        let person = app
            .mutate(Some(town.steward), "registerPerson", "person { id }", input)
            .await;
        let id = crate::support::mutation::key(person.at("/registerPerson/person/id"));
        let answer = respond(
            &app.core,
            mulin_entities::PersonId(id),
            event,
            answer,
            adults,
        )
        .await;
        answer.expect("an answer");
    }
    let (one, list) = (
        "query ($id: ID!) { event(id: $id) { attendees { name partySize } } }",
        "{ events { nodes { attendees { name partySize } } } }",
    );
    let seen = async |who| {
        let id = json!({ "id": *gid(&town, event) });
        let looked_up = app.run(who, one, id).await.at("/event/attendees").clone();
        let listed = app.run(who, list, json!({})).await;
        assert_eq!(listed.at("/events/nodes/0/attendees"), &looked_up);
        looked_up
    };
    let attendees = |names: [&str; 3]| -> Value {
        let sizes = [2, 1, 3];
        let one = |(name, size)| json!({ "name": name, "partySize": size });
        names.into_iter().zip(sizes).map(one).collect()
    };
    assert_eq!(seen(None).await, json!([]));
    let masked = attendees(["王*梅", "欧**梅", "赵*"]);
    let neighbour = town.resident(&app, "neighbour").await;
    for who in [neighbour, town.steward, other.steward, other.admin] {
        assert_eq!(seen(Some(who)).await, masked);
    }
    let whole = attendees(["王小梅", "欧阳小梅", "赵云"]);
    for who in [town.organiser, town.admin] {
        assert_eq!(seen(Some(who)).await, whole);
    }
    let query = "query ($n: Int!) { events { nodes { attendees(first: $n) { partySize } } } }";
    for (first, sizes) in [(1, json!([2])), (2, json!([2, 1])), (20, json!([2, 1, 3]))] {
        let answer = app.run(Some(neighbour), query, json!({ "n": first })).await;
        let shown = answer.at("/events/nodes/0/attendees").as_array().cloned();
        let shown: Value = shown
            .expect("a list")
            .iter()
            .map(|one| one["partySize"].clone())
            .collect();
        assert_eq!(shown, sizes, "{first}");
    }
    for first in [0, 21, -1] {
        let answer = app.run(Some(neighbour), query, json!({ "n": first })).await;
        assert_eq!(answer.error_code(), "BAD_USER_INPUT", "{first}");
    }
});
