//! New ids: UUIDv7 (RFC 9562 §5.7) from the injected clock and entropy.

use mulin_entities::TypedId;
use uuid::{Builder, Uuid};

use crate::clock::{Entropy, Instant};

/// A new UUIDv7 of the millisecond `now`.
pub fn new_uuid(now: Instant, entropy: &dyn Entropy) -> Uuid {
    let mut random = [0; 10];
    entropy.fill(&mut random);
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// A new typed id.
pub fn new_id<T: TypedId>(now: Instant, entropy: &dyn Entropy) -> T {
    T::from_uuid(new_uuid(now, entropy))
}
