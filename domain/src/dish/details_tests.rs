use chrono::DateTime;
use mulin_entities::*;
use proptest::prelude::*;
use sea_orm::Iterable;
use uuid::Uuid;

use super::*;

/// A dish of which nothing was said.
fn blank() -> dish::Model {
    dish::Model {
        id: DishId(Uuid::from_u128(1)),
        root_area_id: AreaId(Uuid::from_u128(2)),
        event_id: EventId(Uuid::from_u128(3)),
        household_id: HouseholdId(Uuid::from_u128(4)),
        cook_id: None,
        wanted_dish_id: None,
        dish_no: 1,
        name: "红烧肉".to_owned(),
        category: DishCategory::Hot,
        servings: 10,
        temperature: DishTemperature::Hot,
        cooked_at: None,
        diet_tags: String::new(),
        ingredients: json!([]),
        choking_hazard: false,
        photo_url: None,
        note: None,
        state: DishState::Pledged,
        votes: None,
        via: Via::App,
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        withdrawn_at: None,
    }
}

fn told(faults: Faults) -> Vec<String> {
    let told = faults.into_errors().into_iter();
    told.map(|fault| format!("{} {}", fault.rule.code(), fault.path.join(".")))
        .collect()
}

fn applied(details: Details) -> (dish::Model, Declared, Vec<String>) {
    let (mut faults, mut row, mut known) = (Faults::default(), blank(), Declared::new());
    details.apply(&mut faults, &mut row, &mut known);
    (row, known, told(faults))
}

fn one(allergen: Allergen, presence: Option<AllergenPresence>) -> AllergenInput {
    AllergenInput { allergen, presence }
}

fn tagged(tags: &[DietTag], contains: &[Allergen]) -> Details {
    let contains = contains
        .iter()
        .map(|allergen| one(*allergen, Some(AllergenPresence::Contains)));
    Details {
        diet_tags: Patch::Set(tags.to_vec()),
        allergens: Patch::Set(contains.collect()),
        ..Details::default()
    }
}

#[test]
fn what_is_said_is_kept_and_the_rest_stays() {
    let details = Details {
        name: Patch::Set(" 凉皮 ".to_owned()),
        servings: Patch::Set(500),
        diet_tags: Patch::Set(vec![DietTag::Vegetarian, DietTag::Halal, DietTag::Halal]),
        allergens: Patch::Set(vec![
            one(Allergen::Peanut, Some(AllergenPresence::MayContain)),
            one(Allergen::Gluten, Some(AllergenPresence::Contains)),
            one(Allergen::Milk, None),
        ]),
        ingredients: Patch::Set(vec!["面筋".to_owned()]),
        photo_url: Patch::Set("https://photos.example/1.jpg".to_owned()),
        ..Details::default()
    };
    let (row, known, faults) = applied(details);
    assert_eq!(faults, [""; 0]);
    assert_eq!((row.name.as_str(), row.servings), ("凉皮", 500));
    assert_eq!(
        (row.category, row.temperature),
        (DishCategory::Hot, DishTemperature::Hot)
    );
    assert_eq!(row.diet_tags, "HALAL,VEGETARIAN");
    assert_eq!(ingredients(&row), ["面筋"]);
    // Of what is unknown nothing is kept: it is never none.
    let expected = [
        (Allergen::Gluten, AllergenPresence::Contains),
        (Allergen::Peanut, AllergenPresence::MayContain),
    ];
    assert_eq!(known, expected);
}

#[test]
fn what_is_cleared_is_gone_and_what_cannot_be_is_a_fault() {
    let details = Details {
        name: Patch::Clear,
        category: Patch::Clear,
        servings: Patch::Clear,
        temperature: Patch::Clear,
        diet_tags: Patch::Clear,
        allergens: Patch::Clear,
        ingredients: Patch::Clear,
        choking_hazard: Patch::Clear,
        photo_url: Patch::Clear,
        note: Patch::Clear,
        cooked_at: Patch::Clear,
    };
    let (mut faults, mut row) = (Faults::default(), blank());
    row.diet_tags = "SOFT".to_owned();
    row.photo_url = Some("https://photos.example/1.jpg".to_owned());
    row.note = Some("辣".to_owned());
    let mut known = vec![(Allergen::Egg, AllergenPresence::Contains)];
    details.apply(&mut faults, &mut row, &mut known);
    assert_eq!((row.diet_tags.as_str(), known.len()), ("", 0));
    assert_eq!((row.photo_url, row.note), (None, None));
    let expected = [
        "REQUIRED name",
        "REQUIRED category",
        "REQUIRED servings",
        "REQUIRED temperature",
        "REQUIRED chokingHazard",
    ];
    assert_eq!(told(faults), expected);
}

#[test]
fn every_fault_is_told_at_once() {
    for servings in [i32::MIN, -1, 0, 501, i32::MAX] {
        let details = Details {
            servings: Patch::Set(servings),
            ..Details::default()
        };
        assert_eq!(applied(details).2, ["OUT_OF_RANGE servings"], "{servings}");
    }
    let details = Details {
        name: Patch::Set("长".repeat(61)),
        servings: Patch::Set(-5),
        allergens: Patch::Set(vec![
            one(Allergen::Egg, None),
            one(Allergen::Fish, Some(AllergenPresence::FreeFrom)),
            one(Allergen::Egg, Some(AllergenPresence::Contains)),
        ]),
        ingredients: Patch::Set(vec!["盐".to_owned(); 41]),
        photo_url: Patch::Set("http://photos.example/1.jpg".to_owned()),
        note: Patch::Set("长".repeat(501)),
        ..Details::default()
    };
    let expected = [
        "INVALID_LENGTH name",
        "OUT_OF_RANGE servings",
        "DUPLICATE allergens.2.allergen",
        "TOO_MANY_ITEMS ingredients",
        "INVALID_FORMAT photoUrl",
        "INVALID_LENGTH note",
    ];
    assert_eq!(applied(details).2, expected);
    for address in [
        "//photos.example/1.jpg",
        "https://",
        "data:image/png,x",
        "javascript:1",
    ] {
        let details = Details {
            photo_url: Patch::Set(address.to_owned()),
            ..Details::default()
        };
        assert_eq!(applied(details).2, ["INVALID_FORMAT photoUrl"], "{address}");
    }
}

