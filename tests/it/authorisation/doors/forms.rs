//! Ways to questions, answers to them, and invitations.

use serde_json::json;

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let forms = &stage.forms;
    let (public, going) = (text(stage, stage.public), text(stage, stage.going));
    let mut doors = Vec::new();
    for (instance, id, at) in [
        ("a number", text(stage, forms.number), 0),
        ("several choices", text(stage, forms.choices), 2),
    ] {
        let what = ("Question", instance);
        doors.extend(front(what, &id));
        let listed = "{ event(id: $id) { questions { FIELDS } } }";
        let place = "/event/questions";
        doors.push(door(
            what,
            "event.questions",
            &public,
            place,
            Some(&id),
            listed,
        ));
        let answered = "{ node(id: $id) { ... on Rsvp { answers { question { FIELDS } } } } }";
        let place = format!("/node/answers/{at}/question");
        doors.push(door(
            what,
            "rsvp.answers.question",
            &going,
            &place,
            Some(&id),
            answered,
        ));
    }
    for (instance, at) in [
        ("a number, for helpers", 0),
        ("a text", 1),
        ("some choices", 2),
        ("a yes", 3),
        ("a day", 4),
    ] {
        let what = ("QuestionAnswer", instance);
        let own = "{ node(id: $id) { ... on Rsvp { answers { FIELDS } } } }";
        let place = format!("/node/answers/{at}");
        doors.push(door(what, "rsvp.answers", &going, &place, None, own));
        let listed = "{ event(id: $id) { viewerRsvp { answers { FIELDS } } } }";
        let place = format!("/event/viewerRsvp/answers/{at}");
        doors.push(door(
            what,
            "event.viewerRsvp.answers",
            &public,
            &place,
            None,
            listed,
        ));
    }
    doors.extend(invitations(stage));
    doors
}

fn invitations(stage: &Stage) -> Vec<Door> {
    let (forms, event) = (&stage.forms, text(stage, stage.invited));
    let mut doors = Vec::new();
    // They were made in the same moment, in no order.
    let ids = [forms.person, forms.household, forms.area, forms.revoked];
    let smallest = ids.into_iter().min();
    for (instance, id) in [
        ("of a resident", forms.person),
        ("of a household", forms.household),
        ("of a unit", forms.area),
        ("taken back", forms.revoked),
    ] {
        let first = Some(id) == smallest;
        let (what, id) = (("Invitation", instance), text(stage, id));
        doors.extend(front(what, &id));
        for (way, pointer, operation) in [
            (
                "event.invitations",
                "/event/invitations/nodes",
                "{ event(id: $id) { invitations { nodes { FIELDS } } } }",
            ),
            (
                "event.invitations.edges",
                "/event/invitations/edges/0/node",
                "{ event(id: $id) { invitations(first: 1) { edges { node { FIELDS } } } } }",
            ),
        ] {
            if first || !way.ends_with("edges") {
                doors.push(door(what, way, &event, pointer, Some(&id), operation));
            }
        }
    }
    for (instance, id) in [("counts", forms.link), ("taken back", forms.revoked_link)] {
        let (what, id) = (("InvitationLink", instance), text(stage, id));
        doors.extend(front(what, &id));
        let listed = "{ event(id: $id) { invitationLinks { nodes { FIELDS } } } }";
        let place = "/event/invitationLinks/nodes";
        doors.push(door(
            what,
            "event.invitationLinks",
            &event,
            place,
            Some(&id),
            listed,
        ));
    }
    doors
}

/// What mutations answer, of which each changes nothing that matters here.
pub fn payloads(stage: &Stage) -> Vec<Door> {
    let revoked = text(stage, stage.forms.revoked);
    let old = text(stage, stage.forms.revoked_link);
    let again = "mutation ($id: ID!) { revokeInvitation(input: { invitationId: $id }) \
                 { invitation { FIELDS } } }";
    let again_link = "mutation ($id: ID!) { revokeInvitationLink(input: { linkId: $id }) \
                      { link { FIELDS } } }";
    let new = "mutation ($id: ID!) { createInvitationLink(input: { eventId: $id, maxUses: 3 }) \
               { link { FIELDS } } }";
    let for_people = "mutation ($id: ID!, $person: ID!) { respondForPeople(input: { eventId: $id, \
        via: PHONE, people: [{ personId: $person, status: GOING }] }) { results { rsvp { FIELDS } } } }";
    let invited = text(stage, stage.invited);
    let going = text(stage, stage.going);
    let mut for_people = door(
        ("Rsvp", "going"),
        "respondForPeople.results.rsvp",
        &text(stage, stage.public),
        "/respondForPeople/results/0/rsvp",
        Some(&going),
        for_people,
    );
    for_people.variables["person"] = json!(text(stage, stage.resident()));
    vec![
        door(
            ("Invitation", "taken back"),
            "revokeInvitation.invitation",
            &revoked,
            "/revokeInvitation/invitation",
            Some(&revoked),
            again,
        ),
        door(
            ("InvitationLink", "taken back"),
            "revokeInvitationLink.link",
            &old,
            "/revokeInvitationLink/link",
            Some(&old),
            again_link,
        ),
        door(
            ("InvitationLink", "new"),
            "createInvitationLink.link",
            &invited,
            "/createInvitationLink/link",
            None,
            new,
        ),
        for_people,
    ]
}
