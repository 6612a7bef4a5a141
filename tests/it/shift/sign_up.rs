//! `signUpForShift`, `cancelSignUp`

use chrono::TimeDelta;
use serde_json::json;

use crate::both_databases;
use crate::factories::{HelpDay, SIGN_UP, housemate};

both_databases!(places_are_taken_and_given_to_who_waits, |app| {
    let help = HelpDay::plan(&app).await;
    let shift = help.shift(&app, json!({})).await;
    assert_eq!(shift["roles"][0]["left"], 2);
    let crowd = help.day.town.residents(&app, 4).await;
    let first = help.sign_up(&app, crowd[0], &shift).await;
    assert_eq!(
        (&first["state"], &first["name"]),
        (&json!("SIGNED_UP"), &json!("r0"))
    );
    help.sign_up(&app, crowd[1], &shift).await;
    assert_eq!(
        help.refused(&app, crowd[2], &shift).await,
        ["SHIFT_FULL shiftRoleId"]
    );
    assert_eq!(
        help.refused(&app, crowd[0], &shift).await,
        ["SHIFT_ALREADY_SIGNED_UP shiftRoleId"]
    );
    let third = help.wait_for(&app, crowd[2], &shift).await;
    let fourth = help.wait_for(&app, crowd[3], &shift).await;
    assert_eq!(
        (&third["state"], &fourth["state"]),
        (&json!("WAITLISTED"), &json!("WAITLISTED"))
    );

    let left = help.step(&app, crowd[0], "cancelSignUp", &first).await;
    assert_eq!(
        (&left["state"], &left["endedReason"]),
        (&json!("CANCELLED"), &json!("VOLUNTEER"))
    );
    let third = help.look(&app, crowd[2], &third).await;
    let fourth = help.look(&app, crowd[3], &fourth).await;
    assert_eq!(
        (&third["state"], &fourth["state"]),
        (&json!("SIGNED_UP"), &json!("WAITLISTED"))
    );
    // Twice is once.
    help.step(&app, crowd[0], "cancelSignUp", &first).await;
    assert_eq!(help.shift_now(&app, &shift).await["roles"][0]["left"], 0);
    // Who comes back comes to the end.
    let again = help.wait_for(&app, crowd[0], &shift).await;
    assert_eq!(again["state"], "WAITLISTED");
});

both_databases!(who_cannot_come_when_a_place_is_free_is_passed_over, |app| {
    let help = HelpDay::plan(&app).await;
    let role = json!([{ "name": "秩序引导", "places": 1 }]);
    let morning = help.shift(&app, json!({ "roles": role })).await;
    let other = json!({ "name": "同时", "roles": role });
    let other = help.shift(&app, other).await;
    let crowd = help.day.town.residents(&app, 3).await;
    let first = help.sign_up(&app, crowd[0], &morning).await;
    let second = help.wait_for(&app, crowd[1], &morning).await;
    let third = help.wait_for(&app, crowd[2], &morning).await;
    help.sign_up(&app, crowd[1], &other).await;
    help.step(&app, crowd[0], "cancelSignUp", &first).await;
    let second = help.look(&app, crowd[1], &second).await;
    let third = help.look(&app, crowd[2], &third).await;
    assert_eq!(
        (&second["state"], &third["state"]),
        (&json!("WAITLISTED"), &json!("SIGNED_UP"))
    );
});

both_databases!(nobody_is_in_two_places_or_serves_too_long, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let morning = help.shift(&app, json!({})).await;
    let over =
        json!({ "name": "交错", "startsAt": "2026-11-28T11:59", "endsAt": "2026-11-28T13:00" });
    let over = help.shift(&app, over).await;
    let next =
        json!({ "name": "下午", "startsAt": "2026-11-28T12:00", "endsAt": "2026-11-28T17:00" });
    let next = help.shift(&app, next).await;
    let late =
        json!({ "name": "收摊", "startsAt": "2026-11-28T17:00", "endsAt": "2026-11-28T17:30" });
    let late = help.shift(&app, late).await;
    help.sign_up(&app, who, &morning).await;
    assert_eq!(
        help.refused(&app, who, &over).await,
        ["SHIFT_OVERLAPS shiftRoleId"]
    );
    // Half-open: who has ended at twelve begins at twelve.
    help.sign_up(&app, who, &next).await;
    assert_eq!(
        help.refused(&app, who, &late).await,
        ["SHIFT_DAY_LIMIT shiftRoleId"]
    );
    let input = json!({ "teamId": help.team, "maxMinutesADay": 600, "maxMinutesAWeek": 480 });
    help.day
        .done(
            &app,
            help.lead,
            "updateTeam",
            "team { maxMinutesADay maxMinutesAWeek }",
            input,
        )
        .await;
    assert_eq!(
        help.refused(&app, who, &late).await,
        ["SHIFT_WEEK_LIMIT shiftRoleId"]
    );
    let input = json!({ "teamId": help.team, "maxMinutesAWeek": 600, "restMinutes": 30 });
    help.day
        .done(&app, help.lead, "updateTeam", "team { restMinutes }", input)
        .await;
    assert_eq!(
        help.refused(&app, who, &late).await,
        ["SHIFT_REST shiftRoleId"]
    );
});

