//! The service days of the stage: stalls of the public event and of the one for those who were invited,
//! and a day that is on, with tickets of every kind.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::actors::Who;
use super::stage::Stage;
use crate::factories::{gid, in_shanghai};
use crate::support::app::TestApp;
use crate::support::mutation::{key, with};

/// A stall with its first service, its first station, and the slots of that service.
#[derive(Clone)]
pub struct Booth {
    pub stall: StallId,
    pub service: StallServiceId,
    pub station: StationId,
    pub slots: [SlotId; 2],
}

/// See the module.
pub struct ServiceDays {
    /// Of the public event, with everything known of it; the helper leads its team. The resident has booked
    /// the first slot.
    pub public: Booth,
    /// Of the public event, for which nobody holds a ticket.
    pub spare: Booth,
    /// Of the event for those who were invited.
    pub hidden: Booth,
    /// Of the public event, taken away.
    pub removed: StallId,
    /// The resident's, to the public event.
    pub booked: TicketId,
    /// Of the public event, where nothing can be booked: all is kept for those who draw a number.
    pub full: StallId,
    /// The resident's, who waits for a slot there.
    pub waitlisted: TicketId,
    /// A public service day that is on.
    pub day: EventId,
    /// Its stall: haircuts, at the first station; knives that are left there, at the second; blood
    /// pressure, at the third. All three are open, and nobody is at the second.
    pub today: Booth,
    /// Where things are left.
    pub knives: StallServiceId,
    /// Open, and nobody is there.
    pub free: StationId,
    /// Closed, for all services.
    pub closed: StationId,
    /// The resident's, for a haircut.
    pub waiting: TicketId,
    /// The resident's, for blood pressure, in a slot of today.
    pub coming: TicketId,
    /// Another slot of blood pressure.
    pub other_slot: SlotId,
    /// The housemate's, for a haircut, booked and there.
    pub there: TicketId,
    /// The resident's knife, collected.
    pub collected: TicketId,
    /// Drawn at the desk for somebody without a record, with everything told; called to the first station.
    pub called: TicketId,
    /// Likewise, for a haircut at first; goes on to blood pressure and is served at the third.
    pub serving: TicketId,
    /// Likewise, a knife that is there.
    pub received: TicketId,
    /// And one that is ready.
    pub ready: TicketId,
    /// Taken back by the staff.
    pub cancelled: TicketId,
}

impl ServiceDays {
    /// Before there are any.
    pub fn none() -> Self {
        let nil = Uuid::nil();
        let booth = Booth {
            stall: StallId(nil),
            service: StallServiceId(nil),
            station: StationId(nil),
            slots: [SlotId(nil); 2],
        };
        let ticket = TicketId(nil);
        Self {
            public: booth.clone(),
            spare: booth.clone(),
            hidden: booth.clone(),
            removed: StallId(nil),
            booked: ticket,
            full: StallId(nil),
            waitlisted: ticket,
            day: EventId(nil),
            today: booth,
            knives: StallServiceId(nil),
            free: StationId(nil),
            closed: StationId(nil),
            waiting: ticket,
            coming: ticket,
            other_slot: SlotId(nil),
            there: ticket,
            collected: ticket,
            called: ticket,
            serving: ticket,
            received: ticket,
            ready: ticket,
            cancelled: ticket,
        }
    }

    /// The organiser sets them up, people come, and some of them are served.
    pub async fn of(app: &TestApp, stage: &Stage) -> Self {
        let known = json!({
            "place": "广场东侧", "teamId": *gid(&stage.town, stage.team), "walkInPercent": 20,
            "neededSkill": "HAIRDRESSING",
        });
        let public = booth(app, stage, stage.public, known).await;
        let spare = booth(app, stage, stage.public, json!({ "name": "量血压" })).await;
        let hidden = booth(app, stage, stage.invited, json!({})).await;
        let removed = booth(app, stage, stage.public, json!({ "name": "修鞋" })).await;
        let remove = json!({ "stallId": *gid(&stage.town, removed.stall) });
        done(
            app,
            stage,
            Who::Organiser,
            "removeStall",
            "stall { id }",
            remove,
        )
        .await;
        let booked = book(app, stage, Who::Oneself, public.slots[0]).await;
        let kept = json!({ "name": "理疗", "walkInPercent": 100 });
        let full = booth(app, stage, stage.public, kept).await;
        let wait = json!({ "slotId": *gid(&stage.town, full.slots[0]), "waitlist": true });
        let waitlisted = ticket(app, stage, Who::Oneself, "bookSlot", wait).await;
        let days = Self {
            public,
            spare,
            hidden,
            removed: removed.stall,
            booked,
            full: full.stall,
            waitlisted,
            ..Self::none()
        };
        today(app, stage, days).await
    }
}

