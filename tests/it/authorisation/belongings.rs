//! What the resident has besides answers and consents: needs, a diet, addresses, a session; and who waits
//! to be let in or merged.

use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::id;
use mulin_entities::*;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::actors::Who;
use super::stage::Stage;
use crate::factories::resident;
use crate::support::app::TestApp;

/// The number that everybody in the stage has, as it is kept.
pub const PHONE: &str = "+8613812345678";
/// The outside issuer that knows the resident.
pub const ISSUER: &str = "https://id.example.org";
/// The code that was sent to it.
pub const CODE: &str = "135790";

/// See the module.
pub struct Belongings {
    /// The resident's.
    pub session: SessionId,
    /// Keeps that session alive.
    pub refresh_token: String,
    /// The resident's e-mail address.
    pub contact: ContactPointId,
    /// The resident's, taken back.
    pub old_link: PersonalLinkId,
    /// The resident's, at which their calendar is read.
    pub feed: CalendarFeedId,
    /// The resident's, taken back.
    pub old_feed: CalendarFeedId,
    /// Registered themselves in the unit and wait.
    pub newcomer: PersonId,
    /// A second record of the resident.
    pub duplicate: PersonId,
}

impl Belongings {
    /// Before anybody has anything.
    pub fn none() -> Self {
        Self {
            session: SessionId(Uuid::nil()),
            refresh_token: String::new(),
            contact: ContactPointId(Uuid::nil()),
            old_link: PersonalLinkId(Uuid::nil()),
            feed: CalendarFeedId(Uuid::nil()),
            old_feed: CalendarFeedId(Uuid::nil()),
            newcomer: PersonId(Uuid::nil()),
            duplicate: PersonId(Uuid::nil()),
        }
    }

    /// Gives them all to the resident of the stage.
    pub async fn of(app: &TestApp, stage: &Stage) -> Self {
        let agreed = json!({ "purpose": "SENSITIVE_DATA", "policyVersion": "2026-1" });
        let own = Some(stage.resident());
        app.mutate(own, "recordConsent", "consent { id }", agreed)
            .await
            .data();
        let needs = json!({ "kinds": ["WHEELCHAIR"], "note": "有坡道" });
        app.mutate(own, "setNeeds", "person { id }", needs)
            .await
            .data();
        let diet = json!({ "allergens": ["PEANUT"], "diets": ["HALAL"], "note": "不吃香菜" });
        app.mutate(own, "setDiet", "person { id }", diet)
            .await
            .data();
        confirming(app, stage).await;
        looked_at(app, stage).await;
        known_elsewhere(app, stage).await;
        code(app).await;
        let (session, refresh_token) = signed_in(app, stage).await;
        Self {
            session,
            refresh_token,
            contact: verified(app, stage).await,
            old_link: old_link(app, stage).await,
            feed: feed(app, stage, None).await,
            old_feed: feed(app, stage, Some(app.now())).await,
            newcomer: newcomer(app, stage).await,
            duplicate: resident(&app.core, &stage.town.unit, "duplicate").await.id,
        }
    }
}

/// Who registers themselves in the community waits for their steward.
async fn confirming(app: &TestApp, stage: &Stage) {
    let mut community = stage.town.community.clone().into_active_model();
    community.confirms_registrations = Set(Some(true));
    let written = community.update(app.core.db().writer()).await;
    written.expect("the community is written");
}

async fn looked_at(app: &TestApp, stage: &Stage) {
    let steward = stage
        .person(Who::Steward)
        .expect("the steward has a record");
    let read = sensitive_read::ActiveModel {
        id: Set(id::new_id(app.now(), app.core.entropy())),
        root_area_id: Set(stage.town.city.id),
        person_id: Set(stage.resident()),
        reader_id: Set(steward),
        field: Set("needs".to_owned()),
        at: Set(app.now()),
    };
    let written = read.insert(app.core.db().writer()).await;
    written.expect("a look is written down");
}

