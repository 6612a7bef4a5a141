//! Questions, and what was answered.

use async_graphql::{Context, Description, Enum, ID, InputObject, Object, Result};
use mulin_domain::question::policy;
use mulin_domain::question::rules::{self, Value};
use mulin_domain::question::store::Answered;
use mulin_domain::question::{AnswerInput, NewQuestion};
use mulin_entities::{question, rsvp};

use super::loaders::QuestionAnswersOf;
use crate::graphql::context::ContextExt;
use crate::graphql::event::loaders::EventFacts;
use crate::graphql::id::{decode, encode};
use crate::graphql::loaders::load;
use crate::graphql::person::loaders::ActedFor;
use crate::graphql::scalars::Date;

/// What a question asks for. Kinds may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::QuestionKind")]
pub enum QuestionKind {
    /// Words: answered by `text`.
    Text,
    /// A whole number: answered by `number`.
    Number,
    /// One of several: answered by one of the `choices`.
    Choice,
    /// Some of several: answered by some of the `choices`.
    Choices,
    /// Yes or no: answered by `yesNo`.
    YesNo,
    /// A day: answered by `date`.
    Date,
}

/// Who sees what was answered, beside the person and those who may act for them.
/// Audiences may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::QuestionAudience")]
pub enum QuestionAudience {
    /// Those who run the event.
    Organisers,
    /// Those who check people in, too.
    Helpers,
}

/// A question of an event's form. A form that is changed has new questions; the old ones stay beside
/// what was answered to them.
#[derive(Clone, Description)]
pub struct Question(pub question::Model);

#[Object(use_type_description)]
impl Question {
    /// Its id, for `respondToEvent`.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// What it asks for.
    async fn kind(&self) -> QuestionKind {
        self.0.kind.into()
    }

    /// The question.
    async fn label(&self) -> &str {
        &self.0.label
    }

    /// An explanation; null if there is none.
    async fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// Whether who comes must answer it. Who may come or does not come need not.
    async fn required(&self) -> bool {
        self.0.required
    }

    /// Who sees the answers, beside the person and those who may act for them.
    async fn audience(&self) -> QuestionAudience {
        self.0.audience.into()
    }

    /// What can be chosen, in order; empty where nothing is.
    async fn choices(&self) -> Vec<String> {
        rules::Question::from(&self.0).choices
    }

    /// The least number, the shortest text in characters, or the fewest choices; null if not told.
    async fn min(&self) -> Option<i32> {
        self.0.min_value
    }

    /// The greatest number, the longest text in characters, or the most choices; null if not told.
    async fn max(&self) -> Option<i32> {
        self.0.max_value
    }
}

/// What somebody answered to a question: the one value that suits its kind, and null for the others.
#[derive(Clone, Description)]
pub struct QuestionAnswer(Answered);

#[Object(use_type_description)]
impl QuestionAnswer {
    /// The question, of the form that was answered.
    async fn question(&self) -> Question {
        Question(self.0.question.clone())
    }

    /// To a question of kind TEXT; null for others.
    async fn text(&self) -> Option<&str> {
        match &self.0.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// To a question of kind NUMBER; null for others.
    async fn number(&self) -> Option<i32> {
        match &self.0.value {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// To a question of kind CHOICE, one; of kind CHOICES, some; null for others.
    async fn choices(&self) -> Option<&[String]> {
        match &self.0.value {
            Value::Choices(choices) => Some(choices),
            _ => None,
        }
    }

    /// To a question of kind YES_NO; null for others.
    async fn yes_no(&self) -> Option<bool> {
        match &self.0.value {
            Value::YesNo(yes) => Some(*yes),
            _ => None,
        }
    }

    /// To a question of kind DATE; null for others.
    async fn date(&self) -> Option<Date> {
        match &self.0.value {
            Value::Date(date) => Some(Date(date.clone())),
            _ => None,
        }
    }
}

/// What the caller may see of the answers beside an answer to an event, in the order of the form.
pub async fn answers_of(ctx: &Context<'_>, rsvp: &rsvp::Model) -> Result<Vec<QuestionAnswer>> {
    if rsvp.form_version == 0 {
        return Ok(Vec::new());
    }
    let answers = load(ctx, QuestionAnswersOf(rsvp.id)).await?;
    let answers = answers.unwrap_or_default();
    let actor = ctx.actor();
    let event = load(ctx, EventFacts(rsvp.event_id)).await?;
    let area_path = event.map(|event| event.area_path).unwrap_or_default();
    let runs = policy::sees_all(actor, rsvp.event_id, &area_path);
    let acts_for = !runs
        && actor.doer() != Some(rsvp.person_id)
        && load(ctx, ActedFor(rsvp.person_id)).await?.is_some();
    let seen = |answer: &Answered| {
        let audience = answer.question.audience;
        policy::may_see_answer(actor, rsvp, audience, &area_path, acts_for)
    };
    Ok(answers
        .into_iter()
        .filter(seen)
        .map(QuestionAnswer)
        .collect())
}

/// A question to ask.
#[derive(InputObject)]
pub struct QuestionInput {
    /// What it asks for.
    pub kind: QuestionKind,
    /// The question, 1 to 200 characters, once a form.
    pub label: String,
    /// An explanation, up to 500 characters.
    pub help: Option<String>,
    /// Whether who comes must answer it.
    #[graphql(default = false)]
    pub required: bool,
    /// Who sees the answers, beside the person and those who may act for them.
    #[graphql(default_with = "QuestionAudience::Organisers")]
    pub audience: QuestionAudience,
    /// What can be chosen, 2 to 50 different ones of 1 to 60 characters: for CHOICE and CHOICES.
    pub choices: Option<Vec<String>>,
    /// The least number, the shortest text in characters, or the fewest choices: for NUMBER, TEXT and
    /// CHOICES.
    pub min: Option<i32>,
    /// The greatest number, the longest text in characters (1,000 if left out), or the most choices:
    /// for NUMBER, TEXT and CHOICES.
    pub max: Option<i32>,
}

impl From<QuestionInput> for NewQuestion {
    fn from(input: QuestionInput) -> Self {
        Self {
            kind: input.kind.into(),
            label: input.label,
            help: input.help,
            required: input.required,
            audience: input.audience.into(),
            choices: input.choices,
            min: input.min,
            max: input.max,
        }
    }
}

/// The answer to a question: exactly one value, in the field that suits its kind.
#[derive(InputObject)]
pub struct QuestionAnswerInput {
    /// The question, one of the event's `questions`.
    pub question_id: ID,
    /// To a question of kind TEXT.
    pub text: Option<String>,
    /// To a question of kind NUMBER.
    pub number: Option<i32>,
    /// To a question of kind CHOICE, one of its choices; of kind CHOICES, some of them.
    pub choices: Option<Vec<String>>,
    /// To a question of kind YES_NO.
    pub yes_no: Option<bool>,
    /// To a question of kind DATE.
    pub date: Option<Date>,
}

impl From<QuestionAnswerInput> for AnswerInput {
    fn from(input: QuestionAnswerInput) -> Self {
        Self {
            question_id: decode(&input.question_id),
            text: input.text,
            number: input.number,
            choices: input.choices,
            yes_no: input.yes_no,
            date: input.date.map(Into::into),
        }
    }
}
