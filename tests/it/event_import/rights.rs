//! Who may import: whoever may draft events in the area.

use mulin_entities::Role;

use super::{calendar, evening, file, into};
use crate::both_databases;
use crate::factories::{Town, grant};
use crate::support::mutation::with;

both_databases!(only_those_who_plan_the_areas_events_import, |app| {
    let town = Town::found(&app).await;
    let stranger = town.resident(&app, "stranger").await;
    let elsewhere = Town::named(&app, "邻市").await;
    let text = calendar(&evening("a", "灯会", "20270220", ""));
    let input = file(&town, "ICS", &text);
    for dry_run in [true, false] {
        let input = with(&input, serde_json::json!({ "dryRun": dry_run }));
        app.denied(
            "importEvents",
            "drafts",
            &input,
            &[
                (None, "UNAUTHENTICATED"),
                (Some(stranger), "FORBIDDEN"),
                (Some(town.steward), "FORBIDDEN"),
                (Some(elsewhere.admin), "FORBIDDEN"),
                (Some(elsewhere.organiser), "FORBIDDEN"),
            ],
        )
        .await;
    }
    // Above one's own area one plans nothing.
    let above = into(&town, town.city.id, &input);
    app.denied(
        "importEvents",
        "drafts",
        &above,
        &[(Some(town.organiser), "FORBIDDEN")],
    )
    .await;
    grant(&app.core, stranger, Role::Organiser, &town.community).await;
    let answer = app
        .mutate(Some(stranger), "importEvents", "created", input)
        .await;
    assert_eq!(answer.at("/importEvents/created"), 1);
});
