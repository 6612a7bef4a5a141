//! Banquets and dishes.

use mulin_domain::banquet::{PlanBanquet, Settings, plan_banquet};
use mulin_domain::dish::{BringDish, Details, WithdrawDish, bring_dish, withdraw_dish};
use mulin_domain::input::Patch;
use mulin_domain::person::Acting;
use mulin_entities::*;

use super::{Plan, Town, actor};
use crate::support::app::TestApp;

impl Town {
    /// Makes an event of the community a banquet.
    pub async fn plan_banquet(
        &self,
        app: &TestApp,
        event: EventId,
        settings: Settings,
    ) -> banquet::Model {
        let organiser = actor(&app.core, self.organiser).await;
        let input = PlanBanquet {
            event_id: Ok(event),
            settings,
        };
        plan_banquet(&app.core, &organiser, input, None)
            .await
            .expect("a banquet can be planned")
    }

    /// A published banquet of the community as usual.
    pub async fn banquet(&self, app: &TestApp) -> EventId {
        let event = self.event(app, Plan::default()).await;
        self.plan_banquet(app, event.id, Settings::default()).await;
        event.id
    }
}

/// What is said of a hot dish for ten, and no more.
pub fn hot_dish(name: &str) -> Details {
    Details {
        name: Patch::Set(name.to_owned()),
        category: Patch::Set(DishCategory::Hot),
        servings: Patch::Set(10),
        temperature: Patch::Set(DishTemperature::Hot),
        ..Details::default()
    }
}

/// A dish that somebody brings, of whose household somebody comes.
pub async fn bring(app: &TestApp, cook: PersonId, event: EventId, details: Details) -> dish::Model {
    let input = BringDish {
        acting: Acting::default(),
        event_id: Ok(event),
        details,
    };
    bring_dish(&app.core, &actor(&app.core, cook).await, input, None)
        .await
        .expect("a dish can be brought")
}

/// Takes a dish back.
pub async fn take_back(app: &TestApp, cook: PersonId, dish: DishId) {
    let input = WithdrawDish {
        dish_id: Ok(dish),
        via: Via::App,
    };
    withdraw_dish(&app.core, &actor(&app.core, cook).await, input)
        .await
        .expect("a dish can be taken back");
}
