//! How long somebody still waits, as a range.

use crate::ahead::ahead;
use crate::lanes::{Lane, Pattern};

/// Below so many served, nothing is taken from them.
const ENOUGH: usize = 5;

/// More than ever wait in a lane.
const MANY: i64 = 1_000_000;

/// Somebody who was served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// The lane from which they were called.
    pub lane: Lane,
    /// How long serving took, in seconds.
    pub seconds: i64,
}

/// How fast a queue goes.
#[derive(Clone, Copy, Debug)]
pub struct Pace<'a> {
    /// The last ones that were served.
    pub recent: &'a [Served],
    /// How long serving takes as planned, in seconds.
    pub planned: i64,
    /// Stations that serve now.
    pub stations: i64,
}

impl Pace<'_> {
    /// How long one is served, in seconds: the median of the last, and as planned while there are too few.
    pub fn seconds(self) -> i64 {
        if self.recent.len() < ENOUGH {
            return self.planned.max(1);
        }
        let mut seconds: Vec<i64> = self.recent.iter().map(|one| one.seconds).collect();
        seconds.sort_unstable();
        seconds[seconds.len() / 2].max(1)
    }
}

/// Where somebody stands in a queue.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Whose turn it is.
    pub pattern: Pattern,
    /// Their lane.
    pub lane: Lane,
    /// How many of their lane are before them.
    pub before: i64,
    /// The lengths of the lanes, with them.
    pub lengths: [i64; 3],
    /// Who is called before them out of other queues.
    pub others: Others,
}

impl Place {
    /// How many are called before them if nobody else comes.
    pub fn ahead(self) -> i64 {
        let own = ahead(self.pattern, self.lane, self.before, self.lengths);
        own + self.others.people
    }
}

/// Those of other queues whom the same stations call before somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Others {
    /// How many.
    pub people: i64,
    /// How long serving all of them takes, in seconds of one station.
    pub seconds: i64,
}

/// How long somebody waits from now on, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Hardly earlier.
    pub earliest: i64,
    /// Hardly later.
    pub latest: i64,
}

/// How long somebody at that place waits: a little less than if few more came into the lanes that go
/// before theirs, a little more than if people came there as they did lately; none where no station is
/// open.
///
/// The pace is the median of how long the last ones were served, and as planned while there are too few
/// of them. Of the tickets of a simulated day at least four in five are called within the range that
/// their holders were told.
pub fn estimate(place: Place, pace: Pace<'_>) -> Option<Range> {
    if pace.stations <= 0 {
        return None;
    }
    let seconds = pace.seconds();
    let of_places = |places: i64| places.saturating_mul(seconds) / pace.stations;
    let least = ahead(place.pattern, place.lane, place.before, place.lengths);
    let most = likely_most(place, pace.recent, least);
    // Chances even out with the number of people: the spread grows with its root.
    let spread = |places: i64| of_places((places + place.others.people + 1).isqrt());
    let others = place.others.seconds / pace.stations;
    let early = of_places((3 * least + most) / 4) + others;
    Some(Range {
        earliest: (early * 9 / 10 - spread(least)).max(0),
        latest: of_places(most) + others + spread(most) + seconds,
    })
}

/// How many are called before somebody if people go on to come into all lanes as they did lately.
fn likely_most(place: Place, recent: &[Served], least: i64) -> i64 {
    // No lane can hold up another more than when all are full.
    let full = [MANY; 3];
    let worst = ahead(place.pattern, place.lane, place.before, full).max(least);
    let of_lane = recent.iter().filter(|one| one.lane == place.lane).count();
    let (all, own) = match recent.len() {
        0..ENOUGH => (3, 1),
        all => (all, of_lane),
    };
    let (all, own) = (
        i64::try_from(all).unwrap_or(1),
        i64::try_from(own).unwrap_or(0),
    );
    // One more of the lane than there was: a lane that was empty lately is not shut.
    let by_share = (place.before + 1).saturating_mul(all + 1) / (own + 1);
    by_share.clamp(least, worst)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place {
        pattern: Pattern {
            priority_run: 0,
            booked_run: 0,
        },
        lane: Lane::WalkIn,
        before: 4,
        lengths: [0, 0, 5],
        others: Others {
            people: 0,
            seconds: 0,
        },
    };

    fn told(seconds: &[i64], stations: i64) -> Option<Range> {
        let lane = Lane::WalkIn;
        let served = seconds.iter().map(|seconds| Served {
            lane,
            seconds: *seconds,
        });
        let recent: Vec<Served> = served.collect();
        let pace = Pace {
            recent: &recent,
            planned: 600,
            stations,
        };
        estimate(PLACE, pace)
    }

    #[test]
    fn where_nobody_serves_nothing_can_be_told() {
        assert_eq!(told(&[], 0), None);
    }

    #[test]
    fn few_who_were_served_tell_no_pace() {
        assert_eq!(told(&[60; 4], 2), told(&[], 2));
        assert_ne!(told(&[60; 5], 2), told(&[], 2));
    }

    #[test]
    fn one_who_took_all_day_changes_little() {
        let latest = |seconds: &[i64]| told(seconds, 1).map(|range| range.latest);
        let (usual, one) = (
            latest(&[300, 310, 290, 305, 295]),
            latest(&[300, 310, 290, 305, 30_000]),
        );
        assert!(one.zip(usual).is_some_and(|(one, usual)| one - usual < 200));
    }

    #[test]
    fn those_of_other_queues_take_the_time_that_they_take() {
        let pace = Pace {
            recent: &[],
            planned: 600,
            stations: 2,
        };
        let others = |people, seconds| {
            let others = Others { people, seconds };
            estimate(Place { others, ..PLACE }, pace)
        };
        let latest = |range: Option<Range>| range.map_or(0, |range| range.latest);
        let earliest = |range: Option<Range>| range.map_or(0, |range| range.earliest);
        assert!(latest(others(4, 480)) >= latest(others(0, 0)) + 240);
        assert!(latest(others(4, 7_200)) >= latest(others(4, 480)) + 3_360);
        assert!(earliest(others(4, 7_200)) > earliest(others(0, 0)) + 2_000);
        assert_eq!(
            Place {
                others: Others {
                    people: 4,
                    seconds: 480
                },
                ..PLACE
            }
            .ahead(),
            8
        );
    }

    #[test]
    fn more_stations_and_fewer_people_are_quicker() {
        let (one, two) = (told(&[], 1), told(&[], 2));
        assert!(
            one.zip(two)
                .is_some_and(|(one, two)| two.latest < one.latest)
        );
    }
}
