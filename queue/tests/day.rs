//! A simulated day: whether people are called when they were told.

use std::collections::VecDeque;

use mulin_queue::{Lane, Others, Pace, Pattern, Place, Served, estimate, next};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Six hours.
const OPEN: i64 = 6 * 3600;
/// Tickets of the whole day.
const TICKETS: i64 = 600;
/// The stations of each stall, and the planned seconds of its service.
const STALLS: [(i64, i64); 3] = [(3, 300), (3, 240), (2, 180)];

#[derive(Clone, Copy)]
struct Ticket {
    stall: usize,
    lane: Lane,
    came: i64,
    told: Option<(i64, i64)>,
    missed: bool,
    transferred: bool,
}

struct Stall {
    lanes: [VecDeque<Ticket>; 3],
    pattern: Pattern,
    /// When each station is free again.
    free: Vec<i64>,
    recent: VecDeque<Served>,
}

struct Day {
    chance: ChaCha8Rng,
    stalls: Vec<Stall>,
    /// Whether what each was told held.
    held: Vec<bool>,
    served: i64,
}

impl Day {
    fn new(seed: u64) -> Self {
        let stall = |(stations, _): &(i64, i64)| Stall {
            lanes: Default::default(),
            pattern: Pattern::default(),
            free: vec![0; usize::try_from(*stations).unwrap_or(1)],
            recent: VecDeque::new(),
        };
        Self {
            chance: ChaCha8Rng::seed_from_u64(seed),
            stalls: STALLS.iter().map(stall).collect(),
            held: Vec::new(),
            served: 0,
        }
    }

    fn below(&mut self, limit: u64) -> i64 {
        i64::try_from(self.chance.next_u64() % limit).unwrap_or(0)
    }

    /// Who comes when: most in the morning, some of them with a slot.
    fn arrivals(&mut self) -> Vec<Ticket> {
        let mut arrivals: Vec<Ticket> = (0..TICKETS)
            .map(|_| {
                let span = if self.below(10) < 6 { OPEN / 2 } else { OPEN };
                let stall = match self.below(100) {
                    0..35 => 0,
                    35..70 => 1,
                    _ => 2,
                };
                let lane = match self.below(100) {
                    0..20 => Lane::Priority,
                    20..55 => Lane::Booked,
                    _ => Lane::WalkIn,
                };
                Ticket {
                    stall,
                    lane,
                    came: self.below(u64::try_from(span).unwrap_or(1)),
                    told: None,
                    missed: false,
                    transferred: false,
                }
            })
            .collect();
        arrivals.sort_by_key(|ticket| ticket.came);
        arrivals
    }

    fn join(&mut self, mut ticket: Ticket, now: i64) {
        let (stations, planned) = STALLS[ticket.stall];
        let stall = &mut self.stalls[ticket.stall];
        let length = |lane: &VecDeque<Ticket>| i64::try_from(lane.len()).unwrap_or(0);
        let before = length(&stall.lanes[ticket.lane as usize]);
        let mut lengths = [0, 1, 2].map(|lane| length(&stall.lanes[lane]));
        lengths[ticket.lane as usize] += 1;
        let recent: Vec<Served> = stall.recent.iter().copied().collect();
        let place = Place {
            pattern: stall.pattern,
            lane: ticket.lane,
            before,
            lengths,
            others: Others::default(),
        };
        let pace = Pace {
            recent: &recent,
            planned,
            stations,
        };
        let range = estimate(place, pace);
        ticket.told = range.map(|range| (now + range.earliest, now + range.latest));
        stall.lanes[ticket.lane as usize].push_back(ticket);
    }

    /// The station calls until somebody comes.
    fn call(&mut self, stall: usize, station: usize, now: i64) {
        loop {
            let here = &mut self.stalls[stall];
            let waits = [0, 1, 2].map(|lane| !here.lanes[lane].is_empty());
            let Some((lane, pattern)) = next(here.pattern, waits) else {
                return;
            };
            here.pattern = pattern;
            let Some(mut ticket) = here.lanes[lane as usize].pop_front() else {
                return;
            };
            if let Some((earliest, latest)) = ticket.told.take() {
                self.held.push((earliest..=latest).contains(&now));
            }
            if !ticket.missed && self.below(100) < 4 {
                // Comes three places later, and then for sure.
                ticket.missed = true;
                let lane = &mut self.stalls[stall].lanes[lane as usize];
                let place = lane.len().min(3);
                lane.insert(place, ticket);
                continue;
            }
            let (_, planned) = STALLS[stall];
            // From half to twice the planned time, most near it.
            let took = planned / 2 + (self.below(100) + self.below(100)) * planned / 150;
            let here = &mut self.stalls[stall];
            here.free[station] = now + took;
            here.recent.push_back(Served {
                lane,
                seconds: took,
            });
            if here.recent.len() > 20 {
                here.recent.pop_front();
            }
            self.served += 1;
            if !ticket.transferred && self.below(100) < 3 {
                ticket.transferred = true;
                ticket.stall = (stall + 1) % STALLS.len();
                self.served -= 1;
                self.join(ticket, now);
            }
            return;
        }
    }

    fn run(&mut self) {
        let mut arrivals = VecDeque::from(self.arrivals());
        // By tens of seconds until all are served.
        for now in (0..OPEN * 4).step_by(10) {
            while arrivals.front().is_some_and(|ticket| ticket.came <= now) {
                if let Some(ticket) = arrivals.pop_front() {
                    self.join(ticket, now);
                }
            }
            for stall in 0..STALLS.len() {
                for station in 0..self.stalls[stall].free.len() {
                    if self.stalls[stall].free[station] <= now {
                        self.call(stall, station, now);
                    }
                }
            }
        }
    }
}

#[test]
fn four_in_five_are_called_when_they_were_told() {
    for seed in 0..20 {
        let mut day = Day::new(seed);
        day.run();
        assert_eq!(day.served, TICKETS, "seed {seed}: everybody is served");
        let held = day.held.iter().filter(|held| **held).count();
        let share = held * 100 / day.held.len();
        assert!(share >= 80, "seed {seed}: {share} %");
    }
}
