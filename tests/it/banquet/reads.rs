//! What a banquet shows: how far what is brought goes, and to whom which dishes are shown.

use mulin_entities::{EventId, PersonId};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, bring, gid, hot_dish, housemate, take_back};
use crate::rsvp::steps::{going, leave};
use crate::support::app::TestApp;

async fn ask(
    app: &TestApp,
    town: &Town,
    who: Option<PersonId>,
    event: EventId,
    part: &str,
) -> Value {
    let query = format!("query ($id: ID!) {{ event(id: $id) {{ banquet {{ {part} }} }} }}");
    let answer = app
        .run(who, &query, json!({ "id": *gid(town, event) }))
        .await;
    answer.at("/event/banquet").clone()
}

async fn want(app: &TestApp, town: &Town, event: EventId, category: &str, quantity: i32) -> Value {
    let input = json!({
        "eventId": *gid(town, event), "category": category, "name": "鸡汤", "servings": 20,
        "quantity": quantity,
    });
    let who = Some(town.organiser);
    let answer = app
        .mutate(who, "wantDish", "wantedDish { id left }", input)
        .await;
    assert_eq!(answer.refusals("wantDish"), [""; 0]);
    answer.at("/wantDish/wantedDish/id").clone()
}

both_databases!(coverage_follows_those_who_come_and_what_they_bring, |app| {
    let town = Town::found(&app).await;
    let event = town.banquet(&app).await;
    let part = "expectedGuests coverage { category dishes servingsWanted servingsPledged \
        servingsShort }";
    let row = |category: &str, dishes: i32, wanted: i32, pledged: i32, short: i32| {
        json!({
            "category": category, "dishes": dishes, "servingsWanted": wanted,
            "servingsPledged": pledged, "servingsShort": short,
        })
    };
    let empty = ask(&app, &town, None, event, part).await;
    assert_eq!(empty["expectedGuests"], 0);
    assert_eq!(empty["coverage"][1], row("HOT", 0, 0, 0, 0));

    let (lan, ming) = (
        town.resident(&app, "王小梅").await,
        town.resident(&app, "李雷").await,
    );
    going(&app, &town, lan, event, 3).await;
    going(&app, &town, ming, event, 2).await;
    bring(&app, lan, event, hot_dish("红烧肉")).await;
    let other = bring(&app, ming, event, hot_dish("宫保鸡丁")).await;
    let full = ask(&app, &town, None, event, part).await;
    assert_eq!(full["expectedGuests"], 5);
    assert_eq!(
        full["coverage"],
        json!([
            row("COLD", 0, 5, 0, 5),
            row("HOT", 2, 10, 20, 0),
            row("STAPLE", 0, 5, 0, 5),
            // Half a serving is cooked as a whole one.
            row("SOUP", 0, 3, 0, 3),
            row("DESSERT", 0, 3, 0, 3),
            row("DRINK", 0, 5, 0, 5),
        ])
    );
    take_back(&app, ming, other.id).await;
    leave(&app, &town, lan, event).await;
    let less = ask(&app, &town, None, event, part).await;
    assert_eq!(less["expectedGuests"], 2);
    assert_eq!(
        less["coverage"][1],
        row("HOT", 0, 4, 0, 4),
        "released and taken back"
    );
});

both_databases!(what_is_short_is_worth_bringing, |app| {
    let town = Town::found(&app).await;
    let event = town.banquet(&app).await;
    let lan = town.resident(&app, "王小梅").await;
    let part = "suggestions(first: 20) { category reason servingsShort wantedDish { id left } }";
    let nothing = ask(&app, &town, Some(lan), event, part).await;
    assert_eq!(nothing["suggestions"], json!([]), "nobody comes yet");
    going(&app, &town, lan, event, 4).await;
    bring(&app, lan, event, hot_dish("红烧肉")).await;
    let soup = want(&app, &town, event, "SOUP", 2).await;
    let hot = want(&app, &town, event, "HOT", 1).await;
    let short = |category: &str, servings: i32| {
        json!({
            "category": category, "reason": "SHORT", "servingsShort": servings,
            "wantedDish": null,
        })
    };
    let wanted = |category: &str, servings: i32, id: &Value, left: i32| {
        json!({
            "category": category, "reason": "WANTED", "servingsShort": servings,
            "wantedDish": { "id": id, "left": left },
        })
    };
    let found = ask(&app, &town, Some(lan), event, part).await;
    assert_eq!(
        found["suggestions"],
        json!([
            short("COLD", 4),
            short("STAPLE", 4),
            wanted("SOUP", 2, &soup, 2),
            short("SOUP", 2),
            short("DESSERT", 2),
            short("DRINK", 4),
            // Of a part that is covered, what is asked for all the same.
            wanted("HOT", 0, &hot, 1),
        ])
    );
    let first = "suggestions(first: 2) { category }";
    let first = ask(&app, &town, Some(lan), event, first).await;
    assert_eq!(first["suggestions"].as_array().map(Vec::len), Some(2));

    let claim = json!({ "wantedDishId": soup, "temperature": "HOT" });
    let fields = "dish { name servings wantedDish { left claimed } } banquet { expectedGuests }";
    let claimed = app
        .mutate(Some(lan), "claimWantedDish", fields, claim)
        .await;
    let dish = claimed.at("/claimWantedDish/dish");
    assert_eq!(
        (&dish["name"], &dish["servings"]),
        (&json!("鸡汤"), &json!(20))
    );
    assert_eq!(dish["wantedDish"], json!({ "left": 1, "claimed": 1 }));
    assert_eq!(claimed.at("/claimWantedDish/banquet/expectedGuests"), 4);
    let asked = ask(&app, &town, None, event, "wantedDishes { left }").await;
    assert_eq!(asked["wantedDishes"], json!([{ "left": 1 }, { "left": 1 }]));
});

