//! What dishes are, what is in them, and for whom.

use async_graphql::Enum;

/// Part of a meal. Parts may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::DishCategory")]
pub enum DishCategory {
    /// 凉菜: cold dishes.
    Cold,
    /// 热菜: hot dishes.
    Hot,
    /// 主食: rice, noodles, dumplings.
    Staple,
    /// 汤: soups.
    Soup,
    /// 甜点: desserts.
    Dessert,
    /// 饮品: drinks.
    Drink,
}

/// How a dish is served and kept. Ways may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::DishTemperature")]
pub enum DishTemperature {
    /// Kept at 60 °C or above until it is eaten.
    Hot,
    /// Kept at 8 °C or below.
    Cold,
    /// Keeps at the temperature of the room.
    Ambient,
}

/// Whether a dish comes. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::DishState")]
pub enum DishState {
    /// Promised.
    Pledged,
    /// Taken back by its household or by those who run the banquet.
    Withdrawn,
    /// Given up with the household's answer: nobody of it comes any more.
    Released,
}

/// What people react to: the eight classes of GB 7718-2025 and the six more of Regulation (EU)
/// No 1169/2011, annex II. Allergens may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::Allergen")]
pub enum Allergen {
    /// 含麸质的谷物: cereals with gluten, as wheat, rye, barley, oats.
    Gluten,
    /// 甲壳类: crustaceans, as shrimp, crab, lobster.
    Crustaceans,
    /// 鱼类: fish.
    Fish,
    /// 蛋类: eggs.
    Egg,
    /// 花生: peanuts.
    Peanut,
    /// 大豆: soybeans.
    Soy,
    /// 乳: milk, with lactose.
    Milk,
    /// 坚果及其果仁类: nuts and kernels.
    Nuts,
    /// 芹菜: celery.
    Celery,
    /// 芥末: mustard.
    Mustard,
    /// 芝麻: sesame.
    Sesame,
    /// 二氧化硫及亚硫酸盐: sulphur dioxide and sulphites.
    Sulphites,
    /// 羽扇豆: lupin.
    Lupin,
    /// 软体动物: molluscs, as oysters, squid, snails.
    Molluscs,
}

/// Whether an allergen is in a dish. Answers may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
pub enum AllergenPresence {
    /// It is.
    Contains,
    /// Traces may be.
    MayContain,
    /// The cook says that it is not.
    FreeFrom,
    /// Nobody told. Unknown is never none.
    Unknown,
}

/// A law's list of what has to be told of a dish. Lists may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::dish::Vocabulary")]
pub enum AllergenVocabulary {
    /// GB 7718-2025, China: eight classes.
    #[graphql(name = "GB_7718")]
    Gb7718,
    /// Regulation (EU) No 1169/2011, annex II: fourteen classes.
    #[graphql(name = "EU_1169")]
    Eu1169,
}

/// Whom a dish suits, and what it holds, as its cook says. Tags may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::dish::tags::DietTag")]
pub enum DietTag {
    /// 素食: without meat and fish.
    Vegetarian,
    /// 纯素: without anything of animals.
    Vegan,
    /// 清真: halal.
    Halal,
    /// With pork.
    ContainsPork,
    /// With alcohol.
    ContainsAlcohol,
    /// 低盐: with little salt.
    LowSalt,
    /// 低糖: with little sugar.
    LowSugar,
    /// 软食: easy to chew and swallow.
    Soft,
}
