//! Stalls with their services, stations and slots, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::stall::store;
use mulin_entities::{
    EventId, SlotId, StallId, StallServiceId, StationId, slot, stall, stall_service, station,
};

use crate::graphql::loaders::{Rows, Shared, by_id};

// Of whatever event: the caller asks whether it may be seen.
by_id!(
    StallId => Arc<stall::Model>,
    |_rows, db, keys| store::stalls(db, keys),
    |row| (row.id, Arc::new(row))
);
by_id!(
    StallServiceId => Arc<stall_service::Model>,
    |_rows, db, keys| store::services(db, keys),
    |row| (row.id, Arc::new(row))
);
by_id!(
    StationId => Arc<station::Model>,
    |_rows, db, keys| store::stations(db, keys),
    |row| (row.id, Arc::new(row))
);
by_id!(
    SlotId => Arc<slot::Model>,
    |_rows, db, keys| store::slots(db, keys),
    |row| (row.id, Arc::new(row))
);

macro_rules! parts_of {
    ($(#[$doc:meta] $key:ident($of:ty) => $row:ty, $read:path, $owner:ident;)+) => {$(
        #[$doc]
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $key(pub $of);

        impl Loader<$key> for Rows {
            type Value = Vec<Arc<$row>>;
            type Error = Shared;

            async fn load(
                &self,
                keys: &[$key],
            ) -> Result<HashMap<$key, Vec<Arc<$row>>>, Shared> {
                let owners = keys.iter().map(|key| key.0);
                let rows = $read(self.core.db().reader(), owners).await;
                let mut parts: HashMap<$key, Vec<Arc<$row>>> = HashMap::new();
                for row in rows.map_err(Arc::new)? {
                    parts.entry($key(row.$owner)).or_default().push(Arc::new(row));
                }
                Ok(parts)
            }
        }
    )+};
}
parts_of! {
    /// The stalls of an event that the caller may see.
    StallsOf(EventId) => stall::Model, store::stalls_of, event_id;
    /// What a stall does.
    ServicesOf(StallId) => stall_service::Model, store::services_of, stall_id;
    /// The stations of a stall.
    StationsOf(StallId) => station::Model, store::stations_of, stall_id;
    /// The slots of a service.
    SlotsOf(StallServiceId) => slot::Model, store::slots_of, service_id;
}