both_databases!(dishes_are_listed_by_pages_and_kinds, |app| {
    let town = Town::found(&app).await;
    let event = town.banquet(&app).await;
    let lan = town.resident(&app, "王小梅").await;
    going(&app, &town, lan, event, 2).await;
    let mut brought = Vec::new();
    for name in ["红烧肉", "宫保鸡丁", "清蒸鱼"] {
        brought.push(bring(&app, lan, event, hot_dish(name)).await);
        app.advance(chrono::TimeDelta::seconds(1));
    }
    let names = |page: &Value| -> Vec<String> {
        let nodes = page["dishes"]["nodes"].as_array().expect("a list").iter();
        let names = nodes.map(|node| node["name"].as_str().map(str::to_owned));
        names.map(|name| name.expect("a name")).collect()
    };
    let page = async |who: Option<PersonId>, arguments: &str| {
        let part =
            format!("dishes({arguments}) {{ nodes {{ name number }} pageInfo {{ endCursor }} }}");
        ask(&app, &town, who, event, &part).await
    };
    let first = page(None, "first: 2").await;
    assert_eq!(names(&first), ["红烧肉", "宫保鸡丁"]);
    assert_eq!(first["dishes"]["nodes"][1]["number"], 2);
    let after = first["dishes"]["pageInfo"]["endCursor"].as_str();
    let after = format!("first: 2, after: \"{}\"", after.expect("a cursor"));
    assert_eq!(names(&page(None, &after).await), ["清蒸鱼"]);
    assert_eq!(names(&page(None, "last: 1").await), ["清蒸鱼"]);
    assert_eq!(
        names(&page(None, "first: 9, category: SOUP").await),
        [""; 0]
    );
    assert_eq!(names(&page(None, "first: 9, category: HOT").await).len(), 3);

    // What does not come any more is for its household and for those who run the event.
    take_back(&app, lan, brought[1].id).await;
    let gone = "first: 9, states: [WITHDRAWN, RELEASED]";
    let neighbour = town.resident(&app, "李雷").await;
    let home = gid(&town, brought[1].household_id);
    let of_home = format!("{gone}, householdId: \"{}\"", *home);
    assert_eq!(names(&page(None, "first: 9").await), ["红烧肉", "清蒸鱼"]);
    for (who, all, own) in [
        (None, 0, 0),
        (Some(neighbour), 0, 0),
        (Some(lan), 0, 1),
        (Some(town.organiser), 1, 1),
    ] {
        assert_eq!(names(&page(who, gone).await).len(), all, "{who:?}");
        assert_eq!(names(&page(who, &of_home).await).len(), own, "{who:?}");
        let query = "query ($id: ID!) { node(id: $id) { id } }";
        let id = json!({ "id": *gid(&town, brought[1].id) });
        let found = app.run(who, query, id).await;
        assert_eq!(!found.at("/node").is_null(), own == 1, "{who:?}");
    }
});

