//! Answers for somebody else: who may give them, what they say of it, and to what.

use std::sync::Arc;

use chrono::TimeDelta;
use mulin_domain::actor::LinkActor;
use mulin_domain::input::BadId;
use mulin_domain::person::{Acting, GrantRole, RevokeRole, grant_role, revoke_role};
use mulin_domain::rsvp::{
    Answer, RespondToEvent, WhenFull, WithdrawRsvp, respond_to_event, withdraw_rsvp,
};
use mulin_domain::{Actor, Error};
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::{
    Plan, Town, actor, agrees, change_person, confirms, gid, grant, housemate, noted, resident,
    unknown,
};
use crate::support::app::TestApp;
use crate::support::mutation::with;
use crate::support::trace::Trace;

const PURPOSE: ConsentPurpose = ConsentPurpose::ActOnBehalf;

const ANSWERED: &str = "rsvp { id state via person { name } answeredBy { name } \
    viewerCan { withdraw } }";

/// The input of an answer for somebody.
fn for_person(town: &Town, person: PersonId, event: EventId, more: Value) -> Value {
    let input = json!({
        "eventId": *gid(town, event), "status": "GOING", "onBehalfOf": *gid(town, person),
    });
    with(&input, more)
}

async fn answer_for(app: &TestApp, who: PersonId, input: Value) -> Value {
    let answer = app
        .mutate(Some(who), "respondToEvent", ANSWERED, input)
        .await;
    assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
    answer.at("/respondToEvent/rsvp").clone()
}

async fn refusals(app: &TestApp, who: PersonId, input: Value) -> Vec<String> {
    app.refusals(who, "respondToEvent", "rsvp", input).await
}

async fn last_journalled(app: &TestApp) -> journal::Model {
    journal(app).await.pop().expect("a row")
}

both_databases!(
    a_steward_answers_at_the_desk_and_everything_names_both,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, 10).await;
        let lan = resident(&app.core, &town.unit, "lan").await;
        agrees(&app, lan.id, PURPOSE).await;
        let desk = for_person(&town, lan.id, event, json!({ "via": "DESK" }));
        let shown = answer_for(&app, town.steward, desk).await;
        assert_eq!(
            (
                &shown["via"],
                &shown["person"]["name"],
                &shown["answeredBy"]["name"]
            ),
            (&json!("DESK"), &json!("lan"), &json!("steward"))
        );
        assert_eq!(shown["viewerCan"]["withdraw"], true);
        let row = rsvp_of(&app, event, lan.id).await.expect("an answer");
        assert_eq!((row.via, row.answered_by), (Via::Desk, town.steward));
        assert_eq!(
            (row.household_id, row.unit_id),
            (lan.household_id, lan.unit_id),
            "where the person lives, not the steward"
        );
        assert!(rsvp_of(&app, event, town.steward).await.is_none());
        let journalled = last_journalled(&app).await;
        assert_eq!(
            (journalled.actor_id, journalled.on_behalf_of),
            (Some(town.steward), Some(lan.id))
        );
        assert_eq!(journalled.payload["person"], json!(lan.id));
        assert_eq!(journalled.payload["via"], "DESK");

        // The person, the organiser and the steward see who answered; another of the household, who may
        // answer too, does not need to know.
        let qiang = housemate(&app, lan.id, "qiang", Some(1958)).await;
        let query =
            "query ($id: ID!) { node(id: $id) { ... on Rsvp { answeredBy { name } via } } }";
        for (who, by) in [
            (lan.id, json!({ "name": "steward" })),
            (town.steward, json!({ "name": "steward" })),
            (town.organiser, json!({ "name": "steward" })),
            (qiang, Value::Null),
        ] {
            let seen = app
                .run(Some(who), query, json!({ "id": *gid(&town, row.id) }))
                .await;
            assert_eq!(seen.at("/node/answeredBy"), &by);
            assert_eq!(seen.at("/node/via"), "DESK");
        }
        // Answering oneself is one's own again.
        going(&app, &town, lan.id, event, 2).await;
        let row = rsvp_of(&app, event, lan.id).await.expect("an answer");
        assert_eq!((row.via, row.answered_by), (Via::App, lan.id));
        assert_eq!(last_journalled(&app).await.on_behalf_of, None);
    }
);

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