/// A stall of an event with more said of it, and slots from an hour and a half after the event began on.
async fn booth(app: &TestApp, stage: &Stage, event: EventId, more: Value) -> Booth {
    let input = json!({
        "eventId": *gid(&stage.town, event), "name": "义务理发",
        "services": [{ "name": "理发", "prefix": "A", "minutes": 15 }],
        "stations": [{ "name": "1号台", "servicePrefix": "A" }],
    });
    let fields = "stall { id services { id } stations { id } }";
    let input = with(&input, more);
    let made = done(app, stage, Who::Organiser, "addStall", fields, input).await;
    let service = StallServiceId(key(&made["services"][0]["id"]));
    let row = event::Entity::find_by_id(event)
        .one(app.core.db().reader())
        .await
        .expect("events are read")
        .expect("it is there");
    let from = row.starts_at + TimeDelta::minutes(90);
    Booth {
        stall: StallId(key(&made["id"])),
        service,
        station: StationId(key(&made["stations"][0]["id"])),
        slots: slots(app, stage, service, from).await,
    }
}

/// Two slots of a quarter of an hour from then on.
async fn slots(
    app: &TestApp,
    stage: &Stage,
    service: StallServiceId,
    from: chrono::DateTime<chrono::Utc>,
) -> [SlotId; 2] {
    let input = json!({
        "serviceId": *gid(&stage.town, service),
        "ranges": [{ "from": in_shanghai(from), "until": in_shanghai(from + TimeDelta::minutes(30)),
                     "everyMinutes": 15, "places": 50 }],
    });
    let fields = "stall { services { id slots { id } } }";
    let set = done(app, stage, Who::Organiser, "setSlots", fields, input).await;
    let services = set["services"].as_array().expect("a list").iter();
    let mut own = services.filter(|one| key(&one["id"]) == service.0);
    let own = own.next().expect("the service is there");
    [0, 1].map(|at| SlotId(key(&own["slots"][at]["id"])))
}

/// The day that is on; time has gone by for it.
async fn today(app: &TestApp, stage: &Stage, mut days: ServiceDays) -> ServiceDays {
    let town = &stage.town;
    let day = town.publish(app, town.gathering(app, "Haircuts")).await.id;
    begin(app, stage, day).await;
    let input = json!({
        "eventId": *gid(town, day), "name": "便民服务", "callsBeforeSkip": 1,
        "services": [
            { "name": "理发", "prefix": "A", "minutes": 15 },
            { "name": "磨刀", "prefix": "B", "minutes": 10, "mode": "DROP_OFF" },
            { "name": "量血压", "prefix": "C", "minutes": 5 },
        ],
        "stations": [
            { "name": "1号台", "servicePrefix": "A" }, { "name": "2号台", "servicePrefix": "B" },
            { "name": "3号台", "servicePrefix": "C" }, { "name": "4号台" },
        ],
    });
    let fields = "stall { id services { id } stations { id } }";
    let made = done(app, stage, Who::Organiser, "addStall", fields, input).await;
    let service = |at: usize| StallServiceId(key(&made["services"][at]["id"]));
    let station = |at: usize| StationId(key(&made["stations"][at]["id"]));
    for at in 0..3 {
        let open = json!({ "stationId": *gid(town, station(at)) });
        done(
            app,
            stage,
            Who::Organiser,
            "openStation",
            "station { id }",
            open,
        )
        .await;
    }
    let soon = app.now() + TimeDelta::minutes(10);
    let cuts = slots(app, stage, service(0), soon).await;
    let pressure = slots(app, stage, service(2), soon).await;

    days.called = desk(app, stage, service(0)).await;
    call(app, stage, station(0)).await;
    days.cancelled = desk(app, stage, service(0)).await;
    step(app, stage, "cancelBooking", days.cancelled, json!({})).await;
    let goes_on = desk(app, stage, service(0)).await;
    let to = json!({ "serviceId": *gid(town, service(2)) });
    days.serving = step(app, stage, "transferTicket", goes_on, to).await;
    let called = call(app, stage, station(2)).await;
    assert_eq!(called, days.serving, "nobody else waits there");
    step(app, stage, "startServing", days.serving, json!({})).await;

    days.received = left(app, stage, service(1), station(1)).await;
    days.ready = left(app, stage, service(1), station(1)).await;
    step(app, stage, "makeReady", days.ready, json!({})).await;
    days.collected = take(app, stage, Who::Oneself, service(1)).await;
    knife(app, stage, days.collected, station(1)).await;
    for name in ["makeReady", "collectItems"] {
        step(app, stage, name, days.collected, json!({})).await;
    }
    days.there = book(app, stage, Who::Housemate, cuts[0]).await;
    step(app, stage, "checkInBooking", days.there, json!({})).await;
    ServiceDays {
        day,
        waiting: take(app, stage, Who::Oneself, service(0)).await,
        coming: book(app, stage, Who::Oneself, pressure[0]).await,
        other_slot: pressure[1],
        knives: service(1),
        free: station(1),
        closed: station(3),
        today: Booth {
            stall: StallId(key(&made["id"])),
            service: service(0),
            station: station(0),
            slots: cuts,
        },
        ..days
    }
}

