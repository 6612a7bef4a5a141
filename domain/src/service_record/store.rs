//! The only SQL about what volunteers did, their hours, and their certificates.

use chrono::{Datelike, NaiveDate};
use mulin_entities::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QuerySelect, Value,
};

use super::ServiceRecordError;
use crate::clock::Instant;
use crate::error::{Error, Refusal, Result};
use crate::page::{Page, Slice};
use crate::page_sql::{Order, pages_by_key};
use crate::tx::Tx;
use crate::{bulk, dialect};

/// A record in whose place no other stands, as a condition.
const STANDS: &str = "NOT EXISTS (SELECT 1 FROM service_record later \
    WHERE later.corrects = service_record.id AND later.corrects IS NOT NULL)";

/// Several records, in no order, whoever asks.
pub async fn records(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = ServiceRecordId>,
) -> Result<Vec<service_record::Model>> {
    Ok(service_record::Entity::find()
        .filter(service_record::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The records of several sign-ups, in no order: that which stands has no later one.
pub async fn of_sign_ups(
    db: &impl ConnectionTrait,
    sign_ups: impl IntoIterator<Item = ShiftSignUpId>,
) -> Result<Vec<service_record::Model>> {
    Ok(service_record::Entity::find()
        .filter(service_record::Column::SignUpId.is_in(sign_ups))
        .all(db)
        .await?)
}

/// Which of several records another one stands in the place of, each with that one.
pub async fn corrections(
    db: &impl ConnectionTrait,
    of: impl IntoIterator<Item = ServiceRecordId>,
) -> Result<Vec<service_record::Model>> {
    Ok(service_record::Entity::find()
        .filter(service_record::Column::Corrects.is_in(of))
        .all(db)
        .await?)
}

/// The records of each of several people that stand, the newest first. The caller has asked the policy.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: &[PersonId],
    page: &Page<ServiceRecordId>,
) -> Result<Vec<(PersonId, Slice<service_record::Model>)>> {
    let list = format!(
        "SELECT * FROM service_record WHERE person_id = {{key}} AND person_id IS NOT NULL AND {STANDS}"
    );
    let owner = |row: &service_record::Model| row.person_id;
    pages_by_key(db, &list, people, Order::NewestFirst, page, owner).await
}

/// How many minutes each of several people has served; those who have not are left out.
pub async fn served(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<(PersonId, i64)>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        minutes: i64,
    }
    let values: Vec<Value> = people.into_iter().map(Value::from).collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT person_id, CAST(sum(minutes) AS bigint) AS minutes FROM hours_entry \
         WHERE person_id IN ({}) AND person_id IS NOT NULL GROUP BY person_id",
        dialect::places(values.len(), "?")
    );
    let rows = Row::find_by_statement(dialect::sql(db, &text, values));
    let rows = rows.all(db).await?.into_iter();
    Ok(rows.map(|row| (row.person_id, row.minutes)).collect())
}

