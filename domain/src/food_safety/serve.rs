//! Which dishes of a banquet suit somebody, and what those who run it should look into.

use mulin_entities::*;
use sea_orm::ConnectionTrait;

use super::diet_counts::Counts;
use super::suits::{Fit, Known, chokes_easily, fit};
use super::warnings::{Warning, of_dish};
use super::{diet_store, dish_store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;
use crate::event::view::EventView;
use crate::page::{Page, Slice};
use crate::person::diet::{self, Diet};

/// How a dish suits somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suits {
    /// Whether it does, and why not.
    pub fit: Fit,
    /// Whether the person is an elder or a small child, and may choke on it.
    pub may_choke: bool,
    /// Whether something is noted of the person in words, which nobody has compared with it.
    pub has_note: bool,
}

/// How a dish suits somebody of this diet who was born in this year, in the year of the banquet.
pub fn suits(dish: &Known, diet: &Diet, birth_year: Option<i32>, year: i32) -> Suits {
    Suits {
        fit: fit(dish, diet),
        may_choke: dish.may_choke() && chokes_easily(birth_year, year),
        has_note: !diet.note.is_empty(),
    }
}

/// The year of a banquet, where it is.
pub fn year_of(event: &EventView) -> i32 {
    let zone = event.time_zone.parse().unwrap_or(chrono_tz::UTC);
    chrono::Datelike::year(&event.starts_at.with_timezone(&zone))
}

/// A page of the dishes of a banquet that suit somebody as asked, with how, by the dishes' keys; none
/// if the actor does not keep the person's record, or if nothing is known of what they eat. That
/// somebody else's diet was read is noted.
pub async fn dishes_for(
    core: &Core,
    actor: &Actor,
    event: &EventView,
    person: PersonId,
    wanted: impl Fn(&Fit) -> bool,
    page: &Page<DishId>,
) -> Result<Option<Slice<(dish::Model, Suits)>>> {
    let Some((person, diet)) = diet::to_serve(core, actor, person).await? else {
        return Ok(None);
    };
    let year = year_of(event);
    let dishes = dish_store::that_come(core.db().reader(), event.id).await?;
    let suited = dishes.into_iter().map(|(dish, known)| {
        let suits = suits(&known, &diet, person.birth_year, year);
        (dish, suits)
    });
    let wanted = suited.filter(|(_, suits)| wanted(&suits.fit));
    Ok(Some(slice(wanted, page, |(dish, _)| dish.id)))
}

/// What to look into at a banquet, and how many guests it concerns.
#[derive(Clone, Debug, PartialEq)]
pub enum Concern {
    /// What everybody is told of the dish.
    Told(Box<Warning>),
    /// Guests react to what is in it, or may be.
    ServedToAllergic(Allergen, AllergenPresence),
}

/// A dish with what to look into, each with the number of guests as it may be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Concerned {
    /// The dish.
    pub dish: dish::Model,
    /// The gravest first.
    pub concerns: Vec<(Concern, Option<i32>)>,
}

/// A page of the dishes of a banquet that somebody should look into, by the dishes' keys. Numbers of
/// guests are of the last count, and an allergen is named only with a number that may be shown: that it
/// is named would else tell that somebody reacts to it. The caller has asked the policy.
pub async fn concerns(
    db: &impl ConnectionTrait,
    event: EventId,
    banned: &[banned_ingredient::Model],
    page: &Page<DishId>,
) -> Result<Slice<Concerned>> {
    let counted = diet_store::counts(db, [event]).await?.remove(&event);
    let counts = counted.map(|(counts, _)| counts).unwrap_or_default();
    let dishes = dish_store::that_come(db, event).await?;
    let concerned = dishes.into_iter().filter_map(|(dish, known)| {
        let concerns = of_known(&known, banned, &counts);
        (!concerns.is_empty()).then_some(Concerned { dish, concerns })
    });
    Ok(slice(concerned, page, |one| one.dish.id))
}

fn of_known(
    known: &Known,
    banned: &[banned_ingredient::Model],
    counts: &Counts,
) -> Vec<(Concern, Option<i32>)> {
    let told = of_dish(known, banned).into_iter().map(|warning| {
        let guests = match &warning {
            // Of everybody.
            Warning::BannedIngredient(_) => None,
            Warning::HalalInDoubt => counts.eating(diet::DietKind::Halal),
            Warning::ChokingHazard => counts.choking(),
            // Who reacts to two of them is counted twice: so many at least.
            Warning::AllergensNotDeclared(allergens) => allergens
                .iter()
                .filter_map(|allergen| counts.allergic(*allergen))
                .max(),
        };
        (Concern::Told(Box::new(warning)), guests)
    });
    let served = known.allergens.iter().filter_map(|(allergen, presence)| {
        let guests = counts.allergic(*allergen)?;
        let is_in = *presence != AllergenPresence::FreeFrom;
        let concern = Concern::ServedToAllergic(*allergen, *presence);
        is_in.then_some((concern, Some(guests)))
    });
    served.chain(told).collect()
}

/// A page of a list that is at hand, in order of its keys.
fn slice<T>(
    rows: impl Iterator<Item = T>,
    page: &Page<DishId>,
    key: impl Fn(&T) -> DishId,
) -> Slice<T> {
    let mut rows: Vec<T> = rows
        .filter(|row| page.after.is_none_or(|after| key(row) > after))
        .filter(|row| page.before.is_none_or(|before| key(row) < before))
        .collect();
    if page.backwards {
        rows.reverse();
    }
    let most = usize::try_from(page.limit).unwrap_or(usize::MAX);
    rows.truncate(most.saturating_add(1));
    Slice::new(rows, page)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever is served, a manager is told of no guests that may not be shown: the list is the
        /// same whether few react to something or nobody does.
        #[test]
        fn few_guests_leave_no_trace(
            few in proptest::collection::btree_map(
                proptest::sample::select(vec![Allergen::Egg, Allergen::Milk, Allergen::Peanut]),
                1_u32..5, 0..=3,
            ),
            choke_easily in 0_u32..5,
        ) {
            let presences = [
                (Allergen::Egg, AllergenPresence::Contains),
                (Allergen::Milk, AllergenPresence::MayContain),
                (Allergen::Peanut, AllergenPresence::FreeFrom),
            ];
            let known = Known {
                allergens: presences.into(),
                choking_hazard: true,
                ..Known::default()
            };
            let counts = Counts { allergens: few, choke_easily, ..Counts::default() };
            let told = of_known(&known, &[], &counts);
            prop_assert_eq!(told, of_known(&known, &[], &Counts::default()));
        }
    }

    #[test]
    fn enough_guests_are_counted() {
        let allergens = [
            (Allergen::Egg, AllergenPresence::Contains),
            (Allergen::Milk, AllergenPresence::FreeFrom),
        ];
        let known = Known {
            allergens: allergens.into(),
            ..Known::default()
        };
        let counts = Counts {
            allergens: [(Allergen::Egg, 5), (Allergen::Milk, 9), (Allergen::Soy, 7)].into(),
            ..Counts::default()
        };
        let told = of_known(&known, &[], &counts);
        let egg = Concern::ServedToAllergic(Allergen::Egg, AllergenPresence::Contains);
        assert_eq!(told[0], (egg, Some(5)));
        assert_eq!(told.len(), 2, "nobody reacts to what is not in it");
        assert_eq!(
            told[1].1,
            Some(7),
            "who reacts to soy, of which nothing is said"
        );
    }
}
