//! `mergePeople`: what becomes of two records of one person. Of their answers tell the tests of
//! answers.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::contacts;
use crate::both_databases;
use crate::factories::{
    Plan, Town, change_person, gid, grant, housemate, person_row, resident, unknown,
};
use crate::support::app::TestApp;
use crate::support::trace::entry;

fn pair(town: &Town, keep: PersonId, duplicate: PersonId) -> Value {
    json!({ "keepId": *gid(town, keep), "duplicateId": *gid(town, duplicate) })
}

pub(super) async fn merge(
    app: &TestApp,
    town: &Town,
    who: PersonId,
    keep: PersonId,
    duplicate: PersonId,
) {
    let input = pair(town, keep, duplicate);
    let answer = app
        .mutate(Some(who), "mergePeople", "person { id }", input)
        .await;
    assert_eq!(answer.refusals("mergePeople"), [""; 0]);
    assert_eq!(
        answer.at("/mergePeople/person/id"),
        &json!(*gid(town, keep))
    );
}

async fn refusals(app: &TestApp, who: PersonId, input: Value) -> Vec<String> {
    app.refusals(who, "mergePeople", "person", input).await
}

/// Another way to reach the person, which nobody has proved yet.
async fn reach(app: &TestApp, who: PersonId, kind: &str, address: &str) {
    let input = json!({ "kind": kind, "address": address });
    let answer = app
        .mutate(Some(who), "addContactPoint", "person { id }", input)
        .await;
    assert_eq!(answer.refusals("addContactPoint"), [""; 0]);
}

both_databases!(the_others_id_leads_to_the_kept_record, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let twin = town.resident(&app, "twin").await;
    let neighbour = town.resident(&app, "neighbour").await;
    let (old, end) = (app.token(twin).await, app.journal_end().await);
    merge(&app, &town, town.steward, lan, twin).await;
    let happened = entry(
        "person merged",
        twin.0,
        town.steward,
        json!({ "into": lan }),
    );
    assert_eq!(app.journalled_since(end).await, [happened]);
    let row = person_row(&app, twin).await;
    assert_eq!(
        (row.state, row.merged_into_id),
        (PersonState::Merged, Some(lan))
    );
    assert_eq!(
        (&*row.name, row.version),
        ("twin", 2),
        "it stays for the record"
    );
    assert_eq!(person_row(&app, lan).await.version, 2);

    let query = "query ($id: ID!) { person(id: $id) { id name } node(id: $id) { id } }";
    for who in [town.steward, town.admin, lan] {
        let seen = app
            .run(Some(who), query, json!({ "id": *gid(&town, twin) }))
            .await;
        let kept = json!({ "id": *gid(&town, lan), "name": "lan" });
        assert_eq!(
            (seen.at("/person"), seen.at("/node/id")),
            (&kept, &kept["id"])
        );
    }
    for who in [neighbour, town.organiser] {
        let seen = app
            .run(Some(who), query, json!({ "id": *gid(&town, twin) }))
            .await;
        assert_eq!(
            (seen.at("/person"), seen.at("/node")),
            (&Value::Null, &Value::Null)
        );
    }
    let viewer = app
        .run_with(Some(&old), "{ viewer { person { id } } }", json!({}))
        .await;
    assert_eq!(viewer.error_code(), "UNAUTHENTICATED");

    // Once more: nothing to do. And by way of a third record.
    let input = pair(&town, lan, twin);
    let again = app
        .without_trace(Some(town.steward), "mergePeople", "person { id }", input)
        .await;
    assert_eq!(again.at("/mergePeople/person/id"), &json!(*gid(&town, lan)));
    let third = town.resident(&app, "third").await;
    merge(&app, &town, town.steward, third, lan).await;
    let seen = app
        .run(Some(town.admin), query, json!({ "id": *gid(&town, twin) }))
        .await;
    assert_eq!(seen.at("/person/name"), "third");
    for (keep, duplicate, refusal) in [
        (lan, neighbour, "RECORD_CLOSED keepId"),
        (neighbour, lan, "RECORD_CLOSED duplicateId"),
        (lan, twin, "RECORD_CLOSED keepId"),
    ] {
        let input = pair(&town, keep, duplicate);
        assert_eq!(refusals(&app, town.steward, input).await, [refusal]);
    }
    let update = json!({ "personId": *gid(&town, twin), "name": "x" });
    let closed = app
        .refusals(town.steward, "updatePerson", "person", update)
        .await;
    assert_eq!(closed, ["RECORD_CLOSED personId"]);
});

