//! What may be answered to a form, and what of it answers the next one. Pure.

use std::collections::HashSet;

use chrono::NaiveDate;
use mulin_entities::{QuestionId, QuestionKind};

use super::rules::{AnswerInput, MAX_QUESTIONS, MAX_TEXT, Question, Value};
use crate::input::{Faults, Rule};

/// Takes the answers to a form, with all their faults under `answers`.
pub fn answers(
    faults: &mut Faults,
    form: &[(QuestionId, Question)],
    given: &[AnswerInput],
) -> Vec<(QuestionId, Value)> {
    if given.len() > MAX_QUESTIONS {
        faults.add("answers", Rule::Count { max: MAX_QUESTIONS });
        return Vec::new();
    }
    let mut taken: Vec<(QuestionId, Value)> = Vec::with_capacity(given.len());
    let mut asked = HashSet::new();
    for (index, answer) in given.iter().enumerate() {
        let at = |field: &str| format!("answers.{index}.{field}");
        let Some(id) = faults.id(&at("questionId"), "Question", answer.question_id.clone()) else {
            continue;
        };
        let Some((_, question)) = form.iter().find(|(known, _)| *known == id) else {
            faults.add(&at("questionId"), Rule::NotFound);
            continue;
        };
        if !asked.insert(id) {
            faults.add(&at("questionId"), Rule::Duplicate);
            continue;
        }
        if let Some(value) = only_value(faults, &at, question.kind, answer) {
            taken.push((id, checked(faults, &at, question, value)));
        }
    }
    taken
}

/// The field of [`AnswerInput`] that answers a question of this kind.
fn field(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Text => "text",
        QuestionKind::Number => "number",
        QuestionKind::Choice | QuestionKind::Choices => "choices",
        QuestionKind::YesNo => "yesNo",
        QuestionKind::Date => "date",
    }
}

/// The one value that suits the kind; notes that it is missing, and each other one.
fn only_value(
    faults: &mut Faults,
    at: &impl Fn(&str) -> String,
    kind: QuestionKind,
    answer: &AnswerInput,
) -> Option<Value> {
    let wanted = field(kind);
    let given = [
        ("text", answer.text.clone().map(Value::Text)),
        ("number", answer.number.map(Value::Number)),
        ("choices", answer.choices.clone().map(Value::Choices)),
        ("yesNo", answer.yes_no.map(Value::YesNo)),
        ("date", answer.date.clone().map(Value::Date)),
    ];
    let mut found = None;
    for (name, value) in given {
        match value {
            Some(value) if name == wanted => found = Some(value),
            Some(_) => faults.add(&at(name), Rule::UnfitForKind),
            None => {}
        }
    }
    if found.is_none() {
        faults.add(&at(wanted), Rule::Required);
    }
    found
}

/// Checks a value of the right type against the question.
fn checked(
    faults: &mut Faults,
    at: &impl Fn(&str) -> String,
    question: &Question,
    value: Value,
) -> Value {
    let path = at(field(question.kind));
    match value {
        Value::Text(text) => {
            let bound = |bound: Option<i32>, other| usize::try_from(bound.unwrap_or(other));
            let min = bound(question.min, 1).unwrap_or(1);
            let max = bound(question.max, MAX_TEXT).unwrap_or(1_000);
            Value::Text(faults.text(&path, &text, min..=max))
        }
        Value::Number(number) => {
            let least = question.min.unwrap_or(i32::MIN);
            let range = least..=question.max.unwrap_or(i32::MAX);
            Value::Number(faults.number(&path, number, range))
        }
        Value::Choices(chosen) => Value::Choices(choice(faults, &path, question, &chosen)),
        Value::Date(date) => {
            let date = date.trim();
            if !is_date(date) {
                let expected = "a day as ISO 8601, for example 2027-02-20";
                faults.add(&path, Rule::Format { expected });
            }
            Value::Date(date.to_owned())
        }
        Value::YesNo(yes) => Value::YesNo(yes),
    }
}

fn choice(faults: &mut Faults, path: &str, question: &Question, chosen: &[String]) -> Vec<String> {
    let (min, max) = match question.kind {
        QuestionKind::Choice => (1, 1),
        _ => (
            question.min.map_or(1, i64::from),
            question
                .max
                .map_or(count(question.choices.len()), i64::from),
        ),
    };
    if !(min..=max).contains(&count(chosen.len())) {
        faults.add(path, Rule::Range { min, max });
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let chosen: Vec<String> = chosen.iter().map(|one| one.trim().to_owned()).collect();
    for (index, one) in chosen.iter().enumerate() {
        let path = format!("{path}.{index}");
        if !question.choices.contains(one) {
            faults.add(&path, Rule::NotFound);
        } else if !seen.insert(one) {
            faults.add(&path, Rule::Duplicate);
        }
    }
    chosen
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// `YYYY-MM-DD` and nothing else, also where a parser would be more lenient.
fn is_date(text: &str) -> bool {
    let parsed = NaiveDate::parse_from_str(text, "%Y-%m-%d");
    parsed.is_ok_and(|date| text.len() == 10 && date.format("%Y-%m-%d").to_string() == text)
}

/// Whether the value answers the question.
pub fn suits(question: &Question, value: &Value) -> bool {
    let kind = match value {
        Value::Text(_) => matches!(question.kind, QuestionKind::Text),
        Value::Number(_) => matches!(question.kind, QuestionKind::Number),
        Value::Choices(_) => {
            matches!(question.kind, QuestionKind::Choice | QuestionKind::Choices)
        }
        Value::YesNo(_) => matches!(question.kind, QuestionKind::YesNo),
        Value::Date(_) => matches!(question.kind, QuestionKind::Date),
    };
    let mut faults = Faults::default();
    kind && {
        checked(
            &mut faults,
            &|field: &str| field.to_owned(),
            question,
            value.clone(),
        );
        faults.is_empty()
    }
}

/// What of the answers to an older form answers a newer one: those to questions of the same kind,
/// label and choices, as far as they keep its bounds.
pub fn carried(
    old: &[(Question, Value)],
    form: &[(QuestionId, Question)],
) -> Vec<(QuestionId, Value)> {
    let of = |question: &Question| {
        let same = |(old, _): &&(Question, Value)| {
            (old.kind, &old.label, &old.choices)
                == (question.kind, &question.label, &question.choices)
        };
        let (_, value) = old.iter().find(same)?;
        suits(question, value).then(|| value.clone())
    };
    form.iter()
        .filter_map(|(id, question)| Some((*id, of(question)?)))
        .collect()
}

/// Notes each question that who comes must answer and has not.
pub fn must_be_complete(
    faults: &mut Faults,
    form: &[(QuestionId, Question)],
    answered: &[(QuestionId, Value)],
) {
    for (id, question) in form {
        if question.required && answered.iter().all(|(known, _)| known != id) {
            let label = question.label.clone();
            faults.add("answers", Rule::Unanswered { label });
        }
    }
}

#[cfg(test)]
#[path = "answer_rules_tests.rs"]
mod tests;
