//! Who sits where at a banquet.

mod arrange_tables;
mod cards;
mod cost;
mod follow;
mod impossible;
mod move_household;
mod publish_seating;
mod races;
mod set_seating_rules;
mod set_tables;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use mulin_domain::banquet::Settings;
use mulin_domain::person::{Home, RegisterPerson, register_person};
use mulin_domain::rsvp::Answer;
use mulin_domain::{Actor, Core};
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::factories::{Plan, Town, gid, respond};
use crate::support::answer::Answer as Reply;
use crate::support::app::TestApp;
use crate::support::mutation::with;

/// A town with a banquet in two days.
struct Hall {
    town: Town,
    event: EventId,
}

impl Hall {
    async fn open(app: &TestApp) -> Self {
        let town = Town::found(app).await;
        let plan = Plan {
            title: "百家宴",
            starts_in: TimeDelta::days(2),
            ..Plan::default()
        };
        let event = town.event(app, plan).await.id;
        town.plan_banquet(app, event, Settings::default()).await;
        Self { town, event }
    }

    fn organiser(&self) -> PersonId {
        self.town.organiser
    }

    /// A household that comes with so many adults.
    async fn home(&self, app: &TestApp, name: &str, adults: i32) -> rsvp::Model {
        self.home_of(app, name, adults, "3号楼1单元101", Some(1990))
            .await
    }

    /// A household of this building whose head was born in this year.
    async fn home_of(
        &self,
        app: &TestApp,
        name: &str,
        adults: i32,
        building: &str,
        birth_year: Option<i32>,
    ) -> rsvp::Model {
        let person = neighbour(&app.core, &self.town.unit, name, building, birth_year).await;
        let answer = respond(&app.core, person, self.event, Answer::Going, adults).await;
        answer.expect("an answer is taken")
    }

    fn input(&self, more: Value) -> Value {
        with(&json!({ "eventId": *gid(&self.town, self.event) }), more)
    }

    /// Runs a mutation of the organiser's that must be done.
    async fn done(&self, app: &TestApp, mutation: &str, selection: &str, more: Value) -> Reply {
        let input = self.input(more);
        let reply = app
            .mutate(Some(self.organiser()), mutation, selection, input)
            .await;
        assert_eq!(reply.refusals(mutation), [""; 0], "{mutation}");
        reply
    }

    /// Sets tables, each of these with a name of its number; gives their ids in order.
    async fn tables(&self, app: &TestApp, tables: &[Value]) -> Vec<Value> {
        let named = (1..).zip(tables).map(|(number, table)| {
            let name = format!("{number}号桌");
            with(&json!({ "name": name, "capacity": 10 }), table.clone())
        });
        let input = json!({ "tables": named.collect::<Vec<Value>>() });
        let set = "seatingPlan { tables(first: 100) { nodes { id } } }";
        let reply = self.done(app, "setTables", set, input).await;
        let nodes = reply.at("/setTables/seatingPlan/tables/nodes");
        let nodes = nodes.as_array().expect("a list").iter();
        nodes.map(|table| table["id"].clone()).collect()
    }

    /// Arranges the tables, which must be possible.
    async fn arrange(&self, app: &TestApp, more: Value) -> Value {
        let told = "moved seatingPlan { version seed brokenCount }";
        let reply = self.done(app, "arrangeTables", told, more).await;
        let (plan, moved) = ("/arrangeTables/seatingPlan", "/arrangeTables/moved");
        json!({ "moved": reply.at(moved), "seatingPlan": reply.at(plan) })
    }

    /// What is told of the plan to somebody.
    async fn plan_as(&self, app: &TestApp, who: PersonId, fields: &str) -> Value {
        let query = format!(
            "query ($id: ID!) {{ event(id: $id) {{ banquet {{ seatingPlan {{ {fields} }} }} }} }}"
        );
        let id = json!({ "id": *gid(&self.town, self.event) });
        let reply = app.run(Some(who), &query, id).await;
        reply.at("/event/banquet/seatingPlan").clone()
    }

    /// What is told of the plan to who runs the event.
    async fn plan(&self, app: &TestApp, fields: &str) -> Value {
        self.plan_as(app, self.organiser(), fields).await
    }

