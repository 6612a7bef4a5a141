//! What a row of the journal means to those who watch. Pure.
//!
//! Only rows about answers, events and their banquets matter; everything else is nobody's topic.

use mulin_entities::{EventId, PersonId, RsvpId, StallId, journal};
use serde::de::DeserializeOwned;

/// Something that can be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// An event's seats, time and state.
    Seats(EventId),
    /// The answers to an event.
    Answers(EventId),
    /// The answers of a person.
    AnswersOf(PersonId),
    /// What a banquet wants, and what comes.
    Banquet(EventId),
    /// The queues of a stall.
    Queue(StallId),
    /// The tickets of a person.
    Tickets(PersonId),
}

/// Word that a topic changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What changed.
    pub topic: Topic,
    /// The answer that changed; none where the topic holds no answers, or where the journal does
    /// not name each.
    pub rsvp: Option<RsvpId>,
}

/// The notices of a row.
pub fn notices(row: &journal::Model) -> Vec<Notice> {
    let about = |topic| Notice { topic, rsvp: None };
    match row.subject_kind.as_str() {
        "rsvp" => {
            let rsvp = Some(RsvpId(row.subject_id));
            let event = field::<EventId>(row, "event");
            let person = field::<PersonId>(row, "person");
            let of_event = event.into_iter().flat_map(|event| {
                [
                    Topic::Seats(event),
                    Topic::Answers(event),
                    Topic::Banquet(event),
                ]
            });
            let of_person = person.into_iter().map(Topic::AnswersOf);
            of_event
                .chain(of_person)
                .map(|topic| match topic {
                    Topic::Answers(_) | Topic::AnswersOf(_) => Notice { topic, rsvp },
                    _ => about(topic),
                })
                .collect()
        }
        "event" => {
            let event = EventId(row.subject_id);
            vec![about(Topic::Seats(event)), about(Topic::Banquet(event))]
        }
        // Votes and tables change nothing of what is wanted and what comes.
        "banquet" if ["planned", "updated"].contains(&row.verb.as_str()) => {
            vec![about(Topic::Banquet(EventId(row.subject_id)))]
        }
        "dish" | "wanted_dish" => field::<EventId>(row, "event")
            .map(|event| about(Topic::Banquet(event)))
            .into_iter()
            .collect(),
        "stall" => vec![about(Topic::Queue(StallId(row.subject_id)))],
        "station" => field::<StallId>(row, "stall")
            .map(|stall| about(Topic::Queue(stall)))
            .into_iter()
            .collect(),
        "ticket" => {
            let stall = field::<StallId>(row, "stall").map(Topic::Queue);
            let person = field::<PersonId>(row, "person").map(Topic::Tickets);
            stall.into_iter().chain(person).map(about).collect()
        }
        // The keeper of a merged record has the other's answers too.
        "person" if row.verb == "merged" => field::<PersonId>(row, "into")
            .map(|into| about(Topic::AnswersOf(into)))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

fn field<T: DeserializeOwned>(row: &journal::Model, name: &str) -> Option<T> {
    serde_json::from_value(row.payload.get(name)?.clone()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{BanquetChange, Change, RsvpChange, What};
    use chrono::DateTime;
    use mulin_entities::{
        ActorKind, AreaId, DishId, HouseholdId, Role, RoleGrantId, RsvpState, WantedDishId,
    };
    use uuid::Uuid;

    const EVENT: EventId = EventId(Uuid::from_u128(1));
    const PERSON: PersonId = PersonId(Uuid::from_u128(2));
    const RSVP: RsvpId = RsvpId(Uuid::from_u128(3));

    fn of(what: What) -> Vec<Notice> {
        let root_area_id = AreaId(Uuid::nil());
        let change = Change {
            root_area_id,
            what,
            by: None,
            on_behalf_of: None,
            via: mulin_entities::Via::App,
        };
        let entry = change.entry();
        notices(&journal::Model {
            seq: 1,
            position: Some(1),
            at: DateTime::UNIX_EPOCH,
            root_area_id,
            subject_kind: entry.subject_kind.to_owned(),
            subject_id: entry.subject_id,
            verb: entry.verb.to_owned(),
            actor_kind: ActorKind::System,
            actor_id: None,
            on_behalf_of: None,
            payload: entry.payload,
        })
    }

    fn answered() -> RsvpChange {
        RsvpChange {
            event_id: EVENT,
            rsvp_id: RSVP,
            person_id: PERSON,
            from: None,
            to: RsvpState::Going,
            seats: 2,
            queue_no: Some(1),
            answer_rev: 0,
        }
    }

    #[test]
    fn an_answer_concerns_seats_answers_the_banquet_and_the_person() {
        let expected = vec![
            Notice {
                topic: Topic::Seats(EVENT),
                rsvp: None,
            },
            Notice {
                topic: Topic::Answers(EVENT),
                rsvp: Some(RSVP),
            },
            Notice {
                topic: Topic::Banquet(EVENT),
                rsvp: None,
            },
            Notice {
                topic: Topic::AnswersOf(PERSON),
                rsvp: Some(RSVP),
            },
        ];
        assert_eq!(of(What::RsvpAnswered(answered())), expected);
        assert_eq!(of(What::RsvpPromoted(answered())), expected);
    }

    #[test]
    fn whatever_happens_to_an_event_concerns_its_seats_and_its_banquet() {
        let about = |topic| Notice { topic, rsvp: None };
        let both = vec![about(Topic::Seats(EVENT)), about(Topic::Banquet(EVENT))];
        for what in [
            What::EventCancelled { event_id: EVENT },
            What::EventUpdated { event_id: EVENT },
            What::CapacityChanged {
                event_id: EVENT,
                from: None,
                to: Some(3),
            },
        ] {
            assert_eq!(of(what), both);
        }
    }

    #[test]
    fn who_is_merged_into_gets_answers_that_nobody_names() {
        let from = PersonId(Uuid::from_u128(9));
        let told = of(What::PersonMerged { from, into: PERSON });
        assert_eq!(
            told,
            [Notice {
                topic: Topic::AnswersOf(PERSON),
                rsvp: None
            }]
        );
    }

    #[test]
    fn dishes_concern_their_banquet_and_votes_nobody() {
        let told = |change| {
            let event_id = EVENT;
            of(What::Banquet { event_id, change })
        };
        let banquet = [Notice {
            topic: Topic::Banquet(EVENT),
            rsvp: None,
        }];
        let (dish_id, household_id) = (DishId(Uuid::nil()), HouseholdId(Uuid::nil()));
        let brought = BanquetChange::DishBrought {
            dish_id,
            household_id,
        };
        let wanted = BanquetChange::WantedDishChanged {
            wanted_dish_id: WantedDishId(Uuid::nil()),
            how: "wanted",
        };
        for change in [brought, wanted, BanquetChange::Planned] {
            assert_eq!(told(change), banquet);
        }
        let person_id = PERSON;
        assert_eq!(told(BanquetChange::BallotCast { person_id }), []);
        assert_eq!(told(BanquetChange::TablesSet), []);
    }

    #[test]
    fn the_rest_is_nobodys_topic() {
        assert_eq!(of(What::PersonUpdated { person_id: PERSON }), []);
        let granted = What::RoleGranted {
            grant_id: RoleGrantId(Uuid::nil()),
            person_id: PERSON,
            role: Role::Steward,
            area_id: AreaId(Uuid::nil()),
        };
        assert_eq!(of(granted), []);
    }
}
