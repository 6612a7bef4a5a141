//! What people are told of their tickets at the stalls of a service day, and when it is told no more.

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use mulin_notify::Email;
use serde_json::{Value, json};

use super::reaching::{of, permanent, reached_by_both};
use super::stage::{addresses, sent, sent_to, states};
use crate::both_databases;
use crate::factories::{ServiceDay, TICKET, change_person, respond};
use crate::support::app::TestApp;

use MessageKind::{TicketClosed, TicketNearly, TicketPromoted, TicketReady};

/// A day with a stall at the east gate, with more said of it.
async fn at_the_gate(app: &TestApp, more: Value) -> (ServiceDay, Value) {
    let day = ServiceDay::plan(app).await;
    let mut input = json!({ "place": "东门", "walkInPercent": 0 });
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    let stall = day.stall(app, input).await;
    (day, stall)
}

/// Sends what is due, and gives the letters that went to somebody.
async fn letters(app: &TestApp, address: &str) -> Vec<Email> {
    app.run_due_work().await;
    let mut letters = app.mail.take();
    letters.retain(|letter| letter.to_address == address);
    letters
}

/// The subjects of the letters that went to somebody.
async fn subjects(app: &TestApp, address: &str) -> Vec<String> {
    let letters = letters(app, address).await.into_iter();
    letters.map(|letter| letter.rendered.subject).collect()
}

both_databases!(who_waited_for_a_slot_reads_that_one_is_theirs, |app| {
    let (day, stall) = at_the_gate(&app, json!({})).await;
    let stall = day.slots(&app, &stall, 1).await;
    let slot = &stall["services"][0]["slots"][1];
    let first = day.town.resident(&app, "first").await;
    let next = day.town.resident(&app, "next").await;
    change_person(&app, next, |row| row.locale = "en".to_owned()).await;
    let held = day.book(&app, first, slot).await;
    let wait = json!({ "slotId": slot["id"], "waitlist": true });
    day.done(&app, next, "bookSlot", TICKET, wait).await;
    app.run_due_work().await;
    app.mail.take();
    assert_eq!(states(&app, next, TicketPromoted).await, []);
    app.advance(TimeDelta::seconds(1));
    let cancel = json!({ "ticketId": held["id"] });
    day.done(&app, first, "cancelBooking", TICKET, cancel).await;
    let told = letters(&app, "next@example.org").await;
    assert_eq!(told.len(), 1);
    let letter = &told[0].rendered;
    assert_eq!(
        letter.subject,
        "You have a slot: 理发, Saturday 28 November, 09:30"
    );
    for part in [
        "Number: A002\n",
        "For: 理发\n",
        "When: Saturday 28 November 2026, 09:30 to 10:00\n",
        "Stall: 义务理发, 东门\n",
    ] {
        assert!(letter.text.contains(part), "{part}: {}", letter.text);
    }
    assert!(letter.html.contains("<b>A002</b>"), "{}", letter.html);
    // Who took it back knows.
    assert_eq!(states(&app, first, TicketClosed).await, []);
});

/// A day on which one station serves at nine, and tells who is next.
async fn one_behind(app: &TestApp) -> (ServiceDay, Value) {
    let (day, stall) = at_the_gate(app, json!({ "nearlyPlaces": 1 })).await;
    day.begin(app);
    day.open_station(app, &stall["stations"][0]).await;
    (day, stall)
}

both_databases!(whose_turn_it_nearly_is_reads_it_once_and_at_once, |app| {
    let (day, stall) = one_behind(&app).await;
    let (service, station) = (&stall["services"][0], &stall["stations"][0]);
    let mut people = Vec::new();
    for name in ["a", "b", "c", "d"] {
        let person = day.town.resident(&app, name).await;
        day.take(&app, person, service, json!({})).await;
        people.push(person);
    }
    day.serve(&app, station).await;
    let told = letters(&app, "b@example.org").await;
    assert_eq!(told.len(), 1);
    let letter = &told[0].rendered;
    assert_eq!(letter.subject, "快轮到您了：理发，号码A002");
    assert!(
        letter.text.contains("摊位：义务理发，东门\n"),
        "{}",
        letter.text
    );
    // The third is called before what was to be said is read: nothing is planned that is true no longer.
    day.serve(&app, station).await;
    day.call(&app, station).await;
    assert_eq!(subjects(&app, "c@example.org").await, [""; 0]);
    assert_eq!(states(&app, people[2], TicketNearly).await, []);
    assert_eq!(
        states(&app, people[1], TicketNearly).await,
        [DeliveryState::Sent]
    );
});

