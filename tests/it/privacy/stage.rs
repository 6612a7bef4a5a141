//! Somebody about whom there is a row in every personal table.

use chrono::TimeDelta;
use mulin_domain::Actor;
use mulin_domain::person::need::{NeedKind, SetNeeds, set_needs};
use mulin_domain::person::{Acting, store};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait,
    IntoActiveModel, QueryFilter, Value,
};
use serde_json::json;

use crate::factories::{
    Plan, Town, actor, agrees, change_person, confirms, gid, grant, noted, person_row, respond,
};
use crate::support::app::TestApp;

/// What she is called.
pub const NAME: &str = "lan";
/// Where she is written to.
pub const EMAIL: &str = "lan@example.org";
/// Where she is called.
pub const PHONE: &str = "+8613812345678";
/// What she needs, in words.
pub const NEED: &str = "hears badly on the left";

/// A town, and somebody known in all ways.
pub struct Everything {
    pub town: Town,
    /// Who.
    pub lan: PersonId,
    /// She came to it.
    pub past: event::Model,
    /// She will come to it.
    pub coming: event::Model,
}

impl Everything {
    /// Fills all personal tables.
    pub async fn about_lan(app: &TestApp) -> Self {
        let town = Town::found(app).await;
        let lan = town.resident(app, NAME).await;
        change_person(app, lan, |row| {
            row.preferred_name = Some("Lanlan".to_owned());
            row.external_ref = Some("R-1".to_owned());
            row.birth_year = Some(1961);
            (row.quiet_from, row.quiet_until) = (Some(60), Some(120));
        })
        .await;
        let everything = Self {
            past: town.event(app, plan("春茶会", TimeDelta::hours(3))).await,
            coming: town.event(app, plan("元宵灯会", TimeDelta::days(30))).await,
            town,
            lan,
        };
        everything.reach(app).await;
        everything.agree(app).await;
        everything.take_part(app).await;
        everything.sign_in(app).await;
        app.advance(TimeDelta::hours(6));
        everything
    }

    async fn reach(&self, app: &TestApp) {
        let lan = self.lan;
        app.core
            .transact(&Actor::System, move |tx| {
                Box::pin(async move {
                    store::set_contact(tx, lan, ContactKind::Phone, Some(PHONE)).await
                })
            })
            .await
            .expect("a number can be noted");
    }

    /// Consents with evidence, needs, and a look at them.
    async fn agree(&self, app: &TestApp) {
        agrees(app, self.lan, ConsentPurpose::SensitiveData).await;
        let paper = noted(
            app,
            self.town.steward,
            self.lan,
            ConsentPurpose::ActOnBehalf,
        )
        .await;
        confirms(app, self.town.admin, paper.id).await;
        let needs = SetNeeds {
            acting: Acting::default(),
            kinds: vec![NeedKind::Hearing],
            note: Some(NEED.to_owned()),
        };
        set_needs(&app.core, &actor(&app.core, self.lan).await, needs)
            .await
            .expect("needs can be noted");
        put(
            app,
            sensitive_read::Model {
                id: app.core.new_id(),
                root_area_id: self.town.city.id,
                person_id: self.lan,
                reader_id: self.town.steward,
                field: "needs".to_owned(),
                at: app.now(),
            },
        )
        .await;
    }

