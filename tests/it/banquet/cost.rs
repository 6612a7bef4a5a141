//! What reading banquets costs: no list asks once an object, and each statement goes by an index.

use mulin_entities::{EventId, PersonId};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, bring, gid, hot_dish};
use crate::rsvp::steps::going;
use crate::support::app::TestApp;

/// Tables that grow without end.
const TABLES: &[&str] = &[
    "dish",
    "dish_allergen",
    "wanted_dish",
    "banquet",
    "rsvp",
    "event",
];

const BANQUETS: usize = 40;
const DISHES: usize = 40;

struct Feast {
    town: Town,
    events: Vec<EventId>,
    cook: PersonId,
}

/// Banquets with one dish each, and the first with many.
async fn feast(app: &TestApp) -> Feast {
    let town = Town::found(app).await;
    let cook = town.resident(app, "王小梅").await;
    let mut events = Vec::new();
    for _ in 0..BANQUETS {
        let event = town.banquet(app).await;
        going(app, &town, cook, event, 2).await;
        bring(app, cook, event, hot_dish("红烧肉")).await;
        let want = json!({
            "eventId": *gid(&town, event), "category": "SOUP", "name": "鸡汤", "servings": 20,
        });
        app.mutate(Some(town.organiser), "wantDish", "wantedDish { id }", want)
            .await
            .data();
        events.push(event);
    }
    let neighbour = town.resident(app, "李大海").await;
    going(app, &town, neighbour, events[0], 2).await;
    for n in 1..DISHES {
        // A household brings at most twenty.
        let who = if n < DISHES / 2 { cook } else { neighbour };
        bring(app, who, events[0], hot_dish("宫保鸡丁")).await;
    }
    Feast { town, events, cook }
}

const OF_EVENTS: &str = "query ($n: Int!) { events(first: $n) { nodes { banquet { expectedGuests \
    coverage { servingsShort } suggestions { category wantedDish { name } } wantedDishes { left } \
    viewerDishes { name } viewerCan { edit bringDish } \
    dishes(first: 2) { nodes { name allergens { presence } cook { name } wantedDish { name } \
    viewerCan { edit } event { title } } } } } } }";

const OF_ONE: &str = "query ($id: ID!, $n: Int!) { event(id: $id) { banquet { dishes(first: $n) \
    { nodes { name allergens { presence } cook { name household { id } } wantedDish { name } \
    viewerCan { edit } event { title } } } } } }";

both_databases!(no_list_asks_once_an_object, |app| {
    let mut app = app;
    let feast = feast(&app).await;
    let statements = app.record_statements();
    let count = async |query: &str, variables: Value, list: &str, rows: usize| {
        let answer = app.run(Some(feast.cook), query, variables).await;
        let listed = answer.at(list).as_array().map(Vec::len);
        assert_eq!(listed, Some(rows), "{query}");
        // Two levels that want one kind in the same instant share a statement or do not, so that the
        // number varies by a few; one an object would be at least as many as there are rows.
        let ran = statements.take().len();
        assert!(ran < rows, "{ran} for {rows}: {query}");
    };
    // The first request reads the keys of tokens.
    app.run(
        Some(feast.cook),
        "{ viewer { person { name } } }",
        json!({}),
    )
    .await
    .data();
    statements.take();
    let all = json!({ "n": BANQUETS });
    count(OF_EVENTS, all, "/events/nodes", BANQUETS).await;
    let id = json!(*gid(&feast.town, feast.events[0]));
    let all = json!({ "id": id, "n": DISHES });
    count(OF_ONE, all, "/event/banquet/dishes/nodes", DISHES).await;
});

both_databases!(every_read_finds_its_rows_by_an_index, |app| {
    let mut app = app;
    let feast = feast(&app).await;
    let statements = app.record_statements();
    let who = Some(feast.cook);
    app.run(who, OF_EVENTS, json!({ "n": 12 })).await.data();
    let id = json!(*gid(&feast.town, feast.events[0]));
    for arguments in [
        "first: 3",
        "last: 3",
        "first: 3, category: HOT",
        "first: 3, states: [PLEDGED]",
    ] {
        let query = format!(
            "query ($id: ID!) {{ event(id: $id) {{ banquet {{ dishes({arguments}) \
             {{ nodes {{ name }} pageInfo {{ endCursor }} }} }} }} }}"
        );
        let page = app.run(who, &query, json!({ "id": id })).await;
        let cursor = page.at("/event/banquet/dishes/pageInfo/endCursor").as_str();
        let cursor = format!("first: 3, after: \"{}\"", cursor.expect("a cursor"));
        let next = query.replace(arguments, &cursor);
        app.run(who, &next, json!({ "id": id })).await.data();
    }
    let explained = app.assert_indexed(statements.take(), TABLES).await;
    assert!(explained > 12, "only {explained} statements were looked at");
});
