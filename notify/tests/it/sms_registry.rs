//! Several providers: who is asked, at what price, how fast, and who instead.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use mulin_notify::sms::{Asked, Carrier, Handed, Limits, Rate, Receipt, Report, SmsRegistry};
use mulin_notify::{Accepted, Locale, SendError, Sms, SmsProvider, SmsTransport};
use tokio::time::Instant;

use crate::support::gateway::{ambient, now};

/// A provider that answers as it was told, and counts.
struct Scripted {
    name: &'static str,
    answer: Result<Handed, SendError>,
    status: Result<Option<Report>, SendError>,
    sent: Mutex<Vec<String>>,
}

#[async_trait]
impl SmsProvider for Scripted {
    fn name(&self) -> &str {
        self.name
    }

    fn limits(&self) -> Limits {
        Limits { parts: 3 }
    }

    fn wording(&self, sms: &Sms) -> String {
        format!("【幸福里】{}", sms.text)
    }

    async fn send(&self, sms: &Sms) -> Result<Handed, SendError> {
        self.sent.lock().unwrap().push(sms.id.clone());
        self.answer.clone()
    }

    fn tells_status(&self) -> bool {
        self.status != Ok(None)
    }

    async fn status(&self, asked: &Asked) -> Result<Option<Receipt>, SendError> {
        Ok(self.status.clone()?.map(|report| Receipt {
            provider_ref: "r".to_owned(),
            id: Some(asked.id.clone()),
            report,
        }))
    }
}

fn taking(parts: Option<u32>) -> Result<Handed, SendError> {
    Ok(Handed {
        provider_ref: "r".to_owned(),
        parts,
    })
}

fn provider(name: &'static str, answer: Result<Handed, SendError>) -> Arc<Scripted> {
    Arc::new(Scripted {
        name,
        answer,
        status: Ok(None),
        sent: Mutex::default(),
    })
}

fn carrier(provider: &Arc<Scripted>, price_micros: i64) -> Carrier {
    Carrier {
        provider: provider.clone(),
        pace: None,
        price_micros,
    }
}

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

/// The same, of somebody who may have taken a part.
fn unknown_of(provider: &str, code: &str, cost_micros: i64) -> SendError {
    SendError::Unknown {
        code: code.to_owned(),
        perhaps: Some(Box::new(Accepted {
            provider: Some(provider.to_owned()),
            parts: 1,
            cost_micros,
            ..Accepted::default()
        })),
    }
}

fn chinese(characters: usize) -> Sms {
    Sms {
        locale: Locale::ZhCn,
        text: "灯".repeat(characters),
        ..crate::support::sms(1)
    }
}

#[tokio::test]
async fn the_first_takes_it_and_its_parts_are_paid() {
    let (first, second) = (
        provider("first", taking(None)),
        provider("second", taking(None)),
    );
    let carriers = vec![carrier(&first, 45_000), carrier(&second, 1)];
    let registry = SmsRegistry::new(carriers, ambient());
    // With the five characters of the signature one more than fits in a single message.
    let accepted = registry.send(&chinese(66)).await.unwrap();
    assert_eq!(accepted.provider.as_deref(), Some("first"));
    assert_eq!(accepted.provider_ref.as_deref(), Some("r"));
    assert_eq!((accepted.parts, accepted.cost_micros), (2, 90_000));
    assert_eq!(second.sent.lock().unwrap().len(), 0);
    // What a provider charges for is what is paid.
    let charging = provider("charging", taking(Some(3)));
    let registry = SmsRegistry::new(vec![carrier(&charging, 10)], ambient());
    let accepted = registry.send(&chinese(1)).await.unwrap();
    assert_eq!((accepted.parts, accepted.cost_micros), (3, 30));
}

#[tokio::test]
async fn another_is_asked_only_when_it_was_certainly_not_sent_and_not_the_readers_doing() {
    for (answer, goes_on) in [
        (temporary("THROTTLED"), true),
        (temporary("NO_CREDIT"), true),
        (permanent("TEMPLATE_REFUSED"), true),
        (permanent("SIGNATURE_REFUSED"), true),
        (permanent("CONTENT_REFUSED"), true),
        (permanent("DESTINATION_REFUSED"), true),
        (permanent("INVALID_NUMBER"), false),
        (permanent("OPTED_OUT"), false),
        (permanent("BLACKLISTED"), false),
        (unknown("ANSWER_TIMEOUT"), false),
    ] {
        let (first, second) = (
            provider("first", Err(answer.clone())),
            provider("second", taking(None)),
        );
        let carriers = vec![carrier(&first, 1), carrier(&second, 2)];
        let sent = SmsRegistry::new(carriers, ambient())
            .send(&chinese(1))
            .await;
        match &sent {
            Ok(accepted) => assert_eq!(accepted.provider.as_deref(), Some("second")),
            Err(error @ SendError::Unknown { .. }) => {
                assert_eq!(*error, unknown_of("first", answer.code(), 1));
            }
            Err(error) => assert_eq!(*error, answer),
        }
        assert_eq!(sent.is_ok(), goes_on, "{answer}");
        assert_eq!(second.sent.lock().unwrap().len(), usize::from(goes_on));
    }
}

