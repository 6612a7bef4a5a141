//! The organisers' questions: as the page asks them, and what comes back.
//!
//! What cannot be read as an answer becomes one without a value, so that the domain refuses it together
//! with everything else that is wrong.

use std::collections::BTreeMap;

use fluent_bundle::FluentValue;
use mulin_domain::Refusal;
use mulin_domain::input::Rule;
use mulin_domain::question::AnswerInput;
use mulin_domain::question::rules::{MAX_TEXT, Question, Value};
use mulin_domain::rsvp::LinkView;
use mulin_entities::{QuestionId, QuestionKind, RsvpState};
use serde::Serialize;

use super::form::Form;
use crate::graphql::texts::{self, Language, Speech};

/// The field that says which questions the page asked.
pub(super) const FORM: &str = "form";
/// Answers longer than this are written over several lines.
const ONE_LINE: i32 = 60;
/// Values of the buttons of a question of yes or no.
const YES_NO: [&str; 2] = ["YES", "NO"];

type Asked = [(QuestionId, Question)];

/// The name of a question's field, by its place in the form.
pub(super) fn field(place: usize) -> String {
    format!("q-{place}")
}

/// What was answered, and to which questions, by their places.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) answers: Vec<AnswerInput>,
    places: Vec<usize>,
}

/// Reads the answers of a form that asked these questions. What was left empty is no answer.
pub(super) fn given(form: &Form, questions: &Asked) -> Given {
    let mut given = Given::default();
    for (place, (id, question)) in questions.iter().enumerate() {
        let typed: Vec<&str> = form.typed(&field(place)).collect();
        if typed.iter().all(|text| text.trim().is_empty()) {
            continue;
        }
        given.places.push(place);
        given.answers.push(read(*id, question, &typed));
    }
    given
}

fn read(id: QuestionId, question: &Question, typed: &[&str]) -> AnswerInput {
    let first = typed.first().copied().unwrap_or_default();
    let mut answer = AnswerInput {
        question_id: Ok(id),
        text: None,
        number: None,
        choices: None,
        yes_no: None,
        date: None,
    };
    // Buttons carry the place of their choice. Others are told as they are, and refused.
    let choice = |text: &&str| {
        let place: Option<usize> = text.parse().ok();
        let choice = place.and_then(|place| question.choices.get(place));
        choice.map_or_else(|| (*text).to_owned(), Clone::clone)
    };
    match question.kind {
        QuestionKind::Text => answer.text = Some(first.to_owned()),
        QuestionKind::Number => answer.number = number(first),
        QuestionKind::Choice | QuestionKind::Choices => {
            let typed = typed.iter().filter(|text| !text.is_empty());
            answer.choices = Some(typed.map(choice).collect());
        }
        QuestionKind::YesNo => answer.yes_no = YES_NO.contains(&first).then(|| first == YES_NO[0]),
        QuestionKind::Date => answer.date = Some(first.to_owned()),
    }
    answer
}

/// A whole number, also in the wide figures of Chinese keyboards.
fn number(typed: &str) -> Option<i32> {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        '－' | '−' => '-',
        '＋' => '+',
        c => c,
    };
    let text: String = typed.trim().chars().map(narrow).collect();
    text.parse().ok()
}

/// The question that a refusal is about, by its place.
pub(super) fn place(refusal: &Refusal, given: &Given, questions: &Asked) -> Option<usize> {
    let Refusal::Input(error) = refusal else {
        return None;
    };
    if let Rule::Unanswered { label } = &error.rule {
        return questions
            .iter()
            .position(|(_, asked)| asked.label == *label);
    }
    let index: usize = error.path.get(1)?.parse().ok()?;
    given.places.get(index).copied()
}

/// What is wrong with an answer: beside the faults of other fields, and at its own.
pub(super) fn fault(refusal: &Refusal, question: &Question, speech: Speech) -> (String, String) {
    let language = speech.language;
    let rule = match refusal {
        Refusal::Input(error) => Some(&error.rule),
        _ => None,
    };
    let own = match (question.kind, rule) {
        (QuestionKind::Number, Some(Rule::Required)) => "page-number-wanted",
        (QuestionKind::Date, Some(Rule::Format { .. })) => "page-date-wanted",
        (QuestionKind::Choices, Some(Rule::Range { .. })) => {
            let here = hint(question, language).unwrap_or_default();
            return (named(question, &here, language), here);
        }
        (
            QuestionKind::Choice | QuestionKind::Choices | QuestionKind::YesNo,
            Some(Rule::NotFound | Rule::Required | Rule::Range { .. }),
        ) => "page-choice-wanted",
        _ => {
            let name = texts::message("page-quoted", &value(&question.label), language);
            let text = texts::refusal_of(refusal, &name, speech);
            return (text.clone(), text);
        }
    };
    let here = texts::message(own, &[], language);
    (named(question, &here, language), here)
}

fn value(text: &str) -> [(&'static str, FluentValue<'_>); 1] {
    [("value", text.into())]
}

fn named(question: &Question, text: &str, language: Language) -> String {
    let name = texts::message("page-quoted", &value(&question.label), language);
    format!("{name} {text}")
}

