//! What seating does because of others: answers that change, events that are like another, and people who
//! are merged or erased.

use mulin_domain::person::Acting;
use mulin_domain::privacy::{EraseMe, erase_me};
use mulin_domain::rsvp::Answer;
use mulin_domain::series::Frequency;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::Hall;
use crate::both_databases;
use crate::factories::{actor, evenings, every, gid, housemate, occurrences, person_row, respond};
use crate::support::app::TestApp;

async fn leaves(app: &TestApp, hall: &Hall, home: &rsvp::Model) {
    let input = json!({ "rsvpId": *gid(&hall.town, home.id) });
    let left = app
        .mutate(Some(home.person_id), "withdrawRsvp", "rsvp { id }", input)
        .await;
    assert_eq!(left.refusals("withdrawRsvp"), [""; 0]);
}

async fn comes_with(app: &TestApp, hall: &Hall, home: &rsvp::Model, adults: i32) {
    let answer = respond(&app.core, home.person_id, hall.event, Answer::Going, adults).await;
    assert_eq!(answer.expect("an answer is taken").state, RsvpState::Going);
}

both_databases!(who_leaves_frees_their_seats_at_once, |app| {
    let hall = Hall::open(&app).await;
    let (home, other) = (
        hall.home(&app, "王家", 4).await,
        hall.home(&app, "李家", 3).await,
    );
    let ids = hall.tables(&app, &[json!({ "capacity": 7 })]).await;
    hall.seat(&app, &home, &ids[0]).await;
    hall.seat(&app, &other, &ids[0]).await;
    hall.done(&app, "publishSeating", "seatingPlan { version }", json!({}))
        .await;
    leaves(&app, &hall, &home).await;
    hall.is_sound(&app).await;
    assert_eq!(hall.rows(&app).await[0].taken, 3);
    assert_eq!(hall.told(&app, home.person_id).await, Value::Null);
    // Who comes back has no table yet.
    comes_with(&app, &hall, &home, 4).await;
    hall.is_sound(&app).await;
    assert_eq!(hall.told(&app, home.person_id).await, Value::Null);
    assert_eq!(hall.seating(&app).await.len(), 1);
});

both_databases!(
    a_party_that_shrinks_or_grows_keeps_its_table_where_it_fits,
    |app| {
        let hall = Hall::open(&app).await;
        let (home, other) = (
            hall.home(&app, "王家", 4).await,
            hall.home(&app, "李家", 3).await,
        );
        let ids = hall.tables(&app, &[json!({ "capacity": 8 })]).await;
        hall.seat(&app, &home, &ids[0]).await;
        hall.seat(&app, &other, &ids[0]).await;
        hall.done(&app, "publishSeating", "seatingPlan { version }", json!({}))
            .await;
        comes_with(&app, &hall, &home, 2).await;
        assert_eq!(hall.rows(&app).await[0].taken, 5);
        comes_with(&app, &hall, &home, 5).await;
        assert_eq!(hall.rows(&app).await[0].taken, 8);
        hall.is_sound(&app).await;
        // One more does not fit: they have no table, and are shown the published one until it is published anew.
        comes_with(&app, &hall, &other, 4).await;
        hall.is_sound(&app).await;
        assert_eq!(hall.rows(&app).await[0].taken, 5);
        assert_eq!(hall.told(&app, other.person_id).await, "1号桌");
        let plan = hall
            .plan(
                &app,
                "hasUnpublishedChanges unseated { nodes { names seats } }",
            )
            .await;
        let expected = json!({
            "hasUnpublishedChanges": true,
            "unseated": { "nodes": [{ "names": ["李家"], "seats": 4 }] },
        });
        assert_eq!(plan, expected);
    }
);

both_databases!(a_household_is_seated_for_all_its_answers, |app| {
    let hall = Hall::open(&app).await;
    let home = hall.home(&app, "王家", 2).await;
    let ids = hall.tables(&app, &[json!({})]).await;
    hall.seat(&app, &home, &ids[0]).await;
    let mate = housemate(&app, home.person_id, "王大伯", Some(1970)).await;
    let second = respond(&app.core, mate, hall.event, Answer::Going, 3)
        .await
        .unwrap();
    assert_eq!(hall.rows(&app).await[0].taken, 5);
    hall.is_sound(&app).await;
    leaves(&app, &hall, &home).await;
    assert_eq!(hall.rows(&app).await[0].taken, 3);
    hall.is_sound(&app).await;
    leaves(&app, &hall, &second).await;
    assert_eq!(hall.rows(&app).await[0].taken, 0);
    assert!(hall.places(&app).await.is_empty());
});

