//! What everybody is told of a dish, and what those who run a banquet look into.

use mulin_domain::dish::DietTag;
use mulin_domain::food_safety::{BanIngredient, ban_ingredient};
use mulin_domain::input::Patch;
use mulin_entities::*;
use serde_json::{Value, json};

use super::feast::{Feast, declared, tagged, whole};
use crate::both_databases;
use crate::factories::{actor, hot_dish, take_back};
use crate::support::app::TestApp;

const CONTAINS: AllergenPresence = AllergenPresence::Contains;

/// The codes that a dish is warned of for, with their allergens.
async fn told(app: &TestApp, feast: &Feast, who: Option<PersonId>, dish: &str) -> Vec<Value> {
    let fields = "dishes { nodes { name warnings { code message allergens } } }";
    let seen = feast.see(app, who, fields).await;
    let dishes = seen["dishes"]["nodes"].as_array().expect("a list").clone();
    let found = dishes.into_iter().find(|one| one["name"] == dish);
    let found = found.expect("the dish is listed");
    found["warnings"].as_array().expect("a list").clone()
}

fn codes(warnings: &[Value]) -> Vec<&str> {
    let codes = warnings.iter().map(|one| one["code"].as_str());
    codes.map(|code| code.expect("a code")).collect()
}

both_databases!(everybody_is_told_what_is_not_declared, |app| {
    let feast = Feast::plan(&app).await;
    let cook = feast.guest(&app, "cook").await;
    feast.dish(&app, cook, hot_dish("红烧肉")).await;
    feast
        .dish(
            &app,
            cook,
            whole(hot_dish("番茄炒蛋"), &[(Allergen::Egg, CONTAINS)]),
        )
        .await;
    let some = [
        (Allergen::Milk, AllergenPresence::FreeFrom),
        (Allergen::Soy, CONTAINS),
    ];
    feast
        .dish(&app, cook, declared(hot_dish("麻婆豆腐"), &some))
        .await;
    let neighbour = feast.town.resident(&app, "neighbour").await;
    for who in [
        None,
        Some(neighbour),
        Some(cook),
        Some(feast.town.organiser),
    ] {
        let nothing = told(&app, &feast, who, "红烧肉").await;
        assert_eq!(codes(&nothing), ["ALLERGENS_NOT_DECLARED"]);
        assert_eq!(nothing[0]["allergens"].as_array().map(Vec::len), Some(14));
        let all = told(&app, &feast, who, "番茄炒蛋").await;
        assert_eq!(codes(&all), [""; 0], "what is declared is shown as such");
        let some = told(&app, &feast, who, "麻婆豆腐").await;
        let lacking = some[0]["allergens"].as_array().expect("a list");
        assert_eq!(lacking.len(), 12);
        assert!(!lacking.contains(&json!("MILK")) && !lacking.contains(&json!("SOY")));
        let message = some[0]["message"].as_str().expect("a text");
        assert!(
            message.contains("peanuts") && !message.contains("milk"),
            "{message}"
        );
    }
});

both_databases!(choking_hazards_and_doubtful_halal_dishes_are_told, |app| {
    let feast = Feast::plan(&app).await;
    let cook = feast.guest(&app, "cook").await;
    feast
        .dish(&app, cook, whole(hot_dish("桂花年糕"), &[]))
        .await;
    let mut ticked = whole(hot_dish("整粒葡萄"), &[]);
    ticked.choking_hazard = Patch::Set(true);
    feast.dish(&app, cook, ticked).await;
    let mut doubtful = tagged(whole(hot_dish("手抓羊肉"), &[]), &[DietTag::Halal]);
    doubtful.ingredients = Patch::Set(vec!["羊肉".to_owned(), "料酒".to_owned()]);
    feast.dish(&app, cook, doubtful).await;
    let plain = tagged(whole(hot_dish("清真羊汤"), &[]), &[DietTag::Halal]);
    feast.dish(&app, cook, plain).await;
    for (dish, code) in [
        ("桂花年糕", Some("CHOKING_HAZARD")),
        ("整粒葡萄", Some("CHOKING_HAZARD")),
        ("手抓羊肉", Some("HALAL_CONFLICT")),
        ("清真羊汤", None),
    ] {
        let warnings = told(&app, &feast, None, dish).await;
        assert_eq!(codes(&warnings).first().copied(), code, "{dish}");
    }
});

