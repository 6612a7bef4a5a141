//! When and how recipients are listed, and how nobody is missed who answers meanwhile.

use chrono::TimeDelta;
use mulin_domain::Core;
use mulin_domain::delivery::expand::expand;
use mulin_domain::due_work::claim as due_work_of;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, Database, EntityTrait, PaginatorTrait, QueryFilter,
    TransactionTrait,
};
use uuid::Uuid;

use super::stage::{deliveries, sent_to};
use crate::both_databases;
use crate::factories::{Plan, Town, answer, crowd, respond};
use crate::support::app::TestApp;

/// Recipients that one transaction lists.
const PAGE: usize = 500;

async fn count(core: &Core) -> u64 {
    delivery::Entity::find()
        .count(core.db().writer())
        .await
        .expect("messages can be counted")
}

both_databases!(recipients_are_listed_a_day_ahead, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let person = town.resident(&app, "r0").await;
    respond(&app.core, person, event.id, Answer::Going, 1)
        .await
        .expect("taken");
    let due = event.starts_at - TimeDelta::days(1);
    app.clock
        .set(due - TimeDelta::hours(24) - TimeDelta::microseconds(1));
    assert_eq!(sent_to(&app).await, [""; 0]);
    assert_eq!(count(&app.core).await, 0);
    app.advance(TimeDelta::microseconds(1));
    assert_eq!(sent_to(&app).await, [""; 0]);
    let listed = deliveries(&app).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (listed[0].state, listed[0].send_at),
        (DeliveryState::Pending, due)
    );
});

both_databases!(recipients_are_listed_page_by_page_once_each, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    // Two full pages, so that the last look finds nobody.
    let people = crowd(&app, &town, &event, 2 * PAGE, RsvpState::Going).await;
    app.clock.set(event.starts_at - TimeDelta::days(2));
    assert_eq!(sent_to(&app).await, [""; 0]);
    let mut listed: Vec<PersonId> = deliveries(&app)
        .await
        .into_iter()
        .filter_map(|row| row.person_id)
        .collect();
    listed.sort();
    let mut everybody = people;
    everybody.sort();
    assert_eq!(listed, everybody);
    let due_work = due_work::Entity::find()
        .filter(due_work::Column::DueAt.lte(app.now()))
        .count(app.core.db().writer())
        .await
        .expect("due work can be counted");
    assert_eq!(due_work, 0, "the listing is done with");
});

both_databases!(a_long_list_lets_others_go_before_its_next_page, |app| {
    let town = Town::found(&app).await;
    let long = town.event(&app, Plan::default()).await;
    // Its work is the younger of two that are due at once.
    app.advance(TimeDelta::milliseconds(1));
    let short = town.event(&app, Plan::default()).await;
    crowd(&app, &town, &long, PAGE + 1, RsvpState::Going).await;
    crowd(&app, &town, &short, 1, RsvpState::Going).await;
    app.clock.set(long.starts_at - TimeDelta::days(2));
    let claim = async || {
        let held = due_work_of(&app.core, DueWorkKind::ExpandSchedule, 1).await;
        let [held] = held.expect("due work can be read").try_into().expect("one");
        expand(&app.core, &held)
            .await
            .expect("a page can be listed");
    };
    let listed = async |event: EventId| {
        let of_event = delivery::Entity::find().filter(delivery::Column::EventId.eq(event));
        let count = of_event.count(app.core.db().writer()).await;
        count.expect("messages can be counted")
    };
    let page = PAGE as u64;
    // Both have fallen due before anybody looks.
    app.advance(TimeDelta::milliseconds(1));
    claim().await;
    assert_eq!((listed(long.id).await, listed(short.id).await), (page, 0));
    claim().await;
    assert_eq!((listed(long.id).await, listed(short.id).await), (page, 1));
    claim().await;
    assert_eq!(listed(long.id).await, page + 1);
});