both_databases!(the_event_must_be_open_to_whom_it_is_about, |app| {
    let town = Town::found(&app).await;
    let away =
        crate::factories::area(&app.core, Some(&town.city), AreaKind::Street, "远山街道").await;
    let mut unit = away;
    for kind in [AreaKind::Community, AreaKind::Grid, AreaKind::Unit] {
        unit = crate::factories::area(&app.core, Some(&unit), kind, "远处").await;
    }
    let far = resident(&app.core, &unit, "far").await.id;
    let lan = town.resident(&app, "lan").await;
    let new = town.resident(&app, "new").await;
    for person in [far, lan, new] {
        agrees(&app, person, PURPOSE).await;
    }
    change_person(&app, new, |row| row.state = PersonState::Pending).await;
    let event = async |visibility| {
        let plan = Plan {
            visibility,
            ..Plan::default()
        };
        town.event(&app, plan).await.id
    };
    let public = event(Visibility::Public).await;
    let audience = event(Visibility::Audience).await;
    let invited = event(Visibility::Invited).await;
    let who = town.admin;
    for person in [far, lan, new] {
        let input = for_person(&town, person, public, json!({}));
        assert_eq!(answer_for(&app, who, input).await["state"], "GOING");
    }
    let others = ["NOT_IN_AUDIENCE eventId"];
    let at = |person, event| for_person(&town, person, event, json!({}));
    answer_for(&app, who, at(lan, audience)).await;
    for (person, event) in [(far, audience), (new, audience), (lan, invited)] {
        assert_eq!(refusals(&app, who, at(person, event)).await, others);
    }
    // A personal link that counts is an invitation; not to who only asked to be registered.
    for person in [far, lan, new] {
        link(&app, &town, person, invited).await;
    }
    for person in [far, lan] {
        answer_for(&app, who, at(person, invited)).await;
    }
    assert_eq!(refusals(&app, who, at(new, invited)).await, others);
    // The steward does not see it, whomever they ask for.
    assert_eq!(
        refusals(&app, town.steward, at(lan, invited)).await,
        ["NOT_FOUND eventId"]
    );
});

async fn link(app: &TestApp, town: &Town, person: PersonId, event: EventId) -> PersonalLinkId {
    let row = personal_link::Model {
        id: app.core.new_id(),
        root_area_id: town.city.id,
        event_id: event,
        person_id: person,
        token_hash: [person.0.as_bytes().as_slice(), event.0.as_bytes()].concat(),
        created_by: Some(town.steward),
        created_at: app.now(),
        expires_at: app.now() + TimeDelta::days(7),
        revoked_at: None,
    };
    let id = row.id;
    let row = row.into_active_model().reset_all();
    personal_link::Entity::insert(row)
        .exec_without_returning(app.core.db().writer())
        .await
        .expect("the row can be written");
    id
}

both_databases!(nobody_stands_at_their_own_desk, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 10).await;
    let lan = town.resident(&app, "lan").await;
    for via in ["PHONE", "PAPER", "DESK"] {
        let reasons = ["ONLY_TOGETHER via"];
        refused(&app, &town, lan, event, json!({ "via": via }), &reasons).await;
        let named = json!({ "via": via, "onBehalfOf": *gid(&town, lan) });
        refused(&app, &town, lan, event, named, &reasons).await;
    }
    for (via, stored) in [("SMS", Via::Sms), ("LINK", Via::Link), ("APP", Via::App)] {
        let more = json!({ "via": via, "note": via, "onBehalfOf": *gid(&town, lan) });
        state_after(&app, &town, lan, event, more).await;
        let row = rsvp_of(&app, event, lan).await.expect("an answer");
        assert_eq!((row.via, row.answered_by), (stored, lan));
    }
    let both = json!({ "party": { "adults": 99 }, "via": "DESK" });
    let reasons = ["ONLY_TOGETHER via", "OUT_OF_RANGE party.adults"];
    refused(&app, &town, lan, event, both, &reasons).await;
});

