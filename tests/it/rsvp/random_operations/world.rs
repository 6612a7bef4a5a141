//! The people of the random operations.

use mulin_entities::*;

use crate::factories::{Town, agrees, housemate};
use crate::support::app::TestApp;

/// Households, each of three adults.
const HOUSEHOLDS: usize = 20;

/// A town whose steward may answer for everybody.
pub struct World {
    pub app: TestApp,
    pub town: Town,
    /// Everybody, by household.
    pub households: Vec<Vec<PersonId>>,
}

impl World {
    pub async fn found(app: TestApp) -> Self {
        let town = Town::found(&app).await;
        let mut households = Vec::with_capacity(HOUSEHOLDS);
        for number in 0..HOUSEHOLDS {
            let first = town.resident(&app, &format!("h{number}")).await;
            let mut home = vec![first];
            for other in ["b", "c"] {
                let name = format!("h{number}{other}");
                home.push(housemate(&app, first, &name, Some(1962)).await);
            }
            for person in &home {
                agrees(&app, *person, ConsentPurpose::ActOnBehalf).await;
            }
            households.push(home);
        }
        Self {
            app,
            town,
            households,
        }
    }
}
