//! Steps that the tests of invitations share.

use mulin_entities::*;
use serde_json::{Value, json};

use crate::factories::{Plan, Town, gid};
use crate::support::answer::Answer;
use crate::support::app::TestApp;

/// An event for those who were invited.
pub async fn private(app: &TestApp, town: &Town) -> EventId {
    let plan = Plan {
        visibility: Visibility::Invited,
        ..Plan::default()
    };
    town.event(app, plan).await.id
}

/// Invites as the event's organiser.
pub async fn invite(app: &TestApp, town: &Town, event: EventId, more: Value) -> Answer {
    let mut input = more;
    input["eventId"] = json!(*gid(town, event));
    app.mutate(Some(town.organiser), "inviteToEvent", "event { id }", input)
        .await
}

/// Whether somebody sees the event, by its id and in the list of all.
pub async fn sees(app: &TestApp, town: &Town, who: PersonId, event: EventId) -> bool {
    let query = "query ($id: ID!) { event(id: $id) { id } events(first: 100) { nodes { id } } }";
    let id = gid(town, event);
    let answer = app.run(Some(who), query, json!({ "id": *id })).await;
    let found = !answer.at("/event").is_null();
    let listed = answer.at("/events/nodes").as_array().expect("a list");
    let listed = listed.iter().any(|one| one["id"] == json!(*id));
    assert_eq!(found, listed, "an event is listed where it is shown");
    found
}

/// The invitations to the event, as its organiser sees them.
pub async fn invitations(app: &TestApp, town: &Town, event: EventId) -> Vec<Value> {
    let query = "query ($id: ID!) { event(id: $id) { invitations { nodes {
        id name isByLink revokedAt area { name } household { id } invitedBy { name } } } } }";
    let id = json!({ "id": *gid(town, event) });
    let answer = app.run(Some(town.organiser), query, id).await;
    let nodes = answer.at("/event/invitations/nodes").as_array();
    nodes.expect("a list").clone()
}

pub async fn revoke(app: &TestApp, who: PersonId, invitation: &Value) -> Answer {
    let input = json!({ "invitationId": invitation["id"] });
    let selection = "invitation { revokedAt }";
    app.mutate(Some(who), "revokeInvitation", selection, input)
        .await
}

/// A new link as the event's organiser gets it.
pub async fn link(app: &TestApp, town: &Town, event: EventId, more: Value) -> Value {
    let mut input = more;
    input["eventId"] = json!(*gid(town, event));
    let selection = "link { id token maxUses uses expiresAt revokedAt createdBy { name } }";
    let answer = app
        .mutate(
            Some(town.organiser),
            "createInvitationLink",
            selection,
            input,
        )
        .await;
    assert_eq!(answer.refusals("createInvitationLink"), [""; 0]);
    answer.at("/createInvitationLink/link").clone()
}

pub const ACCEPT: &str =
    "mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input)
    { event { id title } userErrors { code path message } } }";

pub async fn accept(app: &TestApp, who: PersonId, link: &Value) -> Answer {
    let input = json!({ "input": { "token": link["token"] } });
    app.run(Some(who), ACCEPT, input).await
}

/// How often the event's only link was used.
pub async fn uses(app: &TestApp, town: &Town, event: EventId) -> Value {
    let query = "query ($id: ID!) { event(id: $id) { invitationLinks { nodes { uses token } } } }";
    let id = json!({ "id": *gid(town, event) });
    let answer = app.run(Some(town.organiser), query, id).await;
    let links = answer.at("/event/invitationLinks/nodes");
    assert_eq!(links[0]["token"], Value::Null);
    links[0]["uses"].clone()
}
