//! People, places and events for tests, made through the domain's own commands.

mod crowd;

use async_graphql::ID;
use chrono::TimeDelta;
use mulin::graphql::id::{GlobalId, encode};
use mulin_domain::event::{CreateEvent, PublishEvent, RsvpTerms, create_event, publish_event};
use mulin_domain::person::{GrantRole, Home, RegisterPerson, grant_role, register_person, store};
use mulin_domain::place::{CreateArea, CreateVenue, Position, create_area, create_venue};
use mulin_domain::rsvp::{Answer, Party, RespondToEvent, WhenFull, respond_to_event};
use mulin_domain::{Actor, Core};
use mulin_entities::*;

use crate::support::app::TestApp;

mod almanac;
mod banquets;
mod events;
mod help;
mod messages;
mod people;
mod series;
mod stalls;
mod states;

pub use almanac::*;
pub use banquets::*;
pub use events::*;
pub use help::*;
pub use messages::*;
pub use people::*;
pub use series::*;
pub use stalls::*;
pub use states::*;

pub use crowd::{answer, crowd, regulars};

/// A city with one street, one community, one grid and two units, and who matters in them.
pub struct Town {
    /// 市.
    pub city: area::Model,
    /// 社区.
    pub community: area::Model,
    /// 邻: where residents live unless told otherwise.
    pub unit: area::Model,
    /// Another one of the same grid.
    pub other_unit: area::Model,
    /// Runs the city.
    pub admin: PersonId,
    /// Plans events of the community.
    pub organiser: PersonId,
    /// Looks after `unit`.
    pub steward: PersonId,
    /// Holds events of the community.
    pub venue: venue::Model,
}

/// What distinguishes an event of a test.
pub struct Plan {
    /// Title.
    pub title: &'static str,
    /// Seats; none for unlimited.
    pub capacity: Option<i32>,
    /// How long from now it starts; it lasts two hours.
    pub starts_in: TimeDelta,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whether it is published.
    pub published: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            title: "元宵灯会",
            capacity: None,
            starts_in: TimeDelta::days(7),
            visibility: Visibility::Public,
            published: true,
        }
    }
}

/// An area below another.
pub async fn area(
    core: &Core,
    parent: Option<&area::Model>,
    kind: AreaKind,
    name: &str,
) -> area::Model {
    let parent_id = parent.map(|parent| Ok(parent.id));
    let input = CreateArea {
        parent_id,
        kind,
        name: name.to_owned(),
        contact_phone: None,
    };
    create_area(core, &Actor::System, input, None)
        .await
        .expect("an area can be made")
}

/// A resident in a household of their own, with an e-mail address made from the name.
pub async fn resident(core: &Core, unit: &area::Model, name: &str) -> person::Model {
    let input = RegisterPerson {
        unit_id: Ok(unit.id),
        home: Home::Building("1栋101".to_owned()),
        name: name.to_owned(),
        preferred_name: None,
        birth_year: Some(1960),
        locale: None,
        email: Some(format!("{name}@example.org")),
        phone: None,
    };
    register_person(core, &Actor::System, input, None)
        .await
        .expect("a person can be made")
}

/// Gives a role.
pub async fn grant(
    core: &Core,
    person: PersonId,
    role: Role,
    area: &area::Model,
) -> role_grant::Model {
    let input = GrantRole {
        person_id: Ok(person),
        role,
        area_id: Ok(area.id),
        valid_from: None,
        valid_until: None,
    };
    grant_role(core, &Actor::System, input, None)
        .await
        .expect("a role can be given")
}

impl Town {
    /// Founds one.
    pub async fn found(app: &TestApp) -> Self {
        Self::named(app, "睦安市").await
    }

