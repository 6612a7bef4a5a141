//! The banquets of the stage: the public event is one, of which everything is known, and the event for
//! those who were invited.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, Iterable};
use serde_json::{Value, json};
use uuid::Uuid;

use super::actors::Who;
use super::stage::Stage;
use crate::factories::gid;
use crate::support::app::TestApp;
use crate::support::mutation::key;

/// See the module.
pub struct Banquets {
    /// The resident's, to the public event, with everything known of it.
    pub dish: DishId,
    /// The resident's, taken back.
    pub withdrawn: DishId,
    /// Asked for by the public event, with everything known of it; the resident's dish is one.
    pub wanted: WantedDishId,
    /// Asked for no longer.
    pub removed: WantedDishId,
    /// Asked for by the event for those who were invited.
    pub hidden: WantedDishId,
}

impl Banquets {
    /// Before anything was planned.
    pub fn none() -> Self {
        let (dish, wanted) = (DishId(Uuid::nil()), WantedDishId(Uuid::nil()));
        Self {
            dish,
            withdrawn: dish,
            wanted,
            removed: wanted,
            hidden: wanted,
        }
    }

    /// The organiser plans and asks, and the resident brings.
    pub async fn of(app: &TestApp, stage: &Stage) -> Self {
        for event in [stage.public, stage.invited] {
            let input = json!({
                "eventId": *gid(&stage.town, event), "bringTo": "文化广场东侧",
                "prizes": ["最受欢迎"],
            });
            done(app, stage, Who::Organiser, "planBanquet", "banquet", input).await;
        }
        let wanted = want(app, stage, stage.public, "红烧肉").await;
        let removed = want(app, stage, stage.public, "凉拌海蜇").await;
        let remove = json!({ "wantedDishId": *gid(&stage.town, removed) });
        done(
            app,
            stage,
            Who::Organiser,
            "removeWantedDish",
            "wantedDish",
            remove,
        )
        .await;
        let cooked_at = app.now() + TimeDelta::days(7);
        let claim = json!({
            "wantedDishId": *gid(&stage.town, wanted), "temperature": "HOT",
            "cookedAt": cooked_at.to_rfc3339(), "dietTags": ["CONTAINS_PORK"],
            "ingredients": ["五花肉", "酱油"], "chokingHazard": true,
            "allergens": [
                { "allergen": "SOY", "presence": "CONTAINS" },
                { "allergen": "PEANUT", "presence": "FREE_FROM" },
            ],
            "photoUrl": "https://photos.example.org/1.jpg", "note": "外婆的做法",
        });
        let dish = brought(app, stage, "claimWantedDish", claim).await;
        let plain = json!({
            "eventId": *gid(&stage.town, stage.public), "name": "米饭", "category": "STAPLE",
            "servings": 30, "temperature": "HOT",
        });
        let withdrawn = brought(app, stage, "bringDish", plain).await;
        let free: Vec<Value> = Allergen::iter()
            .map(|allergen| json!({ "allergen": allergen.as_str(), "presence": "FREE_FROM" }))
            .collect();
        let suits = json!({
            "eventId": *gid(&stage.town, stage.public), "name": "白粥", "category": "STAPLE",
            "servings": 20, "temperature": "HOT", "dietTags": ["HALAL", "VEGAN"], "allergens": free,
        });
        brought(app, stage, "bringDish", suits).await;
        let withdraw = json!({ "dishId": *gid(&stage.town, withdrawn) });
        done(app, stage, Who::Oneself, "withdrawDish", "dish", withdraw).await;
        counted(app, stage).await;
        Self {
            dish,
            withdrawn,
            wanted,
            removed,
            hidden: want(app, stage, stage.invited, "清蒸鱼").await,
        }
    }
}

/// What guests of the public event cannot eat, as if so many had told.
async fn counted(app: &TestApp, stage: &Stage) {
    let counts = diet_count::ActiveModel {
        event_id: Set(stage.public),
        counts: Set(json!({
            "allergens": { "GLUTEN": 5, "SOY": 6, "PEANUT": 1 }, "diets": { "HALAL": 7 },
            "chokeEasily": 8,
        })),
        counted_at: Set(app.now()),
    };
    let written = counts.insert(app.core.db().writer()).await;
    written.expect("counts are written");
}

async fn want(app: &TestApp, stage: &Stage, event: EventId, name: &str) -> WantedDishId {
    let input = json!({
        "eventId": *gid(&stage.town, event), "category": "HOT", "name": name, "servings": 20,
        "quantity": 400, "note": "少放盐",
    });
    let id = done(app, stage, Who::Organiser, "wantDish", "wantedDish", input).await;
    WantedDishId(id)
}

async fn brought(app: &TestApp, stage: &Stage, field: &str, input: Value) -> DishId {
    DishId(done(app, stage, Who::Oneself, field, "dish", input).await)
}

/// The key of what it answers, if that has one.
async fn done(
    app: &TestApp,
    stage: &Stage,
    who: Who,
    field: &str,
    part: &str,
    input: Value,
) -> Uuid {
    let selection = if part == "banquet" {
        "banquet { version }".to_owned()
    } else {
        format!("{part} {{ id }}")
    };
    let answer = app
        .mutate(stage.person(who), field, &selection, input)
        .await;
    assert_eq!(answer.refusals(field), [""; 0], "{field}");
    let id = answer.at(&format!("/{field}/{part}")).get("id");
    id.map_or(Uuid::nil(), key)
}
