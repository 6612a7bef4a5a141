use mulin_entities::TypedId;
use proptest::prelude::*;
use uuid::Uuid;

use super::super::rules::tests::{kinds, question, told};
use super::super::rules::{NewQuestion, form};
use super::*;

prop_compose! {
    fn answer()(
        question in 0..6u128,
        text in prop::option::of(".{0,12}"),
        number in prop::option::of(any::<i32>()),
        choices in prop::option::of(prop::collection::vec("[ab\u{706f}]{0,2}", 0..5)),
        yes_no in prop::option::of(any::<bool>()),
        date in prop::option::of(prop_oneof!["[0-9+-]{0,12}", Just("2027-02-20".to_owned())]),
    ) -> AnswerInput {
        AnswerInput {
            question_id: Ok(QuestionId::from_uuid(Uuid::from_u128(question))),
            text, number, choices, yes_no, date,
        }
    }
}

fn numbered(form: Vec<Question>) -> Vec<(QuestionId, Question)> {
    let id = |index: usize| QuestionId::from_uuid(Uuid::from_u128(index as u128));
    let form = form.into_iter().enumerate();
    form.map(|(index, question)| (id(index), question))
        .collect()
}

/// A form without faults.
fn sound_form() -> impl Strategy<Value = Vec<(QuestionId, Question)>> {
    prop::collection::vec((kinds(), any::<bool>()), 0..6).prop_map(|kinds| {
        let questions: Vec<NewQuestion> = kinds
            .into_iter()
            .enumerate()
            .map(|(index, (kind, required))| NewQuestion {
                required,
                ..question(kind, &format!("第{index}问"))
            })
            .collect();
        let mut faults = Faults::default();
        let asked = form(&mut faults, &questions);
        assert!(faults.is_empty());
        numbered(asked)
    })
}

/// Some of a form's questions with an answer that suits each.
fn suited() -> impl Strategy<Value = (Vec<(QuestionId, Question)>, Vec<AnswerInput>)> {
    let said = (
        any::<bool>(),
        "[a-z灯]{1,9}",
        any::<i32>(),
        1..3usize,
        any::<bool>(),
    );
    (sound_form(), prop::collection::vec(said, 6)).prop_map(|(asked, said)| {
        let given = asked.iter().zip(said).filter(|(_, said)| said.0);
        let given = given.map(|((id, question), (_, text, number, count, yes))| {
            let is = |kind| question.kind == kind;
            let count = if is(QuestionKind::Choice) { 1 } else { count };
            let chosen = is(QuestionKind::Choice) || is(QuestionKind::Choices);
            AnswerInput {
                question_id: Ok(*id),
                text: is(QuestionKind::Text).then_some(text),
                number: is(QuestionKind::Number).then_some(number),
                choices: chosen.then(|| question.choices[..count].to_vec()),
                yes_no: is(QuestionKind::YesNo).then_some(yes),
                date: is(QuestionKind::Date).then(|| "2027-02-20".to_owned()),
            }
        });
        let given = given.collect();
        (asked, given)
    })
}

proptest! {
    /// Whatever is sent is taken or refused with a reason, and what is taken is of its kind.
    #[test]
    fn every_accepted_answer_is_of_its_kind(
        asked in sound_form(), given in prop::collection::vec(answer(), 0..6),
    ) {
        let mut faults = Faults::default();
        let taken = answers(&mut faults, &asked, &given);
        if faults.is_empty() {
            prop_assert_eq!(taken.len(), given.len());
            for (id, value) in &taken {
                let (_, question) = asked.iter().find(|(known, _)| known == id).unwrap();
                prop_assert!(suits(question, value));
                prop_assert_eq!(&Value::read(question.kind, &value.to_json()), &Some(value.clone()));
            }
        }
    }

    /// Answers to a form that did not change are carried over whole.
    #[test]
    fn the_same_form_keeps_every_answer((asked, given) in suited()) {
        let mut faults = Faults::default();
        let mut taken = answers(&mut faults, &asked, &given);
        prop_assert_eq!(told(faults), [""; 0]);
        prop_assert_eq!(taken.len(), given.len());
        let old: Vec<_> = taken.iter().map(|(id, value)| {
            let (_, question) = asked.iter().find(|(known, _)| known == id).unwrap();
            (question.clone(), value.clone())
        }).collect();
        taken.sort_by_key(|(id, _)| *id);
        prop_assert_eq!(carried(&old, &asked), taken);
    }
}

#[test]
fn answers_tell_all_their_faults() {
    let mut faults = Faults::default();
    let kinds = [
        QuestionKind::Text,
        QuestionKind::Choice,
        QuestionKind::Date,
        QuestionKind::YesNo,
    ];
    let questions = kinds.map(|kind| question(kind, &format!("{kind:?}")));
    let asked = numbered(form(&mut faults, &questions));
    let nothing = AnswerInput {
        question_id: Ok(asked[0].0),
        text: None,
        number: None,
        choices: None,
        yes_no: None,
        date: None,
    };
    let to = |index: usize| AnswerInput {
        question_id: Ok(asked[index].0),
        ..nothing.clone()
    };
    let given = [
        AnswerInput {
            number: Some(1),
            ..to(0)
        },
        AnswerInput {
            choices: Some(vec!["酒".to_owned()]),
            ..to(1)
        },
        AnswerInput {
            date: Some("2027-2-3".to_owned()),
            ..to(2)
        },
        to(0),
        AnswerInput {
            question_id: Ok(QuestionId::from_uuid(Uuid::max())),
            ..to(0)
        },
    ];
    let taken = answers(&mut faults, &asked, &given);
    must_be_complete(&mut faults, &asked, &taken);
    assert_eq!(
        told(faults),
        [
            "answers.0.number: UNFIT_FOR_KIND",
            "answers.0.text: REQUIRED",
            "answers.1.choices.0: NOT_FOUND",
            "answers.2.date: INVALID_FORMAT",
            "answers.3.questionId: DUPLICATE",
            "answers.4.questionId: NOT_FOUND",
            "answers: UNANSWERED",
            "answers: UNANSWERED",
        ]
    );
}
