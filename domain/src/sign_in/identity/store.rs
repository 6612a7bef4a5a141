//! The only SQL about identities of outside issuers.

use mulin_entities::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, Value,
};

use super::Identity;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// The row of an identity, whether it is linked or was.
pub async fn find(
    db: &impl ConnectionTrait,
    identity: &Identity,
) -> Result<Option<external_identity::Model>> {
    let key = (identity.issuer.clone(), identity.subject.clone());
    Ok(external_identity::Entity::find_by_id(key).one(db).await?)
}

/// The same, locked for an edit.
pub(super) async fn lock(tx: &Tx, identity: &Identity) -> Result<Option<external_identity::Model>> {
    let key = (identity.issuer.clone(), identity.subject.clone());
    Ok(external_identity::Entity::find_by_id(key)
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// The identities that are linked with a person, the oldest link first.
pub async fn of_person(
    db: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Vec<external_identity::Model>> {
    Ok(external_identity::Entity::find()
        .filter(external_identity::Column::PersonId.eq(person))
        .filter(external_identity::Column::UnlinkedAt.is_null())
        .order_by_asc(external_identity::Column::CreatedAt)
        .order_by_asc(external_identity::Column::Issuer)
        .order_by_asc(external_identity::Column::Subject)
        .all(db)
        .await?)
}

/// Links an identity that has no row yet; answers whether it did, or somebody else was quicker.
pub(super) async fn insert(tx: &Tx, identity: &Identity, person: PersonId) -> Result<bool> {
    let row = external_identity::ActiveModel {
        issuer: Set(identity.issuer.clone()),
        subject: Set(identity.subject.clone()),
        person_id: Set(person),
        created_at: Set(tx.now()),
        unlinked_at: Set(None),
    };
    let key = [
        external_identity::Column::Issuer,
        external_identity::Column::Subject,
    ];
    let written = external_identity::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(written > 0)
}

/// Links an identity again that was unlinked, perhaps with another person.
pub(super) async fn relink(tx: &Tx, identity: &Identity, person: PersonId) -> Result<()> {
    external_identity::Entity::update_many()
        .col_expr(external_identity::Column::PersonId, Expr::value(person))
        .col_expr(external_identity::Column::CreatedAt, Expr::value(tx.now()))
        .col_expr(
            external_identity::Column::UnlinkedAt,
            Expr::value(None::<crate::clock::Instant>),
        )
        .filter(external_identity::Column::Issuer.eq(&identity.issuer))
        .filter(external_identity::Column::Subject.eq(&identity.subject))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Unlinks what is linked with a person at one issuer; answers how many there were.
pub(super) async fn unlink(tx: &Tx, issuer: &str, person: PersonId) -> Result<u64> {
    let done = external_identity::Entity::update_many()
        .col_expr(external_identity::Column::UnlinkedAt, Expr::value(tx.now()))
        .filter(external_identity::Column::PersonId.eq(person))
        .filter(external_identity::Column::Issuer.eq(issuer))
        .filter(external_identity::Column::UnlinkedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(done.rows_affected)
}

/// The one active person who is reached there alone: none if nobody is, if several are, or if a
/// household shares the address, because then it shows nobody in particular.
pub(super) async fn only_person_at(
    db: &impl ConnectionTrait,
    kind: ContactKind,
    lookups: Vec<Vec<u8>>,
) -> Result<Option<PersonId>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        is_shared: bool,
        verified_at: Option<crate::clock::Instant>,
    }
    let places = vec!["?"; lookups.len()].join(", ");
    let text = format!(
        "SELECT contact_point.person_id, contact_point.is_shared, contact_point.verified_at
         FROM contact_point JOIN person ON person.id = contact_point.person_id
         WHERE contact_point.lookup IN ({places}) AND contact_point.kind = ?
            AND person.state = 'ACTIVE'
         ORDER BY contact_point.verified_at IS NULL, contact_point.person_id LIMIT 3"
    );
    let mut values: Vec<Value> = lookups.into_iter().map(Value::from).collect();
    values.push(kind.into());
    let statement = dialect::sql(db, &text, values);
    let rows = Row::find_by_statement(statement).all(db).await?;
    // Whoever proved to hold it comes before others who say that they do.
    let proven: Vec<&Row> = rows
        .iter()
        .filter(|row| row.verified_at.is_some())
        .collect();
    let rows = if proven.is_empty() {
        rows.iter().collect()
    } else {
        proven
    };
    Ok(match rows.as_slice() {
        [only] if !only.is_shared => Some(only.person_id),
        _ => None,
    })
}
