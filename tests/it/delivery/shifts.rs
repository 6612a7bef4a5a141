//! What volunteers are told of their shifts, and when it is told no more.

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use mulin_notify::Email;
use serde_json::{Value, json};

use super::stage::{addresses, sent, sent_to, states};
use crate::both_databases;
use crate::factories::{HelpDay, SHIFT, SIGN_UP, agrees, change_person, respond};
use crate::support::app::TestApp;

use DeliveryState::{Sent, Superseded, Suppressed};
use MessageKind::{
    ShiftCancelled, ShiftChanged, ShiftPromoted, ShiftSignedUp, ShiftSwapOffered, ShiftSwapped,
    VolunteersCalled,
};

/// Who does something themselves gets a word that it was taken.
const CONFIRMING: &[(&str, &str)] = &[("MULIN_REMINDERS__CONFIRM_ANSWERS", "true")];

/// A shift at the east gate with so many places.
pub async fn at_the_gate(app: &TestApp, help: &HelpDay, places: i32) -> Value {
    let roles = json!([{ "name": "引导员", "places": places }]);
    help.shift(app, json!({ "place": "东门", "roles": roles }))
        .await
}

/// Sends what is due, and forgets it.
pub async fn settle(app: &TestApp) {
    app.run_due_work().await;
    app.mail.take();
}

/// Sends what is due, and gives the letters that went to somebody.
pub async fn letters(app: &TestApp, address: &str) -> Vec<Email> {
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

both_databases!(who_waited_for_a_place_reads_that_it_is_theirs, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = at_the_gate(&app, &help, 1).await;
    let people = help.day.town.residents(&app, 2).await;
    change_person(&app, people[1], |row| row.locale = "en".to_owned()).await;
    let held = help.sign_up(&app, people[0], &shift).await;
    help.wait_for(&app, people[1], &shift).await;
    settle(&app).await;
    assert_eq!(states(&app, people[1], ShiftPromoted).await, []);
    app.advance(TimeDelta::seconds(1));
    help.step(&app, people[0], "cancelSignUp", &held).await;
    let told = letters(&app, "r1@example.org").await;
    assert_eq!(told.len(), 1);
    let letter = &told[0].rendered;
    assert_eq!(
        letter.subject,
        "You have a place: 上午, Saturday 28 November, 09:00"
    );
    for part in [
        "What: 上午\n",
        "As: 引导员\n",
        "When: Saturday 28 November 2026, 09:00 to 12:00\n",
        "Come to: 东门\n",
        "Event: 便民服务日\n",
    ] {
        assert!(letter.text.contains(part), "{part}: {}", letter.text);
    }
    assert!(letter.html.contains("<b>引导员</b>"), "{}", letter.html);
    // Who took themselves off knows.
    assert_eq!(states(&app, people[0], ShiftCancelled).await, []);
});

both_databases!(who_is_taken_off_a_shift_reads_why, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = at_the_gate(&app, &help, 2).await;
    let people = help.day.town.residents(&app, 3).await;
    let first = help.sign_up(&app, people[0], &shift).await;
    help.sign_up(&app, people[1], &shift).await;
    help.wait_for(&app, people[2], &shift).await;
    settle(&app).await;
    help.step(&app, help.lead, "cancelSignUp", &first).await;
    let told = letters(&app, "r0@example.org").await;
    assert_eq!(told.len(), 1);
    let letter = &told[0].rendered;
    assert_eq!(
        letter.subject,
        "这一班不用来了：上午，11月28日（周六）09:00"
    );
    let said = "负责人把您从班次「上午」上撤下来了";
    assert!(letter.text.contains(said), "{}", letter.text);
    let input = json!({ "shiftId": shift["id"] });
    help.day
        .done(&app, help.lead, "cancelShift", SHIFT, input)
        .await;
    let sent = sent(&app).await;
    assert_eq!(addresses(&sent), ["r1@example.org", "r2@example.org"]);
    let text = &sent[0].rendered.text;
    assert!(text.contains("您的班次「上午」取消了"), "{text}");
});

both_databases!(
    a_volunteer_who_answered_is_told_once_that_the_event_is_called_off,
    |app| {
        let help = HelpDay::plan(&app).await;
        let shift = at_the_gate(&app, &help, 2).await;
        let later =
            json!({ "name": "收摊", "startsAt": "2026-11-28T15:00", "endsAt": "2026-11-28T17:00" });
        let later = help.shift(&app, later).await;
        let people = help.day.town.residents(&app, 2).await;
        respond(&app.core, people[0], help.day.event.id, Answer::Going, 1)
            .await
            .expect("taken");
        for person in &people {
            help.sign_up(&app, *person, &shift).await;
        }
        help.sign_up(&app, people[1], &later).await;
        settle(&app).await;
        let input = json!({ "eventId": help.day.id(help.day.event.id) });
        let organiser = help.day.organiser();
        help.day
            .done(&app, organiser, "cancelEvent", "event { id }", input)
            .await;
        // Who answered nothing reads of both shifts in one letter.
        let told = letters(&app, "r1@example.org").await;
        assert_eq!(told.len(), 1);
        for name in ["上午", "收摊"] {
            let text = &told[0].rendered.text;
            assert!(text.contains(name), "{name}: {text}");
        }
        assert_eq!(states(&app, people[1], ShiftCancelled).await, [Sent, Sent]);
        assert_eq!(states(&app, people[0], ShiftCancelled).await, []);
        let kind = MessageKind::EventCancelled;
        assert_eq!(states(&app, people[0], kind).await, [Sent]);
    }
);

