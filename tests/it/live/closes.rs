//! Every way in which the server closes a socket, and every way in which it does not open one.

use std::time::Duration;

use mulin::live::Pace;
use mulin::live::transport::protocol::Close;
use serde_json::json;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::client::{Client, Heard, handshake};
use super::server::{Server, quick};
use crate::factories::Town;
use crate::support::app::TestApp;

fn closed(close: Close) -> Heard {
    Heard::Closed(close.code, close.reason.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_message_closes_with_4400() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let faulty = [
        Message::text("nonsense"),
        Message::text(r#"{"type":"start"}"#),
        Message::text(r#"{"type":"subscribe","id":"1"}"#),
        Message::binary(vec![1, 2, 3]),
    ];
    for message in faulty {
        let mut client = Client::open(&server).await;
        client.say_raw(message.clone()).await;
        assert_eq!(client.hear().await, closed(Close::INVALID), "{message:?}");
        assert_eq!(client.hear().await, Heard::Cut);
        let mut client = Client::enter(&server, None).await;
        client.say_raw(message.clone()).await;
        assert_eq!(client.hear().await, closed(Close::INVALID), "{message:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_order_of_messages_is_held() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let query = "subscription { viewerRsvpChanged { more } }";

    let mut client = Client::open(&server).await;
    client.subscribe("1", query, json!({})).await;
    assert_eq!(client.hear().await, closed(Close::UNAUTHORIZED));

    let mut client = Client::enter(&server, None).await;
    client.say(json!({ "type": "connection_init" })).await;
    assert_eq!(client.hear().await, closed(Close::SECOND_INIT));

    let town = Town::found(&app).await;
    let token = app.token(town.admin).await;
    let mut client = Client::enter(&server, Some(&token)).await;
    client.subscribe("1", query, json!({})).await;
    client.subscribe("1", query, json!({})).await;
    assert_eq!(client.hear().await, closed(Close::DUPLICATE));
    assert_eq!(
        (Close::UNAUTHORIZED.code, Close::SECOND_INIT.code),
        (4401, 4429)
    );
    assert_eq!(Close::DUPLICATE.code, 4409);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_does_not_count_closes_with_4403() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    for authorization in [json!("Bearer nonsense"), json!("nonsense"), json!(7)] {
        let mut client = Client::open(&server).await;
        let payload = json!({ "authorization": authorization });
        client
            .say(json!({ "type": "connection_init", "payload": payload }))
            .await;
        assert_eq!(client.hear().await, closed(Close::FORBIDDEN));
    }
    assert_eq!(Close::FORBIDDEN.code, 4403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_begin_is_sent_away() {
    let app = TestApp::sqlite().await;
    let pace = Pace {
        init: Duration::from_millis(20),
        ..quick()
    };
    let server = Server::with(&app, pace).await;
    let mut client = Client::open(&server).await;
    assert_eq!(client.hear().await, closed(Close::INIT_TIMEOUT));
    assert_eq!(Close::INIT_TIMEOUT.code, 4408);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_no_larger_than_a_body() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let mut client = Client::enter(&server, None).await;
    let large = "x".repeat(app.config.http.body_limit_bytes + 1);
    client.say_raw(Message::text(large)).await;
    assert_eq!(client.hear().await, closed(Close::TOO_BIG));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_says_so() {
    let app = TestApp::sqlite().await;
    let server = Server::start(&app).await;
    let mut waiting = Client::open(&server).await;
    let mut entered = Client::enter(&server, None).await;
    let stopping = server.stop();
    let hearing = async {
        assert_eq!(waiting.hear().await, closed(Close::GOING_AWAY));
        assert_eq!(entered.hear().await, closed(Close::GOING_AWAY));
        // The client's answer ends it.
        assert_eq!(waiting.hear().await, Heard::Cut);
        assert_eq!(entered.hear().await, Heard::Cut);
    };
    tokio::join!(stopping, hearing);
    assert_eq!(server.live.counts().connections, 0);
    assert_eq!(Close::GOING_AWAY.code, 1001);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_strangers_and_other_protocols_are_not_let_in() {
    let origins = [("MULIN_HTTP__ALLOWED_ORIGINS", "https://app.example.org")];
    let app = TestApp::new(None, &origins).await;
    let server = Server::start(&app).await;
    let own = format!("http://{}", server.address);
    for (origin, status) in [
        ("https://app.example.org", None),
        (own.as_str(), None),
        ("https://evil.example.org", Some(403)),
        ("null", Some(403)),
    ] {
        let mut request = handshake(server.address);
        let value = origin.parse().expect("a header");
        request.headers_mut().insert("origin", value);
        assert_eq!(refusal(&server, request).await, status, "{origin}");
    }
    for protocol in ["graphql-ws", "mqtt"] {
        let mut request = handshake(server.address);
        let value = protocol.parse().expect("a header");
        request
            .headers_mut()
            .insert("sec-websocket-protocol", value);
        assert_eq!(refusal(&server, request).await, Some(400), "{protocol}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_are_so_many_places() {
    let app = TestApp::sqlite().await;
    let pace = Pace {
        sockets: 1,
        ..quick()
    };
    let server = Server::with(&app, pace).await;
    let first = Client::enter(&server, None).await;
    assert_eq!(refusal(&server, handshake(server.address)).await, Some(503));
    drop(first);
    server
        .until("the place is free", |live| live.counts().connections == 0)
        .await;
    Client::enter(&server, None).await;
}

/// The status of a handshake that is turned away.
async fn refusal(
    server: &Server,
    request: tokio_tungstenite::tungstenite::handshake::client::Request,
) -> Option<u16> {
    match Client::shake(server, request).await {
        Ok(_) => None,
        Err(Error::Http(response)) => Some(response.status().as_u16()),
        Err(other) => panic!("{other}"),
    }
}
