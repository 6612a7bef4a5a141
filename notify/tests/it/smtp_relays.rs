//! Several servers, of which some fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use mulin_notify::{
    DkimKey, DkimSigner, Email, EmailTransport, Pacing, SendError, SmtpConfig, SmtpConfigError,
    SmtpRelays,
};
use tokio_rustls::TlsAcceptor;

use crate::smtp_connection::certificate;
use crate::smtp_faults::long_email;
use crate::support::server::{Act, Server, Step};
use crate::support::{IMPATIENT, config, email, utc};

/// A clock that stands still until it is told to go on, by seconds.
#[derive(Clone, Default)]
struct Clock(Arc<AtomicI64>);

impl Clock {
    fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    fn pacing(&self) -> Pacing {
        let clock = self.0.clone();
        let now = move || -> DateTime<Utc> {
            utc(12, 2, 30) + TimeDelta::seconds(clock.load(Ordering::SeqCst))
        };
        Pacing {
            now: Arc::new(now),
            jitter: Arc::new(|| 1.0),
        }
    }
}

fn impatient(server: &Server, parameters: &str) -> SmtpConfig {
    SmtpConfig {
        command_timeout: IMPATIENT,
        data_timeout: IMPATIENT,
        ..config(server, parameters)
    }
}

fn relays(configs: Vec<SmtpConfig>, clock: &Clock) -> SmtpRelays {
    SmtpRelays::new(configs, DkimSigner::default(), clock.pacing()).unwrap()
}

fn two(first: &Server, second: &Server, clock: &Clock) -> SmtpRelays {
    let config = |server| impatient(server, "?tls=none");
    relays(vec![config(first), config(second)], clock)
}

fn name(server: &Server) -> Option<String> {
    Some(server.address().to_string())
}

fn code(result: Result<mulin_notify::Accepted, SendError>) -> String {
    match result {
        Ok(accepted) => panic!("accepted: {accepted:?}"),
        Err(SendError::Permanent { code }) => format!("permanent {code}"),
        Err(SendError::Temporary { code }) => format!("temporary {code}"),
        Err(SendError::Unknown { code, .. }) => format!("unknown {code}"),
    }
}

#[tokio::test]
async fn a_relay_that_goes_in_the_middle_of_a_message_has_not_taken_it() {
    let first = Server::start(|turn| (turn.step == Step::Body).then_some(Act::Close)).await;
    let second = Server::polite().await;
    let patient = |server| config(server, "?tls=none");
    let relays = relays(vec![patient(&first), patient(&second)], &Clock::default());
    let accepted = relays.send(&long_email()).await.unwrap();
    assert_eq!(accepted.provider, name(&second));
    assert_eq!((first.messages().len(), second.messages().len()), (0, 1));
}

/// A port that nobody listens on.
fn deserted(server: &Server) -> SmtpConfig {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    SmtpConfig {
        port,
        ..impatient(server, "?tls=none")
    }
}

#[tokio::test]
async fn the_first_that_works_takes_all_and_is_named() {
    let (first, second) = (Server::polite().await, Server::polite().await);
    let relays = two(&first, &second, &Clock::default());
    for number in 1..=3 {
        let accepted = relays.send(&email(number)).await.unwrap();
        assert_eq!(accepted.provider, name(&first));
    }
    assert_eq!((first.messages().len(), second.connections()), (3, 0));
}

/// How a relay fails before a message can be its own, step by step.
#[tokio::test]
async fn the_next_takes_what_the_first_cannot_have_taken() {
    let goodbye = || Act::SayAndClose("421 4.3.2 going down");
    let cases: [(Step, fn() -> Act); 14] = [
        (Step::Greeting, || Act::Say("554 5.3.2 no")),
        (Step::Greeting, || Act::Close),
        (Step::Greeting, || Act::Silence),
        (Step::Ehlo, || Act::Say("421 4.3.2 busy")),
        (Step::Ehlo, || Act::Silence),
        (Step::Mail, goodbye),
        (Step::Mail, || Act::Silence),
        (Step::Mail, || Act::Say("530 5.7.0 log in first")),
        (Step::Rcpt, goodbye),
        (Step::Rcpt, || Act::Close),
        (Step::Data, || Act::Silence),
        (Step::Data, || Act::Close),
        (Step::Dot, goodbye),
        (Step::Rcpt, || Act::Say("250 ok\r\n250 ok")),
    ];
    for (step, act) in cases {
        let first = Server::start(move |turn| (turn.step == step).then(act)).await;
        let second = Server::polite().await;
        let clock = Clock::default();
        let relays = two(&first, &second, &clock);
        for number in 1..=3 {
            let accepted = relays.send(&email(number)).await.unwrap();
            assert_eq!(accepted.provider, name(&second), "{step:?}");
        }
        assert_eq!(second.messages().len(), 3, "{step:?}: each once");
        assert_eq!(first.messages().len(), 0, "{step:?}");
        assert_eq!(first.count(step), 1, "{step:?}: it rests");
        clock.advance(5);
        relays.send(&email(4)).await.unwrap();
        assert_eq!(first.count(step), 2, "{step:?}: and is tried again");
    }
}

