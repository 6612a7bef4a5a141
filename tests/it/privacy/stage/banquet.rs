//! What she brings to a banquet, what she votes for, and where her household sits.

use mulin_entities::*;
use serde_json::json;

use super::{Everything, put};
use crate::support::app::TestApp;

/// The number of her health certificate.
pub const CERTIFICATE: &str = "H-2026-0417";

impl Everything {
    /// A dish with what is in it, a ballot, a certificate, and a place at a table.
    pub(super) async fn dine(&self, app: &TestApp) {
        let (root_area_id, event_id, now) = (self.town.city.id, self.coming.id, app.now());
        put(app, self.banquet(app)).await;
        let dish = self.dish(app).await;
        let allergen = dish_allergen::Model {
            dish_id: dish,
            allergen: Allergen::Gluten,
            presence: AllergenPresence::Contains,
        };
        put(app, allergen).await;
        let ballot = dish_ballot::Model {
            event_id,
            person_id: self.lan,
            budget: 3,
            spent: 1,
            cast_by: self.lan,
            cast_at: now,
        };
        put(app, ballot).await;
        let vote = dish_vote::Model {
            event_id,
            person_id: self.lan,
            dish_id: dish,
            votes: 1,
        };
        put(app, vote).await;
        let id: CookCertificateId = app.core.new_id();
        let shown = json!({ "number": CERTIFICATE, "issuer": "睦安市卫健委" }).to_string();
        let keyring = app.core.keyring();
        let certificate = cook_certificate::Model {
            id,
            root_area_id,
            person_id: self.lan,
            ciphertext: keyring.seal(app.core.entropy(), id.0.as_bytes(), shown.as_bytes()),
            key_id: keyring.key_id().to_owned(),
            valid_until: chrono::NaiveDate::from_ymd_opt(2027, 6, 30).expect("a day"),
            seen_by: self.town.steward,
            seen_at: now,
            removed_at: None,
        };
        put(app, certificate).await;
        self.sit(app).await;
    }

    fn banquet(&self, app: &TestApp) -> banquet::Model {
        banquet::Model {
            event_id: self.coming.id,
            root_area_id: self.town.city.id,
            cold_tastes: 100,
            hot_tastes: 200,
            staple_tastes: 100,
            soup_tastes: 50,
            dessert_tastes: 50,
            drink_tastes: 100,
            bring_before_minutes: 30,
            bring_to: None,
            next_dish_no: 2,
            vote_state: DishVoteState::Open,
            votes_per_guest: 3,
            votes_per_dish: 1,
            prizes: json!([]),
            vote_opened_at: Some(app.now()),
            vote_closed_at: None,
            version: 1,
            created_at: app.now(),
            updated_at: app.now(),
        }
    }

    async fn dish(&self, app: &TestApp) -> DishId {
        let person = crate::factories::person_row(app, self.lan).await;
        let dish = dish::Model {
            id: app.core.new_id(),
            root_area_id: self.town.city.id,
            event_id: self.coming.id,
            household_id: person.household_id,
            cook_id: Some(self.lan),
            wanted_dish_id: None,
            dish_no: 1,
            name: "饺子".to_owned(),
            category: DishCategory::Staple,
            servings: 40,
            temperature: DishTemperature::Hot,
            cooked_at: None,
            diet_tags: String::new(),
            ingredients: json!(["面粉"]),
            choking_hazard: false,
            photo_url: Some("https://img.example.org/1.jpg".to_owned()),
            note: Some("外婆的做法".to_owned()),
            state: DishState::Pledged,
            votes: None,
            via: Via::App,
            version: 1,
            created_at: app.now(),
            updated_at: app.now(),
            withdrawn_at: None,
        };
        put(app, dish.clone()).await;
        dish.id
    }

    /// Her household is pinned to a table, and kept from another.
    async fn sit(&self, app: &TestApp) {
        let (root_area_id, event_id, now) = (self.town.city.id, self.coming.id, app.now());
        let own = crate::factories::person_row(app, self.lan)
            .await
            .household_id;
        let plan = seating_plan::Model {
            event_id,
            root_area_id,
            seed: None,
            arranged_at: None,
            arranged_by: None,
            published_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        put(app, plan).await;
        let table = banquet_table::Model {
            id: app.core.new_id(),
            root_area_id,
            event_id,
            position: 0,
            name: "1号桌".to_owned(),
            capacity: 10,
            min_guests: 0,
            zone: None,
            near_entrance: false,
            accessible: true,
            head: false,
            host_id: None,
            taken: 2,
        };
        put(app, table.clone()).await;
        let pin = table_pin::Model {
            event_id,
            household_id: own,
            table_id: table.id,
        };
        put(app, pin).await;
        let other = crate::factories::person_row(app, self.town.steward).await;
        let apart = seated_apart::Model {
            event_id,
            household_id: own.min(other.household_id),
            other_household_id: own.max(other.household_id),
        };
        put(app, apart).await;
        let seat = seat_assignment::Model {
            event_id,
            household_id: own,
            seats: 2,
            table_id: Some(table.id),
            published_table_id: None,
        };
        put(app, seat).await;
    }
}
