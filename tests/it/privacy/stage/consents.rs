//! What she agrees to, and what is kept because of it.

use mulin_domain::person::Acting;
use mulin_domain::person::diet::{DietKind, SetDiet, set_diet};
use mulin_domain::person::need::{NeedKind, SetNeeds, set_needs};
use mulin_entities::*;

use super::{DIET, Everything, NEED, put};
use crate::factories::{actor, agrees, confirms, noted};
use crate::support::app::TestApp;

impl Everything {
    /// Consents with evidence, needs, a diet, and a look at them.
    pub(super) async fn agree(&self, app: &TestApp) {
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
        let diet = SetDiet {
            acting: Acting::default(),
            allergens: vec![Allergen::Peanut],
            diets: vec![DietKind::Halal],
            note: Some(DIET.to_owned()),
        };
        set_diet(&app.core, &actor(&app.core, self.lan).await, diet)
            .await
            .expect("a diet can be noted");
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
}
