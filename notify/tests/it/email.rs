//! The bytes of an e-mail, and what must never become part of them.

use mail_parser::{HeaderName, MessageParser, MimeHeaders};
use mulin_notify::{CalendarMethod, Email, EmailError, Rendered};

use crate::support::{calendar, email};

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
        "邻\u{202E}居@example.org",
        "邻 居@example.org",
        "🏮@example.org",
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

#[test]
fn an_invitation_carries_its_entry_for_calendars_and_as_a_file() {
    let email = Email {
        calendar: Some(calendar(CalendarMethod::Request)),
        ..email(1)
    };
    let raw = bytes(&email);
    assert_eq!(
        raw,
        bytes(&email.clone()),
        "a second try is the same message"
    );
    assert!(raw.is_ascii());
    insta::assert_snapshot!("invitation", raw.replace("\r\n", "\n"));
    let message = MessageParser::default().parse(raw.as_bytes()).unwrap();
    let kinds: Vec<String> = message
        .parts
        .iter()
        .map(|part| {
            let kind = part.content_type().unwrap();
            format!("{}/{}", kind.ctype(), kind.subtype().unwrap())
        })
        .collect();
    let expected = [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ];
    assert_eq!(kinds, expected);
    let calendar = &message.parts[4];
    let method = calendar.content_type().unwrap().attribute("method");
    assert_eq!(method, Some("REQUEST"));
    assert!(
        calendar
            .text_contents()
            .unwrap()
            .contains("\r\nMETHOD:REQUEST\r\n")
    );
    let file = &message.parts[5];
    assert_eq!(file.attachment_name(), Some("invite.ics"));
    assert_eq!(file.contents(), calendar.contents());
}

#[test]
fn the_method_of_the_part_is_that_of_the_entry() {
    for method in [
        CalendarMethod::Request,
        CalendarMethod::Cancel,
        CalendarMethod::Publish,
    ] {
        let email = Email {
            calendar: Some(calendar(method)),
            ..email(1)
        };
        let raw = bytes(&email);
        let name = method.as_str();
        assert!(
            raw.contains(&format!("text/calendar; charset=utf-8; method={name}")),
            "{raw}"
        );
    }
}

#[test]
fn it_comes_back_to_its_return_path_and_says_so_nowhere() {
    let path = "bounce+a.b@bounces.mulin.example";
    let email = Email {
        return_path: Some(path.to_owned()),
        ..email(1)
    };
    let (envelope, raw) = email.to_rfc5322().unwrap();
    assert_eq!(envelope.from().unwrap().as_ref() as &str, path);
    assert!(!String::from_utf8(raw).unwrap().contains("bounces.mulin"));
    for bad in ["", "a@b\r\nRCPT TO:<c@example.org>", "回@example.org"] {
        let email = Email {
            return_path: Some(bad.to_owned()),
            ..email.clone()
        };
        assert_eq!(email.to_rfc5322().err(), Some(EmailError::InvalidAddress));
    }
}

#[test]
fn long_and_strange_subjects_and_names_stay_in_their_header() {
    for text in [
        "元宵节".repeat(400),
        "🏮👨\u{200D}👩\u{200D}👧".repeat(60),
        "a".repeat(1_000),
        "=?utf-8?q?=0D=0ABcc:_x@example.org?=".to_owned(),
        "a\u{202E}gro.elpmaxe@b\u{2066}c\u{2069}\r\nBcc: x@example.org".to_owned(),
    ] {
        let mut email = email(1);
        email.to_name = Some(text.clone());
        email.rendered = Rendered {
            subject: text.clone(),
            ..email.rendered
        };
        let raw = bytes(&email);
        assert!(
            raw.is_ascii() && raw.lines().all(|line| line.len() <= 998),
            "{raw}"
        );
        let message = MessageParser::default().parse(raw.as_bytes()).unwrap();
        assert!(message.bcc().is_none());
        let clean = mulin_notify::one_line(&text);
        let clean = match clean.chars().count() {
            0..=300 => clean,
            _ => clean.chars().take(299).chain(['…']).collect(),
        };
        assert!(!clean.contains(['\u{202E}', '\u{2066}', '\r', '\n']));
        if !text.starts_with("=?") {
            assert_eq!(message.subject(), Some(clean.as_str()));
            assert_eq!(
                message.to().unwrap().first().unwrap().name(),
                Some(clean.as_str())
            );
        }
    }
}
