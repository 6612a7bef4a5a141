//! What messages ask of their readers' calendars.

use mulin_domain::event::{CancelEvent, cancel_event};
use mulin_notify::{CalendarEntry, CalendarMethod, Email};

use super::changes::five_answers;
use super::stage::{local, reschedule, withdraw};
use crate::both_databases;
use crate::factories::{Town, actor};
use crate::support::app::TestApp;

/// What was sent since the last look: to whom, and what of their calendar.
async fn entries(app: &TestApp) -> Vec<(String, Option<CalendarEntry>)> {
    app.run_due_work().await;
    let letters = app.mail.take().into_iter();
    let mut entries: Vec<_> = letters
        .map(
            |Email {
                 to_address,
                 calendar,
                 ..
             }| (to_address, calendar),
        )
        .collect();
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    entries
}

fn summary(entries: &[(String, Option<CalendarEntry>)]) -> Vec<(&str, Option<CalendarMethod>)> {
    entries
        .iter()
        .map(|(to, entry)| (to.as_str(), entry.as_ref().map(|entry| entry.method)))
        .collect()
}

both_databases!(
    an_event_moves_and_goes_in_the_calendars_of_those_who_come,
    |app| {
        let town = Town::found(&app).await;
        let (event, _) = five_answers(&app, &town).await;
        app.run_due_work().await;
        app.mail.take();
        let (starts, ends) = ("2026-12-01T15:00:00", "2026-12-01T17:30:00");
        reschedule(&app, &town, event.id, starts, ends).await;
        let moved = entries(&app).await;
        assert_eq!(
            summary(&moved),
            [
                ("r0@example.org", Some(CalendarMethod::Request)),
                ("r1@example.org", Some(CalendarMethod::Request)),
                // Who waits for a seat has nothing to note.
                ("r2@example.org", None),
            ]
        );
        let of =
            |entries: &[(String, Option<CalendarEntry>)], n: usize| entries[n].1.clone().unwrap();
        let (going, perhaps) = (of(&moved, 0), of(&moved, 1));
        assert_eq!(going.starts_at, local("2026-12-01 15:00"));
        assert_eq!(going.ends_at, local("2026-12-01 17:30"));
        assert_eq!(going.attendee_address, "r0@example.org");
        assert_eq!((going.tentative, perhaps.tentative), (false, true));
        assert_eq!(going.sequence, 2);
        let id = event.id.0.simple().to_string();
        assert!(
            going.uid.starts_with(&format!("event-{id}@")),
            "{}",
            going.uid
        );
        assert_eq!(going.uid, perhaps.uid);
        assert_eq!(going.url, None, "a link is its reader's alone");

        let input = CancelEvent {
            event_id: Ok(event.id),
            expected_version: None,
            reason: Some("场地停电".to_owned()),
        };
        let organiser = actor(&app.core, town.organiser).await;
        cancel_event(&app.core, &organiser, input)
            .await
            .expect("an event can be cancelled");
        let cancelled = entries(&app).await;
        assert_eq!(
            summary(&cancelled),
            [
                ("r0@example.org", Some(CalendarMethod::Cancel)),
                ("r1@example.org", Some(CalendarMethod::Cancel)),
                ("r2@example.org", None),
            ]
        );
        let gone = of(&cancelled, 0);
        assert_eq!(gone.uid, going.uid);
        assert!(gone.sequence > going.sequence, "newer than all before");
    }
);

both_databases!(
    a_seat_comes_into_the_calendar_and_a_reminder_does_not,
    |app| {
        let town = Town::found(&app).await;
        let (_, rows) = five_answers(&app, &town).await;
        app.run_due_work().await;
        app.mail.take();
        withdraw(&app, &rows[0]).await;
        let promoted = entries(&app).await;
        let expected = [("r2@example.org", Some(CalendarMethod::Request))];
        assert_eq!(summary(&promoted), expected);
        assert_eq!(promoted[0].1.as_ref().map(|entry| entry.sequence), Some(1));
        app.clock.set(local("2026-11-27 12:00"));
        let reminded = entries(&app).await;
        let expected = [("r1@example.org", None), ("r2@example.org", None)];
        assert_eq!(summary(&reminded), expected);
    }
);
