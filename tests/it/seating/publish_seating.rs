//! `publishSeating`: guests see what was published, and nothing of what is being arranged.

use mulin_entities::*;
use serde_json::{Value, json};

use super::Hall;
use crate::both_databases;
use crate::factories::{gid, housemate};
use crate::support::app::TestApp;

/// Where an answer's party sits, as somebody sees it.
async fn table_of(app: &TestApp, hall: &Hall, who: PersonId, home: &rsvp::Model) -> Value {
    let query = "query ($id: ID!) { node(id: $id) { ... on Rsvp { table { name } } } }";
    let id = json!({ "id": *gid(&hall.town, home.id) });
    let reply = app.run(Some(who), query, id).await;
    let table = reply.data().pointer("/node/table/name");
    table.cloned().unwrap_or(Value::Null)
}

async fn publish(app: &TestApp, hall: &Hall) -> Value {
    let told = "seatingPlan { version publishedAt moved hasUnpublishedChanges }";
    let reply = hall.done(app, "publishSeating", told, json!({})).await;
    reply.at("/publishSeating/seatingPlan").clone()
}

both_databases!(
    guests_are_shown_what_was_published_and_nothing_else,
    |app| {
        let hall = Hall::open(&app).await;
        let (home, other) = (
            hall.home(&app, "王家", 3).await,
            hall.home(&app, "李家", 3).await,
        );
        let ids = hall
            .tables(&app, &[json!({ "zone": "东厅" }), json!({}), json!({})])
            .await;
        hall.seat(&app, &home, &ids[0]).await;
        hall.seat(&app, &other, &ids[0]).await;
        let guest = home.person_id;
        assert_eq!(hall.told(&app, guest).await, Value::Null);
        assert_eq!(table_of(&app, &hall, guest, &home).await, Value::Null);
        let node = "query ($id: ID!) { node(id: $id) { ... on BanquetTable { name zone taken \
        households { names } } } }";
        let see = async |who: PersonId, table: &Value| {
            let reply = app.run(Some(who), node, json!({ "id": table })).await;
            reply.at("/node").clone()
        };
        assert_eq!(see(guest, &ids[0]).await, Value::Null);

        let plan = publish(&app, &hall).await;
        assert_eq!(plan["moved"], 0);
        assert_eq!(plan["hasUnpublishedChanges"], false);
        assert_eq!(hall.told(&app, guest).await, "1号桌");
        assert_eq!(table_of(&app, &hall, guest, &home).await, "1号桌");
        // Who sits there, and how many, is the organisers'.
        let shown = json!({ "name": "1号桌", "zone": "东厅", "taken": null, "households": null });
        assert_eq!(see(guest, &ids[0]).await, shown);
        assert_eq!(see(hall.organiser(), &ids[0]).await["taken"], 6);
        let stranger = hall.town.resident(&app, "stranger").await;
        assert_eq!(hall.told(&app, stranger).await, Value::Null);
        assert_eq!(table_of(&app, &hall, stranger, &home).await, Value::Null);

        // A change is shown once it is published.
        hall.seat(&app, &home, &ids[1]).await;
        assert_eq!(hall.told(&app, guest).await, "1号桌");
        let plan = hall.plan(&app, "moved hasUnpublishedChanges").await;
        assert_eq!(plan, json!({ "moved": 1, "hasUnpublishedChanges": true }));
        publish(&app, &hall).await;
        assert_eq!(hall.told(&app, guest).await, "2号桌");
        // So is that somebody has no table any more.
        hall.seat(&app, &home, &Value::Null).await;
        assert_eq!(hall.told(&app, guest).await, "2号桌");
        publish(&app, &hall).await;
        assert_eq!(hall.told(&app, guest).await, Value::Null);
        assert_eq!(hall.told(&app, other.person_id).await, "1号桌");
        hall.is_sound(&app).await;
        // A table that is taken away is shown no longer.
        let kept = json!({ "tables": [{ "id": ids[1], "name": "2号桌", "capacity": 10 }] });
        hall.done(&app, "setTables", "seatingPlan { version }", kept)
            .await;
        assert_eq!(hall.told(&app, other.person_id).await, Value::Null);
    }
);

both_databases!(who_is_named_in_an_answer_is_told_too, |app| {
    let hall = Hall::open(&app).await;
    let home = hall.home(&app, "王家", 2).await;
    let mate = housemate(&app, home.person_id, "王爷爷", Some(1945)).await;
    let row = rsvp_member::Model {
        rsvp_id: home.id,
        person_id: mate,
        event_id: hall.event,
        holds: true,
    };
    use sea_orm::{EntityTrait, IntoActiveModel};
    rsvp_member::Entity::insert(row.into_active_model())
        .exec_without_returning(app.core.db().writer())
        .await
        .unwrap();
    let ids = hall.tables(&app, &[json!({})]).await;
    hall.seat(&app, &home, &ids[0]).await;
    publish(&app, &hall).await;
    assert_eq!(hall.told(&app, mate).await, "1号桌");
});

both_databases!(publishing_keeps_versions, |app| {
    let hall = Hall::open(&app).await;
    let input = hall.input(json!({}));
    let refused = app
        .refusals(
            hall.organiser(),
            "publishSeating",
            "seatingPlan",
            input.clone(),
        )
        .await;
    assert_eq!(refused, ["TABLES_NOT_SET eventId"]);
    hall.tables(&app, &[json!({})]).await;
    let now = hall.plan(&app, "version").await;
    app.keeps_versions(
        hall.organiser(),
        "publishSeating",
        "seatingPlan",
        "version",
        &input,
        &now,
    )
    .await;
});
