//! What the keys in an export stand for, as far as the person may know: events with their times, areas,
//! teams, and who looked at what is sensitive.

use std::collections::HashMap;

use mulin_entities::{area, person, question, team};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::store;
use crate::error::Result;
use crate::tx::Tx;

/// Keys of this kind, and the field that tells what they stand for.
const KEYS: [(&str, &str, Kind); 7] = [
    ("eventId", "event", Kind::Event),
    ("rootAreaId", "city", Kind::Area),
    ("areaId", "area", Kind::Area),
    ("unitId", "unit", Kind::Area),
    ("teamId", "team", Kind::Team),
    ("questionId", "question", Kind::Question),
    ("readerId", "reader", Kind::Person),
];

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Event,
    Area,
    Team,
    Question,
    Person,
}

/// Adds to each row of each section what its keys stand for.
pub(super) async fn add(tx: &Tx, content: &mut Map<String, Json>) -> Result<()> {
    let mut wanted: HashMap<Kind, Vec<Uuid>> = HashMap::new();
    for row in rows(content) {
        for (key, _, kind) in KEYS {
            wanted.entry(kind).or_default().extend(id(row, key));
        }
    }
    let mut known: HashMap<(Kind, Uuid), Json> = HashMap::new();
    for (kind, mut ids) in wanted {
        ids.sort_unstable();
        ids.dedup();
        let named = match kind {
            Kind::Event => store::events(tx, ids).await?,
            Kind::Area => {
                store::called::<area::Entity>(tx, (area::Column::Id, area::Column::Name), ids)
                    .await?
            }
            Kind::Team => {
                store::called::<team::Entity>(tx, (team::Column::Id, team::Column::Name), ids)
                    .await?
            }
            Kind::Question => {
                let columns = (question::Column::Id, question::Column::Label);
                store::called::<question::Entity>(tx, columns, ids).await?
            }
            Kind::Person => {
                store::called::<person::Entity>(tx, (person::Column::Id, person::Column::Name), ids)
                    .await?
            }
        };
        known.extend(named.into_iter().map(|(id, told)| ((kind, id), told)));
    }
    for row in rows(content) {
        for (key, field, kind) in KEYS {
            let told = id(row, key).and_then(|id| known.get(&(kind, id)));
            if let Some(told) = told {
                row.insert(field.to_owned(), told.clone());
            }
        }
    }
    Ok(())
}

fn rows(content: &mut Map<String, Json>) -> impl Iterator<Item = &mut Map<String, Json>> {
    content
        .values_mut()
        .filter_map(Json::as_array_mut)
        .flatten()
        .filter_map(Json::as_object_mut)
}

fn id(row: &Map<String, Json>, key: &str) -> Option<Uuid> {
    row.get(key)?.as_str()?.parse().ok()
}
