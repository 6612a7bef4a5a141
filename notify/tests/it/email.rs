//! The bytes of an e-mail, and what must never become part of them.

use mail_parser::{HeaderName, MessageParser, MimeHeaders};
use mulin_notify::{Email, EmailError};

use crate::support::email;

fn bytes(email: &Email) -> String {
    String::from_utf8(email.to_rfc5322().unwrap().1).unwrap()
}

#[test]
fn the_message_as_it_goes_out() {
    let email = Email {
        list_unsubscribe: Some("https://mulin.example/u/abc?p=1".parse().unwrap()),
        ..email(1)
    };
    assert_eq!(
        bytes(&email),
        bytes(&email.clone()),
        "a second try is the same message"
    );
    insta::assert_snapshot!("rfc5322", bytes(&email).replace("\r\n", "\n"));
}

#[test]
fn another_program_reads_back_what_was_meant() {
    let mut email = email(1);
    email.rendered.text = "您好！\nFrom here it goes on.\n=_ \u{1F3EE}\n".to_owned();
    email.rendered.html = format!("<p>{}</p>", "长".repeat(2_000));
    let (envelope, raw) = email.to_rfc5322().unwrap();
    assert_eq!(envelope.to()[0].as_ref() as &str, "neighbour1@example.org");
    let from: &str = envelope.from().unwrap().as_ref();
    assert_eq!(from, "no-reply@mulin.example");
    assert!(raw.is_ascii());
    let lines: Vec<&[u8]> = raw.split(|b| *b == b'\n').collect();
    assert!(
        lines.iter().all(|line| line.len() <= 998),
        "RFC 5322, section 2.1.1"
    );
    assert!(
        raw.windows(2).all(|w| w[1] != b'\n' || w[0] == b'\r'),
        "no bare LF"
    );

    let message = MessageParser::default().parse(&raw).unwrap();
    assert_eq!(message.message_id(), Some("delivery-1@mulin.example"));
    assert_eq!(message.subject(), Some("元宵节聚餐 1"));
    assert_eq!(message.date().unwrap().to_rfc3339(), "2027-02-12T02:30:00Z");
    assert_eq!(
        message.to().unwrap().first().unwrap().name(),
        Some("王秀英")
    );
    assert!(message.content_type().unwrap().subtype() == Some("alternative"));
    let text = message.body_text(0).unwrap().replace("\r\n", "\n");
    assert_eq!(text.trim_end(), email.rendered.text.trim_end());
    assert_eq!(
        message.body_html(0).unwrap().trim_end(),
        email.rendered.html
    );
}

#[test]
fn no_field_can_add_a_header() {
    let attack = "x\r\nBcc: all@example.org\r\n\r\nbody\nX-Evil: 1\rX-Evil: 2";
    let mut email = email(1);
    email.rendered.subject = attack.to_owned();
    email.to_name = Some(format!("\"{attack}\" <a@example.org>,"));
    email.from.name = Some(attack.to_owned());
    let raw = bytes(&email);
    let message = MessageParser::default().parse(raw.as_bytes()).unwrap();
    assert!(message.bcc().is_none() && message.header("X-Evil").is_none());
    assert_eq!(message.to().unwrap().as_list().unwrap().len(), 1);
    assert_eq!(
        message.to().unwrap().first().unwrap().address(),
        Some("neighbour1@example.org")
    );
    let names: Vec<_> = message
        .headers()
        .iter()
        .map(|header| header.name.clone())
        .collect();
    assert_eq!(
        names
            .iter()
            .filter(|name| **name == HeaderName::Subject)
            .count(),
        1
    );
    assert_eq!(names.len(), 8, "{names:?}");
}

#[test]
fn no_body_can_end_the_message() {
    let mut email = email(1);
    email.rendered.text = "one\r.\rtwo\r\n.\r\nthree\n.\n".to_owned();
    let raw = bytes(&email);
    assert!(
        raw.replace("\r\n", "").chars().all(|c| !c.is_control()),
        "{raw:?}"
    );
}

#[test]
fn addresses_no_server_must_take_are_refused() {
    for address in [
        "",
        "neighbour",
        "@example.org",
        "neighbour@",
        "邻居@example.org",
        "a b@example.org",
        "\"a b\"@example.org",
        "a\r\nRCPT TO:<b@example.org",
        "a@example.org\r\nDATA",
        "a@example.org>\r\nRCPT TO:<b@example.org",
        "a@b@example.org",
        "a,b@example.org",
        "a@exa mple.org",
        "a@-.org",
    ] {
        let email = Email {
            to_address: address.to_owned(),
            ..email(1)
        };
        assert_eq!(
            email.to_rfc5322().err(),
            Some(EmailError::InvalidAddress),
            "{address:?}"
        );
    }
}

#[test]
fn a_chinese_domain_goes_out_in_its_ascii_form() {
    for (given, sent) in [
        ("wang@例子.中国", "wang@xn--fsqu00a.xn--fiqs8s"),
        (" wang+notes@example.org ", "wang+notes@example.org"),
    ] {
        let email = Email {
            to_address: given.to_owned(),
            ..email(1)
        };
        let (envelope, _) = email.to_rfc5322().unwrap();
        let to: &str = envelope.to()[0].as_ref();
        assert_eq!(to, sent);
    }
}

#[test]
fn a_message_id_is_an_identity_or_an_error() {
    for id in [
        "",
        "left",
        "a@",
        "@b",
        "<a@b>",
        "a b@c",
        "a@b\r\nBcc: x",
        "a@b@c",
        "号@b",
    ] {
        let email = Email {
            message_id: id.to_owned(),
            ..email(1)
        };
        assert_eq!(
            email.to_rfc5322().err(),
            Some(EmailError::InvalidMessageId),
            "{id:?}"
        );
    }
    let ancient = Email {
        date: chrono::DateTime::<chrono::Utc>::MIN_UTC,
        ..email(1)
    };
    assert_eq!(ancient.to_rfc5322().err(), Some(EmailError::InvalidDate));
}

#[test]
fn nothing_personal_shows_in_debug() {
    let shown = format!("{:?}", email(1));
    assert!(shown.contains("delivery-1"));
    assert!(
        !shown.contains("neighbour1") && !shown.contains("元宵"),
        "{shown}"
    );
}
