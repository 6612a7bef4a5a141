//! Checking people in, and who was there.

mod attendance;
mod batch;
mod check_in_party;
mod code;
mod cost;
mod exports;
mod lists;
mod merged_people;
mod no_shows;
mod races;
mod reseal;
mod search;
mod undo_check_in;
mod viewer_can;
mod walk_in;

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::check_in as entity;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::factories::{Plan, Town, gid, respond};
use crate::support::answer::Answer as Reply;
use crate::support::app::TestApp;
use crate::support::mutation::with;

/// What a mutation tells of a check-in.
const CHECK_IN: &str = "checkIn { id method heads { adults children } device deviceAt undoneAt \
    checkedInBy { name } } alreadyCheckedIn";

/// A town with a helper who stands at the door of an event that begins in two hours.
struct Door {
    town: Town,
    event: EventId,
    helper: PersonId,
}

impl Door {
    async fn open(app: &TestApp) -> Self {
        let town = Town::found(app).await;
        let event = event_in(app, &town, 2).await;
        let helper = town.resident(app, "helper").await;
        helps(app, &town, event, helper).await;
        Self {
            town,
            event,
            helper,
        }
    }

    /// Somebody who comes with so many adults.
    async fn guest(&self, app: &TestApp, name: &str, adults: i32) -> rsvp::Model {
        let person = self.town.resident(app, name).await;
        self.coming(app, person, adults).await
    }

    async fn coming(&self, app: &TestApp, person: PersonId, adults: i32) -> rsvp::Model {
        let answer = respond(&app.core, person, self.event, Answer::Going, adults).await;
        answer.expect("an answer is taken")
    }

    fn input(&self, more: Value) -> Value {
        with(&json!({ "eventId": *gid(&self.town, self.event) }), more)
    }

    async fn check_in(&self, app: &TestApp, more: Value) -> Reply {
        let input = self.input(more);
        app.mutate(Some(self.helper), "checkIn", CHECK_IN, input)
            .await
    }

    /// Checks a party in by its answer, which must be taken; gives the id of the check-in.
    async fn admit(&self, app: &TestApp, rsvp: RsvpId) -> Value {
        let reply = self
            .check_in(app, json!({ "rsvpId": *gid(&self.town, rsvp) }))
            .await;
        assert_eq!(reply.refusals("checkIn"), [""; 0]);
        assert_eq!(reply.at("/checkIn/alreadyCheckedIn"), false);
        reply.at("/checkIn/checkIn/id").clone()
    }

    async fn code(&self, app: &TestApp, rsvp: &rsvp::Model) -> String {
        let code = code_as(app, &self.town, rsvp.person_id, rsvp.id).await;
        code.as_str().expect("there is a code").to_owned()
    }

    /// A field of the event, as somebody sees it.
    async fn see(&self, app: &TestApp, who: PersonId, field: &str) -> Value {
        let query = format!("query ($id: ID!) {{ event(id: $id) {{ it: {field} }} }}");
        let id = json!({ "id": *gid(&self.town, self.event) });
        app.run(Some(who), &query, id).await.at("/event/it").clone()
    }

    /// An answer that names others, as `core` writes it.
    async fn names(&self, app: &TestApp, rsvp: RsvpId, people: &[PersonId]) {
        use sea_orm::ActiveValue::Set;
        let rows = people.iter().map(|person| rsvp_member::ActiveModel {
            rsvp_id: Set(rsvp),
            event_id: Set(self.event),
            person_id: Set(*person),
            holds: Set(true),
        });
        rsvp_member::Entity::insert_many(rows)
            .exec_without_returning(app.core.db().writer())
            .await
            .expect("rows can be written");
    }
}

/// An event of the community that begins in so many hours and lasts two.
async fn event_in(app: &TestApp, town: &Town, hours: i64) -> EventId {
    let plan = Plan {
        starts_in: TimeDelta::hours(hours),
        ..Plan::default()
    };
    town.event(app, plan).await.id
}

async fn helps(app: &TestApp, town: &Town, event: EventId, person: PersonId) {
    let input = json!({
        "eventId": *gid(town, event), "personId": *gid(town, person), "role": "CHECK_IN_HELPER",
    });
    let answer = app
        .mutate(Some(town.admin), "grantEventRole", "grant { id }", input)
        .await;
    assert_eq!(answer.refusals("grantEventRole"), [""; 0]);
}

/// The code of an answer as somebody sees it.
async fn code_as(app: &TestApp, town: &Town, who: PersonId, rsvp: RsvpId) -> Value {
    let query = "query ($id: ID!) { node(id: $id) { ... on Rsvp { checkInCode } } }";
    let id = json!({ "id": *gid(town, rsvp) });
    let answer = app.run(Some(who), query, id).await;
    answer
        .data()
        .pointer("/node/checkInCode")
        .cloned()
        .unwrap_or(Value::Null)
}

/// Everything that was noted, as it was made.
async fn noted(app: &TestApp) -> Vec<entity::Model> {
    entity::Entity::find()
        .order_by_asc(entity::Column::CheckedInAt)
        .order_by_asc(entity::Column::Id)
        .all(app.core.db().reader())
        .await
        .expect("the table is read")
}

/// Who is known to be on whichever lists.
async fn present(app: &TestApp, event: EventId) -> Vec<PersonId> {
    let rows = check_in_person::Entity::find()
        .filter(check_in_person::Column::EventId.eq(event))
        .order_by_asc(check_in_person::Column::PersonId)
        .all(app.core.db().reader())
        .await
        .expect("the table is read");
    rows.into_iter().map(|row| row.person_id).collect()
}