both_databases!(that_it_is_nearly_ones_turn_does_not_keep, |app| {
    let (day, stall) = one_behind(&app).await;
    let (service, station) = (&stall["services"][0], &stall["stations"][0]);
    let mut people = Vec::new();
    for name in ["a", "late", "asleep"] {
        let person = day.town.resident(&app, name).await;
        day.take(&app, person, service, json!({})).await;
        people.push(person);
    }
    change_person(&app, people[2], |row| {
        (row.quiet_from, row.quiet_until) = (Some(7 * 60), Some(12 * 60));
    })
    .await;
    let called = day.call(&app, station).await;
    app.advance(TimeDelta::minutes(10));
    assert_eq!(sent_to(&app).await, [""; 0]);
    // What comes too late is noted and not sent.
    assert_eq!(
        states(&app, people[1], TicketNearly).await,
        [DeliveryState::Expired]
    );
    day.step(&app, "startServing", &called).await;
    day.step(&app, "finishServing", &called).await;
    day.call(&app, station).await;
    assert_eq!(sent_to(&app).await, [""; 0]);
    assert_eq!(states(&app, people[2], TicketNearly).await, []);
});

both_databases!(what_was_left_is_told_of_once_when_it_is_ready, |app| {
    let knives = json!({ "name": "磨刀", "services": [
        { "name": "磨刀", "prefix": "D", "minutes": 10, "mode": "DROP_OFF" },
    ] });
    let (day, stall) = at_the_gate(&app, knives).await;
    day.begin(&app);
    let (service, station) = (&stall["services"][0], &stall["stations"][0]);
    day.open_station(&app, station).await;
    let owner = day.town.resident(&app, "owner").await;
    day.take(&app, owner, service, json!({ "items": 2 })).await;
    let called = day.call(&app, station).await;
    day.step(&app, "startServing", &called).await;
    day.step(&app, "finishServing", &called).await;
    assert_eq!(subjects(&app, "owner@example.org").await, [""; 0]);
    day.step(&app, "makeReady", &called).await;
    let told = subjects(&app, "owner@example.org").await;
    assert_eq!(told, ["可以取了：磨刀，号码D001"]);
    // Who is told once is not told again.
    day.step(&app, "undoTicketMove", &called).await;
    day.step(&app, "makeReady", &called).await;
    assert_eq!(subjects(&app, "owner@example.org").await, [""; 0]);
    assert_eq!(
        states(&app, owner, TicketReady).await,
        [DeliveryState::Sent]
    );
});

both_databases!(what_is_not_ready_after_all_is_not_told, |app| {
    let knives = json!({ "services": [
        { "name": "磨刀", "prefix": "D", "minutes": 10, "mode": "DROP_OFF" },
    ] });
    let (day, stall) = at_the_gate(&app, knives).await;
    day.begin(&app);
    let (service, station) = (&stall["services"][0], &stall["stations"][0]);
    day.open_station(&app, station).await;
    let owner = day.town.resident(&app, "owner").await;
    day.take(&app, owner, service, json!({})).await;
    let called = day.call(&app, station).await;
    day.step(&app, "startServing", &called).await;
    day.step(&app, "finishServing", &called).await;
    day.step(&app, "makeReady", &called).await;
    day.step(&app, "undoTicketMove", &called).await;
    assert_eq!(subjects(&app, "owner@example.org").await, [""; 0]);
    assert_eq!(
        states(&app, owner, TicketReady).await,
        [DeliveryState::Superseded]
    );
});

both_databases!(the_end_of_the_day_tells_each_of_all_in_one_letter, |app| {
    let (day, stall) = at_the_gate(&app, json!({})).await;
    let knives = json!({ "name": "磨刀", "services": [
        { "name": "磨刀", "prefix": "D", "minutes": 10 },
    ] });
    let other = day.stall(&app, knives).await;
    day.begin(&app);
    for one in [&stall, &other] {
        day.open_station(&app, &one["stations"][0]).await;
    }
    let both = day.town.resident(&app, "both").await;
    let alone = day.town.resident(&app, "alone").await;
    let (cut, grind) = (&stall["services"][0], &other["services"][0]);
    day.take(&app, both, cut, json!({})).await;
    day.take(&app, both, grind, json!({})).await;
    day.take(&app, alone, cut, json!({})).await;
    app.run_due_work().await;
    app.mail.take();
    app.advance(TimeDelta::hours(9));
    app.run_due_work().await;
    let sent = sent(&app).await;
    assert_eq!(addresses(&sent), ["alone@example.org", "both@example.org"]);
    let [alone, both] = [&sent[0].rendered, &sent[1].rendered];
    assert_eq!(alone.subject, "今天结束了：理发，号码A002");
    for number in ["理发，号码A001", "磨刀，号码D001"] {
        assert!(both.text.contains(number), "{}", both.text);
        assert!(both.html.contains(number), "{}", both.html);
    }
});