both_databases!(another_time_of_a_shift_is_told_as_it_is_at_last, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = at_the_gate(&app, &help, 2).await;
    let people = help.day.town.residents(&app, 2).await;
    help.sign_up(&app, people[0], &shift).await;
    settle(&app).await;
    for (from, until) in [("10:00", "12:00"), ("13:00", "15:00")] {
        app.advance(TimeDelta::seconds(1));
        let input = json!({
            "shiftId": shift["id"],
            "startsAt": format!("2026-11-28T{from}"), "endsAt": format!("2026-11-28T{until}"),
        });
        help.day
            .done(&app, help.lead, "updateShift", SHIFT, input)
            .await;
    }
    // Who comes after that knows no other time.
    help.sign_up(&app, people[1], &shift).await;
    let told = letters(&app, "r0@example.org").await;
    assert_eq!(told.len(), 1);
    let letter = &told[0].rendered;
    assert_eq!(letter.subject, "班次有变动：上午，11月28日（周六）13:00");
    assert_eq!(states(&app, people[1], ShiftChanged).await, []);
});

both_databases!(a_move_of_the_event_is_told_to_volunteers_once, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = at_the_gate(&app, &help, 2).await;
    let people = help.day.town.residents(&app, 2).await;
    respond(&app.core, people[0], help.day.event.id, Answer::Going, 1)
        .await
        .expect("taken");
    for person in &people {
        help.sign_up(&app, *person, &shift).await;
    }
    settle(&app).await;
    let input = json!({
        "eventId": help.day.id(help.day.event.id),
        "startsAt": "2026-11-29T09:00", "endsAt": "2026-11-29T17:00",
    });
    let organiser = help.day.organiser();
    help.day
        .done(&app, organiser, "rescheduleEvent", "event { id }", input)
        .await;
    let sent = sent(&app).await;
    assert_eq!(addresses(&sent), ["r0@example.org", "r1@example.org"]);
    for letter in &sent {
        let text = &letter.rendered.text;
        assert!(
            text.contains("2026年11月29日（周日）09:00 到 12:00"),
            "{text}"
        );
    }
    assert_eq!(states(&app, people[0], ShiftChanged).await, []);
    assert_eq!(states(&app, people[1], ShiftChanged).await, [Sent]);
});

both_databases!(a_swap_is_told_to_who_is_asked_and_who_is_relieved, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = at_the_gate(&app, &help, 1).await;
    let people = help.day.town.residents(&app, 2).await;
    help.join(&app, people[1]).await;
    let on = help.sign_up(&app, people[0], &shift).await;
    settle(&app).await;
    let input = json!({ "signUpId": on["id"], "withPersonId": help.day.id(people[1]) });
    help.day
        .done(&app, people[0], "offerShiftSwap", SIGN_UP, input)
        .await;
    let told = letters(&app, "r1@example.org").await;
    assert_eq!(told.len(), 1);
    let letter = &told[0].rendered;
    let subject = "能替一班吗？上午，11月28日（周六）09:00";
    assert_eq!(letter.subject, subject);
    assert!(letter.text.contains("r0想请您替"), "{}", letter.text);
    help.step(&app, people[1], "acceptShiftSwap", &on).await;
    let relieved = subjects(&app, "r0@example.org").await;
    assert_eq!(relieved, ["有人替您了：上午，11月28日（周六）09:00"]);
    assert_eq!(states(&app, people[1], ShiftSwapped).await, []);
});

both_databases!(an_offer_that_is_taken_back_is_not_told, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = at_the_gate(&app, &help, 1).await;
    let people = help.day.town.residents(&app, 2).await;
    help.join(&app, people[1]).await;
    change_person(&app, people[1], |row| {
        (row.quiet_from, row.quiet_until) = (Some(7 * 60), Some(20 * 60));
    })
    .await;
    let on = help.sign_up(&app, people[0], &shift).await;
    settle(&app).await;
    let input = json!({ "signUpId": on["id"], "withPersonId": help.day.id(people[1]) });
    help.day
        .done(&app, people[0], "offerShiftSwap", SIGN_UP, input)
        .await;
    app.run_due_work().await;
    help.step(&app, people[0], "withdrawShiftSwap", &on).await;
    app.advance(TimeDelta::hours(9));
    assert_eq!(subjects(&app, "r1@example.org").await, [""; 0]);
    let told = states(&app, people[1], ShiftSwapOffered).await;
    assert_eq!(told, [Superseded]);
});

/// Asks all of the team to come.
async fn call(app: &TestApp, help: &HelpDay, shift: &Value) {
    let input = json!({ "shiftId": shift["id"], "teamId": help.team });
    help.day
        .done(app, help.lead, "callForVolunteers", SHIFT, input)
        .await;
}

