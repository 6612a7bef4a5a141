//! Where everybody lives, what they may do, and what the resident agreed to.

use chrono::TimeDelta;
use mulin_domain::id;
use mulin_domain::input::Patch;
use mulin_domain::person::consent::{WithdrawConsent, evidence, withdraw_consent};
use mulin_domain::person::*;
use mulin_domain::place::{CreateArea, create_area};
use mulin_domain::volunteer::{CreateTeam, GrantTeamLead, create_team, grant_team_lead};
use mulin_domain::{Actor, Core};
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use sha2::{Digest, Sha256};

use super::Stage;
use crate::authorisation::actors::{Place, Who};
use crate::factories::{Town, actor, area, confirms, grant, noted};
use crate::support::app::TestApp;

impl Stage {
    /// Everybody gets a home and a role.
    pub(super) async fn settle(&mut self, core: &Core) {
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

    /// The resident agreed to this and that; not to being acted for by the steward.
    pub(super) async fn agree(&mut self, app: &TestApp) {
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

    /// A team, led by the helper.
    pub(super) async fn gather(&mut self, core: &Core) {
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

    /// The personal link of the resident to the public event, and parts in events for who has one.
    pub(super) async fn hand_out(&mut self, core: &Core) {
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
}

/// A unit of it.
pub(super) async fn another_city(core: &Core) -> area::Model {
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

pub(super) async fn another_community(core: &Core, town: &Town) -> (area::Model, area::Model) {
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
