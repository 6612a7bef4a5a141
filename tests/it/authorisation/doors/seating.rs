//! Ways to plans of who sits where, and to tables.

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let (public, table) = (text(stage, stage.public), text(stage, stage.seats.table));
    let what = ("BanquetTable", "shown to its guests");
    let mut doors: Vec<Door> = front(what, &table).into();
    let going = text(stage, stage.going);
    for (way, start, at, operation) in [
        (
            "banquet.viewerTable",
            &public,
            "/event/banquet/viewerTable",
            "{ event(id: $id) { banquet { viewerTable { FIELDS } } } }",
        ),
        (
            "rsvp.table",
            &going,
            "/node/table",
            "{ node(id: $id) { ... on Rsvp { table { FIELDS } } } }",
        ),
        (
            "seatingPlan.tables",
            &public,
            "/event/banquet/seatingPlan/tables/nodes",
            "{ event(id: $id) { banquet { seatingPlan { tables { nodes { FIELDS } } } } } }",
        ),
    ] {
        doors.push(door(what, way, start, at, Some(&table), operation));
    }
    doors.extend(of_plan(stage));
    doors.push(door(
        ("SeatedHousehold", "at a table"),
        "table.households",
        &table,
        "/node/households/0",
        None,
        "{ node(id: $id) { ... on BanquetTable { households { FIELDS } } } }",
    ));
    doors
}

fn of_plan(stage: &Stage) -> Vec<Door> {
    let public = text(stage, stage.public);
    let ways = [
        (
            ("SeatingPlan", "of a public event"),
            "banquet.seatingPlan",
            "FIELDS",
            "",
        ),
        (
            ("SeatingTerm", "of its plan"),
            "seatingPlan.terms",
            "terms { FIELDS }",
            "/terms/0",
        ),
        (
            ("BrokenSeatingRule", "of who has no table"),
            "seatingPlan.broken",
            "broken { FIELDS }",
            "/broken/0",
        ),
        (
            ("BrokenSeatingRule", "of who has to be apart"),
            "seatingPlan.broken",
            "broken { FIELDS }",
            "/broken/1",
        ),
        (
            ("SeatingPin", "of its plan"),
            "seatingPlan.pins",
            "pins { nodes { FIELDS } }",
            "/pins/nodes/0",
        ),
        (
            ("SeatedApart", "of its plan"),
            "seatingPlan.apart",
            "apart { nodes { FIELDS } }",
            "/apart/nodes/0",
        ),
        (
            ("SeatedHousehold", "without a table"),
            "seatingPlan.unseated",
            "unseated { nodes { FIELDS } }",
            "/unseated/nodes/0",
        ),
    ];
    ways.into_iter()
        .map(|(what, way, part, at)| {
            let operation =
                format!("{{ event(id: $id) {{ banquet {{ seatingPlan {{ {part} }} }} }} }}");
            let at = format!("/event/banquet/seatingPlan{at}");
            door(what, way, &public, &at, None, &operation)
        })
        .collect()
}