both_databases!(a_retry_for_somebody_answers_once, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 10).await;
    let (lan, mei) = (
        town.resident(&app, "lan").await,
        town.resident(&app, "mei").await,
    );
    let own = agrees(&app, lan, PURPOSE).await;
    agrees(&app, mei, PURPOSE).await;
    let keyed = |person, via: &str| {
        let more = json!({ "via": via, "idempotencyKey": "k1" });
        for_person(&town, person, event, more)
    };
    let first = answer_for(&app, town.steward, keyed(lan, "PHONE")).await;
    let before = Trace::of(&app).await;
    let again = answer_for(&app, town.steward, keyed(lan, "PHONE")).await;
    assert_eq!(first, again);
    assert_eq!(Trace::of(&app).await, before);
    let reused = ["IDEMPOTENCY_KEY_REUSED idempotencyKey"];
    assert_eq!(
        refusals(&app, town.steward, keyed(mei, "PHONE")).await,
        reused
    );
    assert_eq!(
        refusals(&app, town.steward, keyed(lan, "DESK")).await,
        reused
    );
    // Who may not act for the person any more is not shown what they answered.
    let withdraw = json!({ "consentId": *gid(&town, own.id) });
    app.mutate(Some(lan), "withdrawConsent", "consent { id }", withdraw)
        .await
        .data();
    let late = refusals(&app, town.steward, keyed(lan, "PHONE")).await;
    assert_eq!(late, ["CONSENT_REQUIRED onBehalfOf"]);
});

both_databases!(an_answer_is_taken_back_for_somebody, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 2).await;
    let lan = town.resident(&app, "lan").await;
    let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
    let waits = town.resident(&app, "waits").await;
    going(&app, &town, lan, event, 2).await;
    going(&app, &town, waits, event, 1).await;
    let rsvp = rsvp_of(&app, event, lan).await.expect("an answer").id;
    let take_back = |via: &str| json!({ "rsvpId": *gid(&town, rsvp), "via": via });

    // Hidden from who may not act for the person: also a steward without consent.
    for stranger in [town.steward, town.organiser, town.admin, waits] {
        let refused = app
            .refusals(stranger, "withdrawRsvp", "rsvp", take_back("PHONE"))
            .await;
        assert_eq!(refused, ["NOT_FOUND rsvpId"]);
    }
    change_person(&app, lan, |row| row.opted_out_of_proxies = true).await;
    let out = app.refusals(qiang, "withdrawRsvp", "rsvp", take_back("PHONE"));
    assert_eq!(out.await, ["NOT_FOUND rsvpId"]);
    let own = app.refusals(lan, "withdrawRsvp", "rsvp", take_back("PHONE"));
    assert_eq!(own.await, ["ONLY_TOGETHER via"]);
    let nobody = [(None, "UNAUTHENTICATED")];
    app.denied("withdrawRsvp", "rsvp", &take_back("APP"), &nobody)
        .await;

    agrees(&app, lan, PURPOSE).await;
    let answer = app
        .mutate(
            Some(town.steward),
            "withdrawRsvp",
            ANSWERED,
            take_back("PHONE"),
        )
        .await;
    assert_eq!(answer.refusals("withdrawRsvp"), [""; 0]);
    let shown = answer.at("/withdrawRsvp/rsvp");
    assert_eq!(
        (&shown["state"], &shown["via"], &shown["answeredBy"]["name"]),
        (&json!("WITHDRAWN"), &json!("PHONE"), &json!("steward"))
    );
    let row = rsvp_of(&app, event, lan).await.expect("an answer");
    assert_eq!((row.via, row.answered_by), (Via::Phone, town.steward));
    assert_eq!(states(&app, event, &[waits]).await, [RsvpState::Going]);
    let rows = journal(&app).await;
    let taken = rows
        .iter()
        .rfind(|row| row.verb == "answered")
        .expect("a row");
    assert_eq!(
        (taken.actor_id, taken.on_behalf_of),
        (Some(town.steward), Some(lan))
    );
    assert_eq!(taken.payload["via"], "PHONE");
});

