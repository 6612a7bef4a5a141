//! What guests do, and who answers for them.

use mulin_entities::*;
use rand::RngExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::client::{Client, refused};

const RSVP: &str = "rsvp { id state answeredAt party { adults children } }";

/// Why an answer may be refused.
const REFUSALS: &[&str] = &[
    "EVENT_FULL",
    "PARTY_DOES_NOT_FIT",
    "HOUSEHOLD_LIMIT",
    "MEMBER_HAS_SEAT",
    "IN_ANOTHER_PARTY",
    "REQUEST_REFUSED",
    "RSVP_NOT_OPEN_YET",
    "RSVP_CLOSED",
    "EVENT_CANCELLED",
    "EVENT_ENDED",
    "TOO_MANY_ITEMS",
];

impl Client {
    /// The answers to an event in one of these states, as they were a moment ago.
    pub(super) async fn answers(&self, event: EventId, states: &[RsvpState]) -> Vec<rsvp::Model> {
        rsvp::Entity::find()
            .filter(rsvp::Column::EventId.eq(event))
            .filter(rsvp::Column::State.is_in(states.iter().copied()))
            .order_by_asc(rsvp::Column::Id)
            .all(self.era.world.app.core.db().reader())
            .await
            .expect("the database answers")
    }

    /// Some party, perhaps with others of the household by name.
    fn party(&mut self, others: &[PersonId]) -> Value {
        let (adults, children) = (self.rng.random_range(1..=4), self.rng.random_range(0..=2));
        let mut party = json!({ "adults": adults, "children": children });
        if self.rng.random_bool(0.3) {
            let room = usize::try_from(adults + children - 1).expect("a small number");
            let most = room.min(others.len());
            let named = &others[..self.rng.random_range(0..=most)];
            let ids: Vec<Value> = named.iter().map(|id| self.gid(*id)).collect();
            party["memberIds"] = json!(ids);
        }
        party
    }

    fn said(&mut self, others: &[PersonId]) -> Value {
        let all = ["GOING", "GOING", "GOING", "GOING", "MAYBE", "DECLINED"];
        let mut said = json!({ "status": self.one_of(&all) });
        if self.rng.random_bool(0.8) {
            said["party"] = self.party(others);
        }
        said
    }

    pub(super) async fn answer(&mut self) {
        let (who, others) = self.somebody();
        let event = self.some_stage();
        let event = self.stage(event).event;
        let mut input = self.said(&others);
        input["eventId"] = self.gid(event);
        input["whenFull"] = json!(self.one_of(&["WAITLIST", "WAITLIST", "REFUSE"]));
        // Sometimes another of the household gives the answer.
        let mut by = who;
        if self.rng.random_bool(0.1)
            && let Some(other) = self.one_of(&others)
        {
            input["onBehalfOf"] = self.gid(who);
            by = other;
        }
        let told = self.call(by, "respondToEvent", RSVP, input, REFUSALS).await;
        if let Some(told) = told {
            self.told_answer(&told["rsvp"]);
        }
    }

    pub(super) async fn withdraw(&mut self) {
        let event = self.some_stage();
        let event = self.stage(event).event;
        let here = [
            RsvpState::Going,
            RsvpState::Waitlisted,
            RsvpState::Offered,
            RsvpState::Requested,
            RsvpState::Maybe,
        ];
        let all = self.answers(event, &here).await;
        let Some(row) = self.one_of(&all) else {
            return;
        };
        let input = json!({ "rsvpId": self.gid(row.id) });
        // Somebody may refuse it meanwhile.
        let allowed = ["EVENT_ENDED", "REQUEST_REFUSED"];
        let told = self
            .call(row.person_id, "withdrawRsvp", RSVP, input, &allowed)
            .await;
        if let Some(told) = told {
            self.told_answer(&told["rsvp"]);
        }
    }

    pub(super) async fn take_or_pass_offer(&mut self) {
        let first = self.some_stage();
        for step in 0..self.era.stages.len() {
            let event = self.stage((first + step) % self.era.stages.len()).event;
            let all = self.answers(event, &[RsvpState::Offered]).await;
            let Some(row) = self.one_of(&all) else {
                continue;
            };
            let status = self.one_of(&["GOING", "GOING", "GOING", "DECLINED"]);
            let input = json!({ "eventId": self.gid(event), "status": status });
            let told = self
                .call(row.person_id, "respondToEvent", RSVP, input, REFUSALS)
                .await;
            if let Some(told) = told {
                self.told_answer(&told["rsvp"]);
            }
            return;
        }
    }

    pub(super) async fn answer_for_people(&mut self) {
        let steward = self.era.world.town.steward;
        let event = self.some_stage();
        let event = self.stage(event).event;
        let mut people: Vec<Value> = Vec::new();
        let mut named: Vec<PersonId> = Vec::new();
        for _ in 0..self.rng.random_range(2..=5) {
            let (who, others) = self.somebody();
            if named.contains(&who) {
                continue;
            }
            named.push(who);
            let mut said = self.said(&others);
            said["personId"] = self.gid(who);
            people.push(said);
        }
        let input = json!({ "eventId": self.gid(event), "via": "PHONE", "people": people });
        let selection = format!("results {{ {RSVP} userErrors {{ code path }} }}");
        let told = self
            .call(steward, "respondForPeople", &selection, input, &[])
            .await;
        let Some(told) = told else {
            return;
        };
        for one in told["results"].as_array().expect("a list") {
            if !refused(one, REFUSALS) {
                self.told_answer(&one["rsvp"]);
            }
        }
    }
}
