//! What may be asked, and what an answer is. Pure.

use std::collections::HashSet;
use std::ops::RangeInclusive;

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

impl AnswerInput {
    /// This value as the answer to a question of its kind.
    pub fn of(question: QuestionId, value: Value) -> Self {
        let mut answer = Self {
            question_id: Ok(question),
            text: None,
            number: None,
            choices: None,
            yes_no: None,
            date: None,
        };
        match value {
            Value::Text(text) => answer.text = Some(text),
            Value::Number(number) => answer.number = Some(number),
            Value::Choices(choices) => answer.choices = Some(choices),
            Value::YesNo(yes_no) => answer.yes_no = Some(yes_no),
            Value::Date(date) => answer.date = Some(date),
        }
        answer
    }
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

#[cfg(test)]
#[path = "rules_tests.rs"]
pub(super) mod tests;
