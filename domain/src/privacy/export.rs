//! Gives a person everything that is kept about them, as one text of JSON.

use mulin_entities::PersonId;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::catalogue::{self, Column, Holds, Sealed};
use super::store::{self, Cells};
use super::{names, policy};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::Faults;
use crate::keys::Keyring;
use crate::person::{Acting, contact, erase, need};
use crate::tx::{CommandResult, Tx};

/// Whose data.
#[derive(Clone, Debug, Serialize)]
pub struct ExportMyData {
    /// Whose, and how the wish came.
    pub acting: Acting,
}

/// Everything about a person, as a file.
#[derive(Clone)]
pub struct Export {
    /// A name for the file, without anything personal.
    pub file_name: String,
    /// What it is (RFC 6838).
    pub media_type: &'static str,
    /// The text.
    pub content: String,
}

impl std::fmt::Debug for Export {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Export").finish_non_exhaustive()
    }
}

impl CommandResult for Export {
    fn result_id(&self) -> Option<uuid::Uuid> {
        None
    }
}

/// Gives out everything about a person. Only what [`catalogue`] names; somebody else is named by a key
/// alone, but for those who looked at what is sensitive. That it was given out is journalled.
pub async fn export_my_data(core: &Core, actor: &Actor, input: ExportMyData) -> Result<Export> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            input.acting.check(&mut faults);
            faults.finish()?;
            let subject = policy::subject(tx, &input.acting).await?;
            let (person, by) = (subject.person, subject.by);
            let person_id = person.id;
            let export = export(tx, person_id, by == person_id).await?;
            if by != person_id {
                need::note_reads(tx, by, &[&person], "export").await?;
            }
            tx.record(person.root_area_id, What::DataExported { person_id });
            Ok(export)
        })
    })
    .await
}

/// What is for the person alone, whoever may fetch the rest for them: where they are signed in, and
/// who looked at what is sensitive.
const OWN: [&str; 4] = ["session", "refresh_token", "sign_in_code", "sensitive_read"];

async fn export(tx: &Tx, person: PersonId, for_oneself: bool) -> Result<Export> {
    let people = erase::records(tx.db(), person).await?;
    let contacts = contact::store::contacts(tx.core(), tx.db(), people.iter().copied()).await?;
    let addresses: Vec<String> = contacts
        .into_iter()
        .map(|contact| contact.address)
        .collect();
    let mut content = Map::new();
    content.insert("exportedAt".to_owned(), json!(tx.now()));
    content.insert("personId".to_owned(), json!(person));
    for (table, personal) in catalogue::personal() {
        if !for_oneself && OWN.contains(&table.name) {
            continue;
        }
        let condition = personal.condition(tx.core().keyring(), &people, &addresses);
        let rows = store::rows(tx, table.name, personal, condition).await?;
        let rows: Vec<Map<String, Json>> = rows
            .iter()
            .map(|cells| object(tx.core().keyring(), personal.columns, cells))
            .collect::<Result<_>>()?;
        content.insert(personal.section.to_owned(), json!(rows));
    }
    names::add(tx, &mut content).await?;
    let content =
        serde_json::to_string_pretty(&content).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(Export {
        file_name: format!("mulin-{}.json", tx.now().format("%Y-%m-%d")),
        media_type: "application/json",
        content,
    })
}

/// A row as the person gets it.
fn object(keyring: &Keyring, columns: &[Column], cells: &Cells) -> Result<Map<String, Json>> {
    let mut object = Map::new();
    for column in columns {
        match column.holds {
            Holds::Fact | Holds::Telling => {
                object.insert(camel(column.name), cells.json(column.name)?);
            }
            Holds::Sealed(sealed) => {
                let opened = open(keyring, column.name, sealed, cells)?;
                object.insert(sealed.opened.to_owned(), opened);
            }
            Holds::Withheld { .. } => {}
        }
    }
    Ok(object)
}

fn open(keyring: &Keyring, column: &str, sealed: Sealed, cells: &Cells) -> Result<Json> {
    let (Some(bytes), Some(key_id)) = (cells.bytes(column), cells.text("key_id")) else {
        return Ok(Json::Null);
    };
    let context = cells.context(sealed)?;
    let plain = keyring.open(key_id, &context, bytes)?;
    if sealed.is_json {
        return serde_json::from_slice(&plain).map_err(|error| Error::Internal(Box::new(error)));
    }
    Ok(Json::from(String::from_utf8_lossy(&plain)))
}

/// `valid_from` as `validFrom`.
pub(super) fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut up = false;
    for c in name.chars() {
        if c == '_' {
            up = true;
        } else if std::mem::take(&mut up) {
            out.push(c.to_ascii_uppercase());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::camel;

    #[test]
    fn columns_are_called_as_in_the_schema() {
        assert_eq!(camel("valid_from"), "validFrom");
        assert_eq!(camel("opted_out_of_proxies"), "optedOutOfProxies");
        assert_eq!(camel("id"), "id");
    }
}
