//! `joinTeam`, `addTeamMember`, `approveTeamMember`, `endTeamMembership`

use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{HelpDay, Town};
use crate::support::app::TestApp;

const MEMBER: &str = "teamMember { id state name joinedAt approvedBy { name } }";

async fn members(app: &TestApp, help: &HelpDay, who: mulin_entities::PersonId) -> Value {
    let query = "query ($id: ID!) { team(id: $id) { memberCount \
        members(states: [REQUESTED, ACTIVE]) { nodes { name state } } } }";
    let answer = app.run(Some(who), query, json!({ "id": help.team })).await;
    answer.at("/team").clone()
}

both_databases!(somebody_asks_and_is_let_in_by_somebody_else, |app| {
    let help = HelpDay::plan(&app).await;
    let crowd = help.day.town.residents(&app, 2).await;
    let input = json!({ "teamId": help.team });
    let asked = help
        .day
        .done(&app, crowd[0], "joinTeam", MEMBER, input.clone())
        .await;
    assert_eq!(
        (&asked["state"], &asked["approvedBy"]),
        (&json!("REQUESTED"), &json!(null))
    );
    let again = app
        .without_trace(Some(crowd[0]), "joinTeam", MEMBER, input.clone())
        .await;
    assert_eq!(again.at("/joinTeam/teamMember/id"), &asked["id"]);
    // Not by themselves, and not by a stranger.
    let one = json!({ "teamMemberId": asked["id"] });
    let denied = [
        (Some(crowd[0]), "FORBIDDEN"),
        (Some(crowd[1]), "FORBIDDEN"),
        (None, "UNAUTHENTICATED"),
    ];
    app.denied("approveTeamMember", "teamMember", &one, &denied)
        .await;
    let own = help
        .day
        .done(&app, help.lead, "joinTeam", MEMBER, input)
        .await;
    let own = json!({ "teamMemberId": own["id"] });
    let refused = app
        .refusals(help.lead, "approveTeamMember", "teamMember", own.clone())
        .await;
    assert_eq!(refused, ["OWN_APPROVAL teamMemberId"]);
    let organiser = help.day.organiser();
    help.day
        .done(&app, organiser, "approveTeamMember", MEMBER, own)
        .await;

    let inside = help
        .day
        .done(&app, help.lead, "approveTeamMember", MEMBER, one.clone())
        .await;
    assert_eq!(
        (&inside["state"], &inside["approvedBy"]["name"]),
        (&json!("ACTIVE"), &json!("领队"))
    );
    assert_eq!(members(&app, &help, help.lead).await["memberCount"], 2);
    assert!(members(&app, &help, crowd[1]).await["members"].is_null());
    let seen = members(&app, &help, crowd[0]).await["members"]["nodes"].clone();
    assert_eq!(seen.as_array().map(Vec::len), Some(2));

    let left = help
        .day
        .done(&app, crowd[0], "endTeamMembership", MEMBER, one.clone())
        .await;
    assert_eq!(left["state"], "ENDED");
    let refused = app
        .refusals(help.lead, "approveTeamMember", "teamMember", one)
        .await;
    assert_eq!(refused, ["MEMBER_STATE teamMemberId"]);
    assert!(members(&app, &help, crowd[0]).await["members"].is_null());
});

both_databases!(a_team_takes_people_of_its_city, |app| {
    let help = HelpDay::plan(&app).await;
    let other = Town::named(&app, "邻市").await;
    let abroad = other.resident(&app, "abroad").await;
    let input = json!({ "teamId": help.team });
    let refused = app.refusals(abroad, "joinTeam", "teamMember", input).await;
    assert_eq!(refused, ["OTHER_CITY teamId"]);
    let input = json!({ "teamId": help.team, "personId": help.day.id(help.lead) });
    let refused = app
        .refusals(help.lead, "addTeamMember", "teamMember", input)
        .await;
    assert_eq!(refused, ["OWN_APPROVAL personId"]);
});

both_databases!(a_volunteer_of_the_team_serves_at_its_stall, |app| {
    let help = HelpDay::plan(&app).await;
    let who = help.day.town.resident(&app, "赵师傅").await;
    let stall = json!({ "teamId": help.team, "neededSkill": "HAIRDRESSING" });
    let stall = help.day.stall(&app, stall).await;
    help.day.begin(&app);
    let input = json!({ "stationId": stall["stations"][0]["id"] });
    let denied = [(Some(who), "FORBIDDEN")];
    app.denied("openStation", "station", &input, &denied).await;
    help.join(&app, who).await;
    let refused = app
        .refusals(who, "openStation", "station", input.clone())
        .await;
    assert_eq!(refused, ["QUALIFICATION_MISSING staffedBy"]);
    let paper = json!({ "skill": "HAIRDRESSING", "number": "1", "issuer": "人社局" });
    let paper = help
        .day
        .done(
            &app,
            who,
            "recordQualification",
            "qualification { id }",
            paper,
        )
        .await;
    let paper = json!({ "qualificationId": paper["id"] });
    help.day
        .done(
            &app,
            help.lead,
            "confirmQualification",
            "qualification { id }",
            paper,
        )
        .await;
    let stranger = help.day.town.resident(&app, "生人").await;
    let named =
        json!({ "stationId": stall["stations"][0]["id"], "staffedBy": help.day.id(stranger) });
    let refused = app
        .refusals(help.lead, "openStation", "station", named)
        .await;
    assert_eq!(refused, ["NOT_STAFF staffedBy"]);
    let named = json!({ "stationId": stall["stations"][0]["id"], "staffedBy": help.day.id(who) });
    let selection = "station { state staffedBy { name } }";
    help.day
        .done(&app, help.lead, "openStation", selection, named)
        .await;
    help.day
        .done(&app, who, "openStation", selection, input)
        .await;
});