#[tokio::test]
async fn when_nobody_takes_it_whoever_may_later_is_heard() {
    for (answers, expected) in [
        (vec![temporary("A"), temporary("B")], temporary("A")),
        (
            vec![permanent("TEMPLATE_REFUSED"), temporary("B")],
            temporary("B"),
        ),
        (
            vec![temporary("A"), permanent("TEMPLATE_REFUSED")],
            temporary("A"),
        ),
        (
            vec![permanent("TEMPLATE_REFUSED"), permanent("CONTENT_REFUSED")],
            permanent("TEMPLATE_REFUSED"),
        ),
        (
            vec![temporary("A"), unknown("B"), temporary("C")],
            unknown_of("p", "B", 1),
        ),
        (
            vec![temporary("A"), permanent("OPTED_OUT")],
            permanent("OPTED_OUT"),
        ),
    ] {
        let carriers = answers
            .into_iter()
            .map(|answer| carrier(&provider("p", Err(answer)), 1));
        let registry = SmsRegistry::new(carriers.collect(), ambient());
        assert_eq!(registry.send(&chinese(1)).await, Err(expected));
    }
}

#[tokio::test]
async fn of_what_may_have_been_taken_the_price_is_told() {
    let first = provider("first", Err(temporary("NO_CREDIT")));
    let second = provider("second", Err(unknown("ANSWER_TIMEOUT")));
    let carriers = vec![carrier(&first, 45_000), carrier(&second, 50_000)];
    let error = SmsRegistry::new(carriers, ambient())
        .send(&chinese(66))
        .await;
    let Err(SendError::Unknown { code, perhaps }) = error else {
        panic!("nobody knows")
    };
    let perhaps = perhaps.unwrap();
    assert_eq!(code, "ANSWER_TIMEOUT");
    assert_eq!(perhaps.provider.as_deref(), Some("second"));
    assert_eq!(perhaps.provider_ref, None);
    assert_eq!((perhaps.parts, perhaps.cost_micros), (2, 100_000));
}

#[tokio::test]
async fn what_is_too_long_goes_to_nobody() {
    let short = provider("short", taking(None));
    let registry = SmsRegistry::new(vec![carrier(&short, 1)], ambient());
    assert!(registry.send(&chinese(196)).await.is_ok());
    assert_eq!(
        registry.send(&chinese(197)).await,
        Err(permanent("TOO_LONG"))
    );
    assert_eq!(short.sent.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_no_number_goes_to_nobody() {
    let first = provider("first", taking(None));
    let registry = SmsRegistry::new(vec![carrier(&first, 1)], ambient());
    let bad = Sms {
        to: "lan@example.org".to_owned(),
        ..chinese(1)
    };
    assert_eq!(registry.send(&bad).await, Err(permanent("INVALID_NUMBER")));
    assert_eq!(first.sent.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn messages_wait_a_little_for_their_turn_and_then_go_to_the_next() {
    // The clock of the test stands still, so that it is known what each of them takes.
    let (slow, other) = (
        provider("slow", taking(None)),
        provider("other", taking(None)),
    );
    let paced = Carrier {
        pace: Some(Rate {
            per_second: 20,
            burst: 2,
        }),
        ..carrier(&slow, 1)
    };
    let registry = SmsRegistry::new(vec![paced, carrier(&other, 1)], ambient());
    let registry = registry.patient(Duration::from_millis(100));
    let began = Instant::now();
    let mut by = Vec::new();
    for _ in 0..6 {
        let accepted = registry.send(&chinese(1)).await.unwrap();
        by.push(accepted.provider.unwrap());
    }
    // Two at once, two after 50 and 100 ms; who would wait longer goes elsewhere.
    assert_eq!(by, ["slow", "slow", "slow", "slow", "other", "other"]);
    assert!(began.elapsed() >= Duration::from_millis(150));
    // With nobody else to go to, there will be a turn later.
    let alone = Carrier {
        pace: Some(Rate {
            per_second: 1,
            burst: 1,
        }),
        ..carrier(&slow, 1)
    };
    let registry = SmsRegistry::new(vec![alone], ambient()).patient(Duration::ZERO);
    registry.send(&chinese(1)).await.unwrap();
    assert_eq!(
        registry.send(&chinese(1)).await,
        Err(temporary("THROTTLED"))
    );
}

#[tokio::test]
async fn whoever_took_it_is_asked_and_all_if_nobody_knows_who() {
    let telling = |name, status| {
        Arc::new(Scripted {
            name,
            answer: taking(None),
            status,
            sent: Mutex::default(),
        })
    };
    let mute = provider("mute", taking(None));
    let faulty = telling("faulty", Err(temporary("HTTP_500")));
    let knowing = telling("knowing", Ok(Some(Report::Delivered)));
    let carriers = vec![carrier(&mute, 1), carrier(&faulty, 1), carrier(&knowing, 1)];
    let registry = SmsRegistry::new(carriers, ambient());
    assert_eq!(registry.who_tell(), ["faulty", "knowing"]);
    let asked = Asked {
        id: "1".to_owned(),
        provider_ref: None,
        to: "+8613812345671".to_owned(),
        sent_at: now(),
    };
    let known = registry.status(None, &asked).await.unwrap().unwrap();
    assert_eq!(
        (known.0.as_str(), known.1.report),
        ("knowing", Report::Delivered)
    );
    assert_eq!(registry.status(Some("mute"), &asked).await, Ok(None));
    assert_eq!(
        registry.status(Some("faulty"), &asked).await,
        Err(temporary("HTTP_500"))
    );
    assert!(!format!("{asked:?}").contains("138"));
}
