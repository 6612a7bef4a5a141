//! The only SQL about preferences.

use mulin_entities::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// What these people said, in no order; nothing of who said nothing. The caller asks the policy.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<notification_preference::Model>> {
    Ok(notification_preference::Entity::find()
        .filter(notification_preference::Column::PersonId.is_in(people))
        .all(db)
        .await?)
}

/// What the person said.
pub async fn of_person(
    db: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Option<notification_preference::Model>> {
    Ok(notification_preference::Entity::find_by_id(person)
        .one(db)
        .await?)
}

/// Writes it, in place of what was there.
pub(super) async fn save(tx: &Tx, row: notification_preference::Model) -> Result<()> {
    use notification_preference::Column;
    let known = OnConflict::column(Column::PersonId)
        .update_columns([
            Column::Channels,
            Column::DigestAt,
            Column::ReminderOffsets,
            Column::UpdatedAt,
        ])
        .to_owned();
    notification_preference::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(known)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Gives the keeper of a merged record what the other one said, unless the keeper said something.
pub(super) async fn merge(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    let text = "UPDATE notification_preference SET person_id = ? WHERE person_id = ?
        AND NOT EXISTS (SELECT 1 FROM notification_preference AS own WHERE own.person_id = ?)";
    let values = [into.into(), from.into(), into.into()];
    tx.db()
        .execute_raw(dialect::sql(tx.db(), text, values))
        .await?;
    delete(tx, &[from]).await
}

/// Forgets it.
pub(super) async fn delete(tx: &Tx, people: &[PersonId]) -> Result<()> {
    notification_preference::Entity::delete_many()
        .filter(notification_preference::Column::PersonId.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}
