//! Answers, what is asked with them, and who is invited to give one.

use serde_json::json;

use super::{case, id};
use crate::authorisation::actors::Who;
use crate::authorisation::case::Case;
use crate::authorisation::forms::token;
use crate::authorisation::stage::Stage;

pub(super) fn answers(stage: &Stage) -> Vec<Case> {
    let mut cases: Vec<Case> = [
        ("public", stage.public),
        ("for its audience", stage.audience),
        ("for who was invited", stage.invited),
        ("a draft", stage.draft),
        ("a cancelled draft", stage.dropped),
    ]
    .into_iter()
    .map(|(about, event)| {
        let answer = json!({ "eventId": id(stage, event), "status": "MAYBE" });
        case("respondToEvent", about, answer)
    })
    .collect();
    for (about, series) in [
        ("a public one", stage.series.public),
        ("of drafts", stage.series.draft),
    ] {
        let answer = json!({ "seriesId": id(stage, series), "status": "MAYBE" });
        let mut one = case("respondToSeries", about, answer);
        one.operation = one.operation.replacen(
            "{ userErrors",
            "{ answers { userErrors { code message path } } userErrors",
            1,
        );
        cases.push(one);
    }
    let for_resident = json!({
        "eventId": id(stage, stage.public), "status": "MAYBE",
        "onBehalfOf": id(stage, stage.resident()), "via": "PHONE",
    });
    // Nobody telephones themselves.
    let mut own = for_resident.clone();
    own["via"] = json!("APP");
    cases.push(case("respondToEvent", "public, for a resident", own));
    cases.push(case(
        "respondToEvent",
        "public, for a resident by telephone",
        for_resident,
    ));
    let withdraw = json!({ "rsvpId": id(stage, stage.going) });
    cases.push(case("withdrawRsvp", "a resident's", withdraw));
    for (field, input) in [
        ("approveRsvps", "ApproveRsvpsInput"),
        ("refuseRsvps", "RefuseRsvpsInput"),
    ] {
        cases.push(Case {
            field,
            about: "a resident's",
            operation: format!(
                "mutation ($input: {input}!) {{ {field}(input: $input) {{ \
                 results {{ userErrors {{ code message path }} }} \
                 userErrors {{ code message path }} }} }}"
            ),
            variables: json!({ "input": { "rsvpIds": [id(stage, stage.going)] } }),
        });
    }
    cases
}

pub(super) fn forms(stage: &Stage) -> Vec<Case> {
    let mut cases = Vec::new();
    for (about, event) in [("public", stage.public), ("a draft", stage.draft)] {
        let form = json!([{ "kind": "YES_NO", "label": "来吗？" }]);
        let input = json!({ "eventId": id(stage, event), "questions": form });
        cases.push(case("setEventQuestions", about, input));
    }
    let stranger = stage.person(Who::Stranger).expect("there is one");
    for (about, event, person) in [
        (
            "a resident, to a public event",
            stage.public,
            stage.resident(),
        ),
        (
            "a resident, to an invited event",
            stage.invited,
            stage.resident(),
        ),
        ("a stranger, to a public event", stage.public, stranger),
    ] {
        let input = json!({ "eventId": id(stage, event), "personIds": [id(stage, person)] });
        cases.push(case("inviteToEvent", about, input));
    }
    let link = json!({ "eventId": id(stage, stage.invited), "maxUses": 3 });
    cases.extend([
        case(
            "revokeInvitation",
            "a resident's",
            json!({ "invitationId": id(stage, stage.forms.person) }),
        ),
        case("createInvitationLink", "to an invited event", link),
        case(
            "revokeInvitationLink",
            "to an invited event",
            json!({ "linkId": id(stage, stage.forms.link) }),
        ),
        case(
            "acceptInvitation",
            "to an invited event",
            json!({ "token": token(stage) }),
        ),
    ]);
    for (about, event) in [
        ("a resident, public", stage.public),
        ("a resident, for who was invited", stage.invited),
        ("a resident, a draft", stage.draft),
    ] {
        let people = json!([{ "personId": id(stage, stage.resident()), "status": "MAYBE" }]);
        let input = json!({ "eventId": id(stage, event), "people": people });
        let mut one = case("respondForPeople", about, input);
        one.operation = one.operation.replacen(
            "{ userErrors",
            "{ results { userErrors { code message path } } userErrors",
            1,
        );
        cases.push(one);
    }
    cases
}
