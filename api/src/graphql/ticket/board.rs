//! The big screen of a stall: numbers, and no names.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use mulin_domain::ticket::board::Board;
use mulin_entities::StallId;

use super::enums::TicketState;
use super::loaders::BoardOf;
use crate::graphql::id::{decode, encode};
use crate::graphql::loaders::load;
use crate::graphql::stall::types::Stall;

/// What the big screen of a stall shows today: numbers, and no names of people. The same for everybody who may
/// see the event.
#[derive(Clone, Description)]
pub struct QueueBoard(pub Stall);

/// A station with the number that it called or serves.
#[derive(SimpleObject)]
pub struct NowServing {
    /// The station's id.
    pub station_id: ID,
    /// What the station is called.
    pub station_name: String,
    /// The number, with its letter.
    pub number: String,
    /// Whether it was called or is served.
    pub state: TicketState,
}

/// How many wait for a service.
#[derive(SimpleObject)]
pub struct QueueLength {
    /// The service's id.
    pub service_id: ID,
    /// What is done.
    pub service_name: String,
    /// People who are there and were not called.
    pub waiting: i32,
}

impl QueueBoard {
    async fn shown(&self, ctx: &Context<'_>) -> Result<Arc<Board>> {
        let key = BoardOf {
            stall: self.0.row.id,
            zone: self.0.event.time_zone.clone(),
        };
        Ok(load(ctx, key).await?.unwrap_or_default())
    }
}

#[Object(use_type_description)]
impl QueueBoard {
    /// The stall's id.
    async fn stall_id(&self) -> ID {
        encode(self.0.row.root_area_id, self.0.row.id)
    }

    /// Who is called and served now, by station.
    async fn serving(&self, ctx: &Context<'_>) -> Result<Vec<NowServing>> {
        let shown = self.shown(ctx).await?;
        let serving = shown.serving.iter().map(|there| NowServing {
            station_id: encode(self.0.row.root_area_id, there.station.id),
            station_name: there.station.name.clone(),
            number: there.number.clone(),
            state: there.state.into(),
        });
        Ok(serving.collect())
    }

    /// The next numbers, at most 10, in the order in which they are called if nobody else comes.
    async fn next(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        Ok(self.shown(ctx).await?.next.clone())
    }

    /// How many wait, by service.
    async fn waiting(&self, ctx: &Context<'_>) -> Result<Vec<QueueLength>> {
        let shown = self.shown(ctx).await?;
        let waiting = shown.waiting.iter().map(|waiting| QueueLength {
            service_id: encode(self.0.row.root_area_id, waiting.service.id),
            service_name: waiting.service.name.clone(),
            waiting: i32::try_from(waiting.people).unwrap_or(i32::MAX),
        });
        Ok(waiting.collect())
    }
}

/// See the module.
#[derive(Default)]
pub struct QueueBoardQuery;

#[Object]
impl QueueBoardQuery {
    /// What the big screen of a stall shows today; null for a stall that the caller may not see.
    #[graphql(complexity = "10 + child_complexity")]
    async fn queue_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The stall's id.")] stall_id: ID,
    ) -> Result<Option<QueueBoard>> {
        match decode::<StallId>(&stall_id) {
            Ok(id) => Ok(Stall::if_visible(ctx, id).await?.map(QueueBoard)),
            Err(_) => Ok(None),
        }
    }
}
