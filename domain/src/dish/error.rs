//! What forbids something about a dish.

/// The state of the banquet or of the dish forbids it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DishError {
    /// Nobody of the household comes.
    #[error("nobody of the household comes")]
    HouseholdNotGoing,
    /// Others have claimed all of them.
    #[error("others have claimed all of them")]
    WantedDishTaken,
    /// It is asked for no longer.
    #[error("the dish is asked for no longer")]
    WantedDishRemoved,
    /// More have claimed it than are to be wanted.
    #[error("{claimed} households have claimed one")]
    WantedDishClaimed {
        /// How many have.
        claimed: i32,
    },
    /// The household brings as many as it may.
    #[error("the household brings {max} dishes already")]
    TooManyDishes {
        /// At most.
        max: i64,
    },
    /// The dish does not come any more.
    #[error("the dish does not come any more")]
    Gone,
}

impl DishError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::HouseholdNotGoing => "HOUSEHOLD_NOT_GOING",
            Self::WantedDishTaken => "WANTED_DISH_TAKEN",
            Self::WantedDishRemoved => "WANTED_DISH_REMOVED",
            Self::WantedDishClaimed { .. } => "WANTED_DISH_CLAIMED",
            Self::TooManyDishes { .. } => "TOO_MANY_DISHES",
            Self::Gone => "DISH_WITHDRAWN",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::HouseholdNotGoing | Self::TooManyDishes { .. } => "eventId",
            Self::WantedDishTaken | Self::WantedDishRemoved => "wantedDishId",
            Self::WantedDishClaimed { .. } => "quantity",
            Self::Gone => "dishId",
        }
    }
}
