//! `series`, `node`, `area.series`, `event.occurrence`, `events(filter: { seriesId })`: what there is, and
//! who sees it.

use mulin_domain::series::{CreateSeries, Frequency};
use mulin_entities::{EventId, PersonId, SeriesId, Visibility, series};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Plan, Town, evenings, every, gid, occurrences, resident, unknown};
use crate::support::app::TestApp;

async fn weekly(app: &TestApp, town: &Town, title: &str, visibility: Visibility) -> series::Model {
    let mut schedule = evenings(every(Frequency::Weekly));
    schedule.count = Some(6);
    let input = CreateSeries {
        title: title.to_owned(),
        visibility,
        ..town.service_days(schedule)
    };
    town.begin(app, input).await
}

async fn ask(app: &TestApp, who: Option<PersonId>, query: &str, id: &str) -> Value {
    let answer = app.run(who, query, json!({ "id": id })).await;
    answer.data().clone()
}

const DAYS: &str = "nodes { startsAt state occurrence { originalDate recurrenceKey originalStartsAt \
    series { id } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";

both_databases!(a_series_shows_its_events_by_pages, |app| {
    let town = Town::found(&app).await;
    let series = weekly(&app, &town, "便民服务日", Visibility::Public).await;
    let rows = occurrences(&app, series.id).await;
    let id = gid(&town, series.id);
    let skip = json!({ "eventId": *gid(&town, rows[1].1.id) });
    let answer = app
        .mutate(Some(town.organiser), "skipOccurrence", "event { id }", skip)
        .await;
    assert_eq!(answer.refusals("skipOccurrence"), [""; 0]);

    let page = async |arguments: &str| {
        let query = format!(
            "query ($id: ID!) {{ series(id: $id) {{ occurrences({arguments}) {{ {DAYS} }} }} }}"
        );
        ask(&app, None, &query, &id).await["series"]["occurrences"].clone()
    };
    let first = page("first: 2").await;
    assert_eq!(
        first["nodes"][0],
        json!({
            "startsAt": "2026-11-28T10:30:00Z", "state": "PUBLISHED",
            "occurrence": {
                "originalDate": "2026-11-28", "recurrenceKey": "2026-11-28",
                "originalStartsAt": "2026-11-28T10:30:00Z", "series": { "id": *id },
            },
        })
    );
    assert_eq!(first["nodes"][1]["state"], "CANCELLED");
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let after = first["pageInfo"]["endCursor"].as_str().expect("a cursor");
    let next = page(&format!("first: 10, after: \"{after}\"")).await;
    assert_eq!(next["nodes"].as_array().map(Vec::len), Some(4));
    assert_eq!(next["nodes"][0]["occurrence"]["originalDate"], "2026-12-12");
    assert_eq!(next["pageInfo"]["hasNextPage"], false);
    assert_eq!(next["pageInfo"]["hasPreviousPage"], true);
    let last = page("last: 1").await;
    assert_eq!(last["nodes"][0]["occurrence"]["originalDate"], "2027-01-02");
    let before = last["pageInfo"]["startCursor"].as_str().expect("a cursor");
    let back = page(&format!("last: 2, before: \"{before}\"")).await;
    assert_eq!(back["nodes"][0]["occurrence"]["originalDate"], "2026-12-19");
    let from = page("from: \"2026-12-31T00:00:00Z\"").await;
    assert_eq!(from["nodes"].as_array().map(Vec::len), Some(1));

    // What is over is shown to who asks for it.
    app.advance(chrono::TimeDelta::days(30));
    assert_eq!(
        page("first: 10").await["nodes"].as_array().map(Vec::len),
        Some(2)
    );
    let all = page("first: 10, from: \"2026-01-01T00:00:00Z\"").await;
    assert_eq!(all["nodes"].as_array().map(Vec::len), Some(6));
});

