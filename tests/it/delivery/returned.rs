//! E-mails that came back: from the mail that tells of it to what follows.

use mulin::bounces::{Fate, take};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use mulin_notify::ReturnPath;
use sea_orm::EntityTrait;

use super::stage::{deliveries, local, remind, sent_to};
use crate::both_databases;
use crate::factories::{Plan, Town, respond};
use crate::support::app::TestApp;

const POSTFIX: &str = include_str!("../../../notify/tests/it/mails/postfix_unknown_user.eml");
const COMPLAINT: &str = include_str!("../../../notify/tests/it/mails/complaint.eml");
/// What those two say of the message: its return path and its id.
const PATH: &str = "bounce+ag2x7n4sqb2y3jx4o5yy3m7q2e.mfrggzdfmztwq2lk@mulin.example";
const ID: &str = "019357fb920074c8a6fc777186d9f0d1";

fn path() -> ReturnPath {
    "bounce@mulin.example".parse().expect("a return path")
}

/// The return path of a message, as the worker writes it.
fn path_of(app: &TestApp, id: DeliveryId) -> String {
    path().address(id.0.as_bytes(), |id| app.core.keyring().bounce_mac(id))
}

/// r0 was reminded of an event by e-mail, and will be once more: the message that was sent.
async fn one_sent(app: &TestApp) -> delivery::Model {
    let town = Town::found(app).await;
    let event = town.event(app, Plan::default()).await.id;
    remind(app, &town, event, &["P1D", "PT2H"]).await;
    let person = town.resident(app, "r0").await;
    respond(&app.core, person, event, Answer::Going, 1)
        .await
        .expect("taken");
    app.clock.set(local("2026-11-27 12:00"));
    assert_eq!(sent_to(app).await, ["r0@example.org"]);
    let mut sent = deliveries(app).await;
    sent.retain(|row| row.state == DeliveryState::Sent);
    assert_eq!(sent.len(), 1);
    sent.remove(0)
}

async fn row(app: &TestApp, id: DeliveryId) -> delivery::Model {
    let found = delivery::Entity::find_by_id(id).one(app.core.db().writer());
    found.await.expect("it can be read").expect("it is there")
}

async fn suppressed(app: &TestApp) -> Vec<(Option<SuppressionReason>, i32)> {
    let rows = suppression::Entity::find()
        .all(app.core.db().writer())
        .await;
    let rows = rows.expect("they can be read").into_iter();
    rows.map(|row| (row.reason, row.soft_bounces)).collect()
}

async fn taken(app: &TestApp, mail: &str) -> Fate {
    let fate = take(&app.core, Some(&path()), None, mail.as_bytes()).await;
    fate.expect("it can be taken")
}

both_databases!(an_address_that_is_none_gets_nothing_more, |app| {
    let sent = one_sent(&app).await;
    // The id in the message that came back is another's: the signed path alone tells.
    let mail = POSTFIX.replace(PATH, &path_of(&app, sent.id));
    for _ in 0..2 {
        assert_eq!(taken(&app, &mail).await, Fate::Noted);
        let row = row(&app, sent.id).await;
        assert_eq!(row.state, DeliveryState::Bounced);
        assert_eq!(row.last_error.as_deref(), Some("5.1.1"));
        let reason = Some(SuppressionReason::HardBounce);
        assert_eq!(suppressed(&app).await, [(reason, 0)]);
    }
    app.clock.set(local("2026-11-28 10:00"));
    assert_eq!(sent_to(&app).await, [""; 0]);
});

both_databases!(who_cannot_sign_changes_nothing, |app| {
    let sent = one_sent(&app).await;
    let own = path_of(&app, sent.id);
    let (_, rest) = own.split_once('.').expect("a signature");
    let others = path_of(&app, DeliveryId(uuid::Uuid::from_u128(7)));
    let (_, others_rest) = others.split_once('.').expect("a signature");
    let zeros = format!("{}@mulin.example", "a".repeat(16));
    for forged in [own.replace(rest, others_rest), own.replace(rest, &zeros)] {
        let mail = POSTFIX.replace(PATH, &forged);
        assert_eq!(taken(&app, &mail).await, Fate::Stranger);
    }
    // Where no return path is configured, none counts.
    let mail = POSTFIX.replace(PATH, &own);
    let fate = take(&app.core, None, Some(&own), mail.as_bytes()).await;
    assert_eq!(fate.expect("it can be taken"), Fate::Stranger);
    assert_eq!(row(&app, sent.id).await, sent);
    assert!(suppressed(&app).await.is_empty());
});