both_databases!(contact_points_and_roles_move, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let twin = town.resident(&app, "twin").await;
    app.advance(TimeDelta::seconds(1));
    reach(&app, twin, "EMAIL", "lan@example.org").await;
    reach(&app, twin, "PHONE", "13812345678").await;
    let lookup = app.core.keyring().lookup("lan@example.org");
    let proved = contacts(&app, twin)
        .await
        .into_iter()
        .find(|row| row.lookup == lookup);
    let proved = proved.expect("the same address");
    let edit = contact_point::ActiveModel {
        id: sea_orm::Unchanged(proved.id),
        verified_at: Set(Some(app.now())),
        ..Default::default()
    };
    edit.update(app.core.db().writer())
        .await
        .expect("it can be written");
    let role = grant(&app.core, twin, Role::Organiser, &town.community).await;
    app.advance(TimeDelta::seconds(1));

    merge(&app, &town, town.admin, lan, twin).await;
    let query = "query ($id: ID!) { person(id: $id) { email phone
        contactPoints { address verifiedAt } } }";
    let seen = app
        .run(Some(lan), query, json!({ "id": *gid(&town, lan) }))
        .await;
    let expected = json!({
        "email": "lan@example.org", "phone": "+8613812345678",
        "contactPoints": [
            { "address": "lan@example.org", "verifiedAt": "2026-11-21T04:00:01Z" },
            { "address": "twin@example.org", "verifiedAt": null },
            { "address": "+8613812345678", "verifiedAt": null },
        ],
    });
    assert_eq!(
        seen.at("/person"),
        &expected,
        "the keeper's own first, and none twice"
    );
    assert!(contacts(&app, twin).await.is_empty());
    let holder = role_grant::Entity::find_by_id(role.id)
        .one(app.core.db().reader())
        .await
        .expect("the database answers");
    assert_eq!(holder.expect("the role is there").person_id, lan);
});

both_databases!(parts_in_events_and_led_teams_move, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let twin = town.resident(&app, "twin").await;
    let db = app.core.db().writer();
    let mut events = Vec::new();
    let mut teams = Vec::new();
    for name in ["both", "twins"] {
        events.push(town.event(&app, Plan::default()).await.id);
        let team = team::ActiveModel {
            id: Set(app.core.new_id()),
            root_area_id: Set(town.city.id),
            area_id: Set(town.community.id),
            area_path: Set(town.community.path.clone()),
            name: Set(name.to_owned()),
            max_minutes_a_day: Set(480),
            max_minutes_a_week: Set(1_200),
            rest_minutes: Set(30),
            version: Set(1),
            created_at: Set(app.now()),
            updated_at: Set(app.now()),
        };
        teams.push(team.insert(db).await.expect("a team").id);
    }
    for (person, number) in [(lan, 0), (twin, 0), (twin, 1)] {
        let part = event_role::ActiveModel {
            id: Set(app.core.new_id()),
            root_area_id: Set(town.city.id),
            event_id: Set(events[number]),
            person_id: Set(person),
            role: Set(EventRole::CheckInHelper),
            granted_by: Set(None),
            created_at: Set(app.now()),
            ended_at: Set(None),
        };
        part.insert(db).await.expect("a part");
        let lead = team_lead::ActiveModel {
            id: Set(app.core.new_id()),
            root_area_id: Set(town.city.id),
            team_id: Set(teams[number]),
            person_id: Set(person),
            granted_by: Set(None),
            created_at: Set(app.now()),
            ended_at: Set(None),
        };
        lead.insert(db).await.expect("a lead");
    }
    let end = app.journal_end().await;
    // A steward would gain the parts by it: who is merged can be signed in as.
    let input = pair(&town, lan, twin);
    let refused = app
        .without_trace(Some(town.steward), "mergePeople", "person { id }", input)
        .await;
    assert_eq!(refused.error_code(), "FORBIDDEN");
    merge(&app, &town, town.admin, lan, twin).await;
    let parts = event_role::Entity::find()
        .order_by_asc(event_role::Column::Id)
        .all(db)
        .await
        .expect("parts");
    let parts: Vec<_> = parts
        .iter()
        .map(|row| (row.person_id, row.event_id, row.ended_at.is_some()))
        .collect();
    let mut expected = [
        (lan, events[0], false),
        (twin, events[0], true),
        (lan, events[1], false),
    ];
    let sorted = |mut rows: Vec<(PersonId, EventId, bool)>| {
        rows.sort();
        rows
    };
    expected.sort();
    assert_eq!(sorted(parts), expected, "one that both had ends once");
    let leads = team_lead::Entity::find().all(db).await.expect("leads");
    let leading = |person| {
        let own = leads.iter().filter(|row| row.person_id == person);
        own.filter(|row| row.ended_at.is_none()).count()
    };
    assert_eq!((leading(lan), leading(twin)), (2, 0));
    let happened = app.journalled_since(end).await;
    let what: Vec<&str> = happened.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!(
        what,
        ["person merged", "event_role revoked", "team lead_revoked"]
    );
});

