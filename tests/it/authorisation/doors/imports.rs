//! Ways to what an organiser's file becomes, and to what is wrong with it.

use mulin_entities::AreaId;
use serde_json::json;

use super::{Door, text};
use crate::authorisation::stage::Stage;

/// An event at a venue, and a series.
const TABLE: &str = "uid,title,start,end,location,repeat,url\n\
    1,茶会,2027-06-05 18:30,20:30,邻里中心,,https://example.org\n\
    2,舞会,2027-06-06 18:30,20:30,某处,FREQ=WEEKLY;COUNT=2,\n\
    3,,2027-06-07 18:30,20:30,,,\n";

/// Ways that write.
pub(super) fn payloads(stage: &Stage) -> Vec<Door> {
    let door = |object, instance, way, list: &str, index: usize| Door {
        object,
        instance,
        way,
        operation: format!(
            "mutation ($input: ImportEventsInput!) {{ importEvents(input: $input) \
             {{ {list} {{ FIELDS }} userErrors {{ code }} }} }}"
        ),
        variables: json!({ "input": {
            "areaId": text::<AreaId>(stage, stage.town.community.id), "format": "CSV",
            "content": TABLE, "dryRun": false, "skipFaulty": true,
        } }),
        pointer: format!("/importEvents/{list}/{index}"),
        id: None,
    };
    let (draft, fault) = ("ImportedDraft", "ImportFault");
    vec![
        door(draft, "of an event", "importEvents.drafts", "drafts", 0),
        door(draft, "of a series", "importEvents.drafts", "drafts", 1),
        door(fault, "of a table", "importEvents.faults", "faults", 0),
    ]
}
