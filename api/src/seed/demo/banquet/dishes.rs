//! What is asked for, and what the households bring.

use anyhow::Result;
use chrono::TimeDelta;
use mulin_domain::dish::{
    AllergenInput, BringDish, ClaimWantedDish, Details, WantDish, bring_dish, claim_wanted_dish,
    want_dish,
};
use mulin_domain::input::Patch;
use mulin_domain::person::Acting;
use mulin_entities::*;

use super::families::Family;
use super::menu::{MENU, Served};
use crate::seed::demo::stage::Stage;

/// The first who brings something. Those before leave it to visitors: the resident is among them.
const FIRST_COOK: usize = 1;

/// A dish that is asked for.
struct Wanted {
    name: &'static str,
    category: DishCategory,
    servings: i32,
    quantity: i32,
    /// Households that have promised one.
    claimed: usize,
    note: Option<&'static str>,
}

/// What is asked for. The soups are what is shortest.
const WANTED: [Wanted; 3] = [
    Wanted {
        name: "番茄蛋花汤",
        category: DishCategory::Soup,
        servings: 30,
        quantity: 3,
        claimed: 1,
        note: Some("用保温桶带来，少盐。"),
    },
    Wanted {
        name: "白灼时蔬",
        category: DishCategory::Hot,
        servings: 24,
        quantity: 4,
        claimed: 2,
        note: None,
    },
    Wanted {
        name: "白米饭",
        category: DishCategory::Staple,
        servings: 60,
        quantity: 2,
        claimed: 1,
        note: Some("社区可借大饭桶。"),
    },
];

/// A dish, and who brings it.
pub(super) struct Brought {
    pub(super) dish: DishId,
    pub(super) cook: PersonId,
    pub(super) household: HouseholdId,
}

/// Asks for dishes. Answers those that are claimed at once, each as often as it is.
pub(super) async fn want(stage: &Stage<'_>, event: &event::Model) -> Result<Vec<WantedDishId>> {
    let mut claimed = Vec::new();
    for wanted in &WANTED {
        let input = WantDish {
            event_id: Ok(event.id),
            category: wanted.category,
            name: wanted.name.to_owned(),
            note: wanted.note.map(str::to_owned),
            servings: wanted.servings,
            quantity: wanted.quantity,
        };
        let row = want_dish(stage.core, &stage.organiser, input, None).await?;
        claimed.extend(std::iter::repeat_n(row.id, wanted.claimed));
    }
    Ok(claimed)
}

/// Lets the households promise the menu, a dish each, and claim what is asked for.
pub(super) async fn bring(
    stage: &Stage<'_>,
    event: &event::Model,
    coming: &[Family],
    claimed: &[WantedDishId],
) -> Result<Vec<Brought>> {
    let mut cooks = coming.iter().skip(FIRST_COOK);
    let mut brought = Vec::new();
    for (served, family) in MENU.iter().zip(&mut cooks) {
        let input = BringDish {
            acting: Acting::default(),
            event_id: Ok(event.id),
            details: details(served, event),
        };
        let cook = stage.actor(family.head).await?;
        let dish = bring_dish(stage.core, &cook, input, None).await?;
        brought.push(Brought {
            dish: dish.id,
            cook: family.head,
            household: family.household,
        });
    }
    for (wanted, family) in claimed.iter().zip(cooks) {
        let input = ClaimWantedDish {
            acting: Acting::default(),
            wanted_dish_id: Ok(*wanted),
            details: Details {
                temperature: Patch::Set(DishTemperature::Hot),
                ..Details::default()
            },
        };
        let cook = stage.actor(family.head).await?;
        claim_wanted_dish(stage.core, &cook, input, None).await?;
    }
    Ok(brought)
}

fn details(served: &Served, event: &event::Model) -> Details {
    let cooked_before = served.cooked_before.map(TimeDelta::hours);
    let told = |allergens: &[Allergen], presence| {
        let told = |allergen: &Allergen| AllergenInput {
            allergen: *allergen,
            presence: Some(presence),
        };
        allergens.iter().map(told).collect::<Vec<_>>()
    };
    let mut allergens = told(served.contains, AllergenPresence::Contains);
    allergens.extend(told(served.traces, AllergenPresence::MayContain));
    allergens.extend(told(served.free, AllergenPresence::FreeFrom));
    let ingredients = served.ingredients.iter();
    Details {
        name: Patch::Set(served.name.to_owned()),
        category: Patch::Set(served.category),
        servings: Patch::Set(served.servings),
        temperature: Patch::Set(served.temperature),
        cooked_at: cooked_before.map_or(Patch::Keep, |before| Patch::Set(event.starts_at - before)),
        diet_tags: Patch::Set(served.tags.to_vec()),
        allergens: Patch::Set(allergens),
        ingredients: Patch::Set(ingredients.map(|one| (*one).to_owned()).collect()),
        choking_hazard: Patch::Set(served.choking),
        photo_url: Patch::Keep,
        note: served
            .note
            .map_or(Patch::Keep, |note| Patch::Set(note.to_owned())),
    }
}
