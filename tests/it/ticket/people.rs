//! What becomes of the tickets of people who are merged or erased.

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::both_databases;
use crate::factories::{ServiceDay, ticket_key};
use crate::support::app::TestApp;

async fn row(app: &TestApp, id: TicketId) -> ticket::Model {
    let row = ticket::Entity::find_by_id(id).one(app.core.db().writer());
    row.await.expect("tickets are read").expect("it is there")
}

both_databases!(a_merged_persons_tickets_are_the_keepers, |app| {
    let (day, stall) = ServiceDay::open(&app, 1).await;
    let knives = day
        .stall(
            &app,
            json!({ "services": [{ "name": "磨刀", "prefix": "D", "minutes": 5 }] }),
        )
        .await;
    let kept = day.town.resident(&app, "王小梅").await;
    let double = day.town.resident(&app, "王小妹").await;
    let (cut, grind) = (&stall["services"][0], &knives["services"][0]);
    let own = day.take(&app, kept, cut, json!({})).await;
    let same = day.take(&app, double, cut, json!({})).await;
    let other = day.take(&app, double, grind, json!({})).await;
    day.town.merge(&app, kept, double).await;
    let [own, same, other] = [&own, &same, &other].map(ticket_key);
    assert_eq!(row(&app, own).await.state, TicketState::Waiting);
    // Nobody waits twice for one thing.
    assert_eq!(row(&app, same).await.state, TicketState::Cancelled);
    let other = row(&app, other).await;
    assert_eq!(
        (other.state, other.person_id),
        (TicketState::Waiting, Some(kept))
    );
});

both_databases!(of_an_erased_person_a_ticket_tells_nothing, |app| {
    let day = ServiceDay::plan(&app).await;
    let stall = day.stall(&app, json!({ "walkInPercent": 0 })).await;
    let stall = day.slots(&app, &stall, 1).await;
    let slot = &stall["services"][0]["slots"][0];
    let gone = day.town.resident(&app, "王小梅").await;
    let next = day.town.resident(&app, "李大海").await;
    let ticket = day.book(&app, gone, slot).await;
    let wait = json!({ "slotId": slot["id"], "waitlist": true });
    day.done(&app, next, "bookSlot", "ticket { state }", wait)
        .await;
    day.town.erase(&app, gone).await;
    let row = row(&app, ticket_key(&ticket)).await;
    let told = (row.person_id, row.household_id, row.taken_by);
    assert_eq!(told, (None, None, None));
    let end = (TicketState::Cancelled, Some(TicketEnd::PersonErased));
    assert_eq!((row.state, row.ended_reason), end);
    // The place is the next one's.
    let theirs = ticket::Entity::find()
        .filter(ticket::Column::PersonId.eq(next))
        .one(app.core.db().writer())
        .await
        .expect("tickets are read")
        .expect("it is there");
    assert_eq!(theirs.state, TicketState::Booked);
});
