//! Who is there when two act at once, and what the event asks of them.

use chrono::TimeDelta;
use mulin_domain::rsvp::{Answer, Party, RespondToEvent, WhenFull, respond_to_event};
use mulin_entities::*;
use serde_json::{Value, json};

use super::acts::Act;
use crate::factories::{Plan, Town, actor, agrees, gid, housemate};
use crate::rsvp::model::last_seq;
use crate::rsvp::model::terms::{Asked, History};
use crate::rsvp::steps::{edit, leave, rsvp_of};
use crate::support::app::TestApp;

/// The people of all rounds.
pub(super) struct Cast {
    pub(super) town: Town,
    /// Who comes, and somebody of their household.
    pub(super) comes: (PersonId, PersonId),
    /// Who comes and is inside already.
    pub(super) inside: PersonId,
    /// For whom seats are held.
    pub(super) offered: PersonId,
    /// Who waits.
    pub(super) waits: PersonId,
    /// Who asked to come, when requests were asked for.
    pub(super) asks: PersonId,
    /// Who has not answered.
    pub(super) newcomer: PersonId,
    /// Who made room for the offer.
    pub(super) left: PersonId,
}

impl Cast {
    pub(super) async fn of(app: &TestApp) -> Self {
        let town = Town::found(app).await;
        let people = town.residents(app, 7).await;
        for person in &people {
            agrees(app, *person, ConsentPurpose::ActOnBehalf).await;
        }
        let partner = housemate(app, people[0], "partner", Some(1962)).await;
        Self {
            comes: (people[0], partner),
            inside: people[1],
            offered: people[2],
            waits: people[3],
            asks: people[4],
            newcomer: people[5],
            left: people[6],
            town,
        }
    }

    /// An event of six seats, on which everybody has begun: two come with two each, two seats are
    /// held, a pair waits, and one asks.
    pub(super) async fn scene(&self, app: &TestApp) -> Scene {
        let since = last_seq(app).await;
        let plan = Plan {
            capacity: Some(6),
            starts_in: TimeDelta::hours(3) + TimeDelta::minutes(30),
            ..Plan::default()
        };
        let event = self.town.event(app, plan).await.id;
        let ask = json!({ "needsApproval": true, "offerWindow": "PT1H" });
        edit(app, &self.town, event, ask).await;
        let (version, asked) = Asked::read(app, event).await;
        let mut history = History::since(version, asked);
        going(app, self.asks, event, 1).await;
        edit(app, &self.town, event, json!({ "needsApproval": false })).await;
        let (version, asked) = Asked::read(app, event).await;
        history.tell(version, asked.clone());
        let comes = going(app, self.comes.0, event, 2).await.id;
        let inside = going(app, self.inside, event, 2).await.id;
        going(app, self.left, event, 2).await;
        let offered = going(app, self.offered, event, 2).await.id;
        let waits = going(app, self.waits, event, 2).await.id;
        leave(app, &self.town, self.left, event).await;
        let asks = rsvp_of(app, event, self.asks).await.expect("an answer").id;
        let input = json!({ "eventId": *gid(&self.town, event),
            "rsvpId": *gid(&self.town, inside) });
        let organiser = Some(self.town.organiser);
        let noted = app
            .mutate(organiser, "checkIn", "checkIn { id }", input)
            .await;
        assert_eq!(noted.refusals("checkIn"), [""; 0]);
        Scene {
            since,
            event,
            version,
            asked,
            history,
            comes,
            offered,
            waits,
            asks,
            inside,
            check_in: noted.at("/checkIn/checkIn/id").clone(),
        }
    }
}

async fn going(app: &TestApp, who: PersonId, event: EventId, adults: i32) -> rsvp::Model {
    let input = RespondToEvent {
        event_id: Ok(event),
        acting: mulin_domain::person::Acting::default(),
        answer: Answer::Going,
        party: Some(Party::of(adults, 0)),
        note: None,
        when_full: WhenFull::Waitlist,
        answers: None,
    };
    let actor = actor(&app.core, who).await;
    let row = respond_to_event(&app.core, &actor, input, None).await;
    row.expect("an answer is taken")
}

pub(super) struct Scene {
    pub(super) since: i64,
    pub(super) event: EventId,
    /// Before the race.
    pub(super) version: i32,
    pub(super) asked: Asked,
    pub(super) history: History,
    pub(super) comes: RsvpId,
    pub(super) offered: RsvpId,
    pub(super) waits: RsvpId,
    pub(super) asks: RsvpId,
    pub(super) inside: RsvpId,
    pub(super) check_in: Value,
}

impl Scene {
    /// What the event asked at each version, by what the journal tells of the two.
    pub(super) fn history_after(&self, log: &[journal::Model], pair: [Act; 2]) -> History {
        let (mut version, mut asked) = (self.version, self.asked.clone());
        let mut history = self.history.clone();
        let of_event = |row: &&journal::Model| row.subject_id == self.event.0;
        let rows: Vec<_> = log.iter().filter(of_event).collect();
        // What came before made the version.
        let edits = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| matches!(row.verb.as_str(), "updated" | "rescheduled"));
        for (place, row) in edits.skip(2) {
            version += 1;
            let next = rows.get(place + 1).map(|row| row.verb.as_str());
            if row.verb == "rescheduled" {
                let starts_at = row.payload["to"].as_str().expect("a time");
                asked.phase.starts_at = starts_at.parse().expect("a time");
                asked.phase.ends_at = asked.phase.starts_at + TimeDelta::hours(2);
            } else if next != Some("capacity_changed") && pair.contains(&Act::Strict) {
                asked.terms.strict = true;
            }
            history.tell(version, asked.clone());
        }
        history
    }
}
