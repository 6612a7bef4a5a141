//! How many guests cannot eat what: few are not told from none, and nobody counts between the hours.

use chrono::TimeDelta;
use mulin_domain::banquet::Settings;
use mulin_domain::person::Acting;
use mulin_domain::person::consent::{WithdrawConsent, withdraw_consent};
use mulin_domain::person::diet::DietKind;
use mulin_domain::rsvp::{Answer, Party, RespondToEvent, WhenFull, respond_to_event};
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::feast::{Feast, reacts};
use crate::both_databases;
use crate::factories::{
    Plan, Town, actor, agrees, change_person, gid, hot_dish, housemate, noted, respond,
};
use crate::support::app::TestApp;

const COUNTS: &str = "dietCounts {
    allergens { allergen guests } diets { diet guests } chokeEasily countedAt }";

async fn counts(app: &TestApp, feast: &Feast, who: PersonId) -> Value {
    feast.see(app, Some(who), COUNTS).await["dietCounts"].clone()
}

/// The cell of an allergen or of a diet, as those who run the event see it.
async fn cell(app: &TestApp, feast: &Feast, of: &str) -> Value {
    let counts = counts(app, feast, feast.town.organiser).await;
    let cells = ["allergens", "diets"].iter().flat_map(|list| {
        let cells = counts[list].as_array();
        cells.expect("a list").clone()
    });
    let mut cells = cells.filter(|cell| cell["allergen"] == of || cell["diet"] == of);
    cells.next().expect("every cell is there")["guests"].clone()
}

async fn planned(app: &TestApp) -> u64 {
    let planned = due_work::Entity::find()
        .filter(due_work::Column::Kind.eq(DueWorkKind::CountDiets))
        .count(app.core.db().reader());
    planned.await.expect("a count")
}

both_databases!(few_guests_are_not_told_from_none, |app| {
    let feast = Feast::plan(&app).await;
    feast.allergic(&app, Allergen::Peanut, 5).await;
    feast.allergic(&app, Allergen::Egg, 4).await;
    let town = &feast.town;
    assert!(
        counts(&app, &feast, town.organiser).await.is_null(),
        "nobody has counted yet"
    );
    app.run_due_work().await;
    assert_eq!(cell(&app, &feast, "PEANUT").await, 5);
    assert!(cell(&app, &feast, "EGG").await.is_null());
    assert!(cell(&app, &feast, "MILK").await.is_null());
    assert!(cell(&app, &feast, "HALAL").await.is_null());
    let all = counts(&app, &feast, town.organiser).await;
    assert_eq!(all["countedAt"], "2026-11-21T04:00:00Z");
    assert_eq!(all["allergens"].as_array().map(Vec::len), Some(14));
    assert_eq!(all["diets"].as_array().map(Vec::len), Some(8));
    assert_eq!(all["chokeEasily"], 9, "all of them are over 60");

    // For those who run it and for its cooks.
    let cook = feast.guest(&app, "cook").await;
    let neighbour = feast.guest(&app, "neighbour").await;
    for (who, sees) in [(town.admin, true), (cook, false), (town.steward, false)] {
        assert_eq!(counts(&app, &feast, who).await == all, sees);
    }
    feast.dish(&app, cook, hot_dish("红烧肉")).await;
    assert_eq!(counts(&app, &feast, cook).await, all);
    assert!(counts(&app, &feast, neighbour).await.is_null());
    assert!(feast.see(&app, None, COUNTS).await["dietCounts"].is_null());
});

