//! Who answers for whom, and until when.

use chrono::TimeDelta;
use mulin_domain::Actor;
use mulin_domain::person::{GrantRole, RevokeRole, grant_role, revoke_role};
use mulin_entities::*;
use serde_json::json;

use super::{PURPOSE, answer_for, for_person, refusals};
use crate::both_databases;
use crate::factories::{
    Town, actor, agrees, change_person, confirms, gid, grant, housemate, noted, resident, unknown,
};
use crate::rsvp::steps::*;

both_databases!(a_household_answers_for_each_other, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 10).await;
    let lan = town.resident(&app, "lan").await;
    let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
    let bao = housemate(&app, lan, "bao", Some(2016)).await;
    for (who, whom) in [(lan, qiang), (qiang, lan), (lan, bao)] {
        let shown = answer_for(&app, who, for_person(&town, whom, event, json!({}))).await;
        assert_eq!(shown["state"], "GOING");
        let row = rsvp_of(&app, event, whom).await.expect("an answer");
        assert_eq!(row.answered_by, who);
    }
    let maybe = json!({ "status": "MAYBE" });
    let child = for_person(&town, lan, event, maybe.clone());
    assert_eq!(
        refusals(&app, bao, child.clone()).await,
        ["NOT_AN_ADULT onBehalfOf"]
    );
    for person in [lan, bao] {
        change_person(&app, person, |row| row.opted_out_of_proxies = true).await;
    }
    assert_eq!(refusals(&app, qiang, child).await, ["OPTED_OUT onBehalfOf"]);
    let still = for_person(&town, bao, event, maybe.clone());
    assert_eq!(answer_for(&app, qiang, still).await["state"], "MAYBE");
    // Who only asked to be registered in a household does not answer for it.
    change_person(&app, qiang, |row| row.state = PersonState::Pending).await;
    let newcomer = for_person(&town, bao, event, json!({}));
    assert_eq!(
        refusals(&app, qiang, newcomer).await,
        ["REGISTRATION_PENDING onBehalfOf"]
    );
});

both_databases!(a_steward_answers_only_while_the_consent_stands, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 10).await;
    let lan = town.resident(&app, "lan").await;
    let going = for_person(&town, lan, event, json!({}));
    let maybe = for_person(&town, lan, event, json!({ "status": "MAYBE" }));
    let required = ["CONSENT_REQUIRED onBehalfOf"];
    assert_eq!(refusals(&app, town.steward, going.clone()).await, required);
    agrees(&app, lan, ConsentPurpose::SensitiveData).await;
    assert_eq!(refusals(&app, town.steward, going.clone()).await, required);

    let own = agrees(&app, lan, PURPOSE).await;
    answer_for(&app, town.steward, going.clone()).await;
    let withdraw = json!({ "consentId": *gid(&town, own.id) });
    app.mutate(Some(lan), "withdrawConsent", "consent { id }", withdraw)
        .await
        .data();
    assert_eq!(refusals(&app, town.steward, maybe.clone()).await, required);
    assert_eq!(refusals(&app, town.admin, maybe.clone()).await, required);

    // A steward's own note counts at once and lapses after 30 days, unless it is confirmed.
    noted(&app, town.steward, lan, PURPOSE).await;
    answer_for(&app, town.admin, maybe.clone()).await;
    let starts_in = TimeDelta::days(60);
    reschedule(&app, &town, event, starts_in).await;
    app.advance(TimeDelta::days(30) - TimeDelta::microseconds(1));
    answer_for(&app, town.steward, going.clone()).await;
    app.advance(TimeDelta::microseconds(1));
    assert_eq!(refusals(&app, town.steward, maybe.clone()).await, required);
    let again = noted(&app, town.admin, lan, PURPOSE).await;
    confirms(&app, town.steward, again.id).await;
    app.advance(TimeDelta::days(29));
    reschedule(&app, &town, event, starts_in).await;
    app.advance(TimeDelta::days(2));
    answer_for(&app, town.steward, maybe).await;
});

