//! A file that comes again.

use serde_json::json;

use super::{all_series, calendar, counts, drafts, evening, events, file, import, into, looked_at};
use crate::both_databases;
use crate::factories::Town;
use crate::support::mutation::with;

both_databases!(the_same_file_makes_nothing_twice, |app| {
    let town = Town::found(&app).await;
    let text = calendar(
        &[
            evening("a", "灯会", "20270220", ""),
            evening("b", "舞会", "20270306", "RRULE:FREQ=WEEKLY;COUNT=3\n"),
        ]
        .concat(),
    );
    let input = file(&town, "ICS", &text);
    assert_eq!(
        counts(&import(&app, &town, input.clone()).await),
        [2, 0, 0, 0]
    );
    let payload = looked_at(&app, &town, input.clone()).await;
    assert_eq!(drafts(&payload), ["灯会 KNOWN", "舞会 KNOWN"]);
    assert_eq!(counts(&payload), [0, 2, 0, 0]);
    assert_eq!(events(&app).await.len(), 4);
    // Also when all of it is over, which would be a fault of what is new.
    app.advance(chrono::TimeDelta::days(365));
    let payload = looked_at(&app, &town, input.clone()).await;
    assert_eq!(counts(&payload), [0, 2, 0, 0]);
    // Another area is another matter.
    app.advance(chrono::TimeDelta::days(-365));
    let elsewhere = into(&town, town.unit.id, &input);
    assert_eq!(counts(&import(&app, &town, elsewhere).await), [2, 0, 0, 0]);
    assert_eq!(all_series(&app).await.len(), 2);
});

both_databases!(what_changed_is_told_and_left_alone, |app| {
    let town = Town::found(&app).await;
    let before = calendar(&evening("a", "灯会", "20270220", ""));
    import(&app, &town, file(&town, "ICS", &before)).await;
    let after = calendar(
        &[
            evening("a", "灯会（延期）", "20270227", ""),
            evening("b", "歌会", "20270306", ""),
        ]
        .concat(),
    );
    let payload = import(&app, &town, file(&town, "ICS", &after)).await;
    assert_eq!(drafts(&payload), ["灯会（延期） CHANGED", "歌会 EVENT"]);
    assert_eq!(counts(&payload), [1, 0, 1, 0]);
    let titles: Vec<String> = events(&app)
        .await
        .into_iter()
        .map(|event| event.title)
        .collect();
    assert_eq!(titles, ["灯会", "歌会"]);
    assert_eq!(payload["drafts"][0]["event"]["state"], "DRAFT");
});

both_databases!(a_key_makes_a_retry_safe, |app| {
    let town = Town::found(&app).await;
    let text = calendar(&evening("a", "灯会", "20270220", ""));
    let input = with(
        &file(&town, "ICS", &text),
        json!({ "idempotencyKey": "k-1" }),
    );
    let first = import(&app, &town, input.clone()).await;
    let again = looked_at(&app, &town, input.clone()).await;
    assert_eq!(again["drafts"][0]["event"], first["drafts"][0]["event"]);
    assert_eq!(events(&app).await.len(), 1);
    let other = with(&input, json!({ "kind": "BANQUET" }));
    let who = Some(town.organiser);
    let answer = app
        .without_trace(who, "importEvents", "created", other)
        .await;
    assert_eq!(
        answer.refusals("importEvents"),
        ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]
    );
});
