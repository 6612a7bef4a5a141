//! What a policy says of a row, and what the same policy says as a condition of SQL, are the same.

use mulin_domain::Actor;
use mulin_domain::event::{list as events, policy as event_policy};
use mulin_domain::page::Page;
use mulin_domain::person::acting::store as acting;
use mulin_domain::person::{consent as person_consents, policy as person_policy, store as people};
use mulin_entities::*;
use sea_orm::EntityTrait;

use super::actors::Who;
use super::stage::Stage;
use crate::both_databases;
use crate::factories::{Town, actor, agrees, change_person, confirms, housemate, noted, resident};
use crate::support::app::TestApp;

async fn actors(app: &TestApp, stage: &Stage) -> Vec<(&'static str, Actor)> {
    let mut actors = vec![("the system", Actor::System)];
    for who in Who::ALL {
        actors.push((who.title(), stage.actor(&app.core, *who).await));
    }
    actors
}

both_databases!(rows_and_conditions_agree, |app| {
    let stage = Stage::build(&app).await;
    let db = app.core.db().reader();
    let all_events = event::Entity::find()
        .all(db)
        .await
        .expect("events can be read");
    let all_people = person::Entity::find()
        .all(db)
        .await
        .expect("people can be read");
    let homes = household::Entity::find()
        .all(db)
        .await
        .expect("households can be read");
    let areas = area::Entity::find()
        .all(db)
        .await
        .expect("areas can be read");
    let path = |unit: AreaId| {
        let unit = areas.iter().find(|area| area.id == unit);
        unit.expect("a unit is an area").path.as_str()
    };
    let (mut shown, mut hidden) = (0, 0);
    for (who, actor) in actors(&app, &stage).await {
        let ids = all_events.iter().map(|row| row.id);
        let seen = events::visible_events(db, &actor, ids)
            .await
            .expect("events can be read");
        for row in &all_events {
            let listed = seen.iter().any(|view| view.id == row.id);
            assert_eq!(
                listed,
                event_policy::may_see(&actor, row),
                "{} as {who}",
                row.title
            );
            if listed { shown += 1 } else { hidden += 1 }
        }
        let ids = all_people.iter().map(|row| row.id);
        let seen = people::visible_people(db, &actor, ids)
            .await
            .expect("people can be read");
        for row in &all_people {
            let listed = seen.iter().any(|one| one.id == row.id);
            let may = person_policy::may_see(&actor, row, path(row.unit_id));
            assert_eq!(listed, may, "{} as {who}", row.name);
            if listed { shown += 1 } else { hidden += 1 }
        }
        let ids = homes.iter().map(|row| row.id);
        let seen = people::visible_households(db, &actor, ids)
            .await
            .expect("households too");
        for row in &homes {
            let listed = seen.iter().any(|one| one.id == row.id);
            let may = person_policy::may_see_household(&actor, row, path(row.unit_id));
            assert_eq!(listed, may, "household {} as {who}", row.id);
            if listed { shown += 1 } else { hidden += 1 }
        }
    }
    assert!(shown > 50 && hidden > 50, "{shown} shown, {hidden} hidden");
});

/// People of every relation to each other, with and without what they agreed to.
async fn neighbourhood(app: &TestApp) -> Town {
    let town = Town::found(app).await;
    let lan = town.resident(app, "lan").await;
    let pending = |row: &mut person::Model| row.state = PersonState::Pending;
    let opted_out = |row: &mut person::Model| row.opted_out_of_proxies = true;
    housemate(app, lan, "adult", Some(1990)).await;
    let shy = housemate(app, lan, "opted out", Some(1990)).await;
    change_person(app, shy, opted_out).await;
    let child = housemate(app, lan, "child", Some(2008)).await;
    change_person(app, child, opted_out).await;
    let new = housemate(app, lan, "pending", None).await;
    change_person(app, new, pending).await;
    let erased = housemate(app, lan, "erased", None).await;
    change_person(app, erased, |row| {
        (row.state, row.name) = (PersonState::Erased, String::new());
    })
    .await;
    let at_home = housemate(app, town.steward, "steward's", Some(1990)).await;
    change_person(app, at_home, opted_out).await;
    for (name, unit) in [("agreed", &town.unit), ("next-door", &town.other_unit)] {
        let person = resident(&app.core, unit, name).await.id;
        agrees(app, person, ConsentPurpose::ActOnBehalf).await;
        let other = resident(&app.core, unit, &format!("photos-{name}"))
            .await
            .id;
        agrees(app, other, ConsentPurpose::Photos).await;
    }
    let purpose = ConsentPurpose::ActOnBehalf;
    let lapsed = town.resident(app, "lapsed").await;
    noted(app, town.admin, lapsed, purpose).await;
    let confirmed = town.resident(app, "confirmed").await;
    let consent = noted(app, town.steward, confirmed, purpose).await;
    confirms(app, town.admin, consent.id).await;
    app.advance(chrono::TimeDelta::days(30));
    let noted = noted(app, town.admin, new, purpose).await;
    assert_eq!(noted.confirmed_at, None);
    for person in [at_home, shy] {
        agrees(app, person, purpose).await;
    }
    town
}

both_databases!(
    whom_one_acts_for_is_the_same_in_rows_and_conditions,
    |app| {
        let town = neighbourhood(&app).await;
        let (db, now) = (app.core.db().reader(), app.now());
        let year = chrono::Datelike::year(&now);
        let people = person::Entity::find()
            .all(db)
            .await
            .expect("people can be read");
        let ledger = consent::Entity::find()
            .all(db)
            .await
            .expect("so can consents");
        let units = [&town.unit, &town.other_unit];
        let path = |unit: AreaId| {
            let unit = units.iter().find(|area| area.id == unit);
            unit.expect("a unit of the town").path.as_str()
        };
        let agreed = |person: PersonId| {
            ledger.iter().any(|consent| {
                consent.person_id == person
                    && consent.purpose == ConsentPurpose::ActOnBehalf
                    && person_consents::rules::stands(consent, now)
            })
        };
        let (mut may, mut may_not) = (0, 0);
        let mut asking = vec![Actor::System, Actor::Anonymous];
        for person in people.iter().filter(|row| row.state != PersonState::Erased) {
            asking.push(actor(&app.core, person.id).await);
        }
        for actor in asking {
            let ids = people.iter().map(|row| row.id);
            let acted_for = acting::acted_for(db, &actor, ids, now).await;
            let acted_for = acted_for.expect("it can be asked");
            let listed = match actor.signed_in() {
                Some(viewer) => {
                    acting::acts_for(db, viewer, now, &Page::first(100))
                        .await
                        .expect("it can be listed")
                        .rows
                }
                None => Vec::new(),
            };
            for row in &people {
                let unit_path = path(row.unit_id);
                let by_row =
                    person_policy::may_act_for(&actor, row, unit_path, agreed(row.id), year);
                let place = format!("{:?} for {}", actor.person_id(), row.name);
                assert_eq!(acted_for.contains(&row.id), by_row, "{place}");
                let is_listed = listed.iter().any(|one| one.id == row.id);
                let oneself = actor.person_id() == Some(row.id);
                assert_eq!(is_listed, by_row && !oneself, "{place}");
                if by_row { may += 1 } else { may_not += 1 }
            }
        }
        assert!(may > 25 && may_not > 100, "{may} may, {may_not} may not");
    }
);