both_databases!(a_role_asks_for_skill_or_proof, |app| {
    let help = HelpDay::plan(&app).await;
    let town = &help.day.town;
    let who = town.resident(&app, "赵师傅").await;
    let roles = json!([{ "name": "理发", "skill": "HAIRDRESSING", "places": 3 }]);
    let word = help.shift(&app, json!({ "roles": roles })).await;
    assert_eq!(
        help.refused(&app, who, &word).await,
        ["SKILL_MISSING shiftRoleId"]
    );
    let input = json!({ "skills": ["SEWING", "HAIRDRESSING", "SEWING"] });
    let set = help
        .day
        .done(&app, who, "setSkills", "volunteer { skills }", input)
        .await;
    assert_eq!(set["skills"], json!(["HAIRDRESSING", "SEWING"]));
    help.sign_up(&app, who, &word).await;

    let roles = json!([{ "name": "问诊", "skill": "MEDICINE", "needsProof": true, "places": 3 }]);
    let times =
        json!({ "startsAt": "2026-11-28T13:00", "endsAt": "2026-11-28T15:00", "roles": roles });
    let proof = help.shift(&app, times).await;
    let missing = ["QUALIFICATION_MISSING shiftRoleId"];
    assert_eq!(help.refused(&app, who, &proof).await, missing);
    let input = json!({
        "skill": "MEDICINE", "number": "110", "issuer": "卫健委", "validUntil": "2026-11-27",
    });
    let selection = "qualification { id number issuer validUntil proofSeenBy { name } endedAt }";
    let paper = help
        .day
        .done(&app, who, "recordQualification", selection, input.clone())
        .await;
    let named = |paper: &serde_json::Value| json!({ "qualificationId": paper["id"] });
    let own = app
        .refusals(who, "confirmQualification", "qualification", named(&paper))
        .await;
    assert_eq!(own, ["OWN_APPROVAL qualificationId"]);
    help.join(&app, who).await;
    let seen = help
        .day
        .done(
            &app,
            help.lead,
            "confirmQualification",
            selection,
            named(&paper),
        )
        .await;
    assert_eq!(seen["proofSeenBy"]["name"], "领队");
    // It is over a day before the shift.
    assert_eq!(help.refused(&app, who, &proof).await, missing);
    let mut input = input;
    input["validUntil"] = json!("2026-11-28");
    let paper = help
        .day
        .done(&app, who, "recordQualification", selection, input)
        .await;
    assert_eq!(help.refused(&app, who, &proof).await, missing);
    help.day
        .done(
            &app,
            town.steward,
            "confirmQualification",
            selection,
            named(&paper),
        )
        .await;
    help.sign_up(&app, who, &proof).await;
    let gone = help
        .day
        .done(&app, who, "endQualification", selection, named(&paper))
        .await;
    assert_eq!(
        (&gone["number"], gone["endedAt"].is_string()),
        (&json!(null), true)
    );
});

