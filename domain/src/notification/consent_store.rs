//! The only SQL about the ledger of channels. An entry is never changed, but that the records of one
//! person become one.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, Value,
};
use uuid::Uuid;

use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};
use crate::page_sql::{Order, pages_by_key};
use crate::tx::Tx;

/// The last entry of each channel and purpose of these people, in no order.
pub async fn last_of_people(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<channel_consent::Model>> {
    let values: Vec<Value> = people.into_iter().map(Value::from).collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT * FROM channel_consent AS entry WHERE person_id IN ({})
            AND NOT EXISTS (SELECT 1 FROM channel_consent AS later
                WHERE later.person_id = entry.person_id AND later.channel = entry.channel
                AND later.purpose = entry.purpose AND later.id > entry.id)",
        dialect::places(values.len(), "?")
    );
    let statement = dialect::sql(db, &text, values);
    Ok(channel_consent::Model::find_by_statement(statement)
        .all(db)
        .await?)
}

/// The last entry of one channel and purpose.
pub(crate) async fn last(
    tx: &Tx,
    person: PersonId,
    channel: Channel,
    purpose: ChannelPurpose,
) -> Result<Option<channel_consent::Model>> {
    Ok(channel_consent::Entity::find()
        .filter(channel_consent::Column::PersonId.eq(person))
        .filter(channel_consent::Column::Channel.eq(channel))
        .filter(channel_consent::Column::Purpose.eq(purpose))
        .order_by_desc(channel_consent::Column::Id)
        .one(tx.db())
        .await?)
}

/// Writes an entry after the one before, also within one millisecond, in which keys have no order of
/// their own.
pub(super) async fn append(
    tx: &Tx,
    mut row: channel_consent::Model,
    after: Option<&channel_consent::Model>,
) -> Result<channel_consent::Model> {
    if let Some(after) = after.filter(|after| after.id >= row.id) {
        row.id = ChannelConsentId(Uuid::from_u128(after.id.0.as_u128() + 1));
    }
    channel_consent::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(row)
}

/// How many entries came in one way since.
pub(super) async fn count_since(
    tx: &Tx,
    person: PersonId,
    via: Via,
    since: Instant,
) -> Result<u64> {
    Ok(channel_consent::Entity::find()
        .filter(channel_consent::Column::PersonId.eq(person))
        .filter(channel_consent::Column::Via.eq(via))
        .filter(channel_consent::Column::At.gt(since))
        .count(tx.db())
        .await?)
}

/// Makes the entries of one record those of another, and what it said what the other said.
pub(super) async fn give(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    for column in [
        channel_consent::Column::GivenBy,
        channel_consent::Column::PersonId,
    ] {
        channel_consent::Entity::update_many()
            .col_expr(column, Expr::value(into))
            .filter(channel_consent::Column::PersonId.eq(from))
            .filter(column.eq(from))
            .exec(tx.db())
            .await?;
    }
    Ok(())
}

/// Several entries, in no order, whoever asks: the caller asks the policy.
pub async fn entries(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = ChannelConsentId>,
) -> Result<Vec<channel_consent::Model>> {
    Ok(channel_consent::Entity::find()
        .filter(channel_consent::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// A page of the ledger of each of several people, the newest entry first. One person has few.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: &[PersonId],
    page: &Page<ChannelConsentId>,
) -> Result<Vec<(PersonId, Slice<channel_consent::Model>)>> {
    let list = "SELECT * FROM channel_consent WHERE person_id = {key}";
    let owner = |row: &channel_consent::Model| row.person_id;
    pages_by_key(db, list, people, Order::NewestFirst, page, owner).await
}
