//! Events of a list with what a phone shows beside them, in one statement.

use std::sync::LazyLock;

use mulin_entities::*;
use sea_orm::{ConnectionTrait, FromQueryResult, IdenStatic, Iterable};

use super::list_store::first_to_arrive;
use crate::actor::Actor;
use crate::dialect;
use crate::error::{Error, Result};
use crate::event::list::{self, EventFilter, EventKey};
use crate::event::view::EventView;
use crate::page::{Page, Slice};

/// What is wanted of each event of a list, beside its row.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside {
    /// Its venue.
    pub venue: bool,
    /// The answer of this person.
    pub answer_of: Option<PersonId>,
    /// So many of the first to have arrived.
    pub attendees: Option<u64>,
}

/// An event of a list.
#[derive(Debug)]
pub struct Listed {
    /// The event, with its venue if that was wanted.
    pub event: EventView,
    /// The wanted person's answer.
    pub answer: Option<rsvp::Model>,
    /// Names and sizes of the parties that were wanted.
    pub attendees: Vec<(String, i32)>,
}

/// The columns of an answer that stands beside an event.
static ANSWER_COLUMNS: LazyLock<String> = LazyLock::new(|| {
    rsvp::Column::iter()
        .map(|column| {
            let column = column.as_str();
            format!(", answer.{column} AS answer_{column}")
        })
        .collect()
});

/// Events that the actor may see, by start, with what is wanted beside them: in one statement,
/// because a list is what everybody looks at, and another statement costs more than what it reads.
/// The caller has asked a policy whether attendees and the answer may be seen.
pub async fn events(
    db: &impl ConnectionTrait,
    actor: &Actor,
    filter: &EventFilter,
    page: &Page<EventKey>,
    beside: Beside,
) -> Result<Slice<Listed>> {
    let statement = list::page_statement(db, actor, filter, page, beside.venue);
    let (mut columns, mut join) = (String::new(), "");
    let mut values = statement.values.clone();
    if let Some(person) = beside.answer_of {
        columns += &ANSWER_COLUMNS;
        join = " LEFT JOIN rsvp AS answer ON answer.event_id = page.id AND answer.person_id = ?";
        values.push(person.into());
    }
    if let Some(first) = beside.attendees {
        let coming = first_to_arrive("page.id", "person.name", first);
        columns += ", ";
        columns += &dialect::json_rows(db, "line.name, line.party", &coming);
        columns += " AS attendees";
    }
    let direction = if page.backwards { "DESC" } else { "ASC" };
    let text = format!(
        "SELECT page.*{columns} FROM ({}) AS page{join} \
         ORDER BY page.starts_at {direction}, page.id {direction}",
        statement.text
    );
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    let listed = rows.iter().map(|row| {
        let answer: Option<RsvpId> = match beside.answer_of {
            Some(_) => row.try_get("answer_", "id")?,
            None => None,
        };
        let attendees: Option<String> = match beside.attendees {
            Some(_) => row.try_get("", "attendees")?,
            None => None,
        };
        Ok(Listed {
            event: statement.event(row)?,
            answer: match answer {
                Some(_) => Some(rsvp::Model::from_query_result(row, "answer_")?),
                None => None,
            },
            attendees: match attendees {
                Some(text) => serde_json::from_str(&text)
                    .map_err(|error| Error::internal(format!("attendees: {error}")))?,
                None => Vec::new(),
            },
        })
    });
    Ok(Slice::new(listed.collect::<Result<_>>()?, page))
}
