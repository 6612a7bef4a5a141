//! Banquets: what is brought, what is in it, and what has to be filed.

use super::text_enums;

text_enums! {
    /// Part of a meal.
    DishCategory {
        /// 凉菜.
        Cold,
        /// 热菜.
        Hot,
        /// 主食: rice, noodles, dumplings.
        Staple,
        /// 汤.
        Soup,
        /// 甜点.
        Dessert,
        /// 饮品.
        Drink,
    }

    /// How a dish is served and kept.
    DishTemperature {
        /// Kept at 60 °C or above until it is eaten.
        Hot,
        /// Kept at 8 °C or below.
        Cold,
        /// Keeps at the temperature of the room.
        Ambient,
    }

    /// Whether a dish comes.
    DishState {
        /// Promised.
        Pledged,
        /// Taken back by its household or by those who run the banquet.
        Withdrawn,
        /// Given up with the household's answer: nobody of it comes any more.
        Released,
    }

    /// What people react to: the eight classes of GB 7718-2025, and the six more of Regulation (EU)
    /// No 1169/2011, annex II.
    Allergen {
        /// Cereals with gluten: wheat, rye, barley, oats.
        Gluten,
        /// Crustaceans: shrimp, crab, lobster.
        Crustaceans,
        /// Fish.
        Fish,
        /// Eggs.
        Egg,
        /// Peanuts.
        Peanut,
        /// Soybeans.
        Soy,
        /// Milk, with lactose.
        Milk,
        /// Nuts and kernels.
        Nuts,
        /// Celery.
        Celery,
        /// Mustard.
        Mustard,
        /// Sesame.
        Sesame,
        /// Sulphur dioxide and sulphites.
        Sulphites,
        /// Lupin.
        Lupin,
        /// Molluscs: oysters, squid, snails.
        Molluscs,
    }

    /// Whether an allergen is in a dish. Where nothing is stored nobody knows, and unknown is never none.
    AllergenPresence {
        /// It is.
        Contains,
        /// Traces may be.
        MayContain,
        /// The cook says that it is not.
        FreeFrom,
    }

    /// Whether guests vote for dishes.
    DishVoteState {
        /// Not yet.
        NotOpen,
        /// They do.
        Open,
        /// The votes were counted.
        Closed,
    }

    /// What days are counted until something is due.
    LeadKind {
        /// All.
        Calendar,
        /// Those that are worked.
        Working,
    }

    /// Whether something was filed.
    FilingTaskState {
        /// Has to be.
        Open,
        /// Was.
        Filed,
        /// So few come now that it has not to be.
        NotNeeded,
    }
}
