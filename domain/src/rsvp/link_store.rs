//! The only SQL about personal links.

use std::sync::Arc;

use mulin_entities::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QuerySelect,
};

use super::{link_token, policy};
use crate::actor::{Actor, LinkActor};
use crate::clock::Instant;
use crate::error::Result;
use crate::tx::Tx;
use crate::{bulk, dialect};

/// Whoever shows the token of a link that counts, in one statement. A link of a message opens an event
/// of invited guests only as long as they are invited or have an answer that may bring them there;
/// links that were handed out on purpose are invitations themselves.
pub async fn actor(db: &impl ConnectionTrait, token: &str, now: Instant) -> Result<Option<Actor>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: PersonalLinkId,
        person_id: PersonId,
        event_id: EventId,
    }
    let text = "SELECT personal_link.id, personal_link.person_id, personal_link.event_id
         FROM personal_link JOIN person ON person.id = personal_link.person_id
            JOIN event ON event.id = personal_link.event_id
         WHERE personal_link.token_hash = ? AND personal_link.revoked_at IS NULL
            AND personal_link.expires_at > ? AND person.state IN ('ACTIVE', 'PENDING')
            AND (personal_link.created_by IS NOT NULL OR event.visibility <> 'INVITED'
                OR EXISTS (SELECT 1 FROM rsvp WHERE rsvp.event_id = event.id
                    AND rsvp.person_id = person.id
                    AND rsvp.state IN ('GOING', 'MAYBE', 'WAITLISTED', 'OFFERED', 'REQUESTED'))
                OR EXISTS (SELECT 1 FROM invitation WHERE invitation.event_id = event.id
                    AND invitation.revoked_at IS NULL
                    AND (invitation.person_id = person.id OR person.state = 'ACTIVE'
                        AND (invitation.household_id = person.household_id
                            OR EXISTS (SELECT 1 FROM area AS home
                                JOIN area AS asked ON asked.id = invitation.area_id
                                WHERE home.id = person.unit_id
                                    AND substr(home.path, 1, length(asked.path)) = asked.path)))))";
    let hash = link_token::hash(token);
    let statement = dialect::sql(db, text, [hash.into(), now.into()]);
    let row = Row::find_by_statement(statement).one(db).await?;
    Ok(row.map(|row| {
        Actor::Link(Arc::new(LinkActor {
            link_id: row.id,
            person_id: row.person_id,
            event_id: row.event_id,
        }))
    }))
}

/// Those of the links that the actor may see.
pub async fn visible_links(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: impl IntoIterator<Item = PersonalLinkId>,
) -> Result<Vec<personal_link::Model>> {
    #[derive(FromQueryResult)]
    struct Paths {
        id: PersonalLinkId,
        unit_path: String,
        event_path: String,
    }
    let links = personal_link::Entity::find()
        .filter(personal_link::Column::Id.is_in(ids))
        .all(db)
        .await?;
    if links.is_empty() {
        return Ok(links);
    }
    let marks = vec!["?"; links.len()].join(", ");
    let text = format!(
        "SELECT personal_link.id, area.path AS unit_path, event.area_path AS event_path
         FROM personal_link JOIN person ON person.id = personal_link.person_id
            JOIN area ON area.id = person.unit_id
            JOIN event ON event.id = personal_link.event_id
         WHERE personal_link.id IN ({marks})"
    );
    let values = links.iter().map(|link| link.id.into());
    let paths = Paths::find_by_statement(dialect::sql(db, &text, values))
        .all(db)
        .await?;
    let may_see = |link: &personal_link::Model| {
        let paths = paths.iter().find(|paths| paths.id == link.id);
        paths.is_some_and(|paths| {
            policy::may_see_link(actor, link, &paths.unit_path, &paths.event_path)
        })
    };
    Ok(links.into_iter().filter(may_see).collect())
}

/// Whether the person holds a link to the event that counts and that somebody handed them: those in
/// messages invite nobody.
pub(super) async fn is_invited(tx: &Tx, event: EventId, person: PersonId) -> Result<bool> {
    let link = personal_link::Entity::find()
        .filter(personal_link::Column::PersonId.eq(person))
        .filter(personal_link::Column::EventId.eq(event))
        .filter(personal_link::Column::CreatedBy.is_not_null())
        .filter(personal_link::Column::RevokedAt.is_null())
        .filter(personal_link::Column::ExpiresAt.gt(tx.now()))
        .one(tx.db())
        .await?;
    Ok(link.is_some())
}

/// Writes a new link.
pub(super) async fn insert(tx: &Tx, link: &personal_link::Model) -> Result<()> {
    let row = link.clone().into_active_model().reset_all();
    personal_link::Entity::insert(row)
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Writes the links of messages. They are not journalled: one goes out with each message. A message
/// that is tried again has the one it had, which may have been taken back meanwhile, and stays so.
pub async fn save_of_messages(tx: &Tx, links: Vec<personal_link::Model>) -> Result<()> {
    use personal_link::Column;
    let known = OnConflict::column(Column::TokenHash)
        .update_columns([Column::PersonId, Column::ExpiresAt])
        .to_owned();
    bulk::write(tx.db(), links, |insert| insert.on_conflict(known.clone())).await?;
    Ok(())
}

/// Locks a link for an edit, if it is there.
pub(super) async fn lock(tx: &Tx, id: PersonalLinkId) -> Result<()> {
    personal_link::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.db())
        .await?;
    Ok(())
}

/// A link counts no more, and neither do those to the same in messages, of which nobody knows the ids.
pub(super) async fn revoke(tx: &Tx, link: &personal_link::Model) -> Result<()> {
    let text = "UPDATE personal_link SET revoked_at = ?
         WHERE person_id = ? AND event_id = ? AND revoked_at IS NULL
            AND (id = ? OR created_by IS NULL)";
    let values = [
        tx.now().into(),
        link.person_id.into(),
        link.event_id.into(),
        link.id.into(),
    ];
    let statement = dialect::sql(tx.db(), text, values);
    tx.db().execute_raw(statement).await?;
    Ok(())
}

/// Makes the links of a person those of another.
pub(super) async fn give(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    personal_link::Entity::update_many()
        .col_expr(personal_link::Column::PersonId, Expr::value(into))
        .filter(personal_link::Column::PersonId.eq(from))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// The links to an event that was moved end with it.
pub(super) async fn move_with_event(tx: &Tx, event: EventId) -> Result<()> {
    let text = "UPDATE personal_link
         SET expires_at = (SELECT ends_at FROM event WHERE event.id = personal_link.event_id)
         WHERE event_id = ?";
    let statement = dialect::sql(tx.db(), text, [event.into()]);
    tx.db().execute_raw(statement).await?;
    Ok(())
}
