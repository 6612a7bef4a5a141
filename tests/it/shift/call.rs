//! `callForVolunteers`

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::both_databases;
use crate::factories::{HelpDay, SHIFT};

both_databases!(who_could_come_is_asked_once, |app| {
    let help = HelpDay::plan(&app).await;
    let crowd = help.day.town.residents(&app, 5).await;
    let role = json!([{ "name": "缝补", "skill": "SEWING", "places": 1 }]);
    let shift = help.shift(&app, json!({ "roles": role })).await;
    let same = help.shift(&app, json!({ "name": "同时" })).await;
    for who in &crowd[..3] {
        help.join(&app, *who).await;
    }
    for who in [crowd[0], crowd[1], crowd[3]] {
        let input = json!({ "skills": ["SEWING"] });
        help.day
            .done(&app, who, "setSkills", "volunteer { skills }", input)
            .await;
    }
    // One is somewhere else at that time, one cannot sew, one does not belong to the team.
    help.sign_up(&app, crowd[1], &same).await;
    let end = app.journal_end().await;
    let input = json!({ "shiftId": shift["id"], "teamId": help.team });
    let called = help
        .day
        .done(&app, help.lead, "callForVolunteers", SHIFT, input.clone())
        .await;
    assert_eq!(called["calledAt"], "2026-11-21T04:00:00.001Z");
    assert_eq!(app.journalled_since(end).await.len(), 1);
    let written = delivery::Entity::find()
        .filter(delivery::Column::Kind.eq(MessageKind::VolunteersCalled))
        .all(app.core.db().writer())
        .await
        .expect("messages are read");
    let asked: Vec<_> = written.iter().filter_map(|row| row.person_id).collect();
    assert_eq!(asked, [crowd[0]]);
    let again = app
        .refusals(help.lead, "callForVolunteers", "shift", input)
        .await;
    assert_eq!(again, ["CALLED_RECENTLY shiftId"]);
    app.advance(chrono::TimeDelta::hours(6));
    let area = json!({ "shiftId": shift["id"], "areaId": help.day.id(help.day.town.community.id) });
    let denied = [
        (Some(help.lead), "FORBIDDEN"),
        (Some(crowd[0]), "FORBIDDEN"),
        (None, "UNAUTHENTICATED"),
    ];
    app.denied("callForVolunteers", "shift", &area, &denied)
        .await;
    let organiser = help.day.organiser();
    help.day
        .done(&app, organiser, "callForVolunteers", SHIFT, area)
        .await;
    let both = json!({ "shiftId": shift["id"] });
    let refused = app
        .refusals(organiser, "callForVolunteers", "shift", both)
        .await;
    assert_eq!(refused, ["ONLY_TOGETHER areaId"]);
});
