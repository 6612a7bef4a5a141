//! `certifyService`, `correctServiceRecord`

use chrono::TimeDelta;
use mulin_entities::PersonId;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::HelpDay;
use crate::support::app::TestApp;
use crate::support::mutation::with;

const RECORD: &str =
    "serviceRecord { id minutes content reason corrects { id } certifiedBy { name } }";

async fn served(app: &TestApp, help: &HelpDay, who: PersonId) -> Value {
    let query = "query ($id: ID!) { node(id: $id) { ... on Person { volunteer { servedMinutes \
        serviceRecords { nodes { minutes content corrects { minutes } } } } } } }";
    let answer = app
        .run(Some(who), query, json!({ "id": help.day.id(who) }))
        .await;
    answer.at("/node/volunteer").clone()
}

both_databases!(
    what_was_done_is_certified_once_and_never_by_oneself,
    |app| {
        let help = HelpDay::plan(&app).await;
        let who = help.day.town.resident(&app, "王小梅").await;
        let three = json!({ "place": "南门", "roles": [{ "name": "秩序引导", "places": 3 }] });
        let shift = help.shift(&app, three).await;
        let on = help.sign_up(&app, who, &shift).await;
        let own = help.sign_up(&app, help.lead, &shift).await;
        let third = help.day.town.resident(&app, "李伯").await;
        let third = help.sign_up(&app, third, &shift).await;
        let input = json!({ "signUpIds": [on["id"]] });
        let refused = app
            .refusals(help.lead, "certifyService", "serviceRecords", input.clone())
            .await;
        assert_eq!(refused, ["NOT_ATTENDED signUpIds"]);
        let denied = [(None, "UNAUTHENTICATED"), (Some(who), "FORBIDDEN")];
        app.denied("certifyService", "serviceRecords", &input, &denied)
            .await;
        help.day.begin(&app);
        app.advance(TimeDelta::hours(2));
        let there = json!({ "signUpId": on["id"], "until": "2026-11-28T10:30" });
        help.day
            .done(&app, help.lead, "confirmAttendance", "signUp { id }", there)
            .await;
        let organiser = help.day.organiser();
        let lead = json!({ "signUpId": own["id"], "until": "2026-11-28T10:30" });
        help.day
            .done(&app, organiser, "confirmAttendance", "signUp { id }", lead)
            .await;
        // Who is there until noon has not served yet at eleven.
        help.step(&app, help.lead, "confirmAttendance", &third)
            .await;
        let early = json!({ "signUpIds": [third["id"]] });
        let refused = app
            .refusals(help.lead, "certifyService", "serviceRecords", early)
            .await;
        assert_eq!(refused, ["NOT_ATTENDED signUpIds"]);
        // All or nothing.
        let both = json!({ "signUpIds": [on["id"], own["id"]] });
        let refused = app
            .refusals(help.lead, "certifyService", "serviceRecords", both.clone())
            .await;
        assert_eq!(refused, ["OWN_APPROVAL signUpIds"]);
        assert_eq!(served(&app, &help, who).await["servedMinutes"], 0);
        let record = help.certify(&app, &on).await;
        assert_eq!(
            record,
            json!({
                "id": record["id"], "minutes": 90, "content": "上午 · 秩序引导", "place": "南门",
                "startsAt": "2026-11-28T01:00:00Z", "endsAt": "2026-11-28T02:30:00Z",
                "certifiedBy": { "name": "领队" },
            })
        );
        let refused = app
            .refusals(organiser, "certifyService", "serviceRecords", both)
            .await;
        assert_eq!(refused, ["ALREADY_CERTIFIED signUpIds"]);
        let late = json!({ "signUpId": on["id"] });
        let refused = app.refusals(help.lead, "markNoShow", "signUp", late).await;
        assert_eq!(refused, ["SERVICE_CERTIFIED signUpId"]);
        assert_eq!(served(&app, &help, who).await["servedMinutes"], 90);
        assert!(served(&app, &help, help.lead).await["serviceRecords"]["nodes"] == json!([]));
    }
);

both_databases!(
    a_record_is_put_right_by_another_and_hours_never_fall,
    |app| {
        let help = HelpDay::plan(&app).await;
        let who = help.day.town.resident(&app, "王小梅").await;
        let shift = help.shift(&app, json!({})).await;
        let on = help.sign_up(&app, who, &shift).await;
        help.day.begin(&app);
        app.advance(TimeDelta::hours(2));
        let there = json!({ "signUpId": on["id"], "until": "2026-11-28T10:00" });
        help.day
            .done(&app, help.lead, "confirmAttendance", "signUp { id }", there)
            .await;
        let record = help.certify(&app, &on).await;
        let input = json!({ "serviceRecordId": record["id"], "reason": "记错了" });
        let mutation = "correctServiceRecord";
        let denied = [(None, "UNAUTHENTICATED"), (Some(who), "FORBIDDEN")];
        app.denied(mutation, "serviceRecord", &input, &denied).await;
        let fewer = with(&input, json!({ "until": "2026-11-28T09:30" }));
        let refused = app
            .refusals(help.lead, mutation, "serviceRecord", fewer)
            .await;
        assert_eq!(refused, ["HOURS_NEVER_FALL until"]);
        // Nobody has served until noon before it is noon.
        app.advance(TimeDelta::hours(1));
        let more = with(
            &input,
            json!({ "until": "2026-11-28T20:00", "content": "指路" }),
        );
        let put = help
            .day
            .done(&app, help.lead, mutation, RECORD, more.clone())
            .await;
        assert_eq!(
            (&put["minutes"], &put["content"], &put["corrects"]["id"]),
            (&json!(180), &json!("指路"), &record["id"])
        );
        let refused = app
            .refusals(help.lead, mutation, "serviceRecord", more)
            .await;
        assert_eq!(refused, ["RECORD_CORRECTED serviceRecordId"]);
        let seen = served(&app, &help, who).await;
        assert_eq!(seen["servedMinutes"], 180);
        let nodes = json!([{ "minutes": 180, "content": "指路", "corrects": { "minutes": 60 } }]);
        assert_eq!(seen["serviceRecords"]["nodes"], nodes);
    }
);
