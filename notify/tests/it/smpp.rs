//! Text messages over SMPP, against a centre that breaks in every way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::DateTime;
use mulin_notify::sms::{Receipt, Report};
use mulin_notify::{Locale, MessageKind, SendError, Sms, SmsProvider, SmsVariables};

use crate::support::centre::{
    ANSWER, Act, BIND, Centre, DELIVER, ENQUIRE, Pdu, SUBMIT, Submitted, UNBIND, short_message,
};
use crate::support::smpp::{config, impatient, transport};

fn sms(text: &str) -> Sms {
    Sms {
        id: "0198f0".to_owned(),
        generation: 1,
        to: "+8613812345678".to_owned(),
        kind: MessageKind::EventReminder,
        template: None,
        locale: Locale::En,
        text: text.to_owned(),
        variables: SmsVariables::new(),
        date: DateTime::UNIX_EPOCH,
    }
}

fn submitted(pdus: &[Pdu]) -> Vec<Submitted> {
    pdus.iter().map(|pdu| Submitted::read(&pdu.body)).collect()
}

fn unknown(code: &str) -> SendError {
    SendError::Unknown {
        code: code.to_owned(),
        perhaps: None,
    }
}

/// Takes everything, but answers submissions so.
async fn centre_that_says(statuses: &'static [u32]) -> Centre {
    Centre::start(move |pdu, nth| match pdu.id {
        SUBMIT => Act::Say(statuses.get(nth).copied().unwrap_or(0)),
        _ => Act::Say(0),
    })
    .await
}

#[tokio::test]
async fn a_short_message_asks_for_its_receipt() {
    let centre = Centre::polite().await;
    let (transport, _) = transport(config(&centre));
    let accepted = transport.send(&sms("明天见")).await.unwrap();
    assert_eq!(
        (accepted.provider_ref.as_str(), accepted.parts),
        ("m0", Some(1))
    );
    let bind = &centre.seen(BIND)[0];
    assert_eq!(&bind.body[..], b"mulin\0secret\0\0\x34\0\0\0");
    let sent = submitted(&centre.seen(SUBMIT));
    assert_eq!(
        sent,
        [Submitted {
            source: (0, 1, "10690".to_owned()),
            to: (1, 1, "8613812345678".to_owned()),
            class: 0,
            registered: 1,
            coding: 8,
            octets: vec![0x66, 0x0e, 0x59, 0x29, 0x89, 0xc1],
        }]
    );
    transport.close().await;
}

/// Takes first parts, and answers later ones so while it is told to be busy.
async fn centre_busy_for_later_parts(status: u32, busy: Arc<AtomicBool>) -> Centre {
    Centre::start(move |pdu, _| match pdu.id {
        SUBMIT if Submitted::read(&pdu.body).octets[5] > 1 && busy.load(Ordering::Relaxed) => {
            Act::Say(status)
        }
        _ => Act::Say(0),
    })
    .await
}

#[tokio::test]
async fn a_later_part_that_is_refused_for_now_is_tried_again_by_itself() {
    let centre = centre_that_says(&[0, 0x58, 0x14]).await;
    let (transport, _) = transport(config(&centre));
    let accepted = transport.send(&sms(&"a".repeat(161))).await.unwrap();
    assert_eq!(
        (accepted.provider_ref.as_str(), accepted.parts),
        ("m3", Some(2))
    );
    let sent = submitted(&centre.seen(SUBMIT));
    let parts: Vec<u8> = sent.iter().map(|part| part.octets[5]).collect();
    assert_eq!(parts, [1, 2, 2, 2], "the beginning went out once");
    transport.close().await;
}

#[tokio::test]
async fn of_a_message_that_stays_torn_nobody_knows() {
    let busy = Arc::new(AtomicBool::new(true));
    let centre = centre_busy_for_later_parts(0x58, busy).await;
    let (transport, _) = transport(impatient(&centre));
    let failed = transport.send(&sms(&"a".repeat(161))).await.unwrap_err();
    assert_eq!(failed, unknown("THROTTLED"));
    let sent = submitted(&centre.seen(SUBMIT));
    let first = sent.iter().filter(|part| part.octets[5] == 1).count();
    assert_eq!(first, 1);
    assert!((2..=6).contains(&sent.len()), "{}", sent.len());
    // A first part that is refused leaves nothing behind.
    let centre = centre_that_says(&[0x58]).await;
    let (transport, _) = crate::support::smpp::transport(impatient(&centre));
    let failed = transport.send(&sms(&"a".repeat(161))).await.unwrap_err();
    let code = "THROTTLED".to_owned();
    assert_eq!(failed, SendError::Temporary { code });
    assert_eq!(centre.seen(SUBMIT).len(), 1);
    transport.close().await;
}