both_databases!(nobody_else_answers_for_a_person, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let event = event_of(&app, &town, 10).await;
    let lan = town.resident(&app, "lan").await;
    agrees(&app, lan, PURPOSE).await;
    let next_door = resident(&app.core, &town.other_unit, "next-door").await.id;
    grant(&app.core, next_door, Role::Steward, &town.other_unit).await;
    let neighbour = town.resident(&app, "neighbour").await;
    let input = for_person(&town, lan, event, json!({}));
    for stranger in [
        neighbour,
        next_door,
        town.organiser,
        other.steward,
        other.admin,
    ] {
        let refused = refusals(&app, stranger, input.clone()).await;
        assert_eq!(refused, ["NOT_FOUND onBehalfOf"]);
        let query = "query ($event: ID!, $of: ID!) { event(id: $event) { rsvpOf(personId: $of) { \
            id } } person(id: $of) { rsvps { nodes { id } } } }";
        let variables = json!({ "event": *gid(&town, event), "of": *gid(&town, lan) });
        let seen = app.run(Some(stranger), query, variables).await;
        assert!(seen.at("/event/rsvpOf").is_null());
        assert!(seen.at("/person").is_null());
    }
    let nobody = [(None, "UNAUTHENTICATED")];
    app.denied("respondToEvent", "rsvp", &input, &nobody).await;
    let ids = [
        (&**unknown::<PersonId>(&town), "NOT_FOUND"),
        (&*gid(&town, event), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let who = town.steward;
    app.refuses_ids(who, "respondToEvent", "rsvp", &input, "onBehalfOf", &ids)
        .await;
    change_person(&app, lan, |row| {
        row.state = PersonState::Erased;
        (row.name, row.birth_year) = (String::new(), None);
    })
    .await;
    assert_eq!(
        refusals(&app, who, input).await,
        ["RECORD_CLOSED onBehalfOf"]
    );
});

both_databases!(a_role_that_ends_or_moves_answers_no_more, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 10).await;
    let lan = town.resident(&app, "lan").await;
    agrees(&app, lan, PURPOSE).await;
    let helper = resident(&app.core, &town.other_unit, "helper").await.id;
    let input = GrantRole {
        person_id: Ok(helper),
        role: Role::Steward,
        area_id: Ok(town.unit.id),
        valid_from: None,
        valid_until: Some(app.now() + TimeDelta::minutes(30)),
    };
    let granted = grant_role(&app.core, &Actor::System, input, None).await;
    granted.expect("a role can be given");
    let token = app.token(helper).await;
    let respond = async |status: &str| {
        let more = json!({ "status": status });
        let variables = json!({ "input": for_person(&town, lan, event, more) });
        app.run_with(Some(&token), RESPOND, variables).await
    };
    app.advance(TimeDelta::minutes(30) - TimeDelta::microseconds(1));
    assert_eq!(respond("GOING").await.refusals("respondToEvent"), [""; 0]);
    app.advance(TimeDelta::microseconds(1));
    let before = written(&app).await;
    let late = respond("MAYBE").await;
    assert_eq!(late.refusals("respondToEvent"), ["NOT_FOUND onBehalfOf"]);
    assert_eq!(written(&app).await, before);

    let here = grant(&app.core, helper, Role::Steward, &town.unit).await;
    assert_eq!(respond("MAYBE").await.refusals("respondToEvent"), [""; 0]);
    let input = RevokeRole {
        grant_id: Ok(here.id),
    };
    revoke_role(&app.core, &actor(&app.core, town.admin).await, input)
        .await
        .expect("a role can be taken back");
    grant(&app.core, helper, Role::Steward, &town.other_unit).await;
    let before = written(&app).await;
    let moved = respond("GOING").await;
    assert_eq!(moved.refusals("respondToEvent"), ["NOT_FOUND onBehalfOf"]);
    assert_eq!(written(&app).await, before);
});
