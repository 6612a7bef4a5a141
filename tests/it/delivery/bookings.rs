//! Reminders for those who have booked a slot at a stall: who gets them, and what they read.

use mulin_domain::reminder::{SetEventReminders, set_event_reminders};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::json;

use super::stage::{deliveries, local, reminder, sent_to, states};
use crate::both_databases;
use crate::factories::{ServiceDay, TICKET, actor, respond};
use crate::support::app::TestApp;

use ReminderAudience::{Bookings, Going};

async fn remind(app: &TestApp, day: &ServiceDay, rules: &[(&str, &[ReminderAudience])]) {
    let rules = rules.iter();
    let input = SetEventReminders {
        event_id: Ok(day.event.id),
        reminders: rules
            .map(|(before, audience)| reminder(before, Some(audience)))
            .collect(),
    };
    let organiser = actor(&app.core, day.organiser()).await;
    set_event_reminders(&app.core, &organiser, input)
        .await
        .expect("reminders can be set");
}

both_databases!(who_has_booked_is_reminded_of_the_slot, |app| {
    let day = ServiceDay::plan(&app).await;
    let more = json!({ "walkInPercent": 0, "place": "2号楼门口" });
    let stall = day.stall(&app, more).await;
    let stall = day.slots(&app, &stall, 1).await;
    remind(&app, &day, &[("P1D", &[Bookings])]).await;
    let people = day.town.residents(&app, 4).await;
    let slots = &stall["services"][0]["slots"];
    day.book(&app, people[0], &slots[1]).await;
    let given_up = day.book(&app, people[1], &slots[2]).await;
    // Comes, and has booked nothing.
    respond(&app.core, people[3], day.event.id, Answer::Going, 1)
        .await
        .expect("taken");
    // They are listed some time ahead; one takes the booking back after that, and another books.
    app.clock.set(local("2026-11-26 10:00"));
    app.run_due_work().await;
    let input = json!({ "ticketId": given_up["id"] });
    day.done(&app, people[1], "cancelBooking", TICKET, input)
        .await;
    day.book(&app, people[2], &slots[2]).await;
    app.run_due_work().await;
    app.mail.take();
    app.clock.set(local("2026-11-27 08:59"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.clock.set(local("2026-11-27 09:00"));
    app.run_due_work().await;
    let mut letters = app.mail.take();
    letters.sort_by(|one, other| one.to_address.cmp(&other.to_address));
    let addresses: Vec<&str> = letters.iter().map(|one| one.to_address.as_str()).collect();
    assert_eq!(addresses, ["r0@example.org", "r2@example.org"]);
    let text = &letters[0].rendered.text;
    for said in ["A001", "理发", "义务理发", "2号楼门口", "09:30"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let kind = MessageKind::EventReminder;
    let told = states(&app, people[3], kind).await;
    assert_eq!(told, [], "who has booked nothing");
    let rows = deliveries(&app).await;
    let of_first = rows
        .iter()
        .find(|row| row.person_id == Some(people[0]) && row.kind == kind);
    assert_eq!(of_first.map(|row| row.rsvp_id), Some(None), "by no answer");
});

both_databases!(nobody_is_reminded_twice_of_a_booking, |app| {
    let day = ServiceDay::plan(&app).await;
    let stall = day.stall(&app, json!({ "walkInPercent": 0 })).await;
    let stall = day.slots(&app, &stall, 1).await;
    remind(&app, &day, &[("P1D", &[Going]), ("P1D", &[Bookings])]).await;
    let people = day.town.residents(&app, 1).await;
    respond(&app.core, people[0], day.event.id, Answer::Going, 1)
        .await
        .expect("taken");
    day.book(&app, people[0], &stall["services"][0]["slots"][1])
        .await;
    app.clock.set(local("2026-11-26 10:00"));
    app.run_due_work().await;
    app.mail.take();
    app.clock.set(local("2026-11-27 09:00"));
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    let text = &letters[0].rendered.text;
    assert!(text.contains("A001"), "by whichever rule: {text}");
});
