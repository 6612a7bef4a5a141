//! What changes an answer.

use chrono::TimeDelta;
use mulin_entities::RsvpId;
use serde_json::{Value, json};

use super::scene::{Cast, Scene};
use crate::factories::gid;
use crate::rsvp::steps::{WITHDRAW, local};
use crate::support::answer::Answer as Reply;
use crate::support::app::TestApp;
use crate::support::mutation::with;

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
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

pub(super) use Act::*;

pub(super) const ACTS: [Act; 18] = [
    Respond, Newcomer, Withdraw, OnBehalf, ForPeople, Accept, Expire, Lower, Raise, Strict,
    Reschedule, Cancel, Approve, Refuse, CheckIn, HandIn, Undo, WalkIn,
];

/// What an act came to.
pub(super) struct Done {
    pub(super) mutation: &'static str,
    pub(super) reply: Option<Reply>,
}

impl Act {
    pub(super) async fn run(self, app: &TestApp, cast: &Cast, scene: &Scene) -> Done {
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
    pub(super) fn refusals(self) -> &'static [&'static str] {
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
