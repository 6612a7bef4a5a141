//! Whether cooks have shown certificates that count on the day of the meal: noted and seen by those who run
//! the event.

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use super::feast::Feast;
use crate::both_databases;
use crate::factories::{gid, hot_dish};
use crate::support::app::TestApp;

const DISHES: &str = "dishes { nodes { cookCertificate { state validUntil } } }";

/// What somebody sees of the cook of the only dish.
async fn seen(app: &TestApp, feast: &Feast, who: Option<PersonId>) -> Value {
    let banquet = feast.see(app, who, DISHES).await;
    banquet["dishes"]["nodes"][0]["cookCertificate"].clone()
}

/// A certificate of somebody, as seen at the event unless `more` says otherwise.
async fn note(
    app: &TestApp,
    feast: &Feast,
    who: PersonId,
    whose: PersonId,
    more: Value,
) -> (Vec<String>, Value) {
    let mut input = json!({
        "personId": *gid(&feast.town, whose), "number": "健字2026-1", "issuer": "街道卫生院",
        "validUntil": "2027-01-31", "eventId": *gid(&feast.town, feast.event.id),
    });
    for (field, value) in more.as_object().expect("fields") {
        input[field] = value.clone();
    }
    let selection = "cookCertificate { id }";
    let answer = app
        .mutate(Some(who), "recordCookCertificate", selection, input)
        .await;
    if answer.body.get("errors").is_some() {
        return (vec![answer.error_code().to_owned()], Value::Null);
    }
    let id = answer.at("/recordCookCertificate/cookCertificate");
    (answer.refusals("recordCookCertificate"), id["id"].clone())
}

async fn remove(app: &TestApp, feast: &Feast, who: PersonId, id: &Value) -> Vec<String> {
    let event = json!(*gid(&feast.town, feast.event.id));
    let input = json!({ "cookCertificateId": id, "eventId": event });
    let answer = app
        .mutate(
            Some(who),
            "removeCookCertificate",
            "cookCertificate { id }",
            input,
        )
        .await;
    answer.refusals("removeCookCertificate")
}

both_databases!(a_certificate_must_count_on_the_day_of_the_meal, |app| {
    let feast = Feast::plan(&app).await;
    let (town, organiser) = (&feast.town, feast.town.organiser);
    let cook = feast.guest(&app, "cook").await;
    feast.dish(&app, cook, hot_dish("红烧肉")).await;
    let none = json!({ "state": "NOT_SHOWN", "validUntil": null });
    assert_eq!(seen(&app, &feast, Some(organiser)).await, none);
    let neighbour = feast.guest(&app, "neighbour").await;
    for who in [None, Some(cook), Some(neighbour), Some(town.steward)] {
        assert_eq!(seen(&app, &feast, who).await, json!(null));
    }

    let meal = feast.event.starts_local.date();
    for (until, state) in [
        (meal - TimeDelta::days(1), "EXPIRED"),
        (meal, "VALID"),
        (meal - TimeDelta::days(2), "VALID"),
    ] {
        let (refused, _) = note(
            &app,
            &feast,
            organiser,
            cook,
            json!({ "validUntil": until.to_string() }),
        )
        .await;
        assert_eq!(refused, [""; 0]);
        assert_eq!(seen(&app, &feast, Some(organiser)).await["state"], state);
    }
    let told = json!({ "state": "VALID", "validUntil": meal.to_string() });
    assert_eq!(seen(&app, &feast, Some(organiser)).await, told);
    assert_eq!(seen(&app, &feast, Some(cook)).await, json!(null));
});

both_databases!(who_runs_the_event_notes_what_its_cooks_have_shown, |app| {
    let feast = Feast::plan(&app).await;
    let (town, organiser) = (&feast.town, feast.town.organiser);
    let cook = feast.guest(&app, "cook").await;
    let guest = feast.guest(&app, "guest").await;
    feast.dish(&app, cook, hot_dish("红烧肉")).await;
    let (refused, _) = note(&app, &feast, organiser, guest, json!({})).await;
    assert_eq!(refused, ["NOT_FOUND personId"], "who brings nothing");
    let (refused, _) = note(&app, &feast, guest, cook, json!({})).await;
    assert_eq!(refused, ["NOT_FOUND eventId"], "who does not run it");
    let by_unit = json!({ "eventId": null });
    let (refused, _) = note(&app, &feast, organiser, cook, by_unit.clone()).await;
    assert_eq!(refused, ["NOT_FOUND personId"], "who looks after no unit");
    feast.comes(&app, organiser).await;
    feast.dish(&app, organiser, hot_dish("鱼香肉丝")).await;
    let (refused, _) = note(&app, &feast, organiser, organiser, json!({})).await;
    assert_eq!(refused, ["FORBIDDEN"], "not one's own");

    let (refused, own) = note(&app, &feast, organiser, cook, json!({})).await;
    assert_eq!(refused, [""; 0]);
    let (refused, other) = note(&app, &feast, town.steward, cook, by_unit).await;
    assert_eq!(refused, [""; 0]);
    assert_eq!(
        remove(&app, &feast, organiser, &other).await,
        ["NOT_FOUND cookCertificateId"],
        "what somebody else noted"
    );
    for _ in 0..2 {
        assert_eq!(remove(&app, &feast, organiser, &own).await, [""; 0]);
    }
});