both_databases!(who_brings_a_dish_is_masked_for_neighbours, |app| {
    let town = Town::found(&app).await;
    let event = town.banquet(&app).await;
    let lan = town.resident(&app, "王小梅").await;
    let husband = housemate(&app, lan, "李大明", Some(1958)).await;
    let neighbour = town.resident(&app, "李雷").await;
    going(&app, &town, lan, event, 2).await;
    bring(&app, lan, event, hot_dish("红烧肉")).await;
    for (who, name, own) in [
        (None, Value::Null, 0),
        (Some(neighbour), json!("王*梅"), 0),
        (Some(lan), json!("王小梅"), 1),
        (Some(husband), json!("王小梅"), 1),
        (Some(town.organiser), json!("王小梅"), 0),
    ] {
        let part = "dishes { nodes { cook { name household { id } } } } viewerDishes { name } \
            viewerCan { bringDish edit }";
        let seen = ask(&app, &town, who, event, part).await;
        assert_eq!(seen["dishes"]["nodes"][0]["cook"]["name"], name, "{who:?}");
        let listed = seen["viewerDishes"].as_array().map(Vec::len);
        assert_eq!(listed, Some(own), "{who:?}");
        assert_eq!(seen["viewerCan"]["bringDish"], own == 1, "{who:?}");
        assert_eq!(seen["viewerCan"]["edit"], who == Some(town.organiser));
    }
});

both_databases!(
    an_allergen_of_which_nobody_told_is_unknown_and_not_none,
    |app| {
        let town = Town::found(&app).await;
        let event = town.banquet(&app).await;
        let lan = town.resident(&app, "王小梅").await;
        going(&app, &town, lan, event, 2).await;
        let input = json!({
            "eventId": *gid(&town, event), "name": "清蒸鱼", "category": "HOT", "servings": 10,
            "temperature": "HOT", "dietTags": ["LOW_SALT"], "ingredients": ["鲈鱼"],
            "allergens": [
                { "allergen": "FISH", "presence": "CONTAINS" },
                { "allergen": "PEANUT", "presence": "FREE_FROM" },
                { "allergen": "CELERY", "presence": "MAY_CONTAIN" },
                { "allergen": "MILK", "presence": "UNKNOWN" },
            ],
        });
        let fields = "dish { id dietTags ingredients gb: allergens(vocabulary: GB_7718) \
        { allergen presence } all: allergens { allergen presence } }";
        let brought = app.mutate(Some(lan), "bringDish", fields, input).await;
        assert_eq!(brought.refusals("bringDish"), [""; 0]);
        let dish = brought.at("/bringDish/dish");
        assert_eq!(dish["dietTags"], json!(["LOW_SALT"]));
        assert_eq!(dish["ingredients"], json!(["鲈鱼"]));
        let one =
            |allergen: &str, presence: &str| json!({ "allergen": allergen, "presence": presence });
        assert_eq!(
            dish["gb"],
            json!([
                one("GLUTEN", "UNKNOWN"),
                one("CRUSTACEANS", "UNKNOWN"),
                one("FISH", "CONTAINS"),
                one("EGG", "UNKNOWN"),
                one("PEANUT", "FREE_FROM"),
                one("SOY", "UNKNOWN"),
                one("MILK", "UNKNOWN"),
                one("NUTS", "UNKNOWN"),
            ])
        );
        let all = dish["all"].as_array().expect("a list");
        assert_eq!(all.len(), 14);
        assert!(all.contains(&one("CELERY", "MAY_CONTAIN")));

        let edit = json!({
            "dishId": dish["id"], "allergens": [{ "allergen": "FISH", "presence": "UNKNOWN" }],
        });
        let fields = "dish { version allergens { presence } }";
        let edited = app.mutate(Some(lan), "updateDish", fields, edit).await;
        let told = edited.at("/updateDish/dish/allergens").as_array();
        let told = told.expect("a list");
        assert!(told.iter().all(|one| one["presence"] == "UNKNOWN"));
        assert_eq!(edited.at("/updateDish/dish/version"), 2);
    }
);

#[tokio::test(flavor = "multi_thread")]
async fn both_lists_of_allergens_are_told_with_their_names() {
    let app = TestApp::sqlite().await;
    let query = "{ gb: allergens(vocabulary: GB_7718) { allergen nameZh nameEn inVocabularies } \
        eu: allergens(vocabulary: EU_1169) { allergen inVocabularies } all: allergens { allergen } }";
    let told = app.run(None, query, json!({})).await;
    let list = |name: &str| {
        told.at(&format!("/{name}"))
            .as_array()
            .cloned()
            .expect("a list")
    };
    let (gb, eu) = (list("gb"), list("eu"));
    assert_eq!((gb.len(), eu.len(), list("all").len()), (8, 14, 14));
    assert_eq!(
        gb[3],
        json!({
            "allergen": "EGG", "nameZh": "蛋类", "nameEn": "eggs",
            "inVocabularies": ["GB_7718", "EU_1169"],
        })
    );
    let celery = eu.iter().find(|one| one["allergen"] == "CELERY");
    assert_eq!(
        celery.expect("celery")["inVocabularies"],
        json!(["EU_1169"])
    );
}