    /// Founds one by name, so that there can be two.
    pub async fn named(app: &TestApp, name: &str) -> Self {
        let core = &app.core;
        let city = area(core, None, AreaKind::City, name).await;
        let street = area(core, Some(&city), AreaKind::Street, "澄湖街道").await;
        let community = area(core, Some(&street), AreaKind::Community, "桂花社区").await;
        let grid = area(core, Some(&community), AreaKind::Grid, "第一网格").await;
        let unit = area(core, Some(&grid), AreaKind::Unit, "东邻").await;
        let other_unit = area(core, Some(&grid), AreaKind::Unit, "西邻").await;
        let admin = resident(core, &unit, "admin").await.id;
        let organiser = resident(core, &unit, "organiser").await.id;
        let steward = resident(core, &unit, "steward").await.id;
        grant(core, admin, Role::Admin, &city).await;
        grant(core, organiser, Role::Organiser, &community).await;
        grant(core, steward, Role::Steward, &unit).await;
        let input = CreateVenue {
            area_id: Ok(community.id),
            name: "邻里中心".to_owned(),
            address: "桂花路18号".to_owned(),
            position: Some(Position {
                latitude: 30.38,
                longitude: 106.78,
            }),
            seats: Some(200),
            step_free: true,
            accessibility: None,
        };
        let organising = actor(core, organiser).await;
        let venue = create_venue(core, &organising, input, None)
            .await
            .expect("a venue can be made");
        Self {
            city,
            community,
            unit,
            other_unit,
            admin,
            organiser,
            steward,
            venue,
        }
    }

    /// A resident of the unit.
    pub async fn resident(&self, app: &TestApp, name: &str) -> PersonId {
        resident(&app.core, &self.unit, name).await.id
    }

    /// The first so many residents of the unit: `r0`, `r1`, ….
    pub async fn residents(&self, app: &TestApp, count: usize) -> Vec<PersonId> {
        let mut people = Vec::with_capacity(count);
        for number in 0..count {
            people.push(self.resident(app, &format!("r{number}")).await);
        }
        people
    }

    /// An event of the community.
    pub async fn event(&self, app: &TestApp, plan: Plan) -> event::Model {
        let core = &app.core;
        let organiser = actor(core, self.organiser).await;
        let shanghai = chrono_tz::Asia::Shanghai;
        let starts = (app.now() + plan.starts_in).with_timezone(&shanghai);
        let ends = starts + TimeDelta::hours(2);
        let local =
            |at: chrono::DateTime<chrono_tz::Tz>| at.format("%Y-%m-%dT%H:%M:%S").to_string();
        let input = CreateEvent {
            area_id: Ok(self.community.id),
            festival_id: None,
            kind: EventKind::Festival,
            visibility: plan.visibility,
            title: plan.title.to_owned(),
            description: Some("赏灯、猜谜、吃汤圆。".to_owned()),
            venue_id: Some(Ok(self.venue.id)),
            starts_at: local(starts),
            ends_at: local(ends),
            time_zone: None,
            capacity: plan.capacity,
            max_party: None,
            rsvp_opens_at: None,
            rsvp_closes_at: None,
            terms: RsvpTerms::default(),
        };
        let event = create_event(core, &organiser, input, None)
            .await
            .expect("an event can be made");
        if !plan.published {
            return event;
        }
        let input = PublishEvent {
            event_id: Ok(event.id),
            expected_version: None,
        };
        publish_event(core, &organiser, input)
            .await
            .expect("an event can be published")
    }
}

/// The person as an actor, with the grants of now.
pub async fn actor(core: &Core, person: PersonId) -> Actor {
    store::actor(core.db().reader(), person, None, core.now())
        .await
        .expect("the database answers")
        .expect("the person is there")
}

/// An answer through the domain.
pub async fn respond(
    core: &Core,
    person: PersonId,
    event: EventId,
    answer: Answer,
    adults: i32,
) -> mulin_domain::Result<rsvp::Model> {
    let input = RespondToEvent {
        event_id: Ok(event),
        acting: mulin_domain::person::Acting::default(),
        answer,
        party: Some(Party::of(adults, 0)),
        note: None,
        when_full: WhenFull::Waitlist,
        answers: None,
    };
    respond_to_event(core, &actor(core, person).await, input, None).await
}

/// A global id as clients see it.
pub fn gid<T: GlobalId>(town: &Town, id: T) -> ID {
    encode(town.city.id, id)
}
