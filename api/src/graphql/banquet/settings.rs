//! What a banquet wants, as it is said.

use async_graphql::{InputObject, SimpleObject};
use mulin_domain::banquet;

use crate::graphql::dish::enums::DishCategory;

/// Servings wanted of one part of the meal.
#[derive(SimpleObject, Clone, Copy)]
pub struct CategoryServings {
    /// Part of the meal.
    pub category: DishCategory,
    /// Servings for 100 guests: 150 if each takes one and every second another.
    pub servings: i32,
}

/// Servings wanted of one part of the meal.
#[derive(InputObject, Clone, Copy)]
pub struct CategoryServingsInput {
    /// Part of the meal, each once.
    pub category: DishCategory,
    /// Servings for 100 guests, 0 to 1,000; 0 for a part that is not wanted.
    pub servings: i32,
}

/// As the domain takes it.
pub(super) fn named(parts: Vec<CategoryServingsInput>) -> Vec<banquet::CategoryServings> {
    let named = |part: CategoryServingsInput| banquet::CategoryServings {
        category: part.category.into(),
        servings: part.servings,
    };
    parts.into_iter().map(named).collect()
}
