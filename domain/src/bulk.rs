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
pub async fn insert<M, A>(
    db: &impl ConnectionTrait,
    rows: impl IntoIterator<Item = M>,
) -> Result<u64, DbErr>
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
    rows: impl IntoIterator<Item = M>,
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

/// Writes new rows, in order, by inserts that `finish` completes. Answers how many.
pub async fn write<M, A>(
    db: &impl ConnectionTrait,
    rows: impl IntoIterator<Item = M>,
    finish: impl Fn(sea_orm::InsertMany<A>) -> sea_orm::InsertMany<A>,
) -> Result<u64, DbErr>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + ActiveModelBehavior,
{
    let columns = <A::Entity as EntityTrait>::Column::iter().count();
    let fits = dialect::max_parameters(db.get_database_backend()) / columns.max(1);
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    let rows: Vec<A> = rows.collect();
    let (mut left, mut rows) = (rows.len(), rows.into_iter());
    let mut written = 0;
    loop {
        let chunk: Vec<A> = rows.by_ref().take(chunk(left, fits.min(ROWS))).collect();
        if chunk.is_empty() {
            return Ok(written);
        }
        left -= chunk.len();
        written += finish(Insert::many(chunk))
            .exec_without_returning(db)
            .await?;
    }
}

/// Rows of the next statement: a few as they are, more by powers of two, so that few texts serve all
/// numbers and each is prepared once a connection.
fn chunk(left: usize, most: usize) -> usize {
    match left {
        left if left <= most.min(8) => left,
        left if left >= most => most,
        left => 1 << left.ilog2(),
    }
}

#[cfg(test)]
mod tests {
    use super::chunk;

    #[test]
    fn chunks_are_few_and_of_few_sizes() {
        let mut left = 1_100;
        let mut chunks = Vec::new();
        while left > 0 {
            chunks.push(chunk(left, 500));
            left -= chunk(left, 500);
        }
        assert_eq!(chunks, [500, 500, 64, 32, 4]);
        assert_eq!([0, 1, 7, 9].map(|left| chunk(left, 500)), [0, 1, 7, 8]);
    }
}
