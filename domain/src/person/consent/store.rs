//! The only SQL about consents.

use std::collections::HashSet;

use mulin_entities::*;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Value,
};

use crate::clock::Instant;
use crate::core::Core;
use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};
use crate::page_sql::{Order, pages_by_key};
use crate::tx::Tx;

/// The consent of this kind that was not withdrawn, whether it stands or has lapsed.
pub async fn given(
    db: &impl ConnectionTrait,
    person: PersonId,
    purpose: ConsentPurpose,
) -> Result<Option<consent::Model>> {
    Ok(consent::Entity::find()
        .filter(consent::Column::PersonId.eq(person))
        .filter(consent::Column::Purpose.eq(purpose))
        .filter(consent::Column::WithdrawnAt.is_null())
        .one(db)
        .await?)
}

/// Those of the people whose consent to this stands.
pub async fn standing(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
    purpose: ConsentPurpose,
    now: Instant,
) -> Result<HashSet<PersonId>> {
    let given = consent::Entity::find()
        .filter(consent::Column::PersonId.is_in(people))
        .filter(consent::Column::Purpose.eq(purpose))
        .filter(consent::Column::WithdrawnAt.is_null())
        .all(db)
        .await?;
    Ok(given
        .iter()
        .filter(|consent| super::rules::stands(consent, now))
        .map(|consent| consent.person_id)
        .collect())
}

