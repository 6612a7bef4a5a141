//! How many guests cannot eat what, without telling who. Pure.
//!
//! Small numbers are not shown, and none is not told from few: in a house where people know each other
//! "one guest" has a name. They are counted by the hour and not when somebody looks, so that two looks
//! around an answer do not tell what its guests eat.

use std::collections::BTreeMap;

use mulin_entities::{Allergen, RsvpId};
use serde::{Deserialize, Serialize};

use super::suits;
use crate::person::diet::{Diet, DietKind};
use crate::person::rules::is_child;

/// Fewer are not shown.
pub const SMALLEST_SHOWN: u32 = 5;

/// Guests of a banquet, as they were counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Who reacts to what.
    pub allergens: BTreeMap<Allergen, u32>,
    /// Who eats how.
    pub diets: BTreeMap<DietKind, u32>,
    /// Elders and small children, who choke easily.
    pub choke_easily: u32,
}

/// A number as it may be shown; none for few and for nobody.
pub fn shown(count: u32) -> Option<i32> {
    let count = i32::try_from(count).unwrap_or(i32::MAX);
    Some(count).filter(|count| *count >= SMALLEST_SHOWN.cast_signed())
}

impl Counts {
    /// How many react to this, as it may be shown.
    pub fn allergic(&self, allergen: Allergen) -> Option<i32> {
        shown(self.allergens.get(&allergen).copied().unwrap_or(0))
    }

    /// How many eat so, as it may be shown.
    pub fn eating(&self, kind: DietKind) -> Option<i32> {
        shown(self.diets.get(&kind).copied().unwrap_or(0))
    }

    /// How many choke easily, as it may be shown.
    pub fn choking(&self) -> Option<i32> {
        shown(self.choke_easily)
    }

    /// Counts one more guest.
    pub fn add(&mut self, diet: &Diet) {
        for allergen in &diet.allergens {
            *self.allergens.entry(*allergen).or_default() += 1;
        }
        for kind in &diet.diets {
            *self.diets.entry(*kind).or_default() += 1;
        }
    }
}

/// Somebody known of a party.
#[derive(Clone, Copy, Debug)]
pub struct KnownGuest {
    /// The party's answer.
    pub rsvp: RsvpId,
    /// Year of birth, if told.
    pub birth_year: Option<i32>,
}

/// How many of these parties choke easily in this year: elders, small children, and children of whom
/// nobody knows how old they are. `parties` are answers with their number of children.
pub fn choke_easily(parties: &[(RsvpId, i32)], known: &[KnownGuest], year: i32) -> u32 {
    let easily = |guest: &&KnownGuest| suits::chokes_easily(guest.birth_year, year);
    // Children who are known, young or not, are among their party's number of children.
    let mut unnamed: BTreeMap<RsvpId, i32> = parties.iter().copied().collect();
    let children = known
        .iter()
        .filter(|guest| is_child(guest.birth_year, year))
        .filter_map(|guest| guest.birth_year.map(|_| guest.rsvp));
    for party in children {
        if let Some(unnamed) = unnamed.get_mut(&party) {
            *unnamed -= 1;
        }
    }
    let unnamed: u32 = unnamed
        .values()
        .map(|children| u32::try_from(*children).unwrap_or(0))
        .sum();
    let known = u32::try_from(known.iter().filter(easily).count()).unwrap_or(u32::MAX);
    known.saturating_add(unnamed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn rsvp(number: u128) -> RsvpId {
        RsvpId(Uuid::from_u128(number))
    }

    #[test]
    fn children_of_whom_nobody_knows_the_age_count() {
        let guest = |number, birth_year| KnownGuest {
            rsvp: rsvp(number),
            birth_year,
        };
        // Two adults and three children: one of 10, one of 3, and one without a name.
        let known = [
            guest(1, Some(1985)),
            guest(1, Some(2017)),
            guest(1, Some(2024)),
            guest(2, Some(1950)),
            guest(2, None),
        ];
        let parties = [(rsvp(1), 3), (rsvp(2), 0)];
        // The one of 3, the one without a name, and the elder.
        assert_eq!(choke_easily(&parties, &known, 2027), 3);
        // Who comes as an adult of 17 takes nobody's place twice.
        assert_eq!(
            choke_easily(&[(rsvp(3), 0)], &[guest(3, Some(2010))], 2027),
            0
        );
    }

    proptest! {
        #[test]
        fn small_numbers_are_never_shown(count: u32) {
            match shown(count) {
                Some(shown) => prop_assert!(shown >= 5 && i64::from(shown) <= i64::from(count)),
                None => prop_assert!(count < 5),
            }
        }

        #[test]
        fn none_looks_like_few(guests in 0_usize..12) {
            let diet = Diet { allergens: [Allergen::Egg].into(), ..Diet::default() };
            let mut counts = Counts::default();
            for _ in 0..guests {
                counts.add(&diet);
            }
            let seen = counts.allergic(Allergen::Egg);
            prop_assert_eq!(seen.is_none(), guests < 5);
            if guests < 5 {
                prop_assert_eq!(seen, counts.allergic(Allergen::Milk));
            }
            // At rest as it was.
            let kept: Counts =
                serde_json::from_value(serde_json::to_value(&counts).unwrap()).unwrap();
            prop_assert_eq!(kept, counts);
        }
    }
}
