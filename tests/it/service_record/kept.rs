//! What the database itself does not let anybody do.

use mulin_entities::*;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::json;

use crate::both_databases;
use crate::factories::HelpDay;

both_databases!(records_and_ledgers_are_never_edited, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let rule = json!({ "areaId": help.day.id(help.day.town.community.id), "pointsPerHour": 10 });
    help.day
        .done(
            &app,
            help.day.organiser(),
            "setPointsRule",
            "pointsRule { id }",
            rule,
        )
        .await;
    let shift = help.shift(&app, json!({})).await;
    help.serve(&app, who, &shift).await;
    let db = app.core.db().writer();
    for (table, column) in [
        ("service_record", "minutes = minutes + 1"),
        ("hours_entry", "minutes = minutes - 1"),
        ("points_entry", "points = points + 1"),
    ] {
        for text in [
            format!("UPDATE {table} SET {column}"),
            format!("DELETE FROM {table}"),
        ] {
            let done = db.execute_unprepared(&text).await;
            let error = done.expect_err("it is refused").to_string();
            assert!(
                error.contains(&format!("{table}_never_edited")),
                "{text}: {error}"
            );
        }
    }
    let overlap = "INSERT INTO shift_sign_up SELECT * FROM shift_sign_up";
    assert!(db.execute_unprepared(overlap).await.is_err());
    let rows = service_record::Entity::find()
        .all(db)
        .await
        .expect("records are read");
    assert_eq!(
        rows.iter().map(|row| row.minutes).collect::<Vec<_>>(),
        [180]
    );
});

both_databases!(an_erased_volunteers_service_counts_without_them, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let shift = help.shift(&app, json!({})).await;
    help.serve(&app, who, &shift).await;
    let input = json!({ "from": "2026-11-01", "until": "2026-11-28" });
    let issued = help
        .day
        .done(&app, who, "issueCertificate", "certificate { code }", input)
        .await;
    help.day.town.erase(&app, who).await;
    let db = app.core.db().writer();
    let rows = service_record::Entity::find()
        .all(db)
        .await
        .expect("records are read");
    assert_eq!(
        rows.iter()
            .map(|row| (row.person_id, row.minutes))
            .collect::<Vec<_>>(),
        [(None, 180)]
    );
    let query = "query ($code: String!) { certificateByCode(code: $code) { name minutes } }";
    let proof = app
        .run(None, query, json!({ "code": issued["code"] }))
        .await;
    assert_eq!(
        proof.at("/certificateByCode"),
        &json!({ "name": null, "minutes": 180 })
    );
});
