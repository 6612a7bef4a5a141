//! Labels of dishes, and the page that their codes lead to.

mod page;
mod sheet;

use axum::body::Body;
use axum::http::Request;
use mulin_domain::dish::{AllergenInput, Details, DietTag};
use mulin_domain::input::Patch;
use mulin_domain::rsvp::Answer as Rsvp;
use mulin_entities::*;

use crate::factories::{Town, bring, hot_dish, respond};
use crate::support::answer::Answer;
use crate::support::app::TestApp;

/// Where people reach the server of these tests.
const PUBLIC: &[(&str, &str)] = &[("MULIN_HTTP__PUBLIC_URL", "https://mulin.example")];
/// A name that would like to be more.
const HOSTILE: &str = "<script>alert(\"汤圆\")</script>'&";

async fn get(app: &TestApp, who: Option<PersonId>, path: &str, language: &str) -> Answer {
    let mut request = Request::get(path).header("accept-language", language);
    if let Some(who) = who {
        let token = app.token(who).await;
        request = request.header("authorization", format!("Bearer {token}"));
    }
    app.send(request.body(Body::empty()).unwrap()).await
}

/// A dish of which much is known, and whose name is hostile.
fn known() -> Details {
    let known = |allergen, presence| AllergenInput {
        allergen,
        presence: Some(presence),
    };
    Details {
        diet_tags: Patch::Set(vec![DietTag::Halal, DietTag::Soft]),
        allergens: Patch::Set(vec![
            known(Allergen::Egg, AllergenPresence::Contains),
            known(Allergen::Nuts, AllergenPresence::MayContain),
            known(Allergen::Milk, AllergenPresence::FreeFrom),
        ]),
        ..hot_dish(HOSTILE)
    }
}

/// A banquet, the cook of a dish of which much is known, and that dish.
async fn brought(app: &TestApp, town: &Town) -> (EventId, PersonId, dish::Model) {
    let event = town.banquet(app).await;
    let cook = town.resident(app, "王小梅").await;
    respond(&app.core, cook, event, Rsvp::Going, 1)
        .await
        .expect("taken");
    let dish = bring(app, cook, event, known()).await;
    (event, cook, dish)
}