both_databases!(listing_again_plans_nobody_twice, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    crowd(&app, &town, &event, PAGE + 1, RsvpState::Maybe).await;
    app.clock.set(event.starts_at - TimeDelta::days(2));
    app.run_due_work().await;
    let first = deliveries(&app).await;
    assert_eq!(first.len(), PAGE + 1);
    // As after a crash that lost the cursor, but none of the messages.
    let schedule = first[0]
        .schedule_id
        .expect("a reminder belongs to a fan-out");
    forget_listing(&app, schedule).await;
    app.run_due_work().await;
    let second = deliveries(&app).await;
    let ids = |rows: &[delivery::Model]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(&second), ids(&first));
});

async fn forget_listing(app: &TestApp, schedule: DeliveryScheduleId) {
    let db = app.core.db().writer();
    delivery_schedule::Entity::update_many()
        .col_expr(
            delivery_schedule::Column::State,
            Expr::value(ScheduleState::Pending),
        )
        .col_expr(
            delivery_schedule::Column::Cursor,
            Expr::value(None::<RsvpId>),
        )
        .filter(delivery_schedule::Column::Id.eq(schedule))
        .exec(db)
        .await
        .expect("a schedule can be changed");
    let again = due_work::ActiveModel {
        id: Set(app.core.new_id()),
        kind: Set(DueWorkKind::ExpandSchedule),
        subject_id: Set(schedule.0),
        due_at: Set(app.now()),
        generation: Set(0),
        attempts: Set(0),
    };
    due_work::Entity::insert(again)
        .exec_without_returning(db)
        .await
        .expect("due work can be written");
}

both_databases!(who_answers_after_the_listing_is_reminded_too, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let people = town.residents(&app, 3).await;
    respond(&app.core, people[0], event.id, Answer::Going, 1)
        .await
        .expect("taken");
    app.clock.set(event.starts_at - TimeDelta::days(2));
    app.run_due_work().await;
    assert_eq!(count(&app.core).await, 1);
    respond(&app.core, people[1], event.id, Answer::Maybe, 1)
        .await
        .expect("taken");
    // An answer that is changed is no second occasion.
    respond(&app.core, people[1], event.id, Answer::Going, 2)
        .await
        .expect("taken");
    respond(&app.core, people[2], event.id, Answer::Declined, 1)
        .await
        .expect("taken");
    app.run_due_work().await;
    assert_eq!(count(&app.core).await, 2);
    app.clock.set(event.starts_at - TimeDelta::days(1));
    let both = ["r0@example.org", "r1@example.org"];
    assert_eq!(sent_to(&app).await, both);
    // Too late for the day before, in time for the two hours.
    respond(&app.core, people[2], event.id, Answer::Going, 1)
        .await
        .expect("taken");
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.clock.set(event.starts_at - TimeDelta::hours(2));
    assert_eq!(sent_to(&app).await.len(), 3);
    // And reading the journal once more from its beginning sends nothing.
    journal_cursor::Entity::update_many()
        .col_expr(journal_cursor::Column::Position, Expr::value(0_i64))
        .filter(journal_cursor::Column::Reader.eq("late_reminders"))
        .exec(app.core.db().writer())
        .await
        .expect("a cursor can be moved");
    assert_eq!(sent_to(&app).await, [""; 0]);
});

/// An answer of an earlier millisecond than all others, with its line in the journal.
async fn write_early_answer(
    db: &impl ConnectionTrait,
    app: &TestApp,
    town: &Town,
    event: &event::Model,
    person: PersonId,
) {
    use sea_orm::IntoActiveModel;
    let resident = person::Entity::find_by_id(person)
        .one(db)
        .await
        .expect("people can be read")
        .expect("the person is there");
    let home = resident.household_id;
    let mut row = answer(app, town, event, person, home, RsvpState::Going);
    row.id = RsvpId(Uuid::from_u128(7));
    let entry = journal::ActiveModel {
        seq: NotSet,
        position: Set(None),
        at: Set(app.now()),
        root_area_id: Set(town.city.id),
        subject_kind: Set("rsvp".to_owned()),
        subject_id: Set(row.id.0),
        verb: Set("answered".to_owned()),
        actor_kind: Set(ActorKind::Person),
        actor_id: Set(Some(person)),
        on_behalf_of: Set(None),
        payload: Set(serde_json::json!({})),
    };
    rsvp::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await
        .expect("an answer can be written");
    journal::Entity::insert(entry)
        .exec_without_returning(db)
        .await
        .expect("the journal can be written");
}

