//! The only SQL about what people say that they can do.

use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::error::Result;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// What several people say that they can do, each in the order of the skills' names.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<person_skill::Model>> {
    Ok(person_skill::Entity::find()
        .filter(person_skill::Column::PersonId.is_in(people))
        .order_by_asc(person_skill::Column::PersonId)
        .order_by_asc(person_skill::Column::Skill)
        .all(db)
        .await?)
}

/// Takes skills away and adds others.
pub(super) async fn change(tx: &Tx, person: PersonId, gone: &[Skill], new: &[Skill]) -> Result<()> {
    if !gone.is_empty() {
        person_skill::Entity::delete_many()
            .filter(person_skill::Column::PersonId.eq(person))
            .filter(person_skill::Column::Skill.is_in(gone.iter().copied()))
            .exec(tx.db())
            .await?;
    }
    let rows = new.iter().map(|skill| person_skill::Model {
        person_id: person,
        skill: *skill,
        created_at: tx.now(),
    });
    bulk::insert::<_, person_skill::ActiveModel>(tx.db(), rows).await?;
    Ok(())
}

/// Gives a person what another says that they can do.
pub(super) async fn give(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    let text = "INSERT INTO person_skill (person_id, skill, created_at) \
                SELECT ?, skill, created_at FROM person_skill WHERE person_id = ? \
                ON CONFLICT (person_id, skill) DO NOTHING";
    let statement = dialect::sql(tx.db(), text, [into.into(), from.into()]);
    tx.db().execute_raw(statement).await?;
    forget(tx, &[from]).await
}

/// Forgets what people say that they can do.
pub(super) async fn forget(tx: &Tx, people: &[PersonId]) -> Result<()> {
    person_skill::Entity::delete_many()
        .filter(person_skill::Column::PersonId.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}
