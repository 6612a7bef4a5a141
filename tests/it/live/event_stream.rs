//! The same as event streams, over real HTTP.

use axum::body::Bytes;
use axum::http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

use super::event_seats_changed::{SEATS, of, taken};
use super::server::{PATIENCE, Server};
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::rsvp::steps::going;
use crate::support::app::TestApp;

/// An event stream as it comes.
struct Events {
    status: u16,
    headers: HeaderMap,
    body: Incoming,
    text: String,
}

#[derive(Debug, PartialEq)]
struct Event {
    id: Option<String>,
    name: String,
    data: String,
}

impl Event {
    fn json(&self) -> Value {
        serde_json::from_str(&self.data).expect("data is JSON")
    }
}

async fn ask(server: &Server, headers: &[(&str, &str)], body: Value) -> Events {
    let mut request = Request::post(format!("http://{}/graphql/stream", server.address))
        .header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(Bytes::from(body.to_string())));
    let client = Client::builder(TokioExecutor::new()).build_http();
    let response = client.request(request.expect("the request is right")).await;
    let (parts, body) = response.expect("the server answers").into_parts();
    Events {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body,
        text: String::new(),
    }
}

impl Events {
    /// The next block of lines; none at the end.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let frame = tokio::time::timeout(PATIENCE, self.body.frame()).await;
            let frame = frame.expect("something comes")?;
            let frame = frame.expect("the body comes whole");
            let data = frame.into_data().expect("there are no trailers");
            self.text
                .push_str(std::str::from_utf8(&data).expect("UTF-8"));
        }
    }

    /// The next event; comments are passed over.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let block = self.block().await?;
            if block == ":" {
                continue;
            }
            let mut event = Event {
                id: None,
                name: String::new(),
                data: String::new(),
            };
            for line in block.lines() {
                let (field, value) = line.split_once(": ").expect("a field");
                match field {
                    "id" => event.id = Some(value.to_owned()),
                    "event" => value.clone_into(&mut event.name),
                    "data" => value.clone_into(&mut event.data),
                    other => panic!("{other}"),
                }
            }
            return Some(event);
        }
    }

    async fn whole(mut self) -> Value {
        let body = self
            .body
            .collect()
            .await
            .expect("the body comes")
            .to_bytes();
        self.text = String::from_utf8_lossy(&body).into_owned();
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{}", self.text))
    }
}

const EVENTS: (&str, &str) = ("accept", "text/event-stream");

both_databases!(states_come_as_events, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let body = json!({ "query": SEATS, "variables": of(&town, event) });
    let mut events = ask(&server, &[EVENTS], body.clone()).await;
    assert_eq!(events.status, 200);
    assert_eq!(
        events.headers["content-type"],
        "text/event-stream; charset=utf-8"
    );
    assert_eq!(events.headers["cache-control"], "no-store");
    assert_eq!(
        events.block().await.as_deref(),
        Some(":"),
        "the head goes out at once"
    );
    let first = events.next().await.expect("a state");
    assert_eq!(
        (first.name.as_str(), taken(&first.json())),
        ("next", &json!(0))
    );
    going(&app, &town, town.steward, event, 2).await;
    let second = events.next().await.expect("a state");
    assert_eq!(taken(&second.json()), 2);
    let id = second.id.clone().expect("a state has an id");
    assert_eq!(second.json()["extensions"]["eventId"], id);
    drop(events);
    server
        .until("nobody listens", |live| {
            live.counts().connections == 0 && !live.counts().reads
        })
        .await;

    // Back again: what was missed, and nothing that was not.
    going(&app, &town, town.admin, event, 3).await;
    let first_id = first.id.expect("a state has an id");
    let mut back = ask(
        &server,
        &[EVENTS, ("last-event-id", &first_id)],
        body.clone(),
    )
    .await;
    let missed = back.next().await.expect("a state");
    assert_eq!(taken(&missed.json()), 5);
    let last = missed.id.expect("a state has an id");
    let mut current = ask(&server, &[EVENTS, ("last-event-id", &last)], body).await;
    server
        .until("both listen", |live| live.counts().connections == 2)
        .await;
    going(&app, &town, town.organiser, event, 1).await;
    let news = current.next().await.expect("a state");
    assert_eq!(taken(&news.json()), 6, "the first that comes is news");

    // A server that stops ends the stream without `complete`: clients come back.
    server.stop().await;
    assert_eq!(current.next().await, None);
});

both_databases!(a_query_is_one_event, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let bearer = format!("Bearer {}", app.token(town.admin).await);
    let headers = [EVENTS, ("authorization", bearer.as_str())];
    let body = json!({ "query": "{ viewer { person { name } } }" });
    let mut events = ask(&server, &headers, body).await;
    let next = events.next().await.expect("an answer");
    assert_eq!(
        next.json(),
        json!({ "data": { "viewer": { "person": { "name": "admin" } } } })
    );
    let complete = events.next().await.expect("an end");
    assert_eq!(
        (complete.name.as_str(), complete.data.as_str()),
        ("complete", "")
    );
    assert_eq!(events.next().await, None);
});

both_databases!(a_token_that_is_over_ends_the_stream, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let bearer = format!("Bearer {}", app.token(town.organiser).await);
    let headers = [EVENTS, ("authorization", bearer.as_str())];
    let body = json!({ "query": "subscription { viewerRsvpChanged { more } }" });
    let mut events = ask(&server, &headers, body.clone()).await;
    assert_eq!(events.status, 200);
    app.advance(chrono::TimeDelta::hours(2));
    assert_eq!(events.next().await, None);
    assert_eq!(ask(&server, &headers, body).await.status, 401);
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_stream_is_refused_by_its_status() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let mine = json!({ "query": "subscription { viewerRsvpChanged { more } }" });
    for (accept, body, status, code) in [
        ("application/json", mine.clone(), 406, "BAD_REQUEST"),
        ("text/event-stream", json!({}), 400, "BAD_USER_INPUT"),
        (
            "text/event-stream",
            json!({ "query": "{" }),
            400,
            "GRAPHQL_PARSE_FAILED",
        ),
        (
            "text/event-stream",
            json!({ "query": "{ x }" }),
            400,
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("*/*", mine, 400, "UNAUTHENTICATED"),
    ] {
        let answer = ask(&server, &[("accept", accept)], body).await;
        assert_eq!(answer.status, status, "{code}");
        let errors = answer.whole().await;
        assert_eq!(errors["errors"][0]["extensions"]["code"], code);
    }
}
