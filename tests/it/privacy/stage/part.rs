//! What she has a part in: roles, a team, answers, invitations, and an event that she came to.

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{Everything, put};
use crate::factories::{grant, respond};
use crate::support::app::TestApp;

impl Everything {
    /// Roles, parts, a team, answers, and messages about them.
    pub(super) async fn take_part(&self, app: &TestApp) {
        let (root_area_id, person_id, now) = (self.town.city.id, self.lan, app.now());
        grant(&app.core, self.lan, Role::Organiser, &self.town.community).await;
        put(
            app,
            event_role::Model {
                id: app.core.new_id(),
                root_area_id,
                event_id: self.coming.id,
                person_id,
                role: EventRole::CheckInHelper,
                granted_by: Some(self.town.organiser),
                created_at: now,
                ended_at: None,
            },
        )
        .await;
        let team = team::Model {
            id: app.core.new_id(),
            root_area_id,
            area_id: self.town.community.id,
            area_path: self.town.community.path.clone(),
            name: "帮帮团".to_owned(),
            max_minutes_a_day: 480,
            max_minutes_a_week: 1_200,
            rest_minutes: 30,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        put(app, team.clone()).await;
        put(
            app,
            team_lead::Model {
                id: app.core.new_id(),
                root_area_id,
                team_id: team.id,
                person_id,
                granted_by: None,
                created_at: now,
                ended_at: None,
            },
        )
        .await;
        for event in [&self.past, &self.coming] {
            respond(&app.core, self.lan, event.id, Answer::Going, 2)
                .await
                .expect("she can answer");
        }
        self.be_asked(app).await;
        self.come_in(app).await;
        self.be_told(app).await;
    }

    /// A question that she has answered, and an invitation by a link that is over.
    async fn be_asked(&self, app: &TestApp) {
        let (root_area_id, person_id, now) = (self.town.city.id, self.lan, app.now());
        let question = question::Model {
            id: app.core.new_id(),
            root_area_id,
            event_id: self.coming.id,
            form_version: 1,
            position: 0,
            kind: QuestionKind::Text,
            label: "带什么？".to_owned(),
            help: None,
            required: false,
            audience: QuestionAudience::Organisers,
            choices: None,
            min_value: None,
            max_value: None,
            created_at: now,
        };
        put(app, question.clone()).await;
        let rsvp = crate::rsvp::steps::rsvp_of(app, self.coming.id, self.lan).await;
        let rsvp = rsvp.expect("she has answered");
        // Once somebody meant to bring her.
        let named = rsvp_member::Model {
            rsvp_id: rsvp.id,
            event_id: rsvp.event_id,
            person_id,
            holds: false,
        };
        put(app, named).await;
        let answer = question_answer::Model {
            rsvp_id: rsvp.id,
            question_id: question.id,
            value: json!("汤圆"),
        };
        put(app, answer).await;
        let link = invitation_link::Model {
            id: app.core.new_id(),
            root_area_id,
            event_id: self.coming.id,
            token_hash: vec![4; 32],
            max_uses: 2,
            uses: 1,
            created_by: self.town.organiser,
            created_at: now,
            expires_at: now + TimeDelta::days(7),
            revoked_at: None,
        };
        put(app, link.clone()).await;
        let invitation = invitation::Model {
            id: app.core.new_id(),
            root_area_id,
            event_id: self.coming.id,
            person_id: Some(person_id),
            household_id: None,
            area_id: None,
            link_id: Some(link.id),
            invited_by: self.town.organiser,
            created_at: now,
            revoked_at: None,
        };
        put(app, invitation).await;
    }

    /// She was checked in at the past event.
    async fn come_in(&self, app: &TestApp) {
        let (root_area_id, event_id, now) = (self.town.city.id, self.past.id, app.now());
        let rsvp = rsvp::Entity::find()
            .filter(rsvp::Column::EventId.eq(event_id))
            .filter(rsvp::Column::PersonId.eq(self.lan))
            .one(app.core.db().reader());
        let rsvp = rsvp.await.expect("answers are read").expect("hers");
        let list = check_in_list::Model {
            id: app.core.new_id(),
            root_area_id,
            event_id,
            name: "签到".to_owned(),
            is_default: true,
            opens_at: None,
            closes_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        put(app, list.clone()).await;
        let check_in = check_in::Model {
            id: app.core.new_id(),
            root_area_id,
            event_id,
            list_id: list.id,
            rsvp_id: Some(rsvp.id),
            method: CheckInMethod::Code,
            adults: 2,
            children: 0,
            device: None,
            client_id: None,
            device_at: None,
            checked_in_by: self.town.organiser,
            checked_in_at: now,
            undone_by: None,
            undone_at: None,
        };
        put(app, check_in.clone()).await;
        let presence = check_in_person::Model {
            list_id: list.id,
            person_id: self.lan,
            check_in_id: check_in.id,
            event_id,
            household_id: rsvp.household_id,
        };
        put(app, presence).await;
    }
}
