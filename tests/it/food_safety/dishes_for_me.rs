//! Which dishes suit somebody, and who may ask.

use chrono::TimeDelta;
use mulin_domain::dish::DietTag;
use mulin_domain::person::diet::DietKind;
use mulin_entities::*;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::feast::{Feast, declared, reacts, tagged, whole};
use crate::both_databases;
use crate::factories::{confirms, gid, hot_dish, housemate, noted, unknown};
use crate::support::app::TestApp;

/// A dish that is free of peanuts, one with traces of them, and one of which nobody knows.
async fn three_dishes(app: &TestApp, feast: &Feast) -> PersonId {
    let cook = feast.guest(app, "cook").await;
    let free = [(Allergen::Peanut, AllergenPresence::FreeFrom)];
    let traces = [(Allergen::Peanut, AllergenPresence::MayContain)];
    feast
        .dish(app, cook, declared(hot_dish("清蒸鱼"), &free))
        .await;
    app.advance(TimeDelta::seconds(1));
    feast
        .dish(app, cook, declared(hot_dish("宫保鸡丁"), &traces))
        .await;
    app.advance(TimeDelta::seconds(1));
    feast.dish(app, cook, hot_dish("杂烩")).await;
    cook
}

/// The names of the dishes, for somebody if that is told.
async fn dishes(
    app: &TestApp,
    feast: &Feast,
    who: Option<PersonId>,
    about: Option<PersonId>,
    fit: &str,
) -> Option<Vec<String>> {
    let person = about.map(|person| format!("personId: \"{}\", ", *gid(&feast.town, person)));
    let person = person.unwrap_or_default();
    let fields = format!(
        "dishesForMe({person}fit: [{fit}]) {{ nodes {{ dish {{ name }} suits {{ fit }} }} }}"
    );
    let seen = feast.see(app, who, &fields).await;
    let nodes = seen["dishesForMe"]["nodes"].as_array()?;
    let name = |one: &Value| one["dish"]["name"].as_str().map(str::to_owned);
    Some(nodes.iter().filter_map(name).collect())
}

async fn looks(app: &TestApp) -> u64 {
    let looks = sensitive_read::Entity::find().count(app.core.db().reader());
    looks.await.expect("a count")
}

both_databases!(what_is_not_declared_never_suits, |app| {
    let feast = Feast::plan(&app).await;
    three_dishes(&app, &feast).await;
    let lan = feast.town.resident(&app, "lan").await;
    let mine = async |fit| dishes(&app, &feast, Some(lan), None, fit).await;
    assert_eq!(
        mine("SUITS").await,
        None,
        "nothing is known of what they eat"
    );
    reacts(&app, lan, &[Allergen::Peanut], &[]).await;
    let list = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(mine("SUITS").await, list(&["清蒸鱼"]));
    assert_eq!(mine("UNKNOWN").await, list(&["杂烩"]));
    assert_eq!(mine("UNSUITABLE").await, list(&["宫保鸡丁"]));
    let all = mine("SUITS, UNKNOWN, UNSUITABLE").await;
    assert_eq!(all, list(&["清蒸鱼", "宫保鸡丁", "杂烩"]));
    assert_eq!(looks(&app).await, 0, "one's own");

    let fields = "dishes { nodes { name suitsViewer {
        fit mayChoke hasUncomparedNote reasons { code message allergen diet } } } }";
    let seen = feast.see(&app, Some(lan), fields).await;
    let of = |name: &str| {
        let nodes = seen["dishes"]["nodes"].as_array().expect("a list");
        let dish = nodes.iter().find(|dish| dish["name"] == name);
        dish.expect("the dish is listed")["suitsViewer"].clone()
    };
    let expected = json!({
        "fit": "SUITS", "mayChoke": false, "hasUncomparedNote": false, "reasons": [],
    });
    assert_eq!(of("清蒸鱼"), expected);
    assert_eq!(of("杂烩")["fit"], "UNKNOWN");
    let reason = json!({
        "code": "ALLERGEN_NOT_DECLARED", "allergen": "PEANUT", "diet": null,
        "message": "The cook has not said whether it contains peanuts. Ask before you eat.",
    });
    assert_eq!(of("杂烩")["reasons"], json!([reason]));
    assert_eq!(of("宫保鸡丁")["reasons"][0]["code"], "MAY_CONTAIN_ALLERGEN");
    let seen = feast.see(&app, None, fields).await;
    assert!(seen["dishes"]["nodes"][0]["suitsViewer"].is_null());
});

