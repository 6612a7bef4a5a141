//! Every way to an object: by its id, through lists and other objects, and as what a mutation
//! answers.

mod almanac;
mod announcements;
mod answers;
mod authorities;
mod banquets;
mod calendar_feeds;
mod consents;
mod diets;
mod entrance;
mod events;
mod figures;
mod forms;
mod imports;
mod messages;
mod notices;
mod payloads;
mod people;
mod places;
mod records;
mod seating;
mod series;
mod service_days;
mod teams;
mod volunteers;
mod votes;

use mulin::graphql::id::GlobalId;
use serde_json::{Value, json};

use super::stage::Stage;
use crate::factories::gid;

/// A way to one object.
pub struct Door {
    /// Its type.
    pub object: &'static str,
    /// Which one, as the table calls it.
    pub instance: &'static str,
    /// The way, as the table calls it. The first of an object is its front door.
    pub way: &'static str,
    /// The operation, with `FIELDS` where the object's fields go.
    pub operation: String,
    /// Its variables.
    pub variables: Value,
    /// Where the object, or a list with it, stands in the data.
    pub pointer: String,
    /// Its global id, if it has one; another object there is not this one.
    pub id: Option<String>,
}

/// All of a stage; those that write come last.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let mut doors = places::doors(stage);
    doors.extend(almanac::doors(stage));
    doors.extend(people::doors(stage));
    doors.extend(events::doors(stage));
    doors.extend(answers::doors(stage));
    doors.extend(teams::doors(stage));
    doors.extend(consents::doors(stage));
    doors.extend(records::doors(stage));
    doors.extend(calendar_feeds::doors(stage));
    doors.extend(forms::doors(stage));
    doors.extend(entrance::doors(stage));
    doors.extend(announcements::doors(stage));
    doors.extend(notices::doors(stage));
    doors.extend(messages::doors(stage));
    doors.extend(series::doors(stage));
    doors.extend(banquets::doors(stage));
    doors.extend(votes::doors(stage));
    doors.extend(diets::doors(stage));
    doors.extend(seating::doors(stage));
    doors.extend(authorities::doors(stage));
    doors.extend(service_days::doors(stage));
    doors.extend(figures::doors(stage));
    doors.extend(volunteers::doors(stage));
    // Before others answer the event, and come with their households.
    doors.extend(banquets::payloads(stage));
    doors.extend(payloads::doors(stage));
    doors.extend(forms::payloads(stage));
    doors.extend(records::payloads(stage));
    doors.extend(entrance::payloads(stage));
    doors.extend(messages::payloads(stage));
    doors.extend(series::payloads(stage));
    doors.extend(imports::payloads(stage));
    doors.extend(calendar_feeds::payloads(stage));
    doors.extend(votes::payloads(stage));
    doors.extend(service_days::payloads(stage));
    doors
}

/// The object at the end of an operation that starts from one id.
fn door(
    (object, instance): (&'static str, &'static str),
    way: &'static str,
    start: &str,
    pointer: &str,
    id: Option<&str>,
    operation: &str,
) -> Door {
    let kind = if operation.starts_with('{') {
        "query ($id: ID!) "
    } else {
        ""
    };
    Door {
        object,
        instance,
        way,
        operation: format!("{kind}{operation}"),
        variables: json!({ "id": start }),
        pointer: pointer.to_owned(),
        id: id.map(str::to_owned),
    }
}

/// `node` and `nodes`.
fn front((object, instance): (&'static str, &'static str), id: &str) -> [Door; 2] {
    let one = format!("{{ node(id: $id) {{ ... on {object} {{ FIELDS }} }} }}");
    let many = format!("{{ nodes(ids: [$id]) {{ ... on {object} {{ FIELDS }} }} }}");
    let what = (object, instance);
    [
        door(what, "node", id, "/node", Some(id), &one),
        door(what, "nodes", id, "/nodes", Some(id), &many),
    ]
}

fn text<T: GlobalId>(stage: &Stage, id: T) -> String {
    gid(&stage.town, id).0
}
