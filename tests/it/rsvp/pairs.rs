//! Every pair of what changes an answer, at once: whichever comes first, the books balance.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::TimeDelta;
use mulin_domain::rsvp::{Answer, Party, RespondToEvent, WhenFull, respond_to_event};
use mulin_entities::*;
use serde_json::{Value, json};

use super::model::terms::{Asked, History};
use super::model::{Model, assert_adds_up, journal_since, last_seq};
use super::random_operations::SETTINGS;
use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town, actor, agrees, gid, housemate};
use crate::support::answer::Answer as Reply;
use crate::support::app::TestApp;
use crate::support::mutation::with;

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// Who comes makes the party larger, or says so again.
    Respond,
    /// Who has not answered does.
    Newcomer,
    /// Who comes takes it back.
    Withdraw,
    /// Somebody of their household answers for who comes.
    OnBehalf,
    /// The steward answers for who comes, who waits and who has not answered.
    ForPeople,
    /// Who was offered seats takes them.
    Accept,
    /// The time of the offer ends, and the worker notes it.
    Expire,
    /// There are fewer seats.
    Lower,
    /// There are more.
    Raise,
    /// Nobody is passed any more.
    Strict,
    /// The event moves.
    Reschedule,
    /// The event does not take place.
    Cancel,
    /// A request is approved.
    Approve,
    /// It is refused.
    Refuse,
    /// Who comes is checked in.
    CheckIn,
    /// All parties are checked in by a device.
    HandIn,
    /// Who is inside goes out.
    Undo,
    /// Who has not answered walks in.
    WalkIn,
}

use Act::*;

const ACTS: [Act; 18] = [
    Respond, Newcomer, Withdraw, OnBehalf, ForPeople, Accept, Expire, Lower, Raise, Strict,
    Reschedule, Cancel, Approve, Refuse, CheckIn, HandIn, Undo, WalkIn,
];

/// The people of all rounds.
struct Cast {
    town: Town,
    /// Who comes, and somebody of their household.
    comes: (PersonId, PersonId),
    /// Who comes and is inside already.
    inside: PersonId,
    /// For whom seats are held.
    offered: PersonId,
    /// Who waits.
    waits: PersonId,
    /// Who asked to come, when requests were asked for.
    asks: PersonId,
    /// Who has not answered.
    newcomer: PersonId,
    /// Who made room for the offer.
    left: PersonId,
}

impl Cast {
    async fn of(app: &TestApp) -> Self {
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
    async fn scene(&self, app: &TestApp) -> Scene {
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

struct Scene {
    since: i64,
    event: EventId,
    /// Before the race.
    version: i32,
    asked: Asked,
    history: History,
    comes: RsvpId,
    offered: RsvpId,
    waits: RsvpId,
    asks: RsvpId,
    inside: RsvpId,
    check_in: Value,
}

impl Scene {
    /// What the event asked at each version, by what the journal tells of the two.
    fn history_after(&self, log: &[journal::Model], pair: [Act; 2]) -> History {
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
            } else if next != Some("capacity_changed") && pair.contains(&Strict) {
                asked.terms.strict = true;
            }
            history.tell(version, asked.clone());
        }
        history
    }
}

/// What an act came to.
struct Done {
    mutation: &'static str,
    reply: Option<Reply>,
}

impl Act {
    async fn run(self, app: &TestApp, cast: &Cast, scene: &Scene) -> Done {
        let town = &cast.town;
        let of_event = json!({ "eventId": *gid(town, scene.event) });
        let organiser = town.organiser;
        let id = |rsvp: RsvpId| json!(*gid(town, rsvp));
        let party = |adults: i32| json!({ "status": "GOING", "party": { "adults": adults } });
        let edited = "event { version }";
        let (who, mutation, selection, more) = match self {
            Respond => (cast.comes.0, "respondToEvent", "rsvp { id }", party(1)),
            Newcomer => (cast.newcomer, "respondToEvent", "rsvp { id }", party(1)),
            Withdraw => {
                let rsvp = json!({ "input": { "rsvpId": id(scene.comes) } });
                let reply = app.run(Some(cast.comes.0), WITHDRAW, rsvp).await;
                return Done::of("withdrawRsvp", reply);
            }
            OnBehalf => {
                let whom = json!({ "onBehalfOf": *gid(town, cast.comes.0) });
                let input = with(&party(3), whom);
                (cast.comes.1, "respondToEvent", "rsvp { id }", input)
            }
            ForPeople => {
                let one = |person, adults| {
                    with(&party(adults), json!({ "personId": *gid(town, person) }))
                };
                let people = [
                    one(cast.newcomer, 1),
                    one(cast.comes.0, 3),
                    one(cast.waits, 1),
                ];
                let input = json!({ "via": "PHONE", "people": people });
                let results = "results { userErrors { code } }";
                (town.steward, "respondForPeople", results, input)
            }
            Accept => (cast.offered, "respondToEvent", "rsvp { id }", party(2)),
            Expire => {
                app.advance(TimeDelta::hours(1));
                app.run_due_work().await;
                return Done {
                    mutation: "",
                    reply: None,
                };
            }
            Lower => (organiser, "updateEvent", edited, json!({ "capacity": 3 })),
            Raise => (organiser, "updateEvent", edited, json!({ "capacity": 9 })),
            Strict => {
                let strict = json!({ "waitlistOrder": "STRICT" });
                (organiser, "updateEvent", edited, strict)
            }
            Reschedule => {
                let starts = app.now() + TimeDelta::hours(9);
                let more = json!({ "startsAt": local(starts),
                    "endsAt": local(starts + TimeDelta::hours(2)) });
                (organiser, "rescheduleEvent", edited, more)
            }
            Cancel => (organiser, "cancelEvent", edited, json!({})),
            Approve | Refuse => {
                let mutation = match self {
                    Approve => "approveRsvps",
                    _ => "refuseRsvps",
                };
                let input = json!({ "rsvpIds": [id(scene.asks), id(scene.asks)] });
                let results = "results { userErrors { code } }";
                let reply = app.mutate(Some(organiser), mutation, results, input).await;
                return Done::of(mutation, reply);
            }
            CheckIn => {
                let more = json!({ "rsvpId": id(scene.comes) });
                (organiser, "checkIn", "checkIn { id }", more)
            }
            HandIn => {
                let all = [
                    scene.waits,
                    scene.offered,
                    scene.comes,
                    scene.inside,
                    scene.asks,
                ];
                let items: Vec<Value> = all
                    .iter()
                    .enumerate()
                    .map(|(n, rsvp)| json!({ "clientId": format!("{n}"), "rsvpId": id(*rsvp) }))
                    .collect();
                let more = json!({ "device": "d", "items": items });
                (organiser, "checkInBatch", "results { status }", more)
            }
            Undo => {
                let input = json!({ "checkInId": scene.check_in });
                let selection = "checkIn { undoneAt }";
                let reply = app
                    .mutate(Some(organiser), "undoCheckIn", selection, input)
                    .await;
                return Done::of("undoCheckIn", reply);
            }
            WalkIn => {
                let more = json!({ "personId": *gid(town, cast.newcomer) });
                (organiser, "recordWalkIn", "checkIn { id }", more)
            }
        };
        let input = with(&of_event, more);
        let reply = app.mutate(Some(who), mutation, selection, input).await;
        Done::of(mutation, reply)
    }

