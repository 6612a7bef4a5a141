//! What each table and each column holds about people: what is given out, and what is left after an
//! erasure. The export is made from this list alone, so that nothing leaves that nobody decided about;
//! a test compares the list with the database.

mod access;
mod banquets;
mod columns;
mod messages;
mod personal;
mod service_days;
mod shared;
mod volunteers;

use mulin_entities::PersonId;
use sea_orm::Value;
use uuid::Uuid;

use super::store::{Reader, read};
use crate::keys::Keyring;

/// A table of the database, and what was decided about it.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What was decided.
    pub decision: Decision,
}

/// What was decided about a table.
#[derive(Debug)]
pub enum Decision {
    /// Tells of people: given out to them.
    Personal(Personal),
    /// Tells of nobody, or what everybody may know.
    NotPersonal {
        /// Why it is not personal.
        why: &'static str,
        /// All its columns.
        columns: &'static [&'static str],
    },
}

/// How personal rows are found, given out and erased.
#[derive(Debug)]
pub struct Personal {
    /// Its list in the export.
    pub section: &'static str,
    /// Which rows are a person's, as a condition of SQL in which `{people}` stands for the keys of the
    /// person's records, and `{lookups}` for the look-up values of their addresses.
    pub found: &'static str,
    /// What an erasure does to the rows.
    pub erasure: &'static str,
    /// All its columns.
    pub columns: &'static [Column],
    /// Reads rows of the table.
    pub(super) read: Reader,
}

/// A column, and what it holds.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A key, a time, a number or a name of ours: given out, and may outlive an erasure.
    Fact,
    /// What tells of the person: given out, and gone with an erasure.
    Telling,
    /// The same, sealed: given out opened.
    Sealed(Sealed),
    /// Not given out.
    Withheld {
        /// Why not.
        why: &'static str,
    },
}

/// How a column is sealed. The key that did it stands in `key_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// What the opened value is called in the export.
    pub opened: &'static str,
    /// The column with the key that is bound to the value …
    pub context: &'static str,
    /// … and what follows it.
    pub suffix: &'static [u8],
    /// Whether the opened value is JSON rather than text.
    pub is_json: bool,
}

impl Sealed {
    /// What is bound to the value in the row with this key.
    pub(super) fn bound_to(&self, key: Uuid) -> Vec<u8> {
        [key.as_bytes().as_slice(), self.suffix].concat()
    }
}

impl Table {
    /// Its columns.
    pub fn columns(&self) -> Vec<&'static str> {
        match &self.decision {
            Decision::Personal(personal) => {
                personal.columns.iter().map(|column| column.name).collect()
            }
            Decision::NotPersonal { columns, .. } => columns.to_vec(),
        }
    }
}

impl Personal {
    /// [`Personal::found`] for a person with these records and addresses, with its values.
    pub fn condition(
        &self,
        keyring: &Keyring,
        people: &[PersonId],
        addresses: &[String],
    ) -> (String, Vec<Value>) {
        let people: Vec<Value> = people.iter().map(|id| Value::from(*id)).collect();
        let lookups: Vec<Value> = addresses
            .iter()
            .flat_map(|address| keyring.lookups(address))
            .map(Value::from)
            .collect();
        let (mut text, mut values) = (String::new(), Vec::new());
        for piece in self.found.split_inclusive('}') {
            let lists = [("{people}", &people), ("{lookups}", &lookups)];
            let list = lists
                .into_iter()
                .find_map(|(name, list)| Some((piece.strip_suffix(name)?, list)));
            let Some((head, list)) = list else {
                text += piece;
                continue;
            };
            text += head;
            // Nothing is in a list that holds nothing.
            text += &if list.is_empty() {
                "NULL".to_owned()
            } else {
                vec!["?"; list.len()].join(", ")
            };
            values.extend(list.iter().cloned());
        }
        (text, values)
    }
}

/// Every table of the database, also those that only one of the two kinds of database has.
pub fn tables() -> impl Iterator<Item = &'static Table> {
    personal::TABLES
        .iter()
        .chain(access::TABLES)
        .chain(messages::TABLES)
        .chain(banquets::TABLES)
        .chain(service_days::TABLES)
        .chain(volunteers::TABLES)
        .chain(shared::TABLES)
}

/// The personal tables.
pub fn personal() -> impl Iterator<Item = (&'static Table, &'static Personal)> {
    personal::TABLES
        .iter()
        .chain(access::TABLES)
        .chain(messages::TABLES)
        .chain(banquets::TABLES)
        .chain(service_days::TABLES)
        .chain(volunteers::TABLES)
        .filter_map(|table| match &table.decision {
            Decision::Personal(personal) => Some((table, personal)),
            Decision::NotPersonal { .. } => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_name_all_records_and_addresses() {
        let personal = Personal {
            section: "things",
            found: "a IN ({people}) OR b IN ({people}) OR c IN ({lookups})",
            erasure: "",
            columns: &[],
            read: read::<mulin_entities::person::Entity>,
        };
        let keyring = Keyring::new(&[7; 32]).with_previous([&[8; 32]]);
        let people = [PersonId(Uuid::nil()), PersonId(Uuid::max())];
        let (text, values) = personal.condition(&keyring, &people, &["x".to_owned()]);
        assert_eq!(text, "a IN (?, ?) OR b IN (?, ?) OR c IN (?, ?)");
        assert_eq!(values.len(), 6);
        let (text, values) = personal.condition(&keyring, &people, &[]);
        assert_eq!(text, "a IN (?, ?) OR b IN (?, ?) OR c IN (NULL)");
        assert_eq!(values.len(), 4);
    }
}
