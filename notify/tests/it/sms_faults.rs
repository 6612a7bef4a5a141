//! Gateways that are slow, broken, gone, or talk nonsense: what is then known of the message.

use std::time::Duration;

use mulin_notify::sms::{Https, Patience};
use mulin_notify::{SendError, Sms};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use url::Url;

use crate::support::gateway::{Gateway, Reply, https};
use crate::support::sms as text;
use crate::support::sms::Made;

fn code() -> Sms {
    crate::support::sms(1)
}

fn temporary(code: &str) -> SendError {
    SendError::Temporary {
        code: code.to_owned(),
    }
}

fn unknown(code: &str) -> SendError {
    SendError::Unknown {
        code: code.to_owned(),
        perhaps: None,
    }
}

/// One that does not wait long.
fn hasty() -> Https {
    Https::new(Patience {
        connect: Duration::from_millis(200),
        answer: Duration::from_millis(400),
    })
    .unwrap()
}

async fn fault(made: Made, url: Url, https: Https) -> SendError {
    let error = made(url, https).send(&code()).await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(
        !shown.contains("1381234") && !shown.contains("012341"),
        "{shown}"
    );
    error
}

#[tokio::test]
async fn statuses_tell_whether_to_try_again() {
    for (made, _) in text::ALL {
        for (status, expected) in [
            (429, temporary("THROTTLED")),
            (302, temporary("HTTP_302")),
            // It broke with the message in its hands, or who stood in between did not hear the end.
            (500, unknown("HTTP_500")),
            (502, unknown("HTTP_502")),
            (503, unknown("HTTP_503")),
            (504, unknown("HTTP_504")),
        ] {
            for body in [
                "",
                "<html>13812345671</html>",
                // Twilio's and Aliyun's own words for what broke, and none of theirs.
                r#"{"code":20500,"Code":"InternalError","message":"13812345671"}"#,
                r#"{"code":0,"Code":"OK"}"#,
            ] {
                let gateway = Gateway::saying(status, body).await;
                let error = fault(made, gateway.url(), https()).await;
                if status == 302 && body.starts_with('{') {
                    // What such an answer says inside is believed: it is no success.
                    assert!(!matches!(error, SendError::Unknown { .. }));
                    continue;
                }
                assert_eq!(error, expected, "{status} {body}");
                assert_eq!(gateway.asked().len(), 1, "asked once");
            }
        }
    }
}

#[tokio::test]
async fn nonsense_in_a_success_means_that_nobody_knows() {
    let huge = format!("{{\"x\":\"{}\"}}", "x".repeat(300 * 1024));
    for (made, _) in text::ALL {
        for body in ["{", "[]", "null", "\"OK\"", huge.as_str()] {
            let gateway = Gateway::saying(200, body).await;
            let error = fault(made, gateway.url(), https()).await;
            assert_eq!(error, unknown("ANSWER_UNREADABLE"), "{}", &body[..1]);
        }
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_means_that_nobody_knows() {
    for (made, _) in text::ALL {
        let closing = Gateway::start(|_| Reply::Close).await;
        assert_eq!(
            fault(made, closing.url(), https()).await,
            unknown("CONNECTION_LOST")
        );
        assert_eq!(closing.asked().len(), 1, "asked once");
        let torn = Gateway::start(|_| Reply::BreakOff(200)).await;
        assert_eq!(
            fault(made, torn.url(), https()).await,
            unknown("CONNECTION_LOST")
        );
        let refusing = Gateway::start(|_| Reply::BreakOff(404)).await;
        assert_eq!(
            fault(made, refusing.url(), https()).await,
            temporary("HTTP_404"),
            "of a refusal the beginning will do"
        );
        let refusing = Gateway::start(|_| Reply::BreakOff(500)).await;
        assert_eq!(
            fault(made, refusing.url(), https()).await,
            unknown("HTTP_500")
        );
    }
}

#[tokio::test]
async fn silence_after_the_request_means_that_nobody_knows() {
    for (made, _) in text::ALL {
        let silent = Gateway::start(|_| Reply::Silence).await;
        assert_eq!(
            fault(made, silent.url(), hasty()).await,
            unknown("ANSWER_TIMEOUT")
        );
        assert_eq!(silent.asked().len(), 1);
    }
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    // The port is free again once the listener is dropped.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed: Url = format!("http://{}", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    drop(listener);
    for (made, _) in text::ALL {
        assert_eq!(
            fault(made, closed.clone(), https()).await,
            temporary("NO_CONNECTION")
        );
    }
    // Connected, and no word of TLS: not a byte of the request has left.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mute: Url = format!("https://{}", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    for (made, _) in text::ALL {
        assert_eq!(
            fault(made, mute.clone(), hasty()).await,
            temporary("CONNECT_TIMEOUT")
        );
    }
    // A server that speaks something else.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let other: Url = format!("https://{}", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"220 mail.example ESMTP\r\n").await;
        }
    });
    assert_eq!(
        fault(text::ALL[0].0, other, https()).await,
        temporary("NO_CONNECTION")
    );
}

#[tokio::test]
async fn a_connection_is_used_again_and_one_that_is_gone_is_replaced() {
    for (made, good) in text::ALL {
        let gateway = Gateway::start(move |asked| match asked.connection {
            0 => Reply::Say(200, good.to_owned()),
            _ => Reply::SayAndClose(200, good.to_owned()),
        })
        .await;
        let provider = made(gateway.url(), https());
        for _ in 0..3 {
            provider.send(&code()).await.unwrap();
        }
        let over: Vec<usize> = gateway
            .asked()
            .iter()
            .map(|asked| asked.connection)
            .collect();
        assert_eq!(over, [0, 0, 0]);
        let closing = Gateway::start(move |_| Reply::SayAndClose(200, good.to_owned())).await;
        let provider = made(closing.url(), https());
        for _ in 0..3 {
            provider.send(&code()).await.unwrap();
        }
        let over: Vec<usize> = closing
            .asked()
            .iter()
            .map(|asked| asked.connection)
            .collect();
        assert_eq!(over, [0, 1, 2], "one request each, none of them twice");
    }
}

#[tokio::test]
async fn what_is_no_number_never_leaves() {
    for (made, good) in text::ALL {
        let gateway = Gateway::saying(200, good).await;
        let bad = Sms {
            to: "13812345671".to_owned(),
            ..code()
        };
        let error = made(gateway.url(), https()).send(&bad).await.unwrap_err();
        assert_eq!(error.code(), "INVALID_NUMBER");
        assert_eq!(gateway.asked().len(), 0);
    }
}
