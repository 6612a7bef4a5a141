//! The SQL about who of a household is named in which party.

use mulin_entities::*;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Value};

use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// Whom an answer names, and whether its person is named in the party of somebody else. Every answer
/// asks this, by two indexes in one statement.
pub(super) async fn named(
    db: &impl ConnectionTrait,
    event: EventId,
    own: Option<RsvpId>,
    person: PersonId,
) -> Result<(Vec<PersonId>, bool)> {
    let text = "SELECT rsvp_id, person_id FROM rsvp_member WHERE rsvp_id = ? \
         UNION ALL SELECT rsvp_id, person_id FROM rsvp_member \
         WHERE event_id = ? AND person_id = ? AND holds";
    let own = own.unwrap_or(RsvpId(uuid::Uuid::nil()));
    let values = [own.into(), event.into(), person.into()];
    let rows = db.query_all_raw(dialect::sql(db, text, values)).await?;
    let (mut named, mut elsewhere) = (Vec::new(), false);
    for row in rows {
        let (rsvp, member): (RsvpId, PersonId) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        if rsvp == own {
            named.push(member);
        } else {
            elsewhere |= member == person;
        }
    }
    Ok((named, elsewhere))
}

/// Whether one of these people has a seat at the event, or wants one, other than in this party: by
/// an answer of their own by which they come, or named in another.
pub(super) async fn any_seated(
    db: &impl ConnectionTrait,
    event: EventId,
    own: Option<RsvpId>,
    people: &[PersonId],
) -> Result<bool> {
    if people.is_empty() {
        return Ok(false);
    }
    let places = vec!["?"; people.len()].join(", ");
    let text = format!(
        "SELECT person_id FROM rsvp WHERE event_id = ? AND person_id IN ({places}) \
         AND respondent_comes AND state IN ('GOING', 'OFFERED', 'WAITLISTED', 'REQUESTED') \
         UNION ALL SELECT person_id FROM rsvp_member \
         WHERE event_id = ? AND person_id IN ({places}) AND holds AND rsvp_id <> ?"
    );
    let people = || people.iter().map(|id| Value::from(*id));
    let mut values: Vec<Value> = vec![event.into()];
    values.extend(people());
    values.push(event.into());
    values.extend(people());
    values.push(own.unwrap_or(RsvpId(uuid::Uuid::nil())).into());
    let row = db.query_one_raw(dialect::sql(db, &text, values)).await?;
    Ok(row.is_some())
}

/// The records of people who are to be named.
pub(super) async fn people(
    db: &impl ConnectionTrait,
    ids: &[PersonId],
) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find()
        .filter(person::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?)
}

/// Names these people and no others. Takes the old names first, because they may have a seat of their
/// own by now.
pub(super) async fn forget(tx: &Tx, rsvp: RsvpId) -> Result<()> {
    rsvp_member::Entity::delete_many()
        .filter(rsvp_member::Column::RsvpId.eq(rsvp))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Names these people in an answer that names nobody.
pub(super) async fn name(
    tx: &Tx,
    rsvp: &rsvp::Model,
    people: &[PersonId],
    holds: bool,
) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let rows = people.iter().map(|person| rsvp_member::ActiveModel {
        rsvp_id: Set(rsvp.id),
        person_id: Set(*person),
        event_id: Set(rsvp.event_id),
        holds: Set(holds),
    });
    rsvp_member::Entity::insert_many(rows)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Notes whether those named in the answers have seats by them, or may yet.
pub(super) async fn hold(tx: &Tx, rsvps: &[RsvpId], holds: bool) -> Result<()> {
    rsvp_member::Entity::update_many()
        .col_expr(
            rsvp_member::Column::Holds,
            sea_orm::sea_query::Expr::value(holds),
        )
        .filter(rsvp_member::Column::RsvpId.is_in(rsvps.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Nobody is told any more with whom these people came, nor whom they named.
pub(super) async fn forget_people(tx: &Tx, people: &[PersonId]) -> Result<()> {
    let places = vec!["?"; people.len()].join(", ");
    let text = format!(
        "DELETE FROM rsvp_member WHERE person_id IN ({places}) \
         OR rsvp_id IN (SELECT id FROM rsvp WHERE person_id IN ({places}))"
    );
    let twice = people.iter().chain(people).map(|id| Value::from(*id));
    tx.db()
        .execute_raw(dialect::sql(tx.db(), &text, twice.collect::<Vec<_>>()))
        .await?;
    Ok(())
}

/// Who was named as a merged record is named as the keeper, unless the keeper is there anyway: by an
/// answer of their own, or named already. A party keeps its size.
pub(super) async fn rename(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    let renamed = "UPDATE rsvp_member SET person_id = ? WHERE person_id = ? \
         AND event_id NOT IN (SELECT event_id FROM rsvp_member WHERE person_id = ?)";
    let values = [into.into(), from.into(), into.into()];
    tx.db()
        .execute_raw(dialect::sql(tx.db(), renamed, values))
        .await?;
    let double = "DELETE FROM rsvp_member WHERE person_id = ? OR person_id = ? AND event_id IN \
         (SELECT event_id FROM rsvp WHERE person_id = ? AND respondent_comes \
          AND state IN ('GOING', 'OFFERED', 'WAITLISTED', 'REQUESTED'))";
    let values = [from.into(), into.into(), into.into()];
    tx.db()
        .execute_raw(dialect::sql(tx.db(), double, values))
        .await?;
    Ok(())
}

/// Who is named in several answers, by name; none of the erased. For those who may see the answers.
pub async fn members(
    db: &impl ConnectionTrait,
    rsvps: impl IntoIterator<Item = RsvpId>,
) -> Result<Vec<(RsvpId, PersonId, String)>> {
    let values: Vec<Value> = rsvps.into_iter().map(Value::from).collect();
    let places = vec!["?"; values.len()].join(", ");
    let text = format!(
        "SELECT rsvp_member.rsvp_id, person.id, person.name \
         FROM rsvp_member JOIN person ON person.id = rsvp_member.person_id \
         WHERE rsvp_member.rsvp_id IN ({places}) AND person.state <> 'ERASED' \
         ORDER BY person.name, person.id"
    );
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.try_get_by_index(0)?,
                row.try_get_by_index(1)?,
                row.try_get_by_index(2)?,
            ))
        })
        .collect()
}
