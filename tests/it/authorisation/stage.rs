//! The town in which every case plays: a resident with everything that can be hidden, events of
//! every visibility, and all who may ask.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::actor::LinkActor;
use mulin_domain::check_in::{BatchItem, CheckInBatch, UndoCheckIn, check_in_batch, undo_check_in};
use mulin_domain::event::*;
use mulin_domain::id;
use mulin_domain::input::Patch;
use mulin_domain::person::consent::{WithdrawConsent, evidence, withdraw_consent};
use mulin_domain::person::*;
use mulin_domain::place::{CreateArea, CreateVenue, Position, create_area, create_venue};
use mulin_domain::rsvp::Answer;
use mulin_domain::volunteer::{CreateTeam, GrantTeamLead, create_team, grant_team_lead};
use mulin_domain::{Actor, Core};
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::actors::{Place, Who};
use super::belongings::Belongings;
use super::forms::Forms;
use super::terms;
use crate::factories::{Town, actor, area, confirms, grant, in_shanghai, noted, respond};
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
        (stage.offered, stage.side) = terms::set(app, &stage).await;
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

    /// The personal link of the resident to the public event, and parts in events for who has one.
    async fn hand_out(&mut self, core: &Core) {
        self.link = "link_bGlua3M".to_owned() + &self.link_id.0.simple().to_string();
        let link = personal_link::ActiveModel {
            id: Set(self.link_id),
            root_area_id: Set(self.town.city.id),
            event_id: Set(self.public),
            person_id: Set(self.resident()),
            token_hash: Set(Sha256::digest(&self.link).to_vec()),
            created_by: Set(None),
            created_at: Set(core.now()),
            expires_at: Set(core.now() + TimeDelta::days(7)),
            revoked_at: Set(None),
        };
        let written = link.insert(core.db().writer()).await;
        written.expect("a link can be written");
        for who in Who::ALL {
            let Some(part) = who.part() else { continue };
            for event in [
                self.public,
                self.invited,
                self.draft,
                self.cancelled,
                self.today,
            ] {
                let role = event_role::ActiveModel {
                    id: Set(id::new_id(core.now(), core.entropy())),
                    root_area_id: Set(self.town.city.id),
                    event_id: Set(event),
                    person_id: Set(self.people[who]),
                    role: Set(part),
                    granted_by: Set(None),
                    created_at: Set(core.now()),
                    ended_at: Set(None),
                };
                let written = role.insert(core.db().writer()).await;
                let written = written.expect("a part can be written");
                if (*who, event) == (Who::Helper, self.public) {
                    self.part = written.id;
                }
            }
        }
    }

    /// A team, led by the helper.
    async fn gather(&mut self, core: &Core) {
        let by = actor(core, self.people[&Who::Admin]).await;
        let team = CreateTeam {
            area_id: Ok(self.town.community.id),
            name: "邻里帮帮团".to_owned(),
        };
        let team = create_team(core, &by, team, None).await;
        self.team = team.expect("a team is made").id;
        let lead = GrantTeamLead {
            team_id: Ok(self.team),
            person_id: Ok(self.people[&Who::Helper]),
        };
        let lead = grant_team_lead(core, &by, lead, None).await;
        lead.expect("a lead is named");
    }

    /// Time goes by for one event, and a device of the helper's tells who came.
    async fn arrive(&mut self, core: &Core) {
        let (starts, ends) = (
            core.now() - TimeDelta::hours(3),
            core.now() - TimeDelta::hours(1),
        );
        let db = core.db().writer();
        event::Entity::update_many()
            .col_expr(event::Column::StartsAt, Expr::value(starts))
            .col_expr(event::Column::EndsAt, Expr::value(ends))
            .filter(event::Column::Id.eq(self.today))
            .exec(db)
            .await
            .expect("an event can be moved");
        let helper = actor(core, self.people[&Who::Helper]).await;
        let item = |client_id: &str, rsvp: Option<RsvpId>, adults| BatchItem {
            client_id: client_id.to_owned(),
            code: None,
            rsvp_id: rsvp.map(Ok),
            adults,
            children: None,
            device_at: Some(core.now()),
        };
        let batch = CheckInBatch {
            event_id: Ok(self.today),
            list_id: None,
            device: "door".to_owned(),
            items: vec![
                item("1", Some(self.came), None),
                item("2", None, Some(3)),
                item("3", None, Some(4)),
            ],
        };
        let taken = check_in_batch(core, &helper, batch).await;
        let taken = taken.expect("a batch is taken").into_iter();
        let taken: Vec<_> = taken
            .map(|one| one.expect("it is taken").check_in)
            .collect();
        (self.check_in, self.list) = (taken[0].id, taken[0].list_id);
        self.undone = taken[1].id;
        let undo = UndoCheckIn {
            check_in_id: Ok(self.undone),
        };
        let undone = undo_check_in(core, &helper, undo).await;
        undone.expect("a check-in is taken back");
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

    /// Everybody gets a home and a role.
    async fn settle(&mut self, core: &Core) {
        let own = self.register(core, Who::Oneself, Place::Home).await;
        self.household = own.household_id;
        for who in Who::ALL {
            if let Some(place) = who.lives().filter(|_| *who != Who::Oneself) {
                let person = self.register(core, *who, place).await;
                if place == Place::Away {
                    self.away_household = person.household_id;
                }
            }
            if let Some((role, place)) = who.role() {
                grant(core, self.people[who], role, self.area(place)).await;
            }
        }
        let quiet = UpdatePerson {
            person_id: Ok(own.id),
            opted_out_of_proxies: Patch::Keep,
            via: Via::App,
            expected_version: None,
            name: Patch::Keep,
            preferred_name: Patch::Set("王阿姨".to_owned()),
            birth_year: Patch::Keep,
            locale: Patch::Keep,
            email: Patch::Keep,
            phone: Patch::Keep,
            quiet_hours: Patch::Set(QuietHours {
                from: "21:00".to_owned(),
                until: "07:00".to_owned(),
            }),
        };
        let actor = actor(core, own.id).await;
        update_person(core, &actor, quiet)
            .await
            .expect("a record can be edited");
        let later = GrantRole {
            person_id: Ok(own.id),
            role: Role::Steward,
            area_id: Ok(self.town.other_unit.id),
            valid_from: Some(core.now() + TimeDelta::days(30)),
            valid_until: Some(core.now() + TimeDelta::days(60)),
        };
        let later = grant_role(core, &Actor::System, later, None).await;
        self.grant = later.expect("a role can be given").id;
    }

    /// The resident agreed to this and that; not to being acted for by the steward.
    async fn agree(&mut self, app: &TestApp) {
        let (resident, steward) = (self.resident(), self.people[&Who::Steward]);
        let admin = self.people[&Who::Admin];
        let waiting = noted(app, steward, resident, ConsentPurpose::Photos).await;
        self.waiting_consent = waiting.id;
        let confirmed = noted(app, steward, resident, ConsentPurpose::Promotions).await;
        self.confirmed_consent = confirmed.id;
        confirms(app, admin, confirmed.id).await;
        let withdrawn = noted(app, steward, resident, ConsentPurpose::SensitiveData).await;
        self.withdrawn_consent = withdrawn.id;
        let input = WithdrawConsent {
            consent_id: Ok(withdrawn.id),
            via: Via::App,
        };
        let own = actor(&app.core, resident).await;
        let withdrawn = withdraw_consent(&app.core, &own, input).await;
        withdrawn.expect("a consent can be withdrawn");
        // From the beginning somebody has read something sensitive.
        let officer = actor(&app.core, admin).await;
        evidence::of_consents(&app.core, &officer, vec![self.waiting_consent])
            .await
            .expect("evidence can be read");
    }

    async fn register(&mut self, core: &Core, who: Who, place: Place) -> person::Model {
        let home = match (place, who) {
            (Place::Home, Who::Housemate) => Home::Household(Ok(self.household)),
            _ => Home::Building("3栋502".to_owned()),
        };
        let input = RegisterPerson {
            unit_id: Ok(self.area(place).id),
            home,
            name: format!("王{who:?}梅"),
            preferred_name: None,
            birth_year: Some(1950),
            locale: None,
            email: Some(format!("{who:?}@example.org")),
            phone: Some("13812345678".to_owned()),
        };
        let person = register_person(core, &Actor::System, input, None).await;
        let person = person.expect("a person can be registered");
        self.people.insert(who, person.id);
        person
    }

    /// The community's organiser plans events of every kind of visibility.
    async fn plan(&mut self, app: &TestApp) {
        let core = &app.core;
        let by = actor(core, self.people[&Who::Organiser]).await;
        let venue = CreateVenue {
            area_id: Ok(self.town.community.id),
            name: "文化广场".to_owned(),
            address: "桂花路20号".to_owned(),
            position: Some(Position {
                latitude: 30.4,
                longitude: 106.8,
            }),
            seats: Some(60),
            step_free: true,
            accessibility: Some("有电梯".to_owned()),
        };
        self.venue = create_venue(core, &by, venue, None)
            .await
            .expect("a venue is made")
            .id;
        let [lanterns, choir, chess, pottery, kites, quilting] = TITLES;
        self.public = self
            .event(app, &by, lanterns, Visibility::Public, None)
            .await;
        self.audience = self
            .event(app, &by, choir, Visibility::Audience, Some(self.public))
            .await;
        self.invited = self.event(app, &by, chess, Visibility::Invited, None).await;
        self.draft = self
            .event(app, &by, pottery, Visibility::Public, None)
            .await;
        self.cancelled = self.event(app, &by, kites, Visibility::Public, None).await;
        self.dropped = self
            .event(app, &by, quilting, Visibility::Public, None)
            .await;
        self.today = self
            .event(app, &by, "Dumplings", Visibility::Public, None)
            .await;
        self.later = self
            .event(app, &by, "Riddles", Visibility::Public, None)
            .await;
        for event in [
            self.public,
            self.audience,
            self.invited,
            self.cancelled,
            self.today,
            self.later,
        ] {
            let publish = PublishEvent {
                event_id: Ok(event),
                expected_version: None,
            };
            publish_event(core, &by, publish)
                .await
                .expect("an event is published");
        }
        self.item = item(core, &by, self.public).await;
        self.draft_item = item(core, &by, self.draft).await;
    }

    async fn event(
        &self,
        app: &TestApp,
        by: &Actor,
        title: &str,
        visibility: Visibility,
        festival: Option<EventId>,
    ) -> EventId {
        let starts = app.now() + TimeDelta::days(7);
        let input = CreateEvent {
            area_id: Ok(self.town.community.id),
            festival_id: festival.map(Ok),
            kind: EventKind::Festival,
            visibility,
            title: title.to_owned(),
            description: Some("大家都来".to_owned()),
            venue_id: Some(Ok(self.venue)),
            starts_at: in_shanghai(starts),
            ends_at: in_shanghai(starts + TimeDelta::hours(2)),
            time_zone: None,
            // Nobody gets a seat, so that who comes waits.
            capacity: festival.map(|_| 0),
            max_party: None,
            terms: RsvpTerms::default(),
            rsvp_opens_at: festival.map(|_| in_shanghai(app.now() - TimeDelta::days(1))),
            rsvp_closes_at: None,
        };
        create_event(&app.core, by, input, None)
            .await
            .expect("an event is made")
            .id
    }

    /// The resident answers; then two events are cancelled.
    async fn answer(&mut self, app: &TestApp) {
        let core = &app.core;
        let resident = self.resident();
        let going = respond(core, resident, self.public, Answer::Going, 2).await;
        self.going = going.expect("an answer is taken").id;
        let waiting = respond(core, resident, self.audience, Answer::Going, 1).await;
        self.waiting = waiting.expect("an answer is taken").id;
        let came = respond(core, resident, self.today, Answer::Going, 2).await;
        self.came = came.expect("an answer is taken").id;
        let housemate = self.people[&Who::Housemate];
        let stays_away = respond(core, housemate, self.today, Answer::Going, 1).await;
        self.stays_away = stays_away.expect("an answer is taken").id;
        let declined = respond(core, resident, self.cancelled, Answer::Declined, 1).await;
        self.declined = declined.expect("an answer is taken").id;
        let noted = mulin_domain::rsvp::RespondToEvent {
            event_id: Ok(self.public),
            acting: mulin_domain::person::Acting::default(),
            answer: Answer::Going,
            party: None,
            note: Some("带轮椅".to_owned()),
            when_full: mulin_domain::rsvp::WhenFull::Waitlist,
            answers: None,
        };
        let own = actor(core, resident).await;
        let noted = mulin_domain::rsvp::respond_to_event(core, &own, noted, None).await;
        noted.expect("an answer is changed");
        // Whom the resident would have brought.
        let named = rsvp_member::Model {
            rsvp_id: self.declined,
            person_id: self.people[&Who::Housemate],
            event_id: self.cancelled,
            holds: false,
        };
        let named = sea_orm::IntoActiveModel::into_active_model(named);
        <rsvp_member::Entity as sea_orm::EntityTrait>::insert(named)
            .exec_without_returning(core.db().writer())
            .await
            .expect("a member is named");
        let by = actor(core, self.people[&Who::Organiser]).await;
        for event in [self.cancelled, self.dropped] {
            let cancel = CancelEvent {
                event_id: Ok(event),
                expected_version: None,
                reason: Some("下雨".to_owned()),
            };
            cancel_event(core, &by, cancel)
                .await
                .expect("an event is cancelled");
        }
    }
}

