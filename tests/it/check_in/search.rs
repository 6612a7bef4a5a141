//! `event.checkInSearch` and `event.checkIns`: what those see who stand at the door.

use mulin_domain::rsvp::Answer;
use serde_json::{Value, json};

use super::Door;
use crate::both_databases;
use crate::factories::{gid, housemate, respond};
use crate::support::app::TestApp;

async fn found(app: &TestApp, door: &Door, text: &str) -> Vec<String> {
    let field =
        format!("checkInSearch(text: \"{text}\") {{ name partySize checkIn {{ method }} }}");
    let found = door.see(app, door.helper, &field).await;
    let line = |one: &Value| {
        let inside = if one["checkIn"].is_null() {
            "out"
        } else {
            "in"
        };
        format!(
            "{} {} {inside}",
            one["name"].as_str().unwrap(),
            one["partySize"]
        )
    };
    found.as_array().unwrap().iter().map(line).collect()
}

both_databases!(parties_are_found_by_names_units_and_buildings, |app| {
    let door = Door::open(&app).await;
    let first = door.guest(&app, "王小梅", 2).await;
    let second = door.guest(&app, "李雷%", 1).await;
    let companion = housemate(&app, first.person_id, "Anna_B", Some(1961)).await;
    door.names(&app, first.id, &[companion]).await;
    let gone = door.guest(&app, "王大力", 1).await;
    respond(&app.core, gone.person_id, door.event, Answer::Declined, 1)
        .await
        .unwrap();
    door.admit(&app, second.id).await;
    let (out, inside) = ("王小梅 2 out".to_owned(), "李雷% 1 in".to_owned());
    assert_eq!(found(&app, &door, "小").await, std::slice::from_ref(&out));
    assert_eq!(
        found(&app, &door, "anna_").await,
        std::slice::from_ref(&out)
    );
    assert_eq!(found(&app, &door, "%").await, std::slice::from_ref(&inside));
    assert_eq!(found(&app, &door, "大力").await, [""; 0]);
    for text in ["", " ", "东邻", "1栋"] {
        let mut both = found(&app, &door, text).await;
        both.sort();
        assert_eq!(both, [inside.clone(), out.clone()], "{text}");
    }
    let field = "checkInSearch(text: \"小\") { name unit building rsvp { id } }";
    let expected = json!([{
        "name": "王小梅", "unit": "东邻", "building": "1栋101",
        "rsvp": { "id": *gid(&door.town, first.id) },
    }]);
    assert_eq!(door.see(&app, door.helper, field).await, expected);
    for who in [door.town.steward, first.person_id] {
        assert!(door.see(&app, who, field).await.is_null());
        assert!(
            door.see(&app, who, "checkIns { nodes { id } }")
                .await
                .is_null()
        );
    }
});

both_databases!(check_ins_are_listed_a_page_at_a_time, |app| {
    let door = Door::open(&app).await;
    let mut ids = Vec::new();
    for number in 0..5 {
        let rsvp = door.guest(&app, &format!("g{number}"), 1).await;
        ids.push(door.admit(&app, rsvp.id).await);
        app.advance(chrono::TimeDelta::seconds(1));
    }
    let field = "checkIns(first: 3) { nodes { id } pageInfo { hasNextPage endCursor } }";
    let page = door.see(&app, door.helper, field).await;
    let seen = |page: &Value| -> Vec<Value> {
        let nodes = page["nodes"].as_array().unwrap();
        nodes.iter().map(|node| node["id"].clone()).collect()
    };
    assert_eq!(seen(&page), ids[..3]);
    let cursor = page["pageInfo"]["endCursor"].as_str().unwrap();
    let field = format!("checkIns(first: 3, after: \"{cursor}\") {{ nodes {{ id }} }}");
    assert_eq!(seen(&door.see(&app, door.helper, &field).await), ids[3..]);
    let lists = door.see(&app, door.helper, "checkInLists { id }").await;
    let field = format!("checkIns(listId: {}) {{ nodes {{ id }} }}", lists[0]["id"]);
    assert_eq!(seen(&door.see(&app, door.helper, &field).await), ids);
    let none = door
        .see(
            &app,
            door.helper,
            "checkIns(listId: \"x\") { nodes { id } }",
        )
        .await;
    assert_eq!(seen(&none), [Value::Null; 0]);
});
