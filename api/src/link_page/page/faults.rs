//! Why what was sent is not taken, each fault with the field that it is about.

use std::collections::BTreeMap;

use mulin_domain::Refusal;
use mulin_domain::rsvp::LinkView;
use serde::Serialize;

use crate::graphql::texts::{self, Speech};
use crate::link_page::form::Form;
use crate::link_page::questions::{self, FORM};

/// One fault.
#[derive(Serialize)]
pub(super) struct Fault {
    /// The field of the form: `adults`, `children`, `party`, `note`, that of a question, or empty.
    field: String,
    /// Beside others, where the field is named.
    text: String,
    /// At the field itself.
    here: String,
}

/// The texts of the schema's `userErrors`, with the names that fields have on the page; one a question.
pub(super) fn faults(
    view: &LinkView,
    form: &Form,
    refusals: &[Refusal],
    speech: Speech,
) -> Vec<Fault> {
    let said = |code: &str| texts::message(code, &[], speech.language);
    let is_current = form.is_for(view.event.form_version);
    let given = questions::given(form, &view.questions);
    let mut faults: Vec<Fault> = Vec::new();
    for refusal in refusals {
        let path = refusal.path();
        let of_answers = path.first().is_some_and(|first| first == "answers");
        let fault = if of_answers && is_current {
            questions::place(refusal, &given, &view.questions).map(|place| {
                let (_, question) = &view.questions[place];
                let (text, here) = questions::fault(refusal, question, speech);
                Fault {
                    field: questions::field(place),
                    text,
                    here,
                }
            })
        } else {
            None
        };
        let fault = fault.unwrap_or_else(|| {
            let path = path.join(".");
            // The page tells how many come, and not who.
            let path = match path.strip_prefix("party.memberIds") {
                Some(_) => "party".to_owned(),
                None => path,
            };
            let (field, name) = match path.as_str() {
                "party.adults" => ("adults", said("page-adults-field")),
                "party.children" => ("children", said("page-children-field")),
                "party" => ("party", said("page-party-field")),
                "note" => ("note", said("page-note-field")),
                "status" => ("", said("page-answer-field")),
                _ => ("", path.clone()),
            };
            let text = if of_answers && !is_current || path == FORM {
                said("page-form-changed")
            } else {
                texts::refusal_of(refusal, &name, speech)
            };
            Fault {
                field: field.to_owned(),
                here: text.clone(),
                text,
            }
        });
        let known = faults.iter().any(|one| {
            one.text == fault.text
                || of_answers && !one.field.is_empty() && one.field == fault.field
        });
        if !known {
            faults.push(fault);
        }
    }
    faults
}

/// What is told at each field.
pub(super) fn here(faults: &[Fault]) -> BTreeMap<String, String> {
    let mut here = BTreeMap::new();
    for fault in faults.iter().filter(|fault| !fault.field.is_empty()) {
        here.entry(fault.field.clone())
            .or_insert_with(|| fault.here.clone());
    }
    here
}