async fn code(app: &TestApp) {
    let keyring = app.core.keyring();
    let id: SignInCodeId = id::new_id(app.now(), app.core.entropy());
    let seal =
        |context: &[u8], text: &str| keyring.seal(app.core.entropy(), context, text.as_bytes());
    let code = sign_in_code::ActiveModel {
        id: Set(id),
        channel: Set(Channel::Sms),
        lookup: Set(keyring.lookup(PHONE)),
        sealed_address: Set(seal(id.0.as_bytes(), PHONE)),
        sealed_code: Set(None),
        code_mac: Set(keyring.code_mac(id.0.as_bytes(), CODE)),
        key_id: Set(keyring.key_id().to_owned()),
        locale: Set("en".to_owned()),
        guesses: Set(0),
        created_at: Set(app.now()),
        expires_at: Set(app.now() + TimeDelta::minutes(10)),
        verified_at: Set(None),
        used_at: Set(None),
    };
    let written = code.insert(app.core.db().writer()).await;
    written.expect("a code is written");
}

async fn signed_in(app: &TestApp, stage: &Stage) -> (SessionId, String) {
    let session = session::ActiveModel {
        id: Set(id::new_id(app.now(), app.core.entropy())),
        root_area_id: Set(stage.town.city.id),
        person_id: Set(stage.resident()),
        device: Set("小米手机".to_owned()),
        created_at: Set(app.now()),
        last_used_at: Set(app.now()),
        expires_at: Set(app.now() + TimeDelta::days(90)),
        ended_at: Set(None),
        end_reason: Set(None),
    };
    let session = session.insert(app.core.db().writer()).await;
    let session = session.expect("a session is written").id;
    let text = format!("refresh_{}", session.0.simple());
    let token = refresh_token::ActiveModel {
        id: Set(id::new_id(app.now(), app.core.entropy())),
        session_id: Set(session),
        token_hash: Set(Sha256::digest(&text).to_vec()),
        created_at: Set(app.now()),
        used_at: Set(None),
    };
    let written = token.insert(app.core.db().writer()).await;
    written.expect("a token is written");
    (session, text)
}

async fn verified(app: &TestApp, stage: &Stage) -> ContactPointId {
    let contact = contact_point::Entity::find()
        .filter(contact_point::Column::PersonId.eq(stage.resident()))
        .filter(contact_point::Column::Kind.eq(ContactKind::Email))
        .order_by_asc(contact_point::Column::Id)
        .one(app.core.db().reader())
        .await
        .expect("addresses can be read");
    let mut contact = contact.expect("there is one").into_active_model();
    contact.verified_at = Set(Some(app.now()));
    let contact = contact.update(app.core.db().writer()).await;
    contact.expect("an address is written").id
}

async fn newcomer(app: &TestApp, stage: &Stage) -> PersonId {
    let newcomer = resident(&app.core, &stage.town.unit, "newcomer").await;
    let mut pending = newcomer.into_active_model();
    pending.state = Set(PersonState::Pending);
    let pending = pending.update(app.core.db().writer()).await;
    pending.expect("the record is written").id
}

async fn known_elsewhere(app: &TestApp, stage: &Stage) {
    let identity = external_identity::ActiveModel {
        issuer: Set(ISSUER.to_owned()),
        subject: Set(stage.resident().0.to_string()),
        person_id: Set(stage.resident()),
        created_at: Set(app.now()),
        unlinked_at: Set(None),
    };
    let written = identity.insert(app.core.db().writer()).await;
    written.expect("an identity is written");
}

async fn feed(app: &TestApp, stage: &Stage, revoked_at: Option<DateTime<Utc>>) -> CalendarFeedId {
    let id: CalendarFeedId = id::new_id(app.now(), app.core.entropy());
    let feed = calendar_feed::ActiveModel {
        id: Set(id),
        root_area_id: Set(stage.town.city.id),
        person_id: Set(stage.resident()),
        label: Set("手机".to_owned()),
        secret_hash: Set(Sha256::digest(id.0).to_vec()),
        created_at: Set(app.now()),
        revoked_at: Set(revoked_at),
    };
    let written = feed.insert(app.core.db().writer()).await;
    written.expect("an address is written");
    id
}

async fn old_link(app: &TestApp, stage: &Stage) -> PersonalLinkId {
    let id: PersonalLinkId = id::new_id(app.now(), app.core.entropy());
    let link = personal_link::ActiveModel {
        id: Set(id),
        root_area_id: Set(stage.town.city.id),
        event_id: Set(stage.public),
        person_id: Set(stage.resident()),
        token_hash: Set(Sha256::digest(id.0).to_vec()),
        created_by: Set(None),
        created_at: Set(app.now()),
        expires_at: Set(app.now() + TimeDelta::days(7)),
        revoked_at: Set(Some(app.now())),
    };
    let written = link.insert(app.core.db().writer()).await;
    written.expect("a link is written");
    id
}
