//! What people need, and who read it.

use async_graphql::{Description, Enum, Object};
use mulin_domain::person::need::Needs;
use mulin_entities::sensitive_read;

use super::acting::Doer;
use crate::connection;
use crate::graphql::scalars::DateTime;

/// What somebody may need, or what those must know who look after them. Kinds may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::person::need::NeedKind")]
pub enum NeedKind {
    /// Uses a wheelchair.
    Wheelchair,
    /// Cannot take stairs.
    StepFree,
    /// Hears little or nothing.
    Hearing,
    /// Sees little or nothing.
    Sight,
    /// Lives alone.
    LivesAlone,
    /// Forgets, or loses the way.
    Memory,
    /// Has a lasting illness.
    ChronicIllness,
    /// Needs somebody who interprets.
    Interpreter,
    /// Something else, as the note says.
    Other,
}

/// What a person needs: kept only while they agree, for the person and those who look after the unit.
#[derive(Clone, Description)]
pub struct PersonNeeds(pub Needs);

#[Object(use_type_description)]
impl PersonNeeds {
    /// Kinds, each once.
    async fn kinds(&self) -> Vec<NeedKind> {
        self.0.kinds.iter().map(|kind| (*kind).into()).collect()
    }

    /// More in words; null if there is nothing more to say.
    async fn note(&self) -> Option<&str> {
        Some(self.0.note.as_str()).filter(|note| !note.is_empty())
    }

    /// When they were last edited.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}

/// One look at something sensitive about the person.
#[derive(Clone, Description)]
pub struct SensitiveRead(pub sensitive_read::Model);

connection! {
    /// Looks at something sensitive, the newest first.
    SensitiveReadConnection, SensitiveReadEdge, SensitiveRead
}

#[Object(use_type_description)]
impl SensitiveRead {
    /// Who looked.
    async fn reader(&self) -> Doer {
        Doer(self.0.reader_id)
    }

    /// At what: a field of the person, such as `needs`.
    async fn field(&self) -> &str {
        &self.0.field
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}
