//! Reminders for those who are on a shift: who gets them, and what they read.

use mulin_domain::reminder::{SetEventReminders, set_event_reminders};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::json;

use super::shifts::{at_the_gate, letters, settle};
use super::stage::{deliveries, local, reminder, states};
use crate::both_databases;
use crate::factories::{HelpDay, actor, respond};
use crate::support::app::TestApp;

use MessageKind::EventReminder;
use ReminderAudience::{Going, Volunteers};

async fn remind(app: &TestApp, help: &HelpDay, rules: &[(&str, &[ReminderAudience])]) {
    let rules = rules.iter();
    let input = SetEventReminders {
        event_id: Ok(help.day.event.id),
        reminders: rules
            .map(|(before, audience)| reminder(before, Some(audience)))
            .collect(),
    };
    let organiser = actor(&app.core, help.day.organiser()).await;
    set_event_reminders(&app.core, &organiser, input)
        .await
        .expect("reminders can be set");
}

both_databases!(who_is_on_a_shift_is_reminded_of_it, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = at_the_gate(&app, &help, 3).await;
    let later =
        json!({ "name": "收摊", "startsAt": "2026-11-28T15:00", "endsAt": "2026-11-28T17:00" });
    let later = help.shift(&app, later).await;
    remind(&app, &help, &[("P1D", &[Volunteers])]).await;
    let people = help.day.town.residents(&app, 4).await;
    help.sign_up(&app, people[0], &shift).await;
    help.sign_up(&app, people[0], &later).await;
    let given_up = help.sign_up(&app, people[1], &shift).await;
    // Comes, and is on no shift.
    respond(&app.core, people[3], help.day.event.id, Answer::Going, 1)
        .await
        .expect("taken");
    // They are listed some time ahead; one leaves the shift after that, and another takes the place.
    app.clock.set(local("2026-11-26 10:00"));
    app.run_due_work().await;
    help.step(&app, people[1], "cancelSignUp", &given_up).await;
    help.sign_up(&app, people[2], &shift).await;
    settle(&app).await;
    app.clock.set(local("2026-11-27 09:00"));
    app.run_due_work().await;
    let mut letters = app.mail.take();
    letters.sort_by(|one, other| one.to_address.cmp(&other.to_address));
    let addresses: Vec<&str> = letters.iter().map(|one| one.to_address.as_str()).collect();
    assert_eq!(addresses, ["r0@example.org", "r2@example.org"]);
    let text = &letters[0].rendered.text;
    for said in [
        "2026年11月28日（周六）09:00 到 12:00：上午，引导员，东门\n",
        "2026年11月28日（周六）15:00 到 17:00：收摊，秩序引导\n",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let of_other = &letters[1].rendered.text;
    assert!(!of_other.contains("收摊"), "{of_other}");
    assert_eq!(states(&app, people[3], EventReminder).await, []);
    let rows = deliveries(&app).await;
    let of_first = rows
        .iter()
        .find(|row| row.person_id == Some(people[0]) && row.kind == EventReminder);
    assert_eq!(of_first.map(|row| row.rsvp_id), Some(None), "by no answer");
});

both_databases!(nobody_is_reminded_twice_of_a_shift, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = at_the_gate(&app, &help, 1).await;
    remind(&app, &help, &[("P1D", &[Going]), ("P1D", &[Volunteers])]).await;
    let people = help.day.town.residents(&app, 1).await;
    respond(&app.core, people[0], help.day.event.id, Answer::Going, 1)
        .await
        .expect("taken");
    help.sign_up(&app, people[0], &shift).await;
    app.clock.set(local("2026-11-26 10:00"));
    settle(&app).await;
    app.clock.set(local("2026-11-27 09:00"));
    let letters = letters(&app, "r0@example.org").await;
    assert_eq!(letters.len(), 1);
    let text = &letters[0].rendered.text;
    assert!(text.contains("东门"), "by whichever rule: {text}");
});
