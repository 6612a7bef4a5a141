//! Whoever does not take what they are sent, or does not say that they are there, is sent away.

use std::time::Duration;

use futures_util::StreamExt;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use mulin::live::Pace;
use serde_json::json;
use tokio_tungstenite::client_async;

use super::client::{Client, Heard, handshake};
use super::event_seats_changed::{SEATS, of, taken};
use super::server::{Server, quick};
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::rsvp::steps::going;

both_databases!(who_does_not_take_a_state_is_sent_away, |app| {
    let pace = Pace {
        patience: Duration::from_millis(100),
        farewell: Duration::from_secs(10),
        ..quick()
    };
    let server = Server::with(&app, pace).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    // A pipe that holds no more than this, in place of a network.
    let (near, far) = tokio::io::duplex(600);
    let service = TowerToHyperService::new(server.router.clone());
    let connection = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(far), service)
        .with_upgrades();
    tokio::spawn(connection);
    let (socket, _) = client_async(handshake(server.address), near)
        .await
        .expect("the socket opens");
    let mut slow = Client(socket);
    slow.init(None).await;
    for id in 0..10 {
        slow.subscribe(&id.to_string(), SEATS, of(&town, event))
            .await;
        slow.next(&id.to_string()).await;
    }
    let mut quick = Client::enter(&server, None).await;
    quick.subscribe("1", SEATS, of(&town, event)).await;
    quick.next("1").await;

    // Ten states do not fit into the pipe, and nobody reads.
    going(&app, &town, town.steward, event, 2).await;
    assert_eq!(taken(&quick.next("1").await), 2, "others do not wait");
    server
        .until("it is given up", |live| live.counts().sent_away == 1)
        .await;
    going(&app, &town, town.admin, event, 3).await;
    assert_eq!(taken(&quick.next("1").await), 5);
    let mut states = 0;
    loop {
        match slow.hear().await {
            Heard::Message(message) => {
                assert_eq!(message["type"], "next");
                states += 1;
            }
            Heard::Closed(code, reason) => {
                assert_eq!((code, reason.starts_with("Too slow")), (1013, true));
                break;
            }
            Heard::Cut => panic!("it is told why"),
        }
    }
    assert!(states < 20, "nothing was kept for it: {states}");
    drop(slow);
    server
        .until("one is left", |live| live.counts().connections == 1)
        .await;
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_answer_a_ping_is_sent_away() {
    let app = crate::support::app::TestApp::sqlite().await;
    let pace = Pace {
        ping: Duration::from_secs(1),
        ..quick()
    };
    let server = Server::with(&app, pace).await;
    let mut silent = Client::enter(&server, None).await;
    let mut there = Client::enter(&server, None).await;
    // One is read from, which answers pings; the other is not.
    let hearing = async { while there.0.next().await.is_some_and(|message| message.is_ok()) {} };
    tokio::select! {
        () = hearing => panic!("who answers stays"),
        () = server.until("one is left", |live| live.counts().connections == 1) => {}
    }
    assert!(matches!(silent.hear().await, Heard::Closed(1013, _)));
    there.say(json!({ "type": "ping" })).await;
    assert_eq!(there.message().await, json!({ "type": "pong" }));
}
