//! A November, and the first morning of December, of which everything is known.

use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::event::CreateEvent;
use mulin_domain::place::store;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};

use super::work::{corrects, serves};
use super::{november, total};
use crate::factories::{ServiceDay, Town, area, change_person, gid, housemate, resident, respond};
use crate::support::app::TestApp;
use crate::support::mutation::with;

/// A town of two communities.
pub struct Month {
    /// The town, with a service day of its community on the 28th.
    pub day: ServiceDay,
    /// What the two communities are part of.
    pub street: area::Model,
    /// The other community.
    pub neighbour: area::Model,
    /// Whoever looks after the whole community.
    pub steward: PersonId,
    /// What was told of the street at some moments, as of these.
    pub moments: Vec<(DateTime<Utc>, Value)>,
    /// The same while somebody was checked in whom a helper had taken for another.
    pub mistaken: (DateTime<Utc>, Value),
    /// The other community's unit.
    far: area::Model,
}

/// An instant on the clocks of Shanghai.
pub fn at(text: &str) -> DateTime<Utc> {
    let text = format!("{text}:00+08:00");
    let at = DateTime::parse_from_rfc3339(&text).expect("an instant");
    at.to_utc()
}

fn go_to(app: &TestApp, text: &str) {
    let span = at(text) - app.now();
    assert!(span >= TimeDelta::zero(), "{text} has passed");
    app.advance(span);
}

impl Month {
    /// All of it; the second of December has come.
    pub async fn whole(app: &TestApp) -> Self {
        let mut month = Self::plan(app).await;
        month.gathering(app).await;
        month.next_door(app).await;
        month.called_off(app).await;
        month.service_day(app).await;
        month.december(app).await;
        go_to(app, "2026-12-02T12:00");
        month
    }

    /// The town.
    pub fn town(&self) -> &Town {
        &self.day.town
    }

    async fn plan(app: &TestApp) -> Self {
        let town = Town::found(app).await;
        let core = &app.core;
        let street = town.community.parent_id.expect("a community has a street");
        let street = store::area(core.db().reader(), street).await;
        let street = street.expect("the table is read").expect("it is there");
        let neighbour = area(core, Some(&street), AreaKind::Community, "邻里社区").await;
        let grid = area(core, Some(&neighbour), AreaKind::Grid, "第九网格").await;
        let far = area(core, Some(&grid), AreaKind::Unit, "远邻").await;
        let steward = town.resident(app, "overseer").await;
        crate::factories::grant(core, steward, Role::Steward, &town.community).await;
        let plan = CreateEvent {
            kind: EventKind::ServiceDay,
            starts_at: "2026-11-28T09:00".to_owned(),
            ends_at: "2026-11-28T17:00".to_owned(),
            ..town.gathering(app, "便民服务日")
        };
        let event = town.publish(app, plan).await;
        let day = ServiceDay { town, event };
        let nothing = (app.now(), Value::Null);
        Self {
            day,
            street,
            neighbour,
            steward,
            moments: Vec::new(),
            mistaken: nothing,
            far,
        }
    }

    async fn event(&self, app: &TestApp, area: &area::Model, hours: [&str; 2]) -> event::Model {
        let plan = CreateEvent {
            area_id: Ok(area.id),
            starts_at: hours[0].to_owned(),
            ends_at: hours[1].to_owned(),
            ..self.town().gathering(app, "聚会")
        };
        self.town().publish(app, plan).await
    }

    /// A mutation of the administrator, which must be done.
    async fn done(&self, app: &TestApp, mutation: &str, selection: &str, input: Value) -> Value {
        let admin = self.town().admin;
        self.day.done(app, admin, mutation, selection, input).await
    }

    async fn walk_in(&self, app: &TestApp, event: &event::Model, more: Value) -> Value {
        let input = with(&json!({ "eventId": self.day.id(event.id) }), more);
        self.done(app, "recordWalkIn", "checkIn { id }", input)
            .await
    }

    async fn comes(&self, app: &TestApp, event: &event::Model, person: PersonId) -> Value {
        let more = json!({ "personId": self.day.id(person) });
        self.walk_in(app, event, more).await
    }

    async fn now(&self, app: &TestApp) -> (DateTime<Utc>, Value) {
        let asked_at = app.now();
        let told = total(app, self.town(), &self.street, november()).await;
        app.advance(TimeDelta::seconds(1));
        (asked_at, told)
    }

