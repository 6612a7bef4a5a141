//! What a plan costs: as many statements however many tables and guests there are.

use mulin_entities::*;
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use super::Hall;
use crate::both_databases;
use crate::factories::{answer, crowd};
use crate::support::app::TestApp;

async fn insert<M, A>(app: &TestApp, rows: Vec<M>)
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + ActiveModelBehavior,
{
    mulin_domain::bulk::insert(app.core.db().writer(), rows)
        .await
        .expect("rows can be written");
}

/// So many households of one, two and three guests, of nine buildings, written straight into the tables.
async fn households(app: &TestApp, hall: &Hall, count: usize) {
    let event = event::Entity::find_by_id(hall.event)
        .one(app.core.db().reader())
        .await
        .expect("the table is read")
        .expect("it is there");
    let people = crowd(
        app,
        &hall.town,
        &hall
            .town
            .event(app, crate::factories::Plan::default())
            .await,
        count,
        RsvpState::Declined,
    )
    .await;
    let homes: Vec<household::Model> = (0..count)
        .map(|number| household::Model {
            id: app.core.new_id(),
            root_area_id: hall.town.city.id,
            unit_id: hall.town.unit.id,
            building: format!("{}号楼1单元{number}", number % 9),
            created_at: app.now(),
        })
        .collect();
    let answers: Vec<rsvp::Model> = people
        .iter()
        .zip(&homes)
        .enumerate()
        .map(|(number, (person, home))| {
            let mut row = answer(app, &hall.town, &event, *person, home.id, RsvpState::Going);
            row.adults = i32::try_from(number % 3).unwrap() + 1;
            row
        })
        .collect();
    insert(app, homes).await;
    insert(app, answers).await;
}

both_databases!(
    a_large_plan_takes_as_many_statements_as_a_small_one,
    |app| {
        let mut app = app;
        let statements = app.record_statements();
        let mut counts: Vec<(usize, usize, usize)> = Vec::new();
        for (guests, tables) in [(30, 10), (300, 80)] {
            let hall = Hall::open(&app).await;
            households(&app, &hall, guests).await;
            hall.tables(&app, &vec![json!({}); tables]).await;
            statements.take();
            let arranged = hall.arrange(&app, json!({ "seed": 1 })).await;
            assert_eq!(arranged["seatingPlan"]["brokenCount"], 0);
            let arranging = statements.take().len();
            hall.is_sound(&app).await;
            statements.take();
            let read = "score broken { rule } unseated { nodes { names } } tables(first: 40";
            let told = "pageInfo { endCursor } nodes { name taken \
            households { names building seats table { name } } }";
            let first = hall.plan(&app, &format!("{read}) {{ {told} }}")).await;
            let reading = statements.take().len();
            let end = first["tables"]["pageInfo"]["endCursor"].as_str().unwrap();
            let after = format!("{read}, after: \"{end}\") {{ {told} }}");
            let rest = hall.plan(&app, &after).await;
            let (mut seen, mut homes) = (0, 0);
            for page in [first, rest] {
                let nodes = page["tables"]["nodes"].as_array().unwrap();
                let at = nodes
                    .iter()
                    .map(|table| table["households"].as_array().unwrap().len());
                homes += at.sum::<usize>();
                seen += nodes.len();
            }
            assert_eq!((seen, homes), (tables, guests));
            statements.take();
            let again = hall.arrange(&app, json!({})).await;
            assert_eq!(again["moved"], Value::from(0));
            counts.push((arranging, reading, statements.take().len()));
        }
        let [(first, read, again), (more, read_more, again_more)] = counts[..] else {
            panic!("two sizes");
        };
        // Rows are written in a few statements of few sizes.
        assert!(more <= first + 8, "{first} for few, {more} for many");
        // What a loader gathers may be read in two batches on a slow machine, and never one by one.
        assert!(
            read_more <= read + 10,
            "{read} for few, {read_more} for many"
        );
        assert!(
            again_more <= again + 2,
            "{again} for few, {again_more} for many"
        );
    }
);
