//! `issueCertificate`, and whether a certificate is genuine

use axum::body::Body;
use axum::http::Request;
use mulin_entities::PersonId;
use serde_json::json;

use crate::both_databases;
use crate::factories::HelpDay;
use crate::support::answer::Answer;
use crate::support::app::TestApp;

async fn get(app: &TestApp, who: Option<PersonId>, path: &str) -> Answer {
    let mut request = Request::get(path);
    if let Some(who) = who {
        let token = app.lasting_token(who).await;
        request = request.header("authorization", format!("Bearer {token}"));
    }
    app.send(request.body(Body::empty()).expect("a request"))
        .await
}

const CERTIFICATE: &str = "certificate { id serial code from until records minutes issuedAt }";
const PROOF: &str = "query ($code: String!) { certificateByCode(code: $code) \
    { serial name from until minutes } }";

both_databases!(a_certificate_sums_up_and_everybody_can_check_it, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let morning = help.shift(&app, json!({})).await;
    let later =
        json!({ "name": "下午", "startsAt": "2026-11-28T14:00", "endsAt": "2026-11-28T15:00" });
    let later = help.shift(&app, later).await;
    let input = json!({ "from": "2026-11-01", "until": "2026-11-28" });
    let refused = app
        .refusals(who, "issueCertificate", "certificate", input.clone())
        .await;
    assert_eq!(refused, ["NOTHING_SERVED from"]);
    let second = help.sign_up(&app, who, &later).await;
    help.serve(&app, who, &morning).await;
    app.advance(chrono::TimeDelta::hours(3));
    help.step(&app, help.lead, "confirmAttendance", &second)
        .await;
    help.certify(&app, &second).await;

    let issued = help
        .day
        .done(&app, who, "issueCertificate", CERTIFICATE, input.clone())
        .await;
    assert_eq!(
        (&issued["serial"], &issued["records"], &issued["minutes"]),
        (&json!("2026-000001"), &json!(2), &json!(240))
    );
    let next = help
        .day
        .done(&app, who, "issueCertificate", CERTIFICATE, input)
        .await;
    assert_eq!(next["serial"], "2026-000002");
    let turned = json!({ "from": "2026-11-28", "until": "2026-11-01" });
    let refused = app
        .refusals(who, "issueCertificate", "certificate", turned)
        .await;
    assert_eq!(refused, ["END_BEFORE_START until"]);

    let code = issued["code"].as_str().expect("a code");
    for typed in [code.to_owned(), code.to_lowercase().replace('-', " ")] {
        let proof = app.run(None, PROOF, json!({ "code": typed })).await;
        let expected = json!({
            "serial": "2026-000001", "name": "王*梅", "from": "2026-11-01", "until": "2026-11-28",
            "minutes": 240,
        });
        assert_eq!(proof.at("/certificateByCode"), &expected);
    }
    let proof = app
        .run(None, PROOF, json!({ "code": "0000-0000-0000" }))
        .await;
    assert!(proof.at("/certificateByCode").is_null());
});

const PUBLIC_URL: [(&str, &str); 1] = [("MULIN_HTTP__PUBLIC_URL", "https://events.example.org")];

both_databases!(
    a_certificate_is_printed_for_its_owner_and_checked_by_everybody,
    with & PUBLIC_URL,
    |app| {
        let help = HelpDay::plan(&app).await;
        let crowd = help.day.town.residents(&app, 2).await;
        let shift = help.shift(&app, json!({})).await;
        let record = help.serve(&app, crowd[0], &shift).await;
        let input = json!({ "from": "2026-11-01", "until": "2026-11-28" });
        let issued = help
            .day
            .done(&app, crowd[0], "issueCertificate", CERTIFICATE, input)
            .await;
        let code = issued["code"].as_str().expect("a code");
        let proof = get(&app, None, &format!("/certificates/{code}")).await;
        assert_eq!(proof.status, 200);
        let text = proof.text;
        assert!(
            text.contains("2026-000001") && text.contains("3:00"),
            "{text}"
        );
        assert!(
            !text.contains(">r0<") && !text.contains("秩序引导"),
            "{text}"
        );
        assert_eq!(
            get(&app, None, "/certificates/0000-0000-0000").await.status,
            404
        );

        let path = format!(
            "/certificates/{}/sheet",
            issued["id"].as_str().expect("an id")
        );
        assert_eq!(get(&app, None, &path).await.status, 401);
        assert_eq!(get(&app, Some(crowd[1]), &path).await.status, 404);
        let sheet = get(&app, Some(crowd[0]), &path).await;
        let text = sheet.text;
        assert!(text.contains(">r0<") && text.contains("秩序引导"), "{text}");
        // Whoever holds the paper reads, or scans, where it is checked.
        let address = format!(">https://events.example.org/certificates/{code}<");
        assert!(text.contains(&address) && text.contains("<svg"), "{text}");

        // What is corrected later does not change what was certified.
        app.advance(chrono::TimeDelta::minutes(1));
        let correction = json!({
            "serviceRecordId": record["id"], "reason": "写清楚", "content": "指路",
        });
        help.day
            .done(
                &app,
                help.lead,
                "correctServiceRecord",
                "serviceRecord { id }",
                correction,
            )
            .await;
        let sheet = get(&app, Some(crowd[0]), &path).await.text;
        assert!(
            sheet.contains("秩序引导") && !sheet.contains("指路"),
            "{sheet}"
        );
    }
);
