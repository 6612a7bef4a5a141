//! `question`: one question of an event's form.

use sea_orm::entity::prelude::*;

use crate::enums::{QuestionAudience, QuestionKind};
use crate::id::{AreaId, EventId, QuestionId};

/// One question of an event's form.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: QuestionId,
    /// Tree it belongs to.
    pub root_area_id: AreaId,
    /// The event.
    pub event_id: EventId,
    /// Version of the form that asks it.
    pub form_version: i32,
    /// Place on the form.
    pub position: i32,
    /// What is asked for.
    pub kind: QuestionKind,
    /// The question.
    pub label: String,
    /// An explanation.
    pub help: Option<String>,
    /// Whether who comes must answer.
    pub required: bool,
    /// Who sees the answers.
    pub audience: QuestionAudience,
    /// What can be chosen, an array of texts.
    pub choices: Option<Json>,
    /// Least number, length or count.
    pub min_value: Option<i32>,
    /// Greatest number, length or count.
    pub max_value: Option<i32>,
    /// When it was asked first.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
