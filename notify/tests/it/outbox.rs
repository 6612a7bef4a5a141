//! The folder that takes the place of a server.

use std::fs;
use std::io::ErrorKind;

use chrono::TimeDelta;
use mulin_notify::{Email, EmailTransport, Outbox, SendError};
use tempfile::TempDir;

use crate::support::{email, utc};

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
        outbox
            .send(&Email {
                date,
                ..email(number)
            })
            .await
            .unwrap();
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
    assert!(opened.text.starts_with("Number 1") && opened.html.contains("第1封"));
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
        outbox.send(email),
        outbox.send(email),
        outbox.send(email),
        outbox.send(email),
        outbox.send(email),
        outbox.send(email),
        outbox.send(email),
        outbox.send(email),
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
    for name in [
        "../secret.eml",
        "..%2Fsecret.eml",
        "./x/../../secret.eml",
        ".hidden.eml",
        "notes.txt",
        "",
        ".eml",
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
    assert_eq!(outbox.send(&bad).await, Err(permanent));
    drop(folder);
    let temporary = SendError::Temporary {
        code: "OUTBOX_UNWRITABLE".to_owned(),
    };
    assert_eq!(outbox.send(&email(1)).await, Err(temporary));
}
