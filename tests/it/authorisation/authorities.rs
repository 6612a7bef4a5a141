//! What the authorities ask of the public event of the stage, what was filed and kept for them, and what
//! its cook has shown.

use mulin_entities::*;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};
use uuid::Uuid;

use super::actors::Who;
use super::stage::Stage;
use crate::factories::gid;
use crate::support::app::TestApp;
use crate::support::mutation::key;

/// See the module.
pub struct Authorities {
    /// Of the whole city.
    pub policy: DiningPolicyId,
    /// Of the whole city.
    pub ban: BannedIngredientId,
    /// The public event's, filed.
    pub task: FilingTaskId,
    /// Of the resident's dish.
    pub sample: FoodSampleId,
    /// Of the resident's dish, thrown away.
    pub discarded: FoodSampleId,
    /// The resident's.
    pub certificate: CookCertificateId,
    /// The resident's, noted by mistake.
    pub mistaken: CookCertificateId,
}

impl Authorities {
    /// Before anything was asked.
    pub fn none() -> Self {
        Self {
            policy: DiningPolicyId(Uuid::nil()),
            ban: BannedIngredientId(Uuid::nil()),
            task: FilingTaskId(Uuid::nil()),
            sample: FoodSampleId(Uuid::nil()),
            discarded: FoodSampleId(Uuid::nil()),
            certificate: CookCertificateId(Uuid::nil()),
            mistaken: CookCertificateId(Uuid::nil()),
        }
    }

    /// The administrator asks, the organiser files and keeps, and the steward has seen.
    pub async fn of(app: &TestApp, stage: &Stage) -> Self {
        let id = |what: &Value| what.clone();
        let city = json!(*gid(&stage.town, stage.town.city.id));
        let policy = json!({
            "areaId": id(&city), "name": "集体聚餐备案", "dinersFrom": 1, "leadDays": 5,
            "leadKind": "WORKING", "sampleGrams": 125, "sampleHours": 48,
            "validFrom": "2020-01-01", "validTo": "2099-12-31", "source": "市管办〔2020〕1号",
        });
        let policy = done(
            app,
            stage,
            Who::Admin,
            "addDiningPolicy",
            "diningPolicy",
            policy,
        )
        .await;
        let ban = json!({
            "areaId": city, "name": "发芽土豆", "aliases": ["发芽马铃薯"], "reason": "含龙葵素。",
            "validFrom": "2020-01-01", "validTo": "2099-12-31", "source": "市管办〔2020〕2号",
        });
        let ban = done(
            app,
            stage,
            Who::Admin,
            "banIngredient",
            "bannedIngredient",
            ban,
        )
        .await;
        let task = filed(app, stage).await;
        let (sample, discarded) = (kept(app, stage).await, kept(app, stage).await);
        throw_away(app, stage, discarded).await;
        let (certificate, mistaken) = (seen(app, stage).await, seen(app, stage).await);
        let remove = json!({ "cookCertificateId": *gid(&stage.town, mistaken) });
        let field = "removeCookCertificate";
        done(app, stage, Who::Steward, field, "cookCertificate", remove).await;
        Self {
            policy: DiningPolicyId(policy),
            ban: BannedIngredientId(ban),
            task: FilingTaskId(task),
            sample,
            discarded,
            certificate,
            mistaken,
        }
    }
}

/// A sample of the resident's dish.
async fn kept(app: &TestApp, stage: &Stage) -> FoodSampleId {
    let input = json!({ "dishId": *gid(&stage.town, stage.banquets.dish), "grams": 150 });
    let field = "recordFoodSample";
    FoodSampleId(done(app, stage, Who::Organiser, field, "foodSample", input).await)
}

/// Its time is not over on the clock of the stage.
async fn throw_away(app: &TestApp, stage: &Stage, sample: FoodSampleId) {
    food_sample::ActiveModel {
        id: Set(sample),
        discarded_at: Set(Some(app.now())),
        discarded_by: Set(stage.person(Who::Organiser)),
        ..Default::default()
    }
    .update(app.core.db().writer())
    .await
    .expect("a sample can be changed");
}

/// A certificate that the resident has shown the steward.
async fn seen(app: &TestApp, stage: &Stage) -> CookCertificateId {
    let input = json!({
        "personId": *gid(&stage.town, stage.resident()), "number": "健字2026-1",
        "issuer": "街道卫生院", "validUntil": "2099-12-31",
    });
    let field = "recordCookCertificate";
    CookCertificateId(done(app, stage, Who::Steward, field, "cookCertificate", input).await)
}

/// The task that has appeared for the public event, filed.
async fn filed(app: &TestApp, stage: &Stage) -> Uuid {
    let query = "query ($id: ID!) { event(id: $id) { banquet { filingTasks { id } } } }";
    let event = json!({ "id": *gid(&stage.town, stage.public) });
    let answer = app.run(stage.person(Who::Organiser), query, event).await;
    let task = answer.at("/event/banquet/filingTasks/0/id").clone();
    let filing = json!({ "filingTaskId": task, "reference": "备2026-7" });
    done(
        app,
        stage,
        Who::Organiser,
        "recordFiling",
        "filingTask",
        filing,
    )
    .await
}

async fn done(
    app: &TestApp,
    stage: &Stage,
    who: Who,
    field: &str,
    object: &str,
    input: Value,
) -> Uuid {
    let selection = format!("{object} {{ id }}");
    let answer = app
        .mutate(stage.person(who), field, &selection, input)
        .await;
    assert_eq!(answer.refusals(field), [""; 0], "{field}");
    key(answer.at(&format!("/{field}/{object}/id")))
}