    /// Roles, parts, a team, answers, and messages about them.
    async fn take_part(&self, app: &TestApp) {
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
        let message = delivery::Model {
            id: app.core.new_id(),
            root_area_id: Some(root_area_id),
            person_id: Some(person_id),
            event_id: None,
            rsvp_id: None,
            sign_in_code_id: None,
            acted_by: None,
            act: None,
            purpose: None,
            schedule_id: None,
            kind: MessageKind::RegistrationConfirmed,
            channel: Channel::Email,
            dedupe_key: "test".to_owned(),
            schedule_rev: 0,
            answer_rev: 0,
            state: DeliveryState::Pending,
            send_at: now + TimeDelta::days(1),
            due_at: now + TimeDelta::days(1),
            generation: 0,
            attempts: 0,
            last_error: None,
            settled_at: None,
            created_at: now,
        };
        put(app, message).await;
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

    /// A session, an outside identity, a personal link, a code on its way, a remembered request.
    async fn sign_in(&self, app: &TestApp) {
        let (root_area_id, person_id, now) = (self.town.city.id, self.lan, app.now());
        let (in_a_week, keyring) = (now + TimeDelta::days(7), app.core.keyring());
        let session = session::Model {
            id: app.core.new_id(),
            root_area_id,
            person_id,
            device: "兰的手机".to_owned(),
            created_at: now,
            last_used_at: now,
            expires_at: in_a_week,
            ended_at: None,
            end_reason: None,
        };
        put(app, session.clone()).await;
        put(
            app,
            refresh_token::Model {
                id: app.core.new_id(),
                session_id: session.id,
                token_hash: vec![1; 32],
                created_at: now,
                used_at: None,
            },
        )
        .await;
        put(
            app,
            external_identity::Model {
                issuer: "https://id.example.org".to_owned(),
                subject: "lan-1961".to_owned(),
                person_id,
                created_at: now,
                unlinked_at: None,
            },
        )
        .await;
        put(
            app,
            personal_link::Model {
                id: app.core.new_id(),
                root_area_id,
                event_id: self.coming.id,
                person_id,
                token_hash: vec![2; 32],
                created_by: Some(self.town.organiser),
                created_at: now,
                expires_at: in_a_week,
                revoked_at: None,
            },
        )
        .await;
        let id: SignInCodeId = app.core.new_id();
        let sealed = keyring.seal(app.core.entropy(), id.0.as_bytes(), EMAIL.as_bytes());
        put(
            app,
            sign_in_code::Model {
                id,
                channel: Channel::Email,
                lookup: keyring.lookup(EMAIL),
                sealed_address: sealed,
                sealed_code: None,
                code_mac: keyring.code_mac(id.0.as_bytes(), "123456"),
                key_id: keyring.key_id().to_owned(),
                locale: "zh-CN".to_owned(),
                guesses: 0,
                created_at: now,
                expires_at: in_a_week,
                verified_at: None,
                used_at: None,
            },
        )
        .await;
        put(
            app,
            idempotency::Model {
                actor_id: person_id,
                key: "lan-answers".to_owned(),
                command: "respondToEvent".to_owned(),
                input_hmac: vec![3; 32],
                result_id: None,
                created_at: now,
            },
        )
        .await;
    }

    /// Erases her at her own wish.
    pub async fn erase(&self, app: &TestApp) {
        let name = person_row(app, self.lan).await.name;
        let input = json!({ "confirm": name });
        let answer = app
            .mutate(Some(self.lan), "eraseMe", "erasedPersonId", input)
            .await;
        assert_eq!(answer.refusals("eraseMe"), [""; 0]);
        let erased = answer.at("/eraseMe/erasedPersonId");
        assert_eq!(*erased, json!(*gid(&self.town, self.lan)));
    }
}

fn plan(title: &'static str, starts_in: TimeDelta) -> Plan {
    Plan {
        title,
        starts_in,
        ..Plan::default()
    }
}

/// Writes a row as it is.
pub async fn put<M, A>(app: &TestApp, row: M)
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + ActiveModelBehavior + Send,
{
    A::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(app.core.db().writer())
        .await
        .expect("the row can be written");
}

/// Runs a statement past all commands; answers how many rows it touched.
pub async fn execute(app: &TestApp, text: &str, values: impl IntoIterator<Item = Value>) -> u64 {
    let db = app.core.db().writer();
    let statement = mulin_domain::dialect::sql(db, text, values);
    let done = db.execute_raw(statement).await;
    done.unwrap_or_else(|error| panic!("{text}: {error}"))
        .rows_affected()
}
