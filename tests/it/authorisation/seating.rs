//! Who sits where at the banquet of the stage: everything that can be known of a plan, part of it shown to
//! guests.

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::actors::Who;
use super::stage::Stage;
use crate::factories::{gid, person_row, respond};
use crate::support::app::TestApp;
use crate::support::mutation::key;

/// See the module.
pub struct Seats {
    /// Where the resident and a neighbour sit, who have to be apart; pinned to it and shown.
    pub table: BanquetTableId,
    /// Where nobody sits.
    pub free: BanquetTableId,
    /// A household that comes and has no table any more.
    pub standing: HouseholdId,
    /// Of the plan.
    pub version: i32,
}

impl Seats {
    /// Before anything was set.
    pub fn none() -> Self {
        let table = BanquetTableId(Uuid::nil());
        Self {
            table,
            free: table,
            standing: HouseholdId(Uuid::nil()),
            version: 0,
        }
    }

    /// The organiser sets tables, arranges, publishes, and changes their mind.
    pub async fn of(app: &TestApp, stage: &Stage) -> Self {
        let mut homes = vec![stage.household];
        // After the resident, in lists of those who answered.
        app.advance(TimeDelta::milliseconds(1));
        for name in ["pan", "qiu"] {
            let person = stage.town.resident(app, name).await;
            let answer = respond(&app.core, person, stage.public, Answer::Going, 2).await;
            answer.expect("an answer is taken");
            homes.push(person_row(app, person).await.household_id);
        }
        let resident = gid(&stage.town, stage.resident()).0;
        let tables = json!({ "tables": [
            { "name": "1号桌", "capacity": 10, "zone": "东厅", "hostId": resident,
              "accessible": true, "nearEntrance": true, "minGuests": 4 },
            { "name": "2号桌", "capacity": 10, "accessible": true },
        ]});
        let set = done(app, stage, "setTables", tables).await;
        let table = |at: usize| BanquetTableId(key(&set["tables"]["nodes"][at]["id"]));
        let (first, free) = (table(0), table(1));
        let mut plan = done(app, stage, "arrangeTables", json!({ "seed": 7 })).await;
        for home in &homes {
            plan = put(app, stage, &plan, *home, Some(first)).await;
        }
        plan = done(app, stage, "publishSeating", json!({})).await;
        put(app, stage, &plan, homes[2], None).await;
        let id = |home: HouseholdId| gid(&stage.town, home).0;
        let rules = json!({
            "pins": [{ "householdId": id(homes[0]), "tableId": *gid(&stage.town, first) }],
            "apart": [{ "householdId": id(homes[0]), "otherHouseholdId": id(homes[1]) }],
        });
        let plan = done(app, stage, "setSeatingRules", rules).await;
        Self {
            table: first,
            free,
            standing: homes[2],
            version: version(&plan),
        }
    }
}

fn version(plan: &Value) -> i32 {
    let version = plan["version"].as_i64().expect("a version");
    i32::try_from(version).expect("few edits")
}

async fn put(
    app: &TestApp,
    stage: &Stage,
    plan: &Value,
    home: HouseholdId,
    table: Option<BanquetTableId>,
) -> Value {
    let table = table.map(|table| gid(&stage.town, table).0);
    let input = json!({
        "householdId": *gid(&stage.town, home), "tableId": table, "expectedVersion": version(plan),
    });
    done(app, stage, "moveHousehold", input).await
}

/// The plan after a mutation of the public event.
async fn done(app: &TestApp, stage: &Stage, field: &str, mut input: Value) -> Value {
    input["eventId"] = json!(*gid(&stage.town, stage.public));
    let selection = "seatingPlan { version tables { nodes { id } } }";
    let answer = app
        .mutate(stage.person(Who::Organiser), field, selection, input)
        .await;
    assert_eq!(answer.refusals(field), [""; 0], "{field}");
    answer.at(&format!("/{field}/seatingPlan")).clone()
}
