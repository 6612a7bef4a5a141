//! Many rows in as few statements as both databases take.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, Insert,
    IntoActiveModel, Iterable,
};

use crate::dialect;

/// Rows a statement at most, and keys in one `IN`: measured, 500 beat 2,000 by a tenth, and many
/// short statements take turns.
pub const ROWS: usize = 500;

/// Writes new rows, in order. Answers how many.
pub async fn insert<M, A>(db: &impl ConnectionTrait, rows: Vec<M>) -> Result<u64, DbErr>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + ActiveModelBehavior,
{
    write(db, rows, |insert| insert).await
}

/// Writes these columns of rows that are there. The whole rows are handed over, because the
/// statement is an insert that meets its own key.
pub async fn update<M, A>(
    db: &impl ConnectionTrait,
    rows: Vec<M>,
    columns: &[<A::Entity as EntityTrait>::Column],
) -> Result<u64, DbErr>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + ActiveModelBehavior,
{
    let key = <A::Entity as EntityTrait>::PrimaryKey::iter;
    write(db, rows, |insert| {
        insert.on_conflict(
            OnConflict::columns(key())
                .update_columns(columns.iter().copied())
                .to_owned(),
        )
    })
    .await
}

async fn write<M, A>(
    db: &impl ConnectionTrait,
    rows: Vec<M>,
    finish: impl Fn(sea_orm::InsertMany<A>) -> sea_orm::InsertMany<A>,
) -> Result<u64, DbErr>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + ActiveModelBehavior,
{
    let columns = <A::Entity as EntityTrait>::Column::iter().count();
    let fits = dialect::max_parameters(db.get_database_backend()) / columns.max(1);
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    let mut written = 0;
    loop {
        let chunk: Vec<A> = rows.by_ref().take(fits.min(ROWS)).collect();
        if chunk.is_empty() {
            return Ok(written);
        }
        written += finish(Insert::many(chunk))
            .exec_without_returning(db)
            .await?;
    }
}
