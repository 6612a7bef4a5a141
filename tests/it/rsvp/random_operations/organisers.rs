//! What those who run the events do.

use chrono::TimeDelta;
use mulin_entities::*;
use rand::RngExt;
use serde_json::{Value, json};

use super::client::{Client, refused};
use crate::rsvp::model::lost::Ack;
use crate::rsvp::model::terms::{Asked, TERMS};
use crate::rsvp::steps::local;
use crate::support::mutation::key;

/// Why an edit may be refused; also as the event would end before its answers close.
const REFUSALS: &[&str] = &[
    "EVENT_ENDED",
    "EVENT_STARTED",
    "EVENT_CANCELLED",
    "ONLY_TOGETHER",
];

impl Client {
    pub(super) async fn organise(&mut self) {
        match self.rng.random_range(0..20) {
            0..10 => self.resize().await,
            10..13 => self.reschedule().await,
            13..17 => self.open_or_close().await,
            _ => self.change_terms().await,
        }
    }

    async fn edit(&mut self, mutation: &str, more: Value) {
        let (era, stage) = (self.era.clone(), self.some_stage());
        let _alone = era.stages[stage].edited.lock().await;
        let event = era.stages[stage].event;
        let mut input = more;
        input["eventId"] = self.gid(event);
        let organiser = self.era.world.town.organiser;
        let selection = format!("event {{ {TERMS} }}");
        let told = self
            .call(organiser, mutation, &selection, input, REFUSALS)
            .await;
        if let Some(told) = told {
            let (version, asked) = Asked::told(&told["event"]);
            self.report.edits.push((event, version, asked));
        }
    }

    async fn resize(&mut self) {
        let capacity = match self.rng.random_range(0..12) {
            0 => None,
            _ => Some(self.rng.random_range(0..=36)),
        };
        self.edit("updateEvent", json!({ "capacity": capacity }))
            .await;
    }

    async fn reschedule(&mut self) {
        // Seldom so soon that nobody moves up any more, or people come in already.
        let minutes = match self.rng.random_range(0..6) {
            0 => self.rng.random_range(100..240),
            _ => self.rng.random_range(1_000..4_000),
        };
        let starts = self.era.world.app.now() + TimeDelta::minutes(minutes);
        let ends = starts + TimeDelta::hours(2);
        let more = json!({ "startsAt": local(starts), "endsAt": local(ends) });
        self.edit("rescheduleEvent", more).await;
    }

    /// Answers open later, close soon, or are taken as long as there is time.
    async fn open_or_close(&mut self) {
        let now = self.era.world.app.now();
        let soon = now + TimeDelta::minutes(self.rng.random_range(1..20));
        let more = match self.rng.random_range(0..6) {
            0 => json!({ "rsvpOpensAt": local(soon), "rsvpClosesAt": null }),
            1 => json!({ "rsvpOpensAt": null, "rsvpClosesAt": local(soon) }),
            _ => json!({ "rsvpOpensAt": null, "rsvpClosesAt": null }),
        };
        self.edit("updateEvent", more).await;
    }

    async fn change_terms(&mut self) {
        let more = match self.rng.random_range(0..4) {
            0 => json!({ "waitlistOrder": self.one_of(&["STRICT", "FIRST_FIT"]) }),
            1 => json!({ "needsApproval": self.rng.random_bool(0.4) }),
            2 => json!({ "householdLimit": self.one_of(&[None, Some(3), Some(6), Some(9)]) }),
            _ => {
                let windows = [None, Some("PT15M"), Some("PT30M"), Some("PT1H")];
                json!({ "offerWindow": self.one_of(&windows) })
            }
        };
        self.edit("updateEvent", more).await;
    }

    pub(super) async fn cancel(&mut self, stage: usize) {
        let era = self.era.clone();
        let _alone = era.stages[stage].edited.lock().await;
        let input = json!({ "eventId": self.gid(self.stage(stage).event) });
        let organiser = self.era.world.town.organiser;
        let ended = ["EVENT_ENDED"];
        self.call(organiser, "cancelEvent", "event { state }", input, &ended)
            .await;
    }

    /// Lets in, or does not, some of those who ask, at one event or two.
    pub(super) async fn decide(&mut self) {
        let mut ids: Vec<Value> = Vec::new();
        let first = self.some_stage();
        for step in 0..self.era.stages.len() {
            let event = self.stage((first + step) % self.era.stages.len()).event;
            let asks = [RsvpState::Requested, RsvpState::Refused];
            let all = self.answers(event, &asks).await;
            for _ in 0..self.rng.random_range(1..=3) {
                if let Some(row) = self.one_of(&all) {
                    ids.push(self.gid(row.id));
                }
            }
            if ids.len() > 3 {
                break;
            }
        }
        if ids.is_empty() {
            return self.answer().await;
        }
        let verbs = ["approveRsvps", "approveRsvps", "refuseRsvps"];
        let mutation = self.one_of(&verbs).expect("one of three");
        let selection = "results { rsvp { id decidedAt } userErrors { code path } }";
        let input = json!({ "rsvpIds": ids });
        let organiser = self.era.world.town.organiser;
        let told = self.call(organiser, mutation, selection, input, &[]).await;
        let Some(told) = told else {
            return;
        };
        let allowed = [
            "NOT_REQUESTED",
            "HOUSEHOLD_LIMIT",
            "MEMBER_HAS_SEAT",
            "IN_ANOTHER_PARTY",
            "EVENT_CANCELLED",
            "EVENT_ENDED",
        ];
        for one in told["results"].as_array().expect("a list") {
            if refused(one, &allowed) {
                continue;
            }
            // Who was let in without ever having asked was decided about by nobody.
            if let Some(at) = one["rsvp"]["decidedAt"].as_str() {
                self.report.acks.push(Ack::Decided {
                    rsvp: RsvpId(key(&one["rsvp"]["id"])),
                    at: at.parse().expect("a time"),
                });
            }
        }
    }
}