both_databases!(who_is_promoted_or_expires_is_followed_as_well, |app| {
    let hall = Hall::open(&app).await;
    let home = hall.home(&app, "王家", 4).await;
    let input = hall.input(json!({ "capacity": 4 }));
    let full = app
        .mutate(Some(hall.organiser()), "updateEvent", "event { id }", input)
        .await;
    assert_eq!(full.refusals("updateEvent"), [""; 0]);
    // A mate of the household waits for seats, and moves up when somebody leaves.
    let ids = hall.tables(&app, &[json!({})]).await;
    hall.seat(&app, &home, &ids[0]).await;
    let mate = housemate(&app, home.person_id, "王大伯", Some(1970)).await;
    let waits = respond(&app.core, mate, hall.event, Answer::Going, 2)
        .await
        .unwrap();
    assert_eq!(waits.state, RsvpState::Waitlisted);
    assert_eq!(hall.rows(&app).await[0].taken, 4);
    let more = hall.input(json!({ "capacity": 6 }));
    let more = app
        .mutate(Some(hall.organiser()), "updateEvent", "event { id }", more)
        .await;
    assert_eq!(more.refusals("updateEvent"), [""; 0]);
    hall.is_sound(&app).await;
    assert_eq!(hall.rows(&app).await[0].taken, 6);
});

async fn tables_of(app: &TestApp, event: EventId) -> Vec<banquet_table::Model> {
    banquet_table::Entity::find()
        .filter(banquet_table::Column::EventId.eq(event))
        .order_by_asc(banquet_table::Column::Position)
        .all(app.core.db().reader())
        .await
        .expect("the table is read")
}

/// Places at all banquets.
async fn seated(app: &TestApp) -> u64 {
    let all = seat_assignment::Entity::find().count(app.core.db().reader());
    all.await.expect("the table is read")
}

both_databases!(
    the_next_occurrence_has_the_same_tables_and_nobody_at_them,
    |app| {
        let hall = Hall::open(&app).await;
        let home = hall.home(&app, "王家", 4).await;
        let host = gid(&hall.town, home.person_id).0;
        let ids = hall
            .tables(
                &app,
                &[
                    json!({ "head": true, "hostId": host }),
                    json!({ "zone": "东厅", "nearEntrance": true, "minGuests": 4 }),
                ],
            )
            .await;
        hall.seat(&app, &home, &ids[1]).await;
        hall.done(&app, "publishSeating", "seatingPlan { version }", json!({}))
            .await;
        let mut input = hall.town.service_days(evenings(every(Frequency::Weekly)));
        input.like_event_id = Some(Ok(hall.event));
        input.schedule.count = Some(2);
        let series = hall.town.begin(&app, input).await;
        let made = occurrences(&app, series.id).await;
        assert!(!made.is_empty());
        for (_, event) in made.iter().filter(|(_, event)| event.id != hall.event) {
            let plan = seating_plan::Entity::find_by_id(event.id)
                .one(app.core.db().reader())
                .await
                .unwrap()
                .expect("it has a plan");
            assert_eq!(
                (plan.version, plan.published_at, plan.seed),
                (1, None, None)
            );
            let (old, new) = (hall.rows(&app).await, tables_of(&app, event.id).await);
            assert_eq!(new.len(), 2);
            for (old, new) in old.into_iter().zip(new) {
                assert_ne!(old.id, new.id);
                let expected = banquet_table::Model {
                    id: new.id,
                    event_id: event.id,
                    host_id: None,
                    taken: 0,
                    ..old
                };
                assert_eq!(new, expected);
            }
        }
        assert_eq!(
            hall.places(&app).await.len(),
            1,
            "nobody sits at the new ones"
        );
        assert_eq!(seated(&app).await, 1);
    }
);

both_databases!(hosts_are_merged_and_erased, |app| {
    let hall = Hall::open(&app).await;
    let people = hall.town.residents(&app, 2).await;
    for person in &people {
        respond(&app.core, *person, hall.event, Answer::Going, 2)
            .await
            .unwrap();
    }
    let host = json!({ "hostId": *gid(&hall.town, people[1]) });
    let ids = hall.tables(&app, &[host]).await;
    let double = rsvp::Entity::find()
        .order_by_asc(rsvp::Column::Id)
        .all(app.core.db().reader())
        .await
        .unwrap();
    let double = double
        .into_iter()
        .find(|row| row.person_id == people[1])
        .unwrap();
    hall.seat(&app, &double, &ids[0]).await;
    hall.town.merge(&app, people[0], people[1]).await;
    // Both had answered: the double's answer is taken back, and its household has no place.
    hall.is_sound(&app).await;
    assert!(hall.places(&app).await.is_empty());
    assert_eq!(hall.rows(&app).await[0].host_id, Some(people[0]));
    let kept = rsvp::Entity::find()
        .all(app.core.db().reader())
        .await
        .unwrap();
    let kept = kept
        .into_iter()
        .find(|row| row.person_id == people[0])
        .unwrap();
    hall.seat(&app, &kept, &ids[0]).await;
    erase(&app, people[0]).await;
    hall.is_sound(&app).await;
    assert!(hall.places(&app).await.is_empty());
    assert_eq!(hall.rows(&app).await[0].host_id, None);
});

/// The person erases themselves.
async fn erase(app: &TestApp, person: PersonId) {
    let name = person_row(app, person).await.name;
    let input = EraseMe {
        acting: Acting::default(),
        confirm: name,
    };
    erase_me(&app.core, &actor(&app.core, person).await, input)
        .await
        .expect("they can be erased");
}
