//! What happens at banquets, and how it stands in the journal.

use mulin_entities::*;
use serde_json::json;

use crate::journal_entry::Entry;

/// What happened at a banquet.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the columns of the same name")]
pub enum BanquetChange {
    /// An event became a banquet.
    Planned,
    /// What it wants, or how it is voted, was edited.
    Updated,
    /// Guests vote now.
    VoteOpened,
    /// The votes were counted.
    VoteClosed,
    /// A guest gave their votes; for what is not told.
    BallotCast { person_id: PersonId },
    /// A dish is asked for, or was edited, or is no longer.
    WantedDishChanged {
        wanted_dish_id: WantedDishId,
        how: &'static str,
    },
    /// A household brings a dish.
    DishBrought {
        dish_id: DishId,
        household_id: HouseholdId,
    },
    /// A dish was edited.
    DishUpdated {
        dish_id: DishId,
        household_id: HouseholdId,
    },
    /// A dish was taken back.
    DishWithdrawn {
        dish_id: DishId,
        household_id: HouseholdId,
    },
    /// A dish was given up, as nobody of the household comes.
    DishReleased {
        dish_id: DishId,
        household_id: HouseholdId,
    },
    /// Something has to be filed, or was, or has not to be any more.
    FilingTaskChanged {
        filing_task_id: FilingTaskId,
        how: &'static str,
    },
    /// A sample was taken, or thrown away.
    FoodSampleChanged {
        food_sample_id: FoodSampleId,
        dish_id: DishId,
        how: &'static str,
    },
    /// The tables were set, or the rules of who sits where.
    TablesSet,
    /// It was arranged who sits where.
    SeatingArranged { seed: i64 },
    /// A household was moved to a table by hand, or taken from its table.
    HouseholdSeated {
        household_id: HouseholdId,
        table_id: Option<BanquetTableId>,
    },
    /// Guests are shown where they sit.
    SeatingPublished,
}

impl BanquetChange {
    /// How it stands in the journal.
    pub(crate) fn entry(&self, event_id: EventId) -> Entry {
        let event = |verb| Entry {
            subject_kind: "banquet",
            subject_id: event_id.0,
            verb,
            payload: json!({ "event": event_id }),
        };
        let dish = |id: &DishId, household: &HouseholdId, verb| Entry {
            subject_kind: "dish",
            subject_id: id.0,
            verb,
            payload: json!({ "event": event_id, "household": household }),
        };
        match self {
            Self::Planned => event("planned"),
            Self::Updated => event("updated"),
            Self::VoteOpened => event("vote_opened"),
            Self::VoteClosed => event("vote_closed"),
            Self::BallotCast { person_id } => Entry {
                payload: json!({ "event": event_id, "person": person_id }),
                ..event("ballot_cast")
            },
            Self::WantedDishChanged {
                wanted_dish_id,
                how,
            } => Entry {
                subject_kind: "wanted_dish",
                subject_id: wanted_dish_id.0,
                ..event(how)
            },
            Self::DishBrought {
                dish_id,
                household_id,
            } => dish(dish_id, household_id, "brought"),
            Self::DishUpdated {
                dish_id,
                household_id,
            } => dish(dish_id, household_id, "updated"),
            Self::DishWithdrawn {
                dish_id,
                household_id,
            } => dish(dish_id, household_id, "withdrawn"),
            Self::DishReleased {
                dish_id,
                household_id,
            } => dish(dish_id, household_id, "released"),
            Self::FilingTaskChanged {
                filing_task_id,
                how,
            } => Entry {
                subject_kind: "filing_task",
                subject_id: filing_task_id.0,
                ..event(how)
            },
            Self::FoodSampleChanged {
                food_sample_id,
                dish_id,
                how,
            } => Entry {
                subject_kind: "food_sample",
                subject_id: food_sample_id.0,
                payload: json!({ "event": event_id, "dish": dish_id }),
                ..event(how)
            },
            Self::TablesSet => event("tables_set"),
            Self::SeatingArranged { seed } => Entry {
                payload: json!({ "event": event_id, "seed": seed }),
                ..event("seating_arranged")
            },
            Self::HouseholdSeated {
                household_id,
                table_id,
            } => Entry {
                payload: json!({ "event": event_id, "household": household_id, "table": table_id }),
                ..event("household_seated")
            },
            Self::SeatingPublished => event("seating_published"),
        }
    }
}