/// The sign-ups, locked in the order of their keys: nobody certifies or puts them right meanwhile.
pub(super) async fn lock_sign_ups(
    tx: &Tx,
    ids: impl IntoIterator<Item = ShiftSignUpId>,
) -> Result<Vec<shift_sign_up::Model>> {
    use sea_orm::QueryOrder;
    Ok(shift_sign_up::Entity::find()
        .filter(shift_sign_up::Column::Id.is_in(ids))
        .order_by_asc(shift_sign_up::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?)
}

/// Writes new records. Errors: refused if another was certified, or corrected, this moment.
pub(super) async fn insert(tx: &Tx, rows: Vec<service_record::Model>) -> Result<()> {
    let done = bulk::insert::<_, service_record::ActiveModel>(tx.db(), rows).await;
    match done {
        Ok(_) => Ok(()),
        Err(error) if is_double(&error) => Err(Refusal::from(ServiceRecordError::Corrected).into()),
        Err(error) => Err(error.into()),
    }
}

fn is_double(error: &sea_orm::DbErr) -> bool {
    matches!(
        error.sql_err(),
        Some(sea_orm::SqlErr::UniqueConstraintViolation(_))
    )
}

/// Adds hours.
pub(super) async fn insert_hours(tx: &Tx, rows: Vec<hours_entry::Model>) -> Result<()> {
    bulk::insert::<_, hours_entry::ActiveModel>(tx.db(), rows).await?;
    Ok(())
}

/// How many records of a person stand that began between two instants, and how many minutes they count.
pub(super) async fn sum(
    tx: &Tx,
    person: PersonId,
    from: Instant,
    until: Instant,
) -> Result<(i32, i32)> {
    #[derive(FromQueryResult)]
    struct Row {
        records: i64,
        minutes: i64,
    }
    let text = format!(
        "SELECT count(*) AS records, CAST(COALESCE(sum(minutes), 0) AS bigint) AS minutes \
         FROM service_record WHERE person_id = ? AND person_id IS NOT NULL \
         AND starts_at >= ? AND starts_at < ? AND {STANDS}"
    );
    let values = [person.into(), from.into(), until.into()];
    let row = Row::find_by_statement(dialect::sql(tx.db(), &text, values));
    let row = row.one(tx.db()).await?;
    let fits = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    Ok(row.map_or((0, 0), |row| (fits(row.records), fits(row.minutes))))
}

/// The next number of a certificate of a city in a year.
pub(super) async fn draw_serial(tx: &Tx, city: AreaId, day: NaiveDate) -> Result<String> {
    let text = "INSERT INTO certificate_counter (root_area_id, year, last_no) VALUES (?, ?, 1) \
                ON CONFLICT (root_area_id, year) \
                DO UPDATE SET last_no = certificate_counter.last_no + 1 RETURNING *";
    let values = [city.into(), day.year().into()];
    let row = certificate_counter::Model::find_by_statement(dialect::sql(tx.db(), text, values))
        .one(tx.db())
        .await?;
    let row = row.ok_or_else(|| Error::internal("a counter was written and is not there"))?;
    Ok(format!("{}-{:06}", row.year, row.last_no))
}

/// Writes a new certificate.
pub(super) async fn insert_certificate(tx: &Tx, row: &certificate::Model) -> Result<()> {
    certificate::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Several certificates, in no order, whoever asks.
pub async fn certificates(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = CertificateId>,
) -> Result<Vec<certificate::Model>> {
    Ok(certificate::Entity::find()
        .filter(certificate::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The certificates of each of several people, the newest first. The caller has asked the policy.
pub async fn certificates_of(
    db: &impl ConnectionTrait,
    people: &[PersonId],
    page: &Page<CertificateId>,
) -> Result<Vec<(PersonId, Slice<certificate::Model>)>> {
    let list = "SELECT * FROM certificate WHERE person_id = {key} AND person_id IS NOT NULL";
    let owner = |row: &certificate::Model| row.person_id;
    pages_by_key(db, list, people, Order::NewestFirst, page, owner).await
}

/// The certificate with a code, whoever asks.
pub async fn by_code(db: &impl ConnectionTrait, code: &str) -> Result<Option<certificate::Model>> {
    Ok(certificate::Entity::find()
        .filter(certificate::Column::Code.eq(code))
        .one(db)
        .await?)
}

/// The records that a certificate sums, in the order of time, at most so many: those that stood when it was
/// issued, whatever was corrected later.
pub async fn of_certificate(
    db: &impl ConnectionTrait,
    person: PersonId,
    (from, until): (Instant, Instant),
    issued_at: Instant,
    most: u64,
) -> Result<Vec<service_record::Model>> {
    let text = format!(
        "SELECT * FROM service_record WHERE person_id = ? AND person_id IS NOT NULL \
         AND starts_at >= ? AND starts_at < ? AND created_at <= ? \
         AND NOT EXISTS (SELECT 1 FROM service_record later \
            WHERE later.corrects = service_record.id AND later.corrects IS NOT NULL \
            AND later.created_at <= ?) \
         ORDER BY starts_at, id LIMIT {most}"
    );
    let values = [
        person.into(),
        from.into(),
        until.into(),
        issued_at.into(),
        issued_at.into(),
    ];
    let records = service_record::Model::find_by_statement(dialect::sql(db, &text, values));
    Ok(records.all(db).await?)
}

/// Gives a person everything that another did.
pub(super) async fn give(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    // Nobody certifies what they did themselves.
    let text = "UPDATE service_record SET certified_by = NULL WHERE certified_by IS NOT NULL \
                AND person_id IN (?, ?) AND certified_by IN (?, ?)";
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

/// Takes erased people out of all that names them.
pub(super) async fn forget(tx: &Tx, people: &[PersonId]) -> Result<()> {
    for (table, column) in NAMED {
        let text = format!(
            "UPDATE {table} SET {column} = NULL WHERE {column} IN ({}) AND {column} IS NOT NULL",
            dialect::places(people.len(), "?")
        );
        let values = people.iter().map(|id| Value::from(*id));
        tx.db()
            .execute_raw(dialect::sql(tx.db(), &text, values))
            .await?;
    }
    Ok(())
}

/// Where people are named.
const NAMED: [(&str, &str); 5] = [
    ("service_record", "person_id"),
    ("service_record", "certified_by"),
    ("hours_entry", "person_id"),
    ("certificate", "person_id"),
    ("certificate", "issued_by"),
];
