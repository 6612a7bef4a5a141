//! How fast messages may leave: a token bucket a channel, by the clock of whoever asks.
//!
//! Each process counts for itself: several workers share a provider's limit by being given a part of it
//! each.

use mulin_domain::clock::Instant;
use mulin_entities::Channel;
pub use mulin_notify::sms::Rate;
use mulin_notify::sms::TokenBucket;

/// The pace of each channel; calls have none.
#[derive(Debug, Default)]
pub struct Pace {
    email: Option<TokenBucket>,
    sms: Option<TokenBucket>,
}

impl Pace {
    /// With these rates; none is no limit.
    pub fn new(email: Option<Rate>, sms: Option<Rate>) -> Self {
        Self {
            email: email.map(TokenBucket::new),
            sms: sms.map(TokenBucket::new),
        }
    }

    /// Leave for up to so many messages; answers for how many.
    pub fn take(&self, channel: Channel, wanted: u64, now: Instant) -> u64 {
        self.bucket(channel)
            .map_or(wanted, |bucket| bucket.take_up_to(now, wanted))
    }

    /// So many of them did not leave.
    pub fn give_back(&self, channel: Channel, messages: u64) {
        if let Some(bucket) = self.bucket(channel) {
            bucket.give_back(messages);
        }
    }

    fn bucket(&self, channel: Channel) -> Option<&TokenBucket> {
        match channel {
            Channel::Email => self.email.as_ref(),
            Channel::Sms => self.sms.as_ref(),
            Channel::Call => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};
    use proptest::prelude::*;

    const RATE: Rate = Rate {
        per_second: 10,
        burst: 20,
    };

    fn at(millis: i64) -> Instant {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::milliseconds(millis)
    }

    #[test]
    fn a_burst_leaves_at_once_and_the_rest_at_the_rate() {
        let pace = Pace::new(None, Some(RATE));
        assert_eq!(pace.take(Channel::Email, 1_000, at(0)), 1_000);
        assert_eq!(pace.take(Channel::Call, 1_000, at(0)), 1_000);
        assert_eq!(pace.take(Channel::Sms, 1_000, at(0)), 20);
        assert_eq!(pace.take(Channel::Sms, 1_000, at(99)), 0);
        assert_eq!(pace.take(Channel::Sms, 1_000, at(100)), 1);
        assert_eq!(pace.take(Channel::Sms, 3, at(1_100)), 3);
        assert_eq!(pace.take(Channel::Sms, 1_000, at(1_100)), 7);
        assert_eq!(pace.take(Channel::Sms, 1_000, at(1_000_000)), 20);
    }

    #[test]
    fn what_did_not_leave_may_leave_later_but_no_more_than_a_burst_at_once() {
        let pace = Pace::new(None, Some(RATE));
        assert_eq!(pace.take(Channel::Sms, 20, at(0)), 20);
        pace.give_back(Channel::Sms, 5);
        assert_eq!(pace.take(Channel::Sms, 20, at(0)), 5);
        assert_eq!(pace.take(Channel::Sms, 20, at(0)), 0);
        pace.give_back(Channel::Sms, u64::MAX);
        assert_eq!(pace.take(Channel::Sms, 1_000, at(0)), 20);
    }

    #[test]
    fn a_clock_that_jumps_gives_no_more_than_a_full_bucket() {
        let pace = Pace::new(Some(RATE), None);
        let take = |millis| pace.take(Channel::Email, 1_000, at(millis));
        assert_eq!(take(0), 20);
        assert_eq!(take(-3_600_000), 0);
        assert_eq!(take(-3_599_000), 10, "it goes on from there");
        assert_eq!(take(86_400_000), 20);
    }

    proptest! {
        #[test]
        fn never_more_leaves_than_the_rate_and_a_burst(
            steps in proptest::collection::vec((0..500i64, 0..30u64, 0..30u64), 1..200),
        ) {
            let pace = Pace::new(None, Some(RATE));
            let (mut now, mut left) = (0, 0);
            for (pause, wanted, stays) in steps {
                now += pause;
                let taken = pace.take(Channel::Sms, wanted, at(now));
                prop_assert!(taken <= wanted);
                let stays = stays.min(taken);
                pace.give_back(Channel::Sms, stays);
                left += taken - stays;
            }
            prop_assert!(i64::try_from(left).unwrap() <= 20 + now / 100);
        }
    }
}