both_databases!(managers_see_numbers_and_never_few, |app| {
    let feast = Feast::plan(&app).await;
    let cook = feast.guest(&app, "cook").await;
    feast.allergic(&app, Allergen::Egg, 5).await;
    feast.allergic(&app, Allergen::Milk, 4).await;
    let both = [
        (Allergen::Egg, CONTAINS),
        (Allergen::Milk, AllergenPresence::MayContain),
    ];
    feast.dish(&app, cook, whole(hot_dish("蛋糕"), &both)).await;
    app.advance(chrono::TimeDelta::seconds(1));
    feast.dish(&app, cook, whole(hot_dish("白饭"), &[])).await;
    app.advance(chrono::TimeDelta::seconds(1));
    feast.dish(&app, cook, hot_dish("杂烩")).await;
    app.advance(chrono::TimeDelta::seconds(1));
    let sticky = feast.dish(&app, cook, whole(hot_dish("汤圆"), &[])).await;

    let fields = "warnings { nodes { dish { name }
        warnings { guests warning { code allergens message } } } }";
    let seen = async |who| feast.see(&app, who, fields).await["warnings"].clone();
    let list = async || {
        let seen = seen(Some(feast.town.organiser)).await;
        seen["nodes"].as_array().expect("a list").clone()
    };
    // Before anybody has counted nothing is said of guests.
    let before = list().await;
    let names: Vec<&Value> = before.iter().map(|one| &one["dish"]["name"]).collect();
    assert_eq!(names, ["杂烩", "汤圆"]);
    app.run_due_work().await;
    let after = list().await;
    let names: Vec<&Value> = after.iter().map(|one| &one["dish"]["name"]).collect();
    assert_eq!(names, ["蛋糕", "杂烩", "汤圆"]);
    let cake = after[0]["warnings"].as_array().expect("a list");
    assert_eq!(
        cake.len(),
        1,
        "that four react to milk is not told: {cake:?}"
    );
    assert_eq!(cake[0]["guests"], 5);
    assert_eq!(cake[0]["warning"]["code"], "CONTAINS_ALLERGEN");
    assert_eq!(cake[0]["warning"]["allergens"], json!(["EGG"]));
    assert_eq!(after[1]["warnings"][0]["guests"], 5, "eggs may be in it");
    assert_eq!(after[2]["warnings"][0]["warning"]["code"], "CHOKING_HAZARD");
    assert_eq!(
        after[2]["warnings"][0]["guests"], 10,
        "all guests are over 60"
    );

    // A page at a time, and for those who run it.
    let page = "warnings(first: 1, after: $after) { nodes { dish { name } }
        pageInfo { hasNextPage endCursor } }"
        .replace("$after", "null");
    let first = feast.see(&app, Some(feast.town.organiser), &page).await;
    assert_eq!(first["warnings"]["nodes"][0]["dish"]["name"], "蛋糕");
    assert_eq!(first["warnings"]["pageInfo"]["hasNextPage"], true);
    let cursor = first["warnings"]["pageInfo"]["endCursor"].to_string();
    let rest = format!("warnings(after: {cursor}) {{ nodes {{ dish {{ name }} }} }}");
    let rest = feast.see(&app, Some(feast.town.organiser), &rest).await;
    assert_eq!(rest["warnings"]["nodes"][0]["dish"]["name"], "杂烩");
    for who in [None, Some(cook), Some(feast.town.steward)] {
        assert!(seen(who).await.is_null());
    }

    // What comes no more concerns nobody.
    take_back(&app, cook, sticky.id).await;
    assert_eq!(list().await.len(), 2);
});

both_databases!(what_is_banned_there_on_that_day_is_told_to_all, |app| {
    let feast = Feast::plan(&app).await;
    let cook = feast.guest(&app, "cook").await;
    let ban = async |name: &str, area: AreaId, from: (u32, u32), until: Option<(u32, u32)>| {
        let day = |(month, day): (u32, u32)| format!("2026-{month:02}-{day:02}");
        let input = BanIngredient {
            area_id: Ok(area),
            name: name.to_owned(),
            aliases: Vec::new(),
            reason: "容易中毒。".to_owned(),
            valid_from: day(from),
            valid_to: until.map(day),
            source: "2026 年第 1 号通知".to_owned(),
        };
        ban_ingredient(
            &app.core,
            &actor(&app.core, feast.town.admin).await,
            input,
            None,
        )
        .await
        .expect("it can be banned");
    };
    // The banquet is on 28 November, in the community.
    ban("野生菌", feast.town.city.id, (1, 1), None).await;
    ban("四季豆", feast.town.community.id, (11, 28), Some((11, 28))).await;
    ban("发芽土豆", feast.town.city.id, (11, 29), None).await;
    ban("鲜黄花菜", feast.town.city.id, (1, 1), Some((11, 27))).await;
    ban("海鲜", feast.town.unit.id, (1, 1), None).await;
    for (name, is_banned) in [
        ("野生菌汤", true),
        ("干煸四季豆", true),
        ("发芽土豆丝", false),
        ("鲜黄花菜汤", false),
        ("海鲜粥", false),
    ] {
        feast.dish(&app, cook, whole(hot_dish(name), &[])).await;
        let warnings = told(&app, &feast, None, name).await;
        let banned: &[&str] = if is_banned {
            &["BANNED_INGREDIENT"]
        } else {
            &[]
        };
        assert_eq!(codes(&warnings), banned, "{name}");
    }
    let warnings = told(&app, &feast, None, "野生菌汤").await;
    let message = "野生菌 may not be served here. 容易中毒。";
    assert_eq!(warnings[0]["message"], message);
});