    /// Where somebody is told to sit.
    async fn told(&self, app: &TestApp, who: PersonId) -> Value {
        let query = "query ($id: ID!) { event(id: $id) { banquet { viewerTable { name } } } }";
        let id = json!({ "id": *gid(&self.town, self.event) });
        let reply = app.run(Some(who), query, id).await;
        let table = reply.at("/event/banquet/viewerTable");
        table.get("name").cloned().unwrap_or(Value::Null)
    }

    /// Moves a household by hand.
    async fn put(&self, app: &TestApp, home: &rsvp::Model, table: &Value) -> Reply {
        let version = self.plan(app, "version").await["version"].clone();
        let input = self.input(json!({
            "householdId": self.id(home), "tableId": table, "expectedVersion": version,
        }));
        let told = "seatingPlan { version } warnings worseRules leftAlone { name }";
        app.mutate(Some(self.organiser()), "moveHousehold", told, input)
            .await
    }

    /// Moves a household by hand, which must be allowed.
    async fn seat(&self, app: &TestApp, home: &rsvp::Model, table: &Value) -> Reply {
        let reply = self.put(app, home, table).await;
        assert_eq!(reply.refusals("moveHousehold"), [""; 0]);
        reply
    }

    /// The household of an answer.
    fn id(&self, home: &rsvp::Model) -> String {
        gid(&self.town, home.household_id).0
    }

    async fn places(&self, app: &TestApp) -> Vec<seat_assignment::Model> {
        seat_assignment::Entity::find()
            .filter(seat_assignment::Column::EventId.eq(self.event))
            .order_by_asc(seat_assignment::Column::HouseholdId)
            .all(app.core.db().reader())
            .await
            .expect("the table is read")
    }

    /// At which table each household sits, by name.
    async fn seating(&self, app: &TestApp) -> BTreeMap<HouseholdId, String> {
        let names: BTreeMap<BanquetTableId, String> = self
            .rows(app)
            .await
            .into_iter()
            .map(|table| (table.id, table.name))
            .collect();
        let places = self.places(app).await.into_iter();
        let seated = places.filter_map(|place| {
            let table = names[&place.table_id?].clone();
            Some((place.household_id, table))
        });
        seated.collect()
    }

    async fn rows(&self, app: &TestApp) -> Vec<banquet_table::Model> {
        banquet_table::Entity::find()
            .filter(banquet_table::Column::EventId.eq(self.event))
            .order_by_asc(banquet_table::Column::Position)
            .all(app.core.db().reader())
            .await
            .expect("the table is read")
    }

    /// What must hold whatever happened: each table counts what its households need, each household needs
    /// what it answered, and nobody has a place who does not come.
    async fn is_sound(&self, app: &TestApp) {
        let answers = rsvp::Entity::find()
            .filter(rsvp::Column::EventId.eq(self.event))
            .filter(rsvp::Column::State.eq(RsvpState::Going))
            .all(app.core.db().reader())
            .await
            .expect("the table is read");
        let mut needed: BTreeMap<HouseholdId, i32> = BTreeMap::new();
        for answer in answers {
            *needed.entry(answer.household_id).or_default() += answer.adults + answer.children;
        }
        let mut taken: BTreeMap<BanquetTableId, i32> = BTreeMap::new();
        for place in self.places(app).await {
            assert_eq!(
                needed.get(&place.household_id),
                Some(&place.seats),
                "{place:?}"
            );
            if let Some(table) = place.table_id {
                *taken.entry(table).or_default() += place.seats;
            }
        }
        for table in self.rows(app).await {
            let counted = taken.get(&table.id).copied().unwrap_or(0);
            assert_eq!(table.taken, counted, "{table:?}");
            assert!(table.taken <= table.capacity, "{table:?}");
        }
    }
}

/// A resident in a household of their own, in this building.
async fn neighbour(
    core: &Core,
    unit: &area::Model,
    name: &str,
    building: &str,
    birth_year: Option<i32>,
) -> PersonId {
    let input = RegisterPerson {
        unit_id: Ok(unit.id),
        home: Home::Building(building.to_owned()),
        name: name.to_owned(),
        preferred_name: None,
        birth_year,
        locale: None,
        email: None,
        phone: None,
    };
    let person = register_person(core, &Actor::System, input, None).await;
    person.expect("a person can be made").id
}

/// The messages of what was refused.
fn messages(reply: &Reply, mutation: &str) -> Vec<String> {
    let errors = reply.at(&format!("/{mutation}/userErrors"));
    let errors = errors.as_array().expect("a list").iter();
    errors
        .map(|error| error["message"].as_str().expect("a text").to_owned())
        .collect()
}