#[tokio::test]
async fn a_later_part_that_is_refused_for_good_ends_the_message_and_not_the_number() {
    for status in [0x0b, 0x01, 0x65] {
        let busy = Arc::new(AtomicBool::new(true));
        let centre = centre_busy_for_later_parts(status, busy).await;
        let (transport, _) = transport(config(&centre));
        let failed = transport.send(&sms(&"a".repeat(161))).await.unwrap_err();
        let code = "PART_REFUSED".to_owned();
        assert_eq!(failed, SendError::Permanent { code });
        assert_eq!(centre.seen(SUBMIT).len(), 2);
        transport.close().await;
    }
}

#[tokio::test]
async fn parts_share_a_reference_also_over_two_tries() {
    let busy = Arc::new(AtomicBool::new(true));
    let centre = centre_busy_for_later_parts(0x58, busy.clone()).await;
    let (transport, _) = transport(impatient(&centre));
    let long = sms(&"a".repeat(161));
    let failed = transport.send(&long).await.unwrap_err();
    assert_eq!(failed.code(), "THROTTLED");
    busy.store(false, Ordering::Relaxed);
    let accepted = transport.send(&long).await.unwrap();
    assert_eq!(accepted.parts, Some(2));
    let mut sent = submitted(&centre.seen(SUBMIT));
    sent.dedup();
    let shape: Vec<_> = sent
        .iter()
        .map(|part| (part.class, part.registered, part.coding, part.octets[5]))
        .collect();
    let (first, last) = ((0x40, 0, 0, 1), (0x40, 1, 0, 2));
    assert_eq!(shape, [first, last, first, last]);
    let references: Vec<u8> = sent.iter().map(|part| part.octets[3]).collect();
    assert!(references.iter().all(|one| *one == references[0]));
    transport.close().await;
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let centre = centre_that_says(&[0x0b, 0x65, 0x08]).await;
    let (transport, _) = transport(config(&centre));
    let mut told = Vec::new();
    for _ in 0..4 {
        told.push(transport.send(&sms("hi")).await.map(|_| ()));
    }
    let permanent = |code: &str| {
        Err(SendError::Permanent {
            code: code.to_owned(),
        })
    };
    let later = Err(SendError::Temporary {
        code: "SMPP_008".to_owned(),
    });
    let expected = [
        permanent("INVALID_NUMBER"),
        permanent("SMPP_065"),
        later,
        Ok(()),
    ];
    assert_eq!(told, expected);
    let mut nowhere = sms("hi");
    nowhere.to = "13812345678".to_owned();
    assert!(transport.send(&nowhere).await.is_err());
    assert_eq!(centre.seen(SUBMIT).len(), 4, "it never left");
    transport.close().await;
}

#[tokio::test]
async fn what_may_have_been_taken_is_unknown() {
    for (act, code) in [("silence", "ANSWER_TIMEOUT"), ("close", "CONNECTION_LOST")] {
        let centre = Centre::start(move |pdu, nth| match (pdu.id, nth) {
            (SUBMIT, 0) if act == "silence" => Act::Silence,
            (SUBMIT, 0) => Act::Close,
            _ => Act::Say(0),
        })
        .await;
        let (transport, _) = transport(impatient(&centre));
        let failed = transport.send(&sms("hi")).await.unwrap_err();
        assert_eq!(failed, unknown(code));
        // The next one finds a connection again.
        transport.send(&sms("hi")).await.unwrap();
        transport.close().await;
    }
}

#[tokio::test]
async fn a_refused_or_broken_bind_is_tried_again() {
    let centre = Centre::start(|pdu, nth| match (pdu.id, nth) {
        (BIND, 0) => Act::Say(0x0d),
        (BIND, 1) => Act::Close,
        (BIND, 2) => Act::Garbage(&[0, 0, 0, 4, 1, 2, 3, 4]),
        (BIND, 3) => Act::Silence,
        _ => Act::Say(0),
    })
    .await;
    let (transport, _) = transport(impatient(&centre));
    assert!(transport.bound().await);
    assert_eq!(centre.seen(BIND).len(), 5);
    transport.send(&sms("hi")).await.unwrap();
    transport.close().await;
}

