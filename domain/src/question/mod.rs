//! Questions: what organisers ask of those who answer an event, and what was answered.

pub mod answer_rules;
pub mod answers;
pub mod follow;
pub mod policy;
pub mod rules;
mod set_questions;
pub mod store;

pub use rules::{AnswerInput, NewQuestion};
pub use set_questions::{SetEventQuestions, set_event_questions};