both_databases!(
    who_booked_and_answered_is_told_once_that_the_day_is_called_off,
    |app| {
        let (day, stall) = at_the_gate(&app, json!({})).await;
        let stall = day.slots(&app, &stall, 4).await;
        let slot = &stall["services"][0]["slots"][0];
        let guest = day.town.resident(&app, "guest").await;
        let other = day.town.resident(&app, "other").await;
        respond(&app.core, guest, day.event.id, Answer::Going, 1)
            .await
            .expect("taken");
        for person in [guest, other] {
            day.book(&app, person, slot).await;
        }
        app.run_due_work().await;
        app.mail.take();
        let cancel = json!({ "eventId": day.id(day.event.id) });
        day.done(&app, day.organiser(), "cancelEvent", "event { id }", cancel)
            .await;
        let other_told = subjects(&app, "other@example.org").await;
        assert_eq!(other_told, ["活动取消：理发，号码A002"]);
        assert_eq!(states(&app, guest, TicketClosed).await, []);
        let kind = MessageKind::EventCancelled;
        assert_eq!(states(&app, guest, kind).await, [DeliveryState::Sent]);
    }
);

both_databases!(who_wants_no_messages_gets_none_of_tickets, |app| {
    let (day, stall) = one_behind(&app).await;
    let (service, station) = (&stall["services"][0], &stall["stations"][0]);
    let first = day.town.resident(&app, "first").await;
    let next = day.town.resident(&app, "next").await;
    let input = json!({ "personId": day.id(next), "channel": "EMAIL", "purpose": "SERVICE" });
    day.done(&app, next, "optOut", "person { id }", input).await;
    for person in [first, next] {
        day.take(&app, person, service, json!({})).await;
    }
    day.call(&app, station).await;
    assert_eq!(sent_to(&app).await, [""; 0]);
    let ended = states(&app, next, TicketNearly).await;
    assert_eq!(ended, [DeliveryState::Suppressed]);
});

both_databases!(a_text_message_names_number_and_stall_in_a_line, |app| {
    let (day, stall) = one_behind(&app).await;
    let (service, station) = (&stall["services"][0], &stall["stations"][0]);
    let first = day.town.resident(&app, "first").await;
    let next = day.town.resident(&app, "next").await;
    let phone = json!({ "kind": "PHONE", "address": "13800000001", "receivesSms": true });
    let added = app
        .mutate(Some(next), "addContactPoint", "contactPoint { id }", phone)
        .await;
    assert_eq!(added.refusals("addContactPoint"), [""; 0]);
    for person in [first, next] {
        day.take(&app, person, service, json!({})).await;
    }
    app.sms.take();
    day.call(&app, station).await;
    app.run_due_work().await;
    let texts = app.sms.take();
    assert_eq!(texts.len(), 1);
    assert_eq!(
        texts[0].text,
        "【睦邻】快轮到您了：理发，号码A002。请现在到义务理发（东门）。"
    );
});

both_databases!(another_channel_has_what_is_left_of_the_ten_minutes, |app| {
    let (day, stall) = one_behind(&app).await;
    let (service, station) = (&stall["services"][0], &stall["stations"][0]);
    let first = day.town.resident(&app, "first").await;
    let next = day.town.resident(&app, "next").await;
    reached_by_both(&app, next, "next").await;
    for person in [first, next] {
        day.take(&app, person, service, json!({})).await;
    }
    day.call(&app, station).await;
    app.advance(TimeDelta::minutes(9));
    app.sms.fail_next([permanent("REJECTED")]);
    assert_eq!(sent_to(&app).await, ["next@example.org"]);
    let rows = of(&app, next).await;
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].send_at, rows[1].send_at);
});

both_databases!(
    the_end_of_the_day_stays_one_message_on_another_channel,
    |app| {
        let (day, stall) = at_the_gate(&app, json!({})).await;
        let knives = json!({ "name": "磨刀", "services": [
        { "name": "磨刀", "prefix": "D", "minutes": 10 },
    ] });
        let other = day.stall(&app, knives).await;
        day.begin(&app);
        let both = day.town.resident(&app, "both").await;
        reached_by_both(&app, both, "both").await;
        for stall in [&stall, &other] {
            day.open_station(&app, &stall["stations"][0]).await;
            day.take(&app, both, &stall["services"][0], json!({})).await;
        }
        app.run_due_work().await;
        app.sms.take();
        app.mail.fail_next([permanent("SMTP_550")]);
        app.advance(TimeDelta::hours(9));
        app.run_due_work().await;
        app.run_due_work().await;
        assert_eq!(app.sms.take().len(), 1);
        let rows = of(&app, both).await;
        let texts: Vec<_> = rows
            .iter()
            .filter(|row| row.channel == Channel::Sms && row.kind == TicketClosed)
            .collect();
        assert_eq!(texts.len(), 2);
        assert!(
            texts
                .iter()
                .all(|row| row.bundle_key == texts[0].bundle_key)
        );
        assert_eq!(
            texts.iter().filter(|row| row.carried_by.is_none()).count(),
            1
        );
    }
);