#[tokio::test]
async fn nobody_there_is_temporary() {
    let centre = Centre::polite().await;
    let mut config = impatient(&centre);
    config.port = 1;
    let (transport, _) = transport(config);
    let failed = transport.send(&sms("hi")).await.unwrap_err();
    let code = "NO_CONNECTION".to_owned();
    assert_eq!(failed, SendError::Temporary { code });
    transport.close().await;
    assert!(!transport.bound().await);
}

#[tokio::test]
async fn no_more_is_unanswered_than_the_window_allows() {
    let centre = Centre::start(|pdu, _| match pdu.id {
        SUBMIT => Act::Silence,
        _ => Act::Say(0),
    })
    .await;
    let mut config = config(&centre);
    config.window = 3;
    let (transport, _) = transport(config);
    assert!(transport.bound().await);
    let transport = Arc::new(transport);
    let sends: Vec<_> = (0..7)
        .map(|_| {
            let transport = transport.clone();
            tokio::spawn(async move { transport.send(&sms("hi")).await })
        })
        .collect();
    // Each answer lets one more leave.
    for answered in 0..7 {
        let seen = centre.wait_for(SUBMIT, (3 + answered).min(7)).await;
        assert_eq!(seen.len(), (3 + answered).min(7));
        centre.send(SUBMIT | ANSWER, seen[answered].number, b"m\0");
    }
    for send in sends {
        assert_eq!(send.await.unwrap().unwrap().provider_ref, "m");
    }
    transport.close().await;
}

#[tokio::test]
async fn a_dead_connection_is_noticed_and_made_again() {
    let centre = Centre::start(|pdu, nth| match (pdu.id, nth) {
        (ENQUIRE, 1) => Act::Silence,
        _ => Act::Say(0),
    })
    .await;
    let mut config = impatient(&centre);
    config.enquire_link = Duration::from_millis(50);
    let (transport, _) = transport(config);
    let binds = centre.wait_for(BIND, 2).await;
    assert_eq!(binds[1].connection, 1);
    assert!(transport.bound().await);
    transport.send(&sms("hi")).await.unwrap();
    assert_eq!(centre.seen(SUBMIT)[0].connection, 1);
    transport.close().await;
}

#[tokio::test]
async fn receipts_and_texts_are_kept_before_they_are_answered() {
    let centre = Centre::polite().await;
    let (transport, kept) = transport(config(&centre));
    assert!(transport.bound().await);
    *kept.fail.lock().unwrap() = 1;
    let receipt = b"id:m7 sub:001 dlvrd:001 stat:DELIVRD err:000 text:";
    let receipt = short_message("8613812345678", "10690", 4, 0, receipt);
    centre.send(DELIVER, 71, &receipt);
    centre.send(DELIVER, 72, &receipt);
    let text = short_message("8613812345678", "10690", 0, 8, &[0x67, 0x65]);
    centre.send(DELIVER, 73, &text);
    let answers = centre.wait_for(DELIVER | ANSWER, 3).await;
    let told: Vec<_> = answers.iter().map(|pdu| (pdu.number, pdu.status)).collect();
    // The first could not be kept: the centre is to try again later.
    assert_eq!(told, [(71, 0x64), (72, 0), (73, 0)]);
    let receipts = kept.receipts.lock().unwrap().clone();
    assert_eq!(
        receipts,
        [(
            "smpp".to_owned(),
            Receipt {
                provider_ref: "m7".to_owned(),
                id: None,
                report: Report::Delivered,
            }
        )]
    );
    let texts = kept.texts.lock().unwrap().clone();
    assert_eq!(
        (texts[0].from.as_str(), texts[0].text.as_str()),
        ("+8613812345678", "来")
    );
    transport.close().await;
}

#[tokio::test]
async fn both_sides_take_leave_in_order() {
    let centre = Centre::polite().await;
    let (transport, _) = transport(config(&centre));
    assert!(transport.bound().await);
    centre.send(UNBIND, 9, &[]);
    let answers = centre.wait_for(UNBIND | ANSWER, 1).await;
    assert_eq!((answers[0].number, answers[0].status), (9, 0));
    centre.wait_for(BIND, 2).await;
    assert!(transport.bound().await);
    transport.close().await;
    assert_eq!(centre.seen(UNBIND).len(), 1, "goodbye was said");
    let code = "CLOSED".to_owned();
    let refused = transport.send(&sms("hi")).await.unwrap_err();
    assert_eq!(refused, SendError::Temporary { code });
}
