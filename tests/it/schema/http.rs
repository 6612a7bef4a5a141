//! The endpoint with the real schema behind it: limits, caching, costs, languages, faults of ours.

use axum::body::Body;
use axum::http::Request;
use mulin::config::Mode;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Plan, Town, gid};
use crate::support::answer::Answer;
use crate::support::app::TestApp;

/// A neighbourhood's feed as a phone asks for it.
const FEED: &str = "query Feed($area: ID) {
    events(filter: { areaId: $area }, first: 20) {
        nodes {
            id kind title startsAt endsAt timeZone
            venue { name address stepFree position { latitude longitude } }
            seats { capacity taken free waitlisted }
            viewerRsvp { id state party { adults children } waitlistPosition }
            attendees(first: 5) { name partySize }
        }
        pageInfo { hasNextPage endCursor }
    }
}";

fn get(query: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    let mut request = Request::get(format!("/graphql?query={query}"))
        .header("accept", "application/graphql-response+json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).expect("the request is right")
}

fn post(body: Value, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::post("/graphql")
        .header("content-type", "application/json")
        .header("accept", "application/graphql-response+json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request
        .body(Body::from(body.to_string()))
        .expect("the request is right")
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer
        .headers
        .get(name)
        .map_or("", |value| value.to_str().expect("the header is text"))
}

fn message(answer: &Answer) -> &str {
    answer.body["errors"][0]["message"]
        .as_str()
        .expect("an error has a message")
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_megabytes_are_too_much() {
    let app = TestApp::sqlite().await;
    let query = format!(
        "{{ viewer {{ roles {{ role }} }} }}{}",
        " ".repeat(10 << 20)
    );
    let answer = app.send(post(json!({ "query": query }), &[])).await;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.error_code(), "LIMIT_EXCEEDED");
    assert_eq!(
        app.run(None, "{ cities { id } }", json!({})).await.status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_past_a_limit_are_refused_by_its_name() {
    let app = TestApp::sqlite().await;
    let tokens = format!("{{ {} }}", "cities { id } ".repeat(750));
    // parent { parent { … } }: fields below each other.
    let deep = |depth: usize| {
        let parents = "parent { ".repeat(depth - 2);
        format!("{{ cities {{ {parents} id {} }} }}", "} ".repeat(depth - 2))
    };
    let aliases = |count: usize| {
        let fields: String = (0..count).map(|n| format!("a{n}: name ")).collect();
        format!("{{ cities {{ {fields} }} }}")
    };
    let directives = |count: usize| {
        let fields = "name @include(if: true) ".repeat(count);
        format!("{{ cities {{ {fields} }} }}")
    };
    for (limit, maximum, document) in [
        ("tokens", 2_000, tokens),
        ("depth", 15, deep(16)),
        ("aliases", 30, aliases(31)),
        ("directives", 50, directives(51)),
    ] {
        let answer = app.run(None, &document, json!({})).await;
        assert_eq!(answer.status, 400, "{limit}");
        assert_eq!(answer.error_code(), "LIMIT_EXCEEDED", "{limit}");
        let extensions = &answer.body["errors"][0]["extensions"];
        assert_eq!(extensions["limit"], limit);
        assert_eq!(extensions["maximum"], maximum);
        assert_eq!(answer.body.get("data"), None, "{limit}");
    }
    for document in [deep(15), aliases(30), directives(50)] {
        app.run(None, &document, json!({})).await.data();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_complexity_counts_pages_within_pages() {
    let app = TestApp::sqlite().await;
    let town = Town::found(&app).await;
    let feed = json!({ "area": *gid(&town, town.community.id) });
    app.run(Some(town.steward), FEED, feed).await.data();

    let page_of_pages = "{ events(first: 100) { nodes { rsvps(first: 100) { nodes { id } } } } }";
    let answer = app.run(None, page_of_pages, json!({})).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.error_code(), "LIMIT_EXCEEDED");
    let extensions = &answer.body["errors"][0]["extensions"];
    assert_eq!(extensions["limit"], "complexity");
    assert_eq!(extensions["maximum"], 5_000);

    let few_of_few = "{ events(first: 5) { nodes { rsvps(first: 5) { nodes { id } } } } }";
    app.run(None, few_of_few, json!({})).await.data();
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_do_not_fit_are_refused() {
    let app = TestApp::sqlite().await;
    for (document, code) in [
        ("{ cities {", "GRAPHQL_PARSE_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{ city { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ area { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ area(id: true) { id } }", "BAD_USER_INPUT"),
        (
            "mutation { publishEvent { event { id } } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("{ cities { id } } ...x", "GRAPHQL_PARSE_FAILED"),
    ] {
        let answer = app.run(None, document, json!({})).await;
        assert_eq!(answer.status, 400, "{document}: {:#}", answer.body);
        assert_eq!(answer.error_code(), code, "{document}");
        assert_eq!(answer.body.get("data"), None, "{document}");
    }
}

/// In production nobody learns the schema from the endpoint.
#[tokio::test(flavor = "multi_thread")]
async fn production_tells_nothing_of_the_schema() {
    let development = TestApp::sqlite().await;
    let hint = development.run(None, "{ citie { id } }", json!({})).await;
    assert!(
        message(&hint).contains("Did you mean"),
        "{}",
        message(&hint)
    );

    let app = TestApp::in_mode(None, &[], Mode::Production).await;
    for document in ["{ citie { id } }", "{ cities { ide } }"] {
        let answer = app.run(None, document, json!({})).await;
        assert_eq!(answer.error_code(), "GRAPHQL_VALIDATION_FAILED");
        assert!(!message(&answer).contains("mean"), "{}", message(&answer));
        assert!(!message(&answer).contains("cities"), "{}", message(&answer));
    }
    for document in [
        "{ __schema { types { name } } }",
        "{ __type(name: \"Person\") { fields { name } } }",
        "{ cities { id } __schema { queryType { name } } }",
    ] {
        let answer = app.run(None, document, json!({})).await;
        assert_eq!(answer.error_code(), "GRAPHQL_VALIDATION_FAILED");
        assert!(
            message(&answer).starts_with("Introspection is off"),
            "{}",
            message(&answer)
        );
        assert_eq!(answer.body.get("data"), None);
    }
    let typename = app.run(None, "{ cities { __typename } }", json!({})).await;
    typename.data();
    let page = Request::get("/").body(Body::empty()).expect("right");
    assert_eq!(app.send(page).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_explorer_is_one_page_that_fetches_nothing_from_elsewhere() {
    let app = TestApp::sqlite().await;
    let request = Request::get("/").body(Body::empty()).expect("right");
    let answer = app.send(request).await;
    assert_eq!(answer.status, 200);
    assert!(header(&answer, "content-type").starts_with("text/html"));
    let policy = header(&answer, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(policy.contains("connect-src 'self'"), "{policy}");
    let page = answer.body.as_str().expect("a page is text");
    for outside in ["src=\"http", "href=\"http", "@import", "//cdn", "url(http"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_anonymous_get_is_cached_and_a_signed_in_one_never() {
    let app = TestApp::sqlite().await;
    let town = Town::found(&app).await;
    town.event(&app, Plan::default()).await;
    let query = "{ events { nodes { title seats { free } } } }";
    let first = app.send(get(query, &[])).await;
    assert_eq!(first.at("/events/nodes/0/title"), "元宵灯会");
    assert_eq!(header(&first, "cache-control"), "public, max-age=5");
    assert_eq!(
        header(&first, "vary"),
        "Accept, Accept-Language, Authorization"
    );
    let tag = header(&first, "etag").to_owned();
    assert!(tag.len() > 20, "{tag}");

    let again = app.send(get(query, &[("if-none-match", &tag)])).await;
    assert_eq!(again.status, 304);
    assert_eq!(again.body, "");
    town.event(
        &app,
        Plan {
            title: "百家宴",
            ..Plan::default()
        },
    )
    .await;
    let changed = app.send(get(query, &[("if-none-match", &tag)])).await;
    assert_eq!(changed.status, 200);

    let bearer = format!("Bearer {}", app.token(town.steward).await);
    let own = app
        .send(get(
            query,
            &[("authorization", &bearer), ("if-none-match", "*")],
        ))
        .await;
    assert_eq!(own.status, 200);
    assert_eq!(
        (header(&own, "cache-control"), header(&own, "etag")),
        ("no-store", "")
    );
    // What depends on the caller is private even where nobody is signed in.
    for personal in [
        "{ viewer { roles { role } } }",
        "{ events { nodes { viewerRsvp { id } } } }",
        "{ events { nodes { attendees { name } } } }",
    ] {
        let answer = app.send(get(personal, &[])).await;
        answer.data();
        assert!(
            !header(&answer, "cache-control").contains("public"),
            "{personal}"
        );
    }
    let mutation = "mutation { publishEvent(input: { eventId: \"x\" }) { event { id } } }";
    let answer = app.send(get(mutation, &[])).await;
    assert_eq!(
        (answer.status.as_u16(), header(&answer, "allow")),
        (405, "POST")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cost_is_told_when_asked_for() {
    let app = TestApp::sqlite().await;
    let ask = json!({ "query": "{ events(first: 10) { nodes { id } } }" });
    let answer = app
        .send(post(ask.clone(), &[("x-graphql-cost", "1")]))
        .await;
    let cost = &answer.body["extensions"]["cost"];
    assert_eq!(cost["depth"], 3, "{:#}", answer.body);
    assert!(cost["complexity"].as_u64() >= Some(10), "{:#}", answer.body);
    let silent = app.send(post(ask, &[])).await;
    assert_eq!(silent.body.get("extensions"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_come_in_the_callers_language() {
    let app = TestApp::sqlite().await;
    let town = Town::found(&app).await;
    let bearer = format!("Bearer {}", app.token(town.organiser).await);
    let query =
        "mutation { publishEvent(input: { eventId: \"x\" }) { userErrors { code message } } }";
    let ask = async |language: Option<&str>| {
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(language.map(|language| ("accept-language", language)));
        let answer = app.send(post(json!({ "query": query }), &headers)).await;
        assert_eq!(answer.at("/publishEvent/userErrors/0/code"), "MALFORMED_ID");
        let message = answer.at("/publishEvent/userErrors/0/message");
        message.as_str().expect("a message is text").to_owned()
    };
    let (chinese, english) = (ask(Some("zh-CN")).await, ask(Some("en-GB, zh;q=0.5")).await);
    assert!(chinese.contains('。'), "{chinese}");
    assert!(english.is_ascii(), "{english}");
    for other in [None, Some("fr"), Some("zh-Hant-TW")] {
        assert_eq!(ask(other).await, chinese, "{other:?}");
    }
}

both_databases!(faults_of_ours_are_masked, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let writer = app.core.db().writer();
    for table in ["reminder_rule", "idempotency"] {
        let text = format!("ALTER TABLE {table} RENAME TO hidden_{table}");
        writer
            .execute_unprepared(&text)
            .await
            .expect("the table can be renamed");
    }
    let event = gid(&town, event);
    let read = "query ($id: ID!) { event(id: $id) { title reminders { before } } }";
    let write = "mutation ($id: ID!) { respondToEvent(input: {
        eventId: $id, status: GOING, idempotencyKey: \"k\" }) { rsvp { id } } }";
    for operation in [read, write] {
        let answer = app
            .run(Some(town.steward), operation, json!({ "id": *event }))
            .await;
        assert_eq!(answer.status, 200, "{:#}", answer.body);
        assert_eq!(answer.error_code(), "INTERNAL");
        assert_eq!(message(&answer), "Internal error");
        let id = &answer.body["errors"][0]["extensions"]["requestId"];
        assert_eq!(id.as_str(), Some(header(&answer, "x-request-id")));
        let body = answer.body.to_string().to_lowercase();
        for secret in [
            "reminder_rule",
            "idempotency",
            "select",
            "insert",
            "sql",
            "relation",
            "table",
        ] {
            assert!(!body.contains(secret), "{body}");
        }
    }
});
