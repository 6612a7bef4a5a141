//! Several commands at once, with servers that offer it (RFC 2920).

use mulin_notify::{EmailTransport, SendError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::server::{Act, Server, Step, Turn};
use crate::support::{arrives, email, transport};

/// At the first such step, this.
async fn pipelining(script: impl Fn(Turn) -> Option<Act> + Send + Sync + 'static) -> Server {
    Server::start_with(script, "8BITMIME|PIPELINING", None, false).await
}

fn permanent(code: &str) -> SendError {
    SendError::Permanent {
        code: code.to_owned(),
    }
}

#[tokio::test]
async fn what_is_offered_is_used() {
    // It answers nothing before it has read all three commands.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = Vec::new();
        for (say, until) in [
            ("220 hello", "\r\n"),
            ("250 hello", "\r\n"),
            ("250-hello\r\n250 pipelining", "DATA\r\n"),
            ("250 ok\r\n250 ok\r\n354 go", "\r\n.\r\n"),
            ("250 taken", ""),
        ] {
            stream
                .write_all(format!("{say}\r\n").as_bytes())
                .await
                .unwrap();
            heard.clear();
            while !until.is_empty() && !heard.ends_with(until.as_bytes()) {
                assert!(stream.read_buf(&mut heard).await.unwrap() > 0);
            }
        }
    });
    let url = format!("smtp://{address}/?tls=none").parse().unwrap();
    let config = mulin_notify::SmtpConfig::from_url(&url).unwrap();
    let transport = mulin_notify::SmtpTransport::new(config).unwrap();
    transport.send(&email(1)).await.unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn a_recipient_is_refused_though_the_server_asks_for_a_message() {
    // Either way nobody gets anything, and the connection is good for the next.
    for asks in [false, true] {
        let server = pipelining(move |turn| match (turn.step, turn.nth) {
            (Step::Rcpt, 0) => Some(Act::Say("550 5.1.1 nobody here")),
            (Step::Data, 0) if asks => Some(Act::Say("354 go on")),
            _ => None,
        })
        .await;
        let transport = transport(&server);
        let refused = transport.send(&email(1)).await;
        assert_eq!(refused, Err(permanent("SMTP_550")));
        arrives(&transport, &server, 2).await;
        assert_eq!((server.connections(), server.messages().len()), (1, 1));
        assert_eq!(server.count(Step::Rset), 1);
    }
}

#[tokio::test]
async fn what_was_refused_before_the_connection_broke_is_refused() {
    for step in [Step::Mail, Step::Rcpt] {
        let server = pipelining(move |turn| {
            let first = turn.connection == 0;
            match turn.step {
                at if first && at == step => Some(Act::Say("550 5.7.1 not from you")),
                Step::Data if first => Some(Act::Close),
                _ => None,
            }
        })
        .await;
        let transport = transport(&server);
        let refused = transport.send(&email(1)).await;
        assert_eq!(refused, Err(permanent("SMTP_550")), "{step:?}");
        arrives(&transport, &server, 2).await;
        assert_eq!(server.connections(), 2, "{step:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_asked_twice_takes_one_command_at_a_time() {
    let server = pipelining(|turn| {
        let second = turn.step == Step::Ehlo && turn.nth == 1;
        second.then_some(Act::Say("503 5.5.1 you said so"))
    })
    .await;
    let transport = transport(&server);
    arrives(&transport, &server, 1).await;
    arrives(&transport, &server, 2).await;
    assert_eq!(server.connections(), 1);
}