both_databases!(diets_are_as_their_cooks_say, |app| {
    let feast = Feast::plan(&app).await;
    let cook = feast.guest(&app, "cook").await;
    let halal = tagged(hot_dish("羊肉汤"), &[DietTag::Halal]);
    feast.dish(&app, cook, halal).await;
    let pork = tagged(hot_dish("红烧肉"), &[DietTag::ContainsPork]);
    feast.dish(&app, cook, pork).await;
    feast.dish(&app, cook, hot_dish("青菜")).await;
    let sticky = tagged(whole(hot_dish("糯米年糕"), &[]), &[DietTag::Halal]);
    feast.dish(&app, cook, sticky).await;
    let lan = feast.town.resident(&app, "lan").await;
    reacts(&app, lan, &[], &[DietKind::Halal]).await;
    let fields = "dishesForMe(fit: [SUITS, UNKNOWN, UNSUITABLE]) { nodes {
        dish { name } suits { fit mayChoke reasons { code diet } } } }";
    let seen = feast.see(&app, Some(lan), fields).await;
    let nodes = seen["dishesForMe"]["nodes"].as_array().expect("a list");
    let of = |name: &str| {
        let found = nodes.iter().find(|one| one["dish"]["name"] == name);
        found.expect("the dish is listed")["suits"].clone()
    };
    let suits = |fit, may_choke, reasons: Value| json!({ "fit": fit, "mayChoke": may_choke, "reasons": reasons });
    assert_eq!(of("羊肉汤"), suits("SUITS", false, json!([])));
    let pork = json!([{ "code": "CONTAINS_PORK", "diet": null }]);
    assert_eq!(of("红烧肉"), suits("UNSUITABLE", false, pork));
    let silent = json!([{ "code": "DIET_NOT_DECLARED", "diet": "HALAL" }]);
    assert_eq!(of("青菜"), suits("UNKNOWN", false, silent));
    // Lan is over 60.
    assert_eq!(of("糯米年糕"), suits("SUITS", true, json!([])));
});

both_databases!(who_keeps_the_record_may_ask_and_is_noted, |app| {
    let feast = Feast::plan(&app).await;
    three_dishes(&app, &feast).await;
    let town = &feast.town;
    let lan = town.resident(&app, "lan").await;
    let husband = housemate(&app, lan, "husband", Some(1958)).await;
    let neighbour = town.resident(&app, "neighbour").await;
    reacts(&app, lan, &[Allergen::Peanut], &[]).await;
    let ask = async |who, about| dishes(&app, &feast, who, Some(about), "SUITS").await;
    let fish = Some(vec!["清蒸鱼".to_owned()]);
    assert_eq!(ask(Some(town.steward), lan).await, fish);
    app.advance(TimeDelta::seconds(1));
    assert_eq!(ask(Some(town.admin), lan).await, fish);
    assert_eq!(looks(&app).await, 2);
    for who in [None, Some(husband), Some(neighbour), Some(town.organiser)] {
        assert_eq!(ask(who, lan).await, None);
    }
    assert_eq!(ask(Some(town.steward), unknown_person(&feast)).await, None);
    assert_eq!(looks(&app).await, 2, "who sees nothing has not looked");

    // The adults of a household feed its children.
    let bao = housemate(&app, lan, "bao", Some(2016)).await;
    let consent = noted(&app, town.steward, bao, ConsentPurpose::SensitiveData).await;
    confirms(&app, town.admin, consent.id).await;
    let input = json!({
        "onBehalfOf": *gid(town, bao), "allergens": ["PEANUT"], "diets": [],
    });
    app.mutate(Some(husband), "setDiet", "person { id }", input)
        .await
        .data();
    assert_eq!(ask(Some(husband), bao).await, fish);
    assert_eq!(looks(&app).await, 3);
    assert_eq!(ask(Some(bao), bao).await, fish);
    let reads = "query ($id: ID!) { person(id: $id) {
        sensitiveReads { nodes { reader { name } field } } } }";
    let answer = app
        .run(Some(bao), reads, json!({ "id": *gid(town, bao) }))
        .await;
    let told = json!([{ "reader": { "name": "husband" }, "field": "diet" }]);
    assert_eq!(answer.at("/person/sensitiveReads/nodes"), &told);
});

fn unknown_person(feast: &Feast) -> PersonId {
    let id = unknown::<PersonId>(&feast.town);
    let id = mulin::graphql::id::split(&id).expect("an id of ours").1;
    PersonId(id)
}

both_databases!(a_page_of_dishes_goes_both_ways, |app| {
    let feast = Feast::plan(&app).await;
    three_dishes(&app, &feast).await;
    let lan = feast.town.resident(&app, "lan").await;
    reacts(&app, lan, &[Allergen::Peanut], &[]).await;
    let page = async |more: String| {
        let fields = format!(
            "dishesForMe(fit: [SUITS, UNKNOWN, UNSUITABLE], {more}) {{ nodes {{ dish {{ name }} }}
             pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }}"
        );
        feast.see(&app, Some(lan), &fields).await["dishesForMe"].clone()
    };
    let first = page("first: 2".to_owned()).await;
    assert_eq!(first["nodes"].as_array().map(Vec::len), Some(2));
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let last = page(format!(
        "first: 2, after: {}",
        first["pageInfo"]["endCursor"]
    ))
    .await;
    assert_eq!(last["nodes"], json!([{ "dish": { "name": "杂烩" } }]));
    assert_eq!(last["pageInfo"]["hasNextPage"], false);
    let back = page(format!(
        "last: 1, before: {}",
        last["pageInfo"]["startCursor"]
    ))
    .await;
    assert_eq!(back["nodes"], json!([{ "dish": { "name": "宫保鸡丁" } }]));
    assert_eq!(back["pageInfo"]["hasPreviousPage"], true);
});