both_databases!(a_steward_sees_what_those_who_agreed_answered, |app| {
    let town = Town::found(&app).await;
    let (first, second) = (
        event_of(&app, &town, 2).await,
        event_of(&app, &town, 2).await,
    );
    let lan = town.resident(&app, "lan").await;
    going(&app, &town, lan, first, 2).await;
    going(&app, &town, lan, second, 1).await;
    let rsvp = rsvp_of(&app, first, lan).await.expect("an answer").id;
    let query = "query ($event: ID!, $of: ID!, $rsvp: ID!) { \
        event(id: $event) { rsvpOf(personId: $of) { id note } } \
        node(id: $rsvp) { id } \
        person(id: $of) { rsvps(first: 1) { nodes { state respondent { name email } } \
        pageInfo { hasNextPage } } } }";
    let variables = json!({
        "event": *gid(&town, first), "of": *gid(&town, lan), "rsvp": *gid(&town, rsvp),
    });
    let look = async |who| app.run(Some(who), query, variables.clone()).await;
    let hidden = look(town.steward).await;
    assert!(hidden.at("/event/rsvpOf").is_null() && hidden.at("/node").is_null());
    assert!(hidden.at("/person/rsvps").is_null());

    agrees(&app, lan, PURPOSE).await;
    for who in [town.steward, lan] {
        let seen = look(who).await;
        assert_eq!(seen.at("/event/rsvpOf/id"), &json!(*gid(&town, rsvp)));
        assert_eq!(seen.at("/node/id"), &json!(*gid(&town, rsvp)));
        let rsvps = seen.at("/person/rsvps");
        assert_eq!(rsvps["nodes"].as_array().map(Vec::len), Some(1));
        assert_eq!(rsvps["pageInfo"]["hasNextPage"], true);
    }
    // Who acts for somebody does not learn by an answer how they are reached.
    let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
    let seen = look(qiang).await;
    let respondent = seen.at("/person/rsvps/nodes/0/respondent");
    assert_eq!(respondent, &json!({ "name": "lan", "email": null }));
});

