//! What events and areas tell of who was there. The callers have asked the policy.

use async_graphql::{Context, ID, Result, SimpleObject};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use mulin_domain::check_in::attendance::{self, Measures};
use mulin_domain::check_in::{no_show, search, store};
use mulin_domain::page::Page;
use mulin_entities::{AreaId, CheckInId, CheckInListId, EventId, RsvpId};

use super::loaders::{ListsOf, PublicKeyOf};
use super::types::{
    AttendanceMeasures, CheckIn, CheckInCandidate, CheckInConnection, CheckInList, ListAttendance,
};
use crate::graphql::connection::Key;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::rsvp::types::{Rsvp, RsvpConnection};
use crate::graphql::scalars::DateTime;

/// The public key in base64url.
pub async fn public_key(ctx: &Context<'_>, event: EventId) -> Result<Option<String>> {
    let key = load(ctx, PublicKeyOf(event)).await?;
    Ok(key.map(|key| BASE64_URL_SAFE_NO_PAD.encode(key)))
}

/// The lists.
pub async fn lists(ctx: &Context<'_>, event: EventId) -> Result<Vec<CheckInList>> {
    let lists = load(ctx, ListsOf(event)).await?.unwrap_or_default();
    Ok(lists.into_iter().map(CheckInList).collect())
}

/// Who stands at the door.
pub async fn search(
    ctx: &Context<'_>,
    event: EventId,
    list: Option<&ID>,
    text: &str,
    first: i32,
) -> Result<Vec<CheckInCandidate>> {
    let list: Option<CheckInListId> = match list.map(|id| decode(id)) {
        Some(Ok(list)) => Some(list),
        // On a list that there is not, nobody is.
        Some(Err(_)) => return Ok(Vec::new()),
        None => None,
    };
    let first = u64::try_from(first).unwrap_or(1);
    let found = search::candidates(ctx.core().db().reader(), event, list, text, first).await;
    let found = found.map_err(|error| top_level(ctx, &error))?;
    Ok(found.into_iter().map(CheckInCandidate).collect())
}

/// A page of check-ins.
pub async fn check_ins(
    ctx: &Context<'_>,
    event: EventId,
    list: Option<&ID>,
    page: Page<CheckInId>,
) -> Result<CheckInConnection> {
    let list: Option<CheckInListId> = match list.map(|id| decode(id)) {
        Some(Ok(list)) => Some(list),
        Some(Err(_)) => Some(CheckInListId(uuid::Uuid::nil())),
        None => None,
    };
    let slice = store::of_event(ctx.core().db().reader(), event, list, &page).await;
    let slice = slice.map_err(|error| top_level(ctx, &error))?;
    Ok(CheckInConnection::new(slice, |row| Key(row.id), CheckIn))
}

/// A page of the answers whose parties stayed away.
pub async fn no_shows(
    ctx: &Context<'_>,
    event: EventId,
    page: Page<RsvpId>,
) -> Result<RsvpConnection> {
    let core = ctx.core();
    let slice = no_show::of_event(core.db().reader(), event, core.now(), &page).await;
    let slice = slice.map_err(|error| top_level(ctx, &error))?;
    Ok(RsvpConnection::new(slice, |row| Key(row.id), Rsvp))
}

/// How many were at an event, on all its lists and on each.
#[derive(SimpleObject, Clone)]
pub struct EventAttendance {
    /// On all lists together.
    pub total: AttendanceMeasures,
    /// On each list on which anybody was.
    pub by_list: Vec<ListAttendance>,
}

/// How many were there.
pub async fn attendance(ctx: &Context<'_>, event: EventId) -> Result<EventAttendance> {
    let db = ctx.core().db().reader();
    let failed = |error| top_level(ctx, &error);
    let total = attendance::of_event(db, event).await.map_err(failed)?;
    let by_list = attendance::by_list(db, event).await.map_err(failed)?;
    let lists = load(ctx, ListsOf(event)).await?.unwrap_or_default();
    let list = |(id, measures): (CheckInListId, Measures)| {
        let list = lists.iter().find(|list| list.id == id)?;
        Some(ListAttendance {
            list: CheckInList(list.clone()),
            measures: measures.into(),
        })
    };
    Ok(EventAttendance {
        total: total.into(),
        by_list: by_list.into_iter().filter_map(list).collect(),
    })
}

/// How many were at the events of an area.
pub async fn of_area(
    ctx: &Context<'_>,
    area: AreaId,
    from: Option<DateTime>,
    until: Option<DateTime>,
) -> Result<AttendanceMeasures> {
    let db = ctx.core().db().reader();
    let measures = attendance::of_area(db, area, from.map(|at| at.0), until.map(|at| at.0)).await;
    Ok(measures.map_err(|error| top_level(ctx, &error))?.into())
}
