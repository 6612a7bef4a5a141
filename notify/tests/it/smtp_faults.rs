//! What a failing server does to a message, and to the next one.

use mulin_notify::{Email, EmailTransport, SendError};

use crate::support::server::{Act, Server, Step, Turn};
use crate::support::{arrives, email, impatient, transport};

fn temporary(code: &str) -> SendError {
    SendError::Temporary {
        code: code.to_owned(),
    }
}

fn permanent(code: &str) -> SendError {
    SendError::Permanent {
        code: code.to_owned(),
    }
}

fn unknown(code: &str) -> SendError {
    SendError::Unknown {
        code: code.to_owned(),
        perhaps: None,
    }
}

/// The script "at the first such step of the first connection, do this".
fn first(step: Step, act: fn() -> Act) -> impl Fn(Turn) -> Option<Act> + Send + Sync + 'static {
    move |turn| (turn.connection == 0 && turn.step == step && turn.nth == 0).then(act)
}

/// Servers that take one command at a time, and several at once.
const FEATURES: [&str; 2] = ["8BITMIME", "8BITMIME|PIPELINING"];

/// Servers of both kinds.
async fn both(script: impl Fn() -> (Step, fn() -> Act)) -> Vec<Server> {
    let mut servers = Vec::new();
    for features in FEATURES {
        let (step, act) = script();
        servers.push(Server::start_with(first(step, act), features, None, false).await);
    }
    servers
}

/// Longer than all buffers on the way (Linux sends ahead 4 MB at most), so that its end cannot have
/// been written when nobody reads it.
pub fn long_email() -> Email {
    let mut email = email(1);
    email.rendered.text = "长".repeat(2_000_000);
    email
}

