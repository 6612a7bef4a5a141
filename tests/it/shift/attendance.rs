//! `attendShift`, `confirmAttendance`

use chrono::TimeDelta;
use serde_json::json;

use crate::both_databases;
use crate::factories::{HelpDay, SIGN_UP};

const CODE: &str = "query ($id: ID!) { node(id: $id) { ... on Shift \
    { attendanceCode { code shownUntil } } } }";

both_databases!(who_reads_the_code_there_is_there, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let shift = help.shift(&app, json!({})).await;
    let on = help.sign_up(&app, who, &shift).await;
    let id = json!({ "id": shift["id"] });
    let hidden = app.run(Some(who), CODE, id.clone()).await;
    assert!(hidden.at("/node/attendanceCode").is_null());
    let shown = app.run(Some(help.lead), CODE, id.clone()).await;
    let early = json!({ "signUpId": on["id"], "code": shown.at("/node/attendanceCode/code") });
    let refused = app.refusals(who, "attendShift", "signUp", early).await;
    assert_eq!(refused, ["ATTENDANCE_NOT_YET signUpId"]);

    app.advance(help.day.start() + TimeDelta::minutes(20) - app.now());
    let shown = app.run(Some(help.lead), CODE, id).await;
    let code = shown
        .at("/node/attendanceCode/code")
        .as_str()
        .expect("a code")
        .to_owned();
    let other = if code == "000000" { "000001" } else { "000000" };
    let wrong = json!({ "signUpId": on["id"], "code": other });
    for _ in 0..10 {
        let tried = app
            .mutate(Some(who), "attendShift", "signUp { id }", wrong.clone())
            .await;
        assert_eq!(
            tried.refusals("attendShift"),
            ["ATTENDANCE_CODE_WRONG code"]
        );
    }
    let right = json!({ "signUpId": on["id"], "code": code });
    let refused = app.refusals(who, "attendShift", "signUp", right).await;
    assert_eq!(refused, ["ATTENDANCE_TRIES code"]);
    app.advance(TimeDelta::minutes(10));
    let shown = app
        .run(Some(help.lead), CODE, json!({ "id": shift["id"] }))
        .await;
    let code = shown.at("/node/attendanceCode/code").clone();
    // Half a minute later it still counts.
    app.advance(TimeDelta::seconds(30));
    let input = json!({ "signUpId": on["id"], "code": code });
    let there = help
        .day
        .done(&app, who, "attendShift", SIGN_UP, input)
        .await;
    assert_eq!(
        (&there["state"], &there["attendedHow"]),
        (&json!("ATTENDED"), &json!("CODE"))
    );
    assert_eq!(there["attendedFrom"], "2026-11-28T01:30:30Z");
});

both_databases!(who_leads_says_who_was_there_but_not_of_themselves, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let shift = help.shift(&app, json!({})).await;
    let on = help.sign_up(&app, who, &shift).await;
    let own = help.sign_up(&app, help.lead, &shift).await;
    help.day.begin(&app);
    let input = |sign_up: &serde_json::Value| json!({ "signUpId": sign_up["id"] });
    for step in ["confirmAttendance", "markNoShow"] {
        let refused = app.refusals(help.lead, step, "signUp", input(&own)).await;
        assert_eq!(refused, ["OWN_APPROVAL signUpId"], "{step}");
        let denied = [(Some(who), "FORBIDDEN"), (None, "UNAUTHENTICATED")];
        app.denied(step, "signUp", &input(&on), &denied).await;
    }
    // Never longer than the shift, whatever is said.
    let long = json!({
        "signUpId": on["id"], "from": "2026-11-28T08:00", "until": "2026-11-28T19:00",
    });
    let there = help
        .day
        .done(&app, help.lead, "confirmAttendance", SIGN_UP, long)
        .await;
    assert_eq!(
        (&there["attendedFrom"], &there["attendedUntil"]),
        (
            &json!("2026-11-28T01:00:00Z"),
            &json!("2026-11-28T04:00:00Z")
        )
    );
    let turned = json!({
        "signUpId": on["id"], "from": "2026-11-28T11:00", "until": "2026-11-28T10:00",
    });
    let refused = app
        .refusals(help.lead, "confirmAttendance", "signUp", turned)
        .await;
    assert_eq!(refused, ["END_BEFORE_START until"]);
});
