//! Whether dishes suit, by example and for whatever dish and diet.

use proptest::prelude::*;
use sea_orm::Iterable;

use super::*;

fn known(tags: &[DietTag], allergens: &[(Allergen, AllergenPresence)]) -> Known {
    Known {
        name: "一道菜".to_owned(),
        tags: tags.iter().copied().collect(),
        allergens: allergens.iter().copied().collect(),
        ..Known::default()
    }
}

fn eats(kinds: &[DietKind]) -> Diet {
    Diet {
        diets: kinds.iter().copied().collect(),
        ..Diet::default()
    }
}

fn unknown(reasons: &[Reason]) -> Fit {
    Fit::Unknown(reasons.iter().copied().collect())
}

fn unsuitable(reasons: &[Reason]) -> Fit {
    Fit::Unsuitable(reasons.iter().copied().collect())
}

#[test]
fn an_allergen_decides_as_the_cook_declared_it() {
    let allergic = Diet {
        allergens: [Allergen::Peanut].into(),
        ..Diet::default()
    };
    let of = |presence| fit(&known(&[], &[(Allergen::Peanut, presence)]), &allergic);
    let peanut = Allergen::Peanut;
    assert_eq!(
        of(AllergenPresence::Contains),
        unsuitable(&[Reason::Contains(peanut)])
    );
    assert_eq!(
        of(AllergenPresence::MayContain),
        unsuitable(&[Reason::MayContain(peanut)])
    );
    assert_eq!(of(AllergenPresence::FreeFrom), Fit::Suits);
    let silent = fit(&known(&[], &[]), &allergic);
    assert_eq!(silent, unknown(&[Reason::NotDeclared(peanut)]));
}

#[test]
fn halal_is_what_its_cook_says_unless_it_sounds_otherwise() {
    let halal = eats(&[DietKind::Halal]);
    assert_eq!(fit(&known(&[DietTag::Halal], &[]), &halal), Fit::Suits);
    let silent = fit(&known(&[], &[]), &halal);
    assert_eq!(silent, unknown(&[Reason::DietNotDeclared(DietKind::Halal)]));
    let pork = fit(&known(&[DietTag::ContainsPork], &[]), &halal);
    assert_eq!(pork, unsuitable(&[Reason::ContainsPork]));
    let drunk = fit(&known(&[DietTag::ContainsAlcohol], &[]), &halal);
    assert_eq!(drunk, unsuitable(&[Reason::ContainsAlcohol]));
    let mut doubtful = known(&[DietTag::Halal], &[]);
    doubtful.ingredients = vec!["牛肉".to_owned(), "料酒".to_owned()];
    assert!(doubtful.is_halal_in_doubt());
    assert_eq!(fit(&doubtful, &halal), unknown(&[Reason::NamesAlcohol]));
}

#[test]
fn what_is_vegetarian_is_not_therefore_vegan() {
    let milk = [(Allergen::Milk, AllergenPresence::Contains)];
    let dish = known(&[DietTag::Vegetarian], &milk);
    assert_eq!(fit(&dish, &eats(&[DietKind::Vegetarian])), Fit::Suits);
    let against = Reason::AgainstDiet(DietKind::Vegan, Allergen::Milk);
    assert_eq!(
        fit(&dish, &eats(&[DietKind::Vegan])),
        unsuitable(&[against])
    );
    let vegan = known(&[DietTag::Vegan], &[]);
    let both = eats(&[DietKind::Vegan, DietKind::Vegetarian, DietKind::NoPork]);
    assert_eq!(fit(&vegan, &both), Fit::Suits);
    let traces = [(Allergen::Fish, AllergenPresence::MayContain)];
    let dish = known(&[DietTag::Vegetarian], &traces);
    let reason = Reason::AgainstDiet(DietKind::Vegetarian, Allergen::Fish);
    assert_eq!(
        fit(&dish, &eats(&[DietKind::Vegetarian])),
        unknown(&[reason])
    );
}

