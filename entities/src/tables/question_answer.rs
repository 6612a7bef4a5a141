//! `question_answer`: what somebody answered to a question.

use sea_orm::entity::prelude::*;

use crate::id::{QuestionId, RsvpId};

/// What somebody answered to a question.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question_answer")]
pub struct Model {
    /// The answer to the event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rsvp_id: RsvpId,
    /// The question.
    #[sea_orm(primary_key, auto_increment = false)]
    pub question_id: QuestionId,
    /// The answer: text, number, boolean, date as text, or an array of texts. Sensitive.
    pub value: Json,
}

impl ActiveModelBehavior for ActiveModel {}