#[tokio::test]
async fn a_relay_that_is_down_or_has_another_name_is_passed_over() {
    let second = Server::polite().await;
    let clock = Clock::default();
    let down = relays(
        vec![deserted(&second), impatient(&second, "?tls=none")],
        &clock,
    );
    down.send(&email(1)).await.unwrap();

    // The certificate is good, and somebody else's.
    let (acceptor, roots): (TlsAcceptor, Vec<u8>) = certificate("mail.example.org");
    let impostor = Server::start_with(|_| None, "STARTTLS", Some(acceptor), false).await;
    let strict = SmtpConfig {
        extra_roots: roots,
        ..impatient(&impostor, "?tls=required")
    };
    let relays = relays(vec![strict, impatient(&second, "?tls=none")], &clock);
    relays.send(&email(2)).await.unwrap();
    assert_eq!(impostor.count(Step::Mail), 0);
    assert_eq!(second.messages().len(), 2);
}

#[tokio::test]
async fn what_a_relay_may_have_taken_is_given_to_no_other() {
    type Acts<'a> = [(fn() -> Act, &'a str); 2];
    let acts: Acts<'_> = [
        (|| Act::Silence, "unknown DATA_TIMEOUT"),
        (|| Act::Close, "unknown CONNECTION_LOST"),
    ];
    for (act, expected) in acts {
        let first = Server::start(move |turn| (turn.step == Step::Dot).then(act)).await;
        let second = Server::polite().await;
        let relays = two(&first, &second, &Clock::default());
        assert_eq!(code(relays.send(&email(1)).await), expected);
        assert_eq!(second.connections(), 0);
        // The relay rests all the same: the next message need not wait for it.
        let accepted = relays.send(&email(2)).await.unwrap();
        assert_eq!(accepted.provider, name(&second));
    }
}

#[tokio::test]
async fn a_refusal_of_a_message_is_the_answer_and_no_fault_of_the_relay() {
    for (reply, expected) in [
        ("450 4.2.0 greylisted", "temporary SMTP_450"),
        ("550 5.1.1 nobody here", "permanent SMTP_550"),
    ] {
        let first = Server::start(move |turn| {
            let nth = turn.step == Step::Rcpt && turn.nth == 0;
            nth.then_some(Act::Say(reply))
        })
        .await;
        let second = Server::polite().await;
        let relays = two(&first, &second, &Clock::default());
        assert_eq!(code(relays.send(&email(1)).await), expected);
        let accepted = relays.send(&email(2)).await.unwrap();
        assert_eq!(accepted.provider, name(&first));
        assert_eq!((first.connections(), second.connections()), (1, 0));
    }
}

#[tokio::test]
async fn when_all_rest_no_message_waits_and_one_finds_out() {
    let first = Server::start(|turn| {
        let down = turn.connection < 2 && turn.step == Step::Greeting;
        down.then_some(Act::Close)
    })
    .await;
    let clock = Clock::default();
    let relays = Arc::new(relays(vec![impatient(&first, "?tls=none")], &clock));
    assert!(!relays.rests());
    assert_eq!(code(relays.send(&email(1)).await), "temporary SMTP_FAILED");
    for number in 2..50 {
        let rests = code(relays.send(&email(number)).await);
        assert_eq!(rests, "temporary RELAYS_REST");
    }
    assert!(relays.rests());
    assert_eq!(first.connections(), 1);
    clock.advance(5);
    assert!(!relays.rests(), "one may find out");
    assert_eq!(code(relays.send(&email(1)).await), "temporary SMTP_FAILED");
    clock.advance(9);
    assert_eq!(code(relays.send(&email(1)).await), "temporary RELAYS_REST");
    clock.advance(1);
    relays.send(&email(1)).await.unwrap();
    relays.send(&email(2)).await.unwrap();
    assert_eq!(first.connections(), 3);
}