both_databases!(who_is_called_reads_where_and_when_they_are_needed, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = at_the_gate(&app, &help, 2).await;
    let people = help.day.town.residents(&app, 2).await;
    for person in &people {
        help.join(&app, *person).await;
    }
    let input =
        json!({ "personId": help.day.id(people[1]), "channel": "EMAIL", "purpose": "SERVICE" });
    help.day
        .done(&app, people[1], "optOut", "person { id }", input)
        .await;
    settle(&app).await;
    call(&app, &help, &shift).await;
    let told = letters(&app, "r0@example.org").await;
    assert_eq!(told.len(), 1);
    let letter = &told[0].rendered;
    assert_eq!(letter.subject, "请您来帮忙：上午，11月28日（周六）09:00");
    for part in ["岗位：引导员\n", "集合：东门\n", "活动：便民服务日\n"] {
        assert!(letter.text.contains(part), "{part}: {}", letter.text);
    }
    assert_eq!(
        states(&app, people[1], VolunteersCalled).await,
        [Suppressed]
    );
    assert_eq!(sent_to(&app).await, [""; 0]);
});

both_databases!(nobody_is_called_to_a_shift_that_is_full, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = at_the_gate(&app, &help, 1).await;
    let people = help.day.town.residents(&app, 2).await;
    for person in &people {
        help.join(&app, *person).await;
        change_person(&app, *person, |row| {
            (row.quiet_from, row.quiet_until) = (Some(7 * 60), Some(20 * 60));
        })
        .await;
    }
    call(&app, &help, &shift).await;
    settle(&app).await;
    help.sign_up(&app, people[0], &shift).await;
    app.advance(TimeDelta::hours(9));
    app.run_due_work().await;
    for person in people {
        let told = states(&app, person, VolunteersCalled).await;
        assert_eq!(told, [Superseded]);
    }
});

both_databases!(a_text_message_names_the_shift_in_a_line, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = at_the_gate(&app, &help, 1).await;
    let people = help.day.town.residents(&app, 1).await;
    let phone = json!({ "kind": "PHONE", "address": "13800000001", "receivesSms": true });
    let added = app
        .mutate(
            Some(people[0]),
            "addContactPoint",
            "contactPoint { id }",
            phone,
        )
        .await;
    assert_eq!(added.refusals("addContactPoint"), [""; 0]);
    let input =
        json!({ "personId": help.day.id(people[0]), "channel": "EMAIL", "purpose": "SERVICE" });
    help.day
        .done(&app, people[0], "optOut", "person { id }", input)
        .await;
    let on = help.sign_up(&app, people[0], &shift).await;
    app.run_due_work().await;
    app.sms.take();
    help.step(&app, help.lead, "cancelSignUp", &on).await;
    app.run_due_work().await;
    let texts = app.sms.take();
    assert_eq!(texts.len(), 1);
    let text = &texts[0].text;
    let said = "【睦邻】这一班不用来了：上午，11月28日（周六）09:00。负责人把您撤下来了。";
    assert!(text.starts_with(said), "{text}");
});

both_databases!(who_has_a_place_reads_when_and_where_to_come, with CONFIRMING, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = at_the_gate(&app, &help, 2).await;
    let people = help.day.town.residents(&app, 2).await;
    help.sign_up(&app, people[0], &shift).await;
    // The steward signs somebody up who called, and who lets her.
    agrees(&app, people[1], ConsentPurpose::ActOnBehalf).await;
    let input = json!({
        "shiftRoleId": shift["roles"][0]["id"], "via": "PHONE",
        "onBehalfOf": help.day.id(people[1]),
    });
    let steward = help.day.town.steward;
    help.day
        .done(&app, steward, "signUpForShift", SIGN_UP, input)
        .await;
    let sent = sent(&app).await;
    assert_eq!(addresses(&sent), ["r0@example.org", "r1@example.org"]);
    for (letter, person) in sent.iter().zip(people) {
        let letter = &letter.rendered;
        assert_eq!(letter.subject, "您的志愿班次：上午，11月28日（周六）09:00");
        assert!(letter.text.contains("东门"), "{}", letter.text);
        assert_eq!(states(&app, person, ShiftSignedUp).await, [Sent]);
    }
});

both_databases!(another_place_of_a_shift_is_told, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = at_the_gate(&app, &help, 1).await;
    let who = help.day.town.resident(&app, "r0").await;
    help.sign_up(&app, who, &shift).await;
    settle(&app).await;
    app.advance(TimeDelta::seconds(1));
    for (name, place) in [("上午", "西门"), ("晨间", "西门")] {
        let input = json!({ "shiftId": shift["id"], "name": name, "place": place });
        help.day
            .done(&app, help.lead, "updateShift", SHIFT, input)
            .await;
    }
    // Another name alone is nothing to write about.
    let told = letters(&app, "r0@example.org").await;
    assert_eq!(told.len(), 1);
    let text = &told[0].rendered.text;
    assert!(text.contains("西门"), "{text}");
    assert_eq!(states(&app, who, ShiftChanged).await, [Sent]);
});
