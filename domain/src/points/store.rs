//! The only SQL about points, and what they are exchanged for.

use mulin_entities::*;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Value,
};

use crate::clock::Instant;
use crate::error::{Error, Result};
use crate::page::{Page, Slice};
use crate::page_sql::{Order, pages_by_key};
use crate::tx::Tx;
use crate::{bulk, dialect};

/// Several rules, in no order.
pub async fn rules(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = PointsRuleId>,
) -> Result<Vec<points_rule::Model>> {
    Ok(points_rule::Entity::find()
        .filter(points_rule::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The rule that counts at an instant for what happens in an area, given by its path: that of the nearest
/// area above that has one by then, and of its rules the one that began last; of two that began at once the
/// later version, which is how a rule that has not begun yet is corrected.
pub async fn rule_at(
    db: &impl ConnectionTrait,
    area_path: &str,
    at: Instant,
) -> Result<Option<points_rule::Model>> {
    let above = paths_above(area_path);
    Ok(points_rule::Entity::find()
        .filter(points_rule::Column::AreaPath.is_in(above))
        .filter(points_rule::Column::ValidFrom.lte(at))
        .order_by_desc(points_rule::Column::AreaPath)
        .order_by_desc(points_rule::Column::ValidFrom)
        .order_by_desc(points_rule::Column::Version)
        .one(db)
        .await?)
}

/// The path of an area and of all above it.
fn paths_above(path: &str) -> Vec<String> {
    let ends = path.match_indices('.').map(|(at, _)| at + 1);
    ends.map(|end| path[..end].to_owned()).collect()
}

/// The last rule of an area, the transaction's alone from then on.
pub(super) async fn last_rule(tx: &Tx, area: AreaId) -> Result<Option<points_rule::Model>> {
    Ok(points_rule::Entity::find()
        .filter(points_rule::Column::AreaId.eq(area))
        .order_by_desc(points_rule::Column::Version)
        .one(tx.db())
        .await?)
}

/// Writes a new rule.
pub(super) async fn insert_rule(tx: &Tx, row: &points_rule::Model) -> Result<()> {
    points_rule::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// The accounts of several people; who never had points has none.
pub async fn accounts(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<points_account::Model>> {
    Ok(points_account::Entity::find()
        .filter(points_account::Column::PersonId.is_in(people))
        .all(db)
        .await?)
}

/// The account of a person, made if there is none, and the transaction's alone from then on.
pub(super) async fn lock_account(
    tx: &Tx,
    person: PersonId,
    root: AreaId,
) -> Result<points_account::Model> {
    let text = "INSERT INTO points_account (person_id, root_area_id, balance, last_no) \
                VALUES (?, ?, 0, 0) ON CONFLICT (person_id) \
                DO UPDATE SET last_no = points_account.last_no RETURNING *";
    let values = [person.into(), root.into()];
    let row = points_account::Model::find_by_statement(dialect::sql(tx.db(), text, values))
        .one(tx.db())
        .await?;
    row.ok_or_else(|| Error::internal("an account was written and is not there"))
}

/// Writes entries of an account, and the account as they leave it.
pub(super) async fn write(
    tx: &Tx,
    account: points_account::Model,
    entries: Vec<points_entry::Model>,
) -> Result<()> {
    account
        .into_active_model()
        .reset_all()
        .update(tx.db())
        .await?;
    bulk::insert::<_, points_entry::ActiveModel>(tx.db(), entries).await?;
    Ok(())
}

/// Several entries, in no order, whoever asks.
pub async fn entries(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = PointsEntryId>,
) -> Result<Vec<points_entry::Model>> {
    Ok(points_entry::Entity::find()
        .filter(points_entry::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The entries of an account, the newest first. The caller has asked the policy.
pub async fn entries_of(
    db: &impl ConnectionTrait,
    person: PersonId,
    page: &Page<i64>,
) -> Result<Slice<points_entry::Model>> {
    let mut text =
        "SELECT * FROM points_entry WHERE person_id = ? AND person_id IS NOT NULL".to_owned();
    let mut values: Vec<Value> = vec![person.into()];
    for (key, comparison) in [(&page.after, "<"), (&page.before, ">")] {
        if let Some(no) = key {
            text += &format!(" AND entry_no {comparison} ?");
            values.push((*no).into());
        }
    }
    let direction = if page.backwards { "ASC" } else { "DESC" };
    text += &format!(" ORDER BY entry_no {direction} LIMIT {}", page.limit + 1);
    let rows = points_entry::Model::find_by_statement(dialect::sql(db, &text, values));
    Ok(Slice::new(rows.all(db).await?, page))
}

/// Several rewards, in no order, whoever asks.
pub async fn rewards(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = RewardId>,
) -> Result<Vec<reward::Model>> {
    Ok(reward::Entity::find()
        .filter(reward::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The rewards of each of several areas, in the order in which they were added: those that it gives, or
/// with those that have ended.
pub async fn rewards_of(
    db: &impl ConnectionTrait,
    areas: &[AreaId],
    include_ended: bool,
    page: &Page<RewardId>,
) -> Result<Vec<(AreaId, Slice<reward::Model>)>> {
    let list = match include_ended {
        true => "SELECT * FROM reward WHERE area_id = {key}",
        false => "SELECT * FROM reward WHERE area_id = {key} AND ended_at IS NULL",
    };
    let owner = |row: &reward::Model| row.area_id;
    pages_by_key(db, list, areas, Order::OldestFirst, page, owner).await
}

/// One reward, the transaction's alone from then on.
pub(super) async fn lock_reward(tx: &Tx, id: RewardId) -> Result<Option<reward::Model>> {
    let row = reward::Entity::find_by_id(id).lock_exclusive();
    Ok(row.one(tx.db()).await?)
}

/// Writes a new reward.
pub(super) async fn insert_reward(tx: &Tx, row: &reward::Model) -> Result<()> {
    reward::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Writes a reward.
pub(super) async fn update_reward(tx: &Tx, mut row: reward::Model) -> Result<reward::Model> {
    row.version += 1;
    row.updated_at = tx.now();
    Ok(row.into_active_model().reset_all().update(tx.db()).await?)
}

/// Takes one of a reward, if one is left.
pub(super) async fn take_one(tx: &Tx, id: RewardId) -> Result<bool> {
    let text = "UPDATE reward SET redeemed = redeemed + 1 \
                WHERE id = ? AND ended_at IS NULL AND redeemed < stock";
    let done = tx
        .db()
        .execute_raw(dialect::sql(tx.db(), text, [id.into()]));
    Ok(done.await?.rows_affected() > 0)
}

/// Gives one of a reward back.
pub(super) async fn give_one_back(tx: &Tx, id: RewardId) -> Result<()> {
    let text = "UPDATE reward SET redeemed = redeemed - 1 WHERE id = ?";
    let statement = dialect::sql(tx.db(), text, [id.into()]);
    tx.db().execute_raw(statement).await?;
    Ok(())
}

/// Several exchanges, in no order, whoever asks.
pub async fn redemptions(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = RedemptionId>,
) -> Result<Vec<redemption::Model>> {
    Ok(redemption::Entity::find()
        .filter(redemption::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// One exchange, the transaction's alone from then on.
pub(super) async fn lock_redemption(
    tx: &Tx,
    id: RedemptionId,
) -> Result<Option<redemption::Model>> {
    let row = redemption::Entity::find_by_id(id).lock_exclusive();
    Ok(row.one(tx.db()).await?)
}

/// The exchanges for each of several rewards, in the order in which they were asked for; in these states, in
/// any if none is named. The caller has asked the policy.
pub async fn redemptions_of_rewards(
    db: &impl ConnectionTrait,
    rewards: &[RewardId],
    states: &[RedemptionState],
    page: &Page<RedemptionId>,
) -> Result<Vec<(RewardId, Slice<redemption::Model>)>> {
    let mut list = "SELECT * FROM redemption WHERE reward_id = {key}".to_owned();
    if !states.is_empty() {
        let names: Vec<String> = states
            .iter()
            .map(|state| format!("'{}'", state.as_str()))
            .collect();
        list.push_str(&format!(" AND state IN ({})", names.join(", ")));
    }
    let owner = |row: &redemption::Model| row.reward_id;
    pages_by_key(db, &list, rewards, Order::OldestFirst, page, owner).await
}

/// The exchanges of each of several people, the newest first. The caller has asked the policy.
pub async fn redemptions_of(
    db: &impl ConnectionTrait,
    people: &[PersonId],
    page: &Page<RedemptionId>,
) -> Result<Vec<(PersonId, Slice<redemption::Model>)>> {
    let list = "SELECT * FROM redemption WHERE person_id = {key} AND person_id IS NOT NULL";
    let owner = |row: &redemption::Model| row.person_id;
    pages_by_key(db, list, people, Order::NewestFirst, page, owner).await
}

/// Writes a new exchange.
pub(super) async fn insert_redemption(tx: &Tx, row: &redemption::Model) -> Result<()> {
    redemption::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Writes an exchange.
pub(super) async fn update_redemption(
    tx: &Tx,
    row: redemption::Model,
) -> Result<redemption::Model> {
    Ok(row.into_active_model().reset_all().update(tx.db()).await?)
}

/// Which of several records were made for which events, and when their service ended, with the paths of the
/// events' areas.
pub(super) async fn of_records(
    tx: &Tx,
    records: &[ServiceRecordId],
) -> Result<Vec<(ServiceRecordId, Instant, String)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: ServiceRecordId,
        ends_at: Instant,
        area_path: String,
    }
    let text = format!(
        "SELECT service_record.id, service_record.ends_at, event.area_path FROM service_record \
         JOIN event ON event.id = service_record.event_id WHERE service_record.id IN ({})",
        dialect::places(records.len(), "?")
    );
    let values = records.iter().map(|id| Value::from(*id));
    let rows = Row::find_by_statement(dialect::sql(tx.db(), &text, values));
    let rows = rows.all(tx.db()).await?.into_iter();
    Ok(rows
        .map(|row| (row.id, row.ends_at, row.area_path))
        .collect())
}

/// Moves the entries and exchanges of a person behind those of another, whose account they then are.
pub(super) async fn give(
    tx: &Tx,
    from: points_account::Model,
    into: points_account::Model,
) -> Result<()> {
    let (lost, kept) = (from.person_id, into.person_id);
    let text = "UPDATE points_entry SET person_id = ?, entry_no = entry_no + ?, balance = balance + ? \
                WHERE person_id = ? AND person_id IS NOT NULL";
    let values = [
        kept.into(),
        into.last_no.into(),
        into.balance.into(),
        lost.into(),
    ];
    tx.db()
        .execute_raw(dialect::sql(tx.db(), text, values))
        .await?;
    let account = points_account::Model {
        balance: into.balance + from.balance,
        last_no: into.last_no + from.last_no,
        ..into
    };
    account
        .into_active_model()
        .reset_all()
        .update(tx.db())
        .await?;
    points_account::Entity::delete_by_id(lost)
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Names the keeper of a merged record where the other asked or decided; what one of them handed over to
/// the other was handed over by nobody else then.
pub(super) async fn give_redemptions(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    let text = "UPDATE redemption SET decided_by = NULL WHERE decided_by IS NOT NULL \
                AND state = 'HANDED_OVER' AND person_id IN (?, ?) AND decided_by IN (?, ?)";
    let values = [from.into(), into.into(), from.into(), into.into()];
    tx.db()
        .execute_raw(dialect::sql(tx.db(), text, values))
        .await?;
    for (table, column) in NAMED {
        let text =
            format!("UPDATE {table} SET {column} = ? WHERE {column} = ? AND {column} IS NOT NULL");
        let statement = dialect::sql(tx.db(), &text, [into.into(), from.into()]);
        tx.db().execute_raw(statement).await?;
    }
    Ok(())
}

/// What people asked for and have not got.
pub(super) async fn requested_by(tx: &Tx, people: &[PersonId]) -> Result<Vec<redemption::Model>> {
    Ok(redemption::Entity::find()
        .filter(redemption::Column::PersonId.is_in(people.iter().copied()))
        .filter(redemption::Column::State.eq(RedemptionState::Requested))
        .order_by_asc(redemption::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// Takes erased people out of all that names them, and their accounts away.
pub(super) async fn forget(tx: &Tx, people: &[PersonId]) -> Result<()> {
    let mut named = NAMED.to_vec();
    named.push(("points_entry", "person_id"));
    for (table, column) in named {
        let text = format!(
            "UPDATE {table} SET {column} = NULL WHERE {column} IN ({}) AND {column} IS NOT NULL",
            dialect::places(people.len(), "?")
        );
        let values = people.iter().map(|id| Value::from(*id));
        tx.db()
            .execute_raw(dialect::sql(tx.db(), &text, values))
            .await?;
    }
    points_account::Entity::delete_many()
        .filter(points_account::Column::PersonId.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Where people are named.
const NAMED: [(&str, &str); 4] = [
    ("redemption", "person_id"),
    ("redemption", "requested_by"),
    ("redemption", "decided_by"),
    ("points_rule", "created_by"),
];

#[cfg(test)]
mod tests {
    use super::paths_above;

    #[test]
    fn the_areas_above_are_the_beginnings_of_a_path() {
        assert_eq!(paths_above("a.b.c."), ["a.", "a.b.", "a.b.c."]);
    }
}
