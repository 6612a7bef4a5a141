//! Whoever does not take what they are sent, or does not say that they are there, is sent away.

use std::time::Duration;

use futures_util::StreamExt;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use mulin::http::server::serve;
use mulin::live::Pace;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::client_async;
use tokio_util::sync::CancellationToken;

use super::client::{Client, Heard, handshake};
use super::event_seats_changed::{SEATS, of, taken};
use super::server::{PATIENCE, Server, quick};
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

/// Asks for an event stream of large states over a real connection that holds little, and reads nothing.
async fn ask_and_not_read(
    server: &Server,
    patience: Duration,
    variables: serde_json::Value,
) -> (TcpStream, CancellationToken) {
    let (socket, stop) = (
        TcpSocket::new_v4().expect("a socket"),
        CancellationToken::new(),
    );
    socket
        .set_send_buffer_size(8 * 1024)
        .expect("it can hold less");
    let any = "127.0.0.1:0".parse().expect("an address");
    socket.bind(any).expect("a port is free");
    let listener = socket.listen(8).expect("it listens");
    let address = listener.local_addr().expect("it has an address");
    let serving = serve(
        listener,
        server.router.clone(),
        stop.clone(),
        PATIENCE,
        patience,
    );
    tokio::spawn(serving);

    let client = TcpSocket::new_v4().expect("a socket");
    client
        .set_recv_buffer_size(4 * 1024)
        .expect("it can hold less");
    let mut client = client.connect(address).await.expect("the server listens");
    let large: String = (0..20)
        .map(|number| format!("{}{number}: seats {{ taken }} ", "a".repeat(2_000)))
        .collect();
    let query = format!(
        "subscription ($id: ID!) {{ eventSeatsChanged(eventId: $id) {{ seats {{ taken }} {large} }} }}"
    );
    let body = json!({ "query": query, "variables": variables }).to_string();
    let request = format!(
        "POST /graphql/stream HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         accept: text/event-stream\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    client
        .write_all(request.as_bytes())
        .await
        .expect("the server reads");
    (client, stop)
}

both_databases!(a_stream_that_nobody_reads_is_cut_off, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let patience = Duration::from_millis(100);
    let (mut client, stop) = ask_and_not_read(&server, patience, of(&town, event)).await;
    // By the time that one looks it may have been let in and cut off again.
    let mut head = [0; 15];
    client
        .read_exact(&mut head)
        .await
        .expect("an answer begins");
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    // What the system does not take any more waits to be written, until it has waited for too long.
    let telling = async {
        for adults in [1, 2].into_iter().cycle() {
            if server.live.counts().connections == 0 {
                break;
            }
            going(&app, &town, town.steward, event, adults).await;
        }
    };
    let cut_off = tokio::time::timeout(PATIENCE / 3, telling).await;
    cut_off.expect("not by the system, which waits for 30 seconds");
    let mut rest = Vec::new();
    // What the system held arrives, and then the end, which may be an abrupt one.
    let _ = client.read_to_end(&mut rest).await;
    let rest = String::from_utf8_lossy(&rest);
    assert!(!rest.contains("event: complete"), "so that it comes back");
    stop.cancel();
});

const CHANGES: i32 = 40;

/// The seats that were taken by each state of what was read.
fn told(read: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(read);
    let states = text.split("\"seats\":{\"taken\":").skip(1);
    let taken = states.filter_map(|state| Some(state.split_once('}')?.0.to_owned()));
    taken.collect()
}

both_databases!(a_stream_that_is_read_late_holds_few_states, |app| {
    let server = Server::start(&app).await;
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let (mut client, stop) = ask_and_not_read(&server, PATIENCE, of(&town, event)).await;
    let mut quick = Client::enter(&server, None).await;
    quick.subscribe("1", SEATS, of(&town, event)).await;
    quick.next("1").await;
    server
        .until("both listen", |live| live.counts().connections == 2)
        .await;
    for change in 0..CHANGES {
        let adults = 1 + change % 2;
        going(&app, &town, town.steward, event, adults).await;
        assert_eq!(taken(&quick.next("1").await), adults, "others do not wait");
    }
    going(&app, &town, town.steward, event, 3).await;
    let (mut read, mut states) = (Vec::new(), Vec::new());
    while states.last().is_none_or(|last| last != "3") {
        let mut piece = [0; 64 * 1024];
        let length = tokio::time::timeout(PATIENCE, client.read(&mut piece)).await;
        let length = length.expect("it comes").expect("it is there");
        assert!(length > 0, "it goes on");
        read.extend_from_slice(&piece[..length]);
        states = told(&read);
    }
    // The buffers hold 400 KiB and a state is 40 KiB: of what came after, only the last is told.
    let most = usize::try_from(CHANGES / 2).expect("small");
    assert!(states.len() < most, "{} states", states.len());
    stop.cancel();
});