/// How a question stands on the page.
#[derive(Serialize)]
pub(super) struct QuestionWords {
    name: String,
    label: String,
    help: Option<String>,
    hint: Option<String>,
    required: bool,
    fault: Option<String>,
    /// `radio` or `checkbox` where one chooses, else `lines`, `line`, `number` or `date`.
    control: &'static str,
    typed: String,
    /// Characters that fit.
    most: i32,
    options: Vec<OptionWords>,
}

#[derive(Serialize)]
struct OptionWords {
    value: String,
    text: String,
    chosen: bool,
}

/// The questions with what was typed, or else with what stands; none where there is nothing to answer
/// anew.
pub(super) fn words(
    view: &LinkView,
    typed: Option<&Form>,
    faults: &BTreeMap<String, String>,
    language: Language,
) -> Vec<QuestionWords> {
    let offered = (view.rsvp.as_ref()).filter(|rsvp| rsvp.state == RsvpState::Offered);
    // The seats are for the party that asked, which has answered these questions.
    if offered.is_some_and(|rsvp| rsvp.form_version == view.event.form_version) {
        return Vec::new();
    }
    let typed = typed.filter(|form| form.asks(view.event.form_version));
    let asked = view.questions.iter().enumerate();
    asked
        .map(|(place, (id, question))| {
            let name = field(place);
            let stands = (view.answered.iter()).find(|(of, _)| of == id);
            let values = match typed {
                Some(form) => form.typed(&name).map(str::to_owned).collect(),
                None => stands.map_or_else(Vec::new, |(_, value)| fields(question, value)),
            };
            QuestionWords {
                fault: faults.get(&name).cloned(),
                ..asked_as(name, question, &values, language)
            }
        })
        .collect()
}

/// An answer as the fields of the form hold it.
fn fields(question: &Question, value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) | Value::Date(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::YesNo(yes) => vec![YES_NO[usize::from(!yes)].to_owned()],
        Value::Choices(chosen) => {
            let place = |one| question.choices.iter().position(|choice| choice == one);
            let places = chosen.iter().filter_map(place);
            places.map(|place| place.to_string()).collect()
        }
    }
}

fn asked_as(
    name: String,
    question: &Question,
    values: &[String],
    language: Language,
) -> QuestionWords {
    let said = |code: &str| texts::message(code, &[], language);
    let option = |value: String, text: String| OptionWords {
        chosen: values.contains(&value),
        value,
        text,
    };
    let mut options: Vec<OptionWords> = match question.kind {
        QuestionKind::YesNo => YES_NO
            .map(|value| option(value.to_owned(), said(&format!("page-{value}"))))
            .into(),
        _ => (question.choices.iter().enumerate())
            .map(|(place, text)| option(place.to_string(), text.clone()))
            .collect(),
    };
    let is_one_of = matches!(question.kind, QuestionKind::Choice | QuestionKind::YesNo);
    if is_one_of && !question.required {
        // One that is chosen could not be taken back otherwise.
        let none = options.iter().all(|option| !option.chosen);
        options.push(OptionWords {
            value: String::new(),
            text: said("page-no-choice"),
            chosen: none,
        });
    }
    let most = question.max.unwrap_or(MAX_TEXT);
    QuestionWords {
        name,
        label: question.label.clone(),
        help: question.help.clone(),
        hint: hint(question, language),
        required: question.required,
        fault: None,
        control: match question.kind {
            QuestionKind::Text if most > ONE_LINE => "lines",
            QuestionKind::Text => "line",
            QuestionKind::Number => "number",
            QuestionKind::Date => "date",
            QuestionKind::Choices => "checkbox",
            QuestionKind::Choice | QuestionKind::YesNo => "radio",
        },
        typed: values.first().cloned().unwrap_or_default(),
        most,
        options,
    }
}

/// The bounds of a number, and of how much is chosen.
fn hint(question: &Question, language: Language) -> Option<String> {
    let (what, min, max) = match question.kind {
        QuestionKind::Number => ("number", question.min, question.max),
        QuestionKind::Choices => {
            let all = i32::try_from(question.choices.len()).unwrap_or(i32::MAX);
            let max = question.max.unwrap_or(all);
            if question.min.is_none_or(|min| min <= 1) && max >= all {
                return None;
            }
            ("choose", Some(question.min.unwrap_or(1)), Some(max))
        }
        _ => return None,
    };
    let code = match (min, max) {
        (Some(min), Some(max)) if min == max => "exactly",
        (Some(_), Some(_)) => "between",
        (Some(_), None) => "least",
        (None, Some(_)) => "most",
        (None, None) => return None,
    };
    // As text: a number would get separators.
    let bound = |bound: Option<i32>| FluentValue::from(bound.unwrap_or_default().to_string());
    let values = [("min", bound(min)), ("max", bound(max))];
    Some(texts::message(
        &format!("page-{what}-{code}"),
        &values,
        language,
    ))
}

#[cfg(test)]
#[path = "questions_tests.rs"]
mod tests;
