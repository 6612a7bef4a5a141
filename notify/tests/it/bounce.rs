//! What comes back, from the mail systems that send it and from those who make it up.

use mulin_notify::{BOUNCE_OCTETS, Incoming, NoMail, Returned, Verdict, read_bounce};

/// As Postfix 3.7 writes them.
const POSTFIX: &str = include_str!("mails/postfix_unknown_user.eml");
/// As Exchange Online writes them: the reason stands in the diagnostic code, the message comes whole.
const EXCHANGE: &str = include_str!("mails/exchange_refused.eml");
/// A complaint in the form of RFC 5965, appendix B.
const COMPLAINT: &str = include_str!("mails/complaint.eml");

fn returned(mail: &str) -> Returned {
    match read_bounce(mail.as_bytes()).unwrap() {
        Incoming::Returned(returned) => returned,
        Incoming::Irrelevant => panic!("irrelevant"),
    }
}

fn is_irrelevant(mail: &str) -> bool {
    read_bounce(mail.as_bytes()) == Ok(Incoming::Irrelevant)
}

#[test]
fn an_unknown_user_as_postfix_tells_it() {
    let found = returned(POSTFIX);
    assert_eq!(found.verdict, Verdict::NoSuchAddress);
    assert_eq!(found.code, "5.1.1");
    assert_eq!(found.recipient.as_deref(), Some("gone@bounce.example"));
    assert_eq!(
        found.return_paths[0],
        "bounce+ag2x7n4sqb2y3jx4o5yy3m7q2e.mfrggzdfmztwq2lk@mulin.example"
    );
    assert_eq!(found.ids, ["019357fb920074c8a6fc777186d9f0d1"]);
    let shown = format!("{found:?}");
    assert!(
        !shown.contains("gone@") && !shown.contains("mfrgg"),
        "{shown}"
    );
}

#[test]
fn a_refusal_as_exchange_tells_it() {
    let found = returned(EXCHANGE);
    assert_eq!(found.verdict, Verdict::Refused);
    assert_eq!(found.code, "5.7.1", "the answer tells more than 5.0.0");
    assert_eq!(found.ids, ["019357fb920074c8a6fc777186d9f0d1"]);
}

#[test]
fn a_complaint() {
    let found = returned(COMPLAINT);
    assert_eq!(found.verdict, Verdict::Complaint);
    assert_eq!(found.code, "COMPLAINT");
    let path = "bounce+ag2x7n4sqb2y3jx4o5yy3m7q2e.mfrggzdfmztwq2lk@mulin.example";
    assert!(found.return_paths.iter().any(|found| found == path));
    assert_eq!(found.ids, ["019357fb920074c8a6fc777186d9f0d1"]);
    assert!(is_irrelevant(
        &COMPLAINT.replace("Feedback-Type: abuse", "Feedback-Type: not-spam")
    ));
}

#[test]
fn each_status_has_its_verdict() {
    for (status, verdict) in [
        ("5.1.1", Verdict::NoSuchAddress),
        ("5.1.10", Verdict::NoSuchAddress),
        // Of the sender's address.
        ("5.1.7", Verdict::Refused),
        ("5.1.8", Verdict::Refused),
        ("5.2.1", Verdict::Refused),
        ("5.2.2", Verdict::Refused),
        ("5.7.26", Verdict::Refused),
        ("4.4.1", Verdict::GivenUp),
        ("4.2.2 (mailbox full)", Verdict::GivenUp),
    ] {
        let mail = POSTFIX.replace("Status: 5.1.1", &format!("Status: {status}"));
        let found = returned(&mail);
        assert_eq!(found.verdict, verdict, "{status}");
        let bare = status.split(' ').next().unwrap();
        assert_eq!(found.code, bare);
    }
    // Without a status, what the other server said decides; without both, nothing is known.
    let unstated = POSTFIX.replace("Status: 5.1.1", "X-Status: 5.1.1");
    assert_eq!(returned(&unstated).code, "5.1.1");
    let silent = unstated.replace("Diagnostic-Code:", "X-Diagnostic-Code:");
    assert!(is_irrelevant(&silent));
    for nonsense in [
        "",
        "5",
        "5.1",
        "9.1.1",
        "5.1.1.1",
        "-5.1.1",
        "5.1.99999",
        "5.x.1",
    ] {
        let mail = silent.replace("X-Status: 5.1.1", &format!("Status: {nonsense}"));
        assert!(is_irrelevant(&mail), "{nonsense}");
    }
}

#[test]
fn what_tells_of_no_failure_is_left_alone() {
    let vacation = "From: lan@example.org\r\nTo: bounce@mulin.example\r\nAuto-Submitted: auto-replied\r\n\
        Subject: Out of office\r\n\r\nStatus: 5.1.1\r\nAction: failed\r\n";
    let receipt = POSTFIX.replace(
        "report-type=delivery-status",
        "report-type=disposition-notification",
    );
    let delay = POSTFIX.replace("Action: failed", "Action: delayed");
    let delivered = POSTFIX.replace("Action: failed", "Action: delivered");
    for mail in [
        vacation,
        "Subject: hello\r\n\r\n",
        &receipt,
        &delay,
        &delivered,
    ] {
        assert!(is_irrelevant(mail), "{mail:.200}");
    }
}

#[test]
fn what_is_no_mail_is_said_to_be_none() {
    for bytes in [&b""[..], b"\r\n\r\n", b"\n\n\n"] {
        assert_eq!(read_bounce(bytes), Err(NoMail), "{bytes:?}");
    }
    // Whatever else it is, it ends and says nothing.
    for bytes in [&[0_u8; 100_000][..], &[0xFF; 100_000], b": : :\r\n"] {
        assert!(!matches!(read_bounce(bytes), Ok(Incoming::Returned(_))));
    }
}

#[test]
fn hostile_mails_are_read_in_bounds() {
    // Deep nesting, endless fields, a flood of addresses and of parts.
    let mut nested = String::new();
    for depth in 0..50_000 {
        nested += &format!(
            "Content-Type: multipart/report; boundary=b{depth}; report-type=delivery-status\r\n\r\n--b{depth}\r\n"
        );
    }
    let messages = "Content-Type: message/rfc822\r\n\r\n".repeat(50_000);
    let fields = POSTFIX.replace(
        "Action: failed",
        &format!("{}Action: failed", "X: y\r\n".repeat(100_000)),
    );
    let folded = POSTFIX.replace(
        "Action: failed",
        &format!("X: y\r\n{}Action: failed", " z\r\n".repeat(100_000)),
    );
    let addresses = format!("To: {}\r\n{POSTFIX}", "a@b.example, ".repeat(100_000));
    let boundary = POSTFIX
        .split("boundary=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let parts = POSTFIX.to_owned()
        + &format!(
            "--{boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <a@b>\r\n\r\n"
        )
        .repeat(10_000);
    for mail in [nested, messages, fields, folded, addresses, parts] {
        if let Incoming::Returned(found) =
            read_bounce(mail.as_bytes()).unwrap_or(Incoming::Irrelevant)
        {
            assert!(found.return_paths.len() <= 64 && found.ids.len() <= 64);
        }
    }
    // Of what is longer than the bound, the beginning is read.
    let long = POSTFIX.to_owned() + &"x".repeat(2 * BOUNCE_OCTETS);
    assert_eq!(returned(&long).code, "5.1.1");
}

#[test]
fn every_beginning_of_a_bounce_is_read_without_a_panic() {
    for mail in [POSTFIX, EXCHANGE, COMPLAINT] {
        for end in 0..mail.len() {
            let _ = read_bounce(&mail.as_bytes()[..end]);
        }
    }
}
