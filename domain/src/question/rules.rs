//! What may be asked, and what may be answered. Pure.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use mulin_entities::{QuestionAudience, QuestionId, QuestionKind, question};
use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::input::{Faults, IdInput, Rule};

/// Questions that one form may hold.
pub const MAX_QUESTIONS: usize = 30;
/// Longest text of an answer, in characters.
pub const MAX_TEXT: i32 = 1_000;
const LABEL: RangeInclusive<usize> = 1..=200;
const HELP: RangeInclusive<usize> = 0..=500;
const CHOICE: RangeInclusive<usize> = 1..=60;
const CHOICES: RangeInclusive<usize> = 2..=50;

/// A question as an organiser writes it.
#[derive(Clone, Debug, Serialize)]
pub struct NewQuestion {
    /// What is asked for.
    pub kind: QuestionKind,
    /// The question.
    pub label: String,
    /// An explanation.
    pub help: Option<String>,
    /// Whether who comes must answer.
    pub required: bool,
    /// Who sees the answers.
    pub audience: QuestionAudience,
    /// What can be chosen.
    pub choices: Option<Vec<String>>,
    /// Least number, length or count.
    pub min: Option<i32>,
    /// Greatest number, length or count.
    pub max: Option<i32>,
}

/// A question that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of `NewQuestion`")]
pub struct Question {
    pub kind: QuestionKind,
    pub label: String,
    pub help: Option<String>,
    pub required: bool,
    pub audience: QuestionAudience,
    /// Empty where nothing is chosen.
    pub choices: Vec<String>,
    pub min: Option<i32>,
    pub max: Option<i32>,
}

impl From<&question::Model> for Question {
    fn from(row: &question::Model) -> Self {
        Self {
            kind: row.kind,
            label: row.label.clone(),
            help: row.help.clone(),
            required: row.required,
            audience: row.audience,
            choices: row.choices.as_ref().and_then(texts).unwrap_or_default(),
            min: row.min_value,
            max: row.max_value,
        }
    }
}

/// What was sent as the answer to a question: one of the values, which suits the question's kind.
#[derive(Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are those of `Value`")]
pub struct AnswerInput {
    /// To which question of the current form.
    pub question_id: IdInput<QuestionId>,
    pub text: Option<String>,
    pub number: Option<i32>,
    pub choices: Option<Vec<String>>,
    pub yes_no: Option<bool>,
    /// ISO 8601, `2027-02-20`.
    pub date: Option<String>,
}

impl std::fmt::Debug for AnswerInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AnswerInput")
            .field("question_id", &self.question_id)
            .finish_non_exhaustive()
    }
}

/// An answer.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A whole number.
    Number(i32),
    /// What was chosen: one, or some.
    Choices(Vec<String>),
    /// Yes or no.
    YesNo(bool),
    /// A day, ISO 8601.
    Date(String),
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Value(..)")
    }
}

impl Value {
    /// As it is stored.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Text(text) | Self::Date(text) => json!(text),
            Self::Number(number) => json!(number),
            Self::Choices(choices) => json!(choices),
            Self::YesNo(yes) => json!(yes),
        }
    }

    /// As it was stored for a question of this kind; none if that is no answer to it.
    pub fn read(kind: QuestionKind, stored: &Json) -> Option<Self> {
        match kind {
            QuestionKind::Text => Some(Self::Text(stored.as_str()?.to_owned())),
            QuestionKind::Number => Some(Self::Number(i32::try_from(stored.as_i64()?).ok()?)),
            QuestionKind::Choice | QuestionKind::Choices => Some(Self::Choices(texts(stored)?)),
            QuestionKind::YesNo => Some(Self::YesNo(stored.as_bool()?)),
            QuestionKind::Date => Some(Self::Date(stored.as_str()?.to_owned())),
        }
    }
}

fn texts(array: &Json) -> Option<Vec<String>> {
    let text = |item: &Json| Some(item.as_str()?.to_owned());
    array.as_array()?.iter().map(text).collect()
}

/// Takes a form, with all its faults under `questions`.
pub fn form(faults: &mut Faults, questions: &[NewQuestion]) -> Vec<Question> {
    if questions.len() > MAX_QUESTIONS {
        faults.add("questions", Rule::Count { max: MAX_QUESTIONS });
        return Vec::new();
    }
    let mut labels = HashSet::new();
    let mut form = Vec::with_capacity(questions.len());
    for (index, new) in questions.iter().enumerate() {
        let at = |field: &str| format!("questions.{index}.{field}");
        let label = faults.line(&at("label"), &new.label, LABEL);
        // An answer finds its question on the next form by the label.
        if !labels.insert(label.clone()) {
            faults.add(&at("label"), Rule::Duplicate);
        }
        let help = new.help.as_deref();
        let help = help.map(|help| faults.text(&at("help"), help, HELP));
        let choices = choices(faults, &at("choices"), new);
        bounds(faults, &at, new, choices.len());
        form.push(Question {
            kind: new.kind,
            label,
            help: help.filter(|help| !help.is_empty()),
            required: new.required,
            audience: new.audience,
            choices,
            min: new.min,
            max: new.max,
        });
    }
    form
}

fn choices(faults: &mut Faults, path: &str, new: &NewQuestion) -> Vec<String> {
    let chosen = matches!(new.kind, QuestionKind::Choice | QuestionKind::Choices);
    let given = new.choices.as_deref().unwrap_or_default();
    if !chosen {
        if new.choices.is_some() {
            faults.add(path, Rule::UnfitForKind);
        }
        return Vec::new();
    }
    if !CHOICES.contains(&given.len()) {
        let (min, max) = (2, 50);
        faults.add(path, Rule::Range { min, max });
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let mut choices = Vec::with_capacity(given.len());
    for (index, choice) in given.iter().enumerate() {
        let path = format!("{path}.{index}");
        let choice = faults.line(&path, choice, CHOICE);
        if !seen.insert(choice.clone()) {
            faults.add(&path, Rule::Duplicate);
        }
        choices.push(choice);
    }
    choices
}

fn bounds(faults: &mut Faults, at: &impl Fn(&str) -> String, new: &NewQuestion, choices: usize) {
    let allowed = match new.kind {
        QuestionKind::Number => i32::MIN..=i32::MAX,
        QuestionKind::Text => 1..=MAX_TEXT,
        QuestionKind::Choices => 1..=i32::try_from(choices).unwrap_or(i32::MAX).max(1),
        QuestionKind::Choice | QuestionKind::YesNo | QuestionKind::Date => {
            for (field, bound) in [("min", new.min), ("max", new.max)] {
                if bound.is_some() {
                    faults.add(&at(field), Rule::UnfitForKind);
                }
            }
            return;
        }
    };
    for (field, bound) in [("min", new.min), ("max", new.max)] {
        if let Some(bound) = bound {
            faults.number(&at(field), bound, allowed.clone());
        }
    }
    if let (Some(min), Some(max)) = (new.min, new.max)
        && min > max
    {
        faults.add(&at("max"), Rule::NotBefore { other: "min" });
    }
}

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
#[path = "rules_tests.rs"]
mod tests;
