//! Who sits where at a banquet.

use serde_json::json;

use super::{case, id};
use crate::authorisation::case::Case;
use crate::authorisation::stage::Stage;

/// See the module.
pub(super) fn seating(stage: &Stage) -> Vec<Case> {
    let mut cases = Vec::new();
    for (about, event, known) in [
        ("public", stage.public, Some(stage.seats.table)),
        ("for who was invited", stage.invited, None),
    ] {
        let event = id(stage, event);
        let mut table = json!({ "name": "1号桌", "capacity": 12 });
        if let Some(known) = known {
            table["id"] = id(stage, known);
        }
        let tables = json!({ "eventId": event, "tables": [table] });
        cases.push(case("setTables", about, tables));
        let rules = json!({ "eventId": event, "pins": [], "apart": [] });
        cases.push(case("setSeatingRules", about, rules));
        let arrange = json!({ "eventId": event, "seed": 3 });
        cases.push(case("arrangeTables", about, arrange));
        let put = json!({
            "eventId": event, "householdId": id(stage, stage.seats.standing),
            "tableId": id(stage, stage.seats.free), "expectedVersion": stage.seats.version,
        });
        cases.push(case("moveHousehold", about, put));
        let publish = json!({ "eventId": event });
        cases.push(case("publishSeating", about, publish));
    }
    cases
}