both_databases!(
    a_personal_link_answers_for_its_person_at_its_event_alone,
    |app| {
        let town = Town::found(&app).await;
        let plan = Plan {
            visibility: Visibility::Invited,
            ..Plan::default()
        };
        let event = town.event(&app, plan).await.id;
        let other = event_of(&app, &town, 5).await;
        let lan = town.resident(&app, "lan").await;
        let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
        let bearer = Actor::Link(Arc::new(LinkActor {
            link_id: link(&app, &town, lan, event).await,
            person_id: lan,
            event_id: event,
        }));
        let answer = async |event, whom: Option<PersonId>, answer, key: &str| {
            let input = RespondToEvent {
                event_id: Ok(event),
                acting: Acting {
                    on_behalf_of: whom.map(Ok),
                    via: Via::App,
                },
                answer,
                party: None,
                note: None,
                when_full: WhenFull::Waitlist,
                answers: None,
            };
            respond_to_event(&app.core, &bearer, input, Some(key.to_owned())).await
        };
        let row = answer(event, None, Answer::Going, "k1")
            .await
            .expect("taken");
        assert_eq!(
            (row.person_id, row.answered_by, row.via),
            (lan, lan, Via::Link)
        );
        let journalled = last_journalled(&app).await;
        assert_eq!(
            (journalled.actor_id, journalled.on_behalf_of),
            (Some(lan), None)
        );
        assert_eq!(journalled.payload["via"], "LINK");
        app.advance(TimeDelta::seconds(1));
        let again = answer(event, Some(lan), Answer::Going, "k2")
            .await
            .expect("taken");
        assert_eq!(again.id, row.id);
        let again = answer(event, None, Answer::Going, "k1")
            .await
            .expect("replayed");
        assert_eq!(again.id, row.id);
        let reused = answer(event, None, Answer::Maybe, "k1").await;
        assert!(matches!(reused, Err(Error::Refused(_))), "{reused:?}");
        let elsewhere = answer(other, None, Answer::Going, "k3").await;
        assert!(matches!(elsewhere, Err(Error::Unauthenticated)));
        for whom in [qiang, town.steward] {
            let others = answer(event, Some(whom), Answer::Going, "k4").await;
            assert!(matches!(others, Err(Error::Refused(_))), "{others:?}");
        }
        let keys = idempotency::Entity::find()
            .all(app.core.db().reader())
            .await
            .expect("the table is read");
        let mut keys: Vec<_> = keys
            .iter()
            .map(|row| (row.actor_id, row.key.as_str()))
            .collect();
        keys.sort_unstable_by_key(|(_, key)| *key);
        assert_eq!(keys, [(lan, "k1"), (lan, "k2")], "of successes only");

        // It takes the answer back, and no other.
        let take_back = async |rsvp: RsvpId| {
            let input = WithdrawRsvp {
                rsvp_id: Ok(rsvp),
                via: Via::App,
            };
            withdraw_rsvp(&app.core, &bearer, input).await
        };
        going(&app, &town, qiang, other, 1).await;
        let theirs = rsvp_of(&app, other, qiang).await.expect("an answer");
        assert!(matches!(take_back(theirs.id).await, Err(Error::Refused(_))));
        going(&app, &town, lan, other, 1).await;
        let own = rsvp_of(&app, other, lan).await.expect("an answer");
        assert!(take_back(own.id).await.is_err(), "at another event");
        let taken = take_back(row.id).await.expect("taken back");
        assert_eq!((taken.state, taken.via), (RsvpState::Withdrawn, Via::Link));
        // Who only asked to be registered comes to what is public.
        change_person(&app, lan, |row| row.state = PersonState::Pending).await;
        let pending = answer(event, None, Answer::Going, "k5").await;
        assert!(matches!(pending, Err(Error::Refused(_))), "{pending:?}");
        // Malformed ids are told as such.
        let malformed = RespondToEvent {
            event_id: Err(BadId::Malformed),
            acting: Acting {
                on_behalf_of: Some(Err(BadId::Malformed)),
                via: Via::App,
            },
            answer: Answer::Going,
            party: None,
            note: None,
            when_full: WhenFull::Waitlist,
            answers: None,
        };
        let refused = respond_to_event(&app.core, &bearer, malformed, None).await;
        let Err(Error::Refused(faults)) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(faults.len(), 2);
    }
);

both_databases!(an_answer_for_oneself_costs_no_look_at_the_person, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 10).await;
    let lan = town.resident(&app, "lan").await;
    agrees(&app, lan, PURPOSE).await;
    let statements = app.record_statements();
    going(&app, &town, lan, event, 1).await;
    let (mut people, mut consents) = (0, 0);
    for statement in statements.take() {
        people += usize::from(
            statement.sql.contains("FROM person") || statement.sql.contains("FROM \"person\""),
        );
        consents += usize::from(statement.sql.contains("consent"));
    }
    assert_eq!((people, consents), (2, 0), "who asks, and the lock");
    let own = json!({ "onBehalfOf": *gid(&town, lan), "party": { "adults": 2 } });
    state_after(&app, &town, lan, event, own).await;
    let ran = statements.take();
    assert!(
        !ran.iter()
            .any(|statement| statement.sql.contains("consent"))
    );
    // The rights of somebody else are looked up.
    let other = for_person(&town, lan, event, json!({ "status": "MAYBE" }));
    answer_for(&app, town.steward, other).await;
    let ran = statements.take();
    assert!(
        ran.iter()
            .any(|statement| statement.sql.contains("consent"))
    );
});
