//! The SQL about the areas of a count, their events, and who came.

use mulin_entities::{AreaId, EventKind, area};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
};

use super::range::Range;
use super::text::Text;
use crate::error::Result;

/// The areas right below several, by name.
pub(super) async fn below(
    db: &impl ConnectionTrait,
    parents: impl IntoIterator<Item = AreaId>,
) -> Result<Vec<area::Model>> {
    Ok(area::Entity::find()
        .filter(area::Column::ParentId.is_in(parents))
        .order_by_asc(area::Column::Name)
        .order_by_asc(area::Column::Id)
        .all(db)
        .await?)
}

/// How many events of a kind were held in an area.
#[derive(FromQueryResult)]
pub(super) struct HeldRow {
    pub(super) top_id: AreaId,
    pub(super) kind: EventKind,
    pub(super) events: i64,
}

/// How many events of each kind were held: those that had ended.
pub(super) async fn held(
    db: &impl ConnectionTrait,
    tops: &[AreaId],
    range: &Range,
) -> Result<Vec<HeldRow>> {
    let select = " SELECT top_id, kind, count(*) AS events FROM held WHERE ends_at <= ? \
         GROUP BY top_id, kind";
    let text = Text::of_events(tops, range).and(select, [range.as_of.into()]);
    text.rows(db).await
}

/// How many heads came in an area.
#[derive(FromQueryResult)]
pub(super) struct HeadsRow {
    pub(super) top_id: AreaId,
    pub(super) heads: i64,
    pub(super) anonymous: i64,
}

/// How many heads were checked in by then, those that were taken back by then left out.
pub(super) async fn heads(
    db: &impl ConnectionTrait,
    tops: &[AreaId],
    range: &Range,
) -> Result<Vec<HeadsRow>> {
    let select = " SELECT held.top_id, \
            CAST(sum(check_in.adults + check_in.children) AS bigint) AS heads, \
            CAST(sum(CASE WHEN check_in.method = 'HEAD_COUNT' \
                THEN check_in.adults + check_in.children ELSE 0 END) AS bigint) AS anonymous \
         FROM held JOIN check_in ON check_in.event_id = held.event_id \
         WHERE check_in.checked_in_at <= ? \
            AND (check_in.undone_at IS NULL OR check_in.undone_at > ?) \
         GROUP BY held.top_id";
    let as_of = range.as_of.into();
    let text = Text::of_events(tops, range).and(select, [range.as_of.into(), as_of]);
    text.rows(db).await
}