    async fn note(&mut self, app: &TestApp) {
        let moment = self.now(app).await;
        self.moments.push(moment);
    }

    /// The 22nd: 15 heads, of whom 9 are known. A party of three of which two are known, 66 and 16, of one
    /// household; an elder of 86 from the other unit, who is also on the list of lunch; six neighbours of
    /// 66; four without a name. Somebody was taken for another.
    async fn gathering(&mut self, app: &TestApp) {
        let (town, hours) = (self.town(), ["2026-11-22T10:00", "2026-11-22T12:00"]);
        let event = self.event(app, &town.community, hours).await;
        let party = town.resident(app, "party").await;
        let child = housemate(app, party, "child", Some(2010)).await;
        let elder = resident(&app.core, &town.other_unit, "elder").await.id;
        change_person(app, elder, |row| row.birth_year = Some(1940)).await;
        let mistaken = town.resident(app, "mistaken").await;
        let volunteer = town.resident(app, "firstvolunteer").await;
        let answer = respond(&app.core, party, event.id, Answer::Going, 3).await;
        let answer = answer.expect("an answer is taken").id;
        let named = rsvp_member::ActiveModel {
            rsvp_id: Set(answer),
            event_id: Set(event.id),
            person_id: Set(child),
            holds: Set(true),
        };
        rsvp_member::Entity::insert(named)
            .exec_without_returning(app.core.db().writer())
            .await
            .expect("the row can be written");
        go_to(app, "2026-11-22T09:00");
        self.note(app).await;
        let input = json!({ "eventId": self.day.id(event.id), "rsvpId": self.day.id(answer) });
        self.done(app, "checkIn", "checkIn { id }", input).await;
        self.comes(app, &event, elder).await;
        let lunch = json!({ "eventId": self.day.id(event.id), "name": "午餐" });
        let lunch = self
            .done(app, "createCheckInList", "list { id }", lunch)
            .await;
        let lunch = json!({ "personId": self.day.id(elder), "listId": lunch["id"] });
        self.walk_in(app, &event, lunch).await;
        for number in 0..6 {
            let person = self.town().resident(app, &format!("n{number}")).await;
            self.comes(app, &event, person).await;
        }
        self.walk_in(app, &event, json!({ "adults": 3, "children": 1 }))
            .await;
        self.note(app).await;
        let wrong = self.comes(app, &event, mistaken).await;
        self.mistaken = self.now(app).await;
        let undo = json!({ "checkInId": wrong["id"] });
        self.done(app, "undoCheckIn", "checkIn { id }", undo).await;
        go_to(app, "2026-11-22T13:00");
        serves(app, &event, volunteer, event.starts_at, 30).await;
        self.note(app).await;
    }

    /// The same day in the other community: somebody of 36 and five without a name; an hour of service.
    async fn next_door(&mut self, app: &TestApp) {
        let hours = ["2026-11-22T15:00", "2026-11-22T17:00"];
        let event = self.event(app, &self.neighbour, hours).await;
        let guest = resident(&app.core, &self.far, "guest").await.id;
        change_person(app, guest, |row| row.birth_year = Some(1990)).await;
        go_to(app, "2026-11-22T14:30");
        self.comes(app, &event, guest).await;
        self.walk_in(app, &event, json!({ "adults": 5 })).await;
        go_to(app, "2026-11-22T18:00");
        let volunteer = self.named(app, "firstvolunteer").await;
        serves(app, &event, volunteer, event.starts_at, 60).await;
        self.note(app).await;
    }

    /// The 23rd: one had come before it was called off.
    async fn called_off(&mut self, app: &TestApp) {
        let hours = ["2026-11-23T10:00", "2026-11-23T12:00"];
        let event = self.event(app, &self.town().community, hours).await;
        let draft = self.town().gathering(app, "草稿");
        self.town().make(app, draft, EventState::Draft).await;
        go_to(app, "2026-11-23T08:00");
        self.walk_in(app, &event, json!({ "adults": 1 })).await;
        self.note(app).await;
        let cancel = json!({ "eventId": self.day.id(event.id) });
        self.done(app, "cancelEvent", "event { id }", cancel).await;
        self.note(app).await;
    }