/// A unit of it.
async fn another_city(core: &Core) -> area::Model {
    let mut above = area(core, None, AreaKind::City, "别处市").await;
    for kind in [
        AreaKind::Street,
        AreaKind::Community,
        AreaKind::Grid,
        AreaKind::Unit,
    ] {
        above = area(core, Some(&above), kind, "别处").await;
    }
    above
}

async fn another_community(core: &Core, town: &Town) -> (area::Model, area::Model) {
    let input = CreateArea {
        parent_id: town.community.parent_id.map(Ok),
        kind: AreaKind::Community,
        name: "兰花社区".to_owned(),
        contact_phone: Some("13800000000".to_owned()),
    };
    let community = create_area(core, &Actor::System, input, None).await;
    let community = community.expect("a community can be made");
    let grid = area(core, Some(&community), AreaKind::Grid, "第一网格").await;
    let unit = area(core, Some(&grid), AreaKind::Unit, "南邻").await;
    (community, unit)
}

async fn item(core: &Core, by: &Actor, event: EventId) -> ProgrammeItemId {
    let input = AddProgrammeItem {
        event_id: Ok(event),
        stage: Some("主舞台".to_owned()),
        title: "开场".to_owned(),
        performers: Some("合唱团".to_owned()),
        starts_after: "PT10M".to_owned(),
        duration: "PT20M".to_owned(),
    };
    add_programme_item(core, by, input, None)
        .await
        .expect("an item is added")
        .id
}
