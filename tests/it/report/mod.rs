//! The counts of an area, against a month of which everything is known.

mod as_of;
mod cost;
mod faults;
mod file;
mod known;
mod month;
mod roll_up;
mod who;
mod work;

use mulin_entities::*;
use serde_json::{Value, json};

use crate::factories::{Town, gid};
use crate::support::answer::Answer;
use crate::support::app::TestApp;

/// Every measure.
const FIGURES: &str = "{ eventsHeld eventsByKind { kind events } attendances anonymous people \
    households served services { name tickets items } itemsRepaired \
    byResidence { area { name } people } byAge { band people } servedByAge { band tickets } volunteers serviceMinutes }";

/// November as clients ask for it.
fn november() -> Value {
    json!({ "from": "2026-11-01", "until": "2026-11-30" })
}

/// What somebody is told of an area's time: `from until asOf` and the measures, in total and of the areas
/// right below.
async fn asked(
    app: &TestApp,
    town: &Town,
    who: PersonId,
    area: &area::Model,
    input: Value,
) -> Answer {
    let query = format!(
        "query ($id: ID!, $input: FiguresInput) {{ area(id: $id) {{ figures(input: $input) {{ \
         from until asOf total {FIGURES} byArea {{ area {{ name }} figures {FIGURES} }} }} }} }}"
    );
    let id = gid(town, area.id);
    let variables = json!({ "id": *id, "input": input });
    app.run(Some(who), &query, variables).await
}

/// The total that the administrator is told.
async fn total(app: &TestApp, town: &Town, area: &area::Model, input: Value) -> Value {
    let answer = asked(app, town, town.admin, area, input).await;
    answer.at("/area/figures/total").clone()
}

/// Rows of a breakdown that people are in, as `[name, people]`; elsewhere is called so.
fn homes(figures: &Value) -> Value {
    let rows = figures["byResidence"].as_array().expect("a list").iter();
    let name = |row: &Value| {
        row["area"]["name"]
            .as_str()
            .unwrap_or("elsewhere")
            .to_owned()
    };
    rows.map(|row| json!([name(row), row["people"]])).collect()
}

/// How many of each age, from the youngest up.
fn ages(figures: &Value) -> Value {
    let rows = figures["byAge"].as_array().expect("a list").iter();
    rows.map(|row| row["people"].clone()).collect()
}
