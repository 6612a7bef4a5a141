//! The only SQL about sessions and their refresh tokens.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::rules::{TOKEN_REMEMBERED, session_end};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::error::Result;
use crate::tx::Tx;

/// Sessions that are listed.
const MOST_SESSIONS: u64 = 100;

/// Opens a session.
pub(super) async fn insert_session(
    tx: &Tx,
    person: &person::Model,
    device: &str,
) -> Result<session::Model> {
    let now = tx.now();
    Ok(session::ActiveModel {
        id: Set(tx.new_id()),
        root_area_id: Set(person.root_area_id),
        person_id: Set(person.id),
        device: Set(device.to_owned()),
        created_at: Set(now),
        last_used_at: Set(now),
        expires_at: Set(session_end(now, now)),
        ended_at: Set(None),
        end_reason: Set(None),
    }
    .insert(tx.db())
    .await?)
}

/// Those of the sessions that count now: open, of people whose records are open.
pub async fn open_sessions(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = SessionId>,
    now: Instant,
) -> Result<Vec<SessionId>> {
    let ids: Vec<sea_orm::Value> = ids.into_iter().map(Into::into).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; ids.len()].join(", ");
    let text = format!(
        "SELECT session.id FROM session JOIN person ON person.id = session.person_id
         WHERE session.id IN ({marks}) AND session.ended_at IS NULL AND session.expires_at > ?
            AND person.state IN ('ACTIVE', 'PENDING')"
    );
    let values = ids.into_iter().chain([now.into()]);
    let rows = db
        .query_all_raw(crate::dialect::sql(db, &text, values))
        .await?;
    Ok(rows
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<std::result::Result<_, _>>()?)
}

/// Notes a refresh token by its hash.
pub(super) async fn insert_refresh_token(tx: &Tx, session: SessionId, hash: Vec<u8>) -> Result<()> {
    let row = refresh_token::ActiveModel {
        id: Set(tx.new_id()),
        session_id: Set(session),
        token_hash: Set(hash),
        created_at: Set(tx.now()),
        used_at: Set(None),
    };
    refresh_token::Entity::insert(row)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// A refresh token by its hash, locked.
pub(super) async fn lock_refresh_token(
    tx: &Tx,
    hash: Vec<u8>,
) -> Result<Option<refresh_token::Model>> {
    Ok(refresh_token::Entity::find()
        .filter(refresh_token::Column::TokenHash.eq(hash))
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// Notes that a refresh token was exchanged.
pub(super) async fn mark_token_used(tx: &Tx, id: RefreshTokenId) -> Result<()> {
    refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(tx.now()))
        .filter(refresh_token::Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Forgets the session's tokens that were exchanged so long ago that nobody will come with them any
/// more.
pub(super) async fn forget_old_tokens(tx: &Tx, session: SessionId) -> Result<()> {
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::SessionId.eq(session))
        .filter(refresh_token::Column::UsedAt.lt(tx.now() - TOKEN_REMEMBERED))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// One session, locked, whoever asks: the caller asks the policy.
pub(super) async fn lock_session(tx: &Tx, id: SessionId) -> Result<Option<session::Model>> {
    Ok(session::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// The session is used now, and lasts from here.
pub(super) async fn prolong(tx: &Tx, session: session::Model) -> Result<session::Model> {
    let ends = session_end(session.created_at, tx.now());
    let mut session: session::ActiveModel = session.into();
    session.last_used_at = Set(tx.now());
    session.expires_at = Set(ends);
    Ok(session.update(tx.db()).await?)
}

/// Ends one session.
pub(super) async fn end_session(tx: &Tx, id: SessionId, why: SessionEnd) -> Result<()> {
    end(tx, session::Column::Id.eq(id), why).await
}

/// Ends all sessions of a person.
pub(super) async fn end_sessions(tx: &Tx, person: PersonId, why: SessionEnd) -> Result<()> {
    end(tx, session::Column::PersonId.eq(person), why).await
}

async fn end(tx: &Tx, which: Expr, why: SessionEnd) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(tx.now()))
        .col_expr(session::Column::EndReason, Expr::value(why))
        .filter(which)
        .filter(session::Column::EndedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Those of the sessions that the actor may see and that are not over: `policy::may_see_session` as
/// a condition.
pub async fn visible_sessions(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: impl IntoIterator<Item = SessionId>,
    now: Instant,
) -> Result<Vec<session::Model>> {
    let Some(person) = actor.person_id() else {
        return Ok(Vec::new());
    };
    Ok(session::Entity::find()
        .filter(session::Column::Id.is_in(ids))
        .filter(session::Column::PersonId.eq(person))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .all(db)
        .await?)
}

/// The person's sessions that are not over, the newest first, up to a hundred.
pub async fn live_sessions(
    db: &impl ConnectionTrait,
    person: PersonId,
    now: Instant,
) -> Result<Vec<session::Model>> {
    Ok(session::Entity::find()
        .filter(session::Column::PersonId.eq(person))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .order_by_desc(session::Column::Id)
        .limit(MOST_SESSIONS)
        .all(db)
        .await?)
}
