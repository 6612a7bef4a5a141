//! The event must be open to whom an answer is about.

use mulin_entities::*;
use serde_json::json;

use super::{PURPOSE, answer_for, for_person, link, refusals};
use crate::both_databases;
use crate::factories::{Plan, Town, agrees, change_person, resident};

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
