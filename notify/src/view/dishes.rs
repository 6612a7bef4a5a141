//! What a template sees of the dishes that a reader brings.

use serde::Serialize;

use super::{optional, some};
use crate::format::{format_time, format_time_short, join_names, one_line};
use crate::message::Locale;
use crate::vars::{DishVars, DishesVars, EventVars, Keep};

/// What a reader brings; all of it empty or none if nothing.
#[derive(Default, Serialize)]
pub(crate) struct DishesView {
    /// Each dish, with what belongs on its label.
    dishes: Vec<DishView>,
    /// The dishes in a phrase, with their numbers and servings.
    dish_names: Option<String>,
    /// When they are to be there, with the year.
    bring_by: Option<String>,
    /// The same without the year.
    bring_by_short: Option<String>,
    /// Where they are handed in; none for the place of the event.
    bring_to: Option<String>,
}

impl DishesView {
    pub(super) fn new(vars: &EventVars, locale: Locale) -> Self {
        let Some(brings) = &vars.dishes else {
            return Self::default();
        };
        let DishesVars {
            bring_by,
            bring_to,
            dishes,
        } = brings;
        let short = |at| format_time_short(at, vars.zone, locale);
        let dishes: Vec<DishView> = dishes
            .iter()
            .map(|dish| DishView::new(dish, dish.cooked_at.map(short), locale))
            .collect();
        let names: Vec<String> = dishes.iter().map(|dish| dish.phrase(locale)).collect();
        Self {
            dish_names: Some(join_names(&names, locale)).filter(|names| !names.is_empty()),
            bring_by: Some(format_time(*bring_by, vars.zone, locale)),
            bring_by_short: Some(short(*bring_by)),
            bring_to: optional(bring_to, one_line),
            dishes,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct DishView {
    number: i32,
    name: String,
    servings: i32,
    /// When it is cooked, without the year.
    cooked: Option<String>,
    /// `HOT`, `COLD` or `AMBIENT`.
    keep: &'static str,
    /// Allergens in a phrase each.
    contains: Option<String>,
    may_contain: Option<String>,
    free_from: Option<String>,
    undeclared: Option<String>,
}

impl DishView {
    pub(super) fn new(dish: &DishVars, cooked: Option<String>, locale: Locale) -> Self {
        let phrase = |names: &[String]| {
            let names: Vec<String> = names.iter().map(|name| one_line(name)).collect();
            let between = match locale {
                Locale::ZhCn => "、",
                Locale::En => ", ",
            };
            some(&names.join(between))
        };
        Self {
            number: dish.number,
            name: one_line(&dish.name),
            servings: dish.servings,
            cooked,
            keep: match dish.keep {
                Keep::Hot => "HOT",
                Keep::Cold => "COLD",
                Keep::Ambient => "AMBIENT",
            },
            contains: phrase(&dish.contains),
            may_contain: phrase(&dish.may_contain),
            free_from: phrase(&dish.free_from),
            undeclared: phrase(&dish.undeclared),
        }
    }

    /// The dish with its number and its servings.
    fn phrase(&self, locale: Locale) -> String {
        let (number, name, servings) = (self.number, &self.name, self.servings);
        match (locale, servings) {
            (Locale::ZhCn, _) => format!("{number}号{name}（{servings}份）"),
            (Locale::En, 1) => format!("no. {number} {name} (1 serving)"),
            (Locale::En, _) => format!("no. {number} {name} ({servings} servings)"),
        }
    }
}
