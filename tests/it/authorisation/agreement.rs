//! What a policy says of a row, and what the same policy says as a condition of SQL, are the same.

use mulin_domain::Actor;
use mulin_domain::event::{policy as event_policy, store as events};
use mulin_domain::person::{policy as person_policy, store as people};
use mulin_entities::*;
use sea_orm::EntityTrait;

use super::actors::Who;
use super::stage::Stage;
use crate::both_databases;
use crate::factories::actor;
use crate::support::app::TestApp;

async fn actors(app: &TestApp, stage: &Stage) -> Vec<(&'static str, Actor)> {
    let mut actors = vec![("the system", Actor::System), ("nobody", Actor::Anonymous)];
    for who in Who::ALL {
        if let Some(person) = stage.person(*who) {
            actors.push((who.title(), actor(&app.core, person).await));
        }
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
