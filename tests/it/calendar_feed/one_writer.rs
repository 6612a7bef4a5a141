//! An event is the same in calendars and in e-mails.

use chrono::TimeDelta;
use mulin_notify::Email;

use super::steps::{PUBLIC, create, of_event, path, read, values};
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::rsvp::steps::{cancel, going, reschedule};
use crate::support::app::TestApp;

/// Identity and number of the version in the one e-mail that asks something of a calendar.
async fn mailed(app: &TestApp) -> (String, String) {
    app.run_due_work().await;
    let letters = app.mail.take().into_iter();
    let entries: Vec<_> = letters
        .filter_map(|Email { calendar, .. }| calendar)
        .collect();
    assert_eq!(entries.len(), 1);
    (entries[0].uid.clone(), entries[0].sequence.to_string())
}

both_databases!(what_an_email_says_of_an_event_a_calendar_says, with PUBLIC, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let wang = town.resident(&app, "wang").await;
    assert_eq!(going(&app, &town, wang, event, 1).await, "GOING");
    app.run_due_work().await;
    app.mail.take();
    let paths = [of_event(&town, event), path(&create(&app, wang, "手机").await)];
    reschedule(&app, &town, event, TimeDelta::days(9)).await;
    let (uid, sequence) = mailed(&app).await;
    for path in &paths {
        let answer = read(&app, path).await;
        assert_eq!(values(&answer, "UID"), std::slice::from_ref(&uid));
        assert_eq!(values(&answer, "SEQUENCE"), std::slice::from_ref(&sequence));
    }
    cancel(&app, &town, event).await;
    let (uid, sequence) = mailed(&app).await;
    for path in &paths {
        let answer = read(&app, path).await;
        assert_eq!(values(&answer, "UID"), std::slice::from_ref(&uid));
        assert_eq!(values(&answer, "SEQUENCE"), std::slice::from_ref(&sequence));
    }
});
