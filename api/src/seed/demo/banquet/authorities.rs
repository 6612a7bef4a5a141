//! What the authorities of the made-up city ask of large meals, and what was done about it. Thresholds
//! and days are made up, as they differ by province; weight and hours of samples are those of the
//! national rules for caterers.

use anyhow::Result;
use chrono::Days;
use mulin_domain::food_safety::{
    AddDiningPolicy, BanIngredient, RecordCookCertificate, RecordFoodSample, add_dining_policy,
    ban_ingredient, record_cook_certificate, record_food_sample,
};
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::dishes::Brought;
use crate::seed::demo::stage::Stage;
use crate::seed::demo::{homes, places};

const FILING: &str =
    "演示数据：备案门槛与时限各省、市、县不同（如宿迁市自2025年7月10日起为50人），请以当地规定为准";
const SAMPLES: &str = "演示数据：报备时限为虚构；留样不少于125克、48小时，\
    见《餐饮服务食品安全操作规范》（市场监管总局公告2018年第12号）与GB 31654-2021";
const BANS: &str = "演示数据：参照各地农村集体聚餐食品安全告知书的禁用与慎用食材";

/// Name, other names, and why.
const BANNED: [(&str, &[&str], &str); 4] = [
    (
        "野生蘑菇",
        &["野生菌", "野蘑菇", "见手青"],
        "毒蘑菇很难分辨，请用市场上买的食用菌。",
    ),
    (
        "发芽土豆",
        &["发芽马铃薯", "土豆芽"],
        "发芽、变绿的土豆含龙葵碱，煮熟也去不掉，请换新鲜的。",
    ),
    (
        "鲜黄花菜",
        &["新鲜黄花菜", "鲜金针菜"],
        "鲜黄花菜含秋水仙碱，请用干黄花菜，泡发后煮熟。",
    ),
    (
        "未熟四季豆",
        &["四季豆", "芸豆", "刀豆"],
        "没熟透的四季豆会引起中毒，请烧熟焖透，不要只焯水或急火快炒。",
    ),
];

/// Enters the rules, unless they are there.
pub(super) async fn enter_rules(stage: &Stage<'_>) -> Result<()> {
    let city = places::area_id(places::CITY);
    let present = dining_policy::Entity::find()
        .filter(dining_policy::Column::AreaId.eq(city))
        .count(stage.core.db().reader())
        .await?;
    if present > 0 {
        return Ok(());
    }
    let admin = stage.actor(homes::ADMIN.id()).await?;
    let filing = AddDiningPolicy {
        area_id: Ok(city),
        name: "集体聚餐备案（演示）".to_owned(),
        diners_from: 50,
        lead_days: 3,
        lead_kind: LeadKind::Calendar,
        sample_grams: None,
        sample_hours: None,
        valid_from: "2025-07-10".to_owned().to_string(),
        valid_to: None,
        source: FILING.to_owned(),
    };
    let large = AddDiningPolicy {
        name: "百人以上聚餐报备与留样（演示）".to_owned(),
        diners_from: 100,
        lead_days: 5,
        lead_kind: LeadKind::Working,
        sample_grams: Some(125),
        sample_hours: Some(48),
        valid_from: "2022-02-22".to_owned().to_string(),
        source: SAMPLES.to_owned(),
        ..filing.clone()
    };
    for policy in [filing, large] {
        add_dining_policy(stage.core, &admin, policy, None).await?;
    }
    for (name, aliases, reason) in BANNED {
        let ban = BanIngredient {
            area_id: Ok(city),
            name: name.to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            reason: reason.to_owned(),
            valid_from: "2025-01-01".to_owned().to_string(),
            valid_to: None,
            source: BANS.to_owned(),
        };
        ban_ingredient(stage.core, &admin, ban, None).await?;
    }
    Ok(())
}

/// Notes the certificate of the first cook, and a sample of the dish at its tasting.
pub(super) async fn look_into(stage: &Stage<'_>, brought: &[Brought]) -> Result<()> {
    let Some(first) = brought.first() else {
        return Ok(());
    };
    let today = stage.core.now().date_naive();
    let certificate = RecordCookCertificate {
        person_id: Ok(first.cook),
        number: "演示-2026-0001".to_owned(),
        issuer: "睦安市疾病预防控制中心（演示）".to_owned(),
        valid_until: (today + Days::new(300)).to_string(),
        event_id: None,
    };
    let admin = stage.actor(homes::ADMIN.id()).await?;
    record_cook_certificate(stage.core, &admin, certificate, None).await?;
    let sample = RecordFoodSample {
        dish_id: Ok(first.dish),
        grams: 150,
        taken_at: None,
        keep_hours: None,
    };
    record_food_sample(stage.core, &stage.organiser, sample, None).await?;
    Ok(())
}