    /// The 28th: 10 heads without a name. Haircuts of somebody of 66, of somebody whose age nobody knows,
    /// and at the desk; shoes of the elder, which were left there, and of a neighbour, of whose two one was
    /// mended and collected; two of three knives of the guest. One haircut was not over yet, and one waits.
    async fn service_day(&mut self, app: &TestApp) {
        let services = json!([
            { "name": "理发", "prefix": "A", "minutes": 20 },
            { "name": "=磨刀", "prefix": "B", "minutes": 10 },
            { "name": "修鞋", "prefix": "C", "minutes": 10, "mode": "DROP_OFF" },
        ]);
        let stall = self.day.stall(app, json!({ "services": services })).await;
        let (hair, knives) = (&stall["services"][0], &stall["services"][1]);
        let (shoes, station) = (&stall["services"][2], &stall["stations"][0]);
        let ageless = self.town().resident(app, "ageless").await;
        change_person(app, ageless, |row| row.birth_year = None).await;
        let sent_back = self.town().resident(app, "sentback").await;
        let waits = self.town().resident(app, "waits").await;
        let volunteer = self.town().resident(app, "secondvolunteer").await;
        self.day.begin(app);
        self.day.open_station(app, station).await;
        self.walk_in(app, &self.day.event, json!({ "adults": 10 }))
            .await;
        let party = self.named(app, "party").await;
        self.served(app, station, party, hair, json!({}), json!({}))
            .await;
        self.served(app, station, ageless, hair, json!({}), json!({}))
            .await;
        self.day.desk(app, hair, json!({})).await;
        self.day.serve(app, station).await;
        self.note(app).await;
        let elder = self.named(app, "elder").await;
        let left = json!({ "itemsDone": 1 });
        self.served(app, station, elder, shoes, json!({}), left)
            .await;
        let neighbour = self.named(app, "n0").await;
        let two = json!({ "items": 2 });
        let mended = self
            .served(app, station, neighbour, shoes, two, json!({}))
            .await;
        self.note(app).await;
        let one = json!({ "itemsDone": 1 });
        self.day.step_with(app, "makeReady", &mended, one).await;
        self.note(app).await;
        self.day.step(app, "collectItems", &mended).await;
        let guest = self.named(app, "guest").await;
        let (three, two) = (json!({ "items": 3 }), json!({ "itemsDone": 2 }));
        self.served(app, station, guest, knives, three, two).await;
        let wrong = self
            .served(app, station, sent_back, hair, json!({}), json!({}))
            .await;
        self.note(app).await;
        self.day.step(app, "undoTicketMove", &wrong).await;
        self.day.take(app, waits, hair, json!({})).await;
        self.note(app).await;
        go_to(app, "2026-11-28T18:00");
        let event = self.day.event.clone();
        let first = self.named(app, "firstvolunteer").await;
        let record = serves(app, &event, first, event.starts_at, 60).await;
        serves(app, &event, volunteer, event.starts_at, 120).await;
        self.note(app).await;
        corrects(app, &record, 90).await;
        self.note(app).await;
    }

    /// The first of December, from seven in the morning, when it is still November in Greenwich, until
    /// nine, when it is not: two heads, and service from its beginning.
    async fn december(&mut self, app: &TestApp) {
        let hours = ["2026-12-01T07:00", "2026-12-01T09:00"];
        let event = self.event(app, &self.town().community, hours).await;
        assert_eq!(event.starts_at.format("%m-%d").to_string(), "11-30");
        go_to(app, "2026-12-01T06:30");
        self.walk_in(app, &event, json!({ "adults": 2 })).await;
        go_to(app, "2026-12-01T10:00");
        let volunteer = self.named(app, "secondvolunteer").await;
        serves(app, &event, volunteer, event.starts_at, 45).await;
    }

    /// Takes a ticket, calls it and serves it to its end; gives it.
    async fn served(
        &self,
        app: &TestApp,
        station: &Value,
        who: PersonId,
        service: &Value,
        brought: Value,
        done: Value,
    ) -> Value {
        self.day.take(app, who, service, brought).await;
        let called = self.day.call(app, station).await;
        self.day.step(app, "startServing", &called).await;
        self.day
            .step_with(app, "finishServing", &called, done)
            .await
    }

    /// The person of that name.
    pub async fn named(&self, app: &TestApp, name: &str) -> PersonId {
        let people = person::Entity::find().all(app.core.db().reader()).await;
        let people = people.expect("the table is read");
        let person = people.iter().find(|person| person.name == name);
        person.expect("somebody of that name").id
    }

    /// A global id.
    pub fn id(&self, area: &area::Model) -> String {
        gid(self.town(), area.id).0
    }
}