/// The event began two hours ago and lasts three more; the helper and the co-organiser have their part in
/// it.
async fn begin(app: &TestApp, stage: &Stage, event: EventId) {
    let (db, now) = (app.core.db().writer(), app.now());
    let (starts, ends) = (now - TimeDelta::hours(2), now + TimeDelta::hours(3));
    event::Entity::update_many()
        .col_expr(event::Column::StartsAt, Expr::value(starts))
        .col_expr(event::Column::EndsAt, Expr::value(ends))
        .filter(event::Column::Id.eq(event))
        .exec(db)
        .await
        .expect("an event can be moved");
    for who in [Who::Helper, Who::CoOrganiser] {
        let part = event_role::Model {
            id: app.core.new_id(),
            root_area_id: stage.town.city.id,
            event_id: event,
            person_id: stage.person(who).expect("they have a record"),
            role: who.part().expect("they have a part"),
            granted_by: None,
            created_at: now,
            ended_at: None,
        };
        let part = part.into_active_model().reset_all().insert(db).await;
        part.expect("a part can be written");
    }
}

async fn book(app: &TestApp, stage: &Stage, who: Who, slot: SlotId) -> TicketId {
    let input = json!({ "slotId": *gid(&stage.town, slot) });
    ticket(app, stage, who, "bookSlot", input).await
}

async fn take(app: &TestApp, stage: &Stage, who: Who, service: StallServiceId) -> TicketId {
    let input = json!({ "serviceId": *gid(&stage.town, service) });
    ticket(app, stage, who, "takeTicket", input).await
}

async fn desk(app: &TestApp, stage: &Stage, service: StallServiceId) -> TicketId {
    let input = json!({
        "serviceId": *gid(&stage.town, service), "atDesk": true, "label": "红帽子",
        "priority": "URGENT", "items": 2,
    });
    ticket(app, stage, Who::Organiser, "takeTicket", input).await
}

async fn call(app: &TestApp, stage: &Stage, station: StationId) -> TicketId {
    let input = json!({ "stationId": *gid(&stage.town, station) });
    ticket(app, stage, Who::Organiser, "callNext", input).await
}

async fn step(app: &TestApp, stage: &Stage, name: &str, of: TicketId, more: Value) -> TicketId {
    let input = with(&json!({ "ticketId": *gid(&stage.town, of) }), more);
    ticket(app, stage, Who::Organiser, name, input).await
}

/// A knife of somebody without a record that is left at the stall and done.
async fn left(
    app: &TestApp,
    stage: &Stage,
    service: StallServiceId,
    station: StationId,
) -> TicketId {
    let knife_of = desk(app, stage, service).await;
    knife(app, stage, knife_of, station).await;
    knife_of
}

async fn knife(app: &TestApp, stage: &Stage, of: TicketId, station: StationId) {
    assert_eq!(
        call(app, stage, station).await,
        of,
        "nobody else waits there"
    );
    step(app, stage, "startServing", of, json!({})).await;
    step(app, stage, "finishServing", of, json!({ "itemsDone": 1 })).await;
}

async fn ticket(app: &TestApp, stage: &Stage, who: Who, name: &str, input: Value) -> TicketId {
    TicketId(key(
        &done(app, stage, who, name, "ticket { id }", input).await["id"]
    ))
}

/// The object that a mutation answers, which is done.
async fn done(
    app: &TestApp,
    stage: &Stage,
    who: Who,
    name: &str,
    selection: &str,
    input: Value,
) -> Value {
    let answer = app.mutate(stage.person(who), name, selection, input).await;
    assert_eq!(answer.refusals(name), [""; 0], "{name}");
    let object = selection.split(' ').next().expect("an object");
    answer.at(&format!("/{name}/{object}")).clone()
}