    /// Why it may be refused, whatever else happens.
    fn refusals(self) -> &'static [&'static str] {
        match self {
            Respond | Newcomer | Accept | OnBehalf => {
                &["EVENT_CANCELLED eventId", "PARTY_DOES_NOT_FIT party"]
            }
            Lower | Raise | Strict | Reschedule => &["EVENT_CANCELLED eventId"],
            CheckIn => &[
                "NOT_GOING rsvpId",
                "EVENT_CANCELLED eventId",
                "CHECK_IN_LIST_CLOSED listId",
            ],
            WalkIn => &[
                "COMES_WITH_PARTY personId",
                "EVENT_CANCELLED eventId",
                "CHECK_IN_LIST_CLOSED listId",
            ],
            HandIn => &["EVENT_CANCELLED eventId", "CHECK_IN_LIST_CLOSED listId"],
            Withdraw | ForPeople | Expire | Cancel | Approve | Refuse | Undo => &[],
        }
    }
}

impl Done {
    fn of(mutation: &'static str, reply: Reply) -> Self {
        Self {
            mutation,
            reply: Some(reply),
        }
    }
}

async fn race(app: &Arc<TestApp>, cast: &Arc<Cast>, pair: [Act; 2]) {
    let scene = Arc::new(cast.scene(app).await);
    let start = Arc::new(tokio::sync::Barrier::new(2));
    let racers = pair.map(|act| {
        let (app, cast, scene) = (app.clone(), cast.clone(), scene.clone());
        let start = start.clone();
        tokio::spawn(async move {
            start.wait().await;
            act.run(&app, &cast, &scene).await
        })
    });
    let mut walk_ins = HashMap::new();
    for (racer, act) in racers.into_iter().zip(pair) {
        let done = racer.await.expect("nobody panics");
        let Some(reply) = done.reply else {
            continue;
        };
        let refusals = reply.refusals(done.mutation);
        for refusal in &refusals {
            let allowed = act.refusals().contains(&refusal.as_str());
            assert!(allowed, "{pair:?}: {act:?} is refused: {refusal}");
        }
        if refusals.is_empty() && act == WalkIn {
            let noted = &reply.data()[done.mutation]["checkIn"]["id"];
            let id = CheckInId(crate::support::mutation::key(noted));
            walk_ins.insert(id, cast.newcomer);
        }
    }
    let log = journal_since(app, scene.since).await;
    let history = scene.history_after(&log, pair);
    let model = Model::of(app, scene.event, None, history, &log).await;
    let model = model.unwrap_or_else(|why| panic!("{pair:?}: {why}"));
    model.assert_is_what_stands(app).await;
    model.assert_was_let_in(app, &walk_ins).await;
    assert_adds_up(app, scene.event).await;
}

both_databases!(every_pair_of_operations_balances, with SETTINGS, |app| {
    let cast = Arc::new(Cast::of(&app).await);
    let app = Arc::new(app);
    for (number, first) in ACTS.into_iter().enumerate() {
        for second in &ACTS[number..] {
            race(&app, &cast, [first, *second]).await;
        }
    }
});
