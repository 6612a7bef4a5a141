use mulin_entities::{QuestionAudience, QuestionId};
use uuid::Uuid;

use super::*;

fn question(kind: QuestionKind) -> Question {
    Question {
        kind,
        label: "几位？".to_owned(),
        help: None,
        required: false,
        audience: QuestionAudience::Organisers,
        choices: Vec::new(),
        min: None,
        max: None,
    }
}

fn one_of(kind: QuestionKind) -> Question {
    Question {
        choices: ["茶", "汤", "饭"].map(str::to_owned).into(),
        ..question(kind)
    }
}

fn read_one(question: Question, body: &str) -> Option<AnswerInput> {
    let asked = [(QuestionId(Uuid::nil()), question)];
    given(&Form::parse(body.as_bytes()), &asked).answers.pop()
}

#[test]
fn every_kind_is_read_and_what_is_empty_is_no_answer() {
    let text = read_one(question(QuestionKind::Text), "q-0=%E7%8E%8B+%E6%A2%85").unwrap();
    assert_eq!(text.text.as_deref(), Some("王 梅"));
    for (typed, number) in [
        ("7", Some(7)),
        ("%EF%BC%97", Some(7)),
        ("-2", Some(-2)),
        ("x", None),
    ] {
        let answer = read_one(question(QuestionKind::Number), &format!("q-0={typed}")).unwrap();
        assert_eq!(answer.number, number, "{typed}");
    }
    let chosen = |kind, body: &str| read_one(one_of(kind), body).unwrap().choices.unwrap();
    assert_eq!(chosen(QuestionKind::Choice, "q-0=1"), ["汤"]);
    assert_eq!(chosen(QuestionKind::Choices, "q-0=2&q-0=0"), ["饭", "茶"]);
    assert_eq!(chosen(QuestionKind::Choices, "q-0=9&q-0=-1"), ["9", "-1"]);
    for (typed, yes) in [("YES", Some(true)), ("NO", Some(false)), ("yes", None)] {
        let answer = read_one(question(QuestionKind::YesNo), &format!("q-0={typed}")).unwrap();
        assert_eq!(answer.yes_no, yes, "{typed}");
    }
    let date = read_one(question(QuestionKind::Date), "q-0=2027-02-20").unwrap();
    assert_eq!(date.date.as_deref(), Some("2027-02-20"));
    for body in ["", "q-0=", "q-0=+%0A", "q-1=7", "q-00=7", "q=7"] {
        assert!(
            read_one(question(QuestionKind::Text), body).is_none(),
            "{body}"
        );
    }
}

#[test]
fn what_was_answered_stands_in_the_fields_that_read_it() {
    let value = Value::Choices(vec!["饭".to_owned(), "汤".to_owned()]);
    assert_eq!(fields(&one_of(QuestionKind::Choices), &value), ["2", "1"]);
    let yes_no = question(QuestionKind::YesNo);
    assert_eq!(fields(&yes_no, &Value::YesNo(true)), ["YES"]);
    assert_eq!(fields(&yes_no, &Value::YesNo(false)), ["NO"]);
    let values = ["1".to_owned()];
    let asked = asked_as(
        "q-0".to_owned(),
        &one_of(QuestionKind::Choice),
        &values,
        Language::Chinese,
    );
    let chosen: Vec<bool> = asked.options.iter().map(|option| option.chosen).collect();
    assert_eq!(
        chosen,
        [false, true, false, false],
        "the last takes the answer back"
    );
}

#[test]
fn bounds_are_told_where_there_are_any() {
    let number = |min, max| Question {
        min,
        max,
        ..question(QuestionKind::Number)
    };
    let choices = |min, max| Question {
        min,
        max,
        ..one_of(QuestionKind::Choices)
    };
    for (question, told) in [
        (number(Some(0), Some(9)), Some("从 0 到 9")),
        (number(Some(1), None), Some("最少 1")),
        (number(None, Some(2000)), Some("最多 2000")),
        (number(None, None), None),
        (choices(None, None), None),
        (choices(Some(1), Some(3)), None),
        (choices(None, Some(2)), Some("选 1 到 2 项")),
        (choices(Some(2), Some(2)), Some("选 2 项")),
        (choices(Some(2), None), Some("选 2 到 3 项")),
    ] {
        assert_eq!(
            hint(&question, Language::Chinese).as_deref(),
            told,
            "{question:?}"
        );
        let english = hint(&question, Language::English);
        assert!(english.is_none_or(|text| !text.contains("{") && !text.starts_with("page-")));
    }
}
