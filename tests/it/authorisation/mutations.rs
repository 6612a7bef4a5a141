//! Every field of `Mutation`, called with what everybody sees and with what may be hidden.

mod answers;
mod authorities;
mod banquets;
mod calendar_feeds;
mod events;
mod imports;
mod people;
mod places;
mod seating;
mod series;
mod service_days;
mod volunteers;
mod votes;

use mulin::graphql::id::GlobalId;
use serde_json::{Value, json};

use super::case::Case;
use super::records::records;
use super::stage::Stage;
use crate::factories::gid;

/// The cases of a stage.
pub fn mutations(stage: &Stage) -> Vec<Case> {
    let mut cases = places::places(stage);
    cases.extend(people::people(stage));
    cases.extend(events::events(stage));
    cases.extend(events::programme(stage));
    cases.extend(imports::imports(stage));
    cases.extend(calendar_feeds::calendar_feeds(stage));
    cases.extend(answers::answers(stage));
    cases.extend(events::parts(stage));
    cases.extend(places::teams(stage));
    cases.extend(people::consents(stage));
    cases.extend(people::data(stage));
    cases.extend(records(stage));
    cases.extend(answers::forms(stage));
    cases.extend(events::entrance(stage));
    cases.extend(super::notices::mutations(stage));
    cases.extend(super::messages::cases(stage));
    cases.extend(series::series(stage));
    cases.extend(banquets::banquets(stage));
    cases.extend(seating::seating(stage));
    cases.extend(votes::votes(stage));
    cases.extend(authorities::authorities(stage));
    cases.extend(service_days::stalls(stage));
    cases.extend(service_days::tickets(stage));
    cases.extend(service_days::steps(stage));
    cases.extend(volunteers::members(stage));
    cases.extend(volunteers::shifts(stage));
    cases.extend(volunteers::records(stage));
    cases
}

/// A mutation with its input.
pub fn case(field: &'static str, about: &'static str, input: Value) -> Case {
    let (first, rest) = field.split_at(1);
    let input_type = format!("{}{rest}Input", first.to_uppercase());
    Case {
        field,
        about,
        operation: format!(
            "mutation ($input: {input_type}!) {{ {field}(input: $input) \
             {{ userErrors {{ code message path }} }} }}"
        ),
        variables: json!({ "input": input }),
    }
}

/// A global id as JSON.
pub fn id<T: GlobalId>(stage: &Stage, id: T) -> Value {
    json!(*gid(&stage.town, id))
}
