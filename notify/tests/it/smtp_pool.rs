//! How connections are shared, kept and given up.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use mulin_notify::{EmailTransport, SendError, SmtpConfig, SmtpTransport};

use crate::support::server::{Act, Server, Step, Turn};
use crate::support::{arrives, config, email, transport};

fn transport_of(server: &Server, max_connections: usize) -> Arc<SmtpTransport> {
    let config = SmtpConfig {
        max_connections,
        ..config(server, "?tls=none")
    };
    Arc::new(SmtpTransport::new(config).unwrap())
}

#[tokio::test]
async fn a_message_arrives_byte_for_byte_and_the_receipt_names_no_address() {
    let server = Server::polite().await;
    let accepted = transport(&server).send(&email(1)).await.unwrap();
    assert_eq!(accepted.detail, "2.0.0 Ok: queued as 4F2A for");
    let (_, sent) = email(1).to_rfc5322().unwrap();
    // The line end before the final dot is the transport's own.
    assert_eq!(
        server.messages(),
        [String::from_utf8(sent).unwrap() + "\r\n"]
    );
}

#[tokio::test]
async fn connections_are_bounded_shared_and_reused() {
    let server = Server::start(|turn| {
        // Every connection waits at its first message, so that all are needed at once.
        (turn.step == Step::Dot && turn.nth == 0).then_some(Act::Hold)
    })
    .await;
    let transport = transport_of(&server, 3);
    let tasks: Vec<_> = (0..60)
        .map(|number| {
            let transport = transport.clone();
            tokio::spawn(async move { transport.send(&email(number)).await })
        })
        .collect();
    server.saw(Step::Dot, 3).await;
    server.release();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!((server.connections(), server.most_open()), (3, 3));
    let messages = server.messages();
    let ids: BTreeSet<&str> = messages
        .iter()
        .filter_map(|message| message.lines().find(|line| line.starts_with("Message-ID")))
        .collect();
    assert_eq!((messages.len(), ids.len()), (60, 60), "each once");
}

#[tokio::test]
async fn no_message_waits_for_a_delayed_acknowledgement() {
    let server = Server::polite().await;
    let transport = transport_of(&server, 1);
    let begun = std::time::Instant::now();
    for number in 0..200 {
        transport.send(&email(number)).await.unwrap();
    }
    // Linux delays acknowledgements by 40 ms; with TCP_NODELAY this takes a fraction of a second.
    assert!(
        begun.elapsed() < Duration::from_millis(200 * 20),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn a_sending_given_up_at_any_step_harms_no_other() {
    for step in [
        Step::Greeting,
        Step::Ehlo,
        Step::Mail,
        Step::Rcpt,
        Step::Data,
        Step::Body,
        Step::Dot,
    ] {
        let server = Server::start(move |turn| {
            (turn.connection == 0 && turn.step == step).then_some(Act::Hold)
        })
        .await;
        // One permit only: it must come back too.
        let transport = transport_of(&server, 1);
        let sending = tokio::spawn({
            let transport = transport.clone();
            async move { transport.send(&email(1)).await }
        });
        server.saw(step, 1).await;
        sending.abort();
        assert!(sending.await.unwrap_err().is_cancelled());
        transport.send(&email(2)).await.unwrap();
        transport.send(&email(3)).await.unwrap();
        assert_eq!(
            server.connections(),
            2,
            "{step:?}: a new one, and that is kept"
        );
        for (message, number) in server.messages().iter().zip([2, 3]) {
            assert!(
                message.contains(&format!("<delivery-{number}@")),
                "{step:?}"
            );
        }
        server.release();
    }
}

#[tokio::test]
async fn a_connection_the_server_closed_meanwhile_costs_no_message() {
    for act in [
        (|| Act::SayAndClose("421 4.4.2 idle too long")) as fn() -> Act,
        || Act::Close,
    ] {
        let server = Server::start(move |turn| {
            let again = Turn {
                connection: 0,
                step: Step::Mail,
                nth: 1,
            };
            (turn.connection == 0 && turn.step == again.step && turn.nth == again.nth).then(act)
        })
        .await;
        let transport = transport(&server);
        arrives(&transport, &server, 1).await;
        arrives(&transport, &server, 2).await;
        assert_eq!(server.connections(), 2);
    }
}

#[tokio::test]
async fn an_idle_connection_is_closed_politely_after_its_time() {
    let server = Server::polite().await;
    let transport = SmtpTransport::new(SmtpConfig {
        idle_timeout: Duration::from_millis(30),
        ..config(&server, "?tls=none")
    })
    .unwrap();
    arrives(&transport, &server, 1).await;
    server.saw(Step::Quit, 1).await;
    arrives(&transport, &server, 2).await;
    server.saw(Step::Quit, 2).await;
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn closing_takes_leave_finishes_what_is_under_way_and_takes_nothing_new() {
    let server =
        Server::start(|turn| (turn.connection == 1 && turn.step == Step::Dot).then_some(Act::Hold))
            .await;
    let transport = transport_of(&server, 2);
    // Two at once: one is done and idle, the other is held.
    let first = tokio::spawn({
        let transport = transport.clone();
        async move { transport.send(&email(1)).await }
    });
    let second = tokio::spawn({
        let transport = transport.clone();
        async move { transport.send(&email(2)).await }
    });
    server.saw(Step::Dot, 2).await;
    while server.messages().is_empty() {
        tokio::task::yield_now().await;
    }
    transport.close().await;
    let closed = SendError::Temporary {
        code: "TRANSPORT_CLOSED".to_owned(),
    };
    assert_eq!(transport.send(&email(3)).await, Err(closed));
    server.release();
    assert!(first.await.unwrap().is_ok() && second.await.unwrap().is_ok());
    server.saw(Step::Quit, 2).await;
    assert_eq!(server.messages().len(), 2);
}
