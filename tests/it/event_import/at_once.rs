//! Two who import the same file at once.

use super::{calendar, counts, evening, events, file, import, sources};
use crate::both_databases;
use crate::factories::Town;

both_databases!(two_at_once_make_nothing_twice, |app| {
    let town = Town::found(&app).await;
    let mut entries = String::new();
    for number in 0..20 {
        let day = format!("202702{:02}", number + 1);
        entries += &evening(&format!("u{number}"), "灯会", &day, "");
    }
    entries += &evening("s", "舞会", "20270306", "RRULE:FREQ=WEEKLY;COUNT=3\n");
    let input = file(&town, "ICS", &calendar(&entries));
    let (one, other) = tokio::join!(
        import(&app, &town, input.clone()),
        import(&app, &town, input.clone())
    );
    let mut created = [counts(&one), counts(&other)];
    created.sort_unstable();
    assert_eq!(created, [[0, 21, 0, 0], [21, 0, 0, 0]]);
    assert_eq!(events(&app).await.len(), 23);
    assert_eq!(sources(&app).await.len(), 21);
});