both_databases!(its_own_id_tells_which_message_came_back, |app| {
    let sent = one_sent(&app).await;
    let id = sent.id.0.simple().to_string();
    let mail = POSTFIX.replace(PATH, "postmaster@mulin.example");
    assert_eq!(taken(&app, &mail).await, Fate::Stranger);
    assert_eq!(taken(&app, &mail.replace(ID, &id)).await, Fate::Noted);
    assert_eq!(row(&app, sent.id).await.state, DeliveryState::Bounced);
});

both_databases!(the_recipient_that_a_pipe_tells_counts_first, |app| {
    let sent = one_sent(&app).await;
    let path_of = path_of(&app, sent.id);
    let fate = take(&app.core, Some(&path()), Some(&path_of), POSTFIX.as_bytes()).await;
    assert_eq!(fate.expect("it can be taken"), Fate::Noted);
});

both_databases!(what_is_refused_or_given_up_is_counted, |app| {
    let sent = one_sent(&app).await;
    let mail = POSTFIX.replace(PATH, &path_of(&app, sent.id));
    let full = mail.replace("Status: 5.1.1", "Status: 4.2.2");
    assert_eq!(taken(&app, &full).await, Fate::Noted);
    assert_eq!(row(&app, sent.id).await.state, DeliveryState::Bounced);
    assert_eq!(suppressed(&app).await, [(None, 1)]);
    app.clock.set(local("2026-11-28 10:00"));
    assert_eq!(sent_to(&app).await, ["r0@example.org"], "it may work again");
});

both_databases!(a_fault_of_our_own_address_is_no_fault_of_theirs, |app| {
    let sent = one_sent(&app).await;
    let mail = POSTFIX.replace(PATH, &path_of(&app, sent.id));
    let ours = mail.replace("Status: 5.1.1", "Status: 5.1.8");
    assert_eq!(taken(&app, &ours).await, Fate::Noted);
    assert_eq!(suppressed(&app).await, [(None, 1)]);
});

both_databases!(a_complaint_ends_e_mails_and_leaves_the_message, |app| {
    let sent = one_sent(&app).await;
    let mail = COMPLAINT.replace(PATH, &path_of(&app, sent.id));
    assert_eq!(taken(&app, &mail).await, Fate::Noted);
    assert_eq!(row(&app, sent.id).await.state, DeliveryState::Sent);
    let reason = Some(SuppressionReason::Complaint);
    assert_eq!(suppressed(&app).await, [(reason, 0)]);
    app.clock.set(local("2026-11-28 10:00"));
    assert_eq!(sent_to(&app).await, [""; 0]);
});

both_databases!(a_changed_master_key_still_knows_its_return_paths, |app| {
    let sent = one_sent(&app).await;
    let mail = POSTFIX.replace(PATH, &path_of(&app, sent.id));
    let later = app.restarted(8, &[7]).await;
    assert_eq!(taken(&later, &mail).await, Fate::Noted);
    let forgotten = app.restarted(9, &[]).await;
    assert_eq!(taken(&forgotten, &mail).await, Fate::Stranger);
});

both_databases!(what_tells_of_no_message_changes_nothing, |app| {
    let sent = one_sent(&app).await;
    let own = path_of(&app, sent.id);
    let delay = POSTFIX
        .replace(PATH, &own)
        .replace("Action: failed", "Action: delayed");
    let away = format!("From: r0@example.org\r\nTo: {own}\r\nSubject: 外出\r\n\r\n5.1.1\r\n");
    for mail in [delay, away] {
        assert_eq!(taken(&app, &mail).await, Fate::Irrelevant);
    }
    assert_eq!(taken(&app, "").await, Fate::NoMail);
    assert_eq!(row(&app, sent.id).await, sent);
});