#[tokio::test]
async fn a_refusal_concerns_one_message_and_the_connection_is_used_again() {
    for step in [Step::Mail, Step::Rcpt, Step::Data, Step::Dot] {
        for (act, expected) in [
            (
                (|| Act::Say("451 4.3.0 later")) as fn() -> Act,
                temporary("SMTP_451"),
            ),
            (
                || Act::Say("550-5.1.1 <neighbour1@example.org>\r\n550 5.1.1 nobody here"),
                { permanent("SMTP_550") },
            ),
        ] {
            for server in both(|| (step, act)).await {
                let transport = transport(&server);
                let refused = transport.send(&email(1)).await;
                assert_eq!(refused, Err(expected.clone()), "{step:?}");
                arrives(&transport, &server, 2).await;
                assert_eq!(server.connections(), 1, "{step:?}: the connection survives");
                assert_eq!(server.count(Step::Rset), 1, "{step:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_refused_reset_costs_the_connection() {
    let server = Server::start(|turn| match turn {
        Turn {
            connection: 0,
            step: Step::Rcpt,
            ..
        } => Some(Act::Say("550 nobody")),
        Turn {
            step: Step::Rset, ..
        } => Some(Act::Say("502 what?")),
        _ => None,
    })
    .await;
    let transport = transport(&server);
    assert_eq!(transport.send(&email(1)).await, Err(permanent("SMTP_550")));
    arrives(&transport, &server, 2).await;
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_server_that_does_not_want_us_is_no_fault_of_the_recipient() {
    for (step, reply, code) in [
        (Step::Greeting, "554 no", "SMTP_554"),
        (Step::Ehlo, "550 no", "SMTP_550"),
        (Step::Ehlo, "421 busy", "SMTP_421"),
        (Step::Mail, "530 log in first", "SMTP_530"),
    ] {
        let server = Server::start(move |turn| {
            let first = turn.connection == 0 && turn.nth == 0;
            (first && turn.step == step).then_some(Act::Say(reply))
        })
        .await;
        let transport = transport(&server);
        assert_eq!(
            transport.send(&email(1)).await,
            Err(temporary(code)),
            "{step:?}"
        );
        arrives(&transport, &server, 2).await;
    }
}

#[tokio::test]
async fn silence_has_an_end_and_the_connection_is_not_used_again() {
    for (step, expected) in [
        (Step::Greeting, temporary("SMTP_TIMEOUT")),
        (Step::Ehlo, temporary("SMTP_TIMEOUT")),
        (Step::Mail, temporary("COMMAND_TIMEOUT")),
        (Step::Rcpt, temporary("COMMAND_TIMEOUT")),
        (Step::Data, temporary("COMMAND_TIMEOUT")),
        (Step::Dot, unknown("DATA_TIMEOUT")),
    ] {
        for server in both(|| (step, || Act::Silence)).await {
            let transport = impatient(&server);
            let lost = transport.send(&email(1)).await;
            assert_eq!(lost, Err(expected.clone()), "{step:?}");
            // The server sees the end of the first connection, so it was dropped, not kept.
            server.saw(Step::Closed, 1).await;
            arrives(&transport, &server, 2).await;
            assert_eq!(server.connections(), 2, "{step:?}");
        }
    }
}

#[tokio::test]
async fn a_connection_lost_before_the_dot_is_certain_after_it_nobody_knows() {
    for (step, expected) in [
        (Step::Greeting, temporary("SMTP_FAILED")),
        (Step::Ehlo, temporary("SMTP_FAILED")),
        (Step::Mail, temporary("CONNECTION_LOST")),
        (Step::Rcpt, temporary("CONNECTION_LOST")),
        (Step::Data, temporary("CONNECTION_LOST")),
        (Step::Dot, unknown("CONNECTION_LOST")),
    ] {
        for server in both(|| (step, || Act::Close)).await {
            let transport = transport(&server);
            let lost = transport.send(&email(1)).await;
            assert_eq!(lost, Err(expected.clone()), "{step:?}");
            arrives(&transport, &server, 2).await;
        }
    }
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_of_the_message_is_certain() {
    let server = Server::start(first(Step::Body, || Act::Close)).await;
    let transport = transport(&server);
    assert_eq!(
        transport.send(&long_email()).await,
        Err(temporary("CONNECTION_LOST"))
    );
    arrives(&transport, &server, 2).await;
}

#[tokio::test]
async fn a_server_that_stops_reading_the_message_is_certain() {
    let server = Server::start(first(Step::Body, || Act::Hold)).await;
    let transport = impatient(&server);
    assert_eq!(
        transport.send(&long_email()).await,
        Err(temporary("DATA_TIMEOUT"))
    );
    arrives(&transport, &server, 2).await;
}

#[tokio::test]
async fn a_goodbye_in_place_of_a_receipt_is_certain() {
    let server = Server::start(first(Step::Dot, || {
        Act::SayAndClose("421 4.3.2 shutting down")
    }))
    .await;
    let transport = transport(&server);
    assert_eq!(transport.send(&email(1)).await, Err(temporary("SMTP_421")));
    arrives(&transport, &server, 2).await;
}

#[tokio::test]
async fn replies_that_come_one_late_never_count_as_a_receipt() {
    // One reply too many at any step makes every later one the answer to an earlier command.
    for (step, act) in [
        (
            Step::Greeting,
            (|| Act::Say("220 hello\r\n220 hello again")) as fn() -> Act,
        ),
        (Step::Ehlo, || Act::Say("250 hello\r\n250 hello again")),
        (Step::Mail, || Act::Say("250 ok\r\n250 ok")),
        (Step::Rcpt, || Act::Say("250 ok\r\n250 ok")),
    ] {
        for server in both(|| (step, act)).await {
            let transport = transport(&server);
            let lost = transport.send(&email(1)).await;
            assert_eq!(lost, Err(temporary("OUT_OF_STEP")), "{step:?}");
            assert!(server.messages().is_empty(), "{step:?}");
            arrives(&transport, &server, 2).await;
            assert_eq!(server.connections(), 2, "{step:?}");
        }
    }
    let server = Server::start(first(Step::Data, || Act::Say("354 go\r\n354 go"))).await;
    let transport = transport(&server);
    assert_eq!(transport.send(&email(1)).await, Err(unknown("OUT_OF_STEP")));
    // This one had been taken: we could not know.
    server.saw(Step::Closed, 1).await;
    assert_eq!(server.messages().len(), 1);
    arrives(&transport, &server, 2).await;
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn nobody_listening_is_temporary() {
    let server = Server::polite().await;
    let mut config = crate::support::config(&server, "?tls=none");
    // A port that was free a moment ago and that nobody listens on.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    config.port = listener.local_addr().unwrap().port();
    drop(listener);
    let transport = mulin_notify::SmtpTransport::new(config).unwrap();
    assert_eq!(
        transport.send(&email(1)).await,
        Err(temporary("CONNECT_REFUSED"))
    );
}

#[tokio::test]
async fn an_impossible_address_is_permanent_and_no_server_hears_of_it() {
    let server = Server::polite().await;
    let transport = transport(&server);
    let mut email = email(1);
    email.to_address = "a neighbour@example.org".to_owned();
    assert_eq!(
        transport.send(&email).await,
        Err(permanent("INVALID_ADDRESS"))
    );
    assert_eq!(server.connections(), 0);
}