both_databases!(nobody_counts_between_the_hours, |app| {
    let feast = Feast::plan(&app).await;
    let first = feast.allergic(&app, Allergen::Peanut, 5).await;
    app.run_due_work().await;
    assert_eq!(cell(&app, &feast, "PEANUT").await, 5);

    // Whoever looks before and after an answer learns nothing of its guest.
    let sixth = feast.guest(&app, "sixth").await;
    reacts(&app, sixth, &[Allergen::Peanut], &[]).await;
    assert_eq!(cell(&app, &feast, "PEANUT").await, 5);
    app.run_due_work().await;
    assert_eq!(cell(&app, &feast, "PEANUT").await, 5);
    // Nor does who edits the event to have them counted anew.
    let later = json!({
        "eventId": *gid(&feast.town, feast.event.id),
        "startsAt": "2026-12-05T18:00", "endsAt": "2026-12-05T20:00",
    });
    let answer = app
        .mutate(
            Some(feast.town.organiser),
            "rescheduleEvent",
            "event { id }",
            later,
        )
        .await;
    assert_eq!(answer.refusals("rescheduleEvent"), [""; 0]);
    app.run_due_work().await;
    assert_eq!(cell(&app, &feast, "PEANUT").await, 5);
    app.advance(TimeDelta::hours(1) - TimeDelta::microseconds(1));
    app.run_due_work().await;
    assert_eq!(cell(&app, &feast, "PEANUT").await, 5);
    app.advance(TimeDelta::microseconds(1));
    app.run_due_work().await;
    assert_eq!(cell(&app, &feast, "PEANUT").await, 6);

    // Who agrees no more and who comes no more leave with the next hour.
    let consent = consent::Entity::find()
        .filter(consent::Column::PersonId.eq(first[0]))
        .one(app.core.db().reader())
        .await
        .expect("consents are read")
        .expect("there is one");
    let withdraw = WithdrawConsent {
        consent_id: Ok(consent.id),
        via: Via::App,
    };
    withdraw_consent(&app.core, &actor(&app.core, first[0]).await, withdraw)
        .await
        .expect("it can be withdrawn");
    assert_eq!(cell(&app, &feast, "PEANUT").await, 6);
    app.advance(TimeDelta::hours(1));
    app.run_due_work().await;
    assert_eq!(cell(&app, &feast, "PEANUT").await, 5);
    respond(&app.core, first[1], feast.event.id, Answer::Declined, 1)
        .await
        .expect("an answer is taken");
    app.advance(TimeDelta::hours(1));
    app.run_due_work().await;
    assert!(cell(&app, &feast, "PEANUT").await.is_null());
    assert_eq!(planned(&app).await, 1);

    // After the meal nobody counts.
    app.advance(TimeDelta::days(30));
    app.run_due_work().await;
    assert_eq!(planned(&app).await, 0);
});

both_databases!(named_guests_of_a_household_count_and_others_do_not, |app| {
    let feast = Feast::plan(&app).await;
    let lan = feast.town.resident(&app, "lan").await;
    let mut named = Vec::new();
    for name in ["a", "b", "c", "d"] {
        let member = housemate(&app, lan, name, Some(1980)).await;
        reacts(&app, member, &[], &[DietKind::Halal]).await;
        named.push(Ok(member));
    }
    let stays = housemate(&app, lan, "stays", Some(1980)).await;
    reacts(&app, stays, &[], &[DietKind::Halal]).await;
    reacts(&app, lan, &[], &[DietKind::Halal]).await;
    let party = |respondent_comes| Party {
        adults: if respondent_comes { 5 } else { 4 },
        children: 0,
        respondent_comes,
        member_ids: Some(named.clone()),
    };
    let answer = async |party| {
        let input = RespondToEvent {
            event_id: Ok(feast.event.id),
            acting: Acting::default(),
            answer: Answer::Going,
            party: Some(party),
            note: None,
            when_full: WhenFull::Waitlist,
            answers: None,
        };
        respond_to_event(&app.core, &actor(&app.core, lan).await, input, None)
            .await
            .expect("an answer is taken");
        app.advance(TimeDelta::hours(1));
        app.run_due_work().await;
    };
    answer(party(false)).await;
    assert!(cell(&app, &feast, "HALAL").await.is_null(), "four of them");
    answer(party(true)).await;
    assert_eq!(cell(&app, &feast, "HALAL").await, 5);
});