both_databases!(
    an_answer_behind_the_cursor_of_a_listing_under_way_is_reminded,
    |app| {
        let town = Town::found(&app).await;
        let event = town.event(&app, Plan::default()).await;
        let people = town.residents(&app, 2).await;
        respond(&app.core, people[0], event.id, Answer::Going, 1)
            .await
            .expect("taken");
        app.clock.set(event.starts_at - TimeDelta::days(2));
        app.run_due_work().await;
        // As if there were more pages to come.
        delivery_schedule::Entity::update_many()
            .col_expr(
                delivery_schedule::Column::State,
                Expr::value(ScheduleState::Expanding),
            )
            .filter(delivery_schedule::Column::State.eq(ScheduleState::Expanded))
            .exec(app.core.db().writer())
            .await
            .expect("a schedule can be changed");
        write_early_answer(app.core.db().writer(), &app, &town, &event, people[1]).await;
        app.run_due_work().await;
        assert_eq!(count(&app.core).await, 2);
    }
);

/// Only PostgreSQL lets one transaction write while another is open.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_commits_after_the_listing_is_reminded() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let people = town.residents(&app, 2).await;
    respond(&app.core, people[0], event.id, Answer::Going, 1)
        .await
        .expect("taken");
    app.run_due_work().await;
    let slow = app
        .core
        .db()
        .writer()
        .begin()
        .await
        .expect("a transaction can begin");
    write_early_answer(&slow, &app, &town, &event, people[1]).await;
    app.clock.set(event.starts_at - TimeDelta::days(2));
    app.run_due_work().await;
    // Later changes are read by the journal's readers before that one is there.
    respond(&app.core, people[0], event.id, Answer::Maybe, 1)
        .await
        .expect("taken");
    app.run_due_work().await;
    assert_eq!(count(&app.core).await, 1);
    slow.commit().await.expect("it can be committed");
    app.run_due_work().await;
    assert_eq!(count(&app.core).await, 2);
    app.clock.set(event.starts_at - TimeDelta::days(1));
    assert_eq!(sent_to(&app).await, ["r0@example.org", "r1@example.org"]);
}

/// Moving an event locks its fan-outs and then moves their due work; a listing that went the other
/// way round would be a deadlock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_takes_its_locks_in_the_order_of_a_reschedule() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    app.clock.set(event.starts_at - TimeDelta::days(2));
    let other = Database::connect(app.config.database.url.expose())
        .await
        .expect("another session");
    let moving = other.begin().await.expect("a transaction can begin");
    execute(&moving, "SELECT 1 FROM delivery_schedule FOR UPDATE").await;
    let moved = async {
        while !app.somebody_waits().await {}
        // The listing waits for us and holds nothing that we need.
        execute(&moving, "SELECT 1 FROM due_work FOR UPDATE NOWAIT").await;
        execute(&moving, "UPDATE due_work SET generation = generation + 1").await;
        moving.commit().await.expect("it can be committed");
    };
    tokio::join!(app.run_due_work(), moved);
    // The listing had lost its fence by then, and comes again when its lease ends.
    app.advance(TimeDelta::hours(1));
    app.run_due_work().await;
    let listed = delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::State.eq(ScheduleState::Expanded))
        .count(app.core.db().writer())
        .await
        .expect("schedules can be counted");
    assert_eq!(listed, 1);
}

async fn execute(db: &impl ConnectionTrait, sql: &str) {
    db.execute_unprepared(sql)
        .await
        .expect("the statement runs");
}
