//! The town in which every case plays: a resident with everything that can be hidden, events of
//! every visibility, and all who may ask.

mod events;
mod messages;
mod people;
mod series;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use mulin_domain::actor::LinkActor;
use mulin_domain::{Actor, Core, id};
use mulin_entities::*;
use uuid::Uuid;

use self::people::{another_city, another_community};
use self::series::Repeats;
pub use self::series::ten_days_ahead;
use super::actors::{Place, Who};
use super::authorities::Authorities;
use super::banquets::Banquets;
use super::belongings::Belongings;
use super::forms::Forms;
use super::messages::Messages;
use super::notices::Notices;
use super::seating::Seats;
use super::service_days::ServiceDays;
use super::terms;
use super::volunteers::Volunteers;
use super::votes;
use crate::factories::{Town, actor};
use crate::support::app::TestApp;

/// See the module.
pub struct Stage {
    pub town: Town,
    /// Of another community, with a telephone.
    pub away: area::Model,
    away_unit: area::Model,
    abroad: area::Model,
    people: HashMap<Who, PersonId>,
    /// When it was built.
    pub start: DateTime<Utc>,
    /// The resident's.
    pub household: HouseholdId,
    /// Of somebody in another community.
    pub away_household: HouseholdId,
    /// Run by the community, with everything known of it.
    pub venue: VenueId,
    /// Public, published, with a programme, a festival.
    pub public: EventId,
    /// For its audience, full, part of the festival.
    pub audience: EventId,
    /// For those who were invited.
    pub invited: EventId,
    /// Never published.
    pub draft: EventId,
    /// Published, then cancelled.
    pub cancelled: EventId,
    /// Cancelled before it was published.
    pub dropped: EventId,
    /// Of the public event.
    pub item: ProgrammeItemId,
    /// Of the draft.
    pub draft_item: ProgrammeItemId,
    /// The resident's, GOING with a note to the public event.
    pub going: RsvpId,
    /// The resident's, WAITLISTED for the full event.
    pub waiting: RsvpId,
    /// The resident's, DECLINED to the cancelled event.
    pub declined: RsvpId,
    /// The resident's, which begins in a month.
    pub grant: RoleGrantId,
    /// The resident's, which the steward wrote down and nobody confirmed yet.
    pub waiting_consent: ConsentId,
    /// The resident's, which the administrator confirmed.
    pub confirmed_consent: ConsentId,
    /// The resident's, which they took back.
    pub withdrawn_consent: ConsentId,
    /// Public, begun and over by now, where people are checked in still.
    pub today: EventId,
    /// Public, and takes no answers yet.
    pub later: EventId,
    /// The housemate's, OFFERED seats at that.
    pub offered: RsvpId,
    /// A list of the event of today with times of its own.
    pub side: CheckInListId,
    /// The resident's, GOING to that of today, and checked in.
    pub came: RsvpId,
    /// The housemate's, GOING to that of today too, and not there.
    pub stays_away: RsvpId,
    /// Of the resident's party.
    pub check_in: CheckInId,
    /// Of heads without names, taken back.
    pub undone: CheckInId,
    /// On which they are.
    pub list: CheckInListId,
    /// The helper's, in the public event.
    pub part: EventRoleId,
    /// Of the community; the helper leads it.
    pub team: TeamId,
    /// The resident's, to the public event.
    pub link_id: PersonalLinkId,
    link: String,
    /// What else the resident has.
    pub has: Belongings,
    /// What is asked, and who was invited.
    pub forms: Forms,
    /// To those who answered the public event, with everything known of it, and called off.
    pub announcement: AnnouncementId,
    /// How the resident is told.
    pub notices: Notices,
    /// What the resident was told.
    pub messages: Messages,
    /// What repeats.
    pub series: Repeats,
    /// What is eaten.
    pub banquets: Banquets,
    /// And who sits where.
    pub seats: Seats,
    /// What the authorities ask of its banquets, and what was filed and kept.
    pub authorities: Authorities,
    /// At the event for those who were invited, whose votes were counted.
    pub best_dish: DishId,
    /// Where people are served.
    pub service_days: ServiceDays,
    /// What the resident does as a volunteer.
    pub volunteers: Volunteers,
}

/// The events by their titles, each a word that no other has.
pub const TITLES: [&str; 6] = ["Lanterns", "Choir", "Chess", "Pottery", "Kites", "Quilting"];