both_databases!(children_without_a_name_choke_easily, |app| {
    let feast = Feast::plan(&app).await;
    let lan = feast.town.resident(&app, "lan").await;
    change_person(&app, lan, |row| row.birth_year = Some(1990)).await;
    // One is known to be old enough to chew; of the others nobody knows.
    let bao = housemate(&app, lan, "bao", Some(2014)).await;
    let party = Party {
        adults: 1,
        children: 6,
        respondent_comes: true,
        member_ids: Some(vec![Ok(bao)]),
    };
    let input = RespondToEvent {
        event_id: Ok(feast.event.id),
        acting: Acting::default(),
        answer: Answer::Going,
        party: Some(party),
        note: None,
        when_full: WhenFull::Waitlist,
        answers: None,
    };
    change_largest_party(&app, feast.event.id).await;
    respond_to_event(&app.core, &actor(&app.core, lan).await, input, None)
        .await
        .expect("an answer is taken");
    app.run_due_work().await;
    let all = counts(&app, &feast, feast.town.organiser).await;
    assert_eq!(all["chokeEasily"], 5);
});

/// Lets parties of twenty come.
async fn change_largest_party(app: &TestApp, event: EventId) {
    use sea_orm::sea_query::Expr;
    event::Entity::update_many()
        .col_expr(event::Column::MaxParty, Expr::value(20))
        .filter(event::Column::Id.eq(event))
        .exec(app.core.db().writer())
        .await
        .expect("the event can be written");
}

both_databases!(a_draft_is_counted_from_when_it_is_published, |app| {
    let town = Town::found(&app).await;
    let draft = Plan {
        published: false,
        ..Plan::default()
    };
    let event = town.event(&app, draft).await;
    town.plan_banquet(&app, event.id, Settings::default()).await;
    assert_eq!(planned(&app).await, 0);
    let id = json!({ "eventId": *gid(&town, event.id) });
    let answer = app
        .mutate(
            Some(town.organiser),
            "publishEvent",
            "event { id }",
            id.clone(),
        )
        .await;
    assert_eq!(answer.refusals("publishEvent"), [""; 0]);
    assert_eq!(planned(&app).await, 1);
    app.run_due_work().await;
    let feast = Feast { town, event };
    let all = counts(&app, &feast, feast.town.organiser).await;
    assert_eq!(all["countedAt"], "2026-11-21T04:00:00Z");
    // Once it was cancelled the next count is the last, and there is none.
    let input = json!({ "eventId": id["eventId"], "reason": "下雨" });
    app.mutate(
        Some(feast.town.organiser),
        "cancelEvent",
        "event { id }",
        input,
    )
    .await
    .data();
    app.advance(TimeDelta::hours(1));
    app.run_due_work().await;
    assert_eq!(planned(&app).await, 0);
    let after = counts(&app, &feast, feast.town.organiser).await;
    assert_eq!(after, all);
    // An event that is no banquet is never counted.
    let other = feast.town.event(&app, Plan::default()).await;
    assert_eq!(planned(&app).await, 0);
    let of_other = Feast {
        town: feast.town,
        event: other,
    };
    assert!(of_other.see(&app, None, COUNTS).await.is_null());
});

both_databases!(a_lapsed_consent_does_not_count, |app| {
    let feast = Feast::plan(&app).await;
    let guests = feast.allergic(&app, Allergen::Soy, 4).await;
    let fifth = feast.guest(&app, "fifth").await;
    let consent = noted(
        &app,
        feast.town.steward,
        fifth,
        ConsentPurpose::SensitiveData,
    )
    .await;
    let input = json!({ "allergens": ["SOY"], "diets": [] });
    app.mutate(Some(fifth), "setDiet", "person { id }", input)
        .await
        .data();
    app.run_due_work().await;
    assert_eq!(cell(&app, &feast, "SOY").await, 5);
    // The event is moved behind the day on which the note lapses.
    let later = json!({
        "eventId": *gid(&feast.town, feast.event.id),
        "startsAt": "2027-01-05T18:00", "endsAt": "2027-01-05T20:00",
    });
    app.mutate(
        Some(feast.town.organiser),
        "rescheduleEvent",
        "event { id }",
        later,
    )
    .await
    .data();
    app.advance(TimeDelta::days(30));
    app.run_due_work().await;
    assert!(cell(&app, &feast, "SOY").await.is_null());
    assert_eq!((guests.len(), consent.person_id), (4, fifth));
    agrees(&app, fifth, ConsentPurpose::SensitiveData).await;
    app.advance(TimeDelta::hours(1));
    app.run_due_work().await;
    assert_eq!(cell(&app, &feast, "SOY").await, 5);
});
