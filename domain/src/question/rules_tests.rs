use proptest::prelude::*;

use super::*;

pub(in crate::question) fn kinds() -> impl Strategy<Value = QuestionKind> {
    prop_oneof![
        Just(QuestionKind::Text),
        Just(QuestionKind::Number),
        Just(QuestionKind::Choice),
        Just(QuestionKind::Choices),
        Just(QuestionKind::YesNo),
        Just(QuestionKind::Date),
    ]
}

fn bound() -> impl Strategy<Value = Option<i32>> {
    prop_oneof![
        Just(None),
        (-3..8i32).prop_map(Some),
        any::<i32>().prop_map(Some)
    ]
}

prop_compose! {
    fn new_question()(
        kind in kinds(),
        label in ".{0,8}",
        required in any::<bool>(),
        choices in prop::option::of(prop::collection::vec("[ab\u{706f}]{0,2}", 0..5)),
        (min, max) in (bound(), bound()),
    ) -> NewQuestion {
        NewQuestion {
            kind, label, help: None, required, audience: QuestionAudience::Organisers,
            choices, min, max,
        }
    }
}

pub(in crate::question) fn question(kind: QuestionKind, label: &str) -> NewQuestion {
    let chosen = matches!(kind, QuestionKind::Choice | QuestionKind::Choices);
    NewQuestion {
        kind,
        label: label.to_owned(),
        help: None,
        required: true,
        audience: QuestionAudience::Organisers,
        choices: chosen.then(|| vec!["茶".to_owned(), "汤".to_owned(), "水".to_owned()]),
        min: None,
        max: None,
    }
}

pub(in crate::question) fn told(faults: Faults) -> Vec<String> {
    faults
        .into_errors()
        .iter()
        .map(ToString::to_string)
        .collect()
}

proptest! {
    /// Whatever is asked is taken or refused with a reason.
    #[test]
    fn no_form_is_too_odd(questions in prop::collection::vec(new_question(), 0..6)) {
        let mut faults = Faults::default();
        let asked = form(&mut faults, &questions);
        prop_assert!(!faults.is_empty() || asked.len() == questions.len());
    }
}

#[test]
fn a_form_tells_all_its_faults() {
    let mut number = question(QuestionKind::Number, " ");
    (number.min, number.max) = (Some(3), Some(1));
    number.choices = Some(vec!["a".to_owned(), "b".to_owned()]);
    let mut choice = question(QuestionKind::Choice, "喝什么？");
    choice.choices = Some(vec!["茶".to_owned(), "茶 ".to_owned()]);
    choice.min = Some(1);
    let mut lonely = question(QuestionKind::Choices, "喝什么？");
    lonely.choices = None;
    let mut faults = Faults::default();
    form(&mut faults, &[number, choice, lonely]);
    assert_eq!(
        told(faults),
        [
            "questions.0.label: REQUIRED",
            "questions.0.choices: UNFIT_FOR_KIND",
            "questions.0.max: NOT_BEFORE",
            "questions.1.choices.1: DUPLICATE",
            "questions.1.min: UNFIT_FOR_KIND",
            "questions.2.label: DUPLICATE",
            "questions.2.choices: OUT_OF_RANGE",
        ]
    );
}