impl Stage {
    /// Builds one; there may be several in one database.
    pub async fn build(app: &TestApp) -> Self {
        let core = &app.core;
        let town = Town::named(app, "睦安市").await;
        let (away, away_unit) = another_community(core, &town).await;
        let abroad = another_city(core).await;
        let mut stage = Self {
            away,
            away_unit,
            abroad,
            people: HashMap::new(),
            start: app.now(),
            household: HouseholdId(Uuid::nil()),
            away_household: HouseholdId(Uuid::nil()),
            venue: town.venue.id,
            public: EventId(Uuid::nil()),
            audience: EventId(Uuid::nil()),
            invited: EventId(Uuid::nil()),
            draft: EventId(Uuid::nil()),
            cancelled: EventId(Uuid::nil()),
            dropped: EventId(Uuid::nil()),
            today: EventId(Uuid::nil()),
            later: EventId(Uuid::nil()),
            offered: RsvpId(Uuid::nil()),
            side: CheckInListId(Uuid::nil()),
            came: RsvpId(Uuid::nil()),
            stays_away: RsvpId(Uuid::nil()),
            check_in: CheckInId(Uuid::nil()),
            undone: CheckInId(Uuid::nil()),
            list: CheckInListId(Uuid::nil()),
            item: ProgrammeItemId(Uuid::nil()),
            draft_item: ProgrammeItemId(Uuid::nil()),
            going: RsvpId(Uuid::nil()),
            waiting: RsvpId(Uuid::nil()),
            declined: RsvpId(Uuid::nil()),
            grant: RoleGrantId(Uuid::nil()),
            waiting_consent: ConsentId(Uuid::nil()),
            confirmed_consent: ConsentId(Uuid::nil()),
            withdrawn_consent: ConsentId(Uuid::nil()),
            part: EventRoleId(Uuid::nil()),
            team: TeamId(Uuid::nil()),
            link_id: id::new_id(core.now(), core.entropy()),
            link: String::new(),
            has: Belongings::none(),
            forms: Forms::none(),
            announcement: AnnouncementId(Uuid::nil()),
            notices: Notices::none(),
            messages: Messages::none(),
            series: Repeats::none(),
            banquets: Banquets::none(),
            seats: Seats::none(),
            authorities: Authorities::none(),
            best_dish: DishId(Uuid::nil()),
            service_days: ServiceDays::none(),
            volunteers: Volunteers::none(),
            town,
        };
        stage.settle(core).await;
        stage.agree(app).await;
        stage.plan(app).await;
        stage.answer(app).await;
        stage.hand_out(core).await;
        stage.gather(core).await;
        stage.arrive(core).await;
        stage.has = Belongings::of(app, &stage).await;
        stage.forms = Forms::of(app, &stage).await;
        stage.announcement = stage.announced(app).await;
        stage.notices = Notices::of(app, &stage).await;
        (stage.offered, stage.side) = terms::set(app, &stage).await;
        stage.messages = Messages::of(app, &stage).await;
        stage.series = Repeats::of(app, &stage).await;
        stage.banquets = Banquets::of(app, &stage).await;
        stage.seats = Seats::of(app, &stage).await;
        stage.authorities = Authorities::of(app, &stage).await;
        stage.best_dish = votes::of(app, &stage).await;
        stage.service_days = ServiceDays::of(app, &stage).await;
        stage.volunteers = Volunteers::of(app, &stage).await;
        stage
    }

    /// What somebody shows at the door; none for nobody.
    pub async fn token(&self, app: &TestApp, who: Who) -> Option<String> {
        match who {
            Who::LinkBearer => Some(self.link.clone()),
            who => Some(app.token(self.person(who)?).await),
        }
    }

    /// Somebody as the domain knows them.
    pub async fn actor(&self, core: &Core, who: Who) -> Actor {
        match self.person(who) {
            Some(person) => actor(core, person).await,
            None if who == Who::LinkBearer => Actor::Link(Arc::new(LinkActor {
                link_id: self.link_id,
                person_id: self.resident(),
                event_id: self.public,
            })),
            None => Actor::Anonymous,
        }
    }

    /// Who asks; none for nobody.
    pub fn person(&self, who: Who) -> Option<PersonId> {
        self.people.get(&who).copied()
    }

    /// The resident whom everything is about.
    pub fn resident(&self) -> PersonId {
        self.people[&Who::Oneself]
    }

    fn area(&self, place: Place) -> &area::Model {
        match place {
            Place::Unit | Place::Home => &self.town.unit,
            Place::OtherUnit => &self.town.other_unit,
            Place::Community => &self.town.community,
            Place::Away => &self.away_unit,
            Place::AwayCommunity => &self.away,
            Place::City => &self.town.city,
            Place::Abroad => &self.abroad,
        }
    }
}