#[test]
fn soft_food_does_not_choke() {
    let soft = eats(&[DietKind::SoftFood]);
    assert_eq!(fit(&known(&[DietTag::Soft], &[]), &soft), Fit::Suits);
    let mut sticky = known(&[DietTag::Soft], &[]);
    sticky.name = "桂花年糕".to_owned();
    assert_eq!(fit(&sticky, &soft), unsuitable(&[Reason::ChokingHazard]));
}

#[test]
fn elders_and_small_children_choke_easily() {
    for (born, easily) in [
        (None, false),
        (Some(1967), true),
        (Some(1968), false),
        (Some(2021), true),
        (Some(2020), false),
    ] {
        assert_eq!(chokes_easily(born, 2027), easily, "{born:?}");
    }
}

#[test]
fn what_cannot_be_read_never_suits() {
    let diet = Diet {
        unread: true,
        ..Diet::default()
    };
    let fit = fit(&known(&[], &[]), &diet);
    assert_eq!(fit, unknown(&[Reason::Unreadable]));
}

fn allergens() -> impl Strategy<Value = BTreeSet<Allergen>> {
    let all: Vec<Allergen> = Allergen::iter().collect();
    proptest::sample::subsequence(all, 0..=4).prop_map(|some| some.into_iter().collect())
}

fn declared() -> impl Strategy<Value = BTreeMap<Allergen, AllergenPresence>> {
    let presence: Vec<AllergenPresence> = AllergenPresence::iter().collect();
    let one = (
        proptest::sample::select(Allergen::iter().collect::<Vec<_>>()),
        proptest::sample::select(presence),
    );
    proptest::collection::btree_map(one.0, one.1, 0..=14)
}

fn diets() -> impl Strategy<Value = BTreeSet<DietKind>> {
    proptest::sample::subsequence(DietKind::ALL.to_vec(), 0..=8)
        .prop_map(|some| some.into_iter().collect())
}

fn tags() -> impl Strategy<Value = BTreeSet<DietTag>> {
    proptest::sample::subsequence(DietTag::ALL.to_vec(), 0..=8)
        .prop_map(|some| some.into_iter().collect())
}

proptest! {
    #[test]
    fn unknown_is_never_none(
        allergic in allergens(), declared in declared(), diets in diets(), tags in tags(),
        choking_hazard: bool,
    ) {
        let dish = Known { allergens: declared, tags, choking_hazard, ..Known::default() };
        let diet = Diet { allergens: allergic.clone(), diets: diets.clone(), ..Diet::default() };
        let free = |allergen| dish.allergens.get(allergen) == Some(&AllergenPresence::FreeFrom);
        let fit = fit(&dish, &diet);
        if fit == Fit::Suits {
            prop_assert!(allergic.iter().all(free), "each allergen is declared to be absent");
            prop_assert!(diets.is_empty() || !dish.tags.is_empty(), "and the diet to be heeded");
        }
        // What is in it never suits, whatever else is said of it.
        let present = |allergen| dish.allergens.contains_key(allergen) && !free(allergen);
        if allergic.iter().any(present) {
            prop_assert!(matches!(fit, Fit::Unsuitable(_)));
        }
        if diets.contains(&DietKind::Halal) && dish.tags.contains(&DietTag::ContainsPork) {
            prop_assert!(matches!(fit, Fit::Unsuitable(_)));
        }
        match fit {
            Fit::Suits => {}
            Fit::Unknown(reasons) | Fit::Unsuitable(reasons) => {
                prop_assert!(!reasons.is_empty(), "a reason is told");
            }
        }
    }

    #[test]
    fn who_reacts_to_more_is_suited_by_no_more(
        fewer in allergens(), more in allergens(), declared in declared(),
    ) {
        let dish = Known { allergens: declared, ..Known::default() };
        let of = |allergens| Diet { allergens, ..Diet::default() };
        if fit(&dish, &of(&fewer | &more)) == Fit::Suits {
            prop_assert_eq!(fit(&dish, &of(fewer)), Fit::Suits);
        }
    }
}
