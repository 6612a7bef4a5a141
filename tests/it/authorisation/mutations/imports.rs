//! Files of organisers.

use serde_json::json;

use super::{case, id};
use crate::authorisation::case::Case;
use crate::authorisation::stage::Stage;

pub(super) fn imports(stage: &Stage) -> Vec<Case> {
    let input = |dry_run: bool| {
        json!({
            "areaId": id(stage, stage.town.community.id), "format": "CSV", "dryRun": dry_run,
            "content": "title,start,end\n茶会,2027-06-05 18:30,20:30\n",
        })
    };
    vec![
        case("importEvents", "a dry run, into the community", input(true)),
        case("importEvents", "into the community", input(false)),
    ]
}
