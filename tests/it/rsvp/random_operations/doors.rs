//! What is done at the doors of the events.

use mulin_entities::*;
use rand::RngExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::client::{Client, refused};
use crate::rsvp::model::lost::Ack;
use crate::support::mutation::key;

const NOTED: &str = "checkIn { id heads { adults children } } alreadyCheckedIn";
/// Why a list takes nobody.
const CLOSED: [&str; 2] = ["CHECK_IN_LIST_CLOSED", "EVENT_CANCELLED"];
/// Why somebody is not let in.
const NOT_IN: [&str; 2] = ["NOT_GOING", "OUT_OF_RANGE"];

impl Client {
    /// Some event, and one of its lists.
    fn some_list(&mut self) -> (EventId, Value) {
        let number = self.some_stage();
        let (event, list) = (self.stage(number).event, self.stage(number).list);
        let mut input = json!({ "eventId": self.gid(event) });
        if self.rng.random_bool(0.85) {
            input["listId"] = self.gid(list);
        }
        (event, input)
    }

    /// Answers of whom most may come in.
    async fn who_may_come(&mut self, event: EventId) -> Vec<rsvp::Model> {
        let mut states = vec![RsvpState::Going];
        if self.rng.random_bool(0.2) {
            states.extend([
                RsvpState::Waitlisted,
                RsvpState::Offered,
                RsvpState::Withdrawn,
            ]);
        }
        self.answers(event, &states).await
    }

    pub(super) async fn check_in(&mut self) {
        let (event, mut input) = self.some_list();
        let all = self.who_may_come(event).await;
        let Some(row) = self.one_of(&all) else {
            return;
        };
        if self.rng.random_bool(0.2) {
            input["adults"] = json!(1);
            input["children"] = json!(0);
        }
        input["rsvpId"] = self.gid(row.id);
        if self.rng.random_bool(0.2) {
            let query = "query ($id: ID!) { node(id: $id) { ... on Rsvp { checkInCode } } }";
            let id = json!({ "id": self.gid(row.id) });
            let Some(told) = self.ask(row.person_id, query, id).await else {
                return;
            };
            if let Some(code) = told["node"]["checkInCode"].as_str() {
                input["code"] = json!(code);
                input.as_object_mut().expect("an object").remove("rsvpId");
            }
        }
        let organiser = self.era.world.town.organiser;
        let allowed = [CLOSED, NOT_IN].concat();
        let told = self
            .call(organiser, "checkIn", NOTED, input, &allowed)
            .await;
        if let Some(told) = told {
            self.told_of_heads(&told["checkIn"], None);
        }
    }

    pub(super) async fn walk_in(&mut self) {
        let (_, mut input) = self.some_list();
        let mut who = None;
        if self.rng.random_bool(0.7) {
            let (person, _) = self.somebody();
            who = Some(person);
            input["personId"] = self.gid(person);
        } else {
            input["adults"] = json!(self.rng.random_range(1..5));
        }
        let organiser = self.era.world.town.organiser;
        let allowed = [&CLOSED[..], &["COMES_WITH_PARTY"]].concat();
        let told = self
            .call(organiser, "recordWalkIn", NOTED, input, &allowed)
            .await;
        if let Some(told) = told {
            let is_new = told["alreadyCheckedIn"] == false;
            self.told_of_heads(&told["checkIn"], who.filter(|_| is_new));
        }
    }

    /// What a device noted while it was offline.
    pub(super) async fn hand_in(&mut self) {
        let (event, mut input) = self.some_list();
        let all = self.who_may_come(event).await;
        let mut items = Vec::new();
        for number in 0..self.rng.random_range(2..=6) {
            // Now and then it hands in again what it handed in before.
            let again = self.rng.random_bool(0.1);
            let turn = if again { self.handed_in } else { self.turn };
            let client_id = format!("{turn}-{number}");
            match self.one_of(&all) {
                Some(row) if self.rng.random_bool(0.9) => {
                    items.push(json!({ "clientId": client_id, "rsvpId": self.gid(row.id) }));
                }
                _ => items.push(json!({ "clientId": client_id, "adults": 2 })),
            }
        }
        self.handed_in = self.turn;
        input["device"] = json!(format!("door-{}", self.number));
        input["items"] = json!(items);
        let organiser = self.era.world.town.organiser;
        let selection = "results { status checkIn { id heads { adults children } } \
            userErrors { code path } }";
        let told = self
            .call(organiser, "checkInBatch", selection, input, &CLOSED)
            .await;
        let Some(told) = told else {
            return;
        };
        for one in told["results"].as_array().expect("a list") {
            if !refused(one, &NOT_IN) {
                self.told_of_heads(&one["checkIn"], None);
            }
        }
    }

    pub(super) async fn undo(&mut self) {
        let number = self.some_stage();
        let event = self.stage(number).event;
        let inside = check_in::Entity::find()
            .filter(check_in::Column::EventId.eq(event))
            .filter(check_in::Column::UndoneAt.is_null())
            .order_by_asc(check_in::Column::Id)
            .all(self.era.world.app.core.db().reader())
            .await
            .expect("the database answers");
        let Some(row) = self.one_of(&inside) else {
            return;
        };
        let input = json!({ "checkInId": self.gid(row.id) });
        let organiser = self.era.world.town.organiser;
        let told = self
            .call(organiser, "undoCheckIn", "checkIn { undoneAt }", input, &[])
            .await;
        if let Some(told) = told {
            assert!(told["checkIn"]["undoneAt"].is_string());
            self.report.acks.push(Ack::Undone { id: row.id });
        }
    }

    fn told_of_heads(&mut self, noted: &Value, walk_in: Option<PersonId>) {
        let count = |field: &str| noted["heads"][field].as_i64().expect("a number");
        self.report.acks.push(Ack::CheckedIn {
            id: CheckInId(key(&noted["id"])),
            heads: count("adults") + count("children"),
            walk_in,
        });
    }
}