both_databases!(events_are_listed_by_their_series, |app| {
    let town = Town::found(&app).await;
    let series = weekly(&app, &town, "便民服务日", Visibility::Public).await;
    weekly(&app, &town, "太极拳", Visibility::Public).await;
    let single = town.event(&app, Plan::default()).await.id;
    let query = "query ($id: ID!) { events(filter: { seriesId: $id }) \
        { nodes { title startsAt occurrence { series { id } } } } }";
    let id = gid(&town, series.id);
    let listed = ask(&app, None, query, &id).await;
    let nodes = listed["events"]["nodes"]
        .as_array()
        .cloned()
        .expect("a list");
    assert_eq!(nodes.len(), 6);
    assert!(nodes.iter().all(|node| node["title"] == "便民服务日"));
    assert!(
        nodes
            .iter()
            .all(|node| node["occurrence"]["series"]["id"] == **id)
    );
    let within = "query ($id: ID!, $area: ID!) { events(filter: { seriesId: $id, areaId: $area }) \
        { nodes { id } } }";
    for (area, count) in [(town.community.id, 6), (town.city.id, 6), (town.unit.id, 0)] {
        let variables = json!({ "id": *id, "area": *gid(&town, area) });
        let answer = app.run(None, within, variables).await;
        let nodes = answer.at("/events/nodes").as_array().expect("a list").len();
        assert_eq!(nodes, count);
    }
    let none = ask(&app, None, query, &unknown::<SeriesId>(&town)).await;
    assert_eq!(none["events"]["nodes"], json!([]));
    let answer = app
        .run(None, query, json!({ "id": *gid(&town, single) }))
        .await;
    assert_eq!(answer.error_code(), "BAD_USER_INPUT");
    let query = "query ($id: ID!) { event(id: $id) { occurrence { recurrenceKey } } }";
    let alone = ask(&app, None, query, &gid(&town, single)).await;
    assert_eq!(alone["event"]["occurrence"], Value::Null);
});

both_databases!(an_area_lists_its_series_as_they_were_made, |app| {
    let town = Town::found(&app).await;
    let mut made = Vec::new();
    for title in ["便民服务日", "太极拳", "读书会"] {
        made.push(weekly(&app, &town, title, Visibility::Public).await.id);
        app.advance(chrono::TimeDelta::seconds(1));
    }
    let query = "query ($id: ID!) { area(id: $id) { series(first: 2) { nodes { id title } \
        pageInfo { hasNextPage endCursor } } } }";
    let listed = ask(&app, None, query, &gid(&town, town.community.id)).await;
    let page = &listed["area"]["series"];
    let titles = json!([
        { "id": *gid(&town, made[0]), "title": "便民服务日" },
        { "id": *gid(&town, made[1]), "title": "太极拳" },
    ]);
    assert_eq!(page["nodes"], titles);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    let cursor = page["pageInfo"]["endCursor"].as_str().expect("a cursor");
    let query = format!(
        "query ($id: ID!) {{ area(id: $id) {{ series(after: \"{cursor}\") {{ nodes {{ title }} }} }} }}"
    );
    let rest = ask(&app, None, &query, &gid(&town, town.community.id)).await;
    assert_eq!(
        rest["area"]["series"]["nodes"],
        json!([{ "title": "读书会" }])
    );
    // Those right of the area alone.
    let every = query.replace(&format!("(after: \"{cursor}\")"), "");
    let city = ask(&app, None, &every, &gid(&town, town.city.id)).await;
    assert_eq!(city["area"]["series"]["nodes"], json!([]));
});

both_databases!(who_sees_an_event_of_it_sees_the_series, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let neighbour = town.resident(&app, "neighbour").await;
    let stranger = resident(&app.core, &other.unit, "stranger").await.id;
    let public = weekly(&app, &town, "便民服务日", Visibility::Public)
        .await
        .id;
    let audience = weekly(&app, &town, "太极拳", Visibility::Audience).await.id;
    let invited = weekly(&app, &town, "楼长会", Visibility::Invited).await.id;
    let drafts = CreateSeries {
        publish: false,
        ..town.service_days(evenings(every(Frequency::Monthly)))
    };
    let drafts = town.begin(&app, drafts).await.id;
    for (name, who, sees) in [
        ("nobody", None, vec![public]),
        ("stranger", Some(stranger), vec![public]),
        ("neighbour", Some(neighbour), vec![public, audience]),
        (
            "organiser",
            Some(town.organiser),
            vec![public, audience, invited, drafts],
        ),
        (
            "admin",
            Some(town.admin),
            vec![public, audience, invited, drafts],
        ),
        ("organiser elsewhere", Some(other.organiser), vec![public]),
    ] {
        let query = "query ($id: ID!) { area(id: $id) { series { nodes { id } } } }";
        let listed = ask(&app, who, query, &gid(&town, town.community.id)).await;
        let expected: Vec<Value> = sees
            .iter()
            .map(|id| json!({ "id": *gid(&town, *id) }))
            .collect();
        assert_eq!(listed["area"]["series"]["nodes"], json!(expected), "{name}");
        for series in [public, audience, invited, drafts] {
            let query = "query ($id: ID!) { series(id: $id) { id } node(id: $id) { id } \
                events(filter: { seriesId: $id, states: [DRAFT, PUBLISHED] }) { nodes { id } } }";
            let found = ask(&app, who, query, &gid(&town, series)).await;
            let shown = sees.contains(&series);
            assert_eq!(!found["series"].is_null(), shown, "{name}");
            assert_eq!(!found["node"].is_null(), shown, "{name}");
            let events = found["events"]["nodes"].as_array().expect("a list");
            assert_eq!(!events.is_empty(), shown, "{name}");
        }
    }
    // One event that everybody may see tells nothing of a series that is not for everybody.
    let one = occurrences(&app, invited).await.swap_remove(0).1.id;
    let open = json!({ "eventId": *gid(&town, one), "visibility": "PUBLIC" });
    let answer = app
        .mutate(Some(town.organiser), "updateEvent", "event { id }", open)
        .await;
    assert_eq!(answer.refusals("updateEvent"), [""; 0]);
    let query = "query ($id: ID!) { series(id: $id) { title } }";
    let seen = ask(&app, None, query, &gid(&town, invited)).await;
    assert_eq!(seen["series"], Value::Null);
    let query = "query ($id: ID!) { event(id: $id) { title occurrence { series { title } } } }";
    let seen = ask(&app, None, query, &gid(&town, one)).await;
    assert!(seen["event"]["title"].is_string());
    assert_eq!(seen["event"]["occurrence"]["series"], Value::Null);
    let query = "query ($id: ID!) { series(id: $id) { id } node(id: $id) { id } }";
    for nothing in [unknown::<SeriesId>(&town).0, gid(&town, one).0] {
        let found = ask(&app, Some(town.organiser), query, &nothing).await;
        assert_eq!(found["series"], Value::Null);
    }
});