both_databases!(who_was_confirmed_as_either_is_confirmed, |app| {
    let town = Town::found(&app).await;
    for (kept, merged, told) in [
        (PersonState::Pending, PersonState::Active, true),
        (PersonState::Active, PersonState::Pending, false),
    ] {
        let lan = town.resident(&app, "lan").await;
        let twin = town.resident(&app, "twin").await;
        change_person(&app, lan, |row| row.state = kept).await;
        change_person(&app, twin, |row| {
            row.state = merged;
            row.opted_out_of_proxies = true;
        })
        .await;
        let end = app.journal_end().await;
        merge(&app, &town, town.steward, lan, twin).await;
        let row = person_row(&app, lan).await;
        assert_eq!(
            (row.state, row.opted_out_of_proxies),
            (PersonState::Active, true)
        );
        let happened = app.journalled_since(end).await;
        let confirmed = happened
            .iter()
            .any(|entry| entry.what == "person registration_confirmed");
        assert_eq!(confirmed, told);
    }
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let ill = json!({ "keepId": "?", "duplicateId": *gid(&town, town.unit.id) });
    let all = ["MALFORMED_ID keepId", "ID_OF_ANOTHER_TYPE duplicateId"];
    assert_eq!(refusals(&app, town.admin, ill).await, all);
    let same = pair(&town, lan, lan);
    assert_eq!(
        refusals(&app, town.admin, same).await,
        ["SAME_RECORD duplicateId"]
    );
    let gone = json!({ "keepId": *unknown::<PersonId>(&town), "duplicateId": *gid(&town, lan) });
    assert_eq!(refusals(&app, town.admin, gone).await, ["NOT_FOUND keepId"]);
});

both_databases!(only_who_looks_after_both_merges, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let lan = town.resident(&app, "lan").await;
    let husband = housemate(&app, lan, "husband", Some(1958)).await;
    let neighbour = town.resident(&app, "neighbour").await;
    let far = resident(&app.core, &town.other_unit, "far").await.id;
    let input = pair(&town, lan, husband);
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(lan), "FORBIDDEN"),
        (Some(husband), "FORBIDDEN"),
    ];
    app.denied("mergePeople", "person", &input, &actors).await;
    for stranger in [neighbour, town.organiser, other.steward, other.admin] {
        let hidden = ["NOT_FOUND keepId", "NOT_FOUND duplicateId"];
        assert_eq!(refusals(&app, stranger, input.clone()).await, hidden);
    }
    let input = pair(&town, lan, far);
    assert_eq!(
        refusals(&app, town.steward, input).await,
        ["NOT_FOUND duplicateId"]
    );
    merge(&app, &town, town.admin, lan, far).await;
});

both_databases!(nobody_gains_a_power_by_it, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    // Whoever can sign in to either record gets the powers of both.
    for (keep, duplicate) in [
        (lan, town.admin),
        (town.admin, lan),
        (town.steward, town.admin),
    ] {
        let actors = [(Some(town.steward), "FORBIDDEN")];
        app.denied(
            "mergePeople",
            "person",
            &pair(&town, keep, duplicate),
            &actors,
        )
        .await;
    }
    merge(&app, &town, town.steward, town.steward, lan).await;
});
