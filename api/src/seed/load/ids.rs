//! Keys in the order in which rows are written, so that every index grows at its end.

use mulin_domain::clock::{Entropy, Instant, SeededEntropy};
use mulin_entities::TypedId;
use uuid::Builder;

use super::LoadPlan;

/// Ids a millisecond: what the 12 bits after the version count.
const A_MILLISECOND: u64 = 4_096;

/// UUIDv7 with a counter in `rand_a` (RFC 9562 §6.2, method 1) and random bits behind it.
pub(super) struct Ids {
    millis: u64,
    count: u64,
    entropy: SeededEntropy,
}

impl Ids {
    /// Ids that end before `now`, as many as the plan can need.
    pub fn new(now: Instant, seed: u64, plan: &LoadPlan) -> Self {
        // A person brings two rows, with an address three, an event up to a dozen.
        let rows = 4 * u64::from(plan.residents)
            + 32 * u64::from(plan.events)
            + u64::from(plan.rsvps)
            + 100_000;
        let now = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        Self {
            millis: now.saturating_sub(rows / A_MILLISECOND + 1),
            count: 0,
            entropy: SeededEntropy::new(seed ^ 0x1D5),
        }
    }

    /// The next id.
    pub fn next<T: TypedId>(&mut self) -> T {
        let mut bytes = [0; 10];
        self.entropy.fill(&mut bytes);
        let [.., high, low] = (self.count % A_MILLISECOND).to_be_bytes();
        (bytes[0], bytes[1]) = (high, low);
        let millis = self.millis + self.count / A_MILLISECOND;
        self.count += 1;
        T::from_uuid(Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use mulin_entities::RsvpId;

    use super::*;

    #[test]
    fn ids_rise_and_are_of_version_7() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let plan = LoadPlan {
            residents: 0,
            events: 0,
            rsvps: 0,
            seed: 1,
            contacts: false,
        };
        let mut ids = Ids::new(now, 1, &plan);
        let mut before: RsvpId = ids.next();
        for _ in 0..10_000 {
            let next: RsvpId = ids.next();
            assert!(next > before);
            assert_eq!(next.0.get_version_num(), 7);
            before = next;
        }
        let (seconds, _) = before.0.get_timestamp().unwrap().to_unix();
        assert!(seconds <= 1_800_000_000);
    }
}
