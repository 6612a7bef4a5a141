//! A banquet with guests, what they cannot eat, and what they bring.

use mulin_domain::banquet::Settings;
use mulin_domain::dish::{AllergenInput, Details, DietTag};
use mulin_domain::input::Patch;
use mulin_domain::person::Acting;
use mulin_domain::person::diet::{DietKind, SetDiet, set_diet};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::Iterable;
use serde_json::{Value, json};

use crate::factories::{Plan, Town, actor, agrees, bring, gid, respond};
use crate::support::app::TestApp;

/// See the module.
pub struct Feast {
    pub town: Town,
    pub event: event::Model,
}

impl Feast {
    /// In a week, open to everybody.
    pub async fn plan(app: &TestApp) -> Self {
        let town = Town::found(app).await;
        let event = town.event(app, Plan::default()).await;
        town.plan_banquet(app, event.id, Settings::default()).await;
        Self { town, event }
    }

    /// Somebody of a household of their own who comes.
    pub async fn guest(&self, app: &TestApp, name: &str) -> PersonId {
        let guest = self.town.resident(app, name).await;
        self.comes(app, guest).await;
        guest
    }

    /// They answer that they come.
    pub async fn comes(&self, app: &TestApp, who: PersonId) {
        respond(&app.core, who, self.event.id, Answer::Going, 1)
            .await
            .expect("an answer is taken");
    }

    /// So many guests who each react to this, and agreed that it is kept.
    pub async fn allergic(&self, app: &TestApp, allergen: Allergen, count: usize) -> Vec<PersonId> {
        let mut guests = Vec::with_capacity(count);
        for number in 0..count {
            let name = format!("{}{number}", allergen.as_str());
            let guest = self.guest(app, &name).await;
            reacts(app, guest, &[allergen], &[]).await;
            guests.push(guest);
        }
        guests
    }

    /// The cook, whose household comes, brings a dish.
    pub async fn dish(&self, app: &TestApp, cook: PersonId, details: Details) -> dish::Model {
        bring(app, cook, self.event.id, details).await
    }

    /// Fields of the banquet.
    pub async fn see(&self, app: &TestApp, who: Option<PersonId>, fields: &str) -> Value {
        let query = format!("query ($id: ID!) {{ event(id: $id) {{ banquet {{ {fields} }} }} }}");
        let id = json!({ "id": *gid(&self.town, self.event.id) });
        let answer = app.run(who, &query, id).await;
        answer.at("/event/banquet").clone()
    }
}

/// They agree that what they do not eat is kept, and tell it.
pub async fn reacts(app: &TestApp, who: PersonId, allergens: &[Allergen], diets: &[DietKind]) {
    agrees(app, who, ConsentPurpose::SensitiveData).await;
    let input = SetDiet {
        acting: Acting::default(),
        allergens: allergens.to_vec(),
        diets: diets.to_vec(),
        note: None,
    };
    set_diet(&app.core, &actor(&app.core, who).await, input)
        .await
        .expect("a diet can be noted");
}

/// What is said of a dish, with these tags.
pub fn tagged(details: Details, tags: &[DietTag]) -> Details {
    Details {
        diet_tags: Patch::Set(tags.to_vec()),
        ..details
    }
}

/// The same, with what is declared of some allergens.
pub fn declared(details: Details, allergens: &[(Allergen, AllergenPresence)]) -> Details {
    let declared = allergens.iter().map(|(allergen, presence)| AllergenInput {
        allergen: *allergen,
        presence: Some(*presence),
    });
    Details {
        allergens: Patch::Set(declared.collect()),
        ..details
    }
}

/// The same, with every allergen declared to be absent but for these.
pub fn whole(details: Details, present: &[(Allergen, AllergenPresence)]) -> Details {
    let all: Vec<(Allergen, AllergenPresence)> = Allergen::iter()
        .map(|allergen| {
            let present = present.iter().find(|(one, _)| *one == allergen);
            present
                .copied()
                .unwrap_or((allergen, AllergenPresence::FreeFrom))
        })
        .collect();
    declared(details, &all)
}
