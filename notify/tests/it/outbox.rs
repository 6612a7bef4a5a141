//! The folder that takes the place of a server.

use std::fs;
use std::io::ErrorKind;

use chrono::TimeDelta;
use mulin_notify::{Email, EmailTransport, Outbox, OutboxKind, SendError, Sms, SmsTransport};
use tempfile::TempDir;

use crate::support::{email, sms, utc};

async fn post(outbox: &Outbox, email: &Email) -> Result<(), SendError> {
    EmailTransport::send(outbox, email).await.map(drop)
}

async fn text(outbox: &Outbox, sms: &Sms) -> Result<(), SendError> {
    SmsTransport::send(outbox, sms).await.map(drop)
}

fn outbox() -> (TempDir, Outbox) {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::new(folder.path().join("deep/outbox")).unwrap();
    (folder, outbox)
}

#[tokio::test]
async fn what_is_sent_is_listed_newest_first_and_can_be_read() {
    let (folder, outbox) = outbox();
    assert_eq!(outbox.list(10).await.unwrap(), []);
    for number in [2, 1, 3] {
        let date = utc(12, 2, 30) + TimeDelta::minutes(i64::from(number));
        let email = Email {
            date,
            ..email(number)
        };
        post(&outbox, &email).await.unwrap();
    }
    let entries = outbox.list(10).await.unwrap();
    let subjects: Vec<&str> = entries.iter().map(|entry| entry.subject.as_str()).collect();
    assert_eq!(subjects, ["元宵节聚餐 3", "元宵节聚餐 2", "元宵节聚餐 1"]);
    assert_eq!(entries[0].to, "王秀英 <neighbour3@example.org>");
    assert_eq!(entries[0].date, Some(utc(12, 2, 33)));
    assert_eq!(outbox.list(2).await.unwrap(), entries[..2]);

    let raw = outbox.read(&entries[2].file).await.unwrap();
    let date = utc(12, 2, 31);
    assert_eq!(raw, Email { date, ..email(1) }.to_rfc5322().unwrap().1);
    assert_eq!(raw.len() as u64, entries[2].size);
    let opened = outbox.open(&entries[2].file).await.unwrap();
    assert_eq!(opened.entry, entries[2]);
    assert!(opened.text.starts_with("Number 1") && opened.html.unwrap().contains("第1封"));
    let names = fs::read_dir(folder.path().join("deep/outbox"))
        .unwrap()
        .count();
    assert_eq!(names, 3, "no temporary files are left");
}

#[tokio::test]
async fn a_message_sent_twice_is_there_twice_and_known_as_the_same() {
    let (_folder, outbox) = outbox();
    let email = email(1);
    let sent = futures_of(&outbox, &email).await;
    assert_eq!(sent, 8);
    let files: Vec<String> = outbox
        .list(100)
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.file)
        .collect();
    assert_eq!(files.len(), 8);
    let stem = |file: &str| file.rsplit_once('-').unwrap().0.to_owned();
    assert!(
        files.iter().all(|file| stem(file) == stem(&files[0])),
        "{files:?}"
    );
}

/// Sends the same message eight times, at once.
async fn futures_of(outbox: &Outbox, email: &Email) -> usize {
    let (a, b, c, d, e, f, g, h) = tokio::join!(
        post(outbox, email),
        post(outbox, email),
        post(outbox, email),
        post(outbox, email),
        post(outbox, email),
        post(outbox, email),
        post(outbox, email),
        post(outbox, email),
    );
    [a, b, c, d, e, f, g, h]
        .into_iter()
        .filter(Result::is_ok)
        .count()
}

#[tokio::test]
async fn only_its_own_files_are_shown() {
    let (folder, outbox) = outbox();
    let dir = folder.path().join("deep/outbox");
    fs::write(folder.path().join("deep/secret.eml"), "Subject: no\r\n\r\n").unwrap();
    fs::write(dir.join(".hidden.eml"), "Subject: no\r\n\r\n").unwrap();
    fs::write(dir.join("notes.txt"), "no").unwrap();
    fs::write(dir.join(".sms.txt"), "To: +861\n\nno").unwrap();
    for name in [
        "../secret.eml",
        "..%2Fsecret.eml",
        "./x/../../secret.eml",
        ".hidden.eml",
        "notes.txt",
        "",
        ".eml",
        ".sms.txt",
        "../deep/outbox/1.sms.txt",
        "missing.eml",
        dir.join("../secret.eml").to_str().unwrap(),
    ] {
        let error = outbox.read(name).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{name}");
    }
    assert_eq!(outbox.list(10).await.unwrap(), []);
}

#[tokio::test]
async fn a_folder_that_is_gone_is_temporary_and_a_bad_address_permanent() {
    let (folder, outbox) = outbox();
    let bad = Email {
        to_address: "nobody".to_owned(),
        ..email(1)
    };
    let permanent = SendError::Permanent {
        code: "INVALID_ADDRESS".to_owned(),
    };
    assert_eq!(post(&outbox, &bad).await, Err(permanent));
    drop(folder);
    let temporary = SendError::Temporary {
        code: "OUTBOX_UNWRITABLE".to_owned(),
    };
    assert_eq!(post(&outbox, &email(1)).await, Err(temporary));
}

#[tokio::test]
async fn text_messages_lie_beside_and_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, outbox) = outbox();
    post(&outbox, &email(1)).await.unwrap();
    let later = Sms {
        date: utc(12, 2, 31),
        text: "one\nTo: +1234\n\ntwo".to_owned(),
        ..sms(2)
    };
    text(&outbox, &later).await.unwrap();
    text(&outbox, &later).await.unwrap();
    let entries = outbox.list(10).await.unwrap();
    let kinds: Vec<OutboxKind> = entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [OutboxKind::Sms, OutboxKind::Sms, OutboxKind::Email]);
    assert_eq!(entries[0].to, "+8613812345672");
    assert_eq!(entries[0].subject, "one To: +1234 two");
    assert_eq!(entries[0].date, Some(utc(12, 2, 31)));
    let (first, second) = (&entries[1].file, &entries[0].file);
    assert!(first.ends_with("-1.sms.txt") && second.ends_with("-2.sms.txt"));
    let opened = outbox.open(first).await.unwrap();
    assert_eq!(opened.entry, entries[1]);
    assert_eq!(
        (opened.text.as_str(), opened.html),
        ("one To: +1234 two", None)
    );
    let raw = String::from_utf8(outbox.read(first).await.unwrap()).unwrap();
    assert_eq!(raw.len() as u64, entries[1].size);
    assert!(raw.contains("\nId: delivery-2\n"), "{raw}");
    for entry in fs::read_dir(folder.path().join("deep/outbox")).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_text_message_to_no_number_is_refused_for_good() {
    let (folder, outbox) = outbox();
    let bad = Sms {
        to: "13812345678".to_owned(),
        ..sms(1)
    };
    let permanent = SendError::Permanent {
        code: "INVALID_NUMBER".to_owned(),
    };
    assert_eq!(text(&outbox, &bad).await, Err(permanent));
    drop(folder);
    let temporary = SendError::Temporary {
        code: "OUTBOX_UNWRITABLE".to_owned(),
    };
    assert_eq!(text(&outbox, &sms(1)).await, Err(temporary));
}
