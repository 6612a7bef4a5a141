//! Writes one message of every kind that a mail program treats in its own way, signed, into a folder:
//! for other programs to check (`tests/mail/specimens.py`), or to be looked at.
//!
//! `cargo run -p mulin-notify --example specimens -- FOLDER KEY.pem...`
#![allow(
    clippy::unwrap_used,
    reason = "a tool for tests, in which a panic is the report"
)]

use std::fs;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use mulin_notify::{
    CalendarEntry, CalendarMethod, DkimKey, DkimSigner, Email, Locale, Message, MessageVars,
    ReaderVars, Renderer,
};

fn starts_at() -> DateTime<Utc> {
    "2026-02-12T10:30:00Z".parse().unwrap()
}

fn message(locale: Locale) -> Message {
    let vars = MessageVars::RegistrationConfirmed(ReaderVars {
        recipient_name: "王秀英".to_owned(),
        area_name: "幸福里".to_owned(),
        contact_phone: Some("010-6555 0100".to_owned()),
    });
    Message { locale, vars }
}

fn entry(method: CalendarMethod, sequence: u32) -> CalendarEntry {
    CalendarEntry {
        method,
        uid: "event-019357fb920074c8a6fc777186d9f0d1@mulin.example".to_owned(),
        sequence,
        stamp: starts_at() - TimeDelta::days(2),
        starts_at: starts_at(),
        ends_at: starts_at() + TimeDelta::hours(2),
        summary: "元宵节聚餐；猜灯谜, 带上孩子 🏮".to_owned(),
        location: Some("3号楼活动室（幸福路18号）".to_owned()),
        description: Some("场地停电。\n改在隔壁；, \\ 请早到".to_owned()),
        url: Some("https://mulin.example/events/1".parse().unwrap()),
        organizer: "睦邻 <no-reply@mulin.example>".parse().unwrap(),
        attendee_address: "lan@example.org".to_owned(),
        attendee_name: Some("王秀英".to_owned()),
        tentative: false,
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap();
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).unwrap();
    let keys = arguments.enumerate().map(|(n, path)| {
        let pem = fs::read(path).unwrap();
        DkimKey::from_pem("mulin.example", &format!("s{n}"), &pem).unwrap()
    });
    let keys: Vec<DkimKey> = keys.collect();
    for key in &keys {
        fs::write(folder.join(key.record_name() + ".txt"), key.record()).unwrap();
    }
    let signer = DkimSigner::new(keys);
    let renderer = Renderer::new(None).unwrap();
    let all = [
        ("plain", None),
        ("request", Some((CalendarMethod::Request, 1))),
        ("moved", Some((CalendarMethod::Request, 2))),
        ("cancel", Some((CalendarMethod::Cancel, 3))),
        ("publish", Some((CalendarMethod::Publish, 2))),
    ];
    for (name, calendar) in all {
        for locale in Locale::ALL {
            let email = Email {
                message_id: format!("{name}-{locale}@mulin.example"),
                from: "睦邻 <no-reply@mulin.example>".parse().unwrap(),
                return_path: None,
                to_address: "lan@example.org".to_owned(),
                to_name: Some("王秀英".to_owned()),
                rendered: renderer.render(&message(locale)).unwrap(),
                date: starts_at() - TimeDelta::days(2),
                list_unsubscribe: Some("https://mulin.example/u/abc".parse().unwrap()),
                calendar: calendar.map(|(method, sequence)| entry(method, sequence)),
            };
            let (_, message) = email.to_rfc5322().unwrap();
            let signed = signer.sign(message, email.date).unwrap();
            fs::write(folder.join(format!("{name}.{locale}.eml")), signed).unwrap();
        }
    }
}