#[test]
fn nobody_calls_a_dish_what_it_is_not() {
    use Allergen::{Crustaceans, Egg, Fish, Milk, Molluscs, Peanut};
    use DietTag::{ContainsAlcohol, ContainsPork, Halal, LowSalt, Vegan, Vegetarian};
    for tags in [
        [Halal, ContainsPork],
        [Halal, ContainsAlcohol],
        [Vegetarian, ContainsPork],
        [Vegan, ContainsPork],
    ] {
        let faults = applied(tagged(&tags, &[])).2;
        assert_eq!(faults, ["CONTRADICTION dietTags"], "{tags:?}");
    }
    for allergen in [Fish, Crustaceans, Molluscs] {
        for tag in [Vegetarian, Vegan] {
            let faults = applied(tagged(&[tag], &[allergen])).2;
            assert_eq!(faults, ["CONTRADICTION allergens"], "{tag:?} {allergen:?}");
        }
    }
    for allergen in [Milk, Egg] {
        let faults = applied(tagged(&[Vegan], &[allergen])).2;
        assert_eq!(faults, ["CONTRADICTION allergens"], "{allergen:?}");
    }
    for sound in [
        tagged(&[Vegetarian], &[Milk, Egg, Peanut]),
        tagged(&[Vegan, ContainsAlcohol], &[Peanut]),
        tagged(&[Halal, LowSalt], &[Fish]),
        tagged(&[ContainsPork, ContainsAlcohol], &[Milk]),
    ] {
        assert_eq!(applied(sound.clone()).2, [""; 0], "{sound:?}");
    }
    // What was said before counts as what is said now.
    let (mut faults, mut row) = (Faults::default(), blank());
    row.diet_tags = "VEGAN".to_owned();
    let mut known = vec![(Egg, AllergenPresence::MayContain)];
    Details::default().apply(&mut faults, &mut row, &mut known);
    assert!(faults.is_empty(), "traces are no ingredient");
    let known_now = Details {
        allergens: Patch::Set(vec![one(Egg, Some(AllergenPresence::Contains))]),
        ..Details::default()
    };
    known_now.apply(&mut faults, &mut row, &mut known);
    assert_eq!(told(faults), ["CONTRADICTION allergens"]);
}

fn presences() -> impl Strategy<Value = Option<AllergenPresence>> {
    let known: Vec<Option<AllergenPresence>> =
        AllergenPresence::iter().map(Some).chain([None]).collect();
    prop::sample::select(known)
}

prop_compose! {
    fn anything()(
        name in prop_oneof![4 => "[a-z]{1,12}", 1 => ".{0,70}"],
        servings in prop_oneof![4 => 1..=500i32, 1 => any::<i32>()],
        tags in prop::collection::vec(prop::sample::select(DietTag::ALL.to_vec()), 0..4),
        allergens in prop::collection::vec(
            (prop::sample::select(Allergen::iter().collect::<Vec<_>>()), presences()), 0..6,
        ),
        ingredients in prop_oneof![
            4 => prop::collection::vec("[a-z]{1,8}", 0..6),
            1 => prop::collection::vec(".{0,45}", 0..45),
        ],
        note in prop::option::of("[a-z]{1,10}"),
    ) -> Details {
        Details {
            name: Patch::Set(name),
            servings: Patch::Set(servings),
            diet_tags: Patch::Set(tags),
            allergens: Patch::Set(allergens.into_iter().map(|(name, known)| one(name, known)).collect()),
            ingredients: Patch::Set(ingredients),
            note: note.map_or(Patch::Keep, Patch::Set),
            ..Details::default()
        }
    }
}

proptest! {
    /// Whatever is said: what is taken is sound, and says nothing that the cook did not.
    #[test]
    fn what_is_taken_is_sound(details in anything()) {
        let said = details.clone();
        let (row, known, faults) = applied(details);
        if !faults.is_empty() {
            return Ok(());
        }
        prop_assert!((1..=MAX_SERVINGS).contains(&row.servings));
        prop_assert!((1..=MAX_NAME).contains(&row.name.chars().count()));
        prop_assert!(ingredients(&row).len() <= MAX_INGREDIENTS);
        let (Patch::Set(allergens), Patch::Set(tags)) = (said.allergens, said.diet_tags) else {
            return Err(TestCaseError::fail("they are said"));
        };
        for allergen in Allergen::iter() {
            let said = allergens.iter().find(|one| one.allergen == allergen);
            let kept = known.iter().find(|(one, _)| *one == allergen);
            prop_assert_eq!(said.and_then(|one| one.presence), kept.map(|(_, presence)| *presence));
        }
        let kept = tags::read(&row.diet_tags);
        prop_assert_eq!(&kept, &tags.into_iter().collect::<BTreeSet<_>>());
        prop_assert!(
            !kept.contains(&DietTag::Halal) || !kept.contains(&DietTag::ContainsPork)
        );
        let holds = |allergen| known.contains(&(allergen, AllergenPresence::Contains));
        prop_assert!(!kept.contains(&DietTag::Vegan) || !holds(Allergen::Egg));
        prop_assert!(!kept.contains(&DietTag::Vegetarian) || !holds(Allergen::Fish));
    }
}
