//! Service days, with stalls and their tickets, made as organisers and residents make them.

use chrono::{DateTime, TimeDelta, Utc};
use mulin::graphql::id::GlobalId;
use mulin_entities::*;
use serde_json::{Value, json};

use super::{Town, gid};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::mutation::{key, with};

/// What tests look at of a stall.
pub const STALL: &str = "stall { id name place version removedAt walkInPercent priorityFromAge \
    callsBeforeSkip backAfter nearlyPlaces team { name } viewerCan { edit serve } \
    services { id name prefix minutes mode slots { id startsAt endsAt places left } } \
    stations { id name state service { id } } }";

/// What tests look at of a ticket.
pub const TICKET: &str = "ticket { id number day state source lane priority label items itemsDone \
    version endedReason waitlistPosition slot { id startsAt } station { id } service { id } person { name } holderName \
    transferredFrom { id } wait { placesAhead openStations earliest latest } \
    viewerCan { cancel changeSlot checkIn serve } }";

/// A town with a public service day on the 28th, from nine to five by the clocks of Shanghai.
pub struct ServiceDay {
    /// The town.
    pub town: Town,
    /// The day.
    pub event: event::Model,
}

impl ServiceDay {
    /// One that is published and lies a week ahead.
    pub async fn plan(app: &TestApp) -> Self {
        let town = Town::found(app).await;
        let mut input = town.gathering(app, "便民服务日");
        input.starts_at = "2026-11-28T09:00".to_owned();
        input.ends_at = "2026-11-28T17:00".to_owned();
        let event = town.publish(app, input).await;
        Self { town, event }
    }

    /// The same, with one stall of a service and so many stations, on the day itself, all of them open.
    pub async fn open(app: &TestApp, stations: usize) -> (Self, Value) {
        let day = Self::plan(app).await;
        let stations: Vec<Value> = (1..=stations)
            .map(|number| json!({ "name": format!("{number}号台") }))
            .collect();
        let stall = day.stall(app, json!({ "stations": stations })).await;
        day.begin(app);
        for station in stall["stations"].as_array().expect("a list") {
            day.open_station(app, station).await;
        }
        (day, stall)
    }

    /// A global id.
    pub fn id<T: GlobalId>(&self, id: T) -> String {
        gid(&self.town, id).0
    }

    /// Whoever runs the day.
    pub fn organiser(&self) -> PersonId {
        self.town.organiser
    }

    /// Nine o'clock of the day.
    pub fn start(&self) -> DateTime<Utc> {
        self.event.starts_at
    }

    /// It is nine o'clock of the day.
    pub fn begin(&self, app: &TestApp) {
        app.advance(self.start() - app.now());
    }

    /// Runs a mutation that must be done; gives its object.
    pub async fn done(
        &self,
        app: &TestApp,
        who: PersonId,
        mutation: &str,
        selection: &str,
        input: Value,
    ) -> Value {
        let reply = app.mutate(Some(who), mutation, selection, input).await;
        assert_eq!(reply.refusals(mutation), [""; 0], "{mutation}");
        let (object, _) = selection.split_once(' ').expect("an object");
        reply.at(&format!("/{mutation}/{object}")).clone()
    }

    /// A stall for haircuts with one station, with more said of it.
    pub async fn stall(&self, app: &TestApp, more: Value) -> Value {
        let input = json!({
            "eventId": self.id(self.event.id), "name": "义务理发",
            "services": [{ "name": "理发", "prefix": "A", "minutes": 20 }],
            "stations": [{ "name": "1号台" }],
        });
        let input = with(&input, more);
        self.done(app, self.organiser(), "addStall", STALL, input)
            .await
    }

    /// Slots of half an hour in the morning for the first service, of so many places of which all can be
    /// booked but the share of the stall; gives the stall.
    pub async fn slots(&self, app: &TestApp, stall: &Value, places: i32) -> Value {
        let input = json!({
            "serviceId": stall["services"][0]["id"],
            "ranges": [{ "from": "2026-11-28T09:00", "until": "2026-11-28T11:00",
                         "everyMinutes": 30, "places": places }],
        });
        self.done(app, self.organiser(), "setSlots", STALL, input)
            .await
    }

    /// Opens a station for the organiser.
    pub async fn open_station(&self, app: &TestApp, station: &Value) -> Value {
        let input = json!({ "stationId": station["id"] });
        let selection = "station { id state }";
        self.done(app, self.organiser(), "openStation", selection, input)
            .await
    }

    /// Books a slot, which must be done.
    pub async fn book(&self, app: &TestApp, who: PersonId, slot: &Value) -> Value {
        app.advance(TimeDelta::milliseconds(1));
        let input = json!({ "slotId": slot["id"] });
        self.done(app, who, "bookSlot", TICKET, input).await
    }

    /// Draws a number, which must be done, with more said of it; a second later, so that numbers have an
    /// order.
    pub async fn take(&self, app: &TestApp, who: PersonId, service: &Value, more: Value) -> Value {
        app.advance(TimeDelta::seconds(1));
        let input = with(&json!({ "serviceId": service["id"] }), more);
        self.done(app, who, "takeTicket", TICKET, input).await
    }

    /// Draws a number at the desk.
    pub async fn desk(&self, app: &TestApp, service: &Value, more: Value) -> Value {
        let more = with(&json!({ "atDesk": true }), more);
        self.take(app, self.organiser(), service, more).await
    }

    /// Calls the next ticket to a station; null for none.
    pub async fn call(&self, app: &TestApp, station: &Value) -> Value {
        app.advance(TimeDelta::seconds(1));
        let input = json!({ "stationId": station["id"] });
        self.done(app, self.organiser(), "callNext", TICKET, input)
            .await
    }

    /// A step of the staff, which must be done.
    pub async fn step(&self, app: &TestApp, step: &str, ticket: &Value) -> Value {
        self.step_with(app, step, ticket, json!({})).await
    }

    /// The same with more said.
    pub async fn step_with(&self, app: &TestApp, step: &str, ticket: &Value, more: Value) -> Value {
        app.advance(TimeDelta::seconds(1));
        let input = with(&json!({ "ticketId": ticket["id"] }), more);
        self.done(app, self.organiser(), step, TICKET, input).await
    }

    /// Calls and serves the next ticket of a station to its end; gives its number.
    pub async fn serve(&self, app: &TestApp, station: &Value) -> Option<String> {
        let called = self.call(app, station).await;
        let number = called["number"].as_str()?.to_owned();
        self.step(app, "startServing", &called).await;
        self.step(app, "finishServing", &called).await;
        Some(number)
    }

    /// A step of the staff, which may be refused.
    pub async fn try_step(&self, app: &TestApp, step: &str, ticket: &Value) -> Answer {
        let input = json!({ "ticketId": ticket["id"] });
        app.mutate(Some(self.organiser()), step, TICKET, input)
            .await
    }

    /// The ticket as it is now, as somebody sees it.
    pub async fn look(&self, app: &TestApp, who: PersonId, ticket: &Value) -> Value {
        let fields = TICKET.strip_prefix("ticket ").expect("an object");
        let query = format!("query ($id: ID!) {{ node(id: $id) {{ ... on Ticket {fields} }} }}");
        let answer = app
            .run(Some(who), &query, json!({ "id": ticket["id"] }))
            .await;
        answer.at("/node").clone()
    }
}

/// The key of a ticket that a client was shown.
pub fn ticket_key(ticket: &Value) -> TicketId {
    TicketId(key(&ticket["id"]))
}