both_databases!(who_runs_it_sees_how_many_there_are, |app| {
    let town = Town::found(&app).await;
    let series = weekly(&app, &town, "便民服务日", Visibility::Public).await;
    let rows = occurrences(&app, series.id).await;
    let skip = json!({ "eventId": *gid(&town, rows[5].1.id) });
    app.mutate(Some(town.organiser), "skipOccurrence", "event { id }", skip)
        .await;
    app.advance(chrono::TimeDelta::days(10));
    let query = "query ($id: ID!) { series(id: $id) { counts { made cancelled coming } } }";
    let seen = ask(&app, Some(town.organiser), query, &gid(&town, series.id)).await;
    let counts = json!({ "made": 6, "cancelled": 1, "coming": 4 });
    assert_eq!(seen["series"]["counts"], counts);
});

/// However many series and events there are, a level costs the same number of statements.
#[tokio::test]
async fn no_list_asks_once_an_object() {
    let mut app = TestApp::sqlite().await;
    let town = Town::found(&app).await;
    let statements = app.record_statements();
    let query = "query ($id: ID!) { area(id: $id) { series(first: 20) { nodes { id title continues { id } \
        continuedBy { id } venue { id } counts { made } schedule { timeZone } occurrences(first: 5) \
        { nodes { id occurrence { overrides series { id } } } } } } } }";
    let mut needed = Vec::new();
    for number in 1..=6 {
        weekly(&app, &town, &format!("系列{number}"), Visibility::Public).await;
        statements.take();
        let listed = ask(
            &app,
            Some(town.organiser),
            query,
            &gid(&town, town.community.id),
        )
        .await;
        let nodes = listed["area"]["series"]["nodes"].as_array().cloned();
        assert_eq!(nodes.expect("a list").len(), number);
        needed.push(statements.take().len());
    }
    assert_eq!(needed[1], needed[5], "{needed:?}");
}

/// The ids of an edit must be of events and series; nothing is told of what is hidden.
#[tokio::test]
async fn ids_of_other_things_are_refused() {
    let app = TestApp::sqlite().await;
    let town = Town::found(&app).await;
    let single = town.event(&app, Plan::default()).await.id;
    let (who, times) = (
        town.organiser,
        json!({
            "eventId": *gid(&town, single), "startsAt": "2026-12-01T18:30", "endsAt": "2026-12-01T20:00",
        }),
    );
    let told = app
        .refusals(who, "moveOccurrence", "event", times.clone())
        .await;
    assert_eq!(told, ["NOT_IN_A_SERIES eventId"]);
    let alone = json!({ "eventId": *gid(&town, single) });
    let told = app
        .refusals(who, "skipOccurrence", "event", alone.clone())
        .await;
    assert_eq!(told, ["NOT_IN_A_SERIES eventId"]);
    let ids = [
        (&**unknown::<EventId>(&town), "NOT_FOUND"),
        (&*gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    app.refuses_ids(who, "moveOccurrence", "event", &times, "eventId", &ids)
        .await;
    app.refuses_ids(who, "skipOccurrence", "event", &alone, "eventId", &ids)
        .await;
    let ids = [
        (&**unknown::<SeriesId>(&town), "NOT_FOUND"),
        (&*gid(&town, single), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    app.refuses_ids(who, "endSeries", "series", &json!({}), "seriesId", &ids)
        .await;
}