both_databases!(minors_come_with_a_guardians_word_and_take_no_place, |app| {
    let help = HelpDay::plan(&app).await;
    let town = &help.day.town;
    let mother = town.resident(&app, "王小梅").await;
    let child = housemate(&app, mother, "王小宝", Some(2011)).await;
    let shift = help
        .shift(&app, json!({ "roles": [{ "name": "引导", "places": 1 }] }))
        .await;
    assert_eq!(
        help.refused(&app, child, &shift).await,
        ["GUARDIAN_NEEDED onBehalfOf"]
    );
    let input = json!({ "shiftRoleId": shift["roles"][0]["id"], "onBehalfOf": help.day.id(child) });
    let refused = app
        .refusals(mother, "signUpForShift", "signUp", input.clone())
        .await;
    assert_eq!(refused, ["MINORS_NOT_TAKEN onBehalfOf"]);
    let allow = |age: i32| json!({ "shiftId": shift["id"], "minorsFromAge": age });
    help.day
        .done(&app, help.lead, "updateShift", "shift { id }", allow(16))
        .await;
    let refused = app
        .refusals(mother, "signUpForShift", "signUp", input.clone())
        .await;
    assert_eq!(refused, ["MINORS_NOT_TAKEN onBehalfOf"]);
    help.day
        .done(&app, help.lead, "updateShift", "shift { id }", allow(15))
        .await;
    let on = help
        .day
        .done(&app, mother, "signUpForShift", SIGN_UP, input)
        .await;
    assert_eq!(
        (&on["minor"], &on["state"]),
        (&json!(true), &json!("SIGNED_UP"))
    );
    assert_eq!(on["signedUpBy"]["name"], "王小梅");
    assert_eq!(help.shift_now(&app, &shift).await["roles"][0]["left"], 1);
    help.sign_up(&app, mother, &shift).await;
    help.step(&app, mother, "cancelSignUp", &on).await;
    assert_eq!(help.shift_now(&app, &shift).await["roles"][0]["left"], 0);
});

both_databases!(one_leaves_until_the_limit_and_staff_until_the_end, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let shift = help.shift(&app, json!({ "cancelUntilMinutes": 60 })).await;
    assert_eq!(shift["cancelUntil"], "2026-11-28T00:00:00Z");
    let on = help.sign_up(&app, who, &shift).await;
    app.advance(help.day.start() - TimeDelta::minutes(59) - app.now());
    let input = json!({ "signUpId": on["id"] });
    let late = app.refusals(who, "cancelSignUp", "signUp", input).await;
    assert_eq!(late, ["CANCEL_TOO_LATE signUpId"]);
    let off = help.step(&app, help.lead, "cancelSignUp", &on).await;
    assert_eq!(off["endedReason"], "STAFF");
    help.day.begin(&app);
    assert_eq!(
        help.refused(&app, who, &shift).await,
        ["SHIFT_BEGUN shiftRoleId"]
    );
});

both_databases!(two_no_shows_lock_for_a_month, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "王小梅").await;
    let morning = help.shift(&app, json!({})).await;
    let noon =
        json!({ "name": "午", "startsAt": "2026-11-28T12:00", "endsAt": "2026-11-28T13:00" });
    let noon = help.shift(&app, noon).await;
    let later =
        json!({ "name": "善后", "startsAt": "2026-11-30T12:00", "endsAt": "2026-11-30T13:00" });
    let later = help.shift(&app, later).await;
    let first = help.sign_up(&app, who, &morning).await;
    let second = help.sign_up(&app, who, &noon).await;
    let input = json!({ "signUpId": first["id"] });
    let early = app.refusals(help.lead, "markNoShow", "signUp", input).await;
    assert_eq!(early, ["ATTENDANCE_NOT_YET signUpId"]);
    help.day.begin(&app);
    help.step(&app, help.lead, "markNoShow", &first).await;
    help.step(&app, help.lead, "markNoShow", &first).await;
    app.advance(TimeDelta::hours(3));
    help.step(&app, help.lead, "markNoShow", &second).await;
    let query = "mutation ($input: SignUpForShiftInput!) { signUpForShift(input: $input) \
        { userErrors { code nextStep retryAt } } }";
    let input = json!({ "input": { "shiftRoleId": later["roles"][0]["id"] } });
    let answer = app.run(Some(who), query, input).await;
    let locked = json!([{
        "code": "SIGN_UP_LOCKED", "nextStep": "WAIT_UNTIL", "retryAt": "2026-12-28T05:00:00Z",
    }]);
    assert_eq!(answer.at("/signUpForShift/userErrors"), &locked);
    // It was a mistake, and is put right.
    help.step(&app, help.lead, "confirmAttendance", &second)
        .await;
    help.sign_up(&app, who, &later).await;
});
