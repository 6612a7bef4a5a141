//! Ways through what mutations answer.

use super::{Door, door, text};
use crate::authorisation::stage::Stage;

/// What mutations answer, of which each changes nothing that matters here.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let (event, going) = (text(stage, stage.public), text(stage, stage.going));
    let mut doors = Vec::new();
    let mut add = |object, instance, field: &'static str, input: &str, start: &str, id: &str| {
        let (mutation, part) = field
            .split_once('.')
            .expect("a mutation and a field of its payload");
        let operation = format!(
            "mutation ($id: ID!) {{ {mutation}(input: {{ {input}: $id }}) {{ {part} {{ FIELDS }} }} }}"
        );
        let input_has_more = operation.replace("eventId!: $id", "eventId: $id, status: GOING");
        let pointer = format!("/{mutation}/{part}");
        doors.push(door(
            (object, instance),
            field,
            start,
            &pointer,
            Some(id),
            &input_has_more,
        ));
    };
    let person = text(stage, stage.resident());
    add(
        "Person",
        "a resident",
        "updatePerson.person",
        "personId",
        &person,
        &person,
    );
    let grant = text(stage, stage.grant);
    add(
        "RoleGrant",
        "a resident's",
        "revokeRole.grant",
        "grantId",
        &grant,
        &grant,
    );
    let item = text(stage, stage.item);
    add(
        "ProgrammeItem",
        "of a public event",
        "updateProgrammeItem.item",
        "itemId",
        &item,
        &item,
    );
    let venue = text(stage, stage.venue);
    add(
        "Venue",
        "of the community",
        "updateVenue.venue",
        "venueId",
        &venue,
        &venue,
    );
    let area = text(stage, stage.town.community.id);
    add(
        "Area",
        "the community",
        "updateArea.area",
        "areaId",
        &area,
        &area,
    );
    add(
        "Event",
        "public",
        "publishEvent.event",
        "eventId",
        &event,
        &event,
    );
    add(
        "Event",
        "public",
        "updateEvent.event",
        "eventId",
        &event,
        &event,
    );
    add(
        "Rsvp",
        "going",
        "respondToEvent.rsvp",
        "eventId!",
        &event,
        &going,
    );
    let consent = text(stage, stage.withdrawn_consent);
    add(
        "Consent",
        "withdrawn",
        "withdrawConsent.consent",
        "consentId",
        &consent,
        &consent,
    );
    let team = text(stage, stage.team);
    add(
        "Team",
        "of the community",
        "updateTeam.team",
        "teamId",
        &team,
        &team,
    );
    let part = text(stage, stage.part);
    add(
        "EventRoleGrant",
        "the helper's, taken back",
        "revokeEventRole.grant",
        "eventRoleId",
        &part,
        &part,
    );
    doors
}
