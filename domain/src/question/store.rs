//! The only SQL about questions and what was answered to them.

use std::collections::HashSet;

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult,
    IntoActiveModel, QueryFilter, QueryOrder, Value as Parameter,
};

use super::rules::{Question, Value};
use crate::error::Result;
use crate::event::like::grouped;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// The version of an event's first form.
const FIRST_VERSION: i32 = 1;

/// The questions of one version of an event's form, in order.
pub async fn form(
    db: &impl ConnectionTrait,
    event: EventId,
    version: i32,
) -> Result<Vec<question::Model>> {
    if version == 0 {
        return Ok(Vec::new());
    }
    Ok(question::Entity::find()
        .filter(question::Column::EventId.eq(event))
        .filter(question::Column::FormVersion.eq(version))
        .order_by_asc(question::Column::Position)
        .all(db)
        .await?)
}

/// Several questions, in no order, whoever asks.
pub async fn questions(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = QuestionId>,
) -> Result<Vec<question::Model>> {
    Ok(question::Entity::find()
        .filter(question::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The questions that several events ask now, each event's in order.
pub async fn current_forms(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<question::Model>> {
    let events: Vec<Parameter> = events.into_iter().map(Parameter::from).collect();
    let places = vec!["?"; events.len()].join(", ");
    let text = format!(
        "SELECT question.* FROM event JOIN question ON question.event_id = event.id \
            AND question.form_version = event.form_version \
         WHERE event.id IN ({places}) ORDER BY question.event_id, question.position"
    );
    let statement = dialect::sql(db, &text, events);
    Ok(question::Model::find_by_statement(statement)
        .all(db)
        .await?)
}

/// An answer with its question.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Of which answer to the event.
    pub rsvp_id: RsvpId,
    /// To which question.
    pub question: question::Model,
    /// What.
    pub value: Value,
}

/// What several answers to events hold, each in the order of its form, whoever asks: the caller asks
/// the policy.
pub async fn answers(
    db: &impl ConnectionTrait,
    rsvps: impl IntoIterator<Item = RsvpId>,
) -> Result<Vec<Answered>> {
    let rows = question_answer::Entity::find()
        .filter(question_answer::Column::RsvpId.is_in(rsvps))
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let questions = question::Entity::find()
        .filter(question::Column::Id.is_in(rows.iter().map(|row| row.question_id)))
        .order_by_asc(question::Column::Position)
        .all(db)
        .await?;
    let mut answered = Vec::with_capacity(rows.len());
    for question in questions {
        for row in rows.iter().filter(|row| row.question_id == question.id) {
            let Some(value) = Value::read(question.kind, &row.value) else {
                continue;
            };
            answered.push(Answered {
                rsvp_id: row.rsvp_id,
                question: question.clone(),
                value,
            });
        }
    }
    Ok(answered)
}

/// Writes a form. The caller holds the lock of the event's seats.
pub(super) async fn insert(tx: &Tx, event: &event::Model, form: &[Question]) -> Result<()> {
    if form.is_empty() {
        return Ok(());
    }
    let row = |(position, question): (usize, &Question)| question::ActiveModel {
        id: Set(tx.new_id()),
        root_area_id: Set(event.root_area_id),
        event_id: Set(event.id),
        form_version: Set(event.form_version),
        position: Set(i32::try_from(position).unwrap_or(i32::MAX)),
        kind: Set(question.kind),
        label: Set(question.label.clone()),
        help: Set(question.help.clone()),
        required: Set(question.required),
        audience: Set(question.audience),
        choices: Set(Some(&question.choices)
            .filter(|choices| !choices.is_empty())
            .map(|choices| serde_json::json!(choices))),
        min_value: Set(question.min),
        max_value: Set(question.max),
        created_at: Set(tx.now()),
    };
    question::Entity::insert_many(form.iter().enumerate().map(row))
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Lets each of several new events ask what another asks now.
pub(super) async fn copy_forms(tx: &Tx, pairs: &[(EventId, EventId)]) -> Result<()> {
    let likes: HashSet<EventId> = pairs.iter().map(|(_, like)| *like).collect();
    let forms = current_forms(tx.db(), likes).await?;
    let forms = grouped(forms, |question| question.event_id);
    let (mut copies, mut asking) = (Vec::new(), Vec::new());
    for (event_id, like) in pairs {
        let Some(form) = forms.get(like) else {
            continue;
        };
        asking.push(*event_id);
        copies.extend(form.iter().map(|question| question::Model {
            id: tx.new_id(),
            event_id: *event_id,
            form_version: FIRST_VERSION,
            created_at: tx.now(),
            ..question.clone()
        }));
    }
    bulk::insert(tx.db(), copies).await?;
    for asking in asking.chunks(bulk::ROWS) {
        event::Entity::update_many()
            .col_expr(event::Column::FormVersion, Expr::value(FIRST_VERSION))
            .filter(event::Column::Id.is_in(asking.iter().copied()))
            .exec(tx.db())
            .await?;
    }
    Ok(())
}

/// Puts these answers in place of what was answered before.
pub(super) async fn replace(tx: &Tx, rsvp: RsvpId, answers: &[(QuestionId, Value)]) -> Result<()> {
    question_answer::Entity::delete_many()
        .filter(question_answer::Column::RsvpId.eq(rsvp))
        .exec(tx.db())
        .await?;
    if answers.is_empty() {
        return Ok(());
    }
    let row = |(question_id, value): &(QuestionId, Value)| {
        question_answer::Model {
            rsvp_id: rsvp,
            question_id: *question_id,
            value: value.to_json(),
        }
        .into_active_model()
        .reset_all()
    };
    question_answer::Entity::insert_many(answers.iter().map(row))
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// What these people answered is gone.
pub(super) async fn forget(tx: &Tx, people: &[PersonId]) -> Result<()> {
    let places = vec!["?"; people.len()].join(", ");
    let text = format!(
        "DELETE FROM question_answer WHERE rsvp_id IN \
            (SELECT id FROM rsvp WHERE person_id IN ({places}))"
    );
    let people = people.iter().map(|id| Parameter::from(*id));
    tx.db()
        .execute_raw(dialect::sql(tx.db(), &text, people))
        .await?;
    Ok(())
}
