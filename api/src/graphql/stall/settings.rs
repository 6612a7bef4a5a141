//! What a stall does and with what, as clients say it.

use async_graphql::{ID, InputObject};
use mulin_domain::stall;

use super::enums::ServiceMode;
use crate::graphql::id::decode;

/// One thing that a stall does.
#[derive(InputObject)]
pub struct StallServiceInput {
    /// Which one, to edit it; left out: a new one.
    pub id: Option<ID>,
    /// What is done, 1 to 60 characters.
    pub name: String,
    /// The letter before its numbers, A to Z, which no other service of the stall has.
    pub prefix: String,
    /// How long one takes, in minutes, 1 to 480.
    pub minutes: i32,
    /// Whether people wait for it or leave their things.
    #[graphql(default_with = "ServiceMode::Wait")]
    pub mode: ServiceMode,
}

/// A chair, a desk or a bench, where one is served at a time.
#[derive(InputObject)]
pub struct StationInput {
    /// Which one, to edit it; left out: a new one.
    pub id: Option<ID>,
    /// What it is called, 1 to 40 characters, as no other station of the stall.
    pub name: String,
    /// The letter of the one service that it gives; all of the stall if left out.
    pub service_prefix: Option<String>,
}

/// The services as the domain takes them.
pub fn services(services: Vec<StallServiceInput>) -> Vec<stall::NewService> {
    let service = |service: StallServiceInput| stall::NewService {
        id: service.id.map(|id| decode(&id)),
        name: service.name,
        prefix: service.prefix,
        minutes: service.minutes,
        mode: service.mode.into(),
    };
    services.into_iter().map(service).collect()
}

/// The stations as the domain takes them.
pub fn stations(stations: Vec<StationInput>) -> Vec<stall::NewStation> {
    let station = |station: StationInput| stall::NewStation {
        id: station.id.map(|id| decode(&id)),
        name: station.name,
        service_prefix: station.service_prefix,
    };
    stations.into_iter().map(station).collect()
}
