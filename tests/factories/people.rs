//! People with something special about them, and what they agreed to.

use mulin_domain::person::Acting;
use mulin_domain::person::consent::{
    ConfirmConsent, RecordConsent, confirm_consent, record_consent,
};
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::{Town, actor, gid};
use crate::support::app::TestApp;

/// The person's row as it is now.
pub async fn person_row(app: &TestApp, person: PersonId) -> person::Model {
    person::Entity::find_by_id(person)
        .one(app.core.db().reader())
        .await
        .expect("the table is read")
        .expect("the person is there")
}

/// Changes the person's row, past all commands.
pub async fn change_person(
    app: &TestApp,
    person: PersonId,
    change: impl FnOnce(&mut person::Model),
) {
    let mut row = person_row(app, person).await;
    change(&mut row);
    let row = row.into_active_model().reset_all();
    row.update(app.core.db().writer())
        .await
        .expect("the row can be written");
}

/// Somebody who lives with `of`; an adult unless told otherwise.
pub async fn housemate(
    app: &TestApp,
    of: PersonId,
    name: &str,
    birth_year: Option<i32>,
) -> PersonId {
    let mut row = person_row(app, of).await;
    row.id = app.core.new_id();
    row.name = name.to_owned();
    row.birth_year = birth_year;
    let id = row.id;
    let row = row.into_active_model().reset_all();
    person::Entity::insert(row)
        .exec_without_returning(app.core.db().writer())
        .await
        .expect("the row can be written");
    id
}

/// The person agrees to something, by themselves.
pub async fn agrees(app: &TestApp, person: PersonId, purpose: ConsentPurpose) -> consent::Model {
    consents(app, person, Acting::default(), purpose).await
}

/// The steward notes that the person agreed to something, on a form.
pub async fn noted(
    app: &TestApp,
    steward: PersonId,
    person: PersonId,
    purpose: ConsentPurpose,
) -> consent::Model {
    let acting = Acting::for_person(person, Via::Paper);
    consents(app, steward, acting, purpose).await
}

async fn consents(
    app: &TestApp,
    by: PersonId,
    acting: Acting,
    purpose: ConsentPurpose,
) -> consent::Model {
    let input = RecordConsent {
        acting,
        purpose,
        policy_version: app.core.settings().policy_version.clone(),
        evidence: Some("signed form 2026-11".to_owned()),
    };
    record_consent(&app.core, &actor(&app.core, by).await, input, None)
        .await
        .expect("a consent can be noted")
}

/// Another officer confirms a consent.
pub async fn confirms(app: &TestApp, officer: PersonId, consent: ConsentId) {
    let input = ConfirmConsent {
        consent_id: Ok(consent),
    };
    confirm_consent(&app.core, &actor(&app.core, officer).await, input)
        .await
        .expect("a consent can be confirmed");
}

/// The row as it is now.
pub async fn consent_row(app: &TestApp, consent: ConsentId) -> consent::Model {
    consent::Entity::find_by_id(consent)
        .one(app.core.db().reader())
        .await
        .expect("the table is read")
        .expect("the consent is there")
}

impl Town {
    /// Merges a person's second record into the one that is kept.
    pub async fn merge(&self, app: &TestApp, keep: PersonId, duplicate: PersonId) {
        let input = json!({ "keepId": *gid(self, keep), "duplicateId": *gid(self, duplicate) });
        let who = Some(self.admin);
        let merged = app.mutate(who, "mergePeople", "person { id }", input).await;
        assert_eq!(merged.refusals("mergePeople"), [""; 0]);
    }

    /// Erases somebody who asks for it.
    pub async fn erase(&self, app: &TestApp, who: PersonId) {
        let input = json!({ "confirm": person_row(app, who).await.name });
        let erased = app
            .mutate(Some(who), "eraseMe", "erasedPersonId", input)
            .await;
        assert_eq!(erased.refusals("eraseMe"), [""; 0]);
    }
}