/// All of a person's consents, by age.
pub async fn all_of(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<consent::Model>> {
    Ok(consent::Entity::find()
        .filter(consent::Column::PersonId.eq(person))
        .order_by_asc(consent::Column::Id)
        .all(db)
        .await?)
}

/// Whether this steward has noted such a consent before and nobody confirmed it in time.
pub async fn was_left_unconfirmed(
    db: &impl ConnectionTrait,
    person: PersonId,
    purpose: ConsentPurpose,
    steward: PersonId,
    now: Instant,
) -> Result<bool> {
    let before = consent::Entity::find()
        .filter(consent::Column::PersonId.eq(person))
        .filter(consent::Column::Purpose.eq(purpose))
        .filter(consent::Column::GivenBy.eq(steward))
        .filter(consent::Column::ConfirmBy.lte(now))
        .filter(consent::Column::ConfirmedAt.is_null())
        .one(db)
        .await?;
    Ok(before.is_some())
}

/// Who noted consents of others as one record has noted them as the other: they do not confirm them
/// under that name.
pub async fn note_as(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    consent::Entity::update_many()
        .col_expr(consent::Column::GivenBy, Expr::value(into))
        .filter(consent::Column::GivenBy.eq(from))
        .filter(consent::Column::PersonId.ne(into))
        .filter(consent::Column::ConfirmBy.is_not_null())
        .filter(consent::Column::ConfirmedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(())
}

/// That the person in this column agreed to be acted for, as a condition with its one value.
pub fn agreed_to_be_acted_for(person: &str, now: Instant) -> (String, Value) {
    agreed_to(ConsentPurpose::ActOnBehalf, person, now)
}

/// That the person in this column agreed to this, as a condition with its one value:
/// [`super::rules::stands`] for SQL.
pub fn agreed_to(purpose: ConsentPurpose, person: &str, now: Instant) -> (String, Value) {
    let purpose = purpose.as_str();
    let text = format!(
        "EXISTS (SELECT 1 FROM consent WHERE consent.person_id = {person} \
         AND consent.purpose = '{purpose}' AND consent.withdrawn_at IS NULL \
         AND (consent.confirmed_at IS NOT NULL OR consent.confirm_by IS NULL \
         OR consent.confirm_by > ?))"
    );
    (text, now.into())
}

/// One consent, whoever asks: only for commands, which then ask their policy.
pub async fn consent(db: &impl ConnectionTrait, id: ConsentId) -> Result<Option<consent::Model>> {
    Ok(consent::Entity::find_by_id(id).one(db).await?)
}

/// Takes the lock under which a person's consents change, and gives the person. It lets others refer
/// to the person meanwhile, because they may be who confirms somebody else's.
pub async fn lock_of(db: &impl ConnectionTrait, person: PersonId) -> Result<Option<person::Model>> {
    Ok(person::Entity::find_by_id(person)
        .lock(LockType::NoKeyUpdate)
        .one(db)
        .await?)
}

/// One consent and its person, under the lock of that person's consents.
pub async fn locked(
    db: &impl ConnectionTrait,
    id: ConsentId,
) -> Result<Option<(consent::Model, person::Model)>> {
    let Some(seen) = consent(db, id).await? else {
        return Ok(None);
    };
    let person = lock_of(db, seen.person_id).await?;
    Ok(consent(db, id).await?.zip(person))
}

/// Several consents, in no order, whoever asks: the caller asks the policy.
pub async fn consents(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = ConsentId>,
) -> Result<Vec<consent::Model>> {
    Ok(consent::Entity::find()
        .filter(consent::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// Writes a new consent.
pub async fn insert(tx: &Tx, row: &consent::Model) -> Result<()> {
    let row = row.clone().into_active_model().reset_all();
    consent::Entity::insert(row)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Writes a changed consent.
pub async fn update(tx: &Tx, row: consent::Model) -> Result<consent::Model> {
    Ok(row.into_active_model().reset_all().update(tx.db()).await?)
}

/// A page of the consents of each of several people, the newest first.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: &[PersonId],
    page: &Page<ConsentId>,
) -> Result<Vec<(PersonId, Slice<consent::Model>)>> {
    let list = "SELECT * FROM consent WHERE person_id = {key}";
    let owner = |row: &consent::Model| row.person_id;
    pages_by_key(db, list, people, Order::NewestFirst, page, owner).await
}

/// Where a page of consents to confirm ends: until when it must be, and which.
pub type ConfirmKey = (Instant, ConsentId);

/// A page of the consents of each of several subtrees that wait for an officer, those that lapse
/// first before the others. The statement starts from all of the tree that wait.
pub async fn to_confirm(
    db: &impl ConnectionTrait,
    areas: &[AreaId],
    now: Instant,
    page: &Page<ConfirmKey>,
) -> Result<Vec<(AreaId, Slice<consent::Model>)>> {
    #[derive(FromQueryResult)]
    struct Row {
        of_area: AreaId,
        #[sea_orm(nested)]
        consent: consent::Model,
    }
    let places = vec!["?"; areas.len()].join(", ");
    let mut values: Vec<Value> = areas.iter().map(|area| (*area).into()).collect();
    values.push(now.into());
    let mut beyond = String::new();
    for (key, comparison) in [(&page.after, ">"), (&page.before, "<")] {
        if let Some((at, id)) = key {
            beyond += &format!(" AND (consent.confirm_by, consent.id) {comparison} (?, ?)");
            values.extend([(*at).into(), (*id).into()]);
        }
    }
    let direction = if page.backwards { "DESC" } else { "ASC" };
    let text = format!(
        "SELECT * FROM (SELECT consent.*, top.id AS of_area, row_number() OVER (\
            PARTITION BY top.id ORDER BY consent.confirm_by {direction}, consent.id {direction}\
         ) AS place \
         FROM area AS top \
         JOIN consent ON consent.root_area_id = top.root_area_id \
         JOIN person ON person.id = consent.person_id \
         JOIN area AS unit ON unit.id = person.unit_id \
            AND substr(unit.path, 1, length(top.path)) = top.path \
         WHERE top.id IN ({places}) AND consent.confirm_by > ? \
            AND consent.confirm_by IS NOT NULL AND consent.confirmed_at IS NULL \
            AND consent.withdrawn_at IS NULL AND person.state IN ('ACTIVE', 'PENDING'){beyond}\
         ) AS listed WHERE place <= {} ORDER BY of_area, place",
        page.limit + 1
    );
    let statement = dialect::sql(db, &text, values);
    let rows = Row::find_by_statement(statement).all(db).await?;
    let owned = rows.into_iter().map(|row| (row.of_area, row.consent));
    Ok(Slice::of_each(areas, owned, page))
}

/// What shows that a consent was given, as it is at rest.
pub fn seal_evidence(core: &Core, row: &mut consent::Model, evidence: &str) {
    let (keyring, context) = (core.keyring(), row.id.0);
    let sealed = keyring.seal(core.entropy(), context.as_bytes(), evidence.as_bytes());
    row.sealed_evidence = Some(sealed);
    row.key_id = Some(keyring.key_id().to_owned());
}

/// What shows that a consent was given, opened; none if there is nothing. The caller has asked the
/// policy, and notes the look.
pub fn open_evidence(core: &Core, row: &consent::Model) -> Result<Option<String>> {
    let (Some(sealed), Some(key_id)) = (&row.sealed_evidence, &row.key_id) else {
        return Ok(None);
    };
    let plain = core.keyring().open(key_id, row.id.0.as_bytes(), sealed)?;
    Ok(Some(String::from_utf8_lossy(&plain).into_owned()))
}
