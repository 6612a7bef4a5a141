//! What a cook ticks of a dish: whom it suits, and what is in it. Pure.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Whom a dish suits, and what it holds, as its cook says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DietTag {
    /// 素食: without meat and fish.
    Vegetarian,
    /// 纯素: without anything of animals.
    Vegan,
    /// 清真.
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

impl DietTag {
    /// All, in their order.
    pub const ALL: [Self; 8] = [
        Self::Vegetarian,
        Self::Vegan,
        Self::Halal,
        Self::ContainsPork,
        Self::ContainsAlcohol,
        Self::LowSalt,
        Self::LowSugar,
        Self::Soft,
    ];

    /// The name as it is stored and as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vegetarian => "VEGETARIAN",
            Self::Vegan => "VEGAN",
            Self::Halal => "HALAL",
            Self::ContainsPork => "CONTAINS_PORK",
            Self::ContainsAlcohol => "CONTAINS_ALCOHOL",
            Self::LowSalt => "LOW_SALT",
            Self::LowSugar => "LOW_SUGAR",
            Self::Soft => "SOFT",
        }
    }
}

/// What stands in a row: names parted by commas. One that a later version wrote is left out, and a dish
/// is then said to suit fewer.
pub fn read(stored: &str) -> BTreeSet<DietTag> {
    let names: Vec<&str> = stored.split(',').collect();
    DietTag::ALL
        .into_iter()
        .filter(|tag| names.contains(&tag.as_str()))
        .collect()
}

/// As it stands in a row, in the order of the names.
pub fn write(tags: &BTreeSet<DietTag>) -> String {
    let mut names: Vec<&str> = tags.iter().map(|tag| tag.as_str()).collect();
    names.sort_unstable();
    names.join(",")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_later_version_wrote_is_left_out() {
        let known = BTreeSet::from([DietTag::Vegan, DietTag::Soft]);
        assert_eq!(read("KETO,SOFT,VEGAN"), known);
        assert_eq!(read(""), BTreeSet::new());
        // A part of a name is no name.
        assert_eq!(read("LOW_SALT_AND_SUGAR"), BTreeSet::new());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(tags in prop::collection::btree_set(
            prop::sample::select(DietTag::ALL.to_vec()), 0..=8,
        )) {
            let written = write(&tags);
            prop_assert_eq!(read(&written), tags);
            let mut names: Vec<&str> = written.split(',').collect();
            names.sort_unstable();
            prop_assert_eq!(names.join(","), written);
        }
    }
}