#[tokio::test]
async fn one_that_is_given_up_while_it_finds_out_does_not_block_the_others() {
    let server = Server::start(|turn| match (turn.connection, turn.step) {
        (0, Step::Greeting) => Some(Act::Close),
        (1, Step::Mail) => Some(Act::Hold),
        _ => None,
    })
    .await;
    let clock = Clock::default();
    let config = config(&server, "?tls=none");
    let relays = Arc::new(relays(vec![config], &clock));
    assert_eq!(code(relays.send(&email(1)).await), "temporary SMTP_FAILED");
    clock.advance(5);
    let sending = tokio::spawn({
        let relays = relays.clone();
        async move { relays.send(&email(1)).await }
    });
    server.saw(Step::Mail, 1).await;
    assert_eq!(code(relays.send(&email(2)).await), "temporary RELAYS_REST");
    sending.abort();
    assert!(sending.await.unwrap_err().is_cancelled());
    relays.send(&email(2)).await.unwrap();
}

#[tokio::test]
async fn a_connection_carries_so_many_messages_and_no_more() {
    let server = Server::polite().await;
    let config = SmtpConfig {
        max_messages: 2,
        ..config(&server, "?tls=none")
    };
    let relays = relays(vec![config], &Clock::default());
    for number in 1..=5 {
        relays.send(&email(number)).await.unwrap();
    }
    assert_eq!(server.connections(), 3);
    server.saw(Step::Quit, 2).await;
}

#[tokio::test]
async fn an_address_in_chinese_needs_a_server_that_takes_it() {
    let wang = |number| Email {
        to_address: "王秀英@例子.中国".to_owned(),
        ..email(number)
    };
    let plain = Server::polite().await;
    let second = Server::polite().await;
    let relays = two(&plain, &second, &Clock::default());
    assert_eq!(
        code(relays.send(&wang(1)).await),
        "permanent SMTPUTF8_NOT_OFFERED"
    );
    relays.send(&email(2)).await.unwrap();
    assert_eq!((plain.connections(), second.connections()), (1, 0));

    let able = Server::start_with(|_| None, "8BITMIME|SMTPUTF8", None, false).await;
    let relays = self::relays(vec![config(&able, "?tls=none")], &Clock::default());
    relays.send(&wang(1)).await.unwrap();
    let message = &able.messages()[0];
    assert!(
        message.contains("<王秀英@xn--fsqu00a.xn--fiqs8s>"),
        "{message}"
    );
}

#[tokio::test]
async fn messages_leave_signed() {
    let pem = include_bytes!("keys/dkim_ed25519.pem");
    let key = DkimKey::from_pem("mulin.example", "e2027", pem).unwrap();
    let server = Server::polite().await;
    let signer = DkimSigner::new(vec![key]);
    let configs = vec![config(&server, "?tls=none")];
    let relays = SmtpRelays::new(configs, signer, Clock::default().pacing()).unwrap();
    relays.send(&email(1)).await.unwrap();
    assert!(server.messages()[0].starts_with("DKIM-Signature: v=1; a=ed25519-sha256;"));
}

#[tokio::test]
async fn no_relay_at_all_is_a_fault_of_the_configuration() {
    let made = SmtpRelays::new(vec![], DkimSigner::default(), Clock::default().pacing());
    assert_eq!(made.err(), Some(SmtpConfigError::NoRelay));
}

#[tokio::test]
async fn two_ports_of_one_host_have_two_names() {
    // As in every test here: the names are those of `name`, with their ports.
    let (first, second) = (Server::polite().await, Server::polite().await);
    let one = relays(vec![config(&first, "?tls=none")], &Clock::default());
    let accepted = one.send(&email(1)).await.unwrap();
    assert_eq!(accepted.provider.as_deref(), Some("127.0.0.1"));
    let both = two(&first, &second, &Clock::default());
    assert_eq!(both.send(&email(2)).await.unwrap().provider, name(&first));
}
