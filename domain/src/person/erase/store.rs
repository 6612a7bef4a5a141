//! The SQL of erasing a person.

use mulin_entities::*;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::person::contact;
use crate::tx::Tx;

/// The person's record and those that were merged into it, at once or by way of another.
pub async fn records(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<PersonId>> {
    let text = "WITH RECURSIVE record (id) AS (
            SELECT id FROM person WHERE id = ?
            UNION
            SELECT person.id FROM person JOIN record ON person.merged_into_id = record.id
        ) SELECT id FROM record";
    let rows = db
        .query_all_raw(dialect::sql(db, text, [person.into()]))
        .await?;
    rows.iter()
        .map(|row| Ok(row.try_get_by_index(0)?))
        .collect()
}

/// [`records`], locked in order of their keys. Others may refer to them meanwhile: an answer that is
/// just being written holds its seats and waits for nobody.
pub(super) async fn lock_records(tx: &Tx, person: PersonId) -> Result<Vec<person::Model>> {
    let ids = records(tx.db(), person).await?;
    Ok(person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .order_by_asc(person::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx.db())
        .await?)
}

/// The roles that they hold or will, and those of everybody who runs a city that one of them runs:
/// locked in one order, so that the last two cannot leave at once and never wait for each other.
pub(super) async fn lock_grants(tx: &Tx, people: &[PersonId]) -> Result<Vec<role_grant::Model>> {
    let own = || role_grant::Column::PersonId.is_in(people.iter().copied());
    let runs = || role_grant::Column::Role.eq(Role::Admin);
    let cities: Vec<AreaId> = role_grant::Entity::find()
        .select_only()
        .column(role_grant::Column::AreaId)
        .filter(own())
        .filter(runs())
        .filter(Expr::col(role_grant::Column::AreaId).eq(Expr::col(role_grant::Column::RootAreaId)))
        .into_tuple()
        .all(tx.db())
        .await?;
    let with_others = runs().and(role_grant::Column::AreaId.is_in(cities));
    let not_over = Condition::any()
        .add(role_grant::Column::ValidUntil.is_null())
        .add(role_grant::Column::ValidUntil.gt(tx.now()));
    Ok(role_grant::Entity::find()
        .filter(Condition::any().add(own()).add(with_others))
        .filter(not_over)
        .order_by_asc(role_grant::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// Whether any of these is there and not erased. Asked after locks were waited for: whoever held them
/// may be gone.
pub(super) async fn any_stays(tx: &Tx, people: Vec<PersonId>) -> Result<bool> {
    let stays = person::Entity::find()
        .filter(person::Column::Id.is_in(people))
        .filter(person::Column::State.is_in([PersonState::Active, PersonState::Pending]))
        .one(tx.db())
        .await?;
    Ok(stays.is_some())
}

/// Ends a role.
pub(super) async fn end_grant(tx: &Tx, id: RoleGrantId, at: Instant) -> Result<()> {
    role_grant::Entity::update_many()
        .col_expr(role_grant::Column::ValidUntil, Expr::value(at))
        .filter(role_grant::Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// All their consents.
pub(super) async fn lock_consents(tx: &Tx, people: &[PersonId]) -> Result<Vec<consent::Model>> {
    Ok(consent::Entity::find()
        .filter(consent::Column::PersonId.is_in(people.iter().copied()))
        .order_by_asc(consent::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// What showed that consents were given goes, also of those that were withdrawn before.
pub(super) async fn forget_evidence(tx: &Tx, people: &[PersonId]) -> Result<()> {
    consent::Entity::update_many()
        .col_expr(
            consent::Column::SealedEvidence,
            Expr::value(None::<Vec<u8>>),
        )
        .col_expr(consent::Column::KeyId, Expr::value(None::<String>))
        .filter(consent::Column::PersonId.is_in(people.iter().copied()))
        .filter(consent::Column::SealedEvidence.is_not_null())
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Withdraws consents.
pub(super) async fn withdraw(tx: &Tx, consents: Vec<ConsentId>) -> Result<()> {
    consent::Entity::update_many()
        .col_expr(consent::Column::WithdrawnAt, Expr::value(tx.now()))
        .col_expr(consent::Column::WithdrawnBy, Expr::value(tx.actor().doer()))
        .col_expr(consent::Column::WithdrawnVia, Expr::value(tx.via()))
        .filter(consent::Column::Id.is_in(consents))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Codes that went to any of their addresses. Codes are a higher noun's, but it is told of the
/// erasure only when the addresses are gone.
pub(super) async fn forget_codes(tx: &Tx, people: &[PersonId]) -> Result<()> {
    let contacts = contact::store::contacts(tx.core(), tx.db(), people.iter().copied()).await?;
    let keyring = tx.core().keyring();
    let lookups = contacts
        .iter()
        .flat_map(|contact| keyring.lookups(&contact.address));
    sign_in_code::Entity::delete_many()
        .filter(sign_in_code::Column::Lookup.is_in(lookups))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// From which of their telephones texts came, and how often messages to their addresses came back; that
/// texts came stays, and that nothing is to be sent to an address again.
pub(super) async fn forget_addresses(tx: &Tx, people: &[PersonId]) -> Result<()> {
    let contacts = contact::store::contacts(tx.core(), tx.db(), people.iter().copied()).await?;
    let keyring = tx.core().keyring();
    let lookups: Vec<Vec<u8>> = contacts
        .iter()
        .flat_map(|contact| keyring.lookups(&contact.address))
        .collect();
    inbound_text::Entity::update_many()
        .col_expr(inbound_text::Column::Lookup, Expr::value(None::<Vec<u8>>))
        .filter(inbound_text::Column::Lookup.is_in(lookups.iter().cloned()))
        .exec(tx.db())
        .await?;
    suppression::Entity::delete_many()
        .filter(suppression::Column::Lookup.is_in(lookups))
        .filter(suppression::Column::Reason.is_null())
        .exec(tx.db())
        .await?;
    Ok(())
}

/// How they are reached, what they need, and what they do not eat.
pub(super) async fn forget_contacts_and_needs(tx: &Tx, people: &[PersonId]) -> Result<()> {
    contact_point::Entity::delete_many()
        .filter(contact_point::Column::PersonId.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    person_need::Entity::delete_many()
        .filter(person_need::Column::PersonId.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    person_diet::Entity::delete_many()
        .filter(person_diet::Column::PersonId.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Leaves nothing in a record that tells of whom it was.
pub(super) async fn empty(tx: &Tx, record: &person::Model) -> Result<()> {
    use person::Column;
    person::Entity::update_many()
        .col_expr(Column::State, Expr::value(PersonState::Erased))
        .col_expr(Column::MergedIntoId, Expr::value(None::<PersonId>))
        .col_expr(Column::Name, Expr::value(""))
        .col_expr(Column::PreferredName, Expr::value(None::<String>))
        .col_expr(Column::ExternalRef, Expr::value(None::<String>))
        .col_expr(Column::BirthYear, Expr::value(None::<i32>))
        .col_expr(Column::QuietFrom, Expr::value(None::<i32>))
        .col_expr(Column::QuietUntil, Expr::value(None::<i32>))
        .col_expr(Column::TimeZone, Expr::value(None::<String>))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(tx.now()))
        .filter(Column::Id.eq(record.id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Where nobody lives any more nobody's door is told. The homes are locked in order, so that the last
/// two of one cannot both see the other stay.
pub(super) async fn empty_lonely_homes(tx: &Tx, records: &[person::Model]) -> Result<()> {
    let homes = records.iter().map(|record| record.household_id);
    let homes: Vec<HouseholdId> = household::Entity::find()
        .filter(household::Column::Id.is_in(homes))
        .order_by_asc(household::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx.db())
        .await?
        .into_iter()
        .map(|home| home.id)
        .collect();
    let places = vec!["?"; homes.len()].join(", ");
    let text = format!(
        "UPDATE household SET building = '' WHERE id IN ({places}) AND NOT EXISTS
            (SELECT 1 FROM person WHERE person.household_id = household.id
                AND person.state IN ('ACTIVE', 'PENDING'))"
    );
    let values = homes.into_iter().map(Value::from);
    tx.db()
        .execute_raw(dialect::sql(tx.db(), &text, values))
        .await?;
    Ok(())
}
