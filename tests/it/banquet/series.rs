//! What the events of a series want is what the one before wanted; what was brought and claimed stays.

use mulin_domain::banquet::{CategoryServings, Settings};
use mulin_domain::dish::{RemoveWantedDish, WantDish, remove_wanted_dish, want_dish};
use mulin_domain::input::Patch;
use mulin_domain::rsvp::Answer;
use mulin_domain::series::{CreateSeries, Frequency};
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::json;

use crate::both_databases;
use crate::factories::{Plan, Town, actor, evenings, every, gid, occurrences, respond};
use crate::support::app::TestApp;

async fn wanted(app: &TestApp, event: EventId) -> Vec<wanted_dish::Model> {
    wanted_dish::Entity::find()
        .filter(wanted_dish::Column::EventId.eq(event))
        .order_by_asc(wanted_dish::Column::Id)
        .all(app.core.db().writer())
        .await
        .expect("the table is read")
}

both_databases!(
    every_occurrence_wants_the_same_and_none_of_it_is_claimed,
    |app| {
        let town = Town::found(&app).await;
        let model = town.event(&app, Plan::default()).await.id;
        let settings = Settings {
            servings_per_100_guests: vec![CategoryServings {
                category: DishCategory::Soup,
                servings: 75,
            }],
            bring_before_minutes: Patch::Set(90),
            prizes: Patch::Set(vec!["一等奖".to_owned()]),
            ..Settings::default()
        };
        town.plan_banquet(&app, model, settings).await;
        let organiser = actor(&app.core, town.organiser).await;
        let mut asked = Vec::new();
        for name in ["鸡汤", "鱼汤", "不要了"] {
            let input = WantDish {
                event_id: Ok(model),
                category: DishCategory::Soup,
                name: name.to_owned(),
                note: Some("少盐".to_owned()),
                servings: 20,
                quantity: 2,
            };
            let row = want_dish(&app.core, &organiser, input, None).await;
            asked.push(row.expect("a dish can be asked for"));
            app.advance(chrono::TimeDelta::seconds(1));
        }
        let input = RemoveWantedDish {
            wanted_dish_id: Ok(asked[2].id),
        };
        remove_wanted_dish(&app.core, &organiser, input)
            .await
            .expect("it can be let go");
        let wang = town.resident(&app, "wang").await;
        respond(&app.core, wang, model, Answer::Going, 1)
            .await
            .expect("an answer is taken");
        let input = json!({ "wantedDishId": *gid(&town, asked[0].id), "temperature": "HOT" });
        let claimed = app
            .mutate(Some(wang), "claimWantedDish", "dish { id }", input)
            .await;
        assert_eq!(claimed.refusals("claimWantedDish"), [""; 0]);

        let series = CreateSeries {
            like_event_id: Some(Ok(model)),
            ..town.service_days(evenings(every(Frequency::Monthly)))
        };
        let series = town.begin(&app, series).await;
        let rows = occurrences(&app, series.id).await;
        for (_, event) in [&rows[0], &rows[rows.len() - 1]] {
            let row = banquet::Entity::find_by_id(event.id)
                .one(app.core.db().writer())
                .await;
            let row = row.expect("the database answers").expect("a banquet");
            assert_eq!((row.soup_tastes, row.hot_tastes), (75, 200));
            assert_eq!(
                (row.bring_before_minutes, row.prizes),
                (90, json!(["一等奖"]))
            );
            assert_eq!(
                (row.next_dish_no, row.vote_state),
                (1, DishVoteState::NotOpen)
            );
            assert_eq!(row.version, 1);
            let copied = wanted(&app, event.id).await;
            let names: std::collections::BTreeSet<&str> =
                copied.iter().map(|row| row.name.as_str()).collect();
            assert_eq!((copied.len(), names.len()), (2, 2));
            assert!(names.contains("鸡汤") && names.contains("鱼汤"));
            assert!(
                copied
                    .iter()
                    .all(|row| (row.claimed, row.quantity) == (0, 2))
            );
        }
        let dishes = dish::Entity::find()
            .count(app.core.db().writer())
            .await
            .expect("the table is read");
        assert_eq!(dishes, 1, "nobody brings anything to the others yet");
    }
);
